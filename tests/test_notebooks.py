"""Every notebook with other parameters: figures that say what their rows say, nothing cut off, nothing empty."""

import json
import re

import pytest

from tests.conftest import ROOT
from tests.play import play, problems

AREAS = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
GROWTH = [
    {},
    {"target_year": 2023, "areas": ["KGZ", "TJK"]},
    {"target_year": 2020},
    {"target_year": 2024, "areas": AREAS},
    {"target_year": 2027},
    {"as_of": "2022-06"},
    {"as_of": "2014"},
    {"publishers": ["EBRD"], "areas": ["KAZ"]},
    *({"areas": [area]} for area in AREAS),
]


@pytest.mark.parametrize("values", GROWTH, ids=str)
def test_growth_forecasts_says_what_its_rows_say(values):
    for one in play("03-growth-forecasts", **values):
        assert problems(one.fig) == [], one.name
        assert one.fig.furniture.source.startswith("Source: ") and one.fig.furniture.alt
        assert len(one.title.split()) <= 14
        CHECKS[one.name](one.title, one.rows)


def _paths(title, rows):
    said = re.match(r"(Every|None of \d+|(\d+) of (\d+)|The one)? ?forecasts? of spring (\d{4}) was too (low|high)", title, flags=re.I)
    if "edition by edition" in title:
        return
    year, side = int(said[4]), -1 if said[5] == "low" else 1
    newest = rows[rows.publisher.eq("World Bank WDI")].sort_values("vintage").groupby("area")["growth_pct"].last()
    spring = rows[rows.kind.eq("forecast") & rows.vintage.between(f"{year}-03", f"{year}-06-31") & rows.area.ne("TKM")]
    off = (spring.growth_pct - spring.area.map(newest)).dropna() * side > 0
    assert off.all() if title.startswith("Every") else (off.sum(), len(off)) == (int(said[2]), int(said[3]))


def _rounds(title, rows):
    said = re.search(r"(further off|closer) than", title)
    if not said:
        return
    both = rows[rows["round"].isin(["autumn before", "spring"])]
    cells = both.groupby(["publisher", "area"])["round"].transform("nunique").eq(2)
    off = both[cells].groupby("round").error_pp.apply(lambda e: e.abs().mean())
    assert (off["spring"] > off["autumn before"]) == (said[1] == "further off")


def _apart(title, rows):
    last = rows[rows.kind.eq("forecast")].sort_values("vintage").groupby("publisher").growth_pct.last()
    if "two growth rates" in title:
        low, high = map(float, re.search(r": ([\d.]+) and ([\d.]+) percent", title).groups())
        assert (round(last.min(), 1), round(last.max(), 1)) == (low, high) and high - low >= 1.9


def _column(title, rows):
    wrong = rows.kind.eq("misattributed").sum()
    assert title.startswith({2: "Two of the column", 0: "What the EBRD"}[wrong])


def _moves(title, rows):
    said = re.search(r"revised from ([\d.\u2212]+) to ([\d.]+) percent", title)
    ends = rows.sort_values("vintage").groupby(["publisher", "area"]).growth_pct.agg(["first", "last"])
    by = (ends["last"] - ends["first"]).abs()
    assert (by.max() >= 0.45) == bool(said)
    if said:
        assert [f"{v:.1f}" for v in ends.loc[by.idxmax()]] == list(said.groups())


CHECKS = {
    "forecast-paths": _paths,
    "errors-by-round": _rounds,
    "turkmenistan-apart": _apart,
    "one-column-two-regions": _column,
    "outturn-revisions": _moves,
}


def test_with_as_of_nothing_later_is_known():
    for one in play("03-growth-forecasts", as_of="2022-06"):
        assert one.rows["vintage"].max() <= "2022-06"
        assert "the column" not in set(one.rows["publisher"])  # the column appeared in December


def test_the_findings_on_2022_stand():
    """The catalogue's numbers, recomputed against the newest outturn: a new row that changes them must be seen."""
    figures = {one.name: one for one in play("03-growth-forecasts")}
    assert figures["forecast-paths"].title == "Every forecast of spring 2022 was too low"
    errors = figures["errors-by-round"].rows
    means = errors.groupby("round")["error_pp"].agg(lambda e: round(e.abs().mean(), 1))
    assert (means["autumn before"], means["spring"], means["autumn"]) == (1.8, 5.2, 1.9)
    assert errors.groupby("round").size().to_dict() == {"autumn": 10, "autumn before": 12, "spring": 13}


NOTEBOOKS = sorted(p.name for p in (ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_stored_notebook_is_clean(name):
    nb = json.loads((ROOT / "notebooks" / name).read_text(encoding="utf-8"))
    text = json.dumps(nb)
    assert str(ROOT) not in text and "stderr" not in text and '"output_type": "error"' not in text
    assert not {"papermill", "widgets"} & set(nb["metadata"]) and nb["metadata"]["language_info"] == {"name": "python"}
    assert any(c.get("outputs") for c in nb["cells"])
    ids = [c["id"] for c in nb["cells"]]
    assert len(ids) == len(set(ids)) and "explore(" in "".join(nb["cells"][-1]["source"])
