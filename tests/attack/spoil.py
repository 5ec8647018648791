"""How a spreadsheet spoils what it opens and saves."""

import re

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _day_rewritten(cell: str) -> str:
    """A date as a spreadsheet shows it: 2015-03 as Mar-15, 2015-03-02 as 02.03.2015."""
    written = re.fullmatch(r"(\d\d(\d\d))-(\d\d)(?:-(\d\d))?", cell)
    if not written:
        return cell
    year, short_year, month, day = written.groups()
    return f"{day}.{month}.{year}" if day else f"{MONTHS[int(month) - 1]}-{short_year}"


REWRITTEN = {"dates": _day_rewritten}
