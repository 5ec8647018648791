"""Edge cases of the growth forecasts, on tables small enough to be read."""

import json

import pandas as pd
import pytest
from heartland.figures.alt_text import in_words

import heartland as hl
from heartland.figures import sizes
from heartland.figures.frame import lay_out
from heartland_themes import growth_forecasts as growth
from tests.play import at_defaults, problems

COLOURS = {"ADB": "#175e7c", "IMF": "#a52300"}


def rows(*lines):
    """Rows of growth forecasts for 2022, of a source that exists."""
    columns = ["publisher", "vintage", "area", "kind", "growth_pct"]
    table = pd.DataFrame(list(lines), columns=columns)
    return table.assign(target_year=2022, source_id="imf-weo-2022-04")


WDI = ("World Bank WDI", "2024-02", "KAZ", "first outturn", 3.0)


@pytest.mark.parametrize(
    ("made", "text"),
    [
        ([1, 1, 1, 1], "Every forecast of spring 2022 for Kazakhstan was too low"),
        ([5, 5, 5, 5], "Every forecast of spring 2022 for Kazakhstan was too high"),
        ([5, 5, 5, 1], "3 of 4 forecasts of spring 2022 for Kazakhstan were too high"),
        ([1, 1, 5, 5], "Growth forecasts for 2022, edition by edition"),
        ([1, 1, 3, 5], "Growth forecasts for 2022, edition by edition"),
        ([1, 1, 1], "Growth forecasts for 2022, edition by edition"),
    ],
)
def test_the_side_of_the_outturn_has_its_word_or_there_is_no_finding(made, text):
    spring = [(f"p{n}", "2022-04", "KAZ", "forecast", g) for n, g in enumerate(made)]
    assert growth.side_of_spring(rows(WDI, *spring)).text == text


def test_no_forecast_for_turkmenistan_has_an_error():
    outturn = ("World Bank WDI", "2024-02", "TKM", "first outturn", 6.0)
    assert growth.errors(rows(outturn, ("IMF", "2022-04", "TKM", "forecast", 1.0))).empty


def test_the_first_forecast_of_a_spring_is_kept_and_no_other():
    made = [("IMF", month, "KAZ", "forecast", 1.0) for month in ("2022-02", "2022-06", "2022-04")]
    assert growth.spring_forecasts(rows(*made, WDI))["vintage"].tolist() == ["2022-04"]


def test_the_newest_outturn_is_of_the_publisher_that_is_asked_for():
    later = ("World Bank WDI", "2025-10", "KAZ", "later outturn", 3.2)
    of_imf = ("IMF", "2025-10", "KAZ", "later outturn", 3.3)
    table = rows(WDI, later, of_imf)
    assert growth.newest_outturns(table)["growth_pct"].tolist() == [3.2]
    assert growth.newest_outturns(table, "IMF")["growth_pct"].tolist() == [3.3]


@pytest.mark.parametrize(
    ("growths", "text"),
    [
        ([3.0, 3.5], "Growth of Kazakhstan in 2022 was revised from 3.0 to 3.5 percent"),
        ([3.0, 3.2], "Outturns for 2022 were hardly revised"),
        ([3.0], "Outturns for 2022, each known from one edition"),
    ],
)
def test_a_revision_of_half_a_point_is_a_finding(growths, text):
    outturns = [("IMF", f"{2023 + n}-04", "KAZ", "outturn", g) for n, g in enumerate(growths)]
    assert growth.largest_revision(rows(*outturns)).text == text


def test_the_year_of_an_earlier_edition_stands_at_its_outturn():
    later = ("World Bank WDI", "2025-10", "KAZ", "later outturn", 4.4)
    made = ("IMF", "2022-04", "KAZ", "forecast", 2.0)
    _, axes = hl.frame(rows(WDI, later, made), "Title")
    growth.draw_vintages(axes, rows(WDI, later, made), COLOURS)
    written = [text.get_text() for text in axes.texts]
    assert written == ["3.0\nas of 2024", "4.4"]


def test_where_no_outturn_is_known_yet_no_diamond_is_explained():
    made = ("IMF", "2022-04", "KAZ", "forecast", 2.0)
    for known, said in ((rows(made), False), (rows(made, WDI), True)):
        fig = growth.draw_paths(known.assign(mark=0))
        ticks = [label.get_text() for label in fig.axes[0].get_xticklabels()]
        assert ("diamond" in fig.furniture.subtitle) == ("outturn" in ticks) == said


