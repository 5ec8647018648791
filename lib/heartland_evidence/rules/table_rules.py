"""Rules that hold within one table."""

import re
from collections.abc import Iterator

import pandas as pd

from heartland.tables.cells import is_date, not_a_date
from heartland.tables.measures import rounding
from heartland_evidence.rules.rule import (
    YEAR,
    Broken,
    Tables,
    mask,
    rule,
    surely_before,
    unlike_most,
)

BOUNDED = {"low": (">", ">="), "high": ("<", "<=")}  # by which relations the value is a bound
WITHOUT_FIGURES = ("claims", "militant_groups", "preferences")  # tables with such rows
STEADY = ("CHN", "RUS", "WLD")  # trade with others comes and goes
FLOWS = ["exports", "imports", "turnover"]
SHARES_END = 100.5  # percent, with the rounding of a hundred shares
IN_ORDER = (
    ("start", "end"),
    ("date", "end"),
    ("counted_on", "published_on"),
    ("published", "accessed"),
)
# Every form that a column of dates or periods may have.
FORMS_OF_DATES = (
    *("2022", "2022-H1", "2022-Q1", "2022-06", "2022-06-30"),
    *("2021/2022", "2022-01/2022-11"),
)


@rule()
def bounds_enclose(tables: Tables) -> Iterator[Broken]:
    """low <= value <= high, one message a bound; of several figures a bound may be of any."""
    for name, df in tables.items():
        if not BOUNDED.keys() & set(df):
            continue
        figures = df[tables.figures(name)].astype("float64")
        low, high = (_numbers(df, bound) for bound in BOUNDED)
        above = low > figures.max(axis=1)
        below = high < figures.min(axis=1)
        crossed = low > high
        if "low" in df:
            yield Broken(name, "low", above & ~crossed, "is greater than the value")
            yield Broken(name, "low", above & crossed, "is greater than the value, and than high")
            yield Broken(name, "low", crossed & ~above & ~below, "is greater than high")
        if "high" in df:
            yield Broken(name, "high", below, "is less than the value")


def _numbers(df: pd.DataFrame, column: str) -> pd.Series:
    """Return a column as numbers; one that the table does not have is missing in each row."""
    if column not in df:
        return pd.Series(float("nan"), df.index)
    return df[column].astype("float64")


@rule()
def rows_have_figures(tables: Tables) -> Iterator[Broken]:
    """A row of figures has at least one."""
    for name, df in tables.items():
        figures = tables.figures(name)
        if figures and name not in WITHOUT_FIGURES:
            bounds = [column for column in BOUNDED if column in df]
            empty = df[[*figures, *bounds]].isna().all(axis=1)
            sentence = "is empty, and so is every other figure of the row"
            yield Broken(name, figures[0], empty, sentence)


@rule()
def relations_fit_bounds(tables: Tables) -> Iterator[Broken]:
    """What ``relation`` calls a range has both bounds, and what it calls a bound is one."""
    for name, df in tables.items():
        bounds = [column for column in BOUNDED if column in df]
        if not bounds or "relation" not in df:
            continue
        half = df["relation"].eq("range") & df[bounds].isna().any(axis=1)
        yield Broken(name, "relation", half, "needs both low and high")
        if name == "claims":  # there the bound is in the value alone
            continue
        figures = df[tables.figures(name)].astype("float64")
        for column in bounds:
            same = figures.eq(df[column].astype("float64"), axis=0).any(axis=1)
            loose = df["relation"].isin(BOUNDED[column]) & ~same
            sentence = "is not the figure of the row, which 'relation' bounds"
            yield Broken(name, column, loose, sentence)


