"""Interactive twins: every row under the pointer, text never markup, JSON that any reader can parse."""

import json

import pandas as pd

import heartland as hl
from heartland.figures import interactive
from tests.conftest import ROOT


def test_a_twin_tells_each_row_and_its_source():
    rows = hl.load("growth_forecasts").query(
        "publisher == 'IMF' and area == 'KGZ' and target_year == 2022"
    )
    made = hl.twin("vintage", "growth_pct", "publisher")(rows, "A < title")
    assert sum(len(trace["x"]) for trace in made["data"]) == len(rows)
    assert (
        "World Economic Outlook" in made["data"][0]["text"][-1]
        and made["layout"]["title"]["text"] == "A &lt; title"
    )


def test_text_from_data_is_never_markup_and_a_missing_value_is_null():
    rows = pd.DataFrame(
        {
            "x": [1, 2],
            "y": [1.0, float("nan")],
            "by": ["<b>a</b>", "<b>a</b>"],
            "source_id": ["imf-weo-2022-04"] * 2,
            "note": ["<script>", ""],
        }
    )
    made = hl.twin("x", "y", "by")(rows, "T")
    text = json.dumps(made, allow_nan=False)
    assert "<script>" not in text and "<b>" not in text and made["data"][0]["y"] == [1.0, None]
    assert interactive.hover(rows)[0].count("&lt;script&gt;") == 1


def test_a_twin_stands_in_one_output_with_its_picture():
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                if "application/vnd.plotly.v1+json" in data:
                    assert "image/png" in data and output["metadata"]["image/png"]["alt"], path.name
                    json.dumps(data["application/vnd.plotly.v1+json"], allow_nan=False)
