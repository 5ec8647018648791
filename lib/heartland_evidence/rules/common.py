"""Rules of every table: bounds, dates, places, names, and who counted."""

import re
from collections.abc import Iterator

import pandas as pd

from heartland_evidence.rules.declared import AT_LEAST
from heartland_evidence.rules.rule import ANY_TABLE, Broken, Rule, Tables
from heartland_evidence.rules.words import among, each

BOUNDED = {"low": AT_LEAST, "high": ("<", "<=")}  # by which relations the value is a bound
WITHOUT_FIGURES = ("claims", "militant_groups", "preferences")  # tables with such rows
PLACED = ["latitude", "longitude", "geo_precision"]
NAMES = ("reporter", "publisher", "actor", "place", "leader", "unit")
BY_MORE_THAN_A_SLIP = ("reporter", "actor", "place", "leader")  # Kazinform and Qazinform publish
ENOUGH = 10  # letters of a name from which one may be a slip: KAZ and KGZ are two


def figures_keep_their_bounds(tables: Tables) -> Iterator[Broken]:
    """A row has a figure, low <= value <= high, and what ``relation`` calls a bound is the figure.

    Of several figures a bound may be of any; in claims what is called so is in the value alone.
    """
    for name, df in tables.items():
        columns = tables.figures(name)
        bounds = df.reindex(columns=list(BOUNDED)).astype("float64")
        low, high = bounds["low"], bounds["high"]
        figures = df[columns].astype("float64")
        if columns and name not in WITHOUT_FIGURES:
            empty = figures.isna().all(axis=1) & bounds.isna().all(axis=1)
            sentence = "is empty, and so is every other figure of the row"
            yield Broken(name, columns[0], empty, sentence)
        above, below = low.gt(figures.max(axis=1)), high.lt(figures.min(axis=1))
        yield Broken(name, "low", above, "is greater than the value")
        yield Broken(name, "high", below, "is less than the value")
        yield Broken(name, "low", low.gt(high) & ~above & ~below, "is greater than high")
        if "relation" in df and name != "claims":
            for bound in BOUNDED.keys() & set(df):
                same = figures.eq(bounds[bound], axis=0).any(axis=1)
                loose = df["relation"].isin(BOUNDED[bound]) & ~same
                sentence = "is not the figure of the row, which 'relation' bounds"
                yield Broken(name, bound, loose, sentence)


def dates_are_near(tables: Tables) -> Iterator[Broken]:
    """Dates and periods lie in the century before this one, or in this one."""
    for name, df in tables.items():
        for column in tables.dated(name):
            near = df[column].between("1900", "2100") | df[column].eq("")
            yield Broken(name, column, ~near, "lies outside 1900 to 2100")


def places_have_one_position(tables: Tables) -> Iterator[Broken]:
    """A place of an area has one position in all tables."""
    placed = {name: df for name, df in tables.compared() if {"area", "place", *PLACED} <= set(df)}
    if not placed:
        return
    columns = ["area", "place", "latitude", "longitude"]
    positions = pd.concat([df[columns] for df in placed.values()]).drop_duplicates()
    positions = positions[positions["place"].ne("") & positions["latitude"].notna()]
    place = ["area", "place"]
    doubtful = positions.loc[positions.duplicated(place, keep=False), place]
    for name, df in placed.items():
        several = among(df, doubtful) & df["latitude"].notna()
        sentence = "is not the position that another row gives this place"
        yield Broken(name, "latitude", several, sentence)


def names_are_spelt_once(tables: Tables) -> Iterator[Broken]:
    """A reporter, a publisher, a place is written in one way in all tables."""
    for column in NAMES:
        having = {name: df[column] for name, df in tables.compared() if column in df}
        words = pd.concat(list(having.values())) if having else pd.Series(dtype="str")
        by_frequency = words.value_counts().index.to_series()
        letters = by_frequency.str.casefold().str.replace(r"[\W_]", "", regex=True)
        usual = by_frequency.groupby(letters).transform("first")
        faults = {
            word: f"is written '{usual[word]}' elsewhere: spell each name one way"
            for word in usual.index[usual != usual.index]
        }
        if column in BY_MORE_THAN_A_SLIP:
            for word, near in _slips(letters[usual == usual.index]):
                advice = "write that, or say in exceptions.csv that they are two"
                faults[word] = f"is nearly '{near}': {advice}"
        for word, sentence in faults.items():
            for name, cells in having.items():
                yield Broken(name, column, cells.eq(word), sentence)


