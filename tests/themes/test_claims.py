"""The theme of notebook 09 on tables small enough to check by eye."""

import pandas as pd
import pytest

import heartland as hl
from heartland_themes import claims as story

CLAIMS = pd.DataFrame(
    {
        "what": ["figures", "figures", "dates"],
        "shade": ["held", "did not hold", "could not be checked"],
        "line": ["a: figures", "a: figures", "b: dates"],
        "shown": story.EVERY,
        "mark": [0, 1, 2],
    }
)


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (CLAIMS, "1 of 2 checked figures held"),
        (CLAIMS[:1], "The one checked figure held"),
        (CLAIMS[1:2], "No checked figure held"),
        (CLAIMS[2:], "None of these claims could be checked"),
        (CLAIMS.assign(shade="held"), "Every checked figure and the one checked date held"),
        (CLAIMS.assign(shown="close"), "Claims with the verdicts chosen, by article"),
    ],
)
def test_a_title_counts_what_held_of_what_was_checked(rows, text):
    assert story.held(rows).text == text


@pytest.mark.parametrize(
    ("softened", "text"),
    [
        ([False], "One difference touches what an article argued"),
        ([True], "One difference touches what an article argued, in part"),
        ([False, False], "Two differences touch what an article argued"),
        ([True, True], "Two differences touch what an article argued, in part"),
        ([False, True], "Two differences touch what an article argued, one of them in part"),
    ],
)
def test_a_title_says_how_many_differences_touch_an_argument_in_part(softened, text):
    assert story.consequence(pd.DataFrame({"softened": softened})).text == text


def test_most_numbers_hold_only_if_more_than_half_of_the_checked_do():
    assert "most" not in story.most_hold(CLAIMS).text
    assert story.most_hold(CLAIMS[:1]).text.startswith("most numbers hold")


def test_every_square_leads_to_its_claim():
    def draw(rows):
        fig, axes = hl.frame(rows, "Title")
        story._squares(axes, rows)
        return fig

    rows = CLAIMS[::-1].assign(source_id="imf-weo-2022-04")
    done = hl.show("marks", draw, rows)
    assert sorted(done.facts["marks"].values()) == [[0], [1], [2]]


ROW = {
    "claim_id": "x-1-a",
    "kind": "quantity",
    "relation": "=",
    "value": 40.0,
    "unit": "persons",
    "verdict": "close",
    "evidence_value": "42",
    "operation": "value",
    "dataset": "d",
    "column": "c",
    "where": "",
}
UNITS = {("d", "c"): "persons", ("d", "thousand"): "thousand", ("d", "bn"): "USD billion"}


@pytest.mark.parametrize(
    ("changed", "ratio"),
    [
        ({}, 0.952),
        ({"unit": "USD", "column": "bn", "value": 21e9, "evidence_value": "42"}, 0.5),
        ({"unit": "percent"}, None),  # no common unit
        ({"kind": "rank"}, None),
        ({"evidence_value": "2021-05"}, None),
        ({"evidence_value": "0"}, None),
        ({"operation": "count", "unit": "count"}, 0.952),
        ({"verdict": "confirmed", "evidence_value": "1"}, None),  # confirmed by the others
        ({"verdict": "confirmed", "evidence_value": "1", "relation": ">="}, 40.0),
    ],
)
def test_a_ratio_needs_two_numbers_of_one_unit(changed, ratio):
    rows = pd.DataFrame([ROW | changed])
    found = story.measured(rows, UNITS, pd.DataFrame())["ratio"].iloc[0]
    assert pd.isna(found) if ratio is None else found == ratio


@pytest.mark.parametrize(
    ("changed", "stated", "found"),
    [
        ({"relation": ">="}, "at least 40", "42"),
        ({"unit": "percent", "relation": "~"}, "about 40 %", "42"),
        ({"kind": "direction", "value": None, "relation": ">"}, "higher", "+42"),
        ({"value": None, "relation": "range"}, "a range", "42"),
        (
            {
                "kind": "dated_event",
                "period": "2022-09",
                "relation": "<=",
                "operation": "date",
                "evidence_value": "2022-09-16",
            },
            "by September 2022",
            "16 September 2022",
        ),
    ],
)
def test_a_card_says_both_sides_in_words(changed, stated, found):
    row = {"period": "2022", "explanation": "", **ROW, **changed}
    rows = story.measured(pd.DataFrame([row]), UNITS, pd.DataFrame())
    card = story.as_cards(rows).iloc[0]
    assert (card["stated_as"], card["found_as"]) == (stated, found)
