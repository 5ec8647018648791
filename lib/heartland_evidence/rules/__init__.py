"""What must hold of the data: the one home of rules, and ``validate``, which asks them.

Where a rule is looked for:

    schema      what the schema of a table says of cells, keys and references
    declared    what it says of figures in words of ours: series, neighbours, parts, counts
    common      bounds, dates, places, names and counters, in every table
    forecasts, trade, money, votes, events, digital, milestones, groups, sources, claims,
    choices     the rules of a subject, each a line of the list at the end of its module
    cells, written
                what no cell may hold, and how a table is written as text
    files, declarations, inventory, maps, tracings
                what else is asked: of files and schemas, of what a version holds, of the map, of
                rows that were traced

What is odd and right is an entry of ``exceptions.csv`` with its reason; an entry that excuses
nothing is itself a finding. A rule that fails, since it was not made for what a table holds, is a
finding beside those of the others.
What does not belong here: reading tables (``heartland.tables``), judging claims (``claims``).
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pandas as pd

from heartland.errors import HeartlandError
from heartland.tables import collection, schemas
from heartland.tables.csv_files import BLANK, Problem
from heartland_evidence.reading import apply_schema, problems_at, read_text
from heartland_evidence.rules import (
    choices,
    claims,
    common,
    declared,
    digital,
    events,
    forecasts,
    groups,
    milestones,
    money,
    schema,
    sources,
    trade,
    votes,
)
from heartland_evidence.rules.answers import answers_to
from heartland_evidence.rules.cells import cells_hold
from heartland_evidence.rules.declarations import declarations_hold
from heartland_evidence.rules.exceptions import Exceptions
from heartland_evidence.rules.files import files_are_sound
from heartland_evidence.rules.inventory import nothing_is_lost
from heartland_evidence.rules.maps import map_holds
from heartland_evidence.rules.rule import Ask, NotAsked, Rule, Tables
from heartland_evidence.rules.tracings import tracings_hold
from heartland_evidence.rules.written import is_written_plainly

LOG = logging.getLogger("heartland")
SUBJECTS = (
    schema,
    declared,
    common,
    forecasts,
    trade,
    money,
    votes,
    events,
    digital,
    milestones,
    groups,
    sources,
    choices,
    claims,
)
RULES: tuple[Ask, ...] = tuple(rule for subject in SUBJECTS for rule in subject.RULES)
HEADER = 1  # the row of the names of columns
ALL_TABLES = "datapackage.json"  # the file of what concerns no single table


class Read:
    """The tables as far as they can be read.

    Attributes:
        text: the sound rows of each table, as text.
        tables: the same, typed; a cell that is no number or no date of its column is missing.
        problems: what could not be read.
        torn: the tables of which a row, or the file, could not be read; a blank row holds nothing.
        without_key: the rows, by file and number, of which a cell of the key could not be read.
    """

    def __init__(self, folder: Path) -> None:
        """Read every table of a collection."""
        self.text: dict[str, pd.DataFrame] = {}
        self.problems: list[Problem] = []
        typed = {}
        for name in collection.dataset_names(folder):
            self.text[name], unsound = read_text(folder, name)
            typed[name], untyped = apply_schema(self.text[name], folder, name)
            self.problems += [*unsound, *untyped]
        for name, column, rows, sentence in schema.dates_are_real(Tables(typed)):
            self.problems += problems_at(name, self.text[name], column, rows, sentence)
            typed[name][column] = typed[name][column].mask(rows, "")
        self.torn: set[str] = set()
        self.without_key: set[tuple[str, int]] = set()
        for problem in self.problems:
            name = problem.file.removesuffix(".csv")
            if (problem.column == "" or problem.row == HEADER) and problem.rule != BLANK:
                self.torn.add(name)
            elif problem.column in schemas.read(folder, name)["primaryKey"]:
                self.without_key.add((problem.file, problem.row))
        keyless = {file.removesuffix(".csv") for file, _ in self.without_key}
        self.tables = Tables(typed, frozenset(self.torn | keyless))

    def whole(self) -> dict[str, pd.DataFrame]:
        """Return, as text, the tables whose every row was read."""
        return {name: df for name, df in self.text.items() if name not in self.torn}


def validate(forked: bool = False) -> list[Problem]:
    """Check every table of the collection; return what breaks a rule, by file and row.

    A file that is not a table and a row with a cell too many are findings like others.

    Args:
        forked: ask half of what is asked in a second process, where this one can be forked.

    Raises:
        DataError: if the descriptor, a schema or a file is not what all else rests on.
    """
    folder = collection.root()
    files_are_sound(folder)
    declarations_hold(folder)
    read = Read(folder)
    of_rules, of_cells, of_files, of_evidence = answers_to(
        [
            partial(_of_rules, RULES, read),
            partial(_of_cells, read),
            partial(_of_files, folder, read),
            partial(_of_rules, claims.EVIDENCE_RULES, read),
        ],
        forked,
    )
    # A cell with stray spaces is no number only for that, and missing only for being none.
    unreadable = [*_elsewhere(of_cells, read.problems), *of_cells]
    broken = [*_elsewhere(unreadable, of_rules), *of_files]
    exceptions = Exceptions(read.tables)
    found = [*unreadable, *nothing_is_lost(folder, read.whole()), *exceptions.not_excused(broken)]
    # Only if all else is sound: evidence with a fault makes verdicts wrong that are right.
    judges = not found and claims.AUDITS in read.tables
    if judges:
        found += exceptions.not_excused(of_evidence)
    # Only if every row can be found: an entry may excuse what was not asked.
    if not read.tables.incomplete:
        found += exceptions.unused(set() if judges else {claims.CLAIMS, claims.AUDITS})
    return sorted(set(found))


def _of_rules(rules: Iterable[Ask], read: Read) -> list[Problem]:
    """Return what breaks rules, but for rows without their keys, which to a rule seem alike."""
    problems: list[Problem] = []
    for rule in rules:
        name = rule.sentence if isinstance(rule, Rule) else rule.__name__
        table = rule.table if isinstance(rule, Rule) else ""
        file = f"{table}.csv" if table else ALL_TABLES
        problems += _asked(file, name, partial(_breaking, rule, read))
    return [one for one in problems if (one.file, one.row) not in read.without_key]


def _breaking(rule: Ask, read: Read) -> Iterator[Problem]:
    """Yield the rows that break a rule, of which the rule may read only some tables."""
    with suppress(NotAsked):
        for name, column, rows, sentence in rule(read.tables):
            yield from problems_at(name, read.text[name], column, rows, sentence)


def _of_cells(read: Read) -> list[Problem]:
    """Return the cells with what none may hold."""
    problems: list[Problem] = []
    for name, df in read.text.items():
        problems += _asked(f"{name}.csv", "cells_hold", partial(cells_hold, name, df))
    return problems


def _of_files(folder: Path, read: Read) -> list[Problem]:
    """Return what is wrong with the map, with how tables are written, and with the ledger."""
    problems = list(_asked(ALL_TABLES, "map_holds", partial(map_holds, folder, read.text)))
    for name in read.whole():
        plainly = partial(is_written_plainly, folder, name)
        problems += _asked(f"{name}.csv", "is_written_plainly", plainly)
    # Only if every row can be found: tracings would speak of rows that seem to be gone.
    if not read.tables.incomplete:
        hold = partial(tracings_hold, folder, read.text)
        problems += _asked("tracings.csv", "tracings_hold", hold)
    return problems


def _asked(file: str, name: str, ask: Callable[[], Iterable[Problem]]) -> Iterator[Problem]:
    """Yield what is found; where asking fails that is a finding, and hides none of the others.

    Args:
        file: to which the failure is put down.
        name: what is asked.
        ask: finds it.

    Raises:
        HeartlandError: if a rule does not fit the schemas.
    """
    try:
        yield from ask()
    except HeartlandError:
        raise
    except Exception as error:
        LOG.debug("the check %s failed", name, exc_info=True)
        sentence = (
            f"the check '{name}' failed here ({type(error).__name__}: {error}): mend what else is "
            "named; if nothing is, the check has a fault, which heartland -v validate shows"
        )
        yield Problem(file, 1, "", "", sentence)


def _elsewhere(known: list[Problem], problems: list[Problem]) -> list[Problem]:
    """Leave out problems at known places."""
    places = {(one.file, one.row, one.column) for one in known}
    return [one for one in problems if (one.file, one.row, one.column) not in places]
