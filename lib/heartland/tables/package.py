"""The collection on disk: where it is, what it declares, and the cells of its tables.

Standard library only: a command that has nothing to do must not pay for pandas.
"""

import csv
import io
import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial, wraps
from operator import itemgetter
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

from heartland.errors import DataError, UsageError, did_you_mean, offer, printable

P = ParamSpec("P")
R = TypeVar("R")

SETTLED_AFTER_NS = 3_000_000_000  # the coarsest clock of a file system has steps of 2 seconds
DESCRIPTOR = Path("data/datapackage.json")
INSTALLED = Path(__file__).resolve().parent.parent / "collection"  # in an installed package only

# For each type of the schemas: the pattern of a cell, and how a message describes it.
FORMS = {
    "string": ("", ""),
    "boolean": ("true|false", "true or false"),
    "integer": ("((?!-0$)-?(0|[1-9][0-9]{0,17}))?", "an integer like 2022"),
    "number": (r"((?!-0(\.0*)?$)-?(0|[1-9][0-9]{0,17})(\.[0-9]+)?)?", "a number like 1.5"),
}
GROUPED = re.compile("-?[1-9][0-9]{0,2}([,' \u00a0\u2019\u202f][0-9]{3})+([.][0-9]+)?")  # 1,225
WITH_COMMA = re.compile("-?[0-9]+,[0-9]+")  # 1,5

# Invisible characters, which a terminal would obey.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
HALF_A_LETTER = re.compile("[\ud800-\udfff]")
UNTIDY = "has stray spaces, line breaks or invisible characters: remove them"

MAX_HEADER_CHARS = 400  # that a message shows

# Tables that views and figures read, whatever the theme.
INPUTS_OF_ALL = ("areas", "sources", "preferences", "corrections")


@dataclass(frozen=True, order=True)
class Problem:
    """A place that breaks a rule.

    The header is row 1. The column is empty where a whole row is meant.
    """

    file: str
    row: int
    column: str
    value: str
    rule: str

    def __str__(self) -> str:
        place = f"{self.file}, row {self.row}"
        rule = printable(self.rule, len(self.rule))  # it may name other cells
        if not self.column:
            return f"{place}: {rule}"
        column = printable(self.column)
        return f"{place}, column {column}: '{printable(self.value)}' {rule}"


def not_of_type(kind: str, cell: str) -> str:
    """Say that a cell is not written as its type wants, and how it is where that can be told.

    >>> not_of_type("integer", "1,225")
    'is not an integer like 2022: write 1225, without a separator'
    """
    form, like = FORMS[kind]
    sentence = f"is not {like}"
    ways = []
    whole = without_separators(cell)
    if whole and re.fullmatch(form, whole):
        ways.append(f"{whole}, without a separator")
    decimal = cell.replace(",", ".")
    if WITH_COMMA.fullmatch(cell) and re.fullmatch(form, decimal):
        ways.append(f"{decimal}, with a point")
    return f"{sentence}: write {', or '.join(ways)}" if ways else sentence


def without_separators(text: str) -> str:
    """Return a number whose thousands are separated without the separators, "" for another text.

    >>> without_separators("-1,225.5"), without_separators("12,25")
    ('-1225.5', '')
    """
    return re.sub("[^0-9.-]", "", text) if GROUPED.fullmatch(text) else ""


def is_date(text: str) -> bool:
    """Tell whether a text is a year, a month or a day of the calendar.

    >>> is_date("2022"), is_date("2022-06"), is_date("2022-06-30"), is_date("2022-06-31")
    (True, True, True, False)
    """
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        return False
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


def root(start: Path | None = None) -> Path:
    """Find the folder of the collection.

    It is the folder that ``$HEARTLAND_ROOT`` names, or the first one that holds
    ``data/datapackage.json``, looking upward from ``start``; where nothing is named or found, the
    collection that an installed package brings, which is only read (``own_root``). An installed
    package passes over the data packages of other projects.

    Args:
        start: where to look first; the working directory by default.

    Raises:
        UsageError: if there is no collection.
    """
    named = os.environ.get("HEARTLAND_ROOT")
    if named and not Path(named).is_dir():
        raise UsageError(f"HEARTLAND_ROOT: there is no folder '{printable(named)}'")
    first = Path(named) if named else start or Path.cwd()
    resolved = first.resolve()
    brought = not named and (INSTALLED / DESCRIPTOR).is_file()
    for folder in (resolved, *resolved.parents):
        if not (folder / DESCRIPTOR).is_file():
            continue
        if brought and _is_of_another_project(folder):
            continue
        return folder
    if brought:
        return INSTALLED
    raise UsageError(
        f"no collection here: neither '{printable(first)}' nor a folder above it holds "
        f"{DESCRIPTOR}; change into the folder of the collection, or name it in HEARTLAND_ROOT "
        "(in a terminal: heartland --root FOLDER)"
    )


