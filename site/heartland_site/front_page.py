"""The front page: a finding of each theme, the map as a door to the republics, the last change."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from pathlib import Path

from heartland.errors import HeartlandError
from heartland.notebooks import cells, notebooks
from heartland_site.country_pages import CountryPage
from heartland_site.dataset_pages import DatasetPage
from heartland_site.drawings import Drawing
from heartland_site.figure_pages import FigurePage
from heartland_site.metadata import changes
from heartland_site.pages import Site

ENTRANCES = (
    "gallery",
    "countries/index",
    "notebooks/index",
    "data/index",
    "claims/index",
    "reference/index",
    "api/index",
    "changes",
    "whats-next",
    "method",
    "about",
)
START = "00-start-here"  # the region as a whole, no theme
MAP = f"{START}/the-region"
SVG = "http://www.w3.org/2000/svg"
TAKEN = re.compile(r"""figure_of\(\s*["']([\w-]+)["'],\s*["']([\w-]+)""")  # notebook and figure
FIRST_ITEM = re.compile(r"<li>(.*?)</li>", flags=re.S)


def write_front_page(
    site: Site,
    figures: Mapping[str, FigurePage],
    datasets: Sequence[DatasetPage],
    countries: Sequence[CountryPage],
    questions: Mapping[str, str],
) -> None:
    """Write the front page, and the page of all changes."""
    log = changes(site.root)
    site.page("changes", "changes.html", "What changed, newest first.", changes=log)
    site.page(
        "index",
        "home.html",
        "What ten articles said about Central Asia, checked against published sources.",
        below=ENTRANCES,
        wide=True,
        figures=figures,
        region=figures[MAP],
        doors=doors(figures[MAP], countries),
        questions=questions,
        datasets=datasets,
        countries=countries,
        chosen=chosen_figures(site.root, figures),
        newest=log[0],
        news=FIRST_ITEM.search(log[0].html),
    )


def chosen_figures(root: Path, figures: Mapping[str, FigurePage]) -> list[FigurePage]:
    """Return the figures that notebooks take from others: one for each theme."""
    chosen = []
    for path in notebooks(root):
        for cell in cells(path):
            if cell.kind == "code":
                chosen += [figures["/".join(names)] for names in TAKEN.findall(cell.text)]
    return chosen


def doors(region: FigurePage, countries: Sequence[CountryPage]) -> list[str]:
    """Return the drawings of the map (wide, narrow) with a link on the name of each republic."""
    pages = {country.code: f"{country.page}.html" for country in countries}
    drawings = [region.wide, region.narrow] if region.narrow else [region.wide]
    return [
        with_doors(drawing, [pages[row["area"]] for row in region.rows]) for drawing in drawings
    ]


def with_doors(drawing: Drawing, pages: Sequence[str]) -> str:
    """Return a drawing whose marks are links to the pages of their rows.

    Raises:
        HeartlandError: if a mark is not in the drawing.
    """
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    svg = ET.fromstring(
        f'<svg xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink">{drawing.inside}'
    )
    groups = {group.get("id"): group for group in svg.iter(f"{{{SVG}}}g")}
    for mark, rows in drawing.facts["marks"].items():
        group = groups.get(drawing.prefix + mark)
        if group is None:
            raise HeartlandError(f"{drawing.path.name} names the mark {mark}, which is not drawn")
        group.tag = f"{{{SVG}}}a"
        group.set("href", pages[rows[0]])
    for name in ("role", "aria-label", "viewBox"):
        svg.attrib.pop(name, None)
    svg.set("viewBox", drawing.box)
    svg.set("role", "group")
    told = f"Map: each name leads to the page of the republic. {drawing.facts['subtitle']}"
    svg.set("aria-label", told)
    return ET.tostring(svg, encoding="unicode")
