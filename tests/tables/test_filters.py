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
    forecasts = hl.load("growth_forecasts", target_year=[2021, "2022"], vintage_inferred=True)
    assert set(forecasts["target_year"]) == {2021, 2022} and forecasts["vintage_inferred"].all()


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
    with pytest.raises(UsageError, match=r"^no area 'Kazakstan'\. Did you mean Kazakhstan \(KAZ"):
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


def test_a_year_chooses_rows_by_what_they_are_of():
    of_year = hl.load("trade", part_years=True, year=2022)
    assert of_year.equals(hl.load("trade", part_years=True, start=2022, end=2022))
    assert set(of_year["period"].str[:4]) == {"2022"} and of_year["period"].str.len().max() > 4
    counts = hl.load("casualty_reports", year="2022")
    assert counts.equals(hl.load("casualty_reports", start=2022, end=2022))
    assert set(hl.load("growth_forecasts", year=[2021, 2022])["target_year"]) == {2021, 2022}


WRONG = [
    ("trade", {"aera": "KAZ"}, "trade has no column 'aera'. Did you mean 'area'?"),
    ("trade", {"country": "KAZ"}, "trade has no column 'country'. Did you mean 'area'?"),
    ("trade", {"area": "Kazakstan"}, "trade has no area 'Kazakstan'. Did you mean 'Kazakhstan'?"),
    (
        "trade",
        {"area": "Japan"},
        "trade has no area 'Japan' (JPN); there are CA5, KAZ, KGZ, TJK, TKM, UZB",
    ),
    (
        "trade",
        {"area": "Kyrgyzstan;Tajikistan"},
        "trade has no area 'Kyrgyzstan;Tajikistan': separate values with commas: "
        "area=Kyrgyzstan,Tajikistan; in Python area=['Kyrgyzstan', 'Tajikistan']",
    ),
    ("trade", {"year": 1800}, "trade has no year '1800'; its values run from 1992 to "),
    ("population", {"year": "2_022"}, "population has no year '2_022'; its values run from "),
    ("population", {"year": "nan"}, "population has no year 'nan'; its values run from "),
    ("casualty_reports", {"value": "abc"}, "casualty_reports has no value 'abc'; its values run"),
    ("casualty_reports", {"value": "1,225"}, "casualty_reports has no value '1,225': write 1225, "),
    ("remittances", {"period": "2022-13"}, "remittances has no period '2022-13'; its values run"),
    ("trade", {"start": 2022, "end": 2020}, "start=2022 is later than end=2020"),
    ("trade", {"start": "x"}, "start: 'x' is not a year like 2022, nor a month like 2022-06"),
    ("trade", {"area": "KAZ", "start": 2090}, "trade has no row with area=KAZ, start=2090; there"),
    ("areas", {"start": 2001}, "areas has no column of dates"),
    ("growth_forecasts", {"start": "2022-06"}, "growth_forecasts is by year (target_year): name a"),
    ("browser_shares", {"start": "2022-06", "end": "2022-05"}, "start=2022-06 is later than"),
    ("trade", {"part_years": "no"}, "load: 'part_years' is True or False, and was given 'no'"),
]


@pytest.mark.parametrize(("name", "filters", "words"), WRONG, ids=str)
def test_a_wrong_filter_gets_one_line(name, filters, words):
    with pytest.raises(UsageError) as refused:
        hl.load(name, **filters)
    assert str(refused.value).startswith(words) and "\n" not in str(refused.value)


def test_parts_of_a_year_are_mentioned_where_nothing_else_is_wanted():
    with pytest.raises(
        UsageError, match=r"only parts of years with .*: part_years=True keeps them"
    ):
        hl.load("remittances", period="2025-H1")


def test_a_line_says_whose_year_has_only_parts(caplog):
    of_2025 = hl.load("remittances", area="UZB", year=2025)
    assert "RUS" not in set(of_2025["partner"])  # most of the money, and known for half the year
    (said,) = caplog.messages
    assert said == (
        "remittances: left out 1 row of parts of years without one of the whole year, "
        "such as UZB RUS 2025-H1; part_years=True keeps them"
    )


def test_missing_text_is_empty_or_on_request_missing_to_pandas():
    plain = hl.load("casualty_reports")
    marked = hl.load("casualty_reports", missing=True)
    assert plain["counted_on"].eq("").sum() == marked["counted_on"].isna().sum() > 0
    dates = marked["counted_on"].fillna(marked["published_on"])
    assert dates.isna().sum() < marked["counted_on"].isna().sum()
    assert marked["counted_on"].dtype == "str" and not plain["counted_on"].isna().any()


def test_where_no_collection_is_the_message_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("HEARTLAND_ROOT", str(tmp_path))
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
    ("name", "filters", "told"),
    [
        (
            "remittances",
            {"area": ["KAZ", "KGZ", "Tajikistan", "TKM", "UZB"], "year": 2023},
            "remittances has no row with area=TKM; wanted were area=['KAZ', 'KGZ', ",
        ),
        (
            "casualty_reports",
            {"event_id": ["KAZ-2022-01", "KGZ-OSH-2010-06"], "side": ["KAZ", "KGZ"]},
            "casualty_reports has no row with event_id=KAZ-2022-01 side=KGZ, "
            "event_id=KGZ-OSH-2010-06 side=KAZ; wanted",
        ),
        (
            "smartphone_shares",
            {"area": "KAZ", "start": 2022, "end": "2022-12"},
            "smartphone_shares has no row with a date after 2022-11 to 2022-12; wanted were area=KAZ",
        ),
        (
            "trade",
            {
                "area": "KAZ",
                "partner": ["CHN", "RUS"],
                "flow": "turnover",
                "start": 2015,
                "end": 2024,
            },
            "trade has no row with a date from 2015 to before 2017; wanted were area=KAZ",
        ),
    ],
)
def test_a_line_says_what_was_wanted_and_has_no_row(caplog, name, filters, told):
    assert len(hl.load(name, **filters))
    (said,) = caplog.messages
    assert said.startswith(told)


@pytest.mark.parametrize(
    ("name", "filters"),
    [
        ("trade", {"area": ["KAZ", "UZB"], "partner": ["CHN", "RUS"], "start": 2015, "end": 2022}),
        ("conflict_events", {"area": ["KAZ", "KGZ"], "start": 1991, "end": 2030}),
        ("browser_shares", {"area": "KAZ", "end": "2022-12"}),
    ],
)
def test_all_that_is_wanted_and_there_needs_no_line(caplog, name, filters):
    hl.load(name, **filters)
    assert not caplog.messages
