"""The articles' claims, what became of them, and the evidence behind each verdict."""

from heartland.claims.audits import audits_hold, evidence, recompute
from heartland.claims.judged import HELD, ORDER, SHADE, chosen, claims_table, judged, tally

__all__ = [
    "HELD",
    "ORDER",
    "SHADE",
    "audits_hold",
    "chosen",
    "claims_table",
    "evidence",
    "judged",
    "recompute",
    "tally",
]
