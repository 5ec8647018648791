"""Text from the data is never markup: strange names go unharmed through figures, their files, tables, citations and JSON."""

import csv
import html
import io
import json
import re
import xml.etree.ElementTree as ET

import heartland as hl
import markdown_it
import pytest
from heartland import claims, data, publish, twins
from PIL import Image

NAMES = [
    "<script>alert('1')</script>",
    "A & B &amp; C",
    'say "no"',
    "a $x_1$ and $y$",
    "*bold* _it_ `code`",
    "[l](http://x.org) | \\n",
    "שלום עולם",
    "Қазақстан Ўзбекистон",
]


@pytest.fixture(params=NAMES)
def strange(package, request):
    """A collection in which a publisher, a source and a note bear a strange name."""
    spoilt = package("growth_forecasts", "claims", "audits", "articles")
    source = spoilt.lines("growth_forecasts")[1][10]
    spoilt.plant("sources", spoilt.row("sources", source_id=source), publisher=request.param, title=request.param)
    spoilt.plant("growth_forecasts", 2, publisher=request.param, note=request.param)
    spoilt.plant("articles", 2, title=request.param)
    spoilt.plant("claims", 2, statement=request.param)
    return request.param


def words_of(text: str) -> str:
    return " ".join(text.split())


def test_a_figure_and_its_files_show_a_name_as_it_is(strange, tmp_path):
    rows = hl.load("growth_forecasts").head(1)
    fig, ax = hl.frame(rows, f"Title of {strange}", f"Subtitle {strange}")
    ax.plot(rows["target_year"].astype(int), rows["growth_pct"], "o")
    ax.annotate(strange, (2013, 7), parse_math=False)
    hl.export(fig, "strange", rows)
    file = tmp_path / "out" / "strange"
    svg = ET.fromstring(file.with_suffix(".svg").read_bytes())
    shown = [words_of("".join(e.itertext())) for e in svg.iter("{http://www.w3.org/2000/svg}text")]
    joined = words_of(" ".join(shown))
    for part in (f"Title of {strange}", f"Subtitle {strange}", strange):
        assert words_of(part) in joined, shown
    facts = json.loads(file.with_suffix(".json").read_text())
    assert facts["title"] == f"Title of {strange}" and facts["sources"][0]["title"] == strange
    (line,) = csv.DictReader(io.StringIO(file.with_suffix(".csv").read_text()))
    assert line["publisher"] == strange and line["note"] == strange
    assert Image.open(file.with_suffix(".png")).text["Title"] == f"Title of {strange}"
    title = re.search(rb"/Title (\([^\n]*\)|<[^\n]*>)", file.with_suffix(".pdf").read_bytes())
    assert title and svg.find(".//{http://purl.org/dc/elements/1.1/}title").text == f"Title of {strange}"


def test_a_source_line_a_table_and_a_hover_text_show_a_name_as_it_is(strange):
    rows = hl.load("growth_forecasts").head(1)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", data.table(rows[["publisher", "note"]], "t").to_html(), flags=re.S)
    assert [html.unescape(c) for c in cells] == [strange, strange] and not any("<" in c for c in cells)
    (text,) = twins.hover(rows)
    assert f"publisher: {strange}" in html.unescape(text) and "<" not in text.replace("<br>", "")


def test_markdown_of_a_citation_shows_a_name_as_it_is(strange):
    cited = hl.cite(hl.load("growth_forecasts").head(1))
    tokens = markdown_it.MarkdownIt("commonmark").parse(cited._repr_markdown_())
    said = "".join(t.content for token in tokens for t in token.children or [] if t.type in ("text", "text_special"))
    assert said.count(strange) == 2, said
    assert not [t.type for token in tokens for t in token.children or [] if t.type in ("html_inline", "code_inline", "strong_open")]


def test_a_markdown_table_keeps_its_columns(strange):
    head, _, row = publish.table([[strange, "x"]], ["a", "b"]).splitlines()
    assert len(re.findall(r"(?<!\\)\|", row)) == len(re.findall(r"\|", head)) == 3


def test_claimreview_keeps_a_statement_as_it_is(strange):
    judged = claims.judged()
    audited = judged[judged["claim_id"].isin(hl.load("audits")["claim_id"])].head(1)
    (review,) = claims.claimreview(audited.assign(statement=strange, verdict="confirmed"))
    assert json.loads(json.dumps(review, ensure_ascii=False))["claimReviewed"] == strange
