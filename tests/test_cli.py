"""The command line as its user types it: words, exit codes, never a traceback."""

import json
import logging
import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

import heartland as hl
from heartland import claims, cli
from heartland.errors import RunError, RunTimeout
from heartland.notebooks import notebooks
from heartland.runs import engine, execute, parameters, progress
from heartland.stored_figures import figure_path, stored_figures
from heartland.tables import csv_files
from heartland_evidence.commands.claims import _print_sources as print_sources
from tests.command import PYTHON, heartland
from tests.conftest import ROOT
from tests.runs.collection import NAME, bring_up_to_date, canned, with_figure, write_notebook

FORECASTS = "03-growth-forecasts"
AGREES = ["--outcome", "agrees", "--to", "example.org/page"]
COUNTS_BY_EVENT = (
    "counts-by-event is a figure: heartland show 04-casualties/counts-by-event prints its rows, "
    "heartland cite its sources"
)
WRONG = [
    (["rnu"], "no command 'rnu'. Did you mean 'run'?"),
    (["run", "03-grwoth"], "did you mean '03-growth-forecasts'"),
    (["run", "smart"], "no notebook 'smart'. Did you mean '06-smartphones'?"),
    (
        ["cite", "level-with-rusia"],
        "no dataset or figure 'level-with-rusia'. Did you mean '01-trade/level-with-russia'?",
    ),
    (
        ["open", "level-with-rusia"],
        "no notebook or figure 'level-with-rusia'. Did you mean '01-trade/level-with-russia'?",
    ),
    (["run", "re"], "no notebook 're': it fits 02-remittances, 11-reexports; say more"),
    (["sweep", "nosuch"], "no notebook or sweep 'nosuch'; there are country-briefs, "),
    (["sweep", "01-trde", "-g", "flow=exports"], "no notebook '01-trde'. Did you mean '01-trade'?"),
    (["sweep", "01-trde"], "no notebook or sweep '01-trde'. Did you mean '01-trade'?"),
    (["run", "01-trade", "-p", "areas=KZA"], "Did you mean Kazakhstan (KAZ)?"),
    (
        ["run", "01-trade", "-p", "start=2050"],
        "is not a year that may be chosen; there are 1991 to",
    ),
    (["open", "growht"], "no notebook 'growht'. Did you mean '03-growth-forecasts'?"),
    (["run", "/elsewhere/01-trade.ipynb"], "no notebook '/elsewhere/01-trade.ipynb'"),
    (["run", FORECASTS, "-p", "target_yaer=2022"], "did you mean 'target_year'"),
    (
        ["run", FORECASTS, "-p", "target_year=1980"],
        "target_year: '1980' is not in the data; there are 1993 to ",
    ),
    (["run", FORECASTS, "-p", "areas=Kirgizstan"], "Did you mean Kyrgyzstan (KGZ)? Allowed: KAZ"),
    (["run", FORECASTS, "-p", "target_year=x"], "'x' is not of type int"),
    (["run", FORECASTS, "-p", "areas"], "write NAME=VALUE"),
    (["run", "-p", "areas=KAZ"], "-p and -f need exactly one NOTEBOOK"),
    (
        ["run", "01-trade", "-p", "flow=exports", "-p", "flow=imports"],
        "-p flow: is given twice: give it once",
    ),
    (
        ["sweep", "01-trade", "-g", "flow=exports", "-g", "flow=imports"],
        "-g flow: is given twice",
    ),
    (
        ["sweep", "01-trade", "-g", "flow=exports", "-p", "flow=imports"],
        "flow: has values in the grid and 'imports' too",
    ),
    (
        ["sweep", "country-briefs", "-p", "area=KAZ"],
        "area: has values in the grid and 'KAZ' too",
    ),
    (
        ["sweep", "01-trade", "-g", "areas=KAZ;KGZ"],
        "for a run each write areas=KAZ,KGZ, for one run of all areas=KAZ+KGZ",
    ),
    (["sweep", "01-trade", "-g", "start=2010;2012"], "for a run each write start=2010,2012\n"),
    (["run", "01-trade", "-f", "/dev/zero"], "/dev/zero: not a regular file under 100 kB"),
    (
        ["run", "01-trade", "-f", str(ROOT / "data/trade.csv")],
        "trade.csv: not a regular file under 100 kB",
    ),
    (
        ["run", "--kernels", "--cluster", "tcp://127.0.0.1:9"],
        "--kernels and --cluster cannot be combined",
    ),
    (["run", "--fast"], "No such option"),
    (["run", "--jobs", "0"], "0 is not in the range"),
    (["describe", "growth"], "no dataset 'growth'"),
    (["claims", "--theme", "a\nb"], "no claim has theme 'a\\nb'"),
    (["claims", "show", "a\nb"], "no claim 'a\\nb'; heartland claims -n 0 lists every id"),
    (["claims", "show", "ctta-2023-7"], "no claim 'ctta-2023-7'; there are ctta-2023-7-"),
    (["timeline", "--from", "2022"], "No such option '--from'"),
    (["timeline", "--to", "2022"], "No such option '--to'"),
    (["timeline", "Mars"], "no area 'Mars'; the table areas has them all"),
    (["known", "KGZ"], "Missing option '--on'"),
    (["known"], "Missing argument 'AREA'"),
    (
        ["cite", "kaz-bns-trade-2022-2023"],
        "'kaz-bns-trade-2022-2023' is a source: write heartland cite sources source_id=kaz-bns",
    ),
    (["describe", "04"], "'04' is the notebook 04-casualties: heartland run 04-casualties --help"),
    (["show", "04-casualties"], "'04-casualties' is the notebook 04-casualties: heartland run"),
    (
        ["claims", "--verdict", "wrong"],
        "no claim has verdict 'wrong'; there are close, confirmed, ",
    ),
    (
        ["claims", "--area", "Kazakstan"],
        "no claim has area 'Kazakstan'. Did you mean 'Kazakhstan'?",
    ),
    (["claims", "--area", "Bolivia"], "no claim has area 'Bolivia'; there are AFG, "),
    (["claims", "ctta-2023"], "No such command 'ctta-2023'"),
    (["claims", "shwo", "nikkei-outlook-2023-12-b"], "Did you mean 'show'?"),
    (["claims", "--verdict", "unverified", "--format", "ris"], "there are no sources to cite"),
    (["show", "claims", "verdict=close"], "claims has no column 'verdict'"),
    (["cite", "areas"], "these rows of areas name no sources"),
    (["show", "trade", "Kazakhstan"], "Kazakhstan: write COLUMN=VALUE, for instance area="),
    (
        ["show", "casualty_reports", "value=1,225"],
        "'1,225' is not a number: write 1225, without a separator; several values: '1, 225'",
    ),
    (["cite", "casualty_reports", "value=1,225"], "write 1225, without a separator"),
    (["export", "casualty_reports", "value=1,225"], "write 1225, without a separator"),
    (["show", "counts-by-event", "area=KAZ"], "counts-by-event has no column 'area'; there are ev"),
    (["cite", "level-with-russia", "yaer=2017"], "no column 'yaer'. Did you mean 'year'?"),
    (["show", "level-with-russia", "year=1890"], "its values run from 2005 to "),
    (["cite", "04-casualties/counts-by-evnt"], "Did you mean '04-casualties/counts-by-event'?"),
    (["describe", "figures/04-casualties/counts-by-event.csv"], COUNTS_BY_EVENT),
    (["validate", "trade"], "all tables are checked at once: call heartland validate without 'tr"),
    (["show", "trade", "-n", "-5"], "-5 is not in the range x>=0"),
    (["known", "KGZ", "--on", "2022", "-n", "-5"], "-5 is not in the range x>=0"),
    (
        ["import", "wdi", str(ROOT / "data/trade.csv"), "--source", "x", "--area", ","],
        "--area: name a code of data/areas.csv, as KAZ",
    ),
    (["timeline", "--since", "2023", "--until", "2022"], "2023, is later than the last, 2022"),
    (["timeline", "-n", "-5"], "-5 is not in the range x>=0"),
    (["export", "areas", "-o", str(ROOT / "data")], "the folder of the tables takes nothing else"),
    (["export", "areas", "-o", str(ROOT / "data/areas.xlsx")], "name another with -o"),
    (["trace", "--dataset", "trad"], "no dataset 'trad'. Did you mean 'trade'"),
    (["trace", "--dataset", "areas"], "its rows name no source to trace them to"),
    (["trace", "rekord"], "No such command 'rekord'. Did you mean 'record'?"),
    (["trace", "record", "population", "area=KAZ"], "Missing option '--outcome'"),
    (
        ["trace", "record", "population", "KAZ", "--outcome", "agreed", "--to", "x.org"],
        "'agreed' is not one of",
    ),
    (
        ["trace", "record", "population", "KAZ", "--outcome", "doubtful", "--to", "x.org"],
        "say in --note what is in doubt",
    ),
    (
        ["trace", "record", "milestones", "2001-06-15-sco-fonded", *AGREES],
        "milestones has no row with 2001-06-15-sco-fonded. Did you mean '2001-06-15-sco-founded'?",
    ),
    (
        ["trace", "record", "population", "area=KZA;year=2022", *AGREES],
        "population has no row with area=KZA;year=2022. Did you mean 'KAZ'?\n",
    ),
    (
        ["trace", "record", "population", "area=XXXXXX;year=9", *AGREES],
        "no row with area=XXXXXX;year=9; heartland trace --dataset population prints keys\n",
    ),
    (["--root", "/", "list"], "no collection here"),
    (["--root", "misspelt", "list"], "Directory 'misspelt' does not exist"),
]


