"""What several tests of the checks share: small tables, and declarations that a test spoils."""

import json

from heartland.tables.conditions import as_written
from heartland.tables.tables import problems_at, with_positions
from heartland_evidence.rules.rule import Tables


class Loaded(Tables):
    """The tables of the collection, each loaded when it is asked for."""

    def __missing__(self, name):
        self[name] = with_positions(name)
        return self[name]


def problems_of(rule, tables=None):
    """What a rule finds wrong, as validate tells it; by default in the tables of the collection."""
    tables = Loaded() if tables is None else tables
    for name, column, bad, sentence in rule.ask(tables):
        text = tables[name].assign(**{column: list(as_written(tables[name][column]))})
        yield from problems_at(name, text, column, bad, sentence)


def told(rule, **tables):
    """Row numbers and columns that a rule finds wrong in small tables."""
    found = []
    for _, column, bad, _ in rule(Tables(tables)):
        found += [(row, column) for row in bad.index[bad]]
    return found


def change(root, file, spoil):
    """Change what a JSON file below data/ declares."""
    path = root / "data" / file
    facts = json.loads(path.read_text(encoding="utf-8"))
    spoil(facts)
    path.write_text(json.dumps(facts), encoding="utf-8")
