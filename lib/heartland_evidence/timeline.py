"""What happened when: one list of dated events over the tables that hold them.

Nothing is coded twice: each entry is a row of another table, or a comparison of two rows of one,
and leads back to them. An entry that rests on an audited article alone is left out.
"""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from heartland import sentences
from heartland.errors import UsageError
from heartland.tables import expect
from heartland.tables.areas import area_code, area_names
from heartland.tables.choose import prefer
from heartland.tables.filters import as_list
from heartland.tables.periods import are_years, last_day
from heartland.tables.sources import join_columns
from heartland.tables.tables import load
from heartland_evidence.lineage.identity import BETWEEN_ROWS, ROW_OF

ROUBLE_FELL_PCT = 20  # a fall of the rouble by this much within a year is an event
LATEST = "9999"  # a day after all others
FORECAST_CUT_PP = 3  # a forecast lowered by this much within half a year is one, too
FORECASTER = "IMF"  # the one whose editions of April and October are all held
INCIDENTS = ("attack", "rocket fire", "air strike")  # kinds of security_incidents
OWN_THEMES = ("violence", "sco", "rouble", "growth")  # the others are those of milestones
JOINED_SCO = {  # the statuses that a state takes on a day, and what it becomes
    "member": "a member",
    "observer": "an observer",
    "dialogue partner": "a dialogue partner",
}
COLUMNS = [
    "date",
    "end",
    "area",
    "theme",
    "what",
    "size",
    "unit",
    *ROW_OF,
    "source_id",
    "locator",
]


def timeline(
    areas: str | Iterable[str] | None = (),
    start: str | int | date | None = "",
    end: str | int | date | None = "",
    theme: str | Iterable[str] | None = (),
) -> pd.DataFrame:
    """List dated events, the oldest first: whatever the tables hold of the region by date.

    Events are milestones, conflicts, attacks, steps into the SCO, years in which the rouble bought
    a fifth fewer dollars than in the year before, and April editions in which the IMF cut its
    forecast for the year by three points or more against its October edition.

    >>> cuts = timeline("Kyrgyzstan", 2022, 2022, theme="growth")
    >>> cuts["what"].tolist()
    ['IMF forecast for Kyrgyzstan in 2022 cut from 5.6 to 0.9 percent']

    Args:
        areas: republics or other areas, by code or English name; all by default. An event that
            involves an area counts, one of the whole region (``CA5``) does not.
        start: the first day, ``2022``, ``2022-06`` or ``2022-06-30``, or a date or time of Python
            or pandas; none by default.
        end: the last day; a month or a year is read as its last day.
        theme: one or more of the themes of ``milestones``, and violence, growth or rouble; all by
            default.

    Returns:
        A row an event: ``date`` and, where it lasted, ``end``; the ``area``, several joined by
        semicolons; ``theme``; ``what`` happened, in words; ``size`` and its ``unit`` for growth
        and rouble (deaths are disputed, and stand with who counted them in ``casualty_reports``);
        the ``dataset`` and the ``row`` in it, the cells of its key; the sources, and the
        ``locator`` in them.

    Raises:
        UsageError: for an unknown area or theme, what is no date, or a first day after the last.
    """
    events = pd.concat(
        [_milestones(), _conflicts(), _incidents(), _sco(), _rouble(), _cuts()], ignore_index=True
    ).fillna({"end": "", "unit": "", "locator": ""})
    wanted = _all_given(theme)
    for one in wanted:
        expect.one_of("timeline", "theme", one, sorted({*events["theme"], *OWN_THEMES}))
    codes = {area_code(area) for area in _all_given(areas)}
    first, last = (expect.date("timeline", day) if day else "" for day in (start, end))
    if first and last and first > last_day(last):
        raise UsageError(f"timeline: the first day, {first}, is later than the last, {last}")
    ends = events["end"].where(events["end"].ne(""), events["date"]).map(last_day)
    inside = ends.ge(first) & events["date"].le(last_day(last) or LATEST)
    if wanted:
        inside &= events["theme"].isin(wanted)
    if codes:
        inside &= events["area"].map(lambda cell: not codes.isdisjoint(cell.split(";")))
    return events[inside].sort_values(["date", "dataset", "row"], ignore_index=True)[COLUMNS]


def _all_given(words: str | Iterable[str] | None) -> list[str]:
    """Return one word or several as a list; an empty text is none, as elsewhere."""
    return [word for word in as_list(words) if word]


