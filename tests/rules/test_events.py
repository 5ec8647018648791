"""What breaks a rule of events and their counts is named, in small tables with rows that are right."""

import pandas as pd
import pytest

from tests.rules.small import found, rows

REPORT = {
    "event_id": "KAZ-1",
    "side": "KAZ",
    "place": "",
    "measure": "killed",
    "group": "total",
    "label": "",
    "value": 16,
    "low": None,
    "high": None,
    "reporter": "Prosecutor",
    "reporter_kind": "official",
    "counted_on": "2020-02-03",
    "published_on": "2020-02-04",
    "covers_to": "",
    "credibility": 2,
    "independent": "",
    "relation": "=",
    "status": "A",
    "source_id": "page",
    "also_in": "",
    "witness": "other",
    "note": "",
}
INCIDENT = {
    "incident_id": "riot-2020-killed-officers-prosecutor",
    "event": "riot-2020",
    "event_id": "",
    "start": "2020-05-01",
    "area": "KAZ",
    "measure": "killed officers",
    "value": 2,
    "low": None,
    "reporter": "Prosecutor",
    "reporter_kind": "official",
    "independent": "",
    "source_id": "page",
    "also_in": "",
    "witness": "other",
    "note": "",
}
EVENTS = rows(
    "event_id area areas_involved start kind actors",
    ("KAZ-1", "KAZ", "KAZ", "2020-02-01", "unrest", "protesters; police"),
)
SOURCES = rows(
    "source_id kind published publisher",
    ("page", "media", "2020-02-04", "Agency"),
    ("relay", "media", "2020-02-02", "Radio"),
    ("column", "article", "", "Author"),
    ("own", "office", "2020-02-04", "Prosecutor"),
)


def reports(*changes):
    return pd.DataFrame([REPORT | change for change in changes])


def incidents(*changes):
    return pd.DataFrame([INCIDENT | change for change in changes])


def of_reports(words, *changes):
    """The rows of changed reports, and the columns, of which a rule says something."""
    tables = {"conflict_events": EVENTS, "sources": SOURCES}
    return found(words, casualty_reports=reports(*changes), **tables)


def of_incidents(words, *changes):
    return found(words, security_incidents=incidents(*changes), conflict_events=EVENTS)


MINISTRY, OFFICE = {"reporter": "Ministry"}, {"reporter": "Office"}
UNNAMED = {"reporter": "not named", "reporter_kind": "not named"}
AN_OFFICE = {"reporter": "Authorities of Kazakhstan (office not named)"}
LATER = {"value": 19, "counted_on": "2020-02-09"}
TOLLS = [{"value": value, "reporter": f"office {value}"} for value in (225, 227, 238)]
TOLL = {"value": 230, "status": "P"}
CIVILIANS = {"group": "civilians", "label": "civilians"}
MOVED = {"measure": "displaced", "value": 136000}
EVACUATED = {"measure": "evacuated", "value": 136000}
OWN = {"counted_on": "", "source_id": "own"}

