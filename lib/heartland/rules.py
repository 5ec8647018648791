"""The rules of the field: what a table of evidence must keep beyond its schema.

A rule is a small function from tables to what it finds wrong: dataset, column, the rows where it is so, and words.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from heartland import collection, data
from heartland.collection import DataError, is_date, nearest
from heartland.measures import rounding
from heartland.views import select

Tables = dict[str, pd.DataFrame]
Broken = Iterator[tuple[str, str, Any, str]]  # dataset, column, in which rows, words
BLOCK = 100  # rows that may come from one source whose licence is unknown
STATUS_OF_KIND = {"forecast": "F", "nowcast or estimate": "E", "first outturn": "AP", "later outturn": "AP"}
QUANTITIES = ("value", "share", "growth", "score", "rank", "strength")  # how the names of columns of figures begin
REFERENCES = {  # what a column of this name refers to, in whatever table it stands; several ids are joined by ;
    "areas": ("area", "partner", "members", "areas_involved", "side"),
    "sources": ("source_id", "also_in"),
    "conflict_events": ("event_id",),
    "articles": ("article_id",),
    "claims": ("claim_id", "same_as"),
}
DATED = r"^\d{4}"  # how the patterns of dates and periods begin
IN_ORDER = (("start", "end"), ("date", "end"), ("counted_on", "published_on"), ("published", "accessed"))


def bounds_hold(tables: Tables) -> Broken:
    """low <= value <= high, for every quantity of a table that has a bound; a row of figures has at least one."""
    for name, df in tables.items():
        numbers = df.select_dtypes("number").columns.astype(str)
        quantities = [c for c in numbers if c.startswith(QUANTITIES) and c != "ranked"]
        bounds = [c for c in ("low", "high") if c in df]
        if "low" in df:  # where a row holds two quantities, its bound may be of either
            yield name, "low", df["low"] > df[[*quantities, *bounds[1:]]].max(axis=1), "is greater than the value"
        if "high" in df:
            yield name, "high", df["high"] < df[quantities].min(axis=1), "is less than the value"
        if quantities and name not in ("claims", "militant_groups", "preferences"):  # these have rows without figures
            yield name, quantities[0], df[[*quantities, *bounds]].isna().all(axis=1), "is empty, and so is every other figure of the row"


def dates_are_real(tables: Tables) -> Broken:
    """Dates and periods are on the calendar, and what comes first is not later."""
    for name, df in tables.items():
        for field in collection.schema(collection.root(), name)["fields"]:
            pattern, cell = field.get("constraints", {}).get("pattern", ""), df[field["name"]]
            if pattern.startswith(DATED):
                good = cell.map(_on_calendar).astype(bool) & (cell.eq("") | cell.str.match(pattern))
                like = "2022, 2022-H1, 2022-Q1, 2022-06 or 2022-01/2022-11" if "Q" in pattern else "2022, 2022-06 or 2022-06-30"
                yield name, field["name"], ~good, f"is not a date of the calendar: write {like}"
                yield name, field["name"], cell.ne("") & ~cell.between("1900", "2100"), "lies outside 1900 to 2100"
        for first, last in IN_ORDER:
            if {first, last} <= set(df):
                yield name, first, _before(df[last], df[first]), f"is later than {last}"


def _on_calendar(period: str) -> bool:
    parts = period.split("/")
    return not period or (parts == sorted(parts) and all(p[4:6] in ("-H", "-Q") or is_date(p) for p in parts))


def _before(dates: pd.Series, others: pd.Series) -> "pd.Series[bool]":
    """Whether each date surely precedes the other: compared as precisely as both are known, blanks never."""
    pairs = zip(dates, others, strict=True)
    return pd.Series([bool(a and b) and a[: len(b)] < b[: len(a)] for a, b in pairs], index=dates.index, dtype=bool)


def forecasts_are_ahead(tables: Tables) -> Broken:
    """The status follows the kind, a forecast speaks of a year not yet over, an outturn of one that is."""
    df, name = tables["growth_forecasts"], "growth_forecasts"
    fits = ", ".join(f"{kind} {'/'.join(status)}" for kind, status in STATUS_OF_KIND.items())
    wrong = [status not in STATUS_OF_KIND.get(kind, status) for kind, status in zip(df["kind"], df["status"], strict=True)]
    year = pd.to_numeric(df["vintage"].str[:4], errors="coerce")
    late, early = df["kind"].eq("forecast") & (year > df["target_year"]), df["kind"].str.contains("outturn") & (year < df["target_year"])
    yield name, "status", pd.Series(wrong, index=df.index, dtype=bool), f"does not follow from kind: {fits}"
    yield name, "target_year", late, "was already over when this forecast was made"
    yield name, "target_year", early, "was not yet over when this outturn was published"


def claims_are_whole(tables: Tables) -> Broken:
    """A claim's id says its article and paragraph; a range has both ends."""
    df = tables["claims"]
    ids = df["article_id"] + "-" + df["paragraph"].astype("str").fillna("") + "-"
    apart = [not claim.startswith(start) for claim, start in zip(df["claim_id"], ids, strict=True)]
    yield "claims", "claim_id", pd.Series(apart, index=df.index, dtype=bool), "does not begin with article_id and paragraph"
    for name, table in tables.items():
        if {"relation", "low", "high"} <= set(table):
            open_ = table["relation"].eq("range") & table[["low", "high"]].isna().any(axis=1)
            yield name, "relation", open_, "wants both low and high"


