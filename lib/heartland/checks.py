"""What must hold of the data: the schemas' rules (by frictionless) and the field's rules (here).

Each rule is a small function from tables to findings; a finding names file, row (the header is row 1), column,
value and rule. A case that is odd and right is an entry of ``exceptions.csv`` with its reason; an entry that
excuses nothing is itself a finding. What does not belong here: reading tables (``data``), judging claims (``claims``).
"""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd

from heartland import collection, data
from heartland.collection import DataError, nearest

Tables = dict[str, pd.DataFrame]
NOT_NUMBERS = ["nan", "inf", "-inf", "+inf", "na", "n/a", "null", "none", "#n/a"]
STATUS_OF_KIND = {"forecast": "F", "nowcast or estimate": "E", "first outturn": "AP", "later outturn": "AP"}
BLOCK = 100  # rows that may come from one source whose licence is unknown


@dataclass(frozen=True)
class Finding:
    """One place that breaks a rule."""

    file: str
    row: int
    column: str
    value: str
    rule: str
    key: str = ""

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}, column {self.column}: '{self.value}' {self.rule}"


def validate(folder: Path | None = None) -> list[Finding]:
    """Check every table of the collection; return what breaks a rule, in the order of files and rows.

    Tables that cannot be read at all raise nothing here either: their first mistake is a finding.
    """
    folder = folder or collection.root()
    findings: list[Finding] = []
    tables: Tables = {}
    for name in collection.names(folder):
        path = folder / "data" / collection.resource(folder, name)["path"]
        try:
            text = data.read_text(path, [f["name"] for f in collection.schema(folder, name)["fields"]])
        except DataError as error:
            findings.append(Finding(path.name, 1, "", "", re.sub(r"^.*?: ", "", str(error), count=1)))
            continue
        findings += _text_rules(path.name, text)
        tables[name] = text
    findings += _schema_rules(folder, set(tables))
    typed = {name: df for name, text in tables.items() if (df := _typed(text, folder, name)) is not None}
    broken = [f for rule in RULES_OF_TEXT for f in rule(tables)] + [f for rule in RULES for f in rule(typed)]
    findings += _excused(broken, tables)
    if {"claims", "audits", "articles"} <= set(typed) and not findings:  # an audit is recomputed from tables that are sound
        from heartland.claims import audits_hold

        findings += audits_hold()
    return sorted(set(findings), key=lambda f: (f.file, f.row, f.column, f.rule))


def _typed(text: pd.DataFrame, folder: Path, name: str) -> pd.DataFrame | None:
    """Type a table; one with a cell of the wrong type is left to the schema's rules."""
    try:
        return data.convert(text, folder, name)
    except DataError:
        return None


def _schema_rules(folder: Path, readable: set[str]) -> Iterator[Finding]:
    """Types, required cells, closed lists, bounds, patterns, primary and foreign keys: frictionless."""
    from frictionless import Checklist, Package

    logging.getLogger("frictionless").setLevel(logging.ERROR)
    package = Package(str(folder / collection.DESCRIPTOR))
    for name in [r.name for r in package.resources if r.schema.fields and r.name not in readable]:
        package.remove_resource(name)
    for task in package.validate(Checklist(skip_errors=["foreign-key"]), limit_errors=1000).tasks:
        if task.name not in readable:
            continue
        for error in task.errors:
            column = getattr(error, "field_name", "") or ",".join(collection.schema(folder, task.name).get("primaryKey", []))
            note = error.note.rstrip(".").replace("constraint ", "breaks the rule ", 1)
            yield Finding(
                f"{task.name}.csv",
                getattr(error, "row_number", 1),
                column,
                str(getattr(error, "cell", "") or ""),
                f"{error.title.lower()}: {note}",
            )


def _text_rules(file: str, text: pd.DataFrame) -> Iterator[Finding]:
    for column in text.columns.astype(str):
        cell = text[column]
        yield from _at(
            file,
            text,
            cell.ne(cell.str.strip()) | cell.str.contains(r"[\n\r\t]"),
            column,
            "has blanks or breaks around or in it: remove them",
        )
        yield from _at(file, text, cell.str.lower().isin(NOT_NUMBERS), column, "is no value: leave the cell empty")
        yield from _at(
            file, text, cell.str.contains("$", regex=False), column, "holds a dollar sign, which notebooks read as mathematics: write USD"
        )


