"""A file that is no table with commas, and a line that is no row, are told with what to do."""

import pytest

from heartland.tables import csv_files
from heartland.tables.collection import root
from heartland_evidence import rules

NAME = "growth_forecasts"
FILE = f"{NAME}.csv"


@pytest.fixture
def table(package):
    """The file of a table in a copy of the collection."""
    return package(NAME).file(NAME)


def spoilt(table, spoil):
    """What is told of the file once its lines are changed."""
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join(spoil(lines)) + "\n", encoding="utf-8")
    _, problems = csv_files.read(root(), NAME)
    return [str(problem) for problem in problems]


def commas(header):
    return "," * header.count(",")


def test_a_row_of_commas_is_blank_and_nothing_else_is_told_of_it(table):
    number = len(table.read_text(encoding="utf-8").splitlines()) + 1
    blank = [f"{FILE}, row {number}: is blank: delete it"]
    assert spoilt(table, lambda lines: [*lines, commas(lines[0])]) == blank
    assert [str(problem) for problem in rules.validate() if problem.row == number] == blank


def test_a_blank_row_hides_nothing_that_is_asked_from_table_to_table(table):
    def spoil(lines):
        of_no_source = lines[1].replace(",adb-tjk-economy-2015,", ",of-no-source,")
        return [lines[0], of_no_source, commas(lines[0]), *lines[2:]]

    spoilt(table, spoil)
    told = {(one.row, one.column): one.value for one in rules.validate() if one.file == FILE}
    assert told == {(2, "source_id"): "of-no-source", (3, ""): ""}


@pytest.mark.parametrize(("sign", "signs"), [(";", "semicolons")])
def test_what_separates_the_columns_in_place_of_commas_is_named(table, sign, signs):
    told = spoilt(table, lambda lines: [line.replace(",", sign) for line in lines])
    cure = "save the table as CSV in UTF-8, with commas"
    assert told == [f"{FILE}, row 1: separates columns by {signs}: {cure}"]


@pytest.mark.parametrize("cell", ["\u201cOne, two\u201d"])
def test_curly_quotes_around_a_cell_with_a_comma_are_to_be_straight(table, cell):
    (told,) = spoilt(table, lambda lines: [lines[0], f"{lines[1].rpartition(',')[0]},{cell}"])
    cause = 'put quotes around a cell that holds a comma, and write them straight, as "'
    assert told == f"{FILE}, row 2: has 15 cells and the header 14: {cause}"


@pytest.mark.parametrize("last", ["a note", '"a note, in quotes"'])
def test_a_row_joined_to_the_one_above_is_told_as_two_rows_on_one_line(table, last):
    def join(lines):
        return [lines[0], f"{lines[1].rpartition(',')[0]},{last}{lines[2]}", *lines[3:]]

    (told,) = spoilt(table, join)
    assert told.startswith(f"{FILE}, row 2: ")
    assert told.endswith(": two rows stand on one line: put a line break between them")


def with_swapped(one, other):
    """Return what swaps two names in the header, and leaves the cells where they are."""

    def swap(lines):
        names = lines[0].split(",")
        place, second = names.index(one), names.index(other)
        names[place], names[second] = other, one
        return [",".join(names), *lines[1:]]

    return swap


@pytest.mark.parametrize(
    ("pair", "named"),
    [(("growth_pct", "kind"), ["kind", "growth_pct"])],
)
def test_names_that_changed_places_in_the_header_are_all_that_is_reported(table, pair, named):
    lines = with_swapped(*pair)(table.read_text(encoding="utf-8").splitlines())
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = [one for one in rules.validate() if "has no rows" not in one.rule]
    assert {(one.file, one.row) for one in found} == {(FILE, 1)}
    assert sorted(one.column for one in found) == sorted(named)
    assert found[0].rule.startswith("stands above cells of another column: have the names in")
