"""Notebook 09: the verdicts on the articles' claims, counted, measured and drawn.

A row is a claim, with the audit that decides its verdict. A verdict is about a number, never about
its author. How claims are judged, and in which order verdicts weigh, is in ``heartland.claims``.
"""

import functools
import math
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from heartland import claim_wording, sentences
from heartland.claims import (
    ADVERSE,
    HELD,
    NOT_CHECKABLE,
    NOT_HELD,
    ORDER,
    OUTCOME_OF,
    OUTCOMES,
    RESERVED,
    UNCHECKED,
    WITHOUT_EVIDENCE,
)
from heartland.figures import charts, sizes, style
from heartland.figures.frame import Sheet, frame, name_panel, panels
from heartland.figures.labels import note
from heartland.sentences import Finding
from heartland.tables import measures
from heartland.tables.areas import area_names
from heartland.tables.sources import join_columns, join_ids
from heartland_evidence.claims.reliability import READERS, agreement, blind, of_verdicts

Row = Mapping[Any, Any]  # a row by its columns

EVERY = "every verdict"
GREEN = style.OTHERS[3]
COLOURS = {  # of the outcomes
    HELD: style.OTHERS[0],
    RESERVED: style.OTHERS[2],
    NOT_HELD: style.OTHERS[1],
    UNCHECKED: style.QUIET,
    NOT_CHECKABLE: style.TEXT,  # drawn hollow
}
CHECKED = [HELD, RESERVED, NOT_HELD]
KINDS = {  # of claims, and their names
    "quantity": "quantities",
    "rank": "ranks",
    "direction": "directions",
    "dated_event": "dates",
}
ONE = {what: kind for kind, what in KINDS.items()} | {"dates": "date"}
QUESTIONS = {"quoted": "Was it quoted correctly?", "so": "Is it so?"}  # columns of verdicts
REASONS = {
    "view": "a view",
    "forecast": "a forecast",
    "no measure": "a comparison without a measure",
}
WIDE = 32  # squares in a row
CHARACTERS_OF_LABEL = 44  # on a line of a claim written beside its dot, at most
LINES_OF_LABEL = 4  # of such a claim, at most
BEYOND_ITS_DOT = 2  # characters that such a claim at the left of its dot reaches beyond it
THEMES = {"sco": "SCO", "ecommerce": "e-commerce"}  # as a reader writes them
SAME_EVIDENCE = "same evidence, other verdict"
SAME_MEASURE = "same measure, other figure"

AUDIT = [
    "dataset",
    "where",
    "column",
    "operation",
    "evidence_value",
    "source_id",
    "explanation",
    "matters",
    "effect",
    "belongs_to",
    "not_checkable_as",
]
COLUMNS = [  # what is exported of a claim
    "claim_id",
    "article_id",
    "article",
    "nth",
    "what",
    "theme",
    "area",
    "statement",
    "relation",
    "value",
    "unit",
    "evidence_value",
    "outcome",
    "verdict",
    "explanation",
    "shown",
    "source_id",
]
RATIO_COLUMNS = [*COLUMNS, "found", "found_unit", "ratio", "exact"]
CARD_COLUMNS = [
    *COLUMNS,
    "belongs_to",
    "scale",
    "stated_as",
    "found_as",
    "stated_at",
    "found_at",
    "why",
    "matters",
]

DAY = r"\d{4}(?:-\d\d){0,2}"  # a date known to the year, month or day
OF_A_RATE = {
    "<": "shrinking",
    "<=": "not growing",
    ">": "growing",
    ">=": "not shrinking",
    "=": "level",
}
GROUPS = {  # in short, as claims have them, and in full
    "KIB": "Katibat Imam al-Bukhari",
    "KTJ": "Katibat al-Tawhid wal Jihad",
}
AFTER = {"percent": "%", "index points": "points", "USD": "USD", "km": "km"}


# Rows


