"""Dates and periods as the tables write them: which years, months and days they reach over.

A date is a year (``2022``), a month (``2022-06``) or a day (``2022-06-30``). A period may also be
part of a year (``2022-H1``, ``2022-Q3``), or reach from one to another (``2022-01/2022-11``).
"""

import re
from datetime import date
from typing import TYPE_CHECKING

from heartland.tables.schemas import SPEAKS_OF

if TYPE_CHECKING:
    import pandas as pd

PARTS = {"H1": (1, 6), "H2": (7, 12), "Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12)}


def is_date(text: str) -> bool:
    """Tell whether a text is a year, a month or a day of the calendar.

    >>> is_date("2022"), is_date("2022-06"), is_date("2022-06-30"), is_date("2022-06-31")
    (True, True, True, False)
    """
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        return False
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


def is_month(text: str) -> bool:
    """Tell whether a text is a month.

    >>> is_month("2022-06"), is_month("2022"), is_month("2022-13")
    (True, False, False)
    """
    return len(text) == len("2022-06") and is_date(text)


def is_day(text: str) -> bool:
    """Tell whether a text is a day of the calendar.

    >>> is_day("2022-06-30"), is_day("2022-06"), is_day("2022-06-31")
    (True, False, False)
    """
    return len(text) == len("2022-06-30") and is_date(text)


def is_period(text: str) -> bool:
    """Tell whether a text is a date or a period.

    >>> is_period("2022-06-30"), is_period("2022-Q3"), is_period("2021-11/2022")
    (True, True, True)
    >>> is_period("2022-13"), is_period("2022-Q5"), is_period("spring")
    (False, False, False)
    """
    ends = text.split("/")
    return len(ends) <= 2 and all(map(_is_end, ends))


def _is_end(text: str) -> bool:
    """Tell whether a text is a date or a part of a year, which a period may be or reach to."""
    year, _, rest = text.partition("-")
    return is_date(year if rest in PARTS else text)


def are_years(dates: "pd.Series") -> "pd.Series":
    """Tell which dates are a year, without a month.

    >>> import pandas as pd
    >>> are_years(pd.Series(["2022", "2022-06"])).tolist()
    [True, False]
    """
    return dates.str.len().eq(len("2022"))


def first_year(dates: "pd.Series") -> "pd.Series":
    """Return the first year that each date or period names, as text.

    >>> import pandas as pd
    >>> first_year(pd.Series(["2021-11/2022-03", "2021"])).tolist()
    ['2021', '2021']
    """
    return dates.astype("str").str.extract(r"(\d{4})")[0]


def last_year(dates: "pd.Series") -> "pd.Series":
    """Return the last year that each date or period names, as text.

    >>> import pandas as pd
    >>> last_year(pd.Series(["2021-11/2022-03", "2021"])).tolist()
    ['2022', '2021']
    """
    return dates.astype("str").str.extract(r".*(\d{4})")[0]


def column_of_dates(df: "pd.DataFrame") -> str:
    """Return the column that tells of which year or month a row speaks, "" if there is none."""
    return next((column for column in SPEAKS_OF if column in df), "")


def newest_observation(df: "pd.DataFrame") -> str:
    """Return the last year that rows have an observation of, "" if none says; forecasts are none.

    A row of several years counts by its last: ``2014/2022`` is of 2022.
    """
    column = column_of_dates(df)
    if not column:
        return ""
    dates = df[column]
    if "status" in df:
        dates = dates[df["status"].ne("F")]
    years = last_year(dates.drop_duplicates()).dropna()
    return str(years.max()) if len(years) else ""


def date_of_count(reports: "pd.DataFrame") -> "pd.Series":
    """Return the day on which each count was made, or else the date of the page that carries it.

    As text, as precise as the source; "" where neither is known.

    >>> import pandas as pd
    >>> reports = pd.DataFrame({"counted_on": ["2022-09-20", ""], "published_on": ["2022-10", ""]})
    >>> date_of_count(reports).tolist()
    ['2022-09-20', '']

    Args:
        reports: rows of ``casualty_reports``; a missing date may be "" or missing to pandas.
    """
    counted = reports["counted_on"].astype("str").fillna("")
    published = reports["published_on"].astype("str").fillna("")
    return counted.where(counted.ne(""), published)


def months_of(date: str) -> tuple[str, str]:
    """Return the first and the last month of a date or period.

    >>> months_of("2022-Q1"), months_of("2022"), months_of("2022-01/2022-11")
    (('2022-01', '2022-03'), ('2022-01', '2022-12'), ('2022-01', '2022-11'))
    """
    ends = date.split("/")
    return _ends_of(ends[0])[0], _ends_of(ends[-1])[1]


def _ends_of(date: str) -> tuple[str, str]:
    """Return the first and the last month of a date that is no span."""
    year, _, rest = date.partition("-")
    if not rest:
        return f"{year}-01", f"{year}-12"
    if rest in PARTS:
        first, last = PARTS[rest]
        return f"{year}-{first:02d}", f"{year}-{last:02d}"
    return date[:7], date[:7]


def last_day(date: str) -> str:
    """Return a text that no day within a date or period comes after: every month has 31 days here.

    >>> last_day("2022"), last_day("2022-06"), last_day("2022-06-30")
    ('2022-12-31', '2022-06-31', '2022-06-30')
    >>> last_day("2022-Q1"), last_day("2022-01/2022-11")
    ('2022-03-31', '2022-11-31')
    """
    end = date.rpartition("/")[2]
    if not end or len(end) == len("2022-06-30"):
        return end
    _, month = _ends_of(end)
    return f"{month}-31"
