"""Numbers, counts and findings in sentences."""

import numpy as np
import pytest

from heartland import sentences
from heartland.sentences import Finding


def test_a_quantifier_says_every_none_or_how_many():
    assert sentences.quantifier(2, 2, "forecast") == "every forecast"
    assert sentences.quantifier(0, 2, "forecast") == "none of 2 forecasts"
    assert sentences.quantifier(2, 3, "forecast") == "2 of 3 forecasts"
    assert sentences.quantifier(1, 1, "forecast") == "the one forecast"
    assert sentences.quantifier(0, 1, "forecast") == "no forecast"
    assert sentences.quantifier(0, 0, "forecast") == "no forecasts"
    assert sentences.quantifier(0, 0, "country", "countries") == "no countries"


@pytest.mark.parametrize(
    ("number", "of", "text"),
    [
        (2, 2, "every forecast was"),
        (3, 5, "3 of 5 forecasts were"),
        (1, 5, "1 of 5 forecasts was"),
        (0, 5, "none of 5 forecasts were"),
        (1, 1, "the one forecast was"),
        (0, 1, "the one forecast was not"),
        (0, 0, "no forecasts were"),
    ],
)
def test_a_verb_agrees_with_the_number_of_cases_in_which_it_holds(number, of, text):
    was = sentences.Verb("was", "were", "was not")
    assert sentences.subject_and_verb(number, of, "forecast", was) == text


def test_no_years_have_no_span():
    assert sentences.span([]) == ""


def test_a_place_in_an_order_has_its_ending():
    places = [1, 2, 3, 4, 11, 12, 13, 21, 102, 111]
    assert sentences.listed(map(sentences.ordinal, places)) == (
        "1st, 2nd, 3rd, 4th, 11th, 12th, 13th, 21st, 102nd and 111th"
    )


def test_a_finding_ends_with_more_of_its_facts_and_a_plain_description_without():
    found = Finding("17 forecasts were too low", {"of": 20})
    assert found.as_sentence(" (n = {of})") == Finding(
        "17 forecasts were too low (n = 20).", {"of": 20}
    )
    assert Finding("Forecasts").as_sentence(" (n = {of})") == Finding("Forecasts.")


def test_findings_are_joined_with_the_facts_of_all():
    first, second = Finding("A grew", {"name": "A", "year": 2020}), Finding("B did not", {"b": 1})
    joined = Finding.joined("{}; {}.", first, second)
    assert joined == Finding("A grew; B did not.", {"name": "A", "year": 2020, "b": 1})


def test_findings_that_state_one_fact_differently_are_not_joined():
    first, second = Finding("A grew", {"year": 2020}), Finding("B grew", {"year": 2021})
    with pytest.raises(ValueError, match="'year' differently: 2020 and 2021"):
        Finding.joined("{}; {}.", first, second)
    apart = Finding.joined("{}; {b}.", first, b=second)
    assert apart == Finding("A grew; B grew.", {"year": 2020, "b": {"year": 2021}})


@pytest.mark.parametrize("n", [1, 1.0, np.float64(1), np.int64(1)])
def test_a_count_may_be_a_whole_float(n):
    assert sentences.count(n, "event") == "one event"
    assert sentences.counted(1200 * n, "row") == "1,200 rows"


@pytest.mark.parametrize("n", [1.5, float("nan")])
@pytest.mark.parametrize("write", [sentences.count, sentences.counted])
def test_a_number_that_is_not_whole_is_no_count(write, n):
    with pytest.raises(ValueError, match=f"^{n} is no count of things: it is not a whole number"):
        write(n, "event")


def test_numbers_have_a_true_minus_sign():
    assert (
        sentences.number(-1.25) == "\N{MINUS SIGN}1.2"
        and sentences.listed(["a", "b", "c"]) == "a, b and c"
        and sentences.month("2022-09-05") == "5 September 2022"
    )
