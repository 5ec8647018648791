"""Trade: the edge cases that a tiny table shows best."""

import itertools
import json

import pandas as pd
import pytest

from heartland.figures import frame, style
from heartland.tables import compare
from heartland.tables.areas import REPUBLICS
from heartland_themes import trade
from tests.conftest import ROOT
from tests.play import at_defaults, problems

RATES = pd.DataFrame({"currency": ["EUR"], "year": [2020], "per_usd": [0.5], "source_id": ["rate"]})


def statements(*rows):
    """Rows of trade: (area, partner, flow, reporter, millions of dollars, source)."""
    columns = ["area", "partner", "flow", "reporter", "value_usd_mn", "source_id"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(year=2020, status="A", concept="goods", value_eur_mn=float("nan"))


def counts(*rows):
    return trade.with_reporters(compare.one_count_each(statements(*rows), RATES))


def test_who_counted_is_named_in_words():
    national = counts(
        ("KAZ", "CHN", "exports", "KAZ", 1.0, "a"), ("KAZ", "CHN", "imports", "WTO", 9.0, "c")
    )
    assert national["counted_by"].tolist() == ["KAZ", "WTO"]
    assert national["reporter"].tolist() == ["national statistics of Kazakhstan", "WTO"]


def test_euros_become_dollars_at_the_rate_of_the_year_whose_source_is_named():
    rows = statements(("KAZ", "EUU", "exports", "EUU", float("nan"), "a")).assign(value_eur_mn=3.0)
    converted = trade.in_dollars(rows, RATES)
    assert converted[["usd_mn", "source_id"]].to_numpy().tolist() == [[6.0, "a;rate"]]


def test_a_mirror_stands_beside_the_own_figure_where_both_count():
    national = counts(
        ("KAZ", "CHN", "exports", "KAZ", 2.0, "a"), ("KAZ", "RUS", "exports", "KAZ", 5.0, "a")
    )
    mirror = counts(("KAZ", "CHN", "exports", "CHN", 3.0, "b"))
    both = trade.mirror_beside_own(national, mirror)
    (row,) = both.to_dict("records")
    assert [row["own_usd_mn"], row["own_counted_by"], row["own_sources"]] == [2.0, "KAZ", "a"]
    partner = [row["partner_usd_mn"], row["partner_counted_by"], row["partner_sources"]]
    assert partner == [3.0, "CHN", "b"]
    assert [row["times"], row["source_id"]] == [1.5, "a;b"]


def test_each_count_of_a_difference_says_who_counted_and_where():
    compiled = statements(("KAZ", "CHN", "turnover", "CERR", 30.0, "a"))
    mirror = counts(("KAZ", "CHN", "turnover", "CHN", 44.0, "b"))
    split = trade.split_by_count(compiled, mirror).set_index("count")
    assert split[["counted_by", "source_id"]].to_numpy().tolist() == [
        ["CHN", "b"],
        ["CERR", "a"],
        ["CHN;CERR", "a;b"],
    ]
    assert split["bn"].tolist() == pytest.approx([0.044, 0.03, 0.014])


OWN = {
    "counted_by": "KAZ",
    "concept": "goods",
    "total_concept": "goods",
    "total_counted_by": "WTO",
    "partner_mn": None,
    "status": "A",
}


def shares(**of_china):
    """Shares of China from 2001 on, by area; Russia has 10 percent of all."""
    rows = []
    for area, values in of_china.items():
        for year, value in enumerate(values, 2001):
            rows += [(area, "CHN", year, value), (area, "RUS", year, 10.0)]
    return pd.DataFrame(rows, columns=["area", "partner", "year", "value"])


@pytest.mark.parametrize(
    ("of_china", "title"),
    [
        ({"KAZ": [5, 9.9]}, "China drew level with Russia in Kazakhstan in 2002"),
        ({"KAZ": [5, 9.7]}, "China and Russia in the trade of the republics"),
        ({"KAZ": [12, 13]}, "China and Russia in the trade of the republics"),
        (
            {"KAZ": [5, 11, 5]},
            "China drew level with Russia in Kazakhstan in 2002, and slipped behind",
        ),
        (
            {"KAZ": [5, 11, 5, 11], "UZB": [5, 11, 11, 11]},
            "China drew level with Russia in Kazakhstan and Uzbekistan in 2002, and led in 2004",
        ),
        (
            {"KAZ": [5, 11, 5, 11], "UZB": [5, 11, 5, 11, 12], "KGZ": [5, 5, 11, 5, 11]},
            "China drew level with Russia in three republics, 2002–2003, slipped behind, "
            "and led when last compared",
        ),
        (
            {"KAZ": [5, 11, 5, 11], "UZB": [5, 11, 5, 11, 12, 13]},
            "China drew level with Russia in Kazakhstan and Uzbekistan in 2002, "
            "and led when last compared",
        ),
        (
            {"KAZ": [5, 11, 5, 5], "UZB": [5, 5, 11, 12], "KGZ": [5, 5, 11, 12]},
            "China drew level with Russia in three republics, 2002–2003, and slipped behind in one",
        ),
        (
            {"KAZ": [5, 11], "UZB": [5, 5, 11], "KGZ": [5, 5, 5, 11], "TJK": [5, 5, 5, 5, 11]},
            "China drew level with Russia in four republics, 2002–2005",
        ),
    ],
)
def test_the_words_say_whether_drawing_level_lasted(of_china, title):
    assert trade.level(shares(**of_china)).text == title


def test_a_year_in_which_the_lines_met_is_a_bound_where_the_year_before_has_no_figures():
    rows = shares(UZB=[5, 5, 11, 12])
    gap = rows[~(rows["year"].eq(2002) & rows["partner"].eq("CHN"))]
    assert trade.level(rows).text == "China drew level with Russia in Uzbekistan in 2003"
    assert trade.level(gap).text == "China drew level with Russia in Uzbekistan by 2003"


@pytest.mark.parametrize("start", [2001, 2002, 2003, 2004, 2005, 2006])
def test_the_year_in_which_lines_met_is_the_same_or_not_told_wherever_the_figure_begins(start):
    on_record = shares(UZB=[5, 5, 11, 11, 5, 5, 11], KAZ=[5, 5, 5, 5, 5, 5, 5])
    on_record = on_record.assign(flow="turnover", unit="percent")
    rows = on_record[on_record["year"].ge(start)]
    found = trade.level(rows, ["CHN", "RUS"], trade.years_before(rows, on_record))
    assert found.facts.get("years", [2003]) == [2003]
    assert bool(found.facts) is (start < 2003)


def test_what_came_before_is_of_the_same_flow_measured_alike():
    on_record = shares(UZB=[11, 5, 5, 11]).assign(flow="turnover", unit="percent")
    rows = on_record[on_record["year"].ge(2002)]
    for other in ({"flow": "imports"}, {"unit": "USD billion"}):
        assert trade.years_before(rows, on_record.assign(**other)).empty
    before = trade.years_before(rows, on_record)
    assert trade.drawn_level(rows, ["CHN", "RUS"], before).empty
    assert trade.drawn_level(rows, ["CHN", "RUS"])["year"].tolist() == [2004]


def test_who_is_ahead_at_first_and_slips_behind_later_does_not_draw_level():
    rows = shares(KGZ=[11, 5, 11, 12], KAZ=[5, 5, 5, 11])
    assert trade.level(rows).text == "China drew level with Russia in Kazakhstan in 2004"


def test_the_first_two_partners_asked_for_are_compared_and_no_third_in_place_of_one():
    rows = shares(KAZ=[5, 11]).assign(unit="USD billion", flow="turnover", mark=0)
    rows = rows.assign(source_id="imf-weo-2022-04")
    fig = trade.draw_level(rows, ["CHN", "IRN", "RUS"])
    assert fig.finding.text == "China in the trade of the republics"
    assert fig.furniture.key == ["China", "Russia"]
    assert fig.furniture.note == "Without figures here: Iran."
    assert trade.draw_level(rows, ["CHN", "RUS"]).finding.facts["years"] == [2002]
    of_iran = rows[rows["partner"].eq("CHN")].assign(area="UZB", partner="IRN")
    third = trade.draw_level(pd.concat([rows, of_iran]), ["CHN", "IRN", "RUS"])
    assert third.finding.text == "China and Iran in the trade of the republics"


def test_a_republic_with_too_few_years_to_draw_is_named_where_the_lines_met_too():
    drawn = shares(KAZ=[5, 5, 5, 11, 11])
    sparse = shares(TJK=[5, 11]).assign(year=lambda rows: rows["year"] + 3)
    both = pd.concat([drawn, sparse]).assign(flow="turnover")
    found = trade._level_with_russia(both, 2001, 2010, both.head(0))
    assert found.text == (
        "By the republics’ own statistics China drew level with Russia in Kazakhstan in 2004; "
        "it also drew level in Tajikistan in 2005, where the years on record are too few to draw."
    )
    assert found.facts["also"] == {"years": {"Tajikistan": 2005}}
    without = trade._level_with_russia(drawn.assign(flow="turnover"), 2001, 2010, both.head(0))
    assert without.text.endswith("in Kazakhstan in 2004.")


@pytest.mark.parametrize(
    ("exports", "imports", "title"),
    [
        (5, 15, None),
        (15, 15, "China was ahead of Russia in four of four flows in 2001"),
        (5, 10, "China was ahead of Russia in none of four flows in 2001"),
    ],
)
def test_the_words_say_who_leads_as_customer_and_as_supplier(exports, imports, title):
    rows = pd.concat(
        [
            shares(KAZ=[exports], UZB=[exports]).assign(flow="exports"),
            shares(KAZ=[imports], UZB=[imports]).assign(flow="imports"),
        ]
    )
    two = "Neither China nor Russia led in both flows in Kazakhstan or Uzbekistan"
    assert trade.leaders(rows).text == (title or f"{two} in 2001")


def test_one_flow_is_not_counted():
    rows = shares(KAZ=[5]).assign(flow="exports")
    text = "China was not ahead of Russia in the one flow on record in 2001"
    assert trade.leaders(rows).text == text


def test_imports_from_an_eu_with_britain_are_no_share_of_its_exports_without():
    rows = pd.DataFrame({"area": "KAZ", "year": [2022, 2023], "percent": [40.0, 79.0]})
    both = rows.assign(partner_definition=["EU27+UK", "EU27"])
    found = trade.recorded_of_exports(both)
    assert found.text == "Kazakhstan recorded 79 percent of the EU’s exports to it in 2023"
    assert trade.recorded_of_exports(both.head(1)).facts == {}


@pytest.mark.parametrize(
    ("times", "words"), [(9.8, "tenfold"), (2.4, "2.4-fold"), (2.0, "twofold"), (12.1, "12fold")]
)
def test_a_multiple_is_rounded_only_where_it_is_nearly_whole(times, words):
    rows = pd.DataFrame(
        {"area": "KGZ", "year": [2021, 2023], "base": 2021, "index": [100, 100 * times]}
    )
    title = trade.growth_of_exports(rows).text
    assert title == f"EU exports to Kyrgyzstan grew {words} from 2021 to 2023"


def test_a_newer_file_of_eurostat_is_read_whatever_its_source_is_called():
    eu = ("KGZ", "EUU", "imports", "EUU", float("nan"))
    rows = statements(
        (*eu, "eurostat-2031"), (*eu, "page"), ("KGZ", "EUU", "exports", *eu[3:], "a")
    )
    rows = rows.assign(value_eur_mn=3.0, status=["A", "P", "A"], product="total", period="2020")
    assert trade.counted_by_eurostat(rows)["source_id"].tolist() == ["eurostat-2031"]


def test_the_split_is_of_the_last_year_that_is_compiled_for_all_five_republics():
    all_five = [(area, "CHN", "turnover", "CERR", 1.0, "a") for area in REPUBLICS]
    years = [
        statements(*all_five).assign(year=year, period=str(year), product="total")
        for year in (2024, 2025)
    ]
    later = statements(all_five[0]).assign(year=2026, period="2026", product="total")
    found = trade.compiled(pd.concat([*years, later], ignore_index=True))
    assert found["year"].tolist() == [2025] * 5


def test_the_bottom_line_says_what_the_figures_say_at_the_defaults():
    notebook = (ROOT / "notebooks" / "01-trade.ipynb").read_text(encoding="utf-8")
    cells = json.loads(notebook)["cells"]
    shown = next(cell for cell in cells if "trade.bottom_line(" in "".join(cell["source"]))
    bullets = "".join(shown["outputs"][0]["data"]["text/markdown"])
    for figure in (
        "level-with-russia",
        "customer-or-supplier",
        "two-sets-of-books",
        "china-trade-and-gdp",
        "where-the-difference-lies",
        "eu-exports-index",
        "eu-exports-recorded",
    ):
        facts = (ROOT / "figures" / "01-trade" / f"{figure}.json").read_text(encoding="utf-8")
        assert json.loads(facts)["title"] in bullets


def test_a_note_says_for_which_republic_one_of_the_two_ends_early():
    rows = shares(KAZ=[5, 9, 12], UZB=[5, 6, 7])
    assert trade._ends_apart(rows, ["CHN", "RUS"]) == ""
    cut = rows.drop(rows.query("area == 'KAZ' and partner == 'RUS' and year == 2003").index)
    assert trade._ends_apart(cut, ["CHN", "RUS"]) == "Kazakhstan: figures for Russia end in 2002."


@pytest.mark.slow
def test_what_cerr_copied_is_called_no_count_of_turkmenistan():
    split = next(one for one in at_defaults("01-trade") if one.name == "where-the-difference-lies")
    assert split.fig.furniture.note.startswith("Turkmenistan has no count of its own")
    written = [text.get_text() for text in split.fig.axes[0].texts]
    assert "Turkmenistan: see note" in written


def test_the_note_on_shares_names_only_what_is_drawn():
    kyrgyz = shares(KGZ=[5, 5]).assign(**OWN | {"counted_by": "KGZ"}, flow="turnover")
    assert trade._note_on_shares(kyrgyz) == trade.DIVIDED
    kazakh = shares(KAZ=[5, 5]).assign(**OWN, flow="turnover")
    around = kazakh.assign(year=kazakh["year"].map({2001: 2009, 2002: 2011}))
    assert trade._note_on_shares(around) == f"{trade.DIVIDED} {trade.LEFT_OUT}"
    assert trade._note_on_shares(around.assign(flow="exports")) == trade.DIVIDED
    assert trade._note_on_shares(kazakh) == trade.DIVIDED
    whole = kazakh.assign(total_counted_by="KAZ")
    assert trade._note_on_shares(whole) == ""


def test_whose_total_a_share_divides_by_is_known_and_an_estimate_is_named_only_where_one_is_used():
    national = counts(
        ("KAZ", "CHN", "exports", "KAZ", 1.0, "a"),
        ("KAZ", "WLD", "exports", "WTO", 5.0, "b"),
        ("UZB", "CHN", "exports", "UZB", 1.0, "c"),
        ("UZB", "WLD", "exports", "UZB", 5.0, "d"),
    )
    share = trade.percent_of_total(national[national["partner"].eq("CHN")], national)
    assert share["total_counted_by"].tolist() == ["WTO", "UZB"]
    share = share.assign(partner_mn=None)
    assert trade.DIVIDED in trade._note_on_shares(share)
    assert trade._note_on_shares(share[share["area"].eq("UZB")]) == trade.SERVICES


@pytest.mark.parametrize(
    ("percent", "text"),
    [
        ([98.04, 101.0], "None of 2 import figures"),
        ([98.0, 101.0], "1 of 2 import figures"),
        ([90.0, 97.0], "Every import figure"),
    ],
)
def test_an_import_figure_is_short_from_two_percent_on_and_the_title_says_so(percent, text):
    rows = pd.DataFrame({"area": "UZB", "percent": percent})
    rule = "fell 2 percent or more short of the exporter’s"
    assert trade.short_of_exporters(rows).text == f"{text} {rule}"


def test_a_share_names_the_sources_and_places_of_its_count_and_of_its_total():
    stated = statements(
        ("KAZ", "CHN", "exports", "KAZ", 1.0, "a"),
        ("KAZ", "CHN", "imports", "KAZ", 2.0, "b"),
        ("KAZ", "WLD", "exports", "WTO", 5.0, "c"),
        ("KAZ", "WLD", "imports", "WTO", 5.0, "c"),
        ("KAZ", "RUS", "exports", "KAZ", 9.0, "a"),
    )
    places = ["sheet 1", "sheet 2", "row 7", "row 7", "sheet 9"]
    stated = stated.assign(product="total", locator=places)
    national = trade.with_reporters(compare.one_count_each(stated, RATES))
    share = trade.percent_of_total(national[national["partner"].eq("CHN")], national)
    (turnover,) = trade.with_locators(share, stated).query("flow == 'turnover'").to_dict("records")
    assert [turnover["count_sources"], turnover["total_sources"]] == ["a;b", "c"]
    assert turnover["locator"] == "a: sheet 1; b: sheet 2; c: row 7"
    (sold,) = trade.with_locators(share, stated).query("flow == 'exports'").to_dict("records")
    assert sold["locator"] == "a: sheet 1; c: row 7"
    unstated = trade.with_locators(share, stated.assign(locator=""))
    assert unstated["locator"].tolist() == ["", "", ""]


def kazakh_shares_of_china(reporter, concept):
    """One share that is in doubt after one that is not, with the count of China's customs."""
    national = counts(
        ("KAZ", "CHN", "turnover", reporter, 3000.0, "imf-weo-2022-04"),
        ("KAZ", "WLD", "turnover", "WTO", 9000.0, "imf-weo-2022-04"),
    )
    national.loc[national["partner"].eq("CHN"), "concept"] = concept
    mirror = counts(("KAZ", "CHN", "turnover", "CHN", 4000.0, "imf-weo-2023-04"))
    share = trade.percent_of_total(national[national["partner"].eq("CHN")], national)
    share = trade.with_partner_where_compiled(share, mirror)
    before = share.assign(year=2019, **OWN)
    return pd.concat([before, share], ignore_index=True)


@pytest.mark.parametrize(
    ("reporter", "concept", "subtitle", "note"),
    [
        ("KAZ", "goods", "2019–2020.", trade.DIVIDED),
        (
            "CERR",
            "goods",
            "2019–2020. Hollow: counted by CERR.",
            f"{trade.DIVIDED} Kazakhstan’s trade with China in 2020: 3.0 bn by CERR, "
            "4.0 by China’s customs.",
        ),
        (
            "KAZ",
            "goods and services",
            "2019–2020. Hollow: goods and services over a total of goods.",
            f"{trade.DIVIDED} Kazakhstan 2020: too high, since that total is of goods.",
        ),
    ],
)
def test_a_share_that_is_not_wholly_the_republic_s_own_is_hollow_and_explained(
    reporter, concept, subtitle, note
):
    rows = kazakh_shares_of_china(reporter, concept)
    fig = trade.draw_level(rows)
    hollow = [line for line in fig.axes[0].lines if line.get_markerfacecolor() == "white"]
    assert [line.get_xdata()[0] for line in hollow] == [2020] * subtitle.count("Hollow")
    assert fig.furniture.subtitle.endswith(subtitle)
    assert fig.furniture.note == note
    sources = {"imf-weo-2022-04", "imf-weo-2023-04"} if reporter == "CERR" else {"imf-weo-2022-04"}
    assert set(rows["source_id"].iloc[1].split(";")) == sources


@pytest.mark.parametrize(
    ("flow", "what"), [("turnover", "trade"), ("imports", "imports"), ("exports", "exports")]
)
def test_two_counts_are_named_by_their_flow(flow, what):
    counts = {"area": "KGZ", "partner": "CHN", "year": 2023, "flow": flow, "times": [3.6]}
    found = trade.widest_difference(pd.DataFrame(counts))
    assert found.text == f"China counted 3.6 times the {what} that Kyrgyzstan counted in 2023"


def test_a_multiple_is_of_the_smaller_count_whichever_that_is():
    counts = {"area": ["UZB", "KGZ"], "partner": "CHN", "year": 2023, "flow": "exports"}
    found = trade.widest_difference(pd.DataFrame(counts).assign(times=[0.5, 1.6]))
    assert found.text == "Uzbekistan counted 2.0 times the exports that China counted in 2023"
    assert (found.facts["larger"], found.facts["times"]) == ("Uzbekistan", 2.0)
    about = trade.widest_difference(pd.DataFrame(counts).assign(times=[0.95, 1.05]))
    assert about.text == "China and the republics counted about the same exports in 2023"


def test_two_counts_that_are_about_the_same_have_their_year_and_one_republic_its_name():
    times = {"area": "KGZ", "partner": "CHN", "flow": "turnover"}
    rows = pd.DataFrame({"year": [2022, 2023], "times": [1.3, 1.02]}).assign(**times)
    found = trade.widest_difference(rows)
    assert found.text == "China and Kyrgyzstan counted about the same trade in 2023"


def test_a_part_of_a_year_is_no_purchase_beside_the_year_itself():
    bought = {
        "area": ["UZB", "UZB", "TKM", "TKM", "TKM"],
        "partner": ["TKM", "TKM", "EUU", "CHN", "CHN"],
        "product": ["total", "total", "total", "total", "pipeline gas"],
        "period": ["2023", "2023-01/2023-10", "2023-01/2023-10", "2023", "2023-01/2023-10"],
        "value_usd_mn": [9.0, 8.0, 7.0, 6.0, 5.0],
        "reporter": ["UZB", "UZB", "EUU", "CHN", "CHN"],
        "source_id": "a",
    }
    rows = pd.DataFrame(bought).assign(year=2023, value_eur_mn=float("nan"))
    kept = trade.purchases(rows, RATES)
    assert kept[["buyer", "product", "period"]].to_numpy().tolist() == [
        ["CHN", "pipeline gas", "2023-01/2023-10"],
        ["UZB", "total", "2023"],
        ["EUU", "total", "2023-01/2023-10"],
        ["CHN", "total", "2023"],
    ]


def test_customers_are_on_record_since_a_year_and_a_note_says_whose_figure_is_not_exact():
    rows = pd.DataFrame(
        {
            "buyer": ["CHN", "EUU", "KGZ"],
            "area": ["TKM", "TKM", "KGZ"],
            "partner": ["CHN", "EUU", "TKM"],
            "product": ["pipeline gas", "total", "total"],
            "period": ["2022", "2023-01/2023-10", "2023"],
            "usd_mn": [10250.0, 1040.0, 59.0],
            "relation": ["=", "~", "="],
            "status": ["A", "A", "P"],
            "concept": "goods",
            "source_id": "imf-weo-2022-04",
        }
    )
    sheet = trade.draw_customers(rows)
    assert sheet.finding.facts == {"since": 2022}
    assert sheet.furniture.note == "Approximate: the EU. Provisional: Kyrgyzstan."
    goods = rows.iloc[[0]].assign(product="total", period="2023")
    both = trade.draw_customers(pd.concat([rows, goods], ignore_index=True))
    assert both.furniture.note.startswith("All goods include gas. ")


@pytest.mark.parametrize(
    ("before", "verb"), [(45.0, "peaked"), (24.0, "doubled"), (15.0, "grew 3.2-fold")]
)
def test_the_leap_of_russia_s_share_is_told_beside_the_buyers_who_were_missing(before, verb):
    share = {"RUS": [before, 48.0, 24.0], "CHE": [8.0, 0.0, 32.0], "GBR": [2.0, 0.0, 0.0]}
    wide = pd.DataFrame(share, index=pd.Index([2021, 2022, 2023], name="year"))
    rows = wide.melt(var_name="partner", ignore_index=False).reset_index()
    title = (
        f"Russia’s share of Kyrgyz exports {verb} in 2022, "
        "when Switzerland and the UK bought little"
    )
    assert trade.peak_of_russia(rows).text == title
    fig = trade.draw_gold(rows.assign(source_id="imf-weo-2022-04", mark=range(len(rows))))
    assert "Gold is the usual explanation" in fig.furniture.note


def test_small_amounts_have_the_decimals_that_tell_them_apart():
    counts = {"area": "KGZ", "partner": "CHN", "year": [2022, 2023], "flow": "exports"}
    rows = pd.DataFrame({**counts, "own_usd_mn": [61.0, 80.0], "partner_usd_mn": [82.0, 80.0]})
    times = rows["partner_usd_mn"] / rows["own_usd_mn"]
    rows = rows.assign(times=times, partner_status="A", own_counted_by="KGZ", own_status="A")
    rows = rows.assign(mark=[0, 1])
    fig = trade.draw_two_counts(rows.assign(source_id="imf-weo-2022-04"))
    assert {"0.061", "0.082", "0.080"} < {text.get_text() for text in fig.axes[0].texts}


def hollow_dots(fig):
    """Where the hollow dots of a figure lie on its x axis, in their order."""
    rings = [line for line in fig.axes[0].lines if line.get_markerfacecolor() == "white"]
    return [float(x) for ring in rings for x in ring.get_xdata()]


def test_a_compiled_count_is_hollow_and_named_beside_the_count_of_the_partner():
    compiled = ("KAZ", "CHN", "turnover", "CERR", 3000.0, "imf-weo-2022-04")
    own = ("UZB", "CHN", "turnover", "UZB", 2000.0, "imf-weo-2022-04")
    mirror = counts(
        ("KAZ", "CHN", "turnover", "CHN", 4000.0, "imf-weo-2023-04"),
        ("UZB", "CHN", "turnover", "CHN", 2500.0, "imf-weo-2023-04"),
    )
    rows = trade.mirror_beside_own(counts(compiled, own), mirror)
    fig = trade.draw_two_counts(rows.assign(mark=range(len(rows))))
    assert hollow_dots(fig) == [3.0]
    assert fig.furniture.subtitle.endswith("Hollow: compiled from national statistics.")
    assert fig.furniture.note.endswith("Kazakhstan 2020: as compiled by CERR.")
    without = trade.draw_two_counts(rows[rows["area"].eq("UZB")].assign(mark=0))
    assert hollow_dots(without) == []
    assert "Hollow" not in without.furniture.subtitle


@pytest.mark.parametrize(("side", "at"), [("own", 3.0), ("partner", 4.0)])
def test_a_count_that_was_computed_is_hollow_on_either_side(side, at):
    own = counts(("TJK", "CHN", "turnover", "TJK", 3000.0, "imf-weo-2022-04"))
    mirror = counts(("TJK", "CHN", "turnover", "CHN", 4000.0, "imf-weo-2023-04"))
    rows = trade.mirror_beside_own(own, mirror).assign(**{f"{side}_status": "E", "mark": 0})
    fig = trade.draw_two_counts(rows)
    assert hollow_dots(fig) == [at]
    assert fig.furniture.subtitle.endswith("Hollow: computed from a growth rate.")


def test_a_provisional_count_is_hollow_among_two_counts_and_among_shares():
    own = counts(
        ("KGZ", "CHN", "turnover", "KGZ", 3000.0, "imf-weo-2022-04"),
        ("KGZ", "WLD", "turnover", "KGZ", 9000.0, "imf-weo-2022-04"),
    )
    own = own.assign(status=["P", "A"])
    mirror = counts(("KGZ", "CHN", "turnover", "CHN", 4000.0, "imf-weo-2023-04"))
    two = trade.draw_two_counts(trade.mirror_beside_own(own, mirror).assign(mark=0))
    assert hollow_dots(two) == [3.0]
    assert two.furniture.subtitle.endswith("Hollow: provisional.")
    share = trade.percent_of_total(own[own["partner"].eq("CHN")], own)
    level = trade.draw_level(trade.with_partner_where_compiled(share, mirror))
    assert hollow_dots(level) == [2020.0]
    assert level.furniture.subtitle.endswith("Hollow: provisional.")


def test_a_compiled_count_is_hollow_and_named_against_gdp():
    national = counts(
        ("KAZ", "CHN", "turnover", "CERR", 3000.0, "imf-weo-2022-04"),
        ("UZB", "CHN", "turnover", "UZB", 2000.0, "imf-weo-2022-04"),
    )
    mirror = counts(("KAZ", "CHN", "turnover", "CHN", 4000.0, "imf-weo-2023-04"))
    both = pd.concat(
        [national.assign(count="national statistics"), mirror.assign(count="China’s customs")]
    )
    gdp = pd.DataFrame({"area": ["KAZ", "UZB"], "year": 2020, "value_usd_mn": 10000.0})
    economy = trade.percent_of_gdp(both, gdp.assign(source_id="imf-weo-2022-04"))
    assert set(economy["whole_reporter"]) == {"World Bank"}
    fig = trade.draw_gdp(economy.assign(mark=range(len(economy))))
    assert hollow_dots(fig) == [30.0]
    assert fig.furniture.subtitle.endswith("Hollow: compiled from national statistics.")
    assert "Kazakhstan 2020: as compiled by CERR." in fig.furniture.note


@pytest.mark.parametrize(
    ("areas", "start", "end", "text"),
    [
        (["KAZ"], 2001, 2010, ""),
        (["KAZ", "TJK"], 2001, 2010, "five years on record: Tajikistan (2)."),
        (["TJK", "TKM"], 2001, 2010, "five years on record: Tajikistan (2) and Turkmenistan (0)."),
        (["KAZ", "TJK"], 2001, 2006, "three years on record: Tajikistan (2)."),
        (["KAZ", "TJK"], 2001, 2004, ""),
        (["TJK", "TKM"], 2002, 2002, "one year on record: Turkmenistan (0)."),
    ],
)
def test_a_republic_without_a_panel_is_named_with_its_years_and_those_it_takes(
    areas, start, end, text
):
    on_record = shares(KAZ=[5, 5, 5, 5, 5, 5], TJK=[5, 11])
    said = trade.without_panel(on_record, areas, ["CHN", "RUS"], start, end)
    assert said == (f"No panel for want of {text}" if text else "")


def test_a_figure_names_the_republics_chosen_that_have_no_panel():
    on_record = shares(KAZ=[5, 5, 5, 5, 11], TJK=[5, 11])
    on_record = on_record.assign(unit="USD billion", flow="turnover", mark=0)
    on_record = on_record.assign(source_id="imf-weo-2022-04")
    rows = on_record[on_record["area"].eq("KAZ")]
    asked = {"partners": ["CHN", "RUS"], "areas": ["KAZ", "TJK"], "start": 2001, "end": 2010}
    note = trade.draw_level(rows, **asked, on_record=on_record).furniture.note
    assert note == "No panel for want of five years on record: Tajikistan (2)."


def test_a_republic_whose_recorded_imports_from_the_union_are_unknown_is_named():
    rows = pd.DataFrame({"area": "KAZ", "year": [2022, 2023], "percent": [80.0, 79.0]})
    rows = rows.assign(partner="EUU", partner_definition="EU27", source_id="imf-weo-2022-04")
    note = trade.draw_recorded(rows.assign(mark=0), ["KAZ", "TJK"]).furniture.note
    assert note == "Without figures of both sides: Tajikistan."
    assert trade.draw_recorded(rows.assign(mark=0), ["KAZ"]).furniture.note == ""


def test_a_figure_says_which_of_the_partners_chosen_it_does_not_draw():
    chosen = ["CHN", "RUS", "DEU", "ITA", "TUR", "IRN", "FRA", "IND"]
    rows = pd.DataFrame({"area": "KAZ", "partner": chosen[:5], "year": 2020, "value": 1.0})
    rows = rows.assign(unit="USD billion", flow="turnover", source_id="imf-weo-2022-04", mark=0)
    note = trade.draw_level(rows, chosen).furniture.note
    beyond = "Not drawn: France and India (only the first six chosen are)."
    assert note == f"{beyond} Without figures here: Iran."
    assert trade.draw_level(rows, chosen[:5]).furniture.note == ""


def test_a_name_at_the_top_of_a_panel_stands_below_the_year_that_is_named_there():
    values = {"CHN": [13.0, 19.0, 21.0], "RUS": [20.0, 20.0, 20.0], "DEU": [28.0, 29.0, 30.0]}
    rows = pd.DataFrame(values, index=[2021, 2022, 2023]).melt(
        var_name="partner", ignore_index=False
    )
    rows = rows.rename_axis("year").reset_index()
    rows = rows.assign(area="KAZ", unit="percent", flow="turnover", source_id="imf-weo-2022-04")
    rows = rows.assign(**OWN)
    fig = trade.draw_level(rows, list(values))
    words = {text.get_text() for text in fig.axes[0].texts}
    assert {"Germany", "ahead\n2023"} <= words
    assert problems(fig) == []


def test_two_partners_that_are_compared_have_colours_that_can_be_told_apart():
    both = {"TUR": [5.0, 6.0], "RUS": [20.0, 20.0]}
    rows = pd.DataFrame(both, index=pd.Index([2021, 2022], name="year"))
    rows = rows.melt(var_name="partner", ignore_index=False).reset_index()
    rows = rows.assign(area="KAZ", unit="percent", flow="turnover", source_id="imf-weo-2022-04")
    fig = trade.draw_level(rows.assign(**OWN))
    green, russian = style.OTHERS[3], style.colours(["RUS"])["RUS"]
    assert fig.furniture.key == ["Turkey", "Russia"]
    drawn = [line for line in fig.axes[0].lines if len(line.get_xdata()) == 2]
    assert {green, russian} <= {line.get_color() for line in drawn}
    assert "TUR" not in {text.get_text() for text in fig.axes[0].texts}
    assert trade._two_colours(["TUR", "RUS"]) == {"TUR": green, "RUS": russian}


def test_the_names_of_partners_without_a_colour_stand_apart():
    chosen = ["CHN", "RUS", "DEU", "ITA", "TUR", "FRA", "IND", "IRN"]
    values = [38.0, 36.0, 1.0, 1.1, 6.4, 20.0]
    one = pd.DataFrame({"partner": chosen[:6], "value": values})
    rows = pd.concat([one.assign(area=area) for area in ["KAZ", "KGZ", "UZB"]])
    rows = rows.assign(year=2020, unit="percent", flow="turnover", source_id="imf-weo-2022-04")
    rows = rows.assign(**OWN | {"counted_by": rows["area"]})
    fig = trade.draw_level(rows, chosen)
    frame.lay_out(fig)
    written = {"Germany", "Italy", "Turkey", "France"}
    names = [text for text in fig.axes[0].texts if text.get_text() in written]
    boxes = sorted([text.get_window_extent() for text in names], key=lambda box: box.y0)
    assert len(boxes) == 4
    for lower, upper in itertools.pairwise(boxes):
        assert lower.y1 <= upper.y0 + 1