def test_the_example_of_a_list_is_one_of_the_notebook_and_can_be_copied(command):
    for path in notebooks(ROOT):
        told = command("run", path.stem, "--help").stdout
        lists = [each for each in parameters.read_parameters(path) if each.type == "list[str]"]
        example = re.search("Lists are separated by commas: (.+)$", told)
        assert bool(example) == bool(lists), path.stem
        if example:
            _, assignment = shlex.split(example[1])
            name, _, text = assignment.partition("=")
            assert parameters.resolve(path, {name: text})[name] == lists[0].default[:2]


def test_help_breaks_no_code_at_its_hyphens(command):
    told = command("run", "04", "--help").stdout
    for event in csv_files.rows(ROOT, "conflict_events"):
        assert f" {event['event_id']}" in told


@pytest.mark.parametrize(("words", "told"), WRONG, ids=lambda value: str(value)[:60])
def test_wrong_usage_is_one_line_and_exit_code_2(command, words, told):
    done = command(*words)
    assert done.returncode == 2
    assert done.stderr.startswith("heartland: ")
    assert told.lower() in done.stderr.lower()
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_process_of_the_command_ends_with_its_code_and_one_line():
    done = heartland("run", FORECASTS, "-p", "target_year=1980")
    assert done.returncode == 2
    assert done.stderr.startswith("heartland: target_year: '1980' is not in the data")
    assert done.stderr.count("\n") == 1