# Words of the sentence, the reports, and the rows and columns that are named.
OF_REPORTS = {
    "a medium without people of its own is no counter": (
        "is a news medium",
        [
            {"reporter": "Agency", "reporter_kind": "media"},
            {"reporter": "Radio", "reporter_kind": "media", "note": "a list made by the radio"},
            UNNAMED,
        ],
        [(0, "reporter")],
    ),
    "unnamed people are a witness": (
        "people whom the page leaves unnamed are a witness",
        [
            {"reporter": "Exile sources", "reporter_kind": "opposition"},
            {"reporter": "Source in the ministry, to a radio"},
            {"reporter": "Eyewitness, to a radio", "reporter_kind": "witness"},
            {"reporter": "Department of Resources"},
        ],
        [(0, "reporter_kind"), (1, "reporter_kind")],
    ),
    "one figure of two reporters wants a word on independence": (
        "another reporter gives the same figure",
        [{}, MINISTRY, OFFICE | {"value": 17}],
        [(0, "independent"), (1, "independent")],
    ),
    "a toll ten times the others stands apart": (
        "from what the others count of the same",
        [*TOLLS, {"value": 2250, "reporter": "slip"}],
        [(3, "value")],
    ),
    "independence needs its reason": (
        "needs its reason here",
        [{"independent": "unknown", "note": "no page connects the two"}, {"independent": "yes"}],
        [(1, "note")],
    ),
    "what nobody counted apart is not confirmed": (
        "is 1, confirmed by others",
        [{"credibility": 1}, {"credibility": 1, "independent": "yes"}, {}],
        [(0, "credibility")],
    ),
    "a count that its reporter changed is provisional": (
        "the same reporter later changed",
        [LATER, {}, {"value": 12, "status": "P"}],
        [(1, "status")],
    ),
    "a count without a day is placed by its page": (
        "the same reporter later changed",
        [LATER | {"counted_on": "", "published_on": "2020-02-09"}, {}],
        [(1, "status")],
    ),
    "authorities without an office replace their count of a known day": (
        "the same reporter later changed",
        [
            AN_OFFICE | LATER,
            AN_OFFICE,
            AN_OFFICE | {"value": 25, "counted_on": "", "published_on": ""},
        ],
        [(1, "status")],
    ),
    "the last count of a reporter is not the provisional one": (
        "turn the two round",
        [
            {"value": 18},
            {"value": 16, "status": "P", "counted_on": "", "published_on": "2020-02-05"},
            {"value": 15, "status": "P", "counted_on": "2020-02-02"},
            {"value": 14, "status": "P", "counted_on": "2020-02"},
            {"value": 14, "status": "P", "counted_on": "2020-02-05"} | MINISTRY,
        ],
        [(1, "status")],
    ),
    "the later number of another office makes no count provisional": (
        "no row has a later count of this reporter",
        [
            {"status": "P"},
            LATER | MINISTRY,
            {"status": "P", "measure": "injured"},
            LATER | {"measure": "injured", "value": 17},
        ],
        [(0, "status")],
    ),
    "a provisional count that its reporter only repeated": (
        "no row has a later count of this reporter",
        [{"status": "P"}, {"source_id": "relay"}, {"value": 12, "counted_on": "2020-02-01"}],
        [(0, "status")],
    ),
    "nothing is counted before the event": (
        "is earlier than the event's start",
        [{"counted_on": "2020-01-31"}, {"published_on": "2020-01"}, {}],
        [(0, "counted_on"), (1, "published_on")],
    ),
    "what a count covers begins with the event": (
        "is earlier than the event's start",
        [{"covers_to": "2020-01-31"}, {"covers_to": "2020-02-02"}],
        [(0, "covers_to")],
    ),
    "what a count covers ends before it is told": (
        "is later than counted_on",
        [{"covers_to": "2020-02-05"}, {"covers_to": "2020-02-03"}, {"covers_to": "2020-02"}],
        [(0, "covers_to")],
    ),
    "a count covers nothing after its page": (
        "is later than published_on",
        [{"covers_to": "2020-02-05"}, {"covers_to": "2020-02-04"}],
        [(0, "covers_to")],
    ),
    "a row on an article alone says so, and no other does": (
        "is not what the sources say",
        [
            {"source_id": "column"},
            {"source_id": "column", "also_in": "relay"},
            {"source_id": "column", "witness": "article only"},
            {"witness": "article only"},
        ],
        [(0, "witness"), (3, "witness")],
    ),
    "about so many is an estimate": (
        "but the figure is approximate",
        [{"relation": "~"}, {"relation": "~", "status": "E"}, {}],
        [(0, "status")],
    ),
    "a document older than a count is no echo of it": (
        "names a document that is older than counted_on",
        [
            {"also_in": "relay"},
            {"also_in": "page;relay"},
            {"also_in": "page;column"},
            {"also_in": "relay", "counted_on": "2020-02"},
            {"also_in": "relay", "counted_on": ""},
            {},
        ],
        [(0, "also_in"), (1, "also_in")],
    ),
    "a side is a state of its event": (
        "has a state that its event has not",
        [{}, {"side": "KGZ"}, {"side": "KAZ;KGZ"}, {"side": ""}, {"event_id": "KAZ-2"}],
        [(1, "side"), (2, "side")],
    ),
    "an encyclopaedia carries no figure by itself": (
        "a tertiary source never supports a figure by itself",
        [{"reporter_kind": "tertiary", "measure": "injured"}, {"reporter_kind": "tertiary"}, {}],
        [(0, "reporter_kind")],
    ),
    "one count does not stand with its place and without": (
        "stands for the whole event too",
        [{}, {"place": "Almaty", "source_id": "relay"}],
        [(1, "place")],
    ),
    "people who moved are displaced or evacuated": (
        "is one of two words for one figure",
        [MOVED, EVACUATED | MINISTRY],
        [(0, "measure"), (1, "measure")],
    ),
    "a sum of the counts of others is no witness": (
        "was added up from the counts of others",
        [
            {"reporter": "Two ministries (sum by AFP)", "independent": word}
            for word in ("", "unknown", "no")
        ],
        [(0, "independent"), (1, "independent")],
    ),
    "a part of a toll that was changed is provisional too": (
        "the toll told with it is P",
        [TOLL, CIVILIANS, {"place": "Almaty"}],
        [(1, "status"), (2, "status")],
    ),
    "the day of a page is no limit of what was counted": (
        "is the day of the page",
        [
            {"counted_on": "", "covers_to": "2020-02-04"},
            {"counted_on": "", "covers_to": "2020-02-02"},
            {"counted_on": "2020-02-04", "covers_to": "2020-02-04"},
            {"counted_on": "", "published_on": ""},
        ],
        [(0, "covers_to")],
    ),
    "the document of the reporter dates the count": (
        "the document is the reporter's own",
        [
            OWN,
            OWN | {"source_id": "page"},
            OWN | {"independent": "no"},
            OWN | {"published_on": ""},
            {"source_id": "own"},
        ],
        [(0, "counted_on")],
    ),
}


