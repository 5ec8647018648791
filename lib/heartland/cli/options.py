"""How commands read what is given to them: NAME=VALUE words, and lists."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import click

from heartland.errors import printable


def pairs(ctx: click.Context, option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Read NAME=VALUE words, each name once."""
    form, named = "NAME=VALUE", f"{option.opts[0]} "
    if isinstance(option, click.Argument):
        form, named = "COLUMN=VALUE, for instance area=Kazakhstan", ""
    values: dict[str, str] = {}
    for text in given:
        name, sign, value = text.partition("=")
        name = name.strip()
        if not sign:
            raise click.UsageError(f"{named}{printable(name)}: write {form}")
        if name in values:
            raise click.UsageError(f"{named}{printable(name)}: is given twice: give it once")
        values[name] = value
    return values


def split_at_commas(text: str) -> list[str]:
    """Read words separated by commas, with or without spaces; an empty one is none.

    >>> split_at_commas("KAZ, KGZ,")
    ['KAZ', 'KGZ']
    """
    words = [word.strip() for word in text.split(",")]
    return [word for word in words if word]


def filters(names: Iterable[str], given: Mapping[str, str]) -> dict[str, Any]:
    """Read filters of the rows of datasets or figures: several values are joined by commas.

    A comma that is part of a cell joins nothing: ``reporter=Red Cross, to Reuters`` is one value
    where a row has it. A number like 1,225 stays as it is written, to be refused: it would be read
    as 1 and 225.
    """
    from heartland.tables.filters import without_separators

    values: dict[str, Any] = {}
    for column, text in given.items():
        parts = [text.strip()]
        if "," in text and not without_separators(text):
            parts = _split_between_cells(text, _cells_with_commas(names, column))
        values[column] = parts[0] if len(parts) == 1 else parts
    return values


def _cells_with_commas(names: Iterable[str], column: str) -> set[str]:
    """Return the cells of a column that hold a comma, from datasets and figures."""
    from heartland.stored_figures import is_figure, rows_of_figure
    from heartland.tables.tables import load

    cells: set[str] = set()
    for name in names:
        rows = rows_of_figure(name) if is_figure(name) else load(name, part_years=True)
        cells.update(map(str, rows.get(column, [])))
    return {cell for cell in cells if "," in cell}


def _split_between_cells(text: str, cells: Iterable[str]) -> list[str]:
    """Split a text at its commas, but not at those of a cell; the longest cell is taken first.

    >>> _split_between_cells("Xinhua, red cross, to Reuters", {"Red Cross, to Reuters"})
    ['Xinhua', 'red cross, to Reuters']
    """
    whole = [f"{re.escape(cell)}(?= *(?:,|$))" for cell in sorted(cells, key=len, reverse=True)]
    parts = re.findall(f" *({'|'.join([*whole, '[^,]+'])})", text, flags=re.IGNORECASE)
    return [part.strip() for part in parts]
