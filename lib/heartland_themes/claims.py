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

from heartland import sentences
from heartland.claims import HELD, ORDER, SHADE
from heartland.figures import charts, interactive, sizes, style
from heartland.figures.frame import Sheet, frame, panels
from heartland.figures.labels import note
from heartland.sentences import Finding
from heartland.tables import choose

Row = Mapping[Any, Any]  # a row by its columns

NOT_HELD = "did not hold"
RESERVED = "held with a reservation"
UNCHECKED = "could not be checked"
EVERY = "every verdict"
GREEN = style.OTHERS[3]
SHADES = {
    "held": style.OTHERS[0],
    RESERVED: style.OTHERS[2],
    NOT_HELD: style.OTHERS[1],
    UNCHECKED: style.QUIET,
}
CHECKED = [shade for shade in SHADES if shade != UNCHECKED]
WIDE = 32  # squares in a row
THEMES = {"sco": "SCO", "ecommerce": "e-commerce"}  # as a reader writes them
SAME_EVIDENCE = "same evidence, other verdict"
SAME_MEASURE = "same measure, other figure"

AUDIT = [
    "claim_id",
    "dataset",
    "where",
    "column",
    "operation",
    "evidence_value",
    "source_id",
    "explanation",
    "matters",
    "effect",
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
    "shade",
    "verdict",
    "explanation",
    "shown",
    "source_id",
]
RATIO_COLUMNS = [*COLUMNS, "found", "found_unit", "ratio", "exact"]
CARD_COLUMNS = [
    *COLUMNS,
    "softened",
    "scale",
    "stated_as",
    "found_as",
    "stated_at",
    "found_at",
    "why",
    "matters",
]

UNIT_OF_OPERATION = {
    "": "",
    "share": "percent",
    "ratio": "multiple",
    "count": "count",
    "date": "date",
}
BIG = {"million": 1e6, "billion": 1e9}
DAY = r"\d{4}(?:-\d\d){0,2}"  # a date known to the year, month or day
BEFORE = {"~": "about ", ">=": "at least ", ">": "more than ", "<=": "at most ", "<": "fewer than "}
DIRECTION = {"<": "lower", "<=": "not higher", ">": "higher", ">=": "not lower", "=": "level"}
AFTER = {"percent": " %", "index points": " points", "USD": " USD", "km": " km"}


# Rows


