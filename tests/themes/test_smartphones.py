"""The theme of notebook 06 on tables small enough to check by eye."""

import pandas as pd
import pytest

from heartland_themes import smartphones


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
    assert title == "Page views of Nokia phones are known for one of two republics"
    assert smartphones.newest(rows, ["UZB"]).empty


def test_a_republic_with_a_figure_by_another_method_only_says_so():
    views = shares(Nokia=40.0).assign(area="TKM", period="2012-05", source_id="s")
    views = views.assign(method="page views")
    other = views.assign(area="UZB", method="not stated", period="2013-06")
    newest = smartphones.newest(views, ["UZB", "TKM"], pd.concat([views, other]))
    assert newest["only"].iloc[0] == "a measure not stated, June 2013"


def test_a_change_is_of_like_months_only_if_both_are_one_month():
    kazakh = pd.concat(
        [
            shares(Apple=20.0, Samsung=40.0).assign(period="2021-11"),
            shares(Apple=24.0, Samsung=38.0).assign(period="2022-10"),
        ]
    ).assign(area="KAZ", source_id="s")
    finding = smartphones.like_months(kazakh)
    assert "each time" not in finding.text
    assert finding.text.endswith(": the only change in page views on record for a republic.")
    both = pd.concat([kazakh, kazakh.assign(area="UZB")])
    assert "only" not in smartphones.like_months(both).text


@pytest.mark.parametrize(
    ("samsung", "title"),
    [
        ([60.0, 40.0], "Apple’s share of the world’s page views passed Samsung’s in March 2021"),
        ([70.0, 60.0], "Samsung was ahead of Apple in the world’s page views throughout"),
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
