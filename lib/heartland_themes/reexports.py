"""Exports of the European Union to the republics, and what they are consistent with (notebook 11).

Rows are those of ``eu_exports``, ``eu_listed_goods``, ``kyrgyz_goods`` and ``trade``. An export is
counted where it was declared to go; where it went from there no table here says. *Listed* goods are
those that were under the Union's export sanctions against Russia in January 2023. Years of listed
goods are compared on *matched* codes, which both nomenclatures have. Amounts are in millions.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from heartland import sentences
from heartland.figures import charts, sizes, style
from heartland.figures.frame import Sheet, frame, panels, unit_on_top
from heartland.figures.labels import label_ends, note
from heartland.sentences import Finding
from heartland.tables import compare
from heartland.tables.areas import area_names
from heartland.tables.measures import LEVEL
from heartland.tables.sources import join_ids

BEFORE = 2021  # the last year before the invasion
UNION = "EUU"
RUSSIA = "RUS"
RUSSIAS_NEIGHBOURS = ("EST", "FIN", "LTU", "LVA", "POL")
BESIDE = ("ARM", "BLR", "GEO")  # other countries near Russia in the same table
ALL_LISTED = "all listed goods"
NOTABLE = 2.0  # percentage points: a share that changed by less has not changed
MOST_LABELLED = 7  # bars of a panel that have room for their values; of more only the last
MATCHED = "both"  # codes that both nomenclatures have
CHAPTERS = {  # chapters of the combined nomenclature, in short
    "01": "live animals",
    "20": "preserved vegetables",
    "21": "other food",
    "22": "drinks",
    "25": "salt, stone, cement",
    "27": "fuels",
    "28": "inorganic chemicals",
    "29": "organic chemicals",
    "32": "paints and dyes",
    "33": "perfume, cosmetics",
    "34": "soap and wax",
    "35": "glue and starch",
    "37": "film and photography",
    "38": "other chemicals",
    "39": "plastics",
    "40": "rubber",
    "42": "leather goods",
    "43": "furs",
    "44": "wood",
    "45": "cork",
    "47": "wood pulp",
    "48": "paper",
    "49": "print",
    "51": "wool",
    "52": "cotton",
    "53": "other plant fibres",
    "54": "man-made filaments",
    "55": "man-made fibres",
    "56": "felt and rope",
    "57": "carpets",
    "58": "lace and velvet",
    "59": "coated fabrics",
    "60": "knitted fabrics",
    "61": "knitted clothes",
    "62": "other clothes",
    "63": "other textiles",
    "64": "shoes",
    "65": "hats",
    "66": "umbrellas",
    "67": "feathers, wigs",
    "68": "stone and cement ware",
    "69": "ceramics",
    "70": "glass",
    "71": "jewels, precious metal",
    "72": "iron and steel",
    "73": "iron and steel ware",
    "74": "copper",
    "75": "nickel",
    "76": "aluminium",
    "78": "lead",
    "79": "zinc",
    "80": "tin",
    "81": "other metals",
    "82": "tools",
    "83": "small metal ware",
    "84": "machinery, computers",
    "85": "electrical goods",
    "86": "railway goods",
    "87": "vehicles",
    "88": "aircraft",
    "89": "ships",
    "90": "instruments",
    "91": "watches",
}

WHOLE_YEAR = "January to December"  # as months_in_words names it
LISTED = "Listed: on the EU’s list of export sanctions against Russia in January 2023."
HIGH_PRIORITY = (
    "High-priority: those of them that the EU and its partners call most useful to Russia’s war "
    "effort."
)


# Selections and measures


def by_month(exports: pd.DataFrame) -> pd.DataFrame:
    """Split the period of ``eu_exports`` into ``year`` (a number) and ``month`` (two digits)."""
    year = exports["period"].str[:4].astype(int)
    return exports.assign(year=year, month=exports["period"].str[5:])


def by_chapter(goods: pd.DataFrame) -> pd.DataFrame:
    """Add the ``chapter`` of each subheading of ``eu_listed_goods``: its first two digits."""
    return goods.assign(chapter=goods["hs6"].str[:2])


def cars_among(goods: pd.DataFrame) -> pd.DataFrame:
    """Keep passenger cars, with their ``share_pct`` in all that was imported in the year.

    Args:
        goods: ``kyrgyz_goods``, of which the imports by the classification of main goods are read.
    """
    imports = goods.query("flow == 'imports' and classification == 'main goods'")
    total = imports.query("item == 'total'").set_index("year")["value_usd_mn"]
    cars = imports.query("item == 'passenger cars'").sort_values("year")
    return cars.assign(share_pct=100 * cars["value_usd_mn"] / cars["year"].map(total))


def select(exports: pd.DataFrame, areas: Sequence[str], start: int, end: int) -> pd.DataFrame:
    """Keep the months of some areas and years, of each member and of the Union."""
    rows = exports[exports["area"].isin(areas) & exports["year"].between(start, end)]
    return rows.sort_values(["area", "period"])


def of_same_months(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep of each year the months that the last year among the rows has."""
    last = rows[rows["year"].eq(rows["year"].max())]
    return rows[rows["month"].isin(last["month"].unique())]


