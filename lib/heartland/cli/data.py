"""The commands that look at the tables: list, describe, show, known, export, cite, validate."""

import itertools
import json
import shlex
from pathlib import Path
from typing import Any

import click

from heartland.cli import options
from heartland.errors import HeartlandError, UsageError, printable
from heartland.notebooks import notebooks
from heartland.runs import parameters
from heartland.tables import csv_files, descriptor, location, schemas
from heartland.tables.relations import in_signs

WIDTH = 100  # columns of wrapped text
FIRST = 20  # problems of a file that are printed
WIDEST = 40  # characters of a cell that a terminal has room for
ROWS: dict[str, Any] = {"type": click.IntRange(0), "default": 20, "show_default": True}
OPTIONS_BY_OTHER_NAMES = {
    "from": "--since",
    "start": "--since",
    "to": "--until",
    "end": "--until",
}
OF_A_RIVAL = ("relation", "low", "high", "status", "independent", "note", "source_id")
LONG = ("also_in", "locator", "note")  # columns that a terminal has no room for


@click.command("list", short_help="List notebooks and datasets.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a script.")
def list_(as_json: bool) -> None:
    """List notebooks and datasets."""
    from heartland.tables.coverage import datasets

    root = location.root()
    questions = {path.stem: parameters.question(path) for path in notebooks(root)}
    tables = datasets()
    if as_json:
        records = json.loads(tables.reset_index().to_json(orient="records"))
        click.echo(json.dumps({"notebooks": questions, "datasets": records}, indent=1))
        return
    for name, question in questions.items():
        click.echo(f"{name:24}{question}")
    click.echo()
    click.echo(tables.fillna("").to_string())


@click.command(short_help="Print the codebook of a dataset.")
@click.argument("dataset")
def describe(dataset: str) -> None:
    """Print the codebook of DATASET: columns, warnings, and what it covers."""
    from heartland.tables.coverage import WARNINGS, coverage_by_republic, table_summary
    from heartland.tables.tables import load

    _refuse_all_but_datasets(dataset)
    schema = schemas.read(location.root(), dataset)
    rows = load(dataset, part_years=True)
    click.echo(f"{schema['title']}\n{schema.get('description', '')}\n{table_summary(rows)}\n")
    for field in schema["fields"]:
        click.echo(click.wrap_text(_field_in_words(field), WIDTH, "", "    "))
    for warning in schema.get("warnings", []):
        text = f"warning, {warning}: {WARNINGS.get(warning, 'unknown')}"
        click.echo(click.wrap_text(text, WIDTH, "", "    "))
    for area, cell in coverage_by_republic(rows).items():
        click.echo(f"{area}: {cell.replace('<br>', ', ') or 'no row'}")


def _field_in_words(field: dict[str, Any]) -> str:
    kind = field["type"]
    if field.get("unit"):
        kind += f", {field['unit']}"
    text = f"{field['name']} ({kind}): {field.get('description', '')}"
    closed = field.get("constraints", {}).get("enum", [])
    if closed:
        text += f" One of: {', '.join(closed)}."
    return text


def _is_number_given() -> bool:
    """Tell whether -n was given: JSON holds all rows unless it was."""
    source = click.get_current_context().get_parameter_source("rows")
    return source is click.core.ParameterSource.COMMANDLINE


