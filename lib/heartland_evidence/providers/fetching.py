"""Fetch a provider's current file, whole or not at all.

What does not belong here: where the files of a provider are (``registry``), reading them
(``readers``, ``sdmx``), and what they would add (``downloads``, ``revisions``).
"""

import base64
import codecs
import hashlib
import io
import json
import logging
import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from heartland.errors import DataError, UsageError, printable
from heartland.files import held, write_atomically
from heartland.tables import collection
from heartland_evidence.providers.registry import Service, are_of_one_organisation, services

if TYPE_CHECKING:
    import httpx

LOG = logging.getLogger("heartland")

SDMX_CSV = "application/vnd.sdmx.data+csv;version=1.0.0"
ANYTHING = "*/*"
HERE = ("localhost", "127.0.0.1")  # the only hosts that may be asked without encryption

ZIP = b"PK\x03\x04"  # how a zip begins
MAX_BYTES = 200_000_000  # bytes of a file
PATIENCE = 30  # seconds without an answer
MAX_SECONDS = 600  # seconds for a whole file
ATTEMPTS = 3
PAUSE = 2.0  # seconds before the second attempt, twice as many before the third
LONGEST_PAUSE = 60  # seconds that a server may ask to wait
EVERY = 2.0  # seconds between two lines on the progress
A_PAGE = (
    "the server sent a page and not a file; nothing was written. "
    "Look at it in a browser, and name the file with --address"
)
BUSY = (429, 500, 502, 503, 504)  # answers after which to ask again


@dataclass(frozen=True)
class Download:
    """Where the current file of a provider is.

    Attributes:
        what: the indicator, release, month or version that it holds.
        address: where it is.
        digest: that it must have, as registries write it; "" if none is stated.
    """

    what: str
    address: str
    digest: str = ""


@dataclass(frozen=True)
class OlderFile:
    """The other file that came from the same address the last time.

    Attributes:
        path: where it is now.
        on: the day on which it came.
    """

    path: Path
    on: str


@dataclass(frozen=True)
class Fetched:
    """A file as it was fetched.

    Attributes:
        path: where it is now; of a zip, the CSV in it.
        address: where it was.
        source_id: a name for it in ``sources.csv``.
        sha256: the digest of what was sent, in hexadecimal.
        same_as_on: the day on which the same file was fetched before; "" if it is another.
        older: the other file that came from there before, if one did and is kept.
    """

    path: Path
    address: str
    source_id: str
    sha256: str
    same_as_on: str
    older: OlderFile | None = None


def fetch(provider: str, what: str, folder: Path, address: str = "") -> Fetched:
    """Fetch the current file of a provider into a folder.

    Args:
        provider: a name of ``registry.services``.
        what: the indicator, release, month or edition, as in the examples there; "" for the latest
            of a provider that has one.
        folder: where the file and the record of downloads (``downloads.json``) go.
        address: where the file is, if the provider has moved it.

    Raises:
        UsageError: if what is wanted is not named, or not known.
        DataError: if no whole file came, with the address; if the record of downloads is none.
            Nothing is written then.
    """
    service = services()[provider]
    record = folder / "downloads.json"
    _recorded(record)  # what is no record is refused before anything is fetched
    download = _locate(service, what, address)
    content = _verified(service, download)
    source_id = _source_id(service, download.what)
    sha256 = hashlib.sha256(content).hexdigest()
    name, table = _table(service, download.address, source_id, content)

    path = folder / name
    series = "" if service.one_address_a_release else download.address
    facts = {"sha256": sha256, "bytes": len(table), "file": name}
    with held(folder / "downloads.lock"):
        kept = _keep(path, table)
        write_atomically(path, table)
        known = _record(record, download.address, series, facts)
    if known.get("sha256") == sha256:
        return Fetched(path, download.address, source_id, sha256, known["on"])
    last = kept if kept else folder / known.get("file", "")
    older = OlderFile(last, known["on"]) if known and last.is_file() else None
    return Fetched(path, download.address, source_id, sha256, "", older)


def _locate(service: Service, what: str, address: str) -> Download:
    """Find the current file of a provider; of a package npm says where it is."""
    if service.npm_package and not address.endswith(".tgz"):
        return _latest_package(address or service.address(what))
    return Download(what, address or service.address(what))