def decided(judged: pd.DataFrame, deciding: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return every claim with the audit that decides its verdict.

    Args:
        judged: claims as ``claims.judged`` returns them.
        deciding: their audits as ``claims.deciding_audits`` returns them.
        articles: rows of ``articles``.

    Returns:
        The columns of ``judged`` and of the audit, empty where there is none; ``article`` (outlet
        and month), ``what`` (the kind of claim), and the article among ``source_id``.
    """
    rows = judged.join(deciding[AUDIT], on="claim_id").fillna(dict.fromkeys(AUDIT, ""))
    names = _article_names(articles)
    return rows.assign(
        article=rows["article_id"].map(names),
        what=rows["kind"].map(KINDS),
        source_id=join_columns(rows, "article_id", "source_id"),
    )


def _article_names(articles: pd.DataFrame) -> dict[str, str]:
    """Name each article after its outlet and month."""
    outlet = articles["outlet"].str.replace(
        r" (?:Counter Terrorist|Foreign Affairs).*", "", regex=True
    )
    outlet = outlet.replace("South China Morning Post", "SCMP")
    published = articles["published"].str[:7].map(sentences.month)
    return dict(zip(articles["article_id"], outlet + ", " + published, strict=True))


def measured(
    rows: pd.DataFrame, units: "pd.Series[str]", other_figures: pd.DataFrame
) -> pd.DataFrame:
    """Add what each audit found as a number, and what the claim states as a multiple of it.

    Args:
        rows: claims with their audits, from ``decided``.
        units: the unit of each column of evidence, by dataset and column.
        other_figures: the table in which each row has a unit of its own.

    Returns:
        The rows with ``found`` (in persons or dollars, not in thousands or millions),
        ``found_unit``, ``alike`` (the claim has the same unit), ``exact`` (no bound) and ``ratio``,
        which is missing unless both are quantities of one unit above zero.
    """
    found_units = [_found_unit(row, units, other_figures) for row in rows.to_dict("records")]
    factors = [claim_wording.times(unit) for unit in found_units]
    found = pd.to_numeric(rows["evidence_value"], errors="coerce").astype("float64") * factors
    pairs = zip(rows["unit"], found_units, strict=True)
    rows = rows.assign(
        found_unit=found_units,
        found=found,
        alike=[_alike(claimed, evidence) for claimed, evidence in pairs],
        exact=rows["relation"].isin(["=", "~"]),
    )
    comparable = rows["kind"].eq("quantity") & rows["alike"]
    comparable &= rows["value"].gt(0) & rows["found"].gt(0)
    ratio = (rows["value"] / rows["found"]).round(3).where(comparable)
    is_count = rows["unit"].eq("count") & rows["verdict"].map(OUTCOME_OF).eq(HELD)
    borne_out = rows["exact"] & (rows["verdict"].eq("confirmed") | is_count)
    by_counting_the_others = borne_out & ~ratio.between(0.9, 1.1)
    return rows.assign(ratio=ratio.mask(by_counting_the_others))


def _found_unit(row: Row, units: "pd.Series[str]", other_figures: pd.DataFrame) -> str:
    unit = claim_wording.unit_found(row, units, other_figures)
    return unit.replace("as in the column scale", "index points")


def _alike(claimed: str, evidence: str) -> bool:
    """Tell whether a claim has the unit of its evidence, be that in thousands or millions."""
    plain = re.sub(f" ({'|'.join(claim_wording.MULTIPLES)})$", "", evidence)
    return bool(claimed) and claimed in plain.split(", ")


def shown(verdicts: Sequence[str]) -> str:
    """Say which verdicts a selection lets through: titles count what held only if all are."""
    if set(verdicts) >= set(ORDER):
        return EVERY
    return ", ".join(verdicts)


def _whole(rows: pd.DataFrame) -> bool:
    return bool(rows["shown"].iloc[0] == EVERY)


def by_theme(rows: pd.DataFrame) -> pd.DataFrame:
    """Count claims by kind and theme: a column for each outcome, how many were checked, sources."""
    counts = rows.pivot_table(
        index=["what", "theme"], columns="outcome", values="claim_id", aggfunc="count", fill_value=0
    )
    counts = counts.reindex(columns=list(OUTCOMES), fill_value=0).rename_axis(columns=None)
    counts["checked"] = counts[CHECKED].sum(axis=1)
    counts["source_id"] = rows.groupby(["what", "theme"])["source_id"].agg(join_ids)
    table = counts.reset_index().assign(shown=rows["shown"].max())
    place = table["what"].map(list(KINDS.values()).index)
    table = table.assign(place=place).sort_values(
        ["place", "checked", "theme"], ascending=[True, False, True]
    )
    return table.drop(columns="place")


def answers(tallies: Mapping[str, pd.DataFrame], rows: pd.DataFrame) -> pd.DataFrame:
    """Put the tallies of the two questions below each other, with the sources of their claims.

    Args:
        tallies: how many claims of each kind (its index) have each outcome, by question.
        rows: the claims that were counted.

    Returns:
        A row for each question and kind, in the order of ``KINDS``: ``question`` in words,
        ``what``, a column for each outcome, ``checked``, ``source_id``.
    """
    parts = []
    for question, tally in tallies.items():
        asked = rows[rows[question].ne("")]
        sources = asked.groupby("what")["source_id"].agg(join_ids)
        kinds = [what for what in KINDS.values() if what in tally.index]
        part = tally.reindex(kinds).rename_axis(index="what", columns=None).reset_index()
        part = part.assign(question=QUESTIONS[question], source_id=part["what"].map(sources))
        parts.append(part)
    return pd.concat(parts, ignore_index=True).assign(shown=rows["shown"].max())


def weightiest_first(touching: pd.DataFrame) -> pd.DataFrame:
    """Order claims by the codebook's order of verdicts, then by the code of the claim."""
    ranked = touching.assign(rank=touching["verdict"].map(ORDER.index))
    return ranked.sort_values(["rank", "claim_id"]).drop(columns="rank")


def as_cards(rows: pd.DataFrame) -> pd.DataFrame:
    """Write both sides of a difference as text, and as places on one axis where they share one.

    Returns:
        The rows with ``scale`` (date, quantity, or empty where the two have no common unit or the
        figure belongs to something else),
        ``stated_as`` and ``found_as`` (text), ``stated_at`` and ``found_at`` (years or numbers),
        and ``why`` (the first sentence of the explanation).
    """
    dates = rows["kind"].eq("dated_event") & rows["operation"].eq("date")
    dates &= rows["period"].str.fullmatch(DAY) & rows["evidence_value"].str.fullmatch(DAY)
    scale = dates.map({True: "date", False: ""})
    scale = scale.mask(rows["kind"].eq("quantity") & rows["alike"], "quantity")
    scale = scale.mask(rows["belongs_to"].ne(""), "")
    return rows.assign(
        scale=scale,
        why=rows["explanation"].str.split(". ", regex=False).str[0].str.rstrip("."),
        stated_at=_on_axis(rows["period"], rows["value"], scale),
        found_at=_on_axis(rows["evidence_value"], rows["found"], scale),
        stated_as=[_stated_as(row) for row in rows.to_dict("records")],
        found_as=[_found_as(row) for row in rows.to_dict("records")],
    )


def _on_axis(
    dates: "pd.Series[str]", values: "pd.Series[float]", scale: "pd.Series[str]"
) -> "pd.Series[float]":
    """Place dates as years and quantities as numbers; what has no scale has no place."""
    is_date = scale.eq("date")
    years = charts.decimal_year(dates.where(is_date, "2000"))
    return years.where(is_date, values.where(scale.eq("quantity")))


def _stated_as(row: Row) -> str:
    """Write what a claim states as short text."""
    if row["kind"] == "dated_event":
        day = _date_in_words(row["period"])
        return f"by {day}" if row["relation"] == "<=" else day
    if pd.isna(row["value"]):
        words = OF_A_RATE if _is_a_rate(row) else claim_wording.DIRECTION
        return words.get(row["relation"], "a range")
    stated = measures.relation_in_words(row["relation"], _figure(row["value"], row["unit"]))
    if row["belongs_to"]:
        areas = sentences.listed(area_names().get(area, area) for area in row["area"].split(";"))
        stated += f": {areas}"
    return stated


def _found_as(row: Row) -> str:
    """Write what an audit found as short text."""
    found = _found_in_words(row)
    if row["belongs_to"]:
        return f"{found}: {row['belongs_to']}"
    return found


def _found_in_words(row: Row) -> str:
    if pd.isna(row["found"]) or row["found_unit"] == "date":
        return _date_in_words(row["evidence_value"])
    sign = "+" if row["kind"] == "direction" and row["found"] > 0 else ""
    found = sign + _figure(row["found"], row["found_unit"])
    return found + _year_of(row["where"]) if _is_a_rate(row) else found


def _is_a_rate(row: Row) -> bool:
    """Whether a direction was held against a rate of growth, which is below zero in a fall."""
    is_direction = row["kind"] == "direction" and row["operation"] == "value"
    return bool(is_direction and row["column"] == "growth_pct")


def _year_of(where: str) -> str:
    """Name in brackets the year of the one row that a condition selects, if it names one.

    >>> _year_of("area=KAZ;year=2021;measure=gdp_growth")
    ' (2021)'
    """
    years = re.findall(r"(?:^|;)(?:year|period|target_year)=(\d{4})(?=;|$)", where)
    return f" ({years[0]})" if len(years) == 1 else ""


def _date_in_words(date: str) -> str:
    """Write a date in words; other text stays, and nothing is "undated"."""
    if re.fullmatch(DAY, date):
        return sentences.month(date)
    return date or "undated"


def _figure(value: float, unit: str = "") -> str:
    figure = f"{value:,.10g}".replace("-", "\N{MINUS SIGN}")
    return sentences.with_unit(figure, AFTER.get(unit, ""))


def disagreements(rows: pd.DataFrame) -> pd.DataFrame:
    """Return claims in which two articles disagree, by the two rules of ``how``.

    The same evidence bears out one and not another; or both state a figure for one place, measure
    and period, and the figures differ. ``on`` is the evidence or the measure that they share.
    """
    both = pd.concat([_split_by_evidence(rows), _split_by_figure(rows)])
    both = both.drop_duplicates(["on", "article_id", "outcome"])
    return both.sort_values(["how", "on", "published", "claim_id"])


def _split_by_evidence(rows: pd.DataFrame) -> pd.DataFrame:
    """Return claims of two articles that rest on the same rows and do not share an outcome."""
    rows = rows[rows["dataset"].ne("")]
    rows = rows.assign(on=rows["dataset"] + ": " + rows["where"], how=SAME_EVIDENCE)
    return _differing(rows, "outcome")


def _split_by_figure(rows: pd.DataFrame) -> pd.DataFrame:
    """Return figures of two articles for one place, measure and period that are not alike."""
    rows = rows[rows["kind"].isin(["quantity", "rank"])]
    rows = rows.assign(
        on=rows["area"] + ", " + rows["measure"] + ", " + rows["period"],
        how=SAME_MEASURE,
        stated=rows["relation"] + rows["value"].astype("str"),
    )
    return _differing(rows, "stated")


def _differing(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Keep what two articles share by ``on`` where they differ in a column."""
    groups = rows.groupby("on")
    articles = groups["article_id"].transform("nunique")
    values = groups[column].transform("nunique")
    return rows[articles.gt(1) & values.gt(1)]


# Findings


def bottom_line(rows: pd.DataFrame) -> list[Finding]:
    """Return what holds of all claims: ``rows`` are those of ``measured``, whatever is chosen."""
    distinct = rows[rows["same_as"].eq("")].assign(shown=EVERY)
    return [
        what_held(distinct),
        two_answers(distinct),
        compared_closely(comparable(distinct)),
        argument_touched(distinct),
        left_open(distinct),
        articles_disagree(rows),
    ]


def comparable(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the quantities whose audit ends in a figure of the same unit, and of their own."""
    elsewhere = rows["verdict"].isin(["misattributed", *WITHOUT_EVIDENCE])
    return rows[rows["ratio"].notna() & ~elsewhere]


def what_held(rows: pd.DataFrame) -> Finding:
    """Count by kind how many of the claims that could be checked held, and what became of others.

    Facts: for each kind ``held``, ``reserved``, ``not_held`` and ``checked``.
    """
    facts: dict[str, dict[str, int]] = {}
    for what in KINDS.values():
        counts = rows.loc[rows["what"].eq(what), "outcome"].value_counts()
        held, reserved, not_held = (int(counts.get(outcome, 0)) for outcome in CHECKED)
        facts[what] = {
            "held": held,
            "reserved": reserved,
            "not_held": not_held,
            "checked": held + reserved + not_held,
        }
    known = {what: counts for what, counts in facts.items() if counts["checked"]}
    if not known:
        return Finding("None of the claims could be checked.", facts)
    total = {
        name: sum(counts[name] for counts in known.values())
        for name in ("held", "reserved", "not_held", "checked")
    }
    outcomes = _outcomes(total["held"], total["reserved"], total["not_held"])
    claims = sentences.count(total["checked"], "claim")
    of_kinds = sentences.listed(
        f"{counts['held']} of {counts['checked']} {ONE[what] if counts['checked'] == 1 else what}"
        for what, counts in known.items()
    )
    text = f"of {claims} that could be checked, {outcomes}. By kind, those that held are {of_kinds}"
    return Finding(f"{text}.", facts)


def two_answers(rows: pd.DataFrame) -> Finding:
    """Tell apart whether claims were quoted correctly and whether they are so.

    Facts: for each kind of which both questions were answered, and each question, ``held`` and
    ``checked``. The text has the kind whose quotations were checked most.
    """
    facts: dict[str, dict[str, dict[str, int]]] = {}
    for what in KINDS.values():
        of_kind = rows[rows["what"].eq(what)]
        counts = {question: _held_of_checked(of_kind[question]) for question in QUESTIONS}
        if all(count["checked"] for count in counts.values()):
            facts[what] = counts
    if not facts:
        text = "Of no kind of claim were both questions answered, whether it was said and is so."
        return Finding(text, facts)
    what = max(facts, key=lambda kind: facts[kind]["quoted"]["checked"])
    quoted, so = facts[what]["quoted"], facts[what]["so"]
    return Finding(
        "did the body named say it, and is it so? Asked apart, the first held for"
        f" {quoted['held']} of {quoted['checked']} checked {what}, the second for"
        f" {so['held']} of {so['checked']}.",
        facts,
    )


def _held_of_checked(verdicts: "pd.Series[str]") -> dict[str, int]:
    outcomes = verdicts.map(OUTCOME_OF)
    checked = outcomes[outcomes.isin(CHECKED)]
    return {"held": int(checked.eq(HELD).sum()), "checked": len(checked)}


def compared_closely(rows: pd.DataFrame) -> Finding:
    """Say how many figures lay near what was found, and which are compared."""
    finding = near_what_was_found(rows)
    which = "compared in one unit; bounds, such as “at least”, are left out"
    return Finding(f"{finding.text} ({which}).", finding.facts)


def argument_touched(rows: pd.DataFrame) -> Finding:
    """Count the claims that did not hold and touch the argument of their article."""
    wrong = rows[rows["outcome"].eq(NOT_HELD)]
    facts = {
        "touch": int(wrong["effect"].isin(["changes", "softens"]).sum()),
        "in_part": int(wrong["effect"].eq("softens").sum()),
        "of": len(wrong),
    }
    return Finding(
        f"{facts['touch']} of the {facts['of']} claims that did not hold touch the argument of"
        f" their article, as the auditors’ notes have it, {sentences.count(facts['in_part'])} of"
        " them only in part; the others leave it as it stood, or strengthen it.",
        facts,
    )


def left_open(rows: pd.DataFrame) -> Finding:
    """Count the claims that could not be checked, and those that no evidence could settle."""
    open_claims = rows[rows["outcome"].eq(UNCHECKED)]
    facts: dict[str, Any] = {
        "open": len(open_claims),
        "of": len(rows),
        "searched": int(open_claims["explanation"].ne("").sum()),
        "not_checkable": by_reason(rows),
    }
    searched = f"the audits of {sentences.count(facts['searched'])} say where it was looked for"
    if facts["searched"] == facts["open"]:
        searched = "the audit of each says where it was looked for"
    text = f"{facts['open']} of {facts['of']} distinct claims could not be checked; {searched}"
    if facts["not_checkable"]:
        reasons = sentences.listed(
            f"{sentences.count(n)} {_reason(reason, n)}"
            for reason, n in facts["not_checkable"].items()
        )
        total = sentences.count(sum(facts["not_checkable"].values()))
        text += f". No evidence could settle {total} more ({reasons}), and no share counts them"
    return Finding(f"{text}.", facts)


def by_reason(rows: pd.DataFrame) -> dict[str, int]:
    """Count the claims that are not checkable by what they are, the most first."""
    reasons = rows.loc[rows["outcome"].eq(NOT_CHECKABLE), "not_checkable_as"].value_counts()
    return {str(reason): int(n) for reason, n in reasons.items()}


def _reason(reason: str, n: int) -> str:
    singular = REASONS.get(reason, reason).removeprefix("a ")
    if n == 1:
        return singular
    return singular.replace("comparison", "comparisons") if " " in singular else f"{singular}s"


def articles_disagree(rows: pd.DataFrame) -> Finding:
    """Count the cases in which two articles disagree, by the two rules of ``disagreements``."""
    cases = disagreements(rows).groupby("how")["on"].nunique()
    facts = {
        "same_evidence": int(cases.get(SAME_EVIDENCE, 0)),
        "same_measure": int(cases.get(SAME_MEASURE, 0)),
    }
    return Finding(
        f"in {sentences.count(facts['same_evidence'], 'case')} the same evidence bears out one"
        f" article and not another; in {sentences.count(facts['same_measure'], 'case')}"
        " articles state one measure differently.",
        facts,
    )


def how_sure(rows: pd.DataFrame, audits: pd.DataFrame) -> list[Finding]:
    """Say what stands behind the verdicts: second readers, values recomputed, repetitions."""
    against = audits[audits["verdict"].map(OUTCOME_OF).eq(NOT_HELD)]
    read_twice = {"twice": int(against["checked_by_two"].sum()), "of": len(against)}
    recomputed = {"valued": int(audits["evidence_value"].ne("").sum()), "of": len(audits)}
    repeated = {"repeated": int(rows["same_as"].ne("").sum()), "of": len(rows)}
    audits_read = _some(read_twice["twice"], read_twice["of"], "audit")
    return [
        Finding(f"{audits_read} with a verdict against a claim had a second reader;", read_twice),
        Finding(
            f"{recomputed['valued']} of {recomputed['of']} audits end in a value that is"
            " recomputed from its rows whenever the data are validated;",
            recomputed,
        ),
        Finding(
            f"{sentences.count(repeated['repeated'])} of {repeated['of']} coded claims repeat"
            " another and are not counted again.",
            repeated,
        ),
    ]


def read_again(readings: pd.DataFrame) -> list[Finding]:
    """Say how many audits a blind reader judged again, how far the two agree, and what followed.

    Args:
        readings: rows of ``second_readings``.
    """
    readings = blind(readings)
    whole = of_verdicts(readings)
    narrow = readings.drop(whole.index)
    if whole.empty:
        return [Finding("No audit was judged again by a second reader.")]
    findings = [who_was_read(whole), how_far_readers_agree(whole), what_was_settled(whole)]
    return findings if narrow.empty else [*findings, whether_checkable(narrow)]


def who_was_read(readings: pd.DataFrame) -> Finding:
    """Count the second readings, and those of an adverse verdict among them.

    Facts: how many ``audits`` were ``read``, some of them more than once; how often the first
    verdict was an ``adverse`` one, and how often one of the ``others``.
    """
    adverse = int(readings["first_verdict"].isin(ADVERSE).sum())
    facts = {
        "read": len(readings),
        "audits": len(readings.drop_duplicates(["claim_id", "tests"])),
        "adverse": adverse,
        "others": len(readings) - adverse,
    }
    audits = sentences.count(facts["audits"], "audit was", "audits were")
    again = "" if facts["read"] == facts["audits"] else ", some of them more than once"
    return Finding(
        f"{sentences.sentence(audits)} judged again{again}, by readers who"
        " saw the paragraph, the claim and the rows of evidence, and not the verdict."
        " The first verdict was an adverse one (the claim did not hold, or only with a reservation)"
        f" in {_how_many(facts['adverse'])} of the {sentences.count(facts['read'], 'reading')},"
        f" another in {_how_many(facts['others'])}; the readers got both mixed.",
        facts,
    )


def how_far_readers_agree(readings: pd.DataFrame) -> Finding:
    """Give the agreement of the two readers on the verdict, and on its side.

    Facts: for ``verdict`` and ``side`` how many are the ``same``, ``percent`` and ``alpha``, both
    as printed.
    """
    facts = {}
    for on, found in agreement(readings).items():
        facts[on] = {
            "same": found["same"],
            "percent": round(found["percent"]),
            "alpha": round(found["alpha"], 2),
        }
    verdict, side = facts["verdict"], facts["side"]
    return Finding(
        f"Both readers gave the same of the ten verdicts to {verdict['same']} of {len(readings)}"
        f" ({verdict['percent']} percent; Krippendorff’s alpha {_alpha(verdict['alpha'])}), and"
        f" agreed on whether it is an adverse one for {side['same']}"
        f" ({side['percent']} percent; alpha {_alpha(side['alpha'])}).",
        {**facts, "of": len(readings)},
    )


def _alpha(value: float) -> str:
    return "undefined" if math.isnan(value) else sentences.number(value, 2)


def what_was_settled(readings: pd.DataFrame) -> Finding:
    """Count where the readers differ, and which verdict a third reading settled on."""
    differ = readings[readings["first_verdict"].ne(readings["second_verdict"])]
    kept = int(differ["settled_verdict"].eq(differ["first_verdict"]).sum())
    facts: dict[str, Any] = {
        "differ": len(differ),
        "kept": kept,
        "changed": len(differ) - kept,
    }
    if differ.empty:
        return Finding("No verdict was read in two ways.", facts)
    pairs = differ.groupby(READERS).size().sort_values(ascending=False, kind="stable")
    facts["commonest"] = [*pairs.index[0], int(pairs.iloc[0])]
    first, second, times = facts["commonest"]
    read = sentences.count(facts["differ"], "verdict was", "verdicts were")
    return Finding(
        f"{sentences.sentence(read)} read in two ways, most"
        f" often as {first} by the first reader and {second} by the second"
        f" ({sentences.count(times)}); a third reading kept {_how_many(facts['kept'])} of the first"
        f" reader’s and changed {_how_many(facts['changed'])}.",
        facts,
    )


def whether_checkable(readings: pd.DataFrame) -> Finding:
    """Say how often a reader who was asked only whether a claim can be checked said no as well.

    Args:
        readings: rows of ``second_readings``, each with the first verdict not checkable.

    Facts: how many were ``read``, to how many the ``same`` was answered, and of the others how
    many first verdicts a third reading ``kept`` and ``changed``.
    """
    differ = readings[readings["first_verdict"].ne(readings["second_verdict"])]
    kept = int(differ["settled_verdict"].eq(differ["first_verdict"]).sum())
    facts = {
        "read": len(readings),
        "same": len(readings) - len(differ),
        "kept": kept,
        "changed": len(differ) - kept,
    }
    return Finding(
        "Whether a claim can be checked at all was asked separately, and is not counted above: of"
        f" {sentences.count(facts['read'], 'claim')} that the first reading called not checkable, a"
        " second reader, who got them among others and did not know which they were, agreed on"
        f" {_how_many(facts['same'])}; of the rest a third reading kept {_how_many(facts['kept'])}"
        f" and declared {_how_many(facts['changed'])} checkable.",
        facts,
    )


def _how_many(n: int) -> str:
    return sentences.count(n) if n else "none"


def corrected(changes: pd.DataFrame) -> Finding:
    """Count the changes of verdicts in the history of the collection.

    Args:
        changes: rows of ``verdict_changes``.
    """
    facts: dict[str, Any] = {
        "changes": len(changes),
        "audits": len(changes.drop_duplicates(["claim_id", "tests"])),
    }
    if changes.empty:
        return Finding("No verdict has been changed.", facts)
    steps = changes.groupby(["from", "to"]).size().sort_values(ascending=False, kind="stable")
    facts["commonest"] = [*steps.index[0], int(steps.iloc[0])]
    before, after, times = facts["commonest"]
    audits = sentences.count(facts["audits"], "audit")
    made = sentences.sentence(sentences.count(facts["changes"], "change"))
    return Finding(
        f"{made} of the verdicts of {audits}"
        f" {'is' if facts['changes'] == 1 else 'are'} on record, most often from {before} to"
        f" {after} ({sentences.count(times)}).",
        facts,
    )


def held(rows: pd.DataFrame) -> Finding:
    """Say of which kinds of claims most of those that could be checked held.

    Facts: for each kind with a checked claim, how many held and how many were checked.
    """
    if not _whole(rows):
        return Finding("Claims with the verdicts chosen, by article")
    facts: dict[str, list[int]] = {}
    for what in KINDS.values():
        outcomes = rows.loc[rows["what"].eq(what), "outcome"]
        checked = int(outcomes.isin(CHECKED).sum())
        if checked:
            facts[what] = [int(outcomes.eq(HELD).sum()), checked]
    if not facts:
        return Finding("None of these claims could be checked", facts)
    mostly = [what for what, (good, checked) in facts.items() if good > checked / 2]
    if not mostly:
        kinds = sentences.listed(facts)
        return Finding(f"Of no kind did most of the claims checked hold: {kinds}", facts)
    return Finding(f"Most of the {sentences.listed(mostly)} checked held", facts)


def quoted_and_so(table: pd.DataFrame) -> Finding:
    """Say of the kind whose quotations were checked most what became of it by the evidence.

    Facts: the kind (``what``), and of the question whether it is so how many ``held``, held with a
    reservation (``reserved``), did not hold (``not_held``) and were ``checked``.
    """
    if not _whole(table):
        return Finding("Was it quoted correctly, and is it so? Claims with the verdicts chosen")
    checked = table[table["checked"].gt(0)].groupby("what")
    both = checked["question"].nunique()
    both = both[both.eq(len(QUESTIONS))]
    if both.empty:
        return Finding("Was it quoted correctly, and is it so?")
    is_quotation = table["question"].eq(QUESTIONS["quoted"]) & table["what"].isin(both.index)
    totals = table[is_quotation].set_index("what")["checked"]
    what = str(totals.nlargest(1).index[0])
    so = table[table["what"].eq(what) & table["question"].eq(QUESTIONS["so"])].iloc[0]
    facts: dict[str, Any] = {
        "what": what,
        "held": int(so[HELD]),
        "reserved": int(so[RESERVED]),
        "not_held": int(so[NOT_HELD]),
        "checked": int(so["checked"]),
    }
    outcomes = _outcomes(facts["held"], facts["reserved"], facts["not_held"])
    return Finding(f"Is it so? Of {facts['checked']} {what} checked, {outcomes}", facts)


def _outcomes(held: int, reserved: int, not_held: int) -> str:
    """Tell the three outcomes of what was checked; one that none has is left out.

    >>> _outcomes(107, 16, 13)
    '107 held, 16 with a reservation, 13 did not'
    """
    parts = [f"{held or 'none'} held"]
    if reserved:
        parts.append(f"{reserved} with a reservation")
    if not_held:
        parts.append(f"{not_held} did not")
    return ", ".join(parts)


def themes_held(table: pd.DataFrame) -> Finding:
    """Say in how many themes more than half of the checked quantities held."""
    figures = table[table["what"].eq("quantities") & table["checked"].gt(0)]
    if len(figures) < 2 or not _whole(table):
        return Finding("Checked claims by theme and verdict")
    mostly = figures[HELD] > figures["checked"] / 2
    facts = {"themes": len(figures), "mostly_held": int(mostly.sum())}
    themes = _some(facts["mostly_held"], facts["themes"], "theme")
    return Finding(f"In {themes} most of the quantities checked held", facts)


def near_what_was_found(rows: pd.DataFrame) -> Finding:
    """Say how many figures stated as such lay within a tenth of the one found."""
    near = rows.loc[rows["exact"], "ratio"].between(0.9, 1.1)
    if near.empty or not _whole(rows):
        return Finding("Stated figures as a multiple of those found")
    facts = {"near": int(near.sum()), "of": len(near)}
    figures = _some(facts["near"], facts["of"], "comparable figure")
    return Finding(sentences.sentence(f"{figures} lay within a tenth of what was found"), facts)


def consequence(rows: pd.DataFrame) -> Finding:
    """Say how many differences change an argument, which is the auditors’ judgement."""
    facts = {"differences": len(rows)}
    verb = "changes" if facts["differences"] == 1 else "change"
    text = f"{sentences.count(facts['differences'], 'difference')} {verb} what an article argued"
    return Finding(f"{sentences.sentence(text)}, in the auditors’ judgement", facts)


def in_sentences(cards: pd.DataFrame) -> list[str]:
    """Write each difference in words: the claim, what was found, what follows for the argument."""
    lines = []
    for card in cards.to_dict("records"):
        text = {name: sentences.plain(card[name]) for name in ("article", "why", "matters")}
        statement = sentences.plain(_groups_in_full(card["statement"]))
        head = f"*{statement}* ({text['article']}; {card['verdict']})"
        lines.append(f"{head}. {text['why']}. {text['matters']}")
    return lines


def _groups_in_full(statement: str) -> str:
    """Write the names of armed groups that a claim has in short."""
    for short, name in GROUPS.items():
        statement = re.sub(rf"\b{short}\b", name, statement)
    return statement


def _some(holds: int, of: int, noun: str) -> str:
    """Write "every theme", "seven of nine themes", "no theme"."""
    if not holds:
        return f"no {noun}"
    if holds == of:
        return sentences.quantifier(holds, of, noun)
    return f"{sentences.count(holds)} of {sentences.count(of)} {noun}s"


# Every claim, one square


def draw_squares(rows: pd.DataFrame) -> Sheet:
    """Draw one square for each claim, the articles below each other, longest first."""
    size = rows.groupby("article_id")["claim_id"].transform("size")
    rows = rows.assign(line=rows["article"], size=size)
    rows = rows.sort_values(["size", "article"], ascending=[False, True])
    lines = int(_lines_needed(rows["line"].value_counts()).sum())
    place = "Beside the name" if sizes.current().is_narrow else "On the right"
    subtitle = (
        f"Distinct claims by article, one square each (n = {len(rows)}). {place} how many of"
        " them, in the colours of the key."
    )
    height = max(2.1, 1.95 + 0.19 * lines)
    key = _key(rows)
    fig, axes = frame(rows, held(rows), subtitle + _only(rows), key=key, height=height)
    _label_articles(axes, rows, _squares(axes, rows))
    return fig


def _key(rows: pd.DataFrame) -> dict[str, str]:
    """Return the colours of the outcomes that rows have."""
    return {
        outcome: colour for outcome, colour in COLOURS.items() if outcome in set(rows["outcome"])
    }


def _only(rows: pd.DataFrame) -> str:
    """Return what a subtitle adds where some verdicts are left out."""
    return "" if _whole(rows) else " Only the verdicts chosen."


def _squares_in_a_row() -> int:
    if sizes.current().is_narrow:
        return WIDE  # the names stand above the squares
    if sizes.current().shape:  # its height is given: as few lines as can be
        return sizes.current().characters(WIDE + 12)
    return sizes.current().characters(WIDE)


def _lines_needed(squares: "pd.Series[int]") -> "pd.Series[int]":
    """Return the lines of squares of each article, with that of its name where it has one."""
    return -(-squares // _squares_in_a_row()) + int(sizes.current().is_narrow)


def _squares(axes: Axes, rows: pd.DataFrame) -> "pd.Series[int]":
    """Draw the squares of each ``line``, by outcome in the order of the key.

    Returns:
        how many lines of squares each article takes, from the top.
    """
    wide = _squares_in_a_row()
    names = list(dict.fromkeys(rows["line"]))
    order = list(COLOURS)
    rows = rows.sort_values("outcome", key=lambda outcome: outcome.map(order.index), kind="stable")
    nth = rows.groupby("line").cumcount()
    lines = _lines_needed(rows["line"].value_counts()[names])
    top = lines.cumsum() - lines
    first = rows["line"].map(top) + int(sizes.current().is_narrow)
    rows = rows.assign(x=nth % wide, y=first + nth // wide)
    for outcome, part in rows.groupby("outcome", sort=False):
        colour = COLOURS[str(outcome)]
        axes.plot(
            part["x"],
            part["y"],
            "s",
            color=colour,
            markerfacecolor="white" if outcome == NOT_CHECKABLE else colour,
            markersize=6.2 * _square_scale(),
            markeredgewidth=1.0 if outcome == NOT_CHECKABLE else 0,
            gid=part.get("mark"),
        )
    return lines


def _square_scale() -> float:
    """Return how large a square is beside one of a column: as the room for it."""
    return 1.0 if sizes.current().is_narrow else sizes.current().type_scale


def _label_articles(axes: Axes, rows: pd.DataFrame, lines: "pd.Series[int]") -> None:
    """Write the name of each article and its counts, and draw a rule between articles.

    Args:
        axes: where the squares are drawn.
        rows: the claims, with the article of each as ``line``.
        lines: how many lines of squares each article takes, from the top.
    """
    tops = {str(name): int(top) for name, top in (lines.cumsum() - lines).items()}
    names = [""] * int(lines.sum())
    wide = _squares_in_a_row()
    width_of_counts = 3 * len(COLOURS)
    if sizes.current().is_narrow:  # names and counts stand above the squares
        charts.rows_of_text(axes, names)
        axes.set(xlim=(-1, wide), yticks=[])
        first = wide - width_of_counts + 2
        for name, top in tops.items():
            note(axes, name, (-0.5, top), va="center", **charts.small())
    else:
        for name, top in tops.items():
            names[top] = name
        charts.rows_of_text(axes, names)
        axes.set_xlim(-1, wide + width_of_counts)
        first = wide + 2
    for name, top in tops.items():
        if top:
            axes.axhline(top - 0.5, color=style.RULE, linewidth=0.8, zorder=0)
        _write_counts(axes, top, rows.loc[rows["line"].eq(name), "outcome"], first)


def _write_counts(axes: Axes, y: int, outcomes: "pd.Series[str]", right: int) -> None:
    """Write how many claims have each outcome, the first with its right edge at ``right``."""
    look: dict[str, Any] = {"ha": "right", "va": "center", "fontweight": "semibold"}
    for n, (outcome, colour) in enumerate(COLOURS.items()):
        axes.text(right + 3 * n, y, str(outcomes.eq(outcome).sum()), color=colour, **look)


# By theme


def draw_answers(table: pd.DataFrame) -> Sheet:
    """Draw a panel for each question of ``answers``, a bar for each kind of claim."""
    subtitle = (
        "Distinct claims by what was asked: did the body named say it, and is it so? In"
        f" brackets: asked and not checked. Not checkable: in no bar.{_only(table)}"
    )
    most = max(4, table["checked"].max()) * 1.3
    panel = functools.partial(_stacked_bars, by="what", most=most)
    key = {outcome: COLOURS[outcome] for outcome in CHECKED}
    finding = quoted_and_so(table)
    return panels(table, "question", panel, finding, subtitle, key=key, height=3.4, share_y=False)


def draw_themes(table: pd.DataFrame) -> Sheet:
    """Draw a bar for each theme of ``by_theme``: what held, held with a reservation, or did not."""
    most = max(4, table["checked"].max()) * 1.35
    size = sizes.current()
    columns = 4 if size.characters(80) > 80 else 2  # a wide sheet has them side by side
    columns = size.panels_in_a_row(min(columns, table["what"].nunique()))
    rows_of_panels = math.ceil(table["what"].nunique() / columns)
    tallest = max(3, table["what"].value_counts().max())
    height = 1.6 + (tallest * 0.24 + 0.35) * rows_of_panels
    subtitle = (
        "Distinct claims that could be checked, and how many of them held."
        f" In brackets: not checked.{_only(table)}"
    )
    kinds = list(dict.fromkeys(table["what"]))
    fig, grid = frame(
        table,
        themes_held(table),
        subtitle,
        panels=[sentences.sentence(kind) for kind in kinds],
        columns=columns,
        key={outcome: COLOURS[outcome] for outcome in CHECKED},
        height=height,
        share_y=False,
    )
    for axes, kind in zip(grid, kinds, strict=True):
        _stacked_bars(axes, table[table["what"].eq(kind)], "theme", most)
        axes.set_ylim(tallest - 0.45, -0.55)  # bars of one width in all panels
    return fig


def _stacked_bars(axes: Axes, table: pd.DataFrame, by: str, most: float) -> None:
    """Draw a bar for each row, its outcomes from what held on, the unchecked in brackets.

    A white line separates two outcomes; at the ends it would hide the bar of a single claim.
    """
    rows = pd.Series(range(len(table)), index=table.index)
    left = pd.Series(0, index=table.index)
    for outcome in CHECKED:
        bars = axes.barh(rows, table[outcome], left=left, color=COLOURS[outcome], height=0.62)
        charts.of_rows(bars, table["mark"])
        left = left + table[outcome]
        inner = table[outcome].gt(0) & left.lt(table["checked"])
        middle = rows[inner]
        axes.vlines(left[inner], middle - 0.31, middle + 0.31, color="white", linewidth=0.6)
    for y, (good, checked) in enumerate(zip(table[HELD], table["checked"], strict=True)):
        text = f"{good} of {checked}" if checked else "none checked"
        note(axes, text, (checked, y), (5, 0), va="center")
    labels = []
    for theme, unchecked in zip(table[by].replace(THEMES), table[UNCHECKED], strict=True):
        labels.append(f"{theme} ({unchecked})")
    charts.rows_of_text(axes, labels)
    axes.set_xlim(0, most)


# Stated against found


def draw_ratios(rows: pd.DataFrame) -> Sheet:
    """Draw what claims state as a multiple of what was found, on a logarithmic axis, by theme."""
    middle, places, tall = _places(rows)
    bounds = sentences.count(int((~rows["exact"]).sum()), "bound")
    subtitle = (
        f"Stated as a multiple of found; equal steps are equal multiples (n = {len(rows)};"
        f" hollow: {bounds}). Labelled: of each theme the exact figure furthest from 1, if more"
        " than a tenth off."
    )
    height = 1.9 + 0.092 * tall
    fig, axes = frame(rows, near_what_was_found(rows), subtitle, key=_key(rows), height=height)
    colours = rows["outcome"].map(COLOURS)
    axes.scatter(
        rows["ratio"],
        places,
        s=32,
        facecolors=colours.where(rows["exact"], "white"),
        edgecolors=colours,
        linewidths=1.2,
        zorder=3,
        gid=rows["mark"],
    )
    _ratio_axis(axes, rows, middle, tall)
    _label_furthest(axes, rows.assign(place=places), middle)
    return fig


def _places(rows: pd.DataFrame) -> "tuple[pd.Series[float], pd.Series[float], float]":
    """Put equal ratios of one theme above each other.

    Returns:
        The middle of each theme, the place of each dot, and the height of all.
    """
    bins = (rows["ratio"].map(math.log) * 22).round()
    piles = rows.assign(bin=bins).groupby(["theme", "bin"])
    least = LINES_OF_LABEL + 2 if _has_room_for_claims() else 3
    tall = piles["ratio"].transform("size").groupby(rows["theme"]).max().clip(lower=least) + 1
    middle = tall.cumsum() - tall / 2
    nth = piles.cumcount()
    steps = (nth + 1) // 2
    side = nth.mod(2).map({0: -1, 1: 1})  # dots of a pile stand in turn below and above the middle
    places = rows["theme"].map(middle) + side * steps
    return middle, places, tall.sum()


def _ratio_axis(axes: Axes, rows: pd.DataFrame, middle: "pd.Series[float]", tall: float) -> None:
    low = min(0.4, rows["ratio"].min() / 1.4)
    high = max(2.5, rows["ratio"].max() * (6 if _has_room_for_claims() else 1.6))
    axes.set_xscale("log")
    round_ratios = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 10, 20, 100]
    if sizes.current().is_narrow:
        round_ratios = [0.01, 0.1, 0.3, 1, 3, 10, 100]
    ticks = [ratio for ratio in round_ratios if low <= ratio <= high]
    axes.set_xticks(ticks, [f"{ratio:g}" for ratio in ticks])
    axes.set_xticks([], minor=True)
    below = 4 if _has_room_for_claims() else 3  # the label of the last row stands below it
    axes.set(ylim=(tall + below, 0), xlim=(low, high))
    axes.set_yticks(list(middle), list(middle.rename(THEMES).index))
    axes.grid(True, axis="x")
    axes.axvline(1, color=style.INK, linewidth=0.9, zorder=1)


def _has_room_for_claims() -> bool:
    """Whether a claim can stand beside its dot: not on a phone, nor where the height is given."""
    size = sizes.current()
    return not size.is_narrow and not size.shape


def _label_furthest(axes: Axes, rows: pd.DataFrame, middle: "pd.Series[float]") -> None:
    """Label the figure of each theme that lies furthest from 1, by more than a tenth.

    The label has the claim and what was found, or where these are too long the two figures.
    """
    off = rows["ratio"].map(lambda ratio: max(ratio, 1 / ratio))
    far = rows.assign(off=off).query("exact and off > 1.1").sort_values("off")
    low, high = axes.get_xlim()
    letter = math.log(high / low) / sizes.current().characters(90)
    for row in far.drop_duplicates("theme", keep="last").to_dict("records"):
        left = row["ratio"] < 1
        text = f"{_figure(row['value'])} stated, {_figure(row['found'])} found"
        if _has_room_for_claims():
            room = math.log(row["ratio"] / low if left else high / row["ratio"]) / letter
            source = "another count" if row["verdict"] == "disputed" else "found"
            words = f"{row['statement']}; {source}: {_figure(row['found'], row['found_unit'])}"
            lines = textwrap.wrap(words, max(12, min(int(0.95 * room), CHARACTERS_OF_LABEL)))
            if len(lines) <= LINES_OF_LABEL:
                text = "\n".join(lines)
        widest = max(map(len, text.split("\n")))
        reach = (-widest, BEYOND_ITS_DOT) if left else (0, widest)
        ends = [row["ratio"] * math.exp(letter * characters) for characters in reach]
        theme = rows[rows["theme"].eq(row["theme"])]
        in_the_way = theme[theme["ratio"].between(*ends)]
        note(
            axes,
            text,
            (row["ratio"], max(middle[row["theme"]], in_the_way["place"].max())),
            (5 if left else 4, -5),  # below the dots
            ha="right" if left else "left",
            va="top",
            color=style.TEXT,
            path_effects=charts.HALO,
        )


# The consequential ones


def draw_cards(rows: pd.DataFrame) -> Sheet:
    """Draw a panel for each difference of ``as_cards``: stated, found, the verdict and why.

    The claim stands under the name of its article and in no bold type, so that it is not read as
    a fact. A sheet whose height is given shows as many of them as it has room for, from the first.
    """
    size = sizes.current()
    columns = size.panels_in_a_row(min(2, len(rows)))
    drawn = rows.head(_cards_that_fit(len(rows), columns))
    apart = (drawn["stated_at"] - drawn["found_at"]).where(drawn["scale"].eq("date"), 0).abs()
    years = max(1.0, apart.max())
    subtitle = (
        "What an article states, in our words, and what was found; under it the verdict and why."
        " Each panel has its own scale; dates share one width."
    )
    if len(drawn) < len(rows):
        subtitle += f" The first {sentences.count(len(drawn))} of {sentences.count(len(rows))}."
    titles = [_title_of_card(row) for row in drawn.to_dict("records")]
    fig, grid = frame(
        rows,
        consequence(rows),
        subtitle,
        panels=titles,
        columns=columns,
        share_y=False,
        height=1.85 + 1.8 * math.ceil(len(drawn) / columns),
        key={"stated": style.INK, "found": GREEN},
    )
    for axes, row in zip(grid, drawn.to_dict("records"), strict=True):
        _card(axes, row, years)
    return fig


def _cards_that_fit(cards: int, columns: int) -> int:
    """Return how many cards a sheet has room for: all, unless its height is given."""
    size = sizes.current()
    if not size.shape:
        return cards
    room = size.width * size.shape - 1.85 * size.type_scale
    return columns * max(1, int(room / (1.5 * size.type_scale)))


def _characters_of_a_card() -> int:
    """Return how many characters fit on a line under a card."""
    size = sizes.current()
    return size.characters(112 if size.is_narrow else 57)


def _title_of_card(row: Row) -> str:
    """Name the article, and what it states below."""
    claim = _groups_in_full(row["statement"])
    characters = round(_characters_of_a_card() * 0.9)
    return f"{row['article']}:\n" + textwrap.fill(claim, characters, max_lines=4, placeholder=" …")


def _card(axes: Axes, row: Row, years: float) -> None:
    """Draw one difference; ``years`` is the widest distance of two dates."""
    _side(axes, 0, row, "stated", style.INK)
    _side(axes, 1, row, "found", GREEN)
    charts.rows_of_text(axes, ["stated", "found"])
    axes.set_xlim(*_card_limits(row, years))
    name_panel(axes, _title_of_card(row), weight="normal")
    why = f"{sentences.sentence(row['verdict'])}. {row['why']}."
    why = textwrap.fill(why, _characters_of_a_card())
    if not sizes.current().shape:
        why += "\n"  # some air before the next card
    axes.set_xlabel(why, loc="left", fontsize=style.points("tick"), linespacing=1.15)


def _card_limits(row: Row, years: float) -> tuple[float, float]:
    """Return the limits of a card: quantities begin at zero, dates share one width."""
    if row["scale"] == "quantity":
        return 0, max(row["stated_at"], row["found_at"]) * 1.8
    if row["scale"] == "date":
        middle = (row["stated_at"] + row["found_at"]) / 2
        return middle - years, middle + 1.8 * years
    return 0, 1


def _side(axes: Axes, y: int, row: Row, name: str, colour: str) -> None:
    """Draw one side of a difference: a bar, a dot, or words alone."""
    place = row[f"{name}_at"]
    look: dict[str, Any] = {"color": colour, "gid": row["mark"]}
    if row["scale"] == "quantity":
        axes.barh([y], [place], height=0.55, **look)
    if row["scale"] == "date":
        axes.plot([place], [y], "o", markersize=6.5, **look)
    at, shift = ((place, y), (8, 0)) if row["scale"] else ((0, y), (2, 0))
    words = textwrap.fill(row[f"{name}_as"], round(_characters_of_a_card() * 0.9))
    note(axes, words, at, shift, va="center", linespacing=1.0, **look)
