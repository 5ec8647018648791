"""Read a figure back as a reader does: marks, numbers, key and words, held against its rows.

Each rule takes a figure and yields what a reader would be told wrongly. What the words of keys and
subtitles mean is said here a second time, apart from the notebooks: exchanged there, they differ.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle

from heartland.figures import marks, style
from heartland.figures.sheet import Sheet
from heartland.figures.source_line import source_line
from heartland.tables import collection, csv_files
from heartland.tables.periods import is_period

GREYS = {style.QUIET, style.INK, style.RULE, style.TEXT}


# What a name of the key says of a mark, as pandas evaluates it of the rows: whether it is of a row,
# or the number of the row that it shows.
MEANS = {
    "customer-or-supplier": {"Russia": "RUS", "China": "CHN"},
    "two-sets-of-statistics": {
        "own statistics": "own_usd_mn",
        "China’s customs": "partner_usd_mn",
    },
    "slump-of-2022": {"forecast, spring 2022": "forecast_pct", "what happened": "actual_pct"},
    "dollars-and-roubles": {"in dollars": "usd_pct", "in roubles": "rub_pct"},
    "forecast-paths": {"actual": "publisher == 'World Bank WDI'"},
    "every-april": {"other years": "~is_chosen"},
    "last-year-repeated": {"IMF in April": "imf_pp", "last year’s growth repeated": "last_year_pp"},
    "current-account": {"expected in April 2022": "expected_pct", "newest figure": "actual_pct"},
    "civil-war": {
        "the state": "reporter_kind == 'official'",
        "everyone else": "reporter_kind != 'official'",
    },
    "counts-by-event": {
        "the state’s last count": "reporter_kind == 'official'",
        "everyone else’s": "by != 'the state’s last count'",
    },
    "group-strengths": {
        "United Nations": "reporter == 'UN Monitoring Team' and witness != 'article only'",
        "others": "reporter != 'UN Monitoring Team' or witness == 'article only'",
    },
    "fighters": {
        "the state, its newest count": "~reporter.str.contains('Soufan|Centre')",
        "Soufan Center, 2017": "reporter == 'Soufan Center'",
        "ICSR, 2015": "reporter.str.contains('Study of Radicalisation')",
    },
    "returns": {
        "counted by an office of the state": "reporter_kind == 'official'",
        "counter not named": "reporter_kind != 'official'",
    },
    "forecast-and-actual": {"forecast, April of the year": "forecast_pct", "actual": "growth_pct"},
    "who-sent": {"2021": "in_2021", "2023": "in_2023"},
    "two-counts": {"EU’s exports": "flow == 'exports'", "own imports": "flow == 'imports'"},
    "the-wave": {
        "highest of the three periods": "bn_a_year == bn_a_year.groupby(area).transform('max')",
        "lower": "bn_a_year < bn_a_year.groupby(area).transform('max')",
    },
    "moscow-or-beijing": {
        "China": "CHN > 1.02 * RUS.fillna(0) and leads in ['China', 'Russia']",
        "Russia": "RUS > 1.02 * CHN.fillna(0) and leads in ['China', 'Russia']",
        "about level": "0.95 * RUS < CHN < RUS / 0.95",
        "neither has 5 percent": "RUS < 5 and CHN < 5 and tie.str.startswith('Share')",
    },
    "who-gained": {
        "China ahead, behind in 2010": "CHN_now > RUS_now and CHN_then < RUS_then",
        "China ahead": "CHN_now > RUS_now and CHN_then >= RUS_then and CHN_now >= 5",
        "Russia ahead": "RUS_now > CHN_now and RUS_now >= 5",
    },
    "share-of-world": {
        "China": "area == 'CHN'",
        "Russia": "area == 'RUS'",
        "India": "area == 'IND'",
        "Pakistan": "area == 'PAK'",
        "all other members": "area not in ['CHN', 'RUS', 'IND', 'PAK']",
    },
    "whose-networks": {
        "only Chinese firms found": "share == 1",
        "Chinese firms and others": "0 < share < 1",
    },
    "every-claim": {
        "held": "verdict in ['confirmed', 'close', 'superseded']",
        "with a reservation": "verdict in ['disputed', 'outdated']",
        "did not hold": "verdict in ['misattributed', 'contradicted', 'inconsistent']",
        "open": "verdict == 'unverified'",
        "not checkable": "verdict == 'not checkable'",
    },
    "who-moved": {"2001–2013": "`2001–2013`", "2022–2023": "`2022–2023`"},
    "ukraine-votes": {
        "in favour": "vote == 'yes'",
        "abstained": "vote == 'abstain'",
        "absent": "vote == 'absent'",
        "against, as Russia": "vote == 'no'",
    },
}
HOLLOW = {  # where another column than the status says which dots are
    "level-with-russia": "counted_by in ['CERR', 'WTO'] or status in ['E', 'P', 'U']",
    "trade-partners": "~is_own or is_wider == True or counted_by in ['CERR', 'WTO'] or status in ['E', 'P', 'U']",
    "counts-by-event": "credibility >= 4 or status == 'E'",
    "group-strengths": "witness == 'article only'",
    "two-counts": "status == 'P' or partner_definition == 'EU27+UK'",
    "apple-by-year": "year == year.max()",
    "uc-browser": "year == year.max()",
}
PANELS = {  # what a panel says of its rows, where they do not have its name from the data
    "customer-or-supplier": {"Sells to": "flow == 'exports'", "Buys from": "flow == 'imports'"},
    "slump-of-2022": {
        "Money sent home, in dollars": "vintage == '2022-03'",
        "Real GDP": "vintage == '2022-04'",
    },
    "where-it-kills": {
        "At home: attacks, mutinies, prison riots": "attackers_from.isna()",
        "Abroad, by people from the five countries": "attackers_from.notna()",
    },
    "debt-that-peaked": {
        "Owed to Russia": "creditor == 'RUS'",
        "Owed to China": "creditor == 'CHN'",
    },
    "who-arms-them": {
        "By years, percent of volume": "area.isna() and row == five_years",
        "2020–24, volume in million units": "area.notna() and 2020 <= year <= 2024",
    },
    "how-heavy": {
        "People, millions": "measure == 'population'",
        "GDP at purchasing power, trillions of dollars": "measure == 'gdp_ppp'",
        "GDP at exchange rates, trillions of dollars": "measure == 'gdp'",
        "Military spending, billions of dollars": "measure == 'military'",
    },
}
UNITS = {  # what the name of a column wants said of its numbers
    r"_pct|_of_loss|share": r"\bpercent\b(?! *points)",
    r"_pp$": r"\bpercentage points\b",
    r"_bn$": r"\bbillions?\b",
    r"_mn$|^millions$": r"\bmillions?\b",
    r"_eur_": r"\beuros?\b",
    r"usd_|_usd_": r"\bdollars?\b",
    r"^killed$": r"\bkilled\b",
    r"^place$": r"\brank\b",
}
SIGNS = {"%": UNITS[r"_pct|_of_loss|share"], "bn": UNITS["_bn$"], "mn": UNITS["_mn$|^millions$"]}
SAID = {  # what the subtitle of each figure says of its measure, in words of ours
    "the-region": "Population in 2024, millions",
    "level-with-russia": "percent of all trade in goods",
    "customer-or-supplier": "Percent of all exports and of all imports",
    "two-sets-of-statistics": "Exports plus imports with China, billions of dollars",
    "kyrgyz-gold": "Exports of Kyrgyzstan by its own statistics, billions of dollars",
    "the-competitor": "imports of gas by pipeline, billions of dollars",
    "share-of-gdp": "received from all countries, percent of GDP",
    "amounts": "received from all countries, billions of current dollars",
    "dollars-and-roubles": "Change on the year before, percent",
    "slump-of-2022": "Change on 2021, percent",
    "forecast-paths": "Growth of real GDP in 2022, percent",
    "every-april": "published a year later minus April’s forecast, percentage points",
    "last-year-repeated": "Mean miss, percentage points",
    "current-account": "Current account in 2022, percent of GDP",
    "turkmenistan-apart": "Growth of real GDP in 2019, percent",
    "civil-war": "killed in the civil war of 1992–1997",
    "counts-by-event": "People killed, by who counted them",
    "left-out-by-ucdp": "People killed, by the state’s last count",
    "where-it-happened": "killed since 1991 by the last official counts",
    "where-it-kills": "by the last count of a court or an office; at home 170 in all, attackers included",
    "abroad": "killed in attacks abroad by people from the five countries",
    "attacks": "by official counts, attackers and intruders included",
    "group-strengths": "Fighters as stated",
    "fighters": "People who left to join armed groups in Syria and Iraq",
    "returns": "brought home, by the highest total found for each country",
    "apple-by-year": "percent of mobile page views; median of the months of each year",
    "uc-browser": "percent of mobile page views; median of the months of each year",
    "whose-networks": "with the newest year; a list, no shares. *: Chinese",
    "index-standing": "United Nations’ e-government index; 1 is best",
    "internet-users": "Percent of the population",
    "fixed-broadband": "subscriptions per 100 people",
    "share-of-world": "Percent of the world’s people",
    "largest-states": "Percent of all people in the member states",
    "how-heavy": "states that were members at the end of 2023",
    "every-claim": "One square is one claim",
    "trade-partners": "Exports plus imports, billions of dollars",
    "money-sent-home": "received from all countries, percent of GDP",
    "forecast-and-actual": "Growth of real GDP, percent",
    "beside-russias-loss": "March to November 2022 on 2021, percent of the fall in those to Russia",
    "exports-by-month": "all goods, millions of euros a month",
    "who-sent": "Exports to Kyrgyzstan, all goods, millions of euros",
    "listed-goods": "March to November 2022, minus the same months of 2021",
    "kyrgyz-cars": "percent of all imports by value",
    "two-counts": "Goods from the EU, billions of dollars",
    "the-wave": "billions of 2023 dollars a year",
    "how-much": "Commitments 2000–2023, billions of 2023 dollars",
    "debt-that-peaked": "Percent of the public sector’s debt abroad",
    "on-what-terms": "Percent of commitments, 2000–2021, that pass the OECD’s test of aid",
    "moscow-or-beijing": "China’s figure : Russia’s, or Russia’s alone",
    "who-gained": "China’s share minus Russia’s, percentage points, about 2010 → newest",
    "drift": "percent of votes in the UN General Assembly",
    "who-moved": "the same as those of most states",
    "ukraine-votes": "Votes in the UN General Assembly, China’s beside them",
    "who-arms-them": "units of military capability, not of money",
    "asked-of-both": "Percent; compare within a row",
}
ORDER = {"counts-by-event": "apart"}  # of what the subtitle puts first
EVENTS = {"invasion": 2022.15, "invasion of Ukraine": 2022.15, "Crimea": 2014.2}
SHORT = {"EU": "EUU", "World Bank": "World Bank WDI", "World": "WLD"}
YEARS = r"\b(?:19|20)\d\d(?:–\d\d)?\b"
OF_ROWS = ("dot", "hollow dot", "square")  # glyphs of the key that stand for marks of rows
NUMBER = r"\d[\d,]*(?:\.\d+)?"


class Mark(NamedTuple):
    """A mark of a row: where it stands, what its length or place is, how it looks."""

    axes: Any
    row: int
    x: float
    y: float
    value: float
    colour: str
    is_hollow: bool
    is_bar: bool


@cache
def _areas() -> dict[str, dict[str, str]]:
    return {row["area"]: row for row in csv_files.rows(collection.root(), "areas")}


def _rows(fig: Sheet, artist: Any) -> list[int]:
    """The rows that a mark leads to."""
    return fig.marks.get(artist.get_gid(), [])


def marks_of(fig: Sheet) -> list[Mark]:
    """The dots and bars of a figure that lead to a row."""
    found = []
    for axes in fig.axes:
        is_across = axes in fig.rows_of_axes
        for line in axes.lines:
            if line.get_marker() == "None":
                continue
            face = line.get_markerfacecolor()
            is_hollow = face == "white"
            colour = to_hex(line.get_markeredgecolor() if is_hollow else face)
            for (x, y), row in zip(line.get_xydata(), _rows(fig, line), strict=False):
                value = x if is_across else y
                found.append(Mark(axes, row, x, y, float(value), colour, is_hollow, False))
        for bar in axes.patches:
            if isinstance(bar, Rectangle) and _rows(fig, bar):
                is_cell = is_across and not np.isclose(bar.get_height(), marks.BAR)
                value = bar.get_width() if is_across else bar.get_height()
                middle = bar.get_xy() + np.array([bar.get_width(), bar.get_height()]) / 2
                look = (np.nan if is_cell else float(value), to_hex(bar.get_facecolor()))
                found.append(Mark(axes, _rows(fig, bar)[0], *middle, *look, False, True))
    return found


def _words(fig: Sheet, row: int) -> set[str]:
    """What a row says in words, areas by their names too."""
    cells = {str(cell) for cell in fig.rows.iloc[row]}
    return cells | {_areas()[cell]["name"] for cell in cells if cell in _areas()}


def _numbers(text: str) -> list[tuple[float, int]]:
    """The numbers of a text, and how many decimals each has."""
    found = re.findall(f"−?{NUMBER}", text)
    plain = [number.replace(",", "").replace("−", "-") for number in found]
    return [(float(number), len(number.partition(".")[2])) for number in plain]


def _writes(number: tuple[float, int], value: Any) -> bool:
    written, decimals = number
    return bool(abs(written - value) <= 0.5 * 10**-decimals * 1.000001)


def _drawn(fig: Sheet) -> Iterator[tuple[list[Mark], list[str]]]:
    """The marks of each panel and colour, and the columns that hold the value of each of them."""
    numbers = fig.rows.apply(pd.to_numeric, errors="coerce")
    groups: dict[Any, list[Mark]] = {}
    for mark in marks_of(fig):
        if np.isfinite(mark.value):
            groups.setdefault((mark.axes, mark.colour), []).append(mark)
    for group in groups.values():
        cells = numbers.iloc[[mark.row for mark in group]]
        values = np.array([mark.value for mark in group])
        yield group, [name for name in cells if np.allclose(cells[name], values, rtol=1e-9)]


def _is_placed(fig: Sheet) -> bool:
    """Whether marks have places of their own, as on a map and in a waffle."""
    return bool({"latitude", "became"} & set(fig.rows))


def _is_time(cells: pd.Series) -> bool:
    return bool(cells.notna().all() and cells.astype("str").map(is_period).all())


def a_mark_stands_at_the_value_of_its_row(name: str, fig: Sheet) -> Iterator[str]:
    """No mark is off its row, nor its year."""
    if _is_placed(fig):
        return
    for group, columns in _drawn(fig):
        if not columns:
            yield f"marks in {group[0].colour} show no column of the rows"
        if group[0].axes in fig.rows_of_axes:
            continue
        rows, x = fig.rows.iloc[[mark.row for mark in group]], [round(m.x, 6) for m in group]
        times = [column for column in rows if _is_time(rows[column])]
        if name == "forecast-paths":  # what happened is drawn at the end of its year
            end = rows["target_year"].astype("str") + "-12"
            rows = rows.assign(at=rows["vintage"].mask(rows["publisher"].eq("World Bank WDI"), end))
            times = ["at"]
        if not any(np.allclose(marks.places(rows[one]), x, atol=0.41) for one in times):
            yield f"marks in {group[0].colour} stand at no time of the rows"
    for axes in fig.axes:
        for line in axes.lines:
            for row in _rows(fig, line) if line.get_marker() == "None" else []:
                ends = fig.rows.iloc[row][["low", "high"]].tolist()
                if not np.allclose(line.get_xdata(), ends):
                    yield f"a range from {line.get_xdata()} is of a row with {ends}"


def a_number_is_that_of_its_mark(name: str, fig: Sheet) -> Iterator[str]:
    """A number beside or in a mark is its value as written, or the range of its row."""
    drawn = [] if _is_placed(fig) else marks_of(fig)
    for axes in fig.axes:
        is_across = axes in fig.rows_of_axes
        for text in axes.texts:
            words = re.sub(YEARS, "", text.get_text())
            written = _numbers(words)
            if not written or _is_placed(fig) or words.startswith("<"):
                continue
            x, y = text.xy
            beside = [
                m for m in drawn if m.axes is axes and abs(m.y - y if is_across else m.x - x) < 0.01
            ]
            cells = [m.row for m in beside if np.isnan(m.value) and abs(m.x - x) < 0.01]
            cells += _rows(fig, text)
            inside = [m.value for m in beside if m.is_bar and np.hypot(m.x - x, m.y - y) < 0.001]
            if cells:
                right = _are_of_row(fig, text.get_text(), cells[0])
            elif "–" in text.get_text():
                rows = fig.rows.iloc[[m.row for m in beside] + _ranges(fig, axes, y)]
                ends = set(zip(rows["low"], rows["high"], strict=True))
                right = any(all(map(_writes, written[-2:], pair)) for pair in ends)
            else:
                at = [*inside, x if is_across else y]
                right = bool(beside) and any(_writes(written[0], value) for value in at)
            if not right:
                yield f"'{text.get_text()}' stands at {x:g}, {y:g}"


def _are_of_row(fig: Sheet, text: str, row: int) -> bool:
    """Whether names, years and numbers of a text are those of a row, each number of its name."""
    cells = pd.to_numeric(fig.rows.iloc[row], errors="coerce").dropna()
    said = " ".join(_words(fig, row))
    right = all(
        any(_writes(number, cell) for cell in cells) for number in _numbers(re.sub(YEARS, "", text))
    )
    right &= all(words in said for words in re.findall(rf"{YEARS}|^[A-Z]\w+(?=\n)", text))
    for area, *numbers in re.findall(rf"([A-Z]\w+)\s({NUMBER})\s→\s({NUMBER})", text):
        (code,) = [code for code, one in _areas().items() if one["name"] == area]
        for number, time in zip(numbers, ("then", "now"), strict=True):
            right &= _writes(_numbers(number)[0], cells[f"{code}_{time}"])
    return right


def a_tick_says_where_it_stands(name: str, fig: Sheet) -> Iterator[str]:
    """The number at a tick is its place on the axis."""
    for axes in fig.axes:
        is_across = axes in fig.rows_of_axes
        for axis in (axes.xaxis,) if is_across else (axes.xaxis, axes.yaxis):
            for place, label in zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=False):
                written = _numbers(label.get_text())
                is_cell = is_across and axis.get_ticks_position() == "top"
                if re.match("[A-Z][a-z]{2}\n", label.get_text()):  # a month
                    at = pd.to_datetime(label.get_text(), format="%b\n%Y").strftime("%Y-%m")
                    written = [(float(marks.places(pd.Series([at])).iloc[0]), 0)]
                if written and not is_cell and not np.isclose(written[0][0], place):
                    yield f"the tick '{label.get_text()}' stands at {place:g}"


def _ranges(fig: Sheet, axes: Any, y: float) -> list[int]:
    """The rows of the ranges on a row of marks."""
    lines = [
        line for line in axes.lines if line.get_marker() == "None" and line.get_ydata()[0] == y
    ]
    return [row for line in lines for row in _rows(fig, line)]


def _told(fig: Sheet, expression: str) -> pd.Series:
    """What pandas evaluates of each row of a figure, in their order."""
    told = fig.rows.eval(expression, engine="python").reset_index(drop=True).convert_dtypes()
    return told.fillna(False).astype("bool") if told.dtype == "boolean" else told


def a_colour_is_what_the_key_says(name: str, fig: Sheet) -> Iterator[str]:
    """Each mark has the colour of its name in the key, and no other mark has."""
    drawn = marks_of(fig)
    told = {entry: _told(fig, meaning) for entry, meaning in MEANS.get(name, {}).items()}
    numbers = [of for of in told.values() if of.dtype != "bool"]
    named = [
        (entry, to_hex(one)) for (entry, glyph), one in fig.entries.items() if glyph in OF_ROWS
    ]
    for entry, colour in named:
        of_entry, of_rows = [], told.get(entry)
        for mark in drawn:
            is_so = mark.colour == colour
            if of_rows is None:
                is_meant = entry in _words(fig, mark.row)
            elif of_rows.dtype == "bool":
                is_meant = of_rows[mark.row]
            else:  # where two numbers of a row are alike, the colour says which it is
                shown = [of is of_rows for of in numbers if _shows(mark, of[mark.row])]
                is_meant = any(shown) if len(shown) < 2 else is_so
            of_entry += [mark] if is_meant else []
            if is_meant != is_so and (is_meant or entry in told):
                words = _words(fig, mark.row)
                yield f"'{entry}' is {colour} in the key, and {mark.colour} is a mark of {words}"
                break
        if entry in told and not of_entry:
            yield f"no mark is '{entry}'"


def _shows(mark: Mark, number: float) -> bool:
    """Whether a mark stands at a number of its row, or at thousands of it."""
    return bool(np.isclose(mark.value, number) or np.isclose(mark.value, number / 1000))


def _is_tint(colour: str, full: str) -> bool:
    """Tell whether a colour is another one, or that one mixed with white."""
    missing, missing_in_full = 1 - np.array(to_rgb(colour)), 1 - np.array(to_rgb(full))
    share = missing.max() / missing_in_full.max()
    return share > 0.2 and np.allclose(missing, share * missing_in_full, atol=0.04)


def a_country_has_its_own_colour(name: str, fig: Sheet) -> Iterator[str]:
    """What is named after a country in a key, or at the end of a line, has its colour or a grey.

    A paler tint of its colour is its colour too.
    """
    named = [(entry, colour) for (entry, _), colour in fig.entries.items()]
    named += [(text.get_text(), text.get_color()) for axes in fig.axes for text in axes.texts]
    bars = [one for one in marks_of(fig) if one.is_bar and one.axes in fig.rows_of_axes]
    for mark in [] if fig.entries else bars:
        named += [(word, mark.colour) for word in _words(fig, mark.row) & {"China", "Russia"}]
    own = {row["name"]: to_hex(row["colour"]) for row in _areas().values() if row["colour"]}
    for text, colour in named:
        for country, its in own.items():
            if not text.startswith(country) or to_hex(colour) in {*GREYS, "#ffffff"}:
                continue
            if not _is_tint(colour, its):
                yield f"'{text}' is in {colour}, and {country} has {its}"


def a_label_names_its_line(name: str, fig: Sheet) -> Iterator[str]:
    """What is written at the end of a line names the row of the mark there, in its colour."""
    drawn = marks_of(fig)
    for axes in fig.axes:
        for text in axes.texts if axes not in fig.rows_of_axes else []:
            words = re.sub(rf" −?{NUMBER}$", "", text.get_text())
            if words in EVENTS:
                if abs(text.xy[0] - EVENTS[words]) > 0.7:
                    yield f"'{words}' stands at {text.xy[0]:.2f}"
                continue
            at = [m for m in drawn if m.axes is axes and np.allclose((m.x, m.y), text.xy)]
            if not words or not at or _numbers(words):
                continue
            if not any(
                {words, SHORT.get(words, words)} & _words(fig, m.row)
                and m.colour == to_hex(text.get_color())
                for m in at
            ):
                yield f"'{words}' stands at the end of the line of {_words(fig, at[0].row)}"


def what_is_hollow_is_weaker(name: str, fig: Sheet) -> Iterator[str]:
    """A hollow dot is of a weak or an expected row, or named so in the key, which explains it."""
    of_key = {to_hex(c) for (_, glyph), c in fig.entries.items() if glyph == "hollow dot"}
    by_status = "status in ['E', 'P', 'U', 'F']" if "status" in fig.rows else "index != index"
    weak = _told(fig, HOLLOW.get(name, by_status))
    drawn = [] if _is_placed(fig) else [mark for mark in marks_of(fig) if not mark.is_bar]
    for mark in drawn:
        if mark.is_hollow != (weak[mark.row] or mark.colour in of_key):
            is_so = "is" if mark.is_hollow else "is not"
            yield f"a mark of {_words(fig, mark.row)} {is_so} hollow"
            return
    meaning = fig.weak or of_key or ("expected", "dotted") in fig.entries
    if any(mark.is_hollow for mark in drawn) and not meaning:
        yield "nothing says what hollow means"


def a_bound_has_its_arrow(name: str, fig: Sheet) -> Iterator[str]:
    """An arrow leads from each figure that is a bound, to the side where the true one may be."""
    for mark in marks_of(fig) if "relation" in fig.rows and not _is_placed(fig) else []:
        if mark.axes in fig.rows_of_axes and not mark.is_bar:
            relation = str(fig.rows["relation"].iloc[mark.row])
            there = (text for text in mark.axes.texts if text.arrow_patch)
            drawn = [np.sign(text.xyann[0]) for text in there if text.xy == (mark.x, mark.y)]
            if drawn != {">": [1], "<": [-1]}.get(relation[:1], []):
                yield f"'{relation}' is drawn with arrows to {drawn}: {_words(fig, mark.row)}"


def a_mark_stands_in_the_row_and_the_column_of_its_name(name: str, fig: Sheet) -> Iterator[str]:
    """The names beside a mark and above a square are words of its row."""
    for mark in [] if _is_placed(fig) else marks_of(fig):
        heads = [(mark.axes.yaxis, mark.y)] if mark.axes in fig.rows_of_axes else []
        heads += [(mark.axes.xaxis, mark.x)] if np.isnan(mark.value) else []
        for axis, place in heads:
            labels = zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=False)
            named = {round(at): label.get_text() for at, label in labels}
            words = named.get(round(place), "").replace("\n", " ")
            if words and words not in _words(fig, mark.row):
                yield f"beside '{words}' is a mark of {_words(fig, mark.row)}"
                return


def a_panel_holds_what_its_name_says(name: str, fig: Sheet) -> Iterator[str]:
    """Every mark of a panel is of a row that the name of the panel names."""
    told = {panel: _told(fig, meaning) for panel, meaning in PANELS.get(name, {}).items()}
    if "panel" in fig.rows and not told:
        yield "PANELS does not say what its panels mean"
    drawn = {axes.get_title("left") for axes in fig.axes}
    yield from (f"no panel is '{panel}'" for panel in told if panel not in drawn)
    for mark in marks_of(fig):
        title = mark.axes.get_title("left")
        words = _words(fig, mark.row)
        if title and not (told[title][mark.row] if title in told else title in words):
            yield f"the panel '{title}' has a mark of {words}"
            return


def the_words_say_the_unit_and_the_years(name: str, fig: Sheet) -> Iterator[str]:
    """The subtitle has the unit of what is drawn, and no span of years but that of the rows."""
    subtitle = fig.furniture.subtitle
    key = " ".join(entry for entry, _ in fig.entries)
    words = " ".join([subtitle, *fig.furniture.panels, key])
    if SAID[name] not in subtitle:
        yield f"the subtitle no longer says '{SAID[name]}'"
    wanted = [
        (column, said)
        for _, columns in _drawn(fig)
        for column in columns
        for suffix, said in UNITS.items()
        if re.search(suffix, column)
    ]
    signs = [
        re.sub(f"^−?{NUMBER}", "", tick.get_text()).strip()
        for axes in fig.axes
        for tick in axes.get_yticklabels()
    ]
    wanted += [(sign, SIGNS[sign]) for sign in signs if sign in SIGNS]
    for what, said in wanted:
        if not re.search(said, words, re.IGNORECASE):
            yield f"'{what}' is drawn, and nothing says {said}"
    for month, year in re.findall(r"([A-Z][a-z]+) (\d{4})", key):
        edition = f"{pd.Timestamp(f'1 {month} {year}'):%Y-%m}"
        if "vintage" in fig.rows and not fig.rows["vintage"].eq(edition).all():
            yield f"the key says {month} {year}, the rows {set(fig.rows['vintage'])}"
    rest = subtitle.replace(SAID[name], "")
    for span in re.findall(r"\b((?:19|20)\d\d)–((?:19|20)\d\d)\b", rest):
        for column in {"target_year", "year"} & set(fig.rows):
            years = pd.to_numeric(fig.rows[column], errors="coerce")
            if years.notna().all() and (years.min(), years.max()) != tuple(map(int, span)):
                yield f"the subtitle says {span}, the rows {years.min()}–{years.max()}"


def billions_are_the_millions_of_their_row(name: str, fig: Sheet) -> Iterator[str]:
    """A column of billions beside columns of millions is a thousandth of one of them."""
    of_millions = fig.rows.filter(regex="(^|_)mn$")
    for column, billions in fig.rows.filter(regex="(^|_)bn$").items():
        alike = [
            np.allclose(billions, millions / 1000, equal_nan=True)
            for _, millions in of_millions.items()
        ]
        if alike and not any(alike):
            yield f"'{column}' is no thousandth of {' or '.join(of_millions)}"


def rows_stand_in_the_order_that_is_said(name: str, fig: Sheet) -> Iterator[str]:
    """The widest or the newest is first where the subtitle says so."""
    place = {mark.row: (fig.axes.index(mark.axes), -mark.y) for mark in marks_of(fig)}
    rows = sorted(place, key=place.__getitem__)
    if name in ORDER and not fig.rows[ORDER[name]].iloc[rows].is_monotonic_decreasing:
        yield f"the rows are not in the order of {ORDER[name]}"


def its_words_are_written_on_it(name: str, fig: Sheet) -> Iterator[str]:
    """Title, subtitle and source line are on the sheet, and the key has each colour."""
    shown = " ".join(text.get_text() for text in fig.texts).replace("\n", " ")
    furniture = fig.furniture
    if furniture.source != source_line(fig.rows):
        yield f"'{furniture.source}' is not the source line of the rows"
    for words in (furniture.title, furniture.subtitle, furniture.note, furniture.source):
        if words not in shown:
            yield f"'{words}' is not written"
    for entry in [*(entry for entry, _ in fig.entries), *fig.weak]:
        if entry not in shown:
            yield f"the key has no '{entry}'"


RULES = [
    a_mark_stands_at_the_value_of_its_row,
    a_number_is_that_of_its_mark,
    a_tick_says_where_it_stands,
    a_colour_is_what_the_key_says,
    a_country_has_its_own_colour,
    a_label_names_its_line,
    what_is_hollow_is_weaker,
    a_bound_has_its_arrow,
    a_mark_stands_in_the_row_and_the_column_of_its_name,
    a_panel_holds_what_its_name_says,
    the_words_say_the_unit_and_the_years,
    billions_are_the_millions_of_their_row,
    rows_stand_in_the_order_that_is_said,
    its_words_are_written_on_it,
]
AT_ANY_PARAMETERS = [
    a_mark_stands_at_the_value_of_its_row,
    a_number_is_that_of_its_mark,
    a_country_has_its_own_colour,
    a_label_names_its_line,
    a_bound_has_its_arrow,
    a_mark_stands_in_the_row_and_the_column_of_its_name,
    its_words_are_written_on_it,
]
