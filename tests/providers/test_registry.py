"""A provider is one entry and one reader: commands and checks learn of it from the registry."""

import csv

import pandas as pd
import pytest

from heartland.errors import UsageError
from heartland_evidence.providers import downloads, fetching, registry
from heartland_evidence.providers.registry import PROVIDERS, Provider, Service
from tests.conftest import ROOT
from tests.rules.small import found
from tests.serving import sends

pytestmark = pytest.mark.after("lib/heartland_evidence/providers/", "CONTRIBUTING.md")

POPULATION = "area,year,persons\nKAZ,2031,20000000\nKGZ,2031,7000000\n"


def read(path):
    """Read a table that has our names already."""
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield {"dataset": "population", "locator": f"row {row['area']}", **row}


@pytest.fixture
def office(monkeypatch):
    """A provider of one entry."""
    service = Service(
        address=lambda year: f"https://example.org/{year}.csv",
        source_id=lambda year, month: f"office-{year}-{month}",
        examples={"2031": "the population of a year"},
        file_names_what=True,
    )
    monkeypatch.setitem(PROVIDERS, "office", Provider("office", read, service))


def test_an_entry_and_a_reader_are_all_that_a_provider_needs(office, server, tmp_path):
    server.answers["/2031.csv"] = sends(POPULATION.encode(), kind="text/csv")
    fetched = fetching.fetch("office", "2031", tmp_path, f"{server.address}/2031.csv")
    assert fetched.source_id.startswith("office-2031-2")
    fetching.check_holds("office", "2031", fetched.path)
    assert downloads.areas_in_common("office", fetched.path) == ["KAZ", "KGZ"]
    dataset, rows = downloads.propose(
        "office", fetched.path, fetched.source_id, ["KAZ"], new_source=True
    )
    assert dataset == "population"
    assert [(row["area"], row["year"], row["persons"]) for row in rows] == [
        ("KAZ", "2031", "20000000")
    ]


def test_the_calendar_may_name_what_the_registry_has(office):
    calendar = pd.DataFrame({"refresh": ["office 2031"]})
    assert found("begins with no provider", release_calendar=calendar) == []
    other = calendar.assign(refresh="nobody 2031")
    assert found("begins with no provider", release_calendar=other) == [(0, "refresh")]


def test_a_provider_whose_files_a_person_downloads_has_no_service():
    assert "statcounter" in PROVIDERS and "statcounter" not in registry.services()


@pytest.mark.parametrize("name", registry.services())
def test_what_is_given_as_an_example_can_be_asked_for(name):
    service = registry.services()[name]
    for what in service.examples:
        assert service.address(what).startswith("https://")


@pytest.mark.parametrize("name", ["eurostat", "imf"])
def test_what_is_no_month_is_not_asked_for(name):
    with pytest.raises(UsageError, match=f"^{name}: name .*, or nothing, and not '2024'"):
        registry.services()[name].address("2024")


@pytest.mark.parametrize("name", PROVIDERS)
def test_the_page_for_contributors_shows_how_a_file_of_each_becomes_rows(name):
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert f"\n.venv/bin/heartland import {name} " in page
