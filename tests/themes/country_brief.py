"""What the pages of 10-country-brief say, computed anew from their rows."""

import pytest

import heartland as hl
from heartland_themes import country_brief
from tests.themes.names import REPUBLICS

OF_ITS_OWN = ("own count", "own count, provisional", "own count, approximate")
VALUES = [{}, *({"area": area} for area in REPUBLICS)]


def _area(rows):
    area = rows.area.iloc[0]
    of_area = set(rows.panel[rows.area.eq(area)])
    assert of_area - {"facts", "known"}  # the first rows are the republic's own
    assert rows.source_id.ne("").all() and rows.source_id.notna().all()
    return area


def _own_pair(rows):
    """Trade with China and with Russia by the own count, in the newest year with both."""
    area = _area(rows)
    own = {}
    approximate = set()
    for row in rows[rows.panel.eq("trade") & rows.area.eq(area)].to_dict("records"):
        if row["reporter"] == REPUBLICS[area]:
            assert row["note"] in OF_ITS_OWN
            own.setdefault(row["period"], {})[row["what"].split()[-1]] = row["value"]
            if row["note"] == "own count, approximate":
                approximate.add(row["period"])
    full = sorted(year for year, pair in own.items() if len(pair) == 2)
    if not full:
        return {}
    pair = own[full[-1]]
    return {
        "republic": REPUBLICS[area],
        "china": pair["China"],
        "russia": pair["Russia"],
        "year": int(full[-1]),
        "approximate": full[-1] in approximate,
    }


def _page_one(finding, rows):
    pair = _own_pair(rows)
    _units_of_money(rows)
    assert finding.facts == pair
    if pair:
        ratio = pair["china"] / pair["russia"]
        level = 0.1 if pair["approximate"] else 0.02
        assert ("about as much" in finding.text) == (abs(ratio - 1) < level)
        assert ("more with China" in finding.text) == (ratio >= 1 + level)
    _facts_of_trade(rows)
    _exports_and_commitments(rows)
    trade, money, growth = country_brief.three_sentences(rows)
    _own_trade(trade, rows)
    _money_sent_home(money, rows)
    _spring(growth, rows)


def _units_of_money(rows):
    """An amount of money has its unit in one form, as it stands after a number."""
    money = rows[rows.panel.isin(["trade", "amounts", "exports", "commitments"])]
    assert set(money.unit) <= {"bn USD", "mn USD", "mn EUR"}


def _exports_and_commitments(rows):
    """Months of the Union as a whole, else years, and all years of one dataset, of it alone."""
    exports = rows[rows.panel.eq("exports")]
    union = hl.load("eu_exports", member="EUU")
    union = union[union.area.eq(_area(rows))]
    if union.empty:
        union = hl.load("trade", partner="EUU", reporter="EUU", flow="imports", product="total")
        union = union[union.area.eq(_area(rows)) & union.status.ne("P") & union.year.ge(2010)]
        union = hl.prefer(union, dataset="trade")
    union = union.set_index("period").value_eur_mn
    assert len(union) >= 14
    assert exports.set_index("period").value.to_dict() == union.to_dict()
    money = rows[rows.panel.eq("commitments")].set_index("period")
    held = hl.load("chinese_finance", dataset="AidData CLG-Global 1.0")
    held = held[held.area.eq(_area(rows))].groupby("period").value_usd_mn.sum() / 1000
    assert "2000/2009" in money.index
    assert money.value[money.value.gt(0)].to_dict() == pytest.approx(held[held.gt(0)].to_dict())


def _months_of_apple(rows):
    """The line of the republic and of the world, and of no other; none for Turkmenistan."""
    months = rows[rows.panel.eq("months")]
    assert set(months.area) <= {_area(rows), "WLD"}
    assert ("TKM" in set(months.area)) is False
    assert months.value.between(0, 60).all()
    assert months.groupby(["area", "note"]).size().min() > 1  # no line of a single month


