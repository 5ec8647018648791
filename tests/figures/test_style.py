"""Colours that every eye tells apart, and a style that nobody's settings change."""

import numpy as np
import pytest
from colorspacious import cspace_convert
from matplotlib import rcParams
from matplotlib.colors import to_rgb

import heartland as hl
from heartland.errors import UsageError
from heartland.figures import sizes, style
from heartland.tables import csv_files
from tests.conftest import ROOT


def contrast(colour):
    """Of a colour on white, as the accessibility guidelines have it."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return 1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05)


def nearest(colours):
    """The least distance of two of them, for an eye that sees all colours, and for two others."""
    rgb = np.array([to_rgb(colour) for colour in colours])
    least = np.inf
    for fault, severity in (("deuteranomaly", 0), ("deuteranomaly", 100), ("protanomaly", 100)):
        space = {"name": "sRGB1+CVD", "cvd_type": fault, "severity": severity}
        lab = cspace_convert(np.clip(cspace_convert(rgb, space, "sRGB1"), 0, 1), "sRGB1", "CIELab")
        between = np.linalg.norm(lab[:, None] - lab, axis=2)
        least = min(least, between[~np.eye(len(colours), dtype=bool)].min())
    return least


def test_colours_are_told_apart_by_every_eye_and_read_on_white():
    areas = [row["colour"] for row in csv_files.rows(ROOT, "areas") if row["colour"]]
    for palette in ([*areas, style.INK], [*style.OTHERS, style.INK, style.QUIET]):
        assert nearest(palette) >= 20
        assert min(map(contrast, palette)) >= 4.5
    assert nearest(["#b03030", "#707010"]) < 20  # red and green come close


def test_an_area_has_its_colour_by_code_and_by_name():
    assert hl.colours("Kyrgyzstan")["Kyrgyzstan"] == hl.colours("KGZ")["KGZ"] != style.QUIET
    assert hl.colours("Nowhere")["Nowhere"] == style.QUIET


def test_the_style_is_that_of_the_house_whatever_was_set_and_leaves_a_session_interactive():
    before = dict(rcParams)
    try:
        rcParams.update({"font.family": ["serif"], "axes.spines.top": True, "interactive": True})
        style.apply(sizes.SIZES["slide"])
        assert rcParams["font.family"][0] == style.FONT and not rcParams["axes.spines.top"]
        assert rcParams["interactive"]
        slide = sizes.SIZES["slide"].points
        assert [rcParams[name] for name in ("font.size", "xtick.labelsize")] == [
            slide("label"),
            slide("tick"),
        ]
        inks = [rcParams[name] for name in ("axes.edgecolor", "axes.labelcolor", "grid.color")]
        assert [f"#{ink.lstrip('#')}" for ink in inks] == [style.INK, style.TEXT, style.RULE]
    finally:
        rcParams.update(before)


def test_without_the_font_of_the_house_no_figure_is_drawn_in_another(monkeypatch):
    monkeypatch.setenv("MPL_IGNORE_SYSTEM_FONTS", "1")
    with pytest.raises(UsageError, match="does not find the font Source Sans Pro: unset MPL_IGN"):
        style._add_fonts.__wrapped__()
