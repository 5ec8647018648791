"""The commands that only read: list, describe, show, cite, open."""

import re
import shutil
import textwrap
from collections.abc import Collection
from functools import partial
from typing import Any

import click

from heartland.cli import options
from heartland.errors import UsageError, printable
from heartland.notebooks import find_notebook, notebooks
from heartland.runs import parameters
from heartland.tables import collection, csv_files, schemas

WIDTH = 100  # columns of wrapped text, where a terminal has as many
WIDEST = 40  # characters of a cell that a terminal has room for
ROWS: dict[str, Any] = {"type": click.IntRange(0), "default": 20, "show_default": True}
# What one must know to read a number: what it measures, where, who says it, and when.
MEANING = (
    "standing",
    "claim_id",
    "statement",
    "outcome",
    "measure",
    "unit",
    "flow",
    "about",
    "answer",
)
WHERE = (*schemas.OF_AREAS, "event_id")
WHO = ("reporter", "publisher", "pollster", "counted_by", "attributed_to")
WHEN = tuple(dict.fromkeys((*schemas.SPEAKS_OF, *schemas.BECAME_PUBLIC)))
LONG = ("also_in", "locator", "note")  # columns that a terminal has no room for


@click.command("list", short_help="List notebooks and datasets.")
def list_() -> None:
    """List notebooks and datasets."""
    from heartland.tables.codebook import datasets

    root = collection.root()
    questions = {path.stem: parameters.question(path) for path in notebooks(root)}
    tables = datasets()
    for name, question in questions.items():
        click.echo(wrapped(f"{name:24}{question}", 24, WIDTH))
    click.echo(f"\n{'dataset':20}{'rows':>6}  {'years':11}{'sources':>7}  holds")
    for dataset, of in tables.fillna("").iterrows():
        years = "–".join(dict.fromkeys(filter(None, [of["first"], of["last"]])))
        line = f"{dataset:20}{of['rows']:6}  {years:11}{of['sources']:7}  {of['title']}"
        click.echo(wrapped(line, 48, WIDTH))


@click.command(short_help="Print the codebook of a dataset.")
@click.argument("dataset")
def describe(dataset: str) -> None:
    """Print the codebook of DATASET: columns, warnings, and what it covers."""
    from heartland.tables import codebook
    from heartland.tables.tables import load

    _refuse_all_but_datasets(dataset)
    schema = schemas.read(collection.root(), dataset)
    rows = load(dataset, part_years=True)
    click.echo(schema["title"])
    click.echo(wrapped(schema.get("description", ""), 0, WIDTH))
    click.echo(f"{codebook.table_summary(rows)}\n")
    lines = []
    for column, field in codebook.describe(dataset).iterrows():
        kind = f"{field['type']}, {field['unit']}".removesuffix(", ")
        closed = f" One of: {field['allowed']}." if field["allowed"] else ""
        lines.append(f"{column} ({kind}): {field['definition']}{closed}")
    lines += [
        f"warning, {warning}: {codebook.WARNINGS.get(warning, 'unknown')}"
        for warning in schema.get("warnings", [])
    ]
    lines += [
        f"{area}: {cell.replace('<br>', ', ') or 'no row'}"
        for area, cell in codebook.coverage_by_republic(rows).items()
    ]
    for line in lines:
        click.echo(wrapped(line, widest=WIDTH))


def is_number_given() -> bool:
    """Tell whether -n was given: JSON holds all rows unless it was."""
    source = click.get_current_context().get_parameter_source("rows")
    return source is click.core.ParameterSource.COMMANDLINE


@click.command(short_help="Print rows of a dataset or a figure.")
@click.argument("name", metavar="DATASET|FIGURE")
@click.argument("given", nargs=-1, metavar="[COLUMN=VALUE]...", callback=options.pairs)
@click.option("-n", "--rows", **ROWS, help="How many rows; 0 for all.")
@click.option(
    "--columns",
    help="Which columns, separated by commas, or all; by default those of most use that fit.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a script.")
def show(
    name: str,
    given: dict[str, str],
    rows: int,
    columns: str | None,
    as_json: bool,
) -> None:
    """Print rows of DATASET, or those that FIGURE shows, chosen by the values of columns.

    \b
    heartland show trade area=Kazakhstan partner=CHN start=2015
    heartland show trade area=Uzbekistan year=2022
    heartland show casualty_reports event_id=KAZ-2022-01 --columns reporter,measure,value
    heartland show 01-trade/level-with-russia area=KGZ year=2017

    Who disputes a number of a figure: heartland rivals FIGURE.
    """
    named = None if columns == "all" else columns
    df = chosen_rows(name, given, named)
    if as_json:
        asked = df.head(rows) if rows and is_number_given() else df
        click.echo(asked.to_json(orient="records", indent=1, force_ascii=False))
        return
    if df.empty:
        click.echo(f"{name} has no rows")
        return
    print_rows(df, rows, columns, given)


