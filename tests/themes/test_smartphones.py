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
    newest = smartphones.newest(rows, ["UZB", "TKM"])
    assert newest["area"].tolist() == ["UZB", "TKM"]
    title = smartphones.missing(newest).text
    assert title == "For one of two republics no share of these makers was found"
    assert smartphones.newest(rows, ["UZB"]).empty


@pytest.mark.parametrize(
    ("samsung", "title"),
    [
        ([60.0, 40.0], "Apple’s share of the world’s page views passed Samsung’s in March 2021"),
        ([70.0, 60.0], "Samsung led these makers in the world’s page views throughout"),
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
