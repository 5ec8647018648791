"""How a source states a figure: exactly, about, as a bound; in words and in signs."""

import re

AT_LEAST = (">", ">=")
AT_MOST = ("<", "<=")
WORDS = {
    "=": "",
    "range": "",
    "~": "about ",
    ">": "over ",
    ">=": "at least ",
    "<": "fewer than ",
    "<=": "up to ",
}
SIGNS = {"=": "", "range": "", "~": "~", ">": ">", ">=": "≥", "<": "<", "<=": "≤"}


def in_words(relation: str, figure: str) -> str:
    """Write a figure as a sentence has it.

    >>> in_words(">=", "1,200"), in_words("=", "5")
    ('at least 1,200', '5')
    """
    return WORDS[relation] + figure


def in_signs(relation: str, figure: str) -> str:
    """Write a figure as a label has it.

    >>> in_signs(">=", "1,200"), in_signs("~", "5")
    ('≥1,200', '~5')
    """
    return SIGNS[relation] + figure


def shortened(text: str) -> str:
    """Write the relations of all figures in a text as signs.

    >>> shortened("6 to at least 7 officers, all over 18")
    '6 to ≥7 officers, all >18'
    >>> shortened("7 officers over there")
    '7 officers over there'
    """
    for relation, words in WORDS.items():
        if words:
            text = re.sub(rf"\b{words}(?=\d)", SIGNS[relation], text)
    return text
