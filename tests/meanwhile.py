"""Two calls at once: the second begins when the first is about to write."""

from collections.abc import Callable
from pathlib import Path
from threading import Thread

Write = Callable[[Path, bytes], None]


def interrupted(write: Write, second: Thread, file: str = "") -> Write:
    """Return a way to write that first lets ``second`` do as much as it can.

    Args:
        write: the way to write that stands in its place.
        second: the call that begins; it goes on now, unless it has to wait.
        file: the name of the file at which it begins; by default the first that is written.
    """

    def written(path: Path, content: bytes) -> None:
        if not second.ident and file in ("", path.name):
            second.start()
            second.join(timeout=1)
        write(path, content)

    return written
