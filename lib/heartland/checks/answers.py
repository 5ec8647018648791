"""Questions about the tables, answered by this process and one that is forked from it.

Both take the next question from one pipe until none is left. What the other process has not
answered, because the question failed there or the process was ended, is asked again in this one:
no finding is lost with it, and an error is raised here.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection

from heartland.tables.package import Problem

Question = Callable[[], Iterable[Problem]]
MOST = 256  # questions whose numbers are one byte in the pipe


def answered(groups: Sequence[Sequence[Question]], forked: bool) -> list[list[Problem]]:
    """Return the problems that each group of questions finds.

    Args:
        groups: what is asked.
        forked: ask in two processes, where this one can be forked.
    """
    questions = [question for group in groups for question in group]
    known = _in_two_processes(questions) if forked and _can_fork(len(questions)) else {}
    answers = [
        known[number] if number in known else list(question())
        for number, question in enumerate(questions)
    ]
    found = []
    for group in groups:
        found.append([problem for answer in answers[: len(group)] for problem in answer])
        del answers[: len(group)]
    return found


def _can_fork(questions: int) -> bool:
    """Tell whether forking is safe here, and of use: a fork has none of the other threads."""
    if sys.platform != "linux" or questions > MOST:
        return False
    return threading.active_count() == 1 and len(os.sched_getaffinity(0)) > 1


def _in_two_processes(questions: list[Question]) -> dict[int, list[Problem]]:
    """Return the answers by the number of their question; one that failed has none."""
    processes = get_context("fork")
    to_ask, asked = os.pipe()
    os.write(asked, bytes(range(len(questions))))
    os.close(asked)
    ours, its = processes.Pipe(duplex=False)
    other = processes.Process(target=_send_answers, args=(questions, to_ask, its), daemon=True)
    other.start()
    its.close()
    try:
        answers = _answers(questions, to_ask)
        with suppress(EOFError):  # it has ended
            answers |= ours.recv()
        return answers
    finally:
        os.close(to_ask)
        ours.close()
        other.kill()
        other.join()


def _send_answers(questions: list[Question], to_ask: int, line: Connection) -> None:
    line.send(_answers(questions, to_ask))


def _answers(questions: list[Question], to_ask: int) -> dict[int, list[Problem]]:
    answers = {}
    while byte := os.read(to_ask, 1):
        number = byte[0]
        with suppress(Exception):  # it is asked again, and fails again
            answers[number] = list(questions[number]())
    return answers
