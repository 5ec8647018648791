"""Rules of claims, of their audits, of second readings and of changed verdicts.

``EVIDENCE_RULES`` are asked after all others: evidence with a fault makes verdicts wrong that are
right.
"""

from collections.abc import Iterable, Iterator

import pandas as pd

from heartland.claim_wording import Row
from heartland.claims import (
    ADVERSE,
    NOT_CHECKABLE,
    NOT_HELD,
    OUTCOMES,
    WITHOUT_EVIDENCE,
    selections,
)
from heartland.errors import DataError
from heartland.tables.schemas import OF_AREAS
from heartland.tables.sources import source_ids
from heartland_evidence.claims.evidence import in_plain_units, recompute
from heartland_evidence.claims.verdicts import follows
from heartland_evidence.rules.rule import Ask, Broken, Rule, Tables
from heartland_evidence.rules.words import each, last, records

CLAIMS, AUDITS, READINGS, CHANGES = "claims", "audits", "second_readings", "verdict_changes"
WEIGHTS, SECOND = "weight_readings", "second"  # the reader who is not the first
REPEATED = ("theme", "kind", "unit", "weight")  # what a repetition shares with the claim it repeats
HELD_FAST = ["confirmed", "close"]  # verdicts after which nothing follows for the argument
OPEN = list(WITHOUT_EVIDENCE)
COMPUTED_FROM = ("dataset", "where", "column", "operation")  # what ``evidence_value`` is
BODIES = ("reporter", "publisher")  # columns that say whose figure a row is
SHORT = 3  # letters of a word that may stand in any text
EXACT = 1e-9
Faults = Iterator[tuple[str, str]]  # columns, and what is wrong with each
Parts = list[pd.DataFrame]  # the rows of an audit, selection by selection


def other_claims_repeated(df: pd.DataFrame, _: Tables) -> pd.Series:
    """A repetition repeats its claim; return in what the two differ."""
    claims = records(df)
    by_id = {claim["claim_id"]: claim for claim in claims}
    faults = []
    for claim in claims:
        first = by_id.get(claim["same_as"], claim)
        different = [column for column in REPEATED if claim[column] != first[column]]
        if (
            pd.notna(claim["value"])
            and pd.notna(first["value"])
            and claim["value"] != first["value"]
        ):
            different.append("value")
        faults.append(" and ".join(different))
    return pd.Series(faults, df.index, dtype="str")


def articles_as_evidence(df: pd.DataFrame, tables: Tables) -> pd.Series:
    """No article witnesses for an article, unless it contradicts itself; return which one does."""
    sources = tables["sources"]
    articles = set(sources.loc[sources["kind"].eq("article"), "source_id"])
    named = each(df["source_id"], lambda cell: min(articles & set(cell.split(";")), default=""))
    return named.where(~df["verdict"].isin([*OPEN, "inconsistent"]), "")


def evidence_holds(tables: Tables) -> Iterator[Broken]:
    """The evidence computed again is what is stated, of the claim's area, and bears the verdict."""
    evidence = _Evidence(tables)
    claims = {claim["claim_id"]: claim for claim in records(tables[CLAIMS])}
    df = tables[AUDITS]
    for row, audit in zip(df.index, records(df), strict=True):
        needed = ("where",) if audit["verdict"] in OPEN else COMPUTED_FROM
        if all(audit[column] for column in needed):
            for column, sentence in evidence.faults(audit, claims[audit["claim_id"]]):
                yield Broken(AUDITS, column, pd.Series(True, [row]), sentence)


