"""Fetch a provider's current file, whole or not at all.

What does not belong here: where the files of a provider are (``registry``), reading them
(``readers``, ``sdmx``), and what they would add (``proposals``, ``revisions``).
"""

import asyncio
import base64
import hashlib
import io
import json
import logging
import re
import time
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from heartland.errors import DataError, UsageError, printable
from heartland.files import write_atomically
from heartland_evidence.providers.registry import PROVIDERS, are_of_one_organisation

if TYPE_CHECKING:
    import httpx

LOG = logging.getLogger("heartland")

HERE = ("localhost", "127.0.0.1")  # the only hosts that may be asked without encryption

ZIP = b"PK\x03\x04"  # how a zip begins
NO_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
BLANK = b"\xef\xbb\xbf \t\r\n"  # the byte order mark, and what is no letter
MAX_BYTES = 200_000_000  # bytes of a file
PATIENCE = 30  # seconds without an answer
MAX_SECONDS = 600  # seconds for a whole answer
MOST_CHARACTERS = 2000  # of an address that a message writes out
ATTEMPTS = 3
PAUSE = 2.0  # seconds before the second attempt, twice as many before the third
LONGEST_PAUSE = 60  # seconds that a server may ask to wait
BUSY = (429, 500, 502, 503, 504)  # answers after which to ask again


@dataclass(frozen=True)
class Fetched:
    """A file as it was fetched.

    Attributes:
        path: where it is now; of a zip, the CSV in it.
        address: where it was.
        source_id: a name for it in ``sources.csv``.
        sha256: the digest of what was sent, in hexadecimal.
        same_since: the day on which the same file came before; "" if none did.
    """

    path: Path
    address: str
    source_id: str
    sha256: str
    same_since: str


def fetch(provider: str, what: str, folder: Path, address: str = "") -> Fetched:
    """Fetch the current file of a provider into a folder.

    Args:
        provider: a name of ``registry.services``.
        what: the indicator, release, month or edition, as in the examples there; "" for the latest
            of a provider that has one.
        folder: where the file goes.
        address: where the file is, if the provider has moved it.

    Raises:
        UsageError: if what is wanted is not named, or not known.
        DataError: if no whole file came, with the address; nothing is written then.
    """
    asked = PROVIDERS[provider]
    assert asked.address and asked.source_id  # of a provider whose files can be fetched
    address = address or asked.address(what)
    integrity = ""
    if asked.npm_package and not address.endswith(".tgz"):
        what, address, integrity = _latest_package(address)
    content = _download(address, asked.accept)
    sha512 = base64.b64encode(hashlib.sha512(content).digest()).decode()
    if integrity not in ("", f"sha512-{sha512}"):
        raise DataError(f"{address}: the archive's checksum is not the one that the registry gives")

    words = re.sub("[^a-z0-9]+", "-", what.lower()).strip("-")
    source_id = asked.source_id(words, f"{datetime.now(UTC):%Y-%m}")
    sha256 = hashlib.sha256(content).hexdigest()
    name = source_id + asked.ending if asked.ending else Path(urlsplit(address).path).name
    if content.startswith(ZIP):
        name, content = _table_in(address, content)
    path = folder / re.sub(r"[^\w.-]|^[.]+", "_", name or "download")
    same_since = ""
    if path.is_file() and path.read_bytes() == content:
        same_since = f"{datetime.fromtimestamp(path.stat().st_mtime, UTC):%Y-%m-%d}"
    else:
        write_atomically(path, content)
    return Fetched(path, address, source_id, sha256, same_since)


def check_holds(provider: str, what: str, path: Path) -> None:
    """Refuse a file that does not name what was asked for, where a provider's files do.

    Raises:
        DataError: if it is another file, as one named with --address may be.
    """
    if PROVIDERS[provider].file_names_what and what.encode() not in path.read_bytes():
        raise DataError(f"{path.name} holds no row of {what}, which was asked for")


def _latest_package(address: str) -> tuple[str, str, str]:
    """Ask a registry for the latest version of a package, its archive and its digest."""
    try:
        answer = json.loads(_download(address))
        dist = answer["dist"]
        archive = str(dist["tarball"])
        _check_address(archive, asked=address)
        return str(answer["version"]), archive, str(dist["integrity"])
    except (ValueError, LookupError, TypeError, RecursionError):
        raise DataError(
            f"{address}: a registry's answer holds version and dist (tarball, integrity), "
            "and this one does not"
        ) from None


