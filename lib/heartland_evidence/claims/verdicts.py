"""Whether a verdict follows from the claim and what was found."""

import pandas as pd

from heartland.claim_wording import EXACT, TENTH, Row, agrees
from heartland.tables.measures import rounding
from heartland_evidence.claims.evidence import OF_ROWS

CONFIRMS = ("confirmed", "misattributed")  # what is found is what is claimed
# What is found is something else.
DIFFERS = ("superseded", "outdated", "contradicted", "inconsistent")
COUNTED = ("count", "persons", "rank")  # units of claims that a number of rows can speak to
LEVEL = {"difference": 0.0, "count_difference": 0.0, "ratio": 1.0}  # of two that are the same


def follows(verdict: str, claim: Row, found: float | str, audit: Row) -> str:
    """Say what is wrong with a verdict, "" if it follows from what was found.

    ``found`` is in the unit of the claim. What cannot be compared (a share set against a count, a
    view) allows every verdict.
    """
    agree = agreement(claim, found, audit)
    if agree is None:
        return ""
    if verdict in CONFIRMS and not agree:
        return f"does not follow: the claim is not {found}"
    if (verdict in DIFFERS and agree) or (verdict == "close" and _is_same(claim, found)):
        return f"does not follow: the claim states {found}"
    if verdict == "close" and not _is_close(claim, found, audit):
        allowed = "one unit of the last digit" if _is_score_or_rate(audit) else "a tenth"
        return f"does not follow: {found} is more than {allowed} away"
    return ""


def agreement(claim: Row, found: float | str, audit: Row) -> bool | None:
    """Tell whether what was found is what is claimed; None where the two cannot be compared.

    A figure agrees as ``agrees`` says; a date as precisely as both are known; a rank exactly; a
    direction by its sign.
    """
    kind, operation = claim["kind"], audit["operation"]
    if kind == "dated_event" and operation == "date":
        return dates_agree(claim["period"], claim["relation"], str(found))
    if isinstance(found, str):
        return None
    if kind == "direction":
        level = 0.0 if audit["column"].startswith("growth") else None
        level = LEVEL.get(operation, level)
        if level is None:
            return None
        return {">": found > level, "<": found < level}.get(claim["relation"][:1])
    if kind == "rank" and operation in ("rank", "value") and pd.notna(claim["value"]):
        return agrees(claim, found, slack=0.0)
    if kind != "quantity" or (operation in OF_ROWS and claim["unit"] not in COUNTED):
        return None
    return agrees(claim, found)


def dates_agree(period: str, relation: str, found: str) -> bool | None:
    """Tell whether a date is that of a claim, as precisely as both are known.

    Example: ``dates_agree("2022-09", "=", "2022-09-15")`` is True.
    """
    if not period or not period[:4].isdecimal() or "H" in period or "Q" in period:
        return None
    first, _, last = period.partition("/")
    after_first = _compare(found, first)
    after_last = _compare(found, last or first)
    of_bounds = {
        "<": after_last < 0,
        ">": after_first > 0,
        "<=": after_last <= 0,
        ">=": after_first >= 0,
    }
    return of_bounds.get(relation, after_first >= 0 and after_last <= 0)


def _compare(date: str, other: str) -> int:
    """Return -1, 0 or 1: earlier, the same as far as both are known, or later."""
    known = min(len(date), len(other))
    date, other = date[:known], other[:known]
    return (date > other) - (date < other)


def _is_same(claim: Row, found: float | str) -> bool:
    """Tell whether a claim states just what was found; what is over a figure never is that."""
    if isinstance(found, str):
        return bool(found == claim["period"])
    return claim["relation"] not in (">", "<") and bool(abs(found - claim["value"]) <= EXACT)


def _is_close(claim: Row, found: float | str, audit: Row) -> bool:
    if isinstance(found, str) or claim["kind"] != "quantity":
        return True
    if pd.isna(claim["value"]):
        nearest = min(max(found, claim["low"]), claim["high"])
        return bool(abs(found - nearest) <= TENTH * abs(nearest) + EXACT)
    if _is_score_or_rate(audit):
        unit = rounding(claim["value"])
        return agrees(claim, round(found / unit) * unit, slack=unit)
    return agrees(claim, found, slack=TENTH * abs(claim["value"]))


def _is_score_or_rate(audit: Row) -> bool:
    """Tell whether a tenth of the figure read says nothing: a score, or a rate of growth."""
    column = str(audit["column"])
    return column == "score" or column.startswith("growth")
