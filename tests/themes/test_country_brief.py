"""The country brief: the edge cases that a tiny table shows best."""

import pandas as pd
import pytest

import heartland as hl
from heartland.figures import page, sizes
from heartland_themes import chinese_money, country_brief


def figures(*rows, **columns):
    """Rows in the form of the brief: panel, what, area, period, value, reporter, note."""
    names = ["panel", "what", "area", "period", "value", "reporter", "note"]
    table = pd.DataFrame(rows, columns=names).assign(**columns)
    return table.reindex(columns=[*country_brief.COLUMNS, *country_brief.BOUNDS])


def traded(china, russia):
    own = {"panel": "trade", "area": "KAZ", "period": "2023", "reporter": "Kazakhstan"}
    rows = pd.DataFrame(
        {"what": ["trade with China", "trade with Russia"], "value": [china, russia]}
    )
    return rows.assign(**own, note="own count")


@pytest.mark.parametrize(
    ("china", "title"),
    [
        (101.9, "Kazakhstan traded about as much with China as with Russia in 2023"),
        (102.1, "Kazakhstan traded more with China than with Russia in 2023"),
        (97.9, "Kazakhstan traded more with Russia than with China in 2023"),
    ],
)
def test_below_two_percent_of_difference_the_neighbours_are_level(china, title):
    assert country_brief.partners_compared(traded(china, 100.0)).text == title


def statement(year, flow, status, amount):
    """A row of ``trade``: what Kyrgyzstan counts of its trade with China."""
    names = {"area": "KGZ", "partner": "CHN", "reporter": "KGZ", "product": "total"}
    row = names | {"concept": "goods", "relation": "=", "source_id": f"{flow}-{status}"}
    row |= {"period": str(year), "year": year, "flow": flow, "status": status}
    return row | {"value_usd_mn": amount}


def test_a_provisional_count_is_taken_and_called_so_and_one_in_doubt_is_not():
    rows = pd.DataFrame(
        [
            statement(2022, "exports", "A", 100.0),
            statement(2022, "imports", "A", 4000.0),
            statement(2023, "exports", "A", 100.0),
            statement(2023, "imports", "P", 5400.0),
            statement(2024, "exports", "U", 100.0),
            statement(2024, "imports", "A", 5400.0),
        ]
    )
    rows = rows.reindex(columns=hl.load("trade").columns)
    counted = country_brief.trade_rows(rows, hl.prefer(hl.load("exchange_rates")))
    assert counted[["period", "value", "note"]].to_numpy().tolist() == [
        ["2022", 4.1, "own count"],
        ["2023", 5.5, "own count, provisional"],
    ]


def test_a_provisional_count_of_both_neighbours_is_a_count_of_its_own():
    rows = traded(102.1, 100.0).assign(note="own count, provisional")
    assert country_brief.partners_compared(rows).facts["year"] == 2023
    assert len(country_brief.own_else_partner(rows, "KAZ")) == 2


def test_counts_of_which_one_is_approximate_are_level_within_ten_percent():
    about = traded(103.0, 100.0).assign(note=["own count, approximate", "own count"])
    assert "about as much with China as" in country_brief.partners_compared(about).text
    far = traded(111.0, 100.0).assign(note=["own count, approximate", "own count"])
    assert "more with China than" in country_brief.partners_compared(far).text


def test_a_count_of_about_so_much_is_called_approximate():
    rows = pd.DataFrame(
        [
            statement(2022, "turnover", "A", 4000.0) | {"relation": "~"},
            statement(2023, "turnover", "A", 5400.0),
        ]
    )
    rows = rows.reindex(columns=hl.load("trade").columns)
    counted = country_brief.trade_rows(rows, hl.prefer(hl.load("exchange_rates")))
    assert counted["note"].tolist() == ["own count, approximate", "own count"]


def test_a_year_with_one_neighbour_alone_compares_nothing():
    finding = country_brief.partners_compared(traded(50.0, None))
    assert finding.facts == {}
    assert finding.text == "Kazakhstan: trade with China and Russia found only in their counts"


