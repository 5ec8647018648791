"""What the figures of 03-growth-forecasts say, derived anew from their rows."""

import pytest

from heartland import sentences
from tests.themes.names import REPUBLICS

AREAS = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
NAMES = {"KAZ": "Kazakhstan", "KGZ": "Kyrgyzstan", "TJK": "Tajikistan", "UZB": "Uzbekistan"}
VALUES = [
    {},
    {"target_year": 2023, "areas": ["KGZ", "TJK"]},
    {"target_year": 2020},
    {"target_year": 2024, "areas": AREAS},
    {"target_year": 2027},
    {"as_of": "2022-06"},
    {"as_of": "2014"},
    {"publishers": ["EBRD"], "areas": ["KAZ"]},
    {"publishers": ["EBRD", "ADB"], "areas": ["UZB"]},
    *({"areas": [area]} for area in AREAS),
]


def _paths(finding, rows):
    year = rows.target_year.iloc[0]
    outturns = rows[rows.publisher.eq("World Bank WDI")].sort_values("vintage")
    newest = outturns.groupby("area").growth_pct.last()
    in_spring = rows.vintage.between(f"{year}-03", f"{year}-06-31")
    spring = rows[rows.kind.eq("forecast") & in_spring & rows.area.ne("TKM")]
    off = (spring.growth_pct - spring.area.map(newest).astype(float)).dropna()
    low = (off < 0).sum()
    high = (off > 0).sum()
    if not finding.facts:
        assert len(off) < 4 or max(low, high) / len(off) < 0.75
        return
    assert finding.facts["side"] == ("low" if low >= high else "high")
    assert finding.facts["holds"] == max(low, high)
    assert finding.facts["of"] == len(off)
    assert finding.facts["year"] == year
    whom = set(spring.area[off.index])
    if len(whom) == 1:
        assert finding.facts["whom"] == REPUBLICS[whom.pop()]
    else:
        assert finding.facts["whom"] == sentences.count(len(whom), "country", "countries")


def _rounds(finding, rows):
    both = rows[rows["round"].isin(["autumn before", "spring"])]
    pairs = both.pivot(index=["publisher", "area"], columns="round", values="error_pp").dropna()
    if pairs.shape[1] < 2 or len(pairs) < 3:
        assert not finding.facts
        return
    before, spring = pairs["autumn before"].abs().mean(), pairs["spring"].abs().mean()
    if not finding.facts:
        assert abs(spring - before) <= 0.1001 * before
        return
    assert finding.facts["error_before"] == pytest.approx(before)
    assert finding.facts["error_spring"] == pytest.approx(spring)
    assert finding.facts["pairs"] == len(pairs)
    assert finding.facts["year"] == rows.target_year.iloc[0]
    assert finding.facts["year_before"] == rows.target_year.iloc[0] - 1
    assert ("further off" in finding.text) == (spring > before)


def _turkmenistan(finding, rows):
    forecasts = rows[rows.kind.eq("forecast")].sort_values("vintage")
    last = forecasts.groupby("publisher").growth_pct.last().to_dict()
    if not finding.facts:
        assert len(last) < 2 or max(last.values()) - min(last.values()) < 2
        return
    low_by, high_by = finding.facts["low_by"], finding.facts["high_by"]
    assert finding.facts["low"] == last.get(low_by) == min(last.values())
    assert finding.facts["high"] == last.get(high_by) == max(last.values())
    assert finding.facts["year"] == rows.target_year.iloc[0]


def _column(finding, rows):
    wrong = rows.kind.eq("misattributed").sum()
    if not finding.facts:
        assert not wrong
        return
    assert finding.facts["misattributed"] == wrong
    assert finding.facts["quoted"] == rows.publisher.ne("EBRD").sum()
    published = set()
    for row in rows[rows.publisher.eq("EBRD") & rows.area.eq("EBRD")].to_dict("records"):
        published.add((row["vintage"], row["target_year"], row["growth_pct"]))
    of_all = 0
    for row in rows[rows.kind.eq("misattributed")].to_dict("records"):
        of_all += (row["vintage"], row["target_year"], row["growth_pct"]) in published
    assert finding.facts["of_all_regions"] == of_all
    assert ("for all EBRD regions" in finding.text) == (of_all == wrong)


