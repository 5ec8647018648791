"""What had been published about an area by a date, and what is known today.

A row counts as public from the date of the document in which it was read (see ``as_of``). The same
figure may have been public earlier, in an edition that the collection does not hold: what is shown
as known then is the least that was.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a table says of a theme: a figure, what it is of, and who states it.

    Attributes:
        dataset: the table.
        quantity: what is measured, in words; "" where columns name it.
        quantity_columns: the columns that name it, besides area and period.
        value: the column of the figure.
        unit: its unit in words, "" where a column names it.
        unit_column: the column that names its unit, "" where it is the same in all rows.
        units: the unit of each ``measure`` that has another than ``unit``.
        period: the column of the time that the figure speaks of.
        stated_by: the column of who states it; by default the publisher of the source.
        range_columns: those of a range, which stand in where there is no single figure.
    """

    dataset: str
    value: str
    period: str
    quantity: str = ""
    quantity_columns: tuple[str, ...] = ()
    unit: str = ""
    unit_column: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    stated_by: str = ""
    range_columns: tuple[str, str] | None = None


MONEY = "million US dollars"
REMITTANCES = ("partner", "measure")
CASUALTIES = ("event_id", "measure", "group", "part", "place", "side")
THEMES = {
    "trade": (
        Subject(
            dataset="trade",
            quantity_columns=("flow", "partner", "product", "concept"),
            value="value_usd_mn",
            unit=MONEY,
            period="period",
            stated_by="reporter",
        ),
    ),
    "remittances": (
        Subject(
            dataset="remittances",
            quantity_columns=REMITTANCES,
            value="value_usd_mn",
            unit=MONEY,
            period="period",
            stated_by="reporter",
        ),
        Subject(
            dataset="remittances",
            quantity_columns=REMITTANCES,
            value="share_gdp_pct",
            unit="percent of GDP",
            period="period",
            stated_by="reporter",
        ),
    ),
    "growth": (
        Subject(
            dataset="growth_forecasts",
            quantity="growth of GDP",
            value="growth_pct",
            unit="percent",
            period="target_year",
            stated_by="publisher",
        ),
    ),
    "macro": (
        Subject(
            dataset="macro_forecasts",
            quantity_columns=("measure",),
            value="value_pct",
            unit="percent",
            units={"current account": "percent of GDP", "public debt": "percent of GDP"},
            period="target_year",
            stated_by="publisher",
        ),
    ),
    "casualties": (
        Subject(
            dataset="casualty_reports",
            quantity_columns=CASUALTIES,
            value="value",
            range_columns=("low", "high"),
            unit="people",
            period="period",
            stated_by="reporter",
        ),
    ),
    "smartphones": (
        Subject(
            dataset="smartphone_shares",
            quantity_columns=("vendor", "method"),
            value="share_pct",
            unit="percent",
            period="period",
        ),
    ),
    "digital": (
        Subject(
            dataset="digital_indices",
            quantity_columns=("index",),
            value="score",
            unit_column="scale",
            period="edition",
        ),
        Subject(
            dataset="digital_indices",
            quantity_columns=("index",),
            value="rank",
            unit="place in the ranking",
            period="edition",
        ),
    ),
}
MEASURES = {
    "received_bop": "personal remittances received",
    "transfers_from_russia_cbr": "transfers out of Russia",
    "transfers_national_bank": "transfers received",
    "transfers_national_bank_net": "transfers received less sent",
    "not_stated": "money received, of a kind not stated",
}
USUAL = {"product": "total", "concept": "goods", "partner": "WLD", "group": "total", "place": ""}
KINDS = {
    "nowcast or estimate": "estimate",
    "first outturn": "outturn",
    "later outturn": "outturn",
}
BEFORE_THE_COUNT = ["forecast", "estimate"]  # what an outturn of the same period replaces
OTHER_DEFINITION = "by another definition"
QUANTITY = ("about", "period", "unit")
COLUMNS = {  # and their types, which a table without rows has too
    "dataset": "str",
    "about": "str",
    "period": "str",
    "unit": "str",
    "low_then": "float64",
    "high_then": "float64",
    "by_then": "str",
    "low_now": "float64",
    "high_now": "float64",
    "by_now": "str",
    "changed": "bool",
    "kind_then": "str",
    "each_then": "object",
    "sources_then": "str",
    "kind_now": "str",
    "each_now": "object",
    "sources_now": "str",
    "source_id": "str",
}


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
    subjects = THEMES[theme] if theme else [each for group in THEMES.values() for each in group]

    rows: list[dict[str, Any]] = []
    undated = 0
    for subject in subjects:
        figures = _figures(subject, code, int(day[:4]))
        undated += int(figures["public"].eq("").sum())
        rows += _then_and_now(figures, subject, last_day(day))
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
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
        thing = ", ".join(word for word in (row["about"], row["period"], row["unit"]) if word)
        then = "no source here from before that day"
        if row["by_then"]:
            then = f"then {_side(row, 'then')}"
        today = "in doubt today"
        if row["by_now"]:
            today = f"today {_side(row, 'now')}"
        if not row["changed"]:
            today = "the same today"
        lines.append(f"{thing}: {then}; {today}")
    return lines