def dates_are_real(tables: Tables) -> Iterator[Broken]:
    """Dates and periods are on the calendar.

    It is asked before all rules (``validate``): to them a cell that is no date is empty.
    """
    for name, df in tables.items():
        for column, pattern in tables.dated_columns(name).items():
            texts = set(df[column].to_numpy("object"))
            unreal = [text for text in texts if not _is_real(pattern, text)]
            like = [form for form in FORMS_OF_DATES if re.match(pattern, form)] or [pattern]
            by_sentence: dict[str, list[str]] = {}
            for text in unreal:
                sentence = not_a_date(text, like)
                by_sentence.setdefault(sentence, []).append(text)
            for sentence, alike in by_sentence.items():
                yield Broken(name, column, df[column].isin(alike), sentence)


@rule()
def dates_are_near(tables: Tables) -> Iterator[Broken]:
    """Dates and periods lie in the century before this one, or in this one."""
    for name, df in tables.items():
        for column in tables.dated_columns(name):
            texts = set(df[column].to_numpy("object"))
            far = [text for text in texts if not _is_near(text)]
            if far:
                yield Broken(name, column, df[column].isin(far), "lies outside 1900 to 2100")


@rule()
def dates_are_in_order(tables: Tables) -> Iterator[Broken]:
    """What comes first is not later."""
    for name, df in tables.items():
        for first, last in IN_ORDER:
            if first in df and last in df:
                late = surely_before(df[last], df[first])
                yield Broken(name, first, late, f"is later than {last}")


def _is_real(pattern: str, period: str) -> bool:
    if not period:
        return True
    if not re.match(pattern, period):
        return False
    parts = period.split("/")
    return parts == sorted(parts) and all(_is_time(part) for part in parts)


def _is_time(part: str) -> bool:
    return part[4:6] in ("-H", "-Q") or is_date(part)


def _is_near(period: str) -> bool:
    return not period or "1900" <= period <= "2100"


@rule(growth_forecasts="kind vintage target_year#")
def forecasts_are_ahead(tables: Tables) -> Iterator[Broken]:
    """A forecast speaks of a year that is not yet over."""
    df = tables["growth_forecasts"]
    made = pd.to_numeric(df["vintage"].str[:4], errors="coerce")
    late = df["kind"].eq("forecast") & (made > df["target_year"])
    sentence = "was already over when this forecast was made"
    yield Broken("growth_forecasts", "target_year", late, sentence)


@rule()
def parts_fit(tables: Tables) -> Iterator[Broken]:
    """No part is more than its whole: a partner than the world, a quarter than its year.

    A whole that is only known to be more than its figure is no limit.
    """
    for name, df in tables.items():
        key = tables.schema(name)["primaryKey"]
        amounts = _amounts_in(tables, name)
        relation = df["relation"] if "relation" in df else pd.Series("=", df.index)
        open_above = relation.isin(BOUNDED["low"])
        for column, whole in tables.schema(name).get("wholes", {}).items():
            of = df["period"].str[:4] if whole == "year" else pd.Series(whole, df.index)
            in_key = set(amounts).intersection(key)
            apart = {column, *(in_key or {"source_id"})}
            same = [df[c] for c in key if c not in apart]
            sentence = f"is more than the whole by the same reporter ({column} {whole})"
            for amount in amounts:
                is_whole = df[column].eq(of)
                wholes = df[amount].where(is_whole & ~open_above)
                most = wholes.groupby([of, *same]).transform("max")
                yield Broken(name, amount, ~is_whole & (df[amount] > most), sentence)


def _amounts_in(tables: Tables, name: str) -> list[str]:
    """Return the columns of figures that add up: a percentage of a part may exceed the whole's."""
    units = {field["name"]: field.get("unit") for field in tables.schema(name)["fields"]}
    return [column for column in tables.figures(name) if units[column] != "percent"]


@rule()
def shares_fit(tables: Tables) -> Iterator[Broken]:
    """Shares of one period, area and method add up to no more than 100."""
    for name, df in tables.items():
        for column, alike in tables.schema(name).get("shares", {}).items():
            parts = df[df[column].notna()]
            if "partner" in df:
                parts = parts[parts["partner"].ne("WLD")]
            total = parts.groupby(alike)[column].transform("sum")
            sentence = "takes the shares of one period and area above 100"
            yield Broken(name, column, total > SHARES_END, sentence)


