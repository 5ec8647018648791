"""Krippendorff's alpha comes out as in the examples that he printed; agreement is counted anew."""

import math

import pandas as pd
import pytest

import heartland as hl
from heartland.tables import schemas
from heartland_evidence.claims.reliability import agreement, alpha, blind, of_verdicts
from tests.command import ROOT

# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), sections A, B and C: a line
# is a reader, a column a unit, and a point a unit that this reader did not judge.
TWO_VALUES = ["0100000010", "1110010000"]
FIVE_VALUES = ["aabbdcccedda", "babbbccceddd"]
FOUR_READERS = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]


def units(lines):
    return [[value for value in unit if value != "."] for unit in zip(*lines, strict=True)]


@pytest.mark.parametrize(
    ("lines", "printed"),
    [(TWO_VALUES, 0.095), (FIVE_VALUES, 0.692), (FOUR_READERS, 0.743)],
    ids=["section A", "section B", "section C"],
)
def test_alpha_is_what_krippendorff_prints(lines, printed):
    assert round(alpha(units(lines)), 3) == printed


def test_alpha_is_one_where_readers_agree_and_nothing_where_nothing_could_differ():
    assert alpha([("a", "a"), ("b", "b")]) == 1
    assert alpha([("a", "b"), ("b", "a")]) < 0
    for one_value in ([], [("a", "a")] * 3, [("a",), ("b",)]):
        assert math.isnan(alpha(one_value))


def test_agreement_is_counted_on_the_verdict_and_on_its_side():
    readings = pd.DataFrame(
        {
            "first_verdict": ["confirmed", "disputed", "contradicted", "confirmed"],
            "second_verdict": ["confirmed", "contradicted", "contradicted", "outdated"],
        }
    )
    found = agreement(readings)
    assert [found[on]["same"] for on in ("verdict", "side")] == [2, 3]
    assert found["side"]["percent"] == 75
    assert math.isnan(agreement(readings.head(0))["verdict"]["percent"])


def test_readers_of_the_collection_agree_beyond_chance():
    readings = hl.load("second_readings")
    pairs = list(zip(readings["first_verdict"], readings["second_verdict"], strict=True))
    share = sum(one == other for one, other in pairs) / len(pairs)
    values = [value for pair in pairs for value in pair]
    by_chance = sum(values.count(value) * (values.count(value) - 1) for value in set(values)) / (
        len(values) * (len(values) - 1)
    )
    found = agreement(readings)["verdict"]
    assert found["alpha"] == pytest.approx((share - by_chance) / (1 - by_chance))
    assert found["percent"] == pytest.approx(100 * share)


def test_a_reading_by_someone_who_knew_the_verdict_is_not_blind():
    readings = pd.DataFrame({"reader": ["A", "F", "D", "G", "L", "N"]})
    assert blind(readings)["reader"].tolist() == ["A", "D"]


def test_a_reading_of_two_answers_is_none_of_a_verdict():
    readings = pd.DataFrame({"reader": ["A", "K", "D"]})
    assert of_verdicts(readings)["reader"].tolist() == ["A", "D"]
    assert blind(readings)["reader"].tolist() == ["A", "K", "D"]


def test_what_the_schema_tells_of_readers_is_counted_anew():
    fields = schemas.read(ROOT, "second_readings")["fields"]
    (told,) = [field["description"] for field in fields if field["name"] == "reader"]
    readings = hl.load("second_readings")
    asked = readings[readings["first_verdict"].eq("not checkable")]
    for reader in ("K", "L"):
        theirs = asked[asked["reader"].eq(reader)]
        alike = theirs["second_verdict"].eq("not checkable").sum()
        assert f"{reader} called {alike} of the {len(theirs)} not checkable" in told
