"""The command line as its user types it: words, exit codes, never a traceback."""

import json
import logging
import os
import re
import subprocess
from pathlib import Path

import pytest

import heartland as hl
from heartland import claims
from heartland.errors import RunError
from heartland.runs import execute
from heartland.stored_figures import figure_path
from tests.command import PYTHON
from tests.conftest import ROOT
from tests.runs.collection import NAME, bring_up_to_date, canned, with_figure, write_notebook

FORECASTS = "03-growth-forecasts"
AGREES = ["--outcome", "agrees", "--to", "example.org/page"]
WRONG = [
    (["rnu"], "no command 'rnu'. Did you mean 'run'?"),
    (["run", "03-grwoth"], "did you mean '03-growth-forecasts'"),
    (["sweep", "country-breifs", "--help"], "did you mean 'country-briefs'"),
    (
        ["run", FORECASTS, "-p", "target_year=1980"],
        "target_year: '1980' is not in the data; there are 1993 to ",
    ),
    (
        ["run", "01-trade", "-p", "flow=exports", "-p", "flow=imports"],
        "-p flow: is given twice: give it once",
    ),
    (
        ["sweep", "01-trade", "-g", "flow=exports", "-p", "flow=imports"],
        "flow: has values in the grid and 'imports' too",
    ),
    (["claims", "--article", "rusi"], "article_id 'rusi'. Did you mean 'rusi-dsr-2022'?"),
    (["claims", "--article", "nikki"], "; there are nikkei-outlook-2023, nikkei-perils-2022, nik"),
    (["claims", "ctta-2023-4-b"], "one claim is shown by heartland claims show ctta-2023-4-b"),
    (["claims", "--theme", "a\nb"], "no claim has theme 'a\\nb'"),
    (
        ["cite", "kaz-bns-trade-2022-2023"],
        "'kaz-bns-trade-2022-2023' is a source: write heartland cite sources source_id=kaz-bns",
    ),
    (
        ["claims", "--verdict", "wrong"],
        "no claim has verdict 'wrong'; there are close, confirmed, ",
    ),
    (["cite", "areas"], "these rows of areas name no sources"),
    (["show", "trade", "Kazakhstan"], "Kazakhstan: write COLUMN=VALUE, for instance area="),
    (
        ["show", "casualty_reports", "value=1,225"],
        "casualty_reports has no value '1,225': write 1225, without a separator",
    ),
    (["show", "trade", "-n", "-5"], "-5 is not in the range x>=0"),
    (["export", "areas", "-o", str(ROOT / "data")], "the folder of the tables takes nothing else"),
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
    (["--root", "/", "list"], "no collection here"),
]


@pytest.mark.parametrize(("words", "told"), WRONG, ids=lambda value: str(value)[:60])
def test_wrong_usage_is_one_line_and_exit_code_2(command, words, told):
    done = command(*words)
    assert done.returncode == 2
    assert done.stderr.startswith("heartland: ")
    assert told.lower() in done.stderr.lower()
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_root_that_is_not_there_is_not_looked_for_above(command, monkeypatch):
    monkeypatch.setenv("HEARTLAND_ROOT", str(ROOT / "misspelt"))
    done = command("list")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "HEARTLAND_ROOT: there is no folder '" in done.stderr


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


def test_a_notebook_that_cannot_be_read_fails_alone_and_by_itself_in_one_line(
    cut_short, command, caplog
):
    done = command("run")
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
    done = command("run", "05")
    assert done.returncode == 2
    assert done.stderr.startswith("heartland: 05-unclosed.ipynb, parameters cell, line 1: '['")
    assert done.stderr.count("\n") == 1


def test_a_run_with_other_parameters_says_how_its_figure_is_opened(small, command):
    bring_up_to_date(small, NAME, target_year="2023")
    said = command("run", NAME, "-p", "target_year=2023").stdout
    place = re.search(r"^next: heartland open (runs/.*/imf\.png)$", said, flags=re.M)[1]
    assert figure_path(place, ".png") == small / place
    assert "1 figure in runs/" in said


def test_a_run_with_other_parameters_opens_the_first_figure_that_its_notebook_names(small, command):
    write_notebook(small, NAME, 'hl.export(fig, "the-lead")', 'hl.export(fig, "and-more")')

    def make(run, timeout, **how):
        made = canned(run, timeout, "and-more")
        made.files.update(canned(run, timeout, "the-lead").files)
        made.files.update(canned(run, timeout, "a-third").files)
        return made

    bring_up_to_date(small, NAME, make=make, target_year="2023")
    said = command("run", NAME, "-p", "target_year=2023").stdout
    assert said.splitlines()[-1].endswith("/the-lead.png")


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