def parts(rows: pd.DataFrame, members: Sequence[str]) -> pd.DataFrame:
    """Part the Union's exports of each area and year into chosen members and the rest.

    Args:
        rows: ``eu_exports`` with ``year`` and ``month``, the Union among the members.
        members: the members that are chosen.

    Returns:
        Two rows an area and year, with ``group`` (chosen, others), ``value_eur_mn``, ``share_pct``
        and the number of ``members`` in the group, and what ``months`` are added up.
    """
    if rows.empty:
        return rows
    key = ["area", "year"]
    total = rows[rows["member"].eq(UNION)].groupby(key)["value_eur_mn"].sum()
    is_chosen = rows["member"].isin(members)
    chosen = rows[is_chosen].groupby(key)["value_eur_mn"].sum().reindex(total.index, fill_value=0)
    groups = []
    for group, value in (("chosen", chosen), ("others", (total - chosen).clip(lower=0))):
        shares = {"value_eur_mn": value, "share_pct": 100 * value / total}
        groups.append(pd.DataFrame(shares).reset_index().assign(group=group))
    both = pd.concat(groups, ignore_index=True).sort_values(["area", "year", "group"])
    return both.assign(
        members=";".join(members),
        months=months_in_words(rows["month"]),
        source_id=join_ids(rows["source_id"]),
    )


def months_in_words(months: pd.Series) -> str:
    """Name the first and the last of some months, numbered in two digits."""
    names = [sentences.month(f"2000-{month}").split()[0] for month in (months.min(), months.max())]
    return " to ".join(dict.fromkeys(names))


def senders(rows: pd.DataFrame, most: int = 10) -> pd.DataFrame:
    """Set what each member sent in the last full year beside the last one before the invasion.

    Where 2021 is not among the full years, the first of them stands in its place.

    The area is the one whose imports from the Union grew most between the two years, and the
    members are those that sent it most in the later.

    Args:
        rows: ``eu_exports`` with ``year`` and ``month``.
        most: members to keep.

    Returns:
        A row a member: ``area``, ``member``, ``before_eur_mn``, ``after_eur_mn`` and the years;
        none where the rows have no two full years to compare.
    """
    whole = rows[rows.groupby(["area", "year"])["month"].transform("nunique").eq(12)]
    years = sorted(whole["year"].unique())
    if len(years) < 2 or years[-1] <= BEFORE:
        return whole.head(0)
    first = BEFORE if BEFORE in years else years[0]
    sums = whole.groupby(["area", "member", "year"])["value_eur_mn"].sum().unstack(fill_value=0)
    sums = sums[[first, years[-1]]].set_axis(["before_eur_mn", "after_eur_mn"], axis=1)
    union = sums.xs(UNION, level="member")
    area = (union["after_eur_mn"] / union["before_eur_mn"]).idxmax()
    by_member = sums.loc[[area]].drop(UNION, level="member").reset_index()
    largest = by_member.sort_values("after_eur_mn", ascending=False).head(most)
    return largest.assign(
        year_before=int(first), year=int(years[-1]), source_id=join_ids(whole["source_id"])
    ).reset_index(drop=True)


def side_by_side(goods: pd.DataFrame, by: str) -> pd.DataFrame:
    """Add up listed goods by area and another column, the two years side by side.

    Args:
        goods: rows of ``eu_listed_goods``; matched codes only, if the years are to be compared.
        by: the column.

    Returns:
        ``area``, the column, ``before_eur_mn`` (2021), ``after_eur_mn`` (2022), ``times``, the
        second divided by the first, and the ``last`` period. What had no trade in a year is zero.
    """
    year = goods["period"].str[:4]
    sums = goods["value_eur_mn"].groupby([goods["area"], goods[by], year]).sum()
    wide = sums.unstack(fill_value=0).reindex(columns=["2021", "2022"], fill_value=0.0)
    wide = wide.set_axis(["before_eur_mn", "after_eur_mn"], axis=1).reset_index()
    times = wide["after_eur_mn"] / wide["before_eur_mn"].where(wide["before_eur_mn"].gt(0))
    last = goods["period"].max() if len(goods) else ""
    source_id = join_ids(goods["source_id"]) if len(goods) else ""
    return wide.assign(times=times, last=last, source_id=source_id)


