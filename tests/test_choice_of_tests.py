"""Which tests are played: for a save those that a change concerns, in CI a share of the long ones."""

from argparse import Namespace

import pytest
from conftest import group_of, left_out, pytest_report_header

from tests import concerned
from tests.concerned import is_concerned, themes_behind


class Case:
    """What is known of a test before it is played."""

    def __init__(self, nodeid, fixtures=(), **marks):
        self.nodeid = nodeid
        self.fixturenames = fixtures
        self.marks = {name: Namespace(args=args) for name, args in marks.items()}

    def get_closest_marker(self, name):
        return self.marks.get(name)


OF_RULES = Case("tests/checks/test_map.py::test_a_map", after=("lib/heartland_evidence/checks/",))
OF_ALL = Case("tests/test_cli.py::test_the_collection_keeps_every_rule")


@pytest.mark.parametrize(
    "file",
    [
        "lib/heartland_evidence/checks/map_rules.py",
        "tests/checks/test_map.py",
        "lib/heartland/tables/schemas.py",
        "lib/heartland/errors.py",
    ],
)
def test_a_change_of_a_rule_or_of_what_it_rests_on_plays_its_tests(file):
    assert is_concerned(OF_RULES, ["README.md", file])


def test_a_change_of_a_row_plays_no_test_of_a_rule_but_that_of_the_collection():
    changed = ["data/trade.csv", "lib/heartland/figures/style.py"]
    assert not is_concerned(OF_RULES, changed) and is_concerned(OF_ALL, changed)


@pytest.mark.parametrize(
    ("case", "file", "played"),
    [
        ("tests/themes/test_trade.py::test_it", "lib/heartland_themes/trade.py", True),
        ("tests/themes/test_trade.py::test_it", "lib/heartland_themes/sco.py", False),
        ("tests/themes/test_trade.py::test_it", "lib/heartland/figures/style.py", True),
        ("tests/themes/test_trade.py::test_it", "data/trade.csv", True),
        ("tests/themes/test_trade.py::test_it", "notebooks/01-trade.ipynb", True),
        ("tests/themes/test_trade.py::test_it", "notebooks/08-sco.ipynb", False),
        ("tests/themes/test_trade.py::test_it", "tests/themes/trade.py", True),
        ("tests/themes/test_country_brief.py::test_it", "lib/heartland_themes/trade.py", True),
        ("tests/claims/test_verdicts.py::test_it", "lib/heartland/claims/wording.py", True),
        ("tests/claims/test_verdicts.py::test_it", "lib/heartland/runs/engine.py", False),
        ("tests/claims/test_verdicts.py::test_it", "lib/heartland_themes/trade.py", False),
        ("tests/claims/test_verdicts.py::test_it", "README.md", False),
        (
            "tests/claims/test_claims.py::test_it",
            "lib/heartland/runs/engine.py",
            True,
        ),  # by command
        ("tests/claims/test_verdicts.py::test_it", "tests/conftest.py", True),
        ("tests/claims/test_verdicts.py::test_it", "tests/claims/judged.py", True),
        ("tests/test_house_rules.py::test_it", "README.md", True),
    ],
)
def test_the_tests_of_a_room_are_played_after_what_may_break_them_and_those_of_all_always(
    case, file, played
):
    assert is_concerned(Case(case), [file]) is played


def test_who_calls_the_command_is_played_after_a_change_of_any_room():
    case = Case("tests/claims/test_verdicts.py::test_it", fixtures=("command",))
    assert is_concerned(case, ["lib/heartland/runs/engine.py"])


def test_a_theme_that_imports_another_rests_on_it():
    assert "lib/heartland_themes/casualties.py" in themes_behind(
        "tests/themes/test_country_brief.py"
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (None, "all, since Git does not tell"),
        ([], "nothing differs from the last commit: the tests of rooms were left out"),
        (["data/trade.csv"], "what a change of data/trade.csv may break"),
        (["data/trade.csv", "README.md"], "what a change of data/trade.csv and 1 more may break"),
    ],
)
def test_a_check_says_after_what_change_its_tests_were_chosen(changed, said):
    assert said in concerned.in_words(changed)


def test_files_that_were_edited_and_added_count_as_changed(monkeypatch):
    listed = {"diff": ["a.py"], "ls-files": ["b.py"]}
    monkeypatch.setattr(concerned, "_listed", lambda command: listed[command[0]])
    assert concerned.changed_files.__wrapped__() == ["a.py", "b.py"]


def test_where_git_does_not_tell_every_test_is_played():
    assert is_concerned(OF_RULES, None)


def test_of_each_file_that_needs_a_browser_a_share_is_played_and_the_seed_says_which():
    site = [Case(f"tests/test_site.py::test_{number}", browser=()) for number in range(20)]
    lab = [Case("tests/test_lab.py::test_it", browser=())]
    share = Namespace(share=0.1, seed="a")
    others = left_out(share, [*site, *lab, OF_ALL])
    assert len(others) == 18 and set(others) <= set(site)
    assert left_out(share, [*site, *lab, OF_ALL]) == others
    assert left_out(Namespace(share=0.1, seed="b"), [*site, *lab]) != others
    assert left_out(Namespace(share=1, seed="a"), [*site, *lab]) == []


def test_the_head_of_a_run_of_a_share_says_how_to_play_the_same_again():
    given = ("tests", "-m", "browser or site", "--share", "0.1", "--seed", "1138cef")
    config = Namespace(option=Namespace(share=0.1), invocation_params=Namespace(args=given))
    again = "pytest tests -m 'browser or site' --share 0.1 --seed 1138cef"
    assert pytest_report_header(config) == f"played again by: {again}"


def test_the_tests_of_a_theme_and_of_its_notebook_share_the_figures_that_one_worker_drew():
    of_theme = group_of("tests/themes/test_growth_forecasts.py::test_a[2022]")
    assert of_theme == group_of("tests/test_notebooks.py::test_b[03-growth-forecasts-{}]")
    assert of_theme != group_of("notebooks/03-growth-forecasts.ipynb::Cell 0")
