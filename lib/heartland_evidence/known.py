"""What had been published about an area by a date, and what is known today.

A row counts as public from the date of the document in which it was read (see ``as_of``). The same
figure may have been public earlier, in an edition that the collection does not hold: what is shown
as known then is the least that was.
"""

import datetime
import itertools
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from heartland.errors import UsageError
from heartland.tables import expect
from heartland.tables.areas import area_code, area_names
from heartland.tables.choose import public_on
from heartland.tables.periods import first_year, last_day
from heartland.tables.sources import join_ids
from heartland.tables.tables import load
from heartland_evidence.cells import newest_day

GROWTH = "growth_forecasts"
CASUALTIES = "casualty_reports"
THEMES = {  # the figures of each: the table and its column
    "trade": [("trade", "value_usd_mn")],
    "remittances": [("remittances", "value_usd_mn"), ("remittances", "share_gdp_pct")],
    "growth": [(GROWTH, "growth_pct")],
    "macro": [("macro_forecasts", "value_pct")],
    "casualties": [(CASUALTIES, "value")],
    "smartphones": [("smartphone_shares", "share_pct")],
    "digital": [("digital_indices", "score"), ("digital_indices", "rank")],
}
WHAT = {  # the columns that say what a figure of a table is of, besides area and time
    "trade": ("flow", "partner", "product", "concept"),
    "remittances": ("partner", "measure"),
    GROWTH: ("measure",),
    "macro_forecasts": ("measure",),
    CASUALTIES: ("event", "measure", "group", "part", "place", "side"),
    "smartphone_shares": ("vendor", "method"),
    "digital_indices": ("index",),
}
TIMES = ("period", "target_year", "edition")
UNITS = {
    "value_usd_mn": "million US dollars",
    "share_gdp_pct": "percent of GDP",
    "growth_pct": "percent",
    "value_pct": "percent",
    "value": "people",
    "share_pct": "percent",
    "rank": "place in the ranking",
}
UNITS_OF_MEASURES = {"current account": "percent of GDP", "public debt": "percent of GDP"}
MEASURES = {
    "received_bop": "personal remittances received",
    "transfers_from_russia_cbr": "transfers out of Russia",
    "transfers_national_bank": "transfers received",
    "transfers_national_bank_net": "transfers received less sent",
    "not_stated": "money received, of a kind not stated",
}
USUAL = {"product": "total", "concept": "goods", "partner": "WLD", "group": "total"}
KINDS = {
    "nowcast or estimate": "estimate",
    "first outturn": "outturn",
    "later outturn": "outturn",
}
BEFORE_THE_COUNT = ["forecast", "estimate"]  # what an outturn of the same period replaces
QUANTITY = ["about", "period", "unit"]
OF_A_DAY = ("low", "high", "by", "kind", "each", "sources")
COLUMNS = [
    *("dataset", *QUANTITY),
    *(f"{column}_{day}" for day in ("then", "now") for column in OF_A_DAY),
    *("changed", "source_id"),
]


def known(area: str, on: str | int | datetime.date, theme: str = "") -> pd.DataFrame:
    """Set what had been published about an area by a date beside what is known today.

    The periods are those of the year before the date and later: what a reader on that day asked
    for. Each body counts with its newest figure, and once anybody had an outturn, forecasts and
    estimates of that period count no longer. What rests on an audited article alone is left
    out, and so is, for today, what is marked as of low reliability (status U): it was said, and
    its body or others have taken it back. A bound ("at least 40") counts as its number, a range as
    its two ends. What is counted by another definition (status D) stands apart.

    >>> growth = known("Kyrgyzstan", "2022-06", theme="growth").set_index("period")
    >>> growth.loc["2022", ["low_then", "high_then", "low_now", "high_now"]].tolist()
    [-2.0, 5.0, 8.96751, 9.0]

    Args:
        area: a republic, by code or English name.
        on: ``2022``, ``2022-06`` or ``2022-06-30``, each read as its last day; or a date or time
            of Python or pandas. It has begun.
        theme: one of trade, remittances, growth, macro (prices, balances, debt), casualties,
            smartphones, digital; all by default.

    Returns:
        A row for each quantity and period, with the columns ``about``, ``period`` and ``unit``; the
        lowest and the highest figure public by then (``low_then``, ``high_then``) and who stated
        them (``by_then``); whether those are forecasts, estimates or outturns, where the table
        says so (``kind_then``); the lowest and highest of each body (``each_then``), and their
        sources (``sources_then``); the same for today (``low_now`` and so on); whether the two
        differ (``changed``); and the sources of both. ``attrs["undated"]`` says how many rows no
        date places: they are known today, and not then.

    Raises:
        UsageError: for an unknown area or theme, what is no date, or one to come.
    """
    code = area_code(area)
    day = expect.date("known", on)
    if day > newest_day().isoformat()[: len(day)]:
        raise UsageError(f"known: {day} is in the future: name a date that has come")
    if theme:
        expect.one_of("known", "theme", theme, THEMES)

    rows: list[dict[str, Any]] = []
    undated = 0
    for dataset, value in THEMES[theme] if theme else itertools.chain(*THEMES.values()):
        figures = _figures(dataset, value, code, int(day[:4]))
        undated += int(figures["public"].eq("").sum())
        rows += _then_and_now(figures, dataset, last_day(day))
    table = pd.DataFrame(rows, columns=COLUMNS)
    table.attrs["undated"] = undated
    return table


