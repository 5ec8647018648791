"""Rows as a table of a notebook."""

import re

import numpy as np
import pandas as pd
import pytest

import heartland as hl
from heartland.errors import UsageError


def cells_of(rows, decimals=1):
    """The cells of a table as its HTML has them, row by row."""
    return re.findall(r"<td[^>]*>(.*?)</td>", hl.table(rows, "t", decimals).html)


def test_a_column_is_of_years_as_a_whole_or_not_at_all():
    assert cells_of(pd.DataFrame({"n": [1950, 12000, 1800]})) == ["1,950", "12,000", "1,800"]
    assert cells_of(pd.DataFrame({"n": [1950, 2026]})) == ["1950", "2026"]
    assert cells_of(pd.DataFrame({"year": [1885.0, np.nan]})) == ["1885", ""]


@pytest.mark.parametrize("name", ["target_year", "rank of 2022", "Kazakhstan"])
def test_years_and_ranks_are_written_without_a_separator(name):
    assert cells_of(pd.DataFrame({name: [1950, 2001]})) == ["1950", "2001"]


def test_a_table_writes_numbers_as_sentences_do_and_text_at_the_left():
    rows = pd.DataFrame({"change": [-0.04, -1234.56, np.nan], "n": [-12000, 3, 0]})
    assert cells_of(rows) == ["0.0", "−12,000", "−1,234.6", "3", "", "0"]
    shown = hl.table(rows.assign(why=["as printed", None, "x"]), "t").html
    left = re.findall(r'<t[hd] style="text-align: left">(.+?)</t[hd]>', shown)
    assert left == ["why", "as printed", "x"]
    assert "<style" not in shown  # JupyterLab drops it from a notebook that is not trusted


def test_neither_cells_nor_headings_nor_the_caption_of_a_table_are_read_as_markup():
    rows = pd.DataFrame({"<b>x</b>": ["<i>y</i> & z"]})
    shown = hl.table(rows, "t", caption="Who & what <b>").html
    assert "&lt;b&gt;x&lt;/b&gt;" in shown and "&lt;i&gt;y&lt;/i&gt; &amp; z" in shown
    assert "<caption>Who &amp; what &lt;b&gt;</caption>" in shown


def test_a_table_without_rows_is_a_sentence_and_what_is_no_table_is_refused():
    assert hl.table(pd.DataFrame(), "t") == "*No rows to show.*"
    assert hl.table(pd.DataFrame({"x": []}), "t", caption="Debts") == "*Debts: no rows to show.*"
    with pytest.raises(UsageError, match="table takes rows"):
        hl.table("trade", "t")
