"""The facts that the figures of 00-start-here state, derived anew from their rows."""

import pytest

from tests.themes.names import REPUBLICS

VALUES = [
    {},
    {"areas": ["KAZ", "TKM"]},
    {"areas": ["TJK", "TKM"]},
    {"areas": ["KGZ", "TJK", "UZB"]},
    *({"areas": [area]} for area in REPUBLICS),
]


def _map(finding, rows):
    assert dict(finding.facts) == {"republics": len(rows)}


def _economies(finding, rows):
    people = rows[rows["measure"].eq("population")].set_index("area")["value"]
    if len(people) == 1:
        assert finding.facts == {}
        return
    facts = {
        "largest": REPUBLICS[people.idxmax()],
        "smallest": REPUBLICS[people.idxmin()],
        "times": people.max() / people.min(),
        "year": rows.loc[rows["measure"].eq("population"), "year"].max(),
    }
    assert dict(finding.facts) == pytest.approx(facts)


def _known(finding, rows):
    assert rows.loc[rows["rows"].eq(0), "last"].eq("").all()
    total = {area: sum(rows.loc[rows["area"].eq(area), "rows"]) for area in set(rows["area"])}
    fewest = min(total, key=total.get)
    if len(total) == 1:
        assert finding.facts == {}
        assert finding.text == f"What is known of {REPUBLICS[fewest]}"
    else:
        assert dict(finding.facts) == {"republic": REPUBLICS[fewest], "rows": total[fewest]}


def _timeline(finding, rows):
    assert rows["lane"].notna().all()
    assert rows["source_id"].ne("").all()
    assert rows["date"].str[:4].min() >= "1991"
    years = rows["date"].str[:4].value_counts()
    expected = {}
    if len(years) > 1 and years.iloc[0] > years.iloc[1]:
        expected = {"year": int(years.index[0]), "events": years.iloc[0], "of": len(rows)}
    assert dict(finding.facts) == expected


CHECKS = {
    "the-region": _map,
    "economies": _economies,
    "what-is-known": _known,
    "timeline": _timeline,
}


def FINDINGS(figures):
    people = figures["the-region"].rows.set_index("area")["value"].round(1)
    assert people.to_dict() == {"KAZ": 20.6, "KGZ": 7.2, "TJK": 10.6, "TKM": 7.5, "UZB": 36.4}
    output = figures["economies"].rows.query("measure == 'gdp_nominal'").set_index("area")
    assert set(output["year"]) == {2024}
    gdp = output["value"].round(1)
    assert gdp.to_dict() == {"KAZ": 288.4, "KGZ": 17.5, "TJK": 14.2, "TKM": 64.2, "UZB": 115.0}
    titles = {name: figure.title for name, figure in figures.items()}
    assert titles == {
        "the-region": "Five republics between China, Russia, Iran and Afghanistan",
        "economies": "Uzbekistan had five times as many people as Kyrgyzstan in 2024",
        "what-is-known": "The collection holds the fewest rows on Turkmenistan",
        "timeline": "76 of the 266 dated events on record are from 2022",
    }
    events = figures["timeline"].rows
    joined = events[events["joined"].ne("")].drop_duplicates("date").set_index("date")["joined"]
    assert joined.to_dict() == {
        "2017-06-09": "India and Pakistan",
        "2023-07-04": "Iran",
        "2024-07-04": "Belarus",
    }
