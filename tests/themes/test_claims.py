"""The theme of notebook 09 on tables small enough to check by eye."""

import pandas as pd
import pytest
from matplotlib.figure import Figure

import heartland as hl
from heartland.figures import sizes
from heartland.figures.frame import lay_out
from heartland_themes import claims as story

CLAIMS = pd.DataFrame(
    {
        "what": ["quantities", "quantities", "dates"],
        "outcome": ["held", "did not hold", "could not be checked"],
        "line": ["a", "a", "b"],
        "shown": story.EVERY,
        "mark": [0, 1, 2],
    }
)


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (CLAIMS[:1], "Most of the quantities checked held"),
        (CLAIMS, "Of no kind did most of the claims checked hold: quantities"),
        (CLAIMS[2:], "None of these claims could be checked"),
        (CLAIMS.assign(outcome="not checkable"), "None of these claims could be checked"),
        (CLAIMS.assign(outcome="held"), "Most of the quantities and dates checked held"),
        (CLAIMS.assign(shown="close"), "Claims with the verdicts chosen, by article"),
    ],
)
def test_a_title_says_of_which_kinds_most_held_of_what_was_checked(rows, text):
    assert story.held(rows).text == text


def test_what_is_not_checkable_leaves_the_denominator():
    rows = CLAIMS.assign(outcome=["held", "not checkable", "not checkable"])
    assert story.held(rows).facts == {"quantities": [1, 1]}
    assert story.what_held(rows).facts["quantities"]["checked"] == 1
    assert story.what_held(rows).text == (
        "of one claim that could be checked, 1 held. By kind, those that held are 1 of 1 quantity."
    )


def test_a_claim_held_with_a_reservation_is_told_apart():
    rows = CLAIMS.assign(outcome=["held", "held", "held with a reservation"])
    assert story.what_held(rows).text == (
        "of three claims that could be checked, 2 held, 1 with a reservation."
        " By kind, those that held are 2 of 2 quantities and 0 of 1 date."
    )


def test_quoted_correctly_and_is_so_are_told_apart():
    rows = pd.DataFrame(
        {
            "quoted": ["confirmed", "contradicted", "", "unverified"],
            "so": ["contradicted", "", "confirmed", "not checkable"],
        }
    )
    counts = {"quoted": {"held": 1, "checked": 2}, "so": {"held": 1, "checked": 2}}
    assert story.two_answers(rows.assign(what="dates")).facts == {"dates": counts}
    assert story.two_answers(rows.assign(what="dates", quoted="")).facts == {}


def test_a_title_on_the_two_questions_takes_the_kind_whose_quotations_were_checked_most():
    table = pd.DataFrame(
        {
            "question": [*[story.QUESTIONS["quoted"]] * 2, *[story.QUESTIONS["so"]] * 2],
            "what": ["quantities", "dates"] * 2,
            "held": [3, 1, 5, 80],
            "held with a reservation": [1, 0, 4, 10],
            "did not hold": [0, 0, 0, 0],
            "checked": [4, 1, 9, 90],
            "shown": story.EVERY,
        }
    )
    title = "Is it so? Of 9 quantities checked, 5 held, 4 with a reservation"
    assert story.quoted_and_so(table).text == title
    assert story.quoted_and_so(table[2:]).facts == {}


@pytest.mark.parametrize(
    ("differences", "text"),
    [
        (1, "One difference changes what an article argued, in the auditors’ judgement"),
        (2, "Two differences change what an article argued, in the auditors’ judgement"),
    ],
)
def test_a_title_says_how_many_differences_change_an_argument(differences, text):
    assert story.consequence(pd.DataFrame({"x": range(differences)})).text == text


@pytest.mark.parametrize(
    ("reason", "n", "words"),
    [
        ("view", 1, "view"),
        ("forecast", 2, "forecasts"),
        ("no measure", 1, "comparison without a measure"),
        ("no measure", 3, "comparisons without a measure"),
    ],
)
def test_a_reason_is_written_as_one_or_many(reason, n, words):
    assert story._reason(reason, n) == words


