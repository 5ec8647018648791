"""How an executed notebook is stored: the same, run after run."""

import re
from typing import Any


def normalised(nb: Any) -> bytes:
    """Write an executed notebook without all that differs from run to run: times, versions, random ids."""
    import nbformat

    nb.metadata.clear()  # what papermill, widgets and JupyterLab leave
    nb.metadata.update(
        kernelspec={"display_name": "Python 3", "language": "python", "name": "python3"},
        language_info={"name": "python"},
    )
    for cell in nb.cells:
        for key in cell.metadata.keys() - {
            "tags"
        }:  # scrolled, collapsed, times: what JupyterLab and papermill leave
            del cell.metadata[key]
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
        if "skip-execution" in cell.metadata.get("tags", []):
            cell.update(outputs=[], execution_count=None)
        for output in cell.get("outputs", []):
            if "text/plain" in output.get("data", {}):
                output.data["text/plain"] = re.sub(
                    r" at 0x[0-9a-f]+", "", output.data["text/plain"]
                )
            elif "text" in output:  # a warning names a file that is called after its process
                output.text = re.sub(r"(?<!\S)\S*ipykernel_\d+/\d+\.py", "cell", output.text)
    text: str = nbformat.writes(nb)
    return f"{text}\n".encode()
