"""The Shanghai Cooperation Organisation: who belongs, since when, how many people (notebook 08).

Rows are those of the tables ``sco_members`` (the status of a state from a date to a date) and
``population``. A *status* lasts; a *stage*, such as an application, a decision or a refusal, is an
act of one day and counts nobody. A *disputed* date is that of a source which contradicts the
others: it is drawn, and never counted. A state counts for a year if it holds the status at the end
of it. Shares are in percent of the people of the world.
"""

import textwrap
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from heartland import sentences
from heartland.figures import charts, sizes, style
from heartland.figures.frame import Sheet, frame, unit_on_top
from heartland.figures.labels import label_ends, note
from heartland.sentences import Finding
from heartland.tables import choose, measures
from heartland.tables.areas import REPUBLICS, area_names, names_of
from heartland.tables.measures import DAYS_A_MONTH, about_level
from heartland.tables.sources import join_ids
from heartland_evidence.sco_statuses import DISPUTED, MEMBERS, STATUSES

ACTS = {  # stages, and the mark of each
    "membership decision": "D",
    "dialogue partner decision": "D",
    "memorandum of obligations": "o",
    "dialogue partner memorandum": "o",
    "national approval": "o",
}
REQUESTS = {  # stages too: a state asks, or is refused
    "membership application": "v",
    "observer application": "v",
    "dialogue partner application": "v",
    "application refused": "x",
}
CLASSES = {
    "member": style.OTHERS[0],
    "observer": style.OTHERS[3],
    "dialogue partner": style.OTHERS[2],
    "partner (since 2025)": style.QUIET,
}
CLASS_OF = {
    "founding member": "member",
    "partner": "partner (since 2025)",
}
RUNGS = {
    "the six founders": "founding member",
    "and India, Pakistan: the members": "member",
    "and Iran, which had signed": "memorandum of obligations",
    "and the observers": "observer",
}
SUMMIT = "2022-09-16"  # at Samarkand


# Selections and measures


def spans(standings: pd.DataFrame) -> pd.DataFrame:
    """Keep one row for each status and each stage of a state; ``until`` is empty for the last.

    Each application and each refusal is a stage of its own. Dates in dispute are left out.
    """
    undisputed = standings[~standings["status"].isin(list(DISPUTED))]
    is_request = undisputed["status"].isin(list(REQUESTS))
    once = choose.prefer(undisputed[~is_request], ["area", "status"], "sco_members")
    return pd.concat([once, undisputed[is_request]])


def disputed(standings: pd.DataFrame) -> pd.DataFrame:
    """Return the dates in dispute.

    Returns:
        A row each: ``since`` by the one source, the ``held`` status, and ``since_held``, the date
        of the others.
    """
    rows = standings[standings["status"].isin(list(DISPUTED))]
    rows = rows.assign(held=rows["status"].map(DISPUTED))
    others = standings[["area", "status", "since"]]
    others = others.rename(columns={"status": "held", "since": "since_held"})
    return rows.merge(others, on=["area", "held"])


def both_versions(standings: pd.DataFrame) -> pd.DataFrame:
    """Return what sources date differently: the undisputed version before the one in dispute."""
    rows = standings.assign(held=standings["status"].replace(DISPUTED))
    taken = spans(standings)[["area", "status", "since", "source_id"]]
    rows = rows.merge(taken.assign(version="taken"), how="left")
    rows["version"] = rows["version"].fillna("disputed")
    is_twice = rows.duplicated(["area", "held"], keep=False)
    both = rows[is_twice & ~rows["status"].isin(list(REQUESTS))]
    both = both.sort_values(["area", "held", "version"], ascending=[True, True, False])
    return both[["area", "held", "since", "version", "source_id", "note"]]


def at_year_ends(held: pd.DataFrame, start: int, end: int) -> pd.DataFrame:
    """Write one row for each state and year at whose end it held one of the statuses.

    Args:
        held: spans of the statuses that count; stages among them count nobody.
        start: the first year.
        end: the last year.
    """
    lasting = held[held["status"].isin(STATUSES)]
    years = lasting.merge(pd.DataFrame({"year": range(start, end + 1)}), how="cross")
    last_day = years["year"].astype(str) + "-12-31"
    has_ended = years["until"].ne("") & (years["until"] <= last_day)
    kept = years[(years["since"] <= last_day) & ~has_ended]
    columns = ["area", "year", "status", "since", "source_id"]
    return kept.drop_duplicates(["area", "year"])[columns]


