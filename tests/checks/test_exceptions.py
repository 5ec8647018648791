"""An exception excuses what it names, also of an audit, and one that excuses nothing is named."""

import pandas as pd

from heartland.checks.exceptions import Exceptions
from heartland.tables.problems import Problem

AUDITS = pd.DataFrame({"claim_id": ["a", "b"], "tests": ["content", "content"]}, dtype="str")
ENTRIES = pd.DataFrame(
    {
        "dataset": ["audits", "audits"],
        "where": ["claim_id=a;tests=content", "claim_id=b;tests=content"],
        "rule": ["does not follow", "finds rows of"],
    },
    dtype="str",
)
TABLES = {"audits": AUDITS, "exceptions": ENTRIES}
WRONG = [
    Problem("audits.csv", row, "verdict", "confirmed", "does not follow: the claim is not 5")
    for row in (2, 3)
]


def test_an_entry_excuses_its_audit_and_no_other():
    assert list(Exceptions(TABLES).not_excused(WRONG)) == [WRONG[1]]


def test_an_entry_that_excuses_nothing_is_named_where_its_table_was_checked():
    exceptions = Exceptions(TABLES)
    list(exceptions.not_excused(WRONG))
    (unused,) = exceptions.unused({"audits"})
    assert (unused.row, unused.column) == (3, "rule") and "excuses no row" in unused.rule
    assert list(exceptions.unused({"trade"})) == []


def test_a_collection_without_exceptions_excuses_nothing():
    assert list(Exceptions({"audits": AUDITS}).not_excused(WRONG)) == WRONG


def test_an_entry_whose_where_cannot_be_read_excuses_nothing():
    unread = ENTRIES.assign(where="claim_id=a; tests=content", rule="does not follow")
    assert list(Exceptions(TABLES | {"exceptions": unread}).not_excused(WRONG)) == WRONG
