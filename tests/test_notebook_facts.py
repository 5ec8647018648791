"""What a stored notebook states as data, beside what a reader sees, and the README that lists it."""

from pathlib import Path

import nbformat
import pandas as pd
import pytest
from IPython.core.formatters import DisplayFormatter
from nbformat.v4 import new_code_cell, new_notebook, new_output

import heartland as hl
from heartland import sentences
from heartland.errors import DataError
from heartland.figures import export
from heartland_site import generated


@pytest.fixture
def stored(tmp_path):
    """Write a notebook with an output for each of some facts, whatever its words are."""

    def write(*facts):
        outputs = [
            new_output("display_data", {"text/markdown": "- words"}, metadata={"heartland": one})
            for one in facts
        ]
        plain = new_output("display_data", {"text/markdown": "newest observation 1999"})
        path = tmp_path / "notebooks" / "01-trade.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(new_notebook(cells=[new_code_cell("1", outputs=[plain, *outputs])]), path)
        return path

    return write


def test_a_byline_is_stored_with_its_newest_observation_and_the_last_reading():
    line = hl.byline(hl.load("exchange_rates", currency="CNY", year=2022))
    shown, metadata = DisplayFormatter().format(line)
    assert shown["text/markdown"] == line
    facts = metadata["heartland"]
    assert facts["newest"] == "2022"
    assert line.endswith(f"sources read by {sentences.month(facts['read'])}*")


MANY = pd.DataFrame({"area": "KAZ", "year": range(2000, 2005), "value": 1.5, "source_id": "a"})


def test_below_a_figure_links_lead_to_all_its_rows_and_their_sources(monkeypatch):
    def place(folder):
        monkeypatch.setenv("HEARTLAND_SHOWN", folder)
        return export.Exported(Path(folder), "rates", {}, MANY, None).links()

    assert place("figures/01-a").endswith(
        " · [PNG](../figures/01-a/rates.png) · [SVG](../figures/01-a/rates.svg)"
    )
    assert "](../build/figures/01-a/rates.csv)" in place("build/figures/01-a")
    assert place("runs/01-a/start-2020") == "`runs/01-a/start-2020/rates.*` (PNG, SVG, CSV, JSON)"


@pytest.mark.parametrize(
    ("fact", "call"),
    [
        ("newest", "hl.byline"),
        ("read", "hl.byline"),
        ("figure", "@hl.figure"),
    ],
)
def test_a_notebook_that_lacks_a_fact_is_named_with_it_and_what_to_do(stored, fact, call):
    facts = {"newest": "2025", "read": "2026-11-25", "finding": "a", "figure": "b"}
    del facts[fact]
    root = stored(facts).parent.parent
    (root / "README.md").write_text("<!-- notebooks -->\n<!-- /notebooks -->\n")
    with pytest.raises(DataError) as refused:
        generated.readme(root)
    message = str(refused.value)
    assert message.startswith(f"notebooks/01-trade.ipynb: no output states the fact '{fact}'")
    assert call in message and message.endswith("make refresh") and "\n" not in message