def test_on_a_phone_an_outturn_and_its_edition_stand_above_the_axis():
    made = [("IMF", f"{when}", "TKM", "forecast", 3.0) for when in ("2021-10", "2022-10")]
    outturns = [("World Bank WDI", "2024-02", "TKM", "first outturn", -3.4)]
    outturns.append(("World Bank WDI", "2025-10", "TKM", "outturn", 5.9))
    table = rows(*made, *outturns).assign(mark=0)
    with sizes.drawn_at("phone"):
        assert problems(growth.draw_turkmenistan(table)) == []


def test_each_mark_of_the_vintages_leads_to_its_rows():
    table = rows(
        ("ADB", "2021-10", "KAZ", "forecast", 1.0),
        ("IMF", "2023-04", "KAZ", "first outturn", 4.0),
        ("ADB", "2022-04", "KAZ", "forecast", 2.0),
        ("IMF", "2024-01", "KAZ", "later outturn", 5.0),
    )

    def draw(some):
        fig, axes = hl.frame(some, "Title")
        growth.draw_vintages(axes, some, COLOURS)
        return fig

    done = hl.show("marks", draw, table)
    facts = json.loads((done.folder / "marks.json").read_text(encoding="utf-8"))
    assert sorted(facts["marks"].values()) == [[0, 2], [1], [3]]


def editions(*lines):
    """Rows of the IMF for Kazakhstan: vintage, target year, kind, growth."""
    columns = ["vintage", "target_year", "kind", "growth_pct"]
    table = pd.DataFrame(list(lines), columns=columns)
    return table.assign(publisher="IMF", area="KAZ", source_id="imf-weo-2022-04")


def year_of(year, made, first, later=None, before=None):
    """The April forecast for a year, its outturns a year and two years on, and the year before."""
    lines = [(f"{year}-04", year, "forecast", made), (f"{year + 1}-10", year, "outturn", first)]
    if later is not None:
        lines.append((f"{year + 2}-10", year, "outturn", later))
    if before is not None:
        lines.append((f"{year}-04", year - 1, "nowcast or estimate", before))
    return lines


def test_an_error_is_held_against_the_october_a_year_later_and_no_other():
    record = growth.april_record(editions(*year_of(2022, 1.0, 6.0, later=9.0, before=4.0)))
    row = record.iloc[0]
    assert row[["error_pp", "later_error_pp", "naive_error_pp"]].tolist() == [-5.0, -8.0, -2.0]


def test_a_forecast_that_is_not_of_april_or_has_no_outturn_is_not_on_record():
    october = editions(("2022-10", 2022, "forecast", 1.0), ("2023-10", 2022, "outturn", 6.0))
    assert growth.april_record(october).empty
    assert growth.april_record(editions(("2022-04", 2022, "forecast", 1.0))).empty
    assert growth.april_record(editions(*year_of(1995, 1.0, 6.0))).empty


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (-7.0, "The IMF’s error for 2022 was among its five largest for Kazakhstan"),
        (
            -0.5,
            "The IMF’s error for 2022 was not among its five largest for Kazakhstan since 2014",
        ),
    ],
)
def test_the_title_says_whether_an_error_was_among_the_largest(error, text):
    lines = []
    for year in range(2014, 2022):
        lines += year_of(year, 3.0, 4.0 + (year - 2014) / 10)
    lines += year_of(2022, 3.0, 3.0 - error)
    record = growth.april_record(editions(*lines))
    assert growth.largest_misses(record, 2022).text == text
    two = pd.concat([record, record.assign(area="UZB")])
    none = "None of the IMF’s errors for 2022 was among its five largest since 2014"
    of_two = f"{text} and Uzbekistan" if error < -1 else none
    assert growth.largest_misses(two, 2022).text == of_two


def test_a_year_without_an_outturn_has_no_rank():
    record = growth.april_record(editions(*year_of(2021, 3.0, 4.0)))
    finding = growth.largest_misses(record, 2030)
    assert not finding.facts
    assert finding.text == "Errors of the IMF’s April forecasts for the year itself, 2021"


