"""Files that are written whole or not at all."""

import errno
import os
import tempfile
from pathlib import Path

FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}  # errors of a place where one may not write


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a temporary neighbour, then a rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None  # not the temporary file
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
