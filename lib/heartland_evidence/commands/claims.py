"""The command ``heartland claims``."""

import json
from typing import Any

import click

from heartland.cli.data import wrapped
from heartland.errors import UsageError, printable

FOR_MANAGERS = ("bibtex", "ris", "csl")  # forms that a reference manager reads
OF_EVIDENCE = ["tests", "dataset", "where", "evidence_value", "explanation", "matters", "effect"]


class Claims(click.Group):
    """The group of ``claims``, which says how one claim is shown."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a command by its name; another word may be a claim."""
        if name not in self.commands:
            raise UsageError(
                f"claims has no command '{printable(name)}'; "
                f"one claim is shown by heartland claims show {printable(name)}"
            )
        return super().get_command(ctx, name)


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
@click.option("--weight", is_flag=True, help="The heaviest first, each error once.")
@click.option("--that-matter", is_flag=True, help="The 25 on which most hangs.")
@click.pass_context
def claims(
    ctx: click.Context,
    /,
    form: str,
    rows: int,
    weight: bool,
    that_matter: bool,
    **filters: tuple[str, ...],
) -> None:
    """List the articles' claims with their verdicts.

    \b
    heartland claims --theme sco --verdict confirmed
    heartland claims --area Kazakhstan --verdict "did not hold"
    heartland claims --article nikkei-outlook-2023 --format csv    with evidence and sources
    heartland claims --article nikkei-outlook-2023 --format ris    the sources of the evidence
    heartland claims --weight                                      what carries the argument first
    heartland claims --that-matter --format csv                    the 25 on which most hangs
    heartland claims --format claimreview > claims.jsonld          for fact-checking archives
    heartland claims show nikkei-outlook-2023-12-b                 one claim, its audits, their rows

    Verdicts, by outcome:

    \b
    held                       confirmed, close, superseded
    with a reservation         disputed, outdated
    did not hold               misattributed, contradicted, inconsistent
    open                       unverified
    not checkable              not checkable
    """
    if ctx.invoked_subcommand:
        return
    from heartland.claims import by_weight, chosen
    from heartland.claims import that_matter as heaviest
    from heartland_evidence.claims.claimreview import claimreview

    df = chosen(**filters)
    if that_matter:
        df = heaviest(df)
        rows = 0
    elif weight:
        df = by_weight(df)
    if form == "claimreview":
        click.echo(json.dumps(claimreview(df), ensure_ascii=False, indent=1))
    elif form in FOR_MANAGERS:
        _print_sources(df, form)
    elif form == "csv":
        click.echo(_with_evidence(df).to_csv(index=False, lineterminator="\n"), nl=False)
    elif form == "json":
        click.echo(_with_evidence(df).to_json(orient="records", indent=1, force_ascii=False))
    else:
        _print_table(df, rows)


def _print_table(claims: Any, rows: int) -> None:
    """Print claims, one a line, and how many have which outcome."""
    first = claims.head(rows) if rows else claims
    for claim in first.to_dict("records"):
        line = f"{claim['claim_id']:34}{claim['verdict']:15}{claim['statement']}"
        click.echo(wrapped(line, 34 + 15))
    if len(first) < len(claims):
        click.echo(f"{rows} of {len(claims)} claims: -n 0 prints all", err=True)
    outcomes = claims["outcome"].value_counts(sort=False)
    counts = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items())
    click.echo(wrapped(f"{len(claims)} claims: {counts}" if counts else "0 claims"), err=True)
    repeats = int(claims["same_as"].ne("").sum())
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

    audits = audits_of(claims["claim_id"])
    urls = by_id("sources", source_ids(audits))["url"].to_dict()
    named = audits[OF_EVIDENCE].assign(
        evidence_sources=audits["source_id"],
        evidence_urls=[
            " ".join(urls[one] for one in ids.split(";") if one) for ids in audits["source_id"]
        ],
    )
    joined = claims.merge(named, left_on="claim_id", right_index=True, how="left")
    return joined.fillna({"evidence_sources": "", "evidence_urls": ""})


@claims.command("show", short_help="Print one claim, its audits and their rows.")
@click.argument("claim_id")
def show_claim(claim_id: str) -> None:
    """Print claim CLAIM_ID, its audits, and the evidence rows with their sources."""
    from heartland.claim_wording import stated
    from heartland.claims import judged
    from heartland.tables.sources import by_id
    from heartland_evidence.claims.evidence import evidence

    found = evidence(claim_id)
    (claim,) = judged().query("claim_id == @claim_id").to_dict("records")
    article = by_id("articles", [str(claim["article_id"])]).iloc[0]
    outlet = f"{article['outlet']}, {article['published']}"
    credit = f"credited to {claim['attributed_to']}"
    if claim["same_as"]:
        credit += f"; repeats {claim['same_as']}"
        if any(audit["claim_id"] == claim["same_as"] for audit, _ in found):
            credit += ", and is judged with it"
    click.echo(f"{claim_id}: {claim['verdict']}")
    click.echo(wrapped(claim["statement"]))
    if what := stated(claim):
        click.echo(wrapped(f"coded as {claim['measure']}: {what}"))
    click.echo(wrapped(f"{article['title']} ({outlet}), paragraph {claim['paragraph']}"))
    click.echo(wrapped(credit))
    for audit, rows_by_table in found:
        _print_audit(audit, rows_by_table)


def _print_audit(audit: Any, rows_by_table: Any) -> None:
    from heartland.tables.sources import as_text, cite
    from heartland_evidence.claims.claimreview import SURE, confidence

    click.echo(f"\n{audit['tests']}: {audit['verdict']}")
    why = " ".join(filter(None, (audit["explanation"], audit["matters"])))
    click.echo(wrapped(f"  {why}", 2))
    if sure := confidence().get((audit["claim_id"], audit["tests"])):
        click.echo(f"  read by a second reader, who was {SURE[sure]}")
    if not rows_by_table:
        return
    if audit["evidence_value"]:
        how = f"operation {audit['operation']}, column {audit['column']}, from {audit['dataset']}"
        click.echo(wrapped(f"  found {audit['evidence_value']} ({how})"))
    for rows in rows_by_table.values():
        for record in rows.astype("object").fillna("").to_dict("records"):
            filled = [f"{column} {value}" for column, value in record.items() if str(value)]
            click.echo(wrapped(f"  - {'; '.join(filled)}"))
    first = rows_by_table[audit["dataset"]]
    for line in cite(first.assign(source_id=audit["source_id"])):
        click.echo(wrapped(f"  > {as_text(line)}"))
