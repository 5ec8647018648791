"""What a provider is asked for, and which hosts are its own."""

import pytest

from heartland.errors import UsageError
from heartland_evidence.providers import fetching, registry


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
