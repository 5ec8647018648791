"""Audits: their evidence computed again, and whether the verdict follows."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pandas as pd

from heartland.claims.judged import NOT_CHECKABLE, NOT_HELD, OUTCOME_OF, OUTCOMES, WITHOUT_EVIDENCE
from heartland.claims.operations import OPERATIONS, result_of
from heartland.claims.verdicts import Row, follows
from heartland.errors import DataError, UsageError, did_you_mean, names_beginning_alike, printable
from heartland.tables.columns import OF_AREAS
from heartland.tables.conditions import Selector, select
from heartland.tables.problems import Problem
from heartland.tables.sources import source_ids
from heartland.tables.tables import load, with_positions

Broken = Iterator[tuple[str, str, str]]  # column of the audit, its value, what is wrong with it
HELD_FAST = ("confirmed", "close")  # verdicts after which nothing follows for the argument
SHOW_MORE = ("disputed", *OUTCOMES[NOT_HELD])  # verdicts that may rest on more than is computed
EVIDENCE = ("dataset", "where", "column", "operation", "evidence_value", "source_id")
BODIES = ("reporter", "publisher")  # columns that say whose figure a row is
STANDS = re.compile(r"unaffected|not touched|does not change|\bstands\b|\bstays\b")
RELATIVE = re.compile(r"\b(before|after)\b")
ONE_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
LONG_WORD = re.compile(r"\w{4,}")
SAME = ("theme", "kind", "unit")  # what a repetition shares with the claim it repeats
SMALL_WORDS = {"and", "the", "with", "that", "from", "into", "its", "their"}


def selections(audit: Row) -> list[pd.DataFrame]:
    """The rows that an audit rests on, by place in their file: a table for each selection."""
    table = with_positions(audit["dataset"])
    return [select(table, part) for part in audit["where"].split("|")]


def recompute(audit: Row, parts: list[pd.DataFrame]) -> float | str:
    """Compute the evidence of an audit anew from the rows that its ``where`` names.

    ``share``, ``ratio``, ``difference``, ``count_difference`` and ``rank`` take two selections
    with ``|`` between them: part and whole, the figure and what it is divided or reduced by, the
    row and those it is ranked among (1 is the largest, of dates the earliest). ``months`` and
    ``years`` count from the first date to the second. Where a claim did not hold, or is disputed,
    further selections hold what else speaks to it: they are shown, and not computed with.

    Raises:
        DataError: if a selection finds no row, or not what the operation needs.
    """
    place = f"audit of {audit['claim_id']}: '{audit['where']}'"
    if any(part.empty for part in parts):
        raise DataError(f"{place} finds no row in {audit['dataset']}")
    if audit["column"] not in parts[0]:
        nearest = did_you_mean(audit["column"], parts[0].columns)
        raise DataError(f"{place} reads no column of {audit['dataset']}{nearest}")
    column = str(audit["column"])
    columns = [part[column] for part in _computed_with(audit, parts)]
    try:
        return result_of(audit["operation"], columns)
    except DataError as error:
        raise DataError(f"{place} {error}") from None


def _computed_with(audit: Row, parts: list[pd.DataFrame]) -> list[pd.DataFrame]:
    """The selections that the operation takes, without those that are only shown."""
    operation = OPERATIONS.get(audit["operation"])
    if audit.get("verdict") not in SHOW_MORE or operation is None:
        return parts
    return parts[: operation.selections]


def audits_hold(tables: Mapping[str, pd.DataFrame] | None = None) -> Iterator[Problem]:
    """Check each audit: evidence computed again, its sources, its verdict, what stands beside it.

    Args:
        tables: the tables, part years included, where they have been read already.
    """
    desk = Desk(tables or {})
    audits = desk.table("audits")
    for row, audit in zip(audits.index, _records(audits), strict=True):
        claim = desk.claims[audit["claim_id"]]
        for rule in (_is_complete, _leaves_open, _witnesses, _evidence_holds):
            for column, value, sentence in rule(audit, claim, desk):
                yield Problem("audits.csv", int(str(row)) + 2, column, value, sentence)


def claims_hold(tables: Mapping[str, pd.DataFrame] | None = None) -> Iterator[Problem]:
    """Check that each distinct claim has its audits and that a repetition repeats its claim."""
    desk = Desk(tables or {})
    audits = desk.table("audits")
    audited = set(audits["claim_id"])
    quoted = set(audits.loc[audits["tests"].eq("attribution"), "claim_id"])
    places = desk.table("claims").index
    for place, (claim_id, claim) in zip(places, desk.claims.items(), strict=True):
        for column, sentence in (
            *_unaudited(claim_id, claim, audited, quoted),
            *_is_no_repetition(claim, desk),
            *_is_of_another_year(claim),
        ):
            yield Problem("claims.csv", int(place) + 2, column, str(claim[column]), sentence)


def _records(df: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(column): cell for column, cell in row.items()} for row in df.to_dict("records")]


def _unaudited(
    claim_id: str, claim: Row, audited: set[str], quoted: set[str]
) -> Iterator[tuple[str, str]]:
    if claim["same_as"]:
        return
    if claim_id not in audited:
        yield (
            "claim_id",
            "has no audit: add one to audits.csv (for 'unverified' or 'not checkable', say why), "
            "or name in same_as the claim that it repeats",
        )
    elif claim["attributed_to"] != "author" and claim_id not in quoted:
        yield (
            "attributed_to",
            "is not the author, and no audit tests the attribution: add one to audits.csv",
        )


def _is_no_repetition(claim: Row, desk: "Desk") -> Iterator[tuple[str, str]]:
    if claim["same_as"] not in desk.claims:
        return
    first = desk.claims[claim["same_as"]]
    different = [column for column in SAME if claim[column] != first[column]]
    if not _content_words(claim["measure"]) & _content_words(first["measure"]):
        different.append("measure")
    figures = {claim["value"], first["value"]}
    if len(figures) > 1 and not any(pd.isna(figure) for figure in figures):
        different.append("value")
    if different:
        yield (
            "same_as",
            f"is a claim with a different {' and '.join(different)}: name the one that is repeated",
        )


def _is_of_another_year(claim: Row) -> Iterator[tuple[str, str]]:
    """A claim that names one year is of a time that holds it, or of one before or after it."""
    years = set(ONE_YEAR.findall(claim["statement"]))
    first, _, last = claim["period"].partition("/")
    if len(years) != 1 or not first or RELATIVE.search(claim["statement"]):
        return
    year = years.pop()
    if not first[:4] <= year <= (last or first)[:4]:
        yield "period", f"does not hold {year}, the year that the statement names"


def _content_words(phrase: str) -> set[str]:
    words = {word.strip(",.()").lower() for word in phrase.split()}
    return {word for word in words if len(word) > 2 and word not in SMALL_WORDS}


class Desk:
    """What is looked up while audits are read: each table once, each column indexed once."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Take the tables that have been read already; the others are loaded when asked for."""
        self._tables = tables
        self.table = cache(self._table)
        self.selector = cache(self._selector)
        articles = self.table("articles").set_index("article_id")["published"]
        claims = self.table("claims")
        published = claims["article_id"].map(articles)
        records = _records(claims.assign(published=published))
        self.claims = {str(claim["claim_id"]): claim for claim in records}
        self.sources = self.table("sources").set_index("source_id")
        areas = self.table("areas")
        self.members = dict(zip(areas["area"], areas["members"], strict=True))
        self.names = dict(zip(areas["area"], areas["name"], strict=True))
        self.open_ended = set(areas.loc[areas["kind"].ne("country"), "area"])
        self.bodies = self._bodies()

    def _table(self, name: str) -> pd.DataFrame:
        if name in self._tables:
            return self._tables[name]
        return with_positions(name)

    def _selector(self, name: str) -> Selector:
        return Selector(self.table(name))

    def _bodies(self) -> set[str]:
        """The bodies that tables name as counters or publishers."""
        names: set[str] = set()
        for df in self._tables.values():
            for column in BODIES:
                if column in df:
                    names |= set(df[column])
        return names - {""}

    def parts(self, audit: Row) -> list[pd.DataFrame]:
        """The rows of each selection of an audit."""
        choose = self.selector(audit["dataset"])
        return [choose(part) for part in audit["where"].split("|")]

    def areas_of(self, codes: set[str]) -> set[str]:
        """Areas with the members of the groupings among them."""
        members = [set(self.members.get(code, "").split(";")) for code in codes]
        return codes.union(*members) - {""}