def test_a_fact_is_from_the_newest_year_that_most_republics_have_with_this_one():
    known = [("KAZ", "2022"), ("UZB", "2022"), ("KAZ", "2023"), ("UZB", "2023"), ("UZB", "2024")]
    rows = figures(*[("", "x", area, year, 1.0, "", "") for area, year in known])
    assert set(country_brief.fact_rows(rows, "KAZ").period) == {"2023"}
    assert country_brief.fact_rows(rows, "TKM").empty


def test_a_republic_without_a_count_of_its_own_is_ranked_by_the_partners():
    rows = figures(
        ("trade", "x", "KAZ", "2023", 1.0, "Kazakhstan", "own count"),
        ("trade", "x", "KAZ", "2023", 2.0, "Russia", "partner’s count"),
        ("trade", "x", "TKM", "2023", 3.0, "Russia", "partner’s count"),
    )
    assert country_brief.own_else_partner(rows, "KAZ").value.tolist() == [1.0]
    assert country_brief.own_else_partner(rows, "TKM").value.tolist() == [2.0, 3.0]


@pytest.mark.parametrize(
    ("shares", "text", "facts"),
    [
        ([], "no figure at all", {}),
        ([("1996", 0.1)], "no share of GDP after 1996", {"after": 1996}),
    ],
)
def test_money_sent_home_that_nobody_counts_is_said_to_be_missing(shares, text, facts):
    rows = [("remittances", "x", "TKM", year, share, "", "") for year, share in shares]
    finding = country_brief.money_sent_home(
        figures(("trade", "x", "TKM", "2020", 1.0, "", ""), *rows)
    )
    assert text in finding.text and finding.facts == facts


SENT = {
    "area": ["TKM", "TKM", "TKM"],
    "partner": ["RUS", "RUS", "WLD"],
    "period": ["2017", "2017", "1996"],
    "measure": ["transfers_from_russia_cbr", "transfers_from_russia_cbr", "received_bop"],
    "reporter": ["Central Bank of Russia", "Central Bank of Russia", "World Bank"],
    "value_usd_mn": [1.6, 9.9, 4.4],
    "status": ["A", "F", "A"],
    "source_id": ["vesti-uz-2018-06-18", "vesti-uz-2018-06-18", "wdi-remittances-usd"],
}


def test_where_no_share_of_gdp_is_known_the_newest_amount_is_told():
    sent = pd.DataFrame(SENT).reindex(columns=hl.load("remittances").columns)
    shares = figures(("remittances", "x", "TKM", "1996", 0.2, "World Bank", ""))
    amounts = country_brief.amounts_without_share(sent, shares, "TKM")
    found = country_brief.money_sent_home(country_brief.page_rows([shares, amounts], "TKM"))
    assert found.text == (
        "On money sent home from abroad no share of GDP after 1996 was found; the newest amount "
        "found is 1.6 mn USD sent from Russia in 2017 (Central Bank of Russia)"
    )
    assert found.facts == {
        "after": 1996,
        "amount_mn": 1.6,
        "amount_year": 2017,
        "counted_by": "Central Bank of Russia",
    }


def test_a_republic_with_shares_of_gdp_gets_no_amounts_besides():
    sent = pd.DataFrame(SENT).reindex(columns=hl.load("remittances").columns)
    shares = figures(("remittances", "x", "TKM", "2020", 0.2, "World Bank", ""))
    assert country_brief.amounts_without_share(sent, shares, "TKM").empty


def test_the_highest_share_is_the_last_one():
    years = [("2003", 1.0), ("2004", 2.0)]
    rows = figures(*[("remittances", "x", "TJK", year, share, "", "") for year, share in years])
    assert country_brief.money_sent_home(rows).text.endswith(
        "came to 2 percent of GDP in 2004, the highest since 2002"
    )


