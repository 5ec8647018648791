"""What a reader of a stored notebook sees: its outputs, no error, no formula that was meant as money."""

import re

import pytest

from heartland.files import read_json
from heartland.notebooks import notebooks
from tests.conftest import ROOT

AMOUNT = r"[\d.,]*\d ?(?:%|(?:percent|per cent|thousand|million|billion|times)\b)"
EACH = pytest.mark.parametrize("path", notebooks(ROOT), ids=lambda path: path.stem)


def cells(path, kind):
    return [cell for cell in read_json(path)["cells"] if cell["cell_type"] == kind]


@EACH
def test_a_notebook_is_stored_with_its_outputs_and_without_errors_and_warnings(path):
    outputs = [output for cell in cells(path, "code") for output in cell["outputs"]]
    assert outputs, "run make refresh"
    for output in outputs:
        assert output["output_type"] != "error", output["evalue"]
        assert output.get("name") != "stderr", output["text"]
    assert str(ROOT) not in path.read_text(encoding="utf-8")


@EACH
def test_no_dollar_sign_makes_a_formula_and_no_amount_in_prose_outlives_its_rows(path):
    for cell in cells(path, "markdown"):
        text = "".join(cell["source"])
        assert not re.search(r"(?<!\\)\$", text), "write USD or dollars"
        typed = re.search(AMOUNT, re.sub('"[^"]*"', "", text))
        assert not typed, f"'{typed[0]}' is typed: let hl.say compute it"


@EACH
def test_every_sentence_that_a_notebook_says_is_shown(path):
    for cell in cells(path, "code"):
        said = re.findall(r"^hl\.say\(", "".join(cell["source"]), flags=re.MULTILINE)
        shown = [output for output in cell["outputs"] if "finding" in str(output.get("metadata"))]
        assert len(said) == len(shown), "a cell shows its last sentence alone: give each a cell"