def shares_fit(tables: Tables) -> Broken:
    """Shares of one period, area and method add up to no more than 100."""
    for name, column, by in (
        ("smartphone_shares", "share_pct", ["area", "period", "method", "source_id"]),
        ("remittances", "share_of_receipts_pct", ["area", "period", "measure", "reporter", "source_id"]),
    ):
        if name in tables:
            parts = tables[name][tables[name].get("partner", pd.Series("", tables[name].index)).ne("WLD")]
            total = parts.groupby(by)[column].transform("sum")
            yield name, column, total > 100.5, "brings the shares of one period and area above 100"


def ranks_are_within(tables: Tables) -> Broken:
    """No rank is beyond the number of those ranked."""
    df = tables["digital_indices"]
    yield "digital_indices", "rank", df["rank"] > df["ranked"], "is beyond the number ranked"


def flows_add_up(tables: Tables) -> Broken:
    """Exports and imports make the turnover, within the rounding of the three figures; nobody trades with himself."""
    df = tables["trade"]
    yield "trade", "partner", df["area"].eq(df["partner"]), "is the area itself"
    by = ["area", "partner", "period", "product", "concept", "reporter", "source_id"]
    for unit in [c for c in df.columns.astype(str) if c.startswith("value_")]:
        flows = df.pivot_table(index=by, columns="flow", values=unit, aggfunc="first").reindex(columns=["exports", "imports", "turnover"])
        gap = (flows["exports"] + flows["imports"] - flows["turnover"]).abs()
        slack = flows.map(rounding, na_action="ignore").sum(axis="columns") / 2 + 1e-6 * flows["turnover"]
        odd = pd.MultiIndex.from_frame(df[by]).isin(gap.index[gap > slack]) & df["flow"].eq("turnover") & df[unit].notna()
        yield "trade", unit, odd, "is not exports plus imports of the same source"


