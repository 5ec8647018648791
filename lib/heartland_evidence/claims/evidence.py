"""The evidence of audits: the rows that each rests on, and what is computed from them."""

import pandas as pd

from heartland.claims.judged import NOT_HELD, OUTCOMES, audits_of
from heartland.claims.operations import OPERATIONS, result_of
from heartland.claims.verdicts import Row
from heartland.claims.wording import times
from heartland.errors import DataError, UsageError, did_you_mean, names_beginning_alike, printable
from heartland.tables.conditions import select
from heartland.tables.tables import load, with_positions

SHOW_MORE = ("disputed", *OUTCOMES[NOT_HELD])  # verdicts that may rest on more than is computed


def evidence(claim_id: str) -> list[tuple[pd.Series, pd.DataFrame]]:
    """Return each audit of a claim with the rows it rests on.

    A repetition without an audit of its own has those of the claim that it repeats, which their
    ``claim_id`` names.
    The index of the rows is their position in the file, as ``with_positions`` gives it.

    Raises:
        UsageError: if there is no such claim; the nearest is offered.
    """
    ids = load("claims")["claim_id"]
    if claim_id not in set(ids):
        alike = names_beginning_alike(claim_id, ids)
        there_are = f"; there are {', '.join(alike)}" if alike else did_you_mean(claim_id, ids)
        there_are = there_are or "; heartland claims -n 0 lists every id"
        raise UsageError(f"no claim '{printable(claim_id)}'{there_are}")
    found = []
    for _, audit in audits_of([claim_id]).iterrows():
        rows = pd.concat(selections(audit)) if audit["dataset"] else pd.DataFrame()
        found.append((audit, rows))
    return found


def selections(audit: Row) -> list[pd.DataFrame]:
    """The rows that an audit rests on, by position in their file: a table for each selection."""
    table = with_positions(audit["dataset"])
    return [select(table, part) for part in audit["where"].split("|")]


def recompute(audit: Row, parts: list[pd.DataFrame]) -> float | str:
    """Compute the evidence of an audit anew from the rows that its ``where`` names.

    ``share``, ``ratio``, ``difference``, ``count_difference`` and ``rank`` take two selections
    with ``|`` between them: part and whole, the figure and what it is divided or reduced by, the
    row and those it is ranked among (1 is the largest, of dates the earliest). ``months`` and
    ``years`` count from the first date to the second. Where a claim did not hold, or is disputed,
    further selections hold what else speaks to it: they are shown, and not computed with.

    Raises:
        DataError: if a selection finds no row, or not what the operation needs.
    """
    place = f"audit of {audit['claim_id']}: '{audit['where']}'"
    if any(part.empty for part in parts):
        raise DataError(f"{place} finds no row in {audit['dataset']}")
    if audit["column"] not in parts[0]:
        nearest = did_you_mean(audit["column"], parts[0].columns)
        raise DataError(f"{place} reads no column of {audit['dataset']}{nearest}")
    column = str(audit["column"])
    columns = [part[column] for part in _computed_with(audit, parts)]
    try:
        return result_of(audit["operation"], columns)
    except DataError as error:
        raise DataError(f"{place} {error}") from None


def _computed_with(audit: Row, parts: list[pd.DataFrame]) -> list[pd.DataFrame]:
    """The selections that the operation takes, without those that are only shown."""
    operation = OPERATIONS.get(audit["operation"])
    if audit.get("verdict") not in SHOW_MORE or operation is None:
        return parts
    return parts[: operation.selections]


def in_plain_units(found: float | str, audit: Row, rows: pd.DataFrame) -> float | str:
    """Return what was computed in persons or dollars, as claims state them.

    A column such as ``value_usd_mn`` holds millions; of others the rows say it in ``unit``, as
    "USD million" does.

    Args:
        found: what ``recompute`` returned.
        audit: the audit it was computed for.
        rows: the first selection of the audit.
    """
    if isinstance(found, str) or not OPERATIONS[audit["operation"]].keeps_unit:
        return found
    if str(audit["column"]).endswith("_mn"):
        return found * times("million")
    if "unit" not in rows:
        return found
    return found * times(str(rows["unit"].iloc[0]))
