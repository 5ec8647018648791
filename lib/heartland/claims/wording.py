"""What a claim states and what its audit found, as short texts that stand beside each other."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from heartland import sentences
from heartland.claims import verdicts
from heartland.tables import conditions, measures

Row = Mapping[Any, Any]  # of claims or audits

DIRECTION = {"<": "lower", "<=": "not higher", ">": "higher", ">=": "not lower", "=": "level"}
STATED = {-1.0: "lower", 0.0: "level", 1.0: "higher"}  # what a source states, as its row has it
BEFORE = {"<": "before ", "<=": "by ", ">": "after ", ">=": "from ", "~": "about "}  # a date
DIFFERENCES = ("difference", "count_difference")
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
    if claim["kind"] == "dated_event":
        return _date(claim["relation"], claim["period"])
    if claim["kind"] == "direction":
        return DIRECTION.get(claim["relation"], "")
    if claim["relation"] == "range":
        ends = f"{_digits(claim['low'])}–{_digits(claim['high'])}"
        return sentences.with_unit(ends, _unit(claim["unit"]))
    if pd.isna(claim["value"]):
        return ""
    if claim["kind"] == "rank":
        return _rank(claim["value"], or_better=claim["relation"] in ("<", "<="))
    return measures.relation_in_words(claim["relation"], _figure(claim["value"], claim["unit"]))


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
    kind = claim["kind"]
    text = audit["evidence_value"]
    operation = audit["operation"]
    if not text:
        return ""
    if operation == "date":
        return sentences.month(text)
    value = float(text)
    if unit == "direction":
        return f"{STATED[value]}, as a source states"
    if unit == "rank":
        return _rank(value)
    if operation == "count" and kind != "quantity":
        return "1 case" if value == 1 else f"{_digits(value)} cases"
    if operation == "difference" and unit == "percent":
        unit = "percentage points"
    sign = "+" if kind == "direction" and operation in DIFFERENCES and value > 0 else ""
    figure = sign + _figure(value, unit)
    if kind == "quantity" and audit["verdict"] == "disputed":
        agrees = verdicts.agreement(claim, value * times(unit), audit)
        return f"{figure} by another count" if agrees is False else figure
    return figure


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


def _date(relation: str, period: str) -> str:
    first, _, last = period.partition("/")
    days = sentences.month(first)
    if last:
        days = f"{days} to {sentences.month(last)}"
    return BEFORE.get(relation, "") + days


def _rank(value: float, or_better: bool = False) -> str:
    words = f"rank {_digits(value)}"
    return f"{words} or better" if or_better and value > 1 else words


def _figure(value: float, unit: str) -> str:
    return sentences.with_unit(_digits(value), _unit(unit))


def _unit(unit: str) -> str:
    """Return a unit as it stands after a figure, nothing where a column holds several."""
    return "" if "," in unit else UNITS.get(unit, unit)


def _digits(value: float) -> str:
    """Write all digits of a figure, thousands separated, with a true minus sign."""
    return f"{value:,.15g}".replace("-", "\N{MINUS SIGN}")
