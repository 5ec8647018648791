"""The providers: how a file of each is read, where it is, and what it is called here.

To add one: a function that reads its file (in ``readers``, or in ``sdmx`` for an answer in that
form), and an entry here. Commands, checks and the other modules of this room ask the entry.

Where the files are, and who says so:

- World Bank, an indicator as a zip with its CSV
  (https://datahelpdesk.worldbank.org/knowledgebase/articles/898581);
- UCDP, the Country-Year Dataset on Organized Violence as a zip with its CSV, whose name holds the
  release (https://ucdp.uu.se/downloads/);
- caniuse-db, a public package of npm, which says which version is the latest, where its archive is
  and what its digest must be
  (https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md);
- Eurostat's Comext, and the IMF's World Economic Outlook, by SDMX 2.1 as CSV (``sdmx`` says who
  describes them). Their addresses were taken from public code and could not be tried.

What does not belong here: reading the files (``readers``, ``sdmx``), and fetching them
(``fetching``).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from heartland.errors import UsageError, offer, printable
from heartland.tables.periods import is_month
from heartland_evidence.providers import readers, sdmx
from heartland_evidence.providers.downloaded import FORMATS, Row

WDI = "https://api.worldbank.org/v2/en/indicator/{what}?downloadformat=csv"
UCDP = "https://ucdp.uu.se/downloads/organizedviolencecy/organizedviolencecy-{what}-csv.zip"
CANIUSE = "https://registry.npmjs.org/caniuse-db/latest"
EUROSTAT = (
    "https://ec.europa.eu/eurostat/api/comext/dissemination/sdmx/2.1/data/"
    "{dataset}/M..{partners}.{product}.{exports}.{values}?startPeriod={what}&format=SDMX-CSV"
)
IMF = (
    "https://api.imf.org/external/sdmx/2.1/data/"
    "IMF.RES,{edition}/{areas}.{series}.A?startPeriod={first}"
)
# Domains in which every host is the same organisation's.
DOMAINS = ("worldbank.org", "ucdp.uu.se", "npmjs.org", "ec.europa.eu", "imf.org")


@dataclass(frozen=True)
class Service:
    """Where the files of a provider are fetched.

    Attributes:
        address: tells where the file is of what is asked for (an indicator, a release, a month);
            raises UsageError for what cannot be asked for.
        source_id: names the file in ``sources.csv``, by what it holds and the month of today.
        examples: what may be asked for, and what that is.
        sdmx: whether it answers by SDMX, in a CSV that has no name of its own.
        npm_package: whether the address is that of a package of npm, which says where the archive
            of its latest version is.
        one_address_a_release: whether a newer file has another address.
        file_names_what: whether the file holds the word that was asked for.
    """

    address: Callable[[str], str]
    source_id: Callable[[str, str], str]
    examples: Mapping[str, str]
    sdmx: bool = False
    npm_package: bool = False
    one_address_a_release: bool = False
    file_names_what: bool = False


@dataclass(frozen=True)
class Provider:
    """One who publishes figures as files that become rows by themselves.

    Attributes:
        name: in the commands and in ``release_calendar``.
        read: yields the rows of a file, each with its dataset and the cells that the file states.
        service: where the files are fetched; None: a person downloads them.
        area_in_file: how a file names Kazakhstan, as an example.
        file_names_area: whether a file says of which area it is.
    """

    name: str
    read: Callable[[Path], Iterator[Row]]
    service: Service | None = None
    area_in_file: str = "KAZ"
    file_names_area: bool = True


def _address_of_wdi(indicator: str) -> str:
    known = FORMATS["wdi"]
    if indicator not in known:
        raise UsageError(
            f"wdi: name an indicator that the collection reads{offer(indicator, known)}"
        )
    return WDI.format(what=indicator)


def _address_of_ucdp(release: str) -> str:
    if not re.fullmatch(r"\d{2}\.\d", release):
        raise UsageError(
            f"ucdp: name a release like 26.1 (https://ucdp.uu.se/downloads/ lists them), "
            f"not '{printable(release)}'"
        )
    return UCDP.format(what=release.replace(".", ""))


def _address_of_caniuse(_: str) -> str:
    return CANIUSE


def _address_of_eurostat(first_month: str) -> str:
    _check_month("eurostat", first_month, "a first month like 2024-09")
    known = FORMATS["eurostat"]
    partners = "+".join(known["partners"])
    return EUROSTAT.format(**known | {"partners": partners, "what": first_month or known["from"]})


def _address_of_imf(edition: str) -> str:
    _check_month("imf", edition, "an edition like 2025-10")
    known = FORMATS["imf"]
    flow = "WEO"
    if edition:
        flow = f"WEO_{edition[:4]}_{sdmx.MONTHS[int(edition[5:]) - 1]}_VINTAGE"
    areas = "+".join(known["areas"])
    return IMF.format(edition=flow, areas=areas, series=known["series"], first=known["from"])


def _source_id_of_imf(edition: str, month: str) -> str:
    return f"imf-weo-{edition}-api" if edition else f"imf-weo-api-{month}"


def _check_month(provider: str, what: str, wanted: str) -> None:
    if what and not is_month(what):
        raise UsageError(f"{provider}: name {wanted}, or nothing, and not '{printable(what)}'")


_ENTRIES = (
    Provider("statcounter", readers.statcounter, file_names_area=False),
    Provider(
        "wdi",
        readers.wdi,
        Service(
            _address_of_wdi,
            source_id=lambda indicator, month: f"wdi-{indicator}-{month}",
            examples={"SP.POP.TOTL": "an indicator of the World Bank"},
            file_names_what=True,
        ),
    ),
    Provider(
        "ucdp",
        readers.ucdp,
        Service(
            _address_of_ucdp,
            source_id=lambda release, _: f"ucdp-country-year-{release}",
            examples={"26.1": "a release of UCDP's country-year dataset"},
            one_address_a_release=True,
        ),
        area_in_file="Kazakhstan",
    ),
    Provider(
        "caniuse",
        readers.caniuse,
        Service(
            _address_of_caniuse,
            source_id=lambda version, _: f"caniuse-db-{version}",
            examples={"": "the latest package of caniuse"},
            npm_package=True,
            one_address_a_release=True,
        ),
        area_in_file="KZ",
    ),
    Provider(
        "eurostat",
        sdmx.eurostat,
        Service(
            _address_of_eurostat,
            source_id=lambda _, month: f"eurostat-comext-exports-{month}",
            examples={"2024-09": "exports of the Union to the republics, since a month"},
            sdmx=True,
        ),
        area_in_file="KZ",
    ),
    Provider(
        "imf",
        sdmx.imf,
        Service(
            _address_of_imf,
            source_id=_source_id_of_imf,
            examples={
                "": "growth in the latest World Economic Outlook",
                "2025-10": "growth in an older one, where the IMF keeps it",
            },
            sdmx=True,
        ),
    ),
)
PROVIDERS = {entry.name: entry for entry in _ENTRIES}


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


def services() -> dict[str, Service]:
    """Return the services of those whose files can be fetched, by the names of the providers."""
    return {name: entry.service for name, entry in PROVIDERS.items() if entry.service}
