"""data/EXCLUDED.md says how many rows tables, claims and verdicts have: it must be so today."""

import re
from collections.abc import Mapping

from heartland.tables import csv_files
from tests.conftest import ROOT

SECTION = re.compile(r"^## (\w+)\n(.*?)(?=^## |\Z)", re.M | re.S)
TOLD = re.compile(r"the table has ([\d,]+)")
JUDGED = re.compile(r"([\d,]+) audits with the verdict `([a-z ]+)`")
AUDITED = re.compile(r"rows, on ([\d,]+) claims")
REPEATED = re.compile(r"in `same_as` \(([\d,]+) rows\)")
Rows = list[dict[str, str]]


def number(digits: str) -> int:
    return int(digits.rstrip(",").replace(",", ""))


def stale(text: str, rows: Mapping[str, int]) -> list[str]:
    """Name the sections whose count of rows is not that of the table."""
    told = [
        (table, number(digits))
        for table, section in SECTION.findall(text)
        for digits in TOLD.findall(section)
    ]
    return [
        f"{table}: the text has {count:,} rows, the table {rows[table]:,}"
        for table, count in told
        if count != rows[table]
    ]


def miscounted(text: str, audits: Rows, claims: Rows) -> list[str]:
    """Name the counts of audits and claims that are not those of the tables."""
    told = [
        *(
            (f"verdict {verdict}", digits, sum(row["verdict"] == verdict for row in audits))
            for digits, verdict in JUDGED.findall(text)
        ),
        *(
            ("claims with an audit", digits, len({row["claim_id"] for row in audits}))
            for digits in AUDITED.findall(text)
        ),
        *(
            ("repetitions", digits, sum(row["same_as"] != "" for row in claims))
            for digits in REPEATED.findall(text)
        ),
    ]
    return [
        f"{what}: the text has {number(digits):,}, the tables {count:,}"
        for what, digits, count in told
        if number(digits) != count
    ]


def test_the_counts_of_what_was_left_out_are_those_of_the_tables():
    text = (ROOT / "data/EXCLUDED.md").read_text(encoding="utf-8")
    rows = {table: len(csv_files.rows(ROOT, table)) for table, _ in SECTION.findall(text)}
    assert stale(text, rows) == []


def test_a_count_that_is_no_longer_so_is_named():
    text = "# Head\n\n## trade\n\nPlus 2 rows: the table has 1,012.\n\n## macro\n\nthe table has 3, all.\n"
    assert stale(text, {"trade": 1012, "macro": 3}) == []
    assert stale(text, {"trade": 1013, "macro": 3}) == [
        "trade: the text has 1,012 rows, the table 1,013"
    ]


def test_the_counts_of_claims_and_verdicts_are_those_of_the_tables():
    text = (ROOT / "data/EXCLUDED.md").read_text(encoding="utf-8")
    assert {verdict for _, verdict in JUDGED.findall(text)} == {"unverified", "not checkable"}
    assert AUDITED.search(text)
    assert REPEATED.search(text)
    assert miscounted(text, csv_files.rows(ROOT, "audits"), csv_files.rows(ROOT, "claims")) == []


def test_a_count_of_verdicts_or_claims_that_is_no_longer_so_is_named():
    text = (
        "the table has 3 rows, on 2 claims. Points to it in `same_as` (1 rows).\n"
        "Nothing for the 2 audits with the verdict `unverified`.\n"
    )
    audits = [
        {"claim_id": "a", "verdict": "unverified"},
        {"claim_id": "a", "verdict": "confirmed"},
        {"claim_id": "b", "verdict": "unverified"},
    ]
    claims = [{"claim_id": "a", "same_as": ""}, {"claim_id": "b", "same_as": "a"}]
    assert miscounted(text, audits, claims) == []
    assert miscounted(text, audits[:1], claims[:1]) == [
        "verdict unverified: the text has 2, the tables 1",
        "claims with an audit: the text has 2, the tables 1",
        "repetitions: the text has 1, the tables 0",
    ]