def test_a_root_that_is_not_there_is_not_looked_for_above(command, monkeypatch):
    monkeypatch.setenv("HEARTLAND_ROOT", str(ROOT / "misspelt"))
    done = command("list")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "HEARTLAND_ROOT: there is no folder '" in done.stderr


FILES = ["01-trade.ipynb", "notebooks/01-trade.ipynb", str(ROOT / "notebooks/01-trade.ipynb")]


@pytest.mark.parametrize("name", FILES, ids=["name", "path", "absolute path"])
def test_a_notebook_may_be_named_by_its_file(command, monkeypatch, name):
    monkeypatch.chdir(ROOT)
    assert "01-trade" in command("run", name, "--dry-run").stdout


def test_a_collection_without_notebooks_says_so(package, command):
    package()
    done = command("run")
    assert done.returncode == 2
    assert "no notebook in" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_table_without_rows_is_shown_in_a_sentence(package, command):
    copy = package("exchange_rates")
    copy.write("exchange_rates", copy.lines("exchange_rates")[:1])
    assert command("show", "exchange_rates").stdout == "exchange_rates has no rows\n"
    assert json.loads(command("show", "exchange_rates", "--json").stdout) == []


def test_a_dry_run_lists_what_is_stale_and_runs_nothing(small, command):
    write_notebook(small, "04-other", "x = 1")
    bring_up_to_date(small, NAME)
    done = command("run", "--dry-run")
    parameters = '{"areas":["KAZ","KGZ"],"target_year":2022}'
    assert done.stdout.splitlines() == [
        f"unchanged {NAME}  {parameters}",
        f"to do     04-other  {parameters}",
    ]
    assert not (small / "figures/04-other").exists()


def test_a_notebook_that_is_named_twice_has_one_run(small, command):
    listed = command("run", "03", "growth", "--dry-run").stdout
    assert listed.count(NAME) == 1


@pytest.fixture
def cut_short(small, monkeypatch, caplog):
    """A collection in which one notebook is cut short, one has a broken parameters cell, and a
    third is sound; what would be executed is made up.
    """
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(execute, "execute", canned)
    path = write_notebook(small, "04-cut", "x = 1")
    path.write_text(path.read_text()[:200])
    path = write_notebook(small, "05-unclosed", "x = 1")
    path.write_text(path.read_text().replace("areas: list[str]", "areas: list[str"))
    return small


def test_a_notebook_that_cannot_be_read_is_a_failure_of_its_run_alone(cut_short, command, caplog):
    done = command("run", "--kernels")
    assert done.returncode == 1
    assert done.stderr.endswith("2 of 3 runs failed. Run again to retry only those.\n")
    cut, unclosed, sound = caplog.messages
    assert cut.startswith("04-cut failed\n  error: DataError: 04-cut.ipynb, line ")
    assert unclosed.splitlines() == [
        "05-unclosed failed",
        "  error: ParameterError: 05-unclosed.ipynb, parameters cell, line 1: '[' was never closed",
        "  repeat: heartland run 05-unclosed",
    ]
    assert sound == f"succeeded {NAME} (0.1 s)"


