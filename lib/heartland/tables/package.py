"""The collection on disk: where it is, what it declares, and how a mistake in it is told.

Standard library only: a command that has nothing to do must not pay for pandas.
"""

import csv
import io
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from heartland.errors import DataError, UsageError, did_you_mean, printable

P = ParamSpec("P")
R = TypeVar("R")

DESCRIPTOR = Path("data/datapackage.json")
FORMS = {  # of each type of the schemas: how a cell is written, and in words
    "string": ("", ""),
    "boolean": ("true|false", "true or false"),
    "integer": ("((?!-0$)-?(0|[1-9][0-9]{0,17}))?", "an integer like 2022"),
    "number": (r"((?!-0(\.0*)?$)-?(0|[1-9][0-9]{0,17})(\.[0-9]+)?)?", "a number like 1.5"),
}
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]"
)  # what a terminal would obey
UNTIDY = "has blanks, breaks or invisible signs: remove them"
INPUTS_OF_ALL = (
    "areas",
    "sources",
    "preferences",
    "corrections",
)  # read by views and furniture, whatever the theme


@dataclass(frozen=True, order=True)
class Problem:
    """One place that breaks a rule: the header is row 1, the column is empty where a whole row is meant."""

    file: str
    row: int
    column: str
    value: str
    rule: str

    def __str__(self) -> str:
        column = (
            f", column {printable(self.column)}: '{printable(self.value)}'" if self.column else ":"
        )
        return f"{self.file}, row {self.row}{column} {self.rule}"


def is_date(text: str) -> bool:
    """Whether a text is a year, a month or a day of the calendar: 2022, 2022-06, 2022-06-30."""
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return bool(re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text))


def root(start: Path | None = None) -> Path:
    """Return the folder of the collection: ``$HEARTLAND_ROOT``, else found upward from ``start`` (the working directory).

    Raises:
        UsageError: if no folder upward holds ``data/datapackage.json``, or there is no such folder to begin in.
    """
    named = os.environ.get("HEARTLAND_ROOT")
    here = Path(named) if named else (start or Path.cwd())
    if named and not here.is_dir():
        raise UsageError(f"HEARTLAND_ROOT: there is no folder '{printable(named)}'")
    for folder in (here.resolve(), *here.resolve().parents):
        if (folder / DESCRIPTOR).is_file():
            return folder
    raise UsageError(
        f"no collection here: neither '{here}' nor a folder above it holds {DESCRIPTOR}; cd into it or name it with --root"
    )


def read_json(path: Path) -> Any:
    """Read a JSON file; what cannot be read is a DataError that names file and line."""
    try:
        return json.loads(
            path.read_bytes().decode("utf-8"), object_pairs_hook=partial(_once, path.name)
        )
    except json.JSONDecodeError as error:
        raise DataError(f"{path.name}, line {error.lineno}: not JSON ({error.msg})") from None
    except (UnicodeDecodeError, RecursionError):
        raise DataError(f"{path.name}: not JSON in UTF-8") from None
    except OSError as error:
        raise DataError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None