def _slips(letters: pd.Series) -> Iterator[tuple[str, str]]:
    """Yield each name that is one slip from a more frequent one, and that one.

    Names a slip apart are alike when one letter, or none, is taken out of each. Another digit is no
    slip: it is another number.

    Args:
        letters: the letters of each name, the most frequent name first.
    """
    known: dict[tuple[str, str], str] = {}
    for name, plain in letters[letters.str.len() >= ENOUGH].items():
        parts = [plain, *(plain[:place] + plain[place + 1 :] for place in range(len(plain)))]
        digits = re.sub(r"\D", "", plain)
        near = [known[part, digits] for part in parts if (part, digits) in known]
        if near:
            yield str(name), near[0]
        for part in parts:
            known.setdefault((part, digits), str(name))


def unmarked_articles(df: pd.DataFrame, tables: Tables) -> pd.Series:
    """A row whose documents are all audited articles says so, and no other row does."""
    sources = tables["sources"]
    articles = set(sources.loc[sources["kind"].eq("article"), "source_id"])
    alone = each(documents(df), lambda cell: set(cell.split(";")) - {""} <= articles)
    return alone ^ df["witness"].eq("article only")


def repeated_sources(df: pd.DataFrame, _: Tables) -> pd.Series:
    """``also_in`` does not repeat ``source_id``."""
    pairs = zip(df["source_id"].tolist(), df["also_in"].tolist(), strict=True)
    again = [bool(one) and one in others.split(";") for one, others in pairs]
    return pd.Series(again, df.index, dtype=bool)


def documents(df: pd.DataFrame) -> pd.Series:
    """Return the ids of the documents of each row, joined by ;."""
    return df["source_id"] + ";" + df["also_in"] if "also_in" in df else df["source_id"]


def _in_order(first: str, last: str) -> Rule:
    return Rule(ANY_TABLE, first, f"@before({last}, {first})", f"is later than {last}")


WHOLE = f"is empty: fill all of {', '.join(PLACED)}, or none"
RULES = (
    figures_keep_their_bounds,
    Rule(
        ANY_TABLE,
        "relation",
        "relation == 'range' and (low.isna() or high.isna())",
        "needs both low and high",
    ),
    dates_are_near,
    _in_order("start", "end"),
    _in_order("date", "end"),
    _in_order("counted_on", "published_on"),
    _in_order("covers_to", "counted_on"),
    _in_order("covers_to", "published_on"),
    _in_order("published", "accessed"),
    *(
        Rule(
            ANY_TABLE,
            column,
            f"({column}.isna() or {column} == '') and "
            "(latitude.notna() or longitude.notna() or geo_precision != '')",
            WHOLE,
        )
        for column in PLACED
    ),
    places_have_one_position,
    names_are_spelt_once,
    Rule(
        ANY_TABLE,
        "reporter",
        "@look_up(reporter, 'areas', 'kind') == 'country'",
        "is a country code: name the office that counted",
        but=("trade",),  # there a country's code stands for its statistics
    ),
    *(
        Rule(
            ANY_TABLE,
            "reporter",
            f"note == '' and @has('sources', reporter.rename('publisher'), kind='{kind}')",
            "is a medium: name who counted, write 'not named' where the text names nobody, "
            "or say in note how its own people did",
            but=("casualty_reports", "security_incidents"),  # these say of what kind a reporter is
        )
        for kind in ("media", "news agency")
    ),
    Rule(
        ANY_TABLE,
        "reporter",
        "reporter_kind == 'media' and note == ''",
        "is a news medium: name who counted, or say in note how its own staff did",
    ),
    Rule(
        ANY_TABLE,
        "reporter_kind",
        r"reporter.str.contains(r'\b[Ss]ources?\b|[Ww]itness') and reporter_kind != 'witness'",
        "does not fit reporter: people whom the page leaves unnamed are a witness",
    ),
    Rule(
        ANY_TABLE,
        "note",
        "independent != '' and note == ''",
        "is empty, and 'independent' needs its reason here",
    ),
    Rule(
        ANY_TABLE,
        "witness",
        unmarked_articles,
        "is not what the sources say: 'article only' where all of them are articles, else 'other'",
    ),
    Rule(
        ANY_TABLE,
        "also_in",
        repeated_sources,
        "names the row's own source_id again",
    ),
)
