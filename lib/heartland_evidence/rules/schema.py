"""What a schema says of its table in the words of Frictionless: cells, keys and references.

``declared`` has what it says in words of ours.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pandas as pd

from heartland.errors import DataError, did_you_mean
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
    """No two rows have one key, whatever its case; a row under another id is the same row.

    A pair is named once.
    """
    for name, df in tables.items():
        named: set[tuple[int, int]] = set()
        for key in _keys(tables.schema(name)):
            columns = [as_text(df[column]).str.lower().tolist() for column in key]
            first: dict[tuple[str, ...], int] = {}
            for row, cells in zip(df.index.tolist(), zip(*columns, strict=True), strict=True):
                earlier = first.setdefault(cells, row)
                if earlier == row or (row, earlier) in named or not any(cells):
                    continue
                named.add((row, earlier))
                column = key[0] if len(key) == 1 else ""  # of several none is at fault
                what_to_do = "give it another, or delete the row" if column else TWICE
                sentence = f"duplicates row {earlier + 2} (same {', '.join(key)}): {what_to_do}"
                yield Broken(name, column, pd.Series(True, [row]), sentence)


def _keys(schema: dict[str, Any]) -> Iterator[list[str]]:
    """Yield the columns in which no two rows may be alike together.

    Where the key is an id, a row may not repeat all the other columns of another one either.
    """
    primary = schema["primaryKey"]
    yield primary
    for field in schema["fields"]:
        if field.get("constraints", {}).get("unique"):
            yield [field["name"]]
    if len(primary) == 1:
        columns = [field["name"] for field in schema["fields"]]
        yield [column for column in columns if column not in (*primary, *APART)]


def references_hold(tables: Tables) -> Iterator[Broken]:
    """Each id is in the table to which its column refers; a cell that joins ids has each once.

    An id of the same table leads to a row that leads no further: no grouping is in a grouping. What
    is not in the closed list of its column is told as that alone.
    """
    for name, df in tables.items():
        schema = tables.schema(name)
        limits = {field["name"]: field.get("constraints", {}) for field in schema["fields"]}
        keys = [(key, False) for key in schema.get("foreignKeys", [])]
        keys += [(key, True) for key in schema.get("joinedKeys", [])]
        for declared, joined in keys:
            column, to = declared["fields"][0], declared["reference"]
            target, key = to["resource"], to["fields"][0]
            if target not in tables or target in tables.incomplete:
                continue
            rows = tables[target]
            known = set(rows[key].tolist())
            onward = set(rows.loc[df[column].ne(""), key]) if target == name else set()
            cells = set(df[column].tolist()) - {""}
            for cell in cells:
                ids = cell.split(";") if joined else [cell]
                sentences = [f"names '{word}' twice" for word in duplicates(ids)]
                if cell in limits[column].get("enum", cells):
                    for word in set(ids) - known:
                        holds = f"holds '{word}', which " if word != cell else ""
                        end = " Join several with semicolons." if joined else ""
                        advice = _instead_of(word, target, rows[key], rows.get("name"))
                        sentences.append(f"{holds}is not in {target}.csv{advice}{end}")
                if not onward.isdisjoint(ids):
                    sentences.append(f"points to a row that itself has {column}")
                for sentence in sentences:
                    yield Broken(name, column, df[column].eq(cell), sentence)


def _instead_of(word: str, target: str, ids: pd.Series, names: pd.Series | None) -> str:
    """Say what to write in place of an unknown id, as the end of a message."""
    codes = {} if names is None else dict(zip(names, ids, strict=True))
    if word in codes:
        return f". Write {codes[word]}."
    hint = did_you_mean(word, [*ids, *codes])
    if target == "areas":
        with suppress(DataError):  # of areas.csv, which has findings of its own
            code = find_area(word)
            hint = f". Did you mean '{code}'?" if code else hint
    return f"{hint} If not, add a row there." if hint else ". Add a row there."


RULES = (
    cells_are_as_declared,
    keys_are_unique,
    references_hold,
)