def at_distances(*errors):
    """Forecasts for 2022 of April and October, each off by one of the errors."""
    made = ["2021-04", "2021-10", "2022-04"][: len(errors)]
    lines = [(v, 2022, "forecast", 5.0 + e) for v, e in zip(made, errors, strict=True)]
    return growth.by_horizon(editions(*lines, ("2023-10", 2022, "outturn", 5.0)))


@pytest.mark.parametrize(
    ("errors", "text"),
    [
        ((-1, -2, -1), "However far ahead, the IMF was mostly too low for Kazakhstan"),
        ((1, 2, 1), "However far ahead, the IMF was mostly too high for Kazakhstan"),
        ((1, 2, -1), "Errors of IMF forecasts by distance, 2022"),
    ],
)
def test_a_side_held_at_every_distance_is_a_finding(errors, text):
    assert growth.one_sided(at_distances(*errors)).text == text


@pytest.mark.parametrize("size", ["column", "square", "slide"])
def test_the_names_of_two_shocks_near_each_other_do_not_touch(size):
    lines = [line for year in range(1996, 2025) for line in year_of(year, 4.0, 5.0)]
    record = growth.april_record(editions(*lines))
    record = pd.concat([record, record.assign(area="UZB")]).assign(mark=0)
    with sizes.drawn_at(size):
        fig = growth.draw_record(record, 2024)
        lay_out(fig)
    for axes in fig.axes:
        boxes = {one.get_text(): one.get_window_extent() for one in axes.get_xticklabels()}
        assert boxes["2020"].x1 + 10 < boxes["2022"].x0


def test_the_medians_of_april_are_told_from_the_furthest_to_the_year_itself():
    assert growth._distances_in_words(at_distances(-1, -2, 1)) == (
        "median −1.0 one year ahead (−1.0 to −1.0), 1.0 in the year itself (1.0 to 1.0)"
    )


def test_years_not_forecast_at_every_distance_are_left_out():
    more = editions(("2021-04", 2021, "forecast", 1.0), ("2022-10", 2021, "outturn", 5.0))
    lines = [("2021-04", 2022, "forecast", 4.0), ("2022-04", 2022, "forecast", 4.5)]
    rows = pd.concat([more, editions(*lines, ("2023-10", 2022, "outturn", 5.0))])
    horizons = growth.by_horizon(rows)
    assert horizons["first"].tolist() == [2022, 2022]
    assert horizons["median_pp"].tolist() == [-0.5, -1.0]


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (5.5, "Repeating last year’s growth beat the IMF’s forecasts for Kazakhstan"),
        (1.0, "Repeating last year’s growth did not beat the IMF’s forecasts for Kazakhstan"),
        (4.05, "Repeating last year’s growth did not beat the IMF’s forecasts for Kazakhstan"),
    ],
)
def test_the_benchmark_wins_only_by_more_than_a_twentieth(before, text):
    record = growth.april_record(editions(*year_of(2022, 4.0, 6.0, before=before)))
    means = growth.mean_errors(record)
    assert growth.beaten_by_last_year(means).text == text
    two = pd.concat([means, means.assign(area="UZB")])
    of_two = f"{text} and Uzbekistan"
    if before < 5:
        of_two = "Nowhere did repeating last year’s growth beat the IMF’s forecasts"
    assert growth.beaten_by_last_year(two).text == of_two


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        (
            [6.3, -7.7, 5.1],
            "The IMF put Kazakhstan’s growth in 2019 at 6.3, −7.7 and 5.1 percent",
        ),
        ([6.3, 6.5], "The IMF hardly revised the growth of past years"),
        (
            [1.0, 2, 3, 4, 5, 6, 7],
            "The IMF put Kazakhstan’s growth in 2019 at 7 different rates, last 7.0 percent",
        ),
    ],
)
def test_an_outturn_that_moved_is_written_as_it_was_printed(printed, text):
    made = [f"{2020 + n // 2}-{('04', '10')[n % 2]}" for n in range(len(printed))]
    lines = [(v, 2019, "outturn", g) for v, g in zip(made, printed, strict=True)]
    assert growth.most_reprinted(growth.printed_outturns(editions(*lines))).text == text


