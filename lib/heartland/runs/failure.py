"""How a failed run is reported: in one block that names the place, the error and the cure."""

import re
from collections.abc import Mapping
from pathlib import Path

from heartland.errors import did_you_mean, nearest, printable
from heartland.runs import parameters
from heartland.runs.inputs import folder_of_themes
from heartland.runs.run import Run
from heartland.tables.notebooks import cells

COLOURS = re.compile(r"\x1b\[[\d;]*m")
ARROW = re.compile(r"-+> *(\d+) (.*)")  # IPython's, at the line that failed
NOT_THERE = re.compile(
    r"module 'heartland_themes\.(\w+)' has no attribute '(\w+)'|"
    r"cannot import name '(\w+)' from 'heartland_themes'"
)
DEFINED = re.compile(r"^(?:def|class) ([a-zA-Z]\w*)", re.MULTILINE)
MAX_ERROR_CHARS = 2000  # letters of an error's text
LONGEST_LINE = 400  # letters of a line of it, and of the notebook


def failure_block(run: Run, source: str, error: BaseException) -> str:
    """Tell a failure: where in the notebook, what, with which parameters, how to repeat it.

    Args:
        run: the run that failed.
        source: the code of the cell that failed; empty if none had begun.
        error: what was raised.
    """
    lines = {
        "section": printable(_section(run, source), LONGEST_LINE),
        "at": printable(_line(source, error), LONGEST_LINE),
        "error": _what(error),
        "hint": hint_of(folder_of_themes(run.root), error),
        "parameters": parameters.canonical(run.values),
        "repeat": run.command,
    }
    return "\n".join([f"{run.name} failed", *_filled(lines)])


def _filled(lines: Mapping[str, str]) -> list[str]:
    return [f"  {name}: {value}" for name, value in lines.items() if value]


def _section(run: Run, source: str) -> str:
    """Return the heading under which a cell stands."""
    heading = ""
    if not source:
        return heading
    for cell in cells(run.notebook):
        if cell.kind == "code" and cell.text == source:
            break
        if cell.kind == "markdown":
            headings = [line for line in cell.text.splitlines() if line.startswith("#")]
            if headings:
                heading = headings[0].lstrip("# ")
    return heading


def _line(source: str, error: BaseException) -> str:
    """Return the line that failed, from the traceback; else the first line of the cell."""
    traceback = COLOURS.sub("", getattr(error, "traceback", ""))
    arrow = ARROW.search(traceback)
    if arrow:
        return f"line {arrow[1]}: {arrow[2].strip()}"
    lines = source.splitlines()
    return lines[0] if lines else ""


def _what(error: BaseException) -> str:
    """Name the error with its text, in which nothing is left that a terminal would obey."""
    name = getattr(error, "ename", type(error).__name__)
    text = str(getattr(error, "evalue", error))[:MAX_ERROR_CHARS]
    shown = "\n".join(printable(line, LONGEST_LINE) for line in text.splitlines())
    return f"{name}: {shown}"


def hint_of(themes: Path, error: BaseException) -> str:
    """Say what to write instead of a theme, or a name of a theme, that is not there."""
    found = NOT_THERE.search(str(getattr(error, "evalue", error))[:MAX_ERROR_CHARS])
    if not found:
        return ""
    theme, name, lacking = found.groups()
    if lacking:
        near = nearest(lacking, [path.stem for path in themes.glob("[a-z]*.py")])
        other = f", or import '{near}'" if near else ""
        return f"write lib/heartland_themes/{lacking}.py{other}"
    file = themes / f"{theme}.py"
    code = file.read_text(encoding="utf-8") if file.is_file() else ""
    return did_you_mean(name, DEFINED.findall(code)).removeprefix(". ")
