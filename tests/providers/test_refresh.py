"""A provider's current file is fetched whole or not at all, and compared; nothing is overwritten.

The server is one of this machine. Its answers have the providers' forms; their figures are made up.
"""

import base64
import gzip
import hashlib
import io
import json
import time
import zipfile
from threading import Thread
from urllib.parse import urlsplit

import pytest

from heartland.errors import DataError, UsageError
from heartland_evidence.providers import fetching, registry
from tests.meanwhile import interrupted
from tests.providers.test_imports import REGION, UCDP, WDI, packed
from tests.serving import drips, sends

pytestmark = pytest.mark.after("lib/heartland_evidence/providers/", "lib/heartland/cli/")

CSV = "application/zip"


def zipped(**tables):
    """A zip of tables, as the World Bank and UCDP offer it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as whole:
        for name, text in tables.items():
            whole.writestr(f"{name}.csv", text)
    return made.getvalue()


POPULATION = WDI.replace("NY.GDP.MKTP.CD", "SP.POP.TOTL").replace("12345678.9", "20000000")
TABLES = zipped(**{"API_SP.POP.TOTL": POPULATION, "Metadata_Country_API_SP.POP.TOTL": "a,b\n"})


def test_a_zip_of_the_world_bank_is_unpacked_and_its_digest_kept(server, tmp_path):
    server.answers["/wdi.zip"] = sends(TABLES)
    address = f"{server.address}/wdi.zip"
    done = fetching.fetch("wdi", "SP.POP.TOTL", tmp_path, address)
    assert done.path.name == "API_SP.POP.TOTL.csv"
    assert done.path.read_text(encoding="utf-8") == POPULATION
    assert done.sha256 == hashlib.sha256(TABLES).hexdigest() and done.same_as_on == ""
    assert done.source_id.startswith("wdi-sp-pop-totl-2")
    record = json.loads((tmp_path / "downloads.json").read_text(encoding="utf-8"))
    assert record[address]["sha256"] == done.sha256


def test_the_same_file_is_said_to_be_the_same(server, tmp_path):
    server.answers["/a.zip"] = sends(TABLES)
    first = fetching.fetch("wdi", "SP.POP.TOTL", tmp_path, f"{server.address}/a.zip")
    second = fetching.fetch("wdi", "SP.POP.TOTL", tmp_path, f"{server.address}/a.zip")
    assert first.same_as_on == "" and second.same_as_on != ""


@pytest.mark.parametrize(
    "text",
    ["[]", "null", "{", "\xff", '{"x": 1}', '{"x": {"sha256": "a", "file": "a.csv"}}'],
)
def test_a_record_of_another_form_is_refused_before_anything_is_fetched(server, tmp_path, text):
    record, kept = tmp_path / "downloads.json", tmp_path / "API_SP.POP.TOTL.csv"
    record.write_text(text, encoding="latin-1")
    kept.write_text("fetched before")
    with pytest.raises(DataError, match="not a record of downloads: delete it and ask") as wrong:
        fetching.fetch("wdi", "SP.POP.TOTL", tmp_path, f"{server.address}/a.zip")
    assert str(record) in str(wrong.value) and "\n" not in str(wrong.value)
    assert not server.asked and kept.read_text() == "fetched before"
    assert record.read_text(encoding="latin-1") == text


def test_of_two_who_fetch_at_once_both_are_recorded(server, tmp_path, monkeypatch):
    for file in ("a", "b"):
        server.answers[f"/{file}.zip"] = sends(TABLES)
    addresses = [f"{server.address}/{file}.zip" for file in ("a", "b")]
    second = Thread(target=fetching.fetch, args=("wdi", "SP.POP.TOTL", tmp_path, addresses[1]))
    meanwhile = interrupted(fetching.write_atomically, second, "downloads.json")
    monkeypatch.setattr(fetching, "write_atomically", meanwhile)
    fetching.fetch("wdi", "SP.POP.TOTL", tmp_path, addresses[0])
    second.join()
    record = json.loads((tmp_path / "downloads.json").read_text(encoding="utf-8"))
    assert sorted(record) == addresses


def test_a_record_without_downloads_is_one(server, tmp_path):
    (tmp_path / "downloads.json").write_text("{}")
    server.answers["/a.zip"] = sends(TABLES)
    done = fetching.fetch("wdi", "SP.POP.TOTL", tmp_path, f"{server.address}/a.zip")
    assert done.same_as_on == "" and done.older is None


def test_a_package_is_the_one_that_the_registry_vouches_for(server, tmp_path):
    archive = packed(("KG", REGION))
    digest = base64.b64encode(hashlib.sha512(archive).digest()).decode()
    dist = {"tarball": f"{server.address}/caniuse-db-1.0.9.tgz", "integrity": f"sha512-{digest}"}
    answer = json.dumps({"version": "1.0.9", "dist": dist}).encode()
    server.answers["/latest"] = sends(answer, kind="application/json")
    server.answers["/caniuse-db-1.0.9.tgz"] = sends(archive)
    done = fetching.fetch("caniuse", "", tmp_path, f"{server.address}/latest")
    assert done.source_id == "caniuse-db-1-0-9" and done.path.name == "caniuse-db-1.0.9.tgz"
    server.answers["/caniuse-db-1.0.9.tgz"] = sends(packed(("TJ", REGION)))
    with pytest.raises(DataError, match="not the one that the registry gives"):
        fetching.fetch("caniuse", "", tmp_path / "other", f"{server.address}/latest")
    assert not (tmp_path / "other").exists()


def test_a_busy_server_is_asked_again(server, tmp_path):
    server.answers["/a.zip"] = [sends(b"", 503), sends(b"", 500), sends(TABLES)]
    assert fetching.fetch("wdi", "SP.POP.TOTL", tmp_path, f"{server.address}/a.zip").path.exists()


def hangs(request):
    """An answer that begins and does not go on."""
    request.send_response(200)
    request.send_header("Content-Type", CSV)
    request.send_header("Content-Length", "100")
    request.end_headers()
    request.wfile.write(b"half")
    time.sleep(1)


def redirects(request):
    """An answer that leads to an address without encryption, of a host that is not this one."""
    request.send_response(302)
    request.send_header("Location", f"http://localhost:{request.server.server_port}/b.zip")
    request.end_headers()


def leads_elsewhere(request):
    """A redirect with encryption to the host of somebody else."""
    request.send_response(302)
    request.send_header("Location", "https://example.org/b.zip")
    request.end_headers()


def swells(request):
    """An answer of a few bytes that is thirty times as long when it is unpacked."""
    content = gzip.compress(b"0" * 120_000)
    assert len(content) < 4000
    request.send_response(200)
    request.send_header("Content-Type", CSV)
    request.send_header("Content-Encoding", "gzip")
    request.send_header("Content-Length", str(len(content)))
    request.end_headers()
    request.wfile.write(content)


def asks_to_wait(until):
    """An answer that the server is busy until then."""

    def answer(request):
        request.send_response(429)
        request.send_header("Retry-After", until)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


def test_a_server_is_given_the_time_it_asks_for(server, tmp_path, monkeypatch):
    slept = []
    monkeypatch.setattr(time, "sleep", slept.append)
    server.answers["/a.zip"] = [asks_to_wait("7"), sends(b"", 503), sends(TABLES)]
    fetching.fetch("wdi", "SP.POP.TOTL", tmp_path, f"{server.address}/a.zip")
    assert slept == [7, 0]


@pytest.mark.parametrize("until", ["3600", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_a_server_that_wants_an_hour_is_not_asked_again(server, tmp_path, until):
    server.answers["/a.zip"] = asks_to_wait(until)
    with pytest.raises(DataError, match=r"answered 429 and asks to wait \d{4,} seconds"):
        fetching.fetch("wdi", "SP.POP.TOTL", tmp_path, f"{server.address}/a.zip")
    assert len(server.asked) == 1


def test_a_file_that_drips_is_given_up(server, tmp_path, monkeypatch):
    monkeypatch.setattr(fetching, "MAX_SECONDS", 0.2)
    server.answers["/a.zip"] = drips
    with pytest.raises(DataError, match=r"not whole after 0\.2 seconds"):
        fetching.fetch("wdi", "SP.POP.TOTL", tmp_path, f"{server.address}/a.zip")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("asked", "host"),
    [
        ("api.worldbank.org", "databank.worldbank.org"),
        ("stat.gov.kz", "stat.gov.kz"),
        ("stat.gov.kz", "www.stat.gov.kz"),
        ("www.stat.gov.kz", "stat.gov.kz"),
    ],
)
def test_a_redirect_within_an_organisation_is_followed(asked, host):
    fetching._check_host(f"https://{asked}/a", f"https://{host}/b")


@pytest.mark.parametrize(
    ("asked", "host"),
    [
        ("api.worldbank.org", "example.org"),
        ("api.worldbank.org", "evilworldbank.org"),
        ("api.worldbank.org", "api.imf.org"),
        ("stat.gov.kz", "evil.gov.kz"),
        ("data.gov.uk", "ons.gov.uk"),
        ("somebody.github.io", "evil.github.io"),
        ("127.0.0.1", "localhost"),
    ],
)
def test_a_redirect_to_another_organisation_is_not_followed(asked, host):
    with pytest.raises(DataError, match=f"leads to {host}"):
        fetching._check_host(f"https://{asked}/a", f"https://{host}/b")


def test_the_host_of_every_service_lies_in_a_domain_of_its_provider():
    for name, service in registry.services().items():
        host = urlsplit(service.address(next(iter(service.examples)))).hostname
        assert any(registry._is_below(domain, host) for domain in registry.DOMAINS), name


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (leads_elsewhere, r"leads to example\.org; nothing was written"),
        (swells, "larger than"),
        (
            sends(b"<html>gone</html>", kind="text/html; charset=utf-8"),
            "sent a page and not a file",
        ),
        (sends(b"", 404), "the server answered 404"),
        (sends(b"", 503), "the server answered 503"),
        (sends(b"half", length=100), "no whole answer"),
        (sends(b""), "the answer is empty"),
        (sends(b"x" * 5000), "larger than"),
        (sends(TABLES[:-30]), "the zip is damaged"),
        (sends(zipped(a="x", b="y")), "the zip holds 2 tables"),
        (sends(zipped(Metadata_only="x")), "the zip holds 0 tables"),
        (hangs, "no whole answer"),
        (redirects, "not an address that begins with https"),
    ],
)
def test_what_is_no_whole_file_is_one_line_and_nothing_is_written(
    server, tmp_path, monkeypatch, answer, words
):
    monkeypatch.setattr(fetching, "MAX_BYTES", 4000)
    if answer is hangs:
        monkeypatch.setattr(fetching, "PATIENCE", 0.3)
    monkeypatch.setattr(fetching, "HERE", ("127.0.0.1",))
    asked = []
    server.answers["/a.zip"] = answer
    server.answers["/b.zip"] = asked.append
    with pytest.raises((DataError, UsageError), match=words) as wrong:
        fetching.fetch("wdi", "SP.POP.TOTL", tmp_path, f"{server.address}/a.zip")
    assert "\n" not in str(wrong.value) and not list(tmp_path.iterdir())
    assert not asked, "a redirect without encryption was followed"


@pytest.mark.parametrize(
    ("provider", "what", "address", "words"),
    [
        ("wdi", "SP.POP.TOT", "", "name an indicator"),
        ("wdi", "", "", "name an indicator"),
        ("ucdp", "latest", "", "name a release like 26.1"),
        ("wdi", "SP.POP.TOTL", "http://example.org/a.zip", "begins with https://"),
        ("wdi", "SP.POP.TOTL", "file:///etc/passwd", "begins with https://"),
    ],
)
def test_what_cannot_be_asked_for_says_what_can(tmp_path, provider, what, address, words):
    with pytest.raises(UsageError, match=words):
        fetching.fetch(provider, what, tmp_path, address)
    assert not list(tmp_path.iterdir())


def test_the_public_addresses_are_those_of_the_providers():
    assert registry.services()["wdi"].address("SP.POP.TOTL") == (
        "https://api.worldbank.org/v2/en/indicator/SP.POP.TOTL?downloadformat=csv"
    )
    assert registry.services()["ucdp"].address("26.1") == (
        "https://ucdp.uu.se/downloads/organizedviolencecy/organizedviolencecy-261-csv.zip"
    )


def test_the_command_says_what_is_revised_and_what_rests_on_it(server, package, command):
    place = package("population", "claims", "audits", "articles")
    before = {path: path.read_bytes() for path in place.root.glob("data/**/*") if path.is_file()}
    server.answers["/a.zip"] = sends(TABLES)
    address = f"{server.address}/a.zip"
    said = command("refresh-data", "wdi", "SP.POP.TOTL", "--address", address)
    assert said.returncode == 0, said.stderr
    held = place.lines("population")
    old = next(line[2] for line in held if line[:2] == ["KAZ", "2022"])
    assert f"KAZ, 2022: persons {old} (" in said.stdout and ", now 20000000\n" in said.stdout
    assert "population: the file has no value of TJK, TKM, UZB\n" in said.stdout
    assert "figures that would move: " in said.stdout
    assert "to take them, add a row 'wdi-sp-pop-totl-" in said.stdout
    assert "heartland import wdi build/downloads/wdi/API_SP.POP.TOTL.csv --area " in said.stdout
    again = command("refresh-data", "wdi", "SP.POP.TOTL", "--address", address)
    assert "the same file as on " in again.stdout
    after = {path: path.read_bytes() for path in place.root.glob("data/**/*") if path.is_file()}
    assert after == before


def test_a_changed_row_of_a_table_without_locators_is_named_by_its_key(server, package, command):
    package("population", "claims", "audits", "articles")
    address = f"{server.address}/a.zip"
    asked = ("refresh-data", "wdi", "SP.POP.TOTL", "--address", address)
    server.answers["/a.zip"] = sends(TABLES)
    command(*asked)
    server.answers["/a.zip"] = sends(
        zipped(**{"API_SP.POP.TOTL": POPULATION.replace("20000000", "20000001")})
    )
    said = command(*asked)
    assert ": 0 rows more, 0 rows gone, 1 changed\n" in said.stdout
    assert "\n  KAZ, 2022, wdi-sp-pop-totl-" in said.stdout
    assert ": persons 20000000, now 20000001\n" in said.stdout


def test_a_file_of_another_table_is_not_compared_row_by_row(server, package, command):
    package("population", "macro", "claims", "audits", "articles")
    address = f"{server.address}/a.zip"
    server.answers["/a.zip"] = sends(TABLES)
    command("refresh-data", "wdi", "SP.POP.TOTL", "--address", address)
    server.answers["/a.zip"] = sends(zipped(API=WDI))
    said = command("refresh-data", "wdi", "NY.GDP.MKTP.CD", "--address", address)
    assert ": another file, whose rows are of population\n" in said.stdout


def test_a_release_that_says_the_same_revises_nothing(server, package, command):
    package("conflict_deaths", "claims", "audits", "articles")
    server.answers["/u.zip"] = sends(zipped(OrganizedViolenceCY=UCDP.replace("2022", "2031")))
    said = command("refresh-data", "ucdp", "26.1", "--address", f"{server.address}/u.zip")
    assert said.returncode == 0, said.stderr
    assert "\nNo figures revised\n" in said.stdout


def test_a_page_in_place_of_a_file_is_one_line_and_exit_code_1(server, package, command):
    package("population")
    server.answers["/a.zip"] = sends(b"<html>", kind="text/html")
    said = command("refresh-data", "wdi", "SP.POP.TOTL", "--address", f"{server.address}/a.zip")
    assert said.returncode == 1 and said.stderr.count("\n") == 1
