"""What the choice of statements does at its edges, on tables small enough to read."""

from functools import cache

import pandas as pd
import pytest

import heartland as hl
from heartland.figures import sizes
from heartland.figures.frame import lay_out
from heartland.runs import parameters
from heartland_themes import militancy
from tests.play import Shown, at_defaults, problems

NONE_PREFERRED = pd.DataFrame({"where": ["reporter_kind=official"]})
NONE_PREFERRED_OF_COUNTS = pd.DataFrame({"dataset": [], "rank": [], "where": []})


def statement(value, measure="killed officers", **differs):
    row = {
        "incident_id": f"raid-{value}",
        "event": "raid",
        "event_id": "RAID",
        "start": "2020-01-01",
        "end": "",
        "area": "TJK",
        "place": "Panj",
        "kind": "attack",
        "actor": "armed group",
        "reporter": "Ministry",
        "reporter_kind": "official",
        "measure": measure,
        "value": value,
        "relation": "=",
        "status": "A",
        "source_id": "a",
        "witness": "other",
    }
    return row | differs


def toll(*rows, preferences=NONE_PREFERRED):
    incidents = pd.DataFrame(rows).astype({"value": "Int64"})
    events = militancy.toll(militancy.violence(militancy.described(incidents)), preferences)
    return events.iloc[0]


@pytest.mark.parametrize(
    ("differs", "who"),
    [
        ({"kind": "attack"}, "5 attackers"),
        ({"kind": "security operation"}, "5 suspects"),
        ({"kind": "mutiny or riot"}, "5 mutineers"),
        ({"kind": "mutiny or riot", "actor": "prisoners"}, "5 inmates"),
        ({"value": 1}, "1 attacker"),
        ({"relation": ">="}, "at least 5 attackers"),
    ],
)
def test_attackers_are_called_what_the_kind_of_event_makes_them(differs, who):
    row = statement(5, "killed attackers") | differs
    assert toll(row).parts == who


@pytest.mark.parametrize(
    ("differs", "origin"),
    [
        ({}, militancy.WITHIN),
        ({"actor": "armed group from Afghanistan"}, militancy.ACROSS),
        ({"kind": "rocket fire"}, militancy.ACROSS),
        ({"event": "darvoz-2023-09"}, militancy.ACROSS),
        ({"actor": "not named"}, militancy.UNSTATED),
    ],
)
def test_where_the_authors_of_an_event_came_from(differs, origin):
    assert toll(statement(5, **differs)).origin == origin


def test_what_is_told_of_a_whole_year_is_no_event():
    of_the_year = statement(8, "fired", event="rockets", kind="rocket fire", start="2020")
    incidents = pd.DataFrame([statement(5), of_the_year]).astype({"value": "Int64"})
    rows = militancy.violence(militancy.described(incidents))
    assert rows["event"].tolist() == ["raid"]


def test_of_two_official_counts_the_preferred_one_is_taken():
    preferences = pd.DataFrame({"where": ["incident_id=raid-4"]})
    event = toll(statement(3), statement(4), preferences=preferences)
    assert event.killed == 4


def test_a_count_of_others_is_shown_only_where_it_differs():
    media = {"reporter": "Paper", "reporter_kind": "media"}
    assert pd.isna(toll(statement(3), statement(3, **media)).elsewhere)
    event = toll(statement(3), statement(6, **media), statement(10, relation=">=", **media))
    assert event.elsewhere == "6 to at least 10 officers"
    assert event.killed == 3


def test_a_figure_whose_source_is_not_named_is_marked():
    paper = statement(6, "killed", reporter="Paper", reporter_kind="media")
    unnamed = statement(8, "killed", reporter="not named", reporter_kind="not named")
    event = toll(statement(3), paper, unnamed)
    assert event.elsewhere == "6 in all, 8 in all (source not named)"


@pytest.mark.parametrize(("total", "killed"), [(17, 17), (16, 17), (20, 20)])
def test_a_total_is_not_added_to_the_parts_that_make_it_up(total, killed):
    parts = [statement(2), statement(15, "killed attackers")]
    assert toll(*parts, statement(total, "killed")).killed == killed


@pytest.mark.parametrize("differs", [{"witness": "article only"}, {"status": "P"}])
def test_what_is_no_evidence_or_was_changed_is_not_counted(differs):
    assert toll(statement(3), statement(5, "killed civilians", **differs)).killed == 3


