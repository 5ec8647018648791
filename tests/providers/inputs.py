"""Files as the providers offer them. Every figure is made up: only their shape is real."""

import io
import json
import tarfile
import zipfile

STATCOUNTER = (
    '"Date","Samsung","Xiaomi","Motorola","Unknown","Other"\n'
    "2031-01,11.10,22.2,3,4,5\n2031-02,12,0,3,4,5\n2031-03,0,0,0,0,0\n"
)
WDI = """"Data Source","World Development Indicators",

"Last Updated Date","2031-07-01",

"Country Name","Country Code","Indicator Name","Indicator Code","2021","2022",
"Aruba","ABW","made up","NY.GDP.MKTP.CD","1","2",
"Kazakhstan","KAZ","made up","NY.GDP.MKTP.CD","","12345678.9",
"Kyrgyz Republic","KGZ","made up","NY.GDP.MKTP.CD","24000000","9500000",
"""
POPULATION = WDI.replace("NY.GDP.MKTP.CD", "SP.POP.TOTL").replace("12345678.9", "20000000")
TYPES = ("sb_interstate", "sb_intrastate", "ns_total", "os_total")
UCDP_HEAD = [
    "country",
    "year",
    *(f"{kind}_deaths_{bound}" for kind in TYPES for bound in ("best", "high", "low")),
    *(f"{kind}_dyad_names" for kind in ("sb_interstate", "sb_intrastate", "ns", "os")),
    *(f"{kind}_deaths_civilians" for kind in ("sb_interstate", "sb_intrastate", "ns")),
    "Version",
]
UCDP = (
    f"{','.join(UCDP_HEAD)}\n"
    "Tajikistan,2022,7,9,5,0,0,0,4,4,4,0,0,0,"
    "Government of A - Government of B,NO_DYAD,A - B; C - D,NO_DYAD,0,0,3,25.1\n"
    f"Norway,2022{',0' * 12}{',NO_DYAD' * 4},0,0,0,25.1\n"
)
UCDP_BEFORE_26 = UCDP.replace(
    ",".join(UCDP_HEAD), ",".join(f"{name}_cy" for name in UCDP_HEAD[:-1]) + ",version"
)
REGION = {
    "id": "KG",
    "name": "Kyrgyzstan",
    "month": "2031-01",
    "access_date": "2031-02-03",
    "data": {
        "chrome": {"4": None, "150": 30.25, "151": 10.1},
        "safari": {"26.5": 1.5},
        "ios_saf": {"3.2": 0, "26.4": 12.5, "26.5": 4.05},
        "op_mob": {"80": 0.2},
        "op_mini": {"all": 0},
        "and_chr": {"0": 38.4},
    },
    "total": 97,
}
COMEXT = """\
DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE
ESTAT:DS-045409(1.0),15/09/31 11:00:00,M,AT,KG,TOTAL,2,VALUE_IN_EUROS,2031-01,1500000
ESTAT:DS-045409(1.0),15/09/31 11:00:00,M,EL,KG,TOTAL,2,VALUE_IN_EUROS,2031-01,20
ESTAT:DS-045409(1.0),15/09/31 11:00:00,M,EA20,KG,TOTAL,2,VALUE_IN_EUROS,2031-01,1500020
ESTAT:DS-045409(1.0),15/09/31 11:00:00,M,EU27_2020,KG,TOTAL,2,VALUE_IN_EUROS,2031-01,1500020
ESTAT:DS-045409(1.0),15/09/31 11:00:00,M,AT,KZ,TOTAL,2,VALUE_IN_EUROS,2019-01,1
ESTAT:DS-045409(1.0),15/09/31 11:00:00,M,GB,KZ,TOTAL,2,VALUE_IN_EUROS,2019-01,700
ESTAT:DS-045409(1.0),15/09/31 11:00:00,M,EU27_2020,KZ,TOTAL,2,VALUE_IN_EUROS,2019-01,1
ESTAT:DS-045409(1.0),15/09/31 11:00:00,M,LV,UZ,TOTAL,2,VALUE_IN_EUROS,2031-01,5
ESTAT:DS-045409(1.0),15/09/31 11:00:00,M,EU27_2020,UZ,TOTAL,2,VALUE_IN_EUROS,2031-01,5
ESTAT:DS-045409(1.0),15/09/31 11:00:00,M,DE,UZ,TOTAL,2,VALUE_IN_EUROS,2031-02,
"""
REGISTER = """\
Transfers of major arms from All countries to All countries . For '1995' to '2031';
Source: SIPRI Arms Transfers Database (c) SIPRI.;
SIPRI AT Database ID,Supplier,Recipient,Designation,Numbers delivered,\
Numbers delivered is estimate,Delivery year,Delivery year is estimate,TIV delivery values,\
Local production;
1,Russia,Kazakhstan,made up,2,No,2031,No,1.5,No;
2,Russia,Kazakhstan,made up,3,Yes,2031,No,0.25,No;
3,UAE,Kazakhstan,made up,1,No,2031,No,4,No;
4,unknown supplier(s),Tajikistan,made up,1,,2031,Yes,0.1,No;
5,Russia,India,made up,9,No,2031,No,900,No;
"""
ROLL_CALLS = """\
rcid,date,me,KAZ,KGZ,TJK,TKM,UZB,RUS,CHN,USA,FRA
1,2031-01-01,FALSE,1,8,9,NA,1,1,1,3,3
2,2031-12-01,TRUE,2,8,9,NA,8,1,2,3,3
3,2031-12-02,FALSE,1,8,9,NA,8,1,1,1,1
"""
WEO_HEAD = (
    "DATAFLOW,COUNTRY,INDICATOR,FREQUENCY,TIME_PERIOD,OBS_VALUE,UNIT,SCALE,DECIMALS_DISPLAYED,"
    "SERIES_NAME,LATEST_ACTUAL_ANNUAL_DATA,PUBLICATION_DATE\n"
)
WEO_LINE = (
    "IMF.RES:WEO(9.0.0),{area},NGDP_RPCH,A,{year},{value},PT,0,3,"
    '"Gross domestic product (GDP), Constant prices, Percent change",{actual},2031-04-14T13:00:00Z\n'
)


