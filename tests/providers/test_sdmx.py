"""Answers of Eurostat and the IMF become rows, and what differs from their form is refused.

The forms are those of recorded answers of the two hosts; every figure is made up.
"""

import pytest
from click.testing import CliRunner

from heartland import cli
from heartland.errors import DataError, HeartlandError, UsageError
from heartland.tables import collection, csv_files
from heartland_evidence.providers import downloads, fetching, registry, sdmx
from tests.serving import sends

pytestmark = pytest.mark.after("lib/heartland_evidence/providers/", "lib/heartland/cli/")

COMEXT = """\
DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE
ESTAT:DS-045409(1.0),15/09/31 11:00:00,M,AT,KG,TOTAL,2,VALUE_IN_EUROS,2031-01,1500000
ESTAT:DS-045409(1.0),15/09/31 11:00:00,M,EL,KG,TOTAL,2,VALUE_IN_EUROS,2031-01,20
ESTAT:DS-045409(1.0),15/09/31 11:00:00,M,EA20,KG,TOTAL,2,VALUE_IN_EUROS,2031-01,1500020
ESTAT:DS-045409(1.0),15/09/31 11:00:00,M,EU27_2020,KG,TOTAL,2,VALUE_IN_EUROS,2031-01,1500020
ESTAT:DS-045409(1.0),15/09/31 11:00:00,M,AT,KZ,TOTAL,2,VALUE_IN_EUROS,2019-01,1
ESTAT:DS-045409(1.0),15/09/31 11:00:00,M,GB,KZ,TOTAL,2,VALUE_IN_EUROS,2019-01,7
ESTAT:DS-045409(1.0),15/09/31 11:00:00,M,EU27_2020,KZ,TOTAL,2,VALUE_IN_EUROS,2019-01,1
ESTAT:DS-045409(1.0),15/09/31 11:00:00,M,LV,UZ,TOTAL,2,VALUE_IN_EUROS,2031-01,5
ESTAT:DS-045409(1.0),15/09/31 11:00:00,M,EU27_2020,UZ,TOTAL,2,VALUE_IN_EUROS,2031-01,5
ESTAT:DS-045409(1.0),15/09/31 11:00:00,M,DE,UZ,TOTAL,2,VALUE_IN_EUROS,2031-02,
"""
HEAD = (
    "DATAFLOW,COUNTRY,INDICATOR,FREQUENCY,TIME_PERIOD,OBS_VALUE,UNIT,SCALE,DECIMALS_DISPLAYED,"
    "SERIES_NAME,LATEST_ACTUAL_ANNUAL_DATA,PUBLICATION_DATE\n"
)
LINE = (
    "IMF.RES:WEO(9.0.0),{area},NGDP_RPCH,A,{year},{value},PT,0,3,"
    '"Gross domestic product (GDP), Constant prices, Percent change",{actual},2031-04-14T13:00:00Z\n'
)


def outlook(*figures, actual="2029", others=("KGZ", "TJK", "TKM", "UZB")):
    """An edition with these areas, years and values, and the last year of the other republics."""
    last = max(year for area, year, _ in figures if area == "KAZ")
    every = [*figures, *((area, last, 1) for area in others)]
    lines = [LINE.format(area=a, year=y, value=v, actual=actual) for a, y, v in every]
    return HEAD + "".join(lines)


def of(area, rows):
    """The rows of an area."""
    return [row for row in rows if row["area"] == area]


WEO = outlook(
    ("KAZ", 2018, 1), ("KAZ", 2029, 2.5), ("KAZ", 2030, 3.25), ("KAZ", 2031, "4.1234567"),
    ("KAZ", 2032, "-4.5"), ("MEX", 2033, 9), ("TJK", 2031, ""),
)  # fmt: skip


