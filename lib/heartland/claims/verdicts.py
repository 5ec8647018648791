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
COUNTED = ("count", "persons", "rank")  # units of claims that a number of rows can speak to
COMPARED = ("difference", "count_difference", "ratio")  # two selections, one set against the other


def follows(verdict: str, claim: Row, found: float | str, audit: Row) -> str:
    """Say what is wrong with a verdict, "" if it follows from what was found.

    ``found`` is in the unit of the claim. What cannot be compared (a share set against a count, a
    view) allows every verdict.
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
        return _within(claim, found, slack=_slack(claim))
    return None


def dates_agree(period: str, relation: str, found: str) -> bool | None:
    """Tell whether a date is that of a claim, as precisely as both are known.

    Example: ``dates_agree("2022-09", "=", "2022-09-15")`` is True.
    """
    if not period or not period[:4].isdecimal() or "H" in period or "Q" in period:
        return None
    first, _, last = period.partition("/")
    after_first = _compare(found, first)
    after_last = _compare(found, last or first)
    if relation == "<":
        return after_last < 0
    if relation == ">":
        return after_first > 0
    if relation == "<=":
        return after_last <= 0
    if relation == ">=":
        return after_first >= 0
    return after_first >= 0 and after_last <= 0


def _compare(date: str, other: str) -> int:
    """Return -1, 0 or 1: earlier, the same as far as both are known, or later."""
    known = min(len(date), len(other))
    date, other = date[:known], other[:known]
    return (date > other) - (date < other)


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
    if isinstance(found, str) or claim["kind"] != "quantity":
        return True
    if pd.isna(claim["value"]):
        nearest = min(max(found, claim["low"]), claim["high"])
        return bool(abs(found - nearest) <= TENTH * abs(nearest) + EXACT)
    if _is_score_or_rate(audit):
        unit = rounding(claim["value"])
        return _within(claim, round(found / unit) * unit, slack=unit)
    return _within(claim, found, slack=TENTH * abs(claim["value"]))


def _is_score_or_rate(audit: Row) -> bool:
    """Tell whether a tenth of the figure read says nothing: a score, or a rate of growth."""
    column = str(audit["column"])
    return column == "score" or column.startswith("growth")


def _same(claim: Row, found: float | str) -> bool:
    if isinstance(found, str):
        return bool(found == claim["period"])
    if claim["relation"] in (">", "<"):
        return False  # what is over a figure is never the figure itself
    return bool(abs(found - claim["value"]) <= EXACT)
