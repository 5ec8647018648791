"""Rules that hold from one table to another: ids, names, events and their counts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from heartland.errors import did_you_mean
from heartland.tables.areas import find_area
from heartland.tables.problems import duplicates
from heartland_evidence.rules.rule import (
    Broken,
    Tables,
    Unlike,
    as_text,
    beside,
    mask,
    rule,
    unlike_most,
)

PLACED = ["latitude", "longitude", "geo_precision"]
NAMES = ("reporter", "publisher", "actor", "place", "leader", "unit")
BY_MORE_THAN_A_SLIP = ("reporter", "actor", "place", "leader")  # Kazinform and Qazinform publish
ENOUGH = 10  # letters of a name from which one may be a slip: KAZ and KGZ are two
WAYS_OUT = {"source_id": "give the page its own source"}  # for rows that are rightly unlike


@rule()
def ids_begin_as_declared(tables: Tables) -> Iterator[Broken]:
    """An id begins with the cells that its schema names in ``begins``."""
    for name, df in tables.items():
        begins = tables.schema(name).get("begins", [])
        if not begins:
            continue
        starts = map("-".join, beside(*(as_text(df[column]) for column in begins)))
        ids = df.iloc[:, 0]
        apart = [not i.startswith(start) for i, start in zip(ids.tolist(), starts, strict=True)]
        sentence = f"does not begin with {' and '.join(begins)}"
        yield Broken(name, str(df.columns[0]), mask(apart, df), sentence)


@rule()
def places_are_whole(tables: Tables) -> Iterator[Broken]:
    """A row has latitude, longitude and their precision, or none of them."""
    for name, df in tables.items():
        if not set(PLACED) <= set(df):
            continue
        empty = df[PLACED].isna() | df[PLACED].isin([""])
        partly = ~empty.all(axis=1)
        sentence = f"is empty: fill all of {', '.join(PLACED)}, or none"
        for column in PLACED:
            yield Broken(name, column, empty[column] & partly, sentence)


@rule()
def followers_agree(tables: Tables) -> Iterator[Broken]:
    """Rows alike in one column are alike in those that follow from it: a place in its position."""
    for name, df in tables.items():
        for first, followers in tables.schema(name).get("follows", {}).items():
            for column in followers:
                for unlike in unlike_most(df, column, df[first]):
                    yield Broken(name, column, unlike.rows, _way_out(first, unlike))


def _way_out(first: str, unlike: Unlike) -> str:
    """Say what a row unlike others of its kind is to have, or of what else it is."""
    way_out = WAYS_OUT.get(first, f"another {first}")
    tie = unlike.among(f"rows of the same {first}")
    if tie:
        return f"{tie}, or {way_out}"
    usual = unlike.usual[0]
    advice = (
        f"the others have {usual}; write that" if usual else "the others have none; leave it empty"
    )
    return f"is not that of most rows of the same {first}: {advice}, or {way_out}"


@rule(all_tables=True)
def places_have_one_position(tables: Tables) -> Iterator[Broken]:
    """A place of an area has one position in all tables."""
    placed = {name: df for name, df in tables.items() if {"place", *PLACED} <= set(df)}
    columns = ["area", "place", "latitude", "longitude"]
    rows = pd.concat([df[columns] for df in placed.values()]) if placed else pd.DataFrame()
    rows = rows[rows["place"].ne("") & rows["latitude"].notna()] if placed else rows
    if rows.empty:
        return
    several = rows.drop_duplicates().duplicated(["area", "place"], keep=False)
    doubtful = pd.MultiIndex.from_frame(rows.drop_duplicates()[several][["area", "place"]])
    for name, df in placed.items():
        here = pd.MultiIndex.from_frame(df[["area", "place"]]).isin(doubtful)
        sentence = "is not the position that another row gives this place"
        yield Broken(name, "latitude", mask(here, df) & df["latitude"].notna(), sentence)


@rule(all_tables=True)
def names_are_spelt_once(tables: Tables) -> Iterator[Broken]:
    """A reporter, a publisher, a place is written in one way in all tables."""
    for column in NAMES:
        having = {name: df[column] for name, df in tables.items() if column in df}
        if not having:
            continue
        words = pd.concat(list(having.values())).value_counts().index.to_series()
        letters = words.str.casefold().str.replace(r"[\W_]", "", regex=True)
        usual = words.groupby(letters).transform("first")
        for word in words[usual != words]:
            sentence = f"is written '{usual[word]}' elsewhere: spell each name one way"
            for name, cells in having.items():
                yield Broken(name, column, cells.eq(word), sentence)
        if column not in BY_MORE_THAN_A_SLIP:
            continue
        for word, near in _slips(letters[usual == words].to_dict()):
            sentence = f"is nearly '{near}': write that, or say in exceptions.csv that they are two"
            for name, cells in having.items():
                yield Broken(name, column, cells.eq(word), sentence)


def _slips(letters: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each name that is one slip from a more frequent one, and that one.

    Names a slip apart are alike when one letter, or none, is taken out of each.

    Args:
        letters: the letters of each name, the most frequent name first.
    """
    names: dict[str, list[str]] = {}
    for name, plain in letters.items():
        if len(plain) < ENOUGH:
            continue
        shorter = [plain[:place] + plain[place + 1 :] for place in range(len(plain))]
        parts = dict.fromkeys([plain, *shorter])
        alike = [other for part in parts for other in names.get(part, [])]
        near = [other for other in alike if _is_a_slip(plain, letters[other])]
        if near:
            yield name, near[0]
        for part in parts:
            names.setdefault(part, []).append(name)


