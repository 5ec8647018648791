"""How works are cited, in words or for a reference manager: BibTeX, RIS, CSL-JSON."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from heartland.tables.sources import HOME_PAGE, is_home_page

TEX = {  # what BibTeX and LaTeX would take for a command; BibTeX counts even escaped braces
    **{sign: f"\\{sign}" for sign in "$&#%_"},
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
RIS_TYPES = {
    "webpage": "ELEC",
    "article-magazine": "MGZN",
    "figure": "FIGURE",
    "dataset": "DATA",
}


@dataclass(frozen=True)
class Reference:
    """What is cited. A part that is not known is "".

    Attributes:
        id: by which a text cites it.
        kind: webpage, article-magazine, figure or dataset, as CSL calls them.
        author: a body, or persons as one lists them, as they are to be printed.
        title: of the thing itself.
        published: a day, a month or a year.
        url: where it is.
        accessed: the day on which it was read there.
        container: the larger work that it is a part of.
        version: of the thing or of its container.
        note: what else is to be said.
        persons: the authors one by one, where they are persons.
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
    persons: tuple[str, ...] = ()


def in_words(cited: Reference) -> str:
    """Write a reference as a sentence."""
    work = f"“{cited.title}”. In {cited.container}" if cited.container else cited.title
    words = f"{cited.author} ({cited.published[:4]}): {work}. {cited.note} {cited.url}"
    return " ".join(words.split())


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
        note=caution(source["url"]),
    )


def caution(url: str) -> str:
    """Say in a note that an address leads to a whole site, "" of any other."""
    return HOME_PAGE.capitalize() + "." if is_home_page(url) else ""


def in_form(references: Sequence[Reference], form: str) -> str:
    """Write references in a form that a reference manager reads: bibtex, ris or csl."""
    if form == "csl":
        entries = [_csl(reference) for reference in references]
        return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"
    write = _bibtex if form == "bibtex" else _ris
    return "\n".join(write(reference) for reference in references)


def tex(text: str) -> str:
    """Escape what BibTeX and LaTeX would take for a command."""
    return "".join(TEX.get(sign, sign) for sign in text)


def family_and_given(person: str) -> tuple[str, str]:
    """Split the name of a person as the articles print it, the family's last.

    >>> family_and_given("Raffaello Pantucci")
    ('Pantucci', 'Raffaello')
    """
    given, _, family = person.rpartition(" ")
    return family, given


def _bibtex(cited: Reference) -> str:
    body = f"{{{tex(cited.author)}}}"  # braces keep its name whole
    fields = {
        "author": " and ".join(map(tex, cited.persons)) or body,
        "title": f"{{{tex(cited.title)}}}",
        "howpublished": tex(cited.container),
        "year": cited.published[:4],
        "month": cited.published[5:7].lstrip("0"),
        "url": cited.url,
        "urldate": cited.accessed,
        "version": tex(cited.version),
        "note": tex(cited.note),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{cited.id},", *lines, "}", ""])


def _ris(cited: Reference) -> str:
    persons = [", ".join(family_and_given(person)) for person in cited.persons]
    lines = [
        ("TY", RIS_TYPES[cited.kind]),
        ("ID", cited.id),
        *(("AU", author) for author in persons or [cited.author]),
        ("TI", cited.title),
        ("T2", cited.container),
        ("PY", cited.published[:4]),
        ("DA", cited.published.replace("-", "/")),
        ("ET", cited.version),
        ("N1", cited.note),
        ("UR", cited.url),
        ("Y2", cited.accessed.replace("-", "/")),
    ]
    written = [f"{tag}  - {' '.join(value.split())}" for tag, value in lines if value]
    return "\n".join([*written, "ER  - ", ""])


def _csl(cited: Reference) -> dict[str, Any]:
    persons = [family_and_given(person) for person in cited.persons]
    named = [{"family": family, "given": given} for family, given in persons]
    entry = {
        "id": cited.id,
        "type": cited.kind,
        "title": cited.title,
        "author": named or [{"literal": cited.author}],
        "container-title": cited.container,
        "version": cited.version,
        "note": cited.note,
        "URL": cited.url,
        "issued": _csl_date(cited.published),
        "accessed": _csl_date(cited.accessed),
    }
    return {name: value for name, value in entry.items() if value}


def _csl_date(day: str) -> dict[str, Any]:
    parts = [int(part) for part in re.findall(r"\d+", day)]
    return {"date-parts": [parts]} if parts else {}