def test_every_square_leads_to_its_claim():
    def draw(rows):
        fig, axes = hl.frame(rows, "Title")
        story._squares(axes, rows)
        return fig

    rows = CLAIMS[::-1].assign(source_id="imf-weo-2022-04")
    done = hl.show("marks", draw, rows)
    assert sorted(done.facts["marks"].values()) == [[0], [1], [2]]


def test_an_article_is_named_beside_its_first_line_of_squares_or_above_it_on_a_phone():
    def drawn():
        axes = Figure().subplots()
        rows = pd.DataFrame({"line": ["a"] * 200 + ["b"], "outcome": "held"})
        lines = story._squares(axes, rows)
        story._label_articles(axes, rows, lines)
        named = {text.get_text(): text.xy[1] for text in axes.texts if hasattr(text, "xy")}
        return lines, [label.get_text() for label in axes.get_yticklabels()], named

    lines, beside, above = drawn()
    assert beside == ["a", *[""] * (lines["a"] - 1), "b"] and above == {}
    with sizes.drawn_at("phone"):
        lines, beside, above = drawn()
    assert beside == [] and above == {"a": 0, "b": lines["a"]}


ROW = {
    "claim_id": "x-1-a",
    "kind": "quantity",
    "relation": "=",
    "value": 40.0,
    "unit": "persons",
    "verdict": "close",
    "evidence_value": "42",
    "operation": "value",
    "dataset": "d",
    "column": "c",
    "where": "",
    "area": "KAZ",
    "belongs_to": "",
}
UNITS = {
    ("d", "c"): "persons",
    ("d", "thousand"): "thousand",
    ("d", "bn"): "USD billion",
    ("d", "growth_pct"): "percent",
}


@pytest.mark.parametrize(
    ("changed", "ratio"),
    [
        ({}, 0.952),
        ({"unit": "USD", "column": "bn", "value": 21e9, "evidence_value": "42"}, 0.5),
        ({"unit": "percent"}, None),  # no common unit
        ({"kind": "rank"}, None),
        ({"evidence_value": "2021-05"}, None),
        ({"evidence_value": "0"}, None),
        ({"operation": "count", "unit": "count"}, 0.952),
        ({"verdict": "confirmed", "evidence_value": "1"}, None),  # confirmed by the others
        ({"verdict": "confirmed", "evidence_value": "1", "relation": ">="}, 40.0),
        (
            {
                "verdict": "superseded",
                "evidence_value": "1",
                "operation": "count",
                "unit": "count",
            },
            None,
        ),
    ],
)
def test_a_ratio_needs_two_numbers_of_one_unit(changed, ratio):
    rows = pd.DataFrame([ROW | changed])
    found = story.measured(rows, UNITS, pd.DataFrame())["ratio"].iloc[0]
    assert pd.isna(found) if ratio is None else found == ratio


@pytest.mark.parametrize(
    ("changed", "stated", "found"),
    [
        ({"relation": ">="}, "at least 40", "42"),
        ({"unit": "percent", "relation": "~"}, "about 40%", "42"),
        ({"belongs_to": "Mongolia"}, "40: Kazakhstan", "42: Mongolia"),
        ({"kind": "direction", "value": None, "relation": ">"}, "higher", "+42"),
        ({"value": None, "relation": "range"}, "a range", "42"),
        (
            {
                "kind": "direction",
                "value": None,
                "relation": "<",
                "column": "growth_pct",
                "where": "area=KAZ;year=2021;measure=gdp_growth",
            },
            "shrinking",
            "+42% (2021)",
        ),
        (
            {
                "kind": "dated_event",
                "period": "2022-09",
                "relation": "<=",
                "operation": "date",
                "evidence_value": "2022-09-16",
            },
            "by September 2022",
            "16 September 2022",
        ),
    ],
)
def test_a_card_says_both_sides_in_words(changed, stated, found):
    row = {"period": "2022", "explanation": "", **ROW, **changed}
    rows = story.measured(pd.DataFrame([row]), UNITS, pd.DataFrame())
    card = story.as_cards(rows).iloc[0]
    assert (card["stated_as"], card["found_as"]) == (stated, found)


