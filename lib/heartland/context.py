"""Which notebook is running, with which parameters, and which datasets it has loaded.

The check of its parameters (``runs.parameters.check``) enters a notebook here; figures sign
themselves with it, and controls enter their own values for one drawing. Nothing here reads a file.
"""

import hashlib
import json
import os
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Any

from heartland.environment import HEARTLAND_TRACE

SLUG = 60  # characters of the name of a folder, its hash apart


@dataclass(frozen=True)
class Context:
    """A notebook that runs: its name, the question it asks, its parameters and their defaults.

    And the answer it gives: the first sentences that it says with its defaults.
    """

    notebook: str = ""
    question: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    answer: str = ""


_entered = Context()
_drawn: Mapping[str, Any] | None = None  # the parameters of the figure that is drawn
_figures: dict[str, Any] = {}  # those that the running notebook has made, by name
_loaded: set[str] = set()


def enter(context: Context) -> None:
    """Enter a notebook: from here on its figures are signed with its name and parameters.

    What another notebook loaded in this process before is forgotten.
    """
    global _entered
    if _entered.notebook and _entered.notebook != context.notebook:
        _loaded.clear()
        _figures.clear()
    _entered = context


def note_loaded(dataset: str) -> None:
    """Note that the running notebook has loaded a dataset: its run and figures depend on it."""
    _loaded.add(dataset)
    trace(dataset)


def trace(read: str) -> None:
    """Tell a run what it reads, and so depends on: a dataset, or a file of the collection."""
    place = os.environ.get(HEARTLAND_TRACE)
    if place:
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(f"{read}\n")


def loaded() -> list[str]:
    """Return the datasets that the running notebook has loaded up to now, sorted."""
    return sorted(_loaded)


@contextmanager
def kept() -> Iterator[None]:
    """Restore the present context at the end, whatever was entered meanwhile.

    What was loaded meanwhile counts only if no other notebook was entered.
    """
    before, loaded_before = _entered, loaded()
    try:
        yield
    finally:
        enter(before)
        _loaded.update(loaded_before)


@contextmanager
def drawing(parameters: Collection[str], values: Mapping[str, Any] | None = None) -> Iterator[None]:
    """Say on which parameters a figure depends, and with which values it is drawn meanwhile."""
    global _drawn
    before = _drawn
    running = {name: _entered.values[name] for name in parameters if name in _entered.values}
    _drawn = {**running, **(values or {})}
    try:
        yield
    finally:
        _drawn = before


def note_figure(figure: Any) -> None:
    """Note a figure that the running notebook has made."""
    _figures[figure.name] = figure


def figures() -> dict[str, Any]:
    """Return the figures that the running notebook has made, by name."""
    return dict(_figures)


def notebook() -> str:
    """Return the name of the running notebook.

    One that has checked no parameters goes by the name of its file in JupyterLab, and "notebook"
    elsewhere.
    """
    if _entered.notebook:
        return _entered.notebook
    session = os.environ.get("JPY_SESSION_NAME", "")
    stem = PurePath(session).stem if session.endswith(".ipynb") else ""
    return re.sub(r"[^A-Za-z0-9-]+", "-", stem).strip("-") or "notebook"


def question() -> str:
    """Return the question that the running notebook asks, "" if none has been entered."""
    return _entered.question


def note_said(text: str) -> None:
    """Note what the running notebook says: the first is its answer."""
    global _entered
    if not _entered.answer:
        _entered = replace(_entered, answer=text)


def answer() -> str:
    """Return the answer that the running notebook gives, "" before it has, or if it gives none."""
    return _entered.answer


def parameters() -> dict[str, Any]:
    """Return the parameters that the notebook runs with, or a figure of it is drawn with."""
    drawn = _drawn or {}
    return {name: drawn.get(name, value) for name, value in _entered.values.items()}


def changed() -> dict[str, Any]:
    """Return the parameters of the running notebook that differ from its defaults.

    While a figure is drawn, only those on which it depends.
    """
    drawn = _entered.values if _drawn is None else _drawn
    values = {name: value for name, value in drawn.items() if name in _entered.values}
    return {name: value for name, value in values.items() if value != _entered.defaults.get(name)}


def folder() -> str:
    """Name the folder of the running notebook's figures: after it, and what differs from defaults.

    So two runs of a notebook with other parameters overwrite nothing of each other, whoever runs
    it.
    """
    values, defaults = parameters(), _entered.defaults
    changed = {name: value for name, value in values.items() if value != defaults.get(name)}
    return f"{notebook()}/{slug(changed, values)}" if changed else notebook()


def slug(changed: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """Name a folder after the parameters that differ, and the hash of all of them.

    >>> slug({"areas": ["KGZ", "TJK"]}, {"areas": ["KGZ", "TJK"], "year": 2022})
    'areas-KGZ-TJK-fe53b1fb'
    """
    words = []
    for name, value in changed.items():
        text = "-".join(value) if isinstance(value, list) else str(value)
        words.append(f"{name}-{text}")
    named = re.sub(r"[^A-Za-z0-9-]+", "-", "-".join(words) or "defaults")[:SLUG].strip("-")
    digest = hashlib.sha256(canonical(values).encode()).hexdigest()
    return f"{named}-{digest[:8]}"


def canonical(values: Mapping[str, Any]) -> str:
    """Write parameters in one form only, for names and hashes."""
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def entered() -> str:
    """Return the name of the notebook that has checked its parameters, "" if none has."""
    return _entered.notebook
