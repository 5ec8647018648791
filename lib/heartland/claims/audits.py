"""Audits: their evidence computed again, and whether the verdict follows."""

from collections.abc import Iterator

import pandas as pd

from heartland.claims.judged import HELD, OPEN, judged
from heartland.errors import DataError, UsageError, did_you_mean, printable
from heartland.tables.choose import select
from heartland.tables.measures import rounding
from heartland.tables.package import Problem
from heartland.tables.sources import source_ids
from heartland.tables.tables import load

SPANS = {"months": 365.25 / 12, "years": 365.25}  # days in a unit of time
MEASURED = ("value", "sum", "share", "ratio", "difference", *SPANS)  # their result is a quantity
OF_TWO = ("share", "ratio", "difference", "rank", "count_difference", *SPANS)  # on two selections
OF_ANY = ("count", "count_difference", "rank")  # operations on text as on figures
OF_TEXT = ("date", *SPANS)
OF_ONE_FIGURE = ("value", "date", "rank", *SPANS)


def selections(audit: pd.Series) -> list[pd.DataFrame]:
    """The rows that an audit rests on: one table for each of its selections."""
    table = load(audit["dataset"], part_years=True)
    return [select(table, part) for part in audit["where"].split("|")]


def recompute(audit: pd.Series) -> float | str:
    """Compute the evidence of an audit anew from the rows that its ``where`` names.

    ``share``, ``ratio``, ``difference``, ``count_difference`` and ``rank`` take two selections with ``|`` between
    them: part and whole, the figure and what it is divided or reduced by, the row and those it is ranked among (1 is
    the largest, of dates the earliest). ``months`` and ``years`` count from the first date to the second.

    Raises:
        DataError: if a selection finds no row or not what the operation is of, or nothing stands to divide by.
    """
    column, operation, wrong = audit["column"], audit["operation"], ""
    parts = [part[column] for part in selections(audit)]
    one, text, wanted = (
        parts[0].dropna().unique(),
        parts[0].dtype == "str",
        2 if operation in OF_TWO else 1,
    )
    if any(part.empty for part in parts):
        wrong = f"finds no row in {audit['dataset']}"
    elif len(parts) != wanted:
        wrong = f"makes {len(parts)} selections and '{operation}' wants {wanted}, joined by |"
    elif operation not in OF_ANY and text != (operation in OF_TEXT):
        wrong = f"finds {'text' if text else 'figures'} in {column}, and '{operation}' is of {'figures' if text else 'text'}"
    elif operation in OF_ONE_FIGURE and len(one) != 1:
        wrong = f"finds {len(one)} figures, not one"
    elif operation in SPANS and parts[1].nunique() != 1:
        wrong = f"finds {parts[1].nunique()} dates to count to, not one"
    elif operation in ("share", "ratio") and not parts[1].sum():
        wrong = "divides by zero"
    if wrong:
        raise DataError(f"audit of {audit['claim_id']}: '{audit['where']}' {wrong}")
    match operation:
        case "date":
            return str(one[0])
        case "value":
            return float(one[0])
        case "count":
            return float(len(parts[0]))
        case "rank":
            before = parts[1] < one[0] if text else parts[1] > one[0]
            return float(before.sum() + 1)
        case "count_difference":
            return float(len(parts[0]) - len(parts[1]))
        case "months" | "years":
            span = pd.Timestamp(parts[1].iloc[0]) - pd.Timestamp(one[0])
            return float(span.days / SPANS[operation])
        case "sum":
            return float(parts[0].sum())
    first, second = (float(part.sum()) for part in parts)
    return (
        first - second
        if operation == "difference"
        else first / second * (100 if operation == "share" else 1)
    )


def audits_hold() -> Iterator[Problem]:
    """Check each audit: its evidence recomputed, its source among the rows, no article as its own witness."""
    of_claim, kinds = (
        judged().set_index("claim_id"),
        load("sources").set_index("source_id")["kind"],
    )
    for row, audit in load("audits").iterrows():
        for column, value, rule in _broken(audit, of_claim.loc[audit["claim_id"]], kinds):
            yield Problem("audits.csv", int(str(row)) + 2, column, value, rule)