def print_rows(df: Any, rows: int, columns: str | None, given: Collection[str] = ()) -> None:
    """Print the first rows as a table, and say what is left out.

    Columns that are not asked for by name are left out where they are empty, or a terminal has no
    room; what is the same in all rows is said once above them.

    Args:
        df: the rows.
        rows: how many; 0 for all.
        columns: those asked for by name, which ``df`` has; all of them if it is "all".
        given: the columns by whose values the rows were chosen.
    """
    first = df.head(rows) if rows else df
    cells = first.astype("object").fillna("")
    others = cells if columns else _said_once(df, cells, given)
    shown = cells if columns else _that_fit(others, given)
    if len(shown.columns):
        click.echo(shown.to_string(index=False, max_colwidth=WIDEST))
    if len(first) < len(df):
        click.echo(f"{len(first)} of {len(df)} rows: -n 0 prints all", err=True)
    hidden = [name for name in others if name not in shown]
    if hidden:
        has_columns = "columns" in click.get_current_context().params
        ways = "--columns all or --json" if has_columns else "--json"
        left_out = f"without {', '.join(hidden)}: {ways} prints them"
        click.echo(wrapped(left_out, 0), err=True)
    if shown.map(lambda cell: str(cell).endswith("…") or len(str(cell)) > WIDEST).any(axis=None):
        click.echo("long texts are cut: --json prints them whole", err=True)


def _room() -> int:
    """Return the width of the terminal, or COLUMNS if that is set; a file or a pipe has room."""
    return shutil.get_terminal_size((10_000, 24)).columns


