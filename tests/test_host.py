"""What a public host reads keeps its schemas, calls what exists, and says what the project says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT

pytestmark = pytest.mark.slow

HOST = ROOT / ".github"
WORKFLOWS = sorted((HOST / "workflows").glob("*.yml"))
SCHEMAS = {  # of check-jsonschema, which brings them
    "vendor.github-workflows": WORKFLOWS,
    "custom.github-workflows-require-timeout": WORKFLOWS,
    "vendor.dependabot": [HOST / "dependabot.yml"],
    "vendor.github-issue-forms": sorted((HOST / "ISSUE_TEMPLATE").glob("[0-9]*.yml")),
    "vendor.github-issue-config": [HOST / "ISSUE_TEMPLATE" / "config.yml"],
    "vendor.citation-file-format": [ROOT / "CITATION.cff"],
}


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_file_of_the_host_keeps_its_schema(schema):
    from check_jsonschema import main as check_jsonschema  # a third of a second

    words = ["--builtin-schema", schema, *map(str, SCHEMAS[schema])]
    done = CliRunner().invoke(check_jsonschema, words)
    assert done.exit_code == 0, done.output


def test_the_workflows_are_safe_and_pin_each_action_as_far_as_zizmor_sees():
    zizmor = Path(sys.executable).with_name("zizmor")
    options = ["--offline", "--no-config", "--persona", "pedantic", "--strict-collection", "-q"]
    done = subprocess.run([zizmor, *options, HOST], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_what_a_workflow_calls_exists(path):
    source = path.read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:run: |&& )make ([\w./-]+)", source):
        assert re.search(rf"^{re.escape(target)}:", makefile, flags=re.M), target
    for file in re.findall(r"\btests/[\w/]+\.py", source):
        assert (ROOT / file).is_file(), file
