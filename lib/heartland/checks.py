"""What must hold of the data: what descriptor and schemas say, what no cell may hold, and the rules of the field (``rules``).

The schemas' rules are checked here, not by frictionless, for the sake of the words: what is wrong and what to do.
(That frictionless itself finds nothing is a test.) A case that is odd and right is an entry of ``exceptions.csv``
with its reason; an entry that excuses nothing is itself a finding. What does not belong here: reading tables
(``data``), judging claims (``claims``).
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from heartland import collection, data, rules
from heartland.collection import DataError, Finding, nearest, shown
from heartland.rules import Broken, Tables
from heartland.views import pairs

TEXT = {  # what no cell may hold
    r"^(?i:[+-]?(nan|inf)|na|n/a|null|none|#(n/a|ref!|value!|div/0!|name\?|num!|null!))$": "is no value: leave the cell empty",
    r"^(\d{1,2}-[A-Z][a-z]{2}(-\d\d)?|[A-Z][a-z]{2}-\d\d)$": "is what a spreadsheet makes of a date: format the column as text",
    r"^([=+@][^=]|-[^\W\d]|-[\d.]+[-+*/(])": "begins as a formula does: a spreadsheet would compute it",
    r"(?![0-9])\d": "holds digits of another script: write 0 to 9",
    r"[A-Za-z][\u0370-\u04ff]|[\u0370-\u04ff][A-Za-z]": "mixes Latin and Cyrillic or Greek letters in a word: type it anew",
    r"[\u0300-\u036f]": "has an accent as a letter of its own: type the accented letter as one",
    r"\ufffd|[ÃÂÐÑâ][\u0080-\u00bf€™œ“”]": "holds the mark of a letter that was lost: type it anew, and save the table as CSV in UTF-8",
    r"\$": "holds a dollar sign, which notebooks read as mathematics: write USD",
    r"^(?s:.{2001})": "is longer than 2000 characters: look for a quote that was never closed",
}
ODD = re.compile("|".join(TEXT))


def validate() -> list[Finding]:
    """Check every table of the collection; return what breaks a rule, in the order of files and rows.

    A file that is no table and a row with a cell too many are findings like others. As long as there is one, rules
    that look from table to table wait: they would blame other rows for those that cannot be read.
    """
    folder, found = collection.root(), list[Finding]()
    declarations_hold(folder)
    text, typed = Tables(), Tables()
    for name in collection.names(folder):
        text[name], unsound = data.read(folder, name)
        typed[name], wrong = data.typed(text[name], folder, name)
        found += [*unsound, *wrong]
        found += _text_rules(name, text[name])
    whole = all(f.column and f.row > 1 for f in found)
    asked = [schemas_hold, *rules.RULES, *(rules.ACROSS if whole else ())]
    told = {
        (f.file, f.row, f.column) for f in found
    }  # a cell that is no number is missing only because it is none
    broken = [
        finding
        for rule in asked
        for name, column, bad, words in _broken(rule, typed)
        for finding in data.at(name, text[name], column, bad, words)
        if (finding.file, finding.row, finding.column) not in told
    ]
    found += _excused(broken, text, whole)
    if {"claims", "audits", "articles"} <= set(
        typed
    ) and not found:  # an audit is recomputed from tables that are sound
        from heartland.claims import audits_hold

        found += audits_hold()
    return sorted(set(found))


def _broken(rule: Callable[[Tables], Broken], tables: Tables) -> Broken:
    """What breaks a rule: nothing, where its table is not there; a column that it reads and that is not there, or holds text, is told."""
    try:
        yield from rule(tables)
    except rules.Absent:
        return
    except (KeyError, TypeError) as wrong:
        words = f"the check {rule.__name__} reads a column that is not there or holds no figures ({shown(wrong)})"
        raise DataError(
            f"{words}: write its new name in rules.py too, or correct what a schema declares for this check"
        ) from None


def declarations_hold(folder: Path) -> None:
    """Check descriptor and schemas against ``contract.json``, and that keys lead to columns.

    Raises:
        DataError: naming the file and the place in it.
    """
    import fastjsonschema

    from heartland import publish

    contract = collection.read_json(Path(__file__).with_name("contract.json"))
    check = {kind: fastjsonschema.compile(rules) for kind, rules in contract.items()}
    names = collection.names(folder)
    columns = {
        name: [field["name"] for field in collection.schema(folder, name)["fields"]]
        for name in names
    }
    for absent in [name for name in collection.INPUTS_OF_ALL if name not in names]:
        raise DataError(
            f"{collection.DESCRIPTOR.name}: '{absent}' is missing, and every notebook reads it"
        )
    for stray in sorted({path.stem for path in (folder / "data").glob("*.csv")} - set(names)):
        raise DataError(
            f"{stray}.csv: no entry of {collection.DESCRIPTOR.name} names this table: add one, or delete the file"
        )
    for name in names:
        file, schema = f"schemas/{name}.json", collection.schema(folder, name)
        try:
            check["schema"](schema)
            file = f"{collection.DESCRIPTOR.name}, '{name}'"
            check["resource"](collection.resource(folder, name))
        except fastjsonschema.JsonSchemaValueException as wrong:
            raise DataError(f"{file}: {shown(wrong.message.removeprefix('data.'))}") from None
        for tag in [tag for tag in schema.get("warnings", []) if tag not in publish.WARNINGS]:
            raise DataError(
                f"schemas/{name}.json: there is no warning '{tag}'{nearest(tag, publish.WARNINGS)}"
            )
        for key in (*schema.get("foreignKeys", []), *schema.get("joinedKeys", [])):
            there = key["reference"]
            if key["fields"][0] not in columns[name] or there["fields"][0] not in columns.get(
                there["resource"], []
            ):
                raise DataError(
                    f"{file}: a foreign key from {key['fields']} to {there['fields']} of '{there['resource']}' leads nowhere"
                )


def schemas_hold(tables: Tables) -> Broken:
    """Required cells, closed lists, patterns, bounds, unique cells and primary keys."""
    for name, df in tables.items():
        schema = collection.schema(collection.root(), name)
        for field in schema["fields"]:
            column, must = field["name"], field.get("constraints", {})
            cell = df[column]
            filled = cell.ne("") & cell.notna()
            if must.get("required"):
                yield name, column, ~filled, "is empty and must not be"
            for value in set(cell[filled]) - set(must["enum"]) if "enum" in must else ():
                few = f": {', '.join(must['enum'])}" if len(must["enum"]) <= 12 else ""
                words = f"is not in the closed list of data/schemas/{name}.json{nearest(value, must['enum']) or few}"
                yield name, column, cell.eq(value), words
            if "pattern" in must and not must["pattern"].startswith(rules.DATED):
                words = f"is not {field.get('form', 'written as ' + must['pattern'])}"
                yield name, column, filled & ~cell.str.match(must["pattern"]), words
            for bound, outside, less in (
                ("minimum", cell.lt, "less"),
                ("maximum", cell.gt, "more"),
            ):
                if bound in must:
                    yield (
                        name,
                        column,
                        outside(must[bound]),
                        f"is {less} than the {bound}, {must[bound]}",
                    )
        keys = [
            schema["primaryKey"],
            *([f["name"]] for f in schema["fields"] if f.get("constraints", {}).get("unique")),
        ]
        if len(keys[0]) == 1:  # a row under another id is the same row
            keys.append([c for c in df if c not in (*keys[0], "also_in", "locator", "note")])
        for key in keys:
            cells = df[key].astype("str").fillna("").apply(lambda column: column.str.casefold())
            cells = cells[cells.ne("").any(axis=1)]
            first = (
                cells.index.to_series()
                .groupby([cells[column] for column in key])
                .transform("first")
            )
            for row in cells.index[cells.duplicated()]:
                words = f"begins the same key ({', '.join(key)}) as that of row {first[row] + 2}"
                yield name, key[0], df.index == row, words


def _text_rules(name: str, text: pd.DataFrame) -> Iterator[Finding]:
    for column in text.columns.astype(str):
        untidy = [
            value
            for value in text[column].unique()
            if not value.isprintable() or value != " ".join(value.split())
        ]
        odd = [value for value in text[column].unique() if ODD.search(value)]
        broken = {collection.UNTIDY: untidy} | {
            words: [v for v in odd if re.search(pattern, v)] for pattern, words in TEXT.items()
        }
        for words, values in broken.items():
            if values:
                yield from data.at(name, text, column, text[column].isin(values), words)


def _excused(found: list[Finding], tables: Tables, whole: bool) -> Iterator[Finding]:
    """Leave out what ``exceptions`` lists with a reason; where all can be read, name the entries that excuse nothing."""
    listed = tables.get("exceptions", pd.DataFrame(columns=["dataset", "where", "rule"]))
    of_dataset = {name: part.to_dict("index") for name, part in listed.groupby("dataset")}
    used: set[Any] = set()
    for finding in found:
        name = finding.file.removesuffix(".csv")
        mine = {
            n: str(e["where"])
            for n, e in of_dataset.get(name, {}).items()
            if e["rule"] in finding.rule
        }
        fits = [
            n
            for n, where in mine.items()
            if all(str(tables[name].loc[finding.row - 2].get(k, "")) == v for k, v in pairs(where))
        ]
        used.update(fits)
        if not fits:
            yield finding
    idle = ~listed.index.isin(used) & listed["dataset"].isin(tables) & whole
    yield from data.at(
        "exceptions",
        listed,
        "rule",
        pd.Series(idle, index=listed.index),
        "excuses nothing: delete the entry",
    )
