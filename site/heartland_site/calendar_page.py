"""The page of what the providers bring next."""

from heartland_evidence.providers.releases import held_by_table, releases
from heartland_site.pages import Site


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
    )
