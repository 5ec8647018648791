"""The last count of each reporter, by the rule of the figures."""

import pandas as pd
import pytest

import heartland as hl
from heartland.errors import UsageError
from tests.conftest import ROOT


def report(reporter, value, counted_on, **others):
    row = {
        "event_id": "E",
        "side": "KAZ",
        "place": "",
        "measure": "killed",
        "group": "total",
        "label": "",
        "value": value,
        "relation": "=",
        "low": None,
        "high": None,
        "reporter": reporter,
        "reporter_kind": "official",
        "counted_on": counted_on,
        "published_on": "",
        "covers_to": "",
        "independent": "",
        "witness": "other",
        "credibility": 3,
        "status": "A",
        "source_id": "s",
    }
    return row | others


def by_reporter(*reports):
    rows = pd.DataFrame(reports).astype({"value": "Int64", "low": "Int64", "high": "Int64"})
    return hl.counts_by_reporter(rows).set_index("reporter")


def test_the_last_count_of_each_reporter_stands_beside_the_last_official_one():
    counts = by_reporter(
        report("Police", 20, "2022-01-09"),
        report("Police", 10, "2022-01-05"),
        report("Ministry", 25, "2022-02"),
        report("NGO", 50, "", published_on="2022-03", reporter_kind="NGO"),
    )
    assert counts["value"].to_dict() == {"Police": 20, "Ministry": 25, "NGO": 50}
    assert counts["counts"].to_dict() == {"Police": 2, "Ministry": 1, "NGO": 1}
    assert set(counts["official"]) == {25} and counts.loc["NGO", "ratio"] == 2.0
    assert counts.loc["NGO", "date"] == "2022-03"


def test_what_is_left_out_is_said_in_one_line_with_the_reason(caplog):
    counts = by_reporter(
        report("Ministry", 25, "2022-02"),
        report("Paper", 99, "2022-03", reporter_kind="media", credibility=6),
        report("Rumour", 96, "2022-03", reporter_kind="media", credibility=5),
        report("Clinic", 98, "2022-03", reporter_kind="witness", place="Almaty"),
        report("Mayor", 20, "2022-03", place="Almaty"),
        report("Old", 97, "2022-03", status="U"),
        report("Police", 5, "2022-01", status="P"),
    )
    assert counts["value"].to_dict() == {"Ministry": 25, "Clinic": 98}
    assert counts.loc["Clinic", "relation"] == ">="
    (said,) = caplog.messages
    assert said.startswith(
        "counts_by_reporter leaves out 5 of 7 rows: 1 of one place, by an office"
    )
    assert said.endswith(
        "1 of another definition or low reliability; 1 changed later by their reporter"
    )


def test_each_count_that_the_figure_shows_is_the_one_of_the_recipe():
    drawn = pd.read_csv(ROOT / "figures/04-casualties/counts-by-event.csv")
    counts = hl.counts_by_reporter(hl.load("casualty_reports"))
    by = ["event_id", "side", "group", "reporter"]
    both = drawn.merge(counts, on=by, how="left", suffixes=("", "_of_recipe"))
    for column in ("value", "low", "relation", "source_id", "official"):
        same = both[column].eq(both[f"{column}_of_recipe"]) | both[column].isna()
        assert same.all(), both.loc[~same, [*by, column, f"{column}_of_recipe"]]


def test_of_two_counts_of_one_day_the_higher_is_last_and_a_range_comes_before_a_figure():
    reports = [report("Police", value, "2022-01-05") for value in (30, None, 20)]
    assert by_reporter(*reports)["value"].tolist() == [30]


def test_an_event_without_an_official_count_has_no_ratio():
    assert by_reporter(report("NGO", 50, "2022", reporter_kind="NGO"))["ratio"].isna().all()


def test_a_part_stands_for_a_total_that_it_exceeds_of_its_own_measure_only():
    counts = hl.counts_by_reporter(
        pd.DataFrame(
            [
                report("Police", 10, "2022-01-05"),
                report("Ministry", 30, "2022-02", group="civilians"),
                report("Police", 50, "2022-01-05", measure="injured"),
                report("Ministry", 40, "2022-02", measure="injured", group="civilians"),
            ]
        ).astype({"value": "Int64", "low": "Int64", "high": "Int64"}),
        measure="",
    )
    shown = dict(zip(counts["measure"], counts["group"], strict=True))
    assert shown == {"killed": "civilians", "injured": "total"}


def test_a_measure_that_none_counted_is_refused():
    with pytest.raises(UsageError, match=r"no measure 'kiled'.*Did you mean 'killed'"):
        hl.counts_by_reporter(hl.load("casualty_reports"), "kiled")
