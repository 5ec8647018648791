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
    ParameterError,
    UsageError,
    did_you_mean,
    hint_to_separate,
    offer,
    printable,
    values_joined_in,
)
from heartland.files import cached_while_unchanged, duplicates
from heartland.notebooks import cells, offer_notebook
from heartland.tables import collection, csv_files
from heartland.tables.areas import (
    AREA_PARAMETERS,
    REPUBLICS,
    area_names,
    find_area,
    offer_area,
)
from heartland.tables.periods import is_date
from heartland.tables.schemas import FORMS

TYPES: dict[str, type] = {"int": int, "float": float, "str": str, "bool": bool, "list[str]": list}
FORM_OF = {"int": "integer", "float": "number", "bool": "boolean"}  # as in the tables
LITERALS = {  # of each type, for messages
    "int": "2022",
    "float": "1.5",
    "str": '"KAZ"',
    "bool": "True or False",
    "list[str]": '["KAZ", "KGZ"]',
}
INDEPENDENCE = 1991  # the first year of the republics as states
LONGEST_LIST = 1000  # characters of a list of values in a message
MOST_OFFERED = 5  # codes, with their names, that a message offers for a word


@dataclass(frozen=True)
class Parameter:
    """One line of a parameters cell."""

    name: str
    type: str
    default: Any
    help: str


@dataclass(frozen=True)
class Rule:
    """What a parameter of one name may be.

    ``allowed`` returns a closed list, and ``those`` says in words what is on it; ``names`` says
    what its codes are called, by code. Without a list the value is a date, or empty, and ``wanted``
    says so.
    """

    allowed: Callable[[Path], list[Any]] | None = None
    those: str = "in the data"
    names: Callable[[Path], dict[str, str]] = lambda root: {}
    wanted: str = ""


def _values_of(dataset: str, column: str, **where: str) -> Callable[[Path], list[str]]:
    """Return what lists the values of a column, in the rows where others have these values."""

    def values(root: Path) -> list[str]:
        rows = csv_files.rows(root, dataset)
        kept = [row for row in rows if where.items() <= row.items()]
        return sorted({row[column] for row in kept} - {""})

    return values


def _event_names(root: Path) -> dict[str, str]:
    return {event["event_id"]: event["name"] for event in csv_files.rows(root, "conflict_events")}


def _forecast_years(root: Path) -> list[int]:
    return [
        int(year) for year in _values_of("growth_forecasts", "target_year", kind="forecast")(root)
    ]


def _years(root: Path) -> list[int]:
    """Return the years that any table may be asked for; most tables hold fewer."""
    return list(range(INDEPENDENCE, max(_forecast_years(root)) + 1))


