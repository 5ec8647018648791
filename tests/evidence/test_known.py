"""What had been published by a date, and what is known today."""

import json

import pytest

import heartland as hl
from heartland.errors import UsageError
from heartland_evidence.known import MEASURES, THEMES, in_words, known
from tests.lineage.drawing import put

pytestmark = pytest.mark.slow


def forecast(publisher, vintage, area, year, percent, **others):
    """A row of ``growth_forecasts``."""
    row = {"publisher": publisher, "vintage": vintage, "area": area, "target_year": year}
    row |= {"kind": "forecast", "status": "F", "growth_pct": percent, "relation": "="}
    return row | {"vintage_inferred": "false", "source_id": "imf-weo-2022-04"} | others


OUTTURN = {"kind": "outturn", "status": "A", "source_id": "imf-weo-2024-10"}
FORECASTS = [
    forecast("IMF", "2021-10", "KGZ", "2022", "5.6"),
    forecast("IMF", "2022-04", "KGZ", "2022", "0.9"),
    forecast("ADB", "2022-04", "KGZ", "2022", "2.0"),
    forecast("IMF", "2024-10", "KGZ", "2022", "9.0", **OUTTURN),
    forecast("ADB", "2022-09", "KGZ", "2022", "3.0", status="U"),
    forecast("IMF", "2022-04", "KGZ", "2025", "4.1"),
    forecast("IMF", "2022-10", "KGZ", "2024", "4.2"),
    forecast("IMF", "2022-04", "UZB", "2022", "3.4"),
    forecast("IMF", "2020-04", "KGZ", "2020", "-4.0"),
]


@pytest.fixture
def growth(package):
    """A collection whose forecasts are the few above."""
    copy = package("growth_forecasts")
    put(copy, "growth_forecasts", *FORECASTS)
    return copy


def of_2022(area, day):
    return known(area, day, theme="growth").set_index("period").loc["2022"]


def test_each_body_counts_with_the_newest_figure_public_by_the_day(growth):
    row = of_2022("KGZ", "2022-06")
    assert [row["low_then"], row["high_then"], row["by_then"]] == [0.9, 2.0, "ADB; IMF"]
    assert [row["sources_then"], row["sources_now"]] == ["imf-weo-2022-04", "imf-weo-2024-10"]
    unknown = of_2022("UZB", "2022-03")
    assert [unknown["by_then"], unknown["each_then"], unknown["sources_then"]] == ["", {}, ""]


def test_what_is_of_low_reliability_is_not_known_today(growth):
    row = of_2022("KGZ", "2022-10")
    assert row["high_then"] == 3.0
    assert [row["low_now"], row["high_now"], row["by_now"]] == [9.0, 9.0, "IMF"]
    assert row["changed"]


def test_years_long_past_and_years_nobody_spoke_of_are_left_out(growth):
    periods = known("KGZ", "2022-06", theme="growth")["period"]
    assert periods.tolist() == ["2022", "2025"]  # 2020 is past, 2024 came in October


def test_an_outturn_replaces_the_forecasts_of_its_year_and_of_no_other(growth):
    ebrd = forecast("EBRD", "2021-10", "KGZ", "2022", "-2.0")
    printed = forecast("World Bank WDI", "2023-04", "KGZ", "2022", "7.0", kind="first outturn")
    put(growth, "growth_forecasts", *FORECASTS, ebrd, printed)
    table = known("KGZ", "2022-06", theme="growth")
    row = table.set_index("period").loc["2022"]
    assert row["each_then"] == {"ADB": [2.0, 2.0], "EBRD": [-2.0, -2.0], "IMF": [0.9, 0.9]}
    assert row["each_now"] == {"IMF": [9.0, 9.0], "World Bank WDI": [7.0, 7.0]}
    assert table["kind_then"].tolist() == ["forecast", "forecast"]
    assert table["kind_now"].tolist() == ["outturn", "forecast"]
    assert in_words(table)[0] == (
        "growth of GDP, 2022, percent: then forecast −2.0 to 2.0 (ADB 2.0; EBRD −2.0; IMF 0.9); "
        "today outturn 7.0 to 9.0 (IMF 9.0; World Bank WDI 7.0)"
    )
    assert in_words(table)[1].endswith("then forecast 4.1 (IMF); the same today")


