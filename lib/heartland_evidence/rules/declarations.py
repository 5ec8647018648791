"""What descriptor and schemas must declare, checked against ``contract.json``."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from heartland.errors import DataError, did_you_mean, printable
from heartland.files import read_json
from heartland.tables import collection, schemas
from heartland_evidence import reading

OF_FIGURES = ("near", "shares")  # what they declare is declared of columns of figures
WANTING_FIGURES = ("counts", "wholes", *OF_FIGURES)  # what says nothing where there is no figure
BOUNDS = ("low", "high")
Check = Callable[[Any], Any]


def declarations_hold(folder: Path) -> None:
    """Check descriptor and schemas against ``contract.json``, and that they name columns there are.

    Raises:
        DataError: naming the file and the place in it.
    """
    checks = _contract()
    drawn = collection.map_entry(folder)
    if drawn:
        _complies(f"{collection.DESCRIPTOR.name}, '{drawn['name']}'", checks["map"], drawn)
    names = collection.dataset_names(folder)
    _complies(collection.DESCRIPTOR.name, checks["package"], collection.descriptor(folder))
    _tables_are_named(folder, names)
    columns = {name: _columns(folder, name) for name in names}
    for name in names:
        schema, file = schemas.read(folder, name), f"schemas/{name}.json"
        _complies(file, checks["schema"], schema)
        entry = f"{collection.DESCRIPTOR.name}, '{name}'"
        _complies(entry, checks["resource"], collection.resource(folder, name))
        _warnings_are_known(file, schema)
        _columns_are_there(file, schema)
        _figures_are_told(file, schema, reading.figures_of(folder, name))
        _keys_lead_somewhere(file, schema, columns)


@cache
def _contract() -> dict[str, Check]:
    """Return what checks the package, a schema and a resource: the contract is code."""
    import fastjsonschema

    contract = read_json(Path(__file__).with_name("contract.json"))
    return {kind: fastjsonschema.compile(rules) for kind, rules in contract.items()}


def _complies(file: str, check: Check, declared: Any) -> None:
    import fastjsonschema

    try:
        check(declared)
    except fastjsonschema.JsonSchemaValueException as wrong:
        sentence = _with_column(wrong.message.removeprefix("data."), declared)
        raise DataError(f"{file}: {sentence}") from None


def _with_column(sentence: str, declared: Any) -> str:
    """Write a fault on one line, with the name of the column whose place in a schema it gives.

    >>> _with_column("fields[1].type must be string", {"fields": [{}, {"name": "partner"}]})
    "column 'partner', type must be string"
    """
    place = re.match(r"fields\[(\d+)\](\.?)", sentence)
    if not place:
        return printable(sentence)
    column = declared["fields"][int(place[1])]["name"]
    comma = ", " if place[2] else ""
    said = f"column '{printable(column)}'{comma}{printable(sentence[place.end() :])}"
    return f"{said}: add what it lacks" if said.endswith(" properties") else said


def _columns(folder: Path, name: str) -> list[str]:
    return [field["name"] for field in schemas.read(folder, name)["fields"]]


def _tables_are_named(folder: Path, names: list[str]) -> None:
    """Every table that all notebooks read has an entry, and every file is a table's."""
    for name in collection.INPUTS_OF_ALL:
        if name not in names:
            raise DataError(
                f"{collection.DESCRIPTOR.name}: '{name}' is missing, but every notebook reads it"
            )
    files = {path.name for path in (folder / "data").iterdir() if path.suffix.lower() == ".csv"}
    if strays := sorted(files - {f"{name}.csv" for name in names}):
        raise DataError(
            f"{printable(strays[0])}: no entry of {collection.DESCRIPTOR.name} names this table: "
            "add one, or delete the file"
        )


def _warnings_are_known(file: str, schema: dict[str, Any]) -> None:
    from heartland.tables.codebook import WARNINGS

    for tag in schema.get("warnings", []):
        if tag not in WARNINGS:
            raise DataError(f"{file}: there is no warning '{tag}'{did_you_mean(tag, WARNINGS)}")


def _columns_are_there(file: str, schema: dict[str, Any]) -> None:
    """What the schema declares for the rules is declared of columns that it has."""
    types = {field["name"]: field["type"] for field in schema["fields"]}
    for place, column in _declared_columns(schema):
        if column not in types:
            raise DataError(
                f"{file}: '{place}' names the column '{printable(column)}', which the table "
                f"does not have{did_you_mean(column, types)}"
            )


def _figures_are_told(file: str, schema: dict[str, Any], figures: list[str]) -> None:
    """A column of numbers is known to be one of figures, or to be none, and figures have a unit.

    What is declared of figures, or bounds them, would else be checked of none, or of a number that
    measures nothing.
    """
    columns = [field["name"] for field in schema["fields"]]
    for field in schema["fields"]:
        has_unit = "unit" in field or "unit" in columns
        if field["name"] in figures and not has_unit:
            raise DataError(
                f"{file}: column '{field['name']}' holds numbers and has no 'unit': add it, or, if "
                "they are no figures, name the column in NO_FIGURES of "
                "lib/heartland/tables/schemas.py"
            )
    for place in OF_FIGURES:
        for column in schema.get(place, {}):
            if column not in figures:
                raise DataError(
                    f"{file}: '{place}' must be a column of figures, and '{column}' is none"
                )
    wanting = [place for place in (*schema, *columns) if place in (*WANTING_FIGURES, *BOUNDS)]
    if wanting and not figures:
        raise DataError(
            f"{file}: '{wanting[0]}' is of figures, and the table has none: give the column that "
            "holds them the type number or integer"
        )


def _declared_columns(schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each column that a schema names in what it declares for the rules, with the place."""
    for place in ("begins", "counts"):
        for column in schema.get(place, []):
            yield place, column
    for place in ("wholes", "follows", "shares", "near"):
        for column, facts in schema.get(place, {}).items():
            others = [*facts["alike"], facts["along"]] if place == "near" else facts
            named = others if isinstance(others, list) else []
            yield place, column
            yield from ((place, other) for other in named if isinstance(other, str))


def _keys_lead_somewhere(file: str, schema: dict[str, Any], columns: dict[str, list[str]]) -> None:
    own = [field["name"] for field in schema["fields"]]
    for key in (*schema.get("foreignKeys", []), *schema.get("joinedKeys", [])):
        column, reference = key["fields"][0], key["reference"]
        target, target_column = reference["resource"], reference["fields"][0]
        if column not in own or target_column not in columns.get(target, []):
            raise DataError(
                f"{file}: a foreign key from '{printable(column)}' to "
                f"'{printable(target_column)}' of '{printable(target)}' leads nowhere"
            )
