"""A small valid data package of real rows, and the ways in which editing spoils it."""

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

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


@dataclass(repr=False)  # hypothesis writes out what a strategy is given
class Table:
    """A table as text, with what its schema says."""

    name: str
    header: list[str]
    lines: list[list[str]]
    schema: dict[str, Any]
    fields: dict[str, dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        refers = {
            key["fields"][0]
            for key in (*self.schema.get("foreignKeys", []), *self.schema.get("joinedKeys", []))
        }
        self.fields = {
            f["name"]: f | {"refers": f["name"] in refers} for f in self.schema["fields"]
        }

    def text(self, **style: Any) -> str:
        out = io.StringIO()
        csv.writer(out, **{"lineterminator": "\n"} | style).writerows([self.header, *self.lines])
        return out.getvalue()

    def copy(self) -> "Table":
        return Table(self.name, list(self.header), [list(line) for line in self.lines], self.schema)

    def columns(self, wanted: Callable[[dict[str, Any]], Any]) -> list[str]:
        return [c for c in self.header if wanted(self.fields[c])]


def rule(f: dict[str, Any], name: str) -> Any:
    return f.get("constraints", {}).get(name)


def is_number(f: dict[str, Any]) -> bool:
    return f["type"] in ("number", "integer")


def is_date(f: dict[str, Any]) -> bool:
    return str(rule(f, "pattern")).startswith(r"^\d{4}")


def nature(f: dict[str, Any]) -> tuple[Any, ...]:
    """What tells a column from another by rule: free texts are all alike."""
    return (
        f["type"],
        rule(f, "pattern"),
        str(rule(f, "enum")),
        f["name"] if f["refers"] or is_number(f) else "",
        rule(f, "required"),
    )


@dataclass(repr=False)
class Spoilt:
    """A spoilt file, and where the damage is: in any of these rows and columns (none: the whole row or file)."""

    kind: str
    file: str
    content: bytes
    rows: set[int] | None
    columns: set[str] | None = None


NO_NUMBER = [
    "x",
    "NaN",
    "nan",
    "inf",
    "n/a",
    "1,5",
    "1 234",
    "1,234.5",
    "1E+05",
    "#REF!",
    "#N/A",
    "12-May",
    "007",
    "+5",
    "5%",
    "USD 5",
    "٣",
    "−5",
    "1.2.3",
    "5.",
    ".5",
    "0x1F",
    "--",
    "1_000",
]
NO_DATE = [
    "12-May",
    "May-22",
    "05/12/2022",
    "12.05.2022",
    "2022-13",
    "2022-02-30",
    "2022-00",
    "May 2022",
    "20220512",
    "44713",
    "2022-5",
    "22",
    "2022-05-12 00:00:00",
    "٢٠٢٢",
]
PADS = [" {}", "{} ", "{}\t", "\u00a0{}", "{}\n", "{}\r\n", "\ufeff{}", "{}\u200b", "  {}"]


def misspelt(word: str, draw: Any) -> str:
    """A word with one slip: a letter lost, doubled, changed in case or for its Cyrillic double."""
    at = draw(st.integers(0, len(word) - 1))
    slip = draw(st.sampled_from(["lost", "double", "case", "other"]))
    letter = {
        "lost": "",
        "double": word[at] * 2,
        "case": word[at].swapcase(),
        "other": {"A": "А", "o": "о", "e": "е"}.get(word[at], "q"),
    }[slip]
    new = word[:at] + letter + word[at + 1 :]
    return new if new not in (word, "") else word + "x"


def swappable(t: Table) -> list[tuple[int, int, int]]:
    """The rows whose bounds differ, with the places of both."""
    low, high = (t.header.index(c) if c in t.header else 0 for c in ("low", "high"))
    return [
        (n, low, high)
        for n, line in enumerate(t.lines)
        if low and high and line[low] and line[high] and line[low] != line[high]
    ]


NEEDS = {  # without these a table has no place for the damage
    "no flag": lambda t: t.columns(lambda f: f["type"] == "boolean"),
    "low and high swapped": lambda t: swappable(t),
    "half a position": lambda t: "latitude" in t.header,
    "marks of a merge": lambda t: not any("\n" in c for line in t.lines for c in line),
    "a fraction for an integer": lambda t: t.columns(lambda f: f["type"] == "integer"),
    "no number": lambda t: t.columns(is_number),
    "no date": lambda t: t.columns(is_date),
    "columns swapped": lambda t: len({nature(f) for f in t.fields.values()}) > 2,
}


@st.composite
def spoilt(draw: Any, tables: dict[str, Table], kind: str) -> Spoilt | None:
    """Spoil one table in one way; nothing if the table drawn has no place for it."""
    fits = NEEDS.get(kind, lambda t: True)
    t = tables[
        draw(st.sampled_from(sorted(n for n in tables if tables[n].lines and fits(tables[n]))))
    ].copy()
    row = draw(st.integers(0, len(t.lines) - 1))
    cells, number = t.lines[row], row + 2
    of = lambda wanted: st.sampled_from(t.columns(wanted)) if t.columns(wanted) else st.none()  # noqa: E731

    def cell(column: str | None, value: Callable[[str], str], filled: bool = True) -> Spoilt | None:
        if column is None or (filled and not cells[t.header.index(column)]):
            return None
        before = cells[t.header.index(column)]
        cells[t.header.index(column)] = value(before)
        return (
            Spoilt(kind, f"{t.name}.csv", t.text().encode(), {number}, {column})
            if cells[t.header.index(column)] != before
            else None
        )

    def file(
        content: str | bytes, rows: set[int] | None, columns: set[str] | None = None
    ) -> Spoilt:
        return Spoilt(
            kind,
            f"{t.name}.csv",
            content.encode() if isinstance(content, str) else content,
            rows,
            columns,
        )

    match kind:
        case "no number":
            return cell(
                draw(of(is_number)), lambda _: draw(st.sampled_from(NO_NUMBER)), filled=False
            )
        case "a fraction for an integer":
            return cell(
                draw(of(lambda f: f["type"] == "integer")),
                lambda v: v + draw(st.sampled_from([".0", ".5", ",0"])),
            )
        case "no flag":
            return cell(
                draw(of(lambda f: f["type"] == "boolean")),
                lambda _: draw(st.sampled_from(["TRUE", "yes", "1", "", "WAHR"])),
            )
        case "no date":
            return cell(draw(of(is_date)), lambda _: draw(st.sampled_from(NO_DATE)), filled=False)
        case "not in a closed list":
            return cell(
                draw(of(lambda f: rule(f, "enum") and f["name"] != "relation")),
                lambda v: misspelt(v, draw),
            )
        case "unknown source, area or other key":
            return cell(draw(of(lambda f: f["refers"])), lambda v: misspelt(v, draw))
        case "padding or a break in a cell":
            return cell(
                draw(st.sampled_from(t.header)), lambda v: draw(st.sampled_from(PADS)).format(v)
            )
        case "a required cell empty":
            return cell(draw(of(lambda f: rule(f, "required"))), lambda _: "")
        case "an error of a spreadsheet":
            return cell(
                draw(st.sampled_from(t.header)),
                lambda _: draw(
                    st.sampled_from(
                        ["#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "=SUM(A1:A3)", "3-Apr"]
                    )
                ),
                filled=False,
            )
        case "low and high swapped":
            n, low, high = draw(st.sampled_from(swappable(t)))
            t.lines[n][low], t.lines[n][high] = t.lines[n][high], t.lines[n][low]
            return file(t.text(), {n + 2}, {"low", "high"})
        case "both sides of a merge":
            free = [
                c
                for c in t.columns(lambda f: f["type"] != "boolean")
                if c not in t.schema["primaryKey"]
            ]
            at, other = draw(st.integers(row + 1, len(t.lines))), list(cells)
            if not free:
                return None
            other[t.header.index(draw(st.sampled_from(free)))] = "1"
            t.lines.insert(at, other)
            return file(t.text(), {number, at + 2})
        case "marks of a merge":
            lines = t.text().split("\n")
            lines.insert(
                number - 1, draw(st.sampled_from(["<<<<<<< HEAD", "=======", ">>>>>>> theirs"]))
            )
            return file("\n".join(lines), {number})
        case "half a position":
            return cell(
                draw(of(lambda f: f["name"] in ("latitude", "longitude", "geo_precision"))),
                lambda _: "",
            )
        case "a row twice":
            at = draw(st.integers(row + 1, len(t.lines)))
            t.lines.insert(at, list(cells))
            return file(t.text(), {number, at + 2})
        case "cells lost at the end of a row":
            del cells[draw(st.integers(1, len(cells) - 1)) :]
            return file(t.text(), {number})
        case "a cell too many":
            cells.insert(
                draw(st.integers(0, len(cells))), draw(st.sampled_from(["", "x", "5", "KAZ"]))
            )
            return file(t.text(), {number})
        case "cells moved by one":
            at = draw(st.integers(0, len(cells) - 2))
            before = list(cells)
            cells.insert(at, "")
            del cells[-1]
            kinds = [nature(t.fields[c]) for c in t.header]
            moved = [
                n for n in range(at, len(before) - 1) if before[n] and kinds[n] != kinds[n + 1]
            ]  # from text to text is no rule's matter
            return file(t.text(), {number}) if moved else None
        case "a blank row":
            lines = t.text().split("\n")
            lines.insert(number - 1, "")
            return (
                file("\n".join(lines), {number})
                if not any("\n" in c for line in t.lines for c in line)
                else None
            )
        case "a quote without partner":
            lines = t.text(quoting=csv.QUOTE_MINIMAL).splitlines(keepends=True)
            lines[number - 1] = (
                '"' + lines[number - 1]
                if not lines[number - 1].startswith('"')
                else lines[number - 1][1:]
            )
            return file("".join(lines), {number})
        case "columns swapped":
            a, b = draw(st.sampled_from(t.header)), draw(st.sampled_from(t.header))
            if nature(t.fields[a]) == nature(t.fields[b]) or not _differ(t, a, b):
                return None
            i, j = t.header.index(a), t.header.index(b)
            t.header[i], t.header[j] = b, a
            return file(t.text(), None, {a, b})
        case "a column missing":
            column = draw(st.integers(0, len(t.header) - 1))
            name = t.header[column]
            for line in [t.header, *t.lines]:
                del line[column]
            return file(t.text(), {1}, {name})
        case "a column renamed":
            column = draw(st.integers(0, len(t.header) - 1))
            old, t.header[column] = t.header[column], misspelt(t.header[column], draw)
            return file(t.text(), {1}, {old, t.header[column]})
        case "a column doubled":
            column = draw(st.integers(0, len(t.header) - 1))
            for line in [t.header, *t.lines]:
                line.insert(column, line[column])
            return file(t.text(), {1}, {t.header[column]})
        case "another separator":
            return file(t.text(delimiter=draw(st.sampled_from(";\t|"))), {1})
        case "another encoding":
            return file(
                t.text().encode(draw(st.sampled_from(["utf-16", "utf-16-le", "utf-32"]))), None
            )
        case "Latin-1 or Windows-1252":
            t.lines[row][-1] = draw(st.sampled_from(["Zürich", "café", "“quoted”", "5 – 6"]))
            return file(
                t.text().encode("cp1252", errors="replace"), {number} | set(range(2, number))
            )
        case "a file cut off":
            text = t.text()
            at = draw(st.integers(len(text.split("\n")[0]) + 1, len(text) - 2))
            last = text[:at].rsplit("\n", 1)[1]
            return (
                file(text[:at], {text[:at].count("\n") + 1})
                if 0 < len(next(csv.reader([last]), [])) < len(t.header)
                else None
            )
        case "control signs":
            return cell(
                draw(st.sampled_from(t.header)),
                lambda v: v[:1] + draw(st.sampled_from("\0\x07\x1b\x7f\v\u202e")) + v[1:],
            )
    raise AssertionError(kind)


def _differ(t: Table, a: str, b: str) -> bool:
    return any(line[t.header.index(a)] != line[t.header.index(b)] for line in t.lines)


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


def rewritten(t: Table, way: str) -> Table:
    """A table that a spreadsheet opened and saved; texts stay as they are."""
    new = t.copy()
    at = [new.header.index(c) for c in new.columns(lambda f: is_number(f) or is_date(f))]
    at += [new.header.index(c) for c in new.columns(lambda f: f["type"] == "boolean")]
    for line in new.lines:
        for place in at:
            line[place] = REWRITTEN[way](line[place])
    return new


BREAKING = [
    "no number", "a fraction for an integer", "no flag", "no date", "not in a closed list", "unknown source, area or other key",
    "padding or a break in a cell", "a required cell empty", "an error of a spreadsheet", "low and high swapped", "a row twice",
    "cells lost at the end of a row", "a cell too many", "cells moved by one", "a blank row", "a quote without partner", "columns swapped",
    "a column missing", "a column renamed", "a column doubled", "another separator", "another encoding", "Latin-1 or Windows-1252",
    "a file cut off", "control signs", "both sides of a merge", "marks of a merge", "half a position",
]  # fmt: skip


@st.composite
def plausible(draw: Any, tables: dict[str, Table]) -> Spoilt | None:
    """Change a value into another that might be right: no rule need be broken."""
    t = tables[draw(st.sampled_from(sorted(n for n in tables if tables[n].lines)))].copy()
    row = draw(st.integers(0, len(t.lines) - 1))
    columns = t.columns(lambda f: is_number(f) or is_date(f))
    kind = draw(
        st.sampled_from(
            [
                "a digit lost",
                "a digit doubled",
                "a year off by ten",
                "a sign changed",
                "ten times as much",
                "a thousand times as much",
            ]
        )
    )
    if not columns:
        return None
    column = draw(st.sampled_from(columns))
    value = t.lines[row][t.header.index(column)]
    if not value or (kind == "a year off by ten") != (
        is_date(t.fields[column]) or "year" in column
    ):
        return None
    at = draw(st.integers(0, len(value) - 1))
    match kind:
        case "a digit lost":
            new = value[:at] + value[at + 1 :]
        case "a digit doubled":
            new = value[:at] + value[at] + value[at:]
        case "a year off by ten":
            new = f"{int(value[:4]) + 10}{value[4:]}"
        case "a sign changed":
            new = value.removeprefix("-") if value.startswith("-") else "-" + value
        case _:
            whole, point, part = value.partition(".")
            ends = 1 if kind == "ten times as much" else 3
            new = (
                whole + part[:ends].ljust(ends, "0") + (point if part[ends:] else "") + part[ends:]
            )
    t.lines[row][t.header.index(column)] = new
    return (
        Spoilt(kind, f"{t.name}.csv", t.text().encode(), {row + 2}, {column})
        if new != value and new.strip("-")
        else None
    )
