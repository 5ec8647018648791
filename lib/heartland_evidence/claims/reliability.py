"""How far two readers agree on the verdicts: in percent, and beyond what chance would give."""

import pandas as pd

from heartland.claims import ADVERSE

READERS = ["first_verdict", "second_verdict"]
KNEW = ("F", "G", "L", "N", "W", "X", "Y")  # knew the verdict or could tell: no blind reading
ASKED_LESS = ("K",)  # readers asked only whether a claim can be checked: theirs is no verdict


def alpha(first: pd.Series, second: pd.Series) -> float:
    """Return Krippendorff's alpha of two readers of nominal data, both of whom judged each unit.

    Alpha is one minus observed by expected disagreement: 1 is agreement, 0 is what chance would
    give. Not a number where all values are the same, for then nothing could differ.

    Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability, Annenberg School for
    Communication, University of Pennsylvania, 2011, sections A and B.
    <https://repository.upenn.edu/asc_papers/43>
    """
    of_value = pd.concat([first, second]).value_counts()
    number = of_value.sum()
    unlike_pairs = number**2 - (of_value**2).sum()
    if not unlike_pairs:
        return float("nan")
    expected = unlike_pairs / (number * (number - 1))
    return float(1 - first.ne(second).mean() / expected)


def blind(readings: pd.DataFrame) -> pd.DataFrame:
    """Return the readings, rows of ``second_readings``, of those who did not know the verdict."""
    return readings[~readings["reader"].isin(KNEW)]


def of_verdicts(readings: pd.DataFrame) -> pd.DataFrame:
    """Return the readings in which any of the ten verdicts could be given.

    Who was asked only whether a claim can be checked had two answers to choose from, and what is
    recorded of them are audits with one verdict: both would distort an agreement on verdicts.
    """
    return readings[~readings["reader"].isin(ASKED_LESS)]


def agreement(readings: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Return how far first and second readers agree: on the verdict, and on its side.

    Args:
        readings: rows of ``second_readings``.

    Returns:
        For ``verdict`` (which of the ten) and ``side`` (does it speak against the claim or not):
        ``same`` and ``of`` (audits), ``percent`` and ``alpha``.
    """
    verdicts = readings[READERS]
    found = {}
    for on, judged in (("verdict", verdicts), ("side", verdicts.isin(ADVERSE))):
        first, second = (judged[reader] for reader in READERS)
        same = first.eq(second)
        found[on] = {
            "same": int(same.sum()),
            "of": len(same),
            "percent": float(100 * same.mean()),
            "alpha": alpha(first, second),
        }
    return found
