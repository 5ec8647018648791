"""The command on what was known when."""

import click

from heartland.cli.data import ROWS, WIDTH, is_number_given, wrapped


@click.command(short_help="Compare what was known on a date with today.")
@click.argument("area")
@click.option("--on", "day", required=True, help="2022, 2022-06 or 2022-06-30.")
@click.option("--theme", default="", help="One theme, as in the example; all by default.")
@click.option("-n", "--rows", **ROWS, help="How many lines; 0 for all.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a script.")
def known(area: str, day: str, theme: str, rows: int, as_json: bool) -> None:
    """Compare what had been published about AREA by a date, and by whom, with what is known today.

    \b
    heartland known KGZ --theme growth --on 2022-06
    heartland known Kazakhstan --theme casualties --on 2022-01-15

    Themes: trade, remittances, growth, macro, casualties, smartphones, digital.

    A figure is dated by the document in which it was read. "No source here from before that day"
    does not mean that nobody knew: the figure may stand in an earlier document that the collection
    does not hold. *Today* is what each body said last, however long ago. Once there are outturns of
    a year, its forecasts are no longer counted. --json has the figures of each body, and the
    sources of then and of today apart.
    """
    from heartland import sentences
    from heartland_evidence.known import in_words
    from heartland_evidence.known import known as known_by

    table = known_by(area, day, theme)
    known_then_first = table.sort_values("by_then", key=lambda by: by.eq(""), kind="stable")
    first = known_then_first.head(rows) if rows else known_then_first
    if as_json:
        asked = first if is_number_given() else known_then_first
        click.echo(asked.to_json(orient="records", indent=1, force_ascii=False))
        return
    for line in in_words(first):
        click.echo(wrapped(line, widest=WIDTH))
    if len(first) < len(table):
        click.echo(f"{rows} of {len(table)} lines: -n 0 prints all", err=True)
    if table.empty:
        click.echo("the collection has no figure of that year or the year before", err=True)
    if table.attrs["undated"]:
        count = sentences.count(table.attrs["undated"], "figure")
        click.echo(f"{count} without a date: shown as known today only", err=True)