def _at(file: str, df: pd.DataFrame, bad: pd.Series, column: str, rule: str) -> Iterator[Finding]:
    """Yield a finding for each row where ``bad`` holds."""
    for row in df.index[bad.fillna(False).astype(bool)]:
        value = df[column].astype("object").fillna("")[row]
        yield Finding(file, int(row) + 2, column, str(value), rule)


def _excused(found: list[Finding], tables: Tables) -> Iterator[Finding]:
    """Leave out what ``exceptions`` lists with a reason; name the entries that excuse nothing."""
    listed = tables.get("exceptions", pd.DataFrame(columns=["dataset", "where", "rule"]))
    used: set[int] = set()
    for finding in found:
        name = finding.file.removesuffix(".csv")
        row = tables[name].iloc[finding.row - 2]
        mine = [n for n, e in enumerate(listed.to_dict("records")) if e["dataset"] == name and e["rule"] in finding.rule]
        fits = [n for n in mine if all(str(row.get(k, "")) == v for k, v in key(listed["where"].iloc[n]))]
        used.update(fits)
        if not fits:
            yield finding
    idle = listed[~listed.index.isin(used) & listed["dataset"].isin(tables)]
    yield from _at("exceptions.csv", idle, idle["rule"].ne(""), "rule", "excuses nothing: delete the entry")


def key(where: str) -> list[tuple[str, str]]:
    """Split ``column=value;column=value`` into pairs."""
    return [(column, value) for column, _, value in (part.partition("=") for part in where.split(";"))]


def select(df: pd.DataFrame, where: str) -> pd.DataFrame:
    """Return the rows that ``column=value;…`` names; a value may list alternatives with ``,`` and ``a..b`` spans text."""
    hit = pd.Series(True, index=df.index)
    for column, value in key(where):
        if column not in df:
            raise DataError(f"where '{where}': there is no column '{column}'")
        cell = df[column].astype("str").str.replace(r"\.0$", "", regex=True)
        low, span, high = value.partition("..")
        hit &= cell.between(low, high) if span else cell.isin([value, *value.split(",")])
    return df[hit]


def keys_exist(tables: Tables) -> Iterator[Finding]:
    """Foreign keys, and each id of a ``;``-joined list of sources or areas."""
    lists = {"also_in": "sources", "members": "areas", "areas_involved": "areas"}
    for name, df in tables.items():
        links = {c: ref for c, ref in lists.items() if c in df} | dict(_links(name))
        for column, reference in links.items():
            if reference not in tables or column not in df:
                continue
            allowed = set(tables[reference].iloc[:, 0])
            for row, cell in df[column].items():
                for word in filter(None, str(cell).split(";") if column in lists or ";" in str(cell) else [str(cell)]):
                    if word not in allowed:
                        yield Finding(f"{name}.csv", int(str(row)) + 2, column, word, f"is not in {reference}.csv{nearest(word, allowed)}")


def _links(name: str) -> Iterator[tuple[str, str]]:
    for link in collection.schema(collection.root(), name).get("foreignKeys", []):
        yield link["fields"][0], link["reference"]["resource"]


def bounds_hold(tables: Tables) -> Iterator[Finding]:
    """low <= value <= high, for every quantity of a table that has a bound."""
    for name, df in tables.items():
        file, numbers = f"{name}.csv", df.select_dtypes("number").columns.astype(str)
        quantities = [c for c in numbers if c.startswith(("value", "share", "growth", "score", "strength"))]
        if "low" in df:  # where a row holds two quantities, its bound may be of either
            top = df[[*quantities, *(["high"] if "high" in df else [])]].max(axis=1)
            yield from _at(file, df, df["low"] > top, "low", "is greater than the value")
        if "high" in df:
            yield from _at(file, df, df["high"] < df[quantities].min(axis=1), "high", "is less than the value")


