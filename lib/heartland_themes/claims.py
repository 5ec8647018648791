"""Notebook 09: what the audits found, set beside what the claims state.

A row is a claim, with the audit that decides its verdict. A verdict is about a number, never about
its author. How claims are judged, and in which order verdicts weigh, is in ``heartland.claims``.
"""

import pandas as pd

from heartland import claim_wording
from heartland.claims import HELD, OUTCOME_OF, WITHOUT_EVIDENCE
from heartland.tables.codebook import describe


def stated_over_found(rows: pd.DataFrame, other_figures: pd.DataFrame) -> "pd.Series[float]":
    """Return what each claim states as a multiple of what its audit found.

    Both are quantities of one unit above zero, in persons or dollars and not in thousands. Missing
    where they are not; where a figure belongs to something else (misattributed) or nothing was
    found; and where an audit confirms a figure by counting the others, as when the one neighbour
    outside an organisation is found by counting those inside.

    Args:
        rows: claims with the columns of the audits that decide their verdicts.
        other_figures: the table in which each row has a unit of its own.
    """
    audited = rows[rows["dataset"].ne("") & rows["evidence_value"].ne("")]
    tables = {name: describe(name)["unit"] for name in audited["dataset"].unique()}
    units = {(name, column): unit for name, of in tables.items() for column, unit in of.items()}
    found_units = pd.Series(
        [claim_wording.unit_found(row, units, other_figures) for row in audited.to_dict("records")],
        index=audited.index,
        dtype="str",
    )
    found_units = found_units.str.replace("as in the column scale", "index points", regex=False)
    found = pd.to_numeric(audited["evidence_value"], errors="coerce").astype("float64")
    found = found * found_units.map(claim_wording.times).astype("float64")
    is_alike = _have_one_unit(audited["unit"], found_units)
    comparable = audited["kind"].eq("quantity") & is_alike
    comparable &= audited["value"].gt(0) & found.gt(0)
    comparable &= ~audited["verdict"].isin(["misattributed", *WITHOUT_EVIDENCE])
    ratio = (audited["value"] / found).where(comparable)
    is_count = audited["unit"].eq("count") & audited["verdict"].map(OUTCOME_OF).eq(HELD)
    borne_out = audited["verdict"].eq("confirmed") | is_count
    counts_the_others = borne_out & is_exact(audited) & ~ratio.between(0.9, 1.1)
    return ratio.mask(counts_the_others).reindex(rows.index)


def _have_one_unit(claimed: "pd.Series[str]", found: "pd.Series[str]") -> "pd.Series[bool]":
    """Tell which claims have the unit of their evidence, be that in thousands or millions."""
    pairs = zip(claimed, found, strict=True)
    alike = [bool(one) and one in _without_multiple(other).split(", ") for one, other in pairs]
    return pd.Series(alike, index=claimed.index, dtype="bool")


def _without_multiple(unit: str) -> str:
    """Write a unit without its multiple: "USD" for "USD million"."""
    first, _, last = unit.rpartition(" ")
    return first if last in claim_wording.MULTIPLES else unit


def is_exact(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which claims state a figure, and not a bound such as "at least" so much."""
    return rows["relation"].isin(["=", "~"])
