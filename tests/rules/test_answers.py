"""Questions about the tables are answered in two processes as they are in one."""

import os
import select
import signal
import struct
from collections.abc import Callable
from functools import partial

import pytest

from heartland.errors import DataError
from heartland.tables.problems import Problem
from heartland_evidence.rules import answers

PATIENCE = 60  # seconds until the other process has begun


class Shared:
    """Questions of which the other process surely takes one, and does something with it."""

    def __init__(self, elsewhere: Callable[[], object]) -> None:
        self.elsewhere = elsewhere
        self.process = os.getpid()
        self.begun, self.begins = os.pipe()

    def ask(self, number: int) -> list[Problem]:
        if os.getpid() != self.process:
            os.write(self.begins, b".")
            self.elsewhere()
        elif number == 0:
            assert select.select([self.begun], [], [], PATIENCE)[0], "no other process began"
        return found(number)


def found(*numbers: int) -> list[Problem]:
    return [Problem("trade.csv", number, "area", "", "is wrong") for number in numbers]


def end_this_process() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    raise ValueError("not here")


def go_on() -> None:
    pass


@pytest.fixture
def forking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork although the process that plays tests has threads."""
    monkeypatch.setattr(answers, "_can_fork", lambda questions: True)


@pytest.mark.parametrize("elsewhere", [go_on, fail, end_this_process])
def test_no_answer_is_lost_whatever_becomes_of_the_other_process(forking, elsewhere):
    shared = Shared(elsewhere)
    questions = [partial(shared.ask, number) for number in range(9)]
    asked = answers.Answers(questions, forked=True)
    assert asked.problems_of(questions[:6]) == found(0, 1, 2, 3, 4, 5)
    assert asked.problems_of(questions[6:]) == found(6, 7, 8)


def test_no_answer_is_lost_with_a_process_that_ends_while_it_sends(forking, monkeypatch):
    def break_off(_questions, _to_ask, line):
        os.write(line.fileno(), struct.pack("!i", 1000) + b"of these the first")

    monkeypatch.setattr(answers, "_send_answers", break_off)
    questions = [partial(found, number) for number in range(9)]
    asked = answers.Answers(questions, forked=True)
    assert asked.problems_of(questions) == found(*range(9))


@pytest.mark.parametrize("forked", [False, True])
def test_a_question_that_fails_is_an_error_and_no_silence(forking, forked):
    def unanswerable() -> list[Problem]:
        raise DataError("trade.csv: no such column")

    questions = [partial(found, 1), unanswerable, partial(found, 2)]
    with pytest.raises(DataError, match="no such column"):
        answers.Answers(questions, forked).problems_of(questions)


@pytest.mark.parametrize("forked", [False, True])
def test_a_question_that_fails_is_no_error_as_long_as_its_answer_is_not_wanted(forking, forked):
    questions = [partial(found, 1), fail]
    assert answers.Answers(questions, forked).problems_of(questions[:1]) == found(1)


def test_a_process_with_threads_is_not_forked(monkeypatch):
    monkeypatch.setattr(answers.threading, "active_count", lambda: 2)
    assert not answers._can_fork(2)
