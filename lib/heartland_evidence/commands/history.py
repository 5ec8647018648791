"""The commands on what was known when, and what happened when."""

import shlex
from typing import Any

import click

from heartland.cli import options
from heartland.cli.data import ROWS, WIDTH, is_number_given
from heartland.errors import UsageError, printable

OPTIONS_BY_OTHER_NAMES = {
    "from": "--since",
    "start": "--since",
    "to": "--until",
    "end": "--until",
}


def _no_filter(ctx: click.Context, option: click.Parameter, given: Any) -> Any:
    """Refuse an area or a date that is written like a filter of rows."""
    options_here = [name for one in ctx.command.params for name in one.opts]
    for word in [given] if isinstance(given, str) else given:
        name, sign, value = word.partition("=")
        meant = OPTIONS_BY_OTHER_NAMES.get(name, f"--{name}")
        if not sign or (name != "area" and meant not in options_here):
            continue
        written = shlex.join([meant, value] if meant in options_here else [value])
        raise UsageError(
            f"'{printable(word)}' is written so for heartland show; "
            f"here write: heartland {ctx.info_name} {printable(written)}"
        )
    return given


@click.command(short_help="Compare what was known on a date with today.")
@click.argument("area", callback=_no_filter)
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
    if as_json:
        asked = known_then_first
        if rows and is_number_given():
            asked = asked.head(rows)
        click.echo(asked.to_json(orient="records", indent=1, force_ascii=False))
        return
    lines = in_words(known_then_first)
    for line in lines[:rows] if rows else lines:
        click.echo(click.wrap_text(line, WIDTH, "", "    "))
    if rows and rows < len(lines):
        click.echo(f"{rows} of {len(lines)} lines: -n 0 prints all", err=True)
    if not lines:
        click.echo("the collection has no figure of that year or the year before", err=True)
    if table.attrs["undated"]:
        count = sentences.count(table.attrs["undated"], "figure")
        click.echo(f"{count} without a date: shown as known today only", err=True)


@click.command(short_help="List dated events of all tables.")
@click.argument("areas", nargs=-1, metavar="[AREA]...", callback=_no_filter)
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

    events = events_of(areas, since, until, options.split_at_commas(theme))
    if as_json:
        asked = events.tail(rows) if rows and is_number_given() else events
        click.echo(asked.to_json(orient="records", indent=1, force_ascii=False))
        return
    shown = events.tail(rows) if rows else events
    for event in shown.to_dict("records"):
        line = f"{event['date']:10}  {event['area']}  {event['what']}"
        click.echo(click.wrap_text(line, WIDTH, "", " " * 12))
    if len(shown) < len(events):
        click.echo(f"the last {rows} of {len(events)} events: -n 0 prints all", err=True)
    if events.empty:
        click.echo(_no_event(areas, since, until, theme), err=True)


def _no_event(areas: tuple[str, ...], since: str, until: str, theme: str) -> str:
    """Say that nothing happened, and when something did."""
    from heartland import sentences
    from heartland.tables.areas import area_code, area_names
    from heartland_evidence.timeline import timeline as events_of

    themes = options.split_at_commas(theme)
    names = area_names()
    asked = ""
    if areas:
        asked = f" of {sentences.listed((names[area_code(one)] for one in areas), last='or')}"
    asked += f" on {sentences.listed(themes, last='or')}" if themes else ""
    every = events_of(areas, theme=themes)
    if every.empty:
        return f"the collection has no event{asked}"
    span = f" since {since}" if since else ""
    span += f" until {until}" if until else ""
    return (
        f"no event{asked}{span}; there are some from {every['date'].min()} to {every['date'].max()}"
    )
