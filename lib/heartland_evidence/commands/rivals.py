"""The command that says who disputes a number of a figure."""

import itertools
import json
from collections.abc import Mapping
from typing import Any

import click

from heartland.cli import options
from heartland.cli.data import ROWS, WIDTH, chosen_rows, is_number_given, print_rows
from heartland.errors import UsageError, printable
from heartland.tables import collection
from heartland.tables.measures import relation_in_signs as in_signs


@click.command(short_help="Say who disputes a number of a figure.")
@click.argument("name", metavar="FIGURE")
@click.argument("given", nargs=-1, metavar="[COLUMN=VALUE]...", callback=options.pairs)
@click.option("-n", "--rows", **ROWS, help="How many rows; 0 for all.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a script.")
def rivals(name: str, given: dict[str, str], rows: int, as_json: bool) -> None:
    """Say who disputes a number of FIGURE: other counts of the same, and corrections.

    \b
    heartland rivals 04-casualties/counts-by-event event_id=KGZ-TJK-2022-09

    Listed are rows of the tables that are of the same thing and do not stand behind these rows, as
    far as cells and sources tell, and what corrections.csv says. Counts of others come first, then
    those that are not independent, those of the same body, and those disowned or of low
    reliability; of each the newest is first.
    """
    from heartland.stored_figures import figure_path, is_figure
    from heartland_evidence.lineage.committed_figures import Figure
    from heartland_evidence.lineage.disputes import FIRST_LINE, corrections_of, rivals_of

    df = chosen_rows(name, given)
    if not is_figure(name):
        raise UsageError(f"rivals is for a figure; all counts of {name} are its rows")
    root, figure = collection.root(), Figure(figure_path(name, ".json"))
    chosen = set(df.index.tolist())
    others = rivals_of(root, figure, chosen)
    corrections = [
        correction.entry
        for correction in corrections_of(root, figure)
        if any(line - FIRST_LINE in chosen for line in correction.lines)
    ]
    if as_json:
        asked = df.head(rows) if rows and is_number_given() else df
        shown = json.loads(asked.to_json(orient="records", force_ascii=False))
        told = {"rows": shown, "rivals": others, "corrections": corrections}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    print_rows(df, rows, None)
    _print_rivals(others, rows)
    for entry in corrections:
        _print(_correction_in_words(entry), "", "    ")


def _print(line: str, first: str, others: str) -> None:
    """Print a text as lines that a terminal does not obey."""
    click.echo(click.wrap_text(printable(line, len(line)), WIDTH, first, others))


def _print_rivals(rivals: list[dict[str, Any]], rows: int) -> None:
    """Print other counts, by how they stand to those of the figure; of many the first."""
    from heartland_evidence.lineage.disputes import STANDINGS

    shown = rivals[:rows] if rows else rivals
    if not rivals:
        click.echo("\nno other count of the same in the tables")
    for standing, group in itertools.groupby(shown, key=lambda rival: rival["standing"]):
        click.echo(f"\n{STANDINGS[standing]}:")
        for rival in group:
            _print(_rival_in_words(rival), "  ", "      ")
    if len(shown) < len(rivals):
        click.echo(f"{rows} of {len(rivals)} other counts: -n 0 prints all", err=True)


def _rival_in_words(rival: dict[str, Any]) -> str:
    """Write another count in a line: what it is of, its figures, and what is said of it."""
    relation, named = rival["relation"] or "=", rival["of"].values()
    figures = [
        f"{column} {in_signs(relation, value)}" for column, value in rival["figures"].items()
    ]
    if rival["low"] and rival["high"]:
        figures.append(f"range {rival['low']} to {rival['high']}")
    elif not figures:
        figures.append(in_signs(relation, rival["low"] or rival["high"]))
    line = f"{', '.join(named)}: {', '.join(figures)}"
    if rival["date"] not in named:
        line += f", page of {rival['date']}" if rival["date"] else ", no date"
    if rival["independent"] == "unknown":
        line += ", whether counted apart is not known"
    if rival["note"]:
        line += f"; {rival['note'].split(';')[0]}"
    if rival["status"] not in ("", "A"):
        line += f" (status {rival['status']})"
    return f"{line} [{rival['dataset']}; {rival['source_id']}]"


def _correction_in_words(entry: Mapping[str, str]) -> str:
    word = "not settled" if entry["status"] == "open" else "corrected"
    used = f", {entry['used_value'] or 'empty'} here" if entry["used_value"] else ""
    return (
        f"{word}: {entry['column'] or 'the row'} is {entry['printed_value'] or 'not given'} "
        f"in the source{used}: {entry['reason']} [corrections; {entry['correction_id']}]"
    )
