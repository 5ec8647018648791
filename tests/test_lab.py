"""JupyterLab in a real browser, as `make lab` opens it: open, run, save, move a control, export, and git sees no change.

Three notebooks are driven, of different kinds; that opening changes nothing is seen of two in CI, and of all in `make attack`.
"""

import os
import re
import shutil
import subprocess
import sys
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

from tests.browser import watching
from tests.command import tracked
from tests.conftest import ROOT

EVERY = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
DRIVEN = [
    name if name[:2] in ("00", "10") else pytest.param(name, marks=pytest.mark.attack)
    for name in EVERY
]
EXPLORED = [
    ("01-trade", "level-with-russia", "start", "2015"),
    ("04-casualties", "counts-by-event", "harm", "injured"),
    ("08-sco", "share-of-world", "end", "2016"),
]
# JupyterLab's own: it asks for a picture once before it knows its address, and closes a kernel that its debugger still asks.
OWN = re.compile(r"/figures/\S+\.png answered 404|Failed to load resource|debugger state")
SESSION = "jupyterapp.shell.currentWidget?.sessionContext"


FIRST = "00-start-here"


def environment(checkout):
    """Nobody's settings, nobody's servers, and the library of the copy."""
    homes = ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HEARTLAND_", "JUPYTER"))}
    kept |= {name: str(checkout.parent / name) for name in homes}
    return kept | {"PYTHONPATH": str(checkout / "lib")}


