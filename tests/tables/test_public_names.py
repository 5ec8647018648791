"""The public names: written once, found on first use, each explained with an example."""

import pytest

import heartland as hl


@pytest.mark.parametrize("name", dir(hl))
def test_a_public_name_leads_to_its_object(name):
    assert getattr(hl, name) is not None


def test_for_a_name_that_does_not_exist_the_nearest_is_offered():
    with pytest.raises(AttributeError, match=r"'lod'\. Did you mean 'load'"):
        hl.lod  # noqa: B018
