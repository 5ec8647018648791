"""Text that is not what it looks like is found; text that only looks unusual passes."""

import pytest

from heartland.errors import did_you_mean
from heartland.files import UNTIDY
from heartland.tables.schemas import FORMS
from heartland_evidence.cells import not_of_type
from heartland_evidence.office.formulas import is_formula
from heartland_evidence.rules.cells import faults

UNSEEN = [
    *("\u3164", "\u2800", "\ufe0f", "\U000e0100"),
    *("\u17b4", "\u200b", "\u00ad", "\ue000"),
]


@pytest.mark.parametrize("letter", UNSEEN, ids=ascii)
def test_a_letter_that_is_not_seen_is_found(letter):
    assert UNTIDY in faults(f"Figures of trade{letter}, 2022")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\uff29\uff2d\uff26", "look-alike"),
        ("5 km\u00b2", "look-alike"),
        ("\u0663 percent", "digits of another script"),
        ("International \u041conetary Fund", "mixes Latin and Cyrillic letters"),
        ("W\u03bfrld Bank", "mixes Latin and Greek letters"),
        ("\u13a2MF report \u13aaorld", "mixes Latin and Cherokee letters"),
        ("Bole\u0301", "an accent typed as a separate character"),
        ("a\u20dd", "an accent typed as a separate character"),
        ("year\u2010end", "a hyphen that is not the ordinary one"),
        ("\uff04 5 bn", "dollar sign"),
        ("K\ufffdz", "the replacement character of a lost letter"),
    ],
    ids=ascii,
)
def test_text_that_looks_like_other_text_is_found(text, words):
    assert any(words in fault for fault in faults(text)), faults(text)


MISSING = [
    "NaN",
    "+inf",
    "n/a",
    "N. A.",
    "#N/A",
    "-1.#IND",
    "None",
    "TBD",
    "-",
    "\u2014",
    "..",
    "?",
    "*",
]


@pytest.mark.parametrize("text", MISSING, ids=ascii)
def test_a_word_for_missing_is_found(text):
    assert "is not a value: leave the cell empty" in faults(text)


FORMULAE = [
    *("=1+1", "==cmd|' /C calc'!A0", "+1", "--1", "-2+3", "-(cmd|'/c calc'!A0)", "- see note"),
    *("\u22122+3", "@SUM(A1)", "|calc", "'=1+1", "\uff1d1+1", "\ufe621", "%0A=1", "\u201c=1+1"),
]


@pytest.mark.parametrize("text", FORMULAE, ids=ascii)
def test_a_formula_is_found_in_its_disguises(text):
    assert is_formula(text)


@pytest.mark.parametrize(
    "text", ["-2.1", "-1940", "=", ">=", "~", "", "5-6", "a=b", "\u201cquoted\u201d"]
)
def test_what_a_spreadsheet_does_not_compute_is_no_formula(text):
    assert not is_formula(text)


HARMLESS = [
    "\u4e2d\u56fd\u4e0e\u4e2d\u4e9a\u56fd\u5bb6\u7684\u8d38\u6613",  # Chinese
    "5G\u7f51\u7edc\u548cAI\u6280\u672f",  # Latin letters amid Chinese ones
    "\uff082022\u5e74\uff09\uff0c\u7b2c\u4e00",  # full-width punctuation of a Chinese title
    "\ud55c\uad6d\uacfc \uc911\uc559\uc544\uc2dc\uc544",  # Korean
    "\u0420\u0430\u0431\u043e\u0447\u0438\u0439 \u0432\u0438\u0437\u0438\u0442, \u0457\u0436\u0430",
    "\u0627\u0644\u062a\u062c\u0627\u0631\u0629 \u0641\u064a \u0622\u0633\u064a\u0627",  # Arabic
    "\u0e01\u0e32\u0e23\u0e04\u0e49\u0e32\u0e17\u0e35\u0e48",  # Thai, with its marks
    "T\u00fcrkiye \u0130statistik Kurumu, K\u0131rg\u0131zistan",  # Turkish
    "O\u02bbzbekiston \u2014 2022 \u2013 2023",  # Uzbek, dashes
    "\u201cQuoted\u201d, \u00abcit\u00e9\u00bb, l\u2019Asie, \u20ac 5, 5 \u00d7 6, \u2116 4",
    "Dvo\u0159\u00e1k, \u0141\u00f3d\u017a, Stra\u00dfe, \u00c5land, \u00feing",
    "5 to 6 percent \u2212 less than before",
]


@pytest.mark.parametrize("text", HARMLESS, ids=ascii)
def test_text_of_other_languages_passes(text):
    assert faults(text) == () and not is_formula(text)


@pytest.mark.parametrize(
    ("kind", "cell", "advice"),
    [
        ("integer", "1,225", ": write 1225, without a separator"),
        ("integer", "-1 225 000", ": write -1225000, without a separator"),
        ("number", "1,225.5", ": write 1225.5, without a separator"),
        ("number", "0,225", ": write 0.225, with a point"),
        ("number", "1,225", ": write 1225, without a separator, or 1.225, with a point"),
    ],
)
def test_a_number_with_separators_is_shown_without_them(kind, cell, advice):
    _, like = FORMS[kind]
    assert not_of_type(kind, cell) == f"is not {like}{advice}"


@pytest.mark.parametrize(
    ("kind", "cell", "advice"),
    [
        ("number", "\u22125.9", ": write -5.9, with a hyphen"),
        ("number", "+5.9", ""),
        ("integer", "2.5", ""),
        ("boolean", "FALSE", ""),
    ],
    ids=ascii,
)
def test_what_is_nearly_written_as_its_type_is_told_how_to_write_it(kind, cell, advice):
    assert not_of_type(kind, cell) == f"is not {FORMS[kind][1]}{advice}"


def test_a_code_that_is_not_close_is_not_offered():
    assert did_you_mean("VNM", ["SVN", "KAZ"]) == ""
    assert did_you_mean("KAX", ["SVN", "KAZ"]) == ". Did you mean 'KAZ'?"