def goods_by_chapter(matched: pd.DataFrame, products: Sequence[str]) -> pd.DataFrame:
    """Set the two years of some chapters beside each other, under those of all listed goods.

    Args:
        matched: ``eu_listed_goods`` on matched codes, with ``chapter``.
        products: the chapters to show; an area without trade in one has zeros.
    """
    if matched.empty:
        return matched
    every = side_by_side(matched.assign(chapter=ALL_LISTED), "chapter")
    chosen = side_by_side(matched[matched["chapter"].isin(products)], "chapter")
    both = pd.concat([every, chosen]) if len(chosen) else every
    order = [ALL_LISTED, *products]
    grid = pd.MultiIndex.from_product([every["area"], order], names=["area", "chapter"])
    filled = both.set_index(["area", "chapter"]).reindex(grid).reset_index()
    zeros = {
        "before_eur_mn": 0.0,
        "after_eur_mn": 0.0,
        "last": matched["period"].max(),
        "source_id": join_ids(matched["source_id"]),
    }
    return filled.fillna(zeros)


def listed_and_not(goods: pd.DataFrame, exports: pd.DataFrame) -> pd.DataFrame:
    """Set how many times the goods of 2021 went to an area in 2022, for listed goods and others.

    Listed goods are on matched codes; others are all exports without any listed code.

    Args:
        goods: ``eu_listed_goods``.
        exports: the Union's exports of all goods, of the areas that have them.

    Returns:
        A row an area and ``kind`` (listed, not listed), the columns of ``side_by_side``.
    """
    matched = goods[goods["nomenclature"].eq(MATCHED)]
    if matched.empty:
        return matched
    listed = side_by_side(matched.assign(kind="listed"), "kind")
    in_months = exports["month"].between("03", "11") & exports["year"].isin([2021, 2022])
    total = exports[in_months].assign(kind="not listed")
    total = total.assign(period=total["year"].astype(str))
    minus = goods.assign(kind="not listed", value_eur_mn=-goods["value_eur_mn"])
    minus = minus[minus["area"].isin(total["area"])]
    if total.empty:
        return listed
    return pd.concat([listed, side_by_side(pd.concat([total, minus]), "kind")], ignore_index=True)


def gains(matched: pd.DataFrame, priority: Iterable[str]) -> pd.DataFrame:
    """Set the gain of each area beside the loss of Russia, of all listed and of priority goods.

    Args:
        matched: ``eu_listed_goods`` on matched codes, Russia among the areas.
        priority: subheadings of the common high priority list.

    Returns:
        A row an area and ``kind``: ``gain_eur_mn``, ``loss_eur_mn`` of Russia, ``share_pct``.
    """
    if matched.empty:
        return matched
    kinds = []
    is_priority = matched["hs6"].isin(set(priority))
    for kind, rows in ((ALL_LISTED, matched), ("high-priority goods", matched[is_priority])):
        sums = side_by_side(rows.assign(kind=kind), "kind")
        gain = sums["after_eur_mn"] - sums["before_eur_mn"]
        loss = -gain[sums["area"].eq(RUSSIA)].sum()
        shares = sums.assign(gain_eur_mn=gain, loss_eur_mn=loss, share_pct=100 * gain / loss)
        kinds.append(shares[shares["area"].ne(RUSSIA)])
    return pd.concat(kinds, ignore_index=True).drop(columns="times")


# Findings


def areas_without_rows(exports: pd.DataFrame, areas: Sequence[str]) -> sentences.Line | None:
    """Say which of the areas chosen have no rows, and which areas have; nothing if all have."""
    held = sorted(exports["area"].unique())
    missing = [area for area in areas if area not in held]
    if not missing:
        return None
    names = area_names()
    without = sentences.listed((names[area] for area in missing), "or")
    covered = sentences.listed(names[area] for area in held)
    return sentences.Line(f"*There are no rows for {without}; the tables cover {covered}.*")


def passed_ceiling(one: pd.DataFrame) -> dict[str, Any]:
    """Find the first month in which exports to one area stood above every month before 2022.

    Returns:
        ``name``, ``month``, its ``value_eur_mn``, the highest before (``ceiling_eur_mn``), the
        ``first`` and ``last`` year of the base; nothing where less than a year stands before 2022,
        or no month above it after.
    """
    dated = one.sort_values("period")
    base = dated[dated["year"].le(BEFORE)]
    if len(base) < 12:
        return {}
    ceiling = float(base["value_eur_mn"].max())
    above = dated[dated["year"].gt(BEFORE) & dated["value_eur_mn"].gt(ceiling)]
    if above.empty:
        return {}
    return {
        "name": area_names()[one["area"].iloc[0]],
        "month": str(above["period"].iloc[0]),
        "value_eur_mn": float(above["value_eur_mn"].iloc[0]),
        "ceiling_eur_mn": ceiling,
        "first": int(base["year"].min()),
        "last": int(base["year"].max()),
    }


def month_it_began(rows: pd.DataFrame) -> Finding:
    """Find the month for the area that rose furthest above what it had been.

    Facts: those of ``passed_ceiling``, of the area whose highest month is most times its ceiling.
    """
    best: dict[str, Any] = {}
    highest = 0.0
    for _, one in rows.groupby("area"):
        facts = passed_ceiling(one)
        if not facts:
            continue
        ratio = one["value_eur_mn"].max() / facts["ceiling_eur_mn"]
        if ratio > highest:
            highest = ratio
            best = facts
    if not best:
        return Finding(f"Exports of the European Union by month, {sentences.span(rows['year'])}")
    span = sentences.span([best["first"], best["last"]])
    text = (
        f"EU exports to {best['name']} rose above every month of {span} "
        f"in {sentences.month(best['month'])}"
    )
    return Finding(text, best)


