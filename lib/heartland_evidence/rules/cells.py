"""What no cell may hold, whatever its column: text that is not what it looks like.

Which letters look like others is asked of the Unicode data (``unicodedata``), not of a list.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from heartland.files import UNTIDY
from heartland.tables.csv_files import Problem
from heartland.tables.schemas import NUMBERS
from heartland_evidence.cells import MADE_A_DATE, OF_A_SPREADSHEET, cure
from heartland_evidence.office.formulas import is_formula
from heartland_evidence.reading import problems_at
from heartland_evidence.rules.rule import Tables

ACCENT = "has an accent typed as a separate character: type the accented letter as one"
DIGITS = "has digits of another script: write 0 to 9"
DISGUISED = "has a look-alike letter or digit (full-width, mathematical, superscript): retype it"
HYPHEN = "has a hyphen that is not the ordinary one: type -"
FORMULA = "begins like a formula, and a spreadsheet would compute it"
LONG = "is longer than 2000 characters: look for a quote that was never closed"
PRECISE = "has more digits than a source can have: write it as the source does"
MAX_CELL_CHARS = 2000
MOST_DIGITS = 17  # a binary number of a download has no more
MOST_DECIMALS = 20  # one below 1 has zeros before its digits
PATTERNS = {
    r"^(?i:[+-]?(nan|inf(inity)?)|<?n/?a>?|n\.\s?a\.|nat|null|none|nil|undefined|t\.?b\.?[ad]\.?"
    r"|-?1\.#(qnan|ind|inf)|#?n/?a( n/?a)?"
    r"|#(ref!|value!|div/0!|name\?|num!|null!))$": "is not a value: leave the cell empty",
    r"^[-‐-―−.…?*_/\\]+$": "is not a value: leave the cell empty",
    OF_A_SPREADSHEET: MADE_A_DATE,
    r"\ufffd|[ÃÂÐÑâ][\u0080-\u00bf€™œ“”]": (
        "has the replacement character of a lost letter: "
        "retype it, and save the table as CSV in UTF-8"
    ),
    r"\$": "has a dollar sign, which notebooks read as mathematics: write USD",
}
ANY_PATTERN = re.compile("|".join(PATTERNS))
PLAIN_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,8})?")  # without any fault
UNSEEN_NAMES = re.compile("FILLER|VARIATION SELECTOR|BLANK|INHERENT|JOINER|INVISIBLE")
WORD = re.compile(r"[^\W\d_]+")
UNSPACED = {  # scripts that set no blanks, so that Latin letters stand right beside theirs
    *("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "THAI", "LAO", "KHMER", "MYANMAR"),
    *("KATAKANA-HIRAGANA", "IDEOGRAPHIC"),
}
NO_SCRIPT = {"MODIFIER", "MICRO", "FEMININE", "MASCULINE", "FULLWIDTH", "HALFWIDTH"}


def cells_hold(tables: Tables) -> Iterator[Problem]:
    """Yield what no cell may hold; one whose type says how to write it is not named again."""
    for name, df in tables.text.items():
        for field in tables.schema(name)["fields"]:
            cells, kind = df[field["name"]], field["type"]
            listed = "enum" in field.get("constraints", {})
            broken: dict[str, list[str]] = defaultdict(list)
            for value in set(cells.tolist()):
                for sentence in _faults_of(value, kind, listed):
                    broken[sentence].append(value)
            for sentence, values in broken.items():
                yield from problems_at(name, df, field["name"], cells.isin(values), sentence)


def _faults_of(value: str, kind: str, listed: bool) -> Iterator[str]:
    """Yield what is wrong with a cell of a type, and of a closed list or not."""
    number = kind in NUMBERS
    if number and PLAIN_NUMBER.fullmatch(value):
        return
    wrong = faults(value)
    if number and wrong and cure(kind, value):
        return
    yield from wrong
    if number and _too_precise(value):
        yield PRECISE
    elif not number and not listed and is_formula(value):
        yield FORMULA


@lru_cache(maxsize=100_000)
def faults(value: str) -> tuple[str, ...]:
    """Return what is wrong with a cell, whatever its column.

    Example: ``faults("n.a.")`` is ("is not a value: leave the cell empty",).
    """
    found = []
    if value != " ".join(value.split()) or not value.isprintable():
        found.append(UNTIDY)
    if len(value) > MAX_CELL_CHARS:
        found.append(LONG)
    plain = value
    if not value.isascii():
        plain = unicodedata.normalize("NFKC", value)
        found.extend(map(_fault_of_letter, set(value)))
        found.extend(map(_fault_of_word, WORD.findall(value)))
    if ANY_PATTERN.search(value) or (plain != value and ANY_PATTERN.search(plain)):
        for pattern, sentence in PATTERNS.items():
            if re.search(pattern, value) or re.search(pattern, plain):
                found.append(sentence)
    return tuple(dict.fromkeys(filter(None, found)))


@lru_cache(maxsize=10_000)
def _fault_of_letter(letter: str) -> str:
    """Return what is wrong with a letter wherever it stands, "" if nothing is."""
    category = unicodedata.category(letter)
    name = unicodedata.name(letter, "")
    if category[0] == "C" or UNSEEN_NAMES.search(name):
        return UNTIDY
    if name.startswith("COMBINING "):
        return ACCENT
    if name in ("HYPHEN", "NON-BREAKING HYPHEN"):
        return HYPHEN
    disguised = unicodedata.normalize("NFKC", letter) != letter
    if category[0] in "LN" and disguised:
        return DISGUISED
    if category == "Nd" and not letter.isascii():
        return DIGITS
    return ""


def _fault_of_word(word: str) -> str:
    """Return what is wrong with a word of letters, "" if they are all of one script."""
    if word.isascii():
        return ""
    scripts = {_script(letter) for letter in word} - UNSPACED - NO_SCRIPT
    if "LATIN" not in scripts or len(scripts) == 1:
        return ""
    other = min(scripts - {"LATIN"}).title()
    return f"mixes Latin and {other} letters in one word: retype it"


@lru_cache(maxsize=10_000)
def _script(letter: str) -> str:
    """Return the script of a letter as its Unicode name begins: LATIN, CYRILLIC, ARMENIAN."""
    return unicodedata.name(letter, "?").split(" ")[0]


def _too_precise(value: str) -> bool:
    whole, _, part = value.partition(".")
    digits = (whole.lstrip("-") + part).strip("0")
    return len(digits) > MOST_DIGITS or len(part) > MOST_DECIMALS
