"""Sources for a reference manager: BibTeX, RIS, CSL-JSON."""

import json
import re
from typing import Any

import pandas as pd

TEX = str.maketrans({sign: f"\\{sign}" for sign in "&%$#_{}"} | {"\\": r"\textbackslash{}"})


def written(sources: pd.DataFrame, form: str) -> str:
    """Write sources in a form that a reference manager reads.

    Args:
        sources: rows of the dataset, with ``source_id`` as a column.
        form: bibtex, ris or csl.
    """
    records = sources.fillna("").to_dict("records")
    if form == "csl":
        entries = [_csl(record) for record in records]
        return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"
    write = _bibtex if form == "bibtex" else _ris
    return "\n".join(write(record) for record in records)


def _bibtex(source: dict[Any, Any]) -> str:
    fields = {
        "author": f"{{{_tex(source['publisher'])}}}",
        "title": f"{{{_tex(source['title'])}}}",
        "year": source["published"][:4],
        "url": source["url"],
        "urldate": source["accessed"],
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{source['source_id']},", *lines, "}", ""])


def _tex(text: str) -> str:
    return text.translate(TEX)


def _ris(source: dict[Any, Any]) -> str:
    lines = [
        ("TY", "ELEC"),
        ("ID", source["source_id"]),
        ("AU", source["publisher"]),
        ("TI", source["title"]),
        ("PY", source["published"][:4]),
        ("DA", source["published"].replace("-", "/")),
        ("UR", source["url"]),
        ("Y2", source["accessed"].replace("-", "/")),
        ("ER", ""),
    ]
    written = [f"{tag}  - {value}" for tag, value in lines if value or tag == "ER"]
    return "\n".join(written) + "\n"


def _csl(source: dict[Any, Any]) -> dict[str, Any]:
    entry = {
        "id": source["source_id"],
        "type": "webpage",
        "title": source["title"],
        "author": [{"literal": source["publisher"]}],
        "URL": source["url"],
    }
    for name, column in (("issued", "published"), ("accessed", "accessed")):
        parts = [int(part) for part in re.findall(r"\d+", source[column])]
        if parts:
            entry[name] = {"date-parts": [parts]}
    return entry
