"""A figure written to its files, with the rows behind it."""

import hashlib
import json
import os
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from heartland import context, sentences
from heartland.environment import HEARTLAND_OUT, HEARTLAND_SHOWN
from heartland.errors import UsageError, offer, printable
from heartland.figures import rendering
from heartland.figures.facts import facts_of
from heartland.figures.layout import finish, lay_out
from heartland.figures.sheet import Sheet
from heartland.files import read_json, write_all
from heartland.tables import collection, expect
from heartland.tables.sources import source_ids

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
BESIDE_NOTEBOOKS = re.compile(r"(build/)?figures/")  # folders that a link in a notebook can lead to
SHOWN_WIDTH = 800  # pixels in a notebook: half of what a PNG has


@dataclass
class Exported:
    """Where a figure was written.

    In a notebook it shows the picture and links to its files.
    """

    folder: Path
    name: str
    facts: dict[str, Any]
    rows: pd.DataFrame
    fig: Sheet

    def __repr__(self) -> str:
        place = min(os.path.relpath(self.folder), str(self.folder.resolve()), key=len)
        return f"{self.facts['title']}\nexported to {place}/{self.name}.*"

    def _ipython_display_(self) -> None:
        from IPython.display import Markdown, display

        picture = (self.folder / f"{self.name}.png").read_bytes()
        look = {"width": SHOWN_WIDTH, "alt": self.facts["alt"]}
        metadata = {"image/png": look, sentences.FACTS: {"figure": self.name}}
        bundle = {"image/png": picture, "text/plain": self.facts["alt"]}
        display(bundle, metadata=metadata, raw=True)
        display(Markdown(self.links()))

    def links(self) -> str:
        """Link from a notebook to the files of the figure; elsewhere name them in their folder.

        JupyterLab opens the picture and the table beside the notebook.
        """
        place = f"{folder_as_shown(self.folder)}/{self.name}"
        is_beside = BESIDE_NOTEBOOKS.match(place) and not collection.is_only_read(collection.root())
        if not is_beside:
            return f"`{place}.*` (PNG, SVG, CSV, JSON)"
        named = {"csv": "Data", "json": "sources", "png": "PNG", "svg": "SVG"}
        return " · ".join(f"[{name}](../{place}.{ending})" for ending, name in named.items())


def folder_as_shown(folder: Path) -> str:
    """Write a folder as a reader of the collection sees it: never a path of one machine."""
    shown = os.environ.get(HEARTLAND_SHOWN)
    if shown:
        return shown
    root = collection.root()
    if collection.is_only_read(root):
        root = Path.cwd()
    folder = folder.resolve()
    if folder.is_relative_to(root):
        folder = folder.relative_to(root)
    return folder.as_posix()


def out() -> Path:
    """Return where exports go: ``$HEARTLAND_OUT``, else ``build/figures`` of the collection.

    Without a collection around it that is ``figures`` of the working directory. There each
    notebook has a folder of its own, and in it one for each choice of other parameters, so that
    none overwrites another's figure.
    """
    given = os.environ.get(HEARTLAND_OUT)
    if given:
        return Path(given)
    root = collection.root()
    if collection.is_only_read(root):
        return Path.cwd() / "figures" / context.folder()
    return root / "build" / "figures" / context.folder()


def figure_of(notebook: str, name: str) -> sentences.Line:
    """Show what another notebook answers, and a figure of it unchanged, with a link to where it is.

    >>> hl.figure_of("01-trade", "level-with-russia")

    Raises:
        UsageError: if there is no such figure.
    """
    root = collection.root()
    folder = root / "figures" / notebook
    if not (folder / f"{name}.json").is_file():
        there = sorted(path.stem for path in folder.glob("*.json"))
        raise UsageError(
            f"no figure '{printable(name)}' in figures/{printable(notebook)}{offer(name, there)}"
        )
    context.trace(f"figures/{notebook}/{name}.json")
    facts = read_json(folder / f"{name}.json")
    alt = sentences.plain(facts["alt"])
    title = sentences.plain(facts["title"])
    question = sentences.plain(facts["heading"])
    picture = f"[![{alt}](../figures/{notebook}/{name}.png)]({notebook}.ipynb)"
    answer = facts["answer"] or f"**{title}.**"
    return sentences.Line(f"{answer}\n\n{picture}\n\nMore: [{question}]({notebook}.ipynb)")


