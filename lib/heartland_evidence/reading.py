"""The tables read as far as they can be: as text, typed, and with all that is wrong in them.

``load`` refuses a file at its first problem; here each row and cell that is sound is kept.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from heartland.tables import csv_files, schemas
from heartland.tables.csv_files import Problem
from heartland.tables.schemas import FORMS
from heartland.tables.tables import TEXT
from heartland_evidence.cells import not_of_type

TABLES_LOCK = Path("build/tables.lock")  # held by who adds rows to a table


def read_text(folder: Path, name: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Read a dataset as text.

    Returns:
        The sound rows, whose index is the row's number less 2 (0, 1, 2 … where every row is
        sound), and the problems.
    """
    sound, problems = csv_files.read(folder, name)
    columns = schemas.column_names(folder, name)
    index = np.fromiter(sound, dtype="int64", count=len(sound)) - 2
    cells = zip(*sound.values(), strict=True) if sound else [()] * len(columns)
    text = {}
    for column, values in zip(columns, cells, strict=True):
        text[column] = pd.array(np.array(values, dtype="object"), dtype=TEXT, copy=False)
    return pd.DataFrame(text, index=index, copy=False), problems


def apply_schema(text: pd.DataFrame, folder: Path, name: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Give each column of a table of text the type that its schema declares.

    Returns:
        The typed frame, and a problem for each cell that is not of its type. Such a cell is
        missing in the frame.
    """
    columns: dict[str, pd.Series] = {}
    problems: list[Problem] = []
    for field in schemas.read(folder, name)["fields"]:
        column, kind = field["name"], field["type"]
        cells = text[column]
        form, _ = FORMS[kind]
        wrong = [cell for cell in set(cells.tolist()) if form and not re.fullmatch(form, cell)]
        for cell in wrong:
            problems += problems_at(name, text, column, cells.eq(cell), not_of_type(kind, cell))
        columns[column] = _converted(cells.mask(cells.isin(wrong), "") if wrong else cells, kind)
    return pd.DataFrame(columns, index=text.index, copy=False), problems


def in_file_order(folder: Path, name: str) -> pd.DataFrame:
    """Return the sound rows of a dataset, typed, in the order of its file.

    A cell that is not of the type of its column is missing.
    """
    text, _ = read_text(folder, name)
    typed, _ = apply_schema(text, folder, name)
    return typed


def _converted(cells: pd.Series, kind: str) -> pd.Series:
    if kind == "string":
        return cells
    if kind == "boolean":
        return cells.eq("true")
    numbers: pd.Series = pd.to_numeric(cells.mask(cells.eq("")))
    return numbers.astype("Int64" if kind == "integer" else "float64")


def problems_at(name: str, text: pd.DataFrame, column: str, bad: Any, rule: str) -> list[Problem]:
    """Return a problem for each row of a dataset where ``bad`` holds; of no column: of the row."""
    mask = bad if isinstance(bad, pd.Series) else pd.Series(bad, index=text.index)
    if not mask.any():
        return []
    problems = []
    for row in mask.index[mask.fillna(False).astype("bool")]:
        value = str(text.at[row, column]) if column else ""
        problems.append(Problem(f"{name}.csv", int(row) + 2, column, value, rule))
    return problems


def line_end(path: Path) -> str:
    """Return how the lines of a file end, as its first one does: LF, or CRLF."""
    with path.open("rb") as file:
        first = file.readline()
    return "\r\n" if first.endswith(b"\r\n") else "\n"


def figures_of(folder: Path, name: str) -> list[str]:
    """Return the columns of figures of a dataset: what its rows state of a thing, in numbers.

    They are its columns of numbers, apart from times and what ``schemas`` names as no figure.
    """
    return figures_in(schemas.read(folder, name))


def figures_in(schema: dict[str, Any]) -> list[str]:
    """Return the columns of figures that a schema declares, as ``figures_of`` does."""
    return [
        field["name"]
        for field in schema["fields"]
        if field["type"] in schemas.NUMBERS
        and field["name"] not in (*schemas.TIMES, *schemas.NO_FIGURES)
    ]