@pytest.fixture
def read(tmp_path):
    """Read a text as an answer of a provider."""

    def run(reader, text, name="answer.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return list(reader(path))

    return run


def test_an_answer_of_eurostat_becomes_a_row_a_member_and_month(read):
    rows = read(sdmx.eurostat, COMEXT)
    assert [(r["area"], r["member"], r["period"], r["value_eur_mn"]) for r in rows] == [
        ("KGZ", "AUT", "2031-01", "1500000"),
        ("KGZ", "GRC", "2031-01", "20"),
        ("KGZ", "EUU", "2031-01", "1500020"),
        ("KAZ", "AUT", "2019-01", "1"),
        ("KAZ", "GBR", "2019-01", "7"),
        ("KAZ", "EUU", "2019-01", "1"),
        ("UZB", "LVA", "2031-01", "5"),
        ("UZB", "EUU", "2031-01", "5"),
    ]
    assert rows[0]["locator"] == "DS-045409, AT, KG, 2031-01"


def test_an_edition_of_the_imf_becomes_a_row_a_year(read):
    rows = of("KAZ", read(sdmx.imf, WEO))
    assert [(r["target_year"], r["kind"], r["status"], r["growth_pct"]) for r in rows] == [
        ("2029", "later outturn", "A", "2.5"),
        ("2030", "nowcast or estimate", "E", "3.25"),
        ("2031", "forecast", "F", "4.123"),
        ("2032", "forecast", "F", "-4.5"),
    ]
    facts = {(r["area"], r["publisher"], r["vintage"], r["vintage_inferred"]) for r in rows}
    assert facts == {("KAZ", "IMF", "2031-04", "false")}
    assert rows[2]["locator"] == "series NGDP_RPCH, KAZ, 2031"


def test_the_newer_form_with_a_structure_is_read_too(read):
    head, rest = WEO.split("\n", 1)
    newer = head.replace("DATAFLOW", "STRUCTURE[;],STRUCTURE_ID,ACTION") + "\n"
    newer += rest.replace("IMF.RES:WEO(9.0.0)", "dataflow,IMF.RES:WEO(9.0.0),R")
    assert read(sdmx.imf, newer) == read(sdmx.imf, WEO)


def test_a_number_with_an_exponent_or_a_space_becomes_a_row(tmp_path):
    path = tmp_path / "answer.csv"
    path.write_text(COMEXT.replace("01,1500000", "01,1.5E6").replace("01,20\n", "01, 20\n"))
    _, rows = downloads.propose("eurostat", path, "eurostat-new", ["KGZ"], new_source=True)
    assert [row["value_eur_mn"] for row in rows] == ["1.5", "0.00002", "1.50002"]


@pytest.mark.parametrize("written", ["-0.0004", "-0", "-0.0"])
def test_a_figure_that_is_nothing_has_no_sign(tmp_path, written):
    path = tmp_path / "answer.csv"
    path.write_text(WEO.replace(",3.25,PT", f",{written},PT"))
    _, rows = downloads.propose("imf", path, "imf-new", ["KAZ"], new_source=True)
    assert rows[1]["growth_pct"] == "0"


def test_a_number_that_is_nothing_has_no_sign_whatever_the_provider(tmp_path):
    path = tmp_path / "answer.csv"
    path.write_text("Country Code,Indicator Code,2021,2022\nKAZ,NY.GDP.MKTP.KD.ZG,-0,-0.0\n")
    _, rows = downloads.propose("wdi", path, "wdi-new", ["KAZ"], new_source=True)
    assert [row["growth_pct"] for row in rows] == ["0", "0.0"]


def test_an_older_edition_is_named_by_its_dataflow(read):
    older = WEO.replace("WEO(9.0.0)", "WEO_2030_OCT_VINTAGE(1.0.0)").replace("2031-04-14", "")
    assert {row["vintage"] for row in read(sdmx.imf, older)} == {"2030-10"}


def test_what_is_said_once_of_a_series_holds_for_all_its_rows(read):
    once = outlook(("KAZ", 2029, 2.5), ("KAZ", 2030, 3), actual="")
    for area in ("KAZ", "KGZ", "TJK", "TKM", "UZB"):
        once += LINE.format(area=area, year="", value="", actual="2029")
    assert [row["kind"] for row in of("KAZ", read(sdmx.imf, once))] == [
        "later outturn",
        "nowcast or estimate",
    ]


def test_the_kinds_are_those_that_coders_gave(read):
    """Each whole edition that the collection holds, written as the IMF would, has the same kinds."""
    held = [
        row
        for row in csv_files.rows(collection.root(), "growth_forecasts")
        if row["source_id"] in ("imf-weo-2023-10", "imf-weo-2024-10", "imf-weo-2025-10")
        and row["area"] != "MNG"
    ]
    told = sdmx._outturns_before()
    for row in held:
        series = [r for r in held if (r["vintage"], r["area"]) == (row["vintage"], row["area"])]
        actual = max(int(r["target_year"]) for r in series if r["status"] == "A")
        cell = (row["area"], row["target_year"])
        kind = sdmx._kind(int(cell[1]), actual, row["vintage"], told.get(cell, []))
        assert kind == row["kind"], row
    assert {row["kind"] for row in held} == {
        "forecast", "nowcast or estimate", "first outturn", "later outturn",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (COMEXT, "<html>gone</html>", "answer.csv: no row holds the columns reporter, partner"),
        (COMEXT, '{"id": ["freq"], "value": {}}', "no row holds the columns reporter"),
        ("VALUE_IN_EUROS,2031-01,20", "VALUE_IN_THOUSAND_EUROS,2031-01,20",
         "row 3: indicators is 'VALUE_IN_THOUSAND_EUROS', and VALUE_IN_EUROS was asked for"),
        ("TOTAL,2,VALUE_IN_EUROS,2031-01,20", "TOTAL,1,VALUE_IN_EUROS,2031-01,20",
         "row 3: flow is '1', and 2 was asked for"),
        ("M,EL,KG", "M,HEL,KG", "row 3: reporter 'HEL' is not known: say"),
        ("M,EL,KG", "M,EL,KGZ", "row 3: partner 'KGZ' is not known: say"),
        ("2031-01,20\n", "2031-M01,20\n", "row 3: TIME_PERIOD '2031-M01' is not a month"),
        ("2031-01,20\n", "2031-01,20 EUR\n", "row 3: OBS_VALUE '20 EUR' is not a number"),
        ("2031-01,20\n", "2031-01,420\n",
         "KGZ, 2031-01: the members add up to 1500420 euros, and the Union is 1500020"),
        ("M,EU27_2020,KG,TOTAL,2,VALUE_IN_EUROS,2031", "M,EU28,KG,TOTAL,2,VALUE_IN_EUROS,2031",
         "KGZ, 2031-01 has no row of reporter EU27_2020"),
        (",LV,UZ,", ",LV,KZ,", "2031-01 has no row of reporter EU27_2020"),
        (",UZ,TOTAL,2,VALUE_IN_EUROS,2031-01,5\n", ",UZ,TOTAL,2,VALUE_IN_EUROS,2031-01,\n",
         "answer.csv: no value of partner UZ: the file is cut off"),
        (",VALUE_IN_EUROS,2031-02,\n", ",VALUE_IN", "the row that begins 'ESTAT:DS-045409"),
    ],
)  # fmt: skip
def test_an_answer_of_eurostat_that_differs_is_refused_in_one_line(read, old, new, words):
    assert old in COMEXT
    with pytest.raises(DataError) as error:
        read(sdmx.eurostat, COMEXT.replace(old, new))
    assert words in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (WEO, "<!DOCTYPE html><title>403</title>", "no row holds the columns DATAFLOW, COUNTRY"),
        (WEO, '<?xml version="1.0"?><message:Error/>', "no row holds the columns DATAFLOW"),
        ("3.25,PT", "3.25,XDC", "row 4: UNIT is 'XDC', and PT was asked for"),
        ("3.25,PT,0", "3.25,PT,9", "row 4: SCALE is '9', and 0 was asked for"),
        ("KAZ,NGDP_RPCH,A,2030", "KAZ,NGDP_R_PCH,A,2030",
         "row 4: INDICATOR is 'NGDP_R_PCH', and NGDP_RPCH was asked for"),
        ("A,2030", "A,2030-Q1", "row 4: TIME_PERIOD '2030-Q1' is not a year"),
        # a decimal comma makes a cell more, and the unit another
        ("3.25", "3,25", "row 4: UNIT is '25', and PT was asked for"),
        ("3.25", "n/a", "row 4: OBS_VALUE 'n/a' is not a number"),
        (",2029,2031-04", ",FY2029/30,2031-04",
         "LATEST_ACTUAL_ANNUAL_DATA 'FY2029/30' is not a year"),
        (",2029,2031-04", ",,2031-04", "LATEST_ACTUAL_ANNUAL_DATA '' is not a year"),
        ("2031-04-14T13:00:00Z", "", "names no edition of the World Economic Outlook"),
        ("IMF.RES:WEO(9.0.0)", "IMF.RES:WEO_LIVE(9.0.0)", "names no edition"),
        ("LATEST_ACTUAL_ANNUAL_DATA", "LATEST_ACTUAL", "no row holds the columns DATAFLOW"),
        (",TKM,", ",TK,", "answer.csv: no value of TKM: the file is cut off, or a code was renamed"),
        ("TKM,NGDP_RPCH,A,2032", "TKM,NGDP_RPCH,A,2031",
         "answer.csv: TKM ends in 2031, and others in 2032: the file is cut off"),
    ],
)  # fmt: skip
def test_an_answer_of_the_imf_that_differs_is_refused_in_one_line(read, old, new, words):
    assert old in WEO
    with pytest.raises(DataError) as error:
        read(sdmx.imf, WEO.replace(old, new))
    assert words in str(error.value) and "\n" not in str(error.value)


