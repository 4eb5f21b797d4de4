"""A site for members: feeds for those who show the token or the password. Both are a canary."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import urlsplit

CANARY = "kanarienvogel8f3a1c77d0"
USER = f"me:{CANARY}"
ITEM = "<item><title>Thread {0}</title><link>http://x.example/t/{0}</link><guid>g{0}</guid></item>"
FEED = f"<rss version='2.0'><channel><title>Members</title>{ITEM.format(1)}{ITEM.format(2)}</channel></rss>".encode()


class Members(BaseHTTPRequestHandler):
    """Feeds for those who show the token or the password; one moves, one is broken, one sends elsewhere."""

    seen: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        given = self.headers.get("Authorization", "")
        self.seen.append((self.path, given))
        path = urlsplit(self.path).path
        if path == "/moved.xml":
            self.send_response(301)
            self.send_header("Location", f"/token.xml?api_key={CANARY}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        basic = given == "Basic " + base64.b64encode(USER.encode()).decode()
        known = f"api_key={CANARY}" in self.path or basic
        status, body = (200, b"<html>broken</html>" if path == "/broken.xml" else FEED) if known else (401, b"no")
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@contextmanager
def serving() -> Iterator[str]:
    """The site while it runs: its host and port."""
    Members.seen.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Members)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