def test_notebooks_of_which_none_can_be_read_are_told_one_by_one(cut_short, command, caplog):
    done = command("run", "04", "05")
    assert done.returncode == 1
    assert len(caplog.messages) == 2
    assert "2 of 2 runs failed" in done.stderr


def test_a_notebook_that_cannot_be_read_is_refused_in_a_line_where_it_is_the_only_one(
    cut_short, command
):
    done = command("run", "05")
    assert done.returncode == 2
    assert done.stderr.startswith("heartland: 05-unclosed.ipynb, parameters cell, line 1: '['")
    assert done.stderr.count("\n") == 1


def test_a_dry_run_lists_the_others_beside_a_notebook_that_cannot_be_read(cut_short, command):
    done = command("run", "--dry-run")
    assert done.returncode == 1
    assert done.stdout.startswith(f"to do     {NAME}  ")
    assert done.stderr.endswith("heartland: 2 of 3 notebooks cannot be run\n")


def test_a_run_with_other_parameters_says_how_its_figure_is_opened(small, command):
    bring_up_to_date(small, NAME, target_year="2023")
    said = command("run", NAME, "-p", "target_year=2023").stdout
    place = re.search(r"^next: heartland open (runs/.*/imf\.png)$", said, flags=re.M)[1]
    assert figure_path(place, ".png") == small / place
    assert "1 figure in runs/" in said


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (RunTimeout("stopped"), "Run again with --timeout above 2 to retry"),
        (RunError("TimeoutError: stopped after 2 seconds"), "Run again to retry"),
    ],
)
def test_a_run_that_was_stopped_is_to_be_retried_with_more_time(
    small, command, monkeypatch, error, advice
):
    def fail(run, timeout, **how):
        raise error

    monkeypatch.setattr(execute, "execute", fail)
    done = command("run", "--kernels", "--timeout", "2")
    assert done.returncode == 1
    assert f"heartland: 1 of 1 runs failed. {advice} only those." in done.stderr


@pytest.fixture
def _forbidden(small, monkeypatch):
    """A collection that may only be read, as by whoever tries: a test may be root."""

    def refuse(path, *_, **__):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    monkeypatch.setattr("heartland_evidence.office.files.write_all", lambda files: refuse(*files))
    monkeypatch.chdir(small)


OWN = ": permission denied: 'heartland copy DIR' lays out a collection of your own\n"
ELSEWHERE = "x.csv: permission denied: name another place with -o\n"


@pytest.mark.usefixtures("_forbidden")
@pytest.mark.parametrize(
    ("words", "way_on"),
    [
        (("run", NAME), OWN),
        (("sweep", NAME, "-g", "target_year=2021,2022"), OWN),
        (("export", "growth_forecasts", "-o", "x.csv"), ELSEWHERE),
        (("export", "growth_forecasts", "-o", "/elsewhere/x.csv"), ELSEWHERE),
    ],
)
def test_where_one_may_not_write_a_way_on_is_named(command, words, way_on):
    done = command(*words)
    assert done.stderr.endswith(way_on)
    assert done.stderr.count("\n") == 1


def test_a_run_names_the_usual_figures_that_have_nothing_to_show(small, command):
    bring_up_to_date(small, NAME, make=with_figure("weo"))
    for name in ("gap.png", "gap.json", "my-own-crop.png"):
        (small / f"figures/{NAME}/{name}").write_text("{}")
    usual = command("run", NAME).stdout
    bring_up_to_date(small, NAME, make=with_figure("weo"), target_year="2023")
    said = command("run", NAME, "-p", "target_year=2023").stdout
    assert "not drawn for lack of rows: 1 of 2 figures (gap)\n" in said
    assert "not drawn" not in usual


def test_a_run_names_the_areas_asked_for_without_rows_in_a_figure_that_depends_on_areas(
    small, command
):
    def make(run, timeout, **how):
        made = canned(run, timeout, "of-areas")
        for name in ("of-all", "of-areas"):
            areas = ["KGZ"] if name == "of-all" or run.slug else ["KAZ", "KGZ"]
            made.files[f"{name}.json"] = json.dumps({"areas": areas}).encode()
            made.files[f"{name}.png"] = b""
        return made

    bring_up_to_date(small, NAME, make=make)
    bring_up_to_date(small, NAME, make=make, areas="KGZ,TJK")
    said = command("run", NAME, "-p", "areas=KGZ,TJK").stdout
    assert "without rows of Tajikistan: of-areas\n" in said
    assert "of Kyrgyzstan" not in said
    bring_up_to_date(small, NAME, make=make, target_year="2023")
    assert "without rows" not in command("run", NAME, "-p", "target_year=2023").stdout