def reading(first, second, settled, reader="A"):
    return {
        "claim_id": "a-1-a",
        "tests": "content",
        "reader": reader,
        "first_verdict": first,
        "second_verdict": second,
        "settled_verdict": settled,
    }


def test_what_is_said_of_second_readings_is_counted_anew():
    readings = hl.load("second_readings")
    who, agree, settled, checkable = story.read_again(readings)
    rows = [row for row in readings.to_dict("records") if row["reader"] in "ABCDHMPQRSTU"]
    hard = ("misattributed", "contradicted", "inconsistent", "outdated", "disputed")
    adverse = sum(row["first_verdict"] in hard for row in rows)
    audits = {(row["claim_id"], row["tests"]) for row in rows}
    assert (who.facts["read"], who.facts["audits"]) == (len(rows), len(audits))
    assert (who.facts["adverse"], who.facts["others"]) == (adverse, len(rows) - adverse)
    differ = [row for row in rows if row["first_verdict"] != row["second_verdict"]]
    other_side = [
        row for row in differ if (row["first_verdict"] in hard) != (row["second_verdict"] in hard)
    ]
    assert agree.facts["of"] == len(rows)
    for on, apart in (("verdict", differ), ("side", other_side)):
        assert agree.facts[on]["same"] == len(rows) - len(apart)
        assert agree.facts[on]["percent"] == round(100 - 100 * len(apart) / len(rows))
    changed = sum(row["settled_verdict"] != row["first_verdict"] for row in rows)
    assert settled.facts["differ"] == len(differ)
    assert (settled.facts["kept"], settled.facts["changed"]) == (len(differ) - changed, changed)
    first, second, times = settled.facts["commonest"]
    pair = reading(first, second, "")
    assert times == sum(
        row["first_verdict"] == pair["first_verdict"]
        and row["second_verdict"] == pair["second_verdict"]
        for row in differ
    )
    narrow = [row for row in readings.to_dict("records") if row["reader"] == "K"]
    opened = sum(row["settled_verdict"] != row["first_verdict"] for row in narrow)
    assert (checkable.facts["read"], checkable.facts["changed"]) == (len(narrow), opened)
    same = sum(row["second_verdict"] == "not checkable" for row in narrow)
    assert (checkable.facts["same"], checkable.facts["kept"]) == (same, len(narrow) - same - opened)


def test_a_reader_who_was_asked_less_is_left_out_of_the_agreement_on_verdicts():
    whole = reading("close", "disputed", "disputed")
    narrow = [reading("not checkable", "not checkable", "not checkable", "K")] * 3
    agree = story.read_again(pd.DataFrame([whole, *narrow]))[1]
    assert (agree.facts["of"], agree.facts["verdict"]["same"]) == (1, 0)


@pytest.mark.parametrize(
    ("readings", "words"),
    [
        ([], "No audit was judged again"),
        (
            [
                reading("close", "close", "close"),
                reading("not checkable", "not checkable", "not checkable", "K"),
                reading("not checkable", "unverified", "unverified", "K"),
                reading("not checkable", "unverified", "not checkable", "K"),
            ],
            "of three claims that the first reading called not checkable, a second reader, who got"
            " them among others and did not know which they were, agreed on one; of the rest a third"
            " reading kept one and declared one checkable.",
        ),
        ([reading("close", "disputed", "disputed", "F")], "No audit was judged again"),
        ([reading("close", "close", "close")] * 2, "No verdict was read in two ways"),
        ([reading("close", "close", "close")] * 2, "judged again, some of them more than once, by"),
        ([reading("close", "close", "close")], "One audit was judged again, by readers"),
        (
            [reading("close", "close", "close"), reading("outdated", "close", "close")],
            "in one of the two readings, another in one; the readers got both mixed.",
        ),
        (
            [reading("close", "close", "close")] * 2,
            "2 of 2 (100 percent; Krippendorff’s alpha undef",
        ),
        (
            [reading("outdated", "close", "close"), reading("close", "close", "close")],
            "One verdict was read in two ways, most often as outdated by the first reader and close"
            " by the second (one); a third reading kept none of the first reader’s and changed one.",
        ),
    ],
)
def test_second_readings_are_told_in_words(readings, words):
    columns = list(reading("", "", ""))
    findings = story.read_again(pd.DataFrame(readings, columns=columns))
    assert any(words in finding.text for finding in findings), findings


