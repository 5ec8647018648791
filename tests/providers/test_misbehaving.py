"""A server that misbehaves, asked for every provider: one line each, and nothing is written to the tables.

The server is one of this machine; the answers have the providers' forms, and made-up figures.
"""

import gzip
import io
import json
import re
import tarfile

import pytest

from heartland_evidence.providers import fetching, registry
from tests.providers.test_imports import REGION, UCDP
from tests.providers.test_refresh import POPULATION, asks_to_wait, zipped
from tests.providers.test_sdmx import COMEXT, WEO
from tests.serving import drips, sends

pytestmark = pytest.mark.after(
    "lib/heartland_evidence/providers/", "lib/heartland/cli/", "tests/serving.py"
)

ASKED = {  # the table, and what is asked for
    "wdi": ("population", "SP.POP.TOTL"),
    "ucdp": ("conflict_deaths", "26.1"),
    "caniuse": ("browser_shares", ""),
    "eurostat": ("eu_exports", "2019-01"),
    "imf": ("growth_forecasts", ""),
}
GOOD = {
    "wdi": POPULATION,
    "ucdp": UCDP,
    "caniuse": json.dumps(REGION),
    "eurostat": COMEXT,
    "imf": WEO,
}
PROVIDERS = list(ASKED)


def test_each_provider_whose_files_are_fetched_is_asked_here():
    assert ASKED.keys() == GOOD.keys() == registry.services().keys()


def wrapped(provider, text):
    """A text as the provider sends it: in a zip, in a package, or as it is."""
    content = text if isinstance(text, bytes) else text.encode()
    if provider in ("wdi", "ucdp"):
        return zipped(API_table=content)
    if provider == "caniuse":
        made = io.BytesIO()
        with tarfile.open(fileobj=made, mode="w:gz") as whole:
            entry = tarfile.TarInfo("package/region-usage-json/KG.json")
            entry.size = len(content)
            whole.addfile(entry, io.BytesIO(content))
        return made.getvalue()
    return content


def file(provider, change=lambda text: text):
    """The provider's file, changed, sent as a file is sent."""
    return sends(wrapped(provider, change(GOOD[provider])), kind="application/octet-stream")


@pytest.fixture
def asks(server, package, command, monkeypatch):
    """Ask a provider's server; return what was said. The tables must be what they were."""
    monkeypatch.setattr(fetching, "PATIENCE", 20)  # on a busy machine

    def run(provider, answer):
        table, what = ASKED[provider]
        root = package(table, "macro", "claims", "audits", "articles").root
        before = {path: path.read_bytes() for path in root.glob("data/**/*") if path.is_file()}
        path = "/file.tgz" if provider == "caniuse" else "/file"
        server.answers[path] = answer
        words = ["refresh-data", provider, *([what] if what else [])]
        done = command(*words, "--address", server.address + path)
        after = {path: path.read_bytes() for path in root.glob("data/**/*") if path.is_file()}
        assert after == before
        return done

    return run


def refused(done):
    """The one line in which an answer was refused."""
    assert done.returncode == 1, done.stdout
    assert done.stderr.count("\n") == 1, done.stderr
    assert "revised" not in done.stdout and "to take them" not in done.stdout
    return done.stderr


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_server_that_behaves_is_understood(asks, provider):
    done = asks(provider, file(provider))
    assert done.returncode == 0, done.stderr
    assert "fetched build/downloads/" in done.stdout


def leads_in_circles(request):
    """A redirect to the same place."""
    request.send_response(302)
    request.send_header("Location", request.path)
    request.send_header("Content-Length", "0")
    request.end_headers()


BOMB = gzip.compress(b"0" * 10_000_000, compresslevel=1)  # a few bytes for many


def swells(request):
    """A few bytes that are a hundred times as long when they are unpacked."""
    request.send_response(200)
    request.send_header("Content-Encoding", "gzip")
    request.send_header("Content-Length", str(len(BOMB)))
    request.end_headers()
    request.wfile.write(BOMB)


def is_not_packed(request):
    """What is called gzip and is none."""
    request.send_response(200)
    request.send_header("Content-Encoding", "gzip")
    request.send_header("Content-Length", "5")
    request.end_headers()
    request.wfile.write(b"plain")


PAGE = b"<!DOCTYPE html>\n<html><body>Service unavailable</body></html>"
ANSWERS = {
    "an HTML page": (sends(PAGE, kind="text/html"), "sent a page and not a file"),
    "an HTML page without a type": (sends(PAGE, kind=""), "sent a page and not a file"),
    "an HTML page called CSV": (sends(PAGE, kind="text/csv"), "sent a page and not a file"),
    "an error in XML": (
        sends(b'<?xml version="1.0"?><Error>no</Error>', kind="text/csv"),
        "sent a page and not a file",
    ),
    "nothing": (sends(b""), "the answer is empty"),
    "a line break": (sends(b"\r\n", kind="text/csv"), "the answer is empty"),
    "an answer cut off": (sends(b"half", length=100), "no whole answer"),
    "a slow drip": (drips, "not whole after"),
    "a circle": (leads_in_circles, "no whole answer (TooManyRedirects)"),
    "a bomb": (swells, "larger than"),
    "what is called packed": (is_not_packed, "no whole answer (DecodingError)"),
    "an hour to wait": (asks_to_wait("3600"), "asks to wait 3600 seconds"),
    "a lock": (sends(b"", 403), "the server answered 403"),
    "a fault": (sends(PAGE, 500, kind="text/html"), "the server answered 500"),
}


