"""What validate says as a whole: each fault once, none hidden by another, and what is excused."""

import os
import signal
from functools import partial

import pytest

from heartland import load
from heartland.errors import DataError
from heartland.tables import collection, schemas
from heartland.tables.csv_files import Problem
from heartland_evidence import rules
from heartland_evidence.rules import answers
from heartland_evidence.rules.rule import Broken, NotAsked, Rule, Tables
from tests.attack.spoil import REWRITTEN
from tests.conftest import ROOT
from tests.rules.small import rows

pytestmark = pytest.mark.slow


def test_the_collection_keeps_every_rule():
    assert [str(one) for one in rules.validate(forked=True)] == []


def told(*places, of=None):
    """What validate says at places of a file, or of all of it."""
    found = [one for one in rules.validate() if of is None or one.file == f"{of}.csv"]
    return [one for one in found if not places or (one.row, one.column) in places]


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("NaN", "is not a value: leave the cell empty"),
        ("1\u00a0225", "is not a number like 1.5: write 1225, without a separator"),
        ("1.3333333333333333333333", "has more digits than a source can have"),
    ],
    ids=ascii,
)
def test_a_cell_that_is_no_number_gets_one_message(package, cell, sentence):
    package("macro").plant("macro", 2, value_usd_mn=cell)
    (one,) = told((2, "value_usd_mn"), of="macro")
    assert one.rule.startswith(sentence)


NO_DATE = "is not a date of the calendar in a form of this column: write one like"


@pytest.mark.parametrize(
    ("name", "column", "cell", "sentence"),
    [
        ("exchange_rates", "source_id", "wdi", "is not in sources.csv. Add a row there."),
        ("growth_forecasts", "vintage", "May 2022", f"{NO_DATE} 2022, 2022-06 or 2022-06-30"),
        ("growth_forecasts", "vintage", "Apr-22", "is what a spreadsheet makes of a date: format the column as text"),
    ],
)  # fmt: skip
def test_a_cell_of_the_key_that_is_none_gets_one_message(package, name, column, cell, sentence):
    package(name).plant(name, 2, **{column: cell})
    assert [str(one) for one in told(of=name) if one.row == 2] == [
        f"{name}.csv, row 2, column {column}: '{cell}' {sentence}"
    ]


@pytest.mark.parametrize(("name", "column"), [("growth_forecasts", "vintage")])
def test_dates_that_a_spreadsheet_rewrote_are_all_that_is_told(package, name, column):
    spoilt = package(name)
    header, *lines = spoilt.lines(name)
    place = header.index(column)
    rewritten = set()
    for row, line in enumerate(lines, 2):
        before, line[place] = line[place], REWRITTEN["dates"](line[place])
        if line[place] != before:
            rewritten.add((row, column))
    spoilt.write(name, [header, *lines])
    found = [one for one in rules.validate() if "has no rows" not in one.rule]
    assert {one.file for one in found} == {f"{name}.csv"}
    assert {(one.row, one.column) for one in found} == rewritten


@pytest.mark.parametrize("sign", ["\x1b[2J", "\u202e"])
def test_a_table_with_signs_that_a_terminal_would_obey_is_not_loaded(package, sign):
    package("growth_forecasts").plant("growth_forecasts", 2, note=f"a{sign}b")
    assert [(one.row, one.column) for one in told(of="growth_forecasts")] == [(2, "note")]
    words = "row 2, column note: .* has stray spaces, line breaks or invisible characters"
    with pytest.raises(DataError, match=words) as refused:
        load("growth_forecasts")
    assert sign not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "other", "column", "words"),
    [
        ("population", str, "", "duplicates row 10 (same area, year, source_id): delete one, or"),
        (
            "milestones",
            str,
            "milestone_id",
            "duplicates row 10 (same milestone_id): give it another",
        ),
    ],
)
def test_a_row_that_stands_twice_is_told_once(package, name, other, column, words):
    spoilt = package(name)
    lines = spoilt.lines(name)
    key, *cells = lines[9]
    spoilt.write(name, [*lines, [other(key), *cells]])
    (one,) = [one for one in rules.validate() if one.rule.startswith("duplicates row")]
    assert (one.row, one.column) == (len(lines) + 1, column) and one.rule.startswith(words)


def shortened(cells):
    return cells[:3]


def separated(sign):
    return lambda cells: [sign.join(cells)]


CUT = "has 3 cells and the header 14: a cell or a comma is missing"
ONE_CELL = "has 1 cell and the header 14: separate cells with commas"
MANY = "has 15 cells and the header 14: put quotes around a cell that holds a comma"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (shortened, CUT),
        (separated(";"), ONE_CELL),
        (lambda cells: [*cells, "x"], MANY),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_nothing_else_is_blamed(package, spoil, words):
    spoilt = package("growth_forecasts")
    lines = spoilt.lines("growth_forecasts")
    lines[6] = spoil([cell.replace(";", "") for cell in lines[6]])
    spoilt.write("growth_forecasts", lines)
    assert [str(one) for one in rules.validate()] == [f"growth_forecasts.csv, row 7: {words}"]


def test_a_rule_waits_for_rows_of_other_tables_that_cannot_be_read():
    of_areas = Rule("trade", "area", "not @has('areas', area)", "is no area")
    tables = {"trade": rows("area", ("KAZ",)), "areas": rows("area", ("UZB",))}
    assert [one.sentence for one in of_areas(Tables(tables))] == ["is no area"]
    assert list(of_areas(Tables(tables, frozenset({"trade"}))))
    for other in (Tables(tables, frozenset({"areas"})), Tables({"trade": tables["trade"]})):
        with pytest.raises(NotAsked):
            list(of_areas(other))


