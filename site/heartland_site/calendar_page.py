"""The page and the file of what the providers bring next."""

from dataclasses import asdict

from heartland_evidence.providers.releases import Release, held_by_table, releases
from heartland_site import text
from heartland_site.pages import Site

FILE = "api/whats-next.json"


def write_calendar(site: Site) -> None:
    """Write what is due and what comes next, seen from the day of the data."""
    day = site.package["created"][:10]
    found = releases(day)
    due = [release for release in found if release.due]
    site.page(
        "whats-next",
        "whats-next.html",
        "What each provider brings next, what came since, and when it was last read here.",
        day=day,
        due=due,
        coming=[release for release in found if not release.due],
        tables=held_by_table(found),
        file=FILE,
    )
    entries = [entry(site, release) for release in found]
    site.put(FILE, text.as_json({"seen_from": day, "releases": entries}))


def entry(site: Site, release: Release) -> dict[str, object]:
    """Describe a release, with the address of the page that states its months."""
    return asdict(release) | {"stated_at": site.sources[release.source_id]["url"]}
