"""How figures are stated, and what the arithmetic of the field makes of them."""

import pytest

from heartland.tables import collection, measures, schemas
from heartland.tables.measures import about_level, rounding
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (0, 1.0),
        (0.0, 1.0),
        (5, 1.0),
        (13700, 100.0),
        (-20, 10.0),
        (4.3, 0.1),
        (0.25, 0.01),
        (2e-7, 1e-7),
        (26932.01626961069, 1e-5),
        (1e21, 1e21),
    ],
)
def test_a_figure_is_as_exact_as_its_last_digit_and_zero_as_one(value, unit):
    assert rounding(value) == pytest.approx(unit)


def test_figures_two_percent_apart_or_more_are_not_level():
    assert about_level(98.1, 100) and about_level(101.9, 100)
    assert not about_level(98, 100)
    assert not about_level(102, 100)


def test_only_nothing_is_about_level_with_nothing():
    assert about_level(0, 0)
    assert not about_level(1, 0) and not about_level(0, 1)


def relations_of_the_schemas():
    for name in collection.dataset_names(ROOT):
        for field in schemas.read(ROOT, name)["fields"]:
            if field["name"] == "relation":
                yield from field["constraints"]["enum"]


def test_every_relation_of_a_table_has_words_and_a_sign():
    known = set(relations_of_the_schemas())
    assert known == set(measures.RELATIONS_IN_WORDS) == set(measures.RELATIONS_IN_SIGNS)


def test_words_and_signs_become_each_other():
    for relation in ("~", ">", ">=", "<", "<="):
        words = measures.relation_in_words(relation, "5")
        assert measures.relations_as_signs(words) == measures.relation_in_signs(relation, "5")
    assert measures.relation_in_words("=", "5") == measures.relation_in_signs("range", "5") == "5"


def test_a_text_of_several_figures_is_shortened():
    text = "about 6 to at least 10 officers, over 8 in all"
    assert measures.relations_as_signs(text) == "~6 to ≥10 officers, >8 in all"
