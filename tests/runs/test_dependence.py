"""Which parameters a figure depends on, as its notebook's code says."""

import json

import pytest

from heartland import context
from heartland.figures.signature import signature
from heartland.runs.dependence import parameters_of_figures
from tests.play import play

DECLARED = 'areas: list[str] = ["KAZ"]  # republics\nstart: int = 2005  # first year'


def depends(folder, *sources):
    """What the figures of a notebook depend on that declares areas and start."""
    cells = [("parameters", DECLARED), *(("", source) for source in sources)]
    told = [
        {"cell_type": "code", "source": source, "metadata": {"tags": [tag] if tag else []}}
        for tag, source in cells
    ]
    path = folder / "99-own.ipynb"
    path.write_text(json.dumps({"cells": told}))
    return parameters_of_figures(path)


@pytest.mark.parametrize(
    ("cells", "of_figure"),
    [
        (["hl.show('a', draw, rows)"], set()),
        (["rows = table[areas]", "hl.show('a', draw, rows)"], {"areas"}),
        (["first = start", "rows = table[first]", "hl.show('a', draw, rows)"], {"start"}),
        (["hl.show('a', partial(draw, areas=areas), rows)"], {"areas"}),
        (["rows = table.query('year > @start')", "hl.show('a', draw, rows)"], {"start"}),
        (["rows = table.query(f'year > {start}')", "hl.show('a', draw, rows)"], {"start"}),
        (["rows = table.query(f'{year} > @start')", "hl.show('a', draw, rows)"], {"start"}),
        (["import heartland as hl\nhl.check(areas=areas)", "hl.show('a', draw, rows)"], set()),
        (
            ["rows = []\nfor one in areas:\n    rows.append(0)", "hl.show('a', draw, rows)"],
            {"areas"},
        ),
        (["rows['year'] = start", "hl.show('a', draw, rows)"], {"start"}),
        (["rows = 1", "rows += start", "hl.show('a', draw, rows)"], {"start"}),
        (["if start > 2000:\n    hl.show('a', draw, rows)"], {"start"}),
    ],
)
def test_a_figure_depends_on_what_its_rows_and_its_drawing_are_made_from(
    tmp_path, cells, of_figure
):
    assert depends(tmp_path, *cells) == {"a": of_figure}


@pytest.mark.parametrize(
    ("function", "call", "of_figure"),
    [
        ("def select(areas):\n    return table[areas]", "select(['KGZ'])", set()),
        ("def select(areas):\n    return table.query('area in @areas')", "select(['KGZ'])", set()),
        ("def select(areas):\n    return table[areas]", "select(areas)", {"areas"}),
        ("def select(area):\n    return table[start]", "select('KGZ')", {"start"}),
        ("def select(area):\n    return later[area]", "select('KGZ')", {"start"}),
        ("select = lambda: table[start]", "select()", {"start"}),
    ],
)
def test_a_function_depends_on_what_it_reads_from_outside_not_on_names_of_its_own(
    tmp_path, function, call, of_figure
):
    sources = [function, "later = table[start]", f"hl.show('a', draw, {call})"]
    assert depends(tmp_path, *sources) == {"a": of_figure}


def test_of_what_cannot_be_read_nothing_is_said(tmp_path):
    assert depends(tmp_path, "%time", "hl.show('a', draw, rows)") == {}
    assert depends(tmp_path, "for name in names:\n    hl.show(name, draw, rows)") == {}


def test_a_figure_is_signed_only_with_the_parameters_on_which_it_depends():
    values, defaults = {"areas": ["KGZ"], "start": 2010}, {"areas": ["KAZ"], "start": 2005}
    of_figures = {"gold": {"start"}, "split": set()}
    with context.kept():
        context.enter(context.Context("99-own", "", values, defaults, of_figures))
        signed = {}
        for figure in ("gold", "split", "other"):
            with context.showing(figure):
                signed[figure] = signature()
        assert signed == {
            "gold": "Heartland · 99-own · start: 2010",
            "split": "Heartland · 99-own",
            "other": "Heartland · 99-own · areas: Kyrgyzstan · start: 2010",
        }
        assert signature() == signed["other"]


@pytest.mark.parametrize(
    ("notebook", "values", "figure", "signed"),
    [],
)
def test_a_figure_that_ignores_a_parameter_is_not_signed_with_it(notebook, values, figure, signed):
    (drawn,) = play(notebook, only=[figure], **values)
    assert drawn.fig.signed.startswith(" · ".join(filter(None, ["Heartland", notebook, signed])))
    assert ("Uzbekistan" in drawn.fig.signed, "injured" in drawn.fig.signed) == (False, False)
    ignored = {name: value for name, value in values.items() if name not in signed}
    (usual,) = play(
        notebook, only=[figure], **{k: v for k, v in values.items() if k not in ignored}
    )
    assert drawn.rows.equals(usual.rows)
    assert drawn.fig.furniture == usual.fig.furniture
