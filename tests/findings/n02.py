"""What the figures of 02-remittances say, derived anew from their rows."""

import re

AREAS = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
NAME = {
    "KAZ": "Kazakhstan",
    "KGZ": "Kyrgyzstan",
    "TJK": "Tajikistan",
    "TKM": "Turkmenistan",
    "UZB": "Uzbekistan",
}
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
    {"start": 2016, "end": 2022},
    {"start": 2021, "end": 2022, "areas": ["KGZ"]},
    {"start": 2022, "end": 2022},
    {"areas": ["UZB"], "start": 2021, "end": 2021, "measure": "transfers_national_bank"},
    {"start": 1991, "end": 1995},
    {"start": 2025, "end": 2027},
    *({"areas": [area]} for area in AREAS),
]


def _share(title, rows):
    last = rows[rows.year.eq(rows.year.max())].sort_values("share_gdp_pct", ascending=False)
    said = re.match(
        r"Remittances in (\d{4}) equalled (\d+) percent of (\w+)’s GDP(?:, (\d+) of (\w+)’s)?$",
        title,
    )
    if not said:
        assert last.share_gdp_pct.max() <= 1
        assert "stayed under 1" not in title or (
            rows.share_gdp_pct.max() < 1
            and NAME[rows.area.iloc[0]] in title
            and rows.area.nunique() == 1
        )
        return
    assert int(said[1]) == rows.year.max()
    for n, (value, name) in enumerate([(said[2], said[3]), (said[4], said[5])]):
        if name:
            assert (NAME[last.area.iloc[n]], f"{last.share_gdp_pct.iloc[n]:.0f}") == (name, value)
    assert said[5] or not (last.share_gdp_pct > 1).sum() > 1


def _amounts(title, rows):
    assert not rows.status.eq("F").any()
    last = rows[rows.year.eq(rows.year.max())].set_index("area").value_bn
    said = re.match(r"(\w+) received more than the (\w+) others together in (\d{4})", title)
    if said:
        top = last.pop(next(a for a, n in NAME.items() if n == said[1]))
        assert (
            top > 1.02 * last.sum()
            and len(last) == {"two": 2, "three": 3, "four": 4}[said[2]]
            and int(said[3]) == rows.year.max()
        )
        assert len(last) + 1 == rows.area.nunique()


def _three(title, rows):
    one = rows.drop_duplicates("area")
    rose = (one.value_usd_mn > 1.02 * one.value_usd_mn_before).all()
    assert rose == title.startswith("Remittances rose in dollars in 2022") and set(one.year) == {
        2022
    }
    fell = set(one.area[one.share_gdp_pct < 0.98 * one.share_gdp_pct_before])
    if rose:
        assert {a for a in NAME if NAME[a] in title.partition("but fell")[2]} == fell


def _currencies(title, rows):
    turned = []
    for year, one in rows.groupby("year"):
        if (one.value_usd_mn < 0.98 * one.value_usd_mn_before).all() and (
            one.value_bn > 1.02 * one.value_bn_before
        ).all():
            turned.append(str(year))
    assert re.findall(r"\d{4}", title) == turned and COIN[rows.currency.iloc[0]] in title


def _spring(title, rows):
    rose = (rows.value_usd_mn > 1.02 * rows.value_usd_mn_before).all() and (
        rows.growth_pct < -2
    ).all()
    assert (
        rose == title.startswith("Forecast to fall by")
        and set(rows.year) == {2022}
        and (rows.vintage >= "2022-03").all()
    )
    if rose:
        ends = {f"{-rows.growth_pct.max():.0f}", f"{-rows.growth_pct.min():.0f}"}
        assert set(re.findall(r"\b\d\d\b", title)) == ends


def _running(title, rows):
    off = 100 * (rows.value_usd_mn / rows.value_usd_mn_2 - 1)
    assert (off > 2).all() == title.endswith("too high")
    if title.endswith("too high"):
        assert set(re.findall(r"\b\d\d\b", title)) == {f"{off.min():.0f}", f"{off.max():.0f}"}