def _revisions(finding, rows):
    final = rows[rows.status.ne("P")]
    replaced = rows[rows.status.eq("P")].merge(final, on=["publisher", "area"])
    assert replaced.empty  # no preliminary figure beside the final one of the same body
    editions = rows.sort_values("vintage").groupby(["publisher", "area"]).growth_pct
    first, last = editions.first(), editions.last()
    revised = (last - first).abs()
    if not finding.facts:
        assert revised.max() < 0.5
        assert ("from one edition" in finding.text) == (editions.size().max() == 1)
        return
    largest = revised.idxmax()
    assert finding.facts["name"] == NAMES.get(largest[1], "Turkmenistan")
    assert finding.facts["first"] == first[largest]
    assert finding.facts["last"] == last[largest]
    assert finding.facts["year"] == rows.target_year.iloc[0]


def _every_april(finding, rows):
    size = rows.error_pp.abs()
    off = (rows.growth_pct - rows.outturn_pct - rows.error_pp).abs()
    assert off.max() < 0.0051
    assert not rows.area.eq("TKM").any()
    assert rows.target_year.min() >= 1996
    if not finding.facts:
        return
    year = finding.facts["year"]
    larger = {}
    for row in rows[rows.target_year.eq(year)].to_dict("records"):
        larger[row["area"]] = (size[rows.area.eq(row["area"])] > abs(row["error_pp"])).sum()
    high = {area: n + 1 for area, n in larger.items() if n < 5}
    assert finding.facts["areas"] == [NAMES[area] for area in high]
    assert finding.facts["ranks"] == list(high.values())
    assert finding.facts["of"] == len(larger) > 0
    assert finding.facts["first"] == rows.target_year.min()
    assert finding.facts["last"] == rows.target_year.max()
    assert str(year) in finding.text
    assert finding.text.startswith("None") == (not high and len(larger) > 1)
    assert (" was not among " in finding.text) == (not high and len(larger) == 1)


def _how_far_ahead(finding, rows):
    low, high = [], []
    for area, one in rows.groupby("area"):
        assert one.years_ahead.is_unique
        assert one.years.nunique() == 1  # all dots of the same years
        if (one.median_pp < 0).all():
            low.append(NAMES[area])
        if (one.median_pp > 0).all():
            high.append(NAMES[area])
    if not finding.facts:
        assert not low and not high
        return
    assert finding.facts["low"] == low
    assert finding.facts["high"] == high
    assert finding.facts["distances"] == rows.years_ahead.nunique()
    assert finding.facts["first"] == rows["first"].min()
    assert finding.facts["last"] == rows["last"].max()


def _last_year_repeated(finding, rows):
    beaten = rows[rows.naive_pp < 0.95 * rows.forecast_pp]
    assert finding.facts["areas"] == [NAMES[area] for area in beaten.area]
    assert finding.facts["forecast"] == pytest.approx(beaten.forecast_pp.tolist())
    assert finding.facts["naive"] == pytest.approx(beaten.naive_pp.tolist())
    assert finding.facts["of"] == len(rows)
    assert finding.facts["first"] == rows["first"].min()
    assert finding.facts["last"] == rows["last"].max()
    assert finding.text.startswith("Nowhere") == (beaten.empty and len(rows) > 1)
    assert (" did not beat " in finding.text) == (beaten.empty and len(rows) == 1)


def _printed_again(finding, rows):
    if not finding.facts:
        assert rows.moved_pp.max() < 1
        return
    most = rows.sort_values("moved_pp").iloc[-1]
    assert finding.facts["name"] == {**NAMES, "TKM": "Turkmenistan"}[most.area]
    assert finding.facts["year"] == most.target_year
    assert finding.facts["printed"] == most.printed.split(";")