def _verified(service: Service, download: Download) -> bytes:
    """Download a file; refuse a page, and a file that is not the one whose digest is stated."""
    content = _download(download.address, SDMX_CSV if service.sdmx else ANYTHING)
    _check_beginning(download.address, content)
    if download.digest and not _has_digest(content, download.digest):
        raise DataError(
            f"{download.address}: the archive's checksum is not the one that the registry gives"
        )
    return content


def _table(service: Service, address: str, source_id: str, content: bytes) -> tuple[str, bytes]:
    """Return name and bytes of the file to be kept: of a zip, of the table in it."""
    if content.startswith(ZIP):
        return _table_in(address, content)
    if service.sdmx:
        return f"{source_id}.csv", content
    return Path(urlsplit(address).path).name or "download", content


def check_holds(provider: str, what: str, path: Path) -> None:
    """Refuse a file that does not name what was asked for, where a provider's files do.

    Raises:
        DataError: if it is another file, as one named with --address may be.
    """
    if services()[provider].file_names_what and what.encode() not in path.read_bytes():
        raise DataError(f"{path.name} holds no row of {what}, which was asked for")


def _keep(path: Path, content: bytes) -> Path | None:
    """Keep another file of the same name aside; return where it is."""
    if not path.is_file() or path.read_bytes() == content:
        return None
    aside = path.with_name(f"before-{path.name}")
    path.replace(aside)
    return aside


def _source_id(service: Service, what: str) -> str:
    """Return a name for the file in ``sources.csv``."""
    month = datetime.now(UTC).date().isoformat()[:7]
    words = re.sub(r"[^a-z0-9]+", "-", what.lower()).strip("-")
    return service.source_id(words, month)


def _latest_package(address: str) -> Download:
    """Ask a registry for the latest version of a package, its archive and its digest."""
    try:
        answer = json.loads(_download(address))
        dist = answer["dist"]
        return Download(str(answer["version"]), str(dist["tarball"]), str(dist["integrity"]))
    except (ValueError, KeyError, TypeError):
        raise DataError(
            f"{address}: a registry's answer holds version and dist (tarball, integrity), "
            "and this one does not"
        ) from None


def _has_digest(content: bytes, integrity: str) -> bool:
    """Whether bytes are those of a digest as registries write it: ``sha512-`` and base64."""
    kind, _, wanted = integrity.partition("-")
    if kind != "sha512":
        return False
    found = base64.b64encode(hashlib.sha512(content).digest()).decode()
    return found == wanted


def _download(address: str, kind: str = ANYTHING) -> bytes:
    """Return what is at an address, asking again where the server is busy or silent.

    Args:
        address: where it is.
        kind: the media type that is asked for.

    Raises:
        DataError: if there is no whole file to be had there.
    """
    import httpx

    _check_address(address)
    trouble, pause = "", 0.0
    for attempt in range(ATTEMPTS):
        if attempt:
            LOG.info("%s: %s; asking again", address, trouble)
            time.sleep(max(PAUSE * attempt, pause))
        try:
            return b"".join(_parts(address, kind))
        except httpx.HTTPStatusError as error:
            status = error.response.status_code
            trouble = f"the server answered {status}"
            pause = _asked_to_wait(error.response)
            if pause > LONGEST_PAUSE:
                trouble += f" and asks to wait {pause:.0f} seconds"
            if status not in BUSY or pause > LONGEST_PAUSE:
                break
        except httpx.InvalidURL:
            trouble = "is no address"
            break
        except httpx.HTTPError as error:
            trouble = f"no whole answer ({type(error).__name__})"
    raise DataError(f"{address}: {trouble}; nothing was written. Look at the provider's page.")


