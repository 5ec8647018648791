"""The page of each figure, with its files, its rows and their sources."""

import csv
import io
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import TemplateError
from PIL import Image

from heartland.errors import HeartlandError, offer
from heartland.files import read_json
from heartland.notebooks import notebooks
from heartland.tables import csv_files, schemas
from heartland.tables.schemas import SOURCES_OF_PARTS
from heartland_evidence.lineage.committed_figures import Figure
from heartland_evidence.lineage.disputes import Correction, corrections_of
from heartland_evidence.lineage.rows_behind import datasets_behind
from heartland_site import metadata, references, text
from heartland_site.choices import Choice, Option, Variant, choices
from heartland_site.drawings import Drawing, narrow_drawing
from heartland_site.pages import SITE_FOLDER, SearchEntry, Site, read_yaml
from heartland_site.references import Citation
from heartland_site.row_places import where_read
from heartland_site.site_runs import PHONE

ENDINGS = ("png", "svg", "csv", "json")
PRESS = ("media", "news agency")  # kinds of sources
TELLING = (  # columns that say what a row is of
    "panel",
    "what",
    "index",
    "edition",
    "claim_id",
    "event",
    "event_id",
    "area",
    "side",
    "place",
    "partner",
    "measure",
    "group",
    "label",
    "flow",
    "ledger",
    "year",
    "period",
    "date",
)


