"""What had been published by a date, and what is known today."""

from dataclasses import replace

import pytest

import heartland as hl
from heartland.errors import UsageError
from heartland_evidence.cells import newest_day
from heartland_evidence.known import MEASURES, THEMES, in_words, known

pytestmark = pytest.mark.after("lib/heartland/tables/", "data/")

FORECASTS = [  # publisher, vintage, area, year, percent, status
    ("IMF", "2021-10", "KGZ", "2022", "5.6", "F"),
    ("IMF", "2022-04", "KGZ", "2022", "0.9", "F"),
    ("ADB", "2022-04", "KGZ", "2022", "2.0", "F"),
    ("IMF", "2024-10", "KGZ", "2022", "9.0", "A"),
    ("ADB", "2022-09", "KGZ", "2022", "3.0", "U"),
    ("IMF", "2022-04", "KGZ", "2025", "4.1", "F"),
    ("IMF", "2022-10", "KGZ", "2024", "4.2", "F"),
    ("IMF", "2022-04", "UZB", "2022", "3.4", "F"),
    ("IMF", "2020-04", "KGZ", "2020", "-4.0", "F"),
]


@pytest.fixture
def growth(package):
    """A collection whose forecasts are the few above."""
    copy = package("growth_forecasts")
    header = copy.lines("growth_forecasts")[0]
    rows = []
    for publisher, vintage, area, year, percent, status in FORECASTS:
        cells = {
            "publisher": publisher,
            "vintage": vintage,
            "vintage_inferred": "false",
            "area": area,
            "target_year": year,
            "kind": "outturn" if status == "A" else "forecast",
            "growth_pct": percent,
            "relation": "=",
            "status": status,
            "source_id": "imf-weo-2022-04",
        }
        rows.append([cells.get(column, "") for column in header])
    copy.write("growth_forecasts", [header, *rows])
    return copy


def of_year(table, year):
    return table.set_index("period").loc[year]


def test_each_body_counts_with_the_newest_figure_public_by_the_day(growth):
    row = of_year(known("KGZ", "2022-06", theme="growth"), "2022")
    assert [row["low_then"], row["high_then"], row["by_then"]] == [0.9, 2.0, "ADB; IMF"]


def test_a_month_counts_at_its_end(growth):
    assert of_year(known("KGZ", "2022-04-29", theme="growth"), "2022")["high_then"] == 5.6
    assert of_year(known("KGZ", "2022-04", theme="growth"), "2022")["high_then"] == 2.0


def test_what_is_of_low_reliability_is_not_known_today(growth):
    table = known("KGZ", "2022-10", theme="growth")
    assert of_year(table, "2022")["high_then"] == 3.0
    row = of_year(table, "2022")
    assert [row["low_now"], row["high_now"], row["by_now"]] == [9.0, 9.0, "IMF"]
    assert row["changed"]


def test_years_long_past_and_years_nobody_spoke_of_are_left_out(growth):
    periods = known("KGZ", "2022-06", theme="growth")["period"]
    assert periods.tolist() == ["2022", "2025"]  # 2020 is past, 2024 came in October


def test_the_order_of_rows_does_not_matter(growth):
    before = known("KGZ", "2022-06", theme="growth")
    header, *rows = growth.lines("growth_forecasts")
    growth.write("growth_forecasts", [header, *reversed(rows)])
    assert known("KGZ", "2022-06", theme="growth").equals(before)


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


@pytest.mark.parametrize(("witness", "is_told"), [("other", True), ("article only", False)])
@pytest.mark.parametrize("area", ["KGZ", "TJK"])
def test_a_count_is_of_all_areas_of_its_event_unless_only_an_article_has_it(
    package, area, witness, is_told
):
    copy = package("casualty_reports", "conflict_events")
    header, *lines = copy.lines("casualty_reports")
    line = next(line for line in lines if line[header.index("event_id")] == "KGZ-TJK-2022-09")
    copy.write("casualty_reports", [header, line])
    copy.plant("casualty_reports", 2, reporter="A hospital", witness=witness)
    table = known(area, "2022-12", theme="casualties")
    assert table["by_now"].eq("A hospital").any() == is_told


