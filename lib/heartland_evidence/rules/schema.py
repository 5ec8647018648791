"""What a schema says of its table in the words of Frictionless: cells, keys and references.

``declared`` has what it says in words of ours.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from heartland.errors import did_you_mean
from heartland.files import duplicates
from heartland.tables.areas import find_area
from heartland.tables.periods import is_date
from heartland_evidence.cells import not_a_date
from heartland_evidence.rules.rule import DATED, Broken, Tables
from heartland_evidence.rules.words import as_text

FEW = 12  # words of a closed list that a message can show
TWICE = "delete one, or say what differs"  # of a row that is there already
# The lists to which a new one is added.
GROWING = ("browser", "index", "publisher", "reporter", "vendor")
APART = ("also_in", "locator", "note")  # columns in which two rows of one thing may differ
# Every form that a column of dates or periods may have.
FORMS_OF_DATES = (
    *("2022", "2022-H1", "2022-Q1", "2022-06", "2022-06-30"),
    *("2021/2022", "2022-01/2022-11"),
)


def dates_are_real(tables: Tables) -> Iterator[Broken]:
    """Dates and periods are on the calendar.

    It is asked before all rules: to them a cell that is no date is empty.
    """
    for name, df in tables.items():
        for column, pattern in tables.dated(name).items():
            like = [form for form in FORMS_OF_DATES if re.match(pattern, form)] or [pattern]
            for text in set(df[column].tolist()):
                if text and not (re.match(pattern, text) and _is_real(text)):
                    yield Broken(name, column, df[column].eq(text), not_a_date(text, like))


def _is_real(period: str) -> bool:
    parts = period.split("/")
    return parts == sorted(parts) and all(
        part[4:6] in ("-H", "-Q") or is_date(part) for part in parts
    )


def cells_are_as_declared(tables: Tables) -> Iterator[Broken]:
    """Required cells, closed lists, patterns and bounds; dates have a rule of their own."""
    for name, df in tables.items():
        for field in tables.schema(name)["fields"]:
            for rows, sentence in _faults(name, field, df[field["name"]]):
                yield Broken(name, field["name"], rows, sentence)


def _faults(name: str, field: dict[str, Any], cells: pd.Series) -> Iterator[tuple[Any, str]]:
    """Yield which cells of a column are not as it is declared, and what is wrong with them."""
    limits = field.get("constraints", {})
    is_text = cells.dtype == "str"
    texts = set(cells.tolist()) - {""} if is_text else set()
    if limits.get("required"):
        yield cells.eq("") if is_text else cells.isna(), "is empty but must not be"
    for text in texts - set(limits.get("enum", texts)):
        yield cells.eq(text), _not_listed(name, field, text)
    pattern = limits.get("pattern", DATED)
    otherwise = [text for text in texts if not re.match(pattern, text)]
    if otherwise and not pattern.startswith(DATED):
        yield cells.isin(otherwise), f"is not {field['form']}"
    if "minimum" in limits:
        yield cells.lt(limits["minimum"]), f"is less than the minimum, {limits['minimum']}"
    if "maximum" in limits:
        yield cells.gt(limits["maximum"]), f"is more than the maximum, {limits['maximum']}"


def _not_listed(name: str, field: dict[str, Any], text: str) -> str:
    allowed = field["constraints"]["enum"]
    hint = did_you_mean(text, allowed)
    few = f": {', '.join(allowed)}" if len(allowed) <= FEW else ""
    sentence = f"is not in the closed list of data/schemas/{name}.json{few}{hint}"
    if field["name"] in GROWING:
        end = "" if hint else "."
        sentence += f"{end} If it is right, add it to the enum of {field['name']} there."
    return sentence


def keys_are_unique(tables: Tables) -> Iterator[Broken]:
    """No two rows have one key; a row under another id is the same row. A pair is named once."""
    for name, df in tables.items():
        named: set[tuple[int, int]] = set()
        for key in _keys(tables.schema(name)):
            for pair in _repeated(df, key):
                if pair in named:
                    continue
                named.add(pair)
                row, earlier = pair
                column = key[0] if len(key) == 1 else ""  # of several none is at fault
                what_to_do = "give it another, or delete the row" if column else TWICE
                sentence = f"duplicates row {earlier + 2} (same {', '.join(key)}): {what_to_do}"
                yield Broken(name, column, pd.Series(True, [row]), sentence)


def _keys(schema: dict[str, Any]) -> Iterator[list[str]]:
    """Yield the columns in which no two rows may be alike together.

    Where the key is an id, a row may not repeat all the other columns of another one either.
    """
    primary = schema["primaryKey"]
    columns = [field["name"] for field in schema["fields"]]
    yield primary
    for field in schema["fields"]:
        if field.get("constraints", {}).get("unique"):
            yield [field["name"]]
    if len(primary) == 1:
        yield [column for column in columns if column not in (*primary, *APART)]


def _repeated(df: pd.DataFrame, key: list[str]) -> Iterator[tuple[int, int]]:
    """Yield each row whose key, whatever its case, an earlier row has, with that row."""
    columns = [_without_case(df[column]) for column in key]
    if len(set(zip(*columns, strict=True))) == len(df):
        return
    first: dict[tuple[str, ...], int] = {}
    for row, cells in zip(df.index.tolist(), zip(*columns, strict=True), strict=True):
        earlier = first.setdefault(cells, row)
        if earlier != row and any(cells):
            yield row, earlier


def _without_case(cells: pd.Series) -> list[str]:
    texts = as_text(cells).tolist()
    folded = {text: text.casefold() for text in set(texts)}
    return [folded[text] for text in texts]


class Reference(NamedTuple):
    """A column of ids, and the rows of the table that has them, by the column of their ids."""

    table: str
    column: str
    cells: pd.Series
    joined: bool  # a cell may join ids by ;
    closed: list[str] | None  # what a cell may be, if the schema lists it
    target: str
    key: str
    rows: pd.DataFrame

    def ids(self, cell: str) -> list[str]:
        """Return the ids of a cell."""
        return cell.split(";") if self.joined else [cell]


def references(tables: Tables) -> Iterator[Reference]:
    """Yield every column of ids whose target is there, with all its rows."""
    for name, df in tables.items():
        schema = tables.schema(name)
        limits = {field["name"]: field.get("constraints", {}) for field in schema["fields"]}
        for kind in ("foreignKeys", "joinedKeys"):
            for declared in schema.get(kind, []):
                column, to = declared["fields"][0], declared["reference"]
                target, key = to["resource"], to["fields"][0]
                if target in tables and target not in tables.incomplete:
                    closed, joined = limits[column].get("enum"), kind == "joinedKeys"
                    cells, rows = df[column], tables[target]
                    yield Reference(name, column, cells, joined, closed, target, key, rows)


def references_exist(tables: Tables) -> Iterator[Broken]:
    """Each id is in the table that its column refers to.

    What is not in the closed list of its column is reported as that alone.
    """
    for ref in references(tables):
        known = set(ref.rows[ref.key].tolist())
        unknown = set(ref.cells.tolist()) - known - {""}
        for cell in unknown.intersection(ref.closed or unknown):
            for word in set(ref.ids(cell)) - known:
                yield Broken(ref.table, ref.column, ref.cells.eq(cell), _not_there(word, cell, ref))


def _not_there(word: str, cell: str, ref: Reference) -> str:
    """Say that an id is unknown, and what to write in its place."""
    codes: dict[str, str] = {}
    if "name" in ref.rows:
        codes = dict(zip(ref.rows["name"], ref.rows[ref.key], strict=True))
    sentence = f"is not in {ref.target}.csv"
    if word in codes:
        sentence += f". Write {codes[word]}."
    elif ref.target == "areas" and (code := find_area(word)):
        sentence += f". Did you mean '{code}'? If not, add a row there."
    elif hint := did_you_mean(word, [*ref.rows[ref.key], *codes]):
        sentence += f"{hint} If not, add a row there."
    else:
        sentence += ". Add a row there."
    if ref.joined:
        sentence += " Join several with semicolons."
    return sentence if word == cell else f"holds '{word}', which {sentence}"


def ids_are_named_once(tables: Tables) -> Iterator[Broken]:
    """A cell that joins ids names none of them twice."""
    for ref in references(tables):
        for cell in set(ref.cells.tolist()):
            for word in set(duplicates(ref.ids(cell))):
                yield Broken(ref.table, ref.column, ref.cells.eq(cell), f"names '{word}' twice")


def references_lead_no_further(tables: Tables) -> Iterator[Broken]:
    """An id of the same table leads to a row that leads no further: no grouping in a grouping."""
    for ref in references(tables):
        if ref.target == ref.table:
            onward = set(ref.rows.loc[ref.cells.ne(""), ref.key])
            nested = [not onward.isdisjoint(ref.ids(cell)) for cell in ref.cells.tolist()]
            rows = pd.Series(nested, ref.cells.index, dtype=bool)
            sentence = f"points to a row that itself has {ref.column}"
            yield Broken(ref.table, ref.column, rows, sentence)


RULES = (
    cells_are_as_declared,
    keys_are_unique,
    references_exist,
    ids_are_named_once,
    references_lead_no_further,
)