def forecasts_are_ahead(tables: Tables) -> Iterator[Finding]:
    """The status follows the kind, a forecast speaks of a year not yet over, an outturn of one that is."""
    df = tables.get("growth_forecasts")
    if df is None:
        return
    file = "growth_forecasts.csv"
    wrong = pd.Series([s not in STATUS_OF_KIND.get(k, s) for k, s in zip(df["kind"], df["status"], strict=True)], index=df.index)
    yield from _at(
        file, df, wrong, "status", "does not follow from kind: " + ", ".join(f"{k} {'/'.join(s)}" for k, s in STATUS_OF_KIND.items())
    )
    year = pd.to_numeric(df["vintage"].str[:4], errors="coerce")
    yield from _at(
        file, df, df["kind"].eq("forecast") & (year > df["target_year"]), "target_year", "was already over when this forecast was made"
    )
    yield from _at(
        file,
        df,
        df["kind"].str.contains("outturn") & (year < df["target_year"]),
        "target_year",
        "was not yet over when this outturn was published",
    )


def sources_are_sound(tables: Tables) -> Iterator[Finding]:
    """Every source is used, has a well-formed address, and is one document under one id."""
    df = tables.get("sources")
    if df is None:
        return
    used = {i for name, t in tables.items() if name != "sources" for i in data.source_ids(t, also=True)}
    yield from _at(
        "sources.csv", df, ~df["source_id"].isin(used), "source_id", "is used by no row: delete it, or name it where it was read"
    )
    bad = ~df["url"].map(_well_formed) | ~df["also_at"].map(lambda cell: all(map(_well_formed, filter(None, cell.split(";")))))
    yield from _at("sources.csv", df, bad, "url", "is not a well-formed http(s) address")
    plain = df["url"].str.replace(r"^https?://(www\.)?|/$", "", regex=True).str.lower()
    yield from _at("sources.csv", df, plain.duplicated(keep="first"), "url", "is the address of another id: one document, one id")
    loose = df[df["kind"].eq("tertiary")]["source_id"]
    unknown = set(df[df["licence"].eq("unknown")]["source_id"])
    for name, t in tables.items():
        if "source_id" not in t or name == "sources":
            continue
        if "also_in" in t and name != "casualty_reports":
            yield from _at(
                f"{name}.csv", t, t["source_id"].isin(loose) & t["also_in"].eq(""), "source_id", "is a tertiary source and stands alone"
            )
        counts = t["source_id"].value_counts()
        for source in [s for s in counts.index[counts > BLOCK] if s in unknown]:
            first = t.index[t["source_id"].eq(source)][BLOCK]
            yield Finding(
                f"{name}.csv",
                int(first) + 2,
                "source_id",
                source,
                f"gives {counts[source]} rows and its licence is unknown: no more than {BLOCK}",
            )


