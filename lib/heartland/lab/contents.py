"""How JupyterLab reads and stores the collection's notebooks: opening one is not changing it.

JupyterLab writes the kernel's name and the version of Python into a notebook as soon as it is
opened, and asks to save that. Here a notebook is handed out with what JupyterLab is about to write
there, and is stored as ``heartland run`` stores it: normalised.
"""

from typing import Any

import nbformat
from ipykernel.ipkernel import IPythonKernel
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from heartland.runs.normalise import KERNEL, normalise

FOLDERS = ("notebooks/", "docs/")  # of the collection: nobody's own notebooks are touched


class Contents(AsyncLargeFileManager):
    """The files that JupyterLab sees, below the folder of the collection."""

    async def get(self, path: str, *options: Any, **named: Any) -> Any:
        """Read a file; for a notebook of the collection, name the kernel that will run it."""
        model = await super().get(path, *options, **named)  # type: ignore[no-untyped-call]
        if is_of_the_collection(path) and model["type"] == "notebook" and model["content"]:
            model["content"]["metadata"].update(self._kernel())
        return model

    async def save(self, model: dict[str, Any], path: str = "") -> Any:
        """Store a file; a notebook of the collection is normalised."""
        if is_of_the_collection(path) and model.get("type") == "notebook":
            content = nbformat.from_dict(model["content"])
            normalise(content, of_figures=path.lstrip("/").startswith("notebooks/"))
            model = {**model, "content": content}
        return await super().save(model, path)  # type: ignore[no-untyped-call]

    def _kernel(self) -> dict[str, Any]:
        """Return what JupyterLab writes into the metadata of a notebook when its kernel starts."""
        assert self.parent is not None
        spec = self.parent.kernel_spec_manager.get_kernel_spec(KERNEL["name"])
        kernelspec = {**KERNEL, "display_name": spec.display_name, "language": spec.language}
        return {"kernelspec": kernelspec, "language_info": dict(IPythonKernel.language_info)}


def is_of_the_collection(path: str) -> bool:
    """Whether a path, as JupyterLab writes it, is that of a notebook of the collection."""
    return path.lstrip("/").startswith(FOLDERS) and path.endswith(".ipynb")