@click.command(short_help="Print rows of a dataset or a figure.")
@click.argument("name", metavar="DATASET|FIGURE")
@click.argument("given", nargs=-1, metavar="[COLUMN=VALUE]...", callback=options.pairs)
@click.option("-n", "--rows", **ROWS, help="How many rows; 0 for all.")
@click.option(
    "--columns",
    help="Which columns, separated by commas, or all; by default the short ones with content.",
)
@click.option(
    "--rivals", is_flag=True, help="Of a figure: also other counts of the same, and corrections."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a script.")
def show(
    name: str,
    given: dict[str, str],
    rows: int,
    columns: str | None,
    rivals: bool,
    as_json: bool,
) -> None:
    """Print rows of DATASET, or those that FIGURE shows, chosen by the values of columns.

    \b
    heartland show trade area=Kazakhstan partner=CHN start=2015
    heartland show trade area=Uzbekistan year=2022
    heartland show casualty_reports event_id=KAZ-2022-01 --columns reporter,measure,value
    heartland show 01-trade/level-with-russia area=KGZ year=2017
    heartland show 04-casualties/where-it-happened event_id=KGZ-TJK-2022-09 --rivals

    --rivals answers who disputes a number: rows of the tables that are of the same thing and do not
    stand behind these rows, as far as cells and sources tell, and what corrections.csv says. Counts
    of others come first, then those that are not independent, those of the same body, and those
    disowned or of low reliability; of each the newest is first.
    """
    named = None if columns == "all" else columns
    df = _chosen(name, given, named)
    disputes = _disputes(name, df.index.tolist()) if rivals else {}
    if as_json:
        asked = df.head(rows) if rows and _is_number_given() else df
        text = asked.to_json(orient="records", indent=1, force_ascii=False)
        if rivals:
            text = json.dumps({"rows": json.loads(text), **disputes}, ensure_ascii=False, indent=1)
        click.echo(text)
        return
    if df.empty:
        click.echo(f"{name} has no rows")
        return
    _print_rows(df, rows, columns)
    if rivals:
        _print_disputes(disputes, rows)


def _disputes(name: str, lines: list[int]) -> dict[str, list[dict[str, Any]]]:
    """Return what else is counted of the things that lines of a figure are of, and corrections.

    Raises:
        UsageError: if it is no figure.
    """
    from heartland.lineage.committed_figures import Figure
    from heartland.lineage.corrected_lines import FIRST_LINE, corrections_of
    from heartland.lineage.rival_rows import rivals_of
    from heartland.office.files import figure_path, is_figure

    if not is_figure(name):
        raise UsageError(f"--rivals is for a figure; all counts of {name} are its rows")
    root = location.root()
    figure = Figure(figure_path(name, ".json"))
    wanted = set(lines)
    rivals = [
        {
            "standing": rival.standing,
            "dataset": rival.dataset,
            "of": rival.of(root),
            "figures": rival.figures(root),
            "date": rival.date,
            **{name: rival.row.get(name, "") for name in OF_A_RIVAL},
        }
        for rival in rivals_of(root, figure, wanted)
    ]
    corrections = [
        correction.entry
        for correction in corrections_of(root, figure)
        if not wanted.isdisjoint(line - FIRST_LINE for line in correction.lines)
    ]
    return {"rivals": rivals, "corrections": corrections}


def _print_disputes(disputes: dict[str, list[dict[str, Any]]], rows: int) -> None:
    """Print other counts, by how they stand to those of the figure, and corrections.

    Of many counts the first are printed.
    """
    from heartland.lineage.rival_rows import STANDINGS

    rivals, corrections = disputes["rivals"], disputes["corrections"]
    shown = rivals[:rows] if rows else rivals
    if not rivals:
        click.echo("\nno other count of the same in the tables")
    for standing, heading in STANDINGS.items():
        group = [rival for rival in shown if rival["standing"] == standing]
        if group:
            click.echo(f"\n{heading}:")
        for rival in group:
            line = _rival_in_words(rival)
            click.echo(click.wrap_text(printable(line, len(line)), WIDTH, "  ", "      "))
    if len(shown) < len(rivals):
        click.echo(f"{rows} of {len(rivals)} other counts: -n 0 prints all", err=True)
    for entry in corrections:
        word = "not settled" if entry["status"] == "open" else "corrected"
        used = f", {entry['used_value'] or 'empty'} here" if entry["used_value"] else ""
        line = (
            f"{word}: {entry['column'] or 'the row'} is {entry['printed_value'] or 'not given'} "
            f"in the source{used}: {entry['reason']} [corrections; {entry['correction_id']}]"
        )
        click.echo(click.wrap_text(printable(line, len(line)), WIDTH, "", "    "))


def _rival_in_words(rival: dict[str, Any]) -> str:
    """Write another count in a line: what it is of, its figures, and what is said of it."""
    relation = rival["relation"] or "="
    figures = [
        f"{column} {in_signs(relation, value)}" for column, value in rival["figures"].items()
    ]
    if rival["low"] and rival["high"]:
        figures.append(f"range {rival['low']} to {rival['high']}")
    elif not figures:
        figures.append(in_signs(relation, rival["low"] or rival["high"]))
    line = f"{', '.join(rival['of'].values())}: {', '.join(figures)}"
    if rival["date"] not in rival["of"].values():
        line += f", page of {rival['date']}" if rival["date"] else ", no date"
    if rival["independent"] == "unknown":
        line += ", whether counted apart is not known"
    if rival["note"]:
        line += f"; {rival['note'].split(';')[0]}"
    if rival["status"] not in ("", "A"):
        line += f" (status {rival['status']})"
    return f"{line} [{rival['dataset']}; {rival['source_id']}]"


def _print_rows(df: Any, rows: int, columns: str | None) -> None:
    """Print the first rows as a table, and say what is left out."""
    first = df.head(rows) if rows else df
    shown = _without_what_is_empty(first) if columns is None else first
    cells = shown.astype("object").fillna("")
    click.echo(cells.to_string(index=False, max_colwidth=WIDEST))
    if len(first) < len(df):
        click.echo(f"{len(first)} of {len(df)} rows: -n 0 prints all", err=True)
    hidden = [name for name in LONG if name in first and name not in shown and any(first[name])]
    if hidden:
        click.echo(f"without {', '.join(hidden)}: --columns all or --json prints them", err=True)
    if cells.map(lambda cell: len(str(cell)) > WIDEST).any(axis=None):
        click.echo(f"texts are cut at {WIDEST} characters: --json prints them whole", err=True)


def _without_what_is_empty(rows: Any) -> Any:
    """Return rows without the columns that are empty in all of them, and without long ones."""
    says_nothing = rows.isna() | rows.eq("")
    kept = [name for name in rows.columns[~says_nothing.all()] if name not in LONG]
    return rows[kept]


def _chosen(name: str, given: dict[str, str], columns: str | None = None) -> Any:
    """Return the rows of a dataset that filters choose, or of a figure; of these some columns."""
    from heartland.office.files import is_figure, rows_of_figure
    from heartland.tables import expect
    from heartland.tables.tables import load

    if is_figure(name):
        df = rows_of_figure(name, options.filters([name], given))
    else:
        _refuse_all_but_datasets(name)
        df = load(name, part_years=True, **options.filters([name], given))
    names = options.split_at_commas(columns or "")
    expect.columns(df, names, name)
    return df[names] if names else df


def _refuse_all_but_datasets(dataset: str) -> None:
    """Refuse what is a figure, a notebook or a source, and say what to write."""
    root = location.root()
    names = descriptor.dataset_names(root)
    if dataset in names:
        return
    from heartland.office.files import refuse_figure, refuse_misspelt_figure

    refuse_figure(dataset)
    for path in notebooks(root):
        if dataset in (path.stem, path.stem.partition("-")[0]):
            raise UsageError(
                f"'{dataset}' is the notebook {path.stem}: heartland run {path.stem} --help "
                "prints its parameters"
            )
    if any(row["source_id"] == dataset for row in csv_files.rows(root, "sources")):
        raise UsageError(
            f"'{dataset}' is a source: write heartland cite sources source_id={dataset}"
        )
    refuse_misspelt_figure(dataset, "dataset", names)


@click.command(short_help="Write datasets or figures for another program.")
@click.argument("words", metavar="DATASET|FIGURE... [COLUMN=VALUE]...", nargs=-1, required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["xlsx", "csv", "parquet", "json"]),
    help="By default taken from the name given with -o, else xlsx.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path(),
    help="A folder, or one file; by default this folder.",
)
@click.option("--force", is_flag=True, help="Overwrite existing files.")
@click.pass_context
def export(
    ctx: click.Context, words: tuple[str, ...], form: str | None, output: Path, force: bool
) -> None:
    """Write DATASETs or FIGUREs as files for another program.

    An XLSX has the rows, the codebook and the sources as sheets, of a figure also its title, note
    and parameters. A figure is named as in figures/: 01-trade/level-with-russia, or
    level-with-russia alone; one of a run, or of your own, by its file. Rows are chosen as for show.

    \b
    heartland export trade remittances
    heartland export trade area=Uzbekistan start=2015 -o uzbekistan.xlsx
    heartland export 01-trade/level-with-russia -o for-the-brief
    heartland export claims --format parquet
    """
    from heartland.office.files import form_of, write_files

    names = [word for word in words if "=" not in word]
    given = options.pairs(ctx, ctx.command.params[0], tuple(w for w in words if "=" in w))
    if not names:
        raise click.UsageError("name a dataset or a figure, before the filters")
    form = form_of(output, form)
    chosen = options.filters(names, given)
    for path in write_files(names, form, output, force, chosen):
        click.echo(f"wrote {path}")


