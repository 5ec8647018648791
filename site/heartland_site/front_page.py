"""The front page: the questions of the start notebook, the map as a door, the last change."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from heartland import claims
from heartland.errors import HeartlandError
from heartland.notebooks import cells, find_notebook
from heartland.sentences import count, listed
from heartland_site import text
from heartland_site.country_pages import CountryPage
from heartland_site.dataset_pages import DatasetPage
from heartland_site.drawings import Drawing
from heartland_site.figure_pages import FigurePage
from heartland_site.metadata import changes
from heartland_site.pages import Site
from heartland_site.rows import rows_in_order

ENTRANCES = (
    "gallery",
    "countries/index",
    "notebooks/index",
    "data/index",
    "claims/index",
    "reference/index",
    "changes",
    "whats-next",
    "method",
    "about",
)
START = "00-start-here"  # the region as a whole, no theme
MAP = f"{START}/the-region"
SVG = "http://www.w3.org/2000/svg"
TAKEN = re.compile(r"""figure_of\(\s*["']([\w-]+)["'],\s*["']([\w-]+)""")  # notebook and figure
QUESTION = re.compile(r"^## (.+)$", flags=re.M)
LINES_OF_NEWS = 3
NEWS = re.compile(r"<li>(<strong>.*?\.)(?= |</li>)")  # the first sentence after its heading


@dataclass(frozen=True)
class Question:
    """A question of the start notebook.

    Attributes:
        words: the question.
        figure: that answers it, of another notebook.
        answer: of that notebook, as Markdown; its first sentence is bold.
    """

    words: str
    figure: FigurePage
    answer: str

    @property
    def html(self) -> str:
        """The whole answer as HTML."""
        return str(text.MARKDOWN.renderInline(self.answer))

    @property
    def short(self) -> str:
        """The first sentence of the answer."""
        return self.answer.split("**")[1]


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
        asked=asked(site.root, figures),
        author=author(rows_in_order("articles")),
        outcomes=claims.distinct_errors(claims.judged()).to_dict(),
        newest=log[0],
        news=NEWS.findall(log[0].html)[:LINES_OF_NEWS],
    )


def author(articles: Sequence[Mapping[str, str]]) -> str:
    """Name who wrote most of the articles, and those who wrote some with them."""
    names = Counter(name for article in articles for name in article["authors"].split(";"))
    (first, _), *others = names.most_common()
    return f"{first}, {listed(f'{count(number)} with {name}' for name, number in others)}"


def asked(root: Path, figures: Mapping[str, FigurePage]) -> list[Question]:
    """Return the questions of the start notebook: the heading above each figure it takes."""
    questions = []
    words = ""
    for cell in cells(find_notebook(root, START)):
        if cell.kind == "markdown":
            words = [words, *QUESTION.findall(cell.text)][-1]
        for names in TAKEN.findall(cell.text):
            figure = figures["/".join(names)]
            questions.append(Question(words, figure, figure.facts["answer"]))
    return questions


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
