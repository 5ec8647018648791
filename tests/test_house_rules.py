"""What every notebook is: each rule of the house a sentence that says where and what to do, and each shown to fail."""

import ast
import copy
import importlib
import json
import re
import runpy
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pandas as pd
import pytest

from heartland.files import read_json
from heartland.runs import parameters
from heartland.sentences import Finding
from tests.command import environment
from tests.conftest import ROOT

TEMPLATE = ROOT / "notebooks" / "templates" / "notebook.ipynb"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SECTIONS = {  # in this order; what a code cell of each must call
    "## Bottom line": "sentences.Bullets(",
    "## Parameters": "hl.check(",
    "## Uncertainty and competing sources": "",  # words may do
    "## Claims checked here": "claims.claims_table(",
    "## Sources": "hl.cite(",
}

BUTTON = "*Draw with other values*"  # what opens the controls, as a text names it
NUMBER = r"[\d.,]*\d ?(%|(percent|per cent|thousand|million|billion|times)\b)"


def broken(name, nb):
    """What a notebook does against the rules of the house: a sentence each."""
    cells = [
        (n, c["cell_type"], "".join(c["source"]), c["metadata"].get("tags", []), c)
        for n, c in enumerate(nb["cells"], 1)
    ]
    of_code = [*_syntax(cells)] or [*_parameters(name, cells)]  # which reads code that is Python
    return [*_order(cells), *of_code, *_reading(cells), *_stored(nb, cells)]


def _syntax(cells):
    for n, kind, source, _, _ in cells:
        try:
            ast.parse(source if kind == "code" else "")
        except SyntaxError as error:
            yield f"cell {n}, line {error.lineno}: {error.msg}"


def _order(cells):
    if not re.match(r"# .*\?$", cells[0][2].splitlines()[0]):
        yield "cell 1: begin with the title, a question: '# Whose ...?'"
    if re.search(r"\b[Ss]upports\b", cells[0][2]):
        yield "cell 1: 'supports' reads as 'confirms': a notebook checks the claims of an article"
    if not any("hl.byline(" in source for _, kind, source, _, _ in cells if kind == "code"):
        yield "no cell calls hl.byline(...), which says how many rows are read and when they were"
    headings = {}
    for n, kind, source, _, _ in cells:
        headings |= {
            line: n for line in source.splitlines() if kind == "markdown" and line.startswith("## ")
        }
    there = [h for h in headings if h in SECTIONS]
    yield from (f"the section '{h}' is missing" for h in SECTIONS if h not in headings)
    if there != [h for h in SECTIONS if h in headings]:
        yield f"the fixed sections stand in the order {', '.join(there)}: write {', '.join(SECTIONS)}"
    for heading in there:
        end = min([n for n in headings.values() if n > headings[heading]], default=len(cells) + 1)
        inside = [(kind, source) for n, kind, source, _, _ in cells if headings[heading] <= n < end]
        called = (
            any(kind == "code" and SECTIONS[heading] in source for kind, source in inside)
            or not SECTIONS[heading]
        )
        if not called and not (
            heading.startswith("## Claims") and "None in particular" in inside[0][1]
        ):
            yield f"the section '{heading}' has no cell that calls {SECTIONS[heading]}...)"


def _parameters(name, cells):
    tagged = [n for n, _, _, tags, _ in cells if "parameters" in tags]
    if len(tagged) != 1:
        yield f"{len(tagged)} cells carry the tag 'parameters' (JupyterLab: property inspector): exactly one must"
        return
    given = []
    for node in ast.parse(cells[tagged[0] - 1][2]).body:
        line = cells[tagged[0] - 1][2].splitlines()[node.lineno - 1]
        if not isinstance(node, ast.AnnAssign) or "  # " not in line:
            yield f"cell {tagged[0]}: write the parameter as 'name: type = literal  # what it is for', not '{line}'"
            continue
        given.append(node.target.id)
        if node.target.id not in _read(cells):
            yield f"cell {tagged[0]}: no cell reads '{node.target.id}', so that it would change nothing: use it or leave it out"
        if node.target.id not in parameters.RULES:
            yield f"cell {tagged[0]}: no rule says what '{node.target.id}' may be: add one to RULES in lib/heartland/runs/parameters.py"
    after = cells[tagged[0]] if tagged[0] < len(cells) else ("", "", "", [], {})
    call = f'hl.check("{name}", {", ".join(f"{p}={p}" for p in given)})'
    if not _begins_with(after[2], call):
        yield f"cell {tagged[0] + 1}: the cell after the parameters begins with their check: {call}"
    yield from _controls(name, tagged[0], cells)