def test_an_empty_answer_says_that_it_holds_nothing(server, package, command):
    package("growth_forecasts", "claims", "audits", "articles")
    server.answers["/weo"] = sends((HEAD + ",,,,,,,,,,,\n").encode(), kind="text/csv")
    said = command("refresh-data", "imf", "--address", f"{server.address}/weo")
    assert said.returncode == 1
    assert said.stderr.count("\n") == 1 and "holds no value" in said.stderr


def test_the_public_addresses_are_those_that_public_code_asks():
    assert registry.services()["eurostat"].address("2024-09") == (
        "https://ec.europa.eu/eurostat/api/comext/dissemination/sdmx/2.1/data/DS-045409/"
        "M..KZ+KG+UZ.TOTAL.2.VALUE_IN_EUROS?startPeriod=2024-09&format=SDMX-CSV"
    )
    assert registry.services()["imf"].address("") == (
        "https://api.imf.org/external/sdmx/2.1/data/IMF.RES,WEO/"
        "KAZ+KGZ+TJK+TKM+UZB.NGDP_RPCH.A?startPeriod=2019"
    )
    assert "IMF.RES,WEO_2025_OCT_VINTAGE/" in registry.services()["imf"].address("2025-10")


def test_an_edition_that_is_none_is_not_asked_for(tmp_path):
    with pytest.raises(UsageError, match="name an edition like 2025-10"):
        fetching.fetch("imf", "October 2025", tmp_path)