def test_a_row_without_a_date_is_known_today_only(package):
    copy = package("smartphone_shares")
    header, *lines = copy.lines("smartphone_shares")
    row = next(line for line in lines if line[header.index("status")] == "A")
    cells = dict(zip(header, row, strict=True))
    copy.write("smartphone_shares", [header, row])
    copy.plant("sources", copy.row("sources", source_id=cells["source_id"]), published="")
    table = known(cells["area"], cells["period"][:4], theme="smartphones")
    assert table.attrs["undated"] == 1
    assert table["by_then"].tolist() == [""] and table["by_now"].ne("").all()


KILLED = {"event_id": "KGZ-TJK-2022-09", "measure": "killed", "group": "total", "value": "200"}
KILLED |= {"reporter": "A hospital", "witness": "other", "relation": "=", "status": "A"}
KILLED |= {"side": "KGZ", "counted_on": "2022-10-01", "source_id": "x"}


@pytest.fixture
def deaths(package):
    """Tell what is known of the deaths of a clash, of an area, once these counts are all."""
    copy = package("casualty_reports", "conflict_events")

    def told(*counts, area="KGZ"):
        put(copy, "casualty_reports", *(KILLED | count for count in counts))
        return known(area, "2022-12", theme="casualties")

    return told


def test_a_count_is_of_all_areas_of_its_event_unless_only_an_article_has_it(deaths):
    for area in ("KGZ", "TJK"):
        assert deaths({}, area=area)["by_now"].tolist() == ["A hospital"]
        assert deaths({"witness": "article only"}, area=area).empty


def test_a_range_counts_with_its_ends_and_another_definition_stands_apart(deaths):
    ends = {"value": "", "low": "300", "high": "500", "relation": "range"}
    table = deaths(ends)
    assert table[["low_now", "high_now"]].values.tolist() == [[300, 500]]
    table = deaths({}, {"status": "D", "value": "9", "reporter": "another"})
    assert sorted(table["low_now"]) == [9, 200]
    assert table["about"].str.endswith("by another definition").sum() == 1


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_answers_and_names_sources_that_are_there(theme):
    table = known("Kazakhstan", "2022-06", theme=theme)
    ids = {source for cell in table["source_id"] for source in cell.split(";")}
    assert ids <= set(hl.load("sources")["source_id"])
    assert len(in_words(table)) == len(table) > 0


def test_a_measure_is_named_in_words_and_has_its_unit():
    about = set(known("KGZ", "2022-06", theme="remittances")["about"])
    assert "personal remittances received" in about
    assert set(hl.load("remittances", part_years=True)["measure"]) <= set(MEASURES)
    table = known("KGZ", "2022-06", theme="macro")
    assert dict(zip(table["about"], table["unit"], strict=True)) == {
        "current account": "percent of GDP",
        "inflation": "percent",
        "public debt": "percent of GDP",
    }


@pytest.mark.parametrize(
    ("area", "day", "theme", "words"),
    [
        ("KGX", "2022", "", "KGX"),
        ("KGZ", "2199-06-30", "", "2199-06-30 is in the future"),
        ("KGZ", "2022", "grwth", "Did you mean 'growth'"),
    ],
)
def test_a_question_that_cannot_be_asked_is_one_line(area, day, theme, words):
    with pytest.raises(UsageError) as wrong:
        known(area, day, theme=theme)
    assert words in str(wrong.value) and "\n" not in str(wrong.value)


def test_the_command_prints_sentences_and_json(growth, command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")  # of the terminal, to which lines are wrapped
    asked = ("known", "kyrgyzstan", "--theme", "growth", "--on", "2022-06")
    assert command(*asked).stdout.startswith(
        "growth of GDP, 2022, percent: then forecast 0.9 to 2.0 (ADB 2.0; IMF 0.9); today outturn 9.0 (IMF)\n"
    )
    every = json.loads(command(*asked, "--json").stdout)
    assert [row["high_then"] for row in every] == [2.0, 4.1]
    assert json.loads(command(*asked, "--json", "-n", "1").stdout) == every[:1]
