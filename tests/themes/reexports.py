"""What the figures of 11-reexports say, derived anew from their rows."""

import calendar

import pandas as pd
import pytest

import heartland as hl

VALUES = [
    {},
    {"areas": ["KGZ"]},
    {"areas": ["UZB", "KAZ"], "members": ["DEU"], "products": ["01", "88"]},
    {"areas": ["TJK", "TKM"]},
    {"areas": ["KGZ", "TJK"], "start": 2022, "end": 2023},
    {"start": 1994, "end": 2027, "products": ["87"]},
    {"start": 2023, "end": 2023},
    {"start": 2019, "end": 2021, "members": ["DEU", "FRA"]},
    {"end": 2022, "products": ["27", "84", "85"]},
    {"start": 1995, "end": 2000},
    {"members": hl.load("areas").set_index("area")["members"]["EUU"].split(";")},
]
REPUBLICS = {"KAZ": "Kazakhstan", "KGZ": "Kyrgyzstan", "UZB": "Uzbekistan"}
NEIGHBOURS = {"EST", "FIN", "LTU", "LVA", "POL"}


def name_of(area):
    return hl.load("areas").set_index("area")["name"][area]


def first_above(one):
    base = one[one.period.lt("2022-01")].value_eur_mn
    after = one[one.period.ge("2022-01")].sort_values("period")
    if len(base) < 12:
        return None
    above = after[after.value_eur_mn.gt(base.max())]
    return None if above.empty else (above.iloc[0], base.max(), one.value_eur_mn.max() / base.max())


def _months(finding, rows):
    assert set(rows.member) == {"EUU"}
    found = {area: first_above(one) for area, one in rows.groupby("area")}
    found = {area: one for area, one in found.items() if one}
    assert bool(finding.facts) == bool(found)
    if found:
        area = max(found, key=lambda one: found[one][2])
        month, ceiling, _ = found[area]
        years = rows.period.str[:4].astype(int)
        assert finding.facts == {
            "name": REPUBLICS[area],
            "month": month.period,
            "value_eur_mn": month.value_eur_mn,
            "ceiling_eur_mn": ceiling,
            "first": years.min(),
            "last": 2021,
        }


def _parts(finding, rows):
    members = rows.members.iloc[0].split(";")
    years = sorted(set(rows.year))[-2:]
    wide = rows.pivot(index="area", columns=["year", "group"], values="value_eur_mn")
    table = hl.load("eu_exports", part_years=True)
    last = table[table.period.str[:4].eq(str(years[-1])) & table.member.eq("EUU")]
    months = set(last.period.str[5:])
    for (area, year), one in rows.groupby(["area", "year"]):
        same = table[table.area.eq(area) & table.period.isin([f"{year}-{m}" for m in months])]
        part = same[same.member.isin(members)].value_eur_mn.sum()
        total = same[same.member.eq("EUU")].value_eur_mn.sum()
        assert one.value_eur_mn.sum() == pytest.approx(total)
        assert one[one.group.eq("chosen")].value_eur_mn.sum() == pytest.approx(part)
    if len(years) < 2:
        assert not finding.facts
        return
    before, after = years
    share = {
        year: 100 * wide[year]["chosen"] / (wide[year]["chosen"] + wide[year]["others"])
        for year in years
    }
    change = share[after] - share[before]
    assert bool(finding.facts) == bool(change.abs().max() >= 2)
    if finding.facts:
        names = [calendar.month_name[int(month)] for month in (min(months), max(months))]
        assert finding.facts["months"] == " to ".join(names)
    if finding.facts:
        area = change.abs().idxmax()
        who = f"{len(members)} members"
        if set(members) == NEIGHBOURS:
            who = "Russia’s neighbours"
        elif len(members) == 1:
            who = name_of(members[0])
        elif len(members) == 2:
            who = "Two members"
        elif len(members) <= 10:
            who = finding.facts["who"]  # a number in words
            assert who.endswith(" members")
        assert finding.facts["who"] == who
        assert finding.facts["name"] == REPUBLICS[area]
        assert finding.facts["fell"] == bool(change[area] < 0)
        assert finding.text.startswith(f"{who} sent ")
        assert finding.text.endswith(f" in {after}") == (len(months) == 12)
        both = f"{names[0]}–{names[1]} {before} and {after}"
        assert finding.text.endswith(both) == (1 < len(months) < 12)
        assert finding.facts["share_before"] == pytest.approx(share[before][area])
        assert finding.facts["share_after"] == pytest.approx(share[after][area])
        assert finding.facts["total_before"] == pytest.approx(wide.loc[area, before].sum())
        assert finding.facts["total_after"] == pytest.approx(wide.loc[area, after].sum())
        assert (finding.facts["year_before"], finding.facts["year"]) == (before, after)


