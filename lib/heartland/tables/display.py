"""A table as a notebook shows it."""

from typing import Any

import pandas as pd


def table(df: pd.DataFrame, name: str, decimals: int = 1) -> Any:
    """Show rows of which a reader compares the exact values.

    The HTML is the same at every run, and text from the data is never read as markup.

    Args:
        df: the rows to show.
        name: an id for the HTML, different for each table of a notebook.
        decimals: how many decimals numbers have.
    """
    shown = df.map(_escaped).style.hide(axis="index").set_uuid(name)
    return shown.format(precision=decimals, na_rep="", thousands=",")


def _escaped(cell: object) -> object:
    """Escape the signs with which markup begins."""
    if isinstance(cell, str):
        return cell.replace("&", "&amp;").replace("<", "&lt;")
    return cell
