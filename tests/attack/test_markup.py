"""Text from the data is never markup: strange names go unharmed through figures, tables, citations and pages."""

import csv
import html
import io
import json
import re
import xml.etree.ElementTree as ET

import markdown_it
import pytest
from PIL import Image

import heartland as hl
from heartland import markdown
from heartland_site import text

pytestmark = pytest.mark.attack

NAMES = [
    "<script>alert('1')</script> A & B &amp; C",
    'say "no" or a $x_1$ and $y$',
    "*bold* _it_ `code` [l](http://x.org) | \\n",
    "[l](javascript:alert(1)) ![i](x) <!-- searched -->",
    "{{ 7 * 7 }} {% raw %} %s {0} :ref:`x` ]]> </script> -- `",
    "a } brace { and % # ~ ^ @, and \\textbf",
    "שלום עולם العربية საქართველო Қазақстан Ўзбекистон e\u0301",
    "x" * 200,
]
MARKUP = {"html_inline", "html_block", "code_inline", "strong_open", "em_open", "image"}
TITLE = ".//{http://purl.org/dc/elements/1.1/}title"
TEXT = "{http://www.w3.org/2000/svg}text"


@pytest.fixture(params=NAMES)
def strange(request):
    return request.param


@pytest.fixture
def rows(package, strange):
    """A row whose publisher, note and source bear a strange name."""
    made = package("growth_forecasts")
    row = made.row("growth_forecasts", publisher="IMF", area="KAZ", kind="forecast")
    header, *lines = made.lines("growth_forecasts")
    source = lines[row - 2][header.index("source_id")]
    made.plant("sources", made.row("sources", source_id=source), publisher=strange, title=strange)
    made.plant("growth_forecasts", row, publisher=strange, note=strange)
    return hl.load("growth_forecasts").query("publisher == @strange")


def rendered(written: str) -> tuple[str, set[str]]:
    """What a reader of Markdown sees, and the kinds of markup in it."""
    parsed = markdown_it.MarkdownIt("commonmark").parse(written)
    tokens = [token for one in parsed for token in (one, *(one.children or []))]
    said = "".join(one.content for one in tokens if one.type in ("text", "text_special"))
    return said, {one.type for one in tokens} & MARKUP


def letters(shown: str) -> str:
    """The letters: lines are broken anywhere in a word that no line can hold."""
    return "".join(shown.split())


def test_a_figure_and_its_files_show_a_name_as_it_is(strange, rows, tmp_path):
    fig, axes = hl.frame(rows, f"Title of {strange}", f"Subtitle {strange}")
    axes.plot(rows["target_year"].astype(int), rows["growth_pct"], "o")
    axes.annotate(strange[:60], (2013, 7))
    hl.export(fig, "strange", rows)
    file = tmp_path / "out" / "strange"
    svg = ET.fromstring(file.with_suffix(".svg").read_bytes())
    shown = "".join(letters("".join(one.itertext())) for one in svg.iter(TEXT))
    for part in (f"Title of {strange}", f"Subtitle {strange}", strange[:60]):
        assert letters(part) in shown
    assert svg.find(TITLE).text == f"Title of {strange}"
    facts = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    assert facts["title"] == f"Title of {strange}" and facts["sources"][0]["title"] == strange
    (line,) = csv.DictReader(io.StringIO(file.with_suffix(".csv").read_text(encoding="utf-8")))
    assert line["publisher"] == line["note"] == strange
    assert Image.open(file.with_suffix(".png")).text["Title"] == f"Title of {strange}"


def test_a_table_a_citation_and_a_sentence_show_a_name_as_it_is(strange, rows):
    shown = hl.table(rows[["publisher", "note"]], "t").html
    cells = re.findall(r"<td[^>]*>(.*?)</td>", shown, flags=re.S)
    assert [html.unescape(cell) for cell in cells] == [strange, strange]
    assert not any("<" in cell for cell in cells)
    said, kinds = rendered(hl.cite(rows)._repr_markdown_())
    assert said.count(strange) == 2
    assert not kinds - {"em_open"}
    head, _, row = markdown.table([[strange, "x"]], ["a", "b"]).splitlines()
    assert len(re.findall(r"(?<!\\)\|", row)) == len(re.findall(r"\|", head)) == 3


def test_bibtex_keeps_its_braces(strange, rows, command):
    said = command("cite", "growth_forecasts", f"publisher={strange}", "--format", "bibtex").stdout
    level = 0
    for brace in re.findall(r"[{}]", said):  # BibTeX counts a brace also after a backslash
        level += 1 if brace == "{" else -1
        assert level >= 0
    assert level == 0
    assert re.search(r"^@\w+\{", said)


def test_an_address_of_another_kind_is_no_link():
    assert text.web_address("https://x.org/a") == "https://x.org/a"
    assert text.web_address("javascript:alert(1)") == text.web_address(" http") == "#"