@click.command(short_help="Put figures on slides.")
@click.argument("figures", metavar="FIGURE...", nargs=-1, required=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=Path("deck.pptx")
)
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
@click.option("--small", is_flag=True, help="Take figures whose text a slide makes too small.")
def deck(figures: tuple[str, ...], output: Path, force: bool, small: bool) -> None:
    """Put each FIGURE on a slide: the finding as title, its sources in the notes.

    A figure is named as in figures/, with or without its folder. One of a run with other
    parameters, or of your own, is named by its file. A figure much taller than a slide, such as a
    page of the country brief, is refused.

    \b
    heartland deck 01-trade/level-with-russia 03-growth-forecasts/forecast-paths -o deck.pptx
    heartland deck runs/03-growth-forecasts/target-year-2023-20c976f9/forecast-paths.png
    """
    from heartland import sentences
    from heartland.office.slides import write_deck

    write_deck(figures, output, force, small)
    click.echo(f"wrote {output}: {sentences.count(len(figures), 'slide')}")


@click.command(short_help="Cite the sources of rows, a figure, or an article.")
@click.argument("name", metavar="DATASET|FIGURE")
@click.argument("given", nargs=-1, metavar="[COLUMN=VALUE]...", callback=options.pairs)
@click.option("--itself", is_flag=True, help="The figure or the dataset, instead of its sources.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "bibtex", "ris", "csl"]),
    default="text",
    show_default=True,
)
def cite(name: str, given: dict[str, str], itself: bool, form: str) -> None:
    """Print the sources of the rows of DATASET or FIGURE, one a line, or for a reference manager.

    \b
    heartland cite 01-trade/level-with-russia area=KGZ year=2017    of one dot
    heartland cite level-with-russia --itself                       the figure
    heartland cite remittances area=TJK
    heartland cite trade area=KAZ partner=CHN --format bibtex > sources.bib
    heartland cite articles article_id=nikkei-outlook-2023          an article
    heartland cite claims theme=trade                               the articles that state them

    Zotero and pandoc make any other style, such as Chicago, of --format csl. The sources of the
    evidence for claims: heartland claims --format bibtex.
    """
    if itself:
        _cite_itself(name, given, form)
        return
    from heartland.tables.sources import by_id, source_ids
    from heartland.tables.sources import cite as citations

    rows = _chosen(name, given)
    if "article_id" in rows and "source_id" not in rows:
        _cite_articles(rows, form)
        if name == "claims":
            click.echo("the sources of their evidence: heartland claims --format bibtex", err=True)
        return
    ids = source_ids(rows)
    if not ids:
        raise UsageError(f"these rows of {name} name no sources")
    if form == "text":
        click.echo(citations(rows))
        return
    from heartland.office.citations import sources_in_form

    sources = by_id("sources", ids).reset_index()
    click.echo(sources_in_form(sources, form), nl=False)