def _broken(audit: pd.Series, claim: pd.Series, kinds: pd.Series) -> Iterator[tuple[str, str, str]]:
    """Yield the column, the value and the rule that it breaks, of one audit."""
    verdict, dataset, failed = (
        audit["verdict"],
        audit["dataset"],
        audit["verdict"] in HELD["did not hold"],
    )
    if audit["claim_date"] not in ("", claim["published"]):
        yield (
            "claim_date",
            audit["claim_date"],
            f"is not when the article was published: {claim['published']}",
        )
    if bool(audit["matters"]) != bool(audit["effect"]) or (failed and not audit["effect"]):
        yield (
            "effect",
            audit["effect"],
            "goes with matters: fill both or neither, and both where the claim did not hold",
        )
    yield from _kind_named(audit)
    if verdict in OPEN:
        yield from _left_open(audit)
        return
    for column in [
        c
        for c in ("dataset", "where", "column", "operation", "evidence_value", "source_id")
        if not audit[c]
    ]:
        yield column, "", "is empty, and only what is unverified may be without evidence"
    if dataset == "audits" or (dataset == "claims" and verdict != "inconsistent"):
        yield "dataset", dataset, "is what is judged and no evidence: name another table"
    if failed and not audit["checked_by_two"]:
        yield (
            "checked_by_two",
            "false",
            f"is not enough for '{verdict}': a second reader judges first",
        )
    named = audit["source_id"].split(";")
    articles = [i for i in named if kinds.get(i) == "article"]
    if articles and verdict != "inconsistent" and "footnote" not in audit["explanation"]:
        yield "source_id", articles[0], "is an article: it cannot witness for an article"
    if not (dataset and audit["where"] and audit["column"] and audit["operation"]):
        return
    try:
        value = recompute(audit)
    except DataError as error:
        yield "where", audit["where"], str(error)
        return
    strange = set(named) - set(source_ids(pd.concat(selections(audit)), also=True)) - set(articles)
    if strange and dataset != "claims":
        yield "source_id", min(strange), "is not among the sources of the evidence rows"
    if str(value) != audit["evidence_value"] and not _near(value, audit["evidence_value"]):
        yield "evidence_value", audit["evidence_value"], f"is not what the rows give: {value}"
    elif not _fits(verdict, claim, value, audit["operation"]):
        yield "verdict", verdict, f"does not follow: the claim says otherwise than {value}"


def _kind_named(audit: pd.Series) -> Iterator[tuple[str, str, str]]:
    """Yield what a verdict wants said beside it: whose the figure is, or why nothing can settle it."""
    for verdict, column, wanted in (
        ("misattributed", "belongs_to", "names the place, year, measure or body of the figure"),
        ("not checkable", "not_checkable_as", "says why no evidence could settle it"),
    ):
        if bool(audit[column]) != (audit["verdict"] == verdict):
            yield (
                column,
                audit[column],
                f"{wanted}, where the verdict is '{verdict}' and only there",
            )


def _left_open(audit: pd.Series) -> Iterator[tuple[str, str, str]]:
    """Yield what a verdict without evidence must not say, and what it must."""
    if audit["matters"]:
        yield (
            "matters",
            audit["matters"],
            "is empty where nothing was found: nothing follows from it",
        )
    if audit["verdict"] == "not checkable" and audit["tests"] == "attribution":
        yield (
            "verdict",
            audit["verdict"],
            "is of content: that somebody said a thing can be looked up",
        )
    if audit["verdict"] == "unverified" and "settle" not in audit["explanation"]:
        yield "explanation", audit["explanation"], "does not say what would settle it"


def _fits(verdict: str, claim: pd.Series, found: float | str, operation: str) -> bool:
    """Whether a quantity is as near to what was found as its verdict says; powers of ten between their units do not count.

    ``confirmed``: ``=`` within half a unit of the last digit stated, ``~`` within a tenth, a bound satisfied; ``close``:
    within a tenth; ``contradicted``: not as ``confirmed``.
    """
    if (
        claim["kind"] != "quantity"
        or verdict not in ("confirmed", "close", "contradicted")
        or operation not in MEASURED
    ):
        return True
    best, relation, slack = claim["value"], claim["relation"], 1e-9
    if verdict == "close" or relation == "~":
        slack += 0.1 * abs(best)
    elif relation == "=":
        slack += rounding(best) / 2
    low = claim["low"] if pd.isna(best) else best - slack if "<" not in relation else float("-inf")
    high = claim["high"] if pd.isna(best) else best + slack if ">" not in relation else float("inf")
    like = claim[["value", "low", "high"]].max()
    figure = min(
        (float(found) * unit for unit in (1, 1e3, 1e6, 1e9)), key=lambda one: abs(one - like)
    )
    return (figure < low or figure > high) == (verdict == "contradicted")


def _near(value: float | str, stated: str) -> bool:
    """Equal to the digits stated."""
    try:
        decimals = len(stated.partition(".")[2])
        return abs(float(value) - float(stated)) <= float(0.5 * 10**-decimals) + 1e-9
    except ValueError:
        return False


def evidence(claim_id: str) -> list[tuple[pd.Series, pd.DataFrame]]:
    """Return each audit of a claim with the rows it rests on.

    Raises:
        UsageError: if there is no such claim; the nearest is offered.
    """
    ids = load("claims")["claim_id"]
    if claim_id not in set(ids):
        raise UsageError(f"no claim '{printable(claim_id)}'{did_you_mean(claim_id, ids)}")
    audits = load("audits").query("claim_id == @claim_id")
    return [
        (audit, pd.concat(selections(audit)) if audit["dataset"] else pd.DataFrame())
        for _, audit in audits.iterrows()
    ]
