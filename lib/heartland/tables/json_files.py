"""JSON of the collection, read with messages that name the file and the place."""

import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from heartland.errors import DataError, printable
from heartland.tables.cells import LONE_SURROGATE, UNSEEN, UNTIDY
from heartland.tables.problems import duplicates


def read(path: Path) -> Any:
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
    names = [name for name, _ in pairs]
    if twice := duplicates(names):
        raise DataError(f"{file}: '{printable(twice[0])}' appears twice in one object: delete one")
    return dict(pairs)


def check_text(file: str, found: Any) -> None:
    """Refuse characters that a terminal would obey, and halves of some that nothing can write."""
    if isinstance(found, str):
        if UNSEEN.search(found) or LONE_SURROGATE.search(found):
            raise DataError(f"{file}: '{printable(found)}' {UNTIDY}")
    elif isinstance(found, dict):
        for name, part in found.items():
            check_text(file, name)
            check_text(file, part)
    elif isinstance(found, list):
        for part in found:
            check_text(file, part)


def is_list_of_objects(found: Any, *keys: str) -> bool:
    """Tell whether a JSON value is a list of objects that have a text for each of the keys."""
    if not isinstance(found, list) or not found:
        return False
    return all(_has_text(entry, keys) for entry in found)


def _has_text(entry: Any, keys: Iterable[str]) -> bool:
    if not isinstance(entry, dict):
        return False
    return all(isinstance(entry.get(key), str) for key in keys)