def _milestones() -> pd.DataFrame:
    """Return the dated steps, without those that the table of the SCO has on the same day."""
    steps = load("milestones").query("not article_only")
    is_accession = steps["theme"].eq("sco") & steps["category"].eq("accession")
    steps = steps[~(is_accession & steps["date"].isin(_sco()["date"]))]
    return steps.assign(what=steps["title"], dataset="milestones", row=steps["milestone_id"])


def _conflicts() -> pd.DataFrame:
    """Return the events with deaths or unrest."""
    events = load("conflict_events")
    return events.assign(
        date=events["start"],
        area=events["areas_involved"],
        theme="violence",
        what=events["kind"].str.capitalize() + ": " + events["name"],
        dataset="conflict_events",
        row=events["event_id"],
    )


def _incidents() -> pd.DataFrame:
    """Return the attacks that are no event of the other table, one row each.

    What is told of a whole year is no attack of its own.
    """
    incidents = load("security_incidents").query("event_id == '' and kind in @INCIDENTS")
    incidents = incidents[~are_years(incidents["start"])].drop_duplicates("event")
    place = incidents["place"].mask(incidents["place"].eq(""), incidents["area"].map(area_names()))
    return incidents.assign(
        date=incidents["start"],
        theme="violence",
        what=incidents["kind"].str.capitalize() + ": " + place,
        dataset="security_incidents",
        row=incidents["incident_id"],
    )


def _sco() -> pd.DataFrame:
    """Return the states that took a status in the SCO, by their day."""
    steps = load("sco_members").query("status in @JOINED_SCO")
    names = area_names()
    what = [
        f"{names[area]} becomes {JOINED_SCO[status]} of the SCO"
        for area, status in zip(steps["area"], steps["status"], strict=True)
    ]
    return steps.assign(
        date=steps["since"],
        end="",
        theme="sco",
        what=what,
        dataset="sco_members",
        row=steps["area"] + ";" + steps["status"] + ";" + steps["since"],
    )


def _rouble() -> pd.DataFrame:
    """Return the years in which the rouble fell, from two rows of neighbouring years each."""
    rates = load("exchange_rates").query("currency == 'RUB'").sort_values("year")
    before = rates["year"].diff().eq(1)
    fall = (100 * (1 - rates["per_usd"].shift() / rates["per_usd"])).round(1)
    fell = rates.assign(size=fall)[before & fall.ge(ROUBLE_FELL_PCT)]
    year = fell["year"].astype("str")
    what = [
        f"A rouble buys {percent:.0f} percent fewer dollars than in {year - 1}"
        for percent, year in zip(fell["size"], fell["year"], strict=True)
    ]
    return fell.assign(
        date=year,
        end="",
        area="RUS",
        theme="rouble",
        what=what,
        unit="percent",
        dataset="exchange_rates",
        row="RUB;" + (fell["year"] - 1).astype("str") + BETWEEN_ROWS + "RUB;" + year,
    )


def _cuts() -> pd.DataFrame:
    """Return the April editions that cut the forecast for the year, against the October before."""
    of_imf = load("growth_forecasts").query("publisher == @FORECASTER and kind == 'forecast'")
    year = of_imf["target_year"]
    in_april = of_imf["vintage"].eq(year.astype("str") + "-04")
    in_october = of_imf["vintage"].eq((year - 1).astype("str") + "-10")
    forecasts = prefer(of_imf[in_april | in_october])
    april = forecasts[in_april[forecasts.index]]
    october = forecasts[in_october[forecasts.index]]
    key = ["area", "target_year"]
    both = april.merge(october, on=key, suffixes=("", "_before"), validate="one_to_one")
    both["size"] = (both["growth_pct_before"] - both["growth_pct"]).round(2)
    both = both[both["size"].ge(FORECAST_CUT_PP)]
    names = area_names()
    what, rows = [], []
    for cut in both.to_dict("records"):
        before, now = (sentences.number(cut[one]) for one in ("growth_pct_before", "growth_pct"))
        forecast = f"{FORECASTER} forecast for {names[cut['area']]} in {cut['target_year']}"
        what.append(f"{forecast} cut from {before} to {now} percent")
        own = f"{cut['area']};{cut['target_year']};forecast"
        editions = (cut["vintage_before"], cut["vintage"])
        rows.append(BETWEEN_ROWS.join(f"{FORECASTER};{edition};{own}" for edition in editions))
    return both.assign(
        date=both["vintage"],
        end="",
        theme="growth",
        what=what,
        unit="percentage points",
        dataset="growth_forecasts",
        row=rows,
        source_id=join_columns(both, "source_id_before", "source_id"),
    )
