"""The site's files without a browser: every link leads somewhere, every download is what it should be, text is never markup."""

import csv
import html
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin
from xml.etree import ElementTree

import pandas as pd
import pypdf
import pytest

import heartland
from heartland.errors import HeartlandError
from heartland.tables.csv_files import rows as rows_of
from heartland_evidence.lineage.committed_figures import Figure
from heartland_site import (
    build,
    country_pages,
    drawings,
    figure_pages,
    front_page,
    metadata,
    method_pages,
    pages,
    row_places,
    site_runs,
)
from tests.conftest import ROOT, build_site, copy_for_the_site

HOME = "http://site/"


class Links(HTMLParser):
    """The addresses and the anchors of a page."""

    def __init__(self, text: str):
        super().__init__()
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self.twice: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "srcset") and value is not None:
                self.links.add(value)
            if name == "id" and value:
                (self.twice if value in self.ids else self.ids).add(value)


def broken_links(folder: Path) -> list[str]:
    """Links of the pages of a folder that lead to no file or no anchor, and ids that stand twice in a page."""
    pages = {
        p.relative_to(folder).as_posix(): Links(p.read_text(encoding="utf-8"))
        for p in sorted(folder.rglob("*.html"))
    }
    # The rows of a dataset are drawn by a script, and so their anchors: the line, or the key.
    keys = {
        f"data/{p.stem}.html": set(p.read_text(encoding="utf-8").split('"'))
        for p in folder.glob("data/*.js")
    }
    found = [f"{name}: the id {i} stands twice" for name, page in pages.items() for i in page.twice]
    for name, page in pages.items():
        for link in page.links:
            address, anchor = urldefrag(urljoin(HOME + name, link))
            if not address.startswith(HOME):
                continue
            target = unquote(address.removeprefix(HOME)).partition("?")[0]
            if not (folder / target).is_file():
                found.append(f"{name}: {link} leads to no file")
            elif (
                anchor
                and target in pages
                and not there(unquote(anchor), pages[target].ids, keys.get(target, set()))
            ):
                found.append(f"{name}: {link} leads to no place on the page")
    return found


def there(anchor: str, ids: set[str], keys: set[str]) -> bool:
    return anchor in ids or anchor in keys or bool(keys and re.fullmatch(r"row-\d+", anchor))


def test_every_link_of_the_site_leads_to_a_file_and_a_place(built):
    assert broken_links(built) == []


VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")


