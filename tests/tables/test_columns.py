"""Columns are named by their meaning in one place, and each is there."""

from heartland.tables import collection, schemas
from tests.conftest import ROOT

ENDS = {"end", "until", "covers_to"}  # of what begins in another column
OURS = {
    "accessed",
    "as_of",
    "changed_on",
    "looked_on",
    "read_on",
    "traced_on",
}  # when somebody looked
OF_A_CLAIM = {"claim_date", "evidence_published"}  # what an audit compares


def fields():
    """The fields of every schema, with the name of its table."""
    for name in collection.dataset_names(ROOT):
        for field in schemas.read(ROOT, name)["fields"]:
            yield name, field


def test_a_column_of_dates_is_named_by_its_meaning():
    known = {*schemas.SPEAKS_OF, *schemas.BECAME_PUBLIC, *ENDS, *OURS, *OF_A_CLAIM}
    dated = {
        (name, field["name"])
        for name, field in fields()
        if field.get("constraints", {}).get("pattern", "").startswith(r"^\d{4}")
    }
    assert [one for one in sorted(dated) if one[1] not in known] == []
    assert set(schemas.TIMES) <= set(schemas.SPEAKS_OF)
