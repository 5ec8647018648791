"""A page for each republic: its brief, its figures, events, claims and tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from claim_pages import ClaimOnPage
from dataset_pages import DatasetPage
from drawings import Drawing
from figure_pages import FigurePage
from heartland.tables import package
from heartland.tables.areas import area_names
from heartland.tables.coverage import REPUBLICS
from pages import Site
from site_runs import perform, site_run

BRIEF = "10-country-brief"
FOLDER = Path("build") / "briefs"


@dataclass(frozen=True)
class CountryPage:
    """A republic as its page shows it.

    Attributes:
        site: the site it is shown on.
        code: of the republic.
        figures: in which it appears.
        claims: about it.
        datasets: that hold rows on it.
        brief: the pages of its brief, where they were made.
    """

    site: Site
    code: str
    figures: list[FigurePage]
    claims: list[ClaimOnPage]
    datasets: list[DatasetPage]
    brief: list[Drawing] = field(default_factory=list)

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
        for line, row in enumerate(package.rows(self.site.root, "conflict_events"), start=2):
            if self.code in row["areas_involved"].split(";"):
                events.append({**row, "line": str(line)})
        return sorted(events, key=lambda event: event["start"], reverse=True)


def make_briefs(root: Path) -> int:
    """Run the country brief for each republic, where something has changed."""
    runs = [site_run(root, BRIEF, {"area": code}, FOLDER / code) for code in REPUBLICS]
    return perform(runs)


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
            brief_pages(site.root, code),
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


def brief_pages(root: Path, code: str) -> list[Drawing]:
    """Return the pages of a brief; none where it was not made."""
    pages = [Drawing(path) for path in sorted((root / FOLDER / code).glob("page-*.json"))]
    return [page for page in pages if page.facts["parameters"]["area"] == code]


def write_brief(country: CountryPage) -> None:
    """Copy the pictures and PDFs of a brief."""
    for drawing in country.brief:
        for ending in ("png", "pdf"):
            content = drawing.path.with_suffix(f".{ending}").read_bytes()
            country.site.put(f"{country.page}-{drawing.path.stem}.{ending}", content)
