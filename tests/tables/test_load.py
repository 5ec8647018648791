"""A tiny table is loaded with its types and in its order, or refused with place, value and cure."""

import json

import numpy as np
import pandas as pd
import pytest

import heartland as hl
from heartland.errors import DataError
from heartland.tables.tables import with_positions

FIELDS = {"place": "string", "rank": "integer", "share": "number", "is_open": "boolean"}
HEADER = "share,place,rank,is_open"
ROWS = ["2.5,p-10,1,true", ',"p-4, upper",,false', "-0.25,p-4,2,false", "3,p-4,12345,true"]


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """What writes the lines of a tiny table, the one of its collection."""
    monkeypatch.setenv("HEARTLAND_ROOT", str(tmp_path))
    path = tmp_path / "data" / "tiny.csv"
    (path.parent / "schemas").mkdir(parents=True)
    package = {
        "version": "1.0.0",
        "created": "2026-01-01T00:00:00Z",
        "resources": [{"name": "tiny", "path": path.name, "schema": "schemas/tiny.json"}],
    }
    schema = {
        "title": "Tiny",
        "fields": [{"name": name, "type": kind} for name, kind in FIELDS.items()],
        "primaryKey": ["place", "rank"],
    }
    (path.parent / "datapackage.json").write_text(json.dumps(package))
    (path.parent / "schemas" / "tiny.json").write_text(json.dumps(schema))

    def write(*lines, encoding="utf-8"):
        path.write_text("\n".join([*lines, ""]), encoding=encoding)

    write(HEADER, *ROWS)
    return write


@pytest.mark.usefixtures("tiny")
def test_each_column_has_the_type_of_its_schema_and_rows_the_order_of_the_key():
    loaded = hl.load("tiny")
    wanted = pd.DataFrame(
        {
            "place": pd.array(["p-4", "p-4", "p-4, upper", "p-10"], dtype=loaded["place"].dtype),
            "rank": pd.array([2, 12345, None, 1], dtype="Int64"),
            "share": [-0.25, 3.0, np.nan, 2.5],
            "is_open": [False, True, False, True],
        }
    )
    pd.testing.assert_frame_equal(loaded, wanted)
    assert loaded["place"].dtype == "str"
    assert loaded.attrs == {"dataset": "tiny", "title": "Tiny"}
    assert with_positions("tiny").index.tolist() == [2, 3, 1, 0]


def test_a_table_that_was_edited_is_loaded_anew(tiny):
    assert len(hl.load("tiny")) == 4
    tiny(HEADER, ROWS[0])
    assert len(hl.load("tiny")) == 1


@pytest.mark.usefixtures("tiny")
def test_a_frame_that_was_changed_changes_no_other():
    changed = hl.load("tiny")
    changed.loc[0, "place"] = "elsewhere"
    assert hl.load("tiny").loc[0, "place"] == "p-4"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([HEADER, "2.5,p-1,a,1,true"], "row 2: has 5 cells and the header 4: put quotes around"),
        ([HEADER, "2.5,p-1,1"], "row 2: has 3 cells and the header 4: a cell or a comma is"),
        ([HEADER, f"{ROWS[0]}{ROWS[2]}"], "row 2: has 7 cells and the header 4: two rows stand on"),
        ([HEADER.replace(",", ";")], "row 1: does not name columns separated by commas: save the"),
        ([HEADER, ROWS[0], "", ROWS[2]], "row 3: is blank: delete it"),
        ([HEADER, '2.5,"p-1,1,true'], "row 2: is not a row of a CSV table"),
        ([HEADER, ROWS[0], "1,p-2,2.0,true"], "row 3, column rank: '2.0' is not an integer"),
        ([HEADER, ROWS[0], "1,p-2,2,TRUE"], "row 3, column is_open: 'TRUE' is not true or false"),
        ([HEADER, "1,p\u200b2,2,true"], "row 2, column place: 'p\\u200b2' has stray spaces"),
        ([HEADER.replace("rank", "rnk")], "column rnk: '' is a column that is not in the"),
        ([HEADER.removesuffix(",is_open")], "column is_open: '' is missing; the schema wants"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_with_place_and_value(tiny, lines, said):
    tiny(*lines)
    with pytest.raises(DataError) as refused:
        hl.load("tiny")
    assert str(refused.value).startswith("tiny.csv, row ") and said in str(refused.value)


def test_a_file_in_another_encoding_is_refused(tiny):
    tiny(HEADER, "1,Алматы,1,true", encoding="cp1251")
    with pytest.raises(DataError, match=r"^tiny\.csv, row 2: is not a row of text in UTF-8: save"):
        hl.load("tiny")
