"""The ledger of tracing: keys in one spelling, fingerprints, and tracings written whole."""

from dataclasses import replace
from threading import Thread

import pytest

from heartland.errors import UsageError
from heartland_evidence.ledger import fingerprints, recording, tracings
from heartland_evidence.ledger.recording import Tracing, record
from tests.meanwhile import interrupted

pytestmark = pytest.mark.slow

KAZ = "area=KAZ;year=2022;source_id=wdi-population"
UZB = Tracing("population", "area=UZB;year=2022", "agrees", "wdi-population")


@pytest.fixture
def ledger(package):
    """A collection whose ledger is empty but for one tracing of Kazakhstan in 2022."""
    made = package("population", "tracings")
    made.write("tracings", made.lines("tracings")[:1])
    record(Tracing("population", KAZ, "agrees", "wdi-population", on="2026-11-20"))
    return made


def entries(made):
    head, *lines = made.lines("tracings")
    return [dict(zip(head, line, strict=True)) for line in lines]


def test_a_tracing_is_written_with_the_whole_key_and_all_that_a_source_says(ledger):
    record(UZB)
    record(replace(UZB, row="area=KGZ;year=2022", to="https://example.org/relay"))
    record(replace(UZB, row="area=TJK;year=2022", outcome="not reached"))
    kaz, kgz, tjk, uzb = entries(ledger)
    assert uzb["where"] == "area=UZB;year=2022;source_id=wdi-population"
    assert len(uzb["fingerprint"]) == fingerprints.DIGITS
    assert kaz["compared"] == uzb["compared"] == "area;year;persons;source_id"
    assert kgz["compared"] == "area;year;persons"  # it was not read in that source
    assert tjk["compared"] == ""


def test_the_ledger_is_in_order_of_table_row_and_day_and_keeps_its_line_ends(ledger):
    path = ledger.file("tracings")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    path.chmod(0o664)
    record(Tracing("population", KAZ, "agrees", "wdi-population", on="2026-11-21"))
    record(Tracing("population", "area=KAZ;year=1999", "agrees", "example.org/a"))
    rows = [(entry["where"][9:18], entry["traced_on"][-2:]) for entry in entries(ledger)]
    assert [year for year, _ in rows] == ["year=1999", "year=2022", "year=2022"]
    assert [day for _, day in rows[1:]] == ["20", "21"]
    assert path.read_bytes().count(b"\r\n") == path.read_bytes().count(b"\n") == 4
    assert path.stat().st_mode & 0o777 == 0o664


def test_a_ledger_that_someone_else_changed_meanwhile_is_not_overwritten(ledger, monkeypatch):
    written = recording._written

    def slowly(path, found):
        text = written(path, found)
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        return text

    monkeypatch.setattr(recording, "_written", slowly)
    with pytest.raises(UsageError, match="was changed by someone else in the meantime: call again"):
        record(UZB)
    assert "UZB" not in ledger.file("tracings").read_text(encoding="utf-8")


def test_of_two_who_record_at_once_none_loses_an_entry(ledger, monkeypatch):
    second = Thread(target=record, args=(replace(UZB, row="area=KGZ;year=2022"),))
    meanwhile = interrupted(recording.write_atomically, second)
    monkeypatch.setattr(recording, "write_atomically", meanwhile)
    record(UZB)
    second.join()
    assert [entry["where"][5:8] for entry in entries(ledger)] == ["KAZ", "KGZ", "UZB"]


TOGETHER = Tracing("population", "source_id=wdi-population;area=UZB", "agrees", "wdi-population")
TOGETHER = replace(TOGETHER, compared=("persons",), on="2026-11-22", together=True)


@pytest.mark.parametrize(
    ("tracing", "words"),
    [
        (replace(UZB, row="area=KAZ"), "65 rows of population"),
        (replace(UZB, row="area=KAX;year=2022"), "area=KAX;year=2022. Did you mean 'KAZ'?"),
        (replace(UZB, row="aera=KAZ;year=2022"), "no column 'aera'. Did you mean 'area'?"),
        (replace(UZB, to="x"), "neither an id of data/sources.csv nor an"),
        (replace(UZB, on="2126-01-01"), "is in the future"),
        (replace(UZB, compared=("person",)), "no column 'person'. Did you mean 'persons'"),
        (replace(TOGETHER, row="area=UZB"), "by their source_id and some more of area, year"),
        (replace(TOGETHER, row=KAZ), "not by all of it"),
        (
            replace(TOGETHER, row="area=KAZ,UZB;source_id=wdi-population"),
            "are recorded together by",
        ),
        (replace(TOGETHER, outcome="not reached"), "does not hold of each of many rows"),
    ],
)
def test_what_cannot_be_recorded_is_told_in_one_line(ledger, tracing, words):
    with pytest.raises(UsageError) as told:
        record(tracing)
    assert words in str(told.value)
    assert "\n" not in str(told.value)


def test_an_entry_of_many_stands_for_each_row_that_has_none_of_its_own(ledger):
    record(TOGETHER)
    assert entries(ledger)[1]["where"] == "area=UZB;source_id=wdi-population"
    of_uzbekistan = sum(line[0] == "UZB" for line in ledger.lines("population"))
    (found,) = tracings.coverage(ledger.root)
    assert (found.traced, found.figures_only) == (1 + of_uzbekistan, of_uzbekistan)
    record(replace(UZB, outcome="doubtful", to="x.org", on="2026-11-20"))
    record(Tracing("population", KAZ, "corrected", "x.org", on="2026-11-21"))
    (found,) = tracings.coverage(ledger.root)
    assert found.outcomes == {"agrees": of_uzbekistan - 1, "corrected": 1, "doubtful": 1}
    record(replace(TOGETHER, row="source_id=wdi-population", outcome="corrected", on="2026-11-23"))
    (found,) = tracings.coverage(ledger.root)
    assert found.outcomes == {"corrected": found.rows - 1, "doubtful": 1}
    assert found.newest == "2026-11-23"


def test_a_fingerprint_depends_on_what_stands_in_which_column():
    types = {"low": "number", "high": "number", "note": "string"}
    row = {"low": "1.50", "high": "2", "note": "x"}

    def of(**cells):
        return fingerprints.fingerprint(row | cells, ["low", "high", "note"], types)

    assert of(low="1.5") == of()
    assert len({of(), of(low="15"), of(low="2", high="1.5"), of(note="1.50"), of(low="")}) == 5
    assert of(note="\u00e9") == of(note="e\u0301")


def test_a_fingerprint_changes_with_every_column_that_it_is_of():
    row = {"area": "KAZ", "persons": "20", "status": "A"}
    one = fingerprints.fingerprint(row, row, {})
    together = {column: [cell, cell] for column, cell in row.items()}
    many = fingerprints.fingerprint_together(together, {})
    for column in row:
        assert fingerprints.fingerprint(row | {column: "x"}, row, {}) != one
        changed = together | {column: [row[column], "x"]}
        assert fingerprints.fingerprint_together(changed, {}) != many