@rule(digital_indices="index edition score# rank# scale")
def ranks_follow_scores(tables: Tables) -> Iterator[Broken]:
    """No score is beyond its scale, and the higher score has the better rank."""
    name = "digital_indices"
    df = tables[name]
    top = pd.to_numeric(df["scale"].str.extract(r"^0-(\d+)$")[0])
    yield Broken(name, "score", df["score"] > top, "is beyond its scale")
    both = df.dropna(subset=["score", "rank"])
    ordered = both.sort_values(["score", "rank"], ascending=[False, True])
    better = ordered.groupby(["index", "edition"])["rank"].diff() < 0
    yield Broken(
        name, "rank", better, "is better than the rank of a higher score in the same edition"
    )


@rule(trade="area partner reporter", areas="area")
def two_sides_count_trade(tables: Tables) -> Iterator[Broken]:
    """A country that counts trade is one of the two that trade."""
    df = tables["trade"]
    country = df["reporter"].isin(tables["areas"]["area"])
    third = country & df["reporter"].ne(df["area"]) & df["reporter"].ne(df["partner"])
    sentence = "names an area that is neither the row's own nor its partner"
    yield Broken("trade", "reporter", third, sentence)


@rule(trade="area partner period flow product concept reporter source_id")
def flows_add_up(tables: Tables) -> Iterator[Broken]:
    """Exports and imports make the turnover, within the rounding of the three figures."""
    df = tables["trade"]
    alike = ["area", "partner", "period", "product", "concept", "reporter", "source_id"]
    turnover = df["flow"].eq("turnover")
    keys = pd.MultiIndex.from_frame(df[alike])
    whole = keys.isin(keys[turnover])
    for unit in [c for c in df.columns.astype(str) if c.startswith("value_")]:
        wide = df[whole].pivot_table(index=alike, columns="flow", values=unit, aggfunc="first")
        flows = wide.reindex(columns=FLOWS)
        gap = (flows["exports"] + flows["imports"] - flows["turnover"]).abs()
        slack = flows.map(rounding, na_action="ignore").sum(axis="columns") / 2
        off = gap.index[gap > slack + 1e-6 * flows["turnover"]]
        odd = turnover & df[unit].notna() & mask(keys.isin(off), df)
        yield Broken("trade", unit, odd, "is not exports plus imports of the same source")


@rule()
def series_are_smooth(tables: Tables) -> Iterator[Broken]:
    """A series changes by less than its schema's factor from one year to the next."""
    for name, df in tables.items():
        for column, (factor, *alike) in tables.schema(name).get("series", {}).items():
            rows = df.assign(year=_years(df)).dropna(subset=["year", column])
            if "partner" in df:
                rows = rows[rows["partner"].isin(STEADY)]
            rows = rows.sort_values("year", kind="stable")
            before = rows.groupby(alike)[[column, "year"]].shift()
            next_year = (rows["year"] - before["year"]).le(1)
            smooth = (rows[column] / before[column]).between(1 / factor, factor)
            sentence = f"jumps by more than a factor of {factor} within a year"
            yield Broken(name, column, next_year & ~smooth, sentence)


def _years(df: pd.DataFrame) -> pd.Series:
    """Return the years of the rows; a part of a year is none."""
    if "year" in df:
        return df["year"]
    whole = df["period"].where(df["period"].str.fullmatch(YEAR).astype(bool))
    return pd.to_numeric(whole, errors="coerce")


@rule(other_figures="measure unit")
def measures_have_one_unit(tables: Tables) -> Iterator[Broken]:
    """What is measured in several rows is in one unit in all of them."""
    df = tables["other_figures"]
    for unlike in unlike_most(df, "unit", df["measure"]):
        sentence = unlike.among("rows of this measure")
        sentence = sentence or "is not the unit of most rows of this measure"
        yield Broken("other_figures", "unit", unlike.rows, sentence)