def share_that_moved(rows: pd.DataFrame) -> Finding:
    """Find where the share of the chosen members moved most between the last two years.

    Args:
        rows: the chosen and the others (``parts``).

    Returns:
        A finding with ``who`` (the chosen in words), ``name`` of the area, ``fell``,
        ``share_before``, ``share_after`` in percent, the totals and years of both, the ``months``
        of each; without facts where no share moved by two points.
    """
    years = sorted(rows["year"].unique())[-2:]
    plain = Finding(f"Who sent the Union’s exports, {rows['months'].iloc[0]} of each year")
    shares = rows[rows["group"].eq("chosen")].pivot(
        index="area", columns="year", values="share_pct"
    )
    if len(years) < 2:
        return plain
    change = shares[years[1]] - shares[years[0]]
    area = str(change.abs().idxmax())
    if abs(change[area]) < NOTABLE:
        return plain
    totals = rows[rows["area"].eq(area)].groupby("year")["value_eur_mn"].sum()
    months = str(rows["months"].iloc[0])
    facts = {
        "who": _members_in_words(rows["members"].iloc[0].split(";")),
        "name": area_names()[area],
        "fell": bool(change[area] < 0),
        "share_before": float(shares.loc[area, years[0]]),
        "share_after": float(shares.loc[area, years[1]]),
        "total_before": float(totals[years[0]]),
        "total_after": float(totals[years[1]]),
        "year_before": int(years[0]),
        "year": int(years[1]),
        "months": months,
    }
    return Finding(_share_that_moved_text(facts), facts)


def _share_that_moved_text(facts: Mapping[str, Any]) -> str:
    """Write both shares with their years; months are said of both years."""
    before, after = f"{facts['share_before']:.0f}", f"{facts['share_after']:.0f}"
    to = f"of EU exports to {facts['name']}"
    year_before, year = facts["year_before"], facts["year"]
    if facts["months"] == WHOLE_YEAR:
        sent = f"sent {before} percent {to} in {year_before}, {after} in {year}"
    else:
        months = facts["months"].replace(" to ", "–")
        sent = f"sent {before}, then {after} percent {to}, {months} {year_before} and {year}"
    return f"{facts['who']} {sent}"


def _members_in_words(members: Sequence[str]) -> str:
    if set(members) == set(RUSSIAS_NEIGHBOURS):
        return "Russia’s neighbours"
    if len(members) == 1:
        return area_names()[members[0]]
    return sentences.sentence(f"{sentences.count(len(members))} members")


def largest_rise(rows: pd.DataFrame) -> Finding:
    """Find which member’s exports rose most, in euros (``senders``).

    Facts: ``member`` and ``name`` in words, ``before`` and ``after`` in million euros, the years.
    """
    rise = rows["after_eur_mn"] - rows["before_eur_mn"]
    largest = rows.iloc[int(rise.argmax())]
    names = area_names()
    name = names[largest["area"]]
    if largest["after_eur_mn"] < (1 + LEVEL / 100) * largest["before_eur_mn"]:
        return Finding(f"Who exported to {name}")
    facts = {
        "member": names[largest["member"]],
        "name": name,
        "before": float(largest["before_eur_mn"]),
        "after": float(largest["after_eur_mn"]),
        "year_before": int(largest["year_before"]),
        "year": int(largest["year"]),
    }
    text = (
        f"{facts['member']}’s exports to {name} rose from {facts['before']:,.0f} "
        f"to {facts['after']:,.0f} million euros, {facts['year_before']} to {facts['year']}"
    )
    return Finding(text, facts)


def listed_rise(rows: pd.DataFrame) -> Finding:
    """Find where exports of listed goods rose most (``goods_by_chapter``).

    Facts: ``name``, ``times`` the goods of the same months of 2021, ``before`` and ``after`` in
    million euros.
    """
    every = rows[rows["chapter"].eq(ALL_LISTED)]
    most = every.iloc[int(every["times"].argmax())]
    if most["times"] < 1 + LEVEL / 100:
        return Finding("Exports of listed goods, March to November of two years")
    facts = {
        "name": area_names()[most["area"]],
        "times": float(most["times"]),
        "before": float(most["before_eur_mn"]),
        "after": float(most["after_eur_mn"]),
    }
    text = (
        f"EU exports of sanctions-list goods to {facts['name']} were {facts['times']:.1f} times "
        "those of a year before"
    )
    return Finding(text, facts)


