"""What an audit computes from the columns of its selections, and which it refuses."""

import pandas as pd
import pytest

from heartland.claims.operations import result_of
from heartland.errors import DataError


def dates(*cells):
    return pd.Series(cells, name="period", dtype="str")


@pytest.mark.parametrize(
    ("operation", "columns"),
    [
        ("months", [dates("2021-01"), dates("2021-08/2023-05")]),
        ("years", [dates("2021-08/2023-05"), dates("2024")]),
        ("date", [dates("2022-H1")]),
        ("date", [dates("soon")]),
    ],
)
def test_a_date_is_one_date_and_no_period(operation, columns):
    with pytest.raises(DataError, match="in period, which is not a single date"):
        result_of(operation, columns)
