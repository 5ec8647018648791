"""A notebook's parameters: read from its cell, checked against the data, explained.

The cell tagged ``parameters`` holds one literal a line: ``name: type = literal  # help``. What values are allowed
belongs to the parameter's name, the same in every notebook, and comes from the data. One check serves the command
line and the notebook itself, so that both refuse with the same words. Standard library only.
"""

import ast
import io
import json
import re
import tokenize
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from heartland import context
from heartland.errors import DataError, ParameterError, UsageError, did_you_mean, printable
from heartland.tables import package
from heartland.tables.package import is_date

TYPES: dict[str, type] = {"int": int, "float": float, "str": str, "bool": bool, "list[str]": list}
WRITTEN = {
    "int": "integer",
    "float": "number",
    "bool": "boolean",
}  # on the command line as in the tables


class Cell(NamedTuple):
    """A cell of a notebook: markdown or code, its source, its tags."""

    kind: str
    text: str
    tags: list[str]


@dataclass(frozen=True)
class Parameter:
    """One line of a parameters cell."""

    name: str
    type: str
    default: Any
    help: str


@dataclass(frozen=True)
class Rule:
    """What a parameter of one name may be: one of a closed list from the data; without a list a date, or nothing."""

    allowed: Callable[[Path], list[Any]] | None = None
    wanted: str = ""


def _distinct(dataset: str, field: str, **only: str) -> Callable[[Path], list[str]]:
    def values(folder: Path) -> list[str]:
        rows = [
            row
            for row in package.rows(folder, dataset)
            if all(row[column] in some.split() for column, some in only.items())
        ]
        return sorted({row[field] for row in rows} - {""})

    return values


def _members(grouping: str) -> Callable[[Path], list[str]]:
    return lambda folder: next(
        r["members"].split(";") for r in package.rows(folder, "areas") if r["area"] == grouping
    )


def _years(folder: Path) -> list[int]:
    return list(range(1991, 2028))


RULES: dict[str, Rule] = {
    "area": Rule(_members("CA5")),
    "areas": Rule(_members("CA5")),
    "publishers": Rule(_distinct("growth_forecasts", "publisher", kind="forecast")),
    "target_year": Rule(
        lambda folder: [
            int(y) for y in _distinct("growth_forecasts", "target_year", kind="forecast")(folder)
        ]
    ),
    "as_of": Rule(wanted="a date like 2022, 2022-06 or 2022-06-30, or empty"),
    "start": Rule(_years),
    "end": Rule(_years),
    "partners": Rule(_distinct("trade", "partner")),
    "flow": Rule(_distinct("trade", "flow")),
    "reporter": Rule(
        lambda folder: ["national", "partner"]
    ),  # the republic's own statistics, or its partner's
    "measure": Rule(_distinct("remittances", "measure")),
    "currency": Rule(lambda folder: ["USD", *_distinct("exchange_rates", "currency")(folder)]),
    "events": Rule(_distinct("conflict_events", "event_id")),
    "harm": Rule(_distinct("casualty_reports", "measure")),
    "group": Rule(_distinct("casualty_reports", "group")),
    "vendors": Rule(_distinct("smartphone_shares", "vendor")),
    "method": Rule(_distinct("smartphone_shares", "method")),
    "actors": Rule(_distinct("milestones", "actor", theme="digital ecommerce smartphones")),
    "index": Rule(_distinct("digital_indices", "index")),
    "statuses": Rule(_distinct("sco_members", "status")),
    "articles": Rule(_distinct("articles", "article_id")),
    "themes": Rule(_distinct("claims", "theme")),
    "verdicts": Rule(_distinct("audits", "verdict")),
}


def cells(path: Path) -> list[Cell]:
    """Return the cells of a notebook.

    Raises:
        DataError: if the file is no notebook.
    """
    try:
        found = package.read_json(path)["cells"]
        return [
            Cell(c["cell_type"], "".join(c["source"]), c["metadata"].get("tags") or [])
            for c in found
        ]
    except (AttributeError, KeyError, TypeError):
        raise DataError(
            f"{path.name}: no notebook in the form of today (nbformat 4): open and save it in JupyterLab"
        ) from None


def question(path: Path) -> str:
    """Return the title of a notebook, the question that it asks; "" if there is none."""
    return next((cell.text for cell in cells(path)), "").partition("\n")[0].lstrip("# ")


@package.cached_while_unchanged(lambda path: [path])
def read_parameters(path: Path) -> list[Parameter]:
    """Read the parameters of a notebook.

    Raises:
        ParameterError: if the notebook has not exactly one parameters cell, or a line of it is not
            ``name: type = literal  # help``, or is there twice.
    """
    sources = [cell.text for cell in cells(path) if "parameters" in cell.tags]
    if len(sources) != 1:
        raise ParameterError(
            f"{path.name}: {len(sources)} cells are tagged 'parameters'; there must be one"
        )
    source = sources[0]
    try:
        lines = ast.parse(source).body
    except (
        SyntaxError,
        ValueError,
        RecursionError,
        MemoryError,
    ) as error:  # the last three: no UTF-8, too deep
        line, words = getattr(error, "lineno", None) or 1, getattr(error, "msg", error)
        raise ParameterError(
            f"{path.name}, parameters cell, line {line}: {printable(words)}"
        ) from None
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = {t.start[0]: t.string.lstrip("# ") for t in tokens if t.type == tokenize.COMMENT}
    found = [_parameter(line, path.name, comments.get(line.lineno, "")) for line in lines]
    for name in package.repeated([one.name for one in found]):
        raise ParameterError(f"{path.name}, parameters cell: '{name}' stands there twice")
    return found


