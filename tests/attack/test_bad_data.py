"""Bad data never passes, and never ends in a traceback; harmless differences load unchanged."""

from pathlib import Path

import pytest

import heartland as hl
from heartland.errors import HeartlandError
from heartland_evidence import rules

pytestmark = pytest.mark.attack


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def bytes_of(content: bytes):
    return lambda path: path.write_bytes(content)


def with_words(old: str, new: str):
    return lambda path: path.write_text(path.read_text().replace(old, new, 1))


TABLE, SCHEMA, PACKAGE = (
    "growth_forecasts.csv",
    "schemas/growth_forecasts.json",
    "datapackage.json",
)
STRANGE = {  # file, what happens to it, and words of the one line that says so
    "missing": (TABLE, Path.unlink, "cannot be read: no such file"),
    "empty": (TABLE, bytes_of(b""), "does not name columns"),
    "a folder": (TABLE, folder, "cannot be read: is a directory"),
    "a picture": (TABLE, bytes_of(b"\x89PNG\r\n\x1a\n\0\0"), "is not a row of text in UTF-8"),
    "a huge cell": (TABLE, with_words("IMF", "x" * 200_000), "field larger than field limit"),
    "a schema that is no JSON": (SCHEMA, bytes_of(b"{"), "growth_forecasts.json, line 1: not JSON"),
    "a schema in UTF-16": (SCHEMA, bytes_of("{}".encode("utf-16")), "not JSON in UTF-8"),
    "brackets without end": (SCHEMA, bytes_of(b"[" * 100_000), "growth_forecasts.json"),
    "a descriptor that is no JSON": (PACKAGE, bytes_of(b"{,"), "datapackage.json, line 1: not JSON"),
    "a descriptor without resources": (PACKAGE, bytes_of(b"{}"), "'resources' must be a list"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "change", "words"), STRANGE.values(), ids=STRANGE)
def test_a_strange_file_is_told_in_one_line_by_load_and_by_validate(package, file, change, words):
    change(package("growth_forecasts").root / "data" / file)
    with pytest.raises(HeartlandError) as refused:
        hl.load("growth_forecasts")
    line = str(refused.value)
    assert words in line
    assert line.isprintable() and len(line) < 500
    try:
        told = [str(one) for one in rules.validate()]
    except HeartlandError as error:
        told = [str(error)]
    assert any(words in line for line in told)
    assert all(line.isprintable() for line in told)
