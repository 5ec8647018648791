"""What is read from a file is kept for all who ask, as it is."""

import copy
import json
from dataclasses import dataclass
from typing import NamedTuple

import pytest

from heartland.tables import caches, csv_files, descriptor, location, schemas


def test_a_row_that_is_kept_cannot_be_changed():
    row = csv_files.rows(location.root(), "areas")[0]
    with pytest.raises(TypeError, match=r"kept for all who ask: change a copy"):
        row["name"] = "POISON"
    assert csv_files.rows(location.root(), "areas")[0]["name"] != "POISON"


@pytest.mark.parametrize(
    "change",
    [
        lambda entries: entries.append({}),
        lambda entries: entries.sort(key=str),
        lambda entries: entries[0].update(name="other"),
        lambda entries: entries[0].pop("name"),
    ],
)
def test_nothing_within_the_descriptor_can_be_changed(change):
    with pytest.raises(TypeError, match=r"change a copy"):
        change(descriptor.read(location.root())["resources"])


@dataclass(frozen=True)
class Record:
    """A record whose list could be changed."""

    names: list[str]


class Pair(NamedTuple):
    """Likewise, a named tuple."""

    names: list[str]


@pytest.mark.parametrize("kind", [Record, Pair])
def test_nothing_within_a_record_that_is_kept_can_be_changed(kind):
    (kept,) = caches.fixed([kind(["a"])])
    with pytest.raises(TypeError, match=r"change a copy"):
        kept.names.append("b")
    assert kept == kind(["a"]) and type(kept) is kind


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, dict])
def test_a_copy_of_what_is_kept_can_be_changed(copied):
    schema = copied(schemas.read(location.root(), "areas"))
    schema["title"] = "Other"
    assert schemas.read(location.root(), "areas")["title"] != "Other"


def test_what_is_kept_is_a_list_and_a_dict_in_all_else():
    schema = schemas.read(location.root(), "areas")
    assert isinstance(schema["fields"], list)
    assert json.loads(json.dumps(schema)) == schema
