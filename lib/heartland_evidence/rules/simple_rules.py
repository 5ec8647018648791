"""The rules that one line can say: a table, a query that finds the bad rows, a sentence."""

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from heartland.errors import DataError, did_you_mean
from heartland_evidence.rules.rule import OWN_PEOPLE, Broken, Tables, rule


class Simple(NamedTuple):
    """A rule of one table, or of several alike; ``query`` is true where a row breaks it."""

    tables: tuple[str, ...]
    column: str
    query: str
    sentence: str


KINDS = "does not follow from kind"
NEWS_MEDIUM = "is a news medium: name who counted, or say in note how its own staff did"
REASON = "is empty, and 'independent' needs its reason here"
UNNAMED = r"reporter.str.contains(r'\b[Ss]ources?\b|[Ww]itness') and reporter_kind != 'witness'"
WITNESS = "does not fit reporter: people whom the page leaves unnamed are a witness"
COUNTS_OF_PEOPLE = ("casualty_reports", "security_incidents")
TOLL = "measure.str.match('killed|injured|arrested')"
SIMPLE = (
    Simple(
        ("digital_indices",),
        "rank",
        "rank > ranked",
        "is greater than the number ranked",
    ),
    Simple(
        ("trade",),
        "partner",
        "area == partner",
        "is the area itself",
    ),
    Simple(
        ("other_figures",),
        "period",
        r"period.str.match(r'\d{4}-01/\d{4}-12$')",
        "is of whole years: write the years, as the source does, without months",
    ),
    Simple(
        ("remittances",),
        "share_of_receipts_pct",
        "share_of_receipts_pct.notna() and partner in ['WLD', '']",
        "is a share of all receipts, and the row is of all receipts: is it a share of output?",
    ),
    Simple(
        ("conflict_events",),
        "kind",
        "actors.str.contains('protester') and kind != 'unrest'",
        "is of protesters, which is unrest",
    ),
    Simple(
        ("conflict_events",),
        "kind",
        "(kind == 'border clash') != areas_involved.str.contains(';')",
        "does not fit areas_involved: a border clash, and nothing else, has two areas",
    ),
    Simple(
        ("growth_forecasts",),
        "status",
        "kind == 'forecast' and status not in ['F', 'U']",
        f"{KINDS}: a forecast is F, or U where it is doubted",
    ),
    Simple(
        ("growth_forecasts",),
        "status",
        "kind == 'nowcast or estimate' and status != 'E'",
        f"{KINDS}: a nowcast or estimate is E",
    ),
    Simple(
        ("growth_forecasts",),
        "status",
        "kind in ['first outturn', 'later outturn'] and status not in ['A', 'P']",
        f"{KINDS}: an outturn is A, or P where it is provisional",
    ),
    Simple(
        ("macro_forecasts",),
        "status",
        "(status == 'F') != (kind == 'forecast') or (status == 'A') != (kind == 'outturn')",
        f"{KINDS}: a forecast is F, a nowcast or estimate E, an outturn A",
    ),
    Simple(
        ("macro_forecasts",),
        "value_pct",
        "measure == 'public debt' and value_pct < 0",
        "is gross debt, and is below zero",
    ),
    Simple(
        ("macro_forecasts",),
        "value_pct",
        "measure == 'current account' and value_pct.abs() > 60",
        "is a current account of more than 60 percent of GDP: is it in dollars?",
    ),
    Simple(
        ("macro_forecasts",),
        "value_pct",
        "measure == 'inflation' and (value_pct < -10 or value_pct > 60)",
        "is a change of prices in a year outside -10 to 60 percent: is it an index?",
    ),
    Simple(
        COUNTS_OF_PEOPLE,
        "reporter",
        f"reporter_kind == 'media' and ~note.str.contains(r'{OWN_PEOPLE}')",
        NEWS_MEDIUM,
    ),
    Simple(
        COUNTS_OF_PEOPLE,
        "note",
        "independent != '' and note == ''",
        REASON,
    ),
    Simple(
        ("casualty_reports",),
        "credibility",
        "credibility == 1 and independent != 'yes'",
        "is 1, confirmed by others, but 'independent' does not say yes",
    ),
    Simple(
        ("casualty_reports",),
        "status",
        "relation == '~' and status == 'A'",
        "is A, but the figure is approximate: write E",
    ),
    Simple(
        COUNTS_OF_PEOPLE,
        "reporter_kind",
        UNNAMED,
        WITNESS,
    ),
    Simple(
        ("security_incidents",),
        "measure",
        f"event_id != '' and {TOLL}",
        "belongs to an event in conflict_events, whose tolls are in casualty_reports",
    ),
)


@rule()
def simple_rules_hold(tables: Tables) -> Iterator[Broken]:
    """Ask each rule of ``SIMPLE`` of its tables.

    Raises:
        DataError: if a rule reads a column that its table does not have.
    """
    for simple in SIMPLE:
        for table in simple.tables:
            if table in tables:
                yield _broken(simple, table, tables[table])


def _broken(simple: Simple, table: str, df: pd.DataFrame) -> Broken:
    """Return the rows of a table that break a rule."""
    for column in columns_of(simple):
        if column not in df:
            raise DataError(
                f"the check '{simple.query}' reads the column '{column}', which {table} "
                f"does not have{did_you_mean(column, df.columns)}: write its new name in "
                "lib/heartland_evidence/rules/simple_rules.py"
            )
    bad: Any = df.eval(simple.query, engine="python")
    return Broken(table, simple.column, bad, simple.sentence)


def columns_of(simple: Simple) -> set[str]:
    """Return the columns that a rule reads.

    Example: of "rank > ranked" they are rank and ranked.
    """
    tree = ast.parse(simple.query, mode="eval")
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names | {simple.column}
