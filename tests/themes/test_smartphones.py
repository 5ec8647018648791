"""The theme of notebook 06 on tables small enough to check by eye."""

import pandas as pd
import pytest

from heartland.figures import facts, style
from heartland_themes import smartphones
from tests.play import problems


def shares(**by_maker):
    """Shares of one area in one period."""
    return pd.DataFrame({"vendor": list(by_maker), "share_pct": list(by_maker.values())})


@pytest.mark.parametrize(
    ("rows", "leader"),
    [
        (shares(Nokia=40.0, Apple=35.0), "Nokia"),  # 25 percent are left
        (shares(Nokia=40.0, Apple=10.0), ""),  # another maker may have 50
        (shares(Nokia=50.0), ""),
        (shares(Nokia=50.1), "Nokia"),
    ],
)
def test_a_maker_is_first_only_if_no_other_can_be_ahead(rows, leader):
    assert smartphones.sure_leader(rows) == leader


def test_a_republic_without_a_figure_keeps_a_row():
    rows = shares(Nokia=40.0).assign(area="TKM", period="2012-05", source_id="s")
    rows = rows.assign(method="page views")
    newest = smartphones.newest(rows, ["UZB", "TKM"])
    assert newest["area"].tolist() == ["UZB", "TKM"]
    title = smartphones.how_many_known(newest).text
    assert title == "Mobile page views of Nokia phones are known for one of two republics"
    assert smartphones.newest(rows, ["UZB"]).empty


def test_a_republic_with_a_figure_by_another_method_only_says_so():
    views = shares(Nokia=40.0).assign(area="TKM", period="2012-05", source_id="s")
    views = views.assign(method="page views")
    other = views.assign(area="UZB", method="not stated", period="2013-06")
    newest = smartphones.newest(views, ["UZB", "TKM"], pd.concat([views, other]))
    assert newest["only"].iloc[0] == "shares of an unstated measure, June 2013"


def test_a_change_is_of_like_months_only_if_both_are_one_month():
    kazakh = pd.concat(
        [
            shares(Apple=20.0, Samsung=40.0).assign(period="2021-11"),
            shares(Apple=24.0, Samsung=38.0).assign(period="2022-10"),
        ]
    ).assign(area="KAZ", source_id="s")
    finding = smartphones.like_months(kazakh)
    assert "each time" not in finding.text
    assert finding.text.endswith(
        ": the only change in mobile page views by maker on record for a republic."
    )
    both = pd.concat([kazakh, kazakh.assign(area="UZB")])
    assert "only" not in smartphones.like_months(both).text


@pytest.mark.parametrize(
    ("second", "title"),
    [
        ([35.0, 25.0], "Samsung and Xiaomi each led phone shipments in Russia in 2020–2021"),
        ([35.0, 30.0], "Phone shipments in Russia, 2020–2021"),  # 35 percent are not named
    ],
)
def test_makers_led_only_where_each_period_had_one_that_must_have_been_first(second, title):
    rows = pd.DataFrame(
        {
            "period": ["2020", "2020", "2021", "2021"],
            "vendor": ["Samsung", "Xiaomi"] * 2,
            "share_pct": [45.0, second[0], second[1], 45.0 if second[1] == 25.0 else 35.0],
        }
    )
    assert smartphones.led(rows).text == title


@pytest.mark.parametrize(
    ("samsung", "title"),
    [
        (
            [60.0, 40.0],
            "Apple’s share of the world’s mobile page views passed Samsung’s in March 2021",
        ),
        ([70.0, 60.0], "Samsung was ahead of Apple in the world’s mobile page views throughout"),
    ],
)
def test_a_title_says_from_which_month_on_a_maker_was_ahead(samsung, title):
    rows = pd.DataFrame(
        {
            "period": ["2021-02", "2021-02", "2021-03", "2021-03"],
            "vendor": ["Samsung", "Apple"] * 2,
            "share_pct": [samsung[0], 50.0, samsung[1], 50.0],
        }
    )
    assert smartphones.passed(rows).text == title