def test_a_sweep_says_how_many_of_its_runs_are_done(small, command, monkeypatch):
    def make(run, timeout, **how):
        if run.values["target_year"] == 2023:
            raise RunError("failed")
        return canned(run, timeout)

    monkeypatch.setattr(execute, "execute", make)
    done = command("sweep", NAME, "-g", "target_year=2021,2022,2023")
    assert f"2 of 3 runs done, summed up in runs/{NAME}/sweep.csv\n" in done.stdout
    done = command("sweep", NAME, "-g", "target_year=2021,2022")
    assert f"2 runs, summed up in runs/{NAME}/sweep.csv\n" in done.stdout


@pytest.mark.slow
def test_output_that_cannot_be_written_is_one_line():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*PYTHON, "--help"], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1
    assert done.stderr == "heartland: cannot write output: no space left on device\n"


# Help


def test_help_on_a_notebook_explains_its_parameters(command):
    told = command("run", FORECASTS, "--help").stdout
    assert "target_year (int; default 2022): the year that is forecast" in told
    assert "allowed: KAZ (Kazakhstan); KGZ (" in told
    assert "as_of (str" in told
    assert command("run", "-j", "2", "-p", "areas=KGZ", FORECASTS, "--help").stdout == told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nosuch", "--help"], "no notebook 'nosuch'"),
        ([FORECASTS, "--kernels"], "'--kernels' is gone: call papermill"),
        ([FORECASTS, "-f", "mine.yml"], "'-f' is gone: write -p NAME=VALUE"),
    ],
)
def test_run_says_what_is_not_there_and_what_to_write(command, words, told):
    done = command("run", *words)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


# What there is


@pytest.mark.slow
def test_list_describe_and_cite_print_what_there_is_and_fit_the_terminal(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    listed = command("list").stdout
    assert FORECASTS in listed
    assert re.search(r"^conflict_deaths +\d+ +1991–\d+ +1  Deaths in", listed, flags=re.M)
    assert max(map(len, listed.splitlines())) <= 80
    assert "growth_pct (number, percent)" in command("describe", "growth_forecasts").stdout
    assert "World Economic Outlook" in command("cite", "growth_forecasts").stdout


def test_validate_names_the_place_and_exits_with_1(package, command):
    package("growth_forecasts").plant("growth_forecasts", 12, growth_pct="1,5")
    done = command("validate")
    assert done.returncode == 1
    assert "growth_forecasts.csv, row 12, column growth_pct: '1,5'" in done.stdout
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.slow
def test_the_collection_keeps_every_rule(command):
    done = command("validate")
    assert done.returncode == 0, done.stdout
    assert re.fullmatch(r"\d+ tables checked, no problems found\n", done.stdout)


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


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("-v", "run"), f"running   {NAME} (started)\nsucceeded {NAME} ("),
        (("-q", "run"), ""),
    ],
)
def test_verbose_tells_when_a_run_begins_and_quiet_only_what_fails(
    small, command_that_logs, monkeypatch, words, told
):
    monkeypatch.setattr(execute, "in_process", lambda *_: b"{}")
    done = command_that_logs(*words)
    assert done.returncode == 0
    assert done.stderr.startswith(told)
    assert bool(done.stderr) == bool(told)


def test_what_to_trace_next_is_listed_with_its_address(command):
    done = command("trace", "--dataset", "remittances", "--limit", "2")
    assert done.returncode == 0
    assert done.stdout.count("remittances 'area=") == 2
    assert re.findall(r"^    [a-z0-9-]+:\s+http", done.stdout, re.MULTILINE)
    assert re.search(r"2 of \d+ rows to trace: --limit 0 prints all", done.stderr)


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


def test_a_group_of_verdicts_is_a_filter_and_the_groups_are_counted(command):
    said = command("claims", "--verdict", "did not hold")
    assert re.search(r"^(\d+) claims: \1 did not hold$", said.stderr, re.MULTILINE)
    assert "contradicted" in said.stdout
    assert "confirmed" not in said.stdout


