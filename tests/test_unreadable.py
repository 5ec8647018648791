"""Notebooks, downloads and dates that are none are told in one line, or left as they are."""

import os

import pytest

from heartland import sentences
from heartland.errors import DataError
from heartland.notebooks import cells
from heartland_evidence.providers.downloaded import content_of

LONG = "9" * 5000


@pytest.mark.parametrize("made", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_a_download_that_never_ends_is_not_waited_for(tmp_path, made):
    made(tmp_path / "api.csv")
    with pytest.raises(DataError, match=r"^api\.csv: is not a regular file"):
        content_of(tmp_path / "api.csv")


def test_no_json_file_and_no_notebook_is_left_with_a_number_that_python_does_not_read(tmp_path):
    path = tmp_path / "01-a.ipynb"
    path.write_text(f'{{"cells": [{LONG}]}}')
    with pytest.raises(DataError, match=r"^01-a\.ipynb: has a number with more digits"):
        cells(path)


@pytest.mark.parametrize(
    "cell",
    [
        '{"cell_type": "code", "metadata": {}, "source": [{}]}',
        '{"cell_type": "code", "metadata": {"tags": "x"}, "source": ""}',
    ],
)
def test_what_is_no_notebook_is_told_to_whoever_asks_for_its_cells(tmp_path, cell):
    path = tmp_path / "01-a.ipynb"
    path.write_text(f'{{"cells": [{cell}]}}')
    with pytest.raises(DataError, match=r"^01-a\.ipynb: not a notebook"):
        cells(path)


@pytest.mark.parametrize(
    "text",
    [
        "https://x",
        "2022-13",
        "2023-02-29",
        "",
    ],
)
def test_what_is_no_date_is_left_as_it_is(text):
    assert sentences.month(text) == text
