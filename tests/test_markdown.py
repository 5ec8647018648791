"""Tables in Markdown, and texts of which a part is generated."""

import pytest

from heartland.errors import DataError
from heartland_site import markdown


def test_a_bar_in_a_cell_does_not_end_it():
    assert markdown.table([["a|b", 1]], ["what", "n"]) == (
        "| what | n |\n| --- | --- |\n| a\\|b | 1 |"
    )


def test_what_stands_between_two_comments_is_replaced_and_nothing_else():
    text = "before\n<!-- x -->\nold\n<!-- /x -->\nafter"
    written = markdown.between("README.md", text, "x", "new")
    assert written == "before\n<!-- x -->\nnew\n<!-- /x -->\nafter"


@pytest.mark.parametrize(("text", "places"), [("", 0), ("<!-- x -->\n<!-- /x -->\n" * 2, 2)])
def test_comments_that_do_not_mark_one_place_are_told(text, places):
    with pytest.raises(DataError, match=rf"README.md: .* mark {places} places: write each once"):
        markdown.between("README.md", text, "x", "new")
