"""Who adds a row or a notebook as CONTRIBUTING.md says gets what it promises."""

import csv
import io
import re
import shutil

import pytest

from heartland.claims.operations import OPERATIONS
from heartland.cli import cli
from heartland.errors import DataError
from heartland.tables import csv_files, json_files
from heartland.tables.tables import load
from heartland_evidence import rules
from heartland_evidence.providers.revisions import revised
from heartland_site import generated
from tests.command import PYTHON, environment
from tests.conftest import ROOT
from tests.rules.small import found
from tests.test_house_rules import broken

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXAMPLES = {  # rows that the guide shows, by the table to which they are added
    name: list(csv.reader(io.StringIO(text)))
    for name, text in re.findall(r"<!-- example: (\w+) -->\n```csv\n(.*?)```", TEXT, flags=re.S)
    if name in collection.dataset_names(ROOT)
}


def test_the_rows_of_the_guide_keep_every_rule(package):
    place = package(*EXAMPLES)
    for name, (header, *added) in EXAMPLES.items():
        there = place.lines(name)
        assert header == there[0], f"CONTRIBUTING.md shows other columns of {name}"
        ids = {row[0] for row in added}  # someone may have added them meanwhile
        place.write(name, [row for row in there if row[0] not in ids] + added)
    ids = {row[0] for _, *added in EXAMPLES.values() for row in added}
    found = [str(one) for one in checks.validate()]
    assert ids and not [line for line in found if any(one in line for one in ids)]


def section(name):
    """The text of the guide under a heading."""
    return re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", TEXT, flags=re.S | re.M)[1]


def lines(name):
    return list(csv.reader(io.StringIO(example(name))))


@pytest.fixture
def guided(package):
    """A copy of the package with the guide's source and row, whether or not someone has added them meanwhile."""
    place = package("other_figures")
    for name in ("sources", "other_figures"):
        header, *ours = lines(name)
        assert header == place.lines(name)[0], (
            f"CONTRIBUTING.md shows other columns of {name} than there are"
        )
        place.write(
            name,
            [line for line in place.lines(name) if line[0] not in {own[0] for own in ours}] + ours,
        )
    return place


def of_the_example(findings):
    return [
        str(f)
        for f in findings
        if "protsess-uz-phones-2024" in str(f)
        or f.file in ("other_figures.csv", "phone_imports.csv")
    ]


def test_the_row_and_the_source_of_the_guide_keep_every_rule(guided):
    assert of_the_example(rules.validate()) == []


@pytest.mark.after("lib/heartland_evidence/rules/")
@pytest.mark.parametrize(
    ("name", "cells", "words"),
    [
        ("other_figures", {"source_id": "protsess-2024"}, "'protsess-2024' is not in sources.csv"),
        (
            "sources",
            {"source_id": "protsess-uz-phones-2025"},
            "is used by no row: delete it, or name it in the rows that were read there",
        ),
        ("other_figures", {"area": "Uzbekistan"}, "'Uzbekistan' is not in areas.csv"),
        ("other_figures", {"value": "589,4"}, "column value: '589,4'"),
        ("other_figures", {"relation": ""}, "column relation"),
        ("other_figures", {"note": "It cost 5 $"}, "dollar sign"),
        ("other_figures", {"figure_id": "xinjiang-incidents-2021"}, "duplicates row"),
        ("sources", {"url": "protsess.uz"}, "not a well-formed http(s) address"),
        ("other_figures", {"partner": "Vietnam"}, "'Vietnam' is not in areas.csv"),
    ],
    ids=str,
)
def test_what_a_newcomer_gets_wrong_in_it_is_named(guided, name, cells, words):
    guided.plant(name, len(guided.lines(name)), **cells)
    found = [str(f) for f in rules.validate()]
    row = f"row {len(guided.lines(name))},"
    assert any(row in f and words.lower() in f.lower() for f in found), found[:5]


