"""The commands on what was known when, and what happened when."""

from typing import Any

import click

from heartland.cli import options
from heartland.cli.data import ROWS, WIDTH, is_number_given


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
        _print_json(known_then_first, first)
        return
    for line in in_words(first):
        click.echo(click.wrap_text(line, WIDTH, "", "    "))
    if len(first) < len(table):
        click.echo(f"{rows} of {len(table)} lines: -n 0 prints all", err=True)
    if table.empty:
        click.echo("the collection has no figure of that year or the year before", err=True)
    if table.attrs["undated"]:
        count = sentences.count(table.attrs["undated"], "figure")
        click.echo(f"{count} without a date: shown as known today only", err=True)


@click.command(short_help="List dated events of all tables.")
@click.argument("areas", nargs=-1, metavar="[AREA]...")
@click.option("--since", default="", help="2022, 2022-06 or 2022-06-30.")
@click.option("--until", default="", help="A date likewise; a month or year counts to its end.")
@click.option("--theme", default="", help="Themes separated by commas; all by default.")
@click.option("-n", "--rows", **ROWS, help="How many lines; 0 for all.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with sources, for a script.")
def timeline(
    areas: tuple[str, ...], since: str, until: str, theme: str, rows: int, as_json: bool
) -> None:
    """List what happened when, in AREA or everywhere, the newest last.

    \b
    heartland timeline KGZ TJK --since 2022-01 --until 2022-12
    heartland timeline --theme rouble,growth -n 0

    Entries are rows of milestones, conflict_events, security_incidents and sco_members, and
    comparisons of two rows of exchange_rates (a fall of the rouble) and growth_forecasts (a
    forecast that was cut). --json names the rows and the sources.
    """
    from heartland_evidence.timeline import timeline as events_of

    themes = options.split_at_commas(theme)
    events = events_of(areas, since, until, themes)
    shown = events.tail(rows) if rows else events
    if as_json:
        _print_json(events, shown)
        return
    for event in shown.to_dict("records"):
        line = f"{event['date']:10}  {event['area']}  {event['what']}"
        click.echo(click.wrap_text(line, WIDTH, "", " " * 12))
    if len(shown) < len(events):
        click.echo(f"the last {rows} of {len(events)} events: -n 0 prints all", err=True)
    if events.empty:
        span = f" since {since}" if since else ""
        span += f" until {until}" if until else ""
        click.echo(_no_event(areas, themes, span, events_of(areas, theme=themes)), err=True)


def _no_event(areas: tuple[str, ...], themes: list[str], span: str, every: Any) -> str:
    """Say that nothing happened, and when something did."""
    from heartland import sentences
    from heartland.tables.areas import area_code, area_names

    names = area_names()
    asked = sentences.listed([names[area_code(one)] for one in areas], last="or")
    asked = f" of {asked}" if areas else ""
    asked += f" on {sentences.listed(themes, last='or')}" if themes else ""
    if every.empty:
        return f"the collection has no event{asked}"
    dates = every["date"]
    return f"no event{asked}{span}; there are some from {dates.min()} to {dates.max()}"


def _print_json(every: Any, some: Any) -> None:
    """Print rows as JSON: all, unless their number was asked for."""
    asked = some if is_number_given() else every
    click.echo(asked.to_json(orient="records", indent=1, force_ascii=False))