def _begins_with(source, call):
    """Tell whether the first statement is a call, on however many lines it stands."""
    statements = ast.parse(source).body
    return bool(statements) and ast.dump(statements[0]) == ast.dump(ast.parse(call).body[0])


def _controls(name, parameters_cell, cells):
    """The controls stand right after the check, where they are found, and draw on the first click."""
    if BUTTON not in cells[parameters_cell - 2][2]:
        yield (
            f"cell {parameters_cell - 1}: say above the parameters that all cells are run first "
            f"and then {BUTTON} opens controls, as the template does"
        )
    wanted = f'hl.explore("{name}", '
    place = parameters_cell + 2
    cell = cells[place - 1] if place <= len(cells) else ("", "", "", [], {})
    stored = cell[4].get("outputs") if cell[4] else None
    found = re.sub(r"\(\s+", "(", cell[2], count=1).replace("\n", " ")
    if not found.startswith(wanted) or {*cell[3]} != {"skip-execution", "nbval-skip"} or stored:
        yield (
            f"cell {place}: after the check stands {wanted}...), tagged skip-execution and "
            "nbval-skip, stored without output"
        )


def _read(cells):
    """The names that the code reads, but for the check of the parameters and the controls."""
    trees = (
        ast.parse(source)
        for _, kind, source, tags, _ in cells
        if kind == "code" and "skip-execution" not in tags
    )
    lines = (
        line
        for tree in trees
        for line in tree.body
        if not ast.unparse(line).startswith("hl.check(")
    )
    return {
        node.id
        for line in lines
        for node in ast.walk(line)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def _reading(cells):
    for n, kind, source, _, _ in cells:
        if kind == "markdown" and re.search(r"(?<!\\)\$", source):
            yield f"cell {n}: a dollar sign, which notebooks read as mathematics: write USD or dollars"
        if kind == "markdown" and (said := re.search(NUMBER, re.sub('"[^"]*"', "", source))):
            yield f"cell {n}: '…{said[0]}' in prose outlives its rows: let a title or sentences.Bullets compute it"
        if kind == "code" and (read := re.search(r"\bread_(csv|json|excel)\(", source)):
            yield f"cell {n}: '{read[0]}' reads past the collection: load a dataset by name, hl.load(...)"
    shown = _figures(source for _, kind, source, _, _ in cells if kind == "code")
    yield from (
        f"two figures are called '{one}': the second would overwrite the first"
        for one in sorted({s for s in shown if shown.count(s) > 1})
    )


def _figures(sources):
    """The names under which code cells show figures, in their order."""
    return re.findall(r'hl\.(?:show\(\s*|export\([^"\n]*)"([^"]+)"', "\n".join(sources))


def _stored(nb, cells):
    for n, *_, tags, _ in cells:
        if "hide-input" in tags:
            yield (
                f"cell {n} is tagged hide-input, which neither JupyterLab nor GitHub honours: "
                "move its code to the theme"
            )
    again = "run make refresh, which executes and cleans every notebook"
    outputs = [(n, out) for n, _, _, _, c in cells for out in c.get("outputs", [])]
    if not outputs:
        yield f"stored without outputs: {again}"
    yield from (
        f"cell {n} is stored with an error or a warning: mend it, then {again}"
        for n, o in outputs
        if o["output_type"] == "error" or o.get("name") == "stderr"
    )
    if {"papermill", "widgets"} & set(nb["metadata"]) or nb["metadata"].get("language_info") != {
        "name": "python"
    }:
        yield f"stored with metadata that change from run to run: {again}"
    for n, more in [(n, ", ".join(sorted(set(c["metadata"]) - {"tags"}))) for n, *_, c in cells]:
        if more:
            yield f"cell {n} is stored with the metadata {more}: {again}; what is left then, delete in JupyterLab's property inspector"
    if str(ROOT) in json.dumps(nb):
        yield f"holds '{ROOT}', a path of this machine: write paths from the collection's root"
    ids = [c.get("id") for *_, c in cells]
    if len(ids) != len(set(ids)):
        yield f"two cells have one id: {again}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_keeps_the_rules_of_the_house(path):
    found = broken(path.stem, read_json(path))
    if found:
        pytest.fail("\n".join([path.name, *found]), pytrace=False)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_has_a_theme_and_cases_of_what_its_figures_claim(path):
    theme = path.stem[3:].replace("-", "_")
    code = ROOT / "lib" / "heartland_themes" / f"{theme}.py"
    cases = ROOT / "tests" / "themes" / f"{theme}.py"
    if not code.exists():
        pytest.fail(
            f"{path.name}: write {code.name}, a copy of notebooks/templates/theme.py", pytrace=False
        )
    if not cases.exists():
        pytest.fail(
            f"{path.name}: write tests/themes/{cases.name}, a copy of notebooks/templates/cases.py",
            pytrace=False,
        )


def unpaired(nb, checks):
    """Figures without a check and checks without a figure: a sentence each."""
    shown = _figures("".join(c["source"]) for c in nb["cells"] if c["cell_type"] == "code")
    return [
        *(f"no check of '{one}': write it into CHECKS" for one in shown if one not in checks),
        *(
            f"CHECKS has '{one}', which no cell shows: call it as the figure is called now, "
            "in FINDINGS too, or delete it"
            for one in checks
            if one not in shown
        ),
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_each_figure_has_a_check_and_each_check_a_figure(path):
    theme = path.stem[3:].replace("-", "_")
    if not (ROOT / "tests" / "themes" / f"{theme}.py").exists():
        pytest.skip("another test names the cases that are missing")
    checks = importlib.import_module(f"tests.themes.{theme}").CHECKS
    found = unpaired(read_json(path), checks)
    if found:
        pytest.fail("\n".join([f"{path.name}, tests/themes/{theme}.py", *found]), pytrace=False)


def test_a_figure_that_was_renamed_in_its_notebook_alone_is_named():
    sources = ['hl.show("index", draw, rows)', 'hl.show(\n    "map",\n    draw,\n    rows)']
    nb = {"cells": [{"cell_type": "code", "source": [source]} for source in sources]}
    assert unpaired(nb, {"index": print, "map": print}) == []
    assert unpaired(nb, {"index": print, "plan": print}) == [
        "no check of 'map': write it into CHECKS",
        "CHECKS has 'plan', which no cell shows: call it as the figure is called now, "
        "in FINDINGS too, or delete it",
    ]


SHARED = {"__init__", "names"}  # modules beside the themes and cases that are of no notebook


def without_notebook(root):
    """What is left of notebooks that were deleted or renamed: a sentence for each file or folder."""
    stems = {path.stem for path in (root / "notebooks").glob("*.ipynb")}
    themes = {stem[3:].replace("-", "_") for stem in stems}
    code = [*root.glob("lib/heartland_themes/*.py"), *root.glob("tests/themes/*.py")]
    places = [path for path in code if path.stem.removeprefix("test_") not in themes | SHARED]
    places += [path for path in root.glob("figures/*") if path.is_dir() and path.name not in stems]
    return [
        f"{place.relative_to(root).as_posix()}: its notebook is not there: delete this too, "
        "or rename it as the notebook was"
        for place in sorted(places)
    ]


def test_nothing_is_left_of_a_notebook_that_was_deleted():
    left = without_notebook(ROOT)
    if left:
        pytest.fail("\n".join(left), pytrace=False)


def test_what_a_deleted_notebook_leaves_is_named(tmp_path):
    for file in (
        "notebooks/01-trade.ipynb",
        "lib/heartland_themes/trade.py",
        "lib/heartland_themes/population.py",
        "tests/themes/names.py",
        "tests/themes/test_population.py",
        "figures/01-trade/total.png",
        "figures/13-population/index.png",
        "figures/PLATFORM",
    ):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    assert [sentence.partition(":")[0] for sentence in without_notebook(tmp_path)] == [
        "figures/13-population",
        "lib/heartland_themes/population.py",
        "tests/themes/test_population.py",
    ]


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """The template as a notebook of a copied collection, executed as a newcomer would."""
    there = tmp_path_factory.mktemp("newcomer") / "heartland"
    for folder in ("data", "lib"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, there / folder, ignore=ignore)
    shutil.copy(ROOT / "requirements.lock", there)
    shutil.copy(TEMPLATE.with_name("theme.py"), there / "lib" / "heartland_themes" / "template.py")
    (there / "notebooks").mkdir()
    (there / "notebooks" / "00-template.ipynb").write_text(
        TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8"
    )
    done = _python(there, "-m", "heartland", "run", "00-template")
    assert done.returncode == 0, done.stderr
    return there


def _python(folder, *words):
    """Call Python in a copied collection, with the code of the copy."""
    env = environment(PYTHONPATH=str(folder / "lib"))
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)


@pytest.mark.slow
def test_the_template_passes_the_tests_that_the_guide_names_for_a_notebook(template):
    shutil.copytree(
        ROOT / "tests", template / "tests", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(TEMPLATE.with_name("cases.py"), template / "tests" / "themes" / "template.py")
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, template)
    words = ["tests/test_notebooks.py", "-k", "00-template", "-m", "not attack", "-n", "0"]
    done = _python(template, "-m", "pytest", *words, "-p", "no:nbval", "--override-ini", "addopts=")
    assert done.returncode == 0, done.stdout


def test_the_template_runs_and_keeps_the_rules_of_the_house(template):
    assert (
        broken(
            "00-template",
            read_json(template / "build" / "notebooks" / "00-template.ipynb"),
        )
        == []
    )


def test_the_cases_of_the_template_hold_for_it_and_can_fail(template):
    cases = runpy.run_path(str(TEMPLATE.with_name("cases.py")))
    theme = runpy.run_path(str(TEMPLATE.with_name("theme.py")))
    rows = pd.read_csv(template / "figures" / "00-template" / "population-index.csv")
    finding = theme["slowest_growth"](rows)
    cases["CHECKS"]["population-index"](finding, rows)
    cases["FINDINGS"]({"population-index": SimpleNamespace(title=finding.text)})
    other = Finding(finding.text, {**finding.facts, "name": "Uzbekistan"})
    with pytest.raises(AssertionError):
        cases["CHECKS"]["population-index"](other, rows)


def _cell(nb, words):
    return next(c for c in nb["cells"] if words in "".join(c["source"]))


def _write(nb, words, new):
    _cell(nb, words)["source"] = new


def _swap(nb, one, two):
    a, b = (
        next(n for n, c in enumerate(nb["cells"]) if "".join(c["source"]).startswith(words))
        for words in (one, two)
    )
    nb["cells"][a], nb["cells"][b] = nb["cells"][b], nb["cells"][a]


MISTAKES = [
    ("cell 1: begin with the title, a question", lambda nb: _write(nb, "# Whose", "# Population")),
    (
        "cell 1: 'supports' reads as 'confirms'",
        lambda nb: _write(nb, "# Whose", "# Whose?\n\nSupports `ctta-2023`."),
    ),
    (
        "no cell calls hl.byline(",
        lambda nb: _write(nb, "hl.byline(", 'population = hl.load("population")'),
    ),
    ("the section '## Sources' is missing", lambda nb: _write(nb, "## Sources", "## Literature")),
    (
        "the fixed sections stand in the order ## Parameters",
        lambda nb: _swap(nb, "## Bottom line", "## Parameters"),
    ),
    (
        "the section '## Sources' has no cell that calls hl.cite(",
        lambda nb: _write(nb, "hl.cite(", "rows"),
    ),
    (
        "the section '## Claims checked here' has no cell that calls claims.claims_table(",
        lambda nb: _write(nb, "claims.claims_table(", "rows"),
    ),
    (
        "0 cells carry the tag 'parameters'",
        lambda nb: _cell(nb, "areas: list")["metadata"].update(tags=[]),
    ),
    ("line 2: '[' was never closed", lambda nb: _write(nb, "areas: list", "\nareas = [")),
    ("line 3: invalid syntax", lambda nb: _write(nb, "hl.byline(", "x = 1\n\ny = = 2")),
    (
        "write the parameter as 'name: type = literal",
        lambda nb: _write(nb, "areas: list", "areas = ['KAZ']"),
    ),
    (
        "write the parameter as 'name: type = literal",
        lambda nb: _write(nb, "areas: list", "start: int = 1991"),
    ),
    (
        "no rule says what 'river' may be: add one to RULES",
        lambda nb: _write(nb, "areas: list", 'river: str = "Ili"  # which'),
    ),
    (
        "say above the parameters that all cells are run first",
        lambda nb: _write(nb, "## Parameters", "## Parameters\n\nEdit them."),
    ),
    (
        "the cell after the parameters begins with their check",
        lambda nb: _write(nb, "hl.check(", 'hl.check("00-template")'),
    ),
    (
        "after the check stands hl.explore(",
        lambda nb: _write(nb, "hl.explore(", 'hl.explore("06-smartphones", draw)'),
    ),
    (
        "after the check stands hl.explore(",
        lambda nb: _cell(nb, "hl.explore(")["metadata"].update(tags=[]),
    ),
    (
        "a dollar sign, which notebooks read as mathematics",
        lambda nb: _write(nb, "Then say", "It cost $5 billion."),
    ),
    (
        "two figures are called 'population-index'",
        lambda nb: _write(nb, "hl.table(", 'hl.show("population-index", draw, rows)'),
    ),
    (
        "two figures are called 'population-index'",
        lambda nb: _write(nb, "hl.table(", 'hl.export(draw(rows), "population-index", rows)'),
    ),
    (
        "no cell reads 'as_of', so that it would change nothing",
        lambda nb: _write(nb, "areas: list", 'as_of: str = "2026"  # known by'),
    ),
    (
        "'…19 percent' in prose outlives its rows",
        lambda nb: _write(nb, "Then say", "Kazakhstan grew by 19 percent."),
    ),
    (
        "'…1.9%' in prose outlives its rows",
        lambda nb: _write(nb, "Then say", "Kazakhstan grew by 1.9%."),
    ),
    (
        "'read_csv(' reads past the collection",
        lambda nb: _write(nb, "hl.table(", 'pd.read_csv("../data/trade.csv")'),
    ),
    (
        "stored without outputs: run make refresh",
        lambda nb: [c.update(outputs=[]) for c in nb["cells"] if c["cell_type"] == "code"],
    ),
    (
        "is stored with an error or a warning",
        lambda nb: _cell(nb, "hl.cite(")["outputs"].append(
            {"output_type": "stream", "name": "stderr", "text": "x"}
        ),
    ),
    ("stored with metadata that change", lambda nb: nb["metadata"].update(papermill={})),
    (
        "cell 3 is stored with the metadata execution",
        lambda nb: nb["cells"][2]["metadata"].update(execution={}),
    ),
    (
        "cell 3 is stored with the metadata scrolled",
        lambda nb: nb["cells"][2]["metadata"].update(scrolled=True),
    ),
    ("a path of this machine", lambda nb: _write(nb, "Then say", f"{ROOT}/data")),
    ("two cells have one id", lambda nb: nb["cells"][1].update(id=nb["cells"][0]["id"])),
]


@pytest.mark.parametrize(
    ("words", "spoil"), MISTAKES, ids=[f"{n}: {w}" for n, (w, _) in enumerate(MISTAKES)]
)
def test_each_rule_can_fail_and_says_what_to_do(template, words, spoil):
    nb = copy.deepcopy(read_json(template / "build" / "notebooks" / "00-template.ipynb"))
    spoil(nb)
    assert any(words in one for one in broken("00-template", nb)), broken("00-template", nb)