@pytest.mark.parametrize(
    ("last", "title"),
    [
        ([38.0, 24.0], "Samsung lost while Apple gained in Kazakhstan, 2021 to 2022"),
        ([39.9, 24.0], "Shares of phone makers in Kazakhstan, 2021 to 2022"),
    ],
)
def test_a_share_that_is_about_level_has_neither_lost_nor_gained(last, title):
    rows = pd.DataFrame({"vendor": ["Samsung", "Apple"], "first": [40.0, 20.0], "last": last})
    rows = rows.assign(area="KAZ", begin="2021-11", end="2022-11")
    assert smartphones.moved(rows).text == title


def browsers(*lines, area="KAZ"):
    """Months of an area: period, shares of iOS, of UC Browser and of Android, status."""
    rows = []
    for period, ios, uc, android, status in lines:
        for browser, share in ((smartphones.IOS, ios), ("UC Browser", uc), ("Android", android)):
            rows.append((area, period, browser, share, status, "s"))
        rows.append((area, period, smartphones.DESKTOP, 50.0, status, "s"))
    columns = ["area", "period", "browser", "share_pct", "status", "source_id"]
    return pd.DataFrame(rows, columns=columns)


def year_of(year, ios, uc=0.0, months=range(1, 13), status="A"):
    """Equal months of a year, of which mobile browsers have half of all page views."""
    return [(f"{year}-{month:02}", ios, uc, 50 - ios - uc, status) for month in months]


def test_a_share_is_of_mobile_page_views_without_those_of_computers():
    rows = smartphones.of_mobile(browsers(*year_of(2020, 10.0)), [smartphones.IOS])
    assert set(rows["mobile_pct"]) == {20.0}


def test_a_month_of_low_reliability_stands_outside_the_line_and_the_year():
    spike = ("2020-03", 40.0, 0.0, 10.0, "U")
    months = [*year_of(2020, 10.0, months=[1, 2]), spike, *year_of(2020, 10.0, months=[4])]
    rows = smartphones.of_mobile(browsers(*months), [smartphones.IOS])
    assert rows["run"].tolist() == [0, 0, -1, 0]
    assert rows["shown_pct"].isna().tolist() == [False, False, True, False]
    assert smartphones.of_years(rows)["mobile_pct"].tolist() == [20.0]


def test_a_break_and_a_gap_of_two_months_begin_another_line():
    broken = [*year_of(2020, 10.0, months=[1]), *year_of(2020, 5.0, months=[2], status="B")]
    assert smartphones.of_mobile(browsers(*broken), [smartphones.IOS])["run"].nunique() == 2
    one_missing = browsers(*year_of(2020, 10.0, months=[1, 3]))
    assert smartphones.of_mobile(one_missing, [smartphones.IOS])["run"].nunique() == 1
    two_missing = browsers(*year_of(2020, 10.0, months=[1, 4]))
    assert smartphones.of_mobile(two_missing, [smartphones.IOS])["run"].nunique() == 2


@pytest.mark.parametrize(
    ("kazakh", "uzbek", "title"),
    [
        (
            15.0,
            5.0,
            "iOS had 30 percent of mobile page views in Kazakhstan in 2020, 10 in Uzbekistan",
        ),
        (
            5.0,
            15.0,
            "iOS had 30 percent of mobile page views in Uzbekistan in 2020, 10 in Kazakhstan",
        ),
    ],
)
def test_the_title_names_where_ios_had_most_and_least(kazakh, uzbek, title):
    table = pd.concat(
        [browsers(*year_of(2020, kazakh)), browsers(*year_of(2020, uzbek), area="UZB")]
    )
    assert smartphones.apples_share(smartphones.of_mobile(table, [smartphones.IOS])).text == title


def test_no_finding_is_made_of_an_area_of_low_reliability():
    table = browsers(*year_of(2020, 20.0, status="U"), area="TKM")
    finding = smartphones.apples_share(smartphones.of_mobile(table, [smartphones.IOS]))
    assert not finding.facts
    assert finding.text == "Page views with Apple’s iOS, month by month"


