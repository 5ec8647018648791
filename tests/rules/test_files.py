"""Files and declarations that hung or crashed the checks end in one line."""

import os

import pandas as pd
import pytest

from heartland import sentences
from heartland.errors import DataError
from heartland.notebooks import cells
from heartland.tables.problems import Problem
from heartland.tables.tables import describe
from heartland_evidence import rules
from heartland_evidence.providers.downloaded import content_of
from heartland_evidence.rules import files, rule, simple_rules
from tests.rules.small import change

LONG = "9" * 5000


@pytest.mark.parametrize("file", ["datapackage.json", "schemas/areas.json"])
def test_a_number_of_5000_digits_is_told_in_one_line(package, file):
    path = package("growth_forecasts").root / "data" / file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{", f'{{"digits": {LONG}, ', 1), encoding="utf-8")
    with pytest.raises(DataError, match=r"^\w+\.json: has a number with more digits"):
        rules.validate()


@pytest.mark.parametrize("file", ["growth_forecasts.csv", "schemas/growth_forecasts.json"])
def test_a_pipe_is_not_waited_for(package, file):
    path = package("growth_forecasts").root / "data" / file
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(DataError, match="is not a regular file"):
        rules.validate()


@pytest.mark.parametrize("made", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_a_download_that_never_ends_is_not_waited_for(tmp_path, made):
    made(tmp_path / "api.csv")
    with pytest.raises(DataError, match=r"^api\.csv: is not a regular file"):
        content_of(tmp_path / "api.csv")


def test_a_table_beyond_the_largest_size_is_not_read(package, monkeypatch):
    package("growth_forecasts")
    monkeypatch.setattr(files, "LARGEST_TABLE", 1000)
    with pytest.raises(DataError, match=r"bytes, and 1,000 is the largest that is read"):
        rules.validate()


@pytest.mark.parametrize(
    ("file", "spoil", "words"),
    [
        (
            "schemas/growth_forecasts.json",
            lambda s: s["primaryKey"].append(s["primaryKey"][0]),
            "primaryKey must contain unique items",
        ),
        (
            "schemas/growth_forecasts.json",
            lambda s: s.update(shares={"growth_pct": []}),
            "growth_pct must contain at least 1 items",
        ),
        (
            "schemas/growth_forecasts.json",
            lambda s: s.update(near={"growth_pct": {"alike": ["aera"], "along": "vintage", "within": 1, "differs": 1}}),
            "'near' names the column 'aera', which the table does not have. Did you mean 'area'?",
        ),
        (
            "schemas/growth_forecasts.json",
            lambda s: s["fields"][13].update(constraints={"pattern": "^((a-z)+)+$"}),
            "column 'note', constraints.pattern must NOT match a disallowed definition",
        ),
        ("datapackage.json", lambda p: p.pop("version"), "'version' must be a text"),
        ("datapackage.json", lambda p: p.update(created=5), "'created' must be a text"),
        (
            "datapackage.json",
            lambda p: p.update(version="x/../../E"),
            "version must match pattern",
        ),
        (
            "datapackage.json",
            lambda p: p["resources"][0]["licenses"][0].update(path="javascript:alert(1)"),
            "path must match pattern ^https?://",
        ),
        (
            "datapackage.json",
            lambda p: p["inventory"].update(rows={"areas": "many"}),
            "rows.areas must be integer",
        ),
    ],
)  # fmt: skip
def test_what_crashed_the_checks_is_told_in_one_line(package, file, spoil, words):
    change(package("growth_forecasts").root, file, spoil)
    with pytest.raises(DataError) as told:
        rules.validate()
    assert words in str(told.value)


@pytest.mark.parametrize("fault", [KeyError("aera"), TypeError("no figures")])
def test_a_bug_of_a_rule_is_told_as_one_and_as_no_fault_of_a_row(package, monkeypatch, fault):
    @rule.rule()
    def buggy(tables):
        raise fault
        yield

    package("growth_forecasts")
    monkeypatch.setattr(rules, "RULES", (buggy,))
    (found,) = [one for one in rules.validate() if "failed here" in one.rule]
    assert (found.file, found.column, found.value) == ("datapackage.json", "", "")
    assert found.rule.startswith(f"the check buggy failed here ({type(fault).__name__}: ")


TABLE = pd.DataFrame({"area": ["KAZ"], "rank": ["first"]})


def test_a_column_that_a_rule_needs_is_told_before_the_rule_is_asked():
    @rule.rule(indices="area ranked")
    def rule_of_ranks(tables):
        raise AssertionError("was asked")
        yield

    with pytest.raises(DataError, match=r"rule_of_ranks reads the column 'ranked'.*'rank'"):
        list(rule_of_ranks({"indices": TABLE}))
    assert list(rule_of_ranks({})) == []


def test_text_where_a_rule_needs_figures_is_told():
    @rule.rule(indices="rank#")
    def rule_of_figures(tables):
        raise AssertionError("was asked")
        yield

    with pytest.raises(DataError, match=r"needs figures in the column 'rank' of indices"):
        list(rule_of_figures({"indices": TABLE}))


def test_a_simple_rule_names_the_columns_that_it_reads(monkeypatch):
    one = simple_rules.Simple(
        ("indices",), "rank", "rank > ranked", "is greater than the number ranked"
    )
    assert simple_rules.columns_of(one) == {"rank", "ranked"}
    monkeypatch.setattr(simple_rules, "SIMPLE", (one,))
    with pytest.raises(DataError, match="'rank > ranked' reads the column 'ranked'"):
        list(simple_rules.simple_rules_hold({"indices": TABLE}))


@pytest.mark.parametrize(
    "digits", ["1.3333333333333333333333", "5." + "0" * 400, "0.0000000000000000000000"]
)
def test_a_figure_with_more_digits_than_a_source_has_is_named(package, digits):
    spoilt = package("macro")
    row = spoilt.row("macro", area="KAZ", measure="gdp_nominal", year="2010")
    spoilt.plant("macro", row, value_usd_mn=digits)
    found = [f.rule for f in rules.validate() if (f.row, f.column) == (row, "value_usd_mn")]
    assert any("more digits than a source can have" in one for one in found)


def test_audits_without_a_column_that_they_need_are_told_in_one_line():
    from heartland_evidence.rules.audit_rules import audits_hold

    tables = {name: pd.DataFrame() for name in audits_hold.reads}
    with pytest.raises(DataError, match=r"the check audits_hold reads the column 'claim_id'"):
        audits_hold.has_its_tables(tables)


@pytest.mark.parametrize("title", ["Half a letter \ud800", "Clears the screen \x1b[2J", "\u202e"])
@pytest.mark.parametrize("file", ["datapackage.json", "schemas/growth_forecasts.json"])
def test_a_title_that_nothing_can_write_or_a_terminal_obeys_is_told(package, file, title):
    change(package("growth_forecasts").root, file, lambda found: found.update(title=title))
    with pytest.raises(DataError, match="invisible characters") as told:
        rules.validate()
    assert str(told.value).isprintable()


def spoil_field(**facts):
    return lambda schema: schema["fields"][0].update(facts)


@pytest.mark.parametrize(
    "spoil",
    [
        spoil_field(constraints={"enum": [{}]}),
        spoil_field(constraints=["enum"]),
        spoil_field(description=None),
        spoil_field(unit=["USD"]),
        lambda schema: schema.update(warnings=[[]]),
        lambda schema: schema.update(description={}),
        lambda schema: schema.update(joinedKeys=[{}]),
    ],
)
def test_a_codebook_that_cannot_be_shown_is_told_in_one_line(package, spoil):
    root = package("growth_forecasts").root
    change(root, "schemas/growth_forecasts.json", spoil)
    with pytest.raises(DataError, match=r"^growth_forecasts\.json: descriptions and units must be"):
        describe("growth_forecasts")


def test_no_json_file_and_no_notebook_is_left_with_a_number_that_python_does_not_read(tmp_path):
    path = tmp_path / "01-a.ipynb"
    path.write_text(f'{{"cells": [{LONG}]}}')
    with pytest.raises(DataError, match=r"^01-a\.ipynb: has a number with more digits"):
        cells(path)


@pytest.mark.parametrize(
    "cell",
    [
        "5",
        "{}",
        '{"cell_type": "code", "metadata": {}, "source": [{}]}',
        "[]",
        '{"cell_type": "code", "metadata": {"tags": "x"}, "source": ""}',
    ],
)
def test_what_is_no_notebook_is_told_to_whoever_asks_for_its_cells(tmp_path, cell):
    path = tmp_path / "01-a.ipynb"
    path.write_text(f'{{"cells": [{cell}]}}')
    with pytest.raises(DataError, match=r"^01-a\.ipynb: not a notebook"):
        cells(path)


@pytest.mark.parametrize("letter", ["\ufeff", "\u2060", "\u061c", "\U000e0041"], ids=ascii)
def test_what_a_schema_says_has_no_letter_that_is_not_seen(package, letter):
    root = package("growth_forecasts").root
    change(root, "schemas/growth_forecasts.json", spoil_field(description=f"Of{letter} whom."))
    with pytest.raises(DataError, match="has stray spaces, line breaks or invisible characters"):
        describe("growth_forecasts")


def test_a_sentence_that_names_another_cell_is_printed_as_it_is_seen():
    told = Problem("a.csv", 2, "name", "x", "is written '\u202e' elsewhere")
    assert str(told).isprintable()


@pytest.mark.parametrize(
    "text",
    [
        "https://x",
        "2022-13",
        "2022-00-01",
        "2022-09-00",
        "2022-09-31",
        "2022-09-99",
        "2023-02-29",
        "undated",
        "",
    ],
)
def test_what_is_no_date_is_left_as_it_is(text):
    assert sentences.month(text) == text


def test_the_digits_of_a_binary_number_pass(package):
    spoilt = package("macro")
    row = spoilt.row("macro", area="KAZ", measure="gdp_nominal", year="2010")
    spoilt.plant("macro", row, value_usd_mn="0.26373400000000004")
    assert not [found for found in rules.validate() if "more digits" in found.rule]
