"""Each rule of the checks, with a case that breaks it."""

import subprocess
import sys

import pytest

from heartland import load
from heartland.errors import DataError, did_you_mean
from heartland.tables import descriptor, schemas
from heartland.tables.cells import FORMS, not_a_date, not_of_type
from heartland_evidence import rules
from tests.conftest import CHOICES, ROOT, copied
from tests.rules.small import change

CLEAN: dict[tuple[str, ...], set[str]] = {}
EMPTIED = [f"{name}.csv" for name in CHOICES]  # in a copy of one area: that is told too
COMPARES_AREAS = ("areas", "digital_indices")  # their rules need the rows of all areas


def planted(package, names, dataset, row, **cells):
    """The findings that a spoilt cell adds to a clean copy, which holds the rows of its area."""
    spoilt = package(*names)
    row = spoilt.row(dataset, **row) if isinstance(row, dict) else row
    area = ""
    if dataset not in COMPARES_AREAS:
        row, area = spoilt.shorten(dataset, row)
    before = spoilt.lines(dataset)
    spoilt.plant(dataset, row, **cells)
    found = [f for f in rules.validate() if f.file not in EMPTIED]
    there = {(f"{dataset}.csv", row, column) for column in cells}
    if {(f.file, f.row, f.column) for f in found} <= there:
        return row, found
    copy = (*names, dataset, area)
    if copy not in CLEAN:  # some of these were there before
        spoilt.write(dataset, before)
        CLEAN[copy] = {str(f) for f in rules.validate()}
        spoilt.plant(dataset, row, **cells)
    return row, [f for f in found if str(f) not in CLEAN[copy]]


GROWTH = [
    ({"growth_pct": "x"}, "growth_pct", "is not a number"),
    ({"growth_pct": "NaN"}, "growth_pct", "is not a value"),
    ({"growth_pct": "1,5"}, "growth_pct", "is not a number"),
    (
        {"growth_pct": "1E+05"},
        "growth_pct",
        "what a spreadsheet makes of a long number: format the",
    ),
    ({"growth_pct": "04.1"}, "growth_pct", "is not a number"),
    ({"growth_pct": "٣"}, "growth_pct", "digits of another script"),
    ({"vintage_inferred": "TRUE"}, "vintage_inferred", "is not true or false"),
    ({"growth_pct": " 1.5"}, "growth_pct", "has stray spaces"),
    ({"growth_pct": ""}, "growth_pct", "is empty"),
    ({"area": "KAX"}, "area", "is not in areas.csv. Did you mean"),
    ({"source_id": "imf-weo-2021-1"}, "source_id", "is not in sources.csv. Did you mean"),
    ({"also_in": "nowhere-2020"}, "also_in", "is not in sources.csv"),
    (
        {"publisher": "Imf"},
        "publisher",
        "is not in the closed list of data/schemas/growth_forecasts.json. Did you mean 'IMF'",
    ),
    ({"kind": "forcast"}, "kind", "closed list"),
    ({"kind": "guess"}, "kind", ".json: forecast, nowcast or estimate, "),
    ({"area": "Kazakhstan"}, "area", "is not in areas.csv. Write KAZ."),
    (
        {"area": "Kazakstan"},
        "area",
        "is not in areas.csv. Did you mean 'Kazakhstan'? If not, add a row there.",
    ),
    ({"area": "UZ"}, "area", "is not in areas.csv. Did you mean 'UZB'? If not, add a row there."),
    ({"area": "XQZ"}, "area", "is not in areas.csv. Add a row there."),
    ({"status": "A"}, "status", "does not follow from kind"),
    ({"vintage": "2023-05"}, "target_year", "was already over"),
    (
        {"vintage": "May 2022"},
        "vintage",
        "not a date of the calendar: write one like 2022, 2022-06",
    ),
    ({"vintage": "2022-02-30"}, "vintage", "not a date of the calendar: February 2022 has 28 days"),
    ({"vintage": "2022-4"}, "vintage", "not a date of the calendar: write 2022-04"),
    ({"vintage": "Apr-22"}, "vintage", "is what a spreadsheet makes of a date: format the column"),
    ({"note": "#REF!"}, "note", "is not a value"),
    ({"note": "12-May"}, "note", "spreadsheet makes of a date"),
    ({"note": "=1+2"}, "note", "like a formula"),
    ({"note": "-2+3"}, "note", "like a formula"),
    ({"source_id": "imf-weo-2022-04;imf-weo-2022-10"}, "source_id", "is not in sources.csv"),
    ({"note": "a\u200bb"}, "note", "invisible"),
    ({"note": "x" * 2001}, "note", "longer than 2000"),
    (
        {"also_in": "imf-weo-2022-10;nowhere"},
        "also_in",
        "holds 'nowhere', which is not in sources.csv",
    ),
    ({"low": "9"}, "low", "is greater than the value"),
    ({"growth_pct": "58.6"}, "growth_pct", "maximum"),
    ({"note": "5 $"}, "note", "dollar sign"),
    ({"target_year": "22"}, "target_year", "minimum"),
    ({"note": "an International \u041conetary Fund"}, "note", "mixes Latin and Cyrillic"),
    ({"note": "Bole\u0301"}, "note", "an accent typed as a separate character"),
    ({"note": "K\ufffdz"}, "note", "the replacement character of a lost letter"),
    ({"note": "ZÃ¼rich"}, "note", "the replacement character of a lost letter"),
    ({"note": "two  blanks"}, "note", "has stray spaces"),
    ({"note": "soft\u00adhyphen"}, "note", "invisible characters"),
    ({"vintage": "1022-04"}, "vintage", "lies outside 1900 to 2100"),
    ({"also_in": "imf-weo-2022-10;imf-weo-2022-10"}, "also_in", "names 'imf-weo-2022-10' twice"),
    ({"also_in": "imf-weo-2022-04"}, "also_in", "the row's own source_id"),
]