def is_installed(folder: Path) -> bool:
    """Whether a collection is an installed package's own, where nothing is written."""
    return folder == INSTALLED


def own_root(start: Path | None = None) -> Path:
    """Find the folder of a collection in which the caller may write, as ``root`` does.

    Raises:
        UsageError: if there is none but the installed package's.
    """
    folder = root(start)
    if is_installed(folder):
        raise UsageError(
            "this needs a collection of your own, and there is none here: "
            "'heartland copy DIR' lays one out, then change into DIR"
        )
    return folder


def read_json(path: Path) -> Any:
    """Read a JSON file.

    Raises:
        DataError: if it cannot be read; the message names the file, and the line if it can.
    """
    try:
        text = path.read_bytes().decode("utf-8")
        return json.loads(text, object_pairs_hook=partial(_object, path.name))
    except json.JSONDecodeError as error:
        raise DataError(f"{path.name}, line {error.lineno}: not JSON ({error.msg})") from None
    except (UnicodeDecodeError, RecursionError):
        raise DataError(f"{path.name}: not JSON in UTF-8") from None
    except ValueError:  # of Python itself, for more than 4300 digits
        sentence = "has a number with more digits than a source can have"
        raise DataError(f"{path.name}: {sentence}") from None
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise DataError(f"{path}: {reason.lower()}") from None


