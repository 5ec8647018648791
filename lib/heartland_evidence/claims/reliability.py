"""How far two readers agree on the verdicts: in percent, and beyond what chance would give."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

import pandas as pd

from heartland.claims.judged import ADVERSE

READERS = ["first_verdict", "second_verdict"]
KNEW = ("F", "G", "L", "N")  # who knew the verdict or could tell: theirs is no blind reading
ASKED_LESS = ("K",)  # readers asked only whether a claim can be checked: theirs is no verdict


def alpha(units: Iterable[Sequence[Hashable]]) -> float:
    """Return Krippendorff's alpha for nominal data: 1 is agreement, 0 is what chance would give.

    Alpha is one minus observed by expected disagreement. A unit that only one reader judged is in
    neither. Not a number where all values are the same, for then nothing could differ.

    Args:
        units: the values that the readers gave to each unit, one for each reader who judged it.

    Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability, Annenberg School for
    Communication, University of Pennsylvania, 2011, sections A to C.
    <https://repository.upenn.edu/asc_papers/43>
    """
    counts = [Counter(values) for values in units if len(values) > 1]
    totals = sum(counts, Counter())
    pairable = totals.total()
    expected = _unlike_pairs(totals) / (pairable * (pairable - 1)) if pairable else 0.0
    if not expected:
        return float("nan")
    observed = sum(_unlike_pairs(unit) / (unit.total() - 1) for unit in counts) / pairable
    return 1 - observed / expected


def _unlike_pairs(values: "Counter[Hashable]") -> int:
    """Return in how many ordered pairs of these values the two are not alike."""
    return values.total() ** 2 - sum(n**2 for n in values.values())


def blind(readings: pd.DataFrame) -> pd.DataFrame:
    """Return the readings of those who did not know the verdict.

    Args:
        readings: rows of ``second_readings``.
    """
    return readings[~readings["reader"].isin(KNEW)]


def of_verdicts(readings: pd.DataFrame) -> pd.DataFrame:
    """Return the readings in which any of the ten verdicts could be given.

    Who was asked only whether a claim can be checked had two answers to choose from, and what is
    recorded of them are audits with one verdict: both would distort an agreement on verdicts.

    Args:
        readings: rows of ``second_readings``.
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
    return {"verdict": _agree(verdicts), "side": _agree(verdicts.isin(ADVERSE))}


def _agree(pairs: pd.DataFrame) -> dict[str, float]:
    first, second = (pairs[column].tolist() for column in READERS)
    same = sum(one == other for one, other in zip(first, second, strict=True))
    return {
        "same": same,
        "of": len(pairs),
        "percent": 100 * same / len(pairs) if len(pairs) else float("nan"),
        "alpha": alpha(zip(first, second, strict=True)),
    }