def test_a_new_edition_is_compared_with_the_one_before_it(server, package, command):
    place = package("growth_forecasts", "claims", "audits", "articles")
    before = place.file("growth_forecasts").read_bytes()
    edition = outlook(("KAZ", 2026, "5.5"), ("KAZ", 2027, "4.169"), actual="2025")
    server.answers["/weo"] = sends(edition.replace("2031-04", "2026-04").encode(), kind="text/csv")
    address = f"{server.address}/weo"
    said = command("refresh-data", "imf", "--area", "KAZ", "--address", address)
    assert said.returncode == 0, said.stderr
    assert server.asked[0].headers["Accept"] == "application/vnd.sdmx.data+csv;version=1.0.0"
    assert "growth_forecasts: 2 new\n" in said.stdout
    assert (
        "\nOne figure revised\n  IMF, KAZ, 2026: growth_pct 4.775 (imf-weo-2025-10), now 5.5\n"
    ) in said.stdout
    assert "figures that would move: " in said.stdout
    assert "heartland import imf build/downloads/imf/imf-weo-api-" in said.stdout
    assert place.file("growth_forecasts").read_bytes() == before


def test_what_changed_since_the_last_download_is_said(server, package, command):
    package("eu_exports", "claims", "audits", "articles")
    later = COMEXT.replace("2031-01,20\n", "2031-01,30\n").replace("1500020", "1500030")
    later += COMEXT.splitlines(keepends=True)[5].replace("2019-01", "2031-03")
    later += COMEXT.splitlines(keepends=True)[7].replace("2019-01", "2031-03")
    answers = [sends(text.encode(), kind="text/csv") for text in (COMEXT, COMEXT, later)]
    server.answers["/comext"] = answers
    words = ("refresh-data", "eurostat", "--address", f"{server.address}/comext")
    first, same, changed = command(*words), command(*words), command(*words)
    assert first.returncode == 0, first.stderr
    assert "since " not in first.stdout and "the same file as on " in same.stdout
    assert (
        ": 2 rows more, 0 rows gone, 2 changed\n"
        "  DS-045409, EU27_2020, KG, 2031-01: value_eur_mn 1.50002, now 1.50003\n"
        "  DS-045409, EL, KG, 2031-01: value_eur_mn 0.00002, now 0.00003\n"
    ) in changed.stdout
    assert "eu_exports: 3 new, beside a row of the same quantity" in first.stdout


def test_rows_of_a_new_edition_are_taken_beside_the_old(server, package, command, tmp_path):
    place = package("growth_forecasts")
    before = place.file("growth_forecasts").read_bytes()
    (tmp_path / "weo.csv").write_text(WEO.replace("2031-04", "2026-04"), encoding="utf-8")
    words = ["import", "imf", str(tmp_path / "weo.csv"), "--area", "KAZ", "--append"]
    done = CliRunner().invoke(cli.cli, [*words, "--source", "imf-weo-2025-10"])
    assert done.exit_code == 0, done.output
    after = place.file("growth_forecasts").read_bytes()
    assert after.startswith(before) and after.count(b"\n") == before.count(b"\n") + 4


@pytest.mark.parametrize("provider", ["eurostat", "imf"])
def test_a_file_that_is_refused_appends_nothing(package, tmp_path, provider):
    place = package("growth_forecasts", "eu_exports")
    tables = [place.file(name) for name in ("growth_forecasts", "eu_exports")]
    before = [table.read_bytes() for table in tables]
    text = {"eurostat": COMEXT.replace("KG,TOTAL,2", "KG,TOTAL,1"), "imf": WEO.replace("PT", "IX")}
    (tmp_path / "a.csv").write_text(text[provider], encoding="utf-8")
    words = ["import", provider, str(tmp_path / "a.csv"), "--area", "KAZ,KGZ", "--append"]
    done = CliRunner().invoke(cli.cli, [*words, "--source", "imf-weo-2025-10"])
    assert isinstance(done.exception, HeartlandError)
    assert [table.read_bytes() for table in tables] == before
