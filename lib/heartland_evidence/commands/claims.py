"""The command ``heartland claims``."""

import json
import shlex
from math import isnan
from typing import Any

import click

from heartland.errors import UsageError, nearest, printable
from heartland.tables import collection, csv_files

FILTERS = ("article", "theme", "area", "verdict")  # options that choose claims
FOR_MANAGERS = ("bibtex", "ris", "csl")  # forms that a reference manager reads


class Claims(click.Group):
    """The command, which says how a claim or a filter is written where a name is not known."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is named."""
        word = args[0]
        if word not in self.commands and not nearest(word, self.commands):
            ctx.fail(_instead_of(word))
        return super().resolve_command(ctx, args)


def _instead_of(word: str) -> str:
    """Say what to write instead of a word that is no command."""
    name, sign, value = word.partition("=")
    if sign and name in FILTERS:
        return f"to choose claims, write: heartland claims --{name} {shlex.quote(printable(value))}"
    articles = {row["article_id"] for row in csv_files.rows(collection.root(), "articles")}
    if word in articles:
        return f"to choose claims, write: heartland claims --article {word}"
    if "-" in word and not sign:
        return f"to see one claim, write: heartland claims show {printable(word)}"
    options = ", ".join(f"--{one}" for one in FILTERS)
    return (
        f"'{printable(word)}' is no command of heartland claims; there are its options {options} "
        "and --format, and the command show, which prints one claim"
    )


@click.group(
    cls=Claims, invoke_without_command=True, short_help="List the articles' claims and verdicts."
)
@click.option("--article", "articles", multiple=True, help="Only this article; may be repeated.")
@click.option("--theme", "themes", multiple=True, help="Only this theme.")
@click.option("--area", "areas", multiple=True, help="Only claims about this area.")
@click.option("--verdict", "verdicts", multiple=True, help="Only this verdict, or this outcome.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "claimreview", *FOR_MANAGERS]),
    default="table",
    show_default=True,
)
@click.option(
    "-n",
    "--rows",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    help="How many lines of the table; 0 for all.",
)
@click.pass_context
def claims(ctx: click.Context, /, form: str, rows: int, **filters: tuple[str, ...]) -> None:
    """List the articles' claims with their verdicts.

    \b
    heartland claims --theme sco --verdict confirmed
    heartland claims --area Kazakhstan --verdict "did not hold"
    heartland claims --article nikkei-outlook-2023 --format csv    with evidence and sources
    heartland claims --article nikkei-outlook-2023 --format ris    the sources of the evidence
    heartland claims --format claimreview > claims.jsonld          for fact-checking archives
    heartland claims show nikkei-outlook-2023-12-b                 one claim, its audits, their rows

    Verdicts, by outcome:

    \b
    held                       confirmed, close, superseded
    held with a reservation    disputed, outdated
    did not hold               misattributed, contradicted, inconsistent
    could not be checked       unverified
    not checkable              not checkable
    """
    if ctx.invoked_subcommand:
        return
    from heartland.claims import chosen
    from heartland_evidence.claims.claimreview import claimreview

    df = chosen(**filters)
    if form == "claimreview":
        click.echo(json.dumps(claimreview(df), ensure_ascii=False, indent=1))
    elif form in FOR_MANAGERS:
        _print_sources(df, form)
    elif form == "csv":
        click.echo(_with_evidence(df).to_csv(index=False, lineterminator="\n"), nl=False)
    elif form == "json":
        click.echo(_with_evidence(df).to_json(orient="records", indent=1, force_ascii=False))
    else:
        first = df.head(rows) if rows else df
        for claim in first.to_dict("records"):
            click.echo(f"{claim['claim_id']:34}{claim['verdict']:15}{claim['statement']}")
        if len(first) < len(df):
            click.echo(f"{rows} of {len(df)} claims: -n 0 prints all", err=True)
        outcomes = df["outcome"].value_counts(sort=False)
        counts = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items())
        click.echo(f"{len(df)} claims: {counts}" if counts else "0 claims", err=True)
        repeats = int(df["same_as"].ne("").sum())
        if repeats:
            repeat = "repeats" if repeats == 1 else "repeat"
            click.echo(f"{repeats} of them {repeat} another", err=True)


