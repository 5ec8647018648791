"""The tables that claims and audits are checked with, each read and indexed once."""

from functools import cache

import pandas as pd

from heartland.claims.verdicts import Row
from heartland.tables.conditions import Selector
from heartland_evidence.rules.rule import Tables, records

BODIES = ("reporter", "publisher")  # columns that say whose figure a row is


class AuditTables:
    """What is looked up while audits are read: each column is indexed once."""

    def __init__(self, tables: Tables) -> None:
        """Take every table of the collection, part years included."""
        self._tables = tables
        self.selector = cache(self._selector)
        articles = tables["articles"].set_index("article_id")["published"]
        claims = tables["claims"]
        published = claims["article_id"].map(articles)
        with_days = records(claims.assign(published=published))
        self.claims = {str(claim["claim_id"]): claim for claim in with_days}
        self.sources = tables["sources"].set_index("source_id")
        self.kinds = self.sources["kind"].to_dict()
        areas = tables["areas"]
        self.members = areas.set_index("area")["members"].to_dict()
        self.names = areas.set_index("area")["name"].to_dict()
        self.open_ended = set(areas.loc[areas["kind"].ne("country"), "area"])
        self.bodies = self._bodies()

    def _selector(self, name: str) -> Selector:
        return Selector(self._tables[name])

    def _bodies(self) -> set[str]:
        """The bodies that tables name as counters or publishers."""
        names: set[str] = set()
        for df in self._tables.values():
            for column in BODIES:
                if column in df:
                    names |= set(df[column].tolist())
        return names - {""}

    def parts(self, audit: Row) -> list[pd.DataFrame]:
        """The rows of each selection of an audit."""
        choose = self.selector(audit["dataset"])
        return [choose(part) for part in audit["where"].split("|")]

    def areas_of(self, codes: set[str]) -> set[str]:
        """Areas with the members of the groupings among them."""
        members = [set(self.members.get(code, "").split(";")) for code in codes]
        return codes.union(*members) - {""}
