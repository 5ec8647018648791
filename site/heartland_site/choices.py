"""What a reader may choose on the page of a figure: sweeps of ``notebooks/sweeps.yml``.

A sweep with a ``choice`` offers its values on the pages of the figures that it names. Each
combination of values is a variant: a run of its own, whose figures have pages of their own. The
combination that the figures are committed with has the figures' own pages.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heartland.errors import UsageError, offer, printable
from heartland.files import duplicates
from heartland.notebooks import find_notebook
from heartland.runs import parameters, sweeps
from heartland.tables.areas import area_names
from heartland_site.site_runs import (
    PHONE_VARIANTS,
    SWEEPS,
    VARIANTS,
    SiteRun,
    folder_of,
    site_run,
    slug,
)

FORM = "a 'choice' has 'figures', a list, 'labels', one for each name in the grid, and 'words'"


@dataclass(frozen=True)
class Variant:
    """A combination of values.

    Attributes:
        values: by the name of the parameter, as the command line has them.
        slug: ends the names of its pages; "" for the values of the committed figures.
        wide: the run that draws it.
        narrow: the run that draws it for phones.
    """

    values: Mapping[str, str]
    slug: str
    wide: SiteRun
    narrow: SiteRun

    def facts_of(self, figure: str) -> Path:
        """Return where the JSON of a figure of this run is, if there is one."""
        return self.wide.root / self.wide.place(f"{figure}.json")

    def page_of(self, figure: str) -> str:
        """Return the name of its page of a figure, and of the files there.

        ``forecast-paths-2023`` is the one of ``forecast-paths`` for 2023.
        """
        return f"{figure}-{self.slug}" if self.slug else figure

    def is_there(self, figure: str) -> bool:
        """Tell whether there is a figure to show."""
        return not self.slug or self.facts_of(figure).is_file()


@dataclass(frozen=True)
class Option:
    """A value as a page offers it: in words, and the page that it leads to."""

    words: str
    page: str
    is_chosen: bool


@dataclass(frozen=True)
class Choice:
    """A sweep that is offered to readers.

    Attributes:
        sweep: its name.
        notebook: whose figures it draws.
        figures: those on whose pages it is offered.
        labels: what is chosen, by the name of the parameter.
        words: for values that do not speak for themselves.
        variants: all combinations, in the order of the grid.
    """

    sweep: str
    notebook: str
    figures: Sequence[str]
    labels: Mapping[str, str]
    words: Mapping[str, str]
    variants: Sequence[Variant]

    @property
    def others(self) -> list[Variant]:
        """The variants that are not the committed figures."""
        return [variant for variant in self.variants if variant.slug]

    @property
    def committed(self) -> Variant:
        """The variant that is the committed figures."""
        return next(variant for variant in self.variants if not variant.slug)

    def options(self, figure: str, chosen: Variant) -> list[tuple[str, list[Option]]]:
        """Return what the page of a variant offers: for each parameter its label and values.

        A value leads to the variant that differs from this one in it alone. One of which no figure
        was made is left out, and so is a parameter of one value.
        """
        offered = []
        for parameter, label in self.labels.items():
            rest = without(chosen.values, parameter)
            values = [
                Option(
                    self.in_words(variant.values[parameter]),
                    variant.page_of(figure),
                    variant is chosen,
                )
                for variant in self.variants
                if without(variant.values, parameter) == rest and variant.is_there(figure)
            ]
            if len(values) > 1:
                offered.append((label, values))
        return offered

    def in_words(self, value: str) -> str:
        """Return the words for a value: an area goes by its name."""
        return self.words.get(value) or area_names().get(value, value)


def without(values: Mapping[str, str], parameter: str) -> dict[str, str]:
    """Return the values of the other parameters."""
    return {name: value for name, value in values.items() if name != parameter}


def choices(root: Path) -> list[Choice]:
    """Return what the sweeps of a collection offer.

    Raises:
        UsageError: naming the sweep, if its notebook, a figure or a value does not exist.
    """
    if not (root / SWEEPS).is_file():
        return []
    found = []
    for name, entry in sweeps.from_yaml(root / SWEEPS).items():
        if not isinstance(entry, dict) or "choice" not in entry:
            continue
        try:
            found.append(_choice(root, name, entry["choice"]))
        except UsageError as error:
            words = str(error).removeprefix(f"{SWEEPS}: ")
            raise UsageError(f"{SWEEPS}, {printable(name)}: {words}") from None
    _refuse_two_of_one_figure(found)
    return found


def _choice(root: Path, sweep: str, offered: Any) -> Choice:
    """Read what a sweep offers, and check it."""
    notebook, fixed, grid = sweeps.read_sweep(root, sweep)
    if not _is_form(offered, grid):
        raise UsageError(FORM)
    stem = find_notebook(root, notebook).stem
    variants = [
        _variant(root, stem, fixed, dict(zip(grid, values, strict=True)))
        for values in itertools.product(*grid.values())
    ]
    labels = {parameter: offered["labels"][parameter] for parameter in grid}
    words = offered.get("words", {})
    choice = Choice(sweep, stem, offered["figures"], labels, words, variants)
    _check_variants(choice)
    _check_figures(root, choice)
    return choice


def _is_form(offered: Any, grid: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether a choice is written as one."""
    if not isinstance(offered, dict) or offered.keys() - {"figures", "labels", "words"}:
        return False
    figures, labels = offered.get("figures"), offered.get("labels")
    is_list = isinstance(figures, list) and bool(figures)
    is_labelled = isinstance(labels, dict) and labels.keys() == grid.keys()
    return is_list and is_labelled and isinstance(offered.get("words", {}), dict)