def test_a_column_that_a_rule_reads_and_that_was_renamed_is_told(package):
    spoilt = package("growth_forecasts")
    header, *lines = spoilt.lines("growth_forecasts")
    spoilt.write("growth_forecasts", [["edition" if c == "vintage" else c for c in header], *lines])
    schema = spoilt.root / "data/schemas/growth_forecasts.json"
    schema.write_text(schema.read_text().replace('"vintage"', '"edition"'))
    words = (
        r"a rule reads the column 'vintage', which growth_forecasts does not have.*write its new"
    )
    with pytest.raises(DataError, match=words):
        rules.validate()


def fails(tables):
    yield Broken("population", "area", tables["population"].index == 0, "is the first")
    raise ValueError("not made for this")


def test_a_rule_that_fails_is_a_finding_and_hides_no_other(package, monkeypatch):
    package("population").plant("population", 2, persons="many")
    monkeypatch.setattr(rules, "RULES", (fails, *rules.RULES))
    found = rules.validate()
    (failure,) = [one for one in found if "failed here" in one.rule]
    assert (failure.file, failure.row, failure.column) == ("datapackage.json", 1, "")
    assert failure.rule.startswith("the check 'fails' failed here (ValueError: not made for this)")
    assert {(2, "area"), (2, "persons")} <= {(one.row, one.column) for one in found}


ODD = "is far from its neighbours"


def with_exception(package, where, words):
    """Two figures that are odd, and an entry that speaks of one: their rows, and what is told."""
    spoilt = package("population")
    odd = [spoilt.row("population", area="KAZ", year=year) for year in ("2001", "2011")]
    for row in odd:
        spoilt.plant("population", row, persons="150000000")
    entry = ["population", where, words, "a test"]
    spoilt.write("exceptions", [*spoilt.lines("exceptions"), entry])
    return odd, rules.validate()


def test_an_exception_excuses_its_row_and_no_other(package):
    (_, other), found = with_exception(package, "area=KAZ;year=2001", ODD)
    assert [one.row for one in found if ODD in one.rule] == [other]
    assert not [one for one in found if one.file == "exceptions.csv" and one.value == ODD]


@pytest.mark.parametrize(
    ("where", "column", "told_of"),
    [
        ("area=KAZ", "where", "rows: write an entry for each"),
        ("area=KAZ;year=2005", "rule", "excuses no row: delete the entry"),
    ],
)
def test_an_exception_of_too_much_or_of_nothing_is_named(package, where, column, told_of):
    _, found = with_exception(package, where, ODD)
    of_entry = [one for one in found if one.file == "exceptions.csv" and one.column == column]
    assert any(told_of in one.rule for one in of_entry)


def found_here(*numbers):
    return [Problem("trade.csv", number, "area", "", "is wrong") for number in numbers]


def end_the_other_process(process):
    if os.getpid() != process:
        os.kill(os.getpid(), signal.SIGKILL)
    return found_here(2)


@pytest.mark.parametrize(
    "second", [partial(found_here, 2), partial(end_the_other_process, os.getpid())]
)
def test_no_answer_is_lost_whatever_becomes_of_the_other_process(monkeypatch, second):
    monkeypatch.setattr(answers, "_can_fork", lambda: True)  # though what plays tests has threads
    questions = [partial(found_here, 1), second, partial(found_here, 3)]
    in_order = [found_here(1), found_here(2), found_here(3)]
    assert answers.answers_to(questions, forked=True) == in_order


@pytest.mark.parametrize("forked", [False, True])
def test_a_question_that_fails_is_an_error_and_no_silence(monkeypatch, forked):
    def unanswerable():
        raise DataError("trade.csv: no such column")

    monkeypatch.setattr(answers, "_can_fork", lambda: True)
    for questions in ([unanswerable, found_here], [found_here, unanswerable]):
        with pytest.raises(DataError, match="no such column"):
            answers.answers_to(questions, forked)


def test_every_column_of_ids_is_declared_as_one():
    refer = {
        *("area", "partner", "members", "areas_involved", "side"),
        *("source_id", "also_in", "event_id", "article_id", "claim_id", "same_as"),
    }
    for name in collection.dataset_names(ROOT):
        schema = schemas.read(ROOT, name)
        declared = (*schema.get("foreignKeys", []), *schema.get("joinedKeys", []))
        keys = {key["fields"][0] for key in declared}
        assert {field["name"] for field in schema["fields"][1:]} & refer <= keys, name


def test_codes_and_numbers_of_countries_are_those_of_unicode():
    from babel import Locale
    from babel.core import get_global

    alike, names = get_global("territory_aliases"), Locale("en").territories
    for row in load("areas").query("kind == 'country'").to_dict("records"):
        (code,) = alike[row["area"]]
        name = names[code].replace("Türkiye", "Turkey")
        assert alike[row["iso_numeric"]] == [code], row
        assert name.split(" ")[0].rstrip("s") == row["name"].split(" ")[0].rstrip("s"), row


def test_the_frictionless_tool_itself_finds_nothing():
    import frictionless

    report = frictionless.validate(str(ROOT / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])[:10]