def test_a_sweep_names_of_each_run_the_usual_figures_that_have_nothing_to_show(
    small, command, monkeypatch
):
    bring_up_to_date(small, NAME, make=with_figure("weo"))
    for name in ("gap.png", "gap.json", "my-own-crop.png"):
        (small / f"figures/{NAME}/{name}").write_text("{}")
    monkeypatch.setattr(execute, "execute", with_figure("weo"))
    said = command("sweep", NAME, "--kernels", "-g", "target_year=2022,2023").stdout
    for run in ("target-year-2022", "target-year-2023"):
        (line,) = [line for line in said.splitlines() if line.startswith(run)]
        assert line.endswith(": not drawn for lack of rows: 1 of 2 figures (gap)")


def test_a_sweep_says_how_many_of_its_runs_are_done(small, command, monkeypatch):
    def make(run, timeout, **how):
        if run.values["target_year"] == 2023:
            raise RunError("failed")
        return canned(run, timeout)

    monkeypatch.setattr(execute, "execute", make)
    done = command("sweep", NAME, "--kernels", "-g", "target_year=2021,2022,2023")
    assert f"2 of 3 runs done, summed up in runs/{NAME}/sweep.csv\n" in done.stdout
    done = command("sweep", NAME, "--kernels", "-g", "target_year=2021,2022")
    assert f"2 runs, summed up in runs/{NAME}/sweep.csv\n" in done.stdout


def test_a_call_that_waits_for_another_names_none_of_its_runs(small, command, monkeypatch, caplog):
    caplog.set_level(logging.INFO)

    def wait(planned, report, *how, **more):
        report(planned[0], "waiting", "another is at work")
        return []

    monkeypatch.setattr(engine, "perform", wait)
    command("run", NAME, "--kernels")
    assert caplog.messages == ["another is at work"]


def test_the_time_of_another_call_is_none_of_this_one():
    now = [0.0]
    bar = progress._bar()
    bar.get_time = lambda: now[0]
    tell = progress._live(bar, 1)
    for now[0], outcome in ((1.0, "waiting"), (9.0, "waiting"), (12.0, "succeeded")):
        tell(outcome, outcome)
    assert bar.tasks[0].elapsed == 3


def test_output_that_cannot_be_written_is_one_line():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*PYTHON, "--help"], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1
    assert done.stderr == "heartland: cannot write output: no space left on device\n"


def test_a_file_that_fails_shows_its_traceback_if_asked():
    with Path("/dev/full").open("w") as full:
        failed = subprocess.run(
            [*PYTHON, "-v", "list", "--help"], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert "Traceback (most recent call last):" in failed.stderr
    assert failed.stderr.endswith("heartland: cannot write output: no space left on device\n")


def test_a_mistake_has_no_traceback_though_it_be_asked_for(command_that_logs):
    mistaken = command_that_logs("-v", "describe", "nope")
    assert mistaken.stderr.startswith("heartland: no dataset 'nope'")
    assert mistaken.stderr.count("\n") == 1


# Help


def test_help_teaches(command):
    done = command("--help")
    assert done.returncode == 0
    assert "heartland run 03 -p areas=KGZ" in done.stdout


def test_help_on_a_notebook_explains_its_parameters(command):
    told = command("run", FORECASTS, "--help").stdout
    assert "target_year (int; default 2022): the year that is forecast" in told
    assert "allowed: KAZ, KGZ, TJK, TKM, UZB" in told
    assert "as_of (str" in told
    assert command("run", "-j", "2", "-p", "areas=KGZ", FORECASTS, "--help").stdout == told


@pytest.mark.parametrize(
    "options",
    [["-j4"], ["--jobs=4"], ["-j", "4"], ["--kernels", "-pareas=KGZ"], ["-p", "areas=04"], []],
    ids=" ".join,
)
def test_help_on_a_notebook_is_given_after_any_option(command, options):
    said = command("run", *options, FORECASTS, "--help").stdout
    assert said.startswith(f"Usage: heartland run {FORECASTS} ")


def test_the_value_of_an_option_is_no_notebook_to_explain(command):
    for words in (["run", "-j", "03", "--help"], ["run", "-j03", "--help"]):
        assert command(*words).stdout.startswith("Usage: heartland run [OPTIONS] ")


def test_help_on_a_named_sweep_is_that_of_sweeps(command):
    assert "a named sweep" in command("sweep", "country-briefs", "--help").stdout


def test_a_notebook_without_parameters_has_a_help(small, command):
    path = small / f"notebooks/{NAME}.ipynb"
    text = path.read_text()
    for line in ('areas: list[str] = [\\"KAZ\\", \\"KGZ\\"]', "target_year: int = 2022"):
        assert line in text
        text = text.replace(line, "")
    path.write_text(text)
    done = command("run", NAME, "--help")
    assert done.returncode == 0
    assert f"Parameters of {NAME}" in done.stdout


# What there is


def test_list_describe_and_cite_print_what_there_is(command):
    listed = command("list").stdout
    assert FORECASTS in listed
    assert "growth_forecasts" in listed
    assert "growth_pct (number, percent)" in command("describe", "growth_forecasts").stdout
    assert "World Economic Outlook" in command("cite", "growth_forecasts").stdout


def test_describe_says_how_new_a_table_is(command):
    text = command("describe", "exchange_rates").stdout
    assert re.search(r"80 rows; newest observation 2024; sources read by \d+ \w+ 20\d\d\.", text)
    assert re.search(r"^\d+ rows\.$", command("describe", "areas").stdout, re.MULTILINE)


def test_json_has_all_rows_unless_their_number_is_asked_for(command):
    every = json.loads(command("show", "population", "area=KAZ", "--json").stdout)
    assert len(every) > 20
    assert (
        json.loads(command("show", "population", "area=KAZ", "--json", "-n", "2").stdout)
        == (every[:2])
    )


def test_validate_names_the_place_and_exits_with_1(package, command):
    package("growth_forecasts").plant("growth_forecasts", 12, growth_pct="1,5")
    done = command("validate")
    assert done.returncode == 1
    assert "growth_forecasts.csv, row 12, column growth_pct: '1,5'" in done.stdout
    assert "Traceback" not in done.stderr + done.stdout


def test_the_collection_keeps_every_rule(command):
    done = command("validate")
    assert done.returncode == 0, done.stdout
    assert re.fullmatch(r"\d+ tables checked, no problems found\n", done.stdout)


@pytest.mark.slow
def test_lab_hands_its_options_on_to_jupyterlab():
    done = heartland("lab", "--", "--version")
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"[\d.]+\n", done.stdout)