A_REPUBLIC = Rule(
    lambda root: list(REPUBLICS), "one of the five republics", lambda root: area_names()
)
A_YEAR = Rule(_years, "a year that may be chosen")  # to the last with a growth forecast
RULES: dict[str, Rule] = {
    "area": A_REPUBLIC,
    "areas": A_REPUBLIC,
    "publishers": Rule(_values_of("growth_forecasts", "publisher", kind="forecast")),
    "target_year": Rule(_forecast_years),
    "as_of": Rule(wanted="a date like 2022, 2022-06 or 2022-06-30, or empty"),
    "start": A_YEAR,
    "end": A_YEAR,
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
        return float(value)
    is_list_of_texts = type(value) is list and all(type(entry) is str for entry in value)
    if type(value) is not TYPES[kind] or (kind == "list[str]" and not is_list_of_texts):
        raise ParameterError(
            f"{name}: {printable(repr(value))} is not of type {kind}: write {LITERALS[kind]}"
        )
    return value


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


def as_text(value: Any) -> str:
    """Write a value as the command line has it: lists with commas, flags in lower case."""
    if isinstance(value, list):
        return ",".join(map(as_text, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


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
            values[name] = copy(parameter.default)  # a list that the caller may change
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
    checked = {name: _verified(name, value, notebook) for name, value in values.items()}
    if "start" in checked and "end" in checked and checked["start"] > checked["end"]:
        raise ParameterError(f"start: '{checked['start']}' is later than end: '{checked['end']}'")
    return checked


def _verified(name: str, value: Any, notebook: str) -> Any:
    rule = RULES.get(name, Rule())
    if rule.allowed is None:
        if rule.wanted and value and not is_date(value):
            raise ParameterError(f"{name}: '{printable(value)}' is not {rule.wanted}")
        return value
    allowed = rule.allowed(collection.root())
    entries = value if isinstance(value, list) else [value]
    if name in AREA_PARAMETERS:  # also understood by a name or the ISO code of two letters
        codes = {entry: find_area(entry) for entry in set(entries)}  # each is looked up once
        entries = [codes[entry] if codes[entry] in allowed else entry for entry in entries]
    listed = allowed_values(name)
    if len(listed) > LONGEST_LIST:
        listed = f"{len(allowed)} values, which heartland run {notebook} --help lists"
    if not entries:
        raise ParameterError(f"{name}: the list is empty; choose from {listed}")
    for entry in entries:
        if entry not in allowed:
            wrong = f"{name}: '{printable(entry)}' is not {rule.those}"
            parts = values_joined_in(str(entry), lambda one: one in allowed or bool(find_area(one)))
            if parts and isinstance(value, list):
                raise ParameterError(wrong + hint_to_separate(name, parts))
            near = _near(name, entry, allowed, rule.names(collection.root()))
            rest = f"{near} Allowed: {listed}" if near else f"; there are {listed}"
            raise ParameterError(wrong + rest)
    return list(dict.fromkeys(entries)) if isinstance(value, list) else entries[0]


def _near(name: str, entry: Any, allowed: list[Any], names: Mapping[str, str]) -> str:
    """Offer what was meant; nothing is near to another year, or to an area that there is.

    A word may be one of the name of what a code stands for.

    >>> names = {"UZB-KARAKALPAK-2022-07": "Nukus, July 2022"}
    >>> _near("events", "nukus", list(names), names)
    ". Did you mean 'UZB-KARAKALPAK-2022-07' (Nukus, July 2022)?"
    """
    if isinstance(entry, int):
        return ""
    if name in AREA_PARAMETERS:
        return "" if find_area(entry) else offer_area(entry, allowed)
    word = entry.lower()
    meant = [
        f"'{code}' ({name})" for code, name in names.items() if word in f"{code} {name}".lower()
    ]
    if 0 < len(meant) <= MOST_OFFERED:
        return f". Did you mean {' or '.join(meant)}?"
    return did_you_mean(entry, allowed)


def allowed_values(name: str) -> str:
    """Say in words what a parameter of this name may be; years on end as their first and last.

    Codes of the tables stand with their names.
    """
    rule = RULES.get(name, Rule())
    if rule.allowed is None:
        return rule.wanted
    allowed = rule.allowed(collection.root())
    if isinstance(allowed[0], int) and allowed == list(range(allowed[0], allowed[-1] + 1)):
        return f"{allowed[0]} to {allowed[-1]}"
    names = rule.names(collection.root())
    if names:
        return "; ".join(f"{code} ({names[code]})" for code in allowed)
    return ", ".join(map(str, allowed))


def check(notebook: str, **values: Any) -> None:
    """Check the parameters a notebook runs with, and enter it, so that its figures are signed.

    The first cell after the parameters calls it, so that papermill and JupyterLab refuse a bad
    value with the words of the command line.

    >>> hl.check("10-country-brief", area=area)

    Args:
        notebook: the notebook's name without ending.
        values: its parameters, as keywords.

    Raises:
        ParameterError: for a wrong type, a value that is not allowed, one that is listed twice, or
            an area by its name: the cells that follow compare areas with the codes of the tables.
        UsageError: if there is no such notebook.
    """
    root = collection.root()
    path = root / "notebooks" / f"{notebook}.ipynb"
    if not path.is_file():
        known = sorted(other.stem for other in path.parent.glob("*.ipynb"))
        raise UsageError(
            f"no notebook '{printable(notebook)}'{offer_notebook(str(notebook), known)}"
        )
    declared = _declared(path, values)
    for name, value in values.items():
        _of_type(name, value, declared[name].type)
    verified = verify(values, notebook)
    for name, value in values.items():
        if value != verified[name]:
            written = json.dumps(verified[name], ensure_ascii=False)
            raise ParameterError(f"{name}: write {written} and not {printable(value)}")
    defaults = verify({name: parameter.default for name, parameter in declared.items()})
    context.enter(context.Context(notebook, question(path), verified, defaults))