def _well_formed(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in parts.netloc and not re.search(r"[\s<>\"{}|\\^`]", url)


def shares_fit(tables: Tables) -> Iterator[Finding]:
    """Shares of one period, area and method add up to no more than 100."""
    for name, column, by in (
        ("smartphone_shares", "share_pct", ["area", "period", "method", "source_id"]),
        ("remittances", "share_of_receipts_pct", ["area", "period", "measure", "reporter", "source_id"]),
    ):
        df = tables.get(name)
        if df is None:
            continue
        parts = df[df["partner"].ne("WLD")] if "partner" in df else df
        total = parts.groupby(by)[column].transform("sum")
        yield from _at(f"{name}.csv", parts, total > 100.5, column, f"brings the shares of one {by[1]} and {by[0]} above 100")


def flows_add_up(tables: Tables) -> Iterator[Finding]:
    """Exports and imports make the turnover, within the rounding of the three figures."""
    df = tables.get("trade")
    if df is None:
        return
    by = ["area", "partner", "period", "product", "concept", "reporter", "source_id"]
    for unit in [c for c in df.columns.astype(str) if c.startswith("value_")]:
        wide = (
            df.dropna(subset=[unit])
            .assign(row=lambda d: d.index)
            .pivot_table(index=by, columns="flow", values=[unit, "row"], aggfunc="first")
        )
        if wide.empty or len(wide[unit].columns) < 3:
            continue
        wide = wide.dropna()
        slack: pd.Series = wide[unit].map(rounding).sum(axis="columns") / 2
        gap = (wide[unit]["exports"] + wide[unit]["imports"] - wide[unit]["turnover"]).abs()
        rows = wide["row"]["turnover"][gap > slack + 1e-6 * wide[unit]["turnover"]]
        yield from _at("trade.csv", df, df.index.to_series().isin(rows), unit, "is not exports plus imports of the same source")


def rounding(value: float) -> float:
    """Return the unit of the last digit that a figure was given in: 13700 is known to the hundred."""
    text = f"{value:.6f}".rstrip("0")
    whole, _, part = text.partition(".")
    return float(10 ** -len(part)) if part else float(10 ** (len(whole) - len(whole.rstrip("0"))))


def counts_are_ordered(tables: Tables) -> Iterator[Finding]:
    """Killed civilians are no more than all killed; no count precedes its event or follows its publication."""
    df, events = tables.get("casualty_reports"), tables.get("conflict_events")
    if df is None or events is None:
        return
    file, by = "casualty_reports.csv", ["event_id", "side", "place", "measure", "reporter", "counted_on", "source_id"]
    totals = df[df["group"].eq("total")].groupby(by)["value"].max().rename("total").reset_index()
    whole = df.reset_index().merge(totals, on=by, how="left").set_index("index")["total"].reindex(df.index)
    yield from _at(
        file,
        df,
        df["group"].eq("civilians") & (df["value"] > whole),
        "value",
        "exceeds the total of the same reporter, side, place and date",
    )
    start = df["event_id"].map(events.set_index("event_id")["start"]).fillna("")
    for column in ("counted_on", "published_on"):
        yield from _at(file, df, _before(df[column], start), column, "is earlier than the event's start")
    yield from _at(file, df, _before(df["published_on"], df["counted_on"]), "counted_on", "is later than published_on")
    tertiary = df["reporter_kind"].eq("tertiary")
    same = ["event_id", "side", "measure"]
    alone = ~df.set_index(same).index.isin(df[~tertiary].set_index(same).index)
    yield from _at(file, df, tertiary & alone, "reporter_kind", "stands alone: a tertiary source never carries a figure by itself")


def _before(dates: pd.Series, others: pd.Series) -> pd.Series:
    """Whether each date surely precedes the other: compared as precisely as both are known, blanks never."""
    pairs = zip(dates.fillna(""), others.fillna(""), strict=True)
    return pd.Series([bool(a and b) and a[: len(b)] < b[: len(a)] for a, b in pairs], index=dates.index)


def series_are_smooth(tables: Tables) -> Iterator[Finding]:
    """Population and GDP change by less than a factor of three from one year to the next."""
    for name, column, by in (("population", "persons", ["area", "source_id"]), ("macro", "value_usd_mn", ["area", "measure", "source_id"])):
        df = tables.get(name)
        if df is None:
            continue
        ordered = df.dropna(subset=[column]).sort_values("year")
        ratio = ordered[column] / ordered.groupby(by)[column].shift()
        near = ordered["year"].sub(ordered.groupby(by)["year"].shift()).eq(1)
        yield from _at(
            f"{name}.csv", ordered, near & ~ratio.between(1 / 3, 3), column, "jumps by more than a factor of three within a year"
        )


def choices_are_of_rows(tables: Tables) -> Iterator[Finding]:
    """Every preference and every applied correction names rows that are there."""
    for name in ("preferences", "corrections"):
        df = tables.get(name, pd.DataFrame(columns=["dataset", "where"]))
        for row, entry in df.iterrows():
            table = tables.get(entry["dataset"])
            if table is None or (name == "corrections" and entry["status"] == "not used"):
                continue
            try:
                why = f"finds no row in {entry['dataset']}" if select(table, entry["where"]).empty else ""
            except DataError as error:
                why = str(error)
            if why:
                yield Finding(f"{name}.csv", int(str(row)) + 2, "where", entry["where"], why)


RULES_OF_TEXT: Sequence[Callable[[Tables], Iterator[Finding]]] = (keys_exist, sources_are_sound, choices_are_of_rows)
RULES: Sequence[Callable[[Tables], Iterator[Finding]]] = (
    bounds_hold,
    forecasts_are_ahead,
    shares_fit,
    flows_add_up,
    counts_are_ordered,
    series_are_smooth,
)