def count(value, group, label=""):
    return {
        "event_id": "RAID",
        "place": "",
        "measure": "killed",
        "group": group,
        "label": label,
        "value": value,
        "relation": "=",
        "reporter": "Ministry",
        "reporter_kind": "official",
        "status": "A",
        "source_id": "b",
        "witness": "other",
    }


def test_an_incident_takes_its_toll_from_the_table_of_counts():
    claim = {"reporter": "Group", "reporter_kind": "armed group claim", "actor": "the group"}
    incidents = [
        statement(1, "events", **claim),
        statement(1, "events", actor="armed group from Afghanistan"),
    ]
    harmed = [
        count(2, "alleged attackers", "militants"),
        count(1, "alleged attackers", "militants"),
        count(3, "security forces"),
        count(1, "foreign nationals", "Chinese nationals"),
    ]
    rows = militancy.with_tolls(pd.DataFrame(incidents), pd.DataFrame(harmed))
    assert "events" not in set(rows.measure)
    event = toll(*rows.to_dict("records"))
    assert event.parts == "1 Chinese national, 2 attackers, 3 officers"
    assert event.killed == 6 and event.origin == militancy.ACROSS


def test_an_official_who_names_nobody_does_not_hide_whom_another_named():
    incidents = [
        statement(33, "attackers counted", actor="not named"),
        statement(1, "events", actor="armed group from Afghanistan"),
    ]
    rows = militancy.with_tolls(pd.DataFrame(incidents), pd.DataFrame([count(3, "total")]))
    deaths = rows[rows.measure.str.startswith("killed")]
    assert list(deaths.actor) == ["armed group from Afghanistan"]


def test_people_whom_two_reporters_name_by_two_words_are_counted_once():
    harmed = [
        count(3, "foreign nationals", "Chinese nationals"),
        count(3, "foreign nationals", "Chinese workers") | {"reporter": "Embassy"},
    ]
    rows = militancy.with_tolls(pd.DataFrame([statement(1, "events")]), pd.DataFrame(harmed))
    assert rows.measure.tolist() == ["killed Chinese nationals"] * 2


def test_two_groups_that_one_reporter_tells_apart_stay_apart():
    harmed = [
        count(3, "foreign nationals", "Chinese nationals"),
        count(2, "foreign nationals", "Pakistani nationals"),
    ]
    rows = militancy.with_tolls(pd.DataFrame([statement(1, "events")]), pd.DataFrame(harmed))
    assert rows.measure.tolist() == ["killed Chinese nationals", "killed Pakistani nationals"]


def test_parts_that_two_reporters_tell_are_no_one_people():
    harmed = [
        count(3, "other part", "minors"),
        count(2, "other part", "passers-by") | {"reporter": "Embassy"},
    ]
    rows = militancy.with_tolls(pd.DataFrame([statement(1, "events")]), pd.DataFrame(harmed))
    assert rows.measure.tolist() == ["killed minors", "killed passers-by"]


def test_an_event_without_an_official_count_has_no_figure():
    event = toll(statement(6, reporter="Paper", reporter_kind="media"))
    assert pd.isna(event.killed) and event.elsewhere == "6 officers"


@pytest.mark.parametrize(
    ("ucdp", "text"),
    [
        (
            [1, 2],
            "UCDP counted deaths from militancy in Tajikistan in every year when officials did",
        ),
        (
            [0, 2],
            "UCDP counted deaths from militancy in Tajikistan in one of two years when officials did",
        ),
        (
            [0, 0],
            "UCDP counted deaths from militancy in Tajikistan in neither year when officials did",
        ),
        (
            [0] * 3,
            "UCDP counted deaths from militancy in Tajikistan in none of three years when officials did",
        ),
        ([1], "Deaths in two ledgers, 2018"),
    ],
)
def test_the_words_for_years_in_two_ledgers(ucdp, text):
    assert militancy.years_in_ucdp(ledgers([5] * len(ucdp), ucdp)).text == text


def ledgers(official, ucdp):
    """The deaths of 2018 and the years after it, in Tajikistan, in two ledgers."""
    rows = []
    for ledger, values in (("authorities", official), ("UCDP", ucdp)):
        for n, value in enumerate(values):
            rows.append({"year": 2018 + n, "ledger": ledger, "value": value, "areas": "TJK"})
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("areas", "where"),
    [
        (["TJK"], "Tajikistan"),
        (["KAZ", "TJK"], "two republics"),
        (["KAZ", "KGZ", "TJK"], "three republics"),
        (["KAZ", "KGZ", "TJK", "TKM", "UZB"], "Central Asia"),
    ],
)
def test_only_the_five_republics_together_are_central_asia(areas, where):
    rows = ledgers([5, 5], [5, 5]).assign(areas=";".join(areas))
    expected = f"UCDP counted deaths from militancy in {where} in every year when officials did"
    assert militancy.years_in_ucdp(rows).text == expected


