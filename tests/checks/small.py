"""What several tests of the checks share: small tables, and declarations that a test spoils."""

import json

from heartland.checks.rule import Tables


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