def _print_sources(claims: Any, form: str) -> None:
    """Print the sources of the evidence for a reference manager."""
    from heartland.claims import audits_of
    from heartland.tables.sources import by_id, source_ids
    from heartland.works import sources_in_form

    ids = source_ids(audits_of(claims["claim_id"]))
    if not ids:
        raise UsageError("no evidence was found for these claims, so there are no sources to cite")
    click.echo(sources_in_form(by_id("sources", ids).reset_index(), form), nl=False)


def _with_evidence(claims: Any) -> Any:
    """Join claims to their audits: what was tested, what was found and why, with addresses."""
    from heartland.claims import audits_of
    from heartland.tables.sources import by_id, source_ids

    columns = [
        "tests",
        "dataset",
        "where",
        "evidence_value",
        "explanation",
        "matters",
        "source_id",
    ]
    audits = audits_of(claims["claim_id"])[columns]
    named = audits.rename(columns={"source_id": "evidence_sources"})
    joined = claims.merge(named, left_on="claim_id", right_index=True, how="left")
    joined = joined.fillna({"evidence_sources": ""})
    urls = by_id("sources", source_ids(audits))["url"]
    evidence_urls = []
    for ids in joined["evidence_sources"].str.split(";"):
        known = [source for source in ids if source]
        evidence_urls.append(" ".join(urls[known]))
    return joined.assign(evidence_urls=evidence_urls)


@claims.command("show", short_help="Print one claim, its audits and their rows.")
@click.argument("claim_id")
def show_claim(claim_id: str) -> None:
    """Print claim CLAIM_ID, its audits, and the evidence rows with their sources."""
    from heartland.claims import judged
    from heartland.tables.sources import by_id
    from heartland_evidence.claims.evidence import evidence

    found = evidence(claim_id)
    claim = judged().set_index("claim_id").loc[claim_id]
    article = by_id("articles", [str(claim["article_id"])]).iloc[0]
    outlet = f"{article['outlet']}, {article['published']}"
    credit = f"credited to {claim['attributed_to']}"
    if claim["same_as"]:
        credit += f"; repeats {claim['same_as']}"
        if any(audit["claim_id"] == claim["same_as"] for audit, _ in found):
            credit += ", and is judged with it"
    click.echo(f"{claim_id}: {claim['verdict']}")
    click.echo(claim["statement"])
    if coded := _coded(claim):
        click.echo(f"coded as {coded}")
    click.echo(f"{article['title']} ({outlet}), paragraph {claim['paragraph']}")
    click.echo(credit)
    for audit, rows in found:
        _print_audit(audit, rows)


def _coded(claim: Any) -> str:
    """Return the figure or the date that a claim states, "" where it states none."""
    relation = "" if claim["relation"] in ("=", "range") else f"{claim['relation']} "
    if claim["kind"] == "dated_event":
        return f"{claim['measure']}: {relation}{claim['period']}"
    if claim["relation"] == "range":
        figure = f"{claim['low']:.15g} to {claim['high']:.15g}"
    elif isnan(claim["value"]):
        return ""
    else:
        figure = f"{claim['value']:.15g}"
    if claim["kind"] == "rank":
        return f"{claim['measure']}: {relation}rank {figure}"
    unit = "" if claim["unit"] == "count" else f" {claim['unit']}"
    return f"{claim['measure']}: {relation}{figure}{unit}"


def _print_audit(audit: Any, rows: Any) -> None:
    from heartland.tables.sources import as_text, cite

    click.echo(f"\n{audit['tests']}: {audit['verdict']}")
    click.echo(f"  {' '.join(text for text in (audit['explanation'], audit['matters']) if text)}")
    if not len(rows):
        return
    click.echo(
        f"  found {audit['evidence_value']} (operation {audit['operation']}, "
        f"column {audit['column']}, from {audit['dataset']})"
    )
    distinct = rows.loc[~rows.index.duplicated()]
    for record in distinct.astype("object").fillna("").to_dict("records"):
        filled = [f"{column} {value}" for column, value in record.items() if str(value)]
        click.echo(f"  - {'; '.join(filled)}")
    for line in cite(rows.assign(source_id=audit["source_id"])):
        click.echo(f"  > {as_text(line)}")
