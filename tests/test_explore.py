"""The controls of a notebook's figures: what they draw, what they refuse, and where they export."""

import json

import pandas as pd
import pytest

import heartland as hl
from heartland import context
from heartland.errors import UsageError
from heartland.figures import export, rendering
from heartland.lab.explore import Explorer

ROWS = pd.DataFrame({"area": ["KAZ", "KGZ"], "value": [1, 2], "source_id": "imf-weo-2022-04"})
DEFAULTS = {"areas": ["KAZ", "KGZ"], "as_of": ""}


@pytest.fixture
def controls(monkeypatch, tmp_path):
    """Those of a figure of two republics, in a notebook that runs with its defaults."""
    monkeypatch.setattr(rendering, "picture", lambda fig: b"a picture")
    monkeypatch.setattr(export, "out", lambda: tmp_path / context.folder())
    with context.kept():
        context.enter(context.Context("01-trade", "", dict(DEFAULTS), dict(DEFAULTS)))

        @hl.figure("a-figure")
        def a_figure(areas, as_of):
            rows = ROWS[ROWS["area"].isin(areas)]
            title = hl.headline("Two", holds=[len(rows) == 2], plain="Of {areas}")
            fig, _ = hl.frame(rows, title, "Numbers of people.")
            if areas == ["KGZ"]:
                raise KeyError("KAZ")
            return fig

        yield Explorer({"a-figure": a_figure})


def test_a_change_of_a_control_draws_the_figure_anew_with_its_alternative_text(controls):
    assert 'alt="Two. Numbers of people.' in controls.picture.value
    controls.controls["areas"].value = ("KAZ",)
    assert 'alt="Of [&#x27;KAZ&#x27;]. Numbers of people.' in controls.picture.value
    assert controls.status.value == ""


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("areas", (), "areas: the list is empty; choose from"),
        ("areas", ("UZB",), "there are no rows"),
        ("areas", ("KGZ",), "a-figure: KeyError: &#x27;KAZ&#x27;"),
        ("as_of", "2022-13", "as_of: &#x27;2022-13&#x27; is not"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_no_older_picture_is_left(controls, name, value, told):
    controls.controls[name].value = value
    assert told in controls.status.value
    assert controls.picture.value == ""


def test_exports_of_other_values_and_sizes_overwrite_nothing(controls, tmp_path):
    controls.export()
    controls.controls["areas"].value = ("KAZ",)
    controls.export()
    controls.size.value = "phone"
    controls.export()
    made = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.json")}
    with_values = "01-trade/areas-KAZ-" + context.slug({}, {**DEFAULTS, "areas": ["KAZ"]})[-8:]
    names = {f"{with_values}/a-figure.json", f"{with_values}/a-figure-phone.json"}
    assert made == {"01-trade/a-figure.json", *names}
    facts = json.loads((tmp_path / with_values / "a-figure.json").read_text())
    assert facts["parameters"]["areas"] == ["KAZ"]
    assert "a-figure-phone" in controls.status.value


def test_controls_without_a_figure_say_what_to_do():
    with context.kept():
        context.enter(context.Context("07-digital-silk-road"))
        context.enter(context.Context("01-trade"))
        with pytest.raises(UsageError, match="run the cells of the figures first"):
            hl.explore()
