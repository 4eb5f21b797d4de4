"""Tokens and passwords of addresses: they reach the site they are for, and no output and no file but their own."""

from __future__ import annotations

import base64
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from members import CANARY, USER, Members, serving


@pytest.fixture
def root() -> Iterator[str]:
    with serving() as host:
        yield host


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


def test_a_token_and_a_password_stay_apart(root: str, tmp_path: Path) -> None:
    program = Program(tmp_path / "home")
    program("init", "--no-input")
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
    assert ("/basic.xml", "Basic " + base64.b64encode(USER.encode()).decode()) in Members.seen

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


def test_what_was_written_by_hand_works_and_the_first_act_moves_it(root: str, tmp_path: Path) -> None:
    program = Program(tmp_path / "home")
    config = program.home / "config" / "feeds.toml"
    config.parent.mkdir(parents=True)
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
