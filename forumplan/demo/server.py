"""The made venues as real HTTP servers on loopback, one port a venue, so that each is a host of its own."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from forumplan.demo.render import Renderer
from forumplan.demo.sample import Sample, SampleVenue, load_sample, post_path

LOOPBACK = "127.0.0.1"
GONE_VENUE = "py-porch"
LIMITED_FEED = "/r/pydesk/comments/.rss"
RETRY_AFTER_SECONDS = 1800
_SMALL_BYTES = 500
"""Bodies below this are sent as they are: gzip would not make them shorter."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request that was answered. `path` with its query; `conditional`: it carried a validator."""

    venue: str
    path: str
    status: int
    conditional: bool


class DemoServer:
    """A context manager that serves the sample while it is open, dated back from `now` (epoch seconds).

    `requests` lists what was answered so far; `sample` is what is served.
    """

    def __init__(self, now: int) -> None:
        self.now = now
        self.sample: Sample = load_sample()
        self.requests: list[Request] = []
        self._servers: dict[str, _VenueServer] = {}

    def __enter__(self) -> Self:
        for venue in self.sample.venues:
            if venue.feeds:
                server = _VenueServer(self, venue)
                self._servers[venue.id] = server
                threading.Thread(target=server.serve_forever, args=(0.05,), name=venue.id, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers.values():
            server.shutdown()
            server.server_close()
        self._servers.clear()

    @property
    def ports(self) -> dict[str, int]:
        """The port of each served venue."""
        return {venue_id: server.server_port for venue_id, server in self._servers.items()}

    def url(self, venue_id: str) -> str:
        """The address of a venue, without a slash at the end; a manual venue has one that nobody serves."""
        server = self._servers.get(venue_id)
        return f"http://{LOOPBACK}:{server.server_port}" if server else f"https://{venue_id}.example"

    def thread_url(self, venue_id: str, thread: int) -> str:
        """The address of thread number `thread` of a venue; KeyError if the sample has none such."""
        venue = self.sample.venue(venue_id)
        found = next((item for item in venue.threads if item.id == thread), None)
        if found is None:
            raise KeyError(f"{venue_id}/{thread}")
        return self.url(venue_id) + post_path(venue.platform, found)


class _VenueServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, demo: DemoServer, venue: SampleVenue) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.demo, self.venue = demo, venue
        self.renderer = Renderer(demo.sample, venue, f"http://{LOOPBACK}:{self.server_port}", demo.now)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "forumplan-demo"
    sys_version = ""
    timeout = 30
    server: _VenueServer

    def do_GET(self) -> None:
        if self.server.venue.id == GONE_VENUE:
            self._answer(HTTPStatus.GONE, "text/plain", b"This forum has closed.\n")
        elif self.path == LIMITED_FEED:
            self._answer(
                HTTPStatus.TOO_MANY_REQUESTS,
                "text/plain",
                b"Slow down, please.\n",
                {"Retry-After": RETRY_AFTER_SECONDS},
            )
        elif found := self.server.renderer.feed(self.path):
            self._answer_feed(*found)
        elif found := self.server.renderer.page(self.path):
            self._answer(HTTPStatus.OK, *found)
        else:
            self._answer(HTTPStatus.NOT_FOUND, "text/plain", b"There is nothing here.\n")

    def _answer_feed(self, kind: str, body: bytes) -> None:
        tag = f'"{hashlib.blake2b(body, digest_size=10).hexdigest()}"'
        changed = formatdate(self.server.renderer.newest(), usegmt=True)
        validators = {"ETag": tag, "Last-Modified": changed, "Cache-Control": "max-age=60"}
        asked_tag = self.headers.get("If-None-Match")
        same = asked_tag == tag if asked_tag else self.headers.get("If-Modified-Since") == changed
        if same:
            self._answer(HTTPStatus.NOT_MODIFIED, "", b"", validators)
        else:
            self._answer(HTTPStatus.OK, kind, body, validators)

    def _answer(
        self, status: HTTPStatus, kind: str, body: bytes, headers: Mapping[str, str | int] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, str(value))
        if status is not HTTPStatus.NOT_MODIFIED:
            if len(body) > _SMALL_BYTES and "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body, mtime=0)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Type", kind)
            self.send_header("Vary", "Accept-Encoding")
            self.send_header("Content-Length", str(len(body)))
        conditional = "If-None-Match" in self.headers or "If-Modified-Since" in self.headers
        # Noted before the answer leaves, so that whoever got the answer also finds the note.
        self.server.demo.requests.append(Request(self.server.venue.id, self.path, int(status), conditional))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: `requests` is the log."""
