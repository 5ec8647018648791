"""The theme of notebook 07 on tables small enough to check by eye."""

import pandas as pd
import pytest

from heartland.figures import sizes
from heartland.figures.frame import lay_out
from heartland_themes import digital_silk_road as silk_road
from tests.play import problems


def lines(**by_area):
    """Figures of some areas in 2020, 2021 and so on."""
    rows = []
    for area, values in by_area.items():
        for n, value in enumerate(values):
            rows.append({"area": area, "year": 2020 + n, "value": float(value), "status": "A"})
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("uzbek", "title"),
    [
        ([1, 2, 5], "Uzbekistan passed Russia in fixed broadband in 2022"),
        ([1, 5, 5], "Uzbekistan passed Russia in fixed broadband in 2021"),
        ([5, 1, 5], "Uzbekistan passed Russia in fixed broadband in 2022"),
        ([1, 2, 4.05], "Fixed broadband in Uzbekistan, 2020 to 2022"),  # about level
        ([5, 5, 5], "Fixed broadband in Uzbekistan, 2020 to 2022"),  # never behind
        ([1, 5, 1], "Fixed broadband in Uzbekistan, 2020 to 2022"),
    ],
)
def test_a_republic_has_passed_russia_when_it_stays_clearly_ahead(uzbek, title):
    rows = lines(UZB=uzbek, RUS=[4, 4, 4], CHN=[9, 9, 9])
    assert silk_road.passed(rows).text == title


@pytest.mark.parametrize("area", ["UZB", "RUS"])
def test_a_crossing_at_a_break_of_either_count_is_none(area):
    rows = lines(UZB=[1, 2, 5], RUS=[4, 4, 4], CHN=[9, 9, 9])
    rows.loc[rows["area"].eq(area) & rows["year"].eq(2022), "status"] = "B"
    assert silk_road.passed(rows).facts == {}


@pytest.mark.parametrize(
    ("places", "title"),
    [
        ({"UZB": [90, 60]}, "Uzbekistan climbed in e-government, 2020 to 2021"),
        ({"UZB": [90, 81]}, "Uzbekistan did not climb in e-government, 2020 to 2021"),
        ({"UZB": [60, 90]}, "Uzbekistan did not climb in e-government, 2020 to 2021"),
        (
            {"KAZ": [9, 9], "KGZ": [9, 9], "TJK": [9, 9], "UZB": [90, 60]},
            "One of four republics climbed in e-government, 2020 to 2021",
        ),
    ],
)
def test_a_climb_is_ten_places_and_a_lower_number(places, title):
    assert silk_road.climbed(lines(**places, RUS=[5, 5])).text == title


def test_a_score_becomes_percent_of_its_scale_and_a_place_stays():
    rows = pd.DataFrame(
        {
            "area": ["KAZ", "UZB", "TKM", "KGZ"],
            "year": 2020,
            "score": [0.5, 10.0, 5.0, 50.0],
            "scale": ["0-1", "0-20", "0-10", "0-100"],
            "rank": [1, 2, 3, 4],
        }
    )
    assert silk_road.measured(rows, "GCI")["value"].tolist() == [50.0] * 4
    places = silk_road.measured(rows, "UN EGDI").set_index("area")["value"]
    assert places.to_dict() == {"KAZ": 1, "UZB": 2, "TKM": 3, "KGZ": 4}
    assert silk_road.measured(rows.assign(area="RUS"), "GCI").empty


def test_the_article_and_doubtful_places_are_not_drawn():
    digital = pd.DataFrame(
        {
            "index": ["UN EGDI", "UN EGDI", "UNCTAD B2C", "GCI", "GCI"],
            "rank": [1, None, 3, 4, 5],
            "score": [0.5, 0.5, 0.5, 0.5, None],
            "status": ["A", "A", "U", "U", "A"],
            "source_id": "s",
        }
    )
    assert silk_road.usable(digital).index.tolist() == [0, 3]
    assert silk_road.usable(digital.assign(source_id="rusi-dsr-2022")).empty


def test_a_milestone_belongs_to_the_first_actor_whose_names_it_has():
    milestones = pd.DataFrame(
        {
            "actor": ["ZTE;Huawei", "ZTE", "Rostec", "Alibaba"],
            "date": ["2019", "2004-03", "2001", "2018"],
            "article_only": [False, True, False, True],
        }
    )
    rows = silk_road.of_firms(milestones, ["Huawei;ZTE", "ZTE", "Alibaba"])
    assert rows["firm"].tolist() == ["ZTE", "Alibaba", "Huawei;ZTE"]
    assert rows["witnessed"].tolist() == [False, False, True]


