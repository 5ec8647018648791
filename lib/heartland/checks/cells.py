"""What no cell may hold, whatever its column."""

import re
from collections.abc import Iterator

import pandas as pd

from heartland.tables import package
from heartland.tables.package import Problem
from heartland.tables.tables import problems_at

TEXT = {  # what no cell may hold
    r"^(?i:[+-]?(nan|inf)|na|n/a|null|none|#(n/a|ref!|value!|div/0!|name\?|num!|null!))$": "is no value: leave the cell empty",
    r"^(\d{1,2}-[A-Z][a-z]{2}(-\d\d)?|[A-Z][a-z]{2}-\d\d)$": "is what a spreadsheet makes of a date: format the column as text",
    r"^([=+@][^=]|-[^\W\d]|-[\d.]+[-+*/(])": "begins as a formula does: a spreadsheet would compute it",
    r"(?![0-9])\d": "holds digits of another script: write 0 to 9",
    r"[A-Za-z][\u0370-\u04ff]|[\u0370-\u04ff][A-Za-z]": "mixes Latin and Cyrillic or Greek letters in a word: type it anew",
    r"[\u0300-\u036f]": "has an accent as a letter of its own: type the accented letter as one",
    r"\ufffd|[ÃÂÐÑâ][\u0080-\u00bf€™œ“”]": "holds the mark of a letter that was lost: type it anew, and save the table as CSV in UTF-8",
    r"\$": "holds a dollar sign, which notebooks read as mathematics: write USD",
    r"^(?s:.{2001})": "is longer than 2000 characters: look for a quote that was never closed",
}
ODD = re.compile("|".join(TEXT))


def cells_hold(name: str, text: pd.DataFrame) -> Iterator[Problem]:
    """Yield what no cell may hold, of a table as text."""
    for column in text.columns.astype(str):
        untidy = [
            value
            for value in text[column].unique()
            if not value.isprintable() or value != " ".join(value.split())
        ]
        odd = [value for value in text[column].unique() if ODD.search(value)]
        broken = {package.UNTIDY: untidy} | {
            words: [v for v in odd if re.search(pattern, v)] for pattern, words in TEXT.items()
        }
        for words, values in broken.items():
            if values:
                yield from problems_at(name, text, column, text[column].isin(values), words)
