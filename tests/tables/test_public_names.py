"""The public names: written once, found on first use, each explained with an example."""

import inspect
import subprocess
import sys

import pytest

import heartland as hl

NEW = [
    "area_code",
    "both_sides",
    "counts_by_reporter",
    "forecasts_and_outturns",
    "load",
    "with_names",
    "with_sources",
]


@pytest.mark.parametrize("name", dir(hl))
def test_a_public_name_leads_to_its_object(name):
    assert getattr(hl, name) is not None


@pytest.mark.parametrize("name", NEW)
def test_a_word_of_the_vocabulary_has_an_example(name):
    assert ">>>" in inspect.getdoc(getattr(hl, name))


def test_a_name_that_does_not_exist_is_an_attribute_error():
    with pytest.raises(AttributeError, match="laod"):
        hl.laod  # noqa: B018


def test_importing_the_library_imports_nothing_heavy():
    words = "import sys, heartland; print({'pandas', 'matplotlib', 'click'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
