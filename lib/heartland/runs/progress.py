"""Progress of runs: a live line on a terminal, log lines elsewhere."""

import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

LOG = logging.getLogger("heartland")
LEVELS = {"failed": logging.ERROR, "running": logging.DEBUG}
Tell = Callable[[str, str], None]  # how a run stands, and words


@contextmanager
def progress_of(total: int) -> Iterator[Tell]:
    """Yield a function that reports how each run stands.

    On a terminal there is one live line with the time left, a block for each failure, and a line
    for figures that are removed; elsewhere one line a run.
    """
    is_terminal = sys.stderr is not None and sys.stderr.isatty()
    if not is_terminal or not LOG.isEnabledFor(logging.INFO):
        yield _log
        return
    with _bar() as bar:
        yield _live(bar, total)


def _log(outcome: str, text: str) -> None:
    LOG.log(LEVELS.get(outcome, logging.INFO), "%s", text)


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


def _live(bar: Any, total: int) -> Tell:
    counts = Counter[str]()
    task = bar.add_task("", total=total)

    def tell(outcome: str, text: str) -> None:
        counts[outcome] += 1
        if outcome != "waiting" and counts["waiting"]:
            bar.reset(task)  # the time of another call is none of this one
            del counts["waiting"]
        if outcome in ("failed", "waiting", "removed"):
            bar.console.print(text, markup=False, highlight=False)
        ended = counts["succeeded"] + counts["failed"]
        description = (
            f"{counts['running'] - ended} running, {counts['failed']} failed, "
            f"{counts['unchanged']} unchanged"
        )
        due = total - counts["unchanged"]
        bar.update(task, description=description, completed=ended, total=due)

    return tell
