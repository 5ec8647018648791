"""The areas of the collection: their names, and which one a text means.

Standard library and Babel only; Babel is read when a text is neither a code nor a name.
"""

from collections.abc import Iterable

from heartland.errors import UsageError, nearest, printable
from heartland.tables import collection, csv_files

# The five republics of Central Asia that the collection is about.
REPUBLICS = ("KAZ", "KGZ", "TJK", "TKM", "UZB")

# Parameters of notebooks whose values are areas.
AREA_PARAMETERS = ("area", "areas", "partners", "members")

# Names in common use that are not those of areas.csv.
OTHER_NAMES = {
    "EU": "EUU",
    "UK": "GBR",
    "US": "USA",
    "Great Britain": "GBR",
    "Kyrgyz Republic": "KGZ",
    "People's Republic of China": "CHN",
    "Republic of Korea": "KOR",
    "Russian Federation": "RUS",
    "Türkiye": "TUR",
}


def area_names() -> dict[str, str]:
    """Return the English name of every area code."""
    return {row["area"]: row["name"] for row in csv_files.rows(collection.root(), "areas")}


def names_of(areas: Iterable[str]) -> list[str]:
    """Return the English names of areas, in their order.

    >>> names_of(["UZB", "KAZ"])
    ['Uzbekistan', 'Kazakhstan']
    """
    names = area_names()
    return [names[area] for area in areas]


def area_code(text: str) -> str:
    """Return the code of the area that a text means.

    Codes of the collection (ISO 3166-1 alpha-3 for countries), ISO alpha-2 codes and English
    names are understood, in capitals or not.

    >>> area_code("Kazakhstan"), area_code("KZ"), area_code("kaz")
    ('KAZ', 'KAZ', 'KAZ')

    Raises:
        UsageError: if the collection has no such area; the message offers the nearest.
    """
    code = find_area(text)
    if code:
        return code
    near = offer_area(text, area_names()) or "; the table areas has them all"
    raise UsageError(f"no area '{printable(text)}'{near}")


def offer_area(text: str, codes: Iterable[str]) -> str:
    """Offer the area nearest to a text, as the end of a message; "" if none is near.

    A text is like a code only if it is as long: Mars is not MMR.

    >>> offer_area("Kazakstan", ["KAZ", "UZB"]), offer_area("Mars", ["KAZ", "MMR"])
    ('. Did you mean Kazakhstan (KAZ)?', '')

    Args:
        text: what means no area.
        codes: the areas to choose from.
    """
    word = str(text).strip()
    names = area_names()
    called = {names[code]: code for code in codes}
    called |= {code: code for code in called.values() if len(code) == len(word)}
    near = nearest(word, called)
    if not near:
        return ""
    code = called[near]
    return f". Did you mean {names[code]} ({code})?"


def find_area(text: str) -> str:
    """Return the code of the area that a text means, "" if there is none.

    >>> find_area("Kyrgyz Republic"), find_area("Atlantis")
    ('KGZ', '')
    """
    wanted = str(text).strip().casefold()
    names = area_names()
    for code, name in names.items():
        if wanted in (code.casefold(), name.casefold()):
            return code
    for name, code in OTHER_NAMES.items():
        if wanted == name.casefold() and code in names:
            return code
    if len(wanted) == 2:
        return _from_two_letters(wanted.upper(), names)
    return ""


def _from_two_letters(alpha_2: str, names: dict[str, str]) -> str:
    """Return the alpha-3 code for an ISO alpha-2 code, as the Unicode CLDR pairs them."""
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    for code in names:
        if aliases.get(code) == [alpha_2]:
            return code
    return ""
