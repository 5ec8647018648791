"""What is said of groups of states: who was a member of which in a year."""

import pytest

from tests.rules.small import rows, told

GROUPS = rows(
    "group area since until",
    ("BRICS", "IND", "2009", ""),
    ("EU", "GBR", "1973", "2020"),
    ("NATO", "GBR", "1949", ""),
)
SCO = rows(
    "area status since until",
    ("IND", "observer", "2005-07-05", "2017-06-09"),
    ("IND", "member", "2017-06-09", ""),
    ("IND", "disputed membership", "2015-07-10", ""),
)


def weighed(*cells):
    return rows("area year groups measure value", *cells)


@pytest.mark.parametrize(
    ("area", "year", "groups", "words"),
    [
        ("IND", 2017, "BRICS;SCO", ""),
        ("IND", 2016, "BRICS", ""),
        (
            "IND",
            2016,
            "BRICS;SCO",
            "names SCO, which the state joined only later (2017-06-09): "
            "take it out, or correct sco_members.csv",
        ),
        (
            "GBR",
            2022,
            "EU;NATO",
            "names EU, which the state had left (2020): take it out, or correct group_members.csv",
        ),
        ("GBR", 2016, "EU;NATO", ""),
        ("GBR", 2016, "EU;NATO;G7", "names G7, to which the state never belonged: take it out"),
        (
            "GBR",
            2022,
            "",
            "leaves out NATO, of which the state was a member at the end of the year: add it",
        ),
    ],
)
def test_a_row_names_the_groups_of_its_year_and_no_other(area, year, groups, words):
    table = weighed((area, year, groups, "gdp", 1.0))
    said = told("the state", state_weight=table, group_members=GROUPS, sco_members=SCO)
    assert [sentence for *_, sentence in said] == ([words] if words else [])
