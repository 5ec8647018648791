"""A file is written whole or not at all, and read by whom its owner lets."""

import os

import pytest

from heartland import files
from heartland.files import write_all, write_atomically


def test_an_interrupted_write_leaves_no_temporary_file(tmp_path, monkeypatch):
    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr(files.Path, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(tmp_path / "x.csv", b"1")
    assert list(tmp_path.iterdir()) == []


def test_of_several_files_none_takes_its_place_before_all_are_written(tmp_path, monkeypatch):
    write_all({tmp_path / "a": b"old", tmp_path / "b": b"old"})
    open_file = files.Path.open

    def full(path, mode):
        if path.name.startswith(".b"):
            raise OSError(28, "No space left on device")
        return open_file(path, mode)

    with monkeypatch.context() as patch:
        patch.setattr(files.Path, "open", full)
        with pytest.raises(OSError, match="No space left on device"):
            write_all({tmp_path / "a": b"new", tmp_path / "b": b"new"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "a": b"old",
        "b": b"old",
    }


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_a_new_file_may_be_read_by_whom_the_user_lets_and_an_old_one_by_whom_it_could(
    tmp_path, umask, mode
):
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_bytes(b"1")
    old.chmod(0o640)
    before = os.umask(umask)
    try:
        write_all({old: b"2", new: b"2"})
    finally:
        os.umask(before)
    assert old.stat().st_mode & 0o777 == 0o640
    assert new.stat().st_mode & 0o777 == mode


def test_a_write_that_is_not_allowed_names_the_file_that_was_asked_for(tmp_path, monkeypatch):
    def refuse(path, *_):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(files.Path, "open", refuse)
    with pytest.raises(PermissionError) as refused:
        write_atomically(tmp_path / "x.csv", b"1")
    assert refused.value.filename == str(tmp_path / "x.csv")
