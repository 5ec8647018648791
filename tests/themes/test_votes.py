"""How votes are pooled: each comparison counts once."""

import pandas as pd

from heartland_themes import votes

ROWS = pd.DataFrame(
    [
        ("KAZ", "RUS", 2010, 90, 80.0, "a"),
        ("UZB", "RUS", 2010, 10, 30.0, "a"),
        ("KAZ", "RUS", 2022, 50, 60.0, "a"),
    ],
    columns=["area", "partner", "year", "votes", "same_pct", "source_id"],
)


def test_a_country_counts_by_the_votes_it_cast():
    pool = votes.pooled(ROWS[ROWS["year"].eq(2010)], "partner")
    assert pool["votes"].tolist() == [100]
    assert pool["same_pct"].tolist() == [75.0]  # 72 and 3 of 100, not the middle of 80 and 30


def test_spans_keep_the_years_before_crimea_apart_from_those_since_the_invasion():
    same = votes.by_span(ROWS, "area").set_index(["area", "span"])["same_pct"]
    assert same["KAZ"].to_dict() == {"2001–2013": 80.0, "2022–2023": 60.0}
    assert same["UZB"].to_dict() == {"2001–2013": 30.0}
