"""Start here: the edge cases that a tiny table shows best."""

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from heartland.figures import sizes, style
from heartland.tables.areas import REPUBLICS
from heartland_themes import start_here
from tests.play import problems


def test_a_table_without_rows_about_an_area_is_counted_as_none_and_reaches_no_year():
    table = pd.DataFrame({"area": ["KAZ"], "year": [2020], "source_id": ["a"]})
    counts = start_here.count_rows({"some_table": table}, ["KAZ", "TKM"])
    expected = [["some table", "KAZ", 1, "2020", "a"], ["some table", "TKM", 0, "", ""]]
    assert counts.to_numpy().tolist() == expected


def test_a_source_in_cells_of_several_is_named_once():
    table = pd.DataFrame({"area": "KAZ", "year": 2020, "source_id": ["b;a", "b"]})
    assert start_here.count_rows({"some_table": table}, ["KAZ"])["source_id"].tolist() == ["a;b"]


@pytest.mark.parametrize(
    ("largest", "title"),
    [
        (9.9, "Uzbekistan had 4.4 times as many people as Kyrgyzstan in 2024"),
        (10.4, "Uzbekistan had five times as many people as Kyrgyzstan in 2024"),
    ],
)
def test_a_large_multiple_is_written_in_words(largest, title):
    rows = pd.DataFrame(
        {"area": ["UZB", "KGZ"], "value": [largest, 2.25], "measure": "population", "year": 2024}
    )
    assert start_here.populations_compared(rows).text == title


def test_the_first_line_says_what_the_region_is_and_of_whom_most_and_least_is_known():
    five = pd.DataFrame({"area": REPUBLICS, "year": 2024, "source_id": "a"})
    people = five.assign(persons=[20_400_000, 7_000_000, 10_000_000, 7_000_000, 36_000_000])
    areas = ["KAZ", "KGZ", "KGZ", "TJK", "TJK", "TJK", "UZB", "UZB", "CHN"]
    table = pd.DataFrame({"area": areas, "year": 2020, "source_id": "a"})
    counted = ["coded", "checked", "held", "held with a reservation", "did not hold"]
    tally = pd.DataFrame([[1, 1, 1, 0, 0]], columns=counted)
    gdp = five.assign(value_usd_mn=1)
    said, *_ = start_here.bottom_line(people, gdp, {"some_table": table}, tally)
    assert said.text == (
        "The five republics had 80 million people in 2024. Of the 8 rows about a single republic, "
        "the most (3) are on Tajikistan and the fewest (0) on Turkmenistan."
    )
    in_words = {"republics": 5, "best_known": "Tajikistan", "least_known": "Turkmenistan"}
    numbers = {"rows_on_the_best_known": 3, "rows_on_the_least_known": 0, "rows_in_all": 8}
    assert said.facts == pytest.approx({**in_words, **numbers, "people_mn": 80.4, "year": 2024})


def events(*lines):
    """Events of a timeline: date, area, theme, what, row, size."""
    columns = ["date", "area", "theme", "what", "row", "size"]
    return pd.DataFrame(list(lines), columns=columns).assign(end="", source_id="s")


REPORTS = pd.DataFrame({"measure": ["killed"] * 3, "event_id": ["a", "a", "b"]})


def test_an_event_of_another_country_is_no_part_of_the_timeline_unless_it_joins():
    of_all = events(
        ("2020", "KGZ;TJK", "violence", "Border clash: A", "a", None),
        ("2021", "AFG", "violence", "Attack: B", "b", None),
        ("2022", "CA5", "diplomacy", "A summit", "c", None),
        ("2023", "IRN", "sco", "Iran becomes a member of the SCO", "d", None),
        ("2005", "IRN", "sco", "Iran becomes an observer of the SCO", "e", None),
        ("2015", "RUS", "rouble", "A rouble buys less", "f", 37.0),
        ("1989", "KGZ", "violence", "Unrest: C", "g", None),
    )
    kept = start_here.events_of(of_all, ["TJK"], REPORTS)
    assert kept["row"].tolist() == ["a", "c", "d", "f"]
    assert kept["weight"].tolist() == [2.0, 0.0, 1.0, 37.0]
    assert kept.set_index("row")["joined"]["d"] == "Iran"


@pytest.mark.parametrize(
    ("years", "title"),
    [
        (["2020", "2022", "2022"], "2 of the 3 dated events on record are from 2022"),
        (["2020", "2020", "2022"], "2 of the 3 dated events on record are from 2020"),
        (["2020", "2022"], "Dated events, 2020–2022"),
        (["2020", "2020"], "Dated events, 2020"),
    ],
)
def test_the_year_with_most_events_is_named_only_if_there_is_one(years, title):
    lines = [(year, "KGZ", "violence", "Unrest: A", "a", None) for year in years]
    assert start_here.fullest_year(events(*lines)).text == title


@pytest.mark.parametrize(
    ("years", "counted"), [(["2010", "2022", "2022"], ["2022: 2"]), (["2010", "2022"], [])]
)
def test_a_bar_counts_the_events_of_a_year_and_the_fullest_has_its_number(years, counted):
    lines = [(year, "CA5", "diplomacy", "A summit", str(n), None) for n, year in enumerate(years)]
    rows = start_here.events_of(events(*lines), ["KGZ"], REPORTS).assign(mark=range(len(years)))
    fig = start_here.draw_timeline(rows.assign(source_id="imf-weo-2022-04"))
    axes = fig.axes[0]
    bars = {round(bar.get_x() - 0.1): bar for bar in axes.patches}
    assert {year: len(bar.get_gid()) for year, bar in bars.items()} == {
        int(year): years.count(year) for year in years
    }
    coloured = {year for year, bar in bars.items() if to_hex(bar.get_facecolor()) != style.QUIET}
    assert coloured == {int(text[:4]) for text in counted}
    written = [f"{t.get_label()}: {t.get_text()}" for t in axes.texts if t.get_text().isdigit()]
    assert written == counted


def test_what_lasted_for_years_is_named_before_what_has_more_counts():
    of_all = events(
        ("2010", "KGZ", "violence", "Unrest: A", "a", None),
        ("2009-08", "KGZ", "violence", "Armed clash: B", "b", None),
    )
    rows = start_here.events_of(of_all, ["KGZ"], REPORTS).assign(mark=0)
    rows.loc[rows["row"].eq("b"), "end"] = "2010-12"
    fig = start_here.draw_timeline(rows.assign(source_id="imf-weo-2022-04"))
    named = [text.get_text() for text in fig.axes[0].texts]
    assert "B" in named and "A" not in named


@pytest.mark.parametrize(("size", "labelled"), [("column", ["A"]), ("phone", ["A", "B"])])
def test_on_a_phone_labels_below_the_first_lane_have_a_second_line(size, labelled):
    of_all = events(
        ("2010", "KGZ", "violence", "Unrest: A", "a", None),
        ("2010", "KGZ", "violence", "Unrest: B", "b", None),
        ("2015", "RUS", "rouble", "A rouble buys less", "f", 37.0),
        ("2022", "CA5", "diplomacy", "A summit", "c", None),
    )
    rows = start_here.events_of(of_all, ["KGZ"], REPORTS).assign(mark=0)
    rows = rows.assign(source_id="imf-weo-2022-04")
    with sizes.drawn_at(size):
        fig = start_here.draw_timeline(rows)
    written = [text.get_text() for text in fig.axes[0].texts]
    assert [text for text in written if text in ("A", "B")] == labelled
    assert problems(fig) == []
