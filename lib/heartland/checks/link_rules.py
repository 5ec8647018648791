"""Rules that hold from one table to another."""

import pandas as pd

from heartland.checks import table_rules
from heartland.checks.rule import Broken, Tables, dated_columns, declared, surely_before
from heartland.errors import DataError, did_you_mean
from heartland.tables import package
from heartland.tables.choose import last_day, select
from heartland.tables.sources import source_ids


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
        if set(table_rules.PLACED) <= set(df):
            empty = df[table_rules.PLACED].isna() | df[table_rules.PLACED].isin([""])
            for column in table_rules.PLACED:
                yield (
                    name,
                    column,
                    empty[column] & ~empty.all(axis=1),
                    f"is empty, and of {', '.join(table_rules.PLACED)} all are known or none",
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
        for column in table_rules.NAMES
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


def counts_are_ordered(tables: Tables) -> Broken:
    """No count precedes its event; a tertiary source is not alone."""
    df, name = tables["casualty_reports"], "casualty_reports"
    start = (
        df["event_id"]
        .map(tables["conflict_events"].drop_duplicates("event_id").set_index("event_id")["start"])
        .fillna("")
    )
    for column in ("counted_on", "published_on"):
        yield name, column, surely_before(df[column], start), "is earlier than the event's start"
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
                    near = did_you_mean(word, [*known, *code])
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
                for word in package.repeated(ids):
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
                    .map(lambda ids: bool(package.repeated(ids.split(";"))))
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
    used = {i for t in others.values() for i in source_ids(t, also=True)}
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
    home = df["url"].str.fullmatch(r"https?://[^/]+/?")
    yield "sources", "url", home, "is a home page: give the address of the document itself"
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
        many = t["source_id"].isin(unknown) & t.groupby("source_id").cumcount().eq(
            table_rules.BLOCK
        )
        yield (
            name,
            "source_id",
            many,
            f"gives more than {table_rules.BLOCK} rows and its licence is unknown",
        )
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
        str(package.descriptor(package.root()).get("created", ""))[:10],
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
        if name == "growth_forecasts":  # one that is doubted (U) is a forecast all the same
            told = ~df["kind"].eq("forecast")
        for column in [c for c in (*dated_columns(name), "year", "target_year") if c in df]:
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
    known = package.dataset_names(package.root())
    for name in [n for n in ("preferences", "corrections", "exceptions", "audits") if n in tables]:
        df = tables[name]
        for row, entry in df[df["dataset"].ne("")].iterrows():
            table, column = tables.get(entry["dataset"]), entry.get("column", "")
            if entry["dataset"] not in known:
                yield (
                    name,
                    "dataset",
                    df.index == row,
                    f"is no dataset{did_you_mean(entry['dataset'], known)}",
                )
            if table is None:
                continue
            if column and column not in table:
                yield (
                    name,
                    "column",
                    df.index == row,
                    f"is no column of {entry['dataset']}{did_you_mean(column, table.columns)}",
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


ACROSS = (
    rows_agree,
    counts_are_ordered,
    references_hold,
    sources_are_sound,
    sources_come_last,
    choices_are_of_rows,
)  # table to table
