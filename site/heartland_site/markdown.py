"""Tables in Markdown, and texts of which a part is generated."""

import re
from collections.abc import Sequence

from heartland.errors import DataError


def table(rows: Sequence[Sequence[object]], head: Sequence[str]) -> str:
    """Write a Markdown table; a bar in a cell is escaped."""
    lines = []
    for cells in (head, ["---"] * len(head), *rows):
        escaped = [str(cell).replace("|", "\\|") for cell in cells]
        lines.append(f"| {' | '.join(escaped)} |")
    return "\n".join(lines)


def between(file: str, text: str, name: str, new: str) -> str:
    """Replace what stands between the two comments that carry a name.

    Args:
        file: whose text it is, for a message.
        text: of the file.
        name: that the two comments carry.
        new: what is to stand between them.

    Raises:
        DataError: if the two comments do not mark one place.
    """
    first, last = f"<!-- {name} -->", f"<!-- /{name} -->"
    place = re.compile(rf"({first}\n).*?({last})", flags=re.S)
    written, places = place.subn(lambda match: f"{match[1]}{new}\n{match[2]}", text)
    if places != 1:
        raise DataError(
            f"{file}: the comments {first} and {last} mark {places} places: write each once, "
            "on a line of its own, around what is generated"
        )
    return written