def test_two_rates_of_growth_judge_no_forecast():
    rows = figures(
        ("growth", "outturn", "TKM", "2022", 6.2, "World Bank WDI", ""),
        ("growth", "outturn", "TKM", "2022", 4.2, "IMF", ""),
        ("growth", "forecast", "TKM", "2022", 6.0, "ADB", "2022-04"),
    )
    finding = country_brief.spring_against_outturn(rows)
    assert finding.facts == {"year": 2022, "imf": 4.2, "world_bank": 6.2}


def test_of_bounds_only_one_above_the_official_count_differs_from_it():
    events = []
    for event, value, relation in [("a", 9.0, ">="), ("b", 4.0, ">="), ("c", 9.0, "<=")]:
        events.append(("events", event, "KAZ", "2020", 5.0, "", "official", "="))
        events.append(("events", event, "KAZ", "2020", value, "", "other", relation))
    rows = pd.DataFrame(events).iloc[:, :7]
    rows.columns = ["panel", "what", "area", "period", "value", "reporter", "note"]
    rows = rows.assign(relation=[event[-1] for event in events])
    assert country_brief.counts_differ(rows).facts == {
        "republic": "Kazakhstan",
        "differ": 1,
        "of": 3,
    }


def counted(*rows):
    """Events as ``event_rows`` finds them: group, reporter, kind, independence and value of counts."""
    names = ["group", "reporter", "reporter_kind", "independent", "value"]
    counts = pd.DataFrame(rows, columns=names)
    counts = counts.assign(
        event_id="e", side="KAZ", source_id="s", relation="=", low=None, high=None, label=""
    )
    events = pd.DataFrame({"event_id": ["e"], "name": ["Almaty"], "start": ["2022-01"]})
    return country_brief.event_rows(counts, events)


def test_the_official_count_of_an_event_comes_last_and_others_are_of_the_same_people():
    rows = counted(
        ("total", "Ministry of Kazakhstan", "official", "", 10),
        ("total", "Ministry of Kazakhstan", "official", "", 7),  # an earlier one
        ("total", "Radio", "media", "", 12),
        ("civilians", "Radio", "media", "", 9),
    )
    assert rows.value.tolist() == [12, 10]
    assert rows.note.tolist() == ["other", "official"]


@pytest.mark.parametrize(
    ("reporter", "kind", "independent", "value", "note"),
    [
        ("not named", "not named", "", 12, "no witness"),
        ("Radio", "media", "unknown", 12, "other"),
        ("Radio", "media", "unknown", 10, "no witness"),  # perhaps the official count again
        ("Radio", "media", "yes", 10, "other"),
    ],
)
def test_a_figure_without_a_counter_and_an_echo_are_no_witness(
    reporter, kind, independent, value, note
):
    state = ("total", "Ministry of Kazakhstan", "official", "", 10)
    rows = counted(state, ("total", reporter, kind, independent, value))
    assert rows.note.tolist() == [note, "official"]


def test_no_witness_holds_against_the_official_count():
    state = ("total", "Ministry of Kazakhstan", "official", "", 10)
    rows = counted(state, ("total", "not named", "not named", "", 12))
    assert country_brief.counts_differ(rows).facts == {}


@pytest.mark.parametrize(
    "office", ["Embassy of the United States in Kazakhstan", "Ministry of Foreign Affairs of China"]
)
def test_an_office_of_another_state_gives_no_official_count(office):
    foreign = ("total", office, "official", "", 12)
    assert counted(foreign).note.tolist() == ["other"]
    own = ("total", "Regional office", "official", "", 10)
    assert counted(foreign, own).note.tolist() == ["other", "official"]


def test_official_parts_make_up_the_dead_where_no_office_counted_them_all():
    office = "Ministry of Kazakhstan"
    rows = counted(
        ("civilians", office, "official", "", 5),
        ("alleged attackers", office, "official", "", 18),
        ("total", "Radio", "media", "", 30),
        ("civilians", "Radio", "media", "", 4),
    )
    assert rows.value.tolist() == [30, 23]
    assert set(rows.what) == {"Almaty (18 alleged attackers, 5 civilians)"}


