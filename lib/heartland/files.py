"""Files that are written whole or not at all, and by one process at a time."""

import errno
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}  # errors of a place where one may not write


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