def others_rose(rows: pd.DataFrame) -> Finding:
    """Find how far goods off the list rose where listed goods rose most (``listed_and_not``).

    Facts: ``name``, ``listed`` and ``others`` (times the goods of 2021), ``year_before``, ``year``.
    """
    times = rows.pivot(index="area", columns="kind", values="times")
    plain = Finding("Exports of listed goods, March to November 2022 beside 2021")
    if "not listed" not in times:
        return plain
    both = times.dropna().sort_values("listed")
    area = str(both.index[-1])
    facts = {
        "name": area_names()[area],
        "listed": float(both["listed"].iloc[-1]),
        "others": float(both["not listed"].iloc[-1]),
        "year_before": 2021,
        "year": 2022,
    }
    text = (
        f"Sanctions-list goods sent to {facts['name']} in March–November {facts['year']} were "
        f"{facts['listed']:.1f} times those of {facts['year_before']}, others {facts['others']:.1f}"
    )
    return Finding(text, facts)


def beside_loss(rows: pd.DataFrame) -> Finding:
    """Find how much of the fall in exports to Russia the rise to the republics was (``gains``).

    Facts: ``who`` in words, ``percent`` and ``priority_pct`` of the fall, and of all listed goods
    ``gain`` and ``loss`` in million euros.
    """
    republics = rows[~rows["area"].isin(BESIDE)]
    every = republics[republics["kind"].eq(ALL_LISTED)]
    if every.empty:
        return Finding("Exports of listed goods to other countries, beside the fall to Russia")
    who = area_names()[every["area"].iloc[0]]
    if len(every) > 1:
        who = f"{sentences.count(len(every))} republics"
    priority = republics[republics["kind"].ne(ALL_LISTED)]
    facts = {
        "who": who,
        "percent": float(every["share_pct"].sum()),
        "priority_pct": float(priority["share_pct"].sum()),
        "gain": float(every["gain_eur_mn"].sum()),
        "loss": float(every["loss_eur_mn"].iloc[0]),
    }
    text = (
        f"The rise in sanctions-list goods to {who} equalled {facts['percent']:.0f} "
        "percent of the fall to Russia"
    )
    return Finding(text, facts)


def share_of_cars(rows: pd.DataFrame) -> Finding:
    """Find the share of passenger cars in Kyrgyz imports in the last year and two years before.

    Facts: ``share_before``, ``share_after`` in percent, ``year_before``, ``year``.
    """
    share = rows.dropna(subset=["share_pct"]).set_index("year")["share_pct"]
    plain = Finding(f"Kyrgyz imports of passenger cars, {sentences.span(rows['year'])}")
    if share.empty or share.index.max() - 2 not in share.index:
        return plain
    year = int(share.index.max())
    facts = {
        "share_before": float(share[year - 2]),
        "share_after": float(share[year]),
        "year_before": year - 2,
        "year": year,
    }
    if abs(facts["share_after"] - facts["share_before"]) < NOTABLE:
        return plain
    verb = "rose" if facts["share_after"] > facts["share_before"] else "fell"
    text = (
        f"Passenger cars {verb} from {facts['share_before']:.0f} to {facts['share_after']:.0f} "
        f"percent of Kyrgyz imports, {year - 2} to {year}"
    )
    return Finding(text, facts)


def recorded_part(rows: pd.DataFrame) -> Finding:
    """Find what the importer recorded of the Union's exports in the last year that has both.

    Imports that count Britain in are no part of the exports of the 27 members and are left out.

    Facts: ``name`` of the area where the two differ most, ``recorded`` and ``reported`` in billion
    dollars, ``year``.
    """
    same = rows[rows["partner_definition"].ne(compare.WITH_BRITAIN)]
    wide = same.pivot(index=["area", "year"], columns="count", values="value_usd_mn").dropna()
    plain = Finding("The Union’s exports and the republics’ imports, by whose count")
    if wide.empty or len(wide.columns) < 2:
        return plain
    last = wide.groupby("area").tail(1).reset_index()
    ratio = last["recorded"] / last["reported"]
    if ratio.min() > 0.9:
        return plain
    largest_gap = last.iloc[int(ratio.argmin())]
    facts = {
        "name": area_names()[largest_gap["area"]],
        "recorded": float(largest_gap["recorded"]) / 1000,
        "reported": float(largest_gap["reported"]) / 1000,
        "year": int(largest_gap["year"]),
    }
    text = (
        f"{facts['name']} recorded {facts['recorded']:.1f} of the {facts['reported']:.1f} billion "
        f"dollars that the EU reported for {facts['year']}"
    )
    return Finding(text, facts)


