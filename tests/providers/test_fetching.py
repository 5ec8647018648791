"""A provider's file is fetched whole or not at all, whatever its server does.

The server is one of this machine.
"""

import base64
import gzip
import hashlib
import json
import threading
import time

import pytest

from heartland.errors import DataError, UsageError
from heartland_evidence.providers import fetching
from tests.providers.inputs import POPULATION, REGION, packed, zipped
from tests.serving import drips, sends

TABLES = zipped(**{"API_SP.POP.TOTL": POPULATION, "Metadata_Country_API_SP.POP.TOTL": "a,b\n"})
PAGE = b"<!DOCTYPE html>\n<html><body>Service unavailable</body></html>"


@pytest.fixture
def fetch(server, tmp_path):
    """Fetch what a server of this machine sends from a path, as an indicator of the World Bank."""
    folder = tmp_path / "downloads" / "wdi"

    def run(answer=None, path="/a.zip"):
        if answer:
            server.answers[path] = answer
        return fetching.fetch("wdi", "SP.POP.TOTL", folder, server.address + path)

    run.folder = folder
    return run


def test_a_zip_of_the_world_bank_is_unpacked_and_its_digest_told(fetch):
    done = fetch(sends(TABLES))
    assert done.path == fetch.folder / "API_SP.POP.TOTL.csv"
    assert done.path.read_text(encoding="utf-8") == POPULATION
    assert done.sha256 == hashlib.sha256(TABLES).hexdigest()
    assert done.source_id.startswith("wdi-sp-pop-totl-2")


@pytest.fixture
def registry(server, tmp_path):
    """Ask a registry of this machine for the latest package, whose archive lies at an address."""
    archive = packed(KG=json.dumps(REGION))
    digest = base64.b64encode(hashlib.sha512(archive).digest()).decode()
    server.answers["/caniuse-db-1.0.9.tgz"] = sends(archive)

    def run(tarball=f"{server.address}/caniuse-db-1.0.9.tgz", integrity=f"sha512-{digest}"):
        dist = {"tarball": tarball, "integrity": integrity}
        answer = json.dumps({"version": "1.0.9", "dist": dist}).encode()
        server.answers["/latest"] = sends(answer)
        return fetching.fetch("caniuse", "", tmp_path / "caniuse", f"{server.address}/latest")

    return run


def test_a_package_is_the_one_that_the_registry_vouches_for(registry, tmp_path):
    done = registry()
    assert done.source_id == "caniuse-db-1-0-9" and done.path.name == "caniuse-db-1.0.9.tgz"
    done.path.unlink()
    with pytest.raises(DataError, match="not the one that the registry gives"):
        registry(integrity="sha512-other")
    for elsewhere in ("https://example.org/a.tgz", "http://localhost/secret", "https://[", "\x1b"):
        with pytest.raises((DataError, UsageError)) as wrong:
            registry(elsewhere)
        assert str(wrong.value).isprintable()
    assert not done.path.exists()


def test_a_registry_that_answers_otherwise_is_refused(server, tmp_path):
    server.answers["/latest"] = sends(b'{"dist": []}')
    with pytest.raises(DataError, match=r"holds version and dist \(tarball, integrity\)"):
        fetching.fetch("caniuse", "", tmp_path / "caniuse", f"{server.address}/latest")


def test_a_busy_server_is_asked_again_when_it_wants(fetch, server, monkeypatch):
    slept = []
    monkeypatch.setattr(time, "sleep", slept.append)
    fetch([sends(b"", 429, Retry_After="7"), sends(b"", 503), sends(TABLES)])
    assert slept == [7, 0] and len(server.asked) == 3


@pytest.mark.parametrize("until", ["3600", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_a_server_that_wants_an_hour_is_not_asked_again(fetch, server, until):
    with pytest.raises(DataError, match=r"answered 429 and asks to wait \d{4,} seconds"):
        fetch(sends(b"", 429, Retry_After=until))
    assert len(server.asked) == 1


def drips_hints(request):
    """An answer that never comes to its head."""
    for _ in range(200):
        request.wfile.write(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        request.wfile.flush()
        threading.Event().wait(0.02)


@pytest.mark.slow
@pytest.mark.parametrize("answer", [drips, drips_hints])
def test_what_drips_is_given_up(fetch, monkeypatch, answer):
    monkeypatch.setattr(fetching, "MAX_SECONDS", 0.3)
    begun = time.monotonic()
    with pytest.raises(DataError, match=r"not whole after 0\.3 seconds"):
        fetch(answer)
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            sends(b"", 302, Location="https://example.org/b.zip"),
            r"leads to example\.org; nothing was written",
        ),
        (
            sends(b"", 302, Location="http://localhost:1/b.zip"),
            "not an address that begins with https",
        ),
        (sends(PAGE), "sent a page and not a file"),
        (sends(b""), "the answer is empty"),
        (sends(b"a,b\n", 206), "the server answered 206"),
        (sends(b"half", length=100), "no whole answer"),
        (sends(b"x" * 5000), "larger than"),
        (sends(gzip.compress(b"0" * 120_000), Content_Encoding="gzip"), "larger than"),
        (sends(TABLES[:-30]), "the zip is damaged"),
        (sends(zipped(a="x", b="y")), "the zip holds 2 tables"),
        (sends(zipped(a="0" * 5000)), "the table in the zip is too large"),
    ],
)
def test_what_is_no_whole_file_is_one_line_and_nothing_is_written(
    fetch, server, monkeypatch, answer, words
):
    monkeypatch.setattr(fetching, "MAX_BYTES", 4000)
    monkeypatch.setattr(fetching, "HERE", ("127.0.0.1",))
    with pytest.raises((DataError, UsageError), match=words) as wrong:
        fetch(answer)
    assert "\n" not in str(wrong.value) and not fetch.folder.exists()
    assert all(request.path == "/a.zip" for request in server.asked)


def test_the_name_of_a_table_in_a_zip_is_printable(fetch):
    done = fetch(sends(zipped(**{"a\n\x1b[31m b": "x"})))
    assert done.path.name == "a___31m_b.csv"


@pytest.mark.parametrize("address", ["http://example.org/a.zip", "file:///etc/passwd", "https://["])
def test_only_addresses_with_encryption_are_asked(tmp_path, address):
    with pytest.raises(UsageError, match="begins with https://"):
        fetching.fetch("wdi", "SP.POP.TOTL", tmp_path / "wdi", address)
