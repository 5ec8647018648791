"""The schemas of the tables: their columns, types and keys."""

from pathlib import Path
from typing import Any

from heartland import files
from heartland.errors import DataError, printable
from heartland.files import cached_while_unchanged, check_text, duplicates
from heartland.tables import descriptor
from heartland.tables.cells import FORMS
from heartland.tables.columns import NO_FIGURES, OF_DOCUMENTS, TIMES
from heartland.tables.descriptor import schema_path
from heartland.tables.location import DESCRIPTOR

NUMBERS = ("number", "integer")  # the types of columns of numbers


@cached_while_unchanged(lambda folder, name: [folder / DESCRIPTOR, schema_path(folder, name)])
def read(folder: Path, name: str) -> dict[str, Any]:
    """Return the table schema of a dataset.

    Raises:
        DataError: unless it has a title, fields with names and types, and a key among them.
    """
    path = schema_path(folder, name)
    table = read_json(path, name)
    check_text(path.name, table)
    fields: Any = table.get("fields") if isinstance(table, dict) else None
    if not descriptor.is_list_of_objects(fields, "name", "type"):
        raise DataError(
            f"{path.name}: 'fields' must be a list of entries that each have a name "
            f"and a type of {', '.join(FORMS)}"
        )
    for field in fields:
        if field["type"] not in FORMS:
            raise DataError(
                f"{path.name}: column '{printable(field['name'])}': the type "
                f"'{printable(field['type'])}' is not one of {', '.join(FORMS)}"
            )
    if not _is_explained(table):
        raise DataError(
            f"{path.name}: descriptions and units must be text, 'enum' and 'warnings' lists of "
            "text, and 'joinedKeys' a list of entries that each have fields"
        )
    columns = [field["name"] for field in fields]
    if twice := duplicates(columns):
        raise DataError(f"{path.name}: 'fields' has two of the name '{twice[0]}'")
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


def read_json(path: Path, name: str) -> Any:
    """Read the JSON of the schema of a dataset.

    Raises:
        DataError: if it cannot be read; where there is none yet, with what to do.
    """
    if not path.exists():
        raise DataError(
            f"schemas/{path.name}: there is no such file, which {DESCRIPTOR.name} names as the "
            f"schema of '{name}': write it, as CONTRIBUTING.md says"
        )
    return files.read_json(path)


def _is_explained(table: dict[str, Any]) -> bool:
    """Tell whether what a schema says to readers can be shown, and its joined keys be followed."""
    texts = [table.get("description", "")]
    lists = [table.get("warnings", [])]
    for field in table["fields"]:
        constraints = field.get("constraints", {})
        texts += [field.get("description", ""), field.get("unit", "")]
        lists.append(constraints.get("enum", []) if isinstance(constraints, dict) else None)
    joined = table.get("joinedKeys", [])
    if not _is_list_of(dict, joined) or not all(key.get("fields") for key in joined):
        return False
    lists += [key["fields"] for key in joined]
    shown = all(isinstance(text, str) for text in texts)
    return shown and all(_is_list_of(str, words) for words in lists)


def _is_list_of(kind: type, found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(part, kind) for part in found)


def _is_key(key: Any, columns: list[str]) -> bool:
    if not isinstance(key, list) or not key:
        return False
    return all(column in columns for column in key)


def quantity_of(folder: Path, name: str) -> list[str]:
    """Return the columns of a dataset's key that name a quantity, whichever document states it."""
    return [column for column in read(folder, name)["primaryKey"] if column not in OF_DOCUMENTS]


def figures_of(folder: Path, name: str) -> list[str]:
    """Return the columns of figures of a dataset: what its rows state of a thing, in numbers.

    They are its columns of numbers, apart from years and what ``columns`` says are no figures.
    """
    return figures_in(read(folder, name))


def figures_in(schema: dict[str, Any]) -> list[str]:
    """Return the columns of figures that a schema declares, as ``figures_of`` does."""
    return [
        field["name"]
        for field in schema["fields"]
        if field["type"] in NUMBERS and field["name"] not in (*TIMES, *NO_FIGURES)
    ]


def types_of(folder: Path, name: str) -> dict[str, str]:
    """Return the type of each column of a dataset."""
    return {field["name"]: field["type"] for field in read(folder, name)["fields"]}


def column_names(folder: Path, name: str) -> list[str]:
    """Return the columns of a dataset, in the order of its schema."""
    return [field["name"] for field in read(folder, name)["fields"]]
