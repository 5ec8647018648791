"""What a provider's file would add to a dataset: its rows, and what the dataset has of them.

Nothing is written to a table but by ``append``, which a maintainer asks for.

What does not belong here: reading the files (``readers``), and judging whether a row is right
(``checks``).
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pandas as pd

from heartland.errors import DataError, UsageError, did_you_mean, printable
from heartland.files import held, write_atomically
from heartland.tables import collection, csv_files, schemas
from heartland_evidence import reading
from heartland_evidence.cells import same_value
from heartland_evidence.providers.downloaded import CODES, IS_NUMBER, Row
from heartland_evidence.providers.registry import PROVIDERS
from heartland_evidence.reading import line_end

MAY_DIFFER = ("locator", "note", "also_in")  # columns in which a row already there may differ
MOST_NAMED = 20  # words that a message names

# How a row stands to those that a dataset has; any other standing says why it is not taken.
NEW = "new"
BESIDE = (
    "new, beside a row of the same quantity: rank both in data/preferences.csv, "
    "or figures may count it twice"
)
THERE = "already there"
NOT_TAKEN = "not taken, "


def propose(
    provider: str, path: Path, source: str, areas: Sequence[str] = ()
) -> tuple[str, list[Row]]:
    """Turn a downloaded file into rows of a dataset, each column of its schema filled or empty.

    Dollars and euros become millions. A status that the file does not state is empty.

    Args:
        provider: a name of ``registry.PROVIDERS``.
        path: the file.
        source: the id of the file in ``sources.csv``.
        areas: whose rows are wanted; none are named: all that the dataset has.

    Raises:
        UsageError: for an area that the collection does not know, or one that the file says
            nothing on.
        DataError: if the file is not what the provider offers.
    """
    check_known("areas", areas)
    of_provider = PROVIDERS[provider]
    if not of_provider.file_names_area and len(areas) != 1:
        raise UsageError(f"{path.name} does not say of which country it is: name one with --area")
    one_area = {} if of_provider.file_names_area else {"area": areas[0]}
    found = [one_area | row for row in of_provider.read(path)]
    nothing = DataError(
        f"{path.name} holds no value of an area that the collection knows, "
        f"as {of_provider.area_in_file}: were names or codes changed?"
    )
    if not found:
        raise nothing
    dataset = found[0]["dataset"]
    stated = {row["area"] for row in found}
    for area in areas:
        if area not in stated:
            raise UsageError(f"{path.name} has no value for {area}")
    wanted = areas or {row["area"] for row in csv_files.rows(collection.root(), dataset)}
    rows = [_as_row(dataset, row, source) for row in found if row["area"] in wanted]
    if not rows:
        raise nothing
    return dataset, rows


def check_known(table: str, words: Iterable[str]) -> None:
    """Refuse an id that a table does not have.

    Raises:
        UsageError: if one is not there; the nearest is offered.
    """
    known = {next(iter(row.values())) for row in csv_files.rows(collection.root(), table)}
    for word in words:
        if word not in known:
            raise UsageError(
                f"'{word}' is not in data/{table}.csv: a new one gets its row there first"
                f"{did_you_mean(word, known)}"
            )


def _as_row(dataset: str, stated: Row, source: str) -> Row:
    """Return the cells of a row in the order of the schema, numbers with the digits stated.

    Raises:
        DataError: if what should be a number is none.
    """
    usual = CODES["usual"] | {"source_id": source}
    row = {}
    for column, kind in schemas.types_of(collection.root(), dataset).items():
        cell = stated.get(column, usual.get(column, ""))
        if column in stated and kind in schemas.NUMBERS:
            if not IS_NUMBER(cell):
                number = f"{column} '{printable(cell)}'"
                raise DataError(f"{stated['locator']}: {number} is not a number like 1.5")
            scale = 10**6 if column.endswith("_mn") else 1
            cell = f"{Decimal(cell) / scale:zf}"  # never minus zero
        row[column] = cell
    return row


def compare(dataset: str, rows: list[Row]) -> list[str]:
    """Say of each row how it stands to those that a dataset has: new, there, or why not taken."""
    root = collection.root()
    key = schemas.read(root, dataset)["primaryKey"]
    quantity = schemas.quantity_of(root, dataset)
    types = schemas.types_of(root, dataset)
    there = {cells(row, key): row for row in csv_files.rows(root, dataset)}
    counted = {cells(row, quantity) for row in there.values()}
    unlisted = _unlisted(dataset, rows)
    standings = []
    for row in rows:
        is_new = cells(row, key) not in there
        old = there.setdefault(cells(row, key), row)
        strange = [column for column, words in unlisted.items() if row[column] in words]
        if strange:
            column = strange[0]
            standings.append(
                f"{NOT_TAKEN}because data/schemas/{dataset}.json does not list the {column} "
                f"(add those you want): {_some_of(unlisted[column])}"
            )
        elif differences := _differences(old, row, types):
            standings.append(
                f"{NOT_TAKEN}because {', '.join(cells(row, key))} is there already and a revision "
                f"needs a source of its own: {differences}"
            )
        elif not is_new:
            standings.append(THERE)
        elif cells(row, quantity) in counted:
            standings.append(BESIDE)
        else:
            standings.append(NEW)
    return standings


def cells(row: Row, columns: Sequence[str]) -> tuple[str, ...]:
    """Return the cells of a row in some columns."""
    return tuple(row[column] for column in columns)


def _differences(old: Row, new: Row, types: Mapping[str, str]) -> str:
    """Say in which columns two rows of one key differ, however a number is written.

    A file that states no status leaves the one that a coder gave.
    """
    return "; ".join(
        f"{column} is {cell}, in the file {new[column]}"
        for column, cell in old.items()
        if column not in MAY_DIFFER
        and not (column == "status" and not new[column])
        and not same_value(cell, new[column], types[column])
    )


def _unlisted(dataset: str, rows: list[Row]) -> dict[str, dict[str, None]]:
    """Return what the rows have, in columns with a closed list, that is not in the list."""
    found = {}
    for field in schemas.read(collection.root(), dataset)["fields"]:
        column, allowed = field["name"], field.get("constraints", {}).get("enum")
        if allowed:
            words = dict.fromkeys(row[column] for row in rows if row[column])
            found[column] = dict.fromkeys(word for word in words if word not in allowed)
    return found


def _some_of(words: dict[str, None]) -> str:
    """Name words, and of many only the first and how many more there are."""
    named = ", ".join(islice(words, MOST_NAMED))
    return named if len(words) <= MOST_NAMED else f"{named} and {len(words) - MOST_NAMED} more"


def taken(rows: list[Row], standings: list[str]) -> list[Row]:
    """Return the rows that a dataset takes; a status that their file does not state is A."""
    both = zip(rows, standings, strict=True)
    wanted = [row for row, standing in both if standing in (NEW, BESIDE)]
    return [row | {"status": row["status"] or "A"} if "status" in row else row for row in wanted]


def append(dataset: str, rows: list[Row]) -> list[str]:
    """Add the rows that a dataset takes at the end of its file, with its line ends.

    Returns:
        How each row stands to those that the dataset had, as ``compare``.
    """
    folder = collection.own_root()
    path = collection.table_path(folder, dataset)
    with held(folder / reading.TABLES_LOCK):
        standings = compare(dataset, rows)
        end = line_end(path)
        lines = end + as_csv(dataset, taken(rows, standings), end, header=False)
        write_atomically(path, path.read_bytes().rstrip() + lines.encode())
    return standings


def as_csv(dataset: str, rows: list[Row], end: str = "\n", header: bool = True) -> str:
    """Write rows as the file of a dataset has them: its columns may have an order of their own."""
    columns = pd.read_csv(collection.table_path(collection.root(), dataset), nrows=0).columns
    table = pd.DataFrame(rows, columns=columns)
    return table.to_csv(index=False, header=header, lineterminator=end)
