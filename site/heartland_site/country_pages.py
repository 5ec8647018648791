"""A page for each republic: its brief, its figures, events, claims and tables."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pypdf import PdfWriter

from heartland.files import read_json
from heartland.tables import csv_files
from heartland.tables.areas import REPUBLICS, area_names
from heartland_site.claim_pages import ClaimOnPage
from heartland_site.dataset_pages import DatasetPage
from heartland_site.drawings import Drawing, narrow_drawing
from heartland_site.figure_pages import FigurePage
from heartland_site.notebook_pages import STYLE, Cell, exported_place
from heartland_site.pages import Site
from heartland_site.site_runs import BRIEF, PHONE_VARIANTS, VARIANTS, brief_folder


@dataclass(frozen=True)
class BriefFigure:
    """A figure of a country brief.

    Attributes:
        wide: its drawing for the desk.
        narrow: its drawing for phones, where there is one.
        figure: the page of the site with its rows, where there is one.
    """

    wide: Drawing
    narrow: Drawing | None
    figure: FigurePage | None = None

    @property
    def name(self) -> str:
        """The name of its files: ``trade-partners``."""
        return self.wide.path.stem


@dataclass(frozen=True)
class CountryPage:
    """A republic as its page shows it.

    Attributes:
        site: the site it is shown on.
        code: of the republic.
        figures: in which it appears.
        claims: about it.
        datasets: that hold rows on it.
        brief: the figures of its brief, where it was made.
        tables: those of its brief, as HTML.
    """

    site: Site
    code: str
    figures: list[FigurePage]
    claims: list[ClaimOnPage]
    datasets: list[DatasetPage]
    brief: list[BriefFigure] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of the republic."""
        return area_names()[self.code]

    @property
    def page(self) -> str:
        """The name of its page."""
        return f"countries/{self.code.lower()}"

    @cached_property
    def events(self) -> list[dict[str, str]]:
        """The events that involve it, newest first, each with its ``line`` in the CSV."""
        events = []
        for line, row in enumerate(csv_files.rows(self.site.root, "conflict_events"), start=2):
            if self.code in row["areas_involved"].split(";"):
                events.append({**row, "line": str(line)})
        return sorted(events, key=lambda event: event["start"], reverse=True)


def write_countries(
    site: Site,
    figures: Mapping[str, FigurePage],
    claims: Iterable[ClaimOnPage],
    datasets: Iterable[DatasetPage],
) -> list[CountryPage]:
    """Write the page of each republic, and the list of them."""
    countries = []
    for code in REPUBLICS:
        country = CountryPage(
            site,
            code,
            [figure for figure in figures.values() if is_about(figure, code)],
            [claim for claim in claims if code in claim.row["area"].split(";")],
            [dataset for dataset in datasets if dataset.coverage.get(code)],
            drawn_brief(site, figures, code),
            brief_tables(site.root, code),
        )
        write_brief(country)
        about = (
            f"{country.name}: {len(country.figures)} figures, {len(country.events)} events, "
            f"{len(country.claims)} claims with their verdicts, and the tables behind them."
        )
        site.page(country.page, "country.html", about, wide=True, country=country)
        countries.append(country)
    site.page(
        "countries/index",
        "countries.html",
        "A page for each of the five republics.",
        below=[country.page for country in countries],
        countries=countries,
    )
    return countries


def is_about(figure: FigurePage, code: str) -> bool:
    """Tell whether a republic appears in a figure; briefs are shown apart."""
    return code in figure.countries and figure.notebook != BRIEF


def drawn_brief(site: Site, figures: Mapping[str, FigurePage], code: str) -> list[BriefFigure]:
    """Return the figures of the brief of a republic; none where it was not made."""
    drawn = []
    for wide in brief_figures(site.root, code):
        place = PHONE_VARIANTS / brief_folder(code) / wide.path.name
        narrow = narrow_drawing(site.root, wide, place)
        committed = figures.get(f"{BRIEF}/{wide.path.stem}")
        drawn.append(BriefFigure(wide, narrow, of_republic(committed, code)))
    return drawn


def brief_figures(root: Path, code: str) -> list[Drawing]:
    """Return the figures of a brief, in its order; none where it was not made."""
    folder = root / VARIANTS / brief_folder(code)
    places = [exported_place(BRIEF, cell) for cell in _cells(folder)]
    names = [place.rpartition("/")[2] for place in places if place]
    figures = [Drawing(folder / f"{name}.json") for name in names]
    return [one for one in figures if one.facts["parameters"]["area"] == code]


def brief_tables(root: Path, code: str) -> list[str]:
    """Return the tables of a brief that have a caption, as HTML without its style, in its order."""
    outputs = [
        out for cell in _cells(root / VARIANTS / brief_folder(code)) for out in cell["outputs"]
    ]
    tables = ["".join(output.get("data", {}).get("text/html", "")) for output in outputs]
    return [STYLE.sub("", table) for table in tables if "<caption>" in table]


def _cells(folder: Path) -> list[Cell]:
    """Return the code cells of the executed brief in a folder; none where it was not made."""
    path = folder / f"{BRIEF}.ipynb"
    if not path.is_file():
        return []
    return [cell for cell in read_json(path)["cells"] if cell["cell_type"] == "code"]


def of_republic(committed: FigurePage | None, code: str) -> FigurePage | None:
    """Return the page of a figure of a brief that is about a republic, among its variants."""
    pages = [committed, *committed.variants] if committed else []
    return next((page for page in pages if page.facts["parameters"]["area"] == code), None)


def write_brief(country: CountryPage) -> None:
    """Write the pictures of a brief, for the desk and for phones, and all figures as one PDF."""
    site = country.site
    for drawn in country.brief:
        site.put(f"{country.page}-{drawn.name}.png", drawn.wide.file("png"))
        if drawn.narrow:
            site.put(f"{country.page}-{drawn.name}.phone.png", drawn.narrow.file("png"))
    if country.brief:
        site.put(f"{country.page}.pdf", joined(drawn.wide.file("pdf") for drawn in country.brief))


def joined(documents: Iterable[bytes]) -> bytes:
    """Put the pages of PDFs into one, whose bytes are the same at every build."""
    pages = PdfWriter()
    for document in documents:
        pages.append(io.BytesIO(document))
    whole = io.BytesIO()
    pages.write(whole)
    return whole.getvalue()