def wrapped(text: str, indent: int = 4, widest: int | None = None) -> str:
    """Wrap a text to the terminal; no id, code or address in it is broken.

    Args:
        text: of one line.
        indent: blanks before each line but the first.
        widest: columns, where the terminal has more.
    """
    return textwrap.fill(
        text,
        min(widest or _room(), _room()),
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _said_once(df: Any, cells: Any, given: Collection[str]) -> Any:
    """Print what is the same in all rows, and return the cells of the other columns.

    Numbers remain, and of one row also who says it and when, unless the rows were chosen by them;
    and lists of ids, which could not be wrapped.
    """
    told = {*_figures(cells), "also_in", "locator", *((*WHO, *WHEN) if len(df) == 1 else ())}
    same = df.columns[df.nunique(dropna=False).eq(1)].difference(told, sort=False)
    asked = [name for name in given if name in cells and df[name].nunique() == 1]
    words = {name: str(cells[name].iloc[0]) for name in (*asked, *same)}
    once = [name for name, cell in words.items() if cell and max(map(len, cell.split())) <= WIDEST]
    if once:
        click.echo(wrapped("; ".join(f"{name}: {words[name]}" for name in once), 0, WIDTH) + "\n")
    return cells.drop(columns=once).loc[:, lambda others: others.ne("").any()]


def _that_fit(cells: Any, given: Collection[str]) -> Any:
    """Return the columns that a line of the terminal has room for; long ones are not tried.

    Those come first that the rows were chosen by, then a value or the number that most rows have,
    and what one must know to read it: what it measures, when and where, and who says it. Other
    numbers follow. Where room is short, texts are cut more; codes and ids are not, since they may
    differ at the end.
    """
    filled = cells.ne("").sum()
    figures = sorted(
        _figures(cells), key=lambda name: (not name.startswith("value"), -filled[name])
    )
    when = [name for name in WHEN if name in cells]
    to_read = (*figures[:1], *MEANING, *when[:1], *WHERE, *WHO, "relation")
    width = _room()
    room = width + 1
    kept = {}
    for name in dict.fromkeys((*given, *to_read, *figures, *when, *cells)):
        if name not in cells or name in LONG:
            continue
        widest = max(20, width // 4)
        if name == "statement":
            widest = WIDEST
        elif name in WHO:
            widest = max(12, min(width * 3 // 8, room - 1))
        texts = cells[name].map(partial(_cut, widest=min(widest, WIDEST)))
        texts = texts.astype("object")  # numbers as they are, not all with as many decimals
        lines = texts.to_frame().to_string(index=False, max_colwidth=WIDEST).splitlines()
        if len(lines[0]) + 1 <= room:
            room -= len(lines[0]) + 1
            kept[name] = texts
    return cells[[name for name in cells if name in kept]].assign(**kept)


def _cut(cell: Any, widest: int) -> Any:
    """Cut a text; what has no blank is a code, an id or a number, and stays."""
    is_long = isinstance(cell, str) and " " in cell and len(cell) > widest
    return f"{cell[: widest - 1]}…" if is_long else cell


def _figures(cells: Any) -> list[str]:
    """Return the columns of numbers that are figures, or bound one."""
    others = {*WHEN, *schemas.NO_FIGURES} - {"low", "high"}
    return [
        name
        for name in cells.columns.difference(others, sort=False)
        if all(re.fullmatch(schemas.FORMS["number"][0], str(cell)) for cell in cells[name])
        and any(cells[name])
    ]


def chosen_rows(name: str, given: dict[str, str], columns: str | None = None) -> Any:
    """Return the rows of a dataset that filters choose, or of a figure; of these some columns."""
    from heartland.stored_figures import is_figure, rows_of_figure
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


def _refuse_all_but_datasets(name: str) -> None:
    """Refuse what is a figure, a notebook or a source, and say what to write."""
    root = collection.root()
    names = collection.dataset_names(root)
    if name in names:
        return
    from heartland.stored_figures import refuse_misspelt_figure, stored_figures

    for figure in stored_figures():
        if figure.name == name:
            raise UsageError(
                f"'{name}' is a figure: heartland show {figure.as_posix()} prints its rows"
            )
    for path in notebooks(root):
        if name in (path.stem, path.stem.partition("-")[0]):
            raise UsageError(
                f"'{name}' is the notebook {path.stem}: heartland run {path.stem} --help "
                "prints its parameters"
            )
    if any(row["source_id"] == name for row in csv_files.rows(root, "sources")):
        raise UsageError(f"'{name}' is a source: write heartland cite sources source_id={name}")
    refuse_misspelt_figure(name, "dataset", names)


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
    from heartland import works
    from heartland.tables.sources import by_id, own_sources, source_ids
    from heartland.tables.sources import cite as citations

    if itself:
        _print_references([_itself(name, given)], form)
        return
    rows = chosen_rows(name, given)
    if "article_id" in rows and "source_id" not in rows:
        articles = by_id("articles", dict.fromkeys(rows["article_id"])).reset_index()
        _print_references(works.article_references(articles), form)
        if name == "claims":
            click.echo("the sources of their evidence: heartland claims --format bibtex", err=True)
        return
    ids = source_ids(rows)
    own = own_sources(rows)
    if not ids and not own:
        raise UsageError(f"these rows of {name} name no sources")
    if form == "text":
        click.echo(citations(rows))
        return
    if own:
        click.echo(f"without what is named in words alone: {'; '.join(own)}", err=True)
    sources = by_id("sources", ids).reset_index()
    click.echo(works.sources_in_form(sources, form), nl=False)


def _itself(name: str, given: dict[str, str]) -> Any:
    """Return how a figure or a dataset is cited, as its page on the site does.

    Raises:
        UsageError: with filters, and for what is neither.
    """
    from heartland.stored_figures import is_figure
    from heartland.works import reference_to

    if given:
        raise UsageError(
            f"--itself cites the whole of {printable(name)}: leave out "
            f"{', '.join(f'{column}={printable(value)}' for column, value in given.items())}"
        )
    if not is_figure(name):
        _refuse_all_but_datasets(name)
    return reference_to(name)


def _print_references(references: Any, form: str) -> None:
    """Print references as lines of text, or for a reference manager."""
    from heartland.works import in_form, in_words

    if form == "text":
        for reference in references:
            click.echo(in_words(reference))
    else:
        click.echo(in_form(references, form), nl=False)


@click.command("open", short_help="Open a notebook, a figure or the site.")
@click.argument("name", default="site")
def open_(name: str) -> None:
    """Open NAME in the program that this computer has for it: the site, a notebook, or a figure.

    \b
    heartland open                               the site, if it was built
    heartland open 03                            a notebook; in JupyterLab: heartland lab
    heartland open 01-trade/level-with-russia    a figure
    """
    from heartland.stored_figures import figure_path, is_figure

    if is_figure(name):
        path = figure_path(name, ".png")
    else:
        root = collection.own_root()
        site = root / "build" / "site" / "index.html"
        path = site if name == "site" else find_notebook(root, name)
    if not path.exists():
        raise UsageError("the site is not built yet: run make site")
    click.echo(path)
    click.launch(str(path))
