"""Build the site from executed notebooks, exported figures and data. It computes no finding.

Python gathers facts, templates write them down, Sphinx (``conf.py``) adds navigation and search.
The site is built in a folder of its own, which takes the place of the old site once it is complete.
"""

import argparse
import base64
import hashlib
import io
import json
import os
import re
import shutil
import sys
import tempfile
import time
from dataclasses import astuple
from pathlib import Path
from typing import NoReturn

import font_source_sans_pro
from fontTools.ttLib import TTFont

import heartland
from heartland.environment import HEARTLAND_ROOT
from heartland.errors import HeartlandError
from heartland.files import write_atomically
from heartland.notebooks import notebooks
from heartland.runs import parameters
from heartland.sentences import listed
from heartland_site import metadata, references, site_runs
from heartland_site.calendar_page import write_calendar
from heartland_site.choices import choices
from heartland_site.claim_pages import write_claims
from heartland_site.country_pages import CountryPage, write_countries
from heartland_site.dataset_pages import DatasetPage, write_datasets
from heartland_site.figure_pages import (
    FigurePage,
    write_figures,
    write_replaced,
    write_variants,
)
from heartland_site.front_page import write_front_page
from heartland_site.method_pages import write_method
from heartland_site.notebook_pages import write_notebooks
from heartland_site.pages import ROOT, SITE_FOLDER, Site

MARK = ".heartland-site"  # a folder without this file is not ours to empty
SAMPLE = ("03-growth-forecasts", "area-tjk", "target-year-2023")  # runs that tests make
FIRST = (
    "the first build draws every figure for phones, too, and with the values that its page offers: "
    "some four minutes on two cores"
)
NOT_OF_THE_SITE = (  # what the theme brings
    "*webpack-macros.html",
    "**/*.map",
    "locales/**/*.?o",
    "scripts/fontawesome.js*",
)
CHARSET = re.compile('<meta charset="utf-8"[^>]*>')
WRITTEN_OUT = re.compile(r"<script(?![^>]* (?:src|type)=)[^>]*>(.*?)</script>", flags=re.S)
POLICY = (  # styles stand in drawings and in the theme's pages
    "default-src 'self'; script-src 'self'{}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'"
)
FONT_WEIGHTS = ("Regular", "Semibold", "Bold", "It")


def write(site: Site) -> None:
    """Write every page and file that Sphinx does not make."""
    figures = write_figures(site)
    write_replaced(site, figures)
    write_variants(site, figures.values())
    write_notebooks(site, figures)
    datasets = write_datasets(site)
    claims = write_claims(site)
    write_method(site)
    write_calendar(site)
    countries = write_countries(site, figures, claims, datasets)
    write_reference(site)
    write_overviews(site, figures, datasets, countries)
    write_search_entries(site)
    metadata.write_feed(site)
    copy_fonts(site)


def write_overviews(
    site: Site,
    figures: dict[str, FigurePage],
    datasets: list[DatasetPage],
    countries: list[CountryPage],
) -> None:
    """Write the front page and the lists of figures, notebooks and datasets."""
    paths = notebooks(site.root)
    questions = {path.stem: parameters.question(path) for path in paths}
    site.page(
        "data/index",
        "data.html",
        "Every dataset: rows, coverage, terms.",
        below=[f"data/{dataset.name}" for dataset in datasets],
        datasets=datasets,
        json_ld=metadata.package_json_ld(site, datasets),
    )
    site.page(
        "notebooks/index",
        "notebooks.html",
        "The notebooks, one a theme.",
        below=[f"notebooks/{notebook}" for notebook in questions],
        figures=figures,
        questions=questions,
    )
    site.page(
        "gallery",
        "gallery.html",
        f"All {len(figures)} figures, by theme, country and kind.",
        wide=True,
        figures=figures,
    )
    cited = references.forms(references.of_collection(site), "heartland")
    references.write_forms(site, ".", cited)
    site.page(
        "about",
        "about.html",
        "How to cite, licences, and how to run it yourself.",
        citations=cited,
    )
    write_front_page(site, figures, datasets, countries, questions)


def write_reference(site: Site) -> None:
    """Write the page of the names that an analyst calls, for Sphinx to fill from docstrings."""
    names = [name for name in dir(heartland) if callable(getattr(heartland, name))]
    body = [f".. autofunction:: heartland.{name}" for name in names]
    about = "Every name that an analyst calls, from the library’s own descriptions."
    head = [f":description: {about}", "", "Reference", "=========", "", about]
    lead = 'In a notebook: ``import heartland as hl``, then ``hl.load("trade")``.'
    text = "\n\n".join(["\n".join([*head, lead]), *body])
    write_atomically(site.source / "reference" / "index.rst", text.encode())


