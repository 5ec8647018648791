"""Loading: typed frames, and errors that name file, row, column and value."""

import json
import re

import pytest

import heartland as hl
from heartland.errors import DataError
from heartland.tables.collection import files_of_package
from tests.command import tracked
from tests.conftest import ROOT


def test_a_table_is_typed_by_its_schema():
    df = hl.load("growth_forecasts")
    assert (
        df["growth_pct"].dtype == "float64"
        and df["target_year"].dtype == "Int64"
        and df["vintage_inferred"].dtype == "bool"
    )
    assert not df["source_id"].eq("").any()


@pytest.mark.parametrize(
    "value",
    ["NaN", "1,5", "1.5 ", "1e3", "01", "٣", "-0"],
)
def test_a_number_that_is_none_names_file_row_column_and_value(package, value):
    package("growth_forecasts").plant("growth_forecasts", 4, growth_pct=value)
    with pytest.raises(
        DataError,
        match=re.escape(
            f"growth_forecasts.csv, row 4, column growth_pct: '{value}' is not a number"
        ),
    ):
        hl.load("growth_forecasts")


def test_an_empty_file_is_an_error_and_no_traceback(package):
    package("growth_forecasts").file("growth_forecasts").write_text("")
    with pytest.raises(DataError, match=r"growth_forecasts.csv, row 1: does not name columns"):
        hl.load("growth_forecasts")


def test_column_order_line_ends_and_a_byte_order_mark_do_no_harm(package):
    whole = hl.load("growth_forecasts")
    spoilt = package("growth_forecasts")
    lines = [line[::-1] for line in spoilt.lines("growth_forecasts")]
    spoilt.write("growth_forecasts", lines)
    file = spoilt.file("growth_forecasts")
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert hl.load("growth_forecasts").equals(whole)


def test_what_an_editor_leaves_beside_a_table_is_no_file_of_the_data_package(package):
    root = package("growth_forecasts").root
    before = files_of_package(root)
    for name in ("trade.csv.bak", ".~lock.trade.csv#", "schemas/trade.json~"):
        (root / "data" / name).write_text("of nobody's concern")
    assert files_of_package(root) == before


def test_the_data_package_is_every_file_that_git_has_of_it():
    ours = [name for name in tracked(ROOT) if name.startswith("data/")]
    assert sorted(ours) == sorted(p.relative_to(ROOT).as_posix() for p in files_of_package(ROOT))


def test_an_annual_table_gives_full_years_unless_asked():
    years = hl.load("trade")
    assert (
        years["period"].str.fullmatch(r"\d{4}").all()
        and (years["year"].astype(str) == years["period"]).all()
    )
    assert len(hl.load("trade", part_years=True)) > len(years)


def test_no_word_of_a_codebook_is_read_as_markup(package):
    spoilt = package("areas")
    path = spoilt.root / "data" / "schemas" / "areas.json"
    schema = json.loads(path.read_text())
    schema["title"] = "Areas <b>& more</b>"
    schema["fields"][-1]["name"] = "<i>colour</i>"
    path.write_text(json.dumps(schema))
    shown = hl.describe("areas")._repr_html_()
    assert "Areas &lt;b&gt;&amp; more&lt;/b&gt;" in shown and "&lt;i&gt;colour&lt;/i&gt;" in shown
    assert "<b>" not in shown and "<i>" not in shown