class Outline(HTMLParser):
    """The headings of a page, and what of its markup is not whole."""

    def __init__(self, text: str):
        super().__init__()
        self.headings: list[int] = []
        self.wrong: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        if self.open:
            self.wrong.append(f"{self.open[-1]} is never closed")
        if self.headings[:1] != [1] or self.headings.count(1) != 1:
            self.wrong.append(f"begins with no heading of its own: {self.headings[:4]}")
        for above, below in pairwise(self.headings):
            if below > above + 1:
                self.wrong.append(f"has a heading {below} below a heading {above}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._look_at(tag, attrs)
        if not VOID.fullmatch(tag):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._look_at(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if VOID.fullmatch(tag):
            return
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"line {self.getpos()[0]} closes {tag} within {self.open[-1:]}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def _look_at(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "img" and "alt" not in dict(attrs):
            self.wrong.append("has a picture without a text")


def broken_pages(folder: Path) -> dict[str, list[str]]:
    """What is wrong with the pages of a folder, by page."""
    outlines = {
        path.relative_to(folder).as_posix(): Outline(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.html"))
        if "_static" not in path.parts
    }
    return {name: outline.wrong for name, outline in outlines.items() if outline.wrong}


def test_every_page_is_whole_and_its_headings_are_in_order(built):
    assert broken_pages(built) == {}


def test_every_page_may_load_from_the_site_alone(built):
    policy = re.compile(r'<meta http-equiv="Content-Security-Policy" content="(.*?)">')
    for page in built.rglob("*.html"):
        (allowed,) = policy.findall(page.read_text(encoding="utf-8"))
        assert "default-src 'self'; script-src 'self'" in allowed
        assert "//" not in re.sub("sha256-[^']*", "", allowed)
        assert allowed.count("unsafe") == 1  # styles stand in drawings


def test_every_file_of_a_figure_is_the_committed_one_and_explained(built):
    for committed in (ROOT / "figures").glob("*/*.json"):
        folder = built / "figures" / committed.parent.name
        page = html.unescape((folder / f"{committed.stem}.html").read_text(encoding="utf-8"))
        readme = (folder / f"{committed.stem}.txt").read_text(encoding="utf-8")
        for ending in figure_pages.ENDINGS:
            name = f"{committed.stem}.{ending}"
            assert f'href="{name}"' in page and name in readme
            assert (folder / name).read_bytes() == committed.with_name(name).read_bytes()
        for source in json.loads(committed.read_text(encoding="utf-8"))["sources"]:
            assert source["url"] in readme
            assert source["title"] in page and source["licence"] in page


def test_the_archive_of_the_data_package_holds_every_file_of_it(built):
    with zipfile.ZipFile(next(built.glob("data/*.zip"))) as archive:
        inside = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    for path in (p for p in (ROOT / "data").rglob("*") if p.is_file()):
        assert inside[path.relative_to(ROOT / "data").as_posix()] == path.read_bytes()


def where_lines_were_read(made, lines, datasets):
    """The places that the page of a figure of these lines names, one for each."""
    place = made.root / "figures" / "01-a" / "b.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    cited = {source for line in lines for source in line["source_id"].split(";")}
    facts = {"sources": [{"source_id": one} for one in cited], "datasets": datasets}
    place.write_text(json.dumps(facts), encoding="utf-8")
    with place.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return row_places.where_read(made.root, Figure(place))


def test_a_computed_row_leads_to_the_places_of_its_source_area_and_year_and_to_no_other(package):
    made = package("trade")
    head = made.lines("trade")[0]

    def row(**cells):
        common = {"partner": "CHN", "flow": "exports", "product": "total", "concept": "goods"}
        return list((dict.fromkeys(head, "") | common | cells).values())

    rows = [
        row(area="KAZ", period="2020", source_id="a", locator="table 1"),
        row(area="KAZ", period="2021", source_id="a", locator="table 2"),
        row(area="UZB", period="2020", source_id="a", locator="table 3"),
        row(area="KAZ", period="2020-H1", source_id="b", locator="page 4"),
        row(area="UZB", partner="RUS", period="2020", source_id="a", locator="table 5"),
    ]
    made.write("trade", [head, *rows])
    line = {"area": "KAZ", "partner": "CHN", "year": "2020", "source_id": "a;b"}
    others = [line | {"partner": "RUS"}, line | {"year": "1999"}]
    places = where_lines_were_read(made, [line, *others], ["trade"])
    assert places == ["table 1; page 4", "", ""]


def test_where_a_line_shows_a_row_only_that_row_says_where_it_was_read(package):
    made = package("kyrgyz_goods", "trade")
    row = next(one for one in rows_of(made.root, "kyrgyz_goods") if one["year"] == "2019")
    line = {"year": "2019", "value": row["value_usd_mn"], "source_id": row["source_id"]}
    assert where_lines_were_read(made, [line], ["kyrgyz_goods"]) == [row["locator"]]
    assert where_lines_were_read(made, [line], ["trade"]) == [""]


@pytest.mark.parametrize(
    ("ending", "content", "reason"),
    [
        ("png", b"no picture", "cannot identify image file 'figures/99-x/y.png'"),
        ("json", b'{"title": ', "y.json, line 1: not JSON"),
        ("svg", b"<html>", "y.svg holds no drawing with a viewBox"),
    ],
)
def test_a_spoilt_figure_ends_the_build_with_its_name_and_what_to_do(
    tmp_path, monkeypatch, ending, content, reason
):
    (tmp_path / "figures/99-x").mkdir(parents=True)
    drawn = ROOT / "figures/03-growth-forecasts/forecast-paths"
    for name in figure_pages.ENDINGS:
        shutil.copy(drawn.with_suffix(f".{name}"), tmp_path / f"figures/99-x/y.{name}")
    for name in ("LICENSE-TEXT", "CITATION.cff"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    spoilt = tmp_path / f"figures/99-x/y.{ending}"
    if content is None:
        spoilt.unlink()
    else:
        spoilt.write_bytes(content)
    figure = figure_pages.FigurePage(
        pages.Site(tmp_path / "out", tmp_path), tmp_path / "figures/99-x/y.json"
    )
    with pytest.raises(SystemExit) as ended:
        figure_pages.write_or_explain(figure)
    message = str(ended.value)
    assert message.startswith("figures/99-x/y: ")
    assert reason in message
    assert "heartland run 99-x" in message


@pytest.mark.parametrize("name", ["mine", "mine/thesis.txt"], ids=["a folder", "a file"])
def test_what_is_no_site_is_left_as_it_is(tmp_path, monkeypatch, name):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("mine")
    monkeypatch.setattr(sys, "argv", ["build.py", "--out", str(tmp_path / name)])
    with pytest.raises(SystemExit, match="holds something other"):
        build.main()
    assert [(p.name, p.read_text()) for p in tmp_path.rglob("*") if p.is_file()] == [
        ("thesis.txt", "mine")
    ]


@pytest.mark.slow
def test_a_build_that_fails_leaves_the_site_that_stood_and_nothing_else(tmp_path, monkeypatch):
    (tmp_path / "site").mkdir()
    for name in (build.MARK, "index.html"):
        (tmp_path / "site" / name).write_text("stood")
    monkeypatch.setattr(sys, "argv", ["build.py", "--no-runs", "--out", str(tmp_path / "site")])
    monkeypatch.setattr(
        build, "write", lambda site: site.put("index.html", "half") and sys.exit("no")
    )
    with pytest.raises(SystemExit, match="no"):
        build.main()
    assert sorted(p.name for p in tmp_path.rglob("*")) == sorted([build.MARK, "index.html", "site"])
    assert (tmp_path / "site/index.html").read_text() == "stood"


def test_long_lists_of_claims_and_verdicts_are_folded_by_article(built):
    index = (built / "claims" / "index.html").read_text(encoding="utf-8")
    method = (built / "method.html").read_text(encoding="utf-8")
    folded = re.findall(r"<summary>.*: (\d+) claims?</summary>", index)
    changed = re.findall(r"<summary>.*: (\d+) changes?</summary>", method)
    assert len(folded) == len(rows_of(ROOT, "articles"))
    assert sum(map(int, folded)) == len(rows_of(ROOT, "claims"))
    assert sum(map(int, changed)) == len(rows_of(ROOT, "verdict_changes"))


SCRIPT = ROOT / "site" / "static" / "heartland.js"
STRICT = "--noEmit --allowJs --checkJs --strict --target es2022 --lib es2022,dom,dom.iterable"


def compiled(script: Path) -> subprocess.CompletedProcess[str]:
    """Check the types of a script with TypeScript, of the version in package.json where it is installed."""
    places = [str(ROOT / "node_modules/.bin"), os.environ["PATH"]]
    tsc = shutil.which("tsc", path=os.pathsep.join(places))
    missing = "no TypeScript: call npm ci --ignore-scripts in the folder of the collection"
    if not tsc and os.environ.get("HEARTLAND_TSC") == "required":
        pytest.fail(missing)
    if not tsc:
        pytest.skip(missing)
    return subprocess.run([tsc, *STRICT.split(), script], capture_output=True, text=True)


def test_the_types_in_the_script_are_right():
    checked = compiled(SCRIPT)
    assert (checked.returncode, checked.stdout) == (0, "")


def test_addresses_are_written_where_the_site_has_one_and_nowhere_else(tmp_path):
    site = pages.Site(tmp_path)
    site.put("a.html", "")
    for page in ("search.html", "embed/01-trade/kyrgyz-gold.html", "_static/x.html"):
        site.put(page, "")  # no place for a search engine to lead to
    metadata.write_sitemap(site)
    assert not (tmp_path / "site/sitemap.xml").exists()
    site.address = "https://example.org/heartland"
    metadata.write_sitemap(site)
    sitemap = (tmp_path / "site/sitemap.xml").read_text(encoding="utf-8")
    ElementTree.fromstring(sitemap)
    assert re.findall("<loc>(.*?)</loc>", sitemap) == ["https://example.org/heartland/a.html"]


def test_tags_in_the_changelog_are_text(tmp_path):
    text = "# Changes\n\n## One (2026-12-01)\n\n- **New** <script>alert(1)</script>\n"
    (tmp_path / "CHANGELOG.md").write_text(text)
    (change,) = metadata.changes(tmp_path)
    assert "<strong>New</strong> &lt;script&gt;alert(1)&lt;/script&gt;" in change.html


def test_a_narrow_drawing_is_shown_only_where_it_has_the_same_rows(tmp_path):
    facts = {"csv_sha256": "abc", "title": "A finding"}
    (tmp_path / "wide.json").write_text(json.dumps(facts))
    wide = drawings.Drawing(tmp_path / "wide.json")
    for name, differs in (("same", {}), ("rows", {"csv_sha256": "d"}), ("title", {"title": "B"})):
        (tmp_path / f"{name}.json").write_text(json.dumps(facts | differs))
    shown = {
        name: drawings.narrow_drawing(tmp_path, wide, Path(f"{name}.json")) is not None
        for name in ("same", "rows", "title", "none")
    }
    assert shown == {"same": True, "rows": False, "title": False, "none": False}


def test_a_figure_names_the_datasets_of_its_rows_and_what_tells_a_row_there(tmp_path):
    site = pages.Site(tmp_path)
    path = ROOT / "figures/02-remittances/amounts.json"
    figure = figure_pages.FigurePage(site, path)
    assert list(figure.keys) == ["remittances"]
    assert {"area", "partner", "period", "measure", "source_id"} <= set(figure.keys["remittances"])


def test_where_a_row_has_two_sides_each_names_its_sources_and_who_counted():
    figure = figure_pages.FigurePage(pages.Site(ROOT), ROOT / "figures/01-trade/kyrgyz-gold.json")
    sides = {"own_reporter": "CERR", "own_sources": "a", "partner_sources": "b;c"}
    figure.rows = [sides | {"source_id": "a;b;c"}, sides | {"source_id": "a;b"}]
    assert figure.columns_of_sources == ["own_sources", "partner_sources"]
    assert figure.columns == [] and figure.same == {"own_reporter": "CERR"}
    assert figure.heading("own_reporter") == "own count by"
    assert figure.heading("partner_sources") == "source of the partner’s count"
    assert figure.heading("growth_pct") == "growth pct"


def test_a_row_that_one_page_of_the_press_carries_is_marked():
    figure = figure_pages.FigurePage(pages.Site(ROOT), ROOT / "figures/05-militancy/abroad.json")
    page, other = (
        {"kind": "media", "also_at": ""},
        {"kind": "media", "also_at": "https://a.example"},
    )
    figure.site.sources = {"a": page, "b": other, "un": {"kind": "official", "also_at": ""}}
    cells = [("a", ""), ("a", "un"), ("b", ""), ("un", ""), ("a;un", "")]
    rows = [{"source_id": source, "also_in": also} for source, also in cells]
    assert [figure.rests_on_one_page(row) for row in rows] == [True, False, False, False, False]
    assert not figure.rests_on_one_page({"source_id": "a"})  # whether another has it is not told


def test_the_ids_of_a_narrow_drawing_are_its_own(tmp_path):
    svg = '<svg viewBox="0 0 9 9"><g id="a"/><use href="#a" xlink:href="#a" clip-path="url(#c)"/></svg>'
    (tmp_path / "y.svg").write_text(svg)
    drawing = drawings.Drawing(tmp_path / "y.json", "phone-")
    assert drawing.box == "0 0 9 9"
    assert drawing.inside == (
        '<g id="phone-a"/><use href="#phone-a" xlink:href="#phone-a" clip-path="url(#phone-c)"/></svg>'
    )


@pytest.mark.parametrize("code", ["KAZ", "KGZ", "TJK", "TKM", "UZB"])
def test_the_page_of_a_republic_has_its_figures_events_and_claims(built, code):
    page = html.unescape((built / f"countries/{code.lower()}.html").read_text(encoding="utf-8"))
    for figure in (ROOT / "figures").glob("*/*.json"):
        facts = json.loads(figure.read_text(encoding="utf-8"))
        if code in facts["areas"] and facts["notebook"] != "10-country-brief":
            assert facts["title"] in page, f"{figure.stem} is missing"
    with (ROOT / "data/claims.csv").open(encoding="utf-8", newline="") as file:
        claims = [row for row in csv.DictReader(file) if code in row["area"].split(";")]
    assert claims and all(f"#{claim['claim_id']}" in page for claim in claims)
    with (ROOT / "data/conflict_events.csv").open(encoding="utf-8", newline="") as file:
        events = [row for row in csv.DictReader(file) if code in row["areas_involved"].split(";")]
    assert all(event["name"] in page for event in events)
    assert f'href="{code.lower()}.html"' in (built / "countries/index.html").read_text("utf-8")


def test_the_pdf_of_a_brief_has_its_answer_all_figures_and_the_sources(built):
    drawn = list(built.glob("figures/10-country-brief/*-tjk.json"))
    pages = pypdf.PdfReader(built / "countries/tjk.pdf").pages
    assert sum(len(page.images) for page in pages) == len(drawn) > 1
    text = " ".join(page.extract_text() for page in pages)
    assert text.startswith("Tajikistan") and "at a glance" in text and "http" in text


def test_of_the_tables_of_a_brief_those_with_a_caption_are_shown(tmp_path):
    assert country_pages.brief_tables(tmp_path, "TJK") == []
    folder = tmp_path / site_runs.VARIANTS / site_runs.brief_folder("TJK")
    folder.mkdir(parents=True)
    captioned = (
        '<table id="T_a"><caption>Debts</caption><td style="text-align: left">1</td></table>'
    )
    shown = [{"outputs": [{"data": {"text/html": one}}]} for one in (captioned, "<table></table>")]
    cells = [{"cell_type": "markdown"}, *shown]
    (folder / "10-country-brief.ipynb").write_text(json.dumps({"cells": cells}))
    tables = country_pages.brief_tables(tmp_path, "TJK")
    assert tables == ["<table><caption>Debts</caption><td>1</td></table>"]


def facts_of_all() -> list[dict]:
    paths = sorted((ROOT / "figures").glob("*/*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def test_the_front_page_names_the_author_answers_seven_questions_then_says_what_changed(built):
    page = html.unescape((built / "index.html").read_text(encoding="utf-8"))
    page = page[page.index("<h1>") :]
    parts = (">Moscow or Beijing?<", ">More questions<", ">And the articles?<", ">The republics<")
    places = [page.index(part) for part in (*parts, ">What changed<")]
    assert places == sorted(places)
    assert "Raffaello Pantucci" in page[: places[0]]
    found = page[places[0] : places[2]]
    shown = re.findall(r'<a href="figures/([\w-]+)/([\w-]+)\.html"><picture>', found)
    themes = [notebook for notebook, _ in shown]
    assert len(themes) == len(set(themes)) == 7  # questions of the start notebook
    answers = {(one["notebook"], one["name"]): one["answer"] for one in facts_of_all()}
    for place in shown:
        assert answers[place].split("**")[1] in found
    news = re.findall(r"<li>(.*?)</li>", page[places[-1] :])[:3]
    assert all(line.startswith("<strong>") and line.endswith(".") for line in news)
    assert not re.search(r"<code>[0-9a-f]{12}</code>", page)


def test_a_mark_of_the_map_that_is_not_drawn_is_refused(tmp_path):
    svg = '<svg viewBox="0 0 9 9"><g id="marks-1"><text>Kazakhstan</text></g></svg>'
    (tmp_path / "y.svg").write_text(svg)
    (tmp_path / "y.json").write_text('{"marks": {"marks-1": [0]}, "subtitle": "In millions."}')
    shown = front_page.with_doors(drawings.Drawing(tmp_path / "y.json"), ["kaz.html"])
    assert '<a id="marks-1" href="kaz.html"><text>Kazakhstan</text></a>' in shown
    (tmp_path / "y.json").write_text('{"marks": {"marks-2": [0]}}')
    with pytest.raises(HeartlandError, match="names the mark marks-2"):
        front_page.with_doors(drawings.Drawing(tmp_path / "y.json"), ["kaz.html"])


def test_the_page_for_other_sites_has_no_script_and_names_figure_sources_and_page(built):
    found = sorted(built.glob("embed/*/*.html"))
    assert len(found) >= len(facts_of_all())
    for path in found:
        place = f"figures/{path.parent.name}/{path.stem}"
        facts = json.loads((built / f"{place}.json").read_text(encoding="utf-8"))
        text = path.read_text(encoding="utf-8")
        page = html.unescape(text)
        assert "<script" not in text
        assert f"<h1>{facts['title']}</h1>" in page
        assert facts["source_line"] in page
        assert f"/{place}.html" in page


def test_the_reference_explains_every_name_with_an_example(built):
    page = (built / "reference/index.html").read_text(encoding="utf-8")
    explained = re.split(r'<dt class="sig[^>]* id="heartland\.', page)[1:]
    examples = {one.partition('"')[0]: "&gt;&gt;&gt;" in one for one in explained}
    assert examples == dict.fromkeys(sorted(set(heartland.__all__) - {"__version__"}), True)


def different(one: Path, other: Path) -> list[str]:
    """Name the files of two folders that are not in both, or have other bytes."""
    files = [
        {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        for folder in (one, other)
    ]
    alone = files[0].keys() ^ files[1].keys()
    both = files[0].keys() & files[1].keys()
    changed = {name for name in both if files[0][name].read_bytes() != files[1][name].read_bytes()}
    return sorted(alone | changed)


@pytest.mark.attack
@pytest.mark.release
def test_two_builds_have_the_same_bytes(tmp_path):
    for name in ("one", "other"):
        copy_for_the_site(tmp_path / name)
        build_site(tmp_path / name)
    assert different(tmp_path / "one" / "out", tmp_path / "other" / "out") == []


def test_the_page_of_what_comes_next_has_every_row_of_the_calendar(built):
    page = html.unescape((built / "whats-next.html").read_text(encoding="utf-8"))
    for row in rows_of(ROOT, "release_calendar"):
        assert f"{row['provider']}: {row['release']}" in page
    assert "data/growth_forecasts.html" in page.split("Every table")[1]


def reading(first, second, settled, reader="A"):
    return {
        "claim_id": "c",
        "tests": "content",
        "reader": reader,
        "first_verdict": first,
        "second_verdict": second,
        "settled_verdict": settled,
    }


def test_second_readings_are_counted_and_those_asked_less_are_counted_apart():
    rows = [
        reading("close", "close", "close"),
        reading("outdated", "close", "close"),
        reading("close", "disputed", "close", "F"),  # knew the verdict
        reading("not checkable", "not checkable", "not checkable", "K"),
        reading("not checkable", "unverified", "unverified", "K"),
        reading("not checkable", "unverified", "not checkable", "K"),
    ]
    read = method_pages.read_again(pd.DataFrame(rows))
    assert (read["audits"], read["adverse"]) == (1, 1)
    assert read["whole"] == {"of": 2, "same": 1, "kept": 0, "changed": 1}
    assert read["narrow"] == {"of": 3, "same": 1, "kept": 1, "changed": 1}
    assert read["agreement"]["verdict"]["same"] == 1


def test_the_address_of_a_figure_that_is_gone_leads_to_what_took_its_place(built):
    page = built / "figures/01-trade/two-sets-of-books.html"
    target = re.search(r'url=([^"]+)"', page.read_text(encoding="utf-8"))[1]
    assert (
        page.parent / target
    ).resolve() == built / "figures/01-trade/two-sets-of-statistics.html"
    assert (page.parent / target).is_file()


@pytest.mark.parametrize(
    ("replaced", "words"),
    [
        ({"01-trade/old": "01-trad"}, "no figure 01-trad. Did you mean '01-trade'"),
    ],
)
def test_a_replacement_that_leads_nowhere_is_refused(replaced, words, monkeypatch, tmp_path):
    monkeypatch.setattr(figure_pages, "read_yaml", lambda path: replaced)
    with pytest.raises(HeartlandError, match=words):
        figure_pages.write_replaced(pages.Site(tmp_path), ["02-remittances/amounts"])