def in_words(table: pd.DataFrame) -> list[str]:
    """Write each row of ``known`` as a sentence: what was public then, by whom, and today.

    Where bodies differ each is named with its figure. Percentages are compared and written to one
    digit after the point: 8.9675, 8.968 and 9 are one figure, rounded by each in its own way.

    >>> in_words(known("KGZ", "2022-06", theme="growth"))[1]  # doctest: +ELLIPSIS
    'growth of GDP, 2022, percent: then forecast −2.0 to 5.0 (ADB 5.0; ...); today outturn ...'
    """
    lines = []
    for row in table.to_dict("records"):
        thing = ", ".join(row[column] for column in QUANTITY if row[column])
        then = (
            f"then {_side(row, 'then')}"
            if row["by_then"]
            else "no source here from before that day"
        )
        today = f"today {_side(row, 'now')}" if row["by_now"] else "in doubt today"
        lines.append(f"{thing}: {then}; {today if row['changed'] else 'the same today'}")
    return lines


def _side(row: Mapping[Any, Any], end: str) -> str:
    """Write what was said at one end, then or now: its kind, the range, and who said what."""
    unit, who = row["unit"], row[f"by_{end}"]
    figures = _range([row[f"low_{end}"], row[f"high_{end}"]], unit)
    if " to " in figures:
        said = row[f"each_{end}"].items()
        who = "; ".join(f"{name} {_range(ends, unit)}" for name, ends in said)
    return f"{row[f'kind_{end}']} {figures} ({who})".lstrip()


def _range(figures: Iterable[float], unit: str) -> str:
    """Write two figures, or one where they are written alike."""
    return " to ".join(dict.fromkeys(_figure(figure, unit) for figure in figures))


def _figure(figure: float, unit: str) -> str:
    """Write a percentage to one digit after the point, another figure to at most four."""
    if unit.startswith("percent"):
        text = f"{figure:z.1f}"
    else:
        text = f"{figure:,.4f}".rstrip("0").rstrip(".")
    return text.replace("-", "\N{MINUS SIGN}")


def _figures(dataset: str, value: str, area: str, year: int) -> pd.DataFrame:
    """Return the figures of a column, of an area and of the year before ``year`` and later."""
    df = load(dataset, part_years=True)
    figure = df[value].astype("float64")
    df = df.assign(low_end=figure, high_end=figure)
    if dataset == GROWTH:
        df = df.assign(measure="growth of GDP")
    if dataset == CASUALTIES:
        df = _of_events(df)
    is_of_area = df["area"].str.contains(area)
    df = df[is_of_area & df["low_end"].notna()]
    unit = df["scale"] if value == "score" else pd.Series(UNITS[value], df.index)
    if "measure" in df:
        unit = df["measure"].map(UNITS_OF_MEASURES).fillna(unit)
    kind = df["kind"].replace(KINDS) if "kind" in df else df["status"].map({"F": "forecast"})
    public = public_on(df)
    df = df.assign(
        period=df[next(column for column in TIMES if column in df)].astype("str"),
        unit=unit,
        public=public,
        last=public.map(last_day),
        by=_who(df),
        kind=kind.astype("str").fillna(""),
        about=_about(df, WHAT[dataset]),
    )
    return df[pd.to_numeric(first_year(df["period"]), errors="coerce").ge(year - 1)]