def found_in_copies(root, dataset, where, mistakes):
    """The findings in copies of a row, the first of which is sound and each other one has a mistake.

    Return the findings of each.
    """
    spoilt = copied(root, "growth_forecasts")
    row = spoilt.row(dataset, **where)
    if dataset not in ("sources", *COMPARES_AREAS):
        row, _ = spoilt.shorten(dataset, row)
    lines = spoilt.lines(dataset)
    first = len(lines) + 1
    copies = [list(lines[row - 1]) for _ in range(len(mistakes) + 1)]
    for copy, (cells, *_) in zip(copies[1:], mistakes, strict=True):
        for column, value in cells.items():
            copy[lines[0].index(column)] = value
    spoilt.write(dataset, [*lines, *copies])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEARTLAND_ROOT", str(root))
        found = [f for f in rules.validate() if f.file == f"{dataset}.csv"]
    return [[f for f in found if f.row == first + number] for number in range(len(copies))]


@pytest.fixture(scope="module")
def in_forecasts(tmp_path_factory):
    where = {"publisher": "IMF", "area": "KAZ", "target_year": "2022", "vintage": "2022-04"}
    root = tmp_path_factory.mktemp("forecasts") / "collection"
    return found_in_copies(root, "growth_forecasts", where, GROWTH)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("NaN", "is not a value: leave the cell empty"),
        ("12-May", "is what a spreadsheet makes of a date: format the column as text"),
        (" 1.5", "has stray spaces, line breaks or invisible characters: remove them"),
        ("1\u00a0225", "is not a number like 1.5: write 1225, without a separator"),
        ("5 $", "is not a number like 1.5: write all its digits and no word; the schema has the "),
        ("x", "is not a number like 1.5"),
    ],
    ids=ascii,
)
def test_a_cell_that_is_no_number_gets_one_message(package, cell, sentence):
    spoilt = package("macro")
    spoilt.plant("macro", 2, value_usd_mn=cell)
    (told,) = [one for one in rules.validate() if (one.row, one.column) == (2, "value_usd_mn")]
    assert told.rule.startswith(sentence)


def test_an_edition_after_its_source_gets_one_message(package):
    where = {"publisher": "IMF", "area": "KAZ", "target_year": "2022", "kind": "later outturn"}
    row, found = planted(
        package, ("growth_forecasts",), "growth_forecasts", where, vintage="2026-12"
    )
    told = [f.rule for f in found if (f.row, f.column) == (row, "vintage")]
    assert told == ["is an edition after the day on which the source was published"]


def is_named_where_it_was_spoilt(copies, number, mistakes):
    """Whether a mistake is named in the copy that has it, and not in the sound one."""
    _, column, rule = mistakes[number]
    named = [
        any(f.column == column and rule in f.rule for f in found)
        for found in (copies[0], copies[number + 1])
    ]
    return named == [False, True]


@pytest.mark.parametrize(
    "number",
    range(len(GROWTH)),
    ids=[f"{next(iter(c))}={next(iter(c.values()))}" for c, *_ in GROWTH],
)
def test_a_spoilt_forecast_is_named_by_row_column_and_rule(in_forecasts, number):
    spoilt = in_forecasts[number + 1]
    assert is_named_where_it_was_spoilt(in_forecasts, number, GROWTH), [str(f) for f in spoilt]


@pytest.mark.after("lib/heartland_evidence/rules/")
@pytest.mark.parametrize("sign", ["\x1b[2J", "\u202e", "\u2028", "\u200f"])
def test_a_table_with_signs_that_a_terminal_would_obey_is_not_loaded(package, sign):
    where = {"publisher": "IMF", "area": "KAZ", "target_year": "2022", "vintage": "2022-04"}
    row, found = planted(
        package, ("growth_forecasts",), "growth_forecasts", where, note=f"a{sign}b"
    )
    assert [(f.row, f.column) for f in found] == [(row, "note")]
    with pytest.raises(
        DataError,
        match=rf"row {row}, column note: .* has stray spaces, line breaks or invisible characters",
    ) as told:
        load("growth_forecasts")
    assert sign not in str(told.value)


def test_no_schema_has_a_rule_that_is_not_checked():
    for name in descriptor.dataset_names(ROOT):
        for field in schemas.read(ROOT, name)["fields"]:
            assert set(field.get("constraints", {})) <= {
                "required",
                "enum",
                "pattern",
                "minimum",
                "maximum",
                "unique",
            }


@pytest.mark.after("lib/heartland_evidence/rules/")
def test_a_duplicate_key_is_named(package):
    spoilt = package("growth_forecasts")
    lines = spoilt.lines("growth_forecasts")
    spoilt.write("growth_forecasts", [*lines, lines[9]])
    assert any(
        f.row == len(lines) + 1 and "duplicates row 10 (same " in f.rule for f in rules.validate()
    )


@pytest.mark.after("lib/heartland_evidence/rules/")
@pytest.mark.parametrize(
    ("dataset", "column", "words"),
    [
        ("population", "", "duplicates row 10 (same area, year, source_id): delete one, or say"),
        (
            "milestones",
            "milestone_id",
            "duplicates row 10 (same milestone_id): give it another, or",
        ),
    ],
)
def test_a_row_that_stands_twice_is_told_once(package, dataset, column, words):
    spoilt = package(dataset)
    lines = spoilt.lines(dataset)
    spoilt.write(dataset, [*lines, lines[9]])
    told = [f for f in rules.validate() if f.rule.startswith("duplicates row")]
    assert [(f.row, f.column) for f in told] == [(len(lines) + 1, column)]
    assert told[0].rule.startswith(words)