def test_a_part_of_which_alone_there_is_an_official_count_is_compared_with_the_same_part():
    rows = counted(
        ("security forces", "Ministry of Kazakhstan", "official", "", 5),
        ("security forces", "Radio", "media", "", 6),
        ("total", "Radio", "media", "", 30),
    )
    assert rows.value.tolist() == [6, 5]
    assert set(rows.what) == {"Almaty (security forces)"}


def test_an_entry_of_a_list_is_as_high_as_its_longest_text():
    columns = [(0.0, 10), (0.5, 10)]
    low = page.height([["one", "two"]], columns)
    assert page.height([["one", "two words that wrap"]], columns) > 1.5 * low
    with sizes.drawn_at("slide"):
        assert page.height([["one", "two"]], columns) == pytest.approx(1.5 * low)


def test_a_forecast_that_differs_below_the_printed_decimal_is_not_lower():
    rows = figures(
        ("growth", "outturn", "KAZ", "2020", -2.5, "World Bank WDI", ""),
        ("growth", "outturn", "KAZ", "2020", -2.6, "IMF", ""),
        ("growth", "forecast", "KAZ", "2020", -2.53, "IMF", "2020-04"),
        ("growth", "forecast", "KAZ", "2020", -3.0, "ADB", "2020-04"),
    )
    finding = country_brief.spring_against_outturn(rows)
    assert (finding.facts["lower"], finding.facts["of"]) == (1, 2)


@pytest.mark.parametrize(
    ("forecasts", "text"),
    [
        ({"IMF": 1.0}, "the one forecast made in spring for 2020 was lower"),
        ({"IMF": 3.0}, "the one forecast made in spring for 2020 was not lower"),
        ({"IMF": 1.0, "ADB": 3.0}, "1 of 2 forecasts made in spring for 2020 was lower"),
        ({"IMF": 3.0, "ADB": 3.0}, "none of 2 forecasts made in spring for 2020 were lower"),
    ],
)
def test_the_forecasts_of_one_year_are_told_with_their_number_and_that_year(forecasts, text):
    rows = figures(
        ("growth", "outturn", "KAZ", "2020", 2.0, "World Bank WDI", ""),
        ("growth", "outturn", "KAZ", "2020", 2.1, "IMF", ""),
        *(
            ("growth", "forecast", "KAZ", "2020", value, house, "2020-04")
            for house, value in forecasts.items()
        ),
    )
    finding = country_brief.spring_against_outturn(rows)
    assert finding.text == f"{text} than what the World Bank now reports"


def test_a_republic_has_its_own_count_of_one_year_or_the_newest_count_of_each_partner():
    china, russia = "trade with China", "trade with Russia"
    counts = figures(
        ("trade", china, "KAZ", "2023", 30.0, "Kazakhstan", "own count"),
        ("trade", russia, "KAZ", "2023", 27.0, "Kazakhstan", "own count"),
        ("trade", russia, "KAZ", "2024", 28.0, "Kazakhstan", "own count"),
        ("trade", china, "KAZ", "2024", 44.0, "China", "partner’s count"),
        ("trade", china, "UZB", "2023", 9.0, "Uzbekistan", "own count"),
        ("trade", china, "TKM", "2020", 5.0, "China", "partner’s count"),
        ("trade", russia, "TKM", "2020", 1.0, "Russia", "partner’s count"),
        ("trade", china, "TKM", "2024", 10.0, "China", "partner’s count"),
    )
    assert country_brief.trade_facts(counts, "KAZ").value.tolist() == [30.0, 27.0, 9.0]
    assert country_brief.trade_facts(counts, "TKM").value.tolist() == [44.0, 1.0, 10.0]
    assert country_brief.trade_facts(counts, "KGZ").empty


def test_a_rank_is_given_among_three_republics_or_more():
    two = figures(
        ("facts", "trade with China", "TKM", "2025", 10.0, "China", "partner’s count"),
        ("facts", "trade with China", "KAZ", "2025", 48.7, "China", "partner’s count"),
        unit="bn USD",
    )
    three = pd.concat([two, two.tail(1).assign(area="UZB", value=9.0)])
    assert [text for text, _ in country_brief._fact(two, "TKM")] == [
        "10 bn USD",
        "2025",
        "China’s count",
    ]
    assert country_brief._fact(three, "TKM")[1][0] == "2025: 2nd of 3"