def _is_complete(audit: Row, claim: Row, desk: Desk) -> Broken:
    """What a verdict needs beside it: its date, effect, owner of the figure, second reader."""
    verdict = audit["verdict"]
    if audit["claim_date"] not in ("", claim["published"]):
        yield (
            "claim_date",
            audit["claim_date"],
            f"is not the day on which the article was published, {claim['published']}",
        )
    if audit["tests"] == "attribution" and claim["attributed_to"] == "author":
        yield (
            "tests",
            "attribution",
            "is of a claim that credits its author: say in attributed_to whom the article credits",
        )
    needed = verdict not in (*HELD_FAST, *WITHOUT_EVIDENCE)
    if bool(audit["effect"]) != bool(audit["matters"]):
        yield (
            "effect",
            audit["effect"],
            "goes with 'matters': fill in both or neither",
        )
    elif needed and not audit["effect"]:
        yield (
            "effect",
            "",
            f"is empty, and so is 'matters': '{verdict}' says what follows for the argument",
        )
    elif audit["effect"] and verdict in HELD_FAST:
        yield (
            "effect",
            audit["effect"],
            f"is empty where the verdict is '{verdict}': nothing follows from it",
        )
    yield from _effect_fits(audit)
    for other, column, sentence in (
        ("misattributed", "belongs_to", "names the place, year, measure or body of the figure"),
        (NOT_CHECKABLE, "not_checkable_as", "says why no evidence could settle it"),
    ):
        if bool(audit[column]) != (verdict == other):
            yield (
                column,
                audit[column],
                f"{sentence}, where the verdict is '{other}' and only there",
            )
    if OUTCOME_OF[verdict] == NOT_HELD and not audit["checked_by_two"]:
        yield (
            "checked_by_two",
            "false",
            f"is not enough for '{verdict}': a second reader must judge it first",
        )


