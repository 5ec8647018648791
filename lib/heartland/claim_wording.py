"""What a claim states and what its audit found, as short texts that stand beside each other."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from heartland import sentences
from heartland.tables import conditions
from heartland.tables.measures import AT_MOST, relation_in_words, rounding

Row = Mapping[Any, Any] | pd.Series  # of claims or audits

TENTH = 0.1
EXACT = 1e-9
DIRECTION = {"<": "lower", "<=": "not higher", ">": "higher", ">=": "not lower", "=": "level"}
STATED = {-1.0: "lower", 0.0: "level", 1.0: "higher"}  # what a source states, as its row has it
BEFORE = {"<": "before ", "<=": "by ", ">": "after ", ">=": "from ", "~": "about "}  # a date
UNIT_OF_OPERATION = {
    "": "",
    "share": "percent",
    "ratio": "multiple",
    "count": "count",
    "count_difference": "count",
    "months": "months",
    "years": "years",
    "rank": "rank",
    "date": "date",
}
MULTIPLES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
UNITS = {  # as they stand after a figure; others stand as they are
    "percent": "%",
    "persons": "people",
    "index points": "points",
    "multiple": "times",
    "count": "",
    "as in the column scale": "points",
}


def stated(claim: Row) -> str:
    """Write what a claim states: a figure, a rank, a direction or a date.

    >>> claim = {"kind": "quantity", "relation": "~", "value": 12000.0, "unit": "persons"}
    >>> stated(claim)
    'about 12,000 people'
    """
    kind, relation, value = claim["kind"], claim["relation"], claim["value"]
    if kind == "dated_event":
        days = [sentences.month(day) for day in claim["period"].split("/")]
        return BEFORE.get(relation, "") + " to ".join(days)
    if kind == "direction":
        return DIRECTION.get(relation, "")
    if relation == "range":
        return _with_unit(f"{_digits(claim['low'])}–{_digits(claim['high'])}", claim["unit"])
    if pd.isna(value):
        return ""
    if kind == "rank":
        better = " or better" if relation in AT_MOST and value > 1 else ""
        return f"rank {_digits(value)}{better}"
    return relation_in_words(relation, _with_unit(_digits(value), claim["unit"]))


def found(claim: Row, audit: Row, unit: str) -> str:
    """Write what an audit found, beside what ``stated`` has of its claim.

    Args:
        claim: the claim.
        audit: its audit, with ``evidence_value``.
        unit: of what was found, from ``unit_found``.

    >>> audit = {"operation": "difference", "evidence_value": "1422", "verdict": "confirmed"}
    >>> found({"kind": "direction"}, audit, "USD million")
    '+1,422 USD million'
    """
    text = audit["evidence_value"]
    if not text:
        return ""
    if audit["operation"] == "date":
        day = sentences.month(text)
        return f"{day} by one account" if audit["verdict"] == "disputed" else day
    value = float(text)
    figure = _figure(claim["kind"], audit["operation"], value, unit)
    if audit["verdict"] != "disputed":
        return figure
    is_another = claim["kind"] == "quantity" and not agrees(claim, value * times(unit))
    return f"{figure} by {'another' if is_another else 'one'} count"


def _figure(kind: str, operation: str, value: float, unit: str) -> str:
    """Write the number that an audit found as its kind of claim has it."""
    if unit == "direction":
        return f"{STATED[value]}, as a source states"
    if unit == "rank":
        return f"rank {_digits(value)}"
    if unit == "year":
        return f"{value:.0f}"
    if operation == "count" and kind != "quantity":
        return "1 case" if value == 1 else f"{_digits(value)} cases"
    if operation == "difference" and unit == "percent":
        unit = "percentage points"
    is_rise = kind == "direction" and operation.endswith("difference") and value > 0
    figure = "+" * is_rise + _with_unit(_digits(value), unit)
    return f"{figure} the rival" if kind == "rank" and operation == "ratio" else figure


def agrees(claim: Row, figure: float, slack: float | None = None) -> bool:
    """Tell whether a figure is that of a claim, or within its bound or range.

    Args:
        claim: the claim.
        figure: in its unit.
        slack: how far the two may be apart; by default half a unit of the last digit, a tenth of
            "about" so much, and nothing of a bound.
    """
    value, relation = claim["value"], claim["relation"]
    if pd.isna(value):
        return not (figure < claim["low"] or figure > claim["high"])
    if slack is None:
        slack = {"=": rounding(value) / 2, "~": TENTH * abs(value)}.get(relation, 0.0)
    # A source that says "over 2,000" supports a claim of "over 2,000": the bound itself is within.
    if ">" in relation:
        return bool(figure >= value - slack - EXACT)
    if "<" in relation:
        return bool(figure <= value + slack + EXACT)
    return bool(abs(figure - value) <= slack + EXACT)


def times(unit: str) -> float:
    """Return how many persons or dollars one of a unit is.

    >>> times("USD million"), times("persons")
    (1000000.0, 1.0)
    """
    return next((MULTIPLES[word] for word in unit.split() if word in MULTIPLES), 1.0)


def unit_found(
    audit: Row, units: "Mapping[Any, str] | pd.Series[str]", other_figures: pd.DataFrame
) -> str:
    """Return the unit of what an audit found: that of its operation, else that of its column.

    Args:
        audit: the audit.
        units: the unit of each column of evidence, by dataset and column.
        other_figures: the table in which each row has a unit of its own.
    """
    if audit["operation"] in UNIT_OF_OPERATION:
        return UNIT_OF_OPERATION[audit["operation"]]
    if audit["dataset"] == "other_figures":
        first = audit["where"].split("|")[0]
        return str(conditions.select(other_figures, first)["unit"].iloc[0])
    return str(units[audit["dataset"], audit["column"]])


def _with_unit(figure: str, unit: str) -> str:
    """Write a figure with its unit, and without where a column holds several."""
    return sentences.with_unit(figure, "" if "," in unit else UNITS.get(unit, unit))


def _digits(value: float) -> str:
    """Write all digits of a figure, thousands separated, with a true minus sign."""
    return f"{value:,.15g}".replace("-", "\N{MINUS SIGN}")