@pytest.mark.parametrize(
    ("verdicts", "shown", "text"),
    [
        (["confirmed"], 0, "None did not hold, and none with a reservation"),
        (
            ["contradicted", "disputed"],
            2,
            "Below: the 2 that did not hold, or held with a reservation",
        ),
        (
            ["contradicted", "disputed"],
            1,
            "Below: 1 of the 2 that did not hold, or held with a reservation",
        ),
    ],
)
def test_how_many_of_the_claims_are_listed(verdicts, shown, text):
    rows = figures(*[("claims", "x", "KAZ", "", None, "Nikkei", verdict) for verdict in verdicts])
    assert country_brief.listed_claims(rows, shown).text == text


def test_a_bound_is_written_with_its_sign():
    official = ("events", "a", "KAZ", "2020", 5.0, "", "official")
    rows = figures(official, ("events", "a", "KAZ", "2020", 9.0, "", "other"))
    rows = rows.assign(relation=[">=", "="])
    assert country_brief._in_figures(rows) == ("≥5", "9")
    rows = figures(*[("events", "a", "KAZ", "2020", n, "", "other") for n in (7.0, 15.0)])
    rows = rows.assign(relation=["=", ">"])
    assert country_brief._in_figures(rows) == ("none", "7 to >15")


def test_of_three_other_counts_the_two_ends_are_not_written_as_a_list():
    rows = figures(*[("events", "a", "KAZ", "2020", n, "", "other") for n in (7.0, 30.0, 60.0)])
    rows = rows.assign(relation=[">=", "=", ">"])
    assert country_brief._in_figures(rows) == ("none", "≥7 to >60")


def test_a_bound_and_a_higher_count_are_no_range():
    rows = figures(*[("events", "a", "KAZ", "2020", n, "", "other") for n in (30.0, 64.0)])
    rows = rows.assign(relation=[">=", ">="])
    assert country_brief._in_figures(rows) == ("none", "≥30, ≥64")


def test_on_a_phone_a_panel_that_says_what_was_looked_for_grows_with_its_words():
    def height(words):
        return country_brief._strips_of_page_one(1.0, "looked for " * words, False)[3].height

    with sizes.drawn_at("phone"):
        assert height(1) == height(5) < height(25)


def test_on_a_phone_the_strip_of_claims_has_room_for_each_line_above_them(monkeypatch):
    rows = figures(("claims", "x", "KAZ", "", None, "Nikkei", "confirmed"))

    def height(words):
        measure = country_brief._measure("counted " * words)
        monkeypatch.setattr(country_brief, "_measure_of_claims", lambda *_: measure)
        return country_brief._strips_of_page_two(rows, [], [])[-1].height

    with sizes.drawn_at("phone"):
        assert height(1) == height(5) < height(25)


def test_the_strip_of_events_grows_with_the_size_of_type():
    events = pd.DataFrame({"panel": "events", "what": ["one", "two"]})
    plain = country_brief._heights_of_page_two(events, [], [["claim", "", ""]])
    with sizes.drawn_at("wide") as wide:
        large = country_brief._heights_of_page_two(events, [], [["claim", "", ""]])
    assert large[0] == pytest.approx(plain[0] * wide.type_scale)


def test_ranks_say_among_how_many_and_their_axis_ends_at_the_last_place():
    ranks = pd.DataFrame(
        {
            "area": "KAZ",
            "edition": [2010, 2024, 2026],
            "rank": [46, 24, 195],
            "ranked": pd.array([None, 193, 196], dtype="Int64"),
            "source_id": "un-desa-egdi-2024",
        }
    )
    users = figures(("digital", "internet users", "KAZ", "2024", 93.0, "World Bank", ""), unit="%")
    rows = pd.concat([country_brief.rank_rows(ranks), users], ignore_index=True)
    assert rows["unit"].tolist() == ["rank", "rank of 193", "rank of 196", "%"]
    _, panels = hl.frame(rows.head(3), "Title", panels=["", ""], share_y=False)
    country_brief._draw_digital(panels, rows.assign(mark=range(len(rows))))
    assert panels[0].get_ylim() == (196, 1)
    assert "Rank of 196, United Nations." in [text.get_text() for text in panels[0].texts]


