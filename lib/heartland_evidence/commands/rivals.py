"""The command that says who disputes a number of a figure."""

import json
from collections.abc import Mapping

import click

from heartland.cli import options
from heartland.cli.data import ROWS, WIDTH, chosen_rows, is_number_given, print_rows, wrapped
from heartland.errors import UsageError, printable
from heartland.tables import collection


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
    far as cells and sources tell, and what corrections.csv says. Counts of others come first; then
    those that are not independent, relayed or put together from counts of others; those of the same
    body, or changed later by its own; and those disowned, of low reliability, or read only in an
    article. Of each the newest is first. What is the same in all is said once above them.
    """
    import pandas as pd

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
    print_rows(df, rows, None, given)
    click.echo("\nother counts of the same:" if others else "\nno other count of the same")
    if others:
        print_rows(pd.DataFrame(others).fillna(""), rows, None)
    for entry in corrections:
        line = _correction_in_words(entry)
        click.echo("\n" + wrapped(printable(line, len(line)), widest=WIDTH))


def _correction_in_words(entry: Mapping[str, str]) -> str:
    word = "not settled" if entry["status"] == "open" else "corrected"
    used = f", {entry['used_value'] or 'empty'} here" if entry["used_value"] else ""
    return (
        f"{word}: {entry['column'] or 'the row'} is {entry['printed_value'] or 'not given'} "
        f"in the source{used}: {entry['reason']} [corrections; {entry['correction_id']}]"
    )