def outlook(*figures, actual="2029"):
    """An edition with these areas, years and values, and the last year of the other republics."""
    last = max(year for area, year, _ in figures if area == "KAZ")
    others = [(area, last, 1) for area in ("KGZ", "TJK", "TKM", "UZB")]
    lines = [
        WEO_LINE.format(area=a, year=y, value=v, actual=actual) for a, y, v in [*figures, *others]
    ]
    return WEO_HEAD + "".join(lines)


WEO = outlook(
    ("KAZ", 2018, 1), ("KAZ", 2029, 2.5), ("KAZ", 2030, 3.25), ("KAZ", 2031, "4.1234567"),
    ("KAZ", 2032, "-4.5"), ("MEX", 2033, 9), ("TJK", 2031, ""),
)  # fmt: skip


def owed(*figures, pages=1):
    """An answer of the World Bank's debt statistics, with these countries, kinds and so on."""
    concepts = ("Country", "Series", "Counterpart-Area", "Time")
    records = [
        {
            "variable": [{"concept": c, "id": i} for c, i in zip(concepts, names, strict=True)],
            "value": value,
        }
        for *names, value in figures
    ]
    return json.dumps({"page": 1, "pages": pages, "source": {"id": "6", "data": records}})


DEBT = owed(
    ("KAZ", "DT.DOD.BLAT.CD", "730", "YR2031", 1500000.5), ("KAZ", "DT.DOD.PCBK.CD", "730", "YR2031", 500000),
    ("KAZ", "DT.DOD.BLAT.CD", "WLD", "YR2031", 9000000), ("KAZ", "DT.DOD.BLAT.CD", "087", "YR2031", None),
    ("TKM", "DT.DOD.BLAT.CD", "087", "YR2031", 0), ("KGZ", "DT.DOD.BLAT.CD", "087", "YR2031", 7),
    ("TJK", "DT.DOD.BLAT.CD", "087", "YR2031", 7), ("UZB", "DT.DOD.BLAT.CD", "087", "YR2031", 7),
)  # fmt: skip

# Of each provider whose files are fetched: the table, what is asked for, and a file.
FETCHED = {
    "wdi": ("population", "SP.POP.TOTL", POPULATION),
    "ids": ("public_debt", "", DEBT),
    "ucdp": ("conflict_deaths", "26.1", UCDP),
    "caniuse": ("browser_shares", "", json.dumps(REGION)),
    "eurostat": ("eu_exports", "2019-01", COMEXT),
    "imf": ("growth_forecasts", "", WEO),
}


def zipped(**tables):
    """A zip of tables, as the World Bank and UCDP offer it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, text in tables.items():
            whole.writestr(f"{name}.csv", text)
    return made.getvalue()


def packed(**regions):
    """A package of region files, as the registry offers caniuse."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as whole:
        for name, text in regions.items():
            content = text if isinstance(text, bytes) else text.encode()
            entry = tarfile.TarInfo(f"package/region-usage-json/{name}.json")
            entry.size = len(content)
            whole.addfile(entry, io.BytesIO(content))
    return made.getvalue()


def wrapped(provider, text):
    """A text as the provider sends it: in a zip, in a package, or as it is."""
    content = text if isinstance(text, bytes) else text.encode()
    if provider in ("wdi", "ucdp"):
        return zipped(API_table=content)
    return packed(KG=content) if provider == "caniuse" else content