def test_a_reader_who_cannot_see_hears_the_newest_outturns_and_the_year_revised_most():
    lines = [(v, 2019, "outturn", g) for v, g in (("2020-04", 6.3), ("2020-10", -7.7))]
    lines += [(v, 2020, "outturn", 3.0) for v in ("2021-04", "2021-10")]
    drawn = growth.draw_printed(growth.printed_outturns(editions(*lines)))
    assert in_words(drawn.axes[0]) == (
        "Kazakhstan: newest −7.7 in 2019 to 3.0 in 2020; 2019 put at 6.3 and −7.7"
    )


def test_the_habit_counts_the_aprils_that_were_too_low():
    lines = year_of(2021, 3.0, 4.0, before=4.0) + year_of(2022, 3.0, 6.0, before=4.0)
    finding = growth.habit(growth.april_record(editions(*lines)))
    assert (finding.facts["low"], finding.facts["years"], finding.facts["median"]) == (2, 2, -2.0)
    assert finding.text == (
        "In 2 of 2 Aprils the IMF expected too little growth for Kazakhstan, 2.0 points at the median."
    )


def outlook(*lines):
    """Rows of ``macro_forecasts`` about 2022, of a source that exists: vintage, area, measure, kind, value."""
    columns = ["vintage", "area", "measure", "kind", "value_pct"]
    table = pd.DataFrame(list(lines), columns=columns)
    return table.assign(publisher="IMF", target_year=2022, source_id="imf-weo-2022-04")


def test_what_april_expected_stands_beside_the_newest_print():
    rows = outlook(
        ("2021-10", "KAZ", "inflation", "forecast", 6.5),
        ("2022-04", "KAZ", "inflation", "forecast", 8.5),
        ("2022-10", "KAZ", "inflation", "forecast", 14.0),
        ("2023-10", "KAZ", "inflation", "outturn", 15.1),
        ("2024-10", "KAZ", "inflation", "outturn", 15.0),
        ("2022-04", "KGZ", "public debt", "forecast", 60.4),
    )
    both = growth.expected_and_printed(rows, 2022)
    kept = both[["measure", "area", "expected_pct", "printed_pct", "error_pp", "printed_in"]]
    assert kept.to_numpy().tolist() == [["inflation", "KAZ", 8.5, 15.0, -6.5, "2024-10"]]
    assert growth.expected_and_printed(rows, 2023).empty


@pytest.mark.parametrize(
    ("measure", "printed", "text"),
    [
        (
            "inflation",
            15.0,
            "The IMF expected Kazakhstan’s 2022 inflation at 8.5 percent, and later reported 15.0",
        ),
        (
            "public debt",
            7.0,
            "The IMF expected Kazakhstan’s 2022 public debt at 8.5 percent of GDP, and later reported 7.0",
        ),
        ("inflation", 8.9, "What the IMF expected of 2022 in April came within a point"),
    ],
)
def test_a_miss_of_a_point_is_a_finding(measure, printed, text):
    rows = outlook(
        ("2022-04", "KAZ", measure, "forecast", 8.5),
        ("2023-10", "KAZ", measure, "outturn", printed),
    )
    assert growth.furthest_off(growth.expected_and_printed(rows, 2022)).text == text


def test_each_measure_says_for_how_many_too_much_was_expected():
    lines = [("2022-04", area, "public debt", "forecast", 30.0) for area in ("KAZ", "KGZ")]
    lines += [("2023-10", "KAZ", "public debt", "outturn", 20.0)]
    lines += [("2023-10", "KGZ", "public debt", "outturn", 34.0)]
    (told,) = growth.sides_of_measures(growth.expected_and_printed(outlook(*lines), 2022))
    assert told.facts == {"measure": "public debt", "more": 1, "of": 2, "median": 7.0}
    assert told.text == (
        "Public debt: the IMF expected more in April than it reported later for 1 of 2 republics, "
        "and was 7.0 points off at the median."
    )


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (30.0, "the IMF expected 4.0 points less in April than it reported later."),
        (38.5, "the IMF expected 4.5 points more in April than it reported later."),
        (34.0, "the IMF expected in April what it reported later."),
    ],
)
def test_of_a_single_republic_is_said_what_was_expected_for_it(expected, text):
    rows = outlook(
        ("2022-04", "KAZ", "public debt", "forecast", expected),
        ("2023-10", "KAZ", "public debt", "outturn", 34.0),
    )
    (finding,) = growth.sides_of_measures(growth.expected_and_printed(rows, 2022))
    assert finding.text == f"Public debt: for Kazakhstan {text}"
    assert finding.facts["name"] == "Kazakhstan"