@pytest.mark.after("lib/heartland_evidence/rules/")
def test_a_key_that_differs_only_in_case_is_a_duplicate(package):
    spoilt = package("casualty_reports", "conflict_events")
    lines = spoilt.lines("casualty_reports")
    reporter = lines[0].index("reporter")
    spoilt.write(
        "casualty_reports",
        [*lines, [*lines[9][:reporter], lines[9][reporter].upper(), *lines[9][reporter + 1 :]]],
    )
    assert any(
        f.row == len(lines) + 1 and "duplicates row 10 (same " in f.rule for f in rules.validate()
    )


@pytest.mark.after("lib/heartland_evidence/rules/")
@pytest.mark.parametrize(
    ("cells", "column", "rule"),
    [
        ({"iso_numeric": "417"}, "iso_numeric", "duplicates row"),
        ({"members": "UZB;CA5"}, "members", "points to a row that itself has members"),
    ],
)
def test_an_area_that_is_another_or_leads_to_itself_is_found(package, cells, column, rule):
    row, found = planted(
        package,
        (),
        "areas",
        {"area": "UZB"} if column == "iso_numeric" else {"area": "CA5"},
        **cells,
    )
    assert any(f.row == row and f.column == column and rule in f.rule for f in found), [
        str(f) for f in found
    ]


@pytest.mark.after("lib/heartland_evidence/rules/")
@pytest.mark.parametrize(
    ("cells", "column", "rule"),
    [
        ({"same_as": "ctta-2023-4-a"}, "same_as", "points to a row that itself has same_as"),
        (
            {"same_as": "ctta-2023-4-b;ctta-2023-4-d"},
            "same_as",
            "is not a name in small letters, digits and hyphens",
        ),
        ({"paragraph": "5"}, "claim_id", "does not begin with article_id and paragraph"),
        ({"relation": "range"}, "relation", "needs both low and high"),
    ],
)
def test_a_claim_that_repeats_itself_or_is_not_whole_is_found(package, cells, column, rule):
    row, found = planted(
        package, ("claims", "articles"), "claims", {"claim_id": "ctta-2023-4-a"}, **cells
    )
    assert any(f.row == row and f.column == column and rule in f.rule for f in found), [
        str(f) for f in found
    ]


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


FOREIGN = {"fields": ["area"], "reference": {"resource": "areas", "fields": ["code"]}}
PERIOD = {"name": "period", "type": "string", "description": "A period.", "constraints": {}}
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
    "a schema within": (resource(schema={"fields": []}), "a name, a path and a schema"),
    "a schema that is none": (resource(schema=None), "a name, a path and a schema"),
    "a title that is a number": (
        resource(title=5),
        "datapackage.json, 'growth_forecasts': title must be string",
    ),
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
    "a pattern for a number": (
        column("growth_pct", constraints={"pattern": "^1"}),
        "column 'growth_pct', constraints must not contain {'pattern'}",
    ),
    "a bound that is text": (
        column("growth_pct", constraints={"minimum": "0"}),
        "constraints.minimum must be number",
    ),
    "a bound for text": (
        column("note", constraints={"minimum": 0}),
        "must not contain {'minimum'}",
    ),
    "an unknown constraint": (
        column("note", constraints={"requird": True}),
        "must not contain {'requird'}",
    ),
    "constraints that are none": (
        column("note", constraints=None),
        "'enum' and 'warnings' lists of text",
    ),
    "a list of numbers for text": (
        column("note", constraints={"enum": [1]}),
        "'enum' and 'warnings' lists of text",
    ),
    "a key that is no list": (
        declare(lambda said: said.update(primaryKey=5)),
        "'primaryKey' must be a list of columns",
    ),
    "a key within a key": (
        declare(lambda said: said.update(primaryKey=[["area"]])),
        "'primaryKey' must be a list of columns",
    ),
    "a column twice": (
        declare(lambda said: said["fields"].append(said["fields"][0])),
        "'fields' has two of the name 'publisher'",
    ),
    "an unknown warning": (
        declare(lambda said: said.update(warnings=["eco"])),
        "there is no warning 'eco'. Did you mean 'echo'",
    ),
    "no title": (declare(lambda said: said.pop("title")), "it must have a title"),
    "annual without a period": (
        declare(lambda said: said.update(annual=True)),
        "a column 'period' where it is 'annual'",
    ),
    "a figure that is text": (
        column("growth_pct", type="string", constraints={}),
        "column 'growth_pct', type must be one of ['number', 'integer']",
    ),
    "a pattern without words": (
        column("note", constraints={"pattern": "^[a-z]+$"}),
        "column 'note' must contain ['form']",
    ),
    "a date without a form": (
        column("vintage", constraints={"required": True}),
        "column 'vintage', constraints must contain ['pattern']",
    ),
    "a date of another form": (
        column("vintage", constraints={"pattern": ".*"}),
        "column 'vintage', constraints.pattern must match pattern",
    ),
    "a relation that is none": (
        column("relation", constraints={"enum": ["=", "≈"]}),
        "constraints.enum[1] must be one of ['=', '~', '>='",
    ),
    "a period without a form": (
        declare(lambda said: said["fields"].append(PERIOD)),
        "column 'period', constraints must contain ['pattern']",
    ),
    "a series without a factor": (
        declare(lambda said: said.update(series={"growth_pct": ["area", 3]})),
        "growth_pct[0] must be number",
    ),
    "a series that may not change": (
        declare(lambda said: said.update(series={"growth_pct": [1, "area"]})),
        "must be bigger than 1",
    ),
    "shares by no column": (
        declare(lambda said: said.update(shares={"growth_pct": ["aera"]})),
        "'shares' names the column 'aera', which the table does not have. Did you mean 'area'?",
    ),
    "shares of text": (
        declare(lambda said: said.update(shares={"area": ["kind"]})),
        "'shares' must be a column of figures, and 'area' is none",
    ),
    "a series of years": (
        declare(lambda said: said.update(series={"target_year": [3, "area"]})),
        "'series' must be a column of figures, and 'target_year' is none",
    ),
    "a figure without a unit": (
        declare(
            lambda said: next(f for f in said["fields"] if f["name"] == "growth_pct").pop("unit")
        ),
        "column 'growth_pct' holds numbers and has no 'unit': add it, or, if they are no figures",
    ),
    "an id that begins with no column": (
        declare(lambda said: said.update(begins=["aera"])),
        "'begins' names the column 'aera'",
    ),
    "a note in a key": (
        declare(lambda said: said["primaryKey"].append("note")),
        "primaryKey[6] must NOT match a disallowed definition",
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
}


