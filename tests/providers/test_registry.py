"""A provider is one entry and one reader: commands and checks learn of it from the registry."""

import csv
from urllib.parse import urlsplit

import pandas as pd
import pytest

from heartland.errors import UsageError
from heartland_evidence.providers import fetching, proposals, registry
from heartland_evidence.providers.registry import PROVIDERS, Provider
from tests.conftest import ROOT
from tests.providers.inputs import FETCHED
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
    server.answers["/2031.csv"] = sends(POPULATION.encode(), kind="text/csv")
    fetched = fetching.fetch("office", "2031", tmp_path / "office", f"{server.address}/2031.csv")
    assert fetched.source_id.startswith("office-2031-2")
    fetching.check_holds("office", "2031", fetched.path)
    dataset, rows = proposals.propose("office", fetched.path, "new", [], new_source=True)
    assert dataset == "population"
    assert [(row["area"], row["persons"]) for row in rows] == [
        ("KAZ", "20000000"),
        ("KGZ", "7000000"),
    ]
    calendar = pd.DataFrame({"refresh": ["office 2031"]})
    assert found("begins with no provider", release_calendar=calendar) == []


def test_the_public_addresses_are_those_of_the_providers():
    asked = {name: PROVIDERS[name].address(what) for name, (_, what, _) in FETCHED.items()}
    assert asked == {
        "wdi": "https://api.worldbank.org/v2/en/indicator/SP.POP.TOTL?downloadformat=csv",
        "ucdp": "https://ucdp.uu.se/downloads/organizedviolencecy/organizedviolencecy-261-csv.zip",
        "caniuse": "https://registry.npmjs.org/caniuse-db/latest",
        "eurostat": "https://ec.europa.eu/eurostat/api/comext/dissemination/sdmx/2.1/data/DS-045409/"
        "M..KZ+KG+UZ.TOTAL.2.VALUE_IN_EUROS?startPeriod=2019-01&format=SDMX-CSV",
        "imf": "https://api.imf.org/external/sdmx/2.1/data/IMF.RES,WEO/"
        "KAZ+KGZ+TJK+TKM+UZB.NGDP_RPCH.A?startPeriod=2019",
    }
    assert "IMF.RES,WEO_2025_OCT_VINTAGE/" in PROVIDERS["imf"].address("2025-10")
    for address in asked.values():  # a redirect within the provider's domain is followed
        host = urlsplit(address).hostname
        assert registry.are_of_one_organisation(host, f"other.{host}")


@pytest.mark.parametrize(
    ("provider", "what", "words"),
    [
        ("wdi", "SP.POP.TOT", "name an indicator"),
        ("wdi", "", "name an indicator"),
        ("ucdp", "latest", "name a release like 26.1"),
        ("eurostat", "2024", "name a first month like 2024-09, or nothing, and not '2024'"),
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
        ("stat.gov.kz", "www.stat.gov.kz", True),
        ("api.worldbank.org", "evilworldbank.org", False),
        ("api.worldbank.org", "api.imf.org", False),
        ("stat.gov.kz", "evil.gov.kz", False),
        ("somebody.github.io", "evil.github.io", False),
        ("127.0.0.1", "localhost", False),
    ],
)
def test_hosts_are_of_one_organisation_by_its_own_domain(asked, host, are_one):
    assert registry.are_of_one_organisation(asked, host) is are_one


@pytest.mark.parametrize("name", PROVIDERS)
def test_the_page_for_contributors_shows_how_a_file_of_each_becomes_rows(name):
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert f"\n.venv/bin/heartland import {name} " in page
