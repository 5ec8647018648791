"""The rules of the field: what a table of evidence must keep beyond its schema.

A rule is a small function from tables to what it finds wrong: dataset, column, the rows where it is so, and words.
What is peculiar to a table its schema declares: how an id ``begins``, what ``follows`` from a column, which word stands
for the ``wholes`` of its parts, which ``series`` does not jump.
"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from heartland import collection, data
from heartland.collection import DataError, is_date, nearest
from heartland.measures import rounding
from heartland.views import last_day, select


class Tables(dict[str, pd.DataFrame]):
    """The tables of a collection by name; a rule that reads one that is not there has nothing to check."""

    def __missing__(self, name: str) -> pd.DataFrame:
        raise Absent(name)


class Absent(Exception):
    """A table that the collection does not have."""


Broken = Iterator[tuple[str, str, Any, str]]  # dataset, column, in which rows, words
BLOCK = 100  # rows that may come from one source whose licence is unknown
STATUS_OF_KIND = {
    "forecast": "F",
    "nowcast or estimate": "E",
    "first outturn": "AP",
    "later outturn": "AP",
}
QUANTITIES = (
    "value",
    "share",
    "growth",
    "score",
    "rank",
    "strength",
)  # how the names of columns of figures begin
BOUNDED = {
    "low": (">", ">="),
    "high": ("<", "<="),
}  # by which relations the value itself is a bound
PLACED = ["latitude", "longitude", "geo_precision"]
NAMES = ("reporter", "publisher", "actor", "place", "leader", "unit")
STEADY = ("CHN", "RUS", "WLD")  # trade with others comes and goes
DATED = r"^\d{4}"  # how the patterns of dates and periods begin
IN_ORDER = (
    ("start", "end"),
    ("date", "end"),
    ("counted_on", "published_on"),
    ("published", "accessed"),
)


def declared(name: str) -> dict[str, Any]:
    """Return the schema of a dataset."""
    return collection.schema(collection.root(), name)


def bounds_hold(tables: Tables) -> Broken:
    """low <= value <= high, and what ``relation`` calls a bound or a range is one; a row of figures has at least one."""
    for name, df in tables.items():
        numbers = df.select_dtypes("number").columns.astype(str)
        quantities = [c for c in numbers if c.startswith(QUANTITIES) and c != "ranked"]
        bounds = [c for c in BOUNDED if c in df]
        if "low" in df:  # where a row holds two quantities, its bound may be of either
            yield (
                name,
                "low",
                df["low"] > df[[*quantities, *bounds[1:]]].max(axis=1),
                "is greater than the value",
            )
        if "high" in df:
            yield name, "high", df["high"] < df[quantities].min(axis=1), "is less than the value"
        if quantities and name not in (
            "claims",
            "militant_groups",
            "preferences",
        ):  # these have rows without figures
            yield (
                name,
                quantities[0],
                df[[*quantities, *bounds]].isna().all(axis=1),
                "is empty, and so is every other figure of the row",
            )
        if bounds and "relation" in df:
            yield (
                name,
                "relation",
                df["relation"].eq("range") & df[bounds].isna().any(axis=1),
                "wants both low and high",
            )
            for column in (
                bounds if name != "claims" else ()
            ):  # there the bound is in the value alone
                same = (
                    df[quantities]
                    .astype("float64")
                    .eq(df[column].astype("float64"), axis=0)
                    .any(axis=1)
                )
                yield (
                    name,
                    column,
                    df["relation"].isin(BOUNDED[column]) & ~same,
                    "is not the figure of the row, which 'relation' bounds",
                )


def _dated(name: str) -> dict[str, str]:
    """Return the columns of dates and periods, with the patterns of how they are written."""
    patterns = {
        f["name"]: f.get("constraints", {}).get("pattern", "") for f in declared(name)["fields"]
    }
    return {column: pattern for column, pattern in patterns.items() if pattern.startswith(DATED)}


def dates_are_real(tables: Tables) -> Broken:
    """Dates and periods are on the calendar, and what comes first is not later."""
    for name, df in tables.items():
        for column, pattern in _dated(name).items():
            cell = df[column]
            good = cell.map(_on_calendar).astype(bool) & (cell.eq("") | cell.str.match(pattern))
            like = (
                "2022, 2022-H1, 2022-Q1, 2022-06 or 2022-01/2022-11"
                if "Q" in pattern
                else "2022, 2022-06 or 2022-06-30"
            )
            yield name, column, ~good, f"is not a date of the calendar: write {like}"
            yield (
                name,
                column,
                cell.ne("") & ~cell.between("1900", "2100"),
                "lies outside 1900 to 2100",
            )
        for first, last in IN_ORDER:
            if {first, last} <= set(df):
                yield name, first, _before(df[last], df[first]), f"is later than {last}"


def _on_calendar(period: str) -> bool:
    parts = period.split("/")
    return not period or (
        parts == sorted(parts) and all(p[4:6] in ("-H", "-Q") or is_date(p) for p in parts)
    )


def _before(dates: pd.Series, others: pd.Series) -> "pd.Series[bool]":
    """Whether each date surely precedes the other: compared as precisely as both are known, blanks never."""
    pairs = zip(dates, others, strict=True)
    return pd.Series(
        [bool(a and b) and a[: len(b)] < b[: len(a)] for a, b in pairs],
        index=dates.index,
        dtype=bool,
    )


def forecasts_are_ahead(tables: Tables) -> Broken:
    """The status follows the kind, and a forecast speaks of a year not yet over."""
    df, name = tables["growth_forecasts"], "growth_forecasts"
    fits = ", ".join(f"{kind} {'/'.join(status)}" for kind, status in STATUS_OF_KIND.items())
    wrong = [
        status not in STATUS_OF_KIND.get(kind, status)
        for kind, status in zip(df["kind"], df["status"], strict=True)
    ]
    yield (
        name,
        "status",
        pd.Series(wrong, index=df.index, dtype=bool),
        f"does not follow from kind: {fits}",
    )
    late = df["kind"].eq("forecast") & (
        pd.to_numeric(df["vintage"].str[:4], errors="coerce") > df["target_year"]
    )
    yield name, "target_year", late, "was already over when this forecast was made"


def rows_agree(tables: Tables) -> Broken:
    """An id begins as its row says, a place has one position, a reporter one kind, and a name one spelling in all tables."""
    for name, df in tables.items():
        begins, follows = declared(name).get("begins", []), declared(name).get("follows", {})
        starts = (
            df[begins].astype("str").fillna("").agg("-".join, axis=1) if begins else [""] * len(df)
        )
        apart = [not i.startswith(start) for i, start in zip(df.iloc[:, 0], starts, strict=True)]
        yield (
            name,
            str(df.columns[0]),
            pd.Series(apart, df.index, dtype=bool),
            f"does not begin with {' and '.join(begins)}",
        )
        if set(PLACED) <= set(df):
            empty = df[PLACED].isna() | df[PLACED].isin([""])
            for column in PLACED:
                yield (
                    name,
                    column,
                    empty[column] & ~empty.all(axis=1),
                    f"is empty, and of {', '.join(PLACED)} all are known or none",
                )
        for first, column in [
            (first, column) for first, columns in follows.items() for column in columns
        ]:
            alike = [
                df.groupby(by, dropna=False)[first].transform("size")
                for by in ([first, column], [first])
            ]
            yield (
                name,
                column,
                df[first].ne("") & (2 * alike[0] <= alike[1]),
                f"is not that of most rows of the same {first}",
            )
    for column, named in [
        (column, {name: df[column] for name, df in tables.items() if column in df})
        for column in NAMES
    ]:
        words = (
            pd.concat([pd.Series(dtype="str"), *named.values()]).value_counts().index.to_series()
        )
        usual = words.groupby(words.str.casefold().str.replace(r"[\W_]", "", regex=True)).transform(
            "first"
        )
        for word in words[usual != words]:
            for name, cells in named.items():
                yield (
                    name,
                    column,
                    cells.eq(word),
                    f"is written '{usual[word]}' elsewhere: one name, one spelling",
                )


def parts_fit(tables: Tables) -> Broken:
    """No part is more than its whole: a partner than the world, exports than turnover, a quarter than its year, civilians than all."""
    for name, df in tables.items():
        key = declared(name)["primaryKey"]
        for column, whole in declared(name).get("wholes", {}).items():
            of = df["period"].str[:4] if whole == "year" else pd.Series(whole, df.index)
            same = [
                df[c] for c in key if c not in (column, "value" if "value" in key else "source_id")
            ]
            for value in [c for c in df.columns.astype(str) if c.startswith("value")]:
                most = df[value].where(df[column].eq(of)).groupby([of, *same]).transform("max")
                yield (
                    name,
                    value,
                    df[value] > most,
                    f"is more than the whole by the same reporter ({column} {whole})",
                )


def shares_fit(tables: Tables) -> Broken:
    """Shares of one period, area and method add up to no more than 100."""
    for name, df in tables.items():
        for column, by in declared(name).get("shares", {}).items():
            total = (
                df[df["partner"].ne("WLD") if "partner" in df else df[column].notna()]
                .groupby(by)[column]
                .transform("sum")
            )
            yield name, column, total > 100.5, "brings the shares of one period and area above 100"


def ranks_are_within(tables: Tables) -> Broken:
    """No rank is beyond the number of those ranked, no score beyond its scale, and the higher score has the better rank."""
    df, name = tables["digital_indices"], "digital_indices"
    yield name, "rank", df["rank"] > df["ranked"], "is beyond the number ranked"
    yield (
        name,
        "score",
        df["score"] > pd.to_numeric(df["scale"].str.extract(r"^0-(\d+)$")[0]),
        "is beyond its scale",
    )
    ordered = df.dropna(subset=["score", "rank"]).sort_values(
        ["score", "rank"], ascending=[False, True]
    )
    yield (
        name,
        "rank",
        ordered.groupby(["index", "edition"])["rank"].diff() < 0,
        "is better than that of a higher score of the edition",
    )


def flows_add_up(tables: Tables) -> Broken:
    """Exports and imports make the turnover, within the rounding of the three figures; two sides trade, and count it."""
    df = tables["trade"]
    yield "trade", "partner", df["area"].eq(df["partner"]), "is the area itself"
    third = (
        df["reporter"].isin(tables["areas"]["area"])
        & df["reporter"].ne(df["area"])
        & df["reporter"].ne(df["partner"])
    )
    yield "trade", "reporter", third, "is an area, and neither that of the row nor its partner"
    by = ["area", "partner", "period", "product", "concept", "reporter", "source_id"]
    for unit in [c for c in df.columns.astype(str) if c.startswith("value_")]:
        flows = df.pivot_table(index=by, columns="flow", values=unit, aggfunc="first").reindex(
            columns=["exports", "imports", "turnover"]
        )
        gap = (flows["exports"] + flows["imports"] - flows["turnover"]).abs()
        slack = (
            flows.map(rounding, na_action="ignore").sum(axis="columns") / 2
            + 1e-6 * flows["turnover"]
        )
        odd = (
            pd.MultiIndex.from_frame(df[by]).isin(gap.index[gap > slack])
            & df["flow"].eq("turnover")
            & df[unit].notna()
        )
        yield "trade", unit, odd, "is not exports plus imports of the same source"


def counts_are_ordered(tables: Tables) -> Broken:
    """No count precedes its event; a tertiary source is not alone."""
    df, name = tables["casualty_reports"], "casualty_reports"
    start = (
        df["event_id"]
        .map(tables["conflict_events"].drop_duplicates("event_id").set_index("event_id")["start"])
        .fillna("")
    )
    for column in ("counted_on", "published_on"):
        yield name, column, _before(df[column], start), "is earlier than the event's start"
    tertiary, same = (
        df["reporter_kind"].eq("tertiary"),
        pd.MultiIndex.from_frame(df[["event_id", "side", "measure"]]),
    )
    yield (
        name,
        "reporter_kind",
        tertiary & ~same.isin(same[~tertiary]),
        "stands alone: a tertiary source never carries a figure by itself",
    )


def series_are_smooth(tables: Tables) -> Broken:
    """Population, GDP and rates of exchange change by less than a factor of three within a year, large flows by less than a hundred."""
    for name, df in tables.items():
        for column, (factor, *by) in declared(name).get("series", {}).items():
            years = (
                df["year"]
                if "year" in df
                else pd.to_numeric(
                    df["period"].where(df["period"].str.len().eq(4)), errors="coerce"
                )
            )
            steady = df["partner"].isin(STEADY) if "partner" in df else years.notna()
            df = df.assign(year=years)[steady & years.notna() & df[column].notna()].sort_values(
                "year"
            )
            before = df.groupby(by)[[column, "year"]].shift()
            jump = (df["year"] - before["year"]).le(1) & ~(df[column] / before[column]).between(
                1 / factor, factor
            )
            yield name, column, jump, f"jumps by more than a factor of {factor} within a year"


def references_hold(tables: Tables) -> Broken:
    """Each id is in the table that its column refers to, and is there once; one of its own table leads no further."""
    for name, df in tables.items():
        joined = declared(name).get("joinedKeys", [])
        for key in [
            k
            for k in (*declared(name).get("foreignKeys", []), *joined)
            if k["reference"]["resource"] in tables
        ]:
            column, reference, there = (
                key["fields"][0],
                key["reference"]["resource"],
                key["reference"]["fields"][0],
            )
            known, onward = (
                set(tables[reference][there]),
                set(df[there][df[column].ne("")]) if reference == name else set(),
            )
            code = dict(
                zip(tables[reference].get("name", []), tables[reference][there], strict=False)
            )  # a name in place of a code
            for cell in filter(None, df[column].unique()):
                ids = cell.split(";") if key in joined else [cell]
                for word in [w for w in ids if w not in known]:
                    near = nearest(word, [*known, *code])
                    hint = (
                        f": write {code[word]}"
                        if word in code
                        else f"{near}{'; or' if near else ':'} add its row there"
                    )
                    words = f"is not in {reference}.csv{hint}{' (several are joined by ;)' if key in joined else ''}"
                    yield (
                        name,
                        column,
                        df[column].eq(cell),
                        words if word == cell else f"holds '{word}', which {words}",
                    )
                for word in collection.repeated(ids):
                    yield name, column, df[column].eq(cell), f"names '{word}' twice"
                if not onward.isdisjoint(ids):
                    yield (
                        name,
                        column,
                        df[column].eq(cell),
                        f"leads to a row that has {column} itself",
                    )
            if column == "also_in":
                same = (
                    (df["source_id"] + ";" + df["also_in"])
                    .map(lambda ids: bool(collection.repeated(ids.split(";"))))
                    .astype(bool)
                )
                yield (
                    name,
                    "also_in",
                    same,
                    "names a source twice, or the row's own source_id again",
                )


def sources_are_sound(tables: Tables) -> Broken:
    """Every source is used, is one document under one id, and may be used as it is."""
    df, others = (
        tables["sources"],
        {name: t for name, t in tables.items() if name != "sources" and "source_id" in t},
    )
    used = {i for t in others.values() for i in data.source_ids(t, also=True)}
    yield (
        "sources",
        "source_id",
        ~df["source_id"].isin(used),
        "is used by no row: delete it, or name it where it was read",
    )
    plain = (
        df["url"]
        .str.replace(r"^https?://(www\.)?|(?<=\w)\.(?=/)|/?(#.*)?$", "", regex=True)
        .str.lower()
    )
    yield (
        "sources",
        "url",
        plain.duplicated(keep="first"),
        "is the address of another id: one document, one id",
    )
    double = df["also_at"].str.split(";").explode().isin(set(df["url"])).groupby(level=0).any()
    yield (
        "sources",
        "also_at",
        double,
        "holds the address of a source: name that id in also_in, or empty the cell",
    )
    kinds = (("kind", "tertiary"), ("licence", "unknown"), ("redistribution", "no"))
    loose, unknown, closed = (
        set(df.loc[df[c].str.casefold().eq(value), "source_id"]) for c, value in kinds
    )
    for name, t in others.items():
        if "also_in" in t and name != "casualty_reports":
            yield (
                name,
                "source_id",
                t["source_id"].isin(loose) & t["also_in"].eq(""),
                "is a tertiary source and stands alone",
            )
        many = t["source_id"].isin(unknown) & t.groupby("source_id").cumcount().eq(BLOCK)
        yield name, "source_id", many, f"gives more than {BLOCK} rows and its licence is unknown"
        yield (
            name,
            "source_id",
            t["source_id"].isin(closed),
            "may not be passed on (redistribution is no): delete the row",
        )


def sources_come_last(tables: Tables) -> Broken:
    """Only a forecast tells what was not over when the newest source of its row was published (read, where that has no date)."""
    df, created = (
        tables["sources"],
        str(collection.descriptor(collection.root()).get("created", ""))[:10],
    )
    yield (
        "sources",
        "accessed",
        df["accessed"] > created,
        f"is after {created}: raise 'created' in datapackage.json if it was read since",
    )
    public = dict(
        zip(
            df["source_id"],
            df["published"].where(df["published"].ne(""), df["accessed"]).map(last_day),
            strict=True,
        )
    )
    for name, df in (
        (n, t) for n, t in tables.items() if "source_id" in t and n not in ("sources", "audits")
    ):
        ids = df["source_id"] + ";" + df.get("also_in", "")
        newest = ids.map(lambda cell: max(public.get(i, "") for i in cell.split(";")) or "9999")
        told = ~df["status"].eq("F") if "status" in df else newest.ne("")
        for column in [c for c in (*_dated(name), "year", "target_year") if c in df]:
            end = (
                df[column].astype("str").str.replace(r".*/|-[HQ]\d", "", regex=True)
            )  # halves and quarters count by their year
            if column == "year" or (
                column == "period" and declared(name).get("annual")
            ):  # these are sums over the whole of it
                end += (
                    df[column]
                    .astype("str")
                    .str.fullmatch(r"\d{4}")
                    .map({True: "-12-31", False: ""})
                )
            yield (
                name,
                column,
                told & (end > newest),
                "was not over when the source was published: only a forecast (F) is ahead",
            )


def choices_are_of_rows(tables: Tables) -> Broken:
    """Every preference, applied correction, exception and audit names a dataset, a column and rows that are there."""
    known = collection.names(collection.root())
    for name in [n for n in ("preferences", "corrections", "exceptions", "audits") if n in tables]:
        df = tables[name]
        for row, entry in df[df["dataset"].ne("")].iterrows():
            table, column = tables.get(entry["dataset"]), entry.get("column", "")
            if entry["dataset"] not in known:
                yield (
                    name,
                    "dataset",
                    df.index == row,
                    f"is no dataset{nearest(entry['dataset'], known)}",
                )
            if table is None:
                continue
            if column and column not in table:
                yield (
                    name,
                    "column",
                    df.index == row,
                    f"is no column of {entry['dataset']}{nearest(column, table.columns)}",
                )
            try:
                found = [
                    select(table, part)
                    for part in (
                        entry["where"].split("|") if name == "audits" else [entry["where"]]
                    )
                ]
                status, why = (
                    entry.get("status"),
                    "" if all(map(len, found)) else f"finds no row in {entry['dataset']}",
                )
                if name == "exceptions" and len(found[0]) > 1:
                    why = f"names {len(found[0])} rows: write an entry for each, by its key"
                cells = (
                    set(found[0][column].astype("str").str.removesuffix(".0").fillna(""))
                    if status and column in table
                    else set()
                )
                if status == "not used":
                    why = (
                        "finds a row that holds printed_value all the same"
                        if entry["printed_value"] in cells - {""}
                        else ""
                    )
                if status == "applied" and cells.isdisjoint(entry["used_value"].split(";")):
                    why = "finds no row that holds used_value"
            except DataError as error:
                why = str(error)
            if why:
                yield name, "where", df.index == row, why


RULES = (
    bounds_hold,
    dates_are_real,
    forecasts_are_ahead,
    parts_fit,
    shares_fit,
    flows_add_up,
    ranks_are_within,
    series_are_smooth,
)
ACROSS = (
    rows_agree,
    counts_are_ordered,
    references_hold,
    sources_are_sound,
    sources_come_last,
    choices_are_of_rows,
)  # table to table
