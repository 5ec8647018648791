"""How much a notebook may print and display in a run: enough for any figure, not for a flood."""

import json
from typing import Any

MAX_OUTPUT_CHARS = 20_000_000  # characters; the notebooks of the collection show a million at most


class OutputError(Exception):
    """More was printed and displayed than a notebook can hold."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "the cells of this run have printed and displayed more than "
            f"{MAX_OUTPUT_CHARS // 1_000_000} MB: "
            "show a part or a summary, and write the rest into a file"
        )

    def __reduce__(self) -> tuple[type["OutputError"], tuple[()]]:
        """Reach another process without the words, which are always the same."""
        return OutputError, ()


class Meter:
    """Adds up what the cells of a run print and display."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.characters = 0

    def add(self, content: Any) -> None:
        """Count the content of a message from a kernel.

        Raises:
            OutputError: once it is too much.
        """
        self.characters += len(json.dumps(content, default=str))
        if self.characters > MAX_OUTPUT_CHARS:
            raise OutputError
