"""What a figure is signed with: the collection, its notebook, and the parameters in words."""

from typing import Any

from heartland import context, sentences
from heartland.tables import csv_files, location
from heartland.tables.areas import area_names
from heartland.tables.periods import is_day

MOST_VALUES = 6  # of a list that are written out; of more the first five are named


def signature() -> str:
    """Sign a figure in one line: collection, notebook, and what differs from its defaults."""
    said = [in_words(name, value) for name, value in context.changed().items()]
    return " · ".join(filter(None, ["Heartland", context.entered(), *said]))


def in_words(name: str, value: Any) -> str:
    """Write a parameter for a reader, who sees no code: areas and events go by their names.

    >>> in_words("partners", ["TUR", "RUS"]), in_words("target_year", 2023)
    ('partners: Turkey, Russia', 'target year: 2023')
    >>> in_words("area", "KGZ"), in_words("as_of", "2022-04")
    ('Kyrgyzstan', 'as known in April 2022')
    """
    if name == "area":
        return area_names()[value]
    if name == "as_of":
        return f"as known {'on' if is_day(value) else 'in'} {sentences.month(value)}"
    values = [_named(one) for one in (value if isinstance(value, list) else [value])]
    if len(values) > MOST_VALUES:
        values[MOST_VALUES - 1 :] = [f"{len(values) - MOST_VALUES + 1} others"]
    between = "; " if any("," in one for one in values) else ", "
    return f"{name.replace('_', ' ')}: {between.join(values)}"


def _named(value: Any) -> str:
    """Return what a value is called: the name of an area or event, else the value itself."""
    events = csv_files.rows(location.root(), "conflict_events")
    names = area_names() | {event["event_id"]: event["name"] for event in events}
    return names.get(value, str(value))
