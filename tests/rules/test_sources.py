"""What a source says of itself is held against its id, its address, and the rows that name it."""

import pytest

from tests.rules.small import found, rows

SITE = [("IMF", f"https://www.imf.org/weo/{number}") for number in range(4)]
OTHERS = [("ADB", "https://imf.org/a"), ("EBRD", "https://imf.org/b")]


def named(words, columns, *cells):
    """The rows of sources that are named."""
    return [row for row, _ in found(words, sources=rows(columns, *cells))]


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ([*SITE, ("World Bank", "https://imf.org/weo/x")], [4]),
        ([*SITE, ("IMF staff", "https://imf.org/weo/x")], []),
        ([*SITE, *OTHERS], []),
    ],
    ids=["another publisher", "the same in other words", "a site of many publishers"],
)
def test_a_publisher_that_is_not_that_of_its_site_is_found(cells, wrong):
    words = "is not the publisher of most documents"
    assert named(words, "publisher url", *cells) == wrong


def test_a_page_under_another_licence_than_its_site_is_found():
    site = [("Eurostat", f"https://ec.europa.eu/{number}", "CC BY 4.0") for number in range(3)]
    other_body = ("EBRD", "https://ec.europa.eu/x", "unknown")
    page = ("Eurostat", "https://ec.europa.eu/4", "unknown")
    columns = "publisher url licence"
    assert named("pages of this publisher at this address", columns, *site, other_body) == []
    assert named("is not the licence of most pages", columns, *site, page) == [3]
    # One of the two is wrong.
    assert named("write the right one in all", columns, site[0], page) == [0, 1]


def test_a_date_outside_the_month_or_the_years_of_its_id_is_found():
    cells = [
        ("imf-weo-2022-04", "2021-04"),
        ("imf-weo-2022-04-b", "2022-04-19"),
        ("imf-weo-2022-10", "2022"),
        ("imf-weo-2022-10-11", "2022-11"),
        ("imf-weo-2010-2020", "2022-11"),
        ("imf-weo-2022-12", ""),
        ("imf-weo-2001", "2004"),
    ]
    assert named("is not in the month that source_id", "source_id published", *cells) == [0, 3]
    assert named("is not in the year that source_id", "source_id published", *cells) == [0, 6]


def test_one_document_has_one_id():
    page, copy = "https://www.example.org/page", "http://example.org/page/"
    cells = [(page, ""), (copy, ""), ("https://example.org/b", f"https://example.org/a;{page}")]
    assert named("is already the address of another id", "url also_at", *cells) == [1]
    assert named("has the address of a source", "url also_at", *cells) == [2]


SOURCES = rows(
    "source_id kind licence redistribution published accessed",
    ("page", "media", "CC BY 4.0", "yes", "2022-04-19", "2022-05-01"),
    ("list", "tertiary", "CC BY 4.0", "yes", "", "2022-05-01"),
    ("closed", "media", "CC BY 4.0", "no", "2022-04-19", "2022-05-01"),
    ("open", "media", "Unknown", "facts only", "2022-04-19", "2062-05-01"),
)


def test_what_the_rows_of_a_source_may_not_do_is_found():
    cells = [("page", ""), ("list", ""), ("list", "page"), ("closed", ""), *[("open", "")] * 101]
    trade = rows("source_id also_in", *cells)
    tables = {"sources": SOURCES, "trade": trade}
    source = "source_id"
    assert found("is a tertiary source and stands alone", **tables) == [(1, source)]
    assert found("may not be passed on", **tables) == [(3, source)]
    assert found("gives more than 100 rows", **tables) == [(104, source)]
    assert found("is used by no row", **tables | {"trade": trade.head(4)}) == [(3, source)]
    assert found("raise 'created' in datapackage.json", **tables) == [(3, "accessed")]


def test_a_row_tells_nothing_that_its_source_could_not_know():
    cells = [
        ("2022-04", "forecast", 2023),
        ("2022-10", "forecast", 2023),
        ("2022-04", "later outturn", 2023),
        ("2022-04", "later outturn", 2021),
    ]
    growth = rows("vintage kind target_year", *cells, source_id="page", also_in="", status="A")
    tables = {"sources": SOURCES, "growth_forecasts": growth}
    assert found("is an edition after the day", **tables) == [(1, "vintage")]
    assert found("only a forecast (F) is ahead", **tables) == [(2, "target_year")]
