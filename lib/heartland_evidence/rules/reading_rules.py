"""Rules on second readings and on changed verdicts: both lead to the verdicts of today."""

from collections.abc import Iterator

import pandas as pd

from heartland.claims import ADVERSE
from heartland_evidence.rules.rule import Broken, Tables, rule

AUDIT = ["claim_id", "tests"]


def verdicts_of(audits: pd.DataFrame, like: pd.DataFrame) -> "pd.Series[str]":
    """Return the verdict that each row's audit has today; "" where there is no such audit."""
    verdicts = audits.drop_duplicates(AUDIT).set_index(AUDIT)["verdict"]
    named = pd.MultiIndex.from_frame(like[AUDIT])
    return pd.Series(verdicts.reindex(named).fillna("").array, index=like.index, dtype="str")


def among(keys: pd.DataFrame, like: pd.DataFrame) -> "pd.Series[bool]":
    """Tell of each row whether its cells in the columns of ``keys`` are a row of ``keys``."""
    known = pd.MultiIndex.from_frame(keys)
    named = pd.MultiIndex.from_frame(like[list(keys.columns)])
    return pd.Series(named.isin(known), index=like.index)


@rule(audits="claim_id tests verdict", second_readings="claim_id tests settled_verdict changed_on")
def adverse_verdicts_are_read_again(tables: Tables) -> Iterator[Broken]:
    """An audit that goes against a claim was judged again by a blind reader."""
    audits, readings = tables["audits"], tables["second_readings"]
    standing = readings[readings["changed_on"].eq("")]
    read = standing[[*AUDIT, "settled_verdict"]].rename(columns={"settled_verdict": "verdict"})
    adverse = audits["verdict"].isin(ADVERSE)
    yield Broken(
        "audits",
        "verdict",
        adverse & ~among(read, audits),
        "goes against the claim, but no second reading settled on it: have it read by someone who"
        " does not know it, and add a row to second_readings.csv",
    )


@rule(audits="claim_id tests checked_by_two", second_readings="claim_id tests changed_on")
def readings_are_told(tables: Tables) -> Iterator[Broken]:
    """An audit says that it was judged again where a reading of it stands, and only there."""
    audits, readings = tables["audits"], tables["second_readings"]
    read = among(readings.loc[readings["changed_on"].eq(""), AUDIT], audits)
    told = audits["checked_by_two"].astype("bool")
    name, column = "audits", "checked_by_two"
    yield Broken(
        name, column, read & ~told, "is not so: second_readings.csv has a reading, so write true"
    )
    yield Broken(
        name,
        column,
        told & ~read,
        "is not so: second_readings.csv has no reading that stands, so write false or add it",
    )


@rule(audits="claim_id tests verdict", second_readings="claim_id tests settled_verdict changed_on")
def readings_lead_to_today(tables: Tables) -> Iterator[Broken]:
    """A settled verdict is that of the audit, or the reading says since when it is another."""
    name = "second_readings"
    readings = tables[name]
    today = verdicts_of(tables["audits"], readings)
    there = today.ne("")
    same = readings["settled_verdict"].eq(today)
    dated = readings["changed_on"].ne("")
    yield Broken(name, "claim_id", ~there, "has no audit of this kind")
    yield Broken(
        name,
        "settled_verdict",
        there & ~same & ~dated,
        "is not the audit's verdict: say in changed_on when that changed",
    )
    yield Broken(
        name, "changed_on", there & same & dated, "is filled, but the audit has the settled verdict"
    )


@rule(second_readings="first_verdict second_verdict settled_verdict reason")
def settlements_have_reasons(tables: Tables) -> Iterator[Broken]:
    """Where two readers differ the settlement has a reason; where they agree there is none."""
    name = "second_readings"
    readings = tables[name]
    agree = readings["first_verdict"].eq(readings["second_verdict"])
    explained = readings["reason"].ne("")
    kept = readings["settled_verdict"].eq(readings["first_verdict"])
    yield Broken(
        name,
        "reason",
        ~agree & ~explained,
        "is empty, but the readers differ: say why the verdict stands",
    )
    yield Broken(name, "reason", agree & explained, "is filled, but the readers agree")
    yield Broken(
        name, "settled_verdict", agree & ~kept, "is not the verdict on which the readers agree"
    )


@rule(
    second_readings="claim_id tests first_verdict settled_verdict",
    verdict_changes="claim_id tests from to",
)
def settlements_are_logged(tables: Tables) -> Iterator[Broken]:
    """A verdict that fell to the second reader is in the log of changed verdicts."""
    name = "second_readings"
    readings, changes = tables[name], tables["verdict_changes"]
    logged = changes[[*AUDIT, "from", "to"]]
    logged = logged.rename(columns={"from": "first_verdict", "to": "settled_verdict"})
    moved = readings["settled_verdict"].ne(readings["first_verdict"])
    yield Broken(
        name,
        "settled_verdict",
        moved & ~among(logged, readings),
        "differs from the first, but verdict_changes.csv lacks the change",
    )


@rule(audits="claim_id tests verdict", verdict_changes="claim_id tests nth# changed_on from to")
def changes_lead_to_today(tables: Tables) -> Iterator[Broken]:
    """The changes of an audit follow each other, and the last leads to its verdict of today."""
    name = "verdict_changes"
    changes = tables[name].sort_values([*AUDIT, "nth"])
    audits = changes.groupby(AUDIT)
    before = audits[["to", "changed_on"]].shift(1)
    follows = before["to"].notna()
    last = ~changes.duplicated(AUDIT, keep="last")
    today = verdicts_of(tables["audits"], changes)
    broken = (
        ("nth", changes["nth"].ne(audits.cumcount() + 1), "is not the next number for this audit"),
        (
            "from",
            follows & changes["from"].ne(before["to"]),
            "is not the verdict of its previous change",
        ),
        (
            "to",
            changes["to"].eq(changes["from"]),
            "is the same verdict as before",
        ),
        ("changed_on", follows & changes["changed_on"].lt(before["changed_on"]), "is out of order"),
        ("to", last & changes["to"].ne(today), "is the last change, but not the present verdict"),
    )
    for column, rows, sentence in broken:
        yield Broken(name, column, rows.sort_index(), sentence)