@pytest.mark.parametrize("collection", [ROOT, None], ids=["this", "without notebooks"])
def test_lab_opens_the_first_notebook_if_there_is_one(package, command, monkeypatch, collection):
    root = collection or package().root
    monkeypatch.chdir(ROOT)  # and back
    started = []
    monkeypatch.setattr(os, "execve", lambda python, words, variables: started.extend(words))
    assert command("--root", str(root), "lab", "--port=8899").returncode == 0
    assert Path.cwd() == root.resolve()
    assert started[1:3] == ["-m", "jupyterlab"]
    assert started[-1] == "--port=8899"
    opened = [word for word in started if "default_url" in word]
    first = "--LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb"
    assert opened == ([first] if collection else [])


# What a call costs

HEAVY = {"pandas", "matplotlib", "plotly", "papermill", "nbclient", "frictionless"}


def test_the_command_imports_nothing_heavy_before_it_is_needed():
    load = "from heartland.cli import OWN, cli; [cli.get_command(None, n) for n in OWN]"
    code = f"import sys, heartland; {load}; print(*sys.modules)"
    done = subprocess.run([PYTHON[0], "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())


def test_what_a_run_says_at_its_end_imports_nothing_heavy():
    code = """
import sys
from heartland.cli import run
from heartland.tables import collection
planned, _ = run._planned(collection.root(), ["01", "02"], {})
run._say_where(collection.root(), planned)
print(*sys.modules)
"""
    done = subprocess.run([PYTHON[0], "-c", code], capture_output=True, text=True, check=True)
    assert "figures/01-trade/" in done.stdout
    assert not HEAVY & set(done.stdout.split())


def test_a_command_imports_the_module_of_no_other():
    load = "from heartland.cli import cli; cli.get_command(None, 'copy')"
    code = f"import sys; {load}; print(*sys.modules)"
    done = subprocess.run([PYTHON[0], "-c", code], capture_output=True, text=True, check=True)
    modules = {name for name in done.stdout.split() if name.startswith("heartland.cli.")}
    assert modules == {"heartland.cli.copy"}


def test_every_command_has_the_name_by_which_it_is_called():
    names = cli.cli.list_commands(None)
    assert [cli.cli.get_command(None, name).name for name in names] == names


def test_the_shell_completes_the_names_of_commands():
    completed = ShellComplete(cli.cli, {}, "heartland", "_HEARTLAND_COMPLETE")
    assert [one.value for one in completed.get_completions([], "re")] == ["refresh-data"]


def processor_seconds(code: str) -> float:
    """The least that a process with this code uses of a processor, of three."""
    used = []
    for _ in range(3):
        before = sum(os.times()[2:4])
        subprocess.run([PYTHON[0], "-c", code], check=True)
        used.append(sum(os.times()[2:4]) - before)
    return min(used)


@pytest.mark.slow
def test_importing_the_library_costs_no_more_than_pandas():
    assert processor_seconds("import heartland") < processor_seconds("import pandas") + 0.05


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("-v", "run"), f"running   {NAME} (started)\nsucceeded {NAME} ("),
        (("run", "-v"), f"running   {NAME} (started)\nsucceeded {NAME} ("),
        (("-q", "run"), ""),
        (("run", "--quiet"), ""),
    ],
)
def test_verbose_tells_when_a_run_begins_and_quiet_only_what_fails_before_the_command_or_after(
    small, command_that_logs, monkeypatch, words, told
):
    monkeypatch.setattr(execute, "in_fork", lambda *_: b"{}")
    done = command_that_logs(*words)
    assert done.returncode == 0
    assert done.stderr.startswith(told)
    assert bool(done.stderr) == bool(told)


