"""load(…) with filters: areas by any name, years, and one line for what is not there."""

import pytest

import heartland as hl
from heartland.errors import UsageError
from heartland.tables.areas import area_code


def trade(**filters):
    return hl.load("trade", **filters)


def test_filters_keep_the_rows_that_a_query_keeps():
    rows = trade(area="Kazakhstan", partner="CHN", start=2015, end=2022)
    asked = trade().query("area == 'KAZ' and partner == 'CHN' and 2015 <= year <= 2022")
    assert rows.equals(asked.reset_index(drop=True))
    assert rows.attrs["dataset"] == "trade"


def test_a_value_may_be_a_list_and_none_is_no_filter():
    rows = trade(area=["KAZ", "Uzbekistan"], partner=None)
    assert set(rows["area"]) == {"KAZ", "UZB"}
    assert len(trade(partner=None, start=None)) == len(trade())
    forecasts = hl.load("growth_forecasts", target_year=[2021, 2022])
    assert set(forecasts["target_year"]) == {2021, 2022}


@pytest.mark.parametrize("text", ["KAZ", "kz", " kazakhstan "])
def test_an_area_is_understood_by_code_and_by_name(text):
    assert area_code(text) == "KAZ"
    assert set(trade(area=text)["area"]) == {"KAZ"}


def test_every_country_is_understood_by_its_two_letters():
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    for row in hl.load("areas", kind="country").to_dict("records"):
        (alpha_2,) = aliases[row["area"]]
        assert area_code(alpha_2) == row["area"]


def test_a_misspelt_area_gets_the_right_one_and_two_letters_get_none():
    with pytest.raises(
        UsageError, match=r"^no area 'Kazakstan'\. Did you mean Kazakhstan \(KAZ\)\?$"
    ):
        area_code("Kazakstan")
    with pytest.raises(UsageError, match=r"^no area 'KX'; the table areas has them all$"):
        area_code("KX")


def test_a_cell_of_several_areas_is_found_by_each():
    both = hl.load("casualty_reports", side="Kyrgyzstan")
    assert {"KGZ", "KGZ;TJK"} <= set(both["side"])
    assert both["side"].str.contains("KGZ").all()


def test_years_of_counts_are_those_of_the_count_or_else_of_its_publication():
    rows = hl.load("casualty_reports", start=2022, end=2022)
    date = rows["counted_on"].where(rows["counted_on"].ne(""), rows["published_on"])
    assert date.str.startswith("2022").all()
    assert rows["counted_on"].eq("").any()


def test_numbers_flags_and_a_column_called_name_can_be_filters():
    forecasts = hl.load("growth_forecasts", target_year="2022", vintage_inferred=True)
    assert set(forecasts["target_year"]) == {2022} and forecasts["vintage_inferred"].all()
    assert hl.load("areas", name="Kazakhstan")["area"].tolist() == ["KAZ"]


WRONG = [
    ({"aera": "KAZ"}, "trade has no column 'aera'. Did you mean 'area'?"),
    ({"area": "Kazakstan"}, "trade has no area 'Kazakstan'. Did you mean 'Kazakhstan'?"),
    ({"area": "Japan"}, "trade has no area 'Japan' (JPN); there are CA5, KAZ, KGZ, TJK, TKM, UZB"),
    ({"year": "x"}, "year: 'x' is not a number"),
    ({"year": 1800}, "trade has no year 1800; its values run from 1992 to "),
    ({"start": 2022, "end": 2020}, "start=2022 is later than end=2020"),
    ({"area": "KAZ", "start": 2090}, "trade has no row with area=KAZ, start=2090; there are rows"),
]


def test_a_year_chooses_rows_by_period_as_its_span_does():
    of_year = hl.load("trade", part_years=True, year=2022)
    assert of_year.equals(hl.load("trade", part_years=True, start=2022, end=2022))
    assert set(of_year["period"].str[:4]) == {"2022"} and of_year["period"].str.len().max() > 4


def test_a_year_chooses_counts_by_their_date_and_forecasts_by_what_they_are_of():
    counts = hl.load("casualty_reports", year="2022")
    assert counts.equals(hl.load("casualty_reports", start=2022, end=2022))
    assert set(hl.load("growth_forecasts", year=2022)["target_year"]) == {2022}


@pytest.mark.parametrize(("filters", "words"), WRONG, ids=[str(filters) for filters, _ in WRONG])
def test_a_wrong_filter_gets_one_line(filters, words):
    with pytest.raises(UsageError) as refused:
        trade(**filters)
    assert str(refused.value).startswith(words) and "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (
            {"area": "Kyrgyzstan;Tajikistan"},
            "trade has no area 'Kyrgyzstan;Tajikistan': separate values with commas: "
            "area=Kyrgyzstan,Tajikistan; in Python area=['Kyrgyzstan', 'Tajikistan']",
        ),
        ({"area": "KAZ,KGZ"}, "in Python area=['KAZ', 'KGZ']"),
    ],
    ids=str,
)
def test_values_that_are_not_separated_by_commas_are_told_how_they_are(filters, words):
    with pytest.raises(UsageError) as refused:
        trade(**filters)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("name", "filters"),
    [
        ("remittances", {"period": "2022-13"}),
    ],
)
def test_a_wrong_date_is_told_from_when_to_when_and_no_other_is_guessed(name, filters):
    with pytest.raises(UsageError, match=r"'; its dates run from [0-9]{4}\S* to 20\S*$"):
        hl.load(name, **filters)