@pytest.mark.after("lib/heartland_evidence/rules/")
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


def test_a_table_whose_ending_is_in_capitals_is_told(package):
    table = package("growth_forecasts").file("growth_forecasts")
    table.with_suffix(".CSV").write_bytes(table.read_bytes())
    with pytest.raises(DataError, match=r"^growth_forecasts\.CSV: no entry of datapackage\.json"):
        rules.validate()


def test_a_column_that_a_check_reads_and_that_was_renamed_is_told(package):
    spoilt = package("growth_forecasts")
    header, *lines = spoilt.lines("growth_forecasts")
    spoilt.write("growth_forecasts", [["edition" if c == "vintage" else c for c in header], *lines])
    schema = spoilt.root / "data/schemas/growth_forecasts.json"
    schema.write_text(schema.read_text().replace('"vintage"', '"edition"'))
    with pytest.raises(
        DataError,
        match=r"the check forecasts_are_ahead reads the column 'vintage', which growth_forecasts",
    ):
        rules.validate()


@pytest.mark.after("lib/heartland_evidence/rules/")
def test_a_foreign_key_of_a_schema_is_checked_whatever_its_column_is_called(package):
    there = {"fields": ["publisher"], "reference": {"resource": "areas", "fields": ["name"]}}
    declare(lambda said: said["foreignKeys"].append(there))(package("growth_forecasts").root)
    assert any(
        f.column == "publisher" and "is not in areas.csv" in f.rule for f in rules.validate()
    )


def test_a_truncated_row_is_named(package):
    spoilt = package("growth_forecasts")
    file = spoilt.file("growth_forecasts")
    text = file.read_text().splitlines()
    text[6] = ",".join(text[6].split(",")[:3])
    file.write_text("\n".join(text) + "\n")
    assert [str(f) for f in rules.validate() if f.file == "growth_forecasts.csv"] == [
        "growth_forecasts.csv, row 7: has 3 cells and the header 14: a cell or a comma is missing"
    ]


@pytest.mark.parametrize("sign", [";", "\t"])
def test_a_row_with_another_sign_between_its_cells_is_told_to_have_commas(package, sign):
    spoilt = package("growth_forecasts")
    file = spoilt.file("growth_forecasts")
    text = file.read_text().splitlines()
    text[6] = text[6].replace(",", sign)
    file.write_text("\n".join(text) + "\n")
    assert [str(f) for f in rules.validate() if f.file == "growth_forecasts.csv"] == [
        "growth_forecasts.csv, row 7: has 1 cell and the header 14: separate cells with commas"
    ]


@pytest.mark.parametrize(
    ("kind", "cell", "advice"),
    [
        ("integer", "1,225", ": write 1225, without a separator"),
        ("integer", "-1 225 000", ": write -1225000, without a separator"),
        ("integer", "12,25", ""),
        ("integer", "1,225.5", ""),
        ("number", "1,225.5", ": write 1225.5, without a separator"),
        ("number", "0,225", ": write 0.225, with a point"),
        ("number", "1,225", ": write 1225, without a separator, or 1.225, with a point"),
        ("number", "007,5", ""),
        ("boolean", "1,225", ""),
    ],
)
def test_a_number_with_separators_is_shown_without_them(kind, cell, advice):
    _, like = FORMS[kind]
    assert not_of_type(kind, cell) == f"is not {like}{advice}"


@pytest.mark.parametrize(
    ("kind", "cell", "advice"),
    [
        ("number", "\u22125.9", ": write -5.9, with a hyphen"),
        ("number", "\u2013.9", ": write -0.9, with a hyphen"),
        ("number", "\u22121,225.5", ": write -1225.5, without a separator"),
        ("number", "+5.9", ": write 5.9"),
        ("number", ".9", ": write 0.9"),
        ("number", "-.90", ": write -0.90"),
        ("number", "5.", ": write 5"),
        ("number", "04.1", ": write 4.1"),
        ("number", "-0.0", ": write 0.0"),
        ("number", "5.9.1", ""),
        ("number", "-", ""),
        ("number", ".", ""),
        ("integer", "2.0", ": write 2"),
        ("integer", "2.5", ""),
        ("integer", "9" * 19, ""),
        ("boolean", "FALSE", ": write false, in small letters"),
        ("boolean", "True", ": write true, in small letters"),
        ("boolean", "yes", ""),
    ],
    ids=ascii,
)
def test_what_is_nearly_written_as_its_type_is_told_how_to_write_it(kind, cell, advice):
    assert not_of_type(kind, cell) == f"is not {FORMS[kind][1]}{advice}"


@pytest.mark.parametrize("kind", ["integer", "number"])
@pytest.mark.parametrize("cell", ["3,4 mln", "12.5%", "5 USD"])
def test_a_number_with_a_word_is_told_where_the_unit_is(kind, cell):
    advice = "write all its digits and no word; the schema has the unit"
    assert not_of_type(kind, cell) == f"is not {FORMS[kind][1]}: {advice}"