def _of_events(reports: pd.DataFrame) -> pd.DataFrame:
    """Give casualty reports the name, areas and month of their event, the part and both ends."""
    reports = reports[reports["witness"].eq("other")]
    events = load("conflict_events").set_index("event_id")
    value, low, high = (reports[one].astype("float64") for one in ("value", "low", "high"))
    return reports.assign(
        area=reports["event_id"].map(events["areas_involved"]),
        period=reports["event_id"].map(events["start"]).str[:7],
        event=reports["event_id"].map(events["name"]),
        part=reports["label"].where(reports["group"].eq("other part"), ""),
        low_end=value.fillna(low).fillna(high),
        high_end=value.fillna(high).fillna(low),
    )


def _who(df: pd.DataFrame) -> pd.Series:
    """Name who states each figure: the body, or the publisher of its source."""
    names = area_names()
    if "reporter" in df:
        return df["reporter"].map(lambda who: names.get(who, who))
    if "publisher" in df:
        return df["publisher"]
    return df["source_id"].map(load("sources").set_index("source_id")["publisher"])


def _about(df: pd.DataFrame, columns: Iterable[str]) -> list[str]:
    """Say in words what each figure is of, without what is usual."""
    names = {**area_names(), **MEASURES}
    about = []
    for row in df.to_dict("records"):
        cells = [row[column] for column in columns if row[column] != USUAL.get(column, "")]
        parts = [" and ".join(names.get(one, one) for one in cell.split(";")) for cell in cells]
        if row["status"] == "D":
            parts.append("by another definition")
        about.append(", ".join(parts).replace("_", " "))
    return about


def _then_and_now(figures: pd.DataFrame, dataset: str, day: str) -> list[dict[str, Any]]:
    """Return what was public by a day beside what is today, for each quantity and period."""
    newest = figures["last"].ne("") & figures["last"].le(day)
    then = _without_forecasts_of_what_was_counted(_newest_of_each(figures[newest]))
    now = _newest_of_each(figures)
    now = _without_forecasts_of_what_was_counted(now[now["status"].ne("U")])
    was_known = now.set_index(QUANTITY).index.isin(then.set_index(QUANTITY).index)
    is_past = first_year(now["period"]).le(day[:4])
    said = pd.concat([then.assign(at="then"), now[was_known | is_past].assign(at="now")])
    rows = []
    for key, of_key in said.groupby(QUANTITY):
        row: dict[str, Any] = {"dataset": dataset, **dict(zip(QUANTITY, key, strict=True))}
        for end in ("then", "now"):
            row |= _summary(of_key[of_key["at"].eq(end)], end)
        row["changed"] = [row["low_then"], row["high_then"]] != [row["low_now"], row["high_now"]]
        rows.append(row | {"source_id": join_ids(of_key["source_id"])})
    return rows


def _newest_of_each(figures: pd.DataFrame) -> pd.DataFrame:
    """Keep the newest figure of each body for each quantity and period."""
    ordered = figures.sort_values(["last", "source_id"], kind="stable")
    return ordered.drop_duplicates([*QUANTITY, "by"], keep="last")


def _without_forecasts_of_what_was_counted(figures: pd.DataFrame) -> pd.DataFrame:
    """Leave out the forecasts and estimates of a quantity and period that has an outturn."""
    counted = ~figures["kind"].isin(BEFORE_THE_COUNT)
    has_count = counted.groupby([figures[column] for column in QUANTITY]).transform("any")
    return figures[counted | ~has_count.astype("bool")]


def _summary(figures: pd.DataFrame, end: str) -> dict[str, Any]:
    """Return the range of figures of one quantity and period, and who states what in which source.

    Of no figures: no numbers and no words.
    """
    figures = figures.sort_values("by")
    ends = figures[["low_end", "high_end"]].to_numpy().tolist()
    bodies = {body for names in figures["by"] for body in names.split(";")}
    return {
        f"low_{end}": float(figures["low_end"].min()),
        f"high_{end}": float(figures["high_end"].max()),
        f"by_{end}": "; ".join(sorted(bodies)),
        f"kind_{end}": " or ".join(sorted(set(figures["kind"]))),
        f"each_{end}": dict(zip(figures["by"], ends, strict=True)),
        f"sources_{end}": join_ids(figures["source_id"]),
    }
