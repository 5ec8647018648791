"""The ways in which editing spoils a table: one list of faults, each told."""

import re
from collections.abc import Callable

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _day_rewritten(cell: str) -> str:
    """A date as a spreadsheet shows it: 2015-03 as Mar-15, 2015-03-02 as 02.03.2015."""
    written = re.fullmatch(r"(\d\d(\d\d))-(\d\d)(?:-(\d\d))?", cell)
    if not written:
        return cell
    year, short_year, month, day = written.groups()
    return f"{day}.{month}.{year}" if day else f"{MONTHS[int(month) - 1]}-{short_year}"


def _decimal_rewritten(cell: str) -> str:
    return cell.replace(".", ",") if re.fullmatch(r"-?\d+\.\d+", cell) else cell


def _long_number_rewritten(cell: str) -> str:
    return f"{float(cell):.3E}" if re.fullmatch(r"[1-9]\d{4,}", cell) else cell


REWRITTEN: dict[str, Callable[[str], str]] = {  # by a spreadsheet, in every cell of a table
    "dates": _day_rewritten,
    "decimals": _decimal_rewritten,
    "long numbers": _long_number_rewritten,
    "flags": lambda cell: cell.upper() if cell in ("true", "false") else cell,
}
