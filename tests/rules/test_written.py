"""Line ends and quotes that programs read each in their own way are named, by their row."""

import pytest

from heartland_evidence import rules
from heartland_evidence.rules.written import LINE_END, NO_END, OTHER_END, QUOTE

pytestmark = pytest.mark.slow

QUOTED = [b'a "quoted" word', b'5" pipe']


def spoilt(table, spoil):
    """What validate says of a table whose bytes are changed."""
    content = table.read_bytes()
    table.write_bytes(spoil(content))
    return [(one.row, one.rule) for one in rules.validate() if one.file == table.name]


def with_last_cell(content, row, cell):
    lines = content.split(b"\n")
    lines[row - 1] = lines[row - 1].rsplit(b",", 1)[0] + b"," + cell
    return b"\n".join(lines)


@pytest.mark.parametrize("cell", QUOTED)
def test_a_quote_in_a_cell_that_is_not_in_quotes_is_named(package, cell):
    table = package("growth_forecasts").file("growth_forecasts")
    assert spoilt(table, lambda content: with_last_cell(content, 2, cell)) == [(2, QUOTE)]


def test_a_row_that_ends_with_cr_alone_is_named(package):
    table = package("growth_forecasts").file("growth_forecasts")

    def spoil(content):
        header, one, other, rest = content.split(b"\n", 3)
        return header + b"\n" + one + b"\r" + other + b"\r" + rest

    assert spoilt(table, spoil) == [(2, LINE_END), (3, LINE_END)]


@pytest.mark.parametrize(("usual", "other"), [(b"\r\n", b"\n"), (b"\n", b"\r\n")])
def test_the_first_row_that_ends_otherwise_than_those_above_is_named(package, usual, other):
    table = package("growth_forecasts").file("growth_forecasts")

    def spoil(content):
        header, one, two, rest = content.replace(b"\n", usual).split(usual, 3)
        return usual.join([header, one, b""]) + two + other + rest.replace(usual, other)

    assert spoilt(table, spoil) == [(3, OTHER_END)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_last_row_without_a_line_end_is_named(package, end):
    table = package("growth_forecasts").file("growth_forecasts")
    rows = table.read_bytes().count(b"\n")
    told = spoilt(table, lambda content: content.replace(b"\n", end).removesuffix(end))
    assert told == [(rows, NO_END)]