def _table_in(address: str, content: bytes) -> tuple[str, bytes]:
    """Return name and bytes of the one table of a zip.

    Raises:
        DataError: if the zip is broken or locked, or it has no table or several.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as whole:
            tables = [name for name in whole.namelist() if name.endswith(".csv")]
            tables = [name for name in tables if not Path(name).name.startswith("Metadata_")]
            if len(tables) != 1:
                raise DataError(f"{address}: the zip holds {len(tables)} tables instead of one")
            entry = whole.getinfo(tables[0])
            if entry.file_size > MAX_BYTES:
                raise DataError(f"{address}: the table in the zip is too large")
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise zipfile.BadZipFile
            return Path(entry.filename).name, whole.read(entry)
    except NO_ZIP:
        raise DataError(f"{address}: the zip is damaged or locked; fetch it again") from None


def _download(address: str, kind: str = "*/*") -> bytes:
    """Return what is at an address, asking again where the server is busy or silent.

    Args:
        address: where it is.
        kind: the media type that is asked for.

    Raises:
        UsageError: for an address that may not be asked.
        DataError: if there is no whole file to be had there.
    """
    import httpx

    _check_address(address, asked=address)
    for attempt in range(1, ATTEMPTS + 1):
        pause = PAUSE * attempt
        try:
            content = asyncio.run(_whole(address, kind))
            break
        except TimeoutError:
            raise _no_file(address, f"not whole after {MAX_SECONDS} seconds") from None
        except httpx.InvalidURL:
            raise _no_file(address, "is no address") from None
        except httpx.HTTPStatusError as error:
            status, asked = error.response.status_code, _asked_to_wait(error.response)
            trouble = f"the server answered {status}"
            if asked > LONGEST_PAUSE:
                raise _no_file(address, f"{trouble} and asks to wait {asked:.0f} seconds") from None
            if status not in BUSY:
                raise _no_file(address, trouble) from None
            pause = max(pause, asked)
        except httpx.HTTPError as error:
            trouble = f"no whole answer ({type(error).__name__})"
        if attempt == ATTEMPTS:
            raise _no_file(address, trouble)
        LOG.info("%s: %s; asking again", address, trouble)
        time.sleep(pause)
    begin = content.lstrip(BLANK)[:1]
    if not begin:
        raise _no_file(address, "the answer is empty")
    if begin == b"<":  # no table begins with a tag
        raise _no_file(address, "the server sent a page and not a file")
    return content


async def _whole(address: str, kind: str) -> bytes:
    """Ask once for what is at an address.

    Raises:
        TimeoutError: if it takes too long, from the first byte asked to the last one sent.
        httpx.HTTPError: if no whole answer comes.
        DataError: if it is larger than such a file can be, or leads to somebody else.
    """
    import httpx

    async def check(request: httpx.Request) -> None:  # of each redirect too
        _check_address(str(request.url), asked=address)

    client = httpx.AsyncClient(
        timeout=PATIENCE,
        follow_redirects=True,
        event_hooks={"request": [check]},
        headers={"Accept": kind, "User-Agent": "heartland refresh-data"},
    )
    content = bytearray()
    async with asyncio.timeout(MAX_SECONDS), client, client.stream("GET", address) as answer:
        if answer.status_code != httpx.codes.OK:
            raise httpx.HTTPStatusError("", request=answer.request, response=answer)
        async for part in answer.aiter_bytes():
            content += part
            if len(content) > MAX_BYTES:
                raise _no_file(address, f"larger than {MAX_BYTES // 10**6} MB")
    return bytes(content)


def _no_file(address: str, trouble: str) -> DataError:
    return DataError(
        f"{printable(address, MOST_CHARACTERS)}: {trouble}; nothing was written. "
        "Look at it in a browser, and name the file with --address"
    )


def _asked_to_wait(answer: "httpx.Response") -> float:
    """Return the seconds that a server asks to wait, by number or by time."""
    said = answer.headers.get("retry-after", "")
    if re.fullmatch("[0-9]+", said):
        return float(said)
    try:
        return (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return 0.0


def _check_address(address: str, asked: str) -> None:
    """Take addresses of the organisation that was asked, with encryption unless it is this machine.

    Args:
        address: to be asked next, as a redirect or a registry says.
        asked: which was asked first.
    """
    with suppress(ValueError):  # of what looks like an address, and is none
        parts = urlsplit(address)
        if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE):
            host = parts.hostname or ""
            if are_of_one_organisation(urlsplit(asked).hostname or "", host):
                return
            raise _no_file(asked, f"leads to {printable(host)}")
    raise UsageError(f"'{printable(address)}' is not an address that begins with https://")
