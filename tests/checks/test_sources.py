"""What a source says of itself is held against its id and its address."""

import pandas as pd
from heartland.checks import source_rules

SITE = [("IMF", f"https://www.imf.org/weo/{number}") for number in range(4)]


def found(rule, *rows, columns=("publisher", "url")):
    sources = pd.DataFrame(rows, columns=list(columns), dtype="str")
    broken = next(iter(rule({"sources": sources})))
    return list(broken.rows[broken.rows].index)


def test_a_publisher_that_is_not_that_of_its_site_is_found():
    rule = source_rules.publishers_have_their_addresses
    assert found(rule, *SITE, ("World Bank", "https://imf.org/weo/x")) == [4]
    assert found(rule, *SITE, ("IMF staff", "https://imf.org/weo/x")) == []


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
