"""Headlines are true of their rows, or the run says which is not."""

import pytest

import heartland as hl
from heartland import context
from heartland.errors import UsageError
from heartland.headlines import HeadlineError


@pytest.fixture
def other_parameters():
    """A notebook that runs with another value than its default."""
    with context.kept():
        context.enter(context.Context("00-x", "?", {"start": 2010}, {"start": 2002}))
        yield


def title(share, start=2002):
    """The headline of a figure, as a notebook writes it."""
    return hl.headline(
        "Half of it comes from abroad: {share:.0f} percent",
        share=share,
        holds=[share > 45, share < 55],
        plain="Money from abroad since {start}",
        start=start,
    )


def test_a_headline_states_the_number_of_its_rows():
    assert title(47.9) == "Half of it comes from abroad: 48 percent"
    assert title(47.9).facts["share"] == 47.9


def test_a_headline_that_the_rows_no_longer_bear_out_names_sentence_fact_and_condition():
    with pytest.raises(HeadlineError) as told:
        title(41.5)
    for words in ("Half of it comes from abroad", "share = 41.5", "does not hold: share > 45"):
        assert words in str(told.value)
    assert "share < 55" not in str(told.value)


@pytest.mark.usefixtures("other_parameters")
def test_with_other_parameters_a_headline_is_plain_and_states_nothing():
    assert title(12.0) == "Money from abroad since 2002"
    assert title(12.0).facts == {}
    assert hl.say("It is {n}.", n=1, holds=[False]) == ""


def test_a_headline_without_a_condition_or_with_an_unknown_brace_is_refused():
    with pytest.raises(UsageError, match="has no condition"):
        hl.headline("All is well", holds=[], plain="All")
    with pytest.raises(UsageError, match=r"no fact for \{shar\}\. Did you mean"):
        hl.headline("It is {shar}", share=1, holds=[True], plain="It")


def test_a_missing_number_never_holds():
    with pytest.raises(HeadlineError):
        title(float("nan"))
