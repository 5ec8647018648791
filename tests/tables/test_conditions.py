"""The language of ``where``: which rows it names, and what it refuses."""

import pandas as pd
import pytest

from heartland.errors import DataError
from heartland.tables import collection, csv_files
from heartland.tables.conditions import Selector, matches, select
from heartland_evidence.reading import in_file_order


@pytest.fixture
def chosen():
    """The index of the rows that a condition names."""
    rows = pd.DataFrame(
        {
            "area": ["KAZ", "KGZ", "UZB", "TJK"],
            "period": ["2020", "2021-01", "2022", "2022-01/2022-11"],
            "rank": pd.array([9, 20, 136, None], dtype="Int64"),
            "score": [5.0, 0.5, None, 0.00001],
            "is_member": [True, False, True, False],
            "side": ["KAZ", "KGZ", "KGZ;TJK", "TJK"],
            "counted": ["army", "army, police", "", "police"],
        },
        index=[40, 30, 20, 10],
    )
    return lambda where: select(rows, where).index.tolist()


@pytest.mark.parametrize(
    ("where", "places"),
    [
        ("rank=1..20", [40, 30]),
        ("rank=9.5..136.0", [30, 20]),
    ],
)
def test_a_span_of_numbers_compares_numbers(chosen, where, places):
    assert chosen(where) == places


def test_a_span_of_text_compares_text(chosen):
    assert chosen("period=2020..2022") == [40, 30, 20]
    assert chosen("period=2021..2022-12") == [30, 20, 10]
    assert chosen("area=KAZ..KGZ") == [40, 30]


@pytest.mark.parametrize(
    ("where", "places"), [("rank=", [10]), ("score=", [20]), ("counted=", [20])]
)
def test_an_empty_value_names_empty_cells_of_any_type(chosen, where, places):
    assert chosen(where) == places


def test_a_flag_is_named_as_the_table_writes_it(chosen):
    assert chosen("is_member=true") == [40, 20]
    assert chosen("is_member=false") == [30, 10]
    assert chosen("is_member=") == []


@pytest.mark.parametrize("written", ["score=5", "score=5.00"])
def test_a_number_is_found_with_and_without_zeros_at_its_end(chosen, written):
    assert chosen(written) == [40]


def test_a_small_number_is_named_without_an_exponent(chosen):
    assert chosen("score=0.00001") == [10]


def test_alternatives_stand_with_commas_between_them(chosen):
    assert chosen("area=KAZ,TJK") == [40, 10]
    assert chosen("rank=9,136") == [40, 20]
    assert chosen("rank=9,") == [40, 10]


def test_a_text_with_a_comma_and_a_blank_is_one_text(chosen):
    assert chosen("counted=army, police") == [30]
    assert chosen("area=KAZ, KGZ") == []


def test_a_semicolon_that_no_column_follows_is_part_of_a_text(chosen):
    assert chosen("side=KGZ;TJK") == [20]
    assert chosen("side=KGZ;TJK;rank=136") == [20]
    assert chosen("rank=136;side=KGZ;TJK") == [20]
    assert chosen("side=KGZ;TJK,KGZ") == [30, 20]


@pytest.mark.parametrize("where", ["rank=..20", "period=2020.."])
def test_a_span_without_one_of_its_ends_is_refused(chosen, where):
    with pytest.raises(DataError) as refused:
        chosen(where)
    assert str(refused.value) == f"where '{where}': a span has two ends, as in 2015..2020"


@pytest.mark.parametrize(
    ("where", "written"),
    [
        ("rank=20..9", "9..20"),
        ("period=2022..2020", "2020..2022"),
    ],
)
def test_a_span_whose_ends_are_reversed_is_refused(chosen, where, written):
    with pytest.raises(DataError) as refused:
        chosen(where)
    assert str(refused.value) == (
        f"where '{where}': the ends are reversed, and no cell lies between them: write {written}"
    )


@pytest.mark.parametrize(
    ("where", "part"),
    [
        ("counted", "counted"),
        ("area=KAZ;", ""),
        ("", ""),
    ],
)
def test_a_part_without_its_sign_is_refused_and_names_no_empty_cells(chosen, where, part):
    with pytest.raises(DataError) as refused:
        chosen(where)
    assert str(refused.value) == (
        f"where '{where}': each part is column=value, or column= for an empty cell, "
        f"and '{part}' is neither"
    )


@pytest.mark.parametrize(
    "where",
    ["area=KAZ; rank=9", "area = KAZ", "rank=1 ..20"],
)
def test_a_blank_beside_a_sign_of_the_language_is_refused(chosen, where):
    with pytest.raises(DataError) as refused:
        chosen(where)
    assert str(refused.value) == f"where '{where}': leave out the blank beside ';', '=' or '..'"


def test_every_part_of_a_condition_must_hold(chosen):
    assert chosen("area=KAZ,UZB;rank=1..20") == [40]
    assert chosen("area=KAZ;rank=136") == []


def test_a_column_that_does_not_exist_is_named(chosen):
    with pytest.raises(DataError, match=r"^where 'aera=KAZ': there is no column 'aera'\. Did you"):
        chosen("aera=KAZ")


@pytest.mark.parametrize(("where", "bound"), [("rank=1..many", "many")])
def test_a_bound_among_numbers_that_is_no_number_is_named(chosen, where, bound):
    wanted = f"where '{where}': '{bound}' is not a number, and the column 'rank' holds numbers"
    with pytest.raises(DataError) as refused:
        chosen(where)
    assert str(refused.value) == wanted


def test_missing_text_is_an_empty_cell():
    rows = pd.DataFrame({"note": pd.Series(["a", None], dtype="str")})
    assert matches(rows, "note=").tolist() == [False, True]
    assert matches(rows, "note=a..b").tolist() == [True, False]


def test_a_column_without_any_number_is_empty():
    rows = pd.DataFrame({"rank": pd.array([None, None], dtype="Int64")})
    assert matches(rows, "rank=").tolist() == [True, True]
    assert matches(rows, "rank=1..20").tolist() == [False, False]


def test_rows_in_the_order_of_a_file_have_numbers_to_span():
    root = collection.root()
    ranks = [row["rank"] for row in csv_files.rows(root, "digital_indices")]
    within = [place for place, rank in enumerate(ranks) if rank and int(rank) <= 60]
    choose = Selector(in_file_order(root, "digital_indices"))
    assert within
    assert choose.positions("rank=1..60") == within
