"""What is counted of the Union's exports, on tables small enough to read."""

import pandas as pd

from heartland_themes import reexports


def test_the_share_of_cars_is_that_of_all_imports_of_the_same_year():
    imports = pd.DataFrame(
        {
            "item": ["total", "passenger cars", "total", "passenger cars", "sugar"],
            "year": [2022, 2022, 2021, 2021, 2021],
            "value_usd_mn": [200.0, 50.0, 100.0, 10.0, 5.0],
            "flow": "imports",
            "classification": "main goods",
        }
    )
    cars = reexports.cars_among(imports)
    assert list(cars["year"]) == [2021, 2022]
    assert list(cars["share_pct"]) == [10.0, 25.0]
    assert reexports.cars_among(imports.assign(flow="exports")).empty
    assert reexports.cars_among(imports.assign(classification="sections")).empty


def test_a_period_is_split_into_year_and_month():
    rows = reexports.by_month(pd.DataFrame({"period": ["2022-03"]}))
    assert rows.loc[0, ["year", "month"]].to_list() == [2022, "03"]


def test_areas_without_rows_are_named_beside_those_that_have_them():
    exports = pd.DataFrame({"area": ["KGZ", "KAZ", "KGZ"]})
    assert reexports.areas_without_rows(exports, ["KAZ", "KGZ"]) is None
    line = reexports.areas_without_rows(exports, ["TJK", "KGZ", "TKM"])
    assert line == (
        "*There are no rows for Tajikistan or Turkmenistan; "
        "the tables cover Kazakhstan and Kyrgyzstan.*"
    )


def test_a_title_on_a_part_of_a_year_says_which_months_it_adds_up():
    def title(months):
        rows = pd.DataFrame(
            {
                "area": "KGZ",
                "year": [2023, 2023, 2024, 2024],
                "group": ["chosen", "others"] * 2,
                "value_eur_mn": [50.0, 50.0, 20.0, 80.0],
                "share_pct": [50.0, 50.0, 20.0, 80.0],
                "members": "LTU",
                "months": months,
            }
        )
        return reexports.share_that_moved(rows).text

    years = "Lithuania sent 50 percent of EU exports to Kyrgyzstan in 2023, 20 in 2024"
    assert title("January to December") == years
    parts = "Lithuania sent 50, then 20 percent of EU exports to Kyrgyzstan, {} 2023 and 2024"
    assert title("January to August") == parts.format("January–August")
    assert title("January") == parts.format("January")
