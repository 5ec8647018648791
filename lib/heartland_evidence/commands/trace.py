"""The commands ``heartland trace`` and ``heartland trace record``."""

import dataclasses
import json
from typing import Any

import click

from heartland.cli import options
from heartland.cli.data import wrapped
from heartland.errors import UsageError, printable
from heartland.tables import collection
from heartland_evidence.ledger.tracings import OUTCOMES

MAX_KEY_CHARS = 1000  # characters of a key that are printed
MOST_NAMED = 3  # audits or figures of a row that the list names


@click.group(
    invoke_without_command=True,
    short_help="List rows to check against their sources, and record the result.",
)
@click.option("--dataset", metavar="DATASET", default="", help="Rows of one dataset only.")
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=10,
    show_default=True,
    help="How many rows; 0 for all.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a script.")
@click.pass_context
def trace(ctx: click.Context, dataset: str, limit: int, as_json: bool) -> None:
    """List the rows to check against their sources, the most wanted first.

    Those that audits read and figures show come first. Open the address, compare each column with
    what stands there, and record what you found; where the row was wrong, correct it first.

    \b
    heartland trace                                    what to trace next
    heartland trace --dataset casualty_reports --limit 5
    heartland trace record milestones 2001-06-15-sco-founded --outcome agrees --to chinaorg-sco-2001

    What was recorded stands in data/tracings.csv; heartland validate names a row that is changed
    after it. How much of each dataset was traced stands in data/README.md (make refresh counts it).
    """
    if ctx.invoked_subcommand:
        return
    from heartland_evidence.lineage.tracing_queue import to_trace

    rows = to_trace(collection.root(), dataset)
    first = rows[:limit] if limit else rows
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(row) for row in first], indent=1))
        return
    for row in first:
        click.echo(f"{row.dataset} '{_line(row.where)}'")
        state = f"{row.state} {row.traced_on}".rstrip()
        rests = [_named("audits", row.audits), _named("figures", row.figures)]
        click.echo(wrapped(_line("    " + "; ".join([state, *filter(None, rests)]))))
        place = f" ({row.locator})" if row.locator else ""
        click.echo(wrapped(_line(f"    {row.source_id}: {row.url}{place}")))
    click.echo(_how_many(len(first), len(rows)), err=True)


def _how_many(printed: int, rows: int) -> str:
    from heartland import sentences

    if not rows:
        return "every row has been traced, and none has changed since"
    if printed == rows:
        return f"{sentences.counted(rows, 'row')} to trace"
    return f"{printed:,} of {rows:,} rows to trace: --limit 0 prints all"


def _line(text: str) -> str:
    """Write what a table says on one line that a terminal does not obey."""
    return printable(text, MAX_KEY_CHARS)


def _named(noun: str, names: list[str]) -> str:
    """Name what rests on a row, "" if nothing does; of many only the first."""
    if not names:
        return ""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{noun} {', '.join(names[:MOST_NAMED])}{more}"


@trace.command(short_help="Record what was found.")
@click.argument("dataset")
@click.argument("row", metavar="KEY")
@click.option(
    "--outcome", type=click.Choice(OUTCOMES), required=True, help="What the source says of the row."
)
@click.option(
    "--to",
    metavar="SOURCE|ADDRESS",
    required=True,
    help="Ids of sources or web addresses where it was read, joined by ;.",
)
@click.option("--place", default="", help="Where in the document: 'paragraph 4', 'table 2'.")
@click.option("--on", metavar="DAY", default="", help="The day, as 2026-11-25; by default today.")
@click.option(
    "--compared",
    metavar="COLUMNS",
    default="",
    help="Which columns were compared, separated by commas; by default all that a source says,"
    " and the source itself if --to names it.",
)
@click.option(
    "--together",
    is_flag=True,
    help="One entry for all rows that have these cells: rows of one source, compared by a script.",
)
@click.option("--note", default="", help="What was found, in your own words.")
@click.option("--replace", is_flag=True, help="Overwrite an entry of the same row and day.")
def record(dataset: str, row: str, compared: str, replace: bool, **found: Any) -> None:
    """Record that the row KEY of DATASET was read in its source again.

    KEY is the row's key as heartland trace prints it, or as much of it as no other row has; of
    a table with ids, the id. Record what you saw, of a row that is by now as it should be:

    \b
    agrees         the source says what the row says
    corrected      it did not, and you have corrected the row
    doubtful       it can be read otherwise, or does not settle it; --note says why
    not reached    no page could be read

    \b
    heartland trace record population 'area=KAZ;year=2022' --outcome agrees --to wdi-population
    heartland trace record milestones 2001-06-15-sco-founded --outcome corrected \\
        --to http://english.china.org.cn/english/features/38183.htm --place 'paragraph 2' \\
        --note 'the day was that of the report'
    heartland trace record eu_exports 'area=KAZ;source_id=eurostat-monthly-exports-2024' \\
        --outcome agrees --to eurostat-monthly-exports-2024 --compared value_eur_mn --together

    Nothing is overwritten unless you say --replace.
    """
    from heartland_evidence.ledger.recording import Tracing, record

    if found["outcome"] == "doubtful" and not found["note"]:
        raise UsageError("--outcome doubtful: say in --note what is in doubt")
    columns = options.split_at_commas(compared)
    made = Tracing(dataset, row, compared=tuple(columns), **found)
    entry = record(made, replace)
    click.echo(
        f"recorded in data/tracings.csv: {dataset} '{_line(entry['where'])}', {entry['outcome']} "
        f"on {entry['traced_on']}; now run heartland validate"
    )