@dataclass
class FigurePage:
    """A figure as its page shows it.

    Attributes:
        site: the site it is shown on.
        path: of the figure's JSON file.
        choice: what is offered on its page, if anything is.
        variant: which of the values offered it shows.
        variants: the others, where it is the committed figure; known once they are written.
        sizes: of its files, by their ending, as readers see them; known once they are written.
    """

    site: Site
    path: Path
    choice: Choice | None = None
    variant: Variant | None = None
    variants: list["FigurePage"] = field(default_factory=list)
    sizes: dict[str, str] = field(default_factory=dict)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What the figure's JSON says: title, alt text, sources, parameters and so on."""
        return dict(read_json(self.path))

    @property
    def figure(self) -> str:
        """The name that its notebook gives it: ``kyrgyz-gold``."""
        return self.path.stem

    @property
    def name(self) -> str:
        """The name of its files: ``kyrgyz-gold``, of a variant ``forecast-paths-2023``."""
        return self.variant.page_of(self.figure) if self.variant else self.figure

    @property
    def notebook(self) -> str:
        """The notebook that makes it: ``01-trade``."""
        return self.choice.notebook if self.choice else self.path.parent.name

    @property
    def is_variant(self) -> bool:
        """Whether it is not the committed figure."""
        return self.variant is not None and self.variant.slug != ""

    @property
    def command(self) -> str:
        """The command that makes it again."""
        if self.variant and self.is_variant:
            return self.variant.wide.command
        return f"heartland run {self.notebook}"

    @cached_property
    def options(self) -> list[tuple[str, list[Option]]]:
        """What its page offers, see ``Choice.options``."""
        if not self.choice or not self.variant:
            return []
        return self.choice.options(self.figure, self.variant)

    @property
    def place(self) -> str:
        """Where it is among the figures: ``01-trade/kyrgyz-gold``."""
        return f"{self.notebook}/{self.name}"

    @property
    def page(self) -> str:
        """The name of its page."""
        return f"figures/{self.place}"

    @property
    def theme(self) -> str:
        """The theme of its notebook in words."""
        return str(self.site.words["themes"].get(self.notebook, self.notebook))

    @property
    def kind(self) -> str:
        """The kind of chart in words."""
        kind = self.facts["kind"]
        return str(self.site.words["kinds"].get(kind, kind))

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Its files by name."""
        return {
            f"{self.name}.{ending}": self.path.with_suffix(f".{ending}").read_bytes()
            for ending in ENDINGS
        }

    @cached_property
    def drawn(self) -> Figure:
        """What it drew, as its files tell it."""
        return Figure(self.path)

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        """The rows drawn, each with its place in its source where that is known."""
        table = io.StringIO(self.files[f"{self.name}.csv"].decode(), newline="")
        rows = list(csv.DictReader(table))
        if rows and "locator" not in rows[0]:
            places = where_read(self.site.root, self.drawn)
            for row, place in zip(rows, places, strict=True):
                row["locator"] = place
        return rows

    @cached_property
    def corrections(self) -> list[Correction]:
        """What the table of corrections says of the rows drawn."""
        return corrections_of(self.site.root, self.drawn)

    @cached_property
    def keys(self) -> dict[str, list[str]]:
        """The datasets that its rows can come from, each with the columns that tell a row."""
        names = datasets_behind(self.site.root, self.drawn)
        return {name: schemas.read(self.site.root, name)["primaryKey"] for name in names}

    @cached_property
    def same(self) -> dict[str, str]:
        """What is the same in all rows, by column: said once, above the table."""
        if len(self.rows) < 2:
            return {}
        first = self.rows[0]
        return {
            column: first[column]
            for column in self._filled_columns
            if all(row[column] == first[column] for row in self.rows)
        }

    @cached_property
    def columns(self) -> list[str]:
        """The columns of the table of rows, without those of sources.

        What the row is of stands first, and its value beside it.
        """
        columns = [column for column in self._filled_columns if column not in self.same]
        if "value" not in columns:
            return columns
        first = [column for column in columns if column in TELLING]
        values = [column for column in ("value", "unit") if column in columns]
        return [*first, *values, *(one for one in columns if one not in (*first, *values))]

    @cached_property
    def columns_of_sources(self) -> list[str]:
        """The columns of sources of the table of rows: of its parts, and of all they leave out."""
        parts = [column for column in SOURCES_OF_PARTS if column in self.rows[0]]
        for row in self.rows:
            of_parts = {one for column in parts for one in row[column].split(";")}
            if not of_parts.issuperset(row["source_id"].split(";")):
                return [*parts, "source_id"]
        return parts

    @cached_property
    def corrections_of_line(self) -> dict[int, list[str]]:
        """The ids of the corrections of each row, by its line in the CSV."""
        lines = defaultdict(list)
        for correction in self.corrections:
            for line in correction.lines:
                lines[line].append(correction.entry["correction_id"])
        return lines

    def rests_on_one_page(self, row: dict[str, str]) -> bool:
        """Whether one page of the press carries a row, and no other is known to."""
        source = self.site.sources.get(row["source_id"])  # none, where the row has several
        alone = source is not None and source["kind"] in PRESS and not source["also_at"]
        return alone and row.get("also_in") == ""

    def with_unit(self, row: dict[str, str]) -> str:
        """The value of a row as one says it, with its unit; "" where its unit is not told."""
        if not row["value"] or not row.get("unit"):
            return ""
        return f"{text.spoken_number(row['value'])} {row['unit']}"

    def heading(self, column: str) -> str:
        """What a column is called in its table."""
        return str(self.site.words["columns"].get(column, column.replace("_", " ")))

    @cached_property
    def _filled_columns(self) -> list[str]:
        return [
            column
            for column in self.rows[0]
            if column not in ("source_id", *SOURCES_OF_PARTS)
            and any(row[column] for row in self.rows)
        ]

    @cached_property
    def wide(self) -> Drawing:
        """The drawing that is committed."""
        return Drawing(self.path)

    @cached_property
    def narrow(self) -> Drawing | None:
        """The drawing for phones, where there is one."""
        place = PHONE / f"{self.place}.json"
        if self.variant and self.is_variant:
            place = self.variant.narrow.place(f"{self.figure}.json")
        return narrow_drawing(self.site.root, self.wide, place)

    def alt(self, drawing: Drawing) -> str:
        """What a drawing shows, for who cannot see it: where its parts stand is its own."""
        text = str(self.facts["alt"])
        return text.replace(self.facts["subtitle"], drawing.facts["subtitle"], 1)

    @cached_property
    def countries(self) -> list[str]:
        """The codes of the countries it is about.

        From its rows (areas, partners, sides, places of events), else from its parameters.
        """
        table = {row["area"]: row for row in csv_files.rows(self.site.root, "areas")}
        codes = set(self.facts["areas"]) | set(self._codes_in_rows())
        if "CA5" in codes:
            codes.update(table["CA5"]["members"].split(";"))
        countries = [code for code in codes if code in table and table[code]["kind"] == "country"]
        return sorted(countries) or self.facts["parameters"].get("areas", [])

    def _codes_in_rows(self) -> Iterator[str]:
        events = csv_files.rows(self.site.root, "conflict_events")
        area_of_event = {event["event_id"]: event["area"] for event in events}
        for row in self.rows:
            yield from row.get("partner", "").split(";")
            yield from row.get("side", "").split(";")
            yield area_of_event.get(row.get("event_id", ""), "")

    @cached_property
    def embedded(self) -> str:
        """The HTML that shows it in another page."""
        above = self.site.address or "../.."
        return self.site.render("embed.txt", f=self, address=f"{above}/embed/{self.place}.html")

    @cached_property
    def citations(self) -> list[Citation]:
        """How to cite it: as text, BibTeX, RIS and CSL-JSON."""
        return references.forms(references.of_figure(self), self.name)


def write_replaced(site: Site, figures: Collection[str]) -> None:
    """Let the address of each figure that is gone lead to what took its place.

    Raises:
        HeartlandError: if what took its place does not exist, or the figure is still there.
    """
    places = [*figures, *(path.stem for path in notebooks(site.root))]
    for old, new in read_yaml(SITE_FOLDER / "replaced.yml").items():
        if old in figures:
            raise HeartlandError(f"site/replaced.yml: {old} is still there: delete the line")
        if new not in places:
            raise HeartlandError(f"site/replaced.yml, {old}: no figure {new}{offer(new, places)}")
        folder = "figures" if new in figures else "notebooks"
        page = site.render("replaced.html", target=f"../../{folder}/{new}.html")
        site.put(f"figures/{old}.html", page)


def write_figures(site: Site) -> dict[str, FigurePage]:
    """Write the page and the files of every figure; return the figures by place."""
    offered = {
        f"{choice.notebook}/{name}": choice
        for choice in choices(site.root)
        for name in choice.figures
    }
    figures = {}
    for path in sorted((site.root / "figures").glob("*/*.json")):
        figure = FigurePage(site, path)
        figure.choice = offered.get(figure.place)
        figure.variant = figure.choice.committed if figure.choice else None
        write_or_explain(figure)
        figures[figure.place] = figure
    return figures


def write_variants(site: Site, figures: Iterable[FigurePage]) -> None:
    """Write the page and the files of each variant of the figures that offer a choice."""
    for figure in figures:
        if not figure.choice:
            continue
        for variant in figure.choice.others:
            if variant.is_there(figure.figure):
                page = variant_page(figure, variant)
                write_or_explain(page)
                figure.variants.append(page)


def variant_page(figure: FigurePage, variant: Variant) -> FigurePage:
    """Return a variant of a committed figure."""
    path = variant.facts_of(figure.figure)
    return FigurePage(figure.site, path, choice=figure.choice, variant=variant)


def write_or_explain(figure: FigurePage) -> None:
    """Write a figure, or end the build with a line that says which file is broken."""
    try:
        write_figure(figure)
    except (HeartlandError, TemplateError, OSError, LookupError, ValueError) as error:
        reason = " ".join(str(error).replace(f"{figure.site.root}/", "").split())
        reason = reason or type(error).__name__
        again = "make site" if figure.is_variant else figure.command
        sys.exit(f"figures/{figure.place}: {reason}; make it again: {again}")


def write_figure(figure: FigurePage) -> None:
    """Write all that the site holds of a figure."""
    copy_files(figure)
    references.write_forms(figure.site, f"figures/{figure.notebook}", figure.citations)
    write_narrow_picture(figure)
    if not figure.is_variant:  # no list shows the others
        write_thumbnail(figure)
    write_embedded(figure)
    about = f"{figure.facts['title']}. {figure.facts['subtitle']}"
    figure.site.page(
        figure.page,
        "figure.html",
        about,
        wide=True,
        listed=not figure.is_variant,
        picture=f"{figure.page}.png",
        f=figure,
        json_ld=metadata.figure_json_ld(figure),
    )
    if not figure.is_variant:
        add_events_to_search(figure)


def add_events_to_search(figure: FigurePage) -> None:
    """Let the search find each event of a figure by its name and its counts, at its first row."""
    events = csv_files.rows(figure.site.root, "conflict_events")
    names = {event["event_id"]: event["name"] for event in events}
    subject = figure.notebook.partition("-")[2].replace("-", " ")
    lines: dict[str, int] = {}
    counts = defaultdict(list)
    for line, row in enumerate(figure.rows, 2):
        event = row.get("event_id", "")
        if event in names:
            lines.setdefault(event, line)
            counts[event].append(row.get("value", ""))
    for event, line in lines.items():
        values = ", ".join(value for value in dict.fromkeys(counts[event]) if value)
        counted = f"{subject}: {values}" if values else subject
        text = f"{names[event]} ({counted})"
        figure.site.search_entries.append(SearchEntry(text, "event", figure.page, f"row-{line}"))


def copy_files(figure: FigurePage) -> None:
    """Copy the files of a figure, and say in one of text what they are and where they are from."""
    for ending in ENDINGS:
        content = figure.files[f"{figure.name}.{ending}"]
        figure.sizes[ending] = figure.site.put(f"{figure.page}.{ending}", content)
    readme = figure.site.render("readme.txt", f=figure)
    figure.sizes["txt"] = figure.site.put(f"{figure.page}.txt", readme)


def write_thumbnail(figure: FigurePage) -> None:
    """Write the picture that lists of figures show."""
    with Image.open(figure.path.with_suffix(".png")) as image:
        small = image.convert("RGB").reduce(2)
    small.save(figure.site.out / f"{figure.page}.webp", method=2)


def write_narrow_picture(figure: FigurePage) -> None:
    """Copy the picture for phones, where there is one."""
    if figure.narrow:
        picture = figure.narrow.path.with_suffix(".png").read_bytes()
        figure.site.put(f"{figure.page}.phone.png", picture)


def write_embedded(figure: FigurePage) -> None:
    """Write the page that others show in an ``iframe``: without script or navigation."""
    page = figure.site.render("embed.html", f=figure, base="../../")
    figure.site.put(f"embed/{figure.place}.html", page)
