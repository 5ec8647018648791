"""What is wrong with a file of the collection, and where."""

from dataclasses import dataclass

from heartland.errors import printable


@dataclass(frozen=True, order=True)
class Problem:
    """A place that breaks a rule.

    The header is row 1. The column is empty where a whole row is meant.
    """

    file: str
    row: int
    column: str
    value: str
    rule: str

    def __str__(self) -> str:
        place = f"{self.file}, row {self.row}"
        rule = printable(self.rule, len(self.rule))  # it may name other cells
        if not self.column:
            return f"{place}: {rule}"
        column = printable(self.column)
        return f"{place}, column {column}: '{printable(self.value)}' {rule}"


def duplicates(words: list[str]) -> list[str]:
    """Return the words that occur more than once, for each further time.

    >>> duplicates(["a", "b", "a"])
    ['a']
    """
    again = []
    seen = set()
    for word in words:
        if word in seen:
            again.append(word)
        seen.add(word)
    return again
