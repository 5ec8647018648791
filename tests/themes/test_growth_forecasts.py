"""Edge cases of the growth forecasts, on tables small enough to be read."""

import json

import pandas as pd
import pytest

import heartland as hl
from heartland_themes import growth_forecasts as growth

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
        ([1, 1, 1, 1], "Every forecast of spring 2022 was too low"),
        ([5, 5, 5, 5], "Every forecast of spring 2022 was too high"),
        ([5, 5, 5, 1], "3 of 4 forecasts of spring 2022 were too high"),
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