@pytest.fixture
def declared(guided):
    """The same with the dataset of the guide: its rows, its schema and its entry."""
    data = guided.root / "data"
    (data / "phone_imports.csv").write_text(example("phone_imports"), encoding="utf-8")
    (data / "schemas" / "phone_imports.json").write_text(example("schema"), encoding="utf-8")
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"].append(json.loads(example("entry")))
    (data / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return data


def test_the_dataset_of_the_guide_loads_and_keeps_every_rule(declared):
    assert of_the_example(rules.validate()) == []
    assert load("phone_imports")["phones"].tolist() == [3400000, 113600]
    assert sourceless(declared) == [] and "## phone_imports" in generated.codebook(declared.parent)


@pytest.fixture
def phones(declared):
    """The rows of the guide's dataset, in whose schema all is declared that may be of its figures."""
    schema = json.loads(example("schema"))
    schema["counts"] = ["area", "partner", "period", "reporter"]
    schema["wholes"] = {"partner": "WLD"}
    for bound in ("low", "high"):
        schema["fields"].append({"name": bound, "type": "integer", "description": "A bound."})
    file = declared / "schemas" / "phone_imports.json"
    file.write_text(json.dumps(schema), encoding="utf-8")
    rows = pd.read_csv(io.StringIO(example("phone_imports")), dtype={"period": "str"})
    return rows.assign(low=None, high=None).astype({"low": "Int64", "high": "Int64"})


def test_two_settled_figures_are_found_whatever_their_column_is_called(phones):
    twice = phones.assign(partner="CHN")
    words = "is one of two settled figures"
    assert found(words, phone_imports=twice) == [(0, "phones"), (1, "phones")]
    assert found(words, phone_imports=phones) == []


@pytest.mark.parametrize(("bound", "beyond"), [("low", 9999999), ("high", 5)])
def test_a_bound_beyond_its_figure_is_found_whatever_their_column_is_called(phones, bound, beyond):
    rows = phones.assign(**{bound: phones[bound].fillna(beyond)})
    assert found(" than the value", phone_imports=rows) == [(0, bound), (1, bound)]
    assert found(" than the value", phone_imports=phones) == []


def test_a_row_without_a_figure_is_found_whatever_its_column_is_called(phones):
    rows = phones.assign(phones=phones["phones"].where(phones["partner"].eq("CHN")))
    assert found("every other figure of the row", phone_imports=rows) == [(1, "phones")]


def test_a_part_above_its_whole_is_found_whatever_their_column_is_called(phones):
    rows = phones.replace({"partner": {"IND": "WLD"}})
    assert found("is more than the whole", phone_imports=rows) == [(0, "phones")]
    assert found("is more than the whole", phone_imports=phones) == []


def test_a_part_may_be_above_a_whole_that_is_only_known_to_be_more(phones):
    rows = phones.replace({"partner": {"IND": "WLD"}})
    rows["relation"] = rows["partner"].map({"WLD": ">", "CHN": "="})
    assert found("is more than the whole", phone_imports=rows) == []


def test_a_newer_file_revises_figures_whatever_their_column_is_called(declared):
    held = csv_files.rows(declared.parent, "phone_imports")
    newer = [{**held[0], "phones": "3500000", "note": "printed again"}, held[1]]
    assert [(one.column, one.found) for one in revised("phone_imports", newer)] == [
        ("phones", newer[0])
    ]


@pytest.mark.after("lib/heartland_evidence/rules/")
@pytest.mark.parametrize(
    ("file", "change", "words"),
    [
        (
            "schemas/phone_imports.json",
            lambda s: s.pop("primaryKey"),
            "phone_imports.json: 'primaryKey' must be a list of columns",
        ),
        (
            "schemas/phone_imports.json",
            lambda s: s["fields"][0].update(type="text"),
            "phone_imports.json: column 'area': the type 'text' is not one of string, boolean, ",
        ),
        (
            "schemas/phone_imports.json",
            lambda s: s["fields"][0].pop("description"),
            "column 'area' must contain ['description'] properties: add what it lacks",
        ),
        (
            "schemas/phone_imports.json",
            lambda s: s["fields"][2]["constraints"].pop("pattern"),
            "column 'period', constraints must contain ['pattern'] properties: add what it lacks",
        ),
        (
            "schemas/phone_imports.json",
            lambda s: s["fields"][3].pop("unit"),
            "column 'phones' holds numbers and has no 'unit': add it",
        ),
        (
            "schemas/phone_imports.json",
            lambda s: s["fields"][3].update(type="string", constraints={}),
            "column 'phones', type must be one of ['number', 'integer']",
        ),
        (
            "schemas/phone_imports.json",
            lambda s: s.update(counts=["area"]) or s["fields"].pop(3),
            "phone_imports.json: 'counts' is of figures, and the table has none: give the column",
        ),
        (
            "schemas/phone_imports.json",
            lambda s: s["fields"][3].update(name="low"),
            "phone_imports.json: 'low' is of figures, and the table has none: give the column",
        ),
        (
            "schemas/phone_imports.json",
            lambda s: s.update(warnings=["odd"]),
            "there is no warning 'odd'",
        ),
        (
            "schemas/phone_imports.json",
            lambda s: s["primaryKey"].append("aera"),
            "'primaryKey' must be a list of columns",
        ),
        (
            "schemas/phone_imports.json",
            lambda s: s["foreignKeys"][0].update(fields=["aera"]),
            "leads nowhere",
        ),
        (
            "schemas/phone_imports.json",
            lambda s: s["foreignKeys"][0]["reference"].update(resource="aeras"),
            "leads nowhere",
        ),
        (
            "schemas/phone_imports.json",
            lambda s: s["fields"].pop(2) and s.update(annual=True, primaryKey=["area"]),
            "'period' where it is 'annual'",
        ),
        (
            "datapackage.json",
            lambda p: p["resources"][-1].pop("licenses"),
            "must contain ['licenses']",
        ),
        (
            "datapackage.json",
            lambda p: p["resources"].append(p["resources"][-1]),
            "'phone_imports' appears twice: delete one",
        ),
        (
            "datapackage.json",
            lambda p: p["resources"].pop(),
            "phone_imports.csv: no entry of datapackage.json names this table: add one",
        ),
    ],
)
def test_what_a_schema_or_an_entry_lacks_is_told_by_validate(declared, file, change, words):
    content = json.loads((declared / file).read_text(encoding="utf-8"))
    change(content)
    (declared / file).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(DataError) as error:
        rules.validate()
    assert words in str(error.value)


def test_a_schema_that_is_not_written_yet_is_told_with_what_to_do(declared):
    (declared / "schemas" / "phone_imports.json").unlink()
    with pytest.raises(DataError) as error:
        rules.validate()
    assert str(error.value) == (
        "schemas/phone_imports.json: there is no such file, which datapackage.json names as the "
        "schema of 'phone_imports': write it, as CONTRIBUTING.md says"
    )


def test_the_guide_and_the_contract_say_of_each_property_what_it_declares():
    contract = json.loads(
        (ROOT / "lib/heartland_evidence/rules/contract.json").read_text(encoding="utf-8")
    )["schema"]["properties"]
    assert {name for name, said in contract.items() if "description" in said} == set(
        re.findall(r"^   \| `\"(\w+)\":", TEXT, flags=re.M)
    )
    frictionless = {
        "title",
        "description",
        "missingValues",
        "fieldsMatch",
        "primaryKey",
        "foreignKeys",
        "fields",
    }
    assert {name for name, said in contract.items() if "description" not in said} == frictionless


SOURCELESS = (
    "areas",
    "articles",
    "claims",
    "preferences",
    "corrections",
    "exceptions",
    "second_readings",
    "verdict_changes",
    "passages",
    "tracings",
)  # they state nothing that a document would


def sourceless(data):
    """The schemas without a column for the document in which a row was read, as sentences."""
    return [
        f"data/schemas/{path.name}: no column 'source_id': every statement names the document in which it was read"
        for path in sorted((data / "schemas").glob("*.json"))
        if path.stem not in SOURCELESS
        and "source_id"
        not in [f["name"] for f in json.loads(path.read_text(encoding="utf-8"))["fields"]]
    ]


def test_every_table_that_states_something_names_its_sources():
    found = sourceless(ROOT / "data")
    assert not found, "\n".join(found)


def test_a_table_without_sources_is_told(declared):
    schema = json.loads(example("schema"))
    schema["fields"] = [f for f in schema["fields"] if f["name"] != "source_id"]
    (declared / "schemas" / "phone_imports.json").write_text(json.dumps(schema), encoding="utf-8")
    assert "phone_imports.json: no column 'source_id'" in sourceless(declared)[0]


def unknown(command):
    """What a command of the guide names that is not there."""
    words = shlex.split(command)
    if words[0] == "make":
        return [
            w
            for w in words[1:]
            if not re.search(rf"^{re.escape(w)}:", (ROOT / "Makefile").read_text(), flags=re.M)
        ]
    if words[0] == ".venv/bin/heartland":
        wanted = cli.commands.get(words[1])
        if wanted is None:
            return [words[1]]
        if isinstance(wanted, click.Group):
            wanted = wanted.commands.get(words[2], wanted)
        options = {o for p in wanted.params if isinstance(p, click.Option) for o in p.opts}
        return [w for w in words[2:] if w.startswith("--") and w not in options]
    return [
        w
        for w in words
        if re.match(r"(notebooks|tests|lib|data)/", w)
        and not (ROOT / w).exists()
        and w != words[-1]
    ]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_guide_exists(command):
    assert unknown(command) == []


def test_a_command_that_does_not_exist_is_seen():
    assert (
        unknown("make refersh")
        and unknown(".venv/bin/heartland improt x")
        and unknown(".venv/bin/heartland import x --aera KAZ")
    )
    assert unknown("sed 's/a/b/' notebooks/templates/none.ipynb > notebooks/11.ipynb")


def test_the_links_of_the_guide_lead_somewhere():
    assert "CONTRIBUTING.md" in (ROOT / "README.md").read_text(encoding="utf-8")
    anchors = {
        re.sub(r"[^a-z0-9 -]", "", h.lower()).replace(" ", "-")
        for h in re.findall(r"^## (.*)", TEXT, flags=re.M)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= anchors
    for path in re.findall(r"`((?:data|lib|notebooks|tests)/[\w./-]+\.\w+)`", TEXT):
        assert (ROOT / path).exists() or "phone_imports" in path or "population" in path, path


def test_the_verdicts_of_the_guide_are_those_of_the_schema():
    fields = json.loads((ROOT / "data" / "schemas" / "audits.json").read_text(encoding="utf-8"))[
        "fields"
    ]
    verdicts = next(f for f in fields if f["name"] == "verdict")["constraints"]["enum"]
    assert (
        re.findall(r"^\| `([a-z ]+)` \| ", TEXT.partition("| verdict |")[2], flags=re.M) == verdicts
    )


def test_the_operations_of_the_guide_are_those_that_an_audit_may_have():
    sentence = re.search(r"`operation` is one of (.*?)\. ", section("A claim and its audit"))[1]
    of_one, of_two = sentence.partition("; where")[0].split("or of two selections")
    named = {1: re.findall(r"`(\w+)`", of_one), 2: re.findall(r"`(\w+)`", of_two)}
    for selections, names in named.items():
        wanted = [name for name, one in OPERATIONS.items() if one.selections == selections]
        assert names == wanted


NOTEBOOK = re.search(r"heartland run ((\d\d)-\S+)", section("A notebook"))


def test_the_number_of_the_guides_notebook_is_free():
    name, number = NOTEBOOK.groups()
    taken = {path.stem for path in (ROOT / "notebooks").glob(f"{number}-*.ipynb")} - {name}
    assert not taken, f"CONTRIBUTING.md, 'A notebook': {number} is taken: write the next number"


@pytest.mark.after("CONTRIBUTING.md", "notebooks/templates/", "lib/heartland/")
def test_the_lines_of_the_guide_make_a_notebook_that_runs_as_it_is(tmp_path):
    for folder in ("data", "lib", "notebooks/templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "requirements.lock", tmp_path)
    if (templates / "theme.py").exists():
        shutil.copy(templates / "theme.py", tmp_path / "lib/heartland_themes/template.py")
    (tmp_path / "notebooks").mkdir()
    text = (templates / "notebook.ipynb").read_text(encoding="utf-8")
    copied = tmp_path / "notebooks" / "13-population.ipynb"
    copied.write_text(text.replace("00-template", "13-population"), encoding="utf-8")
    done = heartland("run", "13", cwd=tmp_path, PYTHONPATH=str(tmp_path / "lib"))
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "figures" / "13-population").glob("*.png"))
