"""What must hold of the data: the one home of rules, and ``validate``, which asks them.

Where a rule is looked for:

    schema      what the schema of a table says of cells, keys and references
    declared    what it says of figures in words of ours: neighbours, parts, counts
    common      bounds, dates, places, names and counters, in every table
    forecasts, trade, money, votes, events, digital, milestones, groups, sources, claims,
    choices     the rules of a subject, each a line of the list at the end of its module
    cells, written
                what no cell may hold, and how a table is written as text
    maps, tracings, inventory, files, declarations
                what else is asked: of the map, of rows that were traced, of what a version holds,
                of files and schemas

What is odd and right is an entry of ``exceptions.csv`` with its reason; an entry that excuses
nothing is itself a finding. A rule that fails, since it was not made for what a table holds, is a
finding beside those of the others.
What does not belong here: reading tables (``heartland.tables``), judging claims (``claims``).
"""

import logging
from collections.abc import Iterable
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
from heartland_evidence.rules.rule import Ask, Broken, NotAsked, Rule, Tables
from heartland_evidence.rules.tracings import tracings_hold
from heartland_evidence.rules.written import tables_are_written_plainly

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
OF_FILES: tuple[Ask, ...] = (map_holds, tables_are_written_plainly, tracings_hold)
HEADER = 1  # the row of the names of columns


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
    tables, unread = _read(folder)
    others = [rule for rule in RULES if rule not in choices.RULES]
    parts = (others, choices.RULES, (cells_hold,), OF_FILES, claims.EVIDENCE_RULES)
    of_rules, of_choices, of_cells, of_files, of_evidence = answers_to(
        [partial(_asked, part, tables) for part in parts], forked
    )
    # A cell with stray spaces is no number only for that, and missing only for being none.
    unreadable = [*_elsewhere(of_cells, unread), *of_cells]
    broken = [*_elsewhere(unreadable, [*of_rules, *of_choices]), *of_files]
    exceptions = Exceptions(tables)
    found = [*unreadable, *nothing_is_lost(folder, tables.whole()), *exceptions.not_excused(broken)]
    # Only if all else is sound: evidence with a fault makes verdicts wrong that are right.
    judges = not found and claims.AUDITS in tables
    if judges:
        found += exceptions.not_excused(of_evidence)
    # Only if every row can be found: an entry may excuse what was not asked.
    if not tables.incomplete:
        found += exceptions.unused(set() if judges else {claims.CLAIMS, claims.AUDITS})
    return sorted(set(found))


def _read(folder: Path) -> tuple[Tables, list[Problem]]:
    """Return the tables as far as they can be read, and what could not be."""
    text: dict[str, pd.DataFrame] = {}
    typed: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for name in collection.dataset_names(folder):
        text[name], unsound = read_text(folder, name)
        typed[name], untyped = apply_schema(text[name], folder, name)
        problems += [*unsound, *untyped]
    for name, column, rows, sentence in schema.dates_are_real(Tables(typed)):
        problems += problems_at(name, text[name], column, rows, sentence)
        typed[name][column] = typed[name][column].mask(rows, "")
    torn: set[str] = set()
    without_key: set[tuple[str, int]] = set()
    for problem in problems:
        name = problem.file.removesuffix(".csv")
        if (problem.column == "" or problem.row == HEADER) and problem.rule != BLANK:
            torn.add(name)
        elif problem.column in schemas.read(folder, name)["primaryKey"]:
            without_key.add((name, problem.row))
    return Tables(typed, torn, without_key, text), problems


def _asked(rules: Iterable[Ask], tables: Tables) -> list[Problem]:
    """Return what breaks rules, of which each may read only some tables.

    A rule that fails is a finding too, and hides none of the others.

    Raises:
        HeartlandError: if a rule does not fit the schemas.
    """
    problems: list[Problem] = []
    for rule in rules:
        try:
            for found in rule(tables):
                problems += [found] if isinstance(found, Problem) else _places(found, tables)
        except NotAsked:
            continue
        except HeartlandError:
            raise
        except Exception as error:
            name = rule.sentence if isinstance(rule, Rule) else rule.__name__
            LOG.debug("the check %s failed", name, exc_info=True)
            sentence = (
                f"the check '{name}' failed here ({type(error).__name__}: {error}): mend what else "
                "is named; if nothing is, the check has a fault, which heartland -v validate shows"
            )
            table = rule.table if isinstance(rule, Rule) else ""
            file = f"{table}.csv" if table else collection.DESCRIPTOR.name
            problems.append(Problem(file, 1, "", "", sentence))
    return problems


def _places(found: Broken, tables: Tables) -> list[Problem]:
    """Return the rows that break a rule, but for those without keys: to a rule they seem alike."""
    name, column, rows, sentence = found
    problems = problems_at(name, tables.text[name], column, rows, sentence)
    return [one for one in problems if (name, one.row) not in tables.without_key]


def _elsewhere(known: list[Problem], problems: list[Problem]) -> list[Problem]:
    """Leave out problems at known places."""
    places = {(one.file, one.row, one.column) for one in known}
    return [one for one in problems if (one.file, one.row, one.column) not in places]