def test_a_reader_who_cannot_see_hears_of_which_month_the_forecasts_are():
    made = [("IMF", "2022-04", 2.3), ("IMF", "2022-10", 3.0), ("ADB", "2022-04", -1.0)]
    forecasts = [(who, when, "KAZ", "forecast", value) for who, when, value in made]
    drawn = growth.draw_paths(rows(WDI, *forecasts))
    assert in_words(drawn.axes[0]) == (
        "Kazakhstan: IMF 2.3 in April 2022 to 3.0 in October 2022; ADB −1.0 in April 2022; "
        "outturn 3.0"
    )


def test_the_caveats_tell_the_rows_of_the_imf_from_the_others_and_name_the_inferred_file():
    """Of five rows two are of the IMF, in a file of its own; one of three others is in the news."""
    columns = ["publisher", "vintage_inferred", "source_id"]
    lines = [
        ("IMF", True, "imf"),
        ("IMF", True, "imf"),
        ("ADB", True, "adb"),
        ("ADB", False, "adb"),
        ("ADB", False, "news"),
    ]
    kinds = {"imf": "international organisation", "adb": "official", "news": "news agency"}
    sources = pd.DataFrame({"source_id": list(kinds), "kind": list(kinds.values())})
    sources = sources.assign(publisher=["IMF", "ADB", "Interfax"])
    table = pd.DataFrame(lines, columns=columns)
    inferred, read, left_out = (one.text for one in growth.caveats(table, sources, 1))
    assert inferred == (
        "For 3 of 5 rows the month of the edition is inferred, and stated by no source, "
        "for 2 of them in one file (IMF)."
    )
    assert read == (
        "4 of 5 rows were read in a document of a government, a statistical office or an "
        "international organisation, the others elsewhere; without the rows of the IMF, "
        "2 of 3."
    )
    assert left_out == "With this `as_of`, one row without a known date is left out."
    assert "in one file" not in growth.caveats(table.iloc[3:], sources, 0)[0].text


def test_a_year_for_which_forecasts_were_made_long_before_it_alone_is_not_offered():
    early = rows(("IMF", "2022-04", "KAZ", "forecast", 3.0)).assign(target_year=2027)
    around = rows(("IMF", "2021-10", "KAZ", "forecast", 3.0), WDI)
    outturn_alone = rows(WDI).assign(target_year=2021)
    every = pd.concat([early, around, outturn_alone])
    assert growth.years_with_forecasts(every) == [2022]


def test_a_round_is_named_with_the_months_of_its_editions():
    assert list(growth._round_labels(2022).values()) == [
        "September 2021 to\nFebruary 2022",
        "March to\nJune 2022",
        "September to\nDecember 2022",
    ]


def test_what_the_bank_reported_of_a_year_is_solid_and_what_it_expected_hollow():
    fig = next(
        one.fig
        for one in at_defaults("03-growth-forecasts")
        if one.name == "one-column-two-regions"
    )
    solid = []
    for line in fig.axes[0].lines:
        if line.get_marker() == "o" and line.get_markerfacecolor() == line.get_color():
            solid += list(line.get_ydata())
    assert sorted(solid) == [3.3, 4.5]


def test_the_column_that_quoted_the_bank_is_named_only_if_its_figures_are_drawn():
    fig = next(
        one for one in at_defaults("03-growth-forecasts") if one.name == "one-column-two-regions"
    )
    rows = fig.rows.assign(mark=0)
    named = growth.draw_column(rows).furniture.subtitle
    assert "; squares: figures that a column in Nikkei Asia of" in named
    of_bank = growth.draw_column(rows[rows["publisher"].eq("EBRD")])
    assert of_bank.furniture.subtitle.endswith("for 2022 and 2023 by edition, percent.")


def test_a_positive_value_does_not_stand_left_of_zero():
    fig = next(
        one.fig for one in at_defaults("03-growth-forecasts") if one.name == "expected-and-printed"
    )
    fig.draw_without_rendering()
    for axes in fig.axes:
        zero, _ = axes.transData.transform((0, 0))
        for text in axes.texts:
            box = text.get_window_extent()
            assert box.x0 >= zero or text.xy[0] <= 0, text.get_text()
