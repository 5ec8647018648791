"""What is asked of the tables, half of it by a second process that is forked from this one."""

import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context

from heartland.tables.csv_files import Problem

Question = Callable[[], list[Problem]]
_FORKED: list[Question] = []  # the second process finds them here: tables are slow to hand over


def answers_to(questions: Sequence[Question], forked: bool) -> list[list[Problem]]:
    """Return the answer to each question.

    Args:
        questions: the first is about as long as all others together.
        forked: ask the others in a second process, where this one can be forked. With one that
            ended before it answered no answer is lost: they are asked here.
    """
    first, *others = questions
    if forked and _can_fork():
        _FORKED[:] = others
        with ProcessPoolExecutor(1, get_context("fork")) as second:
            answered = second.submit(_ask_forked)
            found = first()
            with suppress(BrokenProcessPool):
                return [found, *answered.result()]
    return [question() for question in questions]


def _can_fork() -> bool:
    """Tell whether forking is safe here, and of use: a fork has none of the other threads."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return False
    return len(os.sched_getaffinity(0)) > 1


def _ask_forked() -> list[list[Problem]]:
    return [question() for question in _FORKED]