def _effect_fits(audit: Row) -> Broken:
    """An effect that changes the argument is not described in words that say it stands."""
    if audit["effect"] == "changes" and STANDS.search(audit["matters"]):
        yield (
            "effect",
            "changes",
            "is not what 'matters' says: softens or unmoved",
        )


def _leaves_open(audit: Row, claim: Row, desk: Desk) -> Broken:
    """What a verdict without evidence must not say, and what it must."""
    verdict = audit["verdict"]
    if verdict not in WITHOUT_EVIDENCE:
        return
    if audit["matters"]:
        yield (
            "matters",
            audit["matters"],
            "is empty where nothing was found: nothing follows from it",
        )
    if verdict == NOT_CHECKABLE and audit["tests"] == "attribution":
        yield (
            "verdict",
            verdict,
            "is for audits of content: whether somebody said something can be looked up",
        )
    if verdict == "unverified" and "settle" not in audit["explanation"]:
        yield "explanation", audit["explanation"], "does not say what would settle it"


def _witnesses(audit: Row, claim: Row, desk: Desk) -> Broken:
    """Evidence is whole, and is no article that witnesses for an article."""
    verdict = audit["verdict"]
    if verdict in WITHOUT_EVIDENCE:
        return
    for column in EVIDENCE:
        if not audit[column]:
            yield column, "", "is empty, and only what is unverified may be without evidence"
    dataset = audit["dataset"]
    if dataset == "audits" or (dataset == "claims" and verdict != "inconsistent"):
        yield "dataset", dataset, "is what is being judged, not evidence: name another table"
    articles = _articles(audit, desk)
    if articles and verdict != "inconsistent" and "footnote" not in audit["explanation"]:
        yield "source_id", articles[0], "is an article, and articles are not evidence for articles"


def _articles(audit: Row, desk: Desk) -> list[str]:
    """The sources of an audit that are articles."""
    kinds = desk.sources["kind"]
    return [i for i in audit["source_id"].split(";") if kinds.get(i) == "article"]


