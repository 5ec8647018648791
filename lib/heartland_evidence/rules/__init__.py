"""What must hold of the data.

Which module has which rules is in ARCHITECTURE. A function that ``rule`` decorates is asked because
it stands in one of ``MODULES``, and those of claims and audits after all others; these rules, and
what is asked of cells and files (``_questions``), need no other's answer, so that two processes can
share them (``answers``).

The schemas' rules are checked here, not by frictionless, for the sake of the words: what is wrong
and what to do. (That frictionless itself finds nothing is a test.) A case that is odd and right is
an entry of ``exceptions.csv`` with its reason; an entry that excuses nothing is itself a finding.
A check that fails, since it was not made for what a table holds, is a finding beside those of the
others (``_asked``).
What does not belong here: reading tables (``tables``), judging claims (``claims``).
"""

import logging
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from heartland.errors import HeartlandError
from heartland.tables import descriptor, location
from heartland.tables.csv_files import BLANK
from heartland.tables.problems import Problem
from heartland.tables.tables import apply_schema, problems_at, read_text
from heartland_evidence.rules import (
    audit_rules,
    breakdown_rules,
    calendar_rules,
    choice_rules,
    claim_rules,
    count_rules,
    event_rules,
    link_rules,
    milestone_rules,
    reading_rules,
    schema,
    series_rules,
    simple_rules,
    source_rules,
    table_rules,
    toll_rules,
)
from heartland_evidence.rules.answers import Answers, Question
from heartland_evidence.rules.cells import cells_hold
from heartland_evidence.rules.declarations import declarations_hold
from heartland_evidence.rules.exceptions import Exceptions
from heartland_evidence.rules.files import files_are_sound
from heartland_evidence.rules.inventory import nothing_is_lost
from heartland_evidence.rules.map_rules import map_holds
from heartland_evidence.rules.rule import Rule, Tables, rules_of
from heartland_evidence.rules.tracing_rules import tracings_hold
from heartland_evidence.rules.written import are_written_plainly

LOG = logging.getLogger("heartland")

MODULES = (
    schema,
    simple_rules,
    table_rules,
    count_rules,
    milestone_rules,
    series_rules,
    breakdown_rules,
    calendar_rules,
    link_rules,
    source_rules,
    choice_rules,
    event_rules,
    toll_rules,
    reading_rules,
)
RULES = tuple(rule for module in MODULES for rule in rules_of(module))
RULES_OF_AUDITS = (*rules_of(audit_rules), *rules_of(claim_rules))
ALL_TABLES = "datapackage.json"  # the file of what concerns every table
JUDGED = {"claims", "audits", "articles"}  # the tables that these speak of


class Read(NamedTuple):
    """The tables as far as they can be read, as text and typed, and what of them cannot be."""

    text: Tables
    typed: Tables
    problems: list[Problem]

    def torn(self) -> set[str]:
        """Return the names of the tables of which a row, or the file, could not be read.

        A cell that could not be read is missing alone, and a blank row holds nothing: their table
        is whole.
        """
        rows = [problem for problem in self.problems if not problem.column or problem.row == 1]
        return {row.file.removesuffix(".csv") for row in rows if row.rule != BLANK}

    def unfindable(self) -> set[str]:
        """Return the names of the tables in which a row cannot be found by its key.

        It could not be read, or a cell of its key could not: what refers to it refers to nothing.
        """
        without_key = {problem.file.removesuffix(".csv") for problem in self._of_keys()}
        return self.torn() | without_key

    def rows_without_key(self) -> set[tuple[str, int]]:
        """Return the rows, by file and number, of which a cell of the key could not be read."""
        return {(problem.file, problem.row) for problem in self._of_keys()}

    def _of_keys(self) -> Iterator[Problem]:
        """Yield what is wrong with cells of keys."""
        for problem in self.problems:
            name = problem.file.removesuffix(".csv")
            if name in self.text and problem.column in self.text.schema(name)["primaryKey"]:
                yield problem

    def whole(self) -> Tables:
        """Return, as text, the tables whose every row was read."""
        torn = self.torn()
        return Tables({name: df for name, df in self.text.items() if name not in torn})


class Questions(NamedTuple):
    """What is asked of the tables, the longest first; no question needs the answer of another."""

    of_audits: list[Question]
    of_files: list[Question]
    of_rules: list[Question]
    of_cells: list[Question]


