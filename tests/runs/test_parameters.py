"""Parameters: read from the cell, checked against the data, refused in one line."""

import json
import re

import pytest

from heartland import context
from heartland.errors import ParameterError
from heartland.figures import export
from heartland.runs import parameters
from heartland.runs.run import plan
from tests.conftest import ROOT

NOTEBOOK = ROOT / "notebooks" / "03-growth-forecasts.ipynb"


def cell(tmp_path, source, tags=("parameters",)):
    path = tmp_path / "x.ipynb"
    path.write_text(
        json.dumps(
            {"cells": [{"cell_type": "code", "metadata": {"tags": list(tags)}, "source": source}]}
        )
    )
    return path


def test_the_defaults_are_those_of_the_cell_whatever_the_notebook_runs_with():
    given = parameters.resolve(NOTEBOOK, {"target_year": "2023"})
    assert given["target_year"] == 2023
    assert parameters.resolve(NOTEBOOK, {})["target_year"] == 2022


def test_a_line_gives_name_type_default_and_help(tmp_path):
    (one,) = parameters.read_parameters(
        cell(tmp_path, 'areas: list[str] = ["KAZ"]  # which = these\n')
    )
    assert one == parameters.Parameter("areas", "list[str]", ["KAZ"], "which = these")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("x = 1", "line 1: write 'name: type = literal"),
        ("x: int = 1\ny: complex = 2", "line 2: type 'complex' is not one of"),
        ("x: list[str] = [1]", "x: [1] is not of type list[str]: write ["),
        ('x: int = "2002"', "x: '2002' is not of type int: write 2022"),
        ("x: int = 1\nx: int = 2", "parameters cell: 'x' appears twice"),
    ],
)
def test_a_bad_cell_names_the_line(tmp_path, source, words):
    with pytest.raises(ParameterError) as error:
        parameters.read_parameters(cell(tmp_path, source))
    assert words in str(error.value)


def test_a_notebook_without_a_parameters_cell_is_refused(tmp_path):
    with pytest.raises(ParameterError, match="0 cells are tagged"):
        parameters.read_parameters(cell(tmp_path, "x: int = 1", tags=()))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"target_year": "soon"}, "target_year: 'soon' is not of type int"),
        ({"target_year": "1980"}, "target_year: '1980' is not in the data"),
        (
            {"areas": "KAZ,KGX"},
            "areas: 'KGX' is not one of the five republics. Did you mean Kyrgyzstan (KGZ)? Allowed: ",
        ),
        ({"areas": ""}, "areas: the list is empty"),
        ({"as_of": "June 2022"}, "as_of: 'June 2022' is not a date like"),
        ({"as_of": "2022-02-30"}, "is not a date like"),
        ({"as_of": "٢٠٢٢"}, "is not a date like"),
        ({"target_year": "٢٠٢٢"}, "is not of type int"),
        ({"areas": "KAZ\nimport os"}, "areas: 'KAZ\\nimport os' is not one of the five"),
        ({"areas": "\udcff"}, "areas: '\\udcff' is not one of the five"),
        ({"publishers": "x" * 100000}, "xxx…' is not in the data"),
    ],
)
def test_a_wrong_value_is_refused_with_what_is_allowed(given, words):
    with pytest.raises(ParameterError) as error:
        parameters.resolve(NOTEBOOK, given)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("areas", "written"),
    [
        ("Kyrgyzstan; Mars", "Kyrgyzstan,Mars"),
        ("KAZ+KGZ", "KAZ,KGZ"),
    ],
)
def test_values_joined_by_another_sign_are_to_be_separated_by_commas(areas, written):
    words = f"is not one of the five republics: separate values with commas: areas={written}"
    with pytest.raises(ParameterError) as error:
        parameters.resolve(NOTEBOOK, {"areas": areas})
    assert str(error.value).endswith(words)


