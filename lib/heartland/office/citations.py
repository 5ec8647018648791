"""References for a reference manager: BibTeX, RIS, CSL-JSON."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

# BibTeX counts even escaped braces, so these are written as words.
TEX_WORDS = {
    "{": "braceleft",
    "}": "braceright",
    "\\": "backslash",
    "~": "asciitilde",
    "^": "asciicircum",
}
TEX_ESCAPED = "$&#%_"
RIS_TYPES = {"webpage": "ELEC", "figure": "FIGURE", "dataset": "DATA"}


@dataclass(frozen=True)
class Reference:
    """What is cited. A part that is not known is "".

    Attributes:
        id: by which a text cites it.
        kind: webpage, figure or dataset, as CSL calls them.
        author: a person or a body, as it is to be printed.
        title: of the thing itself.
        published: a day, a month or a year.
        url: where it is.
        accessed: the day on which it was read there.
        container: the larger work that it is a part of.
        version: of the thing or of its container.
        note: what else is to be said.
    """

    id: str
    kind: str
    author: str
    title: str
    published: str
    url: str
    accessed: str = ""
    container: str = ""
    version: str = ""
    note: str = ""


def sources_in_form(sources: pd.DataFrame, form: str) -> str:
    """Write sources in a form that a reference manager reads.

    Args:
        sources: rows of the dataset, with ``source_id`` as a column.
        form: bibtex, ris or csl.
    """
    records = sources.fillna("").to_dict("records")
    return in_form([_reference(record) for record in records], form)


def _reference(source: dict[Any, Any]) -> Reference:
    return Reference(
        id=source["source_id"],
        kind="webpage",
        author=source["publisher"],
        title=source["title"],
        published=source["published"],
        url=source["url"],
        accessed=source["accessed"],
    )


def in_form(references: Sequence[Reference], form: str) -> str:
    """Write references in a form that a reference manager reads: bibtex, ris or csl."""
    if form == "csl":
        entries = [_csl(reference) for reference in references]
        return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"
    write = _bibtex if form == "bibtex" else _ris
    return "\n".join(write(reference) for reference in references)


def _bibtex(cited: Reference) -> str:
    fields = {
        "author": f"{{{tex(cited.author)}}}",  # braces keep a body's name whole
        "title": f"{{{tex(cited.title)}}}",
        "howpublished": tex(cited.container),
        "year": cited.published[:4],
        "month": _month_of(cited.published),
        "url": cited.url,
        "urldate": cited.accessed,
        "version": tex(cited.version),
        "note": tex(cited.note),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{cited.id},", *lines, "}", ""])


def _month_of(date: str) -> str:
    """Return the number of the month of a date, "" where there is none.

    >>> _month_of("2022-06-30"), _month_of("2022")
    ('6', '')
    """
    return date[5:7].lstrip("0")


def tex(text: str) -> str:
    """Escape what BibTeX and LaTeX would take for a command."""
    return text.translate(_tex_escapes())


def _tex_escapes() -> dict[int, str]:
    escapes = {ord(sign): f"\\{sign}" for sign in TEX_ESCAPED}
    for sign, word in TEX_WORDS.items():
        escapes[ord(sign)] = rf"\text{word}{{}}"
    return escapes


def _ris(cited: Reference) -> str:
    lines = [
        ("TY", RIS_TYPES[cited.kind]),
        ("ID", cited.id),
        ("AU", cited.author),
        ("TI", cited.title),
        ("T2", cited.container),
        ("PY", cited.published[:4]),
        ("DA", cited.published.replace("-", "/")),
        ("ET", cited.version),
        ("N1", cited.note),
        ("UR", cited.url),
        ("Y2", cited.accessed.replace("-", "/")),
    ]
    written = [f"{tag}  - {_one_line(value)}" for tag, value in lines if value]
    return "\n".join([*written, "ER  - ", ""])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _csl(cited: Reference) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": cited.id,
        "type": cited.kind,
        "title": cited.title,
        "author": [{"literal": cited.author}],
    }
    plain = {
        "container-title": cited.container,
        "version": cited.version,
        "note": cited.note,
        "URL": cited.url,
    }
    entry |= {name: value for name, value in plain.items() if value}
    for name, day in (("issued", cited.published), ("accessed", cited.accessed)):
        parts = [int(part) for part in re.findall(r"\d+", day)]
        if parts:
            entry[name] = {"date-parts": [parts]}
    return entry