def test_what_to_trace_next_is_listed_with_its_address(command, package):
    done = command("trace", "--dataset", "remittances", "--limit", "2")
    assert done.returncode == 0
    assert done.stdout.count("remittances 'area=") == 2
    assert re.findall(r"^    [a-z0-9-]+: http", done.stdout, re.MULTILINE)
    assert re.search(r"2 of \d+ rows to trace: --limit 0 prints all", done.stderr)
    package("remittances", "tracings")
    done = command("trace", "--dataset", "remittances", "--limit", "1", "--json")
    (row,) = json.loads(done.stdout)
    assert set(row) >= {"dataset", "where", "state", "audits", "figures", "source_id", "url"}
    assert row["dataset"] == "remittances"


def test_one_row_that_is_left_to_trace_is_not_called_rows(command, package):
    made = package("population", "tracings")
    made.write("tracings", made.lines("tracings")[:1])
    made.write("population", made.lines("population")[:2])
    assert command("trace", "--dataset", "population").stderr == "1 row to trace\n"


def test_a_tracing_is_recorded_once_and_replaced_only_when_told_to(command, package):
    made = package("population", "tracings")
    made.write("tracings", made.lines("tracings")[:1])
    words = ["trace", "record", "population", "area=KAZ;year=2022", "--on", "2026-11-20"]
    done = command(*words, *AGREES, "--place", "row 5", "--compared", "persons")
    assert done.returncode == 0, done.stderr
    assert "recorded in data/tracings.csv" in done.stdout
    entry = dict(zip(*made.lines("tracings"), strict=True))
    assert (entry["locator"], entry["compared"]) == ("row 5", "persons")

    done = command(*words, *AGREES)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "was already traced on 2026-11-20" in done.stderr
    assert command(*words, *AGREES, "--replace").returncode == 0
    assert len(made.lines("tracings")) == 2


def test_rows_of_a_source_are_recorded_together(command, package):
    made = package("population", "tracings")
    made.write("tracings", made.lines("tracings")[:1])
    words = ["trace", "record", "population", "area=KAZ;source_id=wdi-population", *AGREES]
    alone = command(*words)
    assert alone.returncode == 2
    assert "65 rows of population have" in alone.stderr
    done = command(*words, "--together", "--compared", "persons")
    assert done.returncode == 0, done.stderr
    entry = dict(zip(*made.lines("tracings"), strict=True))
    assert entry["where"] == "area=KAZ;source_id=wdi-population"


def test_years_are_told_as_their_first_and_last(command):
    said = command("run", "02-remittances", "--help").stdout
    assert " to 20" in said and "1992, 1993" not in said


def test_a_group_of_verdicts_is_a_filter_and_the_groups_are_counted(command):
    said = command("claims", "--verdict", "did not hold")
    assert re.search(r"^(\d+) claims: \1 did not hold$", said.stderr, re.MULTILINE)
    assert "contradicted" in said.stdout
    assert "confirmed" not in said.stdout


def test_the_list_of_claims_stops_at_twenty_and_says_how_many_there_are(command):
    said = command("claims")
    assert said.stdout.count("\n") == 20
    all_of_them = command("claims", "-n", "0").stdout.count("\n")
    assert f"20 of {all_of_them} claims: -n 0 prints all" in said.stderr


def test_claims_that_repeat_another_are_counted_apart_on_the_command_line(command):
    judged = claims.judged()
    of_one = judged[judged["area"].str.split(";").map(lambda codes: "TKM" in codes)]
    repeats = of_one["same_as"].ne("").sum()
    said = command("claims", "--area", "Turkmenistan").stderr
    assert said.endswith(f"\n{repeats} of them repeat another\n")
    assert "repeat" not in command("claims", "--verdict", "not checkable", "--area", "TKM").stderr


