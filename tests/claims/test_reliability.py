"""Krippendorff's alpha comes out as in the examples that he printed; agreement is counted anew."""

import math

import pandas as pd
import pytest

import heartland as hl
from heartland.tables import schemas
from heartland_evidence.claims.reliability import agreement, alpha, blind, of_verdicts
from tests.command import ROOT


@pytest.mark.parametrize(
    ("first", "second", "printed"),
    [("0100000010", "1110010000", 0.095), ("aabbdcccedda", "babbbccceddd", 0.692)],
    ids=["section A", "section B"],
)
def test_alpha_is_what_krippendorff_prints(first, second, printed):
    # K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011)
    assert round(alpha(pd.Series(list(first)), pd.Series(list(second))), 3) == printed


def test_alpha_is_one_where_readers_agree_and_nothing_where_nothing_could_differ():
    values = pd.Series(["a", "b"])
    assert alpha(values, values) == 1
    assert alpha(values, values[::-1].reset_index(drop=True)) < 0
    for one_value in ([], ["a", "a"]):
        assert math.isnan(alpha(pd.Series(one_value), pd.Series(one_value)))


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


def test_who_knew_the_verdict_is_not_blind_and_who_had_two_answers_gave_no_verdict():
    readings = pd.DataFrame({"reader": ["A", "F", "D", "G", "K", "L", "N"]})
    assert blind(readings)["reader"].tolist() == ["A", "D", "K"]
    assert of_verdicts(blind(readings))["reader"].tolist() == ["A", "D"]


def test_what_the_schema_tells_of_readers_is_counted_anew():
    fields = schemas.read(ROOT, "second_readings")["fields"]
    (told,) = [field["description"] for field in fields if field["name"] == "reader"]
    readings = hl.load("second_readings")
    asked = readings[readings["first_verdict"].eq("not checkable")]
    for reader in ("K", "L"):
        theirs = asked[asked["reader"].eq(reader)]
        alike = theirs["second_verdict"].eq("not checkable").sum()
        assert f"{reader} called {alike} of the {len(theirs)} not checkable" in told
