"""Rules that hold within one table."""

import pandas as pd

from heartland.checks.rule import Broken, Tables, dated_columns, declared, surely_before
from heartland.tables.measures import rounding
from heartland.tables.package import is_date

BLOCK = 100  # rows that may come from one source whose licence is unknown
STATUS_OF_KIND = {
    "forecast": "FU",
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
IN_ORDER = (
    ("start", "end"),
    ("date", "end"),
    ("counted_on", "published_on"),
    ("published", "accessed"),
)


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


def dates_are_real(tables: Tables) -> Broken:
    """Dates and periods are on the calendar, and what comes first is not later."""
    for name, df in tables.items():
        for column, pattern in dated_columns(name).items():
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
                yield name, first, surely_before(df[last], df[first]), f"is later than {last}"


def _on_calendar(period: str) -> bool:
    parts = period.split("/")
    return not period or (
        parts == sorted(parts) and all(p[4:6] in ("-H", "-Q") or is_date(p) for p in parts)
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
