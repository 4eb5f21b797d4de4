"""Tokens and passwords of addresses: they reach the site they are for, and no output and no file but their own."""

from __future__ import annotations

import base64
import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

import pytest

CANARY = "kanarienvogel8f3a1c77d0"
USER = f"me:{CANARY}"
ITEM = "<item><title>Thread {0}</title><link>http://x.example/t/{0}</link><guid>g{0}</guid></item>"
FEED = f"<rss version='2.0'><channel><title>Members</title>{ITEM.format(1)}{ITEM.format(2)}</channel></rss>".encode()


class _Members(BaseHTTPRequestHandler):
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


@pytest.fixture
def port() -> Iterator[int]:
    _Members.seen.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Members)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


class Program:
    """forumplan with a home of its own; everything that it ever said is kept."""

    def __init__(self, home: Path) -> None:
        self.home, self.said = home, ""

    def __call__(self, *words: str) -> str:
        environment = {**os.environ, "FORUMPLAN_HOME": str(self.home), "NO_PROXY": "*", "FORUMPLAN_DEBUG": "1"}
        done = subprocess.run(
            [sys.executable, "-m", "forumplan", *words],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        self.said += f"$ {words[0]}\n{done.stdout}{done.stderr}"
        return done.stdout

    def nowhere_but(self, *names: str) -> None:
        assert CANARY not in self.said, next(line for line in self.said.splitlines() if CANARY in line)
        for path in self.home.rglob("*"):
            if path.is_file() and path.name not in names:
                assert CANARY.encode() not in path.read_bytes(), path.name


def test_a_token_and_a_password_stay_apart(port: int, tmp_path: Path) -> None:
    program = Program(tmp_path / "home")
    program("init", "--no-input")
    root = f"127.0.0.1:{port}"
    for name, address in (
        ("token", f"http://{root}/token.xml?api_key={CANARY}"),
        ("basic", f"http://{USER}@{root}/basic.xml"),
        ("broken", f"http://{root}/broken.xml?api_key={CANARY}"),
    ):
        program("venue", "discover", address, "--allow-private", "--json")
        program("venue", "add", address, "--allow-private", "--id", name, *(["--manual"] if name == "broken" else []))
    program("venue", "set", "broken", f"feeds=http://{root}/broken.xml?api_key={CANARY}", "manual=false")
    program("venue", "add", f"http://{root}/token.xml?api_key={CANARY}", "--allow-private")
    store = program.home / "data" / "secrets.json"
    assert CANARY in store.read_text() and stat.S_IMODE(store.stat().st_mode) == 0o600
    program.nowhere_but("secrets.json")

    states = [json.loads(line)["feed"] for line in program("refresh", "--all", "--json").splitlines()[:-1]]
    by_venue = {one["venue"]: one for one in states if one["venue"] in ("token", "basic", "broken")}
    assert by_venue["token"]["state"] == by_venue["basic"]["state"] == "ok", "the secrets reach their site"
    assert by_venue["broken"]["state"] == "not-a-feed"
    assert by_venue["token"]["feed"].endswith("/token.xml?api_key=***")
    assert ("/basic.xml", "Basic " + base64.b64encode(USER.encode()).decode()) in _Members.seen

    for words in (
        ("threads", "--json"),
        ("venue", "list", "--json"),
        ("venues", "--json"),
        ("config", "show"),
        ("doctor",),
        ("history", "--json"),
        ("export", "opml"),
        ("export", "jsonl"),
        ("export", "md"),
        ("venue", "remove", "basic"),
        ("undo",),
        ("undo", "2"),
        ("backup",),
    ):
        program(*words)
    program.nowhere_but("secrets.json")
    assert CANARY in program("export", "opml", "--with-secrets")


def test_what_was_written_by_hand_works_and_the_first_act_moves_it(port: int, tmp_path: Path) -> None:
    program = Program(tmp_path / "home")
    config = program.home / "config" / "feeds.toml"
    config.parent.mkdir(parents=True)
    root = f"127.0.0.1:{port}"
    config.write_text(
        f'[[venue]]\nid = "a"\nallow_private = true\n'
        f'feeds = ["http://{root}/token.xml?api_key={CANARY}", "http://{root}/moved.xml?token={CANARY}"]\n\n'
        f'[[venue]]\nid = "b"\nallow_private = true\nfeeds = ["http://{USER}@{root}/basic.xml"]\n'
    )
    config.chmod(0o600)
    states = [json.loads(line)["feed"]["state"] for line in program("refresh", "--json").splitlines()[:-1]]
    assert states == ["ok"] * 3
    program("venue", "list", "--json")
    program.nowhere_but("feeds.toml")

    program("venue", "remove", "a")
    assert '"http://***@' in config.read_text()
    program.nowhere_but("secrets.json")
    program("undo")
    program("refresh", "--all", "--json")
    assert "api_key=***" in config.read_text()
    assert [
        json.loads(line).get("feed", {}).get("state") for line in program("refresh", "--all", "--json").splitlines()
    ][:3] == ["unchanged"] * 3
    program.nowhere_but("secrets.json")