def _variant(
    root: Path, notebook: str, fixed: Mapping[str, str], values: Mapping[str, str]
) -> Variant:
    """Plan a variant; its values are checked as those of any run."""
    given = {**fixed, **values}
    folder = folder_of(notebook, given)
    wide = site_run(root, notebook, given, VARIANTS / folder)
    narrow = site_run(root, notebook, given, PHONE_VARIANTS / folder)
    values = {name: parameters.as_text(wide.values[name]) for name in values}
    ending = slug("-".join(values.values())) if wide.slug else ""
    return Variant(values, ending, wide, narrow)


def _check_variants(choice: Choice) -> None:
    """Refuse combinations that cannot be told apart, and words for what is not offered."""
    slugs = [variant.slug for variant in choice.variants]
    if "" not in slugs:
        raise UsageError(
            "its grid lacks the values that the figures are committed with: "
            f"add the defaults of {choice.notebook}"
        )
    if twice := duplicates(slugs):
        raise UsageError(f"two combinations of its grid would have the page …-{twice[0]}.html")
    values = [value for variant in choice.variants for value in variant.values.values()]
    for value in choice.words:
        if value not in values:
            raise UsageError(
                f"words are given for '{printable(value)}', which is not in its grid"
                f"{offer(value, dict.fromkeys(values))}"
            )


def _check_figures(root: Path, choice: Choice) -> None:
    """Refuse a figure that the notebook has not, and a page that would be another figure's."""
    known = [path.stem for path in sorted((root / "figures" / choice.notebook).glob("*.json"))]
    for figure in choice.figures:
        if figure not in known:
            raise UsageError(
                f"{choice.notebook} has no figure '{printable(figure)}'{offer(figure, known)}"
            )
        for variant in choice.others:
            if variant.page_of(figure) in known:
                raise UsageError(
                    f"the page {variant.page_of(figure)}.html would be of two figures: rename one"
                )


def _refuse_two_of_one_figure(found: Iterable[Choice]) -> None:
    offered_by: dict[tuple[str, str], str] = {}
    for choice in found:
        for figure in choice.figures:
            first = offered_by.setdefault((choice.notebook, figure), choice.sweep)
            if first != choice.sweep:
                raise UsageError(
                    f"{SWEEPS}: '{first}' and '{choice.sweep}' both offer a choice for "
                    f"'{figure}': cross their grids in one, or take the figure out of one"
                )