def _parameter(node: ast.stmt, file: str, text: str) -> Parameter:
    where = f"{file}, parameters cell, line {node.lineno}"
    if not (isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value):
        raise ParameterError(f"{where}: write 'name: type = literal  # help'")
    kind = ast.unparse(node.annotation)
    if kind not in TYPES:
        raise ParameterError(f"{where}: type '{kind}' is not one of {', '.join(TYPES)}")
    try:
        value = ast.literal_eval(node.value)
    except (ValueError, TypeError):
        raise ParameterError(f"{where}: '{ast.unparse(node.value)}' is not a literal") from None
    return Parameter(node.target.id, kind, _typed(node.target.id, value, kind), text)


def _typed(name: str, value: Any, kind: str) -> Any:
    """Refuse a value of another type; an int will do for a float, a bool for nothing else, and 18 digits are enough for any number."""
    same = type(value) is TYPES[kind] or (type(value), kind) == (int, "float")
    if same and (
        all(type(v) is str for v in value)
        if kind == "list[str]"
        else kind not in ("int", "float") or abs(value) < 10**18
    ):
        return float(value) if kind == "float" else value
    raise ParameterError(f"{name}: {printable(repr(value))} is not of type {kind}")


def from_text(parameter: Parameter, text: str) -> Any:
    """Turn a value from the command line into the parameter's type; lists are separated by commas."""
    if parameter.type == "list[str]":
        return [part.strip(" ") for part in text.split(",") if part.strip(" ")]
    if parameter.type == "str":
        return text
    form, like = package.FORMS[WRITTEN[parameter.type]]
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
    if isinstance(value, list) and not any(isinstance(one, list) for one in value):
        return ",".join(map(as_text, value))
    if not isinstance(value, str | int | float):
        raise UsageError(
            f"{name}: write a text, a number, true or false, a date, or a list of such; this is a {type(value).__name__}"
        )
    return str(value).lower() if isinstance(value, bool) else str(value)


def resolve(path: Path, given: Mapping[str, str]) -> dict[str, Any]:
    """Return all parameters of a notebook, defaults replaced by what the command line gives, checked.

    Raises:
        ParameterError: for an unknown name, a wrong type, a value that is not allowed; the nearest is offered.
    """
    known = _declared(path, given)
    values = {
        name: from_text(p, given[name]) if name in given else p.default for name, p in known.items()
    }
    return verify(values)


def _declared(path: Path, names: Iterable[str]) -> dict[str, Parameter]:
    """Return the parameters of a notebook by name; one of the names that is not among them is refused."""
    known = {p.name: p for p in read_parameters(path)}
    for name in names:
        if name not in known:
            raise ParameterError(
                f"{path.stem} has no parameter '{printable(name)}'{did_you_mean(name, known)}; it has {', '.join(known)}"
            )
    return known


def verify(values: Mapping[str, Any]) -> dict[str, Any]:
    """Check values against the rules of their names; lists keep their order and lose repetitions."""
    folder = package.root()
    checked = {
        name: _verified(name, value, RULES.get(name, Rule()), folder)
        for name, value in values.items()
    }
    if "start" in checked and "end" in checked and checked["start"] > checked["end"]:
        raise ParameterError(f"start: '{checked['start']}' is later than end: '{checked['end']}'")
    return checked


def _verified(name: str, value: Any, rule: Rule, folder: Path) -> Any:
    if isinstance(value, str | list) and re.search("[\ud800-\udfff]", "".join(value)):
        raise ParameterError(f"{name}: '{printable(value)}' is not text in UTF-8")
    if rule.allowed is None:
        if rule.wanted and value and not is_date(value):
            raise ParameterError(f"{name}: '{printable(value)}' is not {rule.wanted}")
        return value
    allowed = rule.allowed(folder)
    if value == []:
        raise ParameterError(
            f"{name}: the list is empty; choose from {', '.join(map(str, allowed))}"
        )
    for one in value if isinstance(value, list) else [value]:
        if one not in allowed:
            hint = did_you_mean(str(one), map(str, allowed))
            raise ParameterError(
                f"{name}: '{printable(one)}' is not in the data{hint}; there are {', '.join(map(str, allowed))}"
            )
    return list(dict.fromkeys(value)) if isinstance(value, list) else value


def allowed_values(name: str) -> str:
    """Say in words what a parameter of this name may be."""
    rule = RULES.get(name, Rule())
    return ", ".join(map(str, rule.allowed(package.root()))) if rule.allowed else rule.wanted


def check(notebook: str, **values: Any) -> None:
    """Check the parameters a notebook runs with, and note them for the figures it exports.

    Called by the first cell after the parameters, so that papermill and JupyterLab refuse a bad value with the
    words of the command line.

    Args:
        notebook: the notebook's name without ending.
        values: its parameters, as keywords.

    Raises:
        ParameterError: for a wrong type or a value that is not allowed.
    """
    path = package.root() / "notebooks" / f"{notebook}.ipynb"
    declared = _declared(path, values)
    for name, value in values.items():
        _typed(name, value, declared[name].type)
    verified = verify(values)
    defaults = verify({name: p.default for name, p in declared.items()})
    context.enter(context.Context(notebook, question(path), verified, defaults))


def canonical(values: Mapping[str, Any]) -> str:
    """Write parameters in one form only, for names and hashes."""
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
