"""A drawing of a figure as it stands in a page: its SVG without what a page has already."""

import html
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from PIL import Image

from heartland.files import read_json

NOT_IN_A_PAGE = re.compile(r"<(metadata|style)\b.*?</\1>|\A\s*<title>.*?</title>", flags=re.S)
SVG = re.compile(r'<svg(?P<head>[^>]*viewBox="(?P<box>[^"]*)"[^>]*)>(?P<inside>.*)', flags=re.S)
IDS = re.compile(r'(\bid="|\bhref="#|url\(#)')
LINE = re.compile(r"<text\b[^>]*font-size:(?P<size>[\d.]+)px[^>]*>(?P<words>[^<]*)</text>")
HEIGHT = re.compile(r'\by="([\d.]+)"|translate\([\d.]+ ([\d.]+)\)')
PHONE_PREFIX = "phone-"  # of ids, so that both drawings can stand in one page
BELOW = 0.45  # of the size of a letter that a line reaches below its foot


@dataclass(frozen=True)
class Drawing:
    """A figure drawn at one size.

    Attributes:
        path: of the JSON beside its SVG and PNG.
        prefix: of the ids in it, so that two drawings can stand in one page.
    """

    path: Path
    prefix: str = ""

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What its JSON says."""
        return dict(read_json(self.path))

    @cached_property
    def _svg(self) -> re.Match[str]:
        path = self.path.with_suffix(".svg")
        found = SVG.search(path.read_text(encoding="utf-8"))
        if not found:
            raise ValueError(f"{path.name} holds no drawing with a viewBox")
        return found

    @property
    def box(self) -> str:
        """Its viewBox."""
        return self._svg["box"]

    @property
    def inside(self) -> str:
        """The SVG without its outermost opening tag, title, metadata and style."""
        inside = NOT_IN_A_PAGE.sub("", self._svg["inside"])
        return IDS.sub(rf"\g<1>{self.prefix}", inside)

    @cached_property
    def headed(self) -> list[re.Match[str]]:
        """The lines of its title and sub-title, which a page has above it."""
        lines = list(LINE.finditer(self.inside))
        whole = f"{self.facts['title']} {self.facts['subtitle']}".split()
        for first in range(len(lines)):
            words: list[str] = []
            for last, line in enumerate(lines[first:], first + 1):
                words += html.unescape(line["words"]).split()
                if words == whole:
                    return lines[first:last]
                if words != whole[: len(words)]:
                    break
        return []

    @property
    def headless(self) -> str:
        """Its inside without title and sub-title."""
        inside = self.inside
        for line in reversed(self.headed):
            inside = inside[: line.start()] + inside[line.end() :]
        return inside

    @property
    def headless_box(self) -> str:
        """The part of its viewBox below title and sub-title."""
        if not self.headed:
            return self.box
        last = self.headed[-1]
        foot = next(filter(None, HEIGHT.search(last[0]).groups()))  # type: ignore[union-attr]
        cut = round(float(foot) + BELOW * float(last["size"]), 2)
        left, top, width, height = (float(number) for number in self.box.split())
        return f"{left:g} {top + cut:g} {width:g} {height - cut:g}"

    def file(self, ending: str) -> bytes:
        """Return one of its files: ``png``, ``svg`` …"""
        return self.path.with_suffix(f".{ending}").read_bytes()

    @cached_property
    def pixels(self) -> tuple[int, int]:
        """Width and height at which the PNG is shown: half of what it has."""
        with Image.open(self.path.with_suffix(".png")) as image:
            return image.width // 2, image.height // 2


def narrow_drawing(root: Path, wide: Drawing, place: Path) -> Drawing | None:
    """Return the narrow drawing of a figure; None if there is none of the same rows.

    Args:
        root: the collection.
        wide: the drawing that it stands for.
        place: of the JSON of the narrow one, relative to the collection.
    """
    path = root / place
    if not path.is_file():
        return None
    narrow = Drawing(path, PHONE_PREFIX)
    shown = ("title", "csv_sha256")
    if any(narrow.facts.get(fact) != wide.facts.get(fact) for fact in shown):
        return None
    return narrow
