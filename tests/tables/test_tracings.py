"""The ledger of tracing: keys in one spelling, fingerprints, and tracings written whole."""

from dataclasses import replace
from threading import Thread

import pytest

from heartland import files
from heartland.errors import UsageError
from heartland_evidence.ledger import fingerprints, recording, row_keys, tracings
from heartland_evidence.ledger.recording import Tracing, record
from tests.meanwhile import interrupted

KAZ = "area=KAZ;year=2022;source_id=wdi-population"


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
    (entry,) = entries(ledger)
    assert entry["where"] == KAZ
    assert entry["compared"] == "area;year;persons;source_id"
    assert len(entry["fingerprint"]) == fingerprints.DIGITS


def test_a_row_that_was_read_on_another_page_is_not_said_to_have_that_source(ledger):
    record(Tracing("population", "area=UZB;year=2022", "agrees", "https://example.org/relay"))
    assert entries(ledger)[1]["compared"] == "area;year;persons"


def test_enough_of_a_key_names_its_row(ledger):
    record(Tracing("population", "area=UZB;year=2022", "agrees", "wdi-population"))
    assert entries(ledger)[1]["where"] == "area=UZB;year=2022;source_id=wdi-population"


def test_a_value_that_holds_a_semicolon_is_named_in_a_part_of_a_key():
    key = ["event_id", "side", "source_id"]
    cells = row_keys.cells_named("casualty_reports", key, "event_id=batken;side=KGZ;TJK")
    assert cells == {"event_id": "batken", "side": "KGZ;TJK"}
    where = "side=KGZ;TJK;source_id=a"
    assert tracings.shared_cells(key, where) == {"side": "KGZ;TJK", "source_id": "a"}


@pytest.mark.parametrize("words", ["event_id=batken;side", "event_id=batken;"])
def test_a_part_of_a_key_without_its_value_is_refused(words):
    with pytest.raises(UsageError, match="write column=value;column=value, of event_id, side"):
        row_keys.cells_named("casualty_reports", ["event_id", "side"], words)


def test_what_was_not_reached_vouches_for_nothing(ledger):
    record(Tracing("population", "area=UZB;year=2022", "not reached", "wdi-population"))
    assert entries(ledger)[1]["compared"] == ""


def test_the_ledger_is_in_order_of_table_row_and_day(ledger):
    record(Tracing("population", KAZ, "agrees", "wdi-population", on="2026-11-21"))
    record(Tracing("population", "area=KAZ;year=1999", "agrees", "example.org/a"))
    years = [(entry["where"][9:18], entry["traced_on"][-2:]) for entry in entries(ledger)]
    assert [year for year, _ in years] == ["year=1999", "year=2022", "year=2022"]
    assert [day for _, day in years[1:]] == ["20", "21"]


def test_nothing_is_overwritten_in_silence(ledger):
    again = Tracing("population", KAZ, "doubtful", "wdi-population", on="2026-11-20", note="why")
    before = ledger.file("tracings").read_bytes()
    with pytest.raises(UsageError, match=r"already traced on 2026-11-20.*'agrees'.*--replace"):
        record(again)
    assert ledger.file("tracings").read_bytes() == before
    record(again, replace=True)
    assert [entry["outcome"] for entry in entries(ledger)] == ["doubtful"]


def test_a_write_that_fails_leaves_the_ledger_as_it_was(ledger, monkeypatch):
    before = ledger.file("tracings").read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        record(Tracing("population", "area=UZB;year=2022", "agrees", "wdi-population"))
    assert ledger.file("tracings").read_bytes() == before
    assert not list(ledger.file("tracings").parent.glob(".tracings*"))


def test_a_ledger_keeps_its_line_ends_and_who_may_write_it(ledger):
    path = ledger.file("tracings")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    path.chmod(0o664)
    record(Tracing("population", "area=UZB;year=2022", "agrees", "wdi-population"))
    written = path.read_bytes()
    assert written.count(b"\r\n") == written.count(b"\n") == 3
    assert path.stat().st_mode & 0o777 == 0o664


def test_a_ledger_that_someone_else_changed_meanwhile_is_not_overwritten(ledger, monkeypatch):
    written = recording._written

    def slowly(path, found):
        text = written(path, found)
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        return text

    monkeypatch.setattr(recording, "_written", slowly)
    with pytest.raises(UsageError, match="was changed by someone else in the meantime: call again"):
        record(Tracing("population", "area=UZB;year=2022", "agrees", "wdi-population"))
    assert "UZB" not in ledger.file("tracings").read_text(encoding="utf-8")


def test_of_two_who_record_at_once_none_loses_an_entry(ledger, monkeypatch):
    other = Tracing("population", "area=KGZ;year=2022", "agrees", "wdi-population")
    second = Thread(target=record, args=(other,))
    meanwhile = interrupted(recording.write_atomically, second)
    monkeypatch.setattr(recording, "write_atomically", meanwhile)
    record(Tracing("population", "area=UZB;year=2022", "agrees", "wdi-population"))
    second.join()
    assert [entry["where"][5:8] for entry in entries(ledger)] == ["KAZ", "KGZ", "UZB"]


