"""What a run depends on is hashed; a hash is kept only while the file surely is what it was."""

import os
import time

import pytest

from heartland import files
from heartland.runs.stale import digest, library, takes_figures, themes
from tests.runs.collection import write_notebook

A_DAY = 86_400_000_000_000  # nanoseconds


@pytest.fixture
def table(tmp_path, monkeypatch):
    """A file whose state does not show that it is written: the clock has not moved on."""
    path = tmp_path / "trade.csv"
    path.write_text("KAZ,1\n")
    states = {}

    def state(of):
        facts = of.stat()
        return (*states.get("written", (time.time_ns(),) * 2), facts.st_size, facts.st_ino)

    monkeypatch.setattr(files, "file_state", state)
    return path, states


def test_a_file_that_was_just_written_is_hashed_again(table):
    path, states = table
    states["written"] = (time.time_ns(),) * 2
    before = digest(path)
    path.write_text("KAZ,2\n")
    assert digest(path) != before


def test_the_library_is_all_that_its_code_reads_but_not_the_collection_it_brings(tmp_path):
    for name in ("__init__.py", "__init__.pyi", "providers/series.json", "figures/x.mplstyle"):
        _write(tmp_path / name)
    for name in ("figures/note.md", "collection/data/datapackage.json"):
        _write(tmp_path / name)
    names = ["__init__.py", "__init__.pyi", "figures/x.mplstyle", "providers/series.json"]
    assert list(library(tmp_path)) == names


def _write(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")


def test_a_file_that_was_written_long_ago_is_hashed_once(table):
    path, states = table
    states["written"] = (time.time_ns() - A_DAY,) * 2
    before = digest(path)
    path.write_text("KAZ,2\n")  # in the test only: its state would tell
    assert digest(path) == before


def test_an_old_file_that_is_written_is_hashed_again_even_if_it_pretends_to_be_old(tmp_path):
    path = tmp_path / "trade.csv"
    path.write_text("KAZ,1\n")
    before = digest(path)
    facts = path.stat()
    time.sleep(0.02)
    path.write_text("KAZ,2\n")
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert digest(path) != before


def test_a_file_that_is_gone_is_missed_although_it_was_hashed(tmp_path):
    path = tmp_path / "trade.csv"
    path.write_text("KAZ,1\n")
    digest(path)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        digest(path)


@pytest.mark.parametrize(
    "code",
    [
        "from heartland_themes import trade",
        "from heartland_themes import (\n    trade,\n)",
        "import os; import heartland_themes.trade as t",
        "def f():\n    from heartland_themes.trade import draw",
        '"""Why heartland_themes has it."""\nif True: from heartland_themes import trade',
    ],
)
def test_a_theme_is_found_however_its_import_is_written(tmp_path, code):
    folder = tmp_path / "lib/heartland_themes"
    folder.mkdir(parents=True)
    (folder / "trade.py").touch()
    (folder / "remittances.py").touch()
    assert themes(write_notebook(tmp_path, "01-x", code)) == [folder / "trade.py"]


def test_a_notebook_that_shows_figures_of_others_is_known_by_its_code(tmp_path):
    assert takes_figures(write_notebook(tmp_path, "00-x", 'hl.figure_of("01-trade", "gold")'))
    assert not takes_figures(write_notebook(tmp_path, "01-x", 'hl.show("gold", draw, rows)'))