def test_a_year_may_be_any_from_independence_to_the_last_for_which_growth_is_forecast(monkeypatch):
    cells = [("2029", "forecast"), ("2031", "later outturn"), ("2024", "forecast")]
    rows = [{"target_year": year, "kind": kind} for year, kind in cells]
    monkeypatch.setattr(parameters.csv_files, "rows", lambda *_: rows)
    assert parameters.verify({"start": 1991, "end": 2029}) == {"start": 1991, "end": 2029}
    words = "is not a year that may be chosen; there are"
    for name, year in (("start", 1990), ("end", 2030)):
        with pytest.raises(ParameterError) as error:
            parameters.verify({name: year})
        assert str(error.value) == f"{name}: '{year}' {words} 1991 to 2029"


def test_a_span_that_ends_before_it_starts_is_refused():
    with pytest.raises(ParameterError, match="start: '2020' is later than end: '2010'"):
        parameters.verify({"start": 2020, "end": 2010})


def test_an_event_is_found_by_a_word_of_its_name():
    with pytest.raises(ParameterError) as error:
        parameters.verify({"events": ["Nukus"]}, "04-casualties")
    assert re.sub(r"\d+ values", "57 values", str(error.value)) == (
        "events: 'Nukus' is not in the data. Did you mean 'UZB-KARAKALPAK-2022-07' "
        "(Nukus, July 2022)? Allowed: 57 values, which heartland run 04-casualties --help lists"
    )


def test_lists_keep_their_order_and_lose_repetitions():
    assert parameters.resolve(NOTEBOOK, {"areas": "UZB,KAZ,UZB"})["areas"] == ["UZB", "KAZ"]


def test_the_notebook_itself_refuses_with_the_same_words():
    values = parameters.resolve(NOTEBOOK, {})
    with pytest.raises(ParameterError, match="target_year: '1980' is not in the data"):
        parameters.check("03-growth-forecasts", **values | {"target_year": 1980})
    with pytest.raises(ParameterError, match="has no parameter 'year'; there are"):
        parameters.check("03-growth-forecasts", **values, year=1)
    with pytest.raises(ParameterError, match="target_year: '2022' is not of type int"):
        parameters.check("03-growth-forecasts", **values | {"target_year": "2022"})


def test_who_changes_the_defaults_changes_only_his_own():
    parameters.resolve(NOTEBOOK, {})["areas"].append("XXX")
    assert "XXX" not in parameters.resolve(NOTEBOOK, {})["areas"]


@pytest.mark.parametrize(
    ("areas", "written"),
    [(["Kazakhstan", "tjk"], '["KAZ", "TJK"]'), (["KAZ", "KAZ"], '["KAZ"]')],
)
def test_the_notebook_itself_takes_codes_and_each_once(areas, written):
    values = parameters.resolve(NOTEBOOK, {}) | {"areas": areas}
    with pytest.raises(ParameterError) as error:
        parameters.check(NOTEBOOK.stem, **values)
    assert str(error.value) == f"areas: write {written} and not {areas}"


def test_what_differs_from_the_defaults_is_known_of_the_notebook_that_runs():
    values = parameters.resolve(NOTEBOOK, {"areas": "KGZ,TJK"})
    with context.kept():
        parameters.check("03-growth-forecasts", **values)
        assert context.entered() == "03-growth-forecasts"
        assert context.changed() == {"areas": ["KGZ", "TJK"]}


def test_a_notebook_that_runs_by_itself_exports_to_a_folder_named_by_its_parameters(monkeypatch):
    monkeypatch.delenv("HEARTLAND_OUT")
    folders = []
    for given in ({}, {"areas": "KGZ"}, {"areas": "KGZ", "target_year": "2023"}):
        parameters.check(NOTEBOOK.stem, **parameters.resolve(NOTEBOOK, given))
        folders.append(export.out())
    usual = ROOT / "build/figures" / NOTEBOOK.stem
    assert folders[0] == usual
    assert folders[1] == usual / plan(ROOT, NOTEBOOK.stem, {"areas": "KGZ"}).slug
    assert len(set(folders)) == 3
