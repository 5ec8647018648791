"""data/EXCLUDED.md says of some tables how many rows they have: it must be so today."""

import re
from collections.abc import Mapping

from heartland.tables import package
from tests.conftest import ROOT

SECTION = re.compile(r"^## (\w+)\n(.*?)(?=^## |\Z)", re.M | re.S)
TOLD = re.compile(r"the table has ([\d,]+)")


def stale(text: str, rows: Mapping[str, int]) -> list[str]:
    """Name the sections whose count of rows is not that of the table."""
    told = [
        (table, int(number.rstrip(",").replace(",", "")))
        for table, section in SECTION.findall(text)
        for number in TOLD.findall(section)
    ]
    return [
        f"{table}: the text has {number:,} rows, the table {rows[table]:,}"
        for table, number in told
        if number != rows[table]
    ]


def test_the_counts_of_what_was_left_out_are_those_of_the_tables():
    text = (ROOT / "data/EXCLUDED.md").read_text(encoding="utf-8")
    rows = {table: len(package.rows(ROOT, table)) for table, _ in SECTION.findall(text)}
    assert stale(text, rows) == []


def test_a_count_that_is_no_longer_so_is_named():
    text = "# Head\n\n## trade\n\nPlus 2 rows: the table has 1,012.\n\n## macro\n\nthe table has 3, all.\n"
    assert stale(text, {"trade": 1012, "macro": 3}) == []
    assert stale(text, {"trade": 1013, "macro": 3}) == [
        "trade: the text has 1,012 rows, the table 1,013"
    ]
