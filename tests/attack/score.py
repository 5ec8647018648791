"""What the attacks counted when they were last played in full, for SECURITY.md."""

import json
from pathlib import Path

import pytest

from heartland.files import write_atomically

SCORE = Path(__file__).with_name("score.json")


def keep(config: pytest.Config, kind: str, counts: dict[str, int]) -> None:
    """Write down the counts of a kind of attack; a share of it says nothing of the whole."""
    if config.option.share != 1:
        return
    score = json.loads(SCORE.read_text(encoding="utf-8")) if SCORE.exists() else {}
    score[kind] = counts
    text = json.dumps(dict(sorted(score.items())), indent=1) + "\n"
    write_atomically(SCORE, text.encode())