def bottom_line(
    exports: pd.DataFrame, goods: pd.DataFrame, codes: pd.DataFrame, cars: pd.DataFrame
) -> list[Finding]:
    """Find what the whole tables say, for the three republics that Eurostat's files have.

    Args:
        exports: ``eu_exports`` with ``year`` and ``month``.
        goods: ``eu_listed_goods`` with ``chapter``.
        codes: ``eu_listed_codes``.
        cars: Kyrgyz imports of passenger cars, with ``share_pct``.
    """
    union = exports[exports["member"].eq(UNION)]
    matched = goods[goods["nomenclature"].eq(MATCHED)]
    began = month_it_began(union)
    share = share_that_moved(parts(of_same_months(exports), RUSSIAS_NEIGHBOURS))
    rise = listed_rise(goods_by_chapter(matched[~matched["area"].eq(RUSSIA)], []))
    others = others_rose(listed_and_not(goods, union))
    rise = Finding(rise.text, {**rise.facts, "others": others.facts["others"]})
    priority = codes.loc[codes["priority_tier"].ne(""), "code"].str[:6]
    loss = beside_loss(gains(matched, priority))
    return [
        began.as_sentence(": {value_eur_mn:.0f} million euros, after {ceiling_eur_mn:.0f} at most"),
        share.as_sentence(
            ", while the total went from {total_before:,.0f} to {total_after:,.0f} million euros"
        ),
        rise.as_sentence(", March to November 2022; other goods {others:.1f} times"),
        loss.as_sentence("; for high-priority goods, {priority_pct:.1f} percent"),
        share_of_cars(cars).as_sentence(", as the country’s own statistics have it"),
    ]


# Drawings


def draw_months(rows: pd.DataFrame) -> Sheet:
    """Draw the Union's exports by month, a panel an area on a scale of its own."""
    colours = style.colours(list(dict.fromkeys(rows["area"])))
    first_area = rows["area"].iloc[0]

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        nameless = dict.fromkeys(colours, "")
        charts.lines(
            axes,
            one,
            x="period",
            value="value_eur_mn",
            by="area",
            colours=colours,
            names=nameless,
            look="-",
            every=1,
        )
        axes.set_ylim(0, one["value_eur_mn"].max() * 1.25)
        charts.event(axes, charts.INVASION, "invasion" if one["area"].iloc[0] == first_area else "")
        _mark_first_above(axes, one, colours)
        charts.year_axis(axes, 4)
        unit_on_top(axes, "mn")

    subtitle = (
        f"Exports of the 27 members, all goods, million euros a month, "
        f"{sentences.span(rows['year'])}; each panel has its own scale."
    )
    if any(passed_ceiling(one) for _, one in rows.groupby("area")):
        subtitle += " Dotted: highest month before 2022; dot: first month above it."
    return panels(rows, "area", draw, month_it_began(rows), subtitle, height=4.0, share_y=False)


def _mark_first_above(axes: Axes, one: pd.DataFrame, colours: Mapping[str, str]) -> None:
    """Draw the highest month before 2022, and the first month above it."""
    facts = passed_ceiling(one)
    if not facts:
        return
    area = one["area"].iloc[0]
    at = one[one["period"].eq(facts["month"])]
    x = charts.decimal_year(at["period"])
    axes.axhline(facts["ceiling_eur_mn"], color=style.QUIET, linestyle=":", linewidth=1.2)
    when = float(x.iloc[0])
    axes.vlines(when, 0, facts["value_eur_mn"], color=colours[area], linewidth=1)
    axes.plot(x, at["value_eur_mn"], "o", color=colours[area], gid=at.get("mark"), **charts.DOT)
    month = sentences.month(facts["month"])
    text = f"{month[:3]} {month[-4:]}"
    low, high = axes.get_xlim()
    has_room = when < low + 0.7 * (high - low)
    note(  # on the axis and after its month, so that it does not look earlier than the invasion
        axes,
        text,
        (when, 0),
        (4 if has_room else -4, 4),
        ha="left" if has_room else "right",
        color=colours[area],
        fontweight="semibold",
        path_effects=charts.HALO,
    )


def draw_parts(rows: pd.DataFrame) -> Sheet:
    """Draw the exports of chosen members and of the rest for each year, a panel an area."""
    finding = share_that_moved(rows)
    members = rows["members"].iloc[0].split(";")
    label = sentences.listed(area_names()[member] for member in members)
    if len(members) > 6:
        label = f"{len(members)} members chosen"
    colours = {"chosen": style.OTHERS[0], "others": style.RULE}

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        _stack_years(axes, one, colours)
        unit_on_top(axes, "mn")

    subtitle = (
        f"Exports of the EU’s 27 members, all goods, million euros, {rows['months'].iloc[0]} of "
        "each year; above the bars the share of the members in colour. Scales differ."
    )
    key = {label: colours["chosen"], "all other members": style.QUIET}
    return panels(rows, "area", draw, finding, subtitle, height=4.2, share_y=False, key=key)


def _stack_years(axes: Axes, one: pd.DataFrame, colours: Mapping[str, str]) -> None:
    """Stack the two groups of each year, the share of the chosen above."""
    chosen = one[one["group"].eq("chosen")].set_index("year")
    others = one[one["group"].eq("others")].set_index("year")
    years = chosen.index.tolist()
    bars = axes.bar(years, chosen["value_eur_mn"], 0.72, color=colours["chosen"])
    charts.of_rows(bars, chosen.get("mark"))
    bottom = chosen["value_eur_mn"]
    bars = axes.bar(years, others["value_eur_mn"], 0.72, bottom=bottom, color=colours["others"])
    charts.of_rows(bars, others.get("mark"))
    total = chosen["value_eur_mn"] + others["value_eur_mn"]
    for year in years:
        text = f"{chosen.loc[year, 'share_pct']:.0f}%"
        at = (year, total[year])
        note(
            axes,
            text,
            at,
            (0, 3),
            ha="center",
            label=str(year),
            color=colours["chosen"],
            **charts.small(),
        )
    axes.set_ylim(0, total.max() * 1.12)
    axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
    axes.set_xticks(years, [f"’{str(year)[2:]}" for year in years])
    axes.tick_params(axis="x", size=0)


