"""Downloaded tables become rows. Every figure in these files is made up for the test; only their shape is real."""

import csv
import io
import json
import tarfile
from threading import Thread

import pytest
from click.testing import CliRunner

from heartland import cli
from heartland.errors import HeartlandError
from heartland.tables import schemas
from heartland_evidence import rules
from heartland_evidence.providers import downloads, readers, revisions
from tests.conftest import ROOT
from tests.meanwhile import interrupted

pytestmark = pytest.mark.after("lib/heartland_evidence/providers/", "lib/heartland/cli/")

TABLE, MANY = "smartphone_shares", 5000

STATCOUNTER = '"Date","Samsung","Xiaomi","Motorola","Unknown","Other"\n2031-01,11.10,22.2,3,4,5\n2031-02,12,0,3,4,5\n2031-03,0,0,0,0,0\n'
WDI = """"Data Source","World Development Indicators",

"Last Updated Date","2031-07-01",

"Country Name","Country Code","Indicator Name","Indicator Code","2021","2022",
"Aruba","ABW","made up","NY.GDP.MKTP.CD","1","2",
"Kazakhstan","KAZ","made up","NY.GDP.MKTP.CD","","12345678.9",
"Kyrgyz Republic","KGZ","made up","NY.GDP.MKTP.CD","24000000","9500000",
"""
DATABANK = """Country Name,Country Code,Series Name,Series Code,2021 [YR2021],2022 [YR2022]
Kazakhstan,KAZ,made up,SP.POP.TOTL,..,111
,,,,,
Data from database: World Development Indicators,,,,,
"""
STEMS = ("sb_interstate", "sb_intrastate", "ns_total", "os_total")
NAMES = [f"{part}_dyad_names" for part in ("sb_interstate", "sb_intrastate", "ns", "os")]
CIVILIANS = [f"{part}_deaths_civilians" for part in ("sb_interstate", "sb_intrastate", "ns")]
HEAD = [
    "country",
    "year",
    *(f"{s}_deaths_{e}" for s in STEMS for e in ("best", "high", "low")),
    *NAMES,
    *CIVILIANS,
    "Version",
]
UCDP = (
    ",".join(HEAD)
    + "\nTajikistan,2022,7,9,5,0,0,0,4,4,4,0,0,0,Government of A - Government of B,NO_DYAD,A - B; C - D,NO_DYAD,0,0,3,25.1"
    + "\nNorway,2022"
    + ",0" * 12
    + ",NO_DYAD" * 4
    + ",0,0,0,25.1\n"
)
BEFORE_26 = UCDP.replace(
    UCDP.splitlines()[0], ",".join(f"{name}_cy" for name in HEAD[:-1]) + ",version"
)

REGION = {
    "id": "KG",
    "name": "Kyrgyzstan",
    "month": "2031-01",
    "access_date": "2031-02-03",
    "data": {
        "chrome": {"4": None, "150": 30.25, "151": 10.1},
        "safari": {"26.5": 1.5},
        "ios_saf": {"3.2": 0, "26.4": 12.5, "26.5": 4.05},
        "op_mob": {"80": 0.2},
        "op_mini": {"all": 0},
        "and_chr": {"0": 38.4},
    },
    "total": 97,
}