def _is_a_slip(one: str, other: str) -> bool:
    """Tell whether texts differ by a letter, by one that is missing, or by two turned round.

    Another digit is no slip: it is another number.
    """
    if re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return False
    begin = 0
    while one[begin : begin + 1] == other[begin : begin + 1] != "":
        begin += 1
    rest, others = one[begin:], other[begin:]
    if rest[1:] == others or rest == others[1:] or rest[1:] == others[1:]:
        return True
    return rest[:2] == others[1::-1] and rest[2:] == others[2:]


@dataclass(frozen=True)
class Reference:
    """A column of ids, and the column of a table that has them."""

    table: str
    column: str
    target: str
    key: str
    several: bool  # a cell may join ids by ;
    closed_list: frozenset[str] | None  # what a cell may be, if the schema lists it

    def ids(self, cell: str) -> list[str]:
        """Return the ids of a cell."""
        return cell.split(";") if self.several else [cell]


def references(tables: Tables) -> Iterator[Reference]:
    """Yield every column of ids whose target is among the tables."""
    for name in tables:
        schema = tables.schema(name)
        constraints = {field["name"]: field.get("constraints", {}) for field in schema["fields"]}
        for several, property_name in ((False, "foreignKeys"), (True, "joinedKeys")):
            for key in schema.get(property_name, []):
                target = key["reference"]["resource"]
                if target in tables:
                    column, target_key = key["fields"][0], key["reference"]["fields"][0]
                    enum = constraints[column].get("enum")
                    listed = None if enum is None else frozenset(enum)
                    yield Reference(name, column, target, target_key, several, listed)


@rule(all_tables=True)
def references_exist(tables: Tables) -> Iterator[Broken]:
    """Each id is in the table that its column refers to.

    What is not in the closed list of its column is reported as that alone.
    """
    for ref in references(tables):
        target = tables[ref.target]
        known = set(target[ref.key].tolist())
        cells = tables[ref.table][ref.column]
        unknown = set(cells.tolist()) - known - {""}
        if ref.closed_list is not None:
            unknown &= ref.closed_list
        for cell in unknown:
            for word in ref.ids(cell):
                if word not in known:
                    sentence = _not_there(word, cell, ref, target)
                    yield Broken(ref.table, ref.column, cells.eq(cell), sentence)


def _not_there(word: str, cell: str, ref: Reference, target: pd.DataFrame) -> str:
    """Say that an id is unknown, and what to write in its place."""
    codes: dict[str, str] = {}
    if "name" in target:
        codes = dict(zip(target["name"], target[ref.key], strict=True))
    sentence = f"is not in {ref.target}.csv"
    if word in codes:
        sentence += f". Write {codes[word]}."
    elif ref.target == "areas" and (code := find_area(word)):
        sentence += f". Did you mean '{code}'? If not, add a row there."
    elif hint := did_you_mean(word, [*target[ref.key], *codes]):
        sentence += f"{hint} If not, add a row there."
    else:
        sentence += ". Add a row there."
    if ref.several:
        sentence += " Join several with semicolons."
    return sentence if word == cell else f"holds '{word}', which {sentence}"


@rule()
def ids_are_named_once(tables: Tables) -> Iterator[Broken]:
    """A cell that joins ids names none of them twice; ``also_in`` does not repeat ``source_id``."""
    for ref in references(tables):
        if not ref.several:
            continue
        cells = tables[ref.table][ref.column]
        for cell in cells[cells.str.contains(";", regex=False)].unique():
            for word in set(duplicates(ref.ids(cell))):
                yield Broken(ref.table, ref.column, cells.eq(cell), f"names '{word}' twice")
    for name, df in tables.items():
        if "also_in" in df:
            ids = beside(df["source_id"], df["also_in"])
            again = [bool(one) and one in others.split(";") for one, others in ids]
            yield Broken(name, "also_in", mask(again, df), "names the row's own source_id again")


@rule()
def references_lead_no_further(tables: Tables) -> Iterator[Broken]:
    """An id of the same table leads to a row that leads no further: no grouping in a grouping."""
    for ref in references(tables):
        if ref.target != ref.table:
            continue
        df = tables[ref.table]
        onward = set(df.loc[df[ref.column].ne(""), ref.key])
        nested = [not onward.isdisjoint(ref.ids(cell)) for cell in df[ref.column].tolist()]
        sentence = f"points to a row that itself has {ref.column}"
        yield Broken(ref.table, ref.column, mask(nested, df), sentence)
