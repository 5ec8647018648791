"""What a provider's file would add to a dataset: its rows, and what the dataset has of them.

What does not belong here: reading the files (``readers``), and judging whether a row is right
(``rules``).
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NamedTuple

from heartland.errors import DataError, UsageError, did_you_mean, printable
from heartland.files import held, write_atomically
from heartland.tables import csv_files, descriptor, location, schemas
from heartland.tables.cells import same_value
from heartland_evidence.providers.downloaded import A_NUMBER, FORMATS, Row
from heartland_evidence.providers.registry import PROVIDERS

MAY_DIFFER = ("locator", "note", "also_in")  # columns in which a row already there may differ
MOST_NAMED = 20  # words that a message names
TAKEN = ("new", "beside")  # kinds of standings of rows that the dataset takes


class Standing(NamedTuple):
    """How a row of a file stands to those that a dataset has.

    Attributes:
        kind: "new"; "beside", new with a row of the same quantity there already; "there" already;
            "revised", there with other cells; "unlisted", with a word that the schema does not
            list.
        key: of a revised row.
        differences: of a revised row from the one that is there.
        column: of an unlisted row, in which the word stands.
        words: that all such rows have in this column; rows of one column are counted together.
    """

    kind: Literal["new", "beside", "there", "revised", "unlisted"]
    key: str = ""
    differences: str = ""
    column: str = ""
    words: str = ""


def propose(
    provider: str, path: Path, source: str, areas: list[str], new_source: bool = False
) -> tuple[str, list[Row]]:
    """Turn a downloaded file into rows of a dataset, each column of its schema filled or empty.

    Dollars become millions.

    Args:
        provider: a name of ``registry.PROVIDERS``.
        path: the file.
        source: the id of the file in ``sources.csv``.
        areas: whose rows are wanted.
        new_source: whether the source may still be missing there.

    Raises:
        UsageError: for an area or a source that the collection does not know, or one that the file
            says nothing on.
        DataError: if the file is not what the provider offers.
    """
    folder = location.root()
    _check_known(folder, "areas", areas)
    if not new_source:
        _check_known(folder, "sources", [source])
    if not PROVIDERS[provider].file_names_area and len(areas) != 1:
        raise UsageError(f"{path.name} does not say of which country it is: name one with --area")
    defaults = {**FORMATS["usual"], "area": areas[0], "source_id": source}
    found = [{**defaults, **row} for row in PROVIDERS[provider].read(path)]
    held = {row["area"] for row in found}
    for area in areas:
        if area not in held:
            raise UsageError(f"{path.name} has no value for {area}")
    dataset = found[0]["dataset"]
    fields = schemas.read(folder, dataset)["fields"]
    return dataset, [_as_row(row, fields) for row in found if row["area"] in areas]


def areas_in_common(provider: str, path: Path) -> list[str]:
    """Return the areas that a downloaded file and the dataset it belongs to both have.

    Raises:
        DataError: if there are none.
    """
    found = list(PROVIDERS[provider].read(path))
    if not found:
        raise DataError(
            f"{path.name} holds no value of an area that the collection knows, "
            f"as {PROVIDERS[provider].area_in_file}: were names or codes changed?"
        )
    dataset = found[0]["dataset"]
    known = {row["area"] for row in csv_files.rows(location.root(), dataset)}
    common = sorted(known & {row.get("area", "") for row in found})
    if not common:
        raise DataError(
            f"{path.name} has no value for any area in {dataset}: {', '.join(sorted(known)[:5])}"
        )
    return common


def _check_known(folder: Path, table: str, words: list[str]) -> None:
    known = {next(iter(row.values())) for row in csv_files.rows(folder, table)}
    for word in words:
        if word not in known:
            raise UsageError(
                f"'{word}' is not in data/{table}.csv: a new one gets its row there first"
                f"{did_you_mean(word, known)}"
            )


def _as_row(found: Row, fields: list[dict[str, Any]]) -> Row:
    """Return the cells of one row in the order of the schema, numbers with the digits stated.

    Raises:
        DataError: if what should be a number is none.
    """
    row = {}
    for field in fields:
        name = field["name"]
        cell = found.get(name, "")
        if name in found and field["type"] in ("number", "integer"):
            cell = _number(cell, name, found["locator"])
        row[name] = cell
    return row


def _number(cell: str, column: str, locator: str) -> str:
    if not re.fullmatch(A_NUMBER, cell):
        raise DataError(f"{locator}: {column} '{printable(cell)}' is not a number like 1.5")
    scale = 10**6 if column.endswith("_mn") else 1
    return f"{Decimal(cell) / scale:zf}"  # a cell is never minus zero


def compare(dataset: str, rows: list[Row]) -> Iterator[Standing]:
    """Say of each row whether it is new or already there, or else why it cannot be taken."""
    schema = schemas.read(location.root(), dataset)
    key = schema["primaryKey"]
    types = schemas.types_of(location.root(), dataset)
    quantity = schemas.quantity_of(location.root(), dataset)
    there = {_cells(row, key): row for row in csv_files.rows(location.root(), dataset)}
    counted = {_cells(row, quantity) for row in there.values()}
    unlisted = _not_in_their_lists(schema["fields"], rows)
    listed = {column: _some_of(list(words)) for column, words in unlisted.items()}
    for row in rows:
        is_new = _cells(row, key) not in there
        old = there.setdefault(_cells(row, key), row)
        differences = _differences(old, row, types)
        strange = [column for column, words in unlisted.items() if row[column] in words]
        if strange:
            column = strange[-1]
            yield Standing("unlisted", column=column, words=listed[column])
        elif differences:
            yield Standing(
                "revised", key=", ".join(_cells(row, key)), differences="; ".join(differences)
            )
        elif not is_new:
            yield Standing("there")
        elif _cells(row, quantity) in counted:
            yield Standing("beside")
        else:
            yield Standing("new")


def taken(rows: list[Row], standings: list[Standing]) -> list[Row]:
    """Return the rows that a dataset takes, by how each stands to those that it has."""
    return [row for row, standing in zip(rows, standings, strict=True) if standing.kind in TAKEN]


def append(dataset: str, rows: list[Row]) -> list[Standing]:
    """Add the rows that a dataset takes at the end of its file, with its line ends.

    Returns:
        How each row stands to those that the dataset had, as ``compare``.
    """
    folder = location.own_root()
    path = descriptor.table_path(folder, dataset)
    with held(folder / location.TABLES_LOCK):
        standings = list(compare(dataset, rows))
        end = csv_files.line_end(path)
        lines = end + as_csv(dataset, taken(rows, standings), end)
        write_atomically(path, path.read_bytes().rstrip() + lines.encode())
    return standings


def as_csv(dataset: str, rows: list[Row], end: str = "\n") -> str:
    """Write rows as lines of the file of a dataset: its columns may have an order of their own.

    Args:
        dataset: its name.
        rows: what to write.
        end: of each line.
    """
    text = io.StringIO()
    columns = next(csv.reader([header(dataset)]))
    csv.DictWriter(text, columns, lineterminator=end).writerows(rows)
    return text.getvalue()


def header(dataset: str) -> str:
    """Return the first line of the file of a dataset."""
    path = descriptor.table_path(location.root(), dataset)
    return path.read_text(encoding="utf-8-sig").splitlines()[0]


def _cells(row: Row, columns: list[str]) -> tuple[str, ...]:
    return tuple(row[column] for column in columns)


def _differences(old: Row, new: Row, types: Mapping[str, str]) -> list[str]:
    """Say in which columns two rows of one key differ, however a number is written.

    A status that a coder gave a row is no difference: the file does not state any.
    """
    found = []
    for column, cell in old.items():
        if column == "status" and new[column] == FORMATS["usual"]["status"]:
            continue
        if column not in MAY_DIFFER and not same_value(cell, new[column], types[column]):
            found.append(f"{column} is {cell}, in the file {new[column]}")
    return found


def _some_of(words: list[str]) -> str:
    """Name words, and of many only the first and how many more there are."""
    named = ", ".join(words[:MOST_NAMED])
    return named if len(words) <= MOST_NAMED else f"{named} and {len(words) - MOST_NAMED} more"


def _not_in_their_lists(
    fields: list[dict[str, Any]], rows: list[Row]
) -> Mapping[str, dict[str, None]]:
    """Return what the rows have in columns with a closed list that is not in the list."""
    found = {}
    for field in fields:
        allowed = field.get("constraints", {}).get("enum")
        if allowed is None:
            continue
        words = dict.fromkeys(row[field["name"]] for row in rows)
        found[field["name"]] = dict.fromkeys(w for w in words if w and w not in allowed)
    return found
