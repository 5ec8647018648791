"""What a figure is signed with: the collection, its notebook, and the parameters in words."""

from collections.abc import Mapping
from typing import Any

from heartland import context, sentences
from heartland.tables import collection, csv_files
from heartland.tables.areas import AREA_PARAMETERS, area_names
from heartland.tables.periods import is_day

MOST_VALUES = 6  # of a list that are written out; of more the first five are named


def signature() -> str:
    """Sign a figure in one line: collection, notebook, and what differs from its defaults.

    Parameters on which the figure does not depend are left out.
    """
    said = [in_words(name, value) for name, value in context.changed().items()]
    return " · ".join(filter(None, ["Heartland", context.entered(), *said]))


def in_words(name: str, value: Any) -> str:
    """Write a parameter for a reader, who sees no code: areas and events go by their names.

    >>> in_words("partners", ["TUR", "RUS"]), in_words("target_year", 2023)
    ('partners: Turkey, Russia', 'target year: 2023')
    >>> in_words("area", "KGZ"), in_words("as_of", "2022-04")
    ('Kyrgyzstan', 'as known in April 2022')
    """
    names = names_of_values(name)
    if name == "area":
        return names[value]
    if name == "as_of":
        return f"as known {'on' if is_day(value) else 'in'} {sentences.month(value)}"
    chosen = value if isinstance(value, list) else [value]
    values = [names.get(one, str(one)) for one in chosen]
    if len(values) > MOST_VALUES:
        values[MOST_VALUES - 1 :] = [f"{len(values) - MOST_VALUES + 1} others"]
    between = "; " if any("," in one for one in values) else ", "
    return f"{name.replace('_', ' ')}: {between.join(values)}"


def names_of_values(parameter: str) -> Mapping[str, str]:
    """Return what the values of a parameter are called, where they are codes.

    The code of a grouping may be the name of a publisher too: EBRD is a bank, and its regions.

    >>> names_of_values("members")["EST"], names_of_values("publishers")
    ('Estonia', {})
    """
    if parameter in AREA_PARAMETERS:
        return area_names()
    if parameter == "events":
        events = csv_files.rows(collection.root(), "conflict_events")
        return {event["event_id"]: event["name"] for event in events}
    return {}
