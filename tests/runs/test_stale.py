"""What a run depends on is hashed; a hash is kept only while the file surely is what it was."""

import os
import time

import pytest

from heartland.runs.stale import digest, themes
from tests.runs.collection import write_notebook


def test_an_old_file_that_is_written_is_hashed_again_even_if_it_pretends_to_be_old(tmp_path):
    path = tmp_path / "trade.csv"
    path.write_text("KAZ,1\n")
    before = digest(path)
    facts = path.stat()
    time.sleep(0.02)
    path.write_text("KAZ,2\n")
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert digest(path) != before


@pytest.mark.parametrize(
    "code",
    [
        "from heartland_themes import (\n    trade,\n)",
        "import os; import heartland_themes.trade as t",
        '"""Why heartland_themes has it."""\nif True: from heartland_themes import trade',
    ],
)
def test_a_theme_is_found_however_its_import_is_written(tmp_path, code):
    folder = tmp_path / "lib/heartland_themes"
    folder.mkdir(parents=True)
    (folder / "trade.py").touch()
    (folder / "remittances.py").touch()
    assert themes(write_notebook(tmp_path, "01-x", code)) == [folder / "trade.py"]