def test_changed_verdicts_are_counted():
    changes = hl.load("verdict_changes")
    rows = changes.to_dict("records")
    facts = story.corrected(changes).facts
    assert facts["changes"] == len(rows)
    assert facts["audits"] == len({(row["claim_id"], row["tests"]) for row in rows})
    before, after, times = facts["commonest"]
    assert times == sum((row["from"], row["to"]) == (before, after) for row in rows)
    assert story.corrected(changes.head(0)).text == "No verdict has been changed."
    assert "1 change" not in story.corrected(changes.head(1)).text


CLAIMED = {
    "statement": "Four were arrested",
    "value": 4,
    "found": 5,
    "found_unit": "persons",
    "verdict": "contradicted",
}


@pytest.mark.parametrize(
    ("size", "label"),
    [
        ("column", "Four were arrested; found: 5"),
        ("phone", "4 stated, 5 found"),
        ("slide", "4 stated, 5 found"),
    ],
)
def test_a_label_of_a_ratio_has_the_claim_where_there_is_room(size, label):
    rows = pd.DataFrame({"ratio": [0.8], "exact": [True], "theme": "militancy", **CLAIMED})
    with sizes.drawn_at(size):
        middle, places, _ = story._places(rows)
        axes = Figure().subplots()
        axes.set(xscale="log", xlim=(0.01, 10))
        story._label_furthest(axes, rows.assign(place=places), middle)
    assert [text.get_text() for text in axes.texts] == [label]


@pytest.mark.parametrize(
    ("furthest", "other"),
    # the label ends a little beyond the dot, or begins there
    [(0.8, 0.5), (2.0, 2.4), (0.8, 0.85)],
)
def test_a_label_of_a_ratio_stands_below_the_dots_that_it_would_cover(furthest, other):
    rows = pd.DataFrame({"ratio": [furthest, other, other], "exact": [True, False, False]})
    rows = rows.assign(theme="militancy", **CLAIMED)
    middle, places, _ = story._places(rows)
    axes = Figure().subplots()
    axes.set(xscale="log", xlim=(0.1, 10))
    story._label_furthest(axes, rows.assign(place=places), middle)
    (label,) = axes.texts
    assert label.xy[1] == places.max() > middle["militancy"]


def test_the_bar_of_a_single_claim_is_seen_beside_long_ones():
    tables = []
    for words in story.QUESTIONS.values():
        outcomes = {"held": [150, 1], "held with a reservation": [10, 0], "did not hold": [10, 0]}
        tables.append(pd.DataFrame({"what": ["dates", "ranks"], "question": words, **outcomes}))
    table = pd.concat(tables, ignore_index=True)
    table = table.assign(checked=[170, 1] * 2, shown=story.EVERY, source_id="nikkei-sco-2022")
    fig = story.draw_answers(table.assign(**{story.UNCHECKED: 0, "mark": range(4)}))
    lay_out(fig)
    bars = [bar for axes in fig.axes for bar in axes.patches if bar.get_width() == 1]
    assert len(bars) == 2
    for bar in bars:
        hidden = bar.get_linewidth() * fig.dpi / 72 if bar.get_edgecolor()[3] else 0
        assert bar.get_window_extent().width - hidden > 2  # pixels
