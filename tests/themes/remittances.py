"""What the figures of 02-remittances say, derived anew from their rows."""

import pytest

from tests.themes.names import REPUBLICS

AREAS = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
COIN = {"USD": "dollars", "RUB": "roubles", "EUR": "euros", "CNY": "yuan"}
VALUES = [
    {},
    {"areas": AREAS, "start": 1991, "end": 2027},
    {"areas": AREAS, "start": 1995, "currency": "EUR"},
    {"currency": "RUB"},
    {"currency": "CNY", "areas": ["TJK", "UZB"]},
    {"measure": "transfers_from_russia_cbr"},
    {"measure": "transfers_national_bank", "end": 2025},
    {"measure": "transfers_national_bank_net", "areas": ["KGZ"]},
    {"measure": "not_stated", "areas": AREAS},
    {"start": 2016, "end": 2022},
    {"start": 2021, "end": 2022, "areas": ["KGZ"]},
    {"start": 2022, "end": 2022},
    {"areas": ["UZB"], "start": 2021, "end": 2021, "measure": "transfers_national_bank"},
    {"start": 1991, "end": 1995},
    {"start": 2025, "end": 2027},
    *({"areas": [area]} for area in AREAS),
]


def _share(finding, rows):
    facts = finding.facts
    last = rows[rows.year.eq(rows.year.max())].set_index("area").share_gdp_pct
    if "shares" in facts:
        top = last[last > 1].nlargest(2)
        assert facts["shares"] == pytest.approx(
            {REPUBLICS[area]: share for area, share in top.items()}
        )
        assert facts["year"] == rows.year.max()
        return
    assert last.max() <= 1
    if facts:
        assert rows.area.nunique() == 1 and rows.share_gdp_pct.max() < facts["below_pct"] == 1
        assert facts["name"] == REPUBLICS[rows.area.iloc[0]]


def _amounts(finding, rows):
    assert not rows.status.eq("F").any()
    last = rows[rows.year.eq(rows.year.max())].set_index("area").value_bn
    top = last.idxmax()
    others = last.drop(top)
    is_whole = len(last) == rows.area.nunique() and len(last) > 2
    assert bool(finding.facts) == (is_whole and last[top] >= 1.02 * others.sum())
    if finding.facts:
        assert finding.facts["name"] == REPUBLICS[top]
        assert finding.facts["others"] == sorted(REPUBLICS[area] for area in others.index)
        assert finding.facts["year"] == rows.year.max()
        for name in finding.facts["others"]:
            assert name in finding.text


def _three(finding, rows):
    one = rows.drop_duplicates("area")
    assert set(one.year) == {2022}
    rose = (one.value_usd_mn > 1.02 * one.value_usd_mn_before).all()
    assert rose == bool(finding.facts)
    if rose:
        fell = one.area[one.share_gdp_pct < 0.98 * one.share_gdp_pct_before]
        assert finding.facts["fell"] == [REPUBLICS[area] for area in fell]
        assert finding.facts["year"] == 2022


def _currencies(finding, rows):
    turned = []
    for year, one in rows.groupby("year"):
        fell = one.value_usd_mn < 0.98 * one.value_usd_mn_before
        rose = one.value_bn > 1.02 * one.value_bn_before
        if fell.all() and rose.all():
            turned.append(year)
    assert bool(finding.facts) == bool(turned)
    if turned:
        assert finding.facts["years"] == turned
        assert finding.facts["currency"] == COIN[rows.currency.iloc[0]]
    assert COIN[rows.currency.iloc[0]] in finding.text


def _spring(finding, rows):
    assert set(rows.year) == {2022} and (rows.vintage >= "2022-03").all()
    rose = (rows.value_usd_mn > 1.02 * rows.value_usd_mn_before).all()
    down = (rows.growth_pct < -2).all()
    assert bool(finding.facts) == (rose and down)
    if finding.facts:
        assert finding.facts["least"] == rows.growth_pct.abs().min()
        assert finding.facts["most"] == rows.growth_pct.abs().max()
        assert finding.facts["year"] == 2022


def _running(finding, rows):
    off = 100 * (rows.value_usd_mn - rows.value_usd_mn_2) / rows.value_usd_mn_2
    assert bool(finding.facts) == (off > 2).all()
    if finding.facts:
        above = {REPUBLICS[area]: by for area, by in zip(rows.area, off, strict=True)}
        assert finding.facts["above"] == pytest.approx(above)
        assert list(finding.facts["above"]) == sorted(above, key=above.get, reverse=True)
        assert finding.facts["month"] == "December 2023"
        assert {finding.facts["reporter"]} == set(rows.reporter)


def _whole(finding, rows):
    assert not rows.status.eq("F").any()
    over = (rows.value_usd_mn > 1.02 * rows.value_usd_mn_2).sum()
    assert bool(finding.facts) == bool(over)
    if over:
        assert finding.facts["over"] == over
        assert finding.facts["of"] == len(rows)


