"""data/EXCLUDED.md says how many rows tables, claims and verdicts have: it must be so today."""

import re
from collections.abc import Mapping

import pytest

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


def line_of(text: str, place: int) -> int:
    """The line on which a character of a text stands."""
    return text.count("\n", 0, place) + 1


def stale(text: str, rows: Mapping[str, int]) -> list[str]:
    """Name the sentences whose count of rows is not that of the table, with what to write."""
    found = []
    for section in SECTION.finditer(text):
        table = section[1]
        for told in TOLD.finditer(text, section.start(2), section.end(2)):
            more = rows[table] - number(told[1])
            if more:
                found.append(
                    f"data/EXCLUDED.md, line {line_of(text, told.start())} ({table}): says "
                    f"'the table has {number(told[1]):,}', and it has {rows[table]:,}: write that, and "
                    f"change by {more:+,} the part of the sum before it that these rows belong to "
                    "(rows found while coding, as a rule)"
                )
    return found


def miscounted(text: str, audits: Rows, claims: Rows) -> list[str]:
    """Name the counts of audits and claims that are not those of the tables, with what to write."""
    told = [(one, sum(row["verdict"] == one[2] for row in audits)) for one in JUDGED.finditer(text)]
    told += [(one, len({row["claim_id"] for row in audits})) for one in AUDITED.finditer(text)]
    told += [(one, sum(row["same_as"] != "" for row in claims)) for one in REPEATED.finditer(text)]
    return [
        f"data/EXCLUDED.md, line {line_of(text, one.start())}: says '{one[0]}': write {count:,}"
        for one, count in told
        if number(one[1]) != count
    ]


def expect_none(found: list[str]) -> None:
    """Fail with these sentences, each on a line of its own."""
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_the_counts_of_what_was_left_out_are_those_of_the_tables():
    text = (ROOT / "data/EXCLUDED.md").read_text(encoding="utf-8")
    rows = {table: len(csv_files.rows(ROOT, table)) for table, _ in SECTION.findall(text)}
    expect_none(stale(text, rows))


def test_a_count_that_is_no_longer_so_is_named():
    text = "# Head\n\n## trade\n\nPlus 2 rows: the table has 1,012.\n\n## macro\n\nthe table has 3, all.\n"
    assert stale(text, {"trade": 1012, "macro": 3}) == []
    assert stale(text, {"trade": 1013, "macro": 1}) == [
        "data/EXCLUDED.md, line 5 (trade): says 'the table has 1,012', and it has 1,013: write that, "
        "and change by +1 the part of the sum before it that these rows belong to "
        "(rows found while coding, as a rule)",
        "data/EXCLUDED.md, line 9 (macro): says 'the table has 3', and it has 1: write that, "
        "and change by -2 the part of the sum before it that these rows belong to "
        "(rows found while coding, as a rule)",
    ]


def test_the_counts_of_claims_and_verdicts_are_those_of_the_tables():
    text = (ROOT / "data/EXCLUDED.md").read_text(encoding="utf-8")
    assert {verdict for _, verdict in JUDGED.findall(text)} == {"unverified", "not checkable"}
    assert AUDITED.search(text)
    assert REPEATED.search(text)
    audits, claims = csv_files.rows(ROOT, "audits"), csv_files.rows(ROOT, "claims")
    expect_none(miscounted(text, audits, claims))


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
        "data/EXCLUDED.md, line 2: says '2 audits with the verdict `unverified`': write 1",
        "data/EXCLUDED.md, line 1: says 'rows, on 2 claims': write 1",
        "data/EXCLUDED.md, line 1: says 'in `same_as` (1 rows)': write 0",
    ]
