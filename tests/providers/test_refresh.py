"""``heartland refresh-data`` says what a provider's newer file changes, and touches no table."""

import re

import pytest

from heartland.errors import DataError
from heartland_evidence.providers import fetching
from tests.providers.inputs import (
    FETCHED,
    POPULATION,
    UCDP,
    outlook,
    wrapped,
    zipped,
)
from tests.serving import sends

pytestmark = pytest.mark.slow


@pytest.fixture
def asks(server, package, command, monkeypatch):
    """Ask the server of a provider, once for each answer; what was said the last time.

    The tables must be what they were.
    """
    monkeypatch.setattr(fetching, "PATIENCE", 20)  # on a busy machine
    tables = [table for table, _, _ in FETCHED.values()]
    place = package(*tables, "macro", "claims", "audits", "articles")

    def run(provider, *answers):
        files = [path for path in place.root.glob("data/**/*") if path.is_file()]
        before = {path: path.read_bytes() for path in files}
        path = "/file.tgz" if provider == "caniuse" else "/file"
        words = [word for word in (provider, FETCHED[provider][1]) if word]
        for answer in answers:
            server.answers[path] = sends(answer)
            done = command("refresh-data", *words, "--address", server.address + path)
        assert before == {path: path.read_bytes() for path in files}
        return done

    run.place = place
    return run


@pytest.mark.parametrize("provider", FETCHED)
def test_a_file_that_is_sent_twice_is_understood_and_told_to_be_the_same(asks, provider):
    whole = wrapped(provider, FETCHED[provider][2])
    done = asks(provider, whole, whole)
    assert done.returncode == 0, done.stderr
    assert f"fetched build/downloads/{provider}/" in done.stdout
    assert "the same file as on 2" in done.stdout


def refused(done):
    """The one line in which an answer was refused."""
    assert done.returncode == 1, done.stdout
    assert done.stderr.count("\n") == 1, done.stderr
    assert "revised" not in done.stdout and "to take them" not in done.stdout
    return done.stderr


@pytest.mark.parametrize("provider", FETCHED)
def test_a_file_that_is_cut_off_or_of_another_form_is_refused(asks, provider):
    text = FETCHED[provider][2]
    whole = wrapped(provider, text)
    said = refused(asks(provider, whole[: len(whole) * 2 // 3]))
    assert re.search("damaged|cut off|not a complete|not a CSV|no value of|add up", said), said
    said = refused(asks(provider, wrapped(provider, '{"message": "moved", "code": 7}')))
    assert re.search("no row holds the columns|not a region file|not a complete answer", said), said
    said = refused(asks(provider, wrapped(provider, ("é" + text).encode("latin-1"))))
    assert re.search("not a CSV in UTF-8|not a region file|not a complete answer", said), said


@pytest.mark.parametrize(
    ("provider", "old", "new", "words"),
    [
        ("wdi", "SP.POP.TOTL", "NY.GDP.MKTP.KD.ZG", "no row of SP.POP.TOTL, which was"),
        ("wdi", "20000000", "20034.6", "was the unit changed?"),
        ("ucdp", "Tajikistan,", "Republic of Tajikistan,", "as Kazakhstan: were names"),
    ],
)  # fmt: skip
def test_what_has_changed_in_a_file_is_named(asks, provider, old, new, words):
    text = FETCHED[provider][2]
    assert old in text
    assert words in refused(asks(provider, wrapped(provider, text.replace(old, new))))


def test_what_is_revised_and_what_rests_on_it_is_said(asks):
    held = asks.place.lines("population")
    old = next(line[2] for line in held if line[:2] == ["KAZ", "2022"])
    said = asks("wdi", zipped(API=POPULATION)).stdout
    assert f"KAZ, 2022: persons {old} (" in said and ", now 20000000\n" in said
    assert "population: the file has no value of TJK, TKM, UZB\n" in said
    assert "figures that would move: " in said
    assert "to take them, add a row 'wdi-sp-pop-totl-" in said
    assert "heartland import wdi build/downloads/wdi/API.csv --area " in said


def test_a_new_edition_is_compared_with_the_one_before_it(asks, server):
    edition = outlook(("KAZ", 2026, "5.5"), ("KAZ", 2027, "4.169"), actual="2025")
    newer = edition.replace("2031-04", "2026-04").encode()
    said = asks("imf", newer).stdout
    assert server.asked[0].headers["Accept"] == "application/vnd.sdmx.data+csv;version=1.0.0"
    assert "growth_forecasts: 6 new\n" in said
    assert "  IMF, KAZ, 2026: growth_pct 4.775 (imf-weo-2025-10), now 5.5\n" in said
    assert "heartland import imf build/downloads/imf/imf-weo-api-" in said


def test_a_release_that_says_the_same_revises_nothing(asks):
    said = asks("ucdp", zipped(OrganizedViolenceCY=UCDP.replace("2022", "2031")))
    assert "\nNo figures revised\n" in said.stdout


def test_without_a_provider_all_are_asked_and_who_does_not_answer_is_told(
    asks, server, command, monkeypatch
):
    """Of eleven files or more that of one indicator comes, and the others do not."""
    server.answers["/file"] = sends(zipped(API=POPULATION))
    fetch = fetching.fetch

    def answers(provider, what, folder, address=""):
        if what != "SP.POP.TOTL":
            raise DataError(f"{provider}: no answer")
        return fetch(provider, what, folder, server.address + "/file")

    monkeypatch.setattr(fetching, "fetch", answers)
    done = command("refresh-data")
    assert done.returncode == 0, done.stderr
    assert "wdi SP.POP.TOTL\nfetched build/downloads/wdi/API.csv from " in done.stdout
    assert "\nimf\nnot refreshed: imf: no answer\n" in done.stdout
    assert re.search(r"\n1 of \d+ files fetched\n$", done.stdout)
    monkeypatch.setattr(fetching, "fetch", lambda provider, *_: answers(provider, "", ""))
    nothing = command("refresh-data")
    assert nothing.returncode == 1 and re.search("0 of .* files fetched", nothing.stderr)
