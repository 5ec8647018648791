"""A page for each republic: its brief, its figures, events, claims and tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from heartland.files import read_json
from heartland.tables import csv_files
from heartland.tables.areas import REPUBLICS, area_names
from heartland_evidence.office.brief import pdf_of
from heartland_site.claim_pages import ClaimOnPage
from heartland_site.dataset_pages import DatasetPage
from heartland_site.figure_pages import FigurePage
from heartland_site.notebook_pages import STYLE
from heartland_site.pages import Site
from heartland_site.site_runs import BRIEF, VARIANTS, brief_folder


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
    brief: list[FigurePage]
    tables: list[str]

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
            brief_figures(figures, code),
            brief_tables(site.root, code),
        )
        about = (
            f"{country.name}: {len(country.figures)} figures, {len(country.events)} events, "
            f"{len(country.claims)} claims with their verdicts, and the tables behind them."
        )
        site.page(
            country.page,
            "country.html",
            about,
            wide=True,
            country=country,
            has_pdf=write_brief(country),
        )
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


def brief_figures(figures: Mapping[str, FigurePage], code: str) -> list[FigurePage]:
    """Return the figures of the brief of a republic, in the order in which they are offered."""
    choice = next((one.choice for one in figures.values() if one.notebook == BRIEF), None)
    committed = [figures[f"{BRIEF}/{name}"] for name in choice.figures] if choice else []
    pages = [page for one in committed for page in (one, *one.variants)]
    return [page for page in pages if page.facts["parameters"]["area"] == code]


def brief_tables(root: Path, code: str) -> list[str]:
    """Return the tables of a brief that have a caption, as HTML without its style, in its order.

    There are none where no build has made the brief.
    """
    path = root / VARIANTS / brief_folder(code) / f"{BRIEF}.ipynb"
    cells = read_json(path)["cells"] if path.is_file() else []
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    tables = ["".join(output.get("data", {}).get("text/html", "")) for output in outputs]
    return [STYLE.sub("", table) for table in tables if "<caption>" in table]


def write_brief(country: CountryPage) -> bool:
    """Write a brief as one PDF, if a build has made it; tell whether it has."""
    executed = country.site.root / VARIANTS / brief_folder(country.code) / f"{BRIEF}.ipynb"
    if not executed.is_file():
        return False
    country.site.put(f"{country.page}.pdf", pdf_of(executed, country.name))
    return True
