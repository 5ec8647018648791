"""A server of this machine that answers as a test tells it to."""

import contextlib
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from heartland_evidence.providers import fetching

POLL = 0.01  # seconds until a server sees that it is to end
Answer = Callable[[BaseHTTPRequestHandler], None]


def sends(content, status=200, length=None, **headers) -> Answer:
    """An answer with this content and these headers."""

    def answer(request):
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(length or len(content)))
        request.end_headers()
        request.wfile.write(content)

    return answer


def drips(request) -> None:
    """An answer that comes a byte at a time."""
    request.send_response(200)
    request.send_header("Content-Length", "100")
    request.end_headers()
    for _ in range(10):
        request.wfile.write(b"x")
        request.wfile.flush()
        threading.Event().wait(0.1)


@pytest.fixture
def server(monkeypatch):
    """A server whose answers are listed by path; a list is answered one after another."""
    monkeypatch.setattr(fetching, "PAUSE", 0)
    answers, asked = {}, []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self)
            answer = answers[self.path]
            if isinstance(answer, list):
                answer = answer.pop(0)
            with contextlib.suppress(ConnectionError):  # who asked has hung up
                answer(self)

        def log_message(self, *words):
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    threading.Thread(target=made.serve_forever, args=(POLL,), daemon=True).start()
    made.answers, made.asked = answers, asked
    made.address = f"http://127.0.0.1:{made.server_port}"
    yield made
    made.shutdown()
    made.server_close()
