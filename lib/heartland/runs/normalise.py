"""How an executed notebook is stored: the same, run after run.

What differs from run to run is taken out: times, versions, random ids, what JupyterLab and
papermill keep for themselves.
"""

import re
from typing import Any

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
ADDRESS = re.compile(r" at 0x[0-9a-f]+")
CELL_FILE = re.compile(r"(?<!\S)\S*ipykernel_\d+/\d+\.py")  # named after the process
PLOTLY = "application/vnd.plotly.v1+json"


def normalised(notebook: Any) -> bytes:
    """Return a notebook as it is stored.

    Args:
        notebook: as ``nbformat`` reads it; it is changed in place.
    """
    import nbformat

    notebook.metadata.clear()
    notebook.metadata.update(kernelspec=dict(KERNEL), language_info={"name": "python"})
    for cell in notebook.cells:
        _normalise_cell(cell)
    return f"{nbformat.writes(notebook)}\n".encode()


def _normalise_cell(cell: Any) -> None:
    for name in cell.metadata.keys() - {"tags"}:
        del cell.metadata[name]
    tags = cell.metadata.get("tags", [])
    if "injected-parameters" in tags:
        cell["id"] = "injected-parameters"
    if "skip-execution" in tags:
        cell.update(outputs=[], execution_count=None)
    for output in cell.get("outputs", []):
        _normalise_output(output)


def _normalise_output(output: Any) -> None:
    if "text/plain" in output.get("data", {}):
        output.data["text/plain"] = ADDRESS.sub("", output.data["text/plain"])
    elif "text" in output:
        output.text = CELL_FILE.sub("cell", output.text)
