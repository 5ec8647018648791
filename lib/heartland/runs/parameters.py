"""A notebook's parameters: read from its cell, checked against the data, explained.

The cell tagged ``parameters`` holds one literal a line: ``name: type = literal  # help``. What
values are allowed belongs to the parameter's name, the same in every notebook, and comes from the
data as far as it can: where it does not, the message says what is allowed. One check serves the
command line and the notebook itself, so that both refuse with the same words. Standard library
only, and Babel where an area is written by the two letters of its ISO code.
"""

import ast
import io
import json
import re
import tokenize
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heartland import context
from heartland.errors import (
    DataError,
    ParameterError,
    UsageError,
    did_you_mean,
    hint_to_separate,
    offer,
    printable,
    values_joined_in,
)
from heartland.files import LONE_SURROGATE, cached_while_unchanged, duplicates
from heartland.notebooks import cells, offer_notebook
from heartland.tables import collection, csv_files
from heartland.tables.areas import AREA_PARAMETERS, area_names, find_area, offer_area
from heartland.tables.periods import is_date
from heartland.tables.schemas import FORMS

TYPES: dict[str, type] = {"int": int, "float": float, "str": str, "bool": bool, "list[str]": list}
FORM_OF = {"int": "integer", "float": "number", "bool": "boolean"}  # as in the tables
MAX_NUMBER = 10**18  # 18 digits are enough for any number
INDEPENDENCE = 1991  # the first year of the republics as states
MOST_LISTED = 30  # values that a message lists
MOST_NAMED = 10  # areas that a message lists with their names
MOST_OFFERED = 5  # codes, with their names, that a message offers for a word


@dataclass(frozen=True)
class Parameter:
    """One line of a parameters cell."""

    name: str
    type: str
    default: Any
    help: str

    def own_default(self) -> Any:
        """Return the default as a value of the caller's own: a list that may be changed."""
        return copy(self.default)


@dataclass(frozen=True)
class Rule:
    """What a parameter of one name may be.

    ``allowed`` returns a closed list, and ``those`` says in words what is on it; ``names`` says
    what its codes are called, by code. Without a list the value is a date, or empty, and ``wanted``
    says so.
    """

    allowed: Callable[[Path], list[Any]] | None = None
    those: str = "in the data"
    names: Callable[[Path], dict[str, str]] | None = None
    wanted: str = ""


def _values_of(dataset: str, column: str) -> Callable[[Path], list[str]]:
    """Return what lists the values of a column."""
    return lambda folder: sorted({row[column] for row in csv_files.rows(folder, dataset)} - {""})


def _members_of(grouping: str) -> Callable[[Path], list[str]]:
    def members(folder: Path) -> list[str]:
        for row in csv_files.rows(folder, "areas"):
            if row["area"] == grouping:
                return row["members"].split(";")
        raise DataError(
            f"areas.csv: the grouping '{grouping}' is missing; notebooks choose from it"
        )

    return members


def _event_names(folder: Path) -> dict[str, str]:
    events = csv_files.rows(folder, "conflict_events")
    return {event["event_id"]: event["name"] for event in events}


def _of_forecasts(column: str) -> Callable[[Path], list[str]]:
    """Return what lists the values of a column in forecasts of growth, outturns apart."""

    def values(folder: Path) -> list[str]:
        rows = csv_files.rows(folder, "growth_forecasts")
        return sorted({row[column] for row in rows if row["kind"] == "forecast"})

    return values


def _forecast_years(folder: Path) -> list[int]:
    return [int(year) for year in _of_forecasts("target_year")(folder)]


def _years(folder: Path) -> list[int]:
    """Return the years that any table may be asked for; most tables hold fewer."""
    return list(range(INDEPENDENCE, max(_forecast_years(folder)) + 1))


A_YEAR = "a year that may be chosen"  # from independence to the last with a growth forecast
RULES: dict[str, Rule] = {
    "area": Rule(_members_of("CA5"), "one of the five republics"),
    "areas": Rule(_members_of("CA5"), "one of the five republics"),
    "publishers": Rule(_of_forecasts("publisher")),
    "target_year": Rule(_forecast_years),
    "as_of": Rule(wanted="a date like 2022, 2022-06 or 2022-06-30, or empty"),
    "start": Rule(_years, A_YEAR),
    "end": Rule(_years, A_YEAR),
    "events": Rule(_values_of("conflict_events", "event_id"), names=_event_names),
    "harm": Rule(_values_of("casualty_reports", "measure")),
    "group": Rule(_values_of("casualty_reports", "group")),
    "articles": Rule(_values_of("articles", "article_id")),
    "themes": Rule(_values_of("claims", "theme")),
    "verdicts": Rule(_values_of("audits", "verdict")),
}