@pytest.mark.parametrize(
    ("months", "when"),
    [
        (range(1, 13), "2020"),
        (range(1, 8), "January–July 2020"),
        (range(2, 8), "February–July 2020"),
        ([1], "January 2020"),
    ],
)
def test_a_year_that_is_not_over_is_called_by_its_months(months, when):
    table = browsers(*year_of(2019, 5.0), *year_of(2020, 15.0, months=months))
    ios = smartphones.of_mobile(table, [smartphones.IOS])
    title = f"iOS had 30 percent of mobile page views in Kazakhstan in {when}, 10 in 2019"
    assert smartphones.apples_share(ios).text == title
    world = ios.assign(area="WLD")
    way = smartphones.fell_and_rose(pd.concat([ios, world])).text
    assert way.endswith(f"and 30 in {when} (world: 30; medians of the months).")


def test_two_republics_are_compared_over_the_months_that_both_have():
    uzbek = [*year_of(2020, 5.0, months=range(2, 6)), *year_of(2020, 25.0, months=range(6, 13))]
    kazakh = year_of(2020, 15.0, months=range(1, 6))
    table = pd.concat([browsers(*kazakh), browsers(*uzbek, area="UZB")])
    ios = smartphones.of_mobile(table, [smartphones.IOS])
    both = "iOS had 30 percent of mobile page views in Kazakhstan in February–May 2020"
    assert smartphones.apples_share(ios).text == f"{both}, 10 in Uzbekistan"
    world = ios.replace({"area": {"UZB": "WLD"}})
    way = smartphones.fell_and_rose(world)
    assert way.text.endswith(" in February–May 2020 (world: 10; medians of the months).")
    apart = table[table["area"].eq("KAZ") | table["period"].gt("2020-05")]
    ios = smartphones.of_mobile(apart, [smartphones.IOS])
    assert not smartphones.apples_share(ios).facts


def test_a_share_is_told_from_the_first_whole_year_after_the_last_break():
    plateau = [
        *year_of(2017, 5.0),
        *year_of(2018, 5.0, months=range(1, 6)),
        *year_of(2018, 20.0, months=[6], status="B"),
        *year_of(2018, 20.0, months=range(7, 13)),
        *year_of(2019, 10.0, months=[1], status="B"),
        *year_of(2019, 10.0, months=range(2, 13)),
    ]
    since = [*year_of(2020, 12.0), *year_of(2021, 8.0), *year_of(2022, 15.0, months=range(1, 7))]
    last = year_of(2022, 2.0, months=[7], status="B")  # and nothing after it: no break yet
    ios = smartphones.of_mobile(browsers(*plateau, *since, *last), [smartphones.IOS])
    title = "iOS had 30 percent of mobile page views in Kazakhstan in January–June 2022, 24 in 2020"
    assert smartphones.apples_share(ios).text == title
    way = smartphones.fell_and_rose(pd.concat([ios, ios.assign(area="WLD")])).text
    begins = "In Kazakhstan Apple’s iOS had 24 percent of mobile page views in 2020, 16 in 2021 and"
    assert way.startswith(f"{begins} 30 in January–June 2022")
    after = [*last, *year_of(2022, 4.0, months=[8, 9])]
    ios = smartphones.of_mobile(browsers(*plateau, *since, *after), [smartphones.IOS])
    title = "iOS had 8 percent of mobile page views in Kazakhstan in August–September 2022"
    assert smartphones.apples_share(ios).text == title


def test_the_alternative_text_is_read_off_the_lines_and_not_off_a_month_after_a_break():
    after = year_of(2020, 5.0, months=[8], status="B")
    table = browsers(*year_of(2019, 10.0), *year_of(2020, 15.0, months=range(1, 8)), *after)
    ios = smartphones.of_mobile(table, [smartphones.IOS])
    rows = ios.assign(mark=range(len(ios)), source_id="statcounter-vendor-ww-2024-05")
    alt = facts.alt_text(smartphones.draw_months(rows))
    assert "Kazakhstan 20.0 in January 2019 to 30.0 in July 2020" in alt


def test_a_month_of_low_reliability_is_a_hollow_dot_in_the_colour_of_its_country():
    months = [*year_of(2019, 10.0), *year_of(2020, 12.0, months=[1], status="U")]
    rows = smartphones.of_mobile(browsers(*months), [smartphones.IOS])
    rows = rows.assign(mark=range(len(rows)), source_id="statcounter-vendor-ww-2024-05")
    [axes] = smartphones.draw_months(rows).axes
    dots = {line.get_markerfacecolor() for line in axes.lines if line.get_marker() == "o"}
    edges = {line.get_color() for line in axes.lines if len(line.get_xdata())}
    colour = style.colours(["KAZ"])["KAZ"]
    assert {"white", colour} <= dots and edges == {colour}


