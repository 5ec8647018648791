"""Notebook 07: where the republics stand in digital indices, and how three firms arrived.

A row of an index is one area in one edition. ``value`` is what is drawn of it: the place where a
body ranks, else the score in percent of its scale, or in the unit of the indicator.
"""

import functools
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from heartland import sentences
from heartland.figures import charts, sizes, style
from heartland.figures.frame import Sheet, frame, panels
from heartland.figures.labels import label_ends, note
from heartland.sentences import Finding
from heartland.tables.areas import REPUBLICS, area_names, names_of
from heartland.tables.measures import LEVEL, about_level
from heartland.tables.sources import are_from

REST = ("RUS", "CHN")  # drawn for comparison only
FIRMS = ("Huawei", "ZTE", "Alibaba")
PLACES = ("UN EGDI", "UNCTAD B2C", "ITU IDI", "GII", "NRI", "AI readiness")  # drawn by place
APART = ("GCI", "ITU", "UNCTAD", "GII", "NRI", "AI")  # editions that cannot be joined
FULL = {"UN EGDI": "UN E-Government Development Index (EGDI)"}  # names written out
TOPIC = {
    "UN EGDI": "e-government",
    "EGDI OSI": "online public services",
    "EGDI TII": "telecommunication infrastructure",
    "UNCTAD B2C": "e-commerce readiness",
    "ITU IDI": "ICT development",
    "GCI": "cybersecurity",
    "GCI legal": "cybersecurity, legal measures",
    "GCI technical": "cybersecurity, technical measures",
    "GCI organisational": "cybersecurity, organisational measures",
    "GCI capacity": "cybersecurity, capacity measures",
    "GCI cooperation": "cybersecurity, cooperation measures",
    "GII": "innovation",
    "NRI": "network readiness",
    "AI readiness": "readiness for artificial intelligence",
    "ITU G5": "digital regulation",
    "internet users": "internet use",
}
PERCENT_OF = {"0-1": 100, "0-20": 5, "0-10": 10}  # times a score is its percent of the scale
FIRST, LAST = 1996.5, 2023.5  # of the years of a narrow figure: room for the outermost dots
ACADEMY = "academy or training centre"  # a category of milestones
CHARACTERS = 92  # semibold ones on a line across the milestones, at the size of a column
CLIMB = 10  # places that count as a climb
MOVE = 2  # points of the share behind that count as a move


# Rows


def usable(digital: pd.DataFrame) -> pd.DataFrame:
    """Keep what can be drawn: not the article, which is under test, and no doubtful place.

    A row has the figure that is drawn of its index: a place, or a score.
    """
    rows = digital[~are_from(digital, "article")]
    is_place = rows["index"].isin(PLACES)
    has_figure = rows["rank"].notna().where(is_place, rows["score"].notna())
    doubtful = is_place & rows["status"].eq("U")
    return rows[has_figure & ~doubtful]


def measured(rows: pd.DataFrame, index: str) -> pd.DataFrame:
    """Add what is drawn of the rows of one index, in the order of areas and years.

    Returns:
        The rows with ``value`` (place, percent of the scale, or the unit of the indicator) and
        ``step`` (the place of an edition on the axis). No rows if none is of a republic.
    """
    if index in PLACES:
        value = rows["rank"]
    else:
        percent = rows["scale"].map(PERCENT_OF).astype("float64").fillna(1.0)
        value = (rows["score"] * percent).round(2)
    years_between = 2 if "EGDI" in index else 1
    rows = rows.assign(value=value, step=rows["year"] / years_between)
    if _republics(rows).empty:
        return rows[:0]
    return rows.sort_values(["area", "year"])