def _evidence_holds(audit: Row, claim: Row, desk: Desk) -> Broken:
    """The evidence computed again is what is stated, of the claim's area, and bears the verdict."""
    if audit["verdict"] in WITHOUT_EVIDENCE or not all(audit[column] for column in EVIDENCE[:4]):
        return
    try:
        parts = desk.parts(audit)
        found = recompute(audit, parts)
    except DataError as error:
        yield "where", audit["where"], str(error)
        return
    rows = parts[0] if len(parts) == 1 else pd.concat(parts)
    yield from _sources_are_of_rows(audit, rows, desk)
    yield from _areas_meet(audit, claim, rows, desk)
    yield from _bodies_meet(audit, claim, rows, desk)
    yield from _owner_is_shown(audit, rows, desk)
    if not _as_stated(found, audit["evidence_value"]):
        yield "evidence_value", audit["evidence_value"], f"is not what the rows give: {found}"
        return
    wrong = follows(audit["verdict"], claim, found, audit)
    if wrong:
        yield "verdict", audit["verdict"], wrong


def _sources_are_of_rows(audit: Row, rows: pd.DataFrame, desk: Desk) -> Broken:
    if audit["dataset"] == "claims":
        return
    strange = set(audit["source_id"].split(";"))
    strange -= set(source_ids(rows, also=True))
    strange -= set(_articles(audit, desk))
    if strange:
        yield "source_id", min(strange), "is not among the sources of the evidence rows"


def _areas_meet(audit: Row, claim: Row, rows: pd.DataFrame, desk: Desk) -> Broken:
    """The evidence is of an area of the claim, unless the figure is misattributed.

    A grouping whose members no row names meets every area.
    """
    columns = [column for column in OF_AREAS if column in rows]
    cells = ";".join(";".join(rows[column]) for column in columns)
    evidence = desk.areas_of(set(cells.split(";")) - {""})
    claimed = desk.areas_of(set(claim["area"].split(";")) - {""})
    if not evidence or not claimed or evidence & claimed:
        return
    unknown = {code for code in desk.open_ended if not desk.members[code]}
    if audit["verdict"] == "misattributed" or (evidence | claimed) & unknown:
        return
    yield (
        "where",
        audit["where"],
        f"finds rows of {', '.join(sorted(evidence))}, and the claim is of {claim['area']}",
    )


def _bodies_meet(audit: Row, claim: Row, rows: pd.DataFrame, desk: Desk) -> Broken:
    """Who is said to have said it is among those whose figures the rows are."""
    body = claim["attributed_to"]
    if audit["tests"] != "attribution" or audit["verdict"] not in HELD_FAST:
        return
    if body not in desk.bodies:
        return
    named = set(audit["source_id"].split(";")) & set(desk.sources.index)
    bodies = set(desk.sources.loc[sorted(named), "publisher"])
    for column in BODIES:
        if column in rows:
            bodies |= set(rows[column])
    if body not in bodies:
        others = ", ".join(sorted(bodies))
        sentence = f"does not follow: the claim credits {body}, but the rows are by {others}"
        yield "verdict", audit["verdict"], sentence


def _owner_is_shown(audit: Row, rows: pd.DataFrame, desk: Desk) -> Broken:
    """The rows of a misattributed figure show whose it is: a word of ``belongs_to`` is in them."""
    if audit["verdict"] != "misattributed" or not audit["belongs_to"]:
        return
    cells = {str(cell) for row in rows.to_numpy() for cell in row}
    names = [desk.names[code] for code in cells if code in desk.names]
    text = " ".join([*cells, *names]).casefold()
    words = LONG_WORD.findall(audit["belongs_to"].casefold())
    if not any(word in text for word in words):
        yield "belongs_to", audit["belongs_to"], "is not what the evidence rows show"


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


def evidence(claim_id: str) -> list[tuple[pd.Series, pd.DataFrame]]:
    """Return each audit of a claim with the rows it rests on.

    The index of the rows is their position in the file, as ``with_positions`` gives it.

    Raises:
        UsageError: if there is no such claim; the nearest is offered.
    """
    ids = load("claims")["claim_id"]
    if claim_id not in set(ids):
        alike = names_beginning_alike(claim_id, ids)
        there_are = f"; there are {', '.join(alike)}" if alike else did_you_mean(claim_id, ids)
        there_are = there_are or "; heartland claims -n 0 lists every id"
        raise UsageError(f"no claim '{printable(claim_id)}'{there_are}")
    audits = load("audits")
    found = []
    for _, audit in audits[audits["claim_id"].eq(claim_id)].iterrows():
        rows = pd.concat(selections(audit)) if audit["dataset"] else pd.DataFrame()
        found.append((audit, rows))
    return found
