"""A downloaded table becomes rows that a maintainer may take, and what differs is refused."""

import csv
import io
import json
from threading import Thread

import pytest

from heartland.errors import HeartlandError
from heartland_evidence import rules
from heartland_evidence.providers import proposals, readers
from tests.meanwhile import interrupted
from tests.providers.inputs import (
    REGION,
    STATCOUNTER,
    UCDP,
    UCDP_BEFORE_26,
    WDI,
    WEO,
    packed,
)

pytestmark = pytest.mark.slow

SOURCE = "statcounter-vendor-ww-2024-05"
PACKAGE = "caniuse-db-1-0-30001813"
TABLES = ("smartphone_shares", "conflict_deaths", "macro", "population", "browser_shares")


@pytest.fixture
def bring(package, tmp_path, command):
    """Import a text into a copy of some tables; what was said, and the rows that were printed."""
    place = package(*TABLES, "growth_forecasts")

    def run(provider, text, area, *options, source=SOURCE, name="file.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        words = ["import", provider, str(path), "--area", area, "--source", source, *options]
        done = command(*words)
        assert done.returncode == 0, done.stderr
        return done.stderr, list(csv.DictReader(io.StringIO(done.stdout)))

    run.place = place
    return run


def columns(rows, *names):
    return [tuple(row[name] for name in names) for row in rows]


def test_a_statcounter_file_becomes_a_row_a_month_and_vendor(bring):
    said, rows = bring("statcounter", STATCOUNTER, "KAZ", name="vendor-KZ-monthly.csv")
    assert columns(rows, "area", "period", "vendor", "share_pct") == [
        ("KAZ", "2031-01", "Samsung", "11.10"),
        ("KAZ", "2031-01", "Xiaomi", "22.2"),
        ("KAZ", "2031-02", "Samsung", "12"),
        ("KAZ", "2031-02", "Xiaomi", "0"),
    ]
    stated = columns(rows, "method", "relation", "status", "source_id", "locator")[0]
    place = "vendor-KZ-monthly.csv, row 2031-01, column Samsung"
    assert stated == ("page views", "=", "A", SOURCE, place)
    assert "smartphone_shares: 4 new\n" in said and "nothing was written: add --append" in said
    assert (
        "smartphone_shares: 2 not taken, because data/schemas/smartphone_shares.json does not "
        "list the vendor (add those you want): Motorola\n"
    ) in said


def test_a_world_bank_file_becomes_a_row_a_country_and_year_in_millions(bring):
    _, rows = bring("wdi", WDI, "KAZ, KGZ")
    assert columns(rows, "area", "year", "measure", "value_usd_mn") == [
        ("KAZ", "2022", "gdp_nominal", "12.3456789"),
        ("KGZ", "2021", "gdp_nominal", "24"),
        ("KGZ", "2022", "gdp_nominal", "9.5"),
    ]


def test_a_value_of_the_world_bank_is_of_the_year_above_it_in_every_table(tmp_path):
    path = tmp_path / "wdi.csv"
    path.write_text(WDI, encoding="utf-8")
    values = {row["value_usd_mn"]: row for row in readers.wdi(path)}
    for value, year in {"24000000": "2021", "9500000": "2022"}.items():
        assert {values[value][column] for column in ("year", "period", "edition")} == {year}


@pytest.mark.parametrize("text", [UCDP, UCDP_BEFORE_26], ids=["names since 26.1", "names before"])
def test_a_ucdp_file_becomes_a_row_a_type_of_violence(bring, text):
    _, rows = bring("ucdp", text.replace("2022", "2031"), "TJK")
    assert columns(rows, "violence_type", "value", "low", "high", "note") == [
        ("interstate", "7", "5", "9", "dyads: A - B"),
        ("intrastate", "0", "0", "0", ""),
        ("non-state", "4", "4", "4", "dyads: A - B; C - D; coded as civilians: 3"),
        ("one-sided", "0", "0", "0", ""),
    ]
    assert set(columns(rows, "area", "year", "version")) == {("TJK", "2031", "25.1")}


def test_a_package_of_caniuse_becomes_a_row_a_region_and_browser(bring):
    regions = {"KG": "KG", "alt-ww": "ww", "TM": "TM", "FR": "KG"}
    whole = packed(**{name: json.dumps(REGION | {"id": one}) for name, one in regions.items()})
    _, rows = bring("caniuse", whole, "KGZ,WLD,TKM", source=PACKAGE, name="caniuse-db-1.0.9.tgz")
    assert columns(rows, "area", "period", "browser", "share_pct", "status")[:5] == [
        ("KGZ", "2031-01", "Safari on iOS", "16.55", "A"),
        ("KGZ", "2031-01", "Chrome on Android", "38.4", "A"),
        ("KGZ", "2031-01", "Opera Mini", "0", "A"),
        ("KGZ", "2031-01", "other mobile browsers", "0.2", "A"),
        ("KGZ", "2031-01", "desktop browsers", "41.85", "A"),
    ]
    of_few_page_views = {("TKM", "U")}
    assert set(columns(rows[5:], "area", "status")) == {("WLD", "A")} | of_few_page_views


def test_appending_adds_what_is_new_once_and_never_overwrites(bring):
    file = bring.place.file("smartphone_shares")
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    before = file.read_bytes()
    said, _ = bring("statcounter", STATCOUNTER, "KAZ", "--append")
    after = file.read_bytes()
    assert after.startswith(before) and "now run heartland validate" in said
    assert after.count(b"\n") == after.count(b"\r\n") == before.count(b"\n") + 4
    later = STATCOUNTER.replace("22.2", "22.9")
    said, _ = bring("statcounter", later, "KAZ", "--append")
    assert file.read_bytes() == after and "3 already there" in said
    assert (
        f"KAZ, 2031-01, Xiaomi, page views, {SOURCE} is there already and a revision needs a "
        "source of its own: share_pct is 22.2, in the file 22.9"
    ) in said


def test_of_two_who_append_the_same_rows_at_once_one_finds_them_there(bring, monkeypatch, tmp_path):
    bring("statcounter", STATCOUNTER, "KAZ")
    dataset, rows = proposals.propose("statcounter", tmp_path / "file.csv", SOURCE, ["KAZ"])
    before = len(bring.place.lines(dataset))
    found = []
    second = Thread(target=lambda: found.extend(proposals.append(dataset, rows)))
    meanwhile = interrupted(proposals.write_atomically, second)
    monkeypatch.setattr(proposals, "write_atomically", meanwhile)
    proposals.append(dataset, rows)
    second.join()
    assert proposals.THERE in found and proposals.taken(rows, found) == []
    assert len(bring.place.lines(dataset)) == before + 4


def test_a_newer_download_is_said_to_compete_with_the_older(bring):
    bring("statcounter", STATCOUNTER, "KAZ", "--append")
    later = STATCOUNTER.replace("2031-02", "2031-04")
    said, rows = bring("statcounter", later, "KAZ", source="wdi-population")
    assert len(rows) == 4 and "2 new\n" in said
    assert (
        "2 new, beside a row of the same quantity: rank both in data/preferences.csv, "
        "or figures may count it twice\n"
    ) in said


def test_appended_rows_keep_the_rules_and_the_order_of_columns(bring):
    name = "smartphone_shares"
    bring.place.write(name, [line[::-1] for line in bring.place.lines(name)])
    file = bring.place.file(name)
    file.write_text(file.read_text(encoding="utf-8").replace("note,", '"note",', 1), "utf-8")
    bring("statcounter", STATCOUNTER.replace("2031", "2001"), "KAZ", "--append")
    assert bring.place.lines(name)[-1][-1] == "KAZ"
    assert [str(found) for found in rules.validate() if found.file == f"{name}.csv"] == []


def test_what_a_coder_says_or_how_a_number_is_written_is_no_revision_but_a_status_is(bring):
    how = {"source": "imf-weo-2025-10"}
    bring("imf", WEO, "KAZ", "--append", **how)
    years = {
        year: bring.place.row("growth_forecasts", target_year=year, vintage="2031-04")
        for year in ("2029", "2030", "2031")
    }
    bring.place.plant("growth_forecasts", years["2029"], growth_pct="2.50", note="checked")
    bring.place.plant("growth_forecasts", years["2031"], status="A")
    said, _ = bring("imf", WEO, "KAZ", **how)
    assert "of its own: status is A, in the file F\n" in said
    assert "growth_forecasts: 3 already there\n" in said


@pytest.mark.parametrize(
    ("areas", "words"),
    [
        (["kaz"], "'kaz' is not in data/areas.csv: a new one gets its row there first. Did you"),
        (["KAZ", "KGZ"], "does not say of which country it is: name one with --area"),
    ],
)
def test_an_area_that_cannot_be_told_is_refused(tmp_path, areas, words):
    with pytest.raises(HeartlandError, match=words):
        proposals.propose("statcounter", tmp_path / "file.csv", SOURCE, areas)


def test_a_file_that_is_refused_appends_nothing(package, command, tmp_path):
    root = package("growth_forecasts").root
    before = {path: path.read_bytes() for path in root.glob("data/*.csv")}
    (tmp_path / "a.csv").write_text(WEO.replace("PT", "IX"), encoding="utf-8")
    words = ["import", "imf", str(tmp_path / "a.csv"), "--area", "KAZ,KGZ", "--append"]
    said = command(*words, "--source", "imf-weo-2025-10")
    assert said.returncode == 1 and said.stderr.count("\n") == 1
    assert before == {path: path.read_bytes() for path in root.glob("data/*.csv")}