def test_a_republic_without_exports_of_the_union_is_told_without_a_number_of_others():
    rows = figures(("trade", "trade with China", "TJK", "2024", 1.0, "Tajikistan", ""))
    _, axes = hl.frame(rows.assign(source_id="un-desa-egdi-2024"), "Title")
    country_brief._draw_exports(axes, rows)
    said = " ".join(text.get_text().replace("\n", " ") for text in axes.texts)
    assert "None found, by month or by year. Looked for: Eurostat’s files." in said


def exports_to(area, *years):
    """Rows of ``trade``: what the Union counts of its exports to a republic, in million euros."""
    counted = {"area": area, "partner": "EUU", "reporter": "EUU", "product": "total"}
    counted |= {"flow": "imports", "status": "A", "source_id": "eurostat-exports-2010-2023"}
    rows = pd.DataFrame([counted | {"year": year, "value_eur_mn": 100.0} for year in years])
    return rows.assign(period=rows["year"].astype(str)).reindex(columns=hl.load("trade").columns)


def test_the_union_s_exports_are_those_of_years_where_no_month_is_held():
    months = figures(("exports", "EU exports by month", "KAZ", "2023-01", 1.0, "Eurostat", ""))
    every = pd.concat([exports_to("KAZ", 2022, 2023), exports_to("TKM", 2009, 2022, 2023)])
    rows = country_brief.yearly_export_rows(every, months)
    assert rows[["area", "period", "value", "unit"]].to_numpy().tolist() == [
        ["TKM", "2022", 100.0, "mn EUR"],
        ["TKM", "2023", 100.0, "mn EUR"],
    ]


def test_exports_by_year_are_drawn_and_called_so():
    rows = country_brief.yearly_export_rows(exports_to("TKM", 2021, 2022, 2023), figures())
    rows = rows.assign(mark=range(3))
    _, axes = hl.frame(rows, "Title")
    country_brief._draw_exports(axes, rows)
    assert axes.get_title(loc="left") == "EU exports by year"
    said = [text.get_text() for text in axes.texts]
    assert "Million euros, all goods, Eurostat. By month none found." in said
    assert len(axes.lines[0].get_xdata()) == 3


def committed(*rows):
    """Commitments of the newer dataset: period and million dollars."""
    table = pd.DataFrame(rows, columns=["period", "value_usd_mn"])
    table = table.assign(dataset="AidData CLG-Global 1.0", area="TKM", concept="all")
    table = table.assign(price_basis="constant 2023 dollars", source_id="aiddata-clg-global-1-0")
    return country_brief.commitment_rows(chinese_money.by_year(table)).assign(mark=range(len(rows)))


def drawn(rows):
    """The panel of commitments: its widths and heights of bars, and its texts."""
    _, axes = hl.frame(rows, "Title")
    country_brief._draw_commitments(axes, rows)
    bars = [(round(bar.get_width(), 1), round(bar.get_height(), 2)) for bar in axes.patches]
    return bars, " ".join(text.get_text().replace("\n", " ") for text in axes.texts)


def test_years_that_are_held_as_one_sum_are_one_bar_with_the_sum_on_it():
    rows = committed(("2000/2009", 6634.0), ("2011", 4695.0))
    assert rows[["period", "value"]].to_numpy().tolist() == [["2000/2009", 6.634], ["2011", 4.695]]
    bars, texts = drawn(rows)
    assert sorted(bars) == [(0.7, 4.7), (9.7, 0.66)]
    assert "2000–2009: 6.63 in all" in texts
    assert "Pale: yearly average." in texts


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("2000/2009", 0.0), ("2011", 4695.0)], "Billion dollars of 2023, AidData CLG."),
        ([("2011", 4695.0)], "Billion dollars of 2023, AidData CLG."),
        ([("2000/2009", 0.0), ("2011", 0.0)], "None recorded by AidData."),
    ],
)
def test_a_sum_of_nothing_is_not_named(rows, words):
    assert drawn(committed(*rows))[1].strip() == words