@pytest.mark.parametrize(("words", "changes", "wrong"), OF_REPORTS.values(), ids=OF_REPORTS)
def test_of_counts_of_people(words, changes, wrong):
    assert of_reports(words, *changes) == wrong


TOLL_OF_AN_EVENT = {"event_id": "KAZ-1"}
ON_THE_DAY = {"start": "2020-02-01"}
OF_INCIDENTS = {
    "a medium as counter of an incident": (
        "is a news medium",
        [{"reporter": "Agency", "reporter_kind": "media"}],
        [(0, "reporter")],
    ),
    "one figure of an incident under two reporters": (
        "another reporter gives the same figure",
        [{}, MINISTRY],
        [(0, "independent"), (1, "independent")],
    ),
    "a toll of a known event among the incidents": (
        "belongs to an event in conflict_events",
        [
            TOLL_OF_AN_EVENT,
            TOLL_OF_AN_EVENT | {"measure": "arrested"},
            TOLL_OF_AN_EVENT | {"measure": "sentenced"},
            {},
        ],
        [(0, "measure"), (1, "measure")],
    ),
    "an id that names somebody for nobody": (
        "does not name the reporter",
        [
            {"reporter": "not named"},
            {"reporter": "not named", "incident_id": "riot-2020-killed-officers-not-named"},
            {"incident_id": "riot-2020-killed-officers-not-named"},
            {},
        ],
        [(0, "incident_id"), (2, "incident_id")],
    ),
    "a toll that hides from its event": (
        "has an event in this area on this day",
        [ON_THE_DAY, ON_THE_DAY | {"area": "UZB"}, ON_THE_DAY | {"measure": "sentenced"}],
        [(0, "event_id")],
    ),
}


@pytest.mark.parametrize(("words", "changes", "wrong"), OF_INCIDENTS.values(), ids=OF_INCIDENTS)
def test_of_incidents(words, changes, wrong):
    assert of_incidents(words, *changes) == wrong