def question(path: Path) -> str:
    """Return the title of a notebook, the question that it asks; empty if there is none."""
    found = cells(path)
    return found[0].text.partition("\n")[0].lstrip("# ") if found else ""


@cached_while_unchanged(lambda path: [path])
def read_parameters(path: Path) -> list[Parameter]:
    """Read the parameters of a notebook.

    Raises:
        ParameterError: if the notebook has not exactly one parameters cell, a line of it is not
            ``name: type = literal  # help``, or a name stands twice.
    """
    sources = [cell.text for cell in cells(path) if "parameters" in cell.tags]
    if len(sources) != 1:
        raise ParameterError(
            f"{path.name}: {len(sources)} cells are tagged 'parameters'; there must be one"
        )
    where = f"{path.name}, parameters cell"
    try:
        lines = ast.parse(sources[0]).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:  # not UTF-8, too deep
        line = getattr(error, "lineno", None) or 1
        words = printable(getattr(error, "msg", error))
        raise ParameterError(f"{where}, line {line}: {words}") from None
    comments = {}
    for token in tokenize.generate_tokens(io.StringIO(sources[0]).readline):
        if token.type == tokenize.COMMENT:
            comments[token.start[0]] = token.string.lstrip("# ")
    found = [_parameter(line, where, comments.get(line.lineno, "")) for line in lines]
    if twice := duplicates([parameter.name for parameter in found]):
        raise ParameterError(f"{where}: '{twice[0]}' appears twice")
    return found


def _parameter(node: ast.stmt, where: str, text: str) -> Parameter:
    where = f"{where}, line {node.lineno}"
    match node:
        case ast.AnnAssign(target=ast.Name(name), annotation=annotation, value=ast.expr() as given):
            kind = ast.unparse(annotation)
        case _:
            raise ParameterError(f"{where}: write 'name: type = literal  # help'")
    if kind not in TYPES:
        raise ParameterError(f"{where}: type '{kind}' is not one of {', '.join(TYPES)}")
    try:
        value = ast.literal_eval(given)
    except (ValueError, TypeError):
        raise ParameterError(f"{where}: '{ast.unparse(given)}' is not a literal") from None
    return Parameter(name, kind, _of_type(name, value, kind), text)


def _of_type(name: str, value: Any, kind: str) -> Any:
    """Refuse a value of another type; an integer will do for a float, a flag for nothing else."""
    if kind == "float" and type(value) is int:
        value = float(value) if abs(value) < MAX_NUMBER else value
    is_sound = type(value) is TYPES[kind]
    if kind == "list[str]" and is_sound:
        is_sound = all(type(entry) is str for entry in value)
    elif kind in ("int", "float") and is_sound:
        is_sound = abs(value) < MAX_NUMBER
    if not is_sound:
        way = _as_literal(value, kind)
        raise ParameterError(f"{name}: {printable(repr(value))} is not of type {kind}{way}")
    return value


def _as_literal(value: Any, kind: str) -> str:
    """Say how a value is written in a cell as one of a type, "" where that cannot be told.

    >>> _as_literal("KAZ, KGZ", "list[str]"), _as_literal("2002", "int")
    (': write ["KAZ", "KGZ"]', ': write 2002')
    """
    if type(value) is str:
        try:
            meant = from_text(Parameter("", kind, None, ""), value)
        except ParameterError as error:
            return f":{str(error).rpartition(':')[2]}"
        literal = json.dumps(meant, ensure_ascii=False) if isinstance(meant, list) else repr(meant)
        return f": write {printable(literal)}"
    if kind == "str" and type(value) is list and [type(entry) for entry in value] == [str]:
        return f": write {printable(json.dumps(value[0], ensure_ascii=False))}"
    return ""


def from_text(parameter: Parameter, text: str) -> Any:
    """Turn a value from the command line into the parameter's type.

    Lists are separated by commas: ``"KAZ, KGZ"`` is ``["KAZ", "KGZ"]``.

    Raises:
        ParameterError: if it is not written as one of its type.
    """
    if parameter.type == "list[str]":
        parts = [part.strip(" ") for part in text.split(",")]
        return [part for part in parts if part]
    if parameter.type == "str":
        return text
    form, like = FORMS[FORM_OF[parameter.type]]
    if not text or not re.fullmatch(form, text.lower()):
        raise ParameterError(
            f"{parameter.name}: '{printable(text)}' is not of type {parameter.type}: write {like}"
        )
    return text.lower() == "true" if parameter.type == "bool" else TYPES[parameter.type](text)


