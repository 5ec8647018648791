"""The providers: how a file of each is read, where it is, and what it is called here.

To add one: a function that reads its file (in ``readers``, in ``sdmx`` for an answer in that form,
in ``sums`` where lines are added up), and an entry here. Commands, checks and the other modules of
this room ask the entry.

Where the files are, and who says so:

- World Bank, an indicator as a zip with its CSV
  (https://datahelpdesk.worldbank.org/knowledgebase/articles/898581);
- UCDP, the Country-Year Dataset on Organized Violence as a zip with its CSV, whose name holds the
  release (https://ucdp.uu.se/downloads/);
- caniuse-db, a public package of npm, which says which version is the latest, where its archive is
  and what its digest must be
  (https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md);
- Eurostat's Comext, and the IMF's World Economic Outlook, by SDMX 2.1 as CSV (``sdmx`` says who
  describes them);
- the World Bank's International Debt Statistics by its interface, as ``wbgapi`` asks it. The
  addresses of these three were taken from public code and could not be tried.

What does not belong here: reading the files (``readers``, ``sdmx``, ``sums``), and fetching them
(``fetching``).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from heartland.errors import UsageError, offer, printable
from heartland.tables.areas import REPUBLICS
from heartland.tables.periods import is_month
from heartland_evidence.providers import readers, sdmx, sums
from heartland_evidence.providers.downloaded import CODES, Row

SDMX_CSV = "application/vnd.sdmx.data+csv;version=1.0.0"
# Domains in which every host is the same organisation's.
DOMAINS = ("worldbank.org", "ucdp.uu.se", "npmjs.org", "ec.europa.eu", "imf.org")


@dataclass(frozen=True)
class Provider:
    """One who publishes figures as files that become rows by themselves.

    Attributes:
        read: yields the rows of a file, each with its dataset and the cells that the file states.
        area_in_file: how a file names Kazakhstan, as an example.
        file_names_area: whether a file says of which area it is.
        address: tells where the file is of what is asked for (an indicator, a release, a month);
            raises UsageError for what cannot be asked for. None: a person downloads the files.
        source_id: names a file in ``sources.csv``, by what it holds and the month of today.
        accept: the media type that is asked for.
        ending: of the file's name, where its address names none.
        npm_package: whether the address is that of a package of npm, which says where the archive
            of its latest version is.
        file_names_what: whether the file holds the word that was asked for.
        every: tells what is asked for where all is.
    """

    read: Callable[[Path], Iterator[Row]]
    area_in_file: str = "KAZ"
    file_names_area: bool = True
    address: Callable[[str], str] | None = None
    source_id: Callable[[str, str], str] | None = None
    accept: str = "*/*"
    ending: str = ""
    npm_package: bool = False
    file_names_what: bool = False
    every: Callable[[], list[str]] = lambda: [""]


def _address_of_wdi(indicator: str) -> str:
    known = CODES["wdi"]
    if indicator not in known:
        raise UsageError(
            f"wdi: name an indicator that the collection reads{offer(indicator, known)}"
        )
    return f"https://api.worldbank.org/v2/en/indicator/{indicator}?downloadformat=csv"


def _address_of_ucdp(release: str) -> str:
    if not re.fullmatch("[0-9]{2}[.][0-9]", release):
        raise UsageError(
            f"ucdp: name a release like 26.1 (https://ucdp.uu.se/downloads/ lists them), "
            f"not '{printable(release)}'"
        )
    file = f"organizedviolencecy-{release.replace('.', '')}-csv.zip"
    return f"https://ucdp.uu.se/downloads/organizedviolencecy/{file}"


def _address_of_caniuse(_: str) -> str:
    return "https://registry.npmjs.org/caniuse-db/latest"


def _address_of_eurostat(first_month: str) -> str:
    _check_month("eurostat", first_month, "a first month like 2024-09")
    known = CODES["eurostat"]
    partners = "+".join(known["partners"])
    series = ".".join(["M", "", partners, *known["asked"].values()])
    first = first_month or known["from"]
    return (
        "https://ec.europa.eu/eurostat/api/comext/dissemination/sdmx/2.1/data/"
        f"{known['dataset']}/{series}?startPeriod={first}&format=SDMX-CSV"
    )


def _address_of_imf(edition: str) -> str:
    _check_month("imf", edition, "an edition like 2025-10")
    known = CODES["imf"]
    flow = "WEO"
    if edition:
        year, month = edition.split("-")
        flow = f"WEO_{year}_{sdmx.MONTHS[int(month) - 1]}_VINTAGE"
    series = f"{'+'.join(known['areas'])}.{known['asked']['INDICATOR']}.A"
    return (
        "https://api.imf.org/external/sdmx/2.1/data/"
        f"IMF.RES,{flow}/{series}?startPeriod={known['from']}"
    )


def _address_of_ids(_: str) -> str:
    known = CODES["ids"]
    countries, kinds = ";".join(REPUBLICS), ";".join(known["series"])
    return (
        f"https://api.worldbank.org/v2/sources/6/country/{countries}/series/{kinds}/"
        f"counterpart-area/{';'.join(known['creditors'])}/time/all/data"
        "?format=json&per_page=30000"
    )


def _source_id_of_imf(edition: str, month: str) -> str:
    return f"imf-weo-{edition}-api" if edition else f"imf-weo-api-{month}"


def _check_month(provider: str, what: str, wanted: str) -> None:
    if what and not is_month(what):
        raise UsageError(f"{provider}: name {wanted}, or nothing, and not '{printable(what)}'")


PROVIDERS = {
    "statcounter": Provider(readers.statcounter, file_names_area=False),
    "wdi": Provider(
        readers.wdi,
        address=_address_of_wdi,
        source_id=lambda indicator, month: f"wdi-{indicator}-{month}",
        file_names_what=True,
        every=lambda: list(CODES["wdi"]),
    ),
    "ids": Provider(
        sums.ids,
        address=_address_of_ids,
        source_id=lambda _, month: f"wb-ids-{month}",
        ending=".json",
    ),
    "sipri": Provider(sums.sipri, area_in_file="Kazakhstan"),
    "unga": Provider(sums.unga),
    "ucdp": Provider(
        readers.ucdp,
        area_in_file="Kazakhstan",
        address=_address_of_ucdp,
        source_id=lambda release, _: f"ucdp-country-year-{release}",
        every=lambda: [f"{date.today():%y}.1"],
    ),
    "caniuse": Provider(
        readers.caniuse,
        area_in_file="KZ",
        address=_address_of_caniuse,
        source_id=lambda version, _: f"caniuse-db-{version}",
        npm_package=True,
    ),
    "eurostat": Provider(
        sdmx.eurostat,
        area_in_file="KZ",
        address=_address_of_eurostat,
        source_id=lambda _, month: f"eurostat-comext-exports-{month}",
        accept=SDMX_CSV,
        ending=".csv",
    ),
    "imf": Provider(
        sdmx.imf,
        address=_address_of_imf,
        source_id=_source_id_of_imf,
        accept=SDMX_CSV,
        ending=".csv",
    ),
}


def services() -> list[str]:
    """Return the names of the providers whose files can be fetched."""
    return [name for name, entry in PROVIDERS.items() if entry.address]


def are_of_one_organisation(host: str, other: str) -> bool:
    """Tell whether two hosts are one, ``www`` aside, or both of one provider's domain.

    The last words of a name do not tell: all ministries of a state share ``gov.kz``.

    >>> are_of_one_organisation("api.worldbank.org", "databank.worldbank.org")
    True
    >>> are_of_one_organisation("stat.gov.kz", "other.gov.kz")
    False
    """
    if host.removeprefix("www.") == other.removeprefix("www."):
        return True
    return any(_is_below(domain, host) and _is_below(domain, other) for domain in DOMAINS)


def _is_below(domain: str, host: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