def packed(*regions):
    """The bytes of a package with these regions, as a registry offers it."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as whole:
        for name, region in regions:
            content = json.dumps(region).encode()
            entry = tarfile.TarInfo(f"package/region-usage-json/{name}.json")
            entry.size = len(content)
            whole.addfile(entry, io.BytesIO(content))
    return made.getvalue()


@pytest.fixture
def bring(package, tmp_path):
    """Run the command in a copy of the package; return the words on standard error, and the rows printed."""
    place = package("smartphone_shares", "conflict_deaths", "macro", "population", "browser_shares")

    def run(
        provider, text, area, *options, source="statcounter-vendor-ww-2024-05", name="file.csv"
    ):
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        done = CliRunner().invoke(
            cli.cli,
            [
                "import",
                provider,
                str(tmp_path / name),
                "--area",
                area,
                "--source",
                source,
                *options,
            ],
        )
        if done.exception:
            raise done.exception
        return done.stderr, list(csv.DictReader(io.StringIO(done.stdout)))

    run.place = place
    return run


def test_a_statcounter_file_becomes_a_row_a_month_and_vendor(bring):
    said, rows = bring("statcounter", STATCOUNTER, "KAZ", name="vendor-KZ-monthly.csv")
    first = rows[0]
    assert (first["area"], first["period"], first["vendor"], first["share_pct"]) == (
        "KAZ",
        "2031-01",
        "Samsung",
        "11.10",
    )
    assert (first["method"], first["relation"], first["status"]) == ("page views", "=", "A")
    assert first["source_id"] == "statcounter-vendor-ww-2024-05"
    assert first["locator"] == "vendor-KZ-monthly.csv, row 2031-01, column Samsung"
    assert len(rows) == 4 and rows[3]["share_pct"] == "0"
    assert (
        "smartphone_shares: 2 not taken, because data/schemas/smartphone_shares.json does not list the vendor (add those you want): Motorola\n"
        in said
    )
    assert "smartphone_shares: 4 new\n" in said and "nothing was written: add --append" in said


def test_a_world_bank_file_becomes_a_row_a_country_and_year_in_millions(bring):
    _, rows = bring("wdi", WDI, "KAZ,KGZ", name="API.csv")
    assert [(r["area"], r["year"], r["measure"], r["value_usd_mn"]) for r in rows] == [
        ("KAZ", "2022", "gdp_nominal", "12.3456789"),
        ("KGZ", "2021", "gdp_nominal", "24"),
        ("KGZ", "2022", "gdp_nominal", "9.5"),
    ]


def test_areas_may_have_spaces_after_the_commas(bring):
    _, rows = bring("wdi", WDI, "KAZ, KGZ")
    assert {row["area"] for row in rows} == {"KAZ", "KGZ"}


def test_a_databank_file_is_read_too(bring):
    _, rows = bring("wdi", DATABANK, "KAZ")
    assert [(r["area"], r["year"], r["persons"]) for r in rows] == [("KAZ", "2022", "111")]


@pytest.mark.parametrize("text", [UCDP, BEFORE_26], ids=["names since 26.1", "names before"])
def test_a_ucdp_file_becomes_a_row_a_type_of_violence(bring, text):
    _, rows = bring("ucdp", text.replace("2022", "2031"), "TJK")
    assert [(r["violence_type"], r["value"], r["low"], r["high"], r["note"]) for r in rows] == [
        ("interstate", "7", "5", "9", "dyads: A - B"),
        ("intrastate", "0", "0", "0", ""),
        ("non-state", "4", "4", "4", "dyads: A - B; C - D; coded as civilians: 3"),
        ("one-sided", "0", "0", "0", ""),
    ]
    assert {(r["area"], r["year"], r["version"]) for r in rows} == {("TJK", "2031", "25.1")}


def test_a_region_file_of_caniuse_becomes_a_row_a_browser(bring):
    said, rows = bring(
        "caniuse", json.dumps(REGION), "KGZ", source="caniuse-db-1-0-30001813", name="KG.json"
    )
    shares = {row["browser"]: row["share_pct"] for row in rows}
    assert shares == {
        "Safari on iOS": "16.55",
        "Chrome on Android": "38.4",
        "Opera Mini": "0",
        "other mobile browsers": "0.2",
        "desktop browsers": "41.85",
    }
    facts = {(r["area"], r["period"], r["status"], r["locator"], r["note"]) for r in rows}
    assert facts == {("KGZ", "2031-01", "A", "KG.json", "")}
    assert "browser_shares: 5 new\n" in said


def test_the_whole_package_of_caniuse_is_read_at_once(bring):
    world = REGION | {"id": "ww", "name": "Worldwide"}
    doubted = REGION | {"id": "TM"}
    package_file = packed(("KG", REGION), ("alt-ww", world), ("TM", doubted), ("FR", REGION))
    _, rows = bring(
        "caniuse",
        package_file,
        "KGZ,WLD,TKM",
        source="caniuse-db-1-0-30001813",
        name="caniuse-db-1.0.9.tgz",
    )
    assert [(r["area"], r["status"]) for r in rows] == [
        *[("KGZ", "A")] * 5,
        *[("WLD", "A")] * 5,
        *[("TKM", "U")] * 5,
    ]


@pytest.mark.slow
def test_appended_months_of_caniuse_keep_the_rules(bring):
    later = REGION | {"month": "2026-09"}
    before = bring.place.file("browser_shares").read_bytes()
    bring("caniuse", json.dumps(later), "KGZ", "--append", source="wdi-population", name="KG.json")
    assert bring.place.file("browser_shares").read_bytes().startswith(before)
    found = [str(f) for f in rules.validate() if f.file == "browser_shares.csv"]
    assert len(found) == 5 and all("was not over when the source was published" in f for f in found)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<!DOCTYPE html><title>404</title>", "KG.json: not a region file of caniuse-db"),
        (json.dumps(REGION)[:200], "KG.json: not a region file of caniuse-db"),
        (json.dumps([REGION]), "KG.json: not a region file of caniuse-db"),
        (json.dumps(REGION | {"data": []}), "KG.json: not a region file of caniuse-db"),
        (json.dumps(REGION | {"month": "Jan 2031"}), "month 'Jan 2031' is not a month"),
        (json.dumps(REGION | {"total": 98}), "add up to 97.00, but the file says 98"),
        (
            json.dumps(REGION | {"data": {"ios_safari": {"1": 5}}}),
            "browser 'ios_safari' is not known. Did you mean 'ios_saf'",
        ),
        (
            json.dumps(REGION | {"data": {"ios_saf": {"1": "5 %"}}}),
            "ios_saf 1 '5 %' is not a percentage",
        ),
        (
            json.dumps(REGION | {"data": {"ios_saf": {"1": 165.5}}}),
            "ios_saf 1 '165.5' is not a percentage",
        ),
        (json.dumps(REGION | {"id": "FR"}), "KG.json has no value for KGZ"),
    ],
)
def test_a_region_file_that_cannot_be_read_says_what_to_do(bring, content, words):
    with pytest.raises(HeartlandError) as error:
        bring("caniuse", content, "KGZ", source="caniuse-db-1-0-30001813", name="KG.json")
    assert words in str(error.value) and "\n" not in str(error.value)


def test_a_package_that_is_cut_off_says_so(bring):
    cut = packed(("KG", REGION))[:120]
    with pytest.raises(HeartlandError, match=r"not a complete caniuse-db package"):
        bring("caniuse", cut, "KGZ", source="caniuse-db-1-0-30001813", name="caniuse-db.tgz")


def test_a_package_that_swells_when_it_is_unpacked_says_so(bring, monkeypatch):
    monkeypatch.setattr(readers, "MAX_UNPACKED_BYTES", 100)
    with pytest.raises(HeartlandError, match=r"unpacks to more than 0 MB"):
        bring(
            "caniuse",
            packed(("KG", REGION)),
            "KGZ",
            source="caniuse-db-1-0-30001813",
            name="caniuse-db.tgz",
        )


def test_a_release_that_the_schema_does_not_know_is_named_and_not_taken(bring):
    said, rows = bring("ucdp", UCDP.replace("25.1", "31.1"), "TJK")
    assert (
        rows == []
        and "4 not taken, because data/schemas/conflict_deaths.json does not list the version (add those you want): 31.1\n"
        in said
    )


def test_appending_adds_what_is_new_once_and_never_overwrites(bring):
    file = bring.place.file("smartphone_shares")
    before = file.read_bytes()
    said, _ = bring("statcounter", STATCOUNTER, "KAZ", "--append")
    after = file.read_bytes()
    assert (
        after.startswith(before)
        and after.count(b"\n") == before.count(b"\n") + 4
        and "now run heartland validate" in said
    )
    said, _ = bring(
        "statcounter",
        STATCOUNTER.replace("22.2", "22.9").replace("12,0", "12.5,0"),
        "KAZ",
        "--append",
    )
    assert file.read_bytes() == after and "2 already there" in said
    assert (
        "KAZ, 2031-01, Xiaomi, page views, statcounter-vendor-ww-2024-05 is there already and a revision needs a source of its own"
        in said
    )
    assert "share_pct is 22.2, in the file 22.9" in said


def test_of_two_who_append_the_same_rows_at_once_one_finds_them_there(bring, monkeypatch, tmp_path):
    bring("statcounter", STATCOUNTER, "KAZ")
    name, source = "smartphone_shares", "statcounter-vendor-ww-2024-05"
    _, rows = downloads.propose("statcounter", tmp_path / "file.csv", source, ["KAZ"])
    before = bring.place.file(name).read_bytes().count(b"\n")
    found = []
    second = Thread(target=lambda: found.extend(downloads.append(name, rows)))
    meanwhile = interrupted(downloads.write_atomically, second)
    monkeypatch.setattr(downloads, "write_atomically", meanwhile)
    downloads.append(name, rows)
    second.join()
    assert any(standing.kind == "there" for standing in found)
    assert downloads.taken(rows, found) == []
    assert bring.place.file(name).read_bytes().count(b"\n") == before + 4


def test_rows_are_appended_with_the_line_ends_of_the_file(bring):
    file = bring.place.file("smartphone_shares")
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    lines = file.read_bytes().count(b"\r\n")
    bring("statcounter", STATCOUNTER, "KAZ", "--append")
    after = file.read_bytes()
    assert after.count(b"\r\n") == after.count(b"\n") == lines + 4


def test_a_newer_download_is_said_to_compete_with_the_older(bring):
    bring("statcounter", STATCOUNTER, "KAZ", "--append")
    said, rows = bring(
        "statcounter", STATCOUNTER.replace("2031-02", "2031-04"), "KAZ", source="wdi-population"
    )
    assert len(rows) == 4 and "2 new\n" in said
    assert (
        "2 new, beside a row of the same quantity: rank both in data/preferences.csv, or figures may count it twice\n"
        in said
    )


def test_a_table_whose_header_is_quoted_is_appended_to(bring):
    file = bring.place.file("smartphone_shares")
    file.write_text(
        file.read_text(encoding="utf-8").replace("area,", '"area",', 1), encoding="utf-8"
    )
    bring("statcounter", STATCOUNTER, "KAZ", "--append")
    assert bring.place.lines("smartphone_shares")[-1][:4] == ["KAZ", "2031-02", "Xiaomi", "0"]


def test_appended_rows_keep_the_rules_and_the_order_of_columns(bring):
    lines = bring.place.lines("smartphone_shares")
    bring.place.write("smartphone_shares", [line[::-1] for line in lines])
    bring("statcounter", STATCOUNTER.replace("2031", "2001"), "KAZ", "--append")
    assert bring.place.lines("smartphone_shares")[-1][-1] == "KAZ"
    assert [str(f) for f in rules.validate() if f.file == "smartphone_shares.csv"] == []


@pytest.mark.parametrize(
    ("provider", "text", "area", "options", "words"),
    [
        (
            "statcounter",
            STATCOUNTER,
            "kaz",
            {},
            "'kaz' is not in data/areas.csv: a new one gets its row there first. Did you mean 'KAZ'?",
        ),
        (
            "statcounter",
            STATCOUNTER,
            "KAZ",
            {"source": "statcounter-kz"},
            "'statcounter-kz' is not in data/sources.csv",
        ),
        (
            "statcounter",
            STATCOUNTER,
            "KAZ,KGZ",
            {},
            "does not say of which country it is: name one with --area",
        ),
        (
            "statcounter",
            STATCOUNTER.replace("22.2", '"22,2"'),
            "KAZ",
            {},
            "file.csv, row 2031-01, column Xiaomi: share_pct '22,2' is not a number like 1.5",
        ),
        ("statcounter", STATCOUNTER.replace("22.2", "nan"), "KAZ", {}, "'nan' is not a number"),
        (
            "statcounter",
            STATCOUNTER.replace(",", ";"),
            "KAZ",
            {},
            "file.csv: not a CSV in UTF-8 with commas",
        ),
        (
            "statcounter",
            STATCOUNTER.encode("utf-16"),
            "KAZ",
            {},
            "file.csv: not a CSV in UTF-8 with commas; unpack a zip",
        ),
        ("statcounter", "", "KAZ", {}, "no row holds the columns Date"),
        (
            "statcounter",
            STATCOUNTER[:-23],
            "KAZ",
            {},
            "file.csv: the row that begins '2031-02,12,0,3' is cut off: download it again",
        ),
        (
            "statcounter",
            STATCOUNTER.replace("3,4,5", '"3,4,5', 1),
            "KAZ",
            {},
            "file.csv: not a CSV in UTF-8 with commas",
        ),
        (
            "statcounter",
            STATCOUNTER.replace("Motorola", "Samsung"),
            "KAZ",
            {},
            "file.csv: two columns have the name 'Samsung'",
        ),
        (
            "statcounter",
            STATCOUNTER.replace("22.2", "1E+900"),
            "KAZ",
            {},
            "'1E+900' was rounded by a spreadsheet: take the file as the site",
        ),
        (
            "wdi",
            WDI.replace("24000000", "1.03417E+11"),
            "KAZ",
            {},
            "file.csv: '1.03417E+11' was rounded by a spreadsheet",
        ),
        (
            "statcounter",
            STATCOUNTER.replace("2031-02", "Feb-31"),
            "KAZ",
            {},
            "Date 'Feb-31' is not a month like 2021-12: take the monthly",
        ),
        (
            "statcounter",
            STATCOUNTER.replace("2031-02", "2031-02-01"),
            "KAZ",
            {},
            "Date '2031-02-01' is not a month like 2021-12",
        ),
        (
            "statcounter",
            STATCOUNTER.replace("2031-02", "2031-49"),
            "KAZ",
            {},
            "Date '2031-49' is not a month like 2021-12",
        ),
        ("statcounter", STATCOUNTER.replace("22.2", "2\0"), "KAZ", {}, "'2\\x00' is not a number"),
        (
            "wdi",
            DATABANK.replace("2022 [YR2022]", "2022-2023"),
            "KAZ",
            {},
            "file.csv has no value for KAZ",
        ),
        ("wdi", WDI, "TKM", {}, "file.csv has no value for TKM"),
        (
            "wdi",
            WDI.replace("NY.GDP.MKTP.CD", "EG.ELC.ACCS.ZS"),
            "KAZ",
            {},
            "holds 0 of the known indicators instead of one: SP.POP.TOTL",
        ),
        (
            "wdi",
            WDI.replace('up","NY.GDP.MKTP.CD","1"', 'up","SP.POP.TOTL","1"'),
            "KAZ",
            {},
            "holds 2 of the known indicators instead of one: NY.GDP.MKTP.CD, SP.POP.TOTL",
        ),
        (
            "ucdp",
            UCDP.replace(",7,9,5,", ",7,9,x,"),
            "TJK",
            {},
            "file.csv, row Tajikistan 2022, column sb_interstate_deaths_best: low 'x' is not a number",
        ),
        ("ucdp", STATCOUNTER, "KAZ", {}, "no row holds the columns country, year, Version"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(bring, provider, text, area, options, words):
    with pytest.raises(HeartlandError) as error:
        bring(provider, text, area, **options)
    assert words in str(error.value) and "\n" not in str(error.value)


def test_a_status_that_a_coder_gave_a_row_is_no_revision(bring):
    bring("statcounter", STATCOUNTER, "KAZ", "--append")
    row = bring.place.row("smartphone_shares", period="2031-01", vendor="Samsung")
    bring.place.plant("smartphone_shares", row, status="U")
    said, _ = bring("statcounter", STATCOUNTER, "KAZ")
    assert "smartphone_shares: 4 already there\n" in said


def test_a_figure_with_more_zeros_is_no_revision(bring):
    bring("statcounter", STATCOUNTER, "KAZ", "--append")
    row = bring.place.row("smartphone_shares", period="2031-01", vendor="Samsung")
    bring.place.plant("smartphone_shares", row, share_pct="11.1")
    said, _ = bring("statcounter", STATCOUNTER, "KAZ")
    assert "smartphone_shares: 4 already there\n" in said


def test_what_differs_between_two_files_is_a_figure_and_not_how_it_is_written():
    before = dict.fromkeys(schemas.column_names(ROOT, TABLE), "") | {"share_pct": "11.10"}
    same, other = before | {"share_pct": "11.1"}, before | {"share_pct": "11.2"}
    assert revisions.difference(TABLE, [before], [same]).changed == []
    [changed] = revisions.difference(TABLE, [before], [other]).changed
    assert changed.cells == [("share_pct", "11.10", "11.2")]


def test_a_file_of_many_columns_names_some_of_them_and_is_soon_read():
    rows = []
    for number in range(MANY):
        cells = dict.fromkeys(schemas.column_names(ROOT, TABLE), "")
        rows.append(cells | {"vendor": f"v{number}", "share_pct": "1", "area": "KAZ"})
    standings = list(downloads.compare(TABLE, rows))
    first = standings[0]
    assert (first.kind, first.column) == ("unlisted", "vendor")
    assert first.words.endswith(f"v18, v19 and {MANY - 20} more")
    assert sum(len(standing.words) for standing in standings) < 1000 * MANY  # none names all others