def as_text(value: Any, name: str = "a value") -> str:
    """Write a value as the command line has it: lists with commas, flags in lower case.

    Raises:
        UsageError: for what has no such form: a mapping, a list in a list.
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list) and not any(isinstance(entry, list) for entry in value):
        return ",".join(as_text(entry) for entry in value)
    raise UsageError(
        f"{name}: write a text, a number, true or false, a date, or a list of such; "
        f"this is of type {type(value).__name__}"
    )


def resolve(path: Path, given: Mapping[str, str]) -> dict[str, Any]:
    """Return all parameters of a notebook, defaults replaced by what the command line gives.

    Defaults alone are not verified here: the notebook's own ``check`` does so when it runs.

    Raises:
        ParameterError: for an unknown name, a wrong type, a value that is not allowed; the nearest
            is offered.
    """
    values = {}
    for name, parameter in _declared(path, given).items():
        if name in given:
            values[name] = from_text(parameter, given[name])
        else:
            values[name] = parameter.own_default()
    return verify(values, path.stem) if given else values


def _declared(path: Path, names: Iterable[str]) -> dict[str, Parameter]:
    """Return the parameters of a notebook by name; a name that is not among them is refused."""
    known = {parameter.name: parameter for parameter in read_parameters(path)}
    for name in names:
        if name not in known:
            raise ParameterError(
                f"{path.stem} has no parameter '{printable(name)}'{offer(name, known)}"
            )
    return known


def verify(values: Mapping[str, Any], notebook: str = "NOTEBOOK") -> dict[str, Any]:
    """Check values against the rules of their names; lists keep their order and lose repetitions.

    Args:
        values: the parameters of a notebook, by name.
        notebook: whose help a message sends to.

    Raises:
        ParameterError: for the first value that is not allowed.
    """
    folder = collection.root()
    checked = {name: _verified(name, value, notebook, folder) for name, value in values.items()}
    if "start" in checked and "end" in checked and checked["start"] > checked["end"]:
        raise ParameterError(f"start: '{checked['start']}' is later than end: '{checked['end']}'")
    return checked


def _verified(name: str, value: Any, notebook: str, folder: Path) -> Any:
    rule = RULES.get(name, Rule())
    if isinstance(value, str | list) and LONE_SURROGATE.search("".join(value)):
        raise ParameterError(f"{name}: '{printable(value)}' is not text in UTF-8")
    if rule.allowed is None:
        if rule.wanted and value and not is_date(value):
            raise ParameterError(f"{name}: '{printable(value)}' is not {rule.wanted}")
        return value
    allowed = rule.allowed(folder)
    entries = value if isinstance(value, list) else [value]
    if name in AREA_PARAMETERS:  # also understood by a name or the ISO code of two letters
        found = {entry: find_area(entry) for entry in set(entries)}  # each is looked up once
        entries = [found[entry] if found[entry] in allowed else entry for entry in entries]
    listed = _listed(name, allowed, notebook)
    if not entries:
        raise ParameterError(f"{name}: the list is empty; choose from {listed}")
    for entry in entries:
        if entry not in allowed:
            wrong = f"{name}: '{printable(entry)}' is not {rule.those}"
            _refuse_several(name, value, entry, allowed, wrong, listed)
            names = rule.names(folder) if rule.names else {}
            near = _called(entry, names) or _near(name, entry, allowed)
            rest = f"{near} Allowed: {listed}" if near else f"; there are {listed}"
            raise ParameterError(wrong + rest)
    return list(dict.fromkeys(entries)) if isinstance(value, list) else entries[0]


def _refuse_several(
    name: str, value: Any, entry: Any, allowed: list[Any], wrong: str, listed: str
) -> None:
    """Refuse several values that are written as one, and say how they are written."""

    def is_known(part: str) -> bool:
        return part in allowed or (name in AREA_PARAMETERS and find_area(part) in allowed)

    if not values_joined_in(str(entry), is_known):
        return
    if not isinstance(value, list):
        raise ParameterError(f"{wrong}: {name} takes one value; there are {listed}")
    parts = []
    for one in value:
        parts += values_joined_in(one, is_known) or [one]
    raise ParameterError(wrong + hint_to_separate(name, parts))


def _called(entry: Any, names: Mapping[str, str]) -> str:
    """Offer the codes whose names, or which themselves, have a word in them; "" if none or many.

    >>> _called("nukus", {"UZB-KARAKALPAK-2022-07": "Nukus, July 2022"})
    ". Did you mean 'UZB-KARAKALPAK-2022-07' (Nukus, July 2022)?"
    """
    word = str(entry).lower()
    meant = [
        f"'{code}' ({name})" for code, name in names.items() if word in f"{code} {name}".lower()
    ]
    return f". Did you mean {' or '.join(meant)}?" if 0 < len(meant) <= MOST_OFFERED else ""


def _near(name: str, entry: Any, allowed: list[Any]) -> str:
    """Offer what was meant; nothing is near to another year, or to an area that there is."""
    if isinstance(entry, int) or (name in AREA_PARAMETERS and find_area(entry)):
        return ""
    if name in AREA_PARAMETERS:
        return offer_area(entry, allowed)
    return did_you_mean(str(entry), map(str, allowed))


def _listed(name: str, allowed: list[Any], notebook: str) -> str:
    """List values for a message, a few areas with their names; say where a long list is printed."""
    words = _in_words(allowed)
    if name in AREA_PARAMETERS and len(allowed) <= MOST_NAMED:
        names = area_names()
        words = ", ".join(f"{code} ({names[code]})" for code in allowed)
    if words.count(", ") < MOST_LISTED:
        return words
    return f"{len(allowed)} values, which heartland run {notebook} --help lists"


def _in_words(allowed: list[Any]) -> str:
    """List values; years on end as their first and last."""
    if not allowed:
        return "none"
    if isinstance(allowed[0], int) and allowed == list(range(allowed[0], allowed[-1] + 1)):
        return f"{allowed[0]} to {allowed[-1]}"
    return ", ".join(map(str, allowed))


def allowed_values(name: str) -> str:
    """Say in words what a parameter of this name may be; years on end as their first and last.

    Codes of the tables stand with their names, one after the other.
    """
    rule = RULES.get(name, Rule())
    folder = collection.root()
    if rule.allowed is None:
        return rule.wanted
    if rule.names:
        names = rule.names(folder)
        return "; ".join(f"{code} ({names[code]})" for code in rule.allowed(folder))
    return _in_words(rule.allowed(folder))


def defaults(notebook: str) -> dict[str, Any]:
    """Return the parameters of a notebook as its cell writes them, whatever it runs with.

    A bottom line stands above the parameters and does not change with them: it asks here for the
    years that they have by default.

    >>> defaults("01-trade")["start"]
    2005

    Args:
        notebook: the notebook's name without ending.

    Raises:
        UsageError: if there is no such notebook.
    """
    declared = read_parameters(_file_of(notebook))
    return {parameter.name: parameter.own_default() for parameter in declared}


def check(notebook: str, **values: Any) -> None:
    """Check the parameters a notebook runs with, and enter it, so that its figures are signed.

    The first cell after the parameters calls it, so that papermill and JupyterLab refuse a bad
    value with the words of the command line.

    >>> hl.check("10-country-brief", area=area)

    Args:
        notebook: the notebook's name without ending.
        values: its parameters, as keywords.

    Raises:
        ParameterError: for a wrong type, a value that is not allowed, or an area by its name: the
            cells that follow compare areas with the codes of the tables.
        UsageError: if there is no such notebook.
    """
    path = _file_of(notebook)
    declared = _declared(path, values)
    for name, value in values.items():
        _of_type(name, value, declared[name].type)
    verified = verify(values, notebook)
    for name in AREA_PARAMETERS & values.keys():
        for area in values[name] if isinstance(values[name], list) else [values[name]]:
            if area not in verified[name]:
                written = json.dumps(verified[name])
                raise ParameterError(f"{name}: '{printable(area)}' is not a code: write {written}")
    defaults = verify({name: parameter.default for name, parameter in declared.items()})
    context.enter(context.Context(notebook, question(path), verified, defaults))


def _file_of(notebook: str) -> Path:
    """Return the file of a notebook; the nearest name is offered where there is none."""
    folder = collection.root() / "notebooks"
    path = folder / f"{notebook}.ipynb"
    if not path.is_file():
        names = sorted(other.stem for other in folder.glob("*.ipynb"))
        raise UsageError(
            f"no notebook '{printable(notebook)}'{offer_notebook(str(notebook), names)}"
        )
    return path
