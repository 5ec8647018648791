"""Files that are written whole or not at all, and by one process at a time."""

import errno
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
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
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
