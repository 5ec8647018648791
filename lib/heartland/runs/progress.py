"""Progress of runs: a live line on a terminal, log lines elsewhere."""

import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LOG = logging.getLogger("heartland")
Tell = Callable[[str, str], None]  # how a run stands, and words


@contextmanager
def progress_of(total: int) -> Iterator[Tell]:
    """Yield a function that reports how each run stands.

    On a terminal there is one live line with the time left, a block for each failure, and a line
    for figures that are removed; elsewhere, and where more is to be said, one line a run.
    """
    is_terminal = sys.stderr is not None and sys.stderr.isatty()
    if not is_terminal or LOG.getEffectiveLevel() != logging.INFO:
        yield _log
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn

    first, line, _, left = Progress.get_default_columns()
    columns = (line, MofNCompleteColumn(), first, TimeElapsedColumn(), left)
    counts = Counter[str]()
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("0 failed, 0 unchanged", total=total)

        def tell(outcome: str, text: str) -> None:
            counts[outcome] += 1
            if outcome in ("failed", "waiting", "removed"):
                bar.console.print(text, markup=False, highlight=False)
            bar.update(
                task,
                description=f"{counts['failed']} failed, {counts['unchanged']} unchanged",
                completed=counts["succeeded"] + counts["failed"],
                total=total - counts["unchanged"],
            )

        yield tell


def _log(outcome: str, text: str) -> None:
    LOG.log(logging.ERROR if outcome == "failed" else logging.INFO, "%s", text)
