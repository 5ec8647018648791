"""What must hold of the data.

The files (``files``), what descriptor and schemas say (``declarations``, ``schema``), what no cell
may hold (``cells``), what a version holds (``inventory``), the map (``map_rules``), and the rules
of the field: those of one line (``simple_rules``), within a table (``table_rules``,
``count_rules``, ``series_rules``, ``breakdown_rules``, ``milestone_rules``, ``event_rules``,
``calendar_rules``) and from table to table (``link_rules``, ``source_rules``, ``choice_rules``,
``reading_rules``); and that rows are what they were when they were traced (``tracing_rules``).

The schemas' rules are checked here, not by frictionless, for the sake of the words: what is wrong
and what to do. (That frictionless itself finds nothing is a test.) A case that is odd and right is
an entry of ``exceptions.csv`` with its reason; an entry that excuses nothing is itself a finding.
What does not belong here: reading tables (``tables``), judging claims (``claims``).
"""

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
)
from heartland.checks.cells import cells_hold
from heartland.checks.claim_rules import verdicts_follow
from heartland.checks.declarations import declarations_hold
from heartland.checks.exceptions import Exceptions
from heartland.checks.files import files_are_sound
from heartland.checks.inventory import nothing_is_lost
from heartland.checks.map_rules import map_holds
from heartland.checks.rule import Rule, Tables, asked, has_its_tables
from heartland.checks.tracing_rules import tracings_hold
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
    *milestone_rules.ACROSS,
    *breakdown_rules.ACROSS,
    *calendar_rules.ACROSS,
    *reading_rules.RULES,
)


def validate() -> list[Problem]:
    """Check every table of the collection; return what breaks a rule, by file and row.

    A file that is not a table and a row with a cell too many are findings like others. As long as
    there is one, rules that look from table to table wait: they would blame other rows for those
    that cannot be read. Audits are computed again once all tables are sound.
    """
    folder = package.root()
    files_are_sound(folder)
    declarations_hold(folder)
    text, typed, unread = _read(folder)
    whole = all(problem.column and problem.row > 1 for problem in unread)
    rules = [*WITHIN, *ACROSS] if whole else WITHIN
    broken = [*_ask(rules, text, typed, unread), *map_holds(folder, text)]
    if whole:
        broken += tracings_hold(folder, text)
    exceptions = Exceptions(text)
    torn = {problem.file for problem in unread if not problem.column}
    readable = {name: df for name, df in text.items() if f"{name}.csv" not in torn}
    found = [*unread, *nothing_is_lost(folder, readable), *exceptions.left(broken)]
    judged = not found and has_its_tables(verdicts_follow, typed)
    if judged:
        found += exceptions.left(list(verdicts_follow(typed)))
    if whole:
        found += exceptions.idle(set(typed) if judged else set(typed) - claim_rules.TABLES)
    return sorted(set(found))


def _read(folder: Path) -> tuple[Tables, Tables, list[Problem]]:
    """Read every table, as text and typed, with what is wrong with its rows and cells."""
    text, typed, problems = Tables(), Tables(), list[Problem]()
    for name in package.dataset_names(folder):
        text[name], unsound = read_text(folder, name)
        typed[name], untyped = apply_schema(text[name], folder, name)
        problems += [*unsound, *untyped, *cells_hold(name, text[name])]
    return text, typed, problems


def _ask(
    rules: tuple[Rule, ...] | list[Rule], text: Tables, typed: Tables, known: list[Problem]
) -> list[Problem]:
    """Ask the rules; a cell that is not a number is missing only because it is none."""
    problems: list[Problem] = []
    for rule in rules:
        for broken in asked(rule, typed):
            name, column = broken.table, broken.column
            problems += problems_at(name, text[name], column, broken.rows, broken.sentence)
    places = {_place(problem) for problem in known}
    return [problem for problem in problems if _place(problem) not in places]


def _place(problem: Problem) -> tuple[str, int, str]:
    return problem.file, problem.row, problem.column
