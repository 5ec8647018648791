"""The language of ``where``: which rows it names, and what it refuses."""

import pandas as pd
import pytest

from heartland.errors import DataError
from heartland.tables.conditions import select


@pytest.fixture
def chosen():
    """The index of the rows that a condition names."""
    rows = pd.DataFrame(
        {
            "area": ["KAZ", "KGZ", "UZB", "TJK"],
            "period": ["2020", "2021-01", "2022", "2022-01/2022-11"],
            "rank": pd.array([9, 20, 136, None], dtype="Int64"),
            "empty": pd.array([None] * 4, dtype="Int64"),
            "score": [5.0, 0.5, None, 0.00001],
            "is_member": [True, False, True, False],
            "side": ["KAZ", "KGZ", "KGZ;TJK", "TJK"],
            "counted": ["army", "army, police", None, "police"],
        },
        index=[40, 30, 20, 10],
    )
    return lambda where: select(rows, where).index.tolist()


@pytest.mark.parametrize(
    ("where", "named"),
    [
        ("rank=1..20", [40, 30]),  # a span of numbers compares numbers
        ("rank=9.5..136.0", [30, 20]),
        ("period=2020..2022", [40, 30, 20]),  # any other compares text
        ("period=2021..2022-12", [30, 20, 10]),
        ("counted=army..army, z", [40, 30]),
        ("empty=1..20", []),
        ("rank=", [10]),  # nothing names empty cells of any type
        ("empty=", [40, 30, 20, 10]),
        ("score=", [20]),
        ("counted=", [20]),
        ("is_member=", []),
        ("is_member=true", [40, 20]),
        ("score=5.00", [40]),  # a number, with and without zeros at its end, without an exponent
        ("score=0.00001", [10]),
        ("area=KAZ,TJK", [40, 10]),  # alternatives
        ("rank=9,", [40, 10]),
        ("counted=army, police", [30]),  # a text with a comma and a blank is one text
        ("area=KAZ, KGZ", []),
        ("side=KGZ;TJK", [20]),  # so is one with a semicolon that no column follows
        ("side=KGZ;TJK;rank=136", [20]),
        ("side=KGZ;TJK,KGZ", [30, 20]),
        ("area=KAZ,UZB;rank=1..20", [40]),  # every part must hold
        ("area=KAZ;rank=136", []),
    ],
)
def test_a_condition_names_rows(chosen, where, named):
    assert chosen(where) == named


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("rank=..20", "a span has two ends, as in 2015..2020"),
        ("rank=20..9", "the ends are reversed, and no cell lies between them: write 9..20"),
        ("rank=1..many", "'many' is not a number, and the column 'rank' holds numbers"),
        ("counted", "each part is column=value, or column= for an empty cell, and 'counted' is"),
        ("area=KAZ;", "each part is column=value, or column= for an empty cell, and '' is neither"),
        ("area=KAZ; rank=9", "leave out the blank beside ';', '=' or '..'"),
        ("rank=1 ..20", "leave out the blank beside ';', '=' or '..'"),
        ("aera=KAZ", "there is no column 'aera'. Did you mean 'area'?"),
    ],
)
def test_what_is_no_condition_is_refused_in_one_line(chosen, where, told):
    with pytest.raises(DataError) as refused:
        chosen(where)
    assert str(refused.value).startswith(f"where '{where}': {told}")