def _side(row: Mapping[Any, Any], end: str) -> str:
    """Write what was said at one end, then or now: its kind, the range, and who said what."""
    low, high = (_figure(row[f"{side}_{end}"], row["unit"]) for side in ("low", "high"))
    who = row[f"by_{end}"]
    if low != high:
        said = row[f"each_{end}"].items()
        who = "; ".join(f"{name} {_range(figures, row['unit'])}" for name, figures in said)
    figures = _range((row[f"low_{end}"], row[f"high_{end}"]), row["unit"])
    return f"{row[f'kind_{end}']} {figures} ({who})".lstrip()


def _range(figures: Iterable[float], unit: str) -> str:
    """Write two figures, or one where they are written alike."""
    return " to ".join(dict.fromkeys(_figure(figure, unit) for figure in figures))


def _figure(figure: float, unit: str) -> str:
    """Write a percentage to one digit after the point, another figure to at most four."""
    if unit.startswith("percent"):
        text = f"{round(figure, 1) + 0.0:.1f}"
    else:
        text = f"{figure:,.4f}".rstrip("0").rstrip(".")
    return text.replace("-", "\N{MINUS SIGN}")


def _figures(subject: Subject, area: str, year: int) -> pd.DataFrame:
    """Return the figures of a subject, of an area and of the year before ``year`` and later."""
    df = load(subject.dataset, part_years=True)
    if subject.dataset == "casualty_reports":
        df = _with_events(df[df["witness"].eq("other")])
    low, high = _ends(df, subject)
    of_area = df["area"].map(lambda codes: area in codes.split(";")).astype("bool")
    df = df.assign(low_end=low, high_end=high)[of_area & low.notna()]
    period = df[subject.period].astype("str")
    unit = df[subject.unit_column] if subject.unit_column else subject.unit
    if subject.units:
        unit = df["measure"].map(subject.units).fillna(subject.unit)
    kind = df["kind"].replace(KINDS) if "kind" in df else df["status"].map({"F": "forecast"})
    df = df.assign(period=period, unit=unit, public=public_on(df), by=_who(df, subject.stated_by))
    df = df.assign(kind=kind.astype("str").fillna(""))
    years = pd.to_numeric(first_year(df["period"]), errors="coerce")
    df = df[years.ge(year - 1)]
    return df.assign(about=_about(df, subject))


def _ends(df: pd.DataFrame, subject: Subject) -> tuple[pd.Series, pd.Series]:
    """Return the lowest and the highest that each row states: a figure, or the ends of a range."""
    value = df[subject.value].astype("float64")
    if subject.range_columns is None:
        return value, value
    low, high = (df[column].astype("float64") for column in subject.range_columns)
    return value.fillna(low).fillna(high), value.fillna(high).fillna(low)


def _with_events(reports: pd.DataFrame) -> pd.DataFrame:
    """Give casualty reports the areas and the month of their event, and which part they count."""
    events = load("conflict_events").set_index("event_id")
    areas = reports["event_id"].map(events["areas_involved"])
    starts = reports["event_id"].map(events["start"])
    part = reports["label"].where(reports["group"].eq("other part"), "")
    return reports.assign(area=areas, period=starts.str[:7], part=part)


def _who(df: pd.DataFrame, column: str) -> pd.Series:
    """Name who states each figure: the body, or the publisher of its source."""
    if column == "reporter":
        names = area_names()
        return df[column].map(lambda who: names.get(who, who))
    if column:
        return df[column]
    publishers = load("sources").set_index("source_id")["publisher"]
    return df["source_id"].map(publishers)