def export(
    fig: Sheet,
    name: str,
    rows: pd.DataFrame,
    folder: str | Path = "",
    size: str = "",
    pdf: bool = False,
) -> Exported:
    """Write a figure and exactly the rows it shows, each file whole or not at all.

    Writes ``NAME.png`` (200 dots an inch), ``.svg`` (text stays text), ``.csv`` and
    ``.json`` (title, alt text, sources with addresses, licence, notebook, parameters, the datasets
    loaded before, SHA-256 of the CSV).

    The figure keeps the size at which it was drawn: another one is drawn within
    ``sizes.drawn_at("slide")``.

    >>> hl.export(fig, "imf-on-kyrgyzstan", rows, folder="for-the-brief")

    Args:
        fig: made by ``frame``.
        name: of the files, without ending: lower case, digits, hyphens.
        rows: the rows drawn, with their ``source_id``; a warning names sources that a merge put
            into another column.
        folder: where; by default that of ``out``.
        size: was how a figure got another size; says what is written instead.
        pdf: write ``NAME.pdf`` too.

    Returns:
        Where the figure is (``folder``, ``name``), and its ``facts``, as in the JSON; a notebook
        shows it as the picture with links to its files.

    Raises:
        UsageError: for a figure or rows that cannot be cited, or a name that is not plain.
    """
    if size:
        raise UsageError(
            f"export: a figure keeps its size; draw it within 'with sizes.drawn_at({size!r}):' "
            "(from heartland.figures import sizes)"
        )
    _check(fig, name, rows)
    _warn_of_sources_left_out(rows, name)
    place = Path(folder) if folder else out()
    _expect_folder(place)
    _settle(fig)
    table = without_dust(rows).to_csv(index=False, lineterminator="\n").encode()
    facts = facts_of(fig, name, rows, hashlib.sha256(table).hexdigest())
    files = {"csv": table, "json": _as_json(facts)}
    files |= {"png": rendering.png(fig, facts), "svg": rendering.svg(fig, facts)}
    if pdf:
        files["pdf"] = rendering.pdf(fig, facts)
    write_all({place / f"{name}.{ending}": content for ending, content in files.items()})
    return Exported(place, name, facts, rows, fig)


def without_dust(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows whose numbers have no digits that only binary arithmetic gave them.

    A sum may have such digits beyond the 15 that a number keeps, a difference beyond its twelfth
    decimal. They are known by three noughts before them: 3674.3500000000004 is 3674.35, and a
    third stays as it is.
    """
    clean = rows.copy()
    for column in rows.select_dtypes("float"):
        clean[column] = rows[column].map(_plain_number)
    return clean


def _plain_number(value: float) -> float:
    to_15_digits = f"{value:.14e}"
    if to_15_digits.partition("e")[0].endswith("000"):
        return float(to_15_digits)
    to_12_decimals = f"{value:z.12f}"  # z: never minus zero
    if to_12_decimals.endswith("000"):
        return float(to_12_decimals)
    return value


def _check(fig: Sheet, name: str, rows: pd.DataFrame) -> None:
    if not isinstance(fig, Sheet):
        raise UsageError(
            f"export() takes a figure made by hl.frame(), which has a title and a source line; "
            f"this is of type {type(fig).__name__}"
        )
    expect.rows("export", rows)
    if rows.empty:
        raise UsageError(f"'{name}' would show nothing: there are no rows to export")
    if not {"source_id", "source"} & set(rows):
        raise UsageError(
            f"'{name}': the rows have no column 'source_id', so the figure could not be cited; "
            "keep it when you select or merge, or name your own source in a column 'source'"
        )
    if not NAME.fullmatch(name):
        raise UsageError(
            f"'{printable(name)}' is not a name for files: use lower case, digits and hyphens"
        )


def _warn_of_sources_left_out(rows: pd.DataFrame, name: str) -> None:
    """Warn of sources that a merge has put into a column of their own, which no line names."""
    named = set(source_ids(rows))
    for column in rows:
        if not str(column).startswith("source_id_"):
            continue
        ids = source_ids(pd.DataFrame({"source_id": rows[column]}))
        if not named.issuperset(ids):
            warnings.warn(
                f"'{name}': the sources in the column '{column}' are not cited, since only those "
                "in 'source_id' are: set tables side by side with merge_with_sources, or join the "
                f"columns with join_columns(rows, 'source_id', {column!r}) (from "
                "heartland.tables.sources)",
                stacklevel=3,
            )


def _expect_folder(place: Path) -> None:
    """Make a folder, if it is not there, and expect the right to write into it."""
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise UsageError(f"{place}: {reason}; name another folder with folder=") from None
    if not os.access(place, os.W_OK):
        raise UsageError(f"{place}: permission denied; name another folder with folder=")


def _settle(fig: Sheet) -> None:
    """Lay the figure out for good, to four digits: the last ones differ between processes.

    Without an engine (the one that is called "none" is one) each form is drawn once, not twice.
    """
    finish(fig)
    lay_out(fig)
    fig.set_layout_engine(None)
    for axes in fig.axes:
        axes.set_position(np.round(axes.get_position().bounds, 4))


def _as_json(facts: dict[str, Any]) -> bytes:
    """Write facts with rows of numbers on one line."""
    text = json.dumps(facts, ensure_ascii=False, indent=1) + "\n"
    return re.sub(r"\n +(?=[\d\[\]])", "", text).encode()