def _facts_of_trade(rows):
    """The two facts are of one kind of count: the own of one year, else each partner's newest."""
    facts = rows[rows.panel.eq("facts") & rows.what.str.startswith("trade with")]
    own = facts[facts.area.eq(_area(rows))]
    assert sorted(own.what) == ["trade with China", "trade with Russia"]
    assert set(own.note) <= set(OF_ITS_OWN) or set(own.note) == {"partner’s count"}
    assert facts.groupby("what").period.nunique().eq(1).all()
    pair = _own_pair(rows)
    if pair:
        assert set(own.note) <= {"own count", "own count, approximate"}
        assert own.period.nunique() == 1
        assert own.period.iloc[0] == str(pair["year"])
        values = own.set_index("what").value
        assert values["trade with China"] == pair["china"]
        assert values["trade with Russia"] == pair["russia"]
    else:
        assert own.note.iloc[0] == "partner’s count"
        drawn = rows[rows.panel.eq("trade") & rows.area.eq(_area(rows))]
        newest = drawn.groupby("what").period.max().to_dict()
        assert own.set_index("what").period.to_dict() == newest


def _own_trade(finding, rows):
    expected = _own_pair(rows)
    if not expected:
        assert finding.facts["republic"] == REPUBLICS[_area(rows)]
        for count in finding.facts["newest"]:
            assert 2010 == finding.facts["since"] <= count["year"]
            alike = rows[rows.reporter.eq(count["reporter"]) & rows.panel.eq("trade")]
            assert int(alike.period.max()) == count["year"]
            assert count["value"] in set(alike.value[alike.period.eq(alike.period.max())])
        return
    for row in rows[rows.panel.eq("trade")].to_dict("records"):
        if row["reporter"] == "China" and int(row["period"]) == expected["year"]:
            expected["customs"] = row["value"]
            expected["times"] = row["value"] / expected["china"]
    assert finding.facts == expected


def _money_sent_home(finding, rows):
    shares = {}
    for row in rows[rows.panel.eq("remittances")].to_dict("records"):
        if row["area"] == _area(rows):
            shares[int(row["period"])] = row["value"]
    since = {year: share for year, share in shares.items() if year >= 2002}
    if since:
        last, top = max(since), max(since, key=since.get)
        assert finding.facts == {
            "share": since[last],
            "year": last,
            "highest": since[top],
            "highest_year": top,
            "since": 2002,
        }
    else:
        expected = {"after": max(shares)} if shares else {}
        sent = hl.load("remittances", area=_area(rows), status="A")
        sent = sent[sent.value_usd_mn.notna() & sent.period.ge("2002")]
        for row in sent.sort_values("period").tail(1).itertuples():
            expected["amount_mn"] = row.value_usd_mn
            expected["amount_year"] = int(row.period)
            expected["counted_by"] = row.reporter
        assert finding.facts == expected


def _spring(finding, rows):
    outturns, forecasts = {}, []
    for row in rows[rows.panel.eq("growth")].to_dict("records"):
        if row["what"] == "outturn":
            outturns[row["reporter"], row["period"]] = row["value"]
        else:
            assert row["what"] == "forecast" and "-03" <= row["note"][4:] <= "-06"
            assert row["note"][:4] == row["period"]
            forecasts.append((row["period"], row["value"]))
    apart = {}
    for publisher, year in outturns:
        if publisher == "IMF" and ("World Bank WDI", year) in outturns:
            pair = (outturns["IMF", year], outturns["World Bank WDI", year])
            apart[year] = abs(pair[0] - pair[1])
    if apart and max(apart.values()) >= 2:
        year = max(apart, key=apart.get)
        assert finding.facts == {
            "year": int(year),
            "imf": outturns["IMF", year],
            "world_bank": outturns["World Bank WDI", year],
        }
        return
    judged = [
        (y, v, outturns["World Bank WDI", y])
        for y, v in forecasts
        if ("World Bank WDI", y) in outturns
    ]
    assert finding.facts == {
        "lower": sum(_is_lower(value, outturn) for _, value, outturn in judged),
        "of": len(judged),
        "first": int(min(year for year, _, _ in judged)),
        "last": int(max(year for year, _, _ in judged)),
    }


def _is_lower(value, outturn):
    """Lower as printed: −2.53 is not lower than −2.5."""
    return value < outturn and f"{value:.1f}" != f"{outturn:.1f}"