def test_a_row_with_a_cell_too_many_is_named_and_nothing_else_is_blamed(package):
    spoilt = package("growth_forecasts")
    lines = spoilt.lines("growth_forecasts")
    lines[8].append("x")
    spoilt.write("growth_forecasts", lines)
    found = rules.validate()
    assert [(f.file, f.row) for f in found] == [
        ("growth_forecasts.csv", 9)
    ] and "has 15 cells" in found[0].rule


SOURCES = [
    ({"url": "www.imf.org/weo"}, "url", "not a well-formed"),
    ({"also_at": "https://a b.org"}, "also_at", "not one or more well-formed"),
    ({"url": "https://imf.org:x/weo"}, "url", "not a well-formed"),
    ({"url": "https://name:word@imf.org/"}, "url", "not a well-formed"),
    ({"url": "https://.../weo"}, "url", "not a well-formed"),
    ({"url": "https://www.imf.org/"}, "url", "is a home page"),
    ({"source_id": "imf-weo-2022-99"}, "source_id", "is used by no row"),
    ({"published": "2022-13-1"}, "published", "not a date"),
    ({"source_id": "IMF weo"}, "source_id", "is not a name in small letters, digits and hyphens"),
    ({"published": "2022-13"}, "published", "not a date of the calendar"),
    (
        {"accessed": "2026-11"},
        "accessed",
        "is a month, and this column holds days: write one like 2022-06-30",
    ),
    ({"accessed": "24.11.2026"}, "accessed", "calendar: write 2026-11-24"),
    ({"accessed": "2026-02-30"}, "accessed", "calendar: February 2026 has 28 days"),
    ({"accessed": "yesterday"}, "accessed", "calendar: write one like 2022-06-30"),
    ({"published": "2099"}, "published", "is later than accessed"),
    ({"kind": "blog"}, "kind", "closed list"),
]


@pytest.fixture(scope="module")
def in_sources(tmp_path_factory):
    root = tmp_path_factory.mktemp("sources") / "collection"
    return found_in_copies(root, "sources", {"source_id": "imf-weo-2022-04"}, SOURCES)


@pytest.mark.parametrize("number", range(len(SOURCES)), ids=[str(cells) for cells, *_ in SOURCES])
def test_a_spoilt_source_is_named(in_sources, number):
    spoilt = in_sources[number + 1]
    assert is_named_where_it_was_spoilt(in_sources, number, SOURCES), [str(f) for f in spoilt]


@pytest.mark.after("lib/heartland_evidence/rules/")
def test_two_ids_of_one_document_are_found(package):
    spoilt = package("growth_forecasts")
    url = spoilt.lines("sources")[spoilt.row("sources", source_id="imf-weo-2022-04") - 1][4]
    spoilt.plant("sources", spoilt.row("sources", source_id="imf-weo-2022-10"), url=url)
    assert any("give each document one id" in f.rule for f in rules.validate())


@pytest.mark.after("lib/heartland_evidence/rules/")
def test_an_address_that_is_that_of_another_source_is_found(package):
    spoilt = package("growth_forecasts")
    url = spoilt.lines("sources")[spoilt.row("sources", source_id="imf-weo-2022-04") - 1][4]
    spoilt.plant(
        "sources",
        spoilt.row("sources", source_id="imf-weo-2022-10"),
        also_at=f"https://example.org/a;{url}",
    )
    assert any(
        f.column == "also_at" and "has the address of a source" in f.rule for f in rules.validate()
    )


@pytest.mark.after("lib/heartland_evidence/rules/")
def test_a_tertiary_source_alone_is_found(package):
    spoilt = package("growth_forecasts")
    spoilt.plant("sources", spoilt.row("sources", source_id="imf-weo-2022-04"), kind="tertiary")
    assert any("tertiary" in f.rule for f in rules.validate())


@pytest.mark.after("lib/heartland_evidence/rules/")
def test_a_row_from_a_source_that_forbids_it_is_found(package):
    spoilt = package("growth_forecasts")
    spoilt.plant("sources", spoilt.row("sources", source_id="imf-weo-2022-04"), redistribution="no")
    assert any(
        f.file == "growth_forecasts.csv" and "may not be passed on" in f.rule
        for f in rules.validate()
    )


@pytest.mark.after("lib/heartland_evidence/rules/")
def test_a_block_from_a_source_without_licence_is_found(package):
    spoilt = package("trade")
    lines = spoilt.lines("trade")
    source = lines[0].index("source_id")
    often = max(
        {line[source] for line in lines[1:]}, key=lambda s: sum(line[source] == s for line in lines)
    )
    spoilt.plant("sources", spoilt.row("sources", source_id=often), licence="Unknown")
    assert any(
        "gives more than 100 rows and its licence is unknown" in f.rule for f in rules.validate()
    )


@pytest.mark.after("lib/heartland_evidence/rules/")
@pytest.mark.parametrize(
    ("names", "dataset", "where", "cells", "rule"),
    [
        (
            ("trade",),
            "trade",
            {"flow": "turnover", "area": "KAZ", "source_id": "kaz-bns-trade-2018"},
            {"value_usd_mn": "99999999"},
            "not exports plus imports",
        ),
        (
            ("smartphone_shares",),
            "smartphone_shares",
            {"area": "WLD"},
            {"share_pct": "99"},
            "above 100",
        ),
        (
            ("population",),
            "population",
            {"area": "KAZ", "year": "2001"},
            {"persons": "150000000"},
            "factor of 3",
        ),
        (
            ("trade",),
            "trade",
            {"area": "KAZ", "partner": "CHN"},
            {"partner": "KAZ"},
            "is the area itself",
        ),
        (
            ("digital_indices",),
            "digital_indices",
            {"index": "GCI", "ranked": "193"},
            {"rank": "500"},
            "greater than the number ranked",
        ),
        (
            ("exchange_rates",),
            "exchange_rates",
            {"currency": "RUB"},
            {"per_usd": "0"},
            "less than the minimum",
        ),
        (
            ("macro",),
            "macro",
            {"area": "KAZ", "measure": "gdp_nominal", "year": "2010"},
            {"value_usd_mn": "9"},
            "factor of 3",
        ),
    ],
)
def test_arithmetic_that_fails_is_found(package, names, dataset, where, cells, rule):
    _, found = planted(package, names, dataset, where, **cells)
    assert any(f.file == f"{dataset}.csv" and rule in f.rule for f in found), [
        str(f) for f in found
    ]


