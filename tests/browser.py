"""A real browser for the tests: the user's or Debian's Chromium, which reaches no host but this one.

Where none is installed the tests are skipped with the reason, unless HEARTLAND_BROWSER=required (as in CI): then they fail.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # slow to import, and most tests need no browser
    from playwright.sync_api import Browser, BrowserContext, Page, Request

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
QUIET = (
    "no-sandbox",
    "disable-gpu",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
    "no-first-run",
)
ALONE = "host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"  # a route of Playwright's would switch the cache off
HERE = re.compile(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|(data|blob|about):")


def executable() -> str:
    """Where the browser is; a test without one is skipped, or fails where a browser is required."""
    named = os.environ.get("HEARTLAND_BROWSER_PATH")
    found = [named] if named else [shutil.which(name) for name in (*NAMES, MAC)]
    for path in found:
        if path and Path(path).is_file():
            return path
    missing = f"no browser: install Chromium (apt install chromium) or Chrome, or name one in HEARTLAND_BROWSER_PATH ({named or 'not set'})"
    if os.environ.get("HEARTLAND_BROWSER") == "required":
        pytest.fail(missing)
    pytest.skip(missing)


class Watched:
    """A browser context that notes what goes wrong in its pages, and which requests leave this machine (none gets through)."""

    def __init__(self, context: BrowserContext):
        self.context, self.trouble, self.outside = context, [], []
        context.set_default_timeout(20_000)
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on(
            "response",
            lambda r: r.status >= 400 and self.trouble.append(f"{r.url} answered {r.status}"),
        )
        context.on(
            "console", lambda m: m.type == "error" and self.trouble.append(f"console: {m.text}")
        )
        context.on("weberror", lambda e: self.trouble.append(f"error: {e.error}"))

    def _request(self, request: Request) -> None:
        if not HERE.match(request.url):
            self.outside.append(request.url)

    def _failed(self, request: Request) -> None:
        """Note it, unless it was blocked here or called off by the page itself (a picture replaced while it loads, a download)."""
        if HERE.match(request.url) and request.failure != "net::ERR_ABORTED":
            self.trouble.append(f"{request.url} failed: {request.failure}")

    def open(self, url: str) -> Page:
        """Open a page and wait until it has loaded all it asks for."""
        page = self.context.new_page()
        page.on(
            "websocket", lambda socket: HERE.match(socket.url) or self.outside.append(socket.url)
        )
        page.goto(url, wait_until="load")
        return page


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser of one test file: closed at its end, for Playwright's event loop would disturb the tests that follow."""
    from playwright.sync_api import expect, sync_playwright

    path = executable()
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[f"--{flag}" for flag in (*QUIET, ALONE)]
        )
        yield browser
        browser.close()


@contextmanager
def watching(browser: Browser, **look: Any) -> Iterator[Watched]:
    """A context, 1280 px wide by default; at its end no page may have had trouble or asked another host for anything."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **look})
    seen = Watched(context)
    yield seen
    context.close()
    assert not seen.outside, "requests leave this machine:\n" + "\n".join(seen.outside)
    assert not seen.trouble, "errors and failed requests:\n" + "\n".join(seen.trouble)


@pytest.fixture
def watched(chromium: Browser) -> Iterator[Watched]:
    with watching(chromium) as seen:
        yield seen


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def copyfile(self, *files: Any) -> None:
        """A page that is left while it loads closes its connections."""
        with suppress(BrokenPipeError, ConnectionResetError):
            super().copyfile(*files)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of this machine; gives its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