def draw_senders(rows: pd.DataFrame) -> Sheet:
    """Draw what each member sent in two years as a pair of dots."""
    names = area_names()
    shown = rows.assign(label=rows["member"].map(names))
    name = names[rows["area"].iloc[0]]
    first, last = rows["year_before"].iloc[0], rows["year"].iloc[0]
    subtitle = (
        f"Exports to {name}, all goods, million euros a year: the {len(rows)} members that sent "
        f"most in {last}."
    )
    colours = (style.QUIET, style.OTHERS[0])
    key = {str(first): colours[0], str(last): colours[1]}
    height = 1.9 + 0.29 * len(rows)
    fig, axes = frame(rows, largest_rise(rows), subtitle, height=height, key=key)
    charts.dumbbell(
        axes,
        shown,
        left="before_eur_mn",
        right="after_eur_mn",
        label="label",
        colours=colours,
        decimals=0,
    )
    return fig


def draw_goods(rows: pd.DataFrame) -> Sheet:
    """Draw listed goods by chapter in two years as pairs of dots, a panel an area."""
    names = {ALL_LISTED: ALL_LISTED}
    for chapter in rows["chapter"].unique():
        names.setdefault(chapter, f"{CHAPTERS.get(chapter, 'chapter')} ({chapter})")
    shown = rows.assign(label=rows["chapter"].map(names))
    colours = (style.QUIET, style.OTHERS[0])

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        charts.dumbbell(
            axes,
            one,
            left="before_eur_mn",
            right="after_eur_mn",
            label="label",
            colours=colours,
            decimals=0,
        )
        highest = max(one["before_eur_mn"].max(), one["after_eur_mn"].max(), 1)
        axes.set_xlim(-0.38 * highest, 1.42 * highest)
        axes.tick_params(axis="y", size=0)

    subtitle = (
        "EU exports of goods that were on its list of export sanctions against Russia in January "
        "2023, on codes of both years, million euros, March to November; by chapter. Scales differ."
    )
    key = {"2021": colours[0], "2022": colours[1]}
    height = 2.2 + 0.33 * rows["chapter"].nunique()
    return panels(shown, "area", draw, listed_rise(rows), subtitle, height=height, key=key)


def draw_listed_and_not(rows: pd.DataFrame) -> Sheet:
    """Draw how many times the goods of 2021 were sent in 2022, a row an area."""
    listed = rows[rows["kind"].eq("listed")].sort_values("times", ascending=False)
    order = listed["area"].tolist()
    names = area_names()
    colours = {"listed": style.OTHERS[0], "not listed": style.QUIET}
    subtitle = (
        "EU exports of March to November 2022 as a multiple of those of 2021, in euros: listed "
        "goods on codes of both years, and all goods that were not listed."
    )
    if rows["kind"].eq("listed").sum() > rows["kind"].ne("listed").sum():
        subtitle += " One dot: the tables hold no exports of all goods to the country."
    is_narrow = sizes.current().characters(100) < 100  # the head takes more lines
    height = (3.1 if is_narrow else 2.0) + 0.38 * len(order)
    fig, axes = frame(rows, others_rose(rows), subtitle, height=height, key=colours, note=LISTED)
    place = {area: number for number, area in enumerate(order)}
    lane = {"listed": -0.18, "not listed": 0.18}
    for row in rows.to_dict("records"):
        y = place[row["area"]] + lane[row["kind"]]
        colour = colours[row["kind"]]
        axes.plot([row["times"]], [y], "o", color=colour, gid=[row.get("mark")], **charts.DOT)
        side = -1 if row["times"] < 1 else 1  # away from the rule at 1
        note(
            axes,
            f"{row['times']:.1f}",
            (row["times"], y),
            (8 * side, 0),
            ha="left" if side > 0 else "right",
            va="center",
            color=colour,
            **charts.small(),
        )
    charts.rows_of_text(axes, [names[area] for area in order])
    axes.axvline(1, color=style.INK, linewidth=0.9, zorder=1)
    axes.set_xlim(-0.1 * rows["times"].max(), rows["times"].max() * 1.1)
    axes.set_xticks([1], ["as in 2021"])
    axes.tick_params(axis="x", size=0)
    return fig


