"""Whether a verdict follows from the claim and what was found."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from heartland.claims.operations import OPERATIONS
from heartland.tables.measures import rounding

Row = pd.Series | Mapping[str, Any]  # of claims or audits

CONFIRMS = ("confirmed", "misattributed")  # what is found is what is claimed
# What is found is something else.
DIFFERS = ("superseded", "outdated", "contradicted", "inconsistent")
TENTH = 0.1
EXACT = 1e-9
UNITS = (1, 1e3, 1e6, 1e9)  # powers of ten between the units of claim and evidence do not count
COUNTED = ("count", "persons", "rank")  # units of claims that a number of rows can speak to
COMPARED = ("difference", "count_difference", "ratio")  # two selections, one set against the other


def follows(verdict: str, claim: Row, found: float | str, audit: Row) -> str:
    """Say what is wrong with a verdict, "" if it follows from what was found.

    What cannot be compared (a share set against a count, a view) allows every verdict.
    """
    agrees = agreement(claim, found, audit)
    if agrees is None:
        return ""
    if verdict in CONFIRMS and not agrees:
        return f"does not follow: the claim is not {found}"
    if verdict in DIFFERS and agrees:
        return f"does not follow: the claim states {found}"
    if verdict == "close" and _same(claim, found):
        return f"does not follow: the claim states {found}"
    if verdict == "close" and not _is_close(claim, found, audit):
        allowed = "one unit of the last digit" if _is_score_or_rate(audit) else "a tenth"
        return f"does not follow: {found} is more than {allowed} away"
    return ""


def agreement(claim: Row, found: float | str, audit: Row) -> bool | None:
    """Tell whether what was found is what is claimed; None where the two cannot be compared.

    A figure agrees within half a unit of its last digit, "about" within a tenth, a bound where it
    is satisfied; a date as precisely as both are known; a rank exactly; a direction by its sign.
    """
    kind = claim["kind"]
    operation = audit["operation"]
    if kind == "dated_event" and operation == "date":
        return dates_agree(claim["period"], claim["relation"], str(found))
    if isinstance(found, str):
        return None
    if kind == "direction":
        return _direction_agrees(claim["relation"], found, audit)
    if kind == "rank" and operation in ("rank", "value") and pd.notna(claim["value"]):
        return _within(claim, found, slack=0.0)
    if kind == "quantity":
        if OPERATIONS[operation].counts and claim["unit"] not in COUNTED:
            return None
        return _within(claim, in_units_of(claim, found), slack=_slack(claim))
    return None


def dates_agree(period: str, relation: str, found: str) -> bool | None:
    """Tell whether a date is that of a claim, as precisely as both are known.

    Example: ``dates_agree("2022-09", "=", "2022-09-15")`` is True.
    """
    if not period or not period[:4].isdecimal() or "H" in period or "Q" in period:
        return None
    first, _, last = period.partition("/")
    last = last or first
    not_before = first[: len(found)] <= found[: len(first)]
    not_after = found[: len(last)] <= last[: len(found)]
    if "<" in relation:
        return not_after
    if ">" in relation:
        return not_before
    return not_before and not_after


def _direction_agrees(relation: str, found: float, audit: Row) -> bool | None:
    if audit["operation"] in COMPARED:
        level = 1.0 if audit["operation"] == "ratio" else 0.0
    elif audit["column"].startswith("growth"):
        level = 0.0
    else:
        return None
    if relation.startswith(">"):
        return found > level
    if relation.startswith("<"):
        return found < level
    return None


def in_units_of(claim: Row, found: float) -> float:
    """Return what was found in thousands, millions or billions, whichever is next to the claim.

    Example: 9100 (million dollars) is 9.1e9 for a claim of 9e9 dollars.
    """
    figures = [claim[column] for column in ("value", "low", "high")]
    known = [float(figure) for figure in figures if pd.notna(figure)]
    if not known:
        return found
    like = max(known)
    candidates = [found * unit for unit in UNITS]
    return min(candidates, key=lambda figure: abs(figure - like))


def _slack(claim: Row) -> float:
    """Return how far from the figure of the claim a figure may be and still be the same."""
    value = float(claim["value"])
    if math.isnan(value):
        return 0.0
    if claim["relation"] == "~":
        return TENTH * abs(value)
    if claim["relation"] == "=":
        return rounding(value) / 2
    return 0.0


def _within(claim: Row, figure: float, slack: float) -> bool:
    """Tell whether a figure is that of the claim, or within its bound, with some slack."""
    value, relation = claim["value"], claim["relation"]
    if pd.isna(value):
        return not (figure < claim["low"] or figure > claim["high"])
    # A source that says "over 2,000" supports a claim of "over 2,000": the bound itself is within.
    if ">" in relation:
        return bool(figure >= value - slack - EXACT)
    if "<" in relation:
        return bool(figure <= value + slack + EXACT)
    return bool(abs(figure - value) <= slack + EXACT)


def _is_close(claim: Row, found: float | str, audit: Row) -> bool:
    if isinstance(found, str) or claim["kind"] != "quantity" or pd.isna(claim["value"]):
        return True
    if _is_score_or_rate(audit):
        unit = rounding(claim["value"])
        return _within(claim, round(found / unit) * unit, slack=unit)
    figure = in_units_of(claim, found)
    return _within(claim, figure, slack=TENTH * abs(claim["value"]))


def _is_score_or_rate(audit: Row) -> bool:
    """Tell whether a tenth of the figure read says nothing: a score, or a rate of growth."""
    column = str(audit["column"])
    return column == "score" or column.startswith("growth")


def _same(claim: Row, found: float | str) -> bool:
    if isinstance(found, str):
        return bool(found == claim["period"])
    if claim["relation"] in (">", "<"):
        return False  # what is over a figure is never the figure itself
    return bool(abs(in_units_of(claim, found) - claim["value"]) <= EXACT)
