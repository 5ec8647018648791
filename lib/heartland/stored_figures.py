"""Figures as they are stored: found by name, and their rows as their CSV files have them."""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from heartland.errors import DataError, UsageError, did_you_mean, nearest, printable
from heartland.files import read_json
from heartland.notebooks import by_word, find_notebook, meant_by, notebooks
from heartland.tables import collection
from heartland.tables.filters import mask
from heartland.tables.schemas import SOURCES_OF_PARTS

TRUTHS = {"True": True, "False": False}  # as pandas writes them
JOINED = ("source_id", "also_in", *SOURCES_OF_PARTS)  # columns of a figure with several ids a cell
EXACT = 2**53  # above it a spreadsheet rounds whole numbers
ENDINGS = (".png", ".svg", ".pdf", ".csv", ".json")  # of the files of a figure


def rows_of_figure(name: str, filters: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Return the rows that a figure shows, as its CSV has them, or those that filters want.

    The index is the place of each in the CSV, from 0.

    Raises:
        UsageError: if there is no such figure, column or value, or no row for all filters.
        DataError: if the CSV is not the one that was written with the figure.
    """
    path = figure_path(name, ".csv")
    check_digest(path)
    text = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])
    rows = text.apply(_as_written)
    if not filters:
        return rows
    joined = [column for column in rows if str(column) in JOINED]
    schema = {"joinedKeys": [{"fields": [column]} for column in joined]}
    wanted = mask(rows.apply(_to_compare), path.stem, schema, dict(filters))
    return rows[wanted]


def check_digest(path: Path) -> None:
    """Refuse the CSV of a figure that is not the one whose digest its JSON has.

    Raises:
        DataError: if it was changed since it was drawn.
    """
    written = read_json(path.with_suffix(".json")).get("csv_sha256")
    if written and hashlib.sha256(path.read_bytes()).hexdigest() != written:
        raise DataError(
            f"{path.parent.name}/{path.name}: was changed since its figure was drawn: "
            "run the notebook again"
        )


def _to_compare(cells: pd.Series) -> pd.Series:
    """Return a column as a dataset has it, so that filters can be held against it."""
    inferred = cells.infer_objects()
    if pd.api.types.is_numeric_dtype(inferred):
        return inferred
    if cells.dtype == "object":  # numbers, or truths, and gaps
        return pd.to_numeric(cells)
    return cells.fillna("")


def _as_written(cells: pd.Series) -> pd.Series:
    """Return a column of text as numbers or truths, if each of its cells is written as one is.

    Its values are objects: in a column of pandas' own type a gap makes 2025 a 2025.0.
    """
    values = {cell: _value(cell) for cell in cells.dropna().unique()}
    kinds = {type(value) for value in values.values()}
    if kinds == {bool} or (kinds and kinds <= {int, float}):
        return pd.Series([values.get(cell) for cell in cells], index=cells.index, dtype="object")
    return cells


def _value(cell: str) -> bool | int | float | str:
    """Return what is written as this text and in no other way, the text itself if nothing is.

    >>> [_value(cell) for cell in ("2025", "-0.5", "True", "01", "1.50", "inf")]
    [2025, -0.5, True, '01', '1.50', 'inf']
    """
    if cell in TRUTHS:
        return TRUTHS[cell]
    for kind in (int, float):
        try:
            value = kind(cell)
        except ValueError:
            continue
        is_exact = abs(value) < EXACT if kind is int else math.isfinite(value)
        if is_exact and str(value) == cell:
            return value
    return cell


def refuse_figure(name: str) -> None:
    """Refuse the name of a figure in place of a dataset's, and say what prints its rows.

    Raises:
        UsageError: if it names a figure.
    """
    bare = name.removeprefix("figures/").removesuffix(".csv")
    for figure in stored_figures():
        if bare in (figure.name, figure.as_posix()):
            raise UsageError(
                f"{figure.name} is a figure: heartland show {figure.as_posix()} prints its rows, "
                "heartland cite its sources"
            )


def refuse_misspelt_figure(name: str, noun: str, others: Iterable[str]) -> None:
    """Refuse a name that is more like a figure's than like any other, and offer the figure.

    Raises:
        UsageError: if it is; it says that there is no figure, and no such other thing.
    """
    figures = {figure.name: figure.as_posix() for figure in stored_figures()}
    near = nearest(name, [*others, *figures])
    if near in figures:
        wrong = f"no {noun} or figure '{printable(name)}'"
        raise UsageError(f"{wrong}. Did you mean '{figures[near]}'?")


def is_figure(name: str) -> bool:
    """Tell whether a name is one of a figure, or of its file, and not of a dataset."""
    if "/" in name:
        return True
    is_dataset = name in collection.dataset_names(collection.root())
    return not is_dataset and any(figure.name == name for figure in stored_figures())


def figure_path(name: str, ending: str) -> Path:
    """Return a file of a figure, by its name in ``figures/`` or by one of its files.

    The folder may be left out of a name that is in one folder only, and be named as a notebook is
    for a run: ``trade/level-with-russia``.

    Raises:
        UsageError: if there is no such figure, or several; the nearest is offered.
    """
    known = [path.as_posix() for path in stored_figures()]
    meant = [place for place in known if name in (place, place.partition("/")[2])]
    own = None if meant else _own_figure(name, ending)
    if own:
        return own
    meant = meant or _in_folder_meant(name, known)
    if len(meant) > 1:
        raise UsageError(f"'{printable(name)}' could be any of {', '.join(meant)}: say which")
    if meant:
        return collection.root() / "figures" / f"{meant[0]}{ending}"
    raise UsageError(f"no figure '{printable(name)}'{_other_figure(name, known)}")


def _own_figure(name: str, ending: str) -> Path | None:
    """Return a file of the figure that is named by one of its files, None if there is none."""
    for folder in (Path(), collection.root()):
        path = folder / name
        if path.suffix in ENDINGS:
            path = path.with_suffix("")
        if all(path.with_name(path.name + each).is_file() for each in (".json", ".csv", ending)):
            return path.with_name(path.name + ending)
    return None


def _in_folder_meant(name: str, known: Sequence[str]) -> list[str]:
    """Return the figures that a name means whose folder is named by a number or a word."""
    folder, _, figure = name.partition("/")
    folders = meant_by(folder, sorted({place.partition("/")[0] for place in known}))
    return [f"{each}/{figure}" for each in folders if figure and f"{each}/{figure}" in known]


def _other_figure(name: str, known: Sequence[str]) -> str:
    """Offer the nearest figure, or those of the notebook that is named."""
    notebook, _, figure = name.partition("/")
    own = {one.partition("/")[2]: one for one in known if notebook in one.partition("/")[0]}
    near = nearest(figure, own)
    if near:
        return f". Did you mean '{own[near]}'?"
    if notebook and own:
        return f"; there are {', '.join(own.values())}"
    return did_you_mean(name, known) or "; name one as in figures/: 01-trade/level-with-russia"


def stored_figures() -> list[Path]:
    """Return the figures in ``figures/``, each as its folder and its name."""
    folder = collection.root() / "figures"
    return [path.relative_to(folder).with_suffix("") for path in sorted(folder.glob("*/*.json"))]


def place_of(name: str) -> Path:
    """Return what ``heartland open`` opens: the site, a figure, or a notebook.

    Raises:
        UsageError: if there is no such thing, or the site was not built.
    """
    if is_figure(name):
        return figure_path(name, ".png")
    root = collection.own_root()
    if name == "site":
        index = root / "build" / "site" / "index.html"
        if not index.exists():
            raise UsageError("the site is not built yet: run make site")
        return index
    try:
        return find_notebook(root, name)
    except UsageError:
        refuse_misspelt_figure(name, "notebook", by_word(path.stem for path in notebooks(root)))
        raise
