"""A file that differs from what its provider offers is refused in one line: no row is proposed."""

import json

import pytest

from heartland.errors import DataError
from heartland_evidence.providers import proposals, readers
from tests.providers.inputs import (
    COMEXT,
    DEBT,
    REGION,
    REGISTER,
    ROLL_CALLS,
    STATCOUNTER,
    UCDP,
    WDI,
    WEO,
    packed,
)

FILES = {
    "statcounter": STATCOUNTER,
    "wdi": WDI,
    "ucdp": UCDP,
    "caniuse": json.dumps(REGION),
    "eurostat": COMEXT,
    "imf": WEO,
    "ids": DEBT,
    "sipri": REGISTER,
    "unga": ROLL_CALLS,
}


@pytest.mark.parametrize(
    ("provider", "old", "new", "words"),
    [
        ("statcounter", "22.2", '"22,2"', "file, row 2031-01, column Xiaomi: share_pct '22,2' is not a number like 1.5"),
        ("statcounter", ",", ";", "file: not a CSV in UTF-8 with commas; unpack a zip"),
        ("statcounter", ",4,5\n2031-03,0,0,0,0,0\n", "", "the row that begins '2031-02,12,0,3' is cut off"),
        ("statcounter", "2031-02", "Feb-31", "file, row 3: Date 'Feb-31' is not a month like"),
        ("wdi", 'up","NY.GDP.MKTP.CD","1"', 'up","SP.POP.TOTL","1"', "holds 2 of the known indicators instead of one"),
        ("ucdp", ",7,9,5,", ",7,9,x,", "column sb_interstate_deaths_best: low 'x' is not a number"),
        ("caniuse", "{", "[", "not a region file of caniuse-db"),
        ("caniuse", '"2031-01"', '"Jan 2031"', "month 'Jan 2031' is not a month"),
        ("caniuse", '"total": 97', '"total": 98', "add up to 97.00, but the file says 98"),
        ("caniuse", "30.25", "165.5", "'165.5' is not a percentage"),
        ("caniuse", "30.25", "1e-999999", "'1E-999999' is not a percentage"),
        ("eurostat", "TOTAL,2,VALUE_IN_EUROS,2031-01,20", "TOTAL,1,VALUE_IN_EUROS,2031-01,20",
         "row 3: flow '1' is not 2, which was asked for"),
        ("eurostat", "2031-01,20\n", "2031-01,420\n",
         "KGZ, 2031-01: the members add up to 1500420 euros, and the Union is 1500020"),
        ("eurostat", "M,EU27_2020,KG,", "M,EU28,KG,", "KGZ, 2031-01 has no row of reporter EU27_2020"),
        ("eurostat", ",UZ,TOTAL,2,VALUE_IN_EUROS,2031-01,5\n", ",UZ,TOTAL,2,VALUE_IN_EUROS,2031-01,\n",
         "file: no value of partner UZ: the file is cut off"),
        ("imf", "3.25,PT", "3.25,XDC", "row 4: UNIT 'XDC' is not PT, which was asked for"),
        # a decimal comma makes a cell more, and the unit another
        ("imf", "3.25", "3,25", "row 4: UNIT '25' is not PT, which was asked for"),
        ("imf", ",2029,2031-04", ",FY2029/30,2031-04", "LATEST_ACTUAL_ANNUAL_DATA 'FY2029/30' is not a year"),
        ("imf", "2031-04-14T13:00:00Z", "", "names no edition of the World Economic Outlook"),
        ("imf", ",TKM,", ",TK,", "file: no value of TKM: the file is cut off, or a code was renamed"),
        ("imf", "TKM,NGDP_RPCH,A,2032", "TKM,NGDP_RPCH,A,2031", "file: TKM ends in 2031, and others in 2032"),
        ("ids", "DT.DOD.BLAT.CD", "DT.INT.BLAT.CD", "'KAZ DT.INT.BLAT.CD 730 YR2031' was not asked for"),
        ("ids", "YR2031", "2031Q1", "time '2031Q1' is no year like YR2024"),
        ("ids", "1500000.5", '"1500000.5"', "not a complete answer"),
        ("ids", '"pages": 1', '"pages": 3', "one of 3 pages"),
        ("ids", "{", '{"id":' * 100_000, "not a complete answer"),
        ("sipri", "UAE,", "Emirates,", "Supplier 'Emirates' is not known"),
        ("sipri", ",2031,No,1.5,", ",2031?,No,1.5,", "Delivery year '2031?' is not a year like 2025"),
        ("sipri", ",1.5,", ",,", "TIV delivery values '' is not a number like 1.5"),
        ("unga", "1,2031-01-01", "1,1 January", "date '1 January' is not a day like 2023-12-19"),
        ("unga", "TRUE,2,", "TRUE,yes,", "KAZ 'yes' is none of 1, 2, 3, 8, 9"),
    ],
)  # fmt: skip
def test_a_file_that_differs_is_refused_in_one_line(tmp_path, provider, old, new, words):
    text = FILES[provider]
    assert old in text
    (tmp_path / "file").write_text(text.replace(old, new), encoding="utf-8")
    areas = ["KAZ"] if provider == "statcounter" else []
    with pytest.raises(DataError) as error:
        proposals.propose(provider, tmp_path / "file", "new", areas)
    assert words in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("most", "end", "words"), [(100, None, "unpacks to more"), (10**9, 120, "not a complete")]
)
def test_a_package_that_swells_or_is_cut_off_is_refused(tmp_path, monkeypatch, most, end, words):
    monkeypatch.setattr(readers, "MAX_UNPACKED_BYTES", most)
    (tmp_path / "a.tgz").write_bytes(packed(KG=json.dumps(REGION))[:end])
    with pytest.raises(DataError, match=words):
        proposals.propose("caniuse", tmp_path / "a.tgz", "new")
