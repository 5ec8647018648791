"""The page on the method of the verdicts: rules, agreement of readers, limits, corrections."""

from typing import Any

import pandas as pd

from heartland.claims import ADVERSE
from heartland.tables import csv_files
from heartland.tables.tables import load
from heartland_evidence.claims import reliability
from heartland_site.pages import Site

Row = dict[str, Any]


def write_method(site: Site) -> None:
    """Write the page of the method, with each settled disagreement and each changed verdict."""
    readings = csv_files.rows(site.root, "second_readings")
    changes = csv_files.rows(site.root, "verdict_changes")
    differ = [row for row in readings if row["first_verdict"] != row["second_verdict"]]
    audits = csv_files.rows(site.root, "audits")
    site.page(
        "method",
        "method.html",
        "How claims are judged, how far two readers agree, and which verdicts were corrected.",
        read=read_again(load("second_readings")),
        changed_audits=len({(row["claim_id"], row["tests"]) for row in changes}),
        settled=with_statements(site, differ),
        changes_in_all=len(changes),
        changes=by_article(site, with_statements(site, latest_first(changes))),
        adverse=sum(audit["verdict"] in ADVERSE for audit in audits),
        as_of=site.package["created"][:10],
    )


def read_again(readings: pd.DataFrame) -> dict[str, Any]:
    """Count what blind readers judged again, how far they agree, and what a third reading settled.

    Args:
        readings: rows of ``second_readings``.

    Returns:
        ``whole`` counts the readings in which any verdict could be given, ``narrow`` those of
        readers asked only whether a claim can be checked; ``agreement`` is of the former.
    """
    blind = reliability.blind(readings)
    whole = reliability.of_verdicts(blind)
    return {
        "audits": len(whole.drop_duplicates(["claim_id", "tests"])),
        "adverse": int(whole["first_verdict"].isin(ADVERSE).sum()),
        "agreement": reliability.agreement(whole),
        "whole": settled(whole),
        "narrow": settled(blind.drop(whole.index)),
    }


def settled(readings: pd.DataFrame) -> dict[str, int]:
    """Count readings that agree, and of the others whose verdict a third reading kept."""
    differ = readings[readings["first_verdict"].ne(readings["second_verdict"])]
    kept = int(differ["settled_verdict"].eq(differ["first_verdict"]).sum())
    return {
        "of": len(readings),
        "same": len(readings) - len(differ),
        "kept": kept,
        "changed": len(differ) - kept,
    }


def latest_first(changes: list[Row]) -> list[Row]:
    """Return the changes by day, the newest first; those of a day by claim."""
    by_claim = sorted(changes, key=lambda row: (row["claim_id"], row["tests"], int(row["nth"])))
    return sorted(by_claim, key=lambda row: str(row["changed_on"]), reverse=True)


def by_article(site: Site, changes: list[Row]) -> dict[str, list[Row]]:
    """Return the changes by the article whose claim they are about, as a reader knows it."""
    found = {}
    for article in csv_files.rows(site.root, "articles"):
        name = f"{article['title']}, {article['outlet']}, {article['published'][:4]}"
        own = [row for row in changes if row["article_id"] == article["article_id"]]
        if own:
            found[name] = own
    return found


def with_statements(site: Site, rows: list[Row]) -> list[Row]:
    """Return rows on claims with the ``statement`` of each, its article and the ``page``."""
    claims = {claim["claim_id"]: claim for claim in csv_files.rows(site.root, "claims")}
    shown = []
    for row in rows:
        claim = claims[row["claim_id"]]
        page = f"claims/{claim['article_id']}.html#{claim['claim_id']}"
        about = {name: claim[name] for name in ("statement", "article_id")}
        shown.append({**row, **about, "page": page})
    return shown
