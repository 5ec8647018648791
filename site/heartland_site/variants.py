"""The figures that a reader may choose beside the committed ones: their runs and their pages.

The ordinary engine makes the runs, at both sizes, and skips what is unchanged.
"""

import itertools
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from heartland.errors import HeartlandError
from heartland_site.choices import SWEEPS, Choice, Variant
from heartland_site.figure_pages import FigurePage, write_or_explain
from heartland_site.pages import Site
from heartland_site.site_runs import perform


def make_variants(offered: Sequence[Choice], only: Iterable[str] = ()) -> None:
    """Run what is offered, where something has changed, and say how long it took.

    Args:
        offered: the choices.
        only: the names of the folders of those that are run; by default all are.

    Raises:
        HeartlandError: if a run fails, or has not the figure for which it is offered.
    """
    begun = time.monotonic()
    names = set(only)
    runs: dict[Path, Variant] = {}  # two sweeps may offer the same one
    for choice in offered:
        for variant in choice.others:
            if not names or variant.wide.folder.name in names:
                runs[variant.wide.folder] = variant
    ended = perform([variant.wide for variant in runs.values()])
    if ended["failed"]:
        raise HeartlandError(f"{ended['failed']} of the runs that {SWEEPS} offers failed")
    for choice in offered:
        refuse_empty(choice, [one for one in choice.others if one.wide.folder in runs])
    ended += perform([variant.narrow for variant in runs.values()])
    print(
        f"{len(runs)} variants at two sizes: {ended['succeeded']} runs made, "
        f"{ended['unchanged']} up to date, in {time.monotonic() - begun:.0f} s",
        file=sys.stderr,
    )


def refuse_empty(choice: Choice, variants: Iterable[Variant]) -> None:
    """Refuse a variant that has no rows for a figure on whose page it is offered."""
    for figure, variant in itertools.product(choice.figures, variants):
        if not variant.is_there(figure):
            given = ", ".join(f"{name}={value}" for name, value in variant.values.items())
            raise HeartlandError(
                f"{SWEEPS}, {choice.sweep}: with {given} there are no rows for the figure "
                f"'{figure}': take the value or the figure out"
            )


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