@pytest.mark.parametrize("case", ANSWERS)
@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_answer_that_is_no_file_is_one_line(asks, monkeypatch, provider, case):
    monkeypatch.setattr(fetching, "MAX_BYTES", 5_000_000)
    if case == "a slow drip":
        monkeypatch.setattr(fetching, "MAX_SECONDS", 0.3)
    answer, words = ANSWERS[case]
    assert words in refused(asks(provider, answer))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_file_that_was_cut_off_without_a_word_is_refused(asks, provider):
    whole = wrapped(provider, GOOD[provider])
    said = refused(asks(provider, sends(whole[: len(whole) * 2 // 3], kind="text/plain")))
    assert re.search("damaged|cut off|not a complete|not a CSV|no value of|add up", said), said


@pytest.mark.parametrize("text", ['{"message": "moved", "code": 7}', "a;b;c\n1;2;3\n"])
@pytest.mark.parametrize("provider", PROVIDERS)
def test_another_format_is_named_with_what_was_expected(asks, provider, text):
    said = refused(asks(provider, file(provider, lambda _: text)))
    assert re.search("no row holds the columns|not a region file", said), said


@pytest.mark.parametrize("coding", ["utf-16", "latin-1"])
@pytest.mark.parametrize("provider", PROVIDERS)
def test_another_charset_is_refused(asks, provider, coding):
    said = refused(asks(provider, file(provider, lambda text: ("é" + text).encode(coding))))
    assert re.search("not a CSV in UTF-8|not a region file", said), said


CHANGED = {  # what stands in the file, what in its place, and what is said
    ("wdi", "the code of the indicator"): ("SP.POP.TOTL", "SP.POP.TOTAL", "0 of the known indicators"),
    ("wdi", "another indicator"): ("SP.POP.TOTL", "NY.GDP.MKTP.KD.ZG", "no row of SP.POP.TOTL, which was"),
    ("wdi", "a number in words"): ("20000000", "20 million", "20 million"),
    ("wdi", "a number with commas"): ('"20000000"', '"20,000,000"', "20,000,000"),
    ("wdi", "a column"): ("Country Code", "Economy", "no row holds the columns Country Code"),
    ("wdi", "thousands in place of people"): ("20000000", "20034.6", "was the unit changed?"),
    ("ucdp", "a column"): ("sb_interstate_deaths_best", "sb_best", "sb_interstate_deaths_best"),
    ("ucdp", "a number in words"): ("2022,7,9,5", "2022,seven,9,5", "seven"),
    ("ucdp", "the name of a country"): ("Tajikistan,", "Republic of Tajikistan,", "as Kazakhstan: were names"),
    ("ucdp", "a version that is none"): (",25.1", ",latest", "Version 'latest' is not a release"),
    ("caniuse", "a browser"): ("ios_saf", "ios_safari", "browser 'ios_safari' is not known"),
    ("caniuse", "fractions of one"): ("12.5", "0.125", "the shares add up to"),
    ("caniuse", "a month in words"): ("2031-01", "January 2031", "is not a month like"),
    ("caniuse", "the code of the region"): ('"id": "KG"', '"id": "KGZ"', "as KZ: were names or codes changed?"),
    ("eurostat", "the unit"): ("VALUE_IN_EUROS", "VALUE_IN_EUROS_1000", "and VALUE_IN_EUROS was"),
    ("eurostat", "the code of a member"): (",AT,KG", ",AUT,KG", "'AUT' is not known"),
    ("eurostat", "the code of a republic"): (",KG,", ",KGZ,", "KGZ"),
    ("eurostat", "thousands of euros"): (",1500000\n", ",1500\n", "the members add up to"),
    ("eurostat", "a number in words"): (",1500000\n", ",many\n", "'many' is not a number"),
    ("imf", "the unit"): (",PT,", ",IX,", "UNIT is 'IX', and PT was"),
    ("imf", "the series"): ("NGDP_RPCH", "NGDP_R", "INDICATOR is 'NGDP_R'"),
    ("imf", "the code of a republic"): (",KGZ,", ",KG,", "no value of KGZ"),
    ("imf", "a year in words"): (",2031,", ",FY2031,", "is not a year"),
    ("imf", "a number in words"): (",3.25,", ",n/a,", "'n/a' is not a number"),
}  # fmt: skip


@pytest.mark.parametrize(("provider", "case"), CHANGED)
def test_what_has_changed_in_a_file_is_named(asks, provider, case):
    old, new, words = CHANGED[provider, case]
    assert old in GOOD[provider]
    assert words in refused(asks(provider, file(provider, lambda text: text.replace(old, new))))