def _page_two(finding, rows):
    area = _area(rows)
    _months_of_apple(rows)
    both = differ = 0
    for _, event in rows[rows.panel.eq("events")].groupby("what"):
        official, others = event[event.note.eq("official")], event[event.note.eq("other")]
        assert len(official) <= 1
        assert not others.reporter.eq("not named").any()
        assert set(event.note) <= {"official", "other", "no witness"}
        if official.empty or others.empty:
            continue
        both += 1
        exact = others[others.relation.isin(["=", "~"])].value
        at_least = others[others.relation.isin([">", ">="])].value
        firm = official.relation.isin(["=", "~"]).all()
        stated = official.value.iloc[0]
        apart = any(abs(v / stated - 1) > 0.02 for v in exact)
        differ += bool(firm and (apart or any(v / stated - 1 > 0.02 for v in at_least)))
    expected = {}
    if both >= 2 and differ:
        expected = {"republic": REPUBLICS[area], "differ": differ, "of": both}
    assert finding.facts == expected
    outcomes = rows.note[rows.panel.eq("claims")]
    bad = {"misattributed", "contradicted", "inconsistent", "disputed", "outdated"}
    listed = country_brief.listed_claims(rows, 3)
    if outcomes.isin(bad).any():
        assert listed.facts == {"shown": 3, "of": outcomes.isin(bad).sum()}
    not_known = dict(row[:2] for row in country_brief._not_counted_or_checked(rows))
    open_claims = outcomes.eq("unverified").sum()
    assert not_known["Claims of the articles"] == f"{open_claims} could not be checked"
    every = hl.load("claims")
    every = every[every.area.str.split(";").map(lambda codes: area in codes)]
    assert country_brief.claims_counted(rows).facts == {
        "claims": len(every),
        "repeats": every.same_as.ne("").sum(),
    }
    counted = country_brief.verdicts(rows).facts
    assert sum(counted.values()) == len(outcomes)
    assert counted.get("could not be checked", 0) == outcomes.eq("unverified").sum()
    assert counted.get("held", 0) == outcomes.isin(["confirmed", "close", "superseded"]).sum()


CHECKS = {"page-1": _page_one, "page-2": _page_two}


def FINDINGS(figures):
    """The words and numbers of Kazakhstan's brief, the default."""
    one, two = figures["page-1"], figures["page-2"]
    assert one.title == "Kazakhstan traded more with China than with Russia in 2023"
    assert two.title == (
        "Kazakhstan: official and other counts of the dead differed in one of two events with both"
    )
    assert [finding.text for finding in country_brief.three_sentences(one.rows)] == [
        "By its own count Kazakhstan traded 30.1 bn USD with China and 27.1 bn with Russia in "
        "2023; China’s customs put the former at 41 bn, 1.4 times as much.",
        "Money sent home from abroad came to 0.08 percent of GDP in 2024; "
        "from 2002 on the highest was 0.45, in 2002.",
        "12 of 13 forecasts made in spring for 2020 to 2024 were lower than what the World Bank "
        "now reports.",
    ]
    assert (8.0, 11.3) == tuple(one.fig.get_size_inches()) == tuple(two.fig.get_size_inches())
    facts = one.rows[one.rows.panel.eq("facts")]
    own = facts[facts.area.eq("KAZ")].set_index("what")
    assert own.value.round(1).to_dict() == {
        "population": 20.6,
        "gross domestic product": 288.4,
        "trade with China": 30.1,
        "trade with Russia": 27.1,
        "remittances received": 0.1,
    }
    assert own.period.to_dict() == {
        "population": "2024",
        "gross domestic product": "2024",
        "trade with China": "2023",
        "trade with Russia": "2023",
        "remittances received": "2024",
    }
    ranks = {}
    for what, value in own.value.items():
        ranks[what] = int((facts[facts.what.eq(what)].value > value).sum()) + 1
    assert ranks == {
        "population": 2,
        "gross domestic product": 1,
        "remittances received": 4,
        "trade with China": 1,
        "trade with Russia": 1,
    }
    _numbers_of_page_two(two.rows)


def _numbers_of_page_two(rows):
    official = rows[rows.panel.eq("events") & rows.note.eq("official")].set_index("what").value
    assert official["Almaty and other cities, January 2022"] == 238
    assert official["Zhanaozen, December 2011"] == 17
    known = rows[rows.panel.eq("known")].set_index(["what", "area"]).value
    assert known["internet users", "TKM"] == 2017
    assert known["remittances in percent of GDP", "TKM"] == 1996
    assert ("trade with China, own count", "TKM") not in known.index
    ranks = rows[rows.what.eq("e-government rank") & rows.panel.eq("digital")]
    ranks = ranks.set_index("period").value
    assert (ranks["2010"], ranks["2024"]) == (46, 24)