def _whole(title, rows):
    assert not rows.status.eq("F").any()
    over = (rows.value_usd_mn > 1.02 * rows.value_usd_mn_2).sum()
    said = re.match(r"In (?:(\d+) of (\d+) counts|every count|the one count)", title)
    assert (
        ((int(said[1]), int(said[2])) if said[1] else (len(rows), len(rows))) == (over, len(rows))
        if said
        else over == 0
    )
    assert title.startswith("In the one") == (over == len(rows) == 1)


def _origin(title, rows):
    for _, one in rows.groupby("area"):
        assert (
            abs(one.share_pct.sum() - 100) < 1e-6
            and (one.share_pct >= 0).all()
            and one.period.nunique() == 1
        )
    russia = rows[rows.partner.eq("RUS")].sort_values("share_pct", ascending=False)
    said = re.findall(r"(\d+)(?: percent)? of (\w+)’s", title)
    assert said == [
        (f"{v:.0f}", NAME[a]) for a, v in zip(russia.area, russia.share_pct, strict=True)
    ]
    assert rows.period.str.len().gt(4).all() and (len(said) > 1 or rows.period.iloc[0][:4] in title)


def _rival(title, rows):
    gap = (rows.share_gdp_pct - rows.share_gdp_pct_2).abs()
    top = rows.loc[gap.idxmax()]
    said = re.match(
        r"(\w+)’s remittances of (\d{4}) were put at ([\d.]+) and ([\d.]+) percent of GDP", title
    )
    low, high = sorted([top.share_gdp_pct, top.share_gdp_pct_2])
    assert (
        said.groups() == (NAME[top.area], str(top.year), f"{low:.1f}", f"{high:.1f}")
        and gap.min() >= 1
    )


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
    share = figures["share-of-gdp"].rows.set_index(["area", "year"]).share_gdp_pct.round(1)
    assert (share["TJK", 2022], share["TJK", 2024], share["KGZ", 2021], share["KGZ", 2024]) == (
        49.9,
        47.9,
        32.6,
        17.7,
    )
    assert (
        (share["UZB", 2022], share["UZB", 2024]) == (17.2, 14.4)
        and share["TJK"].max() == 49.9
        and share["KAZ"].max() < 0.6
    )
    two = figures["change-2022"].rows.drop_duplicates("area").set_index("area")
    assert two.usd_pct.round(0).to_dict() == {"KAZ": 55, "KGZ": 7, "TJK": 83, "UZB": 67}
    assert two.points.round(1).to_dict() == {"KAZ": 0.1, "KGZ": -6.0, "TJK": 17.2, "UZB": 5.2}
    assert two.other_pct[["KGZ", "TJK", "UZB"]].round(1).tolist() == [-0.4, 70.1, 55.5]
    turns = figures["dollars-and-roubles"].rows.query("year == 2015").set_index("area")
    assert turns.usd_pct.round(0).to_dict() == {"KGZ": -25, "TJK": -33, "UZB": -29}
    assert turns.other_pct.round(0).to_dict() == {"KGZ": 19, "TJK": 6, "UZB": 13}
    assert (
        figures["dollars-and-roubles"].title
        == "In 2015 and 2023 remittances fell in dollars and rose in roubles"
    )
    assert figures["forecast-2022"].rows.set_index("area").growth_pct.to_dict() == {
        "KGZ": -33,
        "TJK": -22,
        "UZB": -21,
    }
    assert (
        figures["forecast-2022"].title
        == "Forecast to fall by 21 to 33 percent in 2022, remittances rose"
    )
    assert figures["estimate-2023"].title.endswith("14 to 23 percent too high")
    tajik = (
        figures["part-and-whole"]
        .rows.query("area == 'TJK' and measure == 'transfers_from_russia_cbr'")
        .set_index("year")
    )
    assert tajik.value_usd_mn[[2013, 2014, 2015, 2016]].tolist() == [4155, 3831, 1278, 1929]
    sent = figures["sending-countries"].rows.set_index("partner")
    assert sent.value_usd_mn["RUS"] == 8750 and sent.share_pct["RUS"] == 75.3
    assert (
        figures["published-shares"].title
        == "Kyrgyzstan’s remittances of 2024 were put at 17.7 and 24.0 percent of GDP"
    )
