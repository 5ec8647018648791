"""What must hold of the data.

The files (``files``, ``written``), what descriptor and schemas say (``declarations``, ``schema``),
what no cell may hold (``cells``), what a version holds (``inventory``), the map (``map_rules``),
and the rules of the field: those of one line (``simple_rules``), within a table (``table_rules``,
``count_rules``, ``series_rules``, ``breakdown_rules``, ``milestone_rules``, ``event_rules``,
``toll_rules``, ``calendar_rules``) and from table to table (``link_rules``, ``source_rules``,
``choice_rules``, ``reading_rules``); and that rows are what they were when they were traced
(``tracing_rules``). All of them are questions that need no other's answer, so that two processes
can share them (``answers``).

The schemas' rules are checked here, not by frictionless, for the sake of the words: what is wrong
and what to do. (That frictionless itself finds nothing is a test.) A case that is odd and right is
an entry of ``exceptions.csv`` with its reason; an entry that excuses nothing is itself a finding.
What does not belong here: reading tables (``tables``), judging claims (``claims``).
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from heartland.checks import (
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
from heartland.checks.answers import Answers
from heartland.checks.cells import cells_hold
from heartland.checks.claim_rules import verdicts_follow
from heartland.checks.declarations import declarations_hold
from heartland.checks.exceptions import Exceptions
from heartland.checks.files import files_are_sound
from heartland.checks.inventory import nothing_is_lost
from heartland.checks.map_rules import map_holds
from heartland.checks.rule import Rule, Tables, asked, has_its_tables
from heartland.checks.tracing_rules import tracings_hold
from heartland.checks.written import are_written_plainly
from heartland.tables import package
from heartland.tables.package import Problem
from heartland.tables.tables import apply_schema, problems_at, read_text

WITHIN: tuple[Rule, ...] = (
    *schema.RULES,
    simple_rules.simple_rules_hold,
    *table_rules.RULES,
    *count_rules.RULES,
    *milestone_rules.RULES,
    *series_rules.RULES,
    *breakdown_rules.RULES,
    *calendar_rules.RULES,
)
ACROSS: tuple[Rule, ...] = (
    *link_rules.RULES,
    *source_rules.RULES,
    *choice_rules.RULES,
    *count_rules.ACROSS,
    *event_rules.RULES,
    *toll_rules.RULES,
    *milestone_rules.ACROSS,
    *breakdown_rules.ACROSS,
    *calendar_rules.ACROSS,
    *reading_rules.RULES,
)


def validate(forked: bool = False) -> list[Problem]:
    """Check every table of the collection; return what breaks a rule, by file and row.

    A file that is not a table and a row with a cell too many are findings like others. As long as
    there is one, rules that look from table to table wait: they would blame other rows for those
    that cannot be read. Audits are computed again once all tables are sound.

    Args:
        forked: ask half of the questions in a second process, where this one can be forked.
    """
    folder = package.root()
    files_are_sound(folder)
    declarations_hold(folder)
    text, typed, unread = _read(folder)
    whole = all(problem.column and problem.row > 1 for problem in unread)
    rules = [*WITHIN, *ACROSS] if whole else WITHIN
    of_verdicts = [partial(verdicts_follow, typed)]  # asked with the others to save time
    of_cells = [partial(cells_hold, name, text[name]) for name in text]
    of_rows = [partial(_breaking, rule, text, typed) for rule in rules]
    torn = {problem.file for problem in unread if not problem.column}
    readable = {name: df for name, df in text.items() if f"{name}.csv" not in torn}
    of_files = [partial(map_holds, folder, text), partial(are_written_plainly, folder, readable)]
    if whole:
        of_files.append(partial(tracings_hold, folder, text))
    answers = Answers([*of_verdicts, *of_files, *of_rows, *of_cells], forked)
    unread += answers.to(of_cells)
    broken = [*_not_at(unread, answers.to(of_rows)), *answers.to(of_files)]
    exceptions = Exceptions(text)
    found = [*unread, *nothing_is_lost(folder, readable), *exceptions.left(broken)]
    judged = not found and has_its_tables(verdicts_follow, typed)
    if judged:
        found += exceptions.left(answers.to(of_verdicts))
    if whole:
        found += exceptions.idle(set(typed) if judged else set(typed) - claim_rules.TABLES)
    return sorted(set(found))


def _read(folder: Path) -> tuple[Tables, Tables, list[Problem]]:
    """Read every table, as text and typed, with the rows and cells that cannot be read.

    A cell that is no number or no date is empty in the typed table: no rule asks what it holds.
    """
    text, typed, problems = Tables(), Tables(), list[Problem]()
    for name in package.dataset_names(folder):
        text[name], unsound = read_text(folder, name)
        typed[name], untyped = apply_schema(text[name], folder, name)
        problems += [*unsound, *untyped]
    for name, column, undated, sentence in table_rules.dates_are_real(typed):
        problems += problems_at(name, text[name], column, undated, sentence)
        typed[name][column] = typed[name][column].mask(undated, "")
    return text, typed, problems


def _breaking(rule: Rule, text: Tables, typed: Tables) -> Iterator[Problem]:
    """Yield the rows that break a rule."""
    for broken in asked(rule, typed):
        name, column = broken.table, broken.column
        yield from problems_at(name, text[name], column, broken.rows, broken.sentence)


def _not_at(known: list[Problem], problems: list[Problem]) -> list[Problem]:
    """Leave out problems at known places: a cell that is no number is missing only for that."""
    places = {_place(problem) for problem in known}
    return [problem for problem in problems if _place(problem) not in places]


def _place(problem: Problem) -> tuple[str, int, str]:
    return problem.file, problem.row, problem.column