@pytest.mark.parametrize(
    ("tracing", "words"),
    [
        (Tracing("popullation", KAZ, "agrees", "x.org"), "no dataset 'popullation'"),
        (Tracing("areas", "KAZ", "agrees", "x.org"), "name no source to trace them to"),
        (Tracing("population", "KAZ", "agrees", "x.org"), "write column=value;column=value"),
        (Tracing("population", "aera=KAZ", "agrees", "x.org"), "Did you mean 'area'"),
        (Tracing("population", "area=KAZ", "agrees", "x.org"), "65 rows of population"),
        (
            Tracing("population", "area=KAX;year=2022", "agrees", "x.org"),
            "no row with area=KAX;year=2022. Did you mean 'KAZ'?",
        ),
        (Tracing("population", KAZ, "agrees", "x"), "neither an id of data/sources.csv nor an"),
        (Tracing("population", KAZ, "agrees", "p.12"), "neither an id of data/sources.csv nor an"),
        (Tracing("population", KAZ, "agrees", "x.org", on="1 May"), "write one like 2026-11-25"),
        (Tracing("population", KAZ, "agrees", "x.org", on="2126-01-01"), "is in the future"),
        (
            Tracing("population", KAZ, "agrees", "x.org", compared=("person",)),
            "no column 'person'. Did you mean 'persons'",
        ),
    ],
)
def test_what_cannot_be_recorded_is_told_in_one_line(ledger, tracing, words):
    with pytest.raises(UsageError) as told:
        record(tracing)
    assert words in str(told.value)
    assert "\n" not in str(told.value)


def test_coverage_counts_the_latest_tracing_of_each_row(ledger):
    record(Tracing("population", KAZ, "corrected", "x.org", on="2026-11-22"))
    record(Tracing("population", "area=UZB;year=2022", "doubtful", "x.org", on="2026-11-21"))
    (of_population,) = tracings.coverage(ledger.root)
    assert of_population.dataset == "population"
    assert of_population.traced == 2
    assert of_population.outcomes == {"corrected": 1, "doubtful": 1}
    assert of_population.newest == "2026-11-22"
    assert of_population.figures_only == 0
    record(
        Tracing(
            "population", "area=KGZ;year=2022", "agrees", "wdi-population", compared=("persons",)
        )
    )
    assert tracings.coverage(ledger.root)[0].figures_only == 1


TOGETHER = Tracing("population", "source_id=wdi-population;area=UZB", "agrees", "wdi-population")
TOGETHER = replace(TOGETHER, compared=("persons",), on="2026-11-22", together=True)


def test_rows_of_one_source_are_recorded_in_one_entry(ledger):
    record(TOGETHER)
    entry = entries(ledger)[1]
    assert entry["where"] == "area=UZB;source_id=wdi-population"
    assert len(entry["fingerprint"]) == fingerprints.DIGITS


def test_coverage_counts_each_row_of_an_entry_of_many_and_a_rows_own_entry_before_it(ledger):
    record(TOGETHER)
    of_uzbekistan = sum(line[0] == "UZB" for line in ledger.lines("population"))
    (found,) = tracings.coverage(ledger.root)
    assert (found.traced, found.figures_only) == (1 + of_uzbekistan, of_uzbekistan)
    assert found.newest == "2026-11-22"
    record(Tracing("population", "area=UZB;year=2022", "doubtful", "x.org", on="2026-11-20"))
    (found,) = tracings.coverage(ledger.root)
    assert found.traced == 1 + of_uzbekistan
    assert found.outcomes == {"agrees": of_uzbekistan, "doubtful": 1}


def test_of_two_entries_of_many_the_later_one_stands(ledger):
    record(TOGETHER)
    record(replace(TOGETHER, row="source_id=wdi-population", outcome="corrected", on="2026-11-23"))
    (found,) = tracings.coverage(ledger.root)
    assert found.outcomes == {"agrees": 1, "corrected": found.rows - 1}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"row": "area=UZB"}, "recorded together by their source_id and some more of area, year"),
        ({"row": KAZ}, "not by all of it"),
        ({"row": "area=UZX;source_id=wdi-population"}, "no row with area=UZX"),
        ({"row": "area=UZX;source_id=wdi-population"}, "Did you mean 'UZB'"),
        ({"outcome": "not reached"}, "'not reached' does not hold of each of many rows"),
        ({"outcome": "doubtful"}, "record those rows alone"),
        ({"compared": ("person",)}, "no column 'person'. Did you mean 'persons'"),
    ],
)
def test_what_cannot_be_recorded_together_is_told_in_one_line(ledger, change, words):
    with pytest.raises(UsageError) as told:
        record(replace(TOGETHER, **change))
    assert words in str(told.value)
    assert "\n" not in str(told.value)


def test_a_fingerprint_of_many_rows_depends_on_what_stands_in_which_row():
    types = {"low": "number"}

    def of(low, note):
        return fingerprints.fingerprint_together({"low": low, "note": note}, types)

    whole = of(["1.5", "2"], ["x", "y"])
    assert of(["2", "1.50"], ["y", "x"]) == whole
    others = [
        of(["1.5", "2"], ["y", "x"]),
        of(["1.5"], ["x"]),
        of(["1.5", "2", "2"], ["x", "y", "y"]),
        of(["15", "2"], ["x", "y"]),
        of(["x", "y"], ["1.5", "2"]),
    ]
    assert len({whole, *others}) == 6


def test_a_fingerprint_depends_on_what_stands_in_which_column():
    types = {"low": "number", "high": "number", "note": "string"}
    row = {"low": "1.50", "high": "2", "note": "x"}

    def of(**cells):
        return fingerprints.fingerprint(row | cells, ["low", "high", "note"], types)

    assert of(low="1.5") == of()
    assert len({of(), of(low="15"), of(low="2", high="1.5"), of(note="1.50"), of(low="")}) == 5
    assert of(note="\u00e9") == of(note="e\u0301")
