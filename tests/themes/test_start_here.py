"""Start here: the edge cases that a tiny table shows best."""

import pandas as pd
import pytest

from heartland_themes import start_here


def test_a_table_without_rows_about_an_area_is_counted_as_none_and_reaches_no_year():
    table = pd.DataFrame({"area": ["KAZ"], "year": [2020], "source_id": ["a"]})
    counts = start_here.count_rows({"some_table": table}, ["KAZ", "TKM"])
    expected = [["some table", "KAZ", 1, "2020", "a"], ["some table", "TKM", 0, "", ""]]
    assert counts.to_numpy().tolist() == expected


@pytest.mark.parametrize(
    ("largest", "title"),
    [
        (9.9, "Uzbekistan had 4.4 times as many people as Kyrgyzstan in 2024"),
        (10.4, "Uzbekistan had five times as many people as Kyrgyzstan in 2024"),
    ],
)
def test_a_large_multiple_is_written_in_words(largest, title):
    rows = pd.DataFrame(
        {"area": ["UZB", "KGZ"], "value": [largest, 2.25], "measure": "population", "year": 2024}
    )
    assert start_here.populations_compared(rows).text == title
