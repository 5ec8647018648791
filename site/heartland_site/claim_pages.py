"""The pages of the articles: each claim, its verdict, and the rows it was set against."""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from heartland import claims
from heartland.errors import UsageError
from heartland.tables import csv_files
from heartland.tables.schemas import SOURCES_OF_PARTS
from heartland.tables.tables import load
from heartland_evidence.claims import claimreview, evidence
from heartland_evidence.claims.passages import passages
from heartland_site.pages import SearchEntry, Site
from heartland_site.rows import rows_in_order

SILENT = {"source_id", "also_in", "locator", "note", "status", "relation", "low", "high", "mark"}
SILENT |= set(SOURCES_OF_PARTS)  # they are among those of the row
Row = dict[str, str]
Audit = dict[Hashable, Any]


@dataclass(frozen=True)
class ClaimOnPage:
    """A claim as pages show it: its row, its verdict, and the audits that are its own."""

    site: Site
    row: Row
    verdict: str
    own_audits: list[Audit]
    passage: str = ""  # where it stands in the article online
    sure: str = ""  # how sure the last second reader was

    @cached_property
    def audits(self) -> list[Audit]:
        """Each audit of the claim, with the rows of its evidence and their lines in the CSV."""
        audits = []
        for audit in self.own_audits:
            by_table = evidence.by_table(audit)
            rows = [row for name, found in by_table.items() for row in self._rows(name, found)]
            audits.append({**audit, "rows": rows, "tables": list(by_table)})
        return audits

    def _rows(self, table: str, found: pd.DataFrame) -> list[dict[str, Any]]:
        rows = csv_files.rows(self.site.root, table)
        return [{"table": table, "line": number + 2, "row": rows[number]} for number in found.index]


def write_claims(site: Site) -> list[ClaimOnPage]:
    """Write a page for each article and the list of all claims."""
    judged = claims.judged()
    rows = rows_in_order("claims")
    known = passages()
    audits = defaultdict(list)
    for audit in load("audits").to_dict("records"):
        audits[audit["claim_id"]].append(audit)
    sure: dict[str, str] = {}
    for (claim_id, tests), one in claimreview.confidence().items():
        if tests == "content" or claim_id not in sure:
            sure[claim_id] = one
    all_claims = [
        ClaimOnPage(
            site,
            row,
            verdict,
            audits[row["claim_id"]],
            known.get((row["article_id"], int(row["paragraph"])), ""),
            sure.get(row["claim_id"], ""),
        )
        for row, verdict in zip(rows, judged["verdict"], strict=True)
    ]
    for article in rows_in_order("articles"):
        write_article(site, article, all_claims, judged)
    write_list_of_claims(site, all_claims, judged)
    return all_claims


def write_article(
    site: Site, article: Row, all_claims: list[ClaimOnPage], judged: pd.DataFrame
) -> None:
    """Write the page of an article, and let the search find its claims."""
    article_id = article["article_id"]
    page = f"claims/{article_id}"
    own = [claim for claim in all_claims if claim.row["article_id"] == article_id]
    about = (
        f"{len(own)} claims of “{article['title']}” ({article['outlet']}), "
        "each with its verdict and the evidence."
    )
    site.page(
        page,
        "article.html",
        about,
        article=article,
        claims=own,
        claimreview=reviews(site, judged[judged["article_id"].eq(article_id)]),
        asked_on=str(site.words.get("author_asked_on") or ""),
        columns_left_out=SILENT,
    )
    for claim in own:
        entry = SearchEntry(claim.row["statement"], "claim", page, claim.row["claim_id"])
        site.search_entries.append(entry)


def reviews(site: Site, judged: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the verdicts for machines; none unless gallery.yml switches them on.

    Raises:
        UsageError: if they are switched on before the author was asked.
    """
    if not site.words.get("verdicts_for_machines"):
        return []
    if not site.words.get("author_asked_on"):
        raise UsageError(
            "gallery.yml: verdicts_for_machines is true, and the author was not asked: write the "
            "day in author_asked_on, or false"
        )
    return claimreview.claimreview(judged, site.address)


def write_list_of_claims(site: Site, all_claims: list[ClaimOnPage], judged: pd.DataFrame) -> None:
    """Write the list of all claims, those that matter first; each error is counted once."""
    matter = claims.with_findings(claims.that_matter(judged))
    deciding = claims.deciding_audits()[["matters", "effect"]]
    table = matter.join(deciding, on="claim_id").drop(columns=["stake"])
    site.put("claims/that-matter.csv", table.to_csv(index=False, lineterminator="\n"))
    rests = deciding["effect"].map(claims.RESTS_ON_IT).fillna("")
    follows = deciding["matters"].mask(deciding["matters"].eq(""), rests).to_dict()
    by_id = {claim.row["claim_id"]: claim for claim in all_claims}
    heaviest = [
        {"claim": by_id[row["claim_id"]], "found": row["found"], "why": row["why"]}
        | {"matters": follows.get(row["claim_id"], "")}
        for row in matter.to_dict("records")
    ]
    articles = rows_in_order("articles")
    site.page(
        "claims/index",
        "claims.html",
        "Every claim with its verdict.",
        below=[f"claims/{article['article_id']}" for article in articles],
        wide=True,
        claims=all_claims,
        articles=articles,
        asked_on=str(site.words.get("author_asked_on") or ""),
        heaviest=heaviest,
        counts=claims.distinct_errors(judged).to_dict(),
    )