def _about(df: pd.DataFrame, subject: Subject) -> pd.Series:
    """Say in words what each figure is of, without what is usual."""
    names = area_names()
    events: dict[Any, str] = {}
    if "event_id" in subject.quantity_columns:
        events = load("conflict_events").set_index("event_id")["name"].to_dict()

    def words(row: dict[Any, Any]) -> str:
        parts = [subject.quantity] if subject.quantity else []
        for column in subject.quantity_columns:
            value = str(row[column])
            if value and value != USUAL.get(column):
                value = MEASURES.get(value, value)
                joined = [names.get(code, code) for code in value.split(";")]
                parts.append(events.get(value, " and ".join(joined)))
        if row["status"] == "D":
            parts.append(OTHER_DEFINITION)
        return ", ".join(parts).replace("_", " ")

    return pd.Series([words(row) for row in df.to_dict("records")], index=df.index, dtype="str")


def _then_and_now(figures: pd.DataFrame, subject: Subject, day: str) -> Iterator[dict[str, Any]]:
    """Yield what was public by a day beside what is today, for each quantity and period."""
    dated = figures["public"].ne("")
    then = _newest_of_each(figures[dated & figures["public"].map(last_day).le(day)])
    then = _outturns_first(then)
    now = _newest_of_each(figures)
    now = _outturns_first(now[now["status"].ne("U")])
    quantity = list(QUANTITY)
    was_known = now.set_index(quantity).index.isin(then.set_index(quantity).index)
    is_past = first_year(now["period"]).le(day[:4])
    said = pd.concat([then.assign(at="then"), now[was_known | is_past].assign(at="now")])
    for key, figures_of_key in said.groupby(quantity):
        at = figures_of_key["at"]
        before, today = figures_of_key[at.eq("then")], figures_of_key[at.eq("now")]
        yield {
            "dataset": subject.dataset,
            **dict(zip(QUANTITY, key, strict=True)),
            **_summary(before, "then"),
            **_summary(today, "now"),
            "changed": _range_of(before) != _range_of(today),
            "source_id": join_ids(figures_of_key["source_id"]),
        }


def _newest_of_each(figures: pd.DataFrame) -> pd.DataFrame:
    """Keep the newest figure of each body for each quantity and period."""
    ordered = figures.assign(last=figures["public"].map(last_day))
    ordered = ordered.sort_values(["last", "source_id"], kind="stable")
    return ordered.drop_duplicates([*QUANTITY, "by"], keep="last")


def _outturns_first(figures: pd.DataFrame) -> pd.DataFrame:
    """Leave out the forecasts and estimates of a quantity and period that has an outturn."""
    counted = ~figures["kind"].isin(BEFORE_THE_COUNT)
    over = counted.groupby([figures[column] for column in QUANTITY]).transform("any")
    return figures[counted | ~over.astype("bool")]


def _summary(figures: pd.DataFrame, end: str) -> dict[str, Any]:
    """Return the range of figures of one quantity and period, and who states what in which source.

    Of no figures: no numbers and no words.
    """
    low, high = _range_of(figures)
    return {
        f"low_{end}": low,
        f"high_{end}": high,
        f"by_{end}": _names_joined(figures["by"]),
        f"kind_{end}": " or ".join(sorted(set(figures["kind"]))),
        f"each_{end}": _by_body(figures),
        f"sources_{end}": join_ids(figures["source_id"]),
    }


def _range_of(figures: pd.DataFrame) -> tuple[float, float]:
    """Return the lowest and the highest that figures state; not a number if there are none."""
    return float(figures["low_end"].min()), float(figures["high_end"].max())


def _by_body(figures: pd.DataFrame) -> dict[str, list[float]]:
    """Return the lowest and the highest figure of each body, by its name."""
    ordered = figures.sort_values("by")
    ends = zip(ordered["low_end"].astype(float), ordered["high_end"].astype(float), strict=True)
    return {str(by): list(pair) for by, pair in zip(ordered["by"], ends, strict=True)}


def _names_joined(names: "pd.Series[Any]") -> str:
    single = {part for name in names for part in str(name).split(";")}
    return "; ".join(sorted(single))
