"""A table as a notebook shows it."""

from typing import Any

import pandas as pd


def table(df: pd.DataFrame, name: str, decimals: int = 1) -> Any:
    """Show rows where exact values are compared: a plain table whose HTML is the same at every run, its text never markup."""
    df = df.map(
        lambda cell: (
            cell.replace("&", "&amp;").replace("<", "&lt;") if isinstance(cell, str) else cell
        )
    )
    return (
        df.style.hide(axis="index")
        .set_uuid(name)
        .format(precision=decimals, na_rep="", thousands=",")
    )
