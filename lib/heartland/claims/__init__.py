"""The articles' claims, what became of them, and the evidence behind each verdict."""

from heartland.claims.audits import audits_hold, claims_hold, evidence
from heartland.claims.judged import (
    HELD,
    ORDER,
    SHADE,
    chosen,
    claims_table,
    deciding_audits,
    judged,
    questions,
    tally,
)

__all__ = [
    "HELD",
    "ORDER",
    "SHADE",
    "audits_hold",
    "chosen",
    "claims_hold",
    "claims_table",
    "deciding_audits",
    "evidence",
    "judged",
    "questions",
    "tally",
]
