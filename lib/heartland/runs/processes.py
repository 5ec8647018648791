"""The processes that a run has started: they end with it. On Linux; elsewhere none is found."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from heartland.environment import HEARTLAND_OUT

PROCESSES = Path("/proc")
ROUNDS = 20  # in which processes that start others meanwhile are ended


class Process(NamedTuple):
    """A process that has not ended: its number, its group and its session."""

    number: int
    group: int
    session: int


def end_group(group: int) -> None:
    """End the processes of a group, but for this one."""
    _end(lambda process: process.group == group)


def end_session(session: int) -> None:
    """End the processes of a session, but for this one."""
    _end(lambda process: process.session == session)


def end_working_in(folder: Path) -> None:
    """End the processes that have the variables of the run that works in a folder.

    They are those that its notebook has started, also where they have left its session.
    """
    variable = os.fsencode(f"{HEARTLAND_OUT}={folder / 'out'}")
    _end(lambda process: variable in _variables(process.number))


def _end(is_meant: Callable[[Process], bool]) -> None:
    for _ in range(ROUNDS):
        meant = [process for process in _running() if is_meant(process)]
        if not meant:
            return
        for process in meant:
            with suppress(OSError):
                os.kill(process.number, signal.SIGKILL)


def _running() -> Iterator[Process]:
    """Yield every other process but those that are dead and waited for by nobody."""
    for place in PROCESSES.glob("[0-9]*"):
        number = int(place.name)
        with suppress(OSError):
            _, _, facts = (place / "stat").read_text(errors="replace").rpartition(")")
            state, _, group, session, *_ = facts.split()
            if number != os.getpid() and state not in "ZX":
                yield Process(number, int(group), int(session))


def _variables(number: int) -> list[bytes]:
    """Return the environment that a process began with; nothing of another user's."""
    try:
        return (PROCESSES / str(number) / "environ").read_bytes().split(b"\0")
    except OSError:
        return []
