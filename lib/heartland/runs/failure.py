"""How a failed run is reported: in one block that names the place, the error and the cure."""

import re
from pathlib import Path

from heartland.context import canonical
from heartland.errors import printable
from heartland.notebooks import cells
from heartland.runs.run import Run
from heartland.runs.stale import folder_of_themes

COLOURS = re.compile(r"\x1b\[[\d;]*m")
CHAINED = re.compile(  # what Python says between an exception and one that it led to
    "The above exception was the direct cause of the following exception:|"
    "During handling of the above exception, another exception occurred:"
)
IN_CELL = re.compile(r"^ *Cell In\[\d+\], line (\d+)", re.MULTILINE)  # as IPython names a frame
IN_THEME = re.compile(r"^ *File .*heartland_themes[/\\](\w+)\.py:(\d+)", re.MULTILINE)
FILE_OF_CELL = re.compile(r" \(\d+\.py, line \d+\)$")  # of a syntax error: it is not on the disk
MAX_ERROR_CHARS = 2000  # characters of an error's text
LONGEST_LINE = 400  # characters of a line of it, and of the notebook


class Fault(Exception):
    """What a cell has raised, or what has befallen its process: told by that, or of it."""

    def __init__(self, ename: str, evalue: str, traceback: str):
        """Take the name of the exception, its text, and how it came about."""
        super().__init__(ename, evalue, traceback)  # so that it goes from process to process
        self.ename = ename
        self.evalue = evalue
        self.traceback = traceback

    def __str__(self) -> str:
        """Tell how it came about, for who asks for more than the block."""
        return self.traceback or f"{self.ename}: {self.evalue}"


def failure_block(run: Run, error: BaseException, source: str = "") -> str:
    """Tell a failure: where in the notebook, what, with which parameters, how to repeat it.

    Args:
        run: the run that failed.
        error: what was raised.
        source: the code of the cell that failed; empty if none had begun.
    """
    traceback = COLOURS.sub("", getattr(error, "traceback", ""))
    raised = CHAINED.split(traceback)[-1]  # last, and not what led to it
    return _block(
        run.name,
        section=printable(_section(run, source), LONGEST_LINE),
        at=printable(_line_of_cell(source, raised), LONGEST_LINE),
        **{"in": printable(_line_of_theme(run.root, raised), LONGEST_LINE)},
        error=_what(error),
        parameters=canonical(run.values),
        repeat=run.command,
    )


def refusal_block(name: str, error: Exception) -> str:
    """Tell of a notebook that cannot even be planned: its name, the error, how to repeat it."""
    return _block(name, error=_what(error), repeat=f"heartland run {name}")


def _block(name: str, **lines: str) -> str:
    filled = [f"  {what}: {words}" for what, words in lines.items() if words]
    return "\n".join([f"{name} failed", *filled])


def _section(run: Run, source: str) -> str:
    """Return the heading under which a cell stands."""
    heading = ""
    for cell in cells(run.notebook) if source else ():
        if cell.kind == "code" and cell.text == source:
            break
        if cell.kind == "markdown":
            headings = [line for line in cell.text.splitlines() if line.startswith("#")]
            heading = headings[0].lstrip("# ") if headings else heading
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
    return f"the cell that begins: {lines[0]}" if len(lines) > 1 else source


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