def counts_are_ordered(tables: Tables) -> Broken:
    """Killed civilians are no more than all killed; no count precedes its event; a tertiary source is not alone."""
    df, name = tables["casualty_reports"], "casualty_reports"
    by = ["event_id", "side", "place", "measure", "reporter", "counted_on", "source_id"]
    totals = df[df["group"].eq("total")].groupby(by)["value"].max().reindex(pd.MultiIndex.from_frame(df[by])).set_axis(df.index)
    more = df["group"].eq("civilians") & (df["value"] > totals)
    yield name, "value", more, "exceeds the total of the same reporter, side, place and date"
    starts = dict(zip(tables["conflict_events"]["event_id"], tables["conflict_events"]["start"], strict=True))
    start = pd.Series([starts.get(event, "") for event in df["event_id"]], index=df.index, dtype="str")
    for column in ("counted_on", "published_on"):
        yield name, column, _before(df[column], start), "is earlier than the event's start"
    tertiary, same = df["reporter_kind"].eq("tertiary"), pd.MultiIndex.from_frame(df[["event_id", "side", "measure"]])
    alone = tertiary & ~same.isin(same[~tertiary])
    yield name, "reporter_kind", alone, "stands alone: a tertiary source never carries a figure by itself"


def series_are_smooth(tables: Tables) -> Broken:
    """Population and GDP change by less than a factor of three from one year to the next."""
    for name, column, by in (("population", "persons", ["area", "source_id"]), ("macro", "value_usd_mn", ["area", "measure", "source_id"])):
        if name in tables:
            df = tables[name].dropna(subset=[column, "year"]).sort_values("year")
            before = df.groupby(by)[[column, "year"]].shift()
            jump = (df["year"] - before["year"]).eq(1) & ~(df[column] / before[column]).between(1 / 3, 3)
            yield name, column, jump, "jumps by more than a factor of three within a year"


def references_hold(tables: Tables) -> Broken:
    """Each id is in the table that its column refers to, and is there once."""
    for name, df in tables.items():
        keys = collection.schema(collection.root(), name).get("foreignKeys", [])
        leads = {key["fields"][0]: (key["reference"]["resource"], key["reference"]["fields"][0]) for key in keys}
        leads |= {
            c: (reference, tables[reference].columns[0]) for reference in REFERENCES for c in REFERENCES[reference] if reference in tables
        }
        for column in [c for c in leads if c in df and leads[c] != (name, c)]:
            reference, there = leads[column]
            known = set(tables[reference][there])
            code = dict(zip(tables[reference].get("name", []), tables[reference][there], strict=False))  # a name in place of a code
            for cell in filter(None, df[column].unique()):
                ids = cell.split(";")
                for word in [w for w in ids if w not in known]:
                    hint = f": write {code[word]}" if word in code else nearest(word, known) or "; add its row there"
                    words = f"is not in {reference}.csv{hint} (several are joined by ;)"
                    yield name, column, df[column].eq(cell), words if word == cell else f"holds '{word}', which {words}"
                for word in collection.repeated(ids):
                    yield name, column, df[column].eq(cell), f"names '{word}' twice"


def ids_lead_no_circle(tables: Tables) -> Broken:
    """A repetition leads to a first statement, a member of a grouping is a country, and no source repeats itself."""
    for name, column in (("areas", "members"), ("claims", "same_as")):
        if name in tables:
            ids, cell = tables[name].iloc[:, 0], tables[name][column]
            onward = set(ids[cell.ne("")])
            yield (
                name,
                column,
                cell.map(lambda c, onward=onward: not onward.isdisjoint(c.split(";"))),
                f"leads to a row that has {column} itself",
            )
    for name, df in tables.items():
        if "also_in" in df:
            pairs = zip(df["source_id"].str.split(";"), df["also_in"].str.split(";"), strict=True)
            same = pd.Series([bool(set(a) & set(b) - {""}) for a, b in pairs], index=df.index, dtype=bool)
            yield name, "also_in", same, "names the row's own source_id again"