def write_search_entries(site: Site) -> None:
    """Write what the search finds beside pages, for ``conf.py``."""
    entries = [astuple(entry) for entry in site.search_entries]
    write_atomically(site.source / "found.json", json.dumps(entries).encode())


def copy_fonts(site: Site) -> None:
    """Copy Source Sans Pro, compressed but else unchanged: its licence asks for that."""
    static = site.out / "_static"
    static.mkdir(exist_ok=True)
    for weight in FONT_WEIGHTS:
        (static / f"SourceSansPro-{weight}.woff").write_bytes(woff(weight))
    licence = Path(font_source_sans_pro.__path__[0]) / "files" / "LICENSE.txt"
    shutil.copy(licence, static / "SourceSansPro-LICENSE.txt")


def woff(weight: str) -> bytes:
    """Return the letters of a weight (``Regular``, ``Bold`` …), compressed."""
    folder = Path(font_source_sans_pro.__path__[0]) / "files"
    font = TTFont(folder / f"SourceSansPro-{weight}.ttf", recalcTimestamp=False)
    font.flavor = "woff"
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


def run_sphinx(site: Site, work: Path) -> int:
    """Turn the pages into HTML; return 0 where no page has a warning."""
    from sphinx.cmd.build import build_main

    options = ["-qW", "--keep-going", "-j", "auto"]
    options += ["-c", str(SITE_FOLDER), "-d", str(work / "doctrees")]
    failed = build_main([*options, str(site.source), str(site.out)])
    for pattern in NOT_OF_THE_SITE:
        for path in site.out.glob(f"_static/{pattern}"):
            path.unlink()
    return failed


def add_policy(site: Site) -> None:
    """Let no page run a script but those of the site, nor load or send anything elsewhere."""
    for page in site.out.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        digests = {hashlib.sha256(script.encode()).digest() for script in WRITTEN_OUT.findall(text)}
        allowed = "".join(f" 'sha256-{base64.b64encode(one).decode()}'" for one in sorted(digests))
        policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY.format(allowed)}">'
        page.write_text(CHARSET.sub(rf"\g<0>\n{policy}", text, count=1), encoding="utf-8")


def build(out: Path) -> int:
    """Build the site, and put it in the place of the one that is there."""
    begun = time.monotonic()
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as folder:
        work = Path(folder)
        site = Site(work)
        site.put(MARK, "")
        print("building the site …", file=sys.stderr)
        write(site)
        if run_sphinx(site, work):
            return 1
        add_policy(site)
        metadata.write_sitemap(site)
        shutil.rmtree(out, ignore_errors=True)
        site.out.rename(out)
    pages = len(list(out.rglob("*.html")))
    seconds = time.monotonic() - begun
    print(f"{pages} pages in {seconds:.0f} s: open {out / 'index.html'}")
    return 0


def holds_something_else(out: Path) -> bool:
    """Tell whether a folder is neither empty nor a site, or is a file."""
    if not out.exists() or (out / MARK).exists():
        return False
    return out.is_file() or any(out.iterdir())


def main() -> int:
    """Build the site that the command line asks for."""
    os.environ.setdefault(HEARTLAND_ROOT, str(ROOT))
    parser = argparse.ArgumentParser(description="Build the site.")
    parser.add_argument(
        "--out",
        type=Path,
        default=ROOT / "build" / "site",
        help="folder to build in (default: build/site)",
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--no-runs",
        action="store_true",
        help="run no notebook; show of phones, briefs and choices what the last build made",
    )
    which.add_argument(
        "--sample",
        action="store_true",
        help=f"run only {listed(SAMPLE)}, for tests",
    )
    asked = parser.parse_args()
    out = asked.out.resolve()
    if holds_something_else(out):
        sys.exit(f"{out} holds something other than a site: name an empty folder with --out")
    offered = choices(ROOT)  # a fault in what is offered is reported before anything runs
    if not asked.no_runs:
        runs = site_runs.of_site(ROOT, offered)
        if asked.sample:
            runs = [run for run in runs if run.folder.name in SAMPLE]
        if not (ROOT / site_runs.FOLDER).exists():
            print(FIRST, file=sys.stderr)
        site_runs.make(runs, offered)
    return build(out)


def command() -> NoReturn:
    """Build the site, and end with one line where that fails."""
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("interrupted: the old site is unchanged")
    except (HeartlandError, OSError) as error:
        sys.exit(f"the old site is unchanged: {error}")
