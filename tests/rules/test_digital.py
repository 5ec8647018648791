"""What breaks a rule of indices, brands or browsers is named, in small tables."""

import pytest

from tests.rules.small import found, rows

NONE = float("nan")


def scores(index, *cells):
    """Scores of one area: edition, score, scale, status, note."""
    same = {"index": index, "area": "TKM", "low": NONE, "high": NONE}
    return rows("edition score scale status note", *cells, **same)


LEAPS = {
    "subscriptions that fall by 47": ("mobile subscriptions", 134.8, 87.8, "", ""),
    "subscriptions that rise by 36": ("mobile subscriptions", 57.5, 93.3, "", ""),
    "users that rise by 15": ("internet users", 55.2, 70.4, "", ""),
    "broadband twelve times as large": ("fixed broadband", 0.038, 0.454, "", ""),
    "another scale": ("GCI", 0.4, 50.1, "0-1", "0-100"),
}
JUMP, SCORE = "jumps from the edition before", [(1, "score")]


@pytest.mark.parametrize(("index", "before", "after", "first", "then"), LEAPS.values(), ids=LEAPS)
def test_a_leap_is_found_unless_it_is_marked_or_explained(index, before, after, first, then):
    old = ("2014", before, first, "A", "")
    for status, note, wrong in (("A", "", SCORE), ("B", "", []), ("A", "the operator closed", [])):
        table = scores(index, old, ("2015", after, then, status, note))
        assert found(JUMP, digital_indices=table) == wrong


@pytest.mark.parametrize(("status", "wrong"), [("A", [(1, "share_pct")]), ("B", [])])
def test_a_brand_that_appears_within_a_month_is_a_break(status, wrong):
    cells = [("2020-11", 0.13, "U"), ("2020-12", 3.7, status), ("2021", 90.0, "A")]
    same = {"area": "WLD", "vendor": "Vivo", "method": "page views", "source_id": "statcounter"}
    table = rows("period share_pct status", *cells, **same)
    assert found("mark a break (B)", smartphone_shares=table) == wrong


def browsers(*months, status="A"):
    """Page views: of each month Safari on iOS, Chrome on Android and desktop browsers."""
    names = ("Safari on iOS", "Chrome on Android", "desktop browsers")
    cells = [
        (f"2023-{number:02d}", name, share)
        for number, shares in enumerate(months, 1)
        for name, share in zip(names, shares, strict=True)
        if share is not None
    ]
    same = {"area": "KAZ", "source_id": "made-up", "status": status}
    return rows("period browser share_pct", *cells, **same)


CALM = (20.0, 40.0, 30.0)
APPLE = [(35.0, 25.0, 30.0), (5.0, 55.0, 30.0)]
SHIFT, SPIKE = "points more or less than in the month before", "of the months on either side"
LITTLE = "cover less than 75 percent"


def test_a_month_without_one_of_the_main_browsers_is_found():
    table = browsers((None, 60.0, 30.0), CALM)
    assert found("has no row for Safari on iOS", browser_shares=table) == [
        (0, "period"),
        (1, "period"),
    ]


@pytest.mark.parametrize(("status", "number"), [("A", 3), ("B", 3), ("U", 0)])
def test_a_month_that_lists_too_little_is_doubted(status, number):
    table = browsers((10.0, 30.0, 30.0), status=status)
    assert len(found(LITTLE, browser_shares=table)) == number


@pytest.mark.parametrize(("status", "number"), [("A", 3), ("B", 0), ("U", 0)])
def test_a_month_in_which_versions_vanish_is_a_break(status, number):
    table = browsers((20.0, 45.0, 30.0), (10.0, 45.0, 30.0))
    table.loc[table["period"].eq("2023-02"), "status"] = status
    assert len(found(SHIFT, browser_shares=table)) == number


@pytest.mark.parametrize("odd", APPLE)
def test_a_spike_of_apple_is_doubted_and_a_share_that_stays_is_none(odd):
    table = browsers(CALM, odd, CALM)
    assert [row for row, _ in found(SPIKE, browser_shares=table)] == [3, 4, 5]
    assert found(SPIKE, browser_shares=browsers(CALM, odd, odd)) == []
    table.loc[3:5, "status"] = "U"
    assert found(SPIKE, browser_shares=table) == []
