"""Who adds a row or a notebook as CONTRIBUTING.md says gets what it promises."""

import csv
import io
import re
import shutil

import pytest

from heartland.tables import collection
from heartland_evidence import rules
from tests.command import heartland
from tests.conftest import ROOT

PAGES = ("CONTRIBUTING.md", "docs/coding.md", "docs/tables.md")
TEXT = "".join((ROOT / page).read_text(encoding="utf-8") for page in PAGES)
EXAMPLES = {  # rows that the guide shows, by the table to which they are added
    name: list(csv.reader(io.StringIO(text)))
    for name, text in re.findall(r"<!-- example: (\w+) -->\n```csv\n(.*?)```", TEXT, flags=re.S)
    if name in collection.dataset_names(ROOT)
}


def test_the_rows_of_the_guide_keep_every_rule(package):
    place = package(*EXAMPLES)
    for name, (header, *added) in EXAMPLES.items():
        there = place.lines(name)
        assert header == there[0], f"the guide shows other columns of {name}"
        ids = {row[0] for row in added}  # someone may have added them meanwhile
        place.write(name, [row for row in there if row[0] not in ids] + added)
    ids = {row[0] for _, *added in EXAMPLES.values() for row in added}
    found = [str(one) for one in rules.validate()]
    assert ids and not [line for line in found if any(one in line for one in ids)]


def test_the_rule_of_the_guide_and_its_planted_fault_are_in_the_code():
    rule, planted = re.findall(r'^    (?:Rule)?\("un_votes".*\n', TEXT, flags=re.M)
    assert rule in (ROOT / "lib/heartland_evidence/rules/votes.py").read_text(encoding="utf-8")
    assert planted in (ROOT / "tests/rules/test_planted.py").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_copy_of_the_template_runs_as_it_is_and_draws_its_figures(tmp_path):
    for folder in ("data", "lib"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "requirements.lock", tmp_path)
    (tmp_path / "notebooks").mkdir()
    text = (ROOT / "notebooks/templates/notebook.ipynb").read_text(encoding="utf-8")
    copied = tmp_path / "notebooks" / "13-population.ipynb"
    copied.write_text(text.replace("00-template", "13-population"), encoding="utf-8")
    done = heartland("run", "13", cwd=tmp_path, PYTHONPATH=str(tmp_path / "lib"))
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "figures" / "13-population").glob("*.png"))