def decided(judged: pd.DataFrame, audits: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return every claim with the audit that decides its verdict.

    A claim may have two audits, whether the named body said it and whether it is so: the verdict
    that comes first in the codebook's order stands.

    Returns:
        The columns of ``judged`` and of the audit, empty where there is none; ``article`` (outlet
        and month), ``what`` (figures or dates), and the article in front of ``source_id``.
    """
    heaviest = audits.sort_values("verdict", key=_weights, kind="stable")
    deciding = heaviest.drop_duplicates("claim_id")[AUDIT]
    rows = judged.merge(deciding, on="claim_id", how="left").fillna(dict.fromkeys(AUDIT, ""))
    names = _article_names(articles)
    return rows.assign(
        article=rows["article_id"].map(names),
        what=rows["kind"].eq("dated_event").map({True: "dates", False: "figures"}),
        source_id=(rows["article_id"] + ";" + rows["source_id"]).str.strip(";"),
    )


def _weights(verdicts: "pd.Series[str]") -> "pd.Series[int]":
    return verdicts.map(ORDER.index)


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
        The rows with ``found`` (millions and billions as units), ``found_unit``, ``alike`` (the
        claim has the same unit), ``exact`` (no bound) and ``ratio``, which is missing unless both
        are quantities of one unit above zero.
    """
    found_units = [_found_unit(row, units, other_figures) for row in rows.to_dict("records")]
    factors = [BIG.get(unit.split(" ")[-1], 1.0) for unit in found_units]
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
    confirmed = rows["exact"] & rows["verdict"].eq("confirmed")
    by_counting_the_others = confirmed & ~ratio.between(0.9, 1.1)
    return rows.assign(ratio=ratio.mask(by_counting_the_others))


def _found_unit(row: Row, units: "pd.Series[str]", other_figures: pd.DataFrame) -> str:
    """Return the unit of what an audit found: that of its operation, else that of its column."""
    if row["operation"] in UNIT_OF_OPERATION:
        return UNIT_OF_OPERATION[row["operation"]]
    if row["dataset"] == "other_figures":
        first = row["where"].split("|")[0]
        return str(choose.select(other_figures, first)["unit"].iloc[0])
    unit = str(units[row["dataset"], row["column"]])
    return unit.replace("as in the column scale", "index points")


def _alike(claimed: str, evidence: str) -> bool:
    """Tell whether a claim has the unit of its evidence, millions and billions apart."""
    return bool(claimed) and claimed in re.sub(" (million|billion)$", "", evidence).split(", ")


def shown(verdicts: Sequence[str]) -> str:
    """Say which verdicts a selection lets through: titles count what held only if all are."""
    if set(verdicts) >= set(ORDER):
        return EVERY
    return ", ".join(verdicts)


def _whole(rows: pd.DataFrame) -> bool:
    return bool(rows["shown"].iloc[0] == EVERY)


def by_theme(rows: pd.DataFrame) -> pd.DataFrame:
    """Count claims by kind and theme: a column for each shade, how many were checked, sources."""
    counts = rows.pivot_table(
        index=["what", "theme"], columns="shade", values="claim_id", aggfunc="count", fill_value=0
    )
    counts = counts.reindex(columns=list(HELD), fill_value=0).rename_axis(columns=None)
    counts["checked"] = counts.sum(axis=1) - counts[UNCHECKED]
    counts["source_id"] = rows.groupby(["what", "theme"])["source_id"].agg(_joined_sources)
    table = counts.reset_index().assign(shown=rows["shown"].max())
    return table.sort_values(["what", "checked", "theme"], ascending=[False, False, True])


def _joined_sources(ids: "pd.Series[str]") -> str:
    return ";".join(sorted(set(";".join(ids).split(";"))))


def weightiest_first(touching: pd.DataFrame) -> pd.DataFrame:
    """Order claims that touch an argument; those that only soften it (``softened``) come last.

    Then the codebook's order of verdicts decides, then the code of the claim.
    """
    ranked = touching.assign(
        softened=touching["effect"].eq("softens"), rank=_weights(touching["verdict"])
    )
    return ranked.sort_values(["softened", "rank", "claim_id"]).drop(columns="rank")


def as_cards(rows: pd.DataFrame) -> pd.DataFrame:
    """Write both sides of a difference as text, and as places on one axis where they share one.

    Returns:
        The rows with ``scale`` (date, quantity, or empty where the two have no common unit),
        ``stated_as`` and ``found_as`` (text), ``stated_at`` and ``found_at`` (years or numbers),
        and ``why`` (the first sentence of the explanation).
    """
    dates = rows["kind"].eq("dated_event") & rows["operation"].eq("date")
    dates &= rows["period"].str.fullmatch(DAY) & rows["evidence_value"].str.fullmatch(DAY)
    scale = dates.map({True: "date", False: ""})
    scale = scale.mask(rows["kind"].eq("quantity") & rows["alike"], "quantity")
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
        return DIRECTION.get(row["relation"], "a range")
    return BEFORE.get(row["relation"], "") + _figure(row["value"], row["unit"])


def _found_as(row: Row) -> str:
    """Write what an audit found as short text."""
    if pd.isna(row["found"]) or row["found_unit"] == "date":
        return _date_in_words(row["evidence_value"])
    sign = "+" if row["kind"] == "direction" and row["found"] > 0 else ""
    return sign + _figure(row["found"], row["found_unit"])


def _date_in_words(date: str) -> str:
    """Write a date in words; other text stays, and nothing is "undated"."""
    if re.fullmatch(DAY, date):
        return sentences.month(date)
    return date or "undated"


def _figure(value: float, unit: str = "") -> str:
    return f"{value:,.10g}".replace("-", "\N{MINUS SIGN}") + AFTER.get(unit, "")


def disagreements(rows: pd.DataFrame) -> pd.DataFrame:
    """Return claims in which two articles disagree, by the two rules of ``how``.

    The same evidence bears out one and not another; or both state a figure for one place, measure
    and period, and the figures differ. ``on`` is the evidence or the measure that they share.
    """
    both = pd.concat([_split_by_evidence(rows), _split_by_figure(rows)])
    both = both.drop_duplicates(["on", "article_id", "shade"])
    return both.sort_values(["how", "on", "published", "claim_id"])


def _split_by_evidence(rows: pd.DataFrame) -> pd.DataFrame:
    """Return claims of two articles that rest on the same rows and do not share a shade."""
    rows = rows[rows["dataset"].ne("")]
    rows = rows.assign(on=rows["dataset"] + ": " + rows["where"], how=SAME_EVIDENCE)
    return _differing(rows, "shade")


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
    other = distinct["verdict"].isin(["misattributed", "unverified"])
    compared = distinct[distinct["ratio"].notna() & ~other]
    return [
        most_hold(distinct),
        compared_closely(compared),
        argument_touched(distinct),
        left_open(distinct),
        articles_disagree(rows),
    ]


def most_hold(rows: pd.DataFrame) -> Finding:
    """Count figures and dates apart: how many held, with a reservation or without, or did not."""
    facts: dict[str, int] = {}
    for what in ("figures", "dates"):
        counts = rows.loc[rows["what"].eq(what), "shade"].value_counts()
        facts[f"{what}_held"] = int(counts.get("held", 0))
        facts[f"{what}_reserved"] = int(counts.get(RESERVED, 0))
        facts[f"{what}_not_held"] = int(counts.get(NOT_HELD, 0))
    figures, dates = _outcome(facts, "figures"), _outcome(facts, "dates")
    held = facts["figures_held"] + facts["dates_held"]
    text = f"of the figures that could be checked, {figures}; of the dates, {dates}"
    if held > sum(facts.values()) / 2:
        text = f"most numbers hold: {text}"
    return Finding(f"{text}.", facts)


def _outcome(facts: dict[str, int], what: str) -> str:
    held, reserved, not_held = (facts[f"{what}_{key}"] for key in ("held", "reserved", "not_held"))
    checked = held + reserved + not_held
    with_reservation = f"{sentences.count(reserved)} held with a reservation"
    return f"{held} of {checked} held, {with_reservation} and {sentences.count(not_held)} did not"


def compared_closely(rows: pd.DataFrame) -> Finding:
    """Say how many figures lay near what was found, and which are compared."""
    finding = near_what_was_found(rows)
    return Finding(f"{finding.text}; both are in one unit, and bounds are left out.", finding.facts)


def argument_touched(rows: pd.DataFrame) -> Finding:
    """Count the claims that did not hold and touch the argument of their article."""
    wrong = rows[rows["shade"].eq(NOT_HELD)]
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
    """Count the claims that could not be checked, and those for which a search is described."""
    open_claims = rows[rows["shade"].eq(UNCHECKED)]
    facts = {
        "open": len(open_claims),
        "of": len(rows),
        "searched": int(open_claims["explanation"].ne("").sum()),
    }
    searched = f"for {sentences.count(facts['searched'])} of them the search is described"
    if facts["searched"] == facts["open"]:
        searched = "for each of them the search is described"
    text = f"{facts['open']} of {facts['of']} distinct claims could not be checked; {searched}."
    return Finding(text, facts)


def articles_disagree(rows: pd.DataFrame) -> Finding:
    """Count the cases in which two articles disagree, by the two rules of ``disagreements``."""
    cases = disagreements(rows).groupby("how")["on"].nunique()
    facts = {
        "same_evidence": int(cases.get(SAME_EVIDENCE, 0)),
        "same_measure": int(cases.get(SAME_MEASURE, 0)),
    }
    return Finding(
        f"in {sentences.count(facts['same_evidence'], 'case')} the same evidence bears out one"
        f" article and not another; in {sentences.count(facts['same_measure'], 'case')} two"
        " articles state one measure differently.",
        facts,
    )


def how_sure(rows: pd.DataFrame, audits: pd.DataFrame) -> list[Finding]:
    """Say what stands behind the verdicts: second readers, values recomputed, repetitions."""
    against = audits[audits["verdict"].map(SHADE).eq(NOT_HELD)]
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


def held(rows: pd.DataFrame) -> Finding:
    """Say how many of the claims that could be checked held, figures and dates apart."""
    if not _whole(rows):
        return Finding("Claims with the verdicts chosen, by article")
    facts: dict[str, int] = {}
    for what in ("figures", "dates"):
        checked = rows[rows["what"].eq(what) & rows["shade"].ne(UNCHECKED)]
        facts[f"{what}_held"] = int(checked["shade"].eq("held").sum())
        facts[f"{what}_checked"] = len(checked)
    parts = []
    for what in ("figures", "dates"):
        of = facts[f"{what}_checked"]
        if of:
            parts.append(_some(facts[f"{what}_held"], of, f"checked {what[:-1]}"))
    if not parts:
        return Finding("None of these claims could be checked", facts)
    return Finding(sentences.sentence(f"{sentences.listed(parts)} held"), facts)


def themes_held(table: pd.DataFrame) -> Finding:
    """Say in how many themes more than half of the checked figures held."""
    figures = table[table["what"].eq("figures") & table["checked"].gt(0)]
    if len(figures) < 2 or not _whole(table):
        return Finding("Checked claims by theme and verdict")
    mostly = figures["held"] > figures["checked"] / 2
    facts = {"themes": len(figures), "mostly_held": int(mostly.sum())}
    themes = _some(facts["mostly_held"], facts["themes"], "theme")
    return Finding(f"In {themes} most checked figures held", facts)


def near_what_was_found(rows: pd.DataFrame) -> Finding:
    """Say how many figures stated as such lay within a tenth of the one found."""
    near = rows.loc[rows["exact"], "ratio"].between(0.9, 1.1)
    if near.empty or not _whole(rows):
        return Finding("Stated figures as a multiple of those found")
    facts = {"near": int(near.sum()), "of": len(near)}
    figures = _some(facts["near"], facts["of"], "comparable figure")
    return Finding(sentences.sentence(f"{figures} lay within a tenth of what was found"), facts)


def consequence(rows: pd.DataFrame) -> Finding:
    """Say how many differences touch an argument, and how many of them only in part."""
    facts = {"differences": len(rows), "in_part": int(rows["softened"].sum())}
    verb = "touches" if facts["differences"] == 1 else "touch"
    text = f"{sentences.count(facts['differences'], 'difference')} {verb} what an article argued"
    if facts["in_part"] == facts["differences"]:
        text += ", in part"
    elif facts["in_part"]:
        text += f", {sentences.count(facts['in_part'])} of them in part"
    return Finding(sentences.sentence(text), facts)


def in_sentences(cards: pd.DataFrame) -> list[str]:
    """Write each difference in words: the claim, what was found, what follows for the argument."""
    lines = []
    for card in cards.to_dict("records"):
        text = {name: sentences.plain(card[name]) for name in ("statement", "article", "why")}
        matters = sentences.plain(card["matters"])
        head = f"*{text['statement']}* ({text['article']}; {card['verdict']})"
        lines.append(f"{head}. {text['why']}. {matters}")
    return lines


def _some(holds: int, of: int, noun: str) -> str:
    """Write "every theme", "14 of 17 themes", "no theme"."""
    if not holds:
        return f"no {noun}"
    return sentences.quantifier([True] * holds + [False] * (of - holds), noun)


# Every claim, one square


def draw_squares(rows: pd.DataFrame) -> Sheet:
    """Draw one square for each claim: two lines an article, figures and dates, longest first."""
    rows = rows.assign(
        line=rows["article"] + ": " + rows["what"],
        size=rows.groupby("article_id")["claim_id"].transform("size"),
    )
    rows = rows.sort_values(["size", "article", "what"], ascending=[False, True, False])
    lines = int(_lines_needed(rows["line"].value_counts()).sum())
    subtitle = (
        f"Distinct claims by article, one square each (n = {len(rows)})."
        " Counts at the right in the colours of the key."
    )
    height = max(2.1, 1.75 + 0.152 * lines)
    fig, axes = frame(rows, held(rows), subtitle + _only(rows), key=SHADES, height=height)
    _squares(axes, rows)
    _label_lines(axes, rows)
    return fig


def _only(rows: pd.DataFrame) -> str:
    """Return what a subtitle adds where some verdicts are left out."""
    return "" if _whole(rows) else " Only the verdicts chosen."


def _squares_in_a_row() -> int:
    return sizes.current().letters(WIDE)


def _lines_needed(squares: "pd.Series[int]") -> "pd.Series[int]":
    return -(-squares // _squares_in_a_row())


def _squares(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw the squares of each ``line``, by shade in the order of the key."""
    wide = _squares_in_a_row()
    names = list(dict.fromkeys(rows["line"]))
    order = list(SHADES)
    rows = rows.sort_values("shade", key=lambda shade: shade.map(order.index), kind="stable")
    nth = rows.groupby("line").cumcount()
    lines = _lines_needed(rows["line"].value_counts()[names])
    top = lines.cumsum() - lines
    rows = rows.assign(x=nth % wide, y=rows["line"].map(top) + nth // wide)
    for shade, part in rows.groupby("shade", sort=False):
        axes.plot(
            part["x"],
            part["y"],
            "s",
            color=SHADES[str(shade)],
            markersize=6.2,
            markeredgewidth=0,
            gid=part.get("mark"),
        )
    labels = []
    for name in names:
        labels += [name, *[""] * (int(lines[name]) - 1)]
    charts.rows_of_text(axes, labels)


def _label_lines(axes: Axes, rows: pd.DataFrame) -> None:
    """Write the counts beside each line and a rule between articles; name an article once."""
    names = [label.get_text() for label in axes.get_yticklabels()]
    above = ""
    for y, name in enumerate(names):
        article, _, what = name.partition(": ")
        if name and above and article != above:
            axes.axhline(y - 0.5, color=style.RULE, linewidth=0.8, zorder=0)
        if article == above:
            names[y] = what
        if article:
            above = article
        if name:
            _write_counts(axes, y, rows.loc[rows["line"].eq(name), "shade"])
    axes.set(xlim=(-1, _squares_in_a_row() + 12), yticks=range(len(names)), yticklabels=names)


def _write_counts(axes: Axes, y: int, shades: "pd.Series[str]") -> None:
    look: dict[str, Any] = {"ha": "right", "va": "center", "fontweight": "semibold"}
    for n, (shade, colour) in enumerate(SHADES.items()):
        x = _squares_in_a_row() + 2 + 3 * n
        axes.text(x, y, str(shades.eq(shade).sum()), color=colour, **look)


def squares_twin(rows: pd.DataFrame, title: str) -> dict[str, Any]:
    """Make the interactive twin of the squares, in the colours of their key."""
    make = interactive.twin("nth", "article", "shade", "markers")
    twin = make(rows.rename(columns={"area": "areas"}), title)
    for trace in twin["data"]:
        trace["marker"] = trace.get("marker", {}) | {"color": SHADES[trace["name"]]}
    return twin


# By theme


def draw_themes(table: pd.DataFrame) -> Sheet:
    """Draw a bar for each theme of ``by_theme``: what held, held with a reservation, or did not."""
    most = max(4, table["checked"].max()) * 1.25
    height = max(3, table["what"].value_counts().max()) * 0.27 + 1.85
    subtitle = (
        "Distinct claims that could be checked, and how many of them held."
        f" In brackets: not checked.{_only(table)}"
    )
    return panels(
        table,
        "what",
        functools.partial(_theme_bars, most=most),
        themes_held(table),
        subtitle,
        key={shade: SHADES[shade] for shade in CHECKED},
        height=height,
        share_y=False,
    )


def _theme_bars(axes: Axes, table: pd.DataFrame, most: float) -> None:
    left = pd.Series(0, index=table.index)
    look: dict[str, Any] = {"height": 0.62, "edgecolor": "white", "linewidth": 0.6}
    for shade in CHECKED:
        bars = axes.barh(range(len(table)), table[shade], left=left, color=SHADES[shade], **look)
        charts.of_rows(bars, table["mark"])
        left = left + table[shade]
    for y, (good, checked) in enumerate(zip(table["held"], table["checked"], strict=True)):
        text = f"{good} of {checked}" if checked else "none checked"
        note(axes, text, (checked, y), (5, 0), va="center")
    labels = []
    for theme, unchecked in zip(table["theme"].replace(THEMES), table[UNCHECKED], strict=True):
        labels.append(f"{theme} ({unchecked})")
    charts.rows_of_text(axes, labels)
    axes.set_xlim(0, most)


# Stated against found


def draw_ratios(rows: pd.DataFrame) -> Sheet:
    """Draw what claims state as a multiple of what was found, on a ratio axis, by theme."""
    middle, places, tall = _places(rows)
    bounds = sentences.count(int((~rows["exact"]).sum()), "bound")
    subtitle = (
        f"Stated as a multiple of found, ratio axis (n = {len(rows)}; hollow: {bounds})."
        " Labelled: the furthest from 1."
    )
    drawn = set(rows["shade"])
    key = {shade: colour for shade, colour in SHADES.items() if shade in drawn}
    height = 1.9 + 0.092 * tall
    fig, axes = frame(rows, near_what_was_found(rows), subtitle, key=key, height=height)
    colours = rows["shade"].map(SHADES)
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
    _label_furthest(axes, rows, middle)
    return fig


def _places(rows: pd.DataFrame) -> "tuple[pd.Series[float], pd.Series[float], float]":
    """Put equal ratios of one theme above each other.

    Returns:
        The middle of each theme, the place of each dot, and the height of all.
    """
    bins = (rows["ratio"].map(math.log) * 22).round()
    piles = rows.assign(bin=bins).groupby(["theme", "bin"])
    tall = piles["ratio"].transform("size").groupby(rows["theme"]).max().clip(lower=3) + 1
    middle = tall.cumsum() - tall / 2
    nth = piles.cumcount()
    side = nth % 2 * 2 - 1  # dots of a pile stand in turn below and above the middle
    return middle, rows["theme"].map(middle) + (nth + 1) // 2 * side, tall.sum()


def _ratio_axis(axes: Axes, rows: pd.DataFrame, middle: "pd.Series[float]", tall: float) -> None:
    low = min(0.4, rows["ratio"].min() / 1.4)
    high = max(2.5, rows["ratio"].max() * 1.6)
    axes.set_xscale("log")
    round_ratios = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 10, 20, 100)
    ticks = [ratio for ratio in round_ratios if low <= ratio <= high]
    axes.set_xticks(ticks, [f"{ratio:g}" for ratio in ticks])
    axes.set_xticks([], minor=True)
    axes.set(ylim=(tall, 0), xlim=(low, high))
    axes.set_yticks(list(middle), list(middle.rename(THEMES).index))
    axes.grid(True, axis="x")
    axes.axvline(1, color=style.INK, linewidth=0.9, zorder=1)


def _label_furthest(axes: Axes, rows: pd.DataFrame, middle: "pd.Series[float]") -> None:
    """Label the figure of each theme that lies furthest from 1, by more than a tenth."""
    off = rows["ratio"].map(lambda ratio: max(ratio, 1 / ratio))
    far = rows.assign(off=off).query("exact and off > 1.1").sort_values("off")
    for row in far.drop_duplicates("theme", keep="last").to_dict("records"):
        left = row["ratio"] < 1
        note(
            axes,
            f"{_figure(row['value'])} stated, {_figure(row['found'])} found",
            (row["ratio"], middle[row["theme"]]),
            (-7 if left else 7, 0),
            ha="right" if left else "left",
            va="center",
            color=style.TEXT,
            path_effects=charts.HALO,
        )


# The consequential ones


def draw_cards(rows: pd.DataFrame) -> Sheet:
    """Draw a panel for each difference of ``as_cards``: stated, found, the verdict and why."""
    apart = (rows["stated_at"] - rows["found_at"]).where(rows["scale"].eq("date"), 0).abs()
    years = max(1.0, apart.max())
    letters = sizes.current().letters(47)
    columns = min(2, len(rows))
    fig, grid = frame(
        rows,
        consequence(rows),
        "What an article states and what was found; under it the verdict and why."
        " Each panel has its own scale; dates share one width.",
        panels=[
            textwrap.fill(text, letters, max_lines=4, placeholder=" …")
            for text in rows["statement"]
        ],
        columns=columns,
        share_y=False,
        height=1.85 + 1.56 * math.ceil(len(rows) / columns),
        key={"stated": style.INK, "found": GREEN},
    )
    for axes, row in zip(grid, rows.to_dict("records"), strict=True):
        _card(axes, row, years)
    return fig


def _card(axes: Axes, row: Row, years: float) -> None:
    """Draw one difference; ``years`` is the widest distance of two dates."""
    _side(axes, 0, row, "stated", style.INK)
    _side(axes, 1, row, "found", GREEN)
    charts.rows_of_text(axes, ["stated", "found"])
    axes.set_xlim(*_card_limits(row, years))
    axes.title.set_fontsize(style.points("tick"))
    why = f"{sentences.sentence(row['verdict'])}. {row['why']}."
    why = textwrap.fill(why, sizes.current().letters(60))
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
    note(axes, row[f"{name}_as"], at, shift, va="center", **look)
