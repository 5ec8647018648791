"""What the providers bring next is computed from the months that pages state."""

import pytest

from heartland_evidence.providers.releases import due, held_by_table, next_month, releases


@pytest.mark.parametrize(
    ("months", "on", "expected"),
    [
        (["04", "10"], "2026-11-26", "2027-04"),
        (["04", "10"], "2026-10-31", "2026-10"),  # it may still come
        ([], "2026-11-26", ""),
    ],
)
def test_the_next_month_is_this_one_or_a_later_one(months, on, expected):
    assert next_month(months, on) == expected


@pytest.mark.parametrize(
    ("months", "since", "expected"),
    [
        (["04", "10"], "2025-10", "2026-04"),
        (["04", "10"], "2026-10", ""),
        (["11"], "2026-01", ""),  # the month of the day is not over
        (["03"], "2024", ""),  # a year alone tells no month
    ],
)
def test_due_is_what_usually_came_since_and_is_not_held(months, since, expected):
    assert due(months, since, "2026-11-26") == expected


def test_each_table_says_what_it_holds_to_and_what_should_have_come_since():
    tables = {one.table: one for one in held_by_table(releases("2099-11-26"))}
    assert "sources" not in tables
    assert any("IMF" in one for one in tables["growth_forecasts"].due)
    newest = [one.newest for one in tables.values()]
    assert newest == sorted(newest) and tables["trade"].missing > 0


@pytest.fixture
def held(package):
    """The one release of a collection whose remittances are of these periods and editions."""

    place = package("release_calendar", "remittances")
    calendar, *lines = place.lines("release_calendar")
    of_remittances = next(line for line in lines if "remittances" in line)
    of_remittances[calendar.index("where")] = ""
    place.write("release_calendar", [calendar, of_remittances])
    header, line, *_ = place.lines("remittances")

    def release(*dates):
        rows = [dict(zip(header, line, strict=True)) for _ in dates]
        for row, (period, edition) in zip(rows, dates, strict=True):
            row.update(period=period, vintage=edition)
        place.write("remittances", [header, *([*row.values()] for row in rows)])
        [found] = releases("2026-11-26")
        return found

    return release


def test_a_few_editions_among_a_series_without_do_not_say_what_is_held(held):
    release = held(("2024", ""), ("2021", "2020-08"), ("2023", ""))
    assert (release.newest, release.due) == ("2024", "")
    assert held(("2024", "2025-01"), ("2021", "2020-08")).due == "2025-07"


def test_the_newest_period_is_the_one_that_ends_last(held):
    assert held(("2022-H1", ""), ("2022-12", ""), ("2022-Q2", "")).newest == "2022-12"


def test_the_command_names_what_is_due_what_comes_and_how_it_is_fetched(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")  # of the terminal, to which lines are wrapped
    said = command("next", "--on", "2026-11-26")
    assert said.returncode == 0, said.stderr
    lines = said.stdout.splitlines()
    place = next(i for i, line in enumerate(lines) if "IMF, World Economic Outlook:" in line)
    assert "heartland refresh-data imf" in lines[place + 1]
    when = [line.startswith("due since") for line in lines if not line.startswith(" ")]
    assert when == sorted(when, reverse=True)
    assert any(line.startswith("every month: caniuse.com, ") for line in lines)
    assert any(line.startswith("March 2027 or so: SIPRI, ") for line in lines)
    assert any("in a month that no page states: UN Department" in line for line in lines)