def test_a_table_without_rows_has_the_types_of_one_with_rows(growth):
    full, empty = (known("KGZ", day, theme="growth") for day in ("2022-06", "1991"))
    assert len(full) and empty.empty
    assert empty.dtypes.equals(full.dtypes)


def test_the_sources_of_several_figures_date_them_as_those_of_any_table_do():
    growth = known("KGZ", "2022-06", theme="growth")
    assert growth["source_id"].str.contains(";").any()
    assert len(hl.as_of(growth, "2030")) == len(growth)


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_answers_and_names_sources_that_are_there(theme):
    table = known("Kazakhstan", "2022-06", theme=theme)
    ids = {source for cell in table["source_id"] for source in cell.split(";")}
    assert ids <= set(hl.load("sources")["source_id"])
    assert len(in_words(table)) == len(table)


@pytest.mark.parametrize(
    ("area", "day", "theme", "words"),
    [
        ("KGX", "2022", "", "KGX"),
        ("KGZ", "May 2022", "", "is not a date"),
        ("KGZ", "2022-02-30", "", "is not a date"),
        ("KGZ", "2199", "", "known: 2199 is in the future"),
        ("KGZ", "2199-06-30", "", "2199-06-30 is in the future"),
        ("KGZ", "2022", "grwth", "Did you mean 'growth'"),
        ("KGZ", "2022", ["growth"], "known: no theme '['growth']'. Did you mean 'growth'"),
    ],
)
def test_a_question_that_cannot_be_asked_is_one_line(area, day, theme, words):
    with pytest.raises(UsageError) as wrong:
        known(area, day, theme=theme)
    assert words in str(wrong.value) and "\n" not in str(wrong.value)


def test_the_year_and_the_month_that_have_begun_can_be_asked_for():
    today = newest_day().isoformat()
    for day in (today, today[:7], today[:4]):
        assert "about" in known("KGZ", day, theme="growth")


def test_the_command_prints_sentences_and_json(growth, command):
    said = command("known", "kyrgyzstan", "--theme", "growth", "--on", "2022-06")
    assert said.stdout.startswith(
        "growth of GDP, 2022, percent: then forecast 0.9 to 2.0 (ADB 2.0; IMF 0.9); today outturn 9.0 (IMF)\n"
    )
    assert '"high_then":2.0' in command(
        "known", "KGZ", "--theme", "growth", "--on", "2022-06", "--json"
    ).stdout.replace(" ", "")
    assert command("known", "KGZ", "--on", "now").returncode == 2


def test_a_measure_is_named_in_words():
    about = set(known("KGZ", "2022-06", theme="remittances")["about"])
    assert "personal remittances received" in about
    measures = set(hl.load("remittances", part_years=True)["measure"])
    assert measures <= set(MEASURES)


def test_a_unit_in_words_is_no_column_of_that_name(growth, monkeypatch):
    (subject,) = THEMES["growth"]
    monkeypatch.setitem(THEMES, "growth", (replace(subject, unit="publisher"),))
    assert set(known("KGZ", "2022-06", theme="growth")["unit"]) == {"publisher"}


def test_a_figure_that_did_not_change_is_said_once(growth):
    lines = in_words(known("UZB", "2022-06", theme="growth"))
    assert lines == ["growth of GDP, 2022, percent: then forecast 3.4 (IMF); the same today"]


def test_a_count_that_is_a_range_counts_with_its_ends(package):
    copy = package("casualty_reports", "conflict_events")
    row = copy.row("casualty_reports", event_id="UZB-ANDIJAN-2005-05", measure="killed")
    header, *lines = copy.lines("casualty_reports")
    cells = {"value": "", "low": "300", "high": "500", "relation": "range", "status": "E"}
    cells |= {"group": "total", "place": "", "counted_on": "2005-06-01", "witness": "other"}
    only = [cells.get(column, cell) for column, cell in zip(header, lines[row - 2], strict=True)]
    copy.write("casualty_reports", [header, only])
    (range_,) = known("UZB", "2005-12", theme="casualties").to_dict("records")
    assert [range_["low_now"], range_["high_now"]] == [300, 500]


def test_a_table_without_rows_says_nothing(growth):
    growth.write("growth_forecasts", growth.lines("growth_forecasts")[:1])
    assert known("KAZ", "2022-06", theme="growth").empty


