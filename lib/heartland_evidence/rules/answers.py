"""Questions about the tables, answered by this process and one that is forked from it.

Both take the next question from one pipe until none is left. What the other process has not
answered, because the question failed there or the process was ended, is asked again in this one:
no finding is lost with it, and an error is raised here.

A ``ProcessPoolExecutor`` is no shorter way: of two processes it forks both while this one waits,
and of one, whose futures this process cancels to answer them itself, Python 3.11 has a thread fail
when that process is ended (``InvalidStateError`` in ``terminate_broken``).
"""

import os
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection

from heartland.tables.problems import Problem

Question = Callable[[], Iterable[Problem]]
MAX_QUESTIONS = 256  # questions whose numbers are one byte in the pipe


class Answers:
    """Answers to questions, each asked once."""

    def __init__(self, questions: Sequence[Question], forked: bool) -> None:
        """Ask the questions in two processes, or each when its answer is wanted.

        Args:
            questions: what will be asked, the longest first.
            forked: ask all of them now, where this process can be forked.
        """
        known = _in_two_processes(questions) if forked and _can_fork(len(questions)) else {}
        self.known = {questions[number]: answer for number, answer in known.items()}

    def problems_of(self, questions: Iterable[Question]) -> list[Problem]:
        """Return the problems that some of the questions find."""
        found = []
        for question in questions:
            if question not in self.known:
                self.known[question] = list(question())
            found += self.known[question]
        return found


def _can_fork(questions: int) -> bool:
    """Tell whether forking is safe here, and of use: a fork has none of the other threads."""
    if sys.platform != "linux" or questions > MAX_QUESTIONS:
        return False
    return threading.active_count() == 1 and len(os.sched_getaffinity(0)) > 1


def _in_two_processes(questions: Sequence[Question]) -> dict[int, list[Problem]]:
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
        with suppress(EOFError, OSError):  # it has ended, perhaps while it sent
            answers |= ours.recv()
        return answers
    finally:
        os.close(to_ask)
        ours.close()
        other.kill()
        other.join()


def _send_answers(questions: list[Question], to_ask: int, line: Connection) -> None:
    line.send(_answers(questions, to_ask))


def _answers(questions: Sequence[Question], to_ask: int) -> dict[int, list[Problem]]:
    answers = {}
    while byte := os.read(to_ask, 1):
        number = byte[0]
        with suppress(Exception):  # it is asked again, and fails again
            answers[number] = list(questions[number]())
    return answers
