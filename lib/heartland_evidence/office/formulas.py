"""Which texts a spreadsheet would compute: the data hold none, and an export hands on none."""

import re
import unicodedata

RELATIONS = ("=", "~", ">", ">=", "<", "<=")  # what the column ``relation`` holds
NUMBER = re.compile(r"-?\d+(\.\d+)?")
LEADING = re.compile(r"(%0[ad]|[\s\"'`´ʹ’‘“”])*", re.IGNORECASE)  # what hides a formula


def is_formula(value: str) -> bool:
    """Tell whether a spreadsheet would compute a text, in whatever disguise.

    >>> is_formula("'=1+1"), is_formula("-2.1"), is_formula("=")
    (True, False, False)
    """
    if value in RELATIONS:
        return False
    plain = unicodedata.normalize("NFKC", value).replace("−", "-").replace("﹢", "+")
    begin = LEADING.match(plain)
    rest = plain[begin.end() :] if begin else plain
    hidden = rest != plain
    if rest.startswith(("=", "@")):
        return True
    if not rest.startswith(("+", "-", "|")) or hidden:
        return False
    return not NUMBER.fullmatch(rest)