def test_claims_are_chosen_by_the_name_of_an_area(command):
    said = command("claims", "--area", "Kazakhstan").stdout
    assert said and said == command("claims", "--area", "KAZ").stdout


def test_claims_give_the_sources_of_their_evidence_to_a_reference_manager(command):
    words = ("claims", "--article", "nikkei-outlook-2023", "--verdict", "did not hold")
    held = command(*words, "--format", "json").stdout
    addresses = {url for claim in json.loads(held) for url in claim["evidence_urls"].split()}
    cited = command(*words, "--format", "ris").stdout
    assert addresses
    assert {line[6:] for line in cited.splitlines() if line.startswith("UR")} == addresses


def test_a_claim_that_repeats_another_shows_the_evidence_of_that(command):
    judged = claims.judged()
    own = judged["claim_id"].isin(hl.load("audits")["claim_id"])
    asked = judged["so"].eq("confirmed") & judged["same_as"].ne("") & ~own
    claim = judged[asked].iloc[0]
    words = ("claims", "--article", claim["article_id"])
    rows = json.loads(command(*words, "--format", "json").stdout)
    audits = [row for row in rows if row["claim_id"] == claim["claim_id"]]
    assert all(row["tests"] and row["evidence_urls"] for row in audits)
    shown = command("claims", "show", claim["claim_id"]).stdout
    assert f"repeats {claim['same_as']}, and is judged with it\n" in shown
    assert "\ncontent: confirmed\n" in shown and "\n  > " in shown


def test_the_sources_of_a_repetition_are_those_of_the_first(capsys):
    judged = claims.judged()
    own = judged["claim_id"].isin(hl.load("audits")["claim_id"])
    repeats = judged[judged["outcome"].eq(claims.HELD) & judged["same_as"].ne("") & ~own]
    print_sources(repeats.head(1), "ris")
    assert capsys.readouterr().out.count("\nUR") > 0


def test_columns_without_content_are_shown_only_when_asked_for(command):
    words = ("show", "trade", "area=UZB", "partner=CHN", "start=2020", "-n", "2")
    assert "value_eur_mn" not in command(*words).stdout
    assert "value_eur_mn" in command(*words, "--columns", "all").stdout


def test_numbers_may_be_a_list(command):
    several = command("show", "casualty_reports", "value=1, 225", "--columns", "value", "-n", "0")
    assert {float(one) for one in several.stdout.split()[1:]} == {1, 225}


WITNESS = "Uyghur witness in Urumqi, to Radio Free Asia"


@pytest.mark.parametrize(
    ("dataset", "given", "values"),
    [
        ("casualty_reports", f"reporter={WITNESS}", {WITNESS}),
        ("casualty_reports", f"reporter= {WITNESS.lower()}", {WITNESS}),
        ("casualty_reports", f"reporter=Uyghur sources, {WITNESS}", {WITNESS, "Uyghur sources"}),
        ("conflict_deaths", "area=KAZ, KGZ", {"KAZ", "KGZ"}),
    ],
)
def test_a_cell_that_holds_a_comma_can_be_asked_for(command, dataset, given, values):
    column = given.partition("=")[0]
    shown = command("show", dataset, given, "--json").stdout
    assert {row[column] for row in json.loads(shown)} == values


def test_a_cell_of_a_figure_that_holds_a_comma_can_be_asked_for(command):
    figure, column, cell = next(
        (figure.as_posix(), column, cell)
        for figure in stored_figures()
        for row in json.loads(command("show", figure.as_posix(), "--json").stdout)
        for column, cell in row.items()
        if isinstance(cell, str) and "," in cell
    )
    shown = command("show", figure, f"{column}={cell}", "--json").stdout
    assert {row[column] for row in json.loads(shown)} == {cell}


def test_a_table_on_a_terminal_is_no_wider_than_it(command, monkeypatch):
    words = ("show", "trade", "area=UZB", "partner=CHN", "-n", "3")
    whole = command(*words)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr("heartland.cli.data.sys.stdout.isatty", lambda: True, raising=False)
    narrow = command(*words)
    assert max(map(len, whole.stdout.splitlines())) > 60
    assert max(map(len, narrow.stdout.splitlines())) <= 60
    assert "source_id" in whole.stdout
    assert re.search(
        r"^without .*source_id.*: --columns all or --json prints them$", narrow.stderr, re.M
    )


def test_show_says_how_what_it_leaves_out_and_cuts_is_printed(command):
    words = ("show", "milestones", "milestone_id=1924-national-demarcation")
    assert command(*words, "--columns", "date,area").stderr == ""
    left_out = "without locator, note: --columns all or --json prints them\n"
    cut = "texts are cut at 40 characters: --json prints them whole\n"
    assert command(*words).stderr == left_out + cut
    assert command(*words, "--columns", "title").stderr == cut
