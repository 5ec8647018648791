"""The examples in the docstrings of the tables are what the functions give."""

import doctest
import importlib
import pkgutil

import pytest

import heartland as hl
from heartland import tables

MODULES = [
    "heartland.errors",
    "heartland.files",
    "heartland.notebooks",
    "heartland.sentences",
    "heartland_evidence.known",
    "heartland_evidence.ledger.fingerprints",
    "heartland_evidence.ledger.row_keys",
    "heartland_evidence.ledger.tracings",
    "heartland_evidence.lineage.identity",
    "heartland_evidence.office.formulas",
    "heartland_evidence.providers.releases",
    "heartland_themes.counts",
    *(f"heartland.tables.{module.name}" for module in pkgutil.iter_modules(tables.__path__)),
]


def examples():
    """Every docstring with an example, by the name of what it explains."""
    find = doctest.DocTestFinder(exclude_empty=True).find
    for name in MODULES:
        for example in find(importlib.import_module(name), extraglobs={"load": hl.load}):
            if example.examples and not example.name.endswith((".Finding", ".display.table")):
                yield pytest.param(example, id=example.name.removeprefix("heartland."))


@pytest.mark.parametrize("example", list(examples()))
def test_an_example_is_true(example):
    report = []
    ended = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(
        example, out=report.append
    )
    assert not ended.failed, "".join(report)
