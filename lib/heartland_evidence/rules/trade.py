"""Rules of trade, of arms too: two sides of a count; goods, members and months in their totals."""

import pandas as pd

from heartland.tables.measures import rounding
from heartland_evidence.rules.rule import Condition, Rule, Tables
from heartland_evidence.rules.words import among

# What exports, imports and turnover are of, by one count.
COUNT = ["area", "partner", "period", "product", "concept", "reporter", "source_id"]
FLOWS = ["exports", "imports", "turnover"]
TOTAL = "value_usd_mn.where(item == 'total')"
FLOW = ["area", "partner", "period", "flow"]  # what two countries count of one trade
# What is compared from year to year, of rows with an amount; parts of years are among themselves.
SERIES = "area, partner, flow, product, period.str.len(), value_usd_mn.notna()"
STEADY = ["CHN", "RUS", "WLD"]  # trade with others comes and goes
LEAP = 100  # times, within a year
DEFINED = "period.str.len() == 4 and partner_definition != ''"
MIRRORED = {"exports": "imports", "imports": "exports"}
MIRROR_APART = 5  # times; the widest gap that both countries publish is a little over four
MIRROR_FROM = 10  # millions of dollars, below which counts differ by any factor
UNION = "EUU"
LEFT = "GBR"  # a member to January 2020, and in no sum of the Union of today
EURO = 1e-5  # million euros: what is summed is whole euros
CORRECTED = 1e-3  # by how much of itself a year may be off its months: they are corrected later
THOUSANDS = 1e-4  # by how much of itself a sum of rounded thousands may be off
NEW_NOMENCLATURE = "2022-01"
OF_TRADE = (  # the rows of trade that months of eu_exports are held against
    f"reporter == '{UNION}' and partner == '{UNION}' and flow == 'imports' and product == 'total' "
    "and status in ['A', 'B'] and value_eur_mn.notna()"
)
MONTH = "area, period, source_id"  # of what the members make the Union
# What the goods of a year add up to.
GOODS = "@total(value_usd_mn.where(item != 'total', 0), flow, classification, year)"


def unequal_turnover(unit: str) -> Condition:
    """Exports and imports make the turnover, within the rounding of the three figures."""

    def broken(df: pd.DataFrame, _: Tables) -> pd.Series:
        turnover = df[df["flow"].eq("turnover") & df[unit].notna()]
        flows = df[among(df, turnover[COUNT])]
        wide = flows.pivot_table(index=COUNT, columns="flow", values=unit, aggfunc="first")
        wide = wide.reindex(columns=FLOWS).dropna()
        gap = (wide["exports"] + wide["imports"] - wide["turnover"]).abs()
        slack = wide.map(rounding).sum(axis="columns") / 2
        off = gap > slack + 1e-6 * wide["turnover"]
        return among(turnover, off[off].index.to_frame())

    return broken


def unlike_mirrors(df: pd.DataFrame, _: Tables) -> pd.Series:
    """What two countries count of one trade is not many times apart.

    Each flow is named from the side of its area: the exports of one republic to another are the
    imports of the other from it.
    """
    stands = df["product"].eq("total") & ~df["status"].isin(["P", "U"])
    total = df[stands & df["value_usd_mn"].notna()].reset_index(names="row")
    own = total[total["reporter"].eq(total["area"])]
    of_partner = total[total["reporter"].eq(total["partner"])]
    turned = own.rename(columns={"area": "partner", "partner": "area"})
    turned = turned.assign(flow=turned["flow"].replace(MIRRORED))
    pairs = own.merge(pd.concat([of_partner, turned]), on=FLOW, suffixes=("", "_other"))
    both = pairs[["value_usd_mn", "value_usd_mn_other"]]
    more, less = both.max(axis=1), both.min(axis=1)
    apart = pairs[(more >= MIRROR_FROM) & (more > MIRROR_APART * less)]
    return pd.Series(True, sorted({*apart["row"], *apart["row_other"]}))


def months_unlike_their_year(df: pd.DataFrame, tables: Tables) -> pd.Series:
    """Twelve months of exports are the year in the table of trade, but for late corrections."""
    union = df[df["member"].eq(UNION)]
    year = union["period"].str[:4]
    of_year = union.groupby(["area", year])["value_eur_mn"].agg(["sum", "size"])
    made = of_year.loc[of_year["size"].eq(12), "sum"]
    counted = tables["trade"].query(OF_TRADE, engine="python")
    stated = counted.groupby(["area", "period"])["value_eur_mn"].max()
    apart = (made / stated - 1).abs()
    of_row = pd.MultiIndex.from_arrays([union["area"], year])
    return pd.Series(of_row.isin(apart.index[apart > CORRECTED]), union.index)


def listed_above_all(df: pd.DataFrame, tables: Tables) -> pd.Series:
    """Listed goods of a month are no more than all goods."""
    month = ["area", "period"]
    exports = tables["eu_exports"]
    union = exports[exports["member"].eq(UNION)]
    every = union.groupby(month)["value_eur_mn"].max().rename("every")
    listed = df.groupby(month)["value_eur_mn"].transform("sum")
    return listed > df.join(every, on=month)["every"]


