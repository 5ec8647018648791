"""What a public host reads: workflows, forms and metadata keep their schemas, and say what the project says."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from tests.conftest import ROOT

HOST = ROOT / ".github"
WORKFLOWS = sorted((HOST / "workflows").glob("*.yml"))
FORMS = sorted((HOST / "ISSUE_TEMPLATE").glob("[0-9]*.yml"))
SCHEMAS = {  # of check-jsonschema, which brings them
    "vendor.github-workflows": WORKFLOWS,
    "custom.github-workflows-require-timeout": WORKFLOWS,
    "vendor.dependabot": [HOST / "dependabot.yml"],
    "vendor.github-issue-forms": FORMS,
    "vendor.github-issue-config": [HOST / "ISSUE_TEMPLATE" / "config.yml"],
    "vendor.citation-file-format": [ROOT / "CITATION.cff"],
}


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def read(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def audit(*words: str | Path) -> subprocess.CompletedProcess[str]:
    zizmor = Path(sys.executable).with_name("zizmor")
    command = [zizmor, "--offline", "--no-config", "--persona", "pedantic", "-q", *words]
    return subprocess.run(command, capture_output=True, text=True)


def conforms(schema: str, *files: Path) -> Result:
    from check_jsonschema import main as check_jsonschema  # a third of a second

    words = ["--builtin-schema", schema, *map(str, files)]
    return CliRunner().invoke(check_jsonschema, words)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_file_of_the_host_keeps_its_schema(schema):
    done = conforms(schema, *SCHEMAS[schema])
    assert done.exit_code == 0, done.output


def test_a_key_that_no_schema_knows_is_found(tmp_path):
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(WORKFLOWS[0].read_text(encoding="utf-8").replace("runs-on:", "run-on:"))
    assert conforms("vendor.github-workflows", wrong).exit_code == 1


def test_the_workflows_are_safe_as_far_as_zizmor_sees():
    done = audit("--strict-collection", HOST)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("permissions: {}", "permissions: write-all"),
        ("persist-credentials: false", "fetch-depth: 1"),
        (r"actions/checkout@\w+ # v\S+", "actions/checkout@v7"),
    ],
)
def test_what_is_unsafe_is_found(tmp_path, right, wrong):
    place = tmp_path / ".github" / "workflows" / "tests.yml"
    place.parent.mkdir(parents=True)
    source = (HOST / "workflows" / "tests.yml").read_text(encoding="utf-8")
    place.write_text(re.sub(right, wrong, source))
    assert audit(place).returncode != 0


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_each_action_is_pinned_by_its_commit_and_names_its_version(path):
    used = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    assert used
    for action in used:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_what_a_workflow_calls_exists(path):
    source = path.read_text(encoding="utf-8")
    for target in re.findall(r"(?:run: |&& )make ([\w./-]+)", source):
        assert re.search(rf"^{re.escape(target)}:", text("Makefile"), flags=re.M), target
    for file in re.findall(r"\btests/[\w/]+\.py", source):
        assert (ROOT / file).is_file(), file


def test_one_commit_an_action():
    used = re.findall(r"(actions/[a-z-]+)@(\w+)", "".join(path.read_text() for path in WORKFLOWS))
    assert len(set(used)) == len({action for action, _ in used})


def test_the_tests_run_what_the_readme_promises_where_it_promises_it():
    job = read(HOST / "workflows" / "tests.yml")["jobs"]["readme"]
    matrix = job["strategy"]["matrix"]
    assert matrix["system"] == ["ubuntu-latest", "macos-latest"]
    assert "on Linux or macOS" in text("README.md")
    oldest = tomllib.loads(text("pyproject.toml"))["project"]["requires-python"]
    assert f">={matrix['python'][0]}" == oldest
    assert f"You need Python {matrix['python'][0]} or newer" in text("README.md")
    commands = re.search(r"```console\n(.*?)```", text("README.md"), flags=re.S)[1]
    promised = re.findall(r"^make \w+", commands, flags=re.M)
    assert [step["run"] for step in job["steps"] if "run" in step] == promised


def test_the_template_of_proposals_repeats_the_five_steps():
    steps = re.search(r"```console\n(.*?)```", text("CONTRIBUTING.md"), flags=re.S)[1]
    commands = [line.partition("#")[0].strip() for line in steps.splitlines()]
    template = text(".github/pull_request_template.md")
    assert re.findall(r"^- \[ \] \d\. `([^`]+)`", template, flags=re.M) == commands


def test_the_forms_name_files_that_exist_and_ask_once():
    for path in FORMS:
        form = read(path)
        ids = [part["id"] for part in form["body"] if "id" in part]
        assert len(ids) == len(set(ids))
        for file in re.findall(r"`((?:data/)?[\w.]+\.(?:csv|md))`", path.read_text()):
            assert (ROOT / file).is_file(), file


def test_the_archive_is_told_what_the_citation_says():
    """Zenodo reads .zenodo.json alone where both are there, and refuses two licences."""
    archive = json.loads(text(".zenodo.json"))
    citation = yaml.safe_load(text("CITATION.cff"))
    assert archive["title"] == citation["title"]
    assert archive["keywords"] == citation["keywords"]
    assert archive["upload_type"] == citation["type"]
    assert archive["creators"] == citation["authors"]
    assert archive["license"].upper() in citation["license"]


def test_typescript_is_pinned_with_its_digests():
    version = json.loads(text("package.json"))["devDependencies"]["typescript"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    packages = json.loads(text("package-lock.json"))["packages"]
    assert packages["node_modules/typescript"]["version"] == version
    assert all("integrity" in package for name, package in packages.items() if name)
    hosts = set(re.findall(r"https?://[^/\"]+", text("package-lock.json")))
    assert hosts <= {"https://registry.npmjs.org"}
