"""What several tests of the rules share: what is told of small tables, and spoilt declarations."""

import json
from contextlib import suppress

import pandas as pd

from heartland.errors import DataError
from heartland_evidence.rules import RULES
from heartland_evidence.rules.claims import EVIDENCE_RULES
from heartland_evidence.rules.rule import NotAsked, Rule, Tables


def told(words, **tables):
    """What rules say with these words of small tables: the table, the row, the column, the sentence.

    A rule that reads what the tables do not have is not asked.
    """
    held = Tables(tables)
    for rule in (*RULES, *EVIDENCE_RULES):
        if isinstance(rule, Rule) and words not in rule.sentence and "{}" not in rule.sentence:
            continue
        with suppress(NotAsked, KeyError, DataError):
            for name, column, rows, sentence in rule(held):
                if words in sentence:
                    broken = rows.index[rows.fillna(False).astype(bool)]
                    yield from ((name, row, column, sentence) for row in broken)


def found(words, **tables):
    """The rows and columns of small tables of which a rule says something with these words."""
    return sorted({(row, column) for _, row, column, _ in told(words, **tables)})


def rows(columns, *cells, **same):
    """A small table: the names of its columns, its rows, and what is the same in all."""
    return pd.DataFrame(cells, columns=columns.split()).assign(**same)


def change(root, file, spoil):
    """Change what a JSON file below data/ declares."""
    path = root / "data" / file
    facts = json.loads(path.read_text(encoding="utf-8"))
    spoil(facts)
    path.write_text(json.dumps(facts), encoding="utf-8")