def test_an_outturn_replaces_the_forecasts_of_its_year_and_of_no_other(growth):
    header, *rows = growth.lines("growth_forecasts")
    place = {column: at for at, column in enumerate(header)}
    ebrd = dict(zip(header, rows[0], strict=True)) | {"publisher": "EBRD", "growth_pct": "-2.0"}
    printed = ebrd | {"kind": "first outturn", "status": "P", "growth_pct": "7.0"}
    printed |= {"publisher": "World Bank WDI", "vintage": "2023-04"}
    more = [[each[column] for column in place] for each in (ebrd, printed)]
    growth.write("growth_forecasts", [header, *rows, *more])
    table = known("KGZ", "2022-06", theme="growth")
    row = of_year(table, "2022")
    assert row["each_then"] == {"ADB": [2.0, 2.0], "EBRD": [-2.0, -2.0], "IMF": [0.9, 0.9]}
    assert row["each_now"] == {"IMF": [9.0, 9.0], "World Bank WDI": [7.0, 7.0]}
    assert [row["kind_then"], row["kind_now"]] == ["forecast", "outturn"]
    assert of_year(table, "2025")["kind_now"] == "forecast"
    sentence = in_words(table)[0]
    assert "then forecast −2.0 to 2.0 (ADB 2.0; EBRD −2.0; IMF 0.9)" in sentence


def test_bodies_that_round_one_figure_differently_are_no_spread(growth):
    header, *rows = growth.lines("growth_forecasts")
    imf = dict(zip(header, rows[0], strict=True)) | {"kind": "first outturn", "status": "A"}
    imf |= {"publisher": "IMF", "vintage": "2023-10", "growth_pct": "8.968", "area": "KGZ"}
    wdi = imf | {"publisher": "World Bank WDI", "growth_pct": "8.9675"}
    own = imf | {"publisher": "President of Kyrgyzstan", "growth_pct": "9"}
    lines = [[each[column] for column in header] for each in (imf, wdi, own)]
    growth.write("growth_forecasts", [header, *lines])
    (sentence,) = in_words(known("KGZ", "2022-12", theme="growth").query("period == '2022'"))
    assert sentence.endswith("today outturn 9.0 (IMF; President of Kyrgyzstan; World Bank WDI)")


def test_then_and_now_name_their_own_sources(growth):
    header, *rows = growth.lines("growth_forecasts")
    at = header.index("source_id")
    for row in rows:
        row[at] = "imf-weo-2024-10" if row[header.index("status")] == "A" else row[at]
    growth.write("growth_forecasts", [header, *rows])
    row = of_year(known("KGZ", "2022-06", theme="growth"), "2022")
    assert [row["sources_then"], row["sources_now"]] == ["imf-weo-2022-04", "imf-weo-2024-10"]
    unknown = of_year(known("UZB", "2022-03", theme="growth"), "2022")
    assert [unknown["by_then"], unknown["each_then"], unknown["sources_then"]] == ["", {}, ""]


def test_balances_and_debts_are_percent_of_gdp_and_prices_percent():
    table = known("KGZ", "2022-06", theme="macro")
    assert dict(zip(table["about"], table["unit"], strict=True)) == {
        "current account": "percent of GDP",
        "inflation": "percent",
        "public debt": "percent of GDP",
    }


def test_a_count_by_another_definition_stands_apart(package):
    copy = package("casualty_reports", "conflict_events")
    header, *lines = copy.lines("casualty_reports")
    place = copy.row("casualty_reports", event_id="UZB-ANDIJAN-2005-05", measure="killed")
    row = dict(zip(header, lines[place - 2], strict=True))
    row |= {"group": "total", "place": "", "witness": "other", "relation": "="}
    row |= {"counted_on": "2005-06-01", "published_on": "", "low": "", "high": ""}
    of_all = row | {"status": "A", "value": "200", "reporter": "one"}
    of_some = row | {"status": "D", "value": "9", "reporter": "another"}
    rows = [[each[column] for column in header] for each in (of_all, of_some)]
    copy.write("casualty_reports", [header, *rows])
    table = known("UZB", "2005-12", theme="casualties")
    assert sorted(table["low_now"]) == [9, 200]
    assert table["about"].str.endswith("by another definition").sum() == 1