def _asked_to_wait(answer: "httpx.Response") -> float:
    """Return the seconds that a server asks to wait, by number or by time."""
    said = answer.headers.get("retry-after", "")
    if said.isdigit():
        return float(said)
    try:
        until = parsedate_to_datetime(said)
        return max(0.0, (until - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def _check_host(asked: str, address: str) -> None:
    """Follow no redirect to another organisation's host.

    Raises:
        DataError: if it leads there.
    """
    host = urlsplit(address).hostname or ""
    if not are_of_one_organisation(urlsplit(asked).hostname or "", host):
        raise DataError(
            f"{asked}: leads to {printable(host)}; nothing was written. "
            "Look at it in a browser, and name the file with --address"
        )


def _check_address(address: str) -> None:
    """Take addresses with encryption only, unless the server is on this machine."""
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE):
        return
    raise UsageError(f"'{printable(address)}' is not an address that begins with https://")


def _parts(address: str, kind: str) -> Iterator[bytes]:
    """Yield a file part by part.

    Raises:
        DataError: if it is a page, nothing, larger than such a file can be, or takes too long.
    """
    import httpx

    def check(request: httpx.Request) -> None:  # of each redirect too
        _check_address(str(request.url))
        _check_host(address, str(request.url))

    began = said = time.monotonic()
    size = 0
    asking = httpx.Client(
        timeout=PATIENCE,
        follow_redirects=True,
        event_hooks={"request": [check]},
        headers={"Accept": kind, "User-Agent": "heartland refresh-data"},
    )
    with asking as client, client.stream("GET", address) as answer:
        answer.raise_for_status()
        _check_kind(address, answer)
        for part in answer.iter_bytes():
            size += len(part)
            if size > MAX_BYTES:
                raise DataError(
                    f"{address}: larger than {MAX_BYTES // 10**6} MB; nothing was written"
                )
            if time.monotonic() - began > MAX_SECONDS:
                raise DataError(
                    f"{address}: not whole after {MAX_SECONDS} seconds; nothing was written"
                )
            if time.monotonic() - said > EVERY:
                said = time.monotonic()
                LOG.info("%.1f MB of %s", size / 1e6, address)
            yield part
    if not size:
        raise DataError(f"{address}: the answer is empty; nothing was written")


def _check_kind(address: str, answer: "httpx.Response") -> None:
    """Refuse a page where a file is wanted: what a server sends to say that something is wrong."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip()
    if kind in ("text/html", "application/xhtml+xml"):
        raise DataError(f"{address}: {A_PAGE}")


def _check_beginning(address: str, content: bytes) -> None:
    """Refuse a page that is called a file, and one that is blank: no table begins with a tag.

    Raises:
        DataError: if it is one of these.
    """
    beginning = content[:1000].removeprefix(codecs.BOM_UTF8).lstrip()
    if not beginning and not content[1000:].strip():
        raise DataError(f"{address}: the answer is empty; nothing was written")
    if beginning.startswith(b"<"):
        raise DataError(f"{address}: {A_PAGE}")


def _table_in(address: str, content: bytes) -> tuple[str, bytes]:
    """Return name and bytes of the one table of a zip.

    Raises:
        DataError: if the zip is broken, or it has no table or several.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as whole:
            tables = [entry for entry in whole.infolist() if _is_table(entry.filename)]
            if len(tables) != 1:
                raise DataError(f"{address}: the zip holds {len(tables)} tables instead of one")
            if tables[0].file_size > MAX_BYTES:
                raise DataError(f"{address}: the table in the zip is too large")
            return Path(tables[0].filename).name, whole.read(tables[0])
    except zipfile.BadZipFile:
        raise DataError(f"{address}: the zip is damaged; fetch it again") from None


def _is_table(name: str) -> bool:
    return name.endswith(".csv") and not Path(name).name.startswith("Metadata_")


def _recorded(path: Path) -> dict[str, dict[str, Any]]:
    """Return what is recorded of each address; nothing before the first download.

    Raises:
        DataError: if the record has another form.
    """
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except ValueError:
        found = None
    if not _is_record(found):
        raise DataError(
            f"{path}: not a record of downloads: delete it and ask again; the files beside it stay"
        )
    return dict(found)


def _is_record(found: Any) -> bool:
    if not isinstance(found, dict):
        return False
    downloads = list(found.values())
    return not downloads or collection.is_list_of_objects(downloads, "on", "sha256", "file")


def _record(path: Path, address: str, series: str, facts: dict[str, Any]) -> dict[str, Any]:
    """Record a download; return what was recorded of the one before, nothing if it is the first.

    Args:
        path: the record.
        address: where the file came from.
        series: the address whose last file counts as the one before; "" for any.
        facts: digest, size and name of the file.
    """
    known = _recorded(path)
    alike = [entry for other, entry in known.items() if not series or other == series]
    last = max(alike, key=lambda entry: str(entry["on"]), default={})
    last = known.get(address, last)
    today = datetime.now(UTC).date().isoformat()
    known[address] = {"on": today, **facts}
    text = json.dumps(known, indent=1, sort_keys=True) + "\n"
    write_atomically(path, text.encode())
    return last
