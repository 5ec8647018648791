"""A figure written to its files, with the rows behind it."""

import hashlib
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from heartland import context, sentences
from heartland.figures import rendering
from heartland.figures.facts import facts_of
from heartland.figures.frame import Sheet
from heartland.tables import package
from heartland.tables.package import write_whole


@dataclass
class Exported:
    """Where a figure was written. In a notebook it shows the picture, the first rows and the place."""

    folder: Path
    name: str
    facts: dict[str, Any]
    rows: pd.DataFrame
    twin: dict[str, Any] | None = None

    def _ipython_display_(self) -> None:
        from IPython.display import Markdown, display

        png = (self.folder / f"{self.name}.png").read_bytes()
        words = {"image/png": {"width": 800, "alt": self.facts["alt"]}}
        bundle = {"image/png": png, "text/plain": self.facts["alt"]}
        if self.twin:
            bundle["application/vnd.plotly.v1+json"] = self.twin
        display(bundle, metadata=words, raw=True)
        seen = [c for c in self.rows if c not in ("also_in", "locator", "note", "low", "high")]
        display(self.rows[seen].head(3))
        display(
            Markdown(
                f"Exported as PNG, SVG, PDF, CSV and JSON: `{folder_as_shown(self.folder)}/{self.name}.*`"
            )
        )


def folder_as_shown(folder: Path) -> str:
    """The folder as a reader of the collection sees it: never a path of one machine."""
    root, folder = package.root(), folder.resolve()
    return (
        os.environ.get("HEARTLAND_SHOWN")
        or (folder.relative_to(root) if folder.is_relative_to(root) else folder).as_posix()
    )


def out() -> Path:
    """Where exports go: ``$HEARTLAND_OUT``, else ``build/figures/<notebook>`` of the collection."""
    return Path(
        os.environ.get("HEARTLAND_OUT") or package.root() / "build" / "figures" / context.notebook()
    )


def figure_of(notebook: str, name: str) -> sentences.Line:
    """Show a figure of another notebook unchanged, with its finding as caption and a link to where it is made."""
    root = package.root()
    facts = package.read_json(root / "figures" / notebook / f"{name}.json")
    alt, title = sentences.plain(facts["alt"]), sentences.plain(facts["title"])
    picture = f"[![{alt}](../figures/{notebook}/{name}.png)]({notebook}.ipynb)"
    return sentences.Line(
        f"{picture}\n\n**{title}.** [{sentences.plain(facts['heading'])}]({notebook}.ipynb)"
    )


def export(fig: Sheet, name: str, rows: pd.DataFrame) -> Exported:
    """Write the figure and exactly the rows it shows, each file whole or not at all.

    Writes ``NAME.png`` (1600 px wide), ``.svg`` (text stays text), ``.pdf``, ``.csv`` and ``.json`` (title, alt
    text, sources with addresses, licence, notebook, parameters, sha256 of the CSV).

    Args:
        fig: a figure made by ``frame``.
        name: file name without ending: lower case, digits, hyphens.
        rows: the rows drawn, with their ``source_id``.

    Raises:
        ValueError: if there are no rows, or the name is not a plain one.
    """
    if rows.empty:
        raise ValueError(f"'{name}' would show nothing: there are no rows to export")
    if not name.replace("-", "").isalnum() or name != name.lower():
        raise ValueError(f"'{name}' is no file name: use lower case, digits and hyphens")
    folder = out()
    folder.mkdir(parents=True, exist_ok=True)
    fig.draw_without_rendering()
    fig.set_layout_engine("none")
    for axes in fig.axes:  # the layout's last digits differ from process to process
        axes.set_position(np.round(axes.get_position().bounds, 4))
    table = rows.to_csv(index=False, lineterminator="\n").encode()
    facts = facts_of(fig, name, rows, hashlib.sha256(table).hexdigest())
    text = json.dumps(facts, ensure_ascii=False, indent=1) + "\n"
    text = re.sub(r"\n +(?=[\d\[\]])", "", text)  # rows of numbers on one line
    files = {
        "csv": table,
        "json": text.encode(),
        "png": rendering.png(fig, facts),
        "svg": rendering.svg(fig, facts),
        "pdf": rendering.pdf(fig, facts),
    }
    for ending, content in files.items():
        write_whole(folder / f"{name}.{ending}", content)
    return Exported(folder, name, facts, rows)


def show(
    name: str,
    draw: Callable[[pd.DataFrame], Sheet],
    rows: pd.DataFrame,
    twin: Callable[[pd.DataFrame, str], dict[str, Any]] | None = None,
) -> "Exported | sentences.Line":
    """Draw and export a figure, or say in one sentence that there is nothing to draw.

    Args:
        name: file name without ending.
        draw: makes the figure of the rows, whose column ``mark`` counts them: what it gives an artist as ``gid`` leads home.
        rows: the rows to draw; if there are none, nothing is exported.
        twin: makes the interactive twin that stands in the same output (``twins.twin``).
    """
    if rows.empty:
        return sentences.Line(
            f"*No rows for these parameters: the figure `{name}` has nothing to show and is not exported.*"
        )
    fig = draw(rows.assign(mark=range(len(rows))))
    done = export(fig, name, rows)
    if twin:
        done.twin = twin(rows, fig.furniture.title)
    return done