def counts(*values, **columns):
    """Counts of the dead of one event, ready to be drawn."""
    rows = [("events", "a", "KAZ", "2020", value, "", "other") for value in values]
    return figures(*rows, relation="=", source_id="x").assign(mark=range(len(values)), **columns)


def axis_of(rows):
    """The scale, the ticks and the measure of the panel of events."""
    _, axes = hl.frame(rows.assign(source_id="un-desa-egdi-2024"), "Title")
    country_brief._draw_events(axes, rows)
    ticks = [label.get_text() for label in axes.get_xticklabels()]
    return axes.get_xscale(), ticks, axes.texts[0].get_text().split(";")[1].strip()


def test_a_logarithmic_axis_has_a_zero_only_where_a_count_is_zero():
    assert axis_of(counts(3.0, 40.0)) == ("log", ["1", "10"], "persons, logarithmic")
    with_zero = ("symlog", ["0", "1", "10"], "persons, logarithmic from 1")
    assert axis_of(counts(0.0, 40.0)) == with_zero
    assert axis_of(counts(40.0, low=0.0, high=50.0)) == with_zero


@pytest.mark.parametrize(
    ("panels", "text"),
    [
        ([], "0 claims"),
        (["claims"], "1 claim: 1 held"),
        (["claims", "claims"], "2 claims: 2 held"),
        (
            ["claims", "claims", "repeats"],
            "3 claims, of which 1 repeats another; of the other 2: 2 held",
        ),
        (
            ["claims", "repeats", "repeats"],
            "3 claims, of which 2 repeat another; of the other 1: 1 held",
        ),
        (["repeats"], "1 claim, of which 1 repeats another"),
    ],
)
def test_claims_are_counted_with_those_that_repeat_another(panels, text):
    rows = figures(*[(name, "x", "KAZ", "", None, "Nikkei", "confirmed") for name in panels])
    assert country_brief.claims_counted(rows).text == text


def test_a_claim_that_repeats_another_is_a_row_of_its_own_kind():
    judged = pd.DataFrame({"claim_id": ["a", "b"], "same_as": ["", "a"], "verdict": "confirmed"})
    judged = judged.assign(area="KAZ", statement="x", unit="", article_id="n")
    audits = pd.DataFrame({"claim_id": ["a"], "source_id": ["s"]})
    articles = pd.DataFrame({"article_id": ["n"], "outlet": ["Nikkei"]})
    rows = country_brief.claim_rows(judged, "KAZ", audits, articles)
    assert rows["panel"].tolist() == ["claims", "repeats"]


def test_the_open_claims_are_counted_among_those_that_the_page_counts():
    verdicts = ["unverified", "confirmed", "not checkable"]
    rows = figures(*[("claims", "x", "KAZ", "", None, "Nikkei", verdict) for verdict in verdicts])
    assert country_brief._not_counted_or_checked(rows) == [
        ["Claims of the articles", "1 could not be checked", "of the 3 counted below"]
    ]
    assert country_brief._not_counted_or_checked(rows.iloc[1:]) == []


@pytest.mark.parametrize(
    ("values", "limits", "below"),
    [
        ([668, 887], (0, 1406), True),
        ([668, 700], (0, 1406), False),
        ([0, 50], (0, 108), False),  # no room below
        ([130, 90], (193, 1), True),  # the first place is on top
        ([668], (0, 1406), False),
    ],
)
def test_a_first_number_stands_below_a_line_that_rises_from_it(values, limits, below):
    assert country_brief._rises_at_once(pd.Series(values, dtype=float), limits) is below
