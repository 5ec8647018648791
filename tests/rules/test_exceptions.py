"""An exception excuses what it names, also of an audit, and one that excuses nothing is named."""

import pandas as pd
import pytest

from heartland.tables.problems import Problem
from heartland_evidence.rules.exceptions import Exceptions

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


@pytest.mark.parametrize("where", ["area=KAZ;year=2020..2022", "year=2021", "value=5;area=KAZ"])
def test_an_entry_names_its_row_in_the_whole_language_of_where(where):
    rows = pd.DataFrame({"area": ["KAZ", "UZB"], "year": [2021, 1999], "value": [5.0, 5.0]})
    entry = pd.DataFrame({"dataset": ["macro"], "where": [where], "rule": ["is odd"]})
    exceptions = Exceptions({"macro": rows, "exceptions": entry})
    odd = [Problem("macro.csv", row, "value", "5.0", "is odd") for row in (2, 3)]
    assert list(exceptions.not_excused(odd)) == odd[1:]
    assert list(exceptions.unused({"macro"})) == []


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
