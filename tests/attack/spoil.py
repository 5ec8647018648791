"""The ways in which editing spoils a table: one list of faults, each told."""

import csv
import io
import re
from collections.abc import Callable

Lines = list[list[str]]  # the header and the rows of a table
Spoil = Callable[[Lines], str | bytes]
ROW = 7  # of a file, in which a fault is planted

from heartland.tables import descriptor, location, schemas
from heartland.tables.conditions import select
from heartland.tables.tables import with_positions
from heartland_evidence import rules
from tests.conftest import ROOT

WHOLE = ("areas", "articles", "conflict_events", "exceptions", "sources")  # others refer to them
PARTS = {  # of tables whose rows make a whole together: some wholes
    "growth_forecasts": "area=KGZ,TJK;vintage=2022-01..2022-12",
    "macro_forecasts": "vintage=2022-04;measure=inflation",
    "browser_shares": "area=KAZ;period=2019-01..2019-03",
    "eu_exports": "area=KGZ;period=2021-03..2021-04",
    "eu_listed_exports": "area=KGZ;chapter=87",
    "eu_listed_goods": "area=KGZ;hs6=87..88",
    "eu_listed_codes": "code=87..88",
    "kyrgyz_goods": "flow=imports;year=2021,2022",
}


def trimmed(root: Path, monkeypatch: Any, few: int = 20) -> dict[str, "Table"]:
    """Write a package of a few real rows of each dataset below ``root``; what breaks a rule for want of others goes."""
    monkeypatch.setenv("HEARTLAND_ROOT", str(ROOT))
    tables_of = {name: with_positions(name) for name in descriptor.dataset_names(ROOT)}
    kept: dict[str, set[int]] = {}
    for name, df in tables_of.items():
        n = len(df)
        kept[name] = set(range(n) if name in WHOLE else range(0, n, max(1, n // few)))
        if name in PARTS:
            kept[name] = set(select(df, PARTS[name]).index)
    audits = tables_of["audits"]
    for audit in (
        audits[audits["dataset"].ne("")].iloc[::12].to_dict("records")
    ):  # with the rows that they rest on
        for where in audit["where"].split("|"):
            kept[audit["dataset"]] |= set(select(tables_of[audit["dataset"]], where).index[:60])
        kept["audits"] |= set(audits.index[audits["claim_id"].eq(audit["claim_id"])])
    judged = audits.loc[sorted(kept["audits"]), "claim_id"]
    for name in ("claims", "second_readings", "verdict_changes"):
        df = tables_of[name]
        kept[name] |= set(df.index[df["claim_id"].isin(judged)])
    incidents, counts = tables_of["security_incidents"], tables_of["casualty_reports"]
    events = incidents.loc[sorted(kept["security_incidents"]), "event_id"]
    counts_of_events = counts[counts["event_id"].isin(events)]  # without one the event would go
    kept["casualty_reports"] |= set(counts_of_events.drop_duplicates("event_id").index)
    traced = tables_of["tracings"]
    traced = traced[traced["dataset"].eq("sco_members")]
    kept["tracings"] = set(traced.index)
    for where in traced["where"]:
        kept["sco_members"] |= set(select(tables_of["sco_members"], where).index)
    for place, choice in tables_of["preferences"].iterrows():  # those of rows that are kept
        chosen = select(tables_of[choice["dataset"]], choice["where"]).index
        if not kept[choice["dataset"]].isdisjoint(chosen):
            kept["preferences"].add(place)
    shutil.copytree(ROOT / "data" / "schemas", root / "data" / "schemas")
    shutil.copy(descriptor.map_path(ROOT), root / "data")
    declared = {k: v for k, v in descriptor.read(ROOT).items() if k != "inventory"}
    (root / location.DESCRIPTOR).write_text(json.dumps(declared), encoding="utf-8")
    tables = {}
    for name, rows in kept.items():
        with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            header, *lines = csv.reader(handle)
        tables[name] = Table(
            name, header, [lines[i] for i in sorted(rows)], schemas.read(ROOT, name)
        )
    monkeypatch.setenv("HEARTLAND_ROOT", str(root))
    while True:
        for name, table in tables.items():
            (root / "data" / f"{name}.csv").write_bytes(table.text().encode())
        found = rules.validate()
        if not found:
            return tables
        for file, row in sorted({(f.file, f.row) for f in found}, reverse=True):
            del tables[file.removesuffix(".csv")].lines[row - 2]


def changed(change: Callable[[list[str]], object]) -> Spoil:
    """Change the cells of a row in place."""

    def spoil(lines: Lines) -> str:
        change(lines[ROW - 1])
        return as_csv(lines)

    return spoil


def inserted(line: str) -> Spoil:
    """Put a line of text before a row."""

    def spoil(lines: Lines) -> str:
        return as_csv(lines[: ROW - 1]) + line + as_csv(lines[ROW - 1 :])

    return spoil


def exchanged(lines: Lines, one: str, other: str) -> str:
    """Exchange the names of two columns."""
    header = [{one: other, other: one}.get(name, name) for name in lines[0]]
    return as_csv([header, *lines[1:]])


def with_quote(lines: Lines) -> str:
    text = as_csv(lines).split("\n")
    text[ROW - 1] = '"' + text[ROW - 1]
    return "\n".join(text)


# What happens to the file of growth_forecasts as a whole; rows in which it must be named, if any.
FILES: dict[str, tuple[Spoil, set[int]]] = {
    "a row twice": (lambda lines: as_csv([*lines, lines[ROW - 1]]), {ROW}),
    "both sides of a merge": (lambda lines: as_csv([*lines[:ROW], [*lines[ROW - 1][:-1], "other"], *lines[ROW:]]), {ROW, ROW + 1}),
    "marks of a merge": (inserted("<<<<<<< HEAD\n"), {ROW}),
    "a blank row": (inserted("\n"), {ROW}),
    "cells lost at the end of a row": (changed(lambda cells: cells.__delitem__(slice(3, None))), {ROW}),
    "a cell too many": (changed(lambda cells: cells.append("x")), {ROW}),
    "cells moved by one": (changed(lambda cells: (cells.insert(2, ""), cells.pop())), {ROW}),
    "a quote without partner": (with_quote, {ROW}),
    "columns exchanged": (lambda lines: exchanged(lines, "area", "vintage"), set()),
    "a column renamed": (lambda lines: exchanged(lines, "area", "aera"), set()),
    "a column missing": (lambda lines: as_csv([line[1:] for line in lines]), set()),
    "a column doubled": (lambda lines: as_csv([[*line, line[0]] for line in lines]), set()),
    "another separator": (lambda lines: as_csv(lines, delimiter=";"), {1}),
    "UTF-16": (lambda lines: as_csv(lines).encode("utf-16"), set()),
    "Windows-1252": (changed(lambda cells: cells.__setitem__(-1, "Zürich")), {ROW}),
    "cut off": (lambda lines: as_csv(lines)[:-20], set()),
    "no line end": (lambda lines: as_csv(lines).rstrip("\n"), set()),
}  # fmt: skip

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _day_rewritten(cell: str) -> str:
    """A date as a spreadsheet shows it: 2015-03 as Mar-15, 2015-03-02 as 02.03.2015."""
    written = re.fullmatch(r"(\d\d(\d\d))-(\d\d)(?:-(\d\d))?", cell)
    if not written:
        return cell
    year, short_year, month, day = written.groups()
    return f"{day}.{month}.{year}" if day else f"{MONTHS[int(month) - 1]}-{short_year}"


def _decimal_rewritten(cell: str) -> str:
    return cell.replace(".", ",") if re.fullmatch(r"-?\d+\.\d+", cell) else cell


def _long_number_rewritten(cell: str) -> str:
    return f"{float(cell):.3E}" if re.fullmatch(r"[1-9]\d{4,}", cell) else cell


REWRITTEN: dict[str, Callable[[str], str]] = {  # by a spreadsheet, in every cell of a table
    "dates": _day_rewritten,
    "decimals": _decimal_rewritten,
    "long numbers": _long_number_rewritten,
    "flags": lambda cell: cell.upper() if cell in ("true", "false") else cell,
}