def _cite_articles(rows: Any, form: str) -> None:
    """Print the articles that rows are of, each once."""
    from heartland.office.citations import article_references
    from heartland.tables.sources import by_id

    articles = by_id("articles", dict.fromkeys(rows["article_id"])).reset_index()
    _print_references(article_references(articles), form)


def _cite_itself(name: str, given: dict[str, str], form: str) -> None:
    """Print how a figure or a dataset is cited, as its page on the site does.

    Raises:
        UsageError: with filters, and for what is neither.
    """
    from heartland.office.files import is_figure
    from heartland.office.works import reference_to

    if given:
        raise UsageError(
            f"--itself cites the whole of {printable(name)}: leave out "
            f"{', '.join(f'{column}={printable(value)}' for column, value in given.items())}"
        )
    if not is_figure(name):
        _refuse_all_but_datasets(name)
    _print_references([reference_to(name)], form)


def _print_references(references: Any, form: str) -> None:
    """Print references as lines of text, or for a reference manager."""
    from heartland.office.citations import in_form, in_words

    if form == "text":
        for reference in references:
            click.echo(in_words(reference))
    else:
        click.echo(in_form(references, form), nl=False)


class Asked(click.Command):
    """A command on areas and dates, which says how each is given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the call."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            meant = OPTIONS_BY_OTHER_NAMES.get(error.option_name.lstrip("-"), "")
            if any(meant in option.opts for option in self.params):
                words = f"{error.message} Did you mean '{meant}'?"
                raise click.UsageError(words, ctx) from None
            raise
        except click.MissingParameter as error:
            words = error.format_message().rstrip(".")
            raise click.UsageError(f"{words}: write heartland known KGZ --on 2022-06") from None


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


@click.command(cls=Asked, short_help="Compare what was known on a date with today.")
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
    from heartland.tables.known import in_words
    from heartland.tables.known import known as known_by

    table = known_by(area, day, theme)
    known_then_first = table.sort_values("by_then", key=lambda by: by.eq(""), kind="stable")
    if as_json:
        asked = known_then_first
        if rows and _is_number_given():
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


@click.command(cls=Asked, short_help="List dated events of all tables.")
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
    from heartland.tables.timeline import timeline as events_of

    events = events_of(areas, since, until, options.split_at_commas(theme))
    if as_json:
        asked = events.tail(rows) if rows and _is_number_given() else events
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
    from heartland.tables.timeline import timeline as events_of

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


@click.command(short_help="Check every table.")
@click.argument("names", nargs=-1, metavar="")
@click.option("--since", metavar="REV", help="Also list changes since a commit, and what may move.")
def validate(names: tuple[str, ...], since: str | None) -> None:
    """Check every table against its schema and the rules of the subject.

    \b
    heartland validate
    heartland validate --since main    and which figures and audits a change may move
    """
    from heartland import checks, sentences

    if names:
        name = printable(names[0])
        raise UsageError(
            f"all tables are checked at once: call heartland validate without '{name}'"
        )
    location.own_root()
    if since:
        _say_what_moves(since)

    problems = checks.validate(forked=True)
    by_file = {
        file: list(group) for file, group in itertools.groupby(problems, lambda found: found.file)
    }
    for file, found in by_file.items():
        for problem in found[:FIRST]:
            click.echo(str(problem))
        if len(found) > FIRST:
            click.echo(f"... and {len(found) - FIRST} more in {file}")
    if problems:
        places = sentences.count(len(problems), "problem")
        files = sentences.count(len(by_file), "file")
        raise HeartlandError(f"{places} in {files}")
    tables = len(descriptor.dataset_names(location.root()))
    click.echo(f"{tables} tables checked, no problems found")


def _say_what_moves(revision: str) -> None:
    """Print the rows that changed since a commit, and what they may move."""
    from heartland.lineage.impact import audits_touched, changes_since, figures_touched, finding_of
    from heartland.tables.tables import load

    root = location.root()
    changes = changes_since(root, revision)
    for change in changes[:FIRST]:
        click.echo(str(change))
    if len(changes) > FIRST:
        click.echo(f"... and {len(changes) - FIRST} more")
    if not changes:
        click.echo(f"nothing in data/ has changed since {revision}")
        return
    figures = figures_touched(root, changes)
    audits = audits_touched(root, changes, load("audits"))
    click.echo(f"figures that may move, with what they find today: {len(figures) or 'none'}")
    for place in figures:
        click.echo(f"  {place}: {printable(finding_of(root, place), 200)}")
    click.echo(f"claims whose audits may move: {', '.join(audits) or 'none'}\n")


@click.command("open", short_help="Open a notebook, a figure or the site.")
@click.argument("name", default="site")
def open_(name: str) -> None:
    """Open NAME in the program that this computer has for it: the site, a notebook, or a figure.

    \b
    heartland open                               the site, if it was built
    heartland open 03                            a notebook; in JupyterLab: heartland lab
    heartland open 01-trade/level-with-russia    a figure
    """
    from heartland.office.files import place_of

    path = place_of(name)
    click.echo(path)
    click.launch(str(path))
