"""The articles' claims and their verdicts: tallies, and the evidence behind each audit recomputed.

A verdict is about a number, never about its author. Coding rules and the order of verdicts are in ``data/README.md``.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from heartland import data
from heartland.collection import DataError, Finding, UsageError, nearest, shown
from heartland.measures import rounding
from heartland.views import select

HELD = {
    "held": ("confirmed", "close", "superseded"),
    "held with a reservation": ("disputed", "outdated"),
    "did not hold": ("misattributed", "contradicted", "inconsistent"),
    "could not be checked": ("unverified", "not checkable"),
}
SPANS = {"days": 1.0, "months": 365.25 / 12, "years": 365.25}  # days in each unit of the time between two dates
MEASURED = ("value", "sum", "share", "ratio", "difference", *SPANS)  # operations whose result is a quantity
OF_TWO = ("share", "ratio", "difference", "rank", "count_difference", *SPANS)  # operations on two selections
OPEN = ("unverified", "not checkable")  # verdicts without evidence
ORDER = ("misattributed", "contradicted", "inconsistent", "outdated", "disputed", "superseded", "close", "confirmed", *OPEN)
SHADE = {verdict: shade for shade, verdicts in HELD.items() for verdict in verdicts}


def judged() -> pd.DataFrame:
    """Return every claim with its verdict: the first in order of its audits, else that of the claim it repeats, else "unverified".

    Columns of ``claims`` and ``verdict``, ``shade`` (held, held with a reservation, did not hold, could not be
    checked), ``published`` of the article.
    """
    claims = data.load("claims")
    known = _standing()["verdict"].to_dict()
    verdict = claims["claim_id"].map(lambda claim: known.get(claim, "unverified"))
    published = data.by_id("articles", claims["article_id"])["published"].array
    return claims.assign(verdict=verdict, shade=verdict.map(SHADE), published=published)


def _standing() -> pd.DataFrame:
    """The audit of each claim whose verdict stands, by ``claim_id``; a repetition without one of its own has that of the first."""
    audits = data.load("audits")
    for row in audits.index[~audits["verdict"].isin(ORDER)]:
        raise DataError(str(Finding("audits.csv", row + 2, "verdict", str(audits.at[row, "verdict"]), f"is none of {', '.join(ORDER)}")))
    own = audits.sort_values("verdict", key=lambda v: v.map(ORDER.index)).drop_duplicates("claim_id").set_index("claim_id")
    claims = data.load("claims")
    repeated = claims[~claims["claim_id"].isin(own.index) & claims["same_as"].isin(own.index)]
    return pd.concat([own, own.loc[repeated["same_as"]].set_axis(repeated["claim_id"])])


def tally(judged: pd.DataFrame, by: str = "article_id") -> pd.DataFrame:
    """Count distinct claims (repetitions left out) by shade: one row for each value of ``by``."""
    distinct = judged[judged["same_as"].eq("")]
    table = distinct.pivot_table(index=by, columns="shade", values="claim_id", aggfunc="count", fill_value=0)
    table = table.reindex(columns=list(HELD), fill_value=0)
    checked = table.sum(axis=1) - table["could not be checked"]
    return table.assign(coded=table.sum(axis=1), checked=checked)[["coded", "checked", *HELD]]


def table(judged: pd.DataFrame) -> Any:
    """Show claims with what was stated, what was found and why: a plain table for a notebook."""
    rows = judged.join(_standing()[["evidence_value", "explanation"]], on="claim_id").fillna({"evidence_value": "", "explanation": ""})
    value = rows["value"].map(lambda v: "" if pd.isna(v) else f"{v:g}")
    stated = (rows["relation"].replace("=", "") + " " + value + " " + rows["unit"].str.replace("percent", "%")).str.strip()
    kept = rows.assign(stated=stated)[["claim_id", "statement", "stated", "evidence_value", "verdict", "explanation"]]
    return data.table(kept.rename(columns={"claim_id": "claim", "evidence_value": "found", "explanation": "why"}), "claims")


def chosen(
    articles: Sequence[str] = (), themes: Sequence[str] = (), areas: Sequence[str] = (), verdicts: Sequence[str] = ()
) -> pd.DataFrame:
    """Return the judged claims that match every filter given; an empty filter matches all.

    Raises:
        UsageError: for a value that no claim has; the nearest is offered.
    """
    df = judged()
    for column, wanted in (("article_id", articles), ("theme", themes), ("area", areas), ("verdict", verdicts)):
        there = df[column].str.split(";") if column == "area" else df[column].map(lambda cell: [cell])
        known = sorted({value for cell in there for value in cell if value} | (set(ORDER) if column == "verdict" else set()))
        for value in wanted:
            if value not in known:
                raise UsageError(f"no claim has {column} '{shown(value)}'{nearest(value, known)}; there are {', '.join(known)}")
        if wanted:
            df = df[there.map(lambda cell, wanted=wanted: bool(set(cell) & set(wanted)))]
    return df


def evidence(claim_id: str) -> list[tuple[pd.Series, pd.DataFrame]]:
    """Return each audit of a claim with the rows it rests on.

    Raises:
        UsageError: if there is no such claim; the nearest is offered.
    """
    ids = data.load("claims")["claim_id"]
    if claim_id not in set(ids):
        raise UsageError(f"no claim '{shown(claim_id)}'{nearest(claim_id, ids)}")
    audits = data.load("audits").query("claim_id == @claim_id")
    return [(audit, pd.concat(_selections(audit)) if audit["dataset"] else pd.DataFrame()) for _, audit in audits.iterrows()]


def claimreview(judged: pd.DataFrame) -> list[dict[str, Any]]:
    """Write judged claims as schema.org ``ClaimReview``; those without evidence are left out.

    The verdict is in ``reviewRating.alternateName``: it is a word, not a place on a scale. See
    https://schema.org/ClaimReview.
    """
    articles, audits, reviews = data.load("articles").set_index("article_id"), _standing(), []
    for claim in judged[~judged["verdict"].isin(OPEN)].to_dict("records"):
        article, audit = articles.loc[claim["article_id"]], audits.loc[claim["claim_id"]]
        people = [{"@type": "Person", "name": name} for name in article["authors"].split(";")]
        body = people if claim["attributed_to"] == "author" else {"@type": "Organization", "name": claim["attributed_to"]}
        where = {"@type": "Article", "headline": article["title"], "author": people, "datePublished": article["published"]}
        where |= {"publisher": {"@type": "Organization", "name": article["outlet"]}} | ({"url": article["url"]} if article["url"] else {})
        paragraph = {"@type": "CreativeWork", "name": f"paragraph {claim['paragraph']}", "isPartOf": where}
        review = {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "identifier": claim["claim_id"],
            "author": {"@type": "Organization", "name": "The Heartland contributors"},
            "claimReviewed": claim["statement"],
            "itemReviewed": {"@type": "Claim", "author": body, "appearance": paragraph},
            "reviewRating": {"@type": "Rating", "alternateName": claim["verdict"]},
            "reviewBody": audit["explanation"],
            "citation": list(data.by_id("sources", filter(None, audit["source_id"].split(";")))["url"]),
        }
        reviews.append(review)
    return reviews


def _selections(audit: pd.Series) -> list[pd.DataFrame]:
    """The rows that an audit rests on: one table for each of its selections."""
    table = data.load(audit["dataset"], part_years=True)
    return [select(table, part) for part in audit["where"].split("|")]


def recompute(audit: pd.Series) -> float | str:
    """Compute the evidence of an audit anew from the rows that its ``where`` names.

    ``share``, ``ratio``, ``difference``, ``count_difference`` and ``rank`` take two selections with ``|`` between
    them: part and whole, the figure and what it is divided or reduced by, the row and those it is ranked among (1 is
    the largest, of dates the earliest). ``days``, ``months`` and ``years`` are the time from the first date to the second.

    Raises:
        DataError: if a selection finds no row or not what the operation is of, or nothing stands to divide by.
    """
    column, operation, wrong = audit["column"], audit["operation"], ""
    parts = [part[column] for part in _selections(audit)]
    one, text, wanted = parts[0].dropna().unique(), parts[0].dtype == "str", 2 if operation in OF_TWO else 1
    if any(part.empty for part in parts):
        wrong = f"finds no row in {audit['dataset']}"
    elif len(parts) != wanted:
        wrong = f"makes {len(parts)} selections and '{operation}' wants {wanted}, joined by |"
    elif operation not in ("count", "count_difference", "rank") and text != (operation == "date" or operation in SPANS):
        wrong = f"finds {'text' if text else 'figures'} in {column}, and '{operation}' is of {'figures' if text else 'text'}"
    elif operation in ("value", "date", "rank", *SPANS) and len(one) != 1:
        wrong = f"finds {len(one)} figures, not one"
    elif operation in ("share", "ratio") and not parts[1].sum():
        wrong = "divides by zero"
    elif operation in SPANS and parts[1].nunique() != 1:
        wrong = f"finds {parts[1].nunique()} dates to count to, not one"
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
        case "days" | "months" | "years":
            span = pd.Timestamp(parts[1].iloc[0]) - pd.Timestamp(one[0])
            return float(span.days / SPANS[operation])
        case "sum":
            return float(parts[0].sum())
    first, second = (float(part.sum()) for part in parts)
    return first - second if operation == "difference" else first / second * (100 if operation == "share" else 1)


def audits_hold() -> Iterator[Finding]:
    """Check each audit: its evidence recomputed, its source among the rows, no article as its own witness."""
    of_claim, kinds = judged().set_index("claim_id"), data.load("sources").set_index("source_id")["kind"]
    for row, audit in data.load("audits").iterrows():
        for column, value, rule in _broken(audit, of_claim.loc[audit["claim_id"]], kinds):
            yield Finding("audits.csv", int(str(row)) + 2, column, value, rule)


def _broken(audit: pd.Series, claim: pd.Series, kinds: pd.Series) -> Iterator[tuple[str, str, str]]:
    """Yield the column, the value and the rule that it breaks, of one audit."""
    verdict, dataset, failed = audit["verdict"], audit["dataset"], audit["verdict"] in HELD["did not hold"]
    if audit["claim_date"] not in ("", claim["published"]):
        yield "claim_date", audit["claim_date"], f"is not when the article was published: {claim['published']}"
    if bool(audit["matters"]) != bool(audit["effect"]) or (failed and not audit["effect"]):
        yield "effect", audit["effect"], "goes with matters: fill both or neither, and both where the claim did not hold"
    for column, wanted in (("belongs_to", verdict == "misattributed"), ("not_checkable_as", verdict == "not checkable")):
        if bool(audit[column]) != wanted:
            yield column, audit[column], "says whose the figure is where it is misattributed, and why nothing can settle what is not checkable"
    if verdict in OPEN:
        if audit["matters"]:
            yield "matters", audit["matters"], "is empty where nothing was found: no effect follows from what was not checked"
        if verdict == "not checkable" and audit["tests"] == "attribution":
            yield "verdict", verdict, "is of content only: whether somebody said a thing can always be looked up"
        return
    for column in [c for c in ("dataset", "where", "column", "operation", "evidence_value", "source_id") if not audit[c]]:
        yield column, "", "is empty, and only what is unverified may be without evidence"
    if dataset == "audits" or (dataset == "claims" and verdict != "inconsistent"):
        yield "dataset", dataset, "is what is judged and no evidence: name another table"
    if failed and not audit["checked_by_two"]:
        yield "checked_by_two", "false", f"is not enough for '{verdict}': a second reader judges first"
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
    strange = set(named) - set(data.source_ids(pd.concat(_selections(audit)), also=True)) - set(articles)
    if strange and dataset != "claims":
        yield "source_id", min(strange), "is not among the sources of the evidence rows"
    if str(value) != audit["evidence_value"] and not _near(value, audit["evidence_value"]):
        yield "evidence_value", audit["evidence_value"], f"is not what the rows give: {value}"
    elif not _fits(verdict, claim, value, audit["operation"]):
        yield "verdict", verdict, f"does not follow: the claim says otherwise than {value}"


def _fits(verdict: str, claim: pd.Series, found: float | str, operation: str) -> bool:
    """Whether a quantity is as near to what was found as its verdict says; powers of ten between their units do not count.

    ``confirmed``: ``=`` within half a unit of the last digit stated, ``~`` within a tenth, a bound satisfied; ``close``:
    within a tenth; ``contradicted``: not as ``confirmed``.
    """
    if claim["kind"] != "quantity" or verdict not in ("confirmed", "close", "contradicted") or operation not in MEASURED:
        return True
    best, relation, slack = claim["value"], claim["relation"], 1e-9
    if verdict == "close" or relation == "~":
        slack += 0.1 * abs(best)
    elif relation == "=":
        slack += rounding(best) / 2
    low = claim["low"] if pd.isna(best) else best - slack if "<" not in relation else float("-inf")
    high = claim["high"] if pd.isna(best) else best + slack if ">" not in relation else float("inf")
    like = claim[["value", "low", "high"]].max()
    figure = min((float(found) * unit for unit in (1, 1e3, 1e6, 1e9)), key=lambda one: abs(one - like))
    return (figure < low or figure > high) == (verdict == "contradicted")


def _near(value: float | str, stated: str) -> bool:
    """Equal to the digits stated."""
    try:
        decimals = len(stated.partition(".")[2])
        return abs(float(value) - float(stated)) <= float(0.5 * 10**-decimals) + 1e-9
    except ValueError:
        return False
