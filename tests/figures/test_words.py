"""What is read off the rows of a figure: whose they are, how new, with which parameters."""

import re

import pandas as pd
import pytest

import heartland as hl
from heartland import context, sentences
from heartland.errors import DataError
from heartland.figures.signature import signature
from heartland.figures.source_line import how_new, source_line
from tests.figures.test_frame import ROWS

WDI = "wdi-population"


def test_a_source_line_names_one_document_and_counts_many():
    one = ROWS[ROWS["source_id"].eq("imf-weo-2022-04")]
    assert source_line(one).startswith("Source: IMF, World Economic Outlook database, April 2022")
    many = rf"Source: IMF; {ROWS['source_id'].nunique()} documents, listed with the data"
    assert re.fullmatch(many, source_line(ROWS))


def test_a_source_line_names_first_whose_rows_are_most():
    sources = hl.load("sources").drop_duplicates("publisher").head(8)
    most = sources.iloc[-1]
    rows = pd.DataFrame({"source_id": [*sources["source_id"], *[most["source_id"]] * 3]})
    line = source_line(rows)
    assert line.startswith(f"Source: {most['publisher']}, ") and "3 others; 8 documents" in line


@pytest.mark.parametrize(
    ("whose", "named"),
    [
        (
            {"reporter": ["Kazakhstan", "Eurostat", "Eurostat"]},
            "Eurostat and official figures of Kazakhstan",
        ),
        ({"reporter": "Eurostat", "whole_reporter": "World Bank"}, "Eurostat and World Bank"),
        ({"publisher": "EBRD", "outturn_publisher": "World Bank"}, "EBRD and World Bank"),
    ],
)
def test_a_source_line_names_who_counted_and_what_it_is_held_against(whose, named):
    rows = pd.DataFrame({**whose, "source_id": hl.load("sources")["source_id"].head(3)})
    assert source_line(rows).startswith(f"Source: {named}; ")


def test_who_printed_a_count_stands_for_a_counter_who_is_not_named():
    sources = hl.load("sources").drop_duplicates("publisher").head(3)
    rows = pd.DataFrame(
        {"reporter": ["Eurostat", "not named", ""], "source_id": sources["source_id"]}
    )
    line = source_line(rows)
    assert all(name in line for name in ["Eurostat", *sources["publisher"].iloc[1:]])
    assert "not named" not in line and "Source: ," not in line


def test_a_row_of_several_documents_is_credited_to_the_publisher_of_each():
    sources = hl.load("sources").drop_duplicates("publisher").head(3)
    line = source_line(pd.DataFrame({"source_id": [";".join(sources["source_id"])]}))
    assert all(publisher in line for publisher in sources["publisher"])


def test_rows_of_ones_own_are_never_credited_to_the_source_of_others():
    table = pd.DataFrame({"area": ["TJK", "TJK"], "value": [1.0, 2.0], "source_id": WDI})
    own = pd.DataFrame({"area": ["KGZ"], "value": [3.0]})
    both = pd.concat([table, own], ignore_index=True)
    credited = source_line(table)
    assert source_line(both) == f"{credited}; one row without a named source"
    assert source_line(both, "Ministry, 2018") == f"{credited}; Ministry, 2018"
    named = pd.concat([table, own.assign(source="Survey of 2019")], ignore_index=True)
    assert source_line(named) == f"{credited}; Survey of 2019"
    assert hl.cite(named)[-1] == "Survey of 2019"
    assert source_line(own) == "Source: the rows drawn name none"


def test_an_id_that_is_no_source_of_the_collection_is_refused_with_the_way_on():
    with pytest.raises(DataError, match="a source of your own is named in words"):
        source_line(pd.DataFrame({"value": [1.0], "source_id": "minlab-2018"}))


@pytest.mark.parametrize(
    ("straight", "curly"),
    [
        ("Gov't Says 'Many dead'", "Gov’t Says ‘Many dead’"),
        ('"\'Terror\' blasts": China\'s "Stans"', "“‘Terror’ blasts”: China’s “Stans”"),
        ("workers' camp ('new')", "workers’ camp (‘new’)"),
    ],
)
def test_a_mark_opens_where_a_word_begins_and_closes_elsewhere(straight, curly):
    assert sentences.curly(straight) == curly


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, ""),
        ({"area": "KGZ"}, " · Kyrgyzstan"),
        ({"as_of": "2022-04"}, " · as known in April 2022"),
        ({"as_of": "2022-04-30"}, " · as known on 30 April 2022"),
        ({"partners": ["TUR", "RUS"]}, " · partners: Turkey, Russia"),
        ({"harm": "detained", "target_year": 2023}, " · harm: detained · target year: 2023"),
        ({"events": ["KAZ-ALMATY-2016-07"] * 2}, " · events: Almaty, July 2016; Almaty, July 2016"),
        ({"vendors": list("abcdefg")}, " · vendors: a, b, c, d, e, 2 others"),
        ({"publishers": ["ADB", "EBRD"]}, " · publishers: ADB, EBRD"),  # the bank, not its regions
    ],
)
def test_a_figure_is_signed_in_words_with_what_differs_from_the_defaults(changed, words):
    values, defaults = {"start": 2005, **changed}, {"start": 2005}
    with context.kept():
        context.enter(context.Context("99-own", values=values, defaults=defaults))
        assert signature() == f"Heartland · 99-own{words}"


def rows_of(**columns):
    """Rows of a source that was read on 24 November 2026 and of one read a day before."""
    return pd.DataFrame({"source_id": ["wdi-exchange-rates", "imf-weo-2022-04"], **columns})


@pytest.mark.parametrize(
    ("rows", "newest"),
    [
        (rows_of(year=[2021, 2023]), "newest observation 2023, "),
        (rows_of(period=["2021-06", "2022-01/2022-11"]), "newest observation 2022, "),
        (rows_of(target_year=[2021, 2024], status=["A", "F"]), "newest observation 2021, "),
        (
            rows_of(target_year=[2021, 2024], status="F", outturn_pct=[1.0, None]),
            "newest observation 2021, ",
        ),
        (rows_of(then=[76.4, 80.0], last_year=[2017, 2019]), "newest observation 2019, "),
        (rows_of(begin="2019-01", end=["2019-11", "2022-11"]), "newest observation 2022, "),
        (rows_of(value=[1.0, 2.0]), ""),
    ],
)
def test_a_figure_says_its_newest_observation_and_when_its_sources_were_read(rows, newest):
    accessed = hl.load("sources").set_index("source_id")["accessed"][rows["source_id"]].max()
    assert how_new(rows) == f"{newest}sources read by {sentences.month(accessed)}"
    assert hl.frame(rows, "Title")[0].furniture.signature.endswith(how_new(rows))


def test_rows_that_name_no_source_do_not_say_when_one_was_read():
    assert how_new(pd.DataFrame({"year": [2021]})) == "newest observation 2021"