def git(folder, *command):
    me = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
    return subprocess.run(
        ["git", "-C", folder, *me, *command], check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A folder that holds the files of this one as they are, changes that are not committed included."""
    copy = tmp_path_factory.mktemp("lab") / "heartland"
    for name in tracked(ROOT):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def checkout(copy):
    """The same as a repository, in which a notebook was run and stored."""
    command = [sys.executable, "-m", "heartland", "run", FIRST]
    subprocess.run(command, cwd=copy, env=environment(copy), check=True, capture_output=True)
    shutil.copy(copy / "build" / "notebooks" / f"{FIRST}.ipynb", copy / "notebooks")
    git(copy, "init", "-q")
    git(copy, "add", ".")
    git(copy, "commit", "-qm", "as it is")
    return copy


@pytest.fixture(scope="module")
def address(copy):
    """What `heartland lab`, run in the copy, tells a browser to open."""
    opened = copy.parent / "opened"
    browser = f"""{sys.executable} -c "import pathlib, sys; pathlib.Path('{opened}').write_text(sys.argv[1])" %s"""
    options = ["--port=0", "--ServerApp.use_redirect_file=False", f"--ServerApp.browser={browser}"]
    (copy.parent / "own.py").write_text("of_the_user = 1\n", encoding="utf-8")
    variables = environment(copy) | {"PYTHONSTARTUP": str(copy.parent / "own.py")}
    shown = "--LabApp.expose_app_in_browser=True"
    command = [sys.executable, "-m", "heartland", "lab", *options, shown]
    with (copy.parent / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=copy, env=variables, stdout=log, stderr=log)
    try:
        for _ in range(600):
            if opened.exists() and opened.read_text():
                break
            assert process.poll() is None, (copy.parent / "log").read_text()
            time.sleep(0.1)
        yield opened.read_text()
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def lab(chromium, checkout, address):
    """JupyterLab in the browser, ready, with the notebook open that it opened by itself."""
    with watching(chromium) as seen:
        page = seen.open(address)
        page.wait_for_function("window.jupyterapp", timeout=60_000)
        page.evaluate("jupyterapp.restored.then(() => true)")
        page.wait_for_function(f"{SESSION}?.path === 'notebooks/{FIRST}.ipynb'", timeout=60_000)
        yield page
        seen.trouble[:] = [line for line in seen.trouble if not OWN.search(line)]


def run_all(page, path):
    """Open a notebook from the menu's commands, run all its cells, and return it as JSON when its kernel is idle."""
    page.evaluate(
        "path => jupyterapp.commands.execute('docmanager:open', {path}).then(() => true)", path
    )
    page.wait_for_function(
        f"{SESSION}?.path === '{path}' && {SESSION}.session?.kernel?.status === 'idle'",
        timeout=60_000,
    )
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    count = "jupyterapp.shell.currentWidget.content.model.cells"
    done = f"(() => {{ for (const c of {count}) if (c.type === 'code' && !c.executionCount) return false; return true }})()"
    page.wait_for_function(f"{done} && {SESSION}.session.kernel.status === 'idle'", timeout=120_000)
    return page.evaluate("jupyterapp.shell.currentWidget.content.model.toJSON()")


def complaints(notebook):
    """Errors and whatever was written to stderr."""
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    return [o for o in outputs if o["output_type"] == "error" or o.get("name") == "stderr"]


def close(page):
    page.evaluate(
        f"{SESSION}.shutdown().then(() => jupyterapp.shell.currentWidget.dispose()).then(() => true)"
    )


def written(checkout, code):
    """A notebook of one's own, in the folder that git ignores; its path."""
    cells = [new_code_cell(line, metadata={"tags": ["raises-exception"]}) for line in code]
    (checkout / "build").mkdir(exist_ok=True)
    nbformat.write(
        new_notebook(
            cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        ),
        checkout / "build" / "own.ipynb",
    )
    return "build/own.ipynb"


def cells(page):
    return page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell")


@pytest.mark.parametrize(("name", "figure", "control", "value"), EXPLORED)
def test_a_notebook_runs_top_to_bottom_and_its_figures_can_be_explored_and_exported(
    lab, checkout, name, figure, control, value
):
    assert complaints(run_all(lab, f"notebooks/{name}.ipynb")) == []
    cell = cells(lab).filter(has_text="hl.explore()")
    cell.scroll_into_view_if_needed()
    cell.get_by_label("figure").select_option(figure)
    picture = cell.locator("img")
    expect(picture).to_have_attribute("alt", re.compile("."))
    before = picture.get_attribute("alt")
    cell.get_by_label(control, exact=True).select_option(value)
    expect(picture).to_have_attribute("alt", re.compile(f"^(?!{re.escape(before)}$)"))
    assert picture.evaluate("image => image.naturalWidth") == 1600

    lab.evaluate("jupyterapp.shell.collapseLeft()")
    lab.set_viewport_size({"width": 400, "height": 900})
    lab.wait_for_function(
        "document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden)').clientWidth < 400"
    )
    panel = cell.locator(".jp-OutputArea-output").first.bounding_box()
    for whole in (picture, cell.get_by_label("figure")):
        shown = whole.bounding_box()
        assert panel["x"] <= shown["x"]
        assert shown["x"] + shown["width"] <= panel["x"] + panel["width"]
        assert shown["width"] > 180
    lab.set_viewport_size({"width": 1280, "height": 900})

    cell.get_by_role("button", name="Export").click()
    expect(cell.get_by_text(f"/build/figures/{name}/")).to_be_visible()
    close(lab)
    made = (checkout / "build" / "figures" / name).glob(f"*/{figure}.*")
    assert sorted(file.suffix for file in made) == [".csv", ".json", ".png", ".svg"]
    assert git(checkout, "status", "--porcelain") == ""


def test_a_notebook_that_was_run_is_not_saved_by_itself(lab):
    """JupyterLab saves every two minutes unless told otherwise, and then a reader who only looks has changed eleven files."""
    assert (
        lab.evaluate(
            "jupyterapp.serviceManager.settings.fetch('@jupyterlab/docmanager-extension:plugin').then(s => s.schema.properties.autosave.default)"
        )
        is False
    )


def opened(page, path):
    """Open a notebook and wait until its kernel is idle and JupyterLab has nothing more to write into it."""
    page.evaluate(
        "path => jupyterapp.commands.execute('docmanager:open', {path}).then(() => true)", path
    )
    page.wait_for_function(
        f"{SESSION}?.path === '{path}' && {SESSION}.session?.kernel?.status === 'idle'",
        timeout=60_000,
    )
    page.wait_for_timeout(2000)


def dirty(page):
    return page.evaluate("jupyterapp.shell.currentWidget.context.model.dirty")


def save(page):
    page.evaluate("jupyterapp.commands.execute('docmanager:save').then(() => true)")


@pytest.mark.kernel
def test_the_address_opens_the_start_notebook(address):
    assert f"/lab/tree/notebooks/{FIRST}.ipynb" in address


@pytest.mark.parametrize("name", DRIVEN)
def test_opening_a_notebook_changes_nothing(lab, checkout, name):
    opened(lab, f"notebooks/{name}.ipynb")
    assert not dirty(lab)
    save(lab)
    assert git(checkout, "diff") == ""
    close(lab)


def test_saving_a_notebook_that_was_run_leaves_an_empty_diff(lab, checkout):
    run_all(lab, f"notebooks/{FIRST}.ipynb")
    assert dirty(lab)
    save(lab)
    changed = [line[:200] for line in git(checkout, "diff").splitlines() if line[:1] in "+-"]
    assert changed == []
    close(lab)


def test_a_bad_parameter_is_told_on_the_screen(lab, checkout):
    name = "03-growth-forecasts"
    opened(lab, f"notebooks/{name}.ipynb")
    lab.evaluate("""() => { for (const cell of jupyterapp.shell.currentWidget.content.model.cells)
        if ((cell.getMetadata("tags") || []).includes("parameters"))
            cell.sharedModel.setSource(cell.sharedModel.getSource().replace("int = 2022", "int = 1980")); }""")
    lab.evaluate("jupyterapp.commands.execute('notebook:run-all-cells').then(() => true)")
    message = cells(lab).get_by_text("'1980' is not in the data")
    expect(message).to_be_in_viewport()
    lab.wait_for_timeout(1500)  # JupyterLab's own scrolling is over
    expect(message).to_be_in_viewport()
    close(lab)


def execute(page, code):
    """Execute code in the kernel of the open notebook; return what it prints and what fails."""
    return page.evaluate(
        """async code => {
            const asked = jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({code});
            const said = [];
            asked.onIOPub = ({content}) => said.push(content.text || content.evalue || "");
            await asked.done;
            return said.join("");
        }""",
        code,
    )


def test_an_edited_theme_takes_effect_in_a_running_kernel(lab, checkout):
    theme = checkout / "lib" / "heartland_themes" / "trial.py"
    theme.write_text("def answer():\n    return 'before'\n", encoding="utf-8")
    opened(lab, written(checkout, ["1"]))
    assert execute(lab, "from heartland_themes.trial import answer\nprint(answer())") == "before\n"
    theme.write_text("def answer():\n    return 'after it'\n", encoding="utf-8")
    os.utime(theme, (time.time() + 2, time.time() + 2))
    assert execute(lab, "print(answer())") == "after it\n"
    assert execute(lab, "print(of_the_user)") == "1\n"  # the user's own start-up file was run
    theme.unlink()
    close(lab)