HELD = [  # tables, the row that is spoilt, how, and what is told of it
    ("trade", {"relation": ">"}, {"low": "1"}, "low", "is not the figure of the row"),
    ("trade", {"relation": ">"}, {"low": ""}, "low", "is not the figure of the row"),
    ("trade", {"source_id": "kgz-nsc-exports-1994-2023", "partner": "RUS", "period": "2020"}, {"value_usd_mn": "99999"}, "value_usd_mn", "more than the whole by the same reporter (partner WLD)"),
    ("trade", {"partner": "CHN", "flow": "exports", "source_id": "kaz-bns-trade-2018"}, {"value_usd_mn": "299999"}, "value_usd_mn", "more than the whole by the same reporter (flow turnover)"),
    ("trade", {"area": "KAZ", "partner": "CHN", "period": "2015", "flow": "imports", "reporter": "KAZ"}, {"value_usd_mn": "5.08"}, "value_usd_mn", "jumps by more than a factor of 100"),
    ("trade", {"area": "KAZ", "partner": "CHN", "reporter": "KAZ"}, {"reporter": "RUS"}, "reporter", "names an area that is neither"),
    ("trade", {"area": "KAZ"}, {"area": "CHN"}, "area", "closed list"),
    ("trade", {"source_id": "astanatimes-china-trade-2025-01"}, {"period": "2025"}, "period", "was not over when the source was published"),
    ("remittances", {"period": "2017-Q1", "measure": "transfers_from_russia_cbr", "area": "KGZ"}, {"value_usd_mn": "49999"}, "value_usd_mn", "more than the whole by the same reporter (period year)"),
    ("exchange_rates", {"currency": "RUB", "year": "2010"}, {"per_usd": "0.03"}, "per_usd", "jumps by more than a factor of 3"),
    ("security_incidents", {"event": "petersburg-metro-2017"}, {"longitude": ""}, "longitude", "fill all of latitude"),
    ("security_incidents", {"event": "petersburg-metro-2017"}, {"latitude": "30.31413", "longitude": "59.93863"}, "latitude", "is not that of most rows of the same place"),
    ("security_incidents", {"event": "petersburg-metro-2017"}, {"event": "petersburg-metro-2018"}, "incident_id", "does not begin with event"),
    ("security_incidents", {"reporter": "Interior Ministry of Tajikistan"}, {"reporter_kind": "NGO"}, "reporter_kind", "most rows of the same reporter"),
    ("security_incidents", {"reporter": "Interior Ministry of Tajikistan"}, {"reporter": "Interior ministry of Tajikistan"}, "reporter", "is written 'Interior Ministry of Tajikistan' elsewhere"),
    ("milestones", {"date": "2022-09-15"}, {"date": "2022-09-14"}, "milestone_id", "does not begin with date"),
    ("milestones", {"source_id": "president-uz-2020-09-22"}, {"end": "2032-09-22"}, "end", "was not over when the source was published"),
    ("militant_groups", {"group": "etim"}, {"area": "SYR"}, "area", "is not that of most rows of the same group"),
    ("digital_indices", {"index": "UN EGDI", "edition": "2022", "area": "KAZ"}, {"score": "86.28"}, "score", "is beyond its scale"),
    ("digital_indices", {"index": "GCI", "edition": "2020", "area": "UZB"}, {"rank": "2"}, "rank", "is better than the rank of a higher score"),
    ("sco_members", {"area": "IRN"}, {"since": "2026-12"}, "since", "was not over when the source was published"),
]  # fmt: skip


@pytest.mark.after("lib/heartland_evidence/rules/")
@pytest.mark.parametrize(
    ("name", "where", "cells", "column", "rule"), HELD, ids=[f"{n}-{c}" for n, _, c, *_ in HELD]
)
def test_what_a_row_says_against_its_table_is_found(package, name, where, cells, column, rule):
    events = ("conflict_events",) if name == "security_incidents" else ()
    row, found = planted(package, (name, *events), name, where, **cells)
    assert any(
        (f.file, f.row, f.column) == (f"{name}.csv", row, column) and rule in f.rule for f in found
    ), [str(f) for f in found]


def test_a_row_under_another_id_is_the_same_row(package):
    spoilt = package("milestones")
    lines = spoilt.lines("milestones")
    spoilt.write("milestones", [*lines, [f"{lines[9][0]}-again", *lines[9][1:]]])
    assert any(
        f.row == len(lines) + 1 and "duplicates row 10 (same " in f.rule for f in rules.validate()
    )


@pytest.mark.after("lib/heartland_evidence/rules/")
def test_a_source_read_after_the_day_of_the_package_is_found(package):
    row, found = planted(
        package,
        ("growth_forecasts",),
        "sources",
        {"source_id": "imf-weo-2022-04"},
        accessed="2062-11-24",
    )
    assert any(
        f.row == row and f.column == "accessed" and "raise 'created' in datapackage.json" in f.rule
        for f in found
    )