def counted(states: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Add the people of each state, in years for which any are known.

    Args:
        states: rows with ``area`` and ``year``.
        population: the table, one row of each area and year; its ``WLD`` is the world.

    Returns:
        The rows with ``persons`` and ``share_pct``, empty where no population is held.
    """
    world = population[population["area"].eq("WLD")].set_index("year")["persons"]
    people = population.rename(columns={"source_id": "counted_by"})
    both = states.merge(people, on=["area", "year"], how="left")
    of_year = both["year"].map(world).astype(float)
    both["share_pct"] = 100 * both["persons"].astype(float) / of_year
    both["source_id"] = both["source_id"] + (";" + both.pop("counted_by")).fillna("")
    is_known = both.groupby("year")["persons"].transform("count").gt(0)
    both = both[is_known].sort_values(["year", "area"]).reset_index(drop=True)
    return both.assign(kind="count", relation="", date="")


def quoted_shares(judged: pd.DataFrame) -> pd.DataFrame:
    """Write claims on the share of world population in the form of counts, of the kind "claim"."""
    names = {"value": "share_pct", "published": "date", "article_id": "source_id"}
    columns = ["share_pct", "relation", "date", "source_id"]
    return judged.rename(columns=names)[columns].assign(kind="claim", year=2022)


def ladder(standings: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Count the organisation of September 2022 four ways, each with the states of those before it.

    Returns:
        One row a rung: its ``areas``, the share it adds (``added_pct``) and the sum so far
        (``share_pct``).
    """
    held = spans(standings)
    has_begun = held["since"].le(SUMMIT)
    current = held[has_begun & (held["until"].eq("") | held["until"].gt(SUMMIT))].assign(year=2022)
    rungs = []
    for rung, status in RUNGS.items():
        states = current[current["status"].eq(status)]
        rungs.append(counted(states, population).assign(rung=rung))
    once = pd.concat(rungs).drop_duplicates("area")
    parts = once.groupby("rung", sort=False).agg(
        areas=("area", ";".join), added_pct=("share_pct", "sum"), source_id=("source_id", join_ids)
    )
    parts["share_pct"] = parts["added_pct"].cumsum()
    return parts.assign(year=2022, kind="count").reset_index()


def totals(counts: pd.DataFrame) -> pd.Series:
    """Add up the shares of each year; a year without any state is a gap."""
    total = counts.groupby("year")["share_pct"].sum()
    if total.empty:
        return total
    return total.reindex(range(total.index.min(), total.index.max() + 1))


def joined(counts: pd.DataFrame) -> dict[int, list[str]]:
    """Return the areas that came in each year; the first year is left out."""
    first = counts.groupby("area")["year"].min()
    start = counts["year"].min()
    came: dict[int, list[str]] = {}
    for area, year in zip(first.index, first, strict=True):
        if year > start:
            came.setdefault(int(year), []).append(str(area))
    return dict(sorted(came.items()))


def months_to_membership(steps: pd.DataFrame) -> pd.Series:
    """Return the months from decision to membership of each state of which both days are known."""
    ends = ["membership decision", "member"]
    known = steps[steps["status"].isin(ends)]
    days = known.pivot(index="area", columns="status", values="since")
    days = days.reindex(columns=ends).dropna()
    took = pd.to_datetime(days["member"]) - pd.to_datetime(days["membership decision"])
    return (took.dt.days / DAYS_A_MONTH).round().astype(int)


def paths(held: pd.DataFrame, start: int, end: int) -> pd.DataFrame:
    """Cut spans to some years, for bars (statuses) and marks (stages) on an axis of years.

    Args:
        held: spans, and rows of ``disputed`` if they are to be drawn.
        start: the first year.
        end: the last year.

    Returns:
        The spans with ``x`` and ``to``, as years; the states in the order in which they appear. A
        disputed date leads to that of the other sources.
    """
    is_lasting = held["status"].isin(STATUSES)
    until = held["until"].replace("", f"{end}-12-31").where(is_lasting, held["since"])
    if "since_held" in held:
        until = until.where(~held["status"].isin(list(DISPUTED)), held["since_held"])
    rows = held.assign(
        x=charts.decimal_year(held["since"]).round(2), to=charts.decimal_year(until).round(2)
    )
    is_in_span = (rows["x"] < end + 1) & (rows["to"] > start)
    is_shown = rows["x"].ge(start) | is_lasting
    rows = rows[is_in_span & is_shown]
    rows = rows.assign(x=rows["x"].clip(lower=start), to=rows["to"].clip(upper=end + 1))
    first = rows.groupby("area")["x"].transform("min")
    return rows.assign(first=first).sort_values(["first", "area", "x"]).drop(columns="first")


# Findings


def largest_step(counts: pd.DataFrame) -> Finding:
    """Find the largest rise of the share from one year to the next, if it added half or more.

    Facts: the names of those that ``joined``, ``year``, ``share_pct`` after the step, and whether
    the share of the members was ``doubled``.
    """
    total = totals(counts)
    came = joined(counts)
    ratio = (total / total.shift()).dropna()
    if ratio.empty or ratio.max() < 1.5 or ratio.idxmax() not in came:
        years = sentences.span(total.index, " to ")
        return Finding(f"Share of world population, {years}")
    year = int(ratio.nlargest(1).index[0])
    names = names_of(came[year])
    who = sentences.sentence(_few_or_number(names))
    is_double = about_level(ratio.max(), 2) and set(counts["status"]) <= set(MEMBERS)
    share = float(total[year])
    facts = {"joined": names, "year": year, "share_pct": share, "doubled": is_double}
    if is_double:
        return Finding(f"{who} doubled the SCO’s share of world population in {year}", facts)
    return Finding(f"{who} raised the share counted to {share:.0f} percent in {year}", facts)


def _few_or_number(names: Collection[str]) -> str:
    """Write up to three states by name, more by their number."""
    if len(names) < 4:
        return sentences.listed(names)
    return f"{sentences.count(len(names))} states"


def range_of_counts(rows: pd.DataFrame) -> Finding:
    """Find between what shares the ways of counting lie.

    Facts: ``low`` and ``high`` in percent, ``year``, how many ``ways``.
    """
    shares = rows.loc[rows["kind"].eq("count"), "share_pct"]
    low = float(shares.min())
    high = float(shares.max())
    ways = len(shares)
    had = f"the SCO of 2022 had {low:.0f} to {high:.0f} percent of world population"
    text = f"Counted {sentences.count(ways)} ways, {had}"
    return Finding(text, {"ways": ways, "low": low, "high": high, "year": 2022})


def two_largest(rows: pd.DataFrame, members: Collection[str]) -> Finding:
    """Find whether the two largest states have two thirds of the people counted in a year.

    Facts: their ``names``, ``part_pct`` of all people counted, ``year``, and whether it is exactly
    the members that were counted (``of_members``).

    Args:
        rows: the counts of one year.
        members: the areas that were members at its end.
    """
    year = int(rows["year"].iloc[0])
    shares = rows.set_index("area")["share_pct"].dropna()
    largest = shares.nlargest(2)
    part = float(100 * largest.sum() / shares.sum())
    if len(shares) < 4 or part < 66:
        return Finding(f"Population by state, percent of the world, {year}")
    names = names_of(largest.index)
    is_members = set(rows["area"]) == set(members)
    whole = "the SCO’s people" if is_members else "the people counted"
    text = f"{sentences.listed(names)} had {part:.0f} percent of {whole} in {year}"
    return Finding(text, {"names": names, "part_pct": part, "year": year, "of_members": is_members})


def share_of_republics(rows: pd.DataFrame) -> Finding:
    """Find what part the republics of Central Asia are of the world and of the whole.

    Facts: their ``names``, ``share_pct`` of the world, ``part_pct`` of the whole; without any of
    them the text is empty.
    """
    own = rows[rows["area"].isin(REPUBLICS)]
    if own.empty:
        return Finding("")
    share = float(own["share_pct"].sum())
    part = float(100 * share / rows["share_pct"].sum())
    names = names_of(own["area"])
    of_world = f"{share:.1f} percent of the world"
    text = f"{sentences.listed(names)}: {of_world}, {part:.1f} percent of the whole"
    return Finding(text, {"names": names, "share_pct": share, "part_pct": part})


def time_to_membership(steps: pd.DataFrame) -> Finding:
    """Find how long it took from decision to membership.

    Facts: ``low`` and ``high`` in months, and the number of ``states``.
    """
    took = months_to_membership(steps)
    if took.empty:
        return Finding("Who is what in the SCO, and since when")
    low = int(took.min())
    high = int(took.max())
    months = f"{low} to {high}" if high > low else f"{low}"
    who = "Later members" if len(took) > 1 else names_of(took.index)[0]
    text = f"{who} took {months} months from decision to membership"
    return Finding(text, {"low": low, "high": high, "states": len(took)})


def bottom_line(
    standings: pd.DataFrame, population: pd.DataFrame, start: int, end: int
) -> list[Finding]:
    """Find what the whole tables say of founding and later members.

    Args:
        standings: the table ``sco_members``.
        population: the table, one row of each area and year.
        start: the first year that is counted.
        end: the last year.
    """
    held = spans(standings)
    states = at_year_ends(held[held["status"].isin(MEMBERS)], start, end)
    counts = counted(states, population)
    latest = counts[counts["year"].eq(counts["year"].max())]
    return [
        _step_in_numbers(counts),
        _rungs_in_numbers(ladder(standings, population)),
        _two_and_the_republics(latest),
        _months_of_each(held),
    ]


def by_disputed_dates(standings: pd.DataFrame, population: pd.DataFrame) -> Finding:
    """Find the year whose total would differ most if members counted from the dates in dispute.

    Of several in dispute for one state the earliest is taken. Facts: ``year``, ``share_pct`` as
    counted here, and ``disputed_pct`` by those dates; without any difference the text is empty.
    """
    held = spans(standings)
    held = held[held["status"].isin(MEMBERS)]
    dates = disputed(standings).groupby(["area", "held"])["since"].min()
    keys = zip(held["area"], held["status"], held["since"], strict=True)
    moved = held.assign(since=[dates.get((area, status), since) for area, status, since in keys])
    first = int(held["since"].min()[:4])
    last = int(population["year"].max())
    taken = totals(counted(at_year_ends(held, first, last), population))
    other = totals(counted(at_year_ends(moved, first, last), population))
    difference = (other - taken).abs()
    if not difference.gt(0).any():
        return Finding("")
    year = int(difference.nlargest(1).index[0])
    facts = {
        "year": year,
        "share_pct": float(taken[year]),
        "disputed_pct": float(other[year]),
    }
    text = (
        f"Counted from the dates in dispute, the members of {year} would have"
        f" {facts['disputed_pct']:.1f} percent of the world and not {facts['share_pct']:.1f}; no"
        " other year would differ more."
    )
    return Finding(text, facts)


def _step_in_numbers(counts: pd.DataFrame) -> Finding:
    finding = largest_step(counts)
    if not finding.facts:
        return Finding(f"{finding}.")
    total = totals(counts)
    year = finding.facts["year"]
    last = int(total.index[-1])
    facts = {
        "year_before": year - 1,
        "before_pct": float(total[year - 1]),
        "year_last": last,
        "last_pct": float(total[last]),
        **finding.facts,
    }
    text = (
        f"{finding}: {facts['before_pct']:.1f} percent in {facts['year_before']}, "
        f"{facts['share_pct']:.1f} in {year}, {facts['last_pct']:.1f} in {last}."
    )
    return Finding(text, facts)


def _rungs_in_numbers(rungs: pd.DataFrame) -> Finding:
    finding = range_of_counts(rungs)
    shares = dict(zip(rungs["rung"], rungs["share_pct"], strict=True))
    listed = sentences.listed(f"{share:.1f} ({rung})" for rung, share in shares.items())
    return Finding(f"{finding}: {listed}.", {**finding.facts, "shares": shares})


def _two_and_the_republics(latest: pd.DataFrame) -> Finding:
    two = two_largest(latest, set(latest["area"]))
    republics = share_of_republics(latest)
    facts = {"two_largest": two.facts, "republics": republics.facts}
    return Finding(f"{two}; {republics}.", facts)


def _months_of_each(held: pd.DataFrame) -> Finding:
    finding = time_to_membership(held)
    took = months_to_membership(held)
    months = dict(zip(names_of(took.index), took.tolist(), strict=True))
    listed = sentences.listed(f"{name} {number}" for name, number in months.items())
    return Finding(f"{finding}: {listed}.", {**finding.facts, "months": months})


def caveats(standings: pd.DataFrame, population: pd.DataFrame) -> list[Finding]:
    """Find what a reader of the two tables should know of their dates and gaps.

    Args:
        standings: the table ``sco_members``.
        population: the table, one row of each area and year.
    """
    without = sorted(set(standings["area"]) - set(population["area"]))
    ever = standings["area"].isin(without) & standings["status"].isin([*MEMBERS, "observer"])
    loose = int(standings["since"].str.len().lt(10).sum())
    bounds = int(standings["relation"].ne("=").sum())
    dates = disputed(standings)
    names = names_of(without)
    gaps = f"No population is held for {sentences.count(len(names), 'state')}: "
    gaps += sentences.listed(names)
    if not ever.any():
        gaps += ", none of which was a member or an observer"
    last_count = int(population["year"].max())
    last_status = int(standings["since"].max()[:4])
    return [
        Finding(
            f"{loose} of {len(standings)} dates are known to the month or year only, and"
            f" {bounds} are announced or the latest possible.",
            {"loose": loose, "bounds": bounds, "rows": len(standings)},
        ),
        Finding(
            f"For {sentences.count(len(dates), 'date')} of a status, of"
            f" {sentences.listed(names_of(sorted(set(dates['area']))))}, some sources give another;"
            " the other dates are marked as disputed and never counted.",
            {"disputed": len(dates), "states": names_of(sorted(set(dates["area"])))},
        ),
        by_disputed_dates(standings, population),
        Finding(f"{gaps}.", {"names": names, "members": int(ever.sum())}),
        Finding(
            f"Population ends in {last_count}, the table of statuses in {last_status}.",
            {"population": last_count, "standings": last_status},
        ),
    ]


# Drawings


def draw_share(rows: pd.DataFrame) -> Sheet:
    """Draw the share of world population in the states counted, and what articles said of it.

    Args:
        rows: counts (``counted``), and claims (``quoted_shares``) if they are to be drawn.
    """
    counts, quoted = _counts_and_claims(rows)
    total = totals(counts)
    colour = style.OTHERS[0]
    note = _missing_in_words(counts)
    height = 5.8 if sizes.current().is_narrow else 4.4
    fig, axes = frame(rows, largest_step(counts), _share_subtitle(rows), height=height, note=note)
    edges = [*total.index, total.index.max() + 1]
    axes.stairs(total, edges, color=colour, fill=True, alpha=0.16, baseline=0)
    axes.stairs(total, edges, color=colour, linewidth=2, baseline=None)
    axes.set_xlim(total.index.min(), total.index.max() + 1.1)
    axes.set_ylim(0, 1.25 * max([total.max(), *quoted["share_pct"]]))
    marks = counts.groupby("year")["mark"].agg(list)
    middles = marks.index + 0.5  # dots that are not seen: a year leads to its rows
    axes.plot(middles, total[marks.index], "o", alpha=0, gid=marks, label="the SCO")
    _name_joined(axes, total, joined(counts))
    _draw_claims(axes, quoted)
    charts.year_axis(axes)
    unit_on_top(axes, "%")
    last = total.iloc[-1]
    label_ends(axes, [(total.index.max() + 1, last, f"{last:.1f}", colour)])
    return fig


def _counts_and_claims(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part the rows; claims of one value are one row, with the marks of all."""
    counts = rows[rows["kind"].eq("count")]
    claims = rows[rows["kind"].eq("claim")].groupby("share_pct", sort=False, as_index=False)
    return counts, claims.agg({"relation": "first", "date": "first", "mark": list})


def _share_subtitle(rows: pd.DataFrame) -> str:
    counts = rows[rows["kind"].eq("count")]
    statuses = list(dict.fromkeys(counts["status"].sort_values()))
    whose = f"states with the status {sentences.listed(statuses, 'or')}"
    if set(statuses) == set(MEMBERS):
        whose = "SCO members"
    if statuses == ["founding member"]:
        whose = "founding members of the SCO"
    years = sentences.span(counts["year"])
    text = f"Percent of world population living in {whose} at the end of each year, {years}."
    if rows["kind"].eq("claim").any():
        text += " Squares: what articles of 2022 said."
    return text


def _missing_in_words(counts: pd.DataFrame) -> str:
    """Name the states of which no population is held."""
    without = sorted(set(counts.loc[counts["persons"].isna(), "area"].dropna()))
    if not without:
        return ""
    return f"Too low: no population is held for {sentences.listed(names_of(without))}."


def _name_joined(axes: Axes, total: pd.Series, came: Mapping[int, list[str]]) -> None:
    """Write who joined over each step of half a point or more; close steps stand higher."""
    before = 0
    for year, areas in came.items():
        rise = total[year] - total.get(year - 1, 0)
        if pd.isna(rise) or rise < 0.5:
            continue
        is_left = year < total.index.min() + len(total) / 3
        note(
            axes,
            _few_or_number(names_of(areas)),
            (year, total[year]),
            (3 if is_left else -3, 22 if year - before < 5 else 8),
            label=f"joined in {year}",
            ha="left" if is_left else "right",
        )
        before = year


def _draw_claims(axes: Axes, claims: pd.DataFrame) -> None:
    """Draw a square for each share that articles gave, at its date, the figure under it."""
    if claims.empty:
        return
    dates = charts.decimal_year(claims["date"].astype(str))
    shift = (5, -7) if sizes.current().is_narrow else (-9, -3)  # below the square, or beside it
    for x, row in zip(dates, claims.to_dict("records"), strict=True):
        y = row["share_pct"]
        axes.plot(
            [x],
            [y],
            "s",
            markersize=10,
            color="white",
            markeredgecolor=style.INK,
            markeredgewidth=1.4,
            zorder=4,
            gid=[row["mark"]],
        )
        note(
            axes,
            _claim_in_words(row),
            (x, y),
            shift,
            label=f"articles of {str(row['date'])[:4]}",
            ha="right",
            va="top",
            fontweight="bold",
        )


def _claim_in_words(row: Mapping[Any, Any]) -> str:
    return measures.relation_in_words(row["relation"], f"{row['share_pct']:.0f}")


def draw_ladder(rows: pd.DataFrame) -> Sheet:
    """Draw a bar for each way of counting, and a rule for each share that articles gave."""
    counts, claims = _counts_and_claims(rows)
    subtitle = (
        "Percent of world population, September 2022, each bar with the states of those above it. "
        "Dotted: articles of that month."
    )
    characters = sizes.current().characters(44)
    is_narrow = sizes.current().is_narrow
    labels = [textwrap.fill(rung, characters) for rung in counts["rung"]]
    height = 4.6 if is_narrow else 3.5
    fig, axes = frame(rows, range_of_counts(rows), subtitle, height=height)
    bars = counts.assign(label=labels)
    charts.bars(
        axes, bars, value="share_pct", label="label", colours=style.OTHERS[0], decimals=1, unit="%"
    )
    for n, row in enumerate(claims.to_dict("records")):
        x = row["share_pct"]
        axes.axvline(
            x,
            color=style.INK,
            linestyle=":",
            linewidth=1.6,
            path_effects=charts.HALO,
            gid=row["mark"],
        )
        note(
            axes,
            _claim_in_words(row),
            (x, 1),
            (0, 3 + 14 * n if is_narrow else 3),  # one above the other where they would touch
            xycoords=("data", "axes fraction"),
            ha="center",
        )
    axes.set_xlim(0, counts["share_pct"].max() * (1.3 if is_narrow else 1.14))
    return fig


def draw_states(rows: pd.DataFrame, members: Collection[str]) -> Sheet:
    """Draw a bar for each state counted in one year; those that the title names are in colour.

    Args:
        rows: the counts of one year.
        members: the areas that were members at its end.
    """
    ordered = rows.dropna(subset=["share_pct"]).sort_values("share_pct", ascending=False)
    shown = ordered.assign(label=ordered["area"].map(area_names()))
    finding = two_largest(rows, members)
    colours = dict.fromkeys(shown["label"], style.QUIET) | _two_colours(finding)
    year = rows["year"].iloc[0]
    share = ordered["share_pct"]
    subtitle = (
        f"Population in percent of the world, {year}; all of them together {share.sum():.1f}, "
        f"the two largest {share.head(2).sum():.1f}. {share_of_republics(ordered)}"
    )
    fig, axes = frame(
        rows,
        finding,
        subtitle.strip().rstrip(".") + ".",
        height=1.8 + 0.27 * len(shown),
        note=_missing_in_words(rows),
    )
    charts.bars(
        axes, shown, value="share_pct", label="label", colours=colours, decimals=2, unit="%"
    )
    return fig


def _two_colours(finding: Finding) -> dict[str, str]:
    """Give the states of ``two_largest`` their own colours, or one of those for others."""
    spare = iter(style.OTHERS)
    colours = {}
    for name in finding.facts.get("names", []):
        own = style.colours(name)[name]
        colours[name] = next(spare) if own == style.QUIET else own
    return colours


def draw_paths(rows: pd.DataFrame) -> Sheet:
    """Draw the path of each state: bars for statuses, marks for stages, dots for disputed dates.

    Args:
        rows: spans cut to some years (``paths``).
    """
    order = rows["area"].drop_duplicates().tolist()
    parts = ["Bars: status."]
    kinds = set(rows["status"])
    if kinds & set(ACTS):
        parts.append(
            "◊\N{NO-BREAK SPACE}decision of a summit. Circles: memorandum, or approval at home."
        )
    if kinds & set(REQUESTS):
        parts.append("Above a bar: ▽\N{NO-BREAK SPACE}application, ×\N{NO-BREAK SPACE}refusal.")
    if kinds & set(DISPUTED):
        parts.append(
            "Dotted below it: to or from the date of a source that contradicts the others."
        )
    drawn = [CLASS_OF.get(status, status) for status in kinds]
    key = {name: colour for name, colour in CLASSES.items() if name in drawn}
    height = 2.1 + 0.34 * len(order)
    fig, axes = frame(rows, time_to_membership(rows), " ".join(parts), key=key, height=height)
    for row in rows.to_dict("records"):
        y = order.index(row["area"])
        if row["status"] in STATUSES:
            _draw_status(axes, y, row)
        elif row["status"] in DISPUTED:
            _draw_disputed(axes, y, row)
        else:
            _draw_stage(axes, y, row)
    charts.rows_of_text(axes, names_of(order))
    axes.set_xlim(rows["x"].min() - 0.3, max(rows["to"].max(), rows["x"].max() + 0.3))
    axes.spines["bottom"].set_visible(True)
    charts.year_axis(axes)
    return fig


def _draw_status(axes: Axes, y: int, row: Mapping[Any, Any]) -> None:
    colour = CLASSES[CLASS_OF.get(row["status"], row["status"])]
    width = row["to"] - row["x"]
    name = CLASS_OF.get(row["status"], row["status"])
    axes.barh(
        [y],
        [width],
        left=row["x"],
        height=0.42,
        color=colour,
        label=f"{name} {_years_of_status(row)}",
        gid=row["mark"],
    )


def _years_of_status(row: Mapping[Any, Any]) -> str:
    """Say since when a status lasts or lasted, and how much of it is drawn, if not all.

    The edge of the figure is no date of the status: "since 2001 (drawn from 2018)".
    """
    first, last = int(row["x"]), int(row["to"])
    years = f"since {row['since'][:4]}"
    if row["until"]:
        years = sentences.span([row["since"][:4], row["until"][:4]])
    is_begun_before = row["since"][:4] < str(first)
    is_ended_after = row["until"] > f"{last}-01-01" and row["to"] == last
    if is_begun_before and is_ended_after:
        return f"{years} (drawn {sentences.span([first, last - 1])})"
    if is_begun_before:
        return f"{years} (drawn from {first})"
    if is_ended_after:
        return f"{years} (drawn to {last - 1})"
    return years


def _draw_stage(axes: Axes, y: float, row: Mapping[Any, Any]) -> None:
    """Draw a mark: what summits and states did in the bar, what a state asked for above it."""
    status = row["status"]
    scale = sizes.current().type_scale
    look: dict[str, Any] = {
        "color": "white",
        "markeredgecolor": style.INK,
        "markeredgewidth": 1.3 * scale,
        "zorder": 3,
        "gid": row["mark"],
    }
    if status in ACTS:
        axes.plot([row["x"]], [y], ACTS[status], markersize=6 * scale, **look)
        return
    axes.plot([row["x"]], [y - 0.38], REQUESTS[status], markersize=4.5 * scale, **look)


def _draw_disputed(axes: Axes, y: float, row: Mapping[Any, Any]) -> None:
    """Draw a dotted line from the disputed date to the other, in the colour of the status."""
    colour = CLASSES[DISPUTED[row["status"]]]
    low = y + 0.34
    axes.plot([row["x"], row["to"]], [low, low], ":", color=colour, linewidth=2, gid=row["mark"])
    axes.plot(
        [row["x"]], [low], "|", color=colour, markersize=7, markeredgewidth=2, gid=row["mark"]
    )