def test_steps_that_an_article_alone_tells_of_are_not_counted():
    categories = ["academy or training centre"] * 4 + ["contract"] * 4
    rows = pd.DataFrame({"category": categories, "firm": "Huawei", "witnessed": True})
    facts = {"academies": 4, "steps": 8, "firms": ["Huawei"]}
    assert silk_road.kinds(rows).facts == facts
    rows.loc[0, "witnessed"] = False
    assert silk_road.kinds(rows).facts == facts | {"academies": 3, "steps": 7}


@pytest.mark.parametrize(
    ("firms", "of_whom"),
    [
        (["ZTE", "Huawei"], "Huawei and ZTE steps"),
        (["Huawei;ZTE", "Huawei;ZTE"], "Huawei and ZTE steps"),
        (["ZTE", "Kazakhstan"], "steps"),
    ],
)
def test_steps_are_named_after_firms_and_not_after_states(firms, of_whom):
    rows = pd.DataFrame({"category": silk_road.ACADEMY, "firm": firms * 3, "witnessed": True})
    assert silk_road.kinds(rows).text.startswith(f"Six of six {of_whom} sourced outside")


@pytest.mark.parametrize(
    ("behind", "title"),
    [
        ({"KAZ": [40, 60, 50]}, "In e-commerce Kazakhstan peaked in 2018"),
        ({"KAZ": [40, 60, 58.5]}, "Kazakhstan in UNCTAD’s e-commerce index, by edition"),
        ({"KAZ": [40, 60, 61]}, "In e-commerce Kazakhstan rose to 60th by 2019"),
        ({"KAZ": [40, 39, 41]}, "Kazakhstan in UNCTAD’s e-commerce index, by edition"),
        ({"KAZ": [60, 50, 40]}, "Kazakhstan in UNCTAD’s e-commerce index, by edition"),
        (
            {"KAZ": [40, 60, 50], "KGZ": [20, 20, 30], "UZB": [20, 40, 30]},
            "In e-commerce Kazakhstan and Uzbekistan peaked in 2018; Kyrgyzstan rose to 60th by 2019",
        ),
    ],
)
def test_a_republic_that_fell_from_its_peak_did_not_rise(behind, title):
    rows = []
    for area, shares in behind.items():
        for year, share in zip((2017, 2018, 2019), shares, strict=True):
            rows.append({"area": area, "year": year, "behind_pct": share, "rank": 60})
    assert silk_road.moved(pd.DataFrame(rows)).text == title


@pytest.mark.parametrize(
    ("changed", "contradicted"),
    [
        ({}, True),
        ({"article_only": False}, False),
        ({"date": "2001"}, False),
        ({"area": "KGZ"}, False),
        ({"actor": "Huawei"}, False),
        ({"source_id": "another article"}, False),
    ],
)
def test_a_contradicted_claim_marks_the_milestone_that_it_alone_tells_of(changed, contradicted):
    milestone = {
        "area": "TKM",
        "date": "2000",
        "actor": "ZTE",
        "source_id": "article",
        "article_only": True,
    }
    claim = {
        "article_id": "article",
        "area": "TKM;CHN",
        "period": "2000",
        "statement": "First service with ZTE",
    }
    rows = pd.DataFrame([milestone | changed])
    marked = silk_road.with_contradicted(rows, pd.DataFrame([claim]))
    assert marked["contradicted"].tolist() == [contradicted]


@pytest.mark.parametrize("size", ["column", "square", "slide"])
@pytest.mark.parametrize(
    ("date", "title"),
    [
        ("2011-05-01", "Huawei and Tashkent's IT university agree to train very many students"),
        ("2015-03-01", "Huawei and Tashkent's IT university agree to train students"),
    ],
)
def test_a_long_title_ends_before_the_name_of_the_republic(size, date, title):
    row = {"firm": "Huawei", "witnessed": True, "date": date, "area": "UZB", "mark": 0}
    row |= {"category": silk_road.ACADEMY, "title": title, "relation": "=", "contradicted": False}
    with sizes.drawn_at(size):
        fig = silk_road.draw_arrivals(pd.DataFrame([row]).assign(source_id="imf-weo-2022-04"))
        lay_out(fig)
    assert problems(fig) == []


@pytest.mark.parametrize("size", ["phone", "column"])
def test_the_dot_of_the_last_milestone_lies_within_the_figure(size):
    row = {"firm": "Huawei", "witnessed": True, "date": "2022-09-14", "area": "UZB", "mark": 0}
    row |= {"category": "contract", "title": "Contracts", "relation": "=", "contradicted": False}
    with sizes.drawn_at(size):
        fig = silk_road.draw_arrivals(pd.DataFrame([row]).assign(source_id="imf-weo-2022-04"))
        lay_out(fig)
    dot = fig.axes[0].lines[0]
    at = fig.axes[0].transData.transform(dot.get_xydata()[0])[0]
    radius = dot.get_markersize() / 2 * fig.dpi / 72
    assert at + radius < fig.axes[0].bbox.x1