@pytest.mark.after("lib/heartland_evidence/rules/")
@pytest.mark.parametrize(
    ("row", "cells", "words"),
    [
        (
            {"correction_id": "cas-20"},
            {"start": "2022-07-07"},
            "finds no row with used_value",
        ),
        (
            {"correction_id": "cas-20", "status": "not used"},
            {"start": "2022-07-07"},
            "finds a row that still has printed_value",
        ),
    ],
)
def test_a_correction_that_its_row_does_not_keep_is_found(package, row, cells, words):
    spoilt = package("conflict_events")
    at = spoilt.row("corrections", correction_id="cas-20")
    spoilt.plant("corrections", at, **row)
    spoilt.plant(
        "conflict_events", spoilt.row("conflict_events", event_id="UZB-ROCKETS-2022-07"), **cells
    )
    assert any(
        (f.file, f.row, f.column) == ("corrections.csv", at, "where") and words in f.rule
        for f in rules.validate()
    )


def test_every_column_of_ids_is_declared_as_one():
    refer = {
        "area",
        "partner",
        "members",
        "areas_involved",
        "side",
        "source_id",
        "also_in",
        "event_id",
        "article_id",
        "claim_id",
        "same_as",
    }
    for name in descriptor.dataset_names(ROOT):
        schema = schemas.read(ROOT, name)
        keys = {
            key["fields"][0]
            for key in (*schema.get("foreignKeys", []), *schema.get("joinedKeys", []))
        }
        assert {f["name"] for f in schema["fields"][1:]} & refer <= keys, name


def test_every_period_has_a_form():
    for name in descriptor.dataset_names(ROOT):
        forms = [
            f.get("constraints", {}).get("pattern", "")
            for f in schemas.read(ROOT, name)["fields"]
            if f["name"] == "period"
        ]
        assert all(form.startswith(r"^\d{4}") for form in forms), name


@pytest.mark.after("lib/heartland_evidence/rules/")
@pytest.mark.parametrize(
    ("cells", "column", "rule"),
    [
        (
            {"group": "civilians", "value": "9999"},
            "value",
            "is more than the whole by the same reporter (group total)",
        ),
        ({"counted_on": "1949-01-01"}, "counted_on", "earlier than the event"),
        (
            {"counted_on": "2099-01-01", "published_on": "2022-09-20"},
            "counted_on",
            "later than published_on",
        ),
    ],
)
def test_a_count_of_the_dead_that_cannot_be_is_found(package, cells, column, rule):
    names = ("conflict_events", "casualty_reports")
    spoilt = package(*names)
    lines = spoilt.lines("casualty_reports")
    at = {c: i for i, c in enumerate(lines[0])}
    base = next(
        line
        for line in lines[1:]
        if line[at["group"]] == "total"
        and line[at["measure"]] == "killed"
        and line[at["counted_on"]]
        and line[at["value"]]
    )
    new = list(base)
    for key, value in cells.items():
        new[at[key]] = value
    spoilt.write("casualty_reports", [*lines, new])
    assert any(
        f.row == len(lines) + 1 and f.column == column and rule in f.rule for f in rules.validate()
    )


@pytest.mark.after("lib/heartland_evidence/rules/")
def test_an_exception_excuses_its_row_and_no_other(package):
    spoilt = package("population")
    row = spoilt.row("population", area="KAZ", year="2001")
    spoilt.plant("population", row, persons="150000000")
    before = [f for f in rules.validate() if "factor of 3" in f.rule]
    spoilt.write(
        "exceptions",
        [
            *spoilt.lines("exceptions"),
            ["population", "area=KAZ;year=2001", "factor of 3", "a test"],
        ],
    )
    after = [f for f in rules.validate() if "factor of 3" in f.rule]
    assert len(before) == 2 and [f.row for f in after] == [row + 1]


@pytest.mark.after("lib/heartland_evidence/rules/")
@pytest.mark.parametrize(
    ("where", "rule", "words"),
    [
        ("area=KAZ", "factor of 3", "rows: write an entry for each"),
        ("area=KAZ;year=2001", "is", "is not three words of the rule"),
    ],
)
def test_an_exception_that_would_excuse_too_much_is_refused(package, where, rule, words):
    spoilt = package("population")
    spoilt.write("exceptions", [*spoilt.lines("exceptions"), ["population", where, rule, "a test"]])
    assert any(f.file == "exceptions.csv" and words in f.rule for f in rules.validate())


def test_a_code_that_is_not_close_is_not_offered():
    assert (
        did_you_mean("VNM", ["SVN", "KAZ"]) == ""
        and did_you_mean("KAX", ["SVN", "KAZ"]) == ". Did you mean 'KAZ'?"
    )


def test_codes_and_numbers_of_countries_are_those_of_unicode():
    from babel import Locale
    from babel.core import get_global

    alike, names = get_global("territory_aliases"), Locale("en").territories
    for row in load("areas").query("kind == 'country'").to_dict("records"):
        (code,) = alike[row["area"]]
        assert alike[row["iso_numeric"]] == [code], row
        assert names[code].replace("Türkiye", "Turkey").split(" ")[0].rstrip("s") == row[
            "name"
        ].split(" ")[0].rstrip("s"), row


def test_a_closed_list_names_nothing_that_no_row_has():
    shared = (
        "relation",
        "status",
        "theme",
        "redistribution",
        "reporter_kind",
        "independent",
        "operation",
        "first_verdict",
        "second_verdict",
        "settled_verdict",
        "from",
        "to",
    )  # words of the codebook, whatever a table uses of them
    for name in descriptor.dataset_names(ROOT):
        df = load(name, part_years=True)
        for field in schemas.read(ROOT, name)["fields"]:
            if field["name"] not in shared:
                assert set(field.get("constraints", {}).get("enum", [])) <= set(
                    df[field["name"]]
                ), (name, field["name"])


