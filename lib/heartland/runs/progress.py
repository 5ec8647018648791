"""Progress: how runs are told while they are made."""

import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LOG = logging.getLogger("heartland")
LEVELS = {"failed": logging.ERROR, "running": logging.DEBUG}


@contextmanager
def shown(total: int) -> Iterator[Callable[[str, str], None]]:
    """Tell how runs end: on a terminal in one live line and a block a failure, elsewhere in one line a run."""
    if total < 2 or not sys.stderr.isatty() or not LOG.isEnabledFor(logging.INFO):
        yield lambda outcome, text: LOG.log(LEVELS.get(outcome, logging.INFO), "%s", text)
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    look = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    counts = Counter[str]()
    with Progress(*look, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=total)

        def live(outcome: str, text: str) -> None:
            counts[outcome] += 1
            if outcome in ("failed", "waiting"):
                bar.console.print(text, markup=False, highlight=False)
            ended = counts["succeeded"] + counts["failed"]
            said = f"{counts['running'] - ended} running, {counts['failed']} failed, {counts['unchanged']} unchanged"
            bar.update(task, description=said, completed=ended, total=total - counts["unchanged"])

        yield live