@pytest.mark.parametrize(
    ("official", "ucdp", "text"),
    [
        ([33, 49], [56, 49], "they agree in 2019 and differ in 2018 (33 against UCDP’s 56)"),
        ([33, 49], [33, 49], "they agree in 2018 and 2019"),
        ([1, 2], [3, 4], "they differ in 2018 (1 against UCDP’s 3) and 2019 (2 against UCDP’s 4)"),
        ([0, 49], [5, 49], "they agree in 2019"),
    ],
)
def test_two_ledgers_are_compared_where_both_have_deaths(official, ucdp, text):
    finding = militancy.where_both_speak(ledgers(official, ucdp))
    assert finding.text == f"Where both ledgers have deaths, {text}"


def test_ledgers_that_never_have_deaths_in_one_year_say_so():
    finding = militancy.where_both_speak(ledgers([0, 3], [2, 0]))
    assert finding.text == "No year has deaths in both ledgers"
    assert militancy.where_both_speak(pd.DataFrame()).text == ""


def rocket_fire(*attacks):
    """Attacks in order: place, year, rockets said to be fired, and to have landed by officials."""
    rows = []
    for n, (place, year, *numbers) in enumerate(attacks):
        for measure, value in zip(("fired", "landed"), numbers, strict=True):
            row = {"event": str(n), "place": place, "year": year, "measure": measure}
            rows.append(row | {"value": value, "reporter_kind": "official"})
    return pd.DataFrame(rows).dropna(subset=["value"])


@pytest.mark.parametrize(
    ("attacks", "where"),
    [
        ([("Termez", 2022, 10, 0), ("Termez", 2022, 8, 5)], "At Termez, twice in 2022"),
        ([("Termez", 2022, 10, 0), ("Panj district", 2023, 8, 5)], "Twice in 2022–2023"),
        ([("Termez", 2022, 10, 0)] * 3, "At Termez, three times in 2022"),
        (
            [("Termez", 2022, 10, 0), ("Termez", 2022, 8, 5), ("Panj", 2023, 8, None)],
            "At Termez, twice in 2022",
        ),
    ],
)
def test_only_attacks_with_both_numbers_of_rockets_are_spoken_of(attacks, where):
    expected = f"{where}, more rockets were reported fired than officials said had landed"
    assert militancy.rockets(rocket_fire(*attacks)).text == expected


def test_an_attack_of_which_all_rockets_landed_leaves_no_finding():
    rows = rocket_fire(("Termez", 2022, 10, 0), ("Termez", 2022, 5, 5))
    assert militancy.rockets(rows).facts == {}


@pytest.mark.parametrize(
    ("start", "end", "reporter", "text"),
    [
        (
            "2019-01",
            "2019-06",
            "not named",
            "operation counted brought 460 people to Kyrgyzstan, January–June 2019 (counter not named)",
        ),
        (
            "2022-10",
            "2023-05",
            "Ministry",
            "operation counted brought 460 people to Kyrgyzstan, October 2022 to May 2023",
        ),
        (
            "2019-01-02",
            "",
            "not named",
            "return reported for 2019 brought 460 people to Kyrgyzstan (counter not named)",
        ),
    ],
)
def test_a_largest_return_says_when_nobody_is_named_as_its_counter(start, end, reporter, text):
    rows = pd.DataFrame([returned(460, start, end)]).assign(reporter=reporter, year=2019)
    assert militancy.largest_return(rows).text == f"The largest {text}"


@pytest.mark.slow
def test_the_bottom_line_says_what_the_figures_say_by_default():
    groups = hl.load("militant_groups")
    groups = groups.assign(year=groups["as_of"].str[:4].astype(int))
    reports = hl.load("casualty_reports").query("place == '' and witness == 'other'")
    reports = reports.query("measure == 'killed' and status not in ['P', 'D', 'U']")
    reports = reports.query("credibility < 5 and not label.str.startswith('by ')")
    incidents = militancy.with_tolls(hl.load("security_incidents"), reports)
    usual = parameters.defaults("05-militancy")
    findings = militancy.bottom_line(
        militancy.described(incidents),
        groups,
        hl.prefer(hl.load("conflict_deaths")),
        hl.load("preferences"),
        usual["start"],
        usual["end"],
    )
    text = " ".join(finding.text for finding in findings)
    for figure in at_defaults("05-militancy"):
        assert (figure.title in text) is (figure.name != "returns"), figure.name


