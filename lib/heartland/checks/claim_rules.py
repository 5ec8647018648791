"""Claims and their audits, computed again: asked once every table is sound."""

from collections.abc import Iterator

from heartland.checks.rule import Tables, rule
from heartland.claims.audits import audits_hold, claims_hold
from heartland.tables.problems import Problem

TABLES = {"claims", "audits", "articles"}  # what these rules speak of


@rule(
    claims="claim_id article_id same_as kind theme area measure unit period relation value# low# "
    "high# attributed_to",
    audits="claim_id tests verdict dataset where column operation evidence_value source_id "
    "claim_date explanation checked_by_two matters effect belongs_to not_checkable_as",
    articles="article_id published",
    sources="source_id kind publisher",
    areas="area name kind members",
)
def verdicts_follow(tables: Tables) -> Iterator[Problem]:
    """Every claim has its audits, and their verdicts follow from the evidence."""
    yield from claims_hold(tables)
    yield from audits_hold(tables)
