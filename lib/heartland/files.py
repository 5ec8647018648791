"""Files: JSON read with messages, caches that see changes, and files written whole or not at all.

Nothing here knows of the collection.
"""

import errno
import json
import os
import re
import secrets
import stat
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from heartland.errors import DataError, printable

P = ParamSpec("P")
R = TypeVar("R")

FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}  # errors of a place where one may not write
SETTLED_AFTER_NS = 3_000_000_000  # file systems keep times in steps of 2 seconds at most

# Invisible characters, which a terminal would obey.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: not text in UTF-8
UNTIDY = "has stray spaces, line breaks or invisible characters: remove them"


def read_json(path: Path) -> Any:
    """Read a JSON file.

    Raises:
        DataError: if it cannot be read; the message names the file, and the line if it can.
    """
    try:
        text = path.read_bytes().decode("utf-8")
        return json.loads(text, object_pairs_hook=partial(_object, path.name))
    except json.JSONDecodeError as error:
        raise DataError(f"{path.name}, line {error.lineno}: not JSON ({error.msg})") from None
    except (UnicodeDecodeError, RecursionError):
        raise DataError(f"{path.name}: not JSON in UTF-8") from None
    except ValueError:  # of Python itself, for more than 4300 digits
        sentence = "has a number with more digits than a source can have"
        raise DataError(f"{path.name}: {sentence}") from None
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise DataError(f"{path}: {reason.lower()}") from None


def _object(file: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a JSON object that has a name twice: the last one would silently win."""
    if twice := duplicates(name for name, _ in pairs):
        raise DataError(f"{file}: '{printable(twice[0])}' appears twice in one object: delete one")
    return dict(pairs)


def duplicates(words: Iterable[str]) -> list[str]:
    """Return the words that occur more than once.

    >>> duplicates(["a", "b", "a"])
    ['a']
    """
    return [word for word, times in Counter(words).items() if times > 1]


def check_text(file: str, found: Any) -> None:
    """Refuse JSON with characters that a terminal would obey, or that nothing can write.

    Raises:
        DataError: naming the file and the text.
    """
    if isinstance(found, str):
        if UNSEEN.search(found) or LONE_SURROGATE.search(found):
            raise DataError(f"{file}: '{printable(found)}' {UNTIDY}")
    elif isinstance(found, dict):
        check_text(file, [*found, *found.values()])
    elif isinstance(found, list):
        for part in found:
            check_text(file, part)


def file_state(path: Path) -> tuple[int, ...]:
    """Return what changes whenever a file is written or replaced; () if there is no file."""
    try:
        state = path.stat()
    except OSError:
        return ()
    return (state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino)


def _is_settled(state: tuple[int, ...]) -> bool:
    """Tell whether a file was last written so long ago that a next write would change its state.

    A file that is written twice within one tick of the clock looks unchanged.
    """
    return max(state[:2], default=0) < time.time_ns() - SETTLED_AFTER_NS


def cached_while_unchanged(
    files: Callable[P, Iterable[Path]], settled: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Cache what a function returns until one of the files it reads changes.

    So everything in a running kernel sees an edited table. What is returned is shared by all who
    ask: whoever wants to change it changes a copy.

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
            returned = function(*args, **kwargs)
            if not settled or all(map(_is_settled, state)):
                kept[key] = (state, returned)
            return returned

        return cached

    return decorate


@contextmanager
def held(lock: Path) -> Iterator[None]:
    """Hold a lock, and wait for it as long as another process or thread has it.

    Who reads a file, changes what was read and writes it holds one from reading to writing: else
    what another has written in between is lost.
    """
    from filelock import FileLock  # is not needed by who only reads

    lock.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(lock):
        yield


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a temporary neighbour, then a rename.

    A file that is there keeps its permissions; a new one gets those that any new file would.
    """
    with written_beside(path, content) as temporary:
        temporary.replace(path)


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write several files, each of them whole: none takes its place before all are written.

    Raises:
        OSError: if one cannot be written, or a folder is where it would come; all are as they were.
    """
    for path in files:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    with ExitStack() as stack:
        temporary = {
            path: stack.enter_context(written_beside(path, content))
            for path, content in files.items()
        }
        for path in files:
            temporary[path].replace(path)


@contextmanager
def written_beside(path: Path, content: bytes) -> Iterator[Path]:
    """Write a file under a temporary name beside its place, and yield it to be renamed.

    If nobody does so, it is removed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        file = temporary.open("xb")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None  # not the temporary file
    try:
        with file:
            file.write(content)
        if path.exists():
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)