@pytest.mark.parametrize(
    ("accounts", "crowded"),
    [
        ([("a", "fired", 0), ("a", "fired", 4)], [False, False]),
        ([("a", "fired", 0), ("a", "fired", 3)], [False, True]),  # it begins at 2, and ends at 4
        ([("a", "fired", 0), ("a", "landed", 3)], [False, False]),  # above and below the line
        ([("a", "fired", 0), ("b", "fired", 3)], [False, False]),
    ],
)
def test_a_label_moves_off_only_where_that_of_the_same_side_is_in_the_way(accounts, crowded):
    rows = pd.DataFrame(accounts, columns=["start", "measure", "value"])
    rows = rows.astype({"value": "Int64"}).assign(text="ab")
    assert list(militancy._are_crowded(rows, letter=1.2)) == crowded


def test_nationals_of_china_are_counted_whatever_the_office_calls_them():
    columns = ["event", "area", "year", "who", "value"]
    dead = pd.DataFrame(
        [
            ("first", "TJK", 2024, "Chinese citizen", 1),
            ("second", "TJK", 2025, "Chinese workers", 3),
            ("third", "TJK", 2025, "Chinese nationals", 2),
            ("third", "TJK", 2025, "officers", 4),
        ],
        columns=columns,
    )
    assert militancy.chinese_nationals(dead).text == (
        "Three attacks in 2024 and 2025 killed six Chinese nationals in Tajikistan, "
        "by official counts"
    )


def test_an_event_is_named_with_its_month():
    events = pd.DataFrame(
        [("Darvoz district", "TJK", "2023-08-30"), ("", "TJK", "2023-04"), ("Panj", "TJK", "2022")],
        columns=["place", "area", "start"],
    )
    assert militancy._places(events) == [
        "Darvoz, Tajikistan, August 2023",
        "Tajikistan, April 2023",
        "Panj, Tajikistan, 2022",
    ]
    with sizes.drawn_at("square"):
        assert militancy._places(events)[:2] == ["Darvoz, August 2023", "Tajikistan, April 2023"]


@cache
def on_a_phone() -> list[Shown]:
    """The figures of the notebook as it stands, in the size of a phone; two tests read them."""
    return [figure.at_size("phone") for figure in at_defaults("05-militancy")]


@pytest.mark.slow
def test_on_a_phone_no_text_lies_over_another():
    with sizes.drawn_at("phone"):
        for figure in on_a_phone():
            assert problems(figure.fig) == [], figure.name


@pytest.mark.parametrize(
    "differs",
    [
        {"place": "Khorog"},
        {"witness": "article only"},
        {"status": "P"},
        {"status": "D"},
        {"status": "U"},
        {"measure": "detained"},
        {"label": "by the army"},
        {"credibility": 5},
        {"independent": "no"},
    ],
)
def test_of_the_harmed_only_counts_of_whole_incidents_are_kept(differs):
    row = hl.load("casualty_reports").query("witness == 'other' and place == ''").head(1)
    row = row.assign(status="A", measure="killed", label="", credibility=2, independent="yes")
    assert len(militancy.harmed(row, NONE_PREFERRED_OF_COUNTS)) == 1
    assert militancy.harmed(row.assign(**differs), NONE_PREFERRED_OF_COUNTS).empty


def test_an_incident_without_a_place_has_that_of_its_event():
    incidents = pd.DataFrame(
        {"event_id": ["RAID", "RAID", "NONE"], "place": ["", "Panj", ""]},
    )
    conflicts = pd.DataFrame({"event_id": ["RAID"], "place": ["Khorog"]})
    assert list(militancy.placed(incidents, conflicts)["place"]) == ["Khorog", "Panj", ""]


def test_accounts_of_rockets_near_each_other_do_not_touch_in_large_type():
    accounts = pd.DataFrame({"start": "2022-07-05", "measure": "rockets fired", "value": [7, 8]})
    accounts = accounts.assign(
        measure="fired", status="A", name=["source not named", "Taliban"], mark=[0, 1]
    )
    with sizes.drawn_at("slide"):
        fig, axes = hl.frame(accounts.assign(source_id="imf-weo-2022-04"), "Title")
        militancy._draw_accounts(axes, accounts, ["2022-07-05"])
        lay_out(fig)
    low, high = [text.get_window_extent() for text in axes.texts]
    assert low.x1 < high.x0