def _senders(finding, rows):
    assert rows.area.nunique() == 1
    rise = rows.after_eur_mn - rows.before_eur_mn
    most = rows.loc[rise.idxmax()]
    if not finding.facts:
        assert most.after_eur_mn < 1.02 * most.before_eur_mn
        return
    assert finding.facts == {
        "member": name_of(most.member),
        "name": REPUBLICS[most.area],
        "before": most.before_eur_mn,
        "after": most.after_eur_mn,
        "year_before": most.year_before,
        "year": most.year,
    }


def _listed(finding, rows):
    every = rows[rows.chapter.eq("all listed goods")].set_index("area")
    times = every.after_eur_mn / every.before_eur_mn
    assert times.max() >= 1.02
    area = times.idxmax()
    assert finding.facts["name"] == REPUBLICS[area]
    assert finding.facts["times"] == pytest.approx(times[area])
    assert finding.facts["before"] == every.before_eur_mn[area]
    assert finding.facts["after"] == every.after_eur_mn[area]


def _multiples(finding, rows):
    times = rows.after_eur_mn / rows.before_eur_mn
    assert times.to_numpy() == pytest.approx(rows.times.to_numpy())
    wide = rows.assign(times=times).pivot(index="area", columns="kind", values="times").dropna()
    area = wide["listed"].idxmax()
    assert finding.facts["name"] == REPUBLICS[area]
    assert finding.facts["listed"] == pytest.approx(wide["listed"][area])
    assert finding.facts["others"] == pytest.approx(wide["not listed"][area])
    assert (finding.facts["year_before"], finding.facts["year"]) == (2021, 2022)


def _russia(finding, rows):
    republics = rows[rows.area.isin([*REPUBLICS])]
    share = 100 * (republics.after_eur_mn - republics.before_eur_mn) / republics.loss_eur_mn
    listed = republics.kind.eq("all listed goods")
    names = [REPUBLICS[area] for area in republics[listed].area]
    words = {2: "two", 3: "three"}
    who = names[0] if len(names) == 1 else f"{words[len(names)]} republics"
    assert finding.facts["who"] == who
    assert finding.facts["percent"] == pytest.approx(share[listed].sum())
    assert finding.facts["priority_pct"] == pytest.approx(share[~listed].sum())
    assert finding.facts["gain"] == pytest.approx(republics[listed].gain_eur_mn.sum())
    assert finding.facts["loss"] == republics[listed].loss_eur_mn.iloc[0]
    goods = hl.load("eu_listed_goods", part_years=True)
    russia = goods[goods.area.eq("RUS") & goods.nomenclature.eq("both")]
    sums = russia.groupby("period").value_eur_mn.sum()
    assert finding.facts["loss"] == pytest.approx(sums.iloc[0] - sums.iloc[1])