def subheadings_unlike_their_chapter(df: pd.DataFrame, tables: Tables) -> pd.Series:
    """The subheadings of a chapter in some months add up to those months of the chapter."""
    months = tables["eu_listed_exports"]
    stated = {}
    for period in df["period"].unique():
        first, _, last = period.partition("/")
        within = months[months["period"].between(first, last or first)]
        stated[period] = within.groupby(["area", "chapter"])["value_eur_mn"].sum()
    of_row = [df["period"], df["area"], df["hs6"].str[:2]]
    made = df.groupby(of_row)["value_eur_mn"].transform("sum")
    of_chapter = pd.concat(stated).reindex(pd.MultiIndex.from_arrays(of_row)).fillna(0)
    apart: pd.Series = (made - of_chapter.to_numpy()).abs()
    return apart > EURO


def unknown_nomenclatures(df: pd.DataFrame, tables: Tables) -> pd.Series:
    """A subheading has a nomenclature that one of its codes has."""
    codes = tables["eu_listed_codes"]
    return ~among(df, codes.assign(hs6=codes["code"].str[:6])[["hs6", "nomenclature"]])


RULES = (
    Rule(
        "trade",
        "partner",
        "area == partner",
        "is the area itself",
    ),
    Rule(
        "trade",
        "reporter",
        "@has('areas', reporter.rename('area')) and reporter != area and reporter != partner",
        "names an area that is neither the row's own nor its partner",
    ),
    *(
        Rule(
            "trade",
            unit,
            unequal_turnover(unit),
            "is not exports plus imports of the same source",
        )
        for unit in ("value_usd_mn", "value_eur_mn", "value_cny_mn")
    ),
    Rule(
        "trade",
        "value_usd_mn",
        unlike_mirrors,
        f"differs by a factor of more than {MIRROR_APART} from what the other country counts: "
        "look for a slip, or say in exceptions.csv why it is right",
    ),
    Rule(
        "trade",
        "value_usd_mn",
        f"period.str.len() == 4 and partner in {STEADY} and value_usd_mn.notna() and "
        f"@year(period) <= 1 + @last(@year(period), period, {SERIES}) and "
        f"not {1 / LEAP} <= value_usd_mn / @last(value_usd_mn, period, {SERIES}) <= {LEAP}",
        f"jumps by more than a factor of {LEAP} within a year",
    ),
    Rule(
        "trade",
        "status",
        f"{DEFINED} and status != 'B' and @changed(partner_definition, period, area, partner, "
        f"flow, product, concept, reporter, {DEFINED})",
        "is not B, but partner_definition differs from the year before",
    ),
    Rule(
        "eu_exports",
        "value_eur_mn",
        f"member == '{UNION}' and (value_eur_mn - @total(value_eur_mn.where(member not in "
        f"['{UNION}', '{LEFT}'], 0), {MONTH})).abs() > {EURO}",
        "is not the sum of the members in this month",
    ),
    Rule(
        "eu_exports",
        "member",
        f"not @any_of(member == '{UNION}', {MONTH})",
        f"is in a month that has no row for {UNION}",
    ),
    Rule(
        "eu_exports",
        "value_eur_mn",
        months_unlike_their_year,
        "is in a year whose months do not add up to its total in trade",
    ),
    Rule(
        "eu_listed_exports",
        "value_eur_mn",
        listed_above_all,
        "takes listed goods above all goods of the month",
    ),
    Rule(
        "eu_listed_exports",
        "status",
        f"(period == '{NEW_NOMENCLATURE}') != (status == 'B')",
        f"must be B in {NEW_NOMENCLATURE} and in no other month",
    ),
    Rule(
        "eu_listed_goods",
        "value_eur_mn",
        subheadings_unlike_their_chapter,
        "is in a chapter whose subheadings do not add up to its months in eu_listed_exports",
    ),
    Rule(
        "eu_listed_goods",
        "nomenclature",
        unknown_nomenclatures,
        "does not occur among the codes of the subheading in eu_listed_codes",
    ),
    Rule(
        "eu_listed_goods",
        "nomenclature",
        f"nomenclature == 'until 2021' and period >= '{NEW_NOMENCLATURE}' "
        f"or nomenclature == 'from 2022' and period < '{NEW_NOMENCLATURE}'",
        "was not in force in the period",
    ),
    Rule(
        "eu_listed_codes",
        "priority_tier",
        "@distinct(priority_tier, code.str.slice(0, 6)) > 1",
        "is not the same for all codes of a subheading",
    ),
    Rule(
        "kyrgyz_goods",
        "value_usd_mn",
        f"item == 'total' and classification == 'activity' and (value_usd_mn - {GOODS}).abs() "
        f"> {THOUSANDS} * value_usd_mn",
        "is not the sum of the activities of the year",
    ),
    Rule(
        "kyrgyz_goods",
        "value_usd_mn",
        f"item == 'total' and classification != 'activity' and {GOODS} > "
        f"(1 + {THOUSANDS}) * value_usd_mn",
        "is less than the sum of the year's main goods",
    ),
    Rule(
        "kyrgyz_goods",
        "item",
        "not @any_of(item == 'total', flow, classification, year)",
        "is in a year that has no total",
    ),
    Rule(
        "kyrgyz_goods",
        "value_usd_mn",
        f"item == 'total' and @most({TOTAL}, flow, year) - @least({TOTAL}, flow, year) > "
        f"{THOUSANDS} * value_usd_mn",
        "is not the total of the other classification",
    ),
    Rule(
        "arms_transfers",
        "supplier",
        "area == supplier",
        "is the country that received the arms",
    ),
)
