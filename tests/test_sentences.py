"""Numbers, counts and findings in sentences."""

import numpy as np
import pytest

from heartland import sentences


def test_no_years_have_no_span():
    assert sentences.span([]) == ""


def test_a_place_in_an_order_has_its_ending():
    places = [1, 2, 3, 4, 11, 12, 13, 21, 102, 111]
    assert sentences.listed(map(sentences.ordinal, places)) == (
        "1st, 2nd, 3rd, 4th, 11th, 12th, 13th, 21st, 102nd and 111th"
    )


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
