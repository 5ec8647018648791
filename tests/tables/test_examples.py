"""The examples in the docstrings of the tables are what the functions give."""

import doctest
import importlib

import pytest

import heartland as hl

MODULES = [
    "errors",
    "lineage.line_index",
    "sentences",
    "tables.areas",
    "tables.caches",
    "tables.cells",
    "tables.choose",
    "tables.comparisons",
    "tables.conditions",
    "tables.coverage",
    "tables.filters",
    "tables.fingerprints",
    "tables.identity",
    "tables.formulas",
    "tables.geojson",
    "tables.joins",
    "tables.known",
    "tables.measures",
    "tables.periods",
    "tables.problems",
    "notebooks",
    "providers.releases",
    "tables.row_keys",
    "tables.sources",
    "tables.tracings",
    "tables.tables",
    "tables.timeline",
]


def examples():
    """Every docstring with an example, by the name of what it explains."""
    find = doctest.DocTestFinder(exclude_empty=True).find
    for name in MODULES:
        module = importlib.import_module(f"heartland.{name}")
        for example in find(module, extraglobs={"load": hl.load}):
            if example.examples and not example.name.endswith(".Finding"):
                yield pytest.param(example, id=example.name.removeprefix("heartland."))


@pytest.mark.parametrize("example", list(examples()))
def test_an_example_is_true(example):
    report = []
    ended = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(
        example, out=report.append
    )
    assert not ended.failed, "".join(report)