def test_parts_of_a_year_are_mentioned_where_a_selection_is_empty():
    with pytest.raises(UsageError, match=r"part_years=True adds parts of a year"):
        trade(area="KAZ", start=2090)


def test_a_table_without_dates_has_no_start():
    with pytest.raises(UsageError, match=r"^areas has no column of dates"):
        hl.load("areas", start=2001)


@pytest.mark.parametrize("year", ["2_022", "٢٠٢٢", "nan"])
def test_a_number_is_written_as_the_tables_write_it(year):
    with pytest.raises(UsageError, match=r"^year: '.*' is not a number"):
        hl.load("population", year=year)


@pytest.mark.parametrize("flags", [{"part_years": "no"}])
def test_what_is_yes_or_no_is_no_word(flags):
    [argument] = flags
    with pytest.raises(UsageError, match=f"^load: '{argument}' is True or False, and was given"):
        hl.load("trade", **flags)


def test_missing_text_is_empty_or_on_request_missing_to_pandas():
    plain = hl.load("casualty_reports")
    marked = hl.load("casualty_reports", missing=True)
    assert plain["counted_on"].eq("").sum() == marked["counted_on"].isna().sum() > 0
    dates = marked["counted_on"].fillna(marked["published_on"])
    assert dates.isna().sum() < marked["counted_on"].isna().sum()
    assert marked["counted_on"].dtype == "str" and not plain["counted_on"].isna().any()


def test_outside_a_collection_the_message_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.delenv("HEARTLAND_ROOT")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=r"heartland --root FOLDER\)$"):
        hl.load("trade")


def test_a_month_bounds_a_table_of_months():
    months = hl.load("browser_shares", area="KAZ", start="2022-06", end="2022-08")["period"]
    assert sorted(set(months)) == ["2022-06", "2022-07", "2022-08"]
    upto = hl.load("browser_shares", area="KAZ", start=2022, end="2022-02")["period"]
    assert sorted(set(upto)) == ["2022-01", "2022-02"]


def test_a_period_that_is_cut_by_a_month_is_left_out():
    def periods(start):
        rows = hl.load("remittances", part_years=True, start=start, end="2022-12")
        return set(rows["period"])

    gone = periods("2022-01") - periods("2022-02")
    assert {"2022", "2022-H1"} <= gone and periods("2022-02") >= {"2022-03", "2022-04"}


@pytest.mark.parametrize(
    ("name", "filters", "words"),
    [
        ("growth_forecasts", {"start": "2022-06"}, "is by year (target_year): name a year like"),
        ("browser_shares", {"start": "2022-06", "end": "2022-05"}, "start=2022-06 is later than"),
    ],
)
def test_a_month_that_cannot_be_meant_is_one_line(name, filters, words):
    with pytest.raises(UsageError) as wrong:
        hl.load(name, **filters)
    assert words in str(wrong.value)


@pytest.mark.parametrize("filters", [{"currency": "RUB"}])
def test_a_table_without_rows_is_told_to_be_empty(package, filters):
    copy = package("exchange_rates")
    copy.write("exchange_rates", copy.lines("exchange_rates")[:1])
    with pytest.raises(UsageError, match=r"; the column is empty$"):
        hl.load("exchange_rates", **filters)


def test_a_line_says_what_was_listed_and_has_no_row(caplog):
    five = ["KAZ", "KGZ", "Tajikistan", "TKM", "UZB"]
    assert "TKM" not in set(hl.load("remittances", area=five, year=2023)["area"])
    (said,) = caplog.messages
    assert said.startswith("remittances has no row with area=TKM; wanted were area=['KAZ', 'KGZ', ")


def test_values_of_two_lists_that_never_meet_are_said_together(caplog):
    events = ["KAZ-2022-01", "KGZ-OSH-2010-06"]
    counts = hl.load("casualty_reports", event_id=events, side=["KAZ", "KGZ"])
    assert set(zip(counts["event_id"], counts["side"], strict=True)) == {
        ("KAZ-2022-01", "KAZ"),
        ("KGZ-OSH-2010-06", "KGZ"),
    }
    apart = "event_id=KAZ-2022-01 side=KGZ, event_id=KGZ-OSH-2010-06 side=KAZ;"
    assert f"no row with {apart}" in caplog.text


def test_december_is_within_its_end_and_a_series_that_ends_before_is_said(caplog):
    shares = hl.load("browser_shares", area="KAZ", end="2022-12")
    assert shares["period"].max() == "2022-12" and not caplog.messages
    hl.load("smartphone_shares", area="KAZ", start=2022, end="2022-12")
    assert "no row with a date after 2022-11; wanted were area=KAZ" in caplog.text


def test_all_that_is_wanted_and_there_needs_no_line(caplog):
    hl.load("trade", area=["KAZ", "UZB"], partner=["CHN", "RUS"], start=2015, end=2022)
    hl.load("conflict_events", area=["KAZ", "KGZ"], start=1991, end=2030)
    assert not caplog.messages