def _expected(finding, rows):
    assert (rows.expected_pct - rows.printed_pct - rows.error_pp).abs().max() < 0.00051
    assert not rows.duplicated(["measure", "area"]).any()
    assert (rows.vintage == rows.target_year.astype(str) + "-04").all()
    assert (rows.printed_in.str[:4].astype(int) > rows.target_year).all()
    most = rows.loc[rows.error_pp.abs().idxmax()]
    if not finding.facts:
        assert abs(most.error_pp) < 1
        return
    assert finding.facts["name"] == {**NAMES, "TKM": "Turkmenistan"}[most.area]
    assert finding.facts["measure"] == most.measure
    assert finding.facts["expected"] == most.expected_pct
    assert finding.facts["printed"] == most.printed_pct
    assert finding.facts["year"] == most.target_year
    assert finding.facts["printed_in"] == most.printed_in
    assert ("of GDP" in finding.text) == (most.measure != "inflation")


CHECKS = {
    "expected-and-printed": _expected,
    "every-april": _every_april,
    "how-far-ahead": _how_far_ahead,
    "last-year-repeated": _last_year_repeated,
    "printed-again": _printed_again,
    "forecast-paths": _paths,
    "errors-by-round": _rounds,
    "turkmenistan-apart": _turkmenistan,
    "one-column-two-regions": _column,
    "outturn-revisions": _revisions,
}


def FINDINGS(figures):
    titles = {name: one.title for name, one in figures.items()}
    assert titles == {
        "forecast-paths": "Every forecast of spring 2022 for four countries was too low",
        "errors-by-round": "Forecasts of spring 2022 were further off than those of the six months before",
        "turkmenistan-apart": (
            "Forecasts of Turkmenistan’s growth in 2022 ended at 1.2 (IMF) and 7.0 percent (EBRD)"
        ),
        "one-column-two-regions": (
            "Two of four EBRD figures quoted for Central Asia were for all EBRD regions"
        ),
        "outturn-revisions": "Growth of Kyrgyzstan in 2022 was revised from 6.3 to 9.0 percent",
        "every-april": (
            "The IMF’s error for 2022 was among its five largest for Kyrgyzstan and Tajikistan"
        ),
        "how-far-ahead": (
            "However far ahead, the IMF was mostly too low for Tajikistan and Uzbekistan"
        ),
        "last-year-repeated": (
            "Repeating last year’s growth beat the IMF’s forecasts for Tajikistan and Uzbekistan"
        ),
        "expected-and-printed": (
            "The IMF expected Kyrgyzstan’s 2022 current account at −12.2 percent of GDP, and later "
            "reported −41.9"
        ),
        "printed-again": (
            "The IMF put Turkmenistan’s growth in 2019 at 6.3, −7.7, −3.4, −3.7 and 5.1 percent"
        ),
    }
    kyrgyz = figures["every-april"].rows.query("area == 'KGZ'").set_index("target_year")
    assert kyrgyz.error_pp.nlargest(3).to_dict() == {2010: 5.97, 2012: 5.89, 2005: 5.57}
    assert kyrgyz.loc[2022, ["error_pp", "later_error_pp"]].tolist() == [-5.47, -8.1]
    errors = figures["errors-by-round"]
    means = "of the 10 pairs in both: 1.8 before March 2022, 5.2 from March to June."
    assert means in errors.fig.furniture.subtitle
    counts = errors.rows.groupby("round").size().to_dict()
    assert counts == {"autumn": 10, "autumn before": 12, "spring": 13}
    both = figures["expected-and-printed"].rows.set_index(["measure", "area"])
    assert both.index.get_level_values("measure").value_counts().to_dict() == {
        "inflation": 4,
        "current account": 4,
        "public debt": 4,
    }
    debt = both.loc["public debt", ["expected_pct", "printed_pct"]]
    assert debt.loc["TJK"].tolist() == [53.668, 31.793]
    assert (debt.expected_pct > debt.printed_pct).all()
    assert both.loc[("inflation", "KAZ"), ["expected_pct", "printed_pct"]].tolist() == [
        8.532,
        14.986,
    ]
