"""A provider is one entry and one reader: commands and checks learn of it from the registry."""

import csv

import pandas as pd
import pytest

from heartland.errors import UsageError
from heartland_evidence.providers import fetching, proposals, registry
from heartland_evidence.providers.registry import PROVIDERS, Provider
from tests.rules.small import found
from tests.serving import sends

POPULATION = "area,year,persons\nKAZ,2031,20000000\nKGZ,2031,7000000\nFRA,2031,1\n"


def read(path):
    """Read a table that has our names already."""
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield {"dataset": "population", "locator": f"row {row['area']}", **row}


@pytest.fixture
def office(monkeypatch):
    """A provider of one entry."""
    entry = Provider(
        read,
        address=lambda year: f"https://example.org/{year}.csv",
        source_id=lambda year, month: f"office-{year}-{month}",
        file_names_what=True,
    )
    monkeypatch.setitem(PROVIDERS, "office", entry)


def test_an_entry_and_a_reader_are_all_that_a_provider_needs(office, server, tmp_path):
    server.answers["/2031.csv"] = sends(POPULATION.encode())
    fetched = fetching.fetch("office", "2031", tmp_path / "office", f"{server.address}/2031.csv")
    assert fetched.source_id.startswith("office-2031-2")
    fetching.check_holds("office", "2031", fetched.path)
    dataset, rows = proposals.propose("office", fetched.path, "new")
    assert dataset == "population"
    assert [(row["area"], row["persons"]) for row in rows] == [
        ("KAZ", "20000000"),
        ("KGZ", "7000000"),
    ]
    calendar = pd.DataFrame({"refresh": ["office 2031"]})
    assert found("begins with no provider", release_calendar=calendar) == []


@pytest.mark.parametrize(
    ("provider", "what", "words"),
    [
        ("wdi", "SP.POP.TOT", "name an indicator"),
        ("ucdp", "latest", "name a release like 26.1"),
        ("imf", "October 2025", "name an edition like 2025-10, or nothing, and not 'October 2025'"),
    ],
)
def test_what_cannot_be_asked_for_says_what_can(tmp_path, provider, what, words):
    with pytest.raises(UsageError, match=words):
        fetching.fetch(provider, what, tmp_path / provider)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("asked", "host", "are_one"),
    [
        ("api.worldbank.org", "databank.worldbank.org", True),
        ("api.worldbank.org", "evilworldbank.org", False),
        ("stat.gov.kz", "evil.gov.kz", False),
        ("somebody.github.io", "evil.github.io", False),
    ],
)
def test_hosts_are_of_one_organisation_by_its_own_domain(asked, host, are_one):
    assert registry.are_of_one_organisation(asked, host) is are_one