def test_the_number_of_rockets_is_nearer_to_its_own_dot_than_to_another():
    fig = next(one.fig for one in at_defaults("05-militancy") if one.name == "rocket-accounts")
    fig.draw_without_rendering()
    [axes] = fig.axes
    dots = {at: axes.transData.transform((at, 2))[0] for at in (5, 7)}
    texts = {text.get_text(): text.get_window_extent() for text in axes.texts}
    for label, own in (("source not named: 7", 7), ("Uzbekistan: 5", 5)):
        box = texts[label]
        away = {at: abs((box.x0 + box.x1) / 2 - x) for at, x in dots.items()}
        assert min(away, key=away.get) == own, label
    assert {"IS Khorasan: 10", "IS Khorasan: 7"} <= set(texts)
    assert list(axes.get_xticks()) == [0, 5, 10]


def test_a_strength_says_of_what_part_of_a_group_it_is():
    row = {
        "most": 500.0,
        "strength": 500,
        "relation": "~",
        "status": "E",
        "counted_by": "UN",
        "witness": "other",
        "as_of": "2020",
    }
    rows = pd.DataFrame([row | {"note": "fighters in Badakhshan only"}, row | {"note": "in all"}])
    assert militancy._numbers_stated(rows) == [
        "about 500 in Badakhshan  UN, 2020",
        "about 500  UN, 2020",
    ]


def test_a_group_is_named_with_its_country_once_and_alike():
    names = ["Katibat Imam al-Bukhari, Syria", "Katibat al-Tawhid wal Jihad", "Jamaat Ansarullah"]
    rows = pd.DataFrame({"name": names, "group": names, "area": ["SYR", "SYR", "AFG"]})
    assert militancy._group_names(rows) == [
        "Katibat Imam al-Bukhari (Syria)",
        "Katibat al-Tawhid wal Jihad (Syria)",
        "Jamaat Ansarullah",
    ]


@pytest.mark.slow
def test_on_a_phone_no_number_lies_on_the_mark_of_another_year():
    fig = next(one.fig for one in on_a_phone() if one.name == "two-ledgers")
    fig.draw_without_rendering()
    [axes] = fig.axes
    texts = {text.get_text(): text.get_window_extent() for text in axes.texts}
    dot = axes.transData.transform((2018 + militancy.ASIDE, 56))
    line_of_2019, _ = axes.transData.transform((2019 + militancy.ASIDE, 0))
    assert texts["56 (56–67)"].x1 < line_of_2019
    assert not texts["49"].padded(2).contains(*dot)


def test_where_ucdp_has_no_year_no_number_stands_below_its_dot():
    rows = pd.DataFrame({"year": [1993], "ledger": ["authorities"], "value": [8], "high": [None]})
    with sizes.drawn_at("phone"):
        assert militancy._years_after_a_higher_one(rows) == []


def returned(value, start, end=""):
    """A statement on people brought home to Kyrgyzstan."""
    return {"area": "KGZ", "value": value, "start": start, "end": end}


def test_a_bar_of_whole_years_adds_up_the_returns_of_its_last_year_too():
    rows = pd.DataFrame([returned(460, "2022", "2024"), returned(22, "2024-07-19")])
    assert militancy._parts_of_periods(rows) == ("The 460 to Kyrgyzstan include the 22.")


@pytest.mark.parametrize(
    ("span", "ends"),
    [
        (("2022", "2024"), ("2022-01", "2024-12")),
        (("2019-05-07", "2019-05-09"), ("2019-05-07", "2019-05-09")),
        (("2024-07-19", ""), ("2024-07-19", "2024-07-19")),
    ],
)
def test_a_bar_of_years_reaches_from_the_first_month_to_the_last(span, ends):
    assert militancy._ends_of_span(*span) == ends


@pytest.mark.parametrize(("up_to", "people"), [(2024, [460, 59]), (2023, [59])])
def test_a_return_of_years_is_left_out_where_one_of_them_is(up_to, people):
    facts = {"measure": "repatriated", "event": "return", "witness": "other"}
    rows = pd.DataFrame([returned(460, "2022", "2024"), returned(59, "2023-02-16")]).assign(**facts)
    assert militancy.brought_home(rows, up_to)["value"].tolist() == people


def test_totals_and_what_only_an_article_has_are_no_returns():
    facts = {"measure": "repatriated", "event": "return", "witness": "other"}
    rows = pd.DataFrame([returned(n, "2023-02-16") for n in (1, 2, 3)]).assign(**facts)
    rows["event"] = ["return", "returns-total", "return"]
    rows["witness"] = ["other", "other", "article only"]
    assert militancy.brought_home(rows, 2024)["value"].tolist() == [1]
