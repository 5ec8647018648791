"""The commands that write for other programs: export, deck, brief."""

from pathlib import Path

import click

from heartland.cli import options
from heartland.errors import HeartlandError


@click.command(short_help="Write datasets or figures for another program.")
@click.argument("words", metavar="DATASET|FIGURE... [COLUMN=VALUE]...", nargs=-1, required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["xlsx", "csv", "parquet"]),
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
    level-with-russia alone; one of a run, or of your own, by its file. Rows are chosen as for show,
    which prints them as JSON.

    \b
    heartland export trade remittances
    heartland export trade area=Uzbekistan start=2015 -o uzbekistan.xlsx
    heartland export 01-trade/level-with-russia -o for-the-brief
    heartland export claims --format parquet
    """
    from heartland_evidence.office.files import form_of, write_files

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
def deck(figures: tuple[str, ...], output: Path, force: bool) -> None:
    """Put each FIGURE on a slide: the finding as title, its sources in the notes.

    A figure is named as in figures/, with or without its folder. One of a run with other
    parameters, or of your own, is named by its file.

    \b
    heartland deck 01-trade/level-with-russia 03-growth-forecasts/forecast-paths -o deck.pptx
    heartland deck runs/03-growth-forecasts/target-year-2023-20c976f9/forecast-paths.png
    """
    from heartland import sentences
    from heartland_evidence.office.slides import write_deck

    for line in write_deck(figures, output, force):
        click.echo(line, err=True)
    click.echo(f"wrote {output}: {sentences.count(len(figures), 'slide')}")


@click.command(short_help="Write a country's brief as one PDF.")
@click.argument("country")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="By default brief-COUNTRY.pdf.",
)
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def brief(country: str, output: Path | None, force: bool) -> None:
    """Run the brief of COUNTRY, and write it as one PDF: figures, tables, caveats, sources.

    \b
    heartland brief TKM
    heartland brief Uzbekistan -o uzbekistan.pdf
    """
    from heartland.runs import engine, progress
    from heartland.runs.run import Run, plan
    from heartland.tables import collection
    from heartland.tables.areas import area_names
    from heartland_evidence.office.brief import pdf_of
    from heartland_evidence.office.files import refuse_to_overwrite, require, write

    run = plan(collection.own_root(), "10-country-brief", {"area": country})
    code = run.values["area"]
    path = output or Path(f"brief-{code}.pdf")
    refuse_to_overwrite(path, ".pdf", force)
    require("fpdf", "fpdf2")  # before anything is run
    with progress.progress_of(1) as tell:

        def report(run: Run, outcome: engine.Outcome, words: str) -> None:
            is_whole = outcome in ("failed", "waiting")
            tell(outcome, words if is_whole else f"{outcome:10}{run.name} ({words})")

        failed = engine.perform([run], report)
    if failed:
        raise HeartlandError("the brief could not be run")
    write({path: pdf_of(run.root / run.place(run.notebook.name), area_names()[code])})
    click.echo(f"wrote {path}")
