"""Rules of audits: their evidence computed again, and whether the verdict follows from it.

They are asked after all others, with those of claims: evidence with a fault makes verdicts wrong
that are right.
"""

import re
from collections.abc import Iterator

import pandas as pd

from heartland.claims.judged import NOT_CHECKABLE, NOT_HELD, OUTCOME_OF, WITHOUT_EVIDENCE
from heartland.claims.verdicts import Row, follows
from heartland.errors import DataError
from heartland.tables.columns import OF_AREAS
from heartland.tables.sources import source_ids
from heartland_evidence.claims.evidence import in_plain_units, recompute
from heartland_evidence.rules.audit_tables import BODIES, AuditTables
from heartland_evidence.rules.rule import Broken, Fault, Tables, of_row, records, rule

HELD_FAST = ("confirmed", "close")  # verdicts after which nothing follows for the argument
COMPUTED_FROM = ("dataset", "where", "column", "operation")  # what ``evidence_value`` is
EVIDENCE = (*COMPUTED_FROM, "evidence_value", "source_id")
STANDS = re.compile(r"unaffected|not touched|does not change|\bstands\b|\bstays\b")
OWN_COLUMN = {  # of a verdict, and what it says
    "misattributed": ("belongs_to", "names the place, year, measure or body of the figure"),
    NOT_CHECKABLE: ("not_checkable_as", "says why no evidence could settle it"),
}
LONG_WORD = re.compile(r"\w{4,}")


@rule(
    audits="claim_id tests verdict dataset where column operation evidence_value source_id "
    "claim_date explanation checked_by_two matters effect belongs_to not_checkable_as",
    claims="claim_id article_id kind area unit period relation value# low# high# attributed_to",
    articles="article_id published",
    sources="source_id kind publisher",
    areas="area name kind members",
)
def audits_hold(tables: Tables) -> Iterator[Broken]:
    """The verdict of each audit follows from its evidence, and what it needs stands beside it."""
    known = AuditTables(tables)
    df = tables["audits"]
    for row, audit in zip(df.index, records(df), strict=True):
        claim = known.claims[audit["claim_id"]]
        for fault in (
            *_is_of_its_day(audit, claim),
            *_credits_somebody(audit, claim),
            *_effect_fits(audit),
            *_columns_fit(audit),
            *_is_read_twice(audit),
            *_leaves_open(audit),
            *_has_witnesses(audit, known),
            *_evidence_holds(audit, claim, known),
        ):
            yield of_row("audits", df, row, fault)


def _is_of_its_day(audit: Row, claim: Row) -> Iterator[Fault]:
    if audit["claim_date"] not in ("", claim["published"]):
        sentence = f"is not the day on which the article was published, {claim['published']}"
        yield Fault("claim_date", sentence)


def _credits_somebody(audit: Row, claim: Row) -> Iterator[Fault]:
    if audit["tests"] == "attribution" and claim["attributed_to"] == "author":
        yield Fault(
            "tests",
            "is of a claim that credits its author: say in attributed_to whom the article credits",
        )


def _effect_fits(audit: Row) -> Iterator[Fault]:
    """A verdict that leaves something to say has its effect, and the words of ``matters`` fit."""
    verdict, effect = audit["verdict"], audit["effect"]
    may_be_empty = verdict in (*HELD_FAST, *WITHOUT_EVIDENCE)
    if bool(effect) != bool(audit["matters"]):
        yield Fault("effect", "goes with 'matters': fill in both or neither")
    elif not effect and not may_be_empty:
        sentence = f"is empty, and so is 'matters': '{verdict}' says what follows for the argument"
        yield Fault("effect", sentence)
    elif effect and verdict in HELD_FAST:
        sentence = f"is empty where the verdict is '{verdict}': nothing follows from it"
        yield Fault("effect", sentence)
    if effect == "changes" and STANDS.search(audit["matters"]):
        yield Fault("effect", "is not what 'matters' says: softens or unmoved")


def _columns_fit(audit: Row) -> Iterator[Fault]:
    """A column that belongs to one verdict is filled with it, and with no other."""
    for verdict, (column, sentence) in OWN_COLUMN.items():
        if bool(audit[column]) != (audit["verdict"] == verdict):
            yield Fault(column, f"{sentence}, where the verdict is '{verdict}' and only there")


def _is_read_twice(audit: Row) -> Iterator[Fault]:
    """A verdict that a claim did not hold is the judgement of two readers."""
    verdict = audit["verdict"]
    if OUTCOME_OF[verdict] == NOT_HELD and not audit["checked_by_two"]:
        sentence = f"is not enough for '{verdict}': a second reader must judge it first"
        yield Fault("checked_by_two", sentence)


def _leaves_open(audit: Row) -> Iterator[Fault]:
    """What a verdict without evidence must not say, and what it must."""
    verdict = audit["verdict"]
    if verdict not in WITHOUT_EVIDENCE:
        return
    if audit["matters"]:
        yield Fault("matters", "is empty where nothing was found: nothing follows from it")
    if verdict == NOT_CHECKABLE and audit["tests"] == "attribution":
        yield Fault(
            "verdict",
            "is for audits of content: whether somebody said something can be looked up",
        )
    if verdict == "unverified" and "settle" not in audit["explanation"]:
        yield Fault("explanation", "does not say what would settle it")


