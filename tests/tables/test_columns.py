"""Columns are named by their meaning in one place, and each is there."""

import pytest

from heartland.tables import collection, schemas
from heartland_evidence import reading
from tests.conftest import ROOT

MEANINGS = (
    "SPEAKS_OF",
    "BECAME_PUBLIC",
    "TIMES",
    "NO_FIGURES",
    "OF_DOCUMENTS",
    "OF_AREAS",
    "WHERE_A_ROW_IS",
)
ENDS = {"end", "until", "covers_to"}  # of what begins in another column
OURS = {"accessed", "as_of", "changed_on", "read_on", "traced_on"}  # when somebody looked
OF_A_CLAIM = {"claim_date", "evidence_published"}  # what an audit compares


def fields():
    """The fields of every schema, with the name of its table."""
    for name in collection.dataset_names(ROOT):
        for field in schemas.read(ROOT, name)["fields"]:
            yield name, field


@pytest.mark.parametrize("meaning", MEANINGS)
def test_a_column_that_is_named_by_its_meaning_is_in_some_table(meaning):
    assert set(getattr(schemas, meaning)) <= {field["name"] for _, field in fields()}


def test_a_column_of_dates_is_named_by_its_meaning():
    known = {*schemas.SPEAKS_OF, *schemas.BECAME_PUBLIC, *ENDS, *OURS, *OF_A_CLAIM}
    dated = {
        (name, field["name"])
        for name, field in fields()
        if field.get("constraints", {}).get("pattern", "").startswith(r"^\d{4}")
    }
    assert [one for one in sorted(dated) if one[1] not in known] == []
    assert set(schemas.TIMES) <= set(schemas.SPEAKS_OF)


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("population", ["persons"]),
        ("casualty_reports", ["value"]),
        ("digital_indices", ["score", "rank"]),
        ("remittances", ["share_gdp_pct", "share_of_receipts_pct", "growth_pct", "value_usd_mn"]),
        ("conflict_events", []),
    ],
)
def test_columns_of_numbers_are_of_figures_unless_named_as_something_else(name, figures):
    assert reading.figures_of(ROOT, name) == figures
