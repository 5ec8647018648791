"""What must hold of the data: what descriptor and schemas say, what no cell may hold, and the rules of the field (``rules``).

The schemas' rules are checked here, not by frictionless, for the sake of the words: what is wrong and what to do.
(That frictionless itself finds nothing is a test.) A case that is odd and right is an entry of ``exceptions.csv``
with its reason; an entry that excuses nothing is itself a finding. What does not belong here: reading tables
(``data``), judging claims (``claims``).
"""

from collections.abc import Callable

from heartland.checks import (
    breakdown_rules,
    count_rules,
    event_rules,
    link_rules,
    milestone_rules,
    series_rules,
    table_rules,
)
from heartland.checks.cells import cells_hold
from heartland.checks.declarations import declarations_hold
from heartland.checks.exceptions import excused
from heartland.checks.rule import Absent, Broken, Tables
from heartland.checks.schema import schemas_hold
from heartland.errors import DataError, printable
from heartland.tables import package
from heartland.tables.package import Problem
from heartland.tables.tables import apply_schema, problems_at, read_text


def validate() -> list[Problem]:
    """Check every table of the collection; return what breaks a rule, in the order of files and rows.

    A file that is no table and a row with a cell too many are findings like others. As long as there is one, rules
    that look from table to table wait: they would blame other rows for those that cannot be read.
    """
    folder, found = package.root(), list[Problem]()
    declarations_hold(folder)
    text, typed = Tables(), Tables()
    for name in package.dataset_names(folder):
        text[name], unsound = read_text(folder, name)
        typed[name], wrong = apply_schema(text[name], folder, name)
        found += [*unsound, *wrong]
        found += cells_hold(name, text[name])
    whole = all(f.column and f.row > 1 for f in found)
    asked = [
        schemas_hold,
        *table_rules.RULES,
        *count_rules.RULES,
        *milestone_rules.RULES,
        *series_rules.RULES,
        *breakdown_rules.RULES,
    ]
    if whole:
        asked += [
            *link_rules.ACROSS,
            *count_rules.ACROSS,
            *event_rules.RULES,
            *milestone_rules.ACROSS,
            *breakdown_rules.ACROSS,
        ]
    told = {
        (f.file, f.row, f.column) for f in found
    }  # a cell that is no number is missing only because it is none
    broken = [
        finding
        for rule in asked
        for name, column, bad, words in _broken(rule, typed)
        for finding in problems_at(name, text[name], column, bad, words)
        if (finding.file, finding.row, finding.column) not in told
    ]
    found += excused(broken, text, whole)
    if {"claims", "audits", "articles"} <= set(
        typed
    ) and not found:  # an audit is recomputed from tables that are sound
        from heartland.claims.audits import audits_hold

        found += audits_hold()
    return sorted(set(found))


def _broken(rule: Callable[[Tables], Broken], tables: Tables) -> Broken:
    """What breaks a rule: nothing, where its table is not there; a column that it reads and that is not there, or holds text, is told."""
    try:
        yield from rule(tables)
    except Absent:
        return
    except (KeyError, TypeError) as wrong:
        words = f"the check {rule.__name__} reads a column that is not there or holds no figures ({printable(wrong)})"
        raise DataError(
            f"{words}: write its new name in lib/heartland/checks too, or correct what a schema declares for this check"
        ) from None
