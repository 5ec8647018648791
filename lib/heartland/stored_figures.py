"""Figures as they are stored: found by name, and their rows as their CSV files have them."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from heartland.errors import DataError, UsageError, did_you_mean, nearest, printable
from heartland.files import read_json
from heartland.tables import collection
from heartland.tables.filters import mask
from heartland.tables.schemas import SOURCES_OF_PARTS

JOINED = ("source_id", "also_in", *SOURCES_OF_PARTS)  # columns of a figure with several ids a cell
ENDINGS = (".png", ".svg", ".pdf", ".csv", ".json")  # of the files of a figure


def rows_of_figure(name: str, filters: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Return the rows that a figure shows, as its CSV has them, or those that filters want.

    The index is the place of each in the CSV, from 0. A whole number stays one beside a gap.

    Raises:
        UsageError: if there is no such figure, column or value, or no row for all filters.
        DataError: if the CSV is not the one that was written with the figure.
    """
    path = figure_path(name, ".csv")
    digest = read_json(path.with_suffix(".json")).get("csv_sha256")
    if digest and hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        raise DataError(
            f"{path.parent.name}/{path.name}: was changed since its figure was drawn: "
            "run the notebook again"
        )
    empty: dict[str, Any] = {"keep_default_na": False, "na_values": [""]}
    written = pd.read_csv(path, dtype="str", **empty)
    codes = [name for name in written if written[name].str.match("0[0-9]").any()]  # 01 is not 1
    rows: pd.DataFrame = pd.read_csv(
        path, dtype=dict.fromkeys(codes, "str"), dtype_backend="numpy_nullable", **empty
    )
    text: list[str] = list(rows.select_dtypes("string"))
    rows[text] = rows[text].astype("str")
    if not filters:
        return rows
    schema = {"joinedKeys": [{"fields": [column]} for column in JOINED if column in rows]}
    filled = rows.fillna(dict.fromkeys(text, ""))
    return rows[mask(filled, path.stem, schema, dict(filters))]


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

    The folder may be left out of a name that is in one folder only.

    Raises:
        UsageError: if there is no such figure, or several; the nearest is offered.
    """
    root = collection.root()
    known = [path.as_posix() for path in stored_figures()]
    meant = [place for place in known if name in (place, place.partition("/")[2])]
    if len(meant) > 1:
        raise UsageError(f"'{printable(name)}' could be any of {', '.join(meant)}: say which")
    if meant:
        return root / "figures" / f"{meant[0]}{ending}"
    for path in (Path(name), root / name):
        file = path.with_suffix("") if path.suffix in ENDINGS else path
        if all(file.with_name(file.name + each).is_file() for each in (".json", ".csv", ending)):
            return file.with_name(file.name + ending)
    near = did_you_mean(name, known)
    of_notebook = [place for place in known if name and name in place.partition("/")[0]]
    if of_notebook and not near:
        near = f"; there are {', '.join(of_notebook)}"
    example = "; name one as in figures/: 01-trade/level-with-russia"
    raise UsageError(f"no figure '{printable(name)}'{near or example}")


def stored_figures() -> list[Path]:
    """Return the figures in ``figures/``, each as its folder and its name."""
    folder = collection.root() / "figures"
    return [path.relative_to(folder).with_suffix("") for path in sorted(folder.glob("*/*.json"))]