def _origin(finding, rows):
    for _, one in rows.groupby("area"):
        assert abs(one.share_pct.sum() - 100) < 1e-6
        assert (one.share_pct >= 0).all()
        assert one.period.nunique() == 1
    assert rows.period.str.len().gt(4).all()
    russia = rows[rows.partner.eq("RUS")].set_index("area").share_pct
    by_name = {REPUBLICS[area]: share for area, share in russia.items()}
    assert finding.facts["shares"] == pytest.approx(by_name)
    assert list(finding.facts["shares"].values()) == sorted(by_name.values(), reverse=True)
    assert ("when" in finding.facts) == (len(russia) == 1)
    if len(russia) == 1:
        assert finding.facts["when"][-4:] == rows.period.iloc[0][:4]
        assert finding.facts["when"].split()[0] in ("January", "the")


def _rival(finding, rows):
    gap = (rows.share_gdp_pct - rows.share_gdp_pct_2).abs()
    assert gap.min() >= 1
    top = rows.loc[gap.idxmax()]
    assert finding.facts["name"] == REPUBLICS[top.area]
    assert finding.facts["year"] == top.year
    assert finding.facts["low"] == min(top.share_gdp_pct, top.share_gdp_pct_2)
    assert finding.facts["high"] == max(top.share_gdp_pct, top.share_gdp_pct_2)


CHECKS = {
    "share-of-gdp": _share,
    "amounts": _amounts,
    "change-2022": _three,
    "dollars-and-roubles": _currencies,
    "forecast-2022": _spring,
    "estimate-2023": _running,
    "part-and-whole": _whole,
    "sending-countries": _origin,
    "published-shares": _rival,
}


def FINDINGS(figures):
    """The catalogue's numbers at the defaults."""
    titles = {name: one.title for name, one in figures.items()}
    assert titles == {
        "share-of-gdp": "Remittances in 2024 equalled 48 percent of Tajikistan’s GDP, 18 of Kyrgyzstan’s",
        "amounts": "Uzbekistan received more remittances in 2024 than Kazakhstan, Kyrgyzstan and "
        "Tajikistan together",
        "change-2022": "Remittances rose in dollars in 2022, but fell against GDP in Kyrgyzstan",
        "dollars-and-roubles": "In 2015 and 2023 remittances fell in dollars and rose in roubles",
        "forecast-2022": "Forecast to fall by 21 to 33 percent in 2022, remittances rose",
        "estimate-2023": "World Bank estimates of December 2023 exceed later figures: "
        "Tajikistan by 23 percent, Uzbekistan by 14",
        "part-and-whole": "In 10 of 26 counts, transfers from Russia exceeded remittances from "
        "everywhere",
        "sending-countries": "Russia sent 78 percent of transfers to Uzbekistan in January to October 2024",
        "published-shares": "Kyrgyzstan’s remittances in 2024 were put at 17.7 and 24.0 percent of GDP",
    }
    share = figures["share-of-gdp"].rows.set_index(["area", "year"]).share_gdp_pct.round(1)
    assert (share["TJK", 2022], share["TJK", 2024]) == (49.9, 47.9)
    assert (share["KGZ", 2021], share["KGZ", 2024]) == (32.6, 17.7)
    assert (share["UZB", 2022], share["UZB", 2024]) == (17.2, 14.4)
    assert share["TJK"].max() == 49.9
    assert share["KAZ"].max() < 0.6
    two = figures["change-2022"].rows.drop_duplicates("area").set_index("area")
    assert two.usd_pct.round(0).to_dict() == {"KAZ": 55, "KGZ": 7, "TJK": 83, "UZB": 67}
    assert two.points.round(1).to_dict() == {"KAZ": 0.1, "KGZ": -6.0, "TJK": 17.2, "UZB": 5.2}
    assert two.other_pct[["KGZ", "TJK", "UZB"]].round(1).tolist() == [-0.4, 70.1, 55.5]
    falls = figures["dollars-and-roubles"].rows.query("year == 2015").set_index("area")
    assert falls.usd_pct.round(0).to_dict() == {"KGZ": -25, "TJK": -33, "UZB": -29}
    assert falls.other_pct.round(0).to_dict() == {"KGZ": 19, "TJK": 6, "UZB": 13}
    ahead = figures["forecast-2022"].rows.set_index("area").growth_pct
    assert ahead.to_dict() == {"KGZ": -33, "TJK": -22, "UZB": -21}
    counts = figures["part-and-whole"].rows.query("measure == 'transfers_from_russia_cbr'")
    tajik = counts[counts.area.eq("TJK")].set_index("year").value_usd_mn
    assert tajik[[2013, 2014, 2015, 2016]].tolist() == [4155, 3831, 1278, 1929]
    sent = figures["sending-countries"].rows.set_index("partner")
    assert sent.value_usd_mn["RUS"] == 9800
    assert sent.share_pct["RUS"] == 78
