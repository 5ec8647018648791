"""Relations of figures in words and in signs."""

from heartland.tables import collection, relations, schemas
from heartland.tables.collection import root


def relations_of_the_schemas():
    folder = root()
    for name in collection.dataset_names(folder):
        for field in schemas.read(folder, name)["fields"]:
            if field["name"] == "relation":
                yield from field["constraints"]["enum"]


def test_every_relation_of_a_table_has_words_and_a_sign():
    known = set(relations_of_the_schemas())
    assert known == set(relations.WORDS) == set(relations.SIGNS)


def test_words_and_signs_become_each_other():
    for relation in ("~", ">", ">=", "<", "<="):
        words = relations.in_words(relation, "5")
        assert relations.shortened(words) == relations.in_signs(relation, "5")
    assert relations.in_words("=", "5") == relations.in_signs("range", "5") == "5"


def test_a_text_of_several_figures_is_shortened():
    text = "about 6 to at least 10 officers, over 8 in all"
    assert relations.shortened(text) == "~6 to ≥10 officers, >8 in all"