@pytest.mark.slow
def test_the_frictionless_tool_itself_finds_nothing():
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", "data/datapackage.json", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_a_cell_that_is_no_number_is_told_once(package):
    row, found = planted(package, ("growth_forecasts",), "growth_forecasts", 2, growth_pct="4,6")
    assert [str(f) for f in found] == [
        f"growth_forecasts.csv, row {row}, column growth_pct: '4,6' is not a number like 1.5: "
        "write 4.6, with a point"
    ]


@pytest.mark.parametrize(
    ("text", "like", "sentence"),
    [
        ("2022-06-30", ["2022-06"], "is a day, and this column holds months: write 2022-06"),
        ("2022", ["2022-06"], "is a year, and this column holds months: write one like 2022-06"),
        ("2022-06-30", ["2022", "2022-H1", "2022-06"],
         "is a day, and this column holds dates like 2022, 2022-H1 or 2022-06: write 2022-06"),
        ("30.6.2022", ["2022-06"], "is not a date of the calendar: write 2022-06"),
        ("2022-11/2022-01", ["2022", "2022-01/2022-11"],
         "ends before it begins: write 2022-01/2022-11"),
        ("2022-Q4/2022-Q1", ["2022", "2022-01/2022-11"],
         "ends before it begins: write 2022-Q1/2022-Q4"),
        ("2022-11/2022-01", ["2022-06"], "is not a date of the calendar: write one like 2022-06"),
        ("2022-H3", ["2022"], "is not a date of the calendar: a year has two halves, H1 and H2"),
        ("2022-Q5", ["2022"], "is not a date of the calendar: a year has four quarters, Q1 to Q4"),
        ("2022-4", ["2022-06-30"], "is not a date of the calendar: write one like 2022-06-30"),
    ],
)  # fmt: skip
def test_what_is_no_date_of_a_column_is_told_by_what_the_column_holds(text, like, sentence):
    assert not_a_date(text, like) == sentence


NO_DATES = [
    ({"status": "A"}, {"counted_on": "16.01.2022"}, "write 2022-01-16"),
    ({"status": "P"}, {"counted_on": "2022-13-16"}, "a year has 12 months"),
    ({"status": "P"}, {"published_on": "in 2022"}, "write one like 2022, 2022-06 or 2022-06-30"),
]


@pytest.mark.after("lib/heartland_evidence/rules/")
@pytest.mark.parametrize(("of", "cells", "advice"), NO_DATES, ids=str)
def test_a_cell_that_is_no_date_is_told_once(package, of, cells, advice):
    where = of | {"event_id": "KAZ-2022-01", "source_id": "newizv-2022-01-15"}
    names = ("casualty_reports", "conflict_events")
    row, found = planted(package, names, "casualty_reports", where, **cells)
    ((column, value),) = cells.items()
    assert [str(f) for f in found] == [
        f"casualty_reports.csv, row {row}, column {column}: '{value}' is not a date of the "
        f"calendar: {advice}"
    ]


def test_a_paragraph_that_is_no_integer_is_told_and_stops_no_other_rule(package):
    row, found = planted(package, ("claims", "articles"), "claims", 3, paragraph="12.5")
    assert f"claims.csv, row {row}, column paragraph: '12.5' is not an integer like 2022" in [
        str(f) for f in found
    ]


def test_a_row_without_any_figure_is_found(package):
    _, found = planted(package, ("trade",), "trade", 2, value_usd_mn="")
    assert [(f.row, f.column) for f in found] == [
        (2, "value_usd_mn")
    ] and "every other figure" in found[0].rule


@pytest.mark.after("lib/heartland_evidence/rules/")
@pytest.mark.parametrize("column", ["dataset", "column", "where"])
def test_an_audit_of_what_is_not_there_is_found_and_no_traceback(package, column):
    spoilt = package("claims", "audits", "articles", "growth_forecasts")
    row = spoilt.row("audits", dataset="growth_forecasts")
    spoilt.plant("audits", row, **{column: "nothing=x"})
    assert any((f.file, f.row, f.column) == ("audits.csv", row, column) for f in rules.validate())


@pytest.mark.after("lib/heartland_evidence/rules/")
@pytest.mark.parametrize(
    ("where", "rule"),
    [
        ("publsher=IMF", "there is no column 'publsher'"),
        ("publisher=IMF;note", "'note' is neither"),
        ("target_year=2024..2020", "the ends are reversed"),
        ("publisher=IMF;area=ZZZ", "finds no row in growth_forecasts"),
    ],
)
def test_a_preference_that_speaks_of_no_row_is_found(package, where, rule):
    spoilt = package("growth_forecasts")
    spoilt.write(
        "preferences", [*spoilt.lines("preferences"), ["growth_forecasts", where, "1", "a test"]]
    )
    assert any(f.file == "preferences.csv" and rule in f.rule for f in rules.validate())


@pytest.mark.after("lib/heartland_evidence/rules/")
@pytest.mark.parametrize(("words", "found"), [("two", False), ("three", True), ("one", True)])
def test_a_reason_that_miscounts_the_pages_of_its_row_is_found(package, words, found):
    spoilt = package("growth_forecasts")
    spoilt.plant("growth_forecasts", 2, source_id="a", also_in="b")
    spoilt.write(
        "preferences",
        [
            *spoilt.lines("preferences")[:1],
            ["growth_forecasts", "source_id=a", "1", f"known from {words} pages"],
        ],
    )
    faults = [f.rule for f in rules.validate() if f.column == "reason"]
    assert any("and its rows name 2" in fault for fault in faults) == found


@pytest.mark.after("lib/heartland_evidence/rules/")
def test_a_preference_for_a_dataset_that_is_none_is_found(package):
    spoilt = package("growth_forecasts")
    spoilt.write(
        "preferences",
        [*spoilt.lines("preferences"), ["growth_forecast", "publisher=IMF", "1", "a test"]],
    )
    assert any(
        f.column == "dataset" and "Did you mean 'growth_forecasts'" in f.rule
        for f in rules.validate()
    )
