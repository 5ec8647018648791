"""Text from the data is never markup: strange names go unharmed through figures, their files, tables, citations and JSON."""

import csv
import html
import io
import json
import re
import shutil
import warnings
import xml.etree.ElementTree as ET

import markdown_it
import pandas as pd
import pytest
from PIL import Image

import heartland as hl
from heartland import claims, markdown, sentences, works
from heartland.figures import export, hover
from heartland.tables import collection, display
from heartland_evidence.claims import claimreview
from heartland_site import text
from tests.conftest import ROOT, Package
from tests.play import problems

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


pytestmark = pytest.mark.attack


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """A collection in which a publisher, a source and a note bear each strange name."""
    spoilt = Package(tmp_path_factory.mktemp("planted"))
    shutil.copytree(ROOT / "data", spoilt.root / "data")
    lines, free = spoilt.lines("growth_forecasts"), iter(NAMES)
    first = {
        line[lines[0].index("source_id")]: n for n, line in reversed(list(enumerate(lines[1:], 2)))
    }
    for (source, row), name in zip(first.items(), free, strict=False):
        spoilt.plant("sources", spoilt.row("sources", source_id=source), publisher=name, title=name)
        spoilt.plant("growth_forecasts", row, publisher=name, note=name)
    assert not list(free)
    return spoilt.root


@pytest.fixture(params=NAMES)
def strange(planted, monkeypatch, request):
    monkeypatch.setenv("HEARTLAND_ROOT", str(planted))
    return request.param


def row_of(name: str) -> pd.DataFrame:
    return hl.load("growth_forecasts").query("publisher == @name")


def words_of(text: str) -> str:
    """The letters: lines are broken anywhere in a word that no line can hold."""
    return "".join(text.split())


def test_a_figure_and_its_files_show_a_name_as_it_is(strange, tmp_path, caplog):
    rows = row_of(strange)
    fig, ax = hl.frame(
        rows,
        f"Title of {strange}",
        f"Subtitle {strange}",
        key={strange[:60]: "#111111"},
        panels=[strange[:60]],
    )
    ax[0].plot(rows["target_year"].astype(int), rows["growth_pct"], "o")
    ax[0].annotate(strange[:60], (2013, 7))
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a letter that no font has
        hl.export(fig, "strange", rows)
    assert not caplog.records and problems(fig) == []
    file = tmp_path / "out" / "strange"
    svg = ET.fromstring(file.with_suffix(".svg").read_bytes())
    shown = [words_of("".join(e.itertext())) for e in svg.iter("{http://www.w3.org/2000/svg}text")]
    for part in (
        f"Title of {strange}",
        f"Subtitle {strange}",
        f"\N{BULLET} {strange[:60]}",
        strange[:60],
    ):
        assert words_of(part) in "".join(map(words_of, shown)), shown
    facts = json.loads(file.with_suffix(".json").read_text())
    assert facts["title"] == f"Title of {strange}" and facts["sources"][0]["title"] == strange
    (line,) = csv.DictReader(io.StringIO(file.with_suffix(".csv").read_text()))
    assert line["publisher"] == strange and line["note"] == strange
    assert Image.open(file.with_suffix(".png")).text["Title"] == f"Title of {strange}"
    title = re.search(rb"/Title (\([^\n]*\)|<[^\n]*>)", file.with_suffix(".pdf").read_bytes())
    assert (
        title
        and svg.find(".//{http://purl.org/dc/elements/1.1/}title").text == f"Title of {strange}"
    )


def test_a_source_line_a_table_and_a_hover_text_show_a_name_as_it_is(strange):
    rows = row_of(strange)
    cells = re.findall(
        r"<td[^>]*>(.*?)</td>",
        display.table(rows[["publisher", "note"]], "t").to_html(),
        flags=re.S,
    )
    assert [html.unescape(c) for c in cells] == [strange, strange] and not any(
        "<" in c for c in cells
    )
    (text,) = hover.hover(rows)
    shown = text.replace("<br>", "" if len(strange) > hover.CHARACTERS else " ")
    assert f"publisher: {strange}" in html.unescape(shown) and "<" not in shown


def test_markdown_of_a_citation_shows_a_name_as_it_is(strange):
    cited = hl.cite(row_of(strange))
    tokens = markdown_it.MarkdownIt("commonmark").parse(cited._repr_markdown_())
    said = "".join(
        t.content
        for token in tokens
        for t in token.children or []
        if t.type in ("text", "text_special")
    )
    assert said.count(strange) == 2, said
    assert not [
        t.type
        for token in tokens
        for t in token.children or []
        if t.type in ("html_inline", "code_inline", "strong_open")
    ]


def test_a_markdown_table_keeps_its_columns(strange):
    head, _, row = markdown.table([[strange, "x"]], ["a", "b"]).splitlines()
    assert len(re.findall(r"(?<!\\)\|", row)) == len(re.findall(r"\|", head)) == 3


def test_claimreview_keeps_a_statement_as_it_is(strange):
    judged = claims.judged()
    audited = judged[judged["claim_id"].isin(hl.load("audits")["claim_id"])].head(1)
    (review,) = claimreview.claimreview(audited.assign(statement=strange, verdict="confirmed"))
    assert json.loads(json.dumps(review, ensure_ascii=False))["claimReviewed"] == strange


def rendered(markdown: str) -> tuple[str, set[str]]:
    """What a reader of Markdown sees, and the kinds of markup in it."""
    tokens = [
        t
        for token in markdown_it.MarkdownIt("commonmark").parse(markdown)
        for t in (token, *(token.children or []))
    ]
    return "".join(t.content for t in tokens if t.type in ("text", "text_special")), {
        t.type for t in tokens
    }


def test_a_computed_sentence_shows_a_name_and_no_tag_link_or_formula(strange):
    said, kinds = rendered(
        sentences.Bullets([f"*{sentences.plain(strange)}* was larger", strange])._repr_markdown_()
    )
    assert said.startswith(" ".join(strange.split())) and not kinds & {
        "html_inline",
        "html_block",
        "link_open",
        "image",
    }
    assert not re.search(r"(?<!\\)\$", sentences.Bullets([strange])._repr_markdown_())


def test_a_figure_of_another_notebook_is_shown_with_its_title_as_it_is(
    strange, tmp_path, monkeypatch
):
    folder = tmp_path / "taken" / "figures" / "99-x"
    folder.mkdir(parents=True)
    (folder / "y.json").write_text(json.dumps({"title": strange, "alt": strange}))
    monkeypatch.setattr(collection, "root", lambda: tmp_path / "taken")
    said, kinds = rendered(export.figure_of("99-x", "y")._repr_markdown_())
    assert strange in said and "html_inline" not in kinds


def test_bibtex_keeps_its_braces_and_an_address_of_another_kind_is_no_link(strange):
    said = works.tex(strange)
    level = 0
    for brace in re.findall(r"[{}]", said):  # BibTeX counts a brace also after a backslash
        level += 1 if brace == "{" else -1
        assert level >= 0
    assert level == 0 and not re.search(r"(?<!\\)[%#&$_]", said)
    assert (
        text.web_address("https://x.org/a") == "https://x.org/a"
        and text.web_address(f"javascript:{strange}") == text.web_address(" http") == "#"
    )