def validate(forked: bool = False) -> list[Problem]:
    """Check every table of the collection; return what breaks a rule, by file and row.

    A file that is not a table and a row with a cell too many are findings like others.

    Args:
        forked: ask half of the questions in a second process, where this one can be forked.
    """
    folder = location.root()
    files_are_sound(folder)
    declarations_hold(folder)

    tables = _read(folder)
    questions = _questions(folder, tables)
    answers = Answers([*chain(*questions)], forked)

    of_cells = answers.problems_of(questions.of_cells)
    unreadable = [*_elsewhere(of_cells, tables.problems), *of_cells]
    lost = nothing_is_lost(folder, tables.whole())
    broken = _elsewhere(unreadable, answers.problems_of(questions.of_rules))
    # To a rule rows without their keys seem alike.
    without_key = tables.rows_without_key()
    broken = [problem for problem in broken if (problem.file, problem.row) not in without_key]
    broken += answers.problems_of(questions.of_files)

    exceptions = Exceptions(tables.typed)
    found = [*unreadable, *lost, *exceptions.not_excused(broken)]
    # Only if all else is sound: evidence with a fault makes verdicts wrong that are right.
    judged = not found and all(one.has_its_tables(tables.typed) for one in RULES_OF_AUDITS)
    if judged:
        found += exceptions.not_excused(answers.problems_of(questions.of_audits))
    # Only if every row can be found: an entry may excuse what was not asked.
    if not tables.unfindable():
        asked_of = set(tables.typed) if judged else set(tables.typed) - JUDGED
        found += exceptions.unused(asked_of)
    return sorted(set(found))


def _read(folder: Path) -> Read:
    """Read every table; a cell that is no number or no date is empty in the typed one.

    No rule asks what such a cell holds.
    """
    text, typed, problems = Tables(), Tables(), list[Problem]()
    for name in descriptor.dataset_names(folder):
        text[name], unsound = read_text(folder, name)
        typed[name], untyped = apply_schema(text[name], folder, name)
        problems += [*unsound, *untyped]
    for name, column, undated, sentence in table_rules.dates_are_real(typed):
        problems += problems_at(name, text[name], column, undated, sentence)
        typed[name][column] = typed[name][column].mask(undated, "")
    return Read(text, typed, problems)


def _questions(folder: Path, tables: Read) -> Questions:
    """Return what is asked; that of the audits too, to save time, though it may not be wanted."""
    text = tables.text
    written = partial(are_written_plainly, folder, tables.whole())
    of_files = [
        _question(ALL_TABLES, "map_holds", partial(map_holds, folder, text)),
        _question(ALL_TABLES, "are_written_plainly", written),
    ]
    # Only if every row can be found: tracings would speak of rows that seem to be gone.
    if not tables.unfindable():
        hold = partial(tracings_hold, folder, text)
        of_files.append(_question("tracings.csv", "tracings_hold", hold))
    return Questions(
        of_audits=[_question_of(rule, tables) for rule in RULES_OF_AUDITS],
        of_files=of_files,
        of_rules=[_question_of(rule, tables) for rule in _rules_for(tables)],
        of_cells=[
            _question(f"{name}.csv", "cells_hold", partial(cells_hold, name, df))
            for name, df in text.items()
        ],
    )


def _question_of(rule: Rule, tables: Read) -> Question:
    """Return the question which rows break a rule."""
    file = f"{next(iter(rule.reads))}.csv" if rule.reads else ALL_TABLES
    return _question(file, rule.name, partial(_breaking, rule, tables))


def _question(file: str, check: str, ask: Question) -> Question:
    """Return the question what a check finds, which is answered also where the check fails."""
    return partial(_asked, file, check, ask)


def _asked(file: str, check: str, ask: Question) -> Iterator[Problem]:
    """Yield what a check finds; one that fails is a finding and hides none of the others.

    Args:
        file: to which the failure is put down, the first that the check reads.
        check: its name.
        ask: the check.

    Raises:
        HeartlandError: if the check does not fit the schemas.
    """
    try:
        yield from ask()
    except HeartlandError:
        raise
    except Exception as error:
        LOG.debug("the check %s failed", check, exc_info=True)
        reason = f"{type(error).__name__}: {error}"
        sentence = (
            f"the check {check} failed here ({reason}): mend what else is named; if nothing is, "
            "the check has a fault, which heartland -v validate shows"
        )
        yield Problem(file, 1, "", "", sentence)


def _rules_for(tables: Read) -> list[Rule]:
    """Return the rules that can be asked, though rows of some tables could not be read."""
    torn = tables.torn()
    return [rule for rule in RULES if not rule.waits_for(torn)]


def _breaking(rule: Rule, tables: Read) -> Iterator[Problem]:
    """Yield the rows that break a rule.

    Where rows of a table cannot be found by their keys, those of others that refer to them are
    not to blame.
    """
    unfindable = tables.unfindable()
    blames_others = rule.waits_for(unfindable)
    for broken in rule(tables.typed):
        name, column = broken.table, broken.column
        if not blames_others or name in unfindable:
            text = tables.text[name]
            yield from problems_at(name, text, column, broken.rows, broken.sentence)


def _elsewhere(known: list[Problem], problems: list[Problem]) -> list[Problem]:
    """Leave out problems at known places.

    A cell with stray spaces is no number only for that, and missing only for being none.
    """
    places = {_place(problem) for problem in known}
    return [problem for problem in problems if _place(problem) not in places]


def _place(problem: Problem) -> tuple[str, int, str]:
    return problem.file, problem.row, problem.column