def _once(file: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Take no object in which a name stands twice: the last would silently win."""
    for twice in repeated([name for name, _ in pairs]):
        raise DataError(f"{file}: '{printable(twice)}' stands twice in one object: delete one")
    return dict(pairs)


def file_state(path: Path) -> tuple[int, ...]:
    """Return what changes whenever a file is written or replaced; empty if there is none."""
    try:
        state = path.stat()
    except OSError:
        return ()
    return (state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino)


def cached_while_unchanged(
    files: Callable[P, Iterable[Path]],
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Cache what a function returns for as long as the files it reads are what they were.

    The one policy for caches: in a running kernel an edited table is seen by everything.

    Args:
        files: returns the files that a call with these arguments reads.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        kept: dict[tuple[object, ...], tuple[object, R]] = {}

        @wraps(function)
        def cached(*args: P.args, **kwargs: P.kwargs) -> R:
            key = (*args, *kwargs.items())
            state = [file_state(path) for path in files(*args, **kwargs)]
            if key not in kept or kept[key][0] != state:
                kept[key] = (state, function(*args, **kwargs))
            return kept[key][1]

        return cached

    return decorate


@cached_while_unchanged(lambda folder: [folder / DESCRIPTOR])
def descriptor(folder: Path) -> dict[str, Any]:
    """Return the data package's descriptor.

    Raises:
        DataError: if it is not a JSON object whose ``resources`` each have a name of its own, and their files after it.
    """
    package = read_json(folder / DESCRIPTOR)
    entries: Any = package.get("resources") if isinstance(package, dict) else None
    if not _list_of(entries, "name", "path", "schema"):
        raise DataError(
            f"{DESCRIPTOR.name}: 'resources' must be a list of entries that each have a name, a path and a schema"
        )
    for name, path, table in ((e["name"], e["path"], e["schema"]) for e in entries):
        if not re.fullmatch("[a-z][a-z0-9_]*", name) or (path, table) != (
            f"{name}.csv",
            f"schemas/{name}.json",
        ):
            raise DataError(
                f"{DESCRIPTOR.name}: '{printable(name)}' must have the path NAME.csv and the schema schemas/NAME.json of its own name"
            )
    twice = repeated([e["name"] for e in entries])
    if twice:
        raise DataError(f"{DESCRIPTOR.name}: '{twice[0]}' is there twice: delete one")
    return dict(package)


def repeated(words: list[str]) -> list[str]:
    """Return the words that are there before."""
    return [word for n, word in enumerate(words) if word in words[:n]]


def _list_of(found: Any, *keys: str) -> bool:
    """Whether what a JSON file holds is a list of objects that have these texts."""
    return (
        isinstance(found, list)
        and bool(found)
        and all(isinstance(e, dict) and all(isinstance(e.get(k), str) for k in keys) for e in found)
    )


def dataset_names(folder: Path) -> list[str]:
    """Return the names of the datasets, in the descriptor's order."""
    return [resource["name"] for resource in descriptor(folder)["resources"]]


def resource(folder: Path, name: str) -> dict[str, Any]:
    """Return the descriptor's entry of one dataset.

    Raises:
        UsageError: if there is none of this name; the nearest name is offered.
    """
    for entry in descriptor(folder)["resources"]:
        if entry["name"] == name:
            return dict(entry)
    raise UsageError(
        f"no dataset '{printable(name)}'{did_you_mean(name, dataset_names(folder)) or '; there are ' + ', '.join(dataset_names(folder))}"
    )


def schema_path(folder: Path, name: str) -> Path:
    """Return the file of a dataset's schema."""
    return folder / "data" / str(resource(folder, name)["schema"])


def table_path(folder: Path, name: str) -> Path:
    """Return the CSV of a dataset."""
    return folder / "data" / str(resource(folder, name)["path"])


def files_of(folder: Path, name: str) -> list[Path]:
    """Return the files that reading a dataset reads: descriptor, schema, table."""
    return [folder / DESCRIPTOR, schema_path(folder, name), table_path(folder, name)]


@cached_while_unchanged(lambda folder, name: [folder / DESCRIPTOR, schema_path(folder, name)])
def schema(folder: Path, name: str) -> dict[str, Any]:
    """Return the table schema of one dataset.

    Raises:
        DataError: if it is not a JSON object with a title, ``fields`` that each have a name and a type, and their key.
    """
    path = schema_path(folder, name)
    table = read_json(path)
    fields: Any = table.get("fields") if isinstance(table, dict) else None
    if not _list_of(fields, "name", "type") or not {f["type"] for f in fields} <= set(FORMS):
        raise DataError(
            f"{path.name}: 'fields' must be a list of entries that each have a name and a type of {', '.join(FORMS)}"
        )
    columns, key = [f["name"] for f in fields], table.get("primaryKey")
    if repeated(columns):
        raise DataError(f"{path.name}: 'fields' has two of the name '{repeated(columns)[0]}'")
    if not isinstance(key, list) or not key or not all(column in columns for column in key):
        raise DataError(
            f"{path.name}: 'primaryKey' must be a list of columns of 'fields', and is {printable(key)}"
        )
    if not isinstance(table.get("title"), str) or (table.get("annual") and "period" not in columns):
        raise DataError(
            f"{path.name}: it must have a title, and a column 'period' where it is 'annual'"
        )
    return dict(table)


def read_csv(folder: Path, name: str) -> tuple[dict[int, list[str]], list[Problem]]:
    """Read a dataset's CSV, columns in the schema's order: each sound row by its number, and what is unsound.

    Unsound are a file that is no table in UTF-8 with the schema's columns, a row with more or fewer cells, and a cell
    with signs that are not seen.
    """
    path, wanted = (
        folder / "data" / resource(folder, name)["path"],
        [f["name"] for f in schema(folder, name)["fields"]],
    )
    rows: dict[int, list[str]] = {}
    number, found = 1, []
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
        lines = csv.reader(io.StringIO(text, newline=""), strict=True)
        header = next(lines, [])
        found = [
            Problem(path.name, 1, column, "", rule) for column, rule in _misnamed(header, wanted)
        ]
        order = [header.index(c) for c in wanted] if not found else []
        in_order = header == wanted  # as most files are, and then no row is copied
        for number, cells in enumerate(lines if order else (), 2):
            if len(cells) == len(header):
                rows[number] = cells if in_order else [cells[i] for i in order]
            else:
                cause = (
                    "put quotes around a cell that holds a comma"
                    if len(cells) > len(header)
                    else "a cell is missing, or a comma"
                )
                rule = (
                    f"has {len(cells)} cells and the header {len(header)}: {cause}"
                    if cells
                    else "is blank: delete it"
                )
                found.append(Problem(path.name, number, "", "", rule))
        for row, cells in rows.items() if UNSEEN.search(text) else ():
            found += [
                Problem(path.name, row, c, cell, UNTIDY)
                for c, cell in zip(wanted, cells, strict=True)
                if UNSEEN.search(cell)
            ]
    except OSError as error:
        found.append(
            Problem(path.name, 1, "", "", f"cannot be read: {(error.strerror or '').lower()}")
        )
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        found.append(
            Problem(
                path.name,
                row,
                "",
                "",
                "is not a row of text in UTF-8: save the table as CSV in UTF-8, with commas",
            )
        )
    except csv.Error as error:
        found.append(
            Problem(
                path.name,
                number + 1,
                "",
                "",
                f"is no row of a CSV table ({error}): look for a quote that has no partner",
            )
        )
    return rows, found


def _misnamed(header: list[str], wanted: list[str]) -> Iterator[tuple[str, str]]:
    """Compare a header with the columns wanted."""
    if len(header) < 2 <= len(wanted):
        yield "", f"does not name columns separated by commas; the schema wants {','.join(wanted)}"
        return
    yield from ((c, "is a second column of this name") for c in repeated(header))
    yield from (
        (c, f"is a column that the schema does not know{did_you_mean(c, wanted)}")
        for c in header
        if c not in wanted
    )
    yield from (
        (c, f"is missing; the schema wants {','.join(wanted)}") for c in wanted if c not in header
    )


@cached_while_unchanged(lambda folder, name: files_of(folder, name))
def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a dataset as text, without pandas.

    Raises:
        DataError: naming the first row that is unsound.
    """
    sound, found = read_csv(folder, name)
    if found:
        raise DataError(str(found[0]))
    columns = [f["name"] for f in schema(folder, name)["fields"]]
    return [dict(zip(columns, cells, strict=True)) for cells in sound.values()]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a temporary neighbour, then a rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
