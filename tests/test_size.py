"""The library stays small enough to read in one sitting: no module outgrows a page or two, and the whole does not creep."""

import ast
import tokenize

import pytest

from tests.conftest import ROOT

MODULES = sorted((ROOT / "lib" / "heartland").glob("*.py"))
LONGEST, WHOLE = 250, 2670  # lines of code: docstrings, comments and blanks not counted
SILENT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def lines(source: str) -> int:
    """Count the lines that hold code."""
    held = {
        n
        for token in tokenize.generate_tokens(iter(source.splitlines(keepends=True)).__next__)
        if token.type not in SILENT
        for n in range(token.start[0], token.end[0] + 1)
    }
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            held -= set(range(node.lineno, (node.end_lineno or 0) + 1))
    return len(held)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.stem)
def test_a_module_is_read_in_one_go(path):
    assert lines(path.read_text(encoding="utf-8")) <= LONGEST, f"{path.name}: part it into two nouns, or find what it no longer needs"


def test_the_library_does_not_creep():
    assert sum(lines(path.read_text(encoding="utf-8")) for path in MODULES) <= WHOLE, "find what is no longer needed before adding"


def test_docstrings_comments_and_blanks_do_not_count():
    assert lines('"""Two\nlines."""\n\n# one\ndef f():\n    """One."""\n    return """a\nb"""  # three of code\n') == 3