@pytest.mark.parametrize(("share", "is_below"), [(30.0, True), (2.0, False)])
def test_the_name_of_the_world_stands_where_the_dots_are_further_off(share, is_below):
    years = range(2014, 2021)
    own = [month for year in years for month in year_of(year, share)]
    world = [month for year in years for month in year_of(year, 10.0)]
    table = pd.concat([browsers(*own), browsers(*world, area="WLD")])
    rows = smartphones.of_mobile(table, [smartphones.IOS])
    rows = rows.assign(mark=range(len(rows)), source_id="statcounter-vendor-ww-2024-05")
    [axes] = smartphones.draw_months(rows).axes
    [name] = [text for text in axes.texts if text.get_text() == "world"]
    assert (name.get_va() == "top") == is_below


@pytest.mark.parametrize(
    ("draw", "browser"),
    [
        (smartphones.draw_months, smartphones.IOS),
        (smartphones.draw_browsers, smartphones.UC_BROWSER),
    ],
)
def test_the_axis_of_months_goes_as_far_as_the_months(draw, browser):
    months = [*year_of(2026, 10.0, 5.0), *year_of(2027, 15.0, 5.0), *year_of(2028, 10.0, 5.0)]
    rows = smartphones.of_mobile(browsers(*months), [browser])
    fig = draw(rows.assign(mark=range(len(rows)), source_id="statcounter-vendor-ww-2024-05"))
    assert fig.axes[0].get_xlim() == (2026, 2029)
    assert problems(fig) == []


@pytest.mark.parametrize(
    ("before", "after", "title"),
    [
        (
            20.0,
            2.0,
            "UC Browser fell from 40 percent of Kazakhstan’s mobile page views (2019) to 4 (2020)",
        ),
        (2.0, 20.0, "UC Browser had 40 percent of Kazakhstan’s mobile page views in 2020"),
    ],
)
def test_a_browser_that_went_is_told_from_one_that_stays(before, after, title):
    table = browsers(*year_of(2019, 5.0, before), *year_of(2020, 5.0, after))
    rows = smartphones.of_mobile(table, [smartphones.UC_BROWSER])
    assert smartphones.came_and_went(rows).text == title


def test_the_way_of_a_share_names_its_lowest_year_only_if_it_lies_between():
    def told(*shares_of_years):
        lines = [line for n, ios in enumerate(shares_of_years) for line in year_of(2018 + n, ios)]
        world = browsers(*year_of(2018 + len(shares_of_years) - 1, 10.0), area="WLD")
        table = pd.concat([browsers(*lines), world])
        return smartphones.fell_and_rose(smartphones.of_mobile(table, [smartphones.IOS])).text

    dip = "In Kazakhstan Apple’s iOS had 30 percent of mobile page views in 2018, 10 in 2019 and 40"
    assert told(15.0, 5.0, 20.0) == f"{dip} in 2020 (world: 20; medians of the months)."
    rise = "In Kazakhstan Apple’s iOS had 10 percent of mobile page views in 2018 and 40 in 2019"
    assert told(5.0, 20.0) == f"{rise} (world: 20; medians of the months)."


def test_what_a_page_states_of_apple_stands_beside_the_months_and_is_no_part_of_them():
    ios = smartphones.of_mobile(browsers(*year_of(2020, 10.0)), [smartphones.IOS])
    stated = shares(Apple=21.0, Samsung=50.0).assign(area="KAZ", period="2020-05", source_id="p")
    stated = stated.assign(method="page views", status="A")
    early = stated.assign(period="2012-05")
    both = smartphones.with_makers(ios, pd.concat([stated, early]))
    added = both[both["browser"].eq(smartphones.STATED)]
    assert added[["period", "mobile_pct", "source_id"]].values.tolist() == [["2020-05", 21.0, "p"]]
    assert smartphones.apples_share(both).facts == smartphones.apples_share(ios).facts
