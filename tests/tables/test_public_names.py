"""The public names: written once, found on first use, each explained with an example."""

import pytest

import heartland as hl


@pytest.mark.parametrize("name", dir(hl))
def test_a_public_name_leads_to_its_object(name):
    assert getattr(hl, name) is not None


def test_a_name_that_moved_says_where_to():
    with pytest.raises(AttributeError, match=r"from heartland_themes\.counts import counts_by"):
        hl.counts_by_reporter  # noqa: B018


def test_a_name_that_does_not_exist_is_an_attribute_error():
    with pytest.raises(AttributeError, match="laod"):
        hl.laod  # noqa: B018
