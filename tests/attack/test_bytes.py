"""Whatever bytes stand in data/: validate ends, and in named lines or clean."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from heartland.errors import HeartlandError
from heartland_evidence import rules
from tests.attack.score import keep
from tests.attack.spoil import trimmed

pytestmark = pytest.mark.attack
TRIES = 3000
MOST_EDITS = 4
LONGEST = 500  # characters of a line that is told
PIECES = [
    *(
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\r",
        b"\n",
        b"\n\n",
        b'"',
        b'""',
        b",",
        b";",
        b"|",
        b"=",
    ),
    *(b"\\", b"{", b"}", b"[", b"]", b":", b"null", b"true", b"-", b"1e999", b"9" * 5000),
    *(b"NaN", b"Infinity", b"\\ud800", b"\xe2\x80\xae", b"\xf0\x9f\x92\xa5", b"..", b"area=", b"/"),
]
VALUES = [
    *(None, True, 0, -1, 1.5, 10**30, "", " ", "x", "area", "value", "period", "KAZ", "2022", "["),
    *(
        [],
        [[]],
        [None],
        ["x"],
        {},
        {"x": 1},
        {"x": []},
        [{}],
        [1],
        "\ud800",
        "x" * 3000,
        float("inf"),
    ),
]


def edited(content: bytes, dice: random.Random) -> bytes:
    """The bytes of a file after a few slips: lost, doubled, exchanged, inserted, cut off."""
    for _ in range(dice.randint(1, MOST_EDITS)):
        at, to = sorted(dice.choices(range(len(content) + 1), k=2))
        to = min(to, at + dice.choice([1, 2, 8, 200]))
        match dice.choice(["lost", "doubled", "turned", "inserted", "exchanged", "cut"]):
            case "lost":
                content = content[:at] + content[to:]
            case "doubled":
                content = content[:to] + content[at:]
            case "turned":
                turned = bytes(b ^ 1 << dice.randint(0, 7) for b in content[at:to])
                content = content[:at] + turned + content[to:]
            case "inserted":
                content = content[:at] + dice.choice(PIECES) + content[at:]
            case "exchanged":
                content = content[to:] + content[:to]
            case "cut":
                content = content[:at] if dice.random() < 0.2 else content[:at] + content[to:]
    return content


def retyped(content: bytes, dice: random.Random) -> bytes:
    """A JSON file in which a value is another, or gone."""
    found = json.loads(content)
    for _ in range(dice.randint(1, 2)):
        places = list(_places(found))
        holder, key = dice.choice(places)
        if dice.random() < 0.2:
            del holder[key]
        elif dice.random() < 0.3:
            other, name = dice.choice(places)
            holder[key] = json.loads(json.dumps(other[name])) if name in _keys(other) else None
        else:
            holder[key] = dice.choice(VALUES)
        if not list(_places(found)):
            break
    return json.dumps(found).encode()


def _keys(holder: Any) -> list[Any]:
    return list(holder) if isinstance(holder, dict) else list(range(len(holder)))


def _places(found: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(found, dict | list):
        for key in _keys(found):
            yield found, key
            yield from _places(found[key])


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        root = tmp_path_factory.mktemp("tiny")
        trimmed(root, patch, few=3)
        yield root


def test_a_package_of_two_rows_a_table_is_valid(tmp_path, monkeypatch):
    tables = trimmed(tmp_path, monkeypatch, few=2)
    assert all(table.lines for table in tables.values())


def test_no_bytes_end_in_a_traceback(tiny, _outside, monkeypatch, attempts, pytestconfig):
    monkeypatch.setenv("HEARTLAND_ROOT", str(tiny))
    dice = random.Random(pytestconfig.option.seed)
    files = sorted(path for path in (tiny / "data").rglob("*") if path.is_file())
    tries, crashed, named = attempts(TRIES), list[str](), 0
    for number in range(tries):
        path = files[number % len(files)]
        before = path.read_bytes()
        is_json = path.suffix in (".json", ".geojson")
        spoil = retyped if is_json and number // len(files) % 2 else edited
        after = spoil(before, dice)
        try:
            path.write_bytes(after)
            told = lines()
        except Exception as error:
            told = []
            crashed.append(f"{path.name}: {error!r}")
        finally:
            path.write_bytes(before)
        named += bool(told)
        crashed += [f"{path.name}: told {line!r}" for line in told if not is_line(line)]
    print(f"{tries} files of other bytes: {named} named, {len(crashed)} crashed")
    keep(pytestconfig, "bytes", {"tried": tries, "named": named, "crashed": len(crashed)})
    assert not crashed, crashed[:10]


def lines() -> list[str]:
    """What is told of the collection as it stands."""
    try:
        return [str(problem) for problem in rules.validate()]
    except HeartlandError as error:
        return [str(error)]


def is_line(line: str) -> bool:
    return line.isprintable() and len(line) <= LONGEST + len(str(Path.cwd()))
