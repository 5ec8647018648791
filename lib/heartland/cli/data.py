"""The commands that only read: list, describe, show, cite, open."""

import shutil
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
LONG = ("also_in", "locator", "note")  # columns that a terminal has no room for


@click.command("list", short_help="List notebooks and datasets.")
def list_() -> None:
    """List notebooks and datasets."""
    from heartland.tables.codebook import datasets

    root = collection.root()
    questions = {path.stem: parameters.question(path) for path in notebooks(root)}
    tables = datasets()
    width = min(WIDTH, _room())
    for name, question in questions.items():
        click.echo(click.wrap_text(f"{name:24}{question}", width, "", " " * 24))
    click.echo(f"\n{'dataset':20}{'rows':>6}  {'years':11}{'sources':>7}  holds")
    for dataset, of in tables.fillna("").iterrows():
        years = "–".join(dict.fromkeys(filter(None, [of["first"], of["last"]])))
        line = f"{dataset:20}{of['rows']:6}  {years:11}{of['sources']:7}  {of['title']}"
        click.echo(click.wrap_text(line, width, "", " " * 48))


@click.command(short_help="Print the codebook of a dataset.")
@click.argument("dataset")
def describe(dataset: str) -> None:
    """Print the codebook of DATASET: columns, warnings, and what it covers."""
    from heartland.tables import codebook
    from heartland.tables.tables import load

    _refuse_all_but_datasets(dataset)
    schema = schemas.read(collection.root(), dataset)
    rows = load(dataset, part_years=True)
    width = min(WIDTH, _room())
    click.echo(schema["title"])
    click.echo(click.wrap_text(schema.get("description", ""), width))
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
        click.echo(click.wrap_text(line, width, "", "    "))


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
    help="Which columns, separated by commas, or all; by default the short ones with content.",
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
    print_rows(df, rows, columns)


def print_rows(df: Any, rows: int, columns: str | None) -> None:
    """Print the first rows as a table, and say what is left out.

    Columns that are not asked for are left out where they are empty, or a terminal has no room.
    """
    first = df.head(rows) if rows else df
    cells = first.astype("object").fillna("")
    shown = cells if columns else _that_fit(cells.loc[:, cells.ne("").any()])
    click.echo(shown.to_string(index=False, max_colwidth=WIDEST))
    if len(first) < len(df):
        click.echo(f"{len(first)} of {len(df)} rows: -n 0 prints all", err=True)
    hidden = [name for name in cells if name not in shown and any(cells[name])]
    if hidden:
        left_out = f"without {', '.join(hidden)}: --columns all or --json prints them"
        click.echo(click.wrap_text(left_out, _room()), err=True)
    if shown.map(lambda cell: len(str(cell)) > WIDEST).any(axis=None):
        click.echo(f"texts are cut at {WIDEST} characters: --json prints them whole", err=True)


def _room() -> int:
    """Return the width of the terminal, or COLUMNS if that is set; a file or a pipe has room."""
    return shutil.get_terminal_size((10_000, 24)).columns


def _that_fit(cells: Any) -> Any:
    """Return the columns that a line of the terminal has room for; long ones are not tried."""
    room = _room()
    kept = []
    for name in cells.columns.drop(list(LONG), errors="ignore"):
        lines = cells[[name]].to_string(index=False, max_colwidth=WIDEST).splitlines()
        room -= len(lines[0]) + 1
        if room >= -1:
            kept.append(name)
    return cells[kept or list(cells)[:1]]


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
    from heartland.tables.sources import by_id, source_ids
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
    if not ids:
        raise UsageError(f"these rows of {name} name no sources")
    if form == "text":
        click.echo(citations(rows))
        return
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
