"""The schemas of the tables: their columns, types and keys, and what names of columns mean."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from heartland.errors import DataError, printable
from heartland.files import cached_while_unchanged, check_text, duplicates, read_json
from heartland.tables.collection import DESCRIPTOR, is_list_of_objects, schema_path

# For each type: the pattern of a cell, and how a message describes it.
FORMS = {
    "string": ("", ""),
    "boolean": ("true|false", "true or false"),
    "integer": ("((?!-0$)-?(0|[1-9][0-9]{0,17}))?", "an integer like 2022"),
    "number": (r"((?!-0(\.0*)?$)-?(0|[1-9][0-9]{0,17})(\.[0-9]+)?)?", "a number like 1.5"),
}
NUMBERS = ("number", "integer")  # the types of columns of numbers

# What the names of columns mean in all tables. A new column of one of these meanings is named here,
# and nowhere else.

# Of which year a row speaks; the first that a table has tells it.
SPEAKS_OF = (
    "period",
    "target_year",
    "year",
    "edition",
    "start",
    "date",
    "since",
    "counted_on",
    "published",
)

# When a row became public; the first that a table has tells it.
BECAME_PUBLIC = ("published_on", "vintage", "published", "date", "since")

# When the thing was that a row is of. The day on which it was counted or published is no part of
# that: it tells reports of the thing apart.
TIMES = ("year", "target_year", "period", "edition", "since", "start", "date")

# Columns of numbers that are no figures: they bound a figure, say where a thing is, how sure a
# count is, among how many a rank is, or which paragraph or change it is. A year is one of TIMES.
NO_FIGURES = (
    "low",
    "high",
    "latitude",
    "longitude",
    "credibility",
    "ranked",
    "paragraph",
    "nth",
)

# What tells documents apart in a key, not quantities.
OF_DOCUMENTS = ("source_id", "version")

# What names areas by their codes.
OF_AREAS = ("area", "partner", "side", "areas_involved", "members")

# Of which areas a row is; the first that a table has tells it. A partner is the other side.
WHERE_A_ROW_IS = ("area", "areas_involved", "side")

# The sources of one part of a row that a figure computed of two: of a count and of the total that
# it is divided by, or of two counts that it compares. Its ``source_id`` has those of both. No table
# has these columns: they are of rows that were joined.
SOURCES_OF_PARTS = ("count_sources", "total_sources", "own_sources", "partner_sources")


@cached_while_unchanged(lambda folder, name: [folder / DESCRIPTOR, schema_path(folder, name)])
def read(folder: Path, name: str) -> dict[str, Any]:
    """Return the table schema of a dataset.

    Only what the library itself needs is checked here; ``heartland validate`` checks all.

    Raises:
        DataError: unless it has a title, fields with names and types, and a key among them.
    """
    path = schema_path(folder, name)
    if not path.exists():
        raise DataError(
            f"schemas/{path.name}: there is no such file, which {DESCRIPTOR.name} names as the "
            f"schema of '{name}': write it, as docs/tables.md says"
        )
    schema = read_json(path)
    check_text(path.name, schema)
    for fault in _faults(schema):
        raise DataError(f"{path.name}: {fault}")
    return dict(schema)


def _faults(schema: Any) -> Iterator[str]:
    """Yield what a schema says that cannot be read; each fault may hide those after it."""
    fields: Any = schema.get("fields") if isinstance(schema, dict) else None
    if not is_list_of_objects(fields, "name", "type"):
        types = ", ".join(FORMS)
        yield f"'fields' must be a list of entries that each have a name and a type of {types}"
        return
    for field in fields:
        if field["type"] not in FORMS:
            yield (
                f"column '{printable(field['name'])}': the type '{printable(field['type'])}' "
                f"is not one of {', '.join(FORMS)}"
            )
    columns = [field["name"] for field in fields]
    for column in duplicates(columns):
        yield f"'fields' has two of the name '{column}'"
    key = schema.get("primaryKey")
    if not (key and isinstance(key, list) and all(column in columns for column in key)):
        yield f"'primaryKey' must be a list of columns of 'fields', and is {printable(key)}"
    lacks_period = schema.get("annual") and "period" not in columns
    if not isinstance(schema.get("title"), str) or lacks_period:
        yield "it must have a title, and a column 'period' where it is 'annual'"


def column_names(folder: Path, name: str) -> list[str]:
    """Return the columns of a dataset, in the order of its schema."""
    return [field["name"] for field in read(folder, name)["fields"]]


def types_of(folder: Path, name: str) -> dict[str, str]:
    """Return the type of each column of a dataset."""
    return {field["name"]: field["type"] for field in read(folder, name)["fields"]}


def quantity_of(folder: Path, name: str) -> list[str]:
    """Return the columns of a dataset's key that name a quantity, whichever document states it."""
    return [column for column in read(folder, name)["primaryKey"] if column not in OF_DOCUMENTS]