def _has_witnesses(audit: Row, known: AuditTables) -> Iterator[Fault]:
    """Evidence is whole, and is no article that witnesses for an article."""
    verdict = audit["verdict"]
    if verdict in WITHOUT_EVIDENCE:
        return
    computable = all(audit[column] for column in COMPUTED_FROM)
    for column in EVIDENCE:
        if computable and column == "evidence_value":
            continue  # what to write is said once it is computed
        if not audit[column]:
            sentence = "is empty, and only what is unverified may be without evidence"
            yield Fault(column, sentence)
    dataset = audit["dataset"]
    if dataset == "audits" or (dataset == "claims" and verdict != "inconsistent"):
        yield Fault("dataset", "is what is being judged, not evidence: name another table")
    articles = _articles(audit, known)
    if articles and verdict != "inconsistent" and "footnote" not in audit["explanation"]:
        sentence = f"names '{articles[0]}': articles are not evidence for articles"
        yield Fault("source_id", sentence)


def _articles(audit: Row, known: AuditTables) -> list[str]:
    """The sources of an audit that are articles."""
    return [i for i in audit["source_id"].split(";") if known.kinds.get(i) == "article"]


def _evidence_holds(audit: Row, claim: Row, known: AuditTables) -> Iterator[Fault]:
    """The evidence computed again is what is stated, of the claim's area, and bears the verdict."""
    computable = all(audit[column] for column in COMPUTED_FROM)
    if audit["verdict"] in WITHOUT_EVIDENCE or not computable:
        return
    try:
        parts = known.parts(audit)
        found = recompute(audit, parts)
    except DataError as error:
        yield Fault("where", str(error))
        return
    rows = parts[0] if len(parts) == 1 else pd.concat(parts)
    yield from _sources_are_of_rows(audit, rows, known)
    yield from _areas_meet(audit, claim, rows, known)
    yield from _bodies_meet(audit, claim, rows, known)
    yield from _owner_is_shown(audit, rows, known)
    if not audit["evidence_value"]:
        yield Fault("evidence_value", f"is empty: write {found}, which the rows give")
        return
    if not _as_stated(found, audit["evidence_value"]):
        yield Fault("evidence_value", f"is not what the rows give: {found}")
        return
    wrong = follows(audit["verdict"], claim, in_plain_units(found, audit, parts[0]), audit)
    if wrong:
        yield Fault("verdict", wrong)


def _sources_are_of_rows(audit: Row, rows: pd.DataFrame, known: AuditTables) -> Iterator[Fault]:
    if audit["dataset"] == "claims":
        return
    strange = set(audit["source_id"].split(";"))
    strange -= set(source_ids(rows, also=True))
    strange -= set(_articles(audit, known))
    if strange:
        sentence = f"names '{min(strange)}', which is no source of the evidence rows"
        yield Fault("source_id", sentence)


def _areas_meet(audit: Row, claim: Row, rows: pd.DataFrame, known: AuditTables) -> Iterator[Fault]:
    """The evidence is of an area of the claim, unless the figure is misattributed.

    A grouping whose members no row names meets every area.
    """
    columns = [column for column in OF_AREAS if column in rows]
    cells = ";".join(";".join(rows[column].tolist()) for column in columns)
    evidence = known.areas_of(set(cells.split(";")) - {""})
    claimed = known.areas_of(set(claim["area"].split(";")) - {""})
    if not evidence or not claimed or evidence & claimed:
        return
    unknown = {code for code in known.open_ended if not known.members[code]}
    if audit["verdict"] == "misattributed" or (evidence | claimed) & unknown:
        return
    areas = ", ".join(sorted(evidence))
    yield Fault("where", f"finds rows of {areas}, and the claim is of {claim['area']}")


def _bodies_meet(audit: Row, claim: Row, rows: pd.DataFrame, known: AuditTables) -> Iterator[Fault]:
    """Who is said to have said it is among those whose figures the rows are."""
    body = claim["attributed_to"]
    if audit["tests"] != "attribution" or audit["verdict"] not in HELD_FAST:
        return
    if body not in known.bodies:
        return
    named = set(audit["source_id"].split(";")) & set(known.sources.index)
    bodies = set(known.sources.loc[sorted(named), "publisher"])
    for column in BODIES:
        if column in rows:
            bodies |= set(rows[column])
    if body not in bodies:
        others = ", ".join(sorted(bodies))
        sentence = f"does not follow: the claim credits {body}, but the rows are by {others}"
        yield Fault("verdict", sentence)


def _owner_is_shown(audit: Row, rows: pd.DataFrame, known: AuditTables) -> Iterator[Fault]:
    """The rows of a misattributed figure show whose it is: a word of ``belongs_to`` is in them."""
    if audit["verdict"] != "misattributed" or not audit["belongs_to"]:
        return
    cells = {str(cell) for row in rows.to_numpy() for cell in row}
    names = [known.names[code] for code in cells if code in known.names]
    text = " ".join([*cells, *names]).casefold()
    words = LONG_WORD.findall(audit["belongs_to"].casefold())
    if not any(word in text for word in words):
        yield Fault("belongs_to", "is not what the evidence rows show")


def _as_stated(found: float | str, stated: str) -> bool:
    """Whether what was found is what is stated, to the digits stated."""
    if isinstance(found, str):
        return found == stated
    try:
        figure = float(stated)
    except ValueError:
        return False
    decimals = len(stated.partition(".")[2])
    return bool(abs(found - figure) <= 0.5 * 10**-decimals + 1e-9)