def sources_are_sound(tables: Tables) -> Broken:
    """Every source is used, has a well-formed address, is one document under one id, and may be used as it is."""
    df, others = tables["sources"], {name: t for name, t in tables.items() if name != "sources" and "source_id" in t}
    used = {i for t in others.values() for i in data.source_ids(t, also=True)}
    yield "sources", "source_id", ~df["source_id"].isin(used), "is used by no row: delete it, or name it where it was read"
    yield "sources", "url", ~df["url"].map(_well_formed).astype(bool), "is not a well-formed http(s) address"
    bad = ~df["also_at"].map(lambda cell: all(map(_well_formed, filter(None, cell.split(";"))))).astype(bool)
    yield "sources", "also_at", bad, "holds what is not a well-formed http(s) address"
    plain = df["url"].str.replace(r"^https?://(www\.)?|(?<=\w)\.(?=/)|/?(#.*)?$", "", regex=True).str.lower()
    yield "sources", "url", plain.duplicated(keep="first"), "is the address of another id: one document, one id"
    double = df["also_at"].str.split(";").explode().isin(set(df["url"])).groupby(level=0).any()
    yield "sources", "also_at", double, "holds the address of a source: name that id in also_in, or empty the cell"
    kinds = (("kind", "tertiary"), ("licence", "unknown"), ("redistribution", "no"))
    loose, unknown, closed = (set(df.loc[df[c].str.casefold().eq(value), "source_id"]) for c, value in kinds)
    for name, t in others.items():
        if "also_in" in t and name != "casualty_reports":
            yield name, "source_id", t["source_id"].isin(loose) & t["also_in"].eq(""), "is a tertiary source and stands alone"
        many = t["source_id"].isin(unknown) & t.groupby("source_id").cumcount().eq(BLOCK)
        yield name, "source_id", many, f"gives more than {BLOCK} rows and its licence is unknown"
        yield name, "source_id", t["source_id"].isin(closed), "may not be passed on (redistribution is no): delete the row"


def _well_formed(url: str) -> bool:
    try:
        parts = urlsplit(url)
        named = re.fullmatch(r"[\w-]+(\.[\w-]+)+\.?", parts.hostname or "") and (parts.port or 443)
    except ValueError:  # of a port or a bracket
        return False
    return bool(named) and parts.scheme in ("http", "https") and not re.search(r"[\s<>\"{}|\\^`]|//[^/]*@", url)


def choices_are_of_rows(tables: Tables) -> Broken:
    """Every preference, applied correction, exception and audit names a dataset, a column and rows that are there."""
    known = collection.names(collection.root())
    for name in [n for n in ("preferences", "corrections", "exceptions", "audits") if n in tables]:
        df = tables[name]
        for row, entry in df[df["dataset"].ne("")].iterrows():
            table, column = tables.get(entry["dataset"]), entry.get("column", "")
            if entry["dataset"] not in known:
                yield name, "dataset", df.index == row, f"is no dataset{nearest(entry['dataset'], known)}"
            if table is None:
                continue
            if column and column not in table:
                yield name, "column", df.index == row, f"is no column of {entry['dataset']}{nearest(column, table.columns)}"
            if entry.get("status") == "not used":
                continue
            try:
                found = [len(select(table, part)) for part in (entry["where"].split("|") if name == "audits" else [entry["where"]])]
                why = "" if all(found) else f"finds no row in {entry['dataset']}"
                if name == "exceptions" and found[0] > 1:
                    why = f"names {found[0]} rows: write an entry for each, by its key"
            except DataError as error:
                why = str(error)
            if why:
                yield name, "where", df.index == row, why


RULES: dict[Callable[[Tables], Broken], tuple[str, ...]] = {  # each with the tables without which it has nothing to check
    bounds_hold: (),
    dates_are_real: (),
    forecasts_are_ahead: ("growth_forecasts",),
    claims_are_whole: ("claims",),
    shares_fit: (),
    flows_add_up: ("trade",),
    ranks_are_within: ("digital_indices",),
    counts_are_ordered: ("casualty_reports", "conflict_events"),
    series_are_smooth: (),
}
ACROSS: dict[Callable[[Tables], Broken], tuple[str, ...]] = {
    references_hold: (),
    ids_lead_no_circle: (),
    sources_are_sound: ("sources",),
    choices_are_of_rows: (),
}
