"""How a failed run is reported: in one block that names the place, the error and the cure."""

import re
from collections.abc import Mapping
from pathlib import Path

from heartland.errors import nearest, printable
from heartland.notebooks import cells
from heartland.runs import parameters
from heartland.runs.inputs import folder_of_themes
from heartland.runs.run import Run

COLOURS = re.compile(r"\x1b\[[\d;]*m")
CHAINED = re.compile(  # what Python says between an exception and one that it led to
    "The above exception was the direct cause of the following exception:|"
    "During handling of the above exception, another exception occurred:"
)
IN_CELL = re.compile(r"^ *Cell In\[\d+\], line (\d+)", re.MULTILINE)  # as IPython names a frame
IN_THEME = re.compile(r"^ *File .*heartland_themes[/\\](\w+)\.py:(\d+)", re.MULTILINE)
FILE_OF_CELL = re.compile(r" \(\d+\.py, line \d+\)$")  # of a syntax error: it is not on the disk
NOT_THERE = re.compile(
    r"module 'heartland_themes\.(\w+)' has no attribute '(\w+)'|"
    r"cannot import name '(\w+)' from 'heartland_themes'"
)
DEFINED = re.compile(r"^(?:def|class) ([a-zA-Z]\w*)", re.MULTILINE)
MAX_ERROR_CHARS = 2000  # characters of an error's text
LONGEST_LINE = 400  # characters of a line of it, and of the notebook


def failure_block(run: Run, source: str, error: BaseException) -> str:
    """Tell a failure: where in the notebook, what, with which parameters, how to repeat it.

    Args:
        run: the run that failed.
        source: the code of the cell that failed; empty if none had begun.
        error: what was raised.
    """
    traceback = COLOURS.sub("", getattr(error, "traceback", ""))
    raised = CHAINED.split(traceback)[-1]  # last, and not what led to it
    lines = {
        "section": printable(_section(run, source), LONGEST_LINE),
        "at": printable(_line_of_cell(source, raised), LONGEST_LINE),
        "in": printable(_line_of_theme(run.root, raised), LONGEST_LINE),
        "error": _what(error),
        "hint": hint_of(folder_of_themes(run.root), error),
        "parameters": parameters.canonical(run.values),
        "repeat": run.command,
    }
    return "\n".join([f"{run.name} failed", *_filled(lines)])


def refusal_block(name: str, error: Exception) -> str:
    """Tell of a notebook that cannot even be planned: its name, the error, how to repeat it."""
    lines = {"error": _what(error), "repeat": f"heartland run {name}"}
    return "\n".join([f"{name} failed", *_filled(lines)])


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


def _line_of_cell(source: str, raised: str) -> str:
    """Return the line of the cell that failed, or how the cell begins where nothing tells it.

    Args:
        source: the code of the cell.
        raised: the traceback of the exception that ended it.
    """
    lines = source.splitlines()
    frame = IN_CELL.search(raised)
    if frame and int(frame[1]) <= len(lines):
        number = int(frame[1])
        return f"line {number}: {lines[number - 1].strip()}"
    if len(lines) > 1:
        return f"the cell that begins: {lines[0]}"
    return source


def _line_of_theme(root: Path, raised: str) -> str:
    """Return the innermost line of a theme in a traceback, "" if it leads through none."""
    frames = IN_THEME.findall(raised)
    if not frames:
        return ""
    name, number = frames[-1]
    path = folder_of_themes(root) / f"{name}.py"
    if path.is_relative_to(root):
        path = path.relative_to(root)
    return f"{path.as_posix()}, line {number}"


def _what(error: BaseException) -> str:
    """Name the error with its text, in which nothing is left that a terminal would obey."""
    name = getattr(error, "ename", type(error).__name__)
    text = str(getattr(error, "evalue", error))[:MAX_ERROR_CHARS]
    lines = FILE_OF_CELL.sub("", text).splitlines()
    shown = "\n".join(printable(line, LONGEST_LINE) for line in lines)
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
    near = nearest(name, DEFINED.findall(code))
    return f"Did you mean '{near}'?" if near else ""