def _cars(finding, rows):
    share = rows.dropna(subset=["share_pct"]).set_index("year").share_pct
    year = share.index.max()
    is_found = year - 2 in share.index and abs(share[year] - share[year - 2]) >= 2
    assert bool(finding.facts) == bool(is_found)
    if is_found:
        assert finding.facts == {
            "share_before": share[year - 2],
            "share_after": share[year],
            "year_before": year - 2,
            "year": year,
        }
        assert ("rose" in finding.text) == (share[year] > share[year - 2])


def _two_counts(finding, rows):
    same = rows[rows.partner_definition.ne("EU27+UK")]
    wide = same.pivot(index=["area", "year"], columns="count", values="value_usd_mn").dropna()
    if len(wide.columns) < 2:
        assert not finding.facts
        return
    last = wide.reset_index().sort_values("year").drop_duplicates("area", keep="last")
    ratio = last.recorded / last.reported
    assert bool(finding.facts) == bool(ratio.min() <= 0.9)
    if finding.facts:
        one = last.loc[ratio.idxmin()]
        assert finding.facts["name"] == REPUBLICS[one.area]
        assert finding.facts["recorded"] == pytest.approx(one.recorded / 1000)
        assert finding.facts["reported"] == pytest.approx(one.reported / 1000)
        assert finding.facts["year"] == one.year


CHECKS = {
    "exports-by-month": _months,
    "members-apart": _parts,
    "who-sent": _senders,
    "listed-goods": _listed,
    "listed-and-not": _multiples,
    "beside-russias-loss": _russia,
    "kyrgyz-cars": _cars,
    "two-counts": _two_counts,
}


def FINDINGS(figures):
    titles = {name: one.title for name, one in figures.items()}
    assert titles == {
        "exports-by-month": (
            "EU exports to Kyrgyzstan rose above every month of 2019–2021 in June 2022"
        ),
        "members-apart": (
            "Russia’s neighbours sent 49, then 22 percent of EU exports to Kyrgyzstan, "
            "January–August 2023 and 2024"
        ),
        "who-sent": "Germany’s exports to Kyrgyzstan rose from 50 to 714 million euros, 2021 to 2023",
        "listed-goods": (
            "EU exports of sanctions-list goods to Kyrgyzstan were 7.6 times those of a year before"
        ),
        "listed-and-not": (
            "Sanctions-list goods sent to Kyrgyzstan in March–November 2022 were 7.6 times those "
            "of 2021, others 2.9"
        ),
        "beside-russias-loss": (
            "The rise in sanctions-list goods to three republics equalled 13 percent of the fall "
            "to Russia"
        ),
        "kyrgyz-cars": "Passenger cars rose from 3 to 22 percent of Kyrgyz imports, 2021 to 2023",
        "two-counts": (
            "Kyrgyzstan recorded 1.0 of the 3.0 billion dollars that the EU reported for 2023"
        ),
    }
    began = figures["exports-by-month"].fig.finding.facts
    assert (round(began["value_eur_mn"], 1), round(began["ceiling_eur_mn"], 1)) == (57.6, 37.0)
    part = figures["members-apart"].rows
    kyrgyz = part[part.area.eq("KGZ") & part.group.eq("chosen")].set_index("year").value_eur_mn
    assert kyrgyz[[2023, 2024]].round().tolist() == [889, 408]
    every = figures["listed-goods"].rows.query("chapter == 'all listed goods'").set_index("area")
    assert every.times.round(2).to_dict() == {"KAZ": 2.22, "KGZ": 7.61, "UZB": 1.70}
    for name in ("listed-and-not", "beside-russias-loss"):
        assert figures[name].fig.furniture.note.startswith("Listed: on the EU’s list of export")
    loss = figures["beside-russias-loss"].fig.finding.facts
    assert (round(loss["percent"], 1), round(loss["priority_pct"], 1)) == (13.0, 8.6)
    cars = figures["kyrgyz-cars"].rows
    value = cars[cars.measure.str.startswith("value")].set_index("year").value
    assert value[[2021, 2022, 2023]].round().tolist() == [148, 539, 2772]
    assert isinstance(part, pd.DataFrame)
