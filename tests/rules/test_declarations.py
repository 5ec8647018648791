"""What descriptor and schemas cannot say is told in one line, and so is a file that is none."""

import os

import pytest

from heartland.errors import DataError
from heartland.tables.codebook import describe
from heartland_evidence import rules
from heartland_evidence.rules import files
from tests.rules.small import change
from tests.rules.test_map import Mapped


def declare(spoil, file="schemas/growth_forecasts.json"):
    """Return what changes a JSON file below data/ of a copy."""
    return lambda root: change(root, file, spoil)


def column(name, **facts):
    return declare(lambda said: next(f for f in said["fields"] if f["name"] == name).update(facts))


def resource(**facts):
    return declare(
        lambda said: next(r for r in said["resources"] if r["name"] == "growth_forecasts").update(
            facts
        ),
        "datapackage.json",
    )


def package_with(word, fact):
    return declare(lambda said: said.update({word: fact}), "datapackage.json")


FOREIGN = {"fields": ["area"], "reference": {"resource": "areas", "fields": ["code"]}}
DECLARED = {
    "a path that leaves the folder": (
        resource(path="../growth_forecasts.csv"),
        "'growth_forecasts' must have the path NAME.csv",
    ),
    "an address for a path": (
        resource(path="https://example.org/growth_forecasts.csv"),
        "must have the path NAME.csv",
    ),
    "a NUL in a path": (resource(path="growth\0.csv"), "invisible characters"),
    "a name twice": (
        declare(lambda said: said["resources"].append(said["resources"][0]), "datapackage.json"),
        "'areas' appears twice",
    ),
    "no preferences": (
        declare(
            lambda said: said.update(
                resources=[r for r in said["resources"] if r["name"] != "preferences"]
            ),
            "datapackage.json",
        ),
        "'preferences' is missing",
    ),
    "a pattern that is none": (
        column("note", constraints={"pattern": "(("}),
        "column 'note', constraints.pattern must be a valid regex",
    ),
    "a bound for text": (
        column("note", constraints={"minimum": 0}),
        "must not contain {'minimum'}",
    ),
    "a column twice": (
        declare(lambda said: said["fields"].append(said["fields"][0])),
        "'fields' has two of the name 'publisher'",
    ),
    "a figure that is text": (
        column("growth_pct", type="string", constraints={}),
        "column 'growth_pct', type must be one of ['number', 'integer']",
    ),
    "a date without a form": (
        column("vintage", constraints={"required": True}),
        "column 'vintage', constraints must contain ['pattern']",
    ),
    "shares by no column": (
        declare(lambda said: said.update(shares={"growth_pct": ["aera"]})),
        "'shares' names the column 'aera', which the table does not have. Did you mean 'area'?",
    ),
    "a figure without a unit": (
        declare(
            lambda said: next(f for f in said["fields"] if f["name"] == "growth_pct").pop("unit")
        ),
        "column 'growth_pct' holds numbers and has no 'unit': add it, or, if they are no figures",
    ),
    "a name twice in an object": (
        lambda root: (root / "data/schemas/areas.json").write_text(
            '{"title": "Areas", "title": "Sources"}', encoding="utf-8"
        ),
        "areas.json: 'title' appears twice in one object: delete one",
    ),
    "a foreign key to no column": (
        declare(lambda said: said.update(foreignKeys=[FOREIGN])),
        "leads nowhere",
    ),
    "a pattern that takes for ever": (
        column("note", constraints={"pattern": "^((a-z)+)+$"}),
        "column 'note', constraints.pattern must NOT match a disallowed definition",
    ),
    "no version": (package_with("version", None), "'version' must be a text"),
    "a licence that runs a script": (
        resource(licenses=[{"title": "x", "path": "javascript:alert(1)"}]),
        "path must match pattern ^https?://",
    ),
}


@pytest.mark.parametrize(("spoil", "words"), DECLARED.values(), ids=DECLARED)
def test_a_descriptor_or_schema_that_says_what_cannot_be_is_told_in_one_line(package, spoil, words):
    spoil(package("growth_forecasts").root)
    with pytest.raises(DataError) as told:
        rules.validate()
    assert words in str(told.value) and str(told.value).isprintable()


def test_a_table_without_an_entry_is_told(package):
    (package("growth_forecasts").root / "data" / "phone_imports.csv").write_text(
        "area,phones\nKAZ,1\n"
    )
    with pytest.raises(
        DataError, match=r"^phone_imports\.csv: no entry of datapackage\.json names this table"
    ):
        rules.validate()


LONG = "9" * 5000


def test_a_number_of_5000_digits_is_told_in_one_line(package):
    path = package("growth_forecasts").root / "data" / "schemas/areas.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{", f'{{"digits": {LONG}, ', 1), encoding="utf-8")
    with pytest.raises(DataError, match=r"^\w+\.json: has a number with more digits"):
        rules.validate()


def a_pipe(path):
    path.unlink()
    os.mkfifo(path)


def a_link(path):
    other = path.with_name("elsewhere.json")
    path.rename(other)
    path.symlink_to(other)


@pytest.mark.parametrize(
    ("put", "words"),
    [
        (a_pipe, "is not a regular file, but a pipe or a device"),
        (a_link, "is a link to another file"),
    ],
)
@pytest.mark.parametrize("file", ["growth_forecasts.csv", "central_asia.geojson"])
def test_what_is_no_file_is_named_before_it_is_read(package, put, words, file):
    spoilt = package("growth_forecasts")
    if file.endswith(".geojson"):
        Mapped(spoilt.root)
    put(spoilt.root / "data" / file)
    with pytest.raises(DataError, match=words) as told:
        rules.validate()
    assert str(told.value).startswith(file.partition("/")[2] or file)


def test_a_table_beyond_the_largest_size_is_not_read(package, monkeypatch):
    package("growth_forecasts")
    monkeypatch.setattr(files, "LARGEST_TABLE", 1000)
    with pytest.raises(DataError, match=r"bytes, and 1,000 is the largest that is read"):
        rules.validate()


@pytest.mark.parametrize("title", ["Half a letter \ud800", "Clears the screen \x1b[2J"])
def test_a_title_that_nothing_can_write_or_a_terminal_obeys_is_told(package, title):
    change(
        package("growth_forecasts").root,
        "datapackage.json",
        lambda found: found.update(title=title),
    )
    with pytest.raises(DataError, match="invisible characters") as told:
        rules.validate()
    assert str(told.value).isprintable()


def spoil_field(**facts):
    return lambda schema: schema["fields"][0].update(facts)


@pytest.mark.parametrize(
    "spoil",
    [
        spoil_field(constraints={"enum": [{}]}),
        lambda schema: schema.update(joinedKeys=[{}]),
    ],
)
def test_a_codebook_that_cannot_be_shown_is_told_in_one_line(package, spoil):
    root = package("growth_forecasts").root
    change(root, "schemas/growth_forecasts.json", spoil)
    with pytest.raises(DataError, match=r"^schemas/growth_forecasts\.json: "):
        rules.validate()


@pytest.mark.parametrize("letter", ["\ufeff"], ids=ascii)
def test_what_a_schema_says_has_no_letter_that_is_not_seen(package, letter):
    root = package("growth_forecasts").root
    change(root, "schemas/growth_forecasts.json", spoil_field(description=f"Of{letter} whom."))
    with pytest.raises(DataError, match="has stray spaces, line breaks or invisible characters"):
        describe("growth_forecasts")