def draw_beside_loss(rows: pd.DataFrame) -> Sheet:
    """Draw the gain of each area in percent of Russia's fall, a panel for each kind of goods."""
    names = area_names()
    every = rows[rows["kind"].eq(ALL_LISTED)].sort_values("share_pct", ascending=False)
    order = every["area"].tolist()
    colours = {"Central Asian republics": style.OTHERS[0], "other countries": style.QUIET}
    by_name = {}
    for area in order:
        group = "other countries" if area in BESIDE else "Central Asian republics"
        by_name[names[area]] = colours[group]
    ranked = rows.assign(rank=rows["area"].map(order.index), label=rows["area"].map(names))
    ranked = ranked.sort_values(["kind", "rank"])

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        charts.bars(
            axes, one, value="share_pct", label="label", colours=by_name, decimals=1, unit="%"
        )
        charts.zero(axes, vertical=True)
        axes.set_xticks([])
        low = min(0.0, rows["share_pct"].min())
        axes.set_xlim(1.9 * low, 1.25 * rows["share_pct"].max())
        axes.tick_params(axis="y", size=0)

    losses = rows.drop_duplicates("kind").set_index("kind")["loss_eur_mn"]
    subtitle = (
        "Rise of EU exports from 2021 to 2022, March to November, in percent of the fall of those "
        f"to Russia ({losses[ALL_LISTED]:,.0f} million euros; high-priority goods "
        f"{losses['high-priority goods']:,.0f}), on codes of both years."
    )
    height = 2.2 + 0.33 * len(order)
    return panels(
        ranked,
        "kind",
        draw,
        beside_loss(rows),
        subtitle,
        height=height,
        key=colours,
        note=f"{LISTED} {HIGH_PRIORITY}",
    )


def draw_cars(rows: pd.DataFrame) -> Sheet:
    """Draw Kyrgyz imports of passenger cars by year, in dollars and in number."""
    years_shown = rows["year"].max() - rows["year"].min() + 1
    labelled = len(rows) if years_shown <= MOST_LABELLED else 1

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        years = one["year"].tolist()
        bars = axes.bar(years, one["value"], 0.72, color=style.colours("KGZ")["KGZ"])
        charts.of_rows(bars, one.get("mark"))
        for row in one.tail(labelled).to_dict("records"):
            text = sentences.number(row["value"], 0)
            if pd.notna(row["share_pct"]):
                text += f"\n{row['share_pct']:.0f}%"
            at = (row["year"], row["value"])
            note(axes, text, at, (0, 3), ha="center", linespacing=1.05, **charts.small())
        axes.set_ylim(0, one["value"].max() * 1.2)
        axes.set_xlim(rows["year"].min() - 0.6, rows["year"].max() + 0.6)
        axes.set_yticks([])
        axes.grid(False)
        charts.year_axis(axes)
        if years_shown <= MOST_LABELLED:
            axes.set_xticks(years, list(map(str, years)))

    subtitle = (
        "Value in million dollars, and share of all imports (percent), National Statistical "
        "Committee; number of cars, as press reports relay it."
    )
    if rows["measure"].nunique() == 1:
        subtitle = f"Kyrgyz imports of passenger cars, {rows['measure'].iloc[0]}."
    return panels(rows, "measure", draw, share_of_cars(rows), subtitle, height=3.9, share_y=False)


def draw_two_counts(rows: pd.DataFrame) -> Sheet:
    """Draw what the Union reported and what the republic recorded, a panel an area."""
    colours = {"reported": style.OTHERS[0], "recorded": style.OTHERS[1]}

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        nameless = dict.fromkeys(colours, "")
        charts.lines(
            axes, one, x="year", value="value_usd_mn", by="count", colours=colours, names=nameless
        )
        axes.set_ylim(0, one["value_usd_mn"].max() * 1.25)
        last = one[one["year"].eq(one["year"].max())]
        ends = []
        for row in last.to_dict("records"):
            text = sentences.number(row["value_usd_mn"], 0)
            ends.append((row["year"], row["value_usd_mn"], text, colours[row["count"]]))
        label_ends(axes, ends, gap=1.7)
        unit_on_top(axes, "mn")

    subtitle = (
        "Goods from the EU, million dollars a year: exports of the 27 members, free on board "
        "(euros at the average rate of the year), and imports as the republic counts them. Scales "
        "differ."
    )
    key = {
        "exports as the EU reports them": colours["reported"],
        "imports as the republic records them": colours["recorded"],
    }
    return panels(
        rows,
        "area",
        draw,
        recorded_part(rows),
        subtitle,
        height=3.9,
        share_y=False,
        key=key,
        note=_note_on_britain(rows),
    )


def _note_on_britain(rows: pd.DataFrame) -> str:
    """Say in which years the imports of an area count those from Britain in."""
    wider = rows[rows["partner_definition"].eq(compare.WITH_BRITAIN)]
    if wider.empty:
        return ""
    names = area_names()
    years = wider.groupby("area")["year"]
    parts = [f"{names[str(area)]} {sentences.span(one)}" for area, one in years]
    return f"Imports from Britain are counted in: {sentences.listed(parts)}."