def _republics(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[~rows["area"].isin(REST)]


def then_and_now(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the figure of the last year that all areas report, and of the last year of each.

    Returns:
        A row for each area: ``first_year`` and ``then``, ``last_year`` and ``last``; ``broken`` is
        the last year between them in which the source or the counting changed, 0 for none.
    """
    common = rows.groupby("area")["year"].max().min()
    then = rows[rows["year"].eq(common)]
    last = rows.drop_duplicates("area", keep="last")
    both = then.merge(last, on=["area", "index", "source_id"], suffixes=("_then", "_last"))
    both = both.rename(
        columns={
            "year_then": "first_year",
            "value_then": "then",
            "year_last": "last_year",
            "value_last": "last",
        }
    )
    breaks = rows[rows["status"].eq("B") & rows["year"].gt(common)]
    broken = breaks.groupby("area")["year"].max()
    both["broken"] = both["area"].map(broken).fillna(0).astype(int)
    columns = ["area", "index", "first_year", "then", "last_year", "last", "broken", "source_id"]
    return both[columns]


def with_article(editions: pd.DataFrame, article: pd.DataFrame) -> pd.DataFrame:
    """Put the scores of an article beside those of the editions, told apart by ``kind``."""
    both = pd.concat(
        [
            editions.assign(kind="edition"),
            article.assign(value=article["score"] * 100, kind="article"),
        ]
    )
    columns = ["index", "edition", "year", "area", "score", "scale", "value", "kind", "status"]
    return both[[*columns, "source_id"]].sort_values(["year", "area", "kind"])


def of_firms(milestones: pd.DataFrame, actors: Sequence[str]) -> pd.DataFrame:
    """Return the milestones of some actors by date, with the actor as ``firm``.

    ``witnessed`` tells whether any document but an audited article tells of the milestone: the
    others are no evidence, are drawn hollow, and are not counted.
    """
    firms = milestones["actor"].map(functools.partial(_firm, actors=actors))
    rows = milestones.assign(firm=firms, witnessed=~milestones["article_only"])
    return rows[firms.ne("")].sort_values("date", key=charts.decimal_year)


def with_contradicted(milestones: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """Mark as ``contradicted`` the milestones that a contradicted claim alone tells of.

    Args:
        milestones: steps on record.
        judged: the claims that are contradicted; one tells of a milestone that rests on its
            article alone, in the same area and at the same date, and that names an actor of it.
    """
    contradicted = [_is_contradicted(row, judged) for row in milestones.to_dict("records")]
    return milestones.assign(contradicted=contradicted)


def _is_contradicted(milestone: dict[Any, Any], judged: pd.DataFrame) -> bool:
    if not milestone["article_only"]:
        return False
    same = judged["article_id"].eq(milestone["source_id"]) & judged["period"].eq(milestone["date"])
    actors = set(milestone["actor"].split(";"))
    for claim in judged[same].to_dict("records"):
        is_about_area = milestone["area"] in claim["area"].split(";")
        if is_about_area and any(actor in claim["statement"] for actor in actors):
            return True
    return False


def _firm(cell: str, actors: Sequence[str]) -> str:
    """Return the first of the actors whose names all stand in a cell; "" if none does."""
    for actor in actors:
        if set(actor.split(";")) <= set(cell.split(";")):
            return actor
    return ""


# Findings


def bottom_line(known: pd.DataFrame, milestones: pd.DataFrame) -> list[Finding]:
    """Return what the whole tables show, for the five republics and three firms.

    Args:
        known: usable rows of all indices, one a quantity.
        milestones: steps on record, as loaded.
    """
    here = milestones[milestones["area"].isin([*REPUBLICS, "CA5"]) & milestones["status"].ne("D")]
    users = _republics(_of(known, "internet users"))
    cyber = _republics(_of(known, "GCI"))
    return [
        kazakhstan_ahead(_of(known, "UN EGDI")),
        uzbek_lines(_of(known, "fixed broadband")),
        last_reported(then_and_now(users)),
        led(cyber.assign(kind="edition")).as_sentence(),
        alibaba_among(of_firms(here, FIRMS)),
    ]


def _of(known: pd.DataFrame, index: str) -> pd.DataFrame:
    """Return one index for the republics, Russia and China."""
    rows = known[known["index"].eq(index) & known["area"].isin([*REPUBLICS, *REST])]
    return measured(rows, index)


def kazakhstan_ahead(rows: pd.DataFrame) -> Finding:
    """Say who climbed in e-government, and how often Kazakhstan ranked above its neighbours."""
    finding = climbed(rows)
    facts = dict(finding.facts)
    parts = []
    for area in ("RUS", "CHN"):
        ahead = _editions_ahead(rows, area)
        facts[area] = ahead
        parts.append(f"above {area_names()[area]} {_in_editions(ahead)}")
    text = f"{finding.text}: Kazakhstan ranked {parts[0]}, and {parts[1]}."
    return Finding(text, facts)


def _editions_ahead(rows: pd.DataFrame, other: str) -> dict[str, int]:
    """Count the editions in which Kazakhstan ranked above another country, and since when in each.

    ``since`` is 0 where it ranked above in all of them, or did not in the last.
    """
    wide = rows.pivot(index="year", columns="area", values="value")
    ahead = wide["KAZ"] < wide[other]
    since = 0
    if ahead.iloc[-1] and not ahead.all():
        since = int(ahead.index[ahead.index > ahead.index[~ahead].max()].min())
    return {"ahead": int(ahead.sum()), "of": len(ahead), "since": since}


def _in_editions(ahead: dict[str, int]) -> str:
    if ahead["ahead"] == ahead["of"]:
        return f"in all {sentences.count(ahead['of'])} editions"
    text = f"in {sentences.count(ahead['ahead'])} of {sentences.count(ahead['of'])} editions"
    return f"{text} (in each since {ahead['since']})" if ahead["since"] else text


def uzbek_lines(rows: pd.DataFrame) -> Finding:
    """Say which republic passed Russia, and how many lines Uzbekistan and Russia have now."""
    finding = passed(rows)
    year = int(rows["year"].max())
    newest = rows[rows["year"].eq(year)].set_index("area")["value"]
    facts = {
        "uzbek_lines": round(float(newest["UZB"]), 1),
        "russian_lines": round(float(newest["RUS"]), 1),
        "newest": year,
    }
    text = (
        f"{finding.text}: Uzbekistan had {facts['uzbek_lines']} lines per 100 people in"
        f" {facts['newest']}, Russia {facts['russian_lines']}."
    )
    return Finding(text, {**finding.facts, **facts})


def last_reported(rows: pd.DataFrame) -> Finding:
    """Say where internet use was reported longest ago, and what it was."""
    finding = silence(rows)
    oldest = rows.nsmallest(1, "last_year").iloc[0]
    share = round(float(oldest["last"]))
    text = f"{finding.text}, with {share} percent of the population."
    return Finding(text, {**finding.facts, "share_pct": share})


def alibaba_among(rows: pd.DataFrame) -> Finding:
    """Say what the steps on record were, and how many of them are Alibaba's."""
    finding = kinds(rows)
    own = rows[rows["firm"].eq("Alibaba")]
    facts = {
        **finding.facts,
        "alibaba": int(own["witnessed"].sum()),
        "alibaba_unwitnessed": int((~own["witnessed"]).sum()),
        "unwitnessed": int((~rows["witnessed"]).sum()),
    }
    of_them = ""
    if facts["alibaba"]:
        of_them = f"; {sentences.count(facts['alibaba'], 'of them is', 'of them are')} Alibaba’s"
    more = sentences.count(facts["unwitnessed"], "further step rests", "further steps rest")
    text = f"{finding.text}{of_them}. {sentences.sentence(more)} on the article alone"
    if facts["alibaba_unwitnessed"]:
        text += f", {sentences.count(facts['alibaba_unwitnessed'])} of Alibaba’s among them"
    return Finding(f"{text}.", facts)


def in_doubt(digital: pd.DataFrame, milestones: pd.DataFrame) -> list[Finding]:
    """Count the rows that are marked as doubtful."""
    weak = {"weak": int(digital["status"].eq("U").sum()), "of": len(digital)}
    wrong = {"wrong": int(milestones["status"].eq("D").sum()), "of": len(milestones)}
    loose = {"loose": int(milestones["relation"].ne("=").sum()), "of": len(milestones)}
    alone = {"alone": int(milestones["article_only"].sum()), "of": len(milestones)}
    months = {"months": int(digital["edition"].str.len().ne(4).sum()), "of": len(digital)}
    return [
        Finding(
            f"{weak['weak']} of {weak['of']} rows of the indices are marked as of low reliability;",
            weak,
        ),
        Finding(
            f"{months['months']} of {months['of']} rows are of a month or a half-year "
            "and not drawn;",
            months,
        ),
        Finding(
            f"milestones that rest on an audited article alone: {alone['alone']} of {alone['of']};",
            alone,
        ),
        Finding(
            "milestones with a date or place that a better source contradicts, not drawn:"
            f" {wrong['wrong']} of {wrong['of']};",
            wrong,
        ),
        Finding(
            "milestones with a date that is approximate or the latest possible:"
            f" {loose['loose']} of {loose['of']}.",
            loose,
        ),
    ]


def where_they_stand(rows: pd.DataFrame) -> Finding:
    """Say who climbed in e-government; of any other index, who led in the last edition."""
    index = rows["index"].iloc[0]
    if index == "UN EGDI":
        return climbed(rows)
    topic = TOPIC.get(index, index)
    own = _republics(rows)
    last = own[own["year"].eq(own["year"].max())]
    last = last.sort_values("value", ascending=index in PLACES)
    if len(last) < 2 or about_level(last["value"].iloc[1], last["value"].iloc[0]):
        return Finding(f"Where {_few_or_the_republics(own['area'].unique())} stood in {topic}")
    facts = {
        "leader": area_names()[last["area"].iloc[0]],
        "republics": last["area"].nunique(),
        "topic": topic,
        "year": int(last["year"].iloc[0]),
    }
    republics = f"{sentences.count(last['area'].nunique())} republics"
    return Finding(f"{facts['leader']} led {republics} in {topic} in {facts['year']}", facts)


def climbed(rows: pd.DataFrame) -> Finding:
    """Say which republics climbed ten places or more in e-government between two editions."""
    places = _republics(rows).sort_values("year").groupby("area")["value"]
    change = places.first() - places.last()
    up = names_of(change.index[change >= CLIMB])
    everyone = names_of(change.index)
    years = [int(rows["year"].min()), int(rows["year"].max())]
    facts = {"climbed": up, "republics": everyone, "years": years}
    when = sentences.span(years, " to ")
    if len(everyone) > 3 and 0 < len(up) < len(everyone):
        the = "the " if len(everyone) == len(REPUBLICS) else ""
        some = f"{sentences.count(len(up))} of {the}{sentences.count(len(everyone))} republics"
        return Finding(sentences.sentence(f"{some} climbed in e-government, {when}"), facts)
    if up:
        return Finding(f"{sentences.listed(up)} climbed in e-government, {when}", facts)
    return Finding(f"{sentences.listed(everyone)} did not climb in e-government, {when}", facts)


def passed(rows: pd.DataFrame) -> Finding:
    """Say which republic has had more lines than Russia since when, by over two percent.

    A republic that has never had fewer has not passed Russia; nor has one whose count, or Russia's,
    breaks in the year of the crossing. Facts: ``area``, ``year``, and the ``breaks`` of its count
    before that year.
    """
    wide = rows.pivot(index="year", columns="area", values="value")
    russia = wide["RUS"]
    ahead = wide.drop(columns=list(REST)).gt((1 + LEVEL / 100) * russia, axis=0)[russia.notna()]
    since = {}
    for area in ahead:
        if ahead[area].iloc[-1] and not ahead[area].all():
            year = int(ahead.index[~ahead[area]].max()) + 1
            if year not in _breaks_of(rows, [str(area), "RUS"]):
                since[area] = year
    if len(since) != 1:
        republics = _few_or_the_republics(sorted(set(_republics(rows)["area"])))
        return Finding(f"Fixed broadband in {republics}, {sentences.span(rows['year'], ' to ')}")
    area, year = next(iter(since.items()))
    breaks = sorted(one for one in _breaks_of(rows, [str(area)]) if one < year)
    facts = {"area": area_names()[str(area)], "year": year, "breaks": breaks}
    text = f"{facts['area']} passed Russia in fixed broadband in {year}"
    if breaks:
        text += f", in a series broken in {sentences.listed(map(str, breaks))}"
    return Finding(text, facts)


def _breaks_of(rows: pd.DataFrame, areas: Sequence[str]) -> set[int]:
    """Return the years in which the source or the counting of any of the areas changed."""
    return set(rows.loc[rows["status"].eq("B") & rows["area"].isin(areas), "year"])


def silence(rows: pd.DataFrame) -> Finding:
    """Say where internet use was reported last, if three years or more before the others."""
    last = rows.set_index("area")["last_year"].sort_values()
    if last.iloc[-1] - last.iloc[0] < 3:
        republics = _few_or_the_republics(rows["area"])
        first_year = rows["first_year"].iloc[0]
        return Finding(f"Internet users in {republics}, {first_year} and last known year")
    facts = {"area": area_names()[str(last.index[0])], "year": int(last.iloc[0])}
    return Finding(f"Internet use was last reported for {facts['area']} in {facts['year']}", facts)


def led(rows: pd.DataFrame) -> Finding:
    """Say who led every edition of the cybersecurity index by more than two percent."""
    own = rows[rows["kind"].eq("edition")]
    wide = own.pivot(index="year", columns="area", values="value")
    leaders = set(wide.idxmax(axis=1))
    clear = wide.apply(_clearly_led, axis=1).all()
    if wide.shape[1] < 2 or len(leaders) != 1 or not clear:
        republics = _few_or_the_republics(wide.columns, "Republics")
        return Finding(f"{republics} in the cybersecurity index, edition by edition")
    facts = {"leader": area_names()[str(leaders.pop())], "republics": wide.shape[1]}
    republics = sentences.count(wide.shape[1])
    text = f"{facts['leader']} led the {republics} republics in every edition of the cybersecurity"
    return Finding(f"{text} index", facts)


def _clearly_led(scores: "pd.Series[float]") -> bool:
    two = scores.nlargest(2)
    return bool(two.iloc[0] > two.iloc[-1] * (1 + LEVEL / 100))


def moved(rows: pd.DataFrame) -> Finding:
    """Say where the share behind was highest between the editions, and where in the last.

    Only of republics with a place in the first and in the last edition. One ``peaked`` if the
    share of an edition between was two points above that of either, and ``rose`` if that of the
    last was the highest, and two points above the first.

    Facts: the year in which each peaked, the place of each that rose, the ``first`` and the
    ``last`` edition.
    """
    first, last = int(rows["year"].min()), int(rows["year"].max())
    peaked: dict[str, int] = {}
    rose: dict[str, int] = {}
    for area, editions in rows.set_index("year").groupby("area"):
        behind = editions["behind_pct"]
        if not {first, last} <= set(behind.index):
            continue
        name = area_names()[str(area)]
        year = int(behind.nlargest(1).index[0])
        if behind[year] - max(behind[first], behind[last]) >= MOVE:
            peaked[name] = year
        elif year == last and behind[last] - behind[first] >= MOVE:
            rose[name] = int(editions["rank"][last])
    if not peaked and not rose:
        names = sentences.listed(names_of(rows["area"].unique()))
        return Finding(f"{names} in UNCTAD’s e-commerce index, by edition")
    facts = {"peaked": peaked, "rose": rose, "first": first, "last": last}
    return Finding(_moved(facts), facts)


def _moved(facts: Mapping[str, Any]) -> str:
    parts = []
    for year in sorted(set(facts["peaked"].values())):
        names = [name for name, peak in facts["peaked"].items() if peak == year]
        parts.append(f"{sentences.listed(names)} peaked in {year}")
    if facts["rose"]:
        places = [f"{name} rose to {sentences.ordinal(n)}" for name, n in facts["rose"].items()]
        parts.append(f"{sentences.listed(places)} by {facts['last']}")
    return f"In e-commerce {'; '.join(parts)}"


def kinds(rows: pd.DataFrame) -> Finding:
    """Say how many of the witnessed steps concerned academies or training, if many did."""
    steps = rows[rows["witnessed"]]
    academies = steps["category"].eq(ACADEMY)
    if len(steps) < 6 or academies.mean() < 0.4:
        return Finding(f"What is on record about {_firms_in_words(rows['firm'])}, by date")
    facts: dict[str, Any] = {
        "academies": int(academies.sum()),
        "steps": len(steps),
        "firms": sorted(set(steps["firm"].str.split(";").explode())),
    }
    of_whom = ""
    if set(facts["firms"]) <= set(FIRMS):
        of_whom = f"{sentences.listed(facts['firms'])} "
    some = sentences.sentence(sentences.count(facts["academies"]))
    text = f"{some} of {sentences.count(facts['steps'])} {of_whom}steps"
    text += " sourced outside the audited article concerned academies or training"
    return Finding(text, facts)


def _firms_in_words(cells: "pd.Series[str]") -> str:
    firms = list(dict.fromkeys(cells.str.split(";").explode()))
    if len(firms) < 4:
        return sentences.listed(firms)
    return f"{sentences.count(len(firms))} firms and bodies"


def _few_or_the_republics(areas: Sequence[str] | Any, many: str = "the republics") -> str:
    """Name one or two areas; more of them are the republics."""
    return sentences.listed(names_of(areas)) if len(areas) < 3 else many


# Where they stand


def draw_index(rows: pd.DataFrame) -> Sheet:
    """Draw one index by edition or year; places hang from the first at the top."""
    index = rows["index"].iloc[0]
    is_place = index in PLACES
    apart = index.startswith(APART)
    name = FULL.get(index, sentences.sentence(index))
    subtitle = f"{name}, {sentences.span(rows['year'], ' to ')}: {_unit(rows)}."
    if apart:
        subtitle += " Editions differ: no lines."
    fig, axes = frame(
        rows, where_they_stand(rows), subtitle, note="" if apart else _breaks_in_words(rows)
    )
    colours = style.colours(sorted(set(rows["area"])))
    top = max(float(rows["value"].max()), 1) * 1.06
    drawn = rows.assign(
        value=rows["value"].astype(float) * (-1 if is_place else 1), part=_unbroken_parts(rows)
    )
    axes.set(
        xlim=(rows["step"].min() - 0.3, rows["step"].max() + 0.3),
        ylim=(-top, -0.5) if is_place else (0, top),
    )
    charts.lines(
        axes,
        drawn,
        x="step",
        value="value",
        by="part",
        colours={part: colours[part[:3]] for part in drawn["part"]},
        names=dict.fromkeys(drawn["part"], ""),
        look="o" if apart else "-o",
    )
    _label_lines(axes, drawn, colours, "step")
    editions = rows.drop_duplicates("year").sort_values("year")
    if len(editions) > 8:
        editions = editions[editions["year"] % 5 == 0]
    axes.set_xticks(editions["step"], editions["edition"])
    axes.yaxis.set_major_formatter(_without_sign)
    return fig


def _without_sign(y: float, _: int) -> str:
    return f"{abs(y):g}"


def _unit(rows: pd.DataFrame) -> str:
    if rows["index"].iloc[0] in PLACES:
        return "place, 1 is best"
    scale = str(rows["scale"].iloc[0])
    return "percent of the top of the scale" if scale.startswith("0-") else scale


def _breaks_in_words(rows: pd.DataFrame) -> str:
    """Say where lines are broken because the source or the counting changed."""
    breaks = rows[rows["status"].eq("B")]
    if breaks.empty:
        return ""
    parts = []
    for area, years in breaks.groupby("area")["year"]:
        parts.append(f"{area_names()[str(area)]} {sentences.listed(map(str, years))}")
    return f"Lines break where a count jumped or fell for no known cause: {'; '.join(parts)}."


def _unbroken_parts(rows: pd.DataFrame) -> "pd.Series[str]":
    """Name the unbroken parts of each line: the area, and how many breaks come before."""
    breaks = rows["status"].eq("B").groupby(rows["area"]).cumsum()
    return rows["area"] + breaks.astype(str)


def _label_lines(axes: Axes, rows: pd.DataFrame, colours: dict[str, str], x: str) -> None:
    """Name each line at the right edge, with its last year where it ended early."""
    last = rows.drop_duplicates("area", keep="last")
    newest = rows["year"].max()
    labels = []
    for row in last.to_dict("records"):
        name = area_names()[row["area"]]
        text = f"{name}, {row['year']}" if row["year"] < newest else name
        labels.append((rows[x].max(), row["value"], text, colours[row["area"]]))
    if sizes.current().is_narrow:
        figure = axes.get_figure(root=True)
        assert figure
        figure.draw_without_rendering()  # a long title leaves less height for the labels
    label_ends(axes, labels)


# Fixed broadband


def draw_broadband(rows: pd.DataFrame) -> Sheet:
    """Draw lines per 100 people, a line for each area."""
    subtitle = (
        f"Fixed broadband subscriptions per 100 people, {sentences.span(rows['year'], ' to ')}."
    )
    fig, axes = frame(rows, passed(rows), subtitle, note=_breaks_in_words(rows))
    colours = style.colours(sorted(set(rows["area"])))
    years = (rows["year"].min() - 0.5, rows["year"].max() + 0.3)
    axes.set(ylim=(0, rows["value"].max() * 1.08), xlim=years)
    drawn = rows.assign(part=_unbroken_parts(rows))
    by_part = {part: colours[part[:3]] for part in drawn["part"]}
    charts.lines(
        axes,
        drawn,
        x="year",
        value="value",
        by="part",
        colours=by_part,
        names=dict.fromkeys(by_part, ""),
    )
    _label_lines(axes, rows, colours, "year")
    return fig


# Internet users


def draw_users(rows: pd.DataFrame) -> Sheet:
    """Draw the two shares of each republic of ``then_and_now``, joined."""
    first_year = rows["first_year"].iloc[0]
    broken = rows[rows["broken"].gt(0)]
    parts = broken["area"].map(area_names()) + ": source or method changed in "
    parts += broken["broken"].astype(str) + "."
    fig, axes = frame(
        rows,
        silence(rows),
        f"Percent of the population: {first_year} (grey) and the last year known (colour),"
        " written after the name.",
        height=1.9 + 0.38 * len(rows),
        note=" ".join(parts),
    )
    labels = rows["area"].map(area_names()) + ", " + rows["last_year"].astype(str)
    drawn = rows.assign(label=labels).sort_values("last", ascending=False)
    charts.dumbbell(
        axes,
        drawn,
        left="then",
        right="last",
        label="label",
        colours=(style.QUIET, style.OTHERS[0]),
        decimals=0,
    )
    axes.set_xlim(0, 108)
    return fig


# Cybersecurity


def draw_cyber(rows: pd.DataFrame) -> Sheet:
    """Draw a panel for each edition of ``with_article``: dots of the editions, article squares."""
    order = sorted(set(rows["area"]))
    return panels(
        rows,
        "edition",
        functools.partial(_edition, order=order),
        led(rows),
        "ITU Global Cybersecurity Index by edition, percent of the top of the scale."
        " Squares: figures of an article of 2022.",
        columns=5,
        height=2.1 + 0.34 * len(order),
    )


def _edition(axes: Axes, rows: pd.DataFrame, order: list[str]) -> None:
    """Draw one dot a republic with its score, and the article's figure as a square."""
    for row in rows.to_dict("records"):
        y = -order.index(row["area"])
        if row["kind"] == "article":
            axes.plot(
                [row["value"]],
                [y],
                "s",
                markersize=11,
                gid=row["mark"],
                color="none",
                markeredgecolor=style.INK,
            )
            continue
        colour = style.colours([row["area"]])[row["area"]]
        axes.plot([row["value"]], [y], "o", color=colour, markersize=7, gid=row["mark"])
        right = row["value"] > 60  # the figure stands where there is room
        note(
            axes,
            f"{row['value']:.1f}",
            (row["value"], y),
            (-10 if right else 10, 0),
            va="center",
            ha="right" if right else "left",
        )
    axes.set(xlim=(-5, 108), ylim=(0.6 - len(order), 0.5), xticks=[0, 50, 100])
    axes.set_yticks([-n for n in range(len(order))], names_of(order))


# E-commerce


def draw_field(rows: pd.DataFrame) -> Sheet:
    """Draw a panel for each republic: the percent of economies behind it, edition by edition.

    ``behind_pct`` is drawn, and the place written over the dot.
    """
    editions = rows.drop_duplicates("year").sort_values("year")
    ranked = [f"{row.ranked} in {row.year}" for row in editions.itertuples()]
    ranked[0] = ranked[0].replace(" in ", " economies were ranked in ")
    return panels(
        rows,
        "area",
        functools.partial(_field, years=sorted(set(rows["year"]))),
        moved(rows),
        "UNCTAD B2C index: percent of the economies ranked that stood behind; over each dot its"
        f" place among them. {sentences.listed(ranked)}.",
        unit="%",
        height=3.9,
    )


def _field(axes: Axes, rows: pd.DataFrame, years: list[int]) -> None:
    colour = style.colours([rows["area"].iloc[0]])[rows["area"].iloc[0]]
    axes.plot(rows["year"], rows["behind_pct"], "o", color=colour, markersize=7, gid=rows["mark"])
    places = rows["rank"].astype(int).map(str)
    if len(rows) > 1 and rows["year"].iloc[1] - rows["year"].iloc[0] > 1:  # has room for its ending
        places.iloc[0] = sentences.ordinal(int(places.iloc[0]))
    for place, year, behind in zip(places, rows["year"], rows["behind_pct"], strict=True):
        note(axes, place, (year, behind), (0, 8), ha="center", label=str(year))
    labels = [str(years[0]), *(f"’{year % 100}" for year in years[1:])]
    axes.set(xlim=(years[0] - 0.8, years[-1] + 0.8), ylim=(0, 100))
    axes.set(xticks=years, xticklabels=labels)


# Arrivals


def draw_arrivals(rows: pd.DataFrame) -> Sheet:
    """Draw one dot for each milestone of ``of_firms`` at its date, with its title.

    ``contradicted`` says of which of them a claim was contradicted.
    """
    firms = list(dict.fromkeys(rows["firm"]))
    colours = dict(zip(firms, style.OTHERS, strict=False))
    key = {firm.replace(";", " and "): colour for firm, colour in colours.items()}
    if len(firms) > len(style.OTHERS):
        key["others"] = style.QUIET
    is_narrow = sizes.current().is_narrow
    fig, axes = frame(
        rows,
        kinds(rows),
        _who_tells(rows),
        key=key,
        height=2.05 + (0.5 if is_narrow else 0.235) * len(rows),
    )
    dated = rows.assign(at=charts.decimal_year(rows["date"]))
    for y, row in enumerate(dated.to_dict("records")):
        colour = colours.get(row["firm"], style.QUIET)
        axes.plot(
            [row["at"]],
            [y],
            "o",
            color=colour,
            markerfacecolor=colour if row["witnessed"] else "white",
            markeredgewidth=1.5,
            markersize=6.5,
            gid=row["mark"],
        )
    axes.set_xlim(*((FIRST, LAST) if is_narrow else (1997.5, 2023)))
    write = _write_below if is_narrow else _write_beside
    write(axes, dated.to_dict("records"))
    axes.spines["bottom"].set_visible(True)
    axes.set_xticks([2000, 2005, 2010, 2015, 2020])
    return fig


def _who_tells(rows: pd.DataFrame) -> str:
    """Say how many steps have a source besides the article, and how many of these are of a firm."""
    steps = rows[rows["witnessed"]]
    own = int(are_from(steps, "company").sum())
    text = f"Milestones by date: {len(steps)} with a source outside the audited article"
    if own:
        text += f" ({sentences.count(own)} of them a firm’s own)"
    text += ", in bold those on academies or training. Hollow, and not counted:"
    return f"{text} {len(rows) - len(steps)} that the article alone tells of."


def _milestone_in_words(row: dict[Any, Any]) -> str:
    """Write the title of a milestone, and what is to be known of its date."""
    said = {"<=": " (by then)", "~": " (about)"}.get(row["relation"], "")
    if row["contradicted"]:
        said = " (contradicted)"
    return str(row["title"]) + said


def _weight(row: dict[Any, Any]) -> str:
    """Return the weight of a title: semibold for the steps that ``kinds`` counts."""
    is_counted = row["witnessed"] and row["category"] == ACADEMY
    return "semibold" if is_counted else "normal"


def _area_in_words(area: str) -> str:
    return "the region" if area == "CA5" else area_names()[area]


def _write_beside(axes: Axes, rows: Sequence[dict[Any, Any]]) -> None:
    """Write each title beside its dot, on the side that has room, and the areas at the left."""
    first, last = axes.get_xlim()
    for y, row in enumerate(rows):
        early = row["at"] < 2011
        characters = sizes.current().characters(80)
        if not early:
            room = sizes.current().characters(CHARACTERS) * (row["at"] - first) / (last - first)
            characters = min(characters, int(room))
        title = textwrap.shorten(_milestone_in_words(row), characters, placeholder=" …")
        side = "left" if early else "right"
        look = {"va": "center", "ha": side, "fontweight": _weight(row)}
        look["label"] = str(row["date"])[:4]
        note(axes, title, (row["at"], y), (8 if early else -8, 0), **look)
    charts.rows_of_text(axes, [_area_in_words(row["area"]) for row in rows])


def _write_below(axes: Axes, rows: Sequence[dict[Any, Any]]) -> None:
    """Write the area and the title under each dot, in up to two lines: for a narrow figure."""
    characters = sizes.current().characters(122)
    look: dict[str, Any] = {"va": "top", "linespacing": 1.1, **charts.small()}
    for y, row in enumerate(rows):
        text = f"{sentences.sentence(_area_in_words(row['area']))}: {_milestone_in_words(row)}"
        lines = textwrap.wrap(text, characters, max_lines=2, placeholder=" …")
        weight = _weight(row)
        note(axes, "\n".join(lines), (FIRST, y + 0.18), (0, 0), fontweight=weight, **look)
    charts.rows_of_text(axes, [""] * len(rows))
    axes.set_ylim(len(rows), -0.4)
    axes.hlines(range(len(rows)), FIRST, LAST, color=style.RULE, linewidth=0.6, zorder=0)
    axes.tick_params(axis="y", size=0)
