"""The one policy for caches: what is read from files is kept while these are unchanged.

Cached values are immutable (``fixed``): whoever wants to change one changes a copy.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

SETTLED_AFTER_NS = 3_000_000_000  # file systems keep times in steps of 2 seconds at most


def file_state(path: Path) -> tuple[int, ...]:
    """Return what changes whenever a file is written or replaced; () if there is no file."""
    try:
        state = path.stat()
    except OSError:
        return ()
    return (state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino)


def is_settled(state: tuple[int, ...]) -> bool:
    """Tell whether a file was last written so long ago that a next write would change its state.

    A file that is written twice within one tick of the clock looks unchanged.
    """
    if not state:
        return True
    written, changed, *_ = state
    return max(written, changed) < time.time_ns() - SETTLED_AFTER_NS


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise TypeError("what was read from a file is kept for all who ask: change a copy of it")


class FixedDict(dict[Any, Any]):
    """A dict that refuses to be changed; a copy of it can be."""

    __setitem__ = _refuse
    __delitem__ = _refuse
    __ior__ = _refuse
    update = _refuse
    setdefault = _refuse
    pop = _refuse
    popitem = _refuse
    clear = _refuse

    def __reduce_ex__(self, _: Any) -> Any:
        return dict, (dict(self),)


class FixedList(list[Any]):
    """A list that refuses to be changed; a copy of it can be."""

    __setitem__ = _refuse
    __delitem__ = _refuse
    __iadd__ = _refuse
    __imul__ = _refuse
    append = _refuse
    extend = _refuse
    insert = _refuse
    pop = _refuse
    remove = _refuse
    clear = _refuse
    sort = _refuse
    reverse = _refuse

    def __reduce_ex__(self, _: Any) -> Any:
        return list, (list(self),)


def fixed(found: Any) -> Any:
    """Return lists and dicts so that nobody can change them, also within each other and in records.

    A record is a dataclass or a named tuple. In all else they remain lists and dicts, and a copy
    of one can be changed.

    >>> fixed({"names": ["a"]})["names"].append("b")
    Traceback (most recent call last):
    TypeError: what was read from a file is kept for all who ask: change a copy of it
    """
    if type(found) is list:
        return FixedList(map(fixed, found))
    if type(found) is dict:
        return FixedDict({name: fixed(part) for name, part in found.items()})
    if is_dataclass(found) and not isinstance(found, type):
        parts = {field.name: fixed(getattr(found, field.name)) for field in fields(found)}
        return replace(found, **parts)
    if isinstance(found, tuple) and hasattr(found, "_make"):
        return found._make(map(fixed, found))
    return found


def cached_while_unchanged(
    files: Callable[P, Iterable[Path]], settled: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Cache what a function returns until one of the files it reads changes.

    So everything in a running kernel sees an edited table.

    Args:
        files: returns the files that a call with the same arguments reads.
        settled: keep nothing of files that were written a moment ago, as is needed where nobody
            looks again: a run that is taken for up to date stays as it is.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        kept: dict[tuple[object, ...], tuple[object, R]] = {}

        @wraps(function)
        def cached(*args: P.args, **kwargs: P.kwargs) -> R:
            key = (*args, *kwargs.items())
            state = [file_state(path) for path in files(*args, **kwargs)]
            if key in kept and kept[key][0] == state:
                return kept[key][1]
            returned: R = fixed(function(*args, **kwargs))
            if not settled or all(map(is_settled, state)):
                kept[key] = (state, returned)
            return returned

        return cached

    return decorate