def test_claims_that_repeat_another_are_counted_apart_on_the_command_line(command):
    judged = claims.judged()
    of_one = judged[judged["area"].str.split(";").map(lambda codes: "TKM" in codes)]
    repeats = of_one["same_as"].ne("").sum()
    said = command("claims", "--area", "Turkmenistan").stderr
    assert said.endswith(f"\n{repeats} of them repeat another\n")
    assert "repeat" not in command("claims", "--verdict", "not checkable", "--area", "TKM").stderr


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


def test_numbers_may_be_a_list(command):
    several = command("show", "casualty_reports", "value=1, 225", "--columns", "value", "-n", "0")
    assert {float(one) for one in several.stdout.split()[1:]} == {1, 225}


ADDRESS = r"https?://\S+"
WITNESS = "Uyghur witness in Urumqi, to Radio Free Asia"


@pytest.mark.parametrize(
    ("dataset", "given", "values"),
    [
        ("casualty_reports", f"reporter={WITNESS}", {WITNESS}),
        ("casualty_reports", f"reporter=Uyghur sources, {WITNESS}", {WITNESS, "Uyghur sources"}),
        ("conflict_deaths", "area=KAZ, KGZ", {"KAZ", "KGZ"}),
    ],
)
def test_a_cell_that_holds_a_comma_can_be_asked_for(command, dataset, given, values):
    column = given.partition("=")[0]
    shown = command("show", dataset, given, "--json").stdout
    assert {row[column] for row in json.loads(shown)} == values


def test_what_is_shown_and_what_is_left_out_fit_the_width_of_the_terminal(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    for words in (("show", "casualty_reports", "event_id=KAZ-2022-01"), ("describe", "trade")):
        said = command(*words)
        lines = [*said.stdout.splitlines(), *said.stderr.splitlines()]
        assert len(lines) > 5 and max(map(len, lines)) <= 80
    monkeypatch.setenv("COLUMNS", "0")  # as where it is not set
    assert "reporter_kind" in command("show", "casualty_reports").stdout


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        ("remittances area=KGZ year=2023", "value_usd_mn measure reporter period partner"),
        (
            "casualty_reports event_id=KAZ-ZHANAOZEN-2011-12 measure=killed",
            "value reporter counted_on low high",
        ),
        ("growth_forecasts area=KGZ target_year=2022 publisher=IMF", "vintage growth_pct kind"),
        ("every-april", "area target_year growth_pct outturn_pct error_pp"),
        ("counts-by-event", "event_id side value reporter"),
        ("chinese_finance", "area period value_usd_mn dataset"),
        ("opinion_polls", "area period pollster about answer share_pct"),
        ("other_figures", "area period measure unit value"),
        ("security_incidents", "start area measure value reporter"),
        ("claims", "claim_id statement value"),
    ],
)
def test_a_narrow_terminal_shows_the_numbers_and_who_says_them_when(
    command, monkeypatch, words, needed
):
    monkeypatch.setenv("COLUMNS", "80")
    said = command("show", *words.split())
    assert max(map(len, [*said.stdout.splitlines(), *said.stderr.splitlines()])) <= 80
    once, _, table = said.stdout.rpartition("\n\n")
    assert set(needed.split()) <= set(table.splitlines()[0].split())
    for given in words.split()[1:]:
        column, _, value = given.partition("=")
        assert column == "year" or f"{column}: {value}" in once


def test_one_row_is_told_whole_and_its_number_is_in_the_table(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    told = command("rivals", "level-with-russia", "area=KAZ", "year=2021")
    once, table = told.stdout.partition("other counts of the same:\n")[2].split("\n\n")
    assert "partner: CHN; flow: turnover" in once
    assert table.splitlines()[0].split() == ["date", "period", "reporter", "value_usd_mn"]
    assert "--columns" not in command("rivals", "forecast-paths", "area=KGZ").stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        "claims",
        "claims show nikkei-outlook-2023-12-b",
        "known KGZ --theme growth --on 2022-06",
        "next",
        "run 03 --help",
        "trace",
    ],
)
def test_sentences_fit_the_width_of_the_terminal_and_addresses_are_whole(
    command, monkeypatch, words
):
    monkeypatch.setenv("COLUMNS", "80")
    said = command(*words.split())
    lines = [*said.stdout.splitlines(), *said.stderr.splitlines()]
    too_long = [line for line in lines if len(line) > 80]
    assert len(lines) > 5
    assert all("http" in line or "_id=" in line for line in too_long)
    monkeypatch.setenv("COLUMNS", "0")
    whole = command(*words.split()).stdout
    assert re.findall(ADDRESS, whole) == re.findall(ADDRESS, said.stdout)