class _Evidence:
    """The rows on which audits rest, and what is looked up for them, each once."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        areas = tables["areas"].set_index("area")
        self.members = areas["members"].str.split(";").to_dict()
        self.names = areas["name"].to_dict()
        # Groupings whose members no row names.
        self.unknown = set(areas.index[areas["kind"].ne("country") & areas["members"].eq("")])
        self.publishers = tables["sources"].set_index("source_id")["publisher"].to_dict()
        columns = [df[body] for df in tables.values() for body in BODIES if body in df]
        self.bodies = set(pd.concat(columns)) - {""}

    def faults(self, audit: Row, claim: Row) -> Faults:
        """Yield what is wrong with an audit: columns, and a sentence on each."""
        named = selections(audit)
        unknown = [table for table, _ in named if table not in self.tables]
        if unknown:
            yield "where", f"names '{unknown[0]}', which is no table of the collection"
            return
        try:
            parts = [self.tables.selector(table)(where) for table, where in named]
            found = recompute(audit, parts)
        except DataError as error:
            yield "where", str(error)
            return
        yield from self._sources_meet(audit, parts)
        yield from self._areas_meet(audit, claim, parts)
        yield from self._bodies_meet(audit, claim, parts)
        yield from self._owner_is_shown(audit, parts)
        if audit["verdict"] in OPEN:  # its rows are what was found on the way, and settle nothing
            return
        if not audit["evidence_value"]:
            yield "evidence_value", f"is empty: write {found}, which the rows give"
        elif not _as_stated(found, audit["evidence_value"]):
            yield "evidence_value", f"is not what the rows give: {found}"
        elif wrong := follows(
            audit["verdict"], claim, in_plain_units(found, audit, parts[0]), audit
        ):
            yield "verdict", wrong

    def _sources_meet(self, audit: Row, parts: Parts) -> Faults:
        """The sources of an audit are those of its rows; of articles there is a rule."""
        if audit["dataset"] != CLAIMS:
            held = {one for part in parts for one in source_ids(part, also=True)}
            strange = set(audit["source_id"].split(";")) - held
            if strange:
                yield (
                    "source_id",
                    f"names '{min(strange)}', which is no source of the evidence rows",
                )

    def _areas_meet(self, audit: Row, claim: Row, parts: Parts) -> Faults:
        """The evidence is of an area of the claim, unless the figure is misattributed."""
        evidence, claimed = self._areas(_cells(parts, OF_AREAS)), self._areas({claim["area"]})
        apart = evidence and claimed and not evidence & claimed
        if (
            apart
            and audit["verdict"] != "misattributed"
            and not (evidence | claimed) & self.unknown
        ):
            areas = ", ".join(sorted(evidence))
            yield "where", f"finds rows of {areas}, and the claim is of {claim['area']}"

    def _areas(self, cells: set[str]) -> set[str]:
        """Return the areas that cells join, with the members of the groupings among them."""
        codes = set(";".join(cells).split(";"))
        return codes.union(*(self.members.get(code, []) for code in codes)) - {""}

    def _bodies_meet(self, audit: Row, claim: Row, parts: Parts) -> Faults:
        """Who is said to have said it is among those whose figures the rows are."""
        body = claim["attributed_to"]
        holds = audit["tests"] == "attribution" and audit["verdict"] in HELD_FAST
        if not holds or body not in self.bodies:
            return
        ids = [one for one in audit["source_id"].split(";") if one in self.publishers]
        bodies = {self.publishers[one] for one in ids} | _cells(parts, BODIES)
        if body not in bodies:
            others = ", ".join(sorted(bodies))
            sentence = f"does not follow: the claim credits {body}, but the rows are by {others}"
            yield "verdict", sentence

    def _owner_is_shown(self, audit: Row, parts: Parts) -> Faults:
        """The rows of a misattributed figure name whose it is: a word of it is in them."""
        if audit["verdict"] == "misattributed" and audit["belongs_to"]:
            cells = {str(cell) for part in parts for row in part.to_numpy() for cell in row}
            text = " ".join([*cells, *(self.names.get(cell, "") for cell in cells)]).casefold()
            words = [word.strip(",") for word in audit["belongs_to"].casefold().split()]
            if not any(len(word) > SHORT and word in text for word in words):
                yield "belongs_to", "is not what the evidence rows show"


def _cells(parts: Parts, columns: Iterable[str]) -> set[str]:
    """Return what stands in these columns, of those that the rows have."""
    return {cell for part in parts for one in columns if one in part for cell in part[one].tolist()}


def _as_stated(found: float | str, stated: str) -> bool:
    """Tell whether what was found is what is stated, to the digits stated."""
    if isinstance(found, str):
        return found == stated
    try:
        figure = float(stated)
    except ValueError:
        return False
    decimals = len(stated.partition(".")[2])
    return bool(abs(found - figure) <= 0.5 * 10**-decimals + EXACT)


ARTICLE = "@look_up(claim_id, 'claims', 'article_id')"
EVIDENCE_RULES: tuple[Ask, ...] = (
    Rule(
        CLAIMS,
        "claim_id",
        "same_as == '' and not @has('audits', claim_id)",
        "has no audit: add one to audits.csv (for 'unverified' or 'not checkable', say why), "
        "or name in same_as the claim that it repeats",
    ),
    Rule(
        CLAIMS,
        "attributed_to",
        "same_as == '' and attributed_to != 'author' and @has('audits', claim_id) and "
        "not @has('audits', claim_id, tests='attribution')",
        "is not the author, and no audit tests the attribution: add one to audits.csv",
    ),
    Rule(
        CLAIMS,
        "same_as",
        other_claims_repeated,
        "is a claim with a different {}: name the one that is repeated",
    ),
    Rule(
        AUDITS,
        "claim_date",
        f"claim_date != '' and claim_date != @look_up({ARTICLE}, 'articles', 'published')",
        "is not the day on which the article was published",
    ),
    Rule(
        AUDITS,
        "tests",
        "tests == 'attribution' and @look_up(claim_id, 'claims', 'attributed_to') == 'author'",
        "is of a claim that credits its author: say in attributed_to whom the article credits",
    ),
    Rule(
        AUDITS,
        "effect",
        f"(effect == '') != (matters == '') and verdict not in {[*HELD_FAST, *OPEN]}",
        "goes with 'matters': fill in both or neither",
    ),
    Rule(
        AUDITS,
        "effect",
        f"effect == '' and matters == '' and verdict not in {[*HELD_FAST, *OPEN]}",
        "is empty, and so is 'matters': say what follows from the verdict for the argument",
    ),
    Rule(
        AUDITS,
        "effect",
        f"verdict in {[*HELD_FAST, *OPEN]} and (effect != '') != (verdict != '{NOT_CHECKABLE}' and "
        "@look_up(claim_id, 'claims', 'weight') == 'carries')",
        "says of a claim that held or is open what would fall with it: fill it in where the claim "
        "carries the argument, and only there",
    ),
    Rule(
        AUDITS,
        "matters",
        f"matters != '' and verdict in {HELD_FAST}",
        "is filled, but nothing follows from a verdict that confirms: empty it",
    ),
    Rule(
        AUDITS,
        "matters",
        f"matters != '' and verdict in {OPEN}",
        "is filled, but nothing was found, and nothing follows from it: empty it",
    ),
    Rule(
        AUDITS,
        "belongs_to",
        "(belongs_to != '') != (verdict == 'misattributed')",
        "names the place, year, measure or body of the figure, where the verdict is "
        "'misattributed' and only there",
    ),
    Rule(
        AUDITS,
        "same_error_as",
        "same_error_as != '' and (same_error_as == claim_id or "
        "not @has('audits', same_error_as.rename('claim_id'), same_error_as=''))",
        "is not the claim of which the error is counted: name one that has an audit, and names "
        "no other itself",
    ),
    Rule(
        AUDITS,
        "not_checkable_as",
        f"(not_checkable_as != '') != (verdict == '{NOT_CHECKABLE}')",
        f"says why no evidence could settle it, where the verdict is '{NOT_CHECKABLE}' and only "
        "there",
    ),
    Rule(
        AUDITS,
        "verdict",
        f"verdict == '{NOT_CHECKABLE}' and tests == 'attribution'",
        "is for audits of content: whether somebody said something can be looked up",
    ),
    Rule(
        AUDITS,
        "checked_by_two",
        f"verdict in {list(OUTCOMES[NOT_HELD])} and not checked_by_two",
        "is not enough for a verdict that the claim did not hold: a second reader must judge it "
        "first",
    ),
    *(
        Rule(
            AUDITS,
            column,
            f"{column} == '' and verdict not in {OPEN}",
            "is empty, and only what is unverified may be without evidence",
        )
        for column in (*COMPUTED_FROM, "source_id")
    ),
    Rule(
        AUDITS,
        "dataset",
        f"verdict not in {OPEN} and (dataset == '{AUDITS}' or "
        f"dataset == '{CLAIMS}' and verdict != 'inconsistent')",
        "is what is being judged, not evidence: name another table",
    ),
    Rule(
        AUDITS,
        "source_id",
        articles_as_evidence,
        "names '{}': articles are not evidence for articles",
    ),
    evidence_holds,
)


def changes_from_elsewhere(df: pd.DataFrame, _: Tables) -> pd.Series:
    """A change begins with the verdict to which the one before it led."""
    before = last(df["to"], df["nth"], df["claim_id"], df["tests"])
    return before.notna() & df["from"].ne(before)


# What a reading, or a change, is held against.
READ = "@has('second_readings', claim_id, tests, changed_on='')"
TODAY = "@has('audits', claim_id, tests, settled_verdict.rename('verdict'))"
AGREE = "first_verdict == second_verdict"
APART = f"(reader == '{SECOND}' and first_weight != second_weight)"
RULES = (
    Rule(
        AUDITS,
        "verdict",
        f"verdict in {list(ADVERSE)} and not @has('second_readings', claim_id, tests, "
        "verdict.rename('settled_verdict'), changed_on='')",
        "goes against the claim, but no second reading settled on it: have it read by someone "
        "who does not know it, and add a row to second_readings.csv",
    ),
    Rule(
        AUDITS,
        "checked_by_two",
        f"not checked_by_two and {READ}",
        "is not so: second_readings.csv has a reading, so write true",
    ),
    Rule(
        AUDITS,
        "checked_by_two",
        f"checked_by_two and not {READ}",
        "is not so: second_readings.csv has no reading that stands, so write false or add it",
    ),
    Rule(
        READINGS,
        "claim_id",
        "not @has('audits', claim_id, tests)",
        "has no audit of this kind",
    ),
    Rule(
        READINGS,
        "settled_verdict",
        f"changed_on == '' and @has('audits', claim_id, tests) and not {TODAY}",
        "is not the audit's verdict: say in changed_on when that changed",
    ),
    Rule(
        READINGS,
        "changed_on",
        f"changed_on != '' and {TODAY}",
        "is filled, but the audit has the settled verdict",
    ),
    Rule(
        READINGS,
        "reason",
        f"not {AGREE} and reason == ''",
        "is empty, but the readers differ: say why the verdict stands",
    ),
    Rule(
        READINGS,
        "reason",
        f"{AGREE} and reason != ''",
        "is filled, but the readers agree",
    ),
    Rule(
        READINGS,
        "settled_verdict",
        f"{AGREE} and settled_verdict != first_verdict",
        "is not the verdict on which the readers agree",
    ),
    Rule(
        READINGS,
        "settled_verdict",
        "settled_verdict != first_verdict and not @has('verdict_changes', claim_id, tests, "
        "first_verdict.rename('from'), settled_verdict.rename('to'))",
        "differs from the first, but verdict_changes.csv lacks the change",
    ),
    Rule(
        WEIGHTS,
        "reason",
        f"{APART} != (reason != '')",
        "goes with a second reader who weighs a claim otherwise: say why it has the weight that "
        "it has, or empty it",
    ),
    Rule(
        WEIGHTS,
        "second_weight",
        f"reader == '{SECOND}' and first_weight == second_weight and not "
        "@has('claims', claim_id, second_weight.rename('weight'))",
        "is what both readers say, and not the weight in claims.csv",
    ),
    Rule(
        CHANGES,
        "nth",
        "nth != 1 + @last(nth, nth, claim_id, tests).fillna(0)",
        "is not the next number for this audit",
    ),
    Rule(
        CHANGES,
        "from",
        changes_from_elsewhere,
        "is not the verdict of its previous change",
    ),
    Rule(
        CHANGES,
        "to",
        lambda df, _: df["to"].eq(df["from"]),
        "is the same verdict as before",
    ),
    Rule(
        CHANGES,
        "changed_on",
        "changed_on < @last(changed_on, nth, claim_id, tests)",
        "is out of order",
    ),
    Rule(
        CHANGES,
        "to",
        "nth == @most(nth, claim_id, tests) and not @has('audits', claim_id, tests, "
        "to.rename('verdict'))",
        "is the last change, but not the present verdict",
    ),
)
