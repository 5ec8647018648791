"""The articles' claims, what became of them, and the evidence behind each verdict."""

from heartland.claims.evidence import evidence
from heartland.claims.judged import (
    ADVERSE,
    HELD,
    NOT_CHECKABLE,
    NOT_HELD,
    ORDER,
    OUTCOME_OF,
    OUTCOMES,
    RESERVED,
    UNCHECKED,
    WITHOUT_EVIDENCE,
    audits_of,
    chosen,
    claims_table,
    deciding_audits,
    judged,
    questions,
    tally,
)

__all__ = [
    "ADVERSE",
    "HELD",
    "NOT_CHECKABLE",
    "NOT_HELD",
    "ORDER",
    "OUTCOMES",
    "OUTCOME_OF",
    "RESERVED",
    "UNCHECKED",
    "WITHOUT_EVIDENCE",
    "audits_of",
    "chosen",
    "claims_table",
    "deciding_audits",
    "evidence",
    "judged",
    "questions",
    "tally",
]
