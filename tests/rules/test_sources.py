"""What a source says of itself is held against its id and its address."""

import pandas as pd
import pytest

from heartland_evidence.rules import source_rules

SITE = [("IMF", f"https://www.imf.org/weo/{number}") for number in range(4)]


def found(rule, *rows, columns=("publisher", "url")):
    sources = pd.DataFrame(rows, columns=list(columns), dtype="str")
    return [row for broken in rule({"sources": sources}) for row in broken.rows[broken.rows].index]


def test_a_publisher_that_is_not_that_of_its_site_is_found():
    rule = source_rules.publishers_have_their_addresses
    assert found(rule, *SITE, ("World Bank", "https://imf.org/weo/x")) == [4]
    assert found(rule, *SITE, ("IMF staff", "https://imf.org/weo/x")) == []


def test_a_page_under_another_licence_than_its_site_is_found():
    columns = ("publisher", "url", "licence")
    site = [("Eurostat", f"https://ec.europa.eu/{number}", "CC BY 4.0") for number in range(3)]
    other_body = ("EBRD", "https://ec.europa.eu/x", "unknown")
    rule = source_rules.terms_are_those_of_the_site
    assert found(rule, *site, other_body, columns=columns) == []
    page = ("Eurostat", "https://ec.europa.eu/4", "unknown")
    assert found(rule, *site, page, columns=columns) == [3]
    assert found(rule, site[0], page, columns=columns) == [0, 1]  # one of the two is wrong


@pytest.mark.parametrize(
    ("address", "rows"),
    [
        ("http://localhost:8000/weo", [0]),
        ("https://127.0.0.1/weo", [0]),
        ("https://192.168.1.4/weo", [0]),
        ("https://printer.local/weo", [0]),
        ("https://8.8.8.8/weo", []),
        ("https://www.imf.org/localhost", []),
        ("", []),
    ],
)
def test_an_address_that_the_web_does_not_have_is_found(address, rows):
    rule = source_rules.addresses_are_of_the_web
    assert found(rule, (address, ""), columns=("url", "also_at")) == rows


def test_a_host_in_another_script_is_found():
    sources = pd.DataFrame({"url": ["https://www.\u0456mf.org/weo"], "also_at": [""]}, dtype="str")
    sentences = [
        broken.sentence
        for broken in source_rules.addresses_are_of_the_web({"sources": sources})
        if broken.rows.any()
    ]
    assert sentences == ["has a host in another script: check it, and write it in ASCII (xn--)"]


def test_a_site_of_many_publishers_settles_nothing():
    rule = source_rules.publishers_have_their_addresses
    others = [("ADB", "https://imf.org/a"), ("EBRD", "https://imf.org/b")]
    assert found(rule, *SITE, *others) == []


def test_a_date_outside_the_month_of_its_id_is_found():
    rule = source_rules.ids_hold_their_month
    rows = [
        ("imf-weo-2022-04", "2021-04"),
        ("imf-weo-2022-04-b", "2022-04-19"),
        ("imf-weo-2022-10", "2022"),
        ("imf-weo-2022-10-11", "2022-11"),
        ("imf-weo-2010-2020", "2022-11"),
        ("imf-weo-2022-12", ""),
    ]
    assert found(rule, *rows, columns=("source_id", "published")) == [0, 3]