def _object(file: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a JSON object that has a name twice: the last one would silently win."""
    names = [name for name, _ in pairs]
    for name in repeated(names):
        raise DataError(f"{file}: '{printable(name)}' appears twice in one object: delete one")
    return dict(pairs)


def file_state(path: Path) -> tuple[int, ...]:
    """Return what changes whenever a file is written or replaced; () if there is no file."""
    try:
        state = path.stat()
    except OSError:
        return ()
    return (state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino)


def is_settled(state: tuple[int, ...]) -> bool:
    """Tell whether a file was last written so long ago that the next time shows in its state.

    One that is written twice within a step of the clock has the same state both times.
    """
    if not state:
        return True
    written, changed, *_ = state
    return max(written, changed) < time.time_ns() - SETTLED_AFTER_NS


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise TypeError("what was read from a file is kept for all who ask: change a copy of it")


class FixedDict(dict[Any, Any]):
    """A dict that refuses to be changed; a copy of it can be."""

    __setitem__ = __delitem__ = __ior__ = _refuse
    update = setdefault = pop = popitem = clear = _refuse

    def __reduce_ex__(self, _: Any) -> Any:
        return dict, (dict(self),)


class FixedList(list[Any]):
    """A list that refuses to be changed; a copy of it can be."""

    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = extend = insert = pop = remove = clear = sort = reverse = _refuse

    def __reduce_ex__(self, _: Any) -> Any:
        return list, (list(self),)


def fixed(found: Any) -> Any:
    """Return lists and dicts, however nested, so that nobody can change them.

    They are lists and dicts in all else, and a copy of one can be changed.

    >>> fixed({"names": ["a"]})["names"].append("b")
    Traceback (most recent call last):
    TypeError: what was read from a file is kept for all who ask: change a copy of it
    """
    if type(found) is list:
        return FixedList(map(fixed, found))
    if type(found) is dict:
        return FixedDict({name: fixed(part) for name, part in found.items()})
    return found


def cached_while_unchanged(
    files: Callable[P, Iterable[Path]], settled: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Cache what a function returns until one of the files it reads changes.

    The only policy for caches: an edited table is seen by everything in a running kernel, and
    nobody changes for all others what is kept (``fixed``).

    Args:
        files: returns the files that a call with the same arguments reads.
        settled: keep nothing of files that were written a moment ago, as is needed where nobody
            looks again: a run that is taken for up to date stays as it is.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        kept: dict[tuple[object, ...], tuple[object, R]] = {}

        @wraps(function)
        def cached(*args: P.args, **kwargs: P.kwargs) -> R:
            key = (*args, *kwargs.items())
            state = [file_state(path) for path in files(*args, **kwargs)]
            if key in kept and kept[key][0] == state:
                return kept[key][1]
            returned: R = fixed(function(*args, **kwargs))
            if not settled or all(map(is_settled, state)):
                kept[key] = (state, returned)
            return returned

        return cached

    return decorate


@cached_while_unchanged(lambda folder: [folder / DESCRIPTOR])
def _is_of_another_project(folder: Path) -> bool:
    """Whether a data package has another name than ours; one that cannot be read may be ours."""
    try:
        package = read_json(folder / DESCRIPTOR)
    except DataError:
        return False
    return isinstance(package, dict) and package.get("name") != "heartland"


@cached_while_unchanged(lambda folder: [folder / DESCRIPTOR])
def descriptor(folder: Path) -> dict[str, Any]:
    """Return the descriptor of the data package.

    Only what the library itself needs is checked here; ``checks`` holds the whole contract.

    Raises:
        DataError: unless each of its ``resources`` has a name, and files called after it.
    """
    package = read_json(folder / DESCRIPTOR)
    _check_text(DESCRIPTOR.name, package)
    entries: Any = package.get("resources") if isinstance(package, dict) else None
    named = _is_list_of_objects(entries, "name", "path")
    if not named or not all(isinstance(entry.get("schema", ""), str) for entry in entries):
        raise DataError(
            f"{DESCRIPTOR.name}: 'resources' must be a list of entries "
            "that each have a name, a path and a schema; only a map has no schema"
        )
    names = [entry["name"] for entry in entries]
    for entry in entries:
        _check_file_names(entry)
    for name in repeated(names):
        raise DataError(f"{DESCRIPTOR.name}: '{name}' appears twice: delete one")
    maps = [entry["name"] for entry in entries if "schema" not in entry]
    if len(maps) > 1:
        raise DataError(f"{DESCRIPTOR.name}: there is one map, and {', '.join(maps)} are several")
    return dict(package)


def _check_text(file: str, found: Any) -> None:
    """Refuse signs that a terminal would obey, and halves of letters that nothing can write."""
    if isinstance(found, str):
        if UNSEEN.search(found) or HALF_A_LETTER.search(found):
            raise DataError(f"{file}: '{printable(found)}' {UNTIDY}")
    elif isinstance(found, dict):
        for name, part in found.items():
            _check_text(file, name)
            _check_text(file, part)
    elif isinstance(found, list):
        for part in found:
            _check_text(file, part)


def _check_file_names(entry: dict[str, Any]) -> None:
    name = entry["name"]
    well_formed = re.fullmatch("[a-z][a-z0-9_]*", name)
    files = (entry["path"], entry.get("schema"))
    of_table = (f"{name}.csv", f"schemas/{name}.json")
    of_map = (f"{name}.geojson", None)
    if well_formed and files in (of_table, of_map):
        return
    raise DataError(
        f"{DESCRIPTOR.name}: '{printable(name)}' must have the path NAME.csv "
        "and the schema schemas/NAME.json of its own name, or, a map, the path NAME.geojson "
        "and no schema"
    )


def repeated(words: list[str]) -> list[str]:
    """Return the words that occur more than once, for each further time.

    >>> repeated(["a", "b", "a"])
    ['a']
    """
    again = []
    seen = set()
    for word in words:
        if word in seen:
            again.append(word)
        seen.add(word)
    return again


def _is_list_of_objects(found: Any, *keys: str) -> bool:
    """Tell whether a JSON value is a list of objects that have a text for each of the keys."""
    if not isinstance(found, list) or not found:
        return False
    return all(_is_object(entry, keys) for entry in found)


def _is_object(entry: Any, keys: Iterable[str]) -> bool:
    if not isinstance(entry, dict):
        return False
    return all(isinstance(entry.get(key), str) for key in keys)


def dataset_names(folder: Path) -> list[str]:
    """Return the names of the datasets, which are tables, in the order of the descriptor."""
    return [entry["name"] for entry in _tables(folder)]


def map_entry(folder: Path) -> dict[str, Any]:
    """Return the descriptor's entry for the map; empty where the collection has none."""
    for entry in descriptor(folder)["resources"]:
        if "schema" not in entry:
            return dict(entry)
    return {}


def map_path(folder: Path) -> Path:
    """Return the file of the map; data before 3.2.0 have one that the descriptor does not name.

    Raises:
        DataError: if the collection has none.
    """
    entry = map_entry(folder)
    if entry:
        return folder / "data" / str(entry["path"])
    for path in sorted((folder / "data").glob("*.geojson")):
        return path
    raise DataError(f"{DESCRIPTOR.name}: 'resources' has no map (NAME.geojson)")


def _tables(folder: Path) -> list[dict[str, Any]]:
    return [entry for entry in descriptor(folder)["resources"] if "schema" in entry]


def resource(folder: Path, name: str) -> dict[str, Any]:
    """Return the descriptor's entry for a dataset.

    Raises:
        UsageError: if there is no such dataset; the message offers the nearest name.
    """
    for entry in _tables(folder):
        if entry["name"] == name:
            return dict(entry)
    near = offer(str(name), dataset_names(folder))
    raise UsageError(f"no dataset '{printable(name)}'{near}")


def schema_path(folder: Path, name: str) -> Path:
    """Return the file of a dataset's schema."""
    return folder / "data" / str(resource(folder, name)["schema"])


def table_path(folder: Path, name: str) -> Path:
    """Return the CSV file of a dataset."""
    return folder / "data" / str(resource(folder, name)["path"])


def files_of(folder: Path, name: str) -> list[Path]:
    """Return the files that loading a dataset reads: descriptor, schema and table."""
    return [folder / DESCRIPTOR, schema_path(folder, name), table_path(folder, name)]


def files_of_package(folder: Path) -> list[Path]:
    """Return the files of the data package: those it declares, and the texts beside them.

    What a spreadsheet or an editor leaves beside a table is none of them.
    """
    declared = [folder / DESCRIPTOR, *sorted((folder / "data").glob("*.md"))]
    for name in dataset_names(folder):
        declared += [table_path(folder, name), schema_path(folder, name)]
    if map_entry(folder):
        declared.append(map_path(folder))
    return declared


@cached_while_unchanged(lambda folder, name: [folder / DESCRIPTOR, schema_path(folder, name)])
def schema(folder: Path, name: str) -> dict[str, Any]:
    """Return the table schema of a dataset.

    Raises:
        DataError: unless it has a title, fields with names and types, and a key among them.
    """
    path = schema_path(folder, name)
    table = read_json(path)
    _check_text(path.name, table)
    fields: Any = table.get("fields") if isinstance(table, dict) else None
    if not _is_list_of_objects(fields, "name", "type") or not _types_are_known(fields):
        raise DataError(
            f"{path.name}: 'fields' must be a list of entries that each have a name "
            f"and a type of {', '.join(FORMS)}"
        )
    if not _is_explained(table):
        raise DataError(
            f"{path.name}: descriptions and units must be text, 'enum' and 'warnings' lists of "
            "text, and 'joinedKeys' a list of entries that each have fields"
        )
    columns = [field["name"] for field in fields]
    for column in repeated(columns):
        raise DataError(f"{path.name}: 'fields' has two of the name '{column}'")
    key = table.get("primaryKey")
    if not _is_key(key, columns):
        raise DataError(
            f"{path.name}: 'primaryKey' must be a list of columns of 'fields', "
            f"and is {printable(key)}"
        )
    lacks_period = table.get("annual") and "period" not in columns
    if not isinstance(table.get("title"), str) or lacks_period:
        raise DataError(
            f"{path.name}: it must have a title, and a column 'period' where it is 'annual'"
        )
    return dict(table)


def _types_are_known(fields: list[dict[str, Any]]) -> bool:
    return all(field["type"] in FORMS for field in fields)


def _is_explained(table: dict[str, Any]) -> bool:
    """Tell whether what a schema says to readers can be shown, and its joined keys be followed."""
    texts = [table.get("description", "")]
    lists = [table.get("warnings", [])]
    for field in table["fields"]:
        constraints = field.get("constraints", {})
        texts += [field.get("description", ""), field.get("unit", "")]
        lists.append(constraints.get("enum", []) if isinstance(constraints, dict) else None)
    joined = table.get("joinedKeys", [])
    lists += [key.get("fields") or None for key in joined] if _is_list_of(dict, joined) else [None]
    shown = all(isinstance(text, str) for text in texts)
    return shown and all(_is_list_of(str, words) for words in lists)


def _is_list_of(kind: type, found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(part, kind) for part in found)


def _is_key(key: Any, columns: list[str]) -> bool:
    if not isinstance(key, list) or not key:
        return False
    return all(column in columns for column in key)


def column_names(folder: Path, name: str) -> list[str]:
    """Return the columns of a dataset, in the order of its schema."""
    return [field["name"] for field in schema(folder, name)["fields"]]


def read_csv(folder: Path, name: str) -> tuple[dict[int, list[str]], list[Problem]]:
    """Read a dataset's CSV as text.

    Returns:
        The sound rows by their number, columns in the schema's order; and the problems: a file
        that is no table in UTF-8 with the schema's columns, a row with too few or too many cells,
        a cell with invisible characters.
    """
    path = folder / "data" / resource(folder, name)["path"]
    columns = column_names(folder, name)
    text, problem = _read_text(path)
    if problem:
        return {}, [problem]

    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: dict[int, list[str]] = {}
    problems: list[Problem] = []
    number = 1
    try:
        header = next(lines, [])
        problems = list(_header_problems(path.name, header, columns))
        if problems:
            return {}, problems
        order = [header.index(column) for column in columns]
        as_declared = header == columns
        for number, cells in enumerate(lines, 2):
            if len(cells) == len(header):
                rows[number] = cells if as_declared else [cells[place] for place in order]
            else:
                rule = _wrong_length(cells, len(header))
                problems.append(Problem(path.name, number, "", "", rule))
    except csv.Error as error:
        rule = f"is not a row of a CSV table ({error}): look for an unmatched quote"
        problems.append(Problem(path.name, number + 1, "", "", rule))
    if UNSEEN.search(text):
        problems += _invisible_characters(path.name, rows, columns)
    return rows, problems


def _read_text(path: Path) -> tuple[str, Problem | None]:
    """Return the text of a CSV file, or the problem that it cannot be read."""
    content = b""
    try:
        content = path.read_bytes()
        return content.decode("utf-8-sig"), None
    except OSError as error:
        reason = (error.strerror or "").lower()
        return "", Problem(path.name, 1, "", "", f"cannot be read: {reason}")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        rule = "is not a row of text in UTF-8: save the table as CSV in UTF-8, with commas"
        return "", Problem(path.name, row, "", "", rule)


def _header_problems(file: str, header: list[str], columns: list[str]) -> Iterator[Problem]:
    """Compare a header with the columns of the schema."""
    wanted = printable(",".join(columns), MAX_HEADER_CHARS)
    if len(header) < 2 <= len(columns):
        rule = f"does not name columns separated by commas; the schema wants {wanted}"
        yield Problem(file, 1, "", "", rule)
        return
    for column in repeated(header):
        yield Problem(file, 1, column, "", "is the second column with this name")
    for column in header:
        if column not in columns:
            rule = f"is a column that is not in the schema{did_you_mean(column, columns)}"
            yield Problem(file, 1, column, "", rule)
    for column in columns:
        if column not in header:
            yield Problem(file, 1, column, "", f"is missing; the schema wants {wanted}")


def _wrong_length(cells: list[str], wanted: int) -> str:
    """Explain a row that has not as many cells as the header."""
    if not cells:
        return "is blank: delete it"
    cause = "a cell or a comma is missing"
    if len(cells) > wanted:
        cause = "put quotes around a cell that holds a comma"
    elif any(",".join(cells).count(sign) >= wanted - 1 for sign in (";", "\t")):
        cause = "separate cells with commas"
    number = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
    return f"has {number} and the header {wanted}: {cause}"


def _invisible_characters(
    file: str, rows: dict[int, list[str]], columns: list[str]
) -> Iterator[Problem]:
    for number, cells in rows.items():
        for column, cell in zip(columns, cells, strict=True):
            if UNSEEN.search(cell):
                yield Problem(file, number, column, cell, UNTIDY)


@cached_while_unchanged(lambda folder, name: files_of(folder, name))
def _sound_rows(folder: Path, name: str) -> tuple[list[str], ...]:
    """Return the rows of a dataset as text, in the order of its columns.

    A tuple, for it takes time to fix the cells of all rows, and none leaves this module.

    Raises:
        DataError: naming the first row that is not sound.
    """
    sound, problems = read_csv(folder, name)
    for problem in problems:
        raise DataError(str(problem))
    return tuple(sound.values())


@cached_while_unchanged(lambda folder, name: files_of(folder, name))
def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a dataset as text, without pandas.

    Raises:
        DataError: naming the first row that is not sound.
    """
    columns = column_names(folder, name)
    return [dict(zip(columns, cells, strict=True)) for cells in _sound_rows(folder, name)]


@cached_while_unchanged(lambda folder, name, *_: files_of(folder, name))
def distinct(folder: Path, name: str, *columns: str) -> list[tuple[str, ...]]:
    """Return what stands in some columns of a dataset, each combination once, in reading order.

    Raises:
        DataError: naming the first row that is not sound.
    """
    known = column_names(folder, name)
    of_columns = itemgetter(*(known.index(column) for column in columns))
    found = dict.fromkeys(map(of_columns, _sound_rows(folder, name)))
    return [cells if isinstance(cells, tuple) else (cells,) for cells in found]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a temporary neighbour, then a rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None  # not the temporary file
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
