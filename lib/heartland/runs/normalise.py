"""How an executed notebook is stored: the same, run after run.

What differs from run to run is taken out: times, versions, random ids, what JupyterLab and
papermill keep for themselves.
"""

import itertools
import re
from typing import Any

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
ADDRESS = re.compile(r" at 0x[0-9a-f]+")
CELL_FILE = re.compile(r"(?<!\S)\S*ipykernel_\d+/\d+\.py")  # named after the process
TRIED = re.compile(r"(`|\(\.\./)build/figures/")  # where a figure drawn in JupyterLab lies
TO_TRIED = re.compile(r"\[([^]]*)\]\(\.\./build/[^)]*\)")  # a link that only its reader has


def normalised(notebook: Any, *, of_figures: bool = True) -> bytes:
    """Return a notebook as it is stored.

    Args:
        notebook: as ``nbformat`` reads it; it is changed in place.
        of_figures: whether its figures are committed, so that the notebook links to these; those
            of the tutorial are drawn by its reader, and are named without a link.
    """
    import nbformat

    normalise(notebook, of_figures=of_figures)
    return f"{nbformat.writes(notebook)}\n".encode()


def normalise(notebook: Any, *, of_figures: bool = True) -> None:
    """Take out of a notebook, as ``nbformat`` reads it, what differs from run to run."""
    notebook.metadata.clear()
    notebook.metadata.update(kernelspec=dict(KERNEL), language_info={"name": "python"})
    numbers = itertools.count(1)
    for cell in notebook.cells:
        for name in cell.metadata.keys() - {"tags", "jupyter"}:
            del cell.metadata[name]
        tags = cell.metadata.get("tags", [])
        if "injected-parameters" in tags:
            cell["id"] = "injected-parameters"
        if "skip-execution" in tags:
            cell.update(outputs=[], execution_count=None)
        elif cell.cell_type == "code":
            _number(cell, next(numbers))
        for output in cell.get("outputs", []):
            _normalise_output(output, of_figures)


def _number(cell: Any, number: int) -> None:
    """Number a cell that was executed as one run from top to bottom numbers it."""
    if cell.execution_count is None:
        return
    cell.execution_count = number
    for output in cell.outputs:
        if output.output_type == "execute_result":
            output.execution_count = number


def _normalise_output(output: Any, of_figures: bool) -> None:
    if "text" in output:
        output.text = CELL_FILE.sub("cell", output.text)
    data = output.get("data", {})
    data.pop("application/vnd.plotly.v1+json", None)  # a chart to explore is made anew
    if "text/plain" in data:
        data["text/plain"] = ADDRESS.sub("", data["text/plain"])
    if "text/markdown" in data and of_figures:
        data["text/markdown"] = TRIED.sub(r"\1figures/", data["text/markdown"])
    elif "text/markdown" in data:
        data["text/markdown"] = TO_TRIED.sub(r"\1", data["text/markdown"])
