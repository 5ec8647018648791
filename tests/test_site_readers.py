"""What the site offers to programs is opened by readers that are not ours: feed, JSON-LD, citations, Parquet, workbooks."""

import csv
import json
import re
import shutil
import subprocess

import bibtexparser
import feedparser
import pandas as pd
import pyarrow.parquet
import pytest
import rdflib
import rispy

from heartland.tables import schemas
from heartland.tables.codebook import datasets
from heartland.tables.collection import dataset_names
from heartland.works import Reference, in_form
from heartland_evidence.office import files
from tests.conftest import ROOT

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # of rdflib
SCHEMA_ORG = "https://schema.org/"
FIGURES = sorted((ROOT / "figures").glob("*/*.json"))
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', flags=re.S)


def rows_of(dataset):
    with (ROOT / f"data/{dataset}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# The feed


def read_feed(content):
    """The feed as feedparser has it, which must not complain."""
    feed = feedparser.parse(content)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def test_a_feed_reader_finds_every_change_with_its_day_and_text(built):
    feed = read_feed((built / "feed.xml").read_bytes())
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    told = re.findall(r"^## (.+) \((.+)\)$", log, flags=re.M)
    assert feed.version == "atom10"
    assert [(entry.title, entry.updated[:10]) for entry in feed.entries] == told
    assert all(entry.updated_parsed and entry.content[0].value for entry in feed.entries)


# JSON-LD


def graph(described):
    """A description as RDF; the words of schema.org stand for themselves, for nothing is fetched."""
    context = described["@context"]
    if context in (SCHEMA_ORG, SCHEMA_ORG.rstrip("/")):
        context = {"@vocab": SCHEMA_ORG}
    text = json.dumps(described | {"@context": context})
    return rdflib.Graph().parse(data=text, format="json-ld", base="https://example.org/page")


def unknown_words(described):
    """The properties and types of a description that schema.org does not have."""
    found = graph(described)
    words = {*found.predicates(), *found.objects(None, rdflib.RDF.type)}
    return {str(word) for word in words if word.startswith(SCHEMA_ORG) and word not in rdflib.SDO}


def descriptions(page):
    """What a page says in JSON-LD."""
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        said = json.loads(block)
        yield from said if isinstance(said, list) else [said]


def test_every_description_for_search_engines_is_rdf_in_the_words_of_schema_org(built):
    said = {
        page.relative_to(built).as_posix(): list(descriptions(page))
        for page in sorted(built.rglob("*.html"))
    }
    described = {page for page, all_of_it in said.items() if all_of_it}
    assert {"data/index.html", "data/trade.html"} < described
    assert not any(page.startswith("claims/") for page in described)  # the author was not asked yet
    assert {f"figures/{one.parent.name}/{one.stem}.html" for one in FIGURES} < described
    for page, all_of_it in said.items():
        for one in all_of_it:
            assert one["@type"] == "Dataset" and one["name"] and len(one["description"]) >= 50
            assert unknown_words(one) == set(), page
            for download in one["distribution"]:
                assert (built / page).parent.joinpath(download["contentUrl"]).is_file(), page


# Citations


def test_every_figure_and_dataset_is_cited_in_forms_that_other_programs_read(built):
    titles = {"heartland": "Heartland: a reproducible evidence base on Central Asia"}
    for path in (ROOT / "figures").glob("*/*.json"):
        title = json.loads(path.read_text(encoding="utf-8"))["title"]
        titles[f"figures/{path.parent.name}/{path.stem}"] = title
    for name, title in datasets()["title"].items():
        titles[f"data/{name}"] = title
    for place, title in titles.items():
        (ris,) = rispy.loads((built / f"{place}.ris").read_text("utf-8"))
        (csl,) = json.loads((built / f"{place}.csl.json").read_text("utf-8"))
        (bibtex,) = read_bibtex((built / f"{place}.bib").read_text("utf-8"))
        assert ris["title"] == csl["title"] == title
        assert ris["authors"] == [csl["author"][0]["literal"]] == ["The Heartland contributors"]
        assert bibtex["year"] == ris["year"] == str(csl["issued"]["date-parts"][0][0])


def read_bibtex(text):
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks, library.failed_blocks
    return library.entries


STRANGE = Reference(
    id="x",
    kind="figure",
    author="A & B",
    title="50 % of {all}\nin #1_2 ~ C:\\x",
    published="2026-11",
    url="https://example.org/a_b?c=1&d=%20",
    container="Ағаш",
    note="n",
)


def test_strange_signs_reach_a_reference_manager_whole():
    (ris,) = rispy.loads(in_form([STRANGE], "ris"))
    assert ris["title"] == "50 % of {all} in #1_2 ~ C:\\x"
    assert ris["urls"] == [STRANGE.url]
    (csl,) = json.loads(in_form([STRANGE], "csl"))
    assert csl["title"] == STRANGE.title
    assert csl["issued"] == {"date-parts": [[2026, 11]]}
    (bibtex,) = read_bibtex(in_form([STRANGE], "bibtex"))
    assert bibtex["url"] == STRANGE.url
    assert bibtex["month"] == "11"


def test_every_dataset_is_parquet_with_the_rows_and_types_of_its_table(built):
    types = {"string": "string", "integer": "int64", "number": "double", "boolean": "bool"}
    for name in dataset_names(ROOT):
        table = pyarrow.parquet.read_table(built / f"data/{name}.parquet")
        assert table.num_rows == len(rows_of(name))
        for declared in schemas.read(ROOT, name)["fields"]:
            column = table.schema.field(declared["name"])
            written = str(column.type).removeprefix("large_").lower()
            assert written in (types[declared["type"]], "null", "bool"), (name, column)


# Workbooks


@pytest.fixture(scope="module")
def as_csv(tmp_path_factory):
    """Open workbooks of datasets and figures in LibreOffice; return each of their sheets as CSV."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        pytest.skip("no LibreOffice: apt install libreoffice-calc")

    def convert(*names):
        folder = tmp_path_factory.mktemp("office")
        books = files.write_files(names, "xlsx", folder / "books")
        sheets = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
        command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        command += ["--convert-to", sheets, "--outdir", folder / "sheets", *books]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return {
            path.stem: pd.read_csv(path, dtype="str", keep_default_na=False)
            for path in (folder / "sheets").iterdir()
        }

    return convert


@pytest.mark.slow
def test_libreoffice_opens_a_workbook_with_the_rows_their_codebook_and_their_sources(as_csv):
    figure = "01-trade/kyrgyz-gold"
    sheets = as_csv("casualty_reports", "claims", figure)
    for name in ("casualty_reports", "claims"):
        rows = pd.DataFrame(rows_of(name))
        shown = sheets[f"{name}-rows"]
        assert list(shown.columns) == list(rows.columns)
        everything = list(rows.columns)
        assert shown.sort_values(everything).to_numpy().tolist() == (
            rows.sort_values(everything).to_numpy().tolist()
        )
        assert list(sheets[f"{name}-codebook"]["column"]) == list(rows.columns)
    drawn = pd.read_csv(ROOT / f"figures/{figure}.csv")
    assert len(sheets["kyrgyz-gold-rows"]) == len(drawn)
    facts = json.loads((ROOT / f"figures/{figure}.json").read_text(encoding="utf-8"))
    named = set(sheets["kyrgyz-gold-sources"]["source_id"])
    assert named >= {source["source_id"] for source in facts["sources"]}
