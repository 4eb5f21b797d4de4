"""Tokens and passwords of addresses on the screens: what a terminal is sent never holds one."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import homes
import pytest
from members import CANARY, USER, serving
from pty_terminal import Terminal

HERE = Path(__file__).parent


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(HERE), str(HERE.parent))))
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("FORUMPLAN_DEBUG", "1")
    monkeypatch.setenv("EDITOR", "cat")
    with serving() as host:
        yield host


def _venue(name: str, address: str) -> str:
    return f'[[venue]]\nid = "{name}"\nallow_private = true\nurl = "{address}"\nfeeds = ["{address}"]\n\n'


def _holds(terminal: Terminal) -> bool:
    """Whether the canary was sent, also in pieces with colours between them, or as what is copied."""
    plain = re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", terminal.raw)
    return CANARY.encode() in terminal.raw or CANARY.encode() in plain or CANARY in terminal.text


def test_no_screen_and_no_dialog_shows_a_secret(root: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$@" >> {opened}\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    homes.made(
        tmp_path / "home",
        homes.WEEK
        + homes.GOAL
        + _venue("token", f"http://{root}/token.xml?api_key={CANARY}")
        + _venue("basic", f"http://{USER}@{root}/basic.xml")
        + _venue("broken", f"http://{root}/broken.xml?api_key={CANARY}")
        + _venue("denied", f"http://{root}/denied.xml?token={CANARY}")
        + _venue("nobody", f"http://127.0.0.1:1/x?feed_token={CANARY}"),
    ).close()
    with Terminal([sys.executable, str(HERE / "whole_program.py"), str(tmp_path / "home")]) as terminal:
        terminal.until("[1 Week]")
        terminal.write("3")
        terminal.until("[3 Venues]")
        for state in ("ok now", "ok now", "not-a-feed", "blocked 401", "FAIL"):
            before = terminal.text.count(state)
            terminal.write("R")
            terminal.until(lambda state=state, before=before: terminal.text.count(state) > before)
            for keys in ("c", "o", "D", "\x1b", "X", "\x1b", "e", "\x1b", "?", "\x1b", "W", "\x1b", "j"):
                terminal.press(keys)
        for keys in ("f", "\x1b", "s", "\x1b", "2", "z", "c", "o", "W", "\x1b", "1", "4", "5", "6", ":", "\x1b"):
            terminal.press(keys)
        terminal.press("3", 0.2)
        terminal.press("e")
        terminal.press("editor", 0.2)
        shown = len(terminal.raw)
        terminal.write("\r")  # the venue's lines go to the editor, which prints them
        terminal.until(lambda: b"feeds = [" in terminal.raw[shown:])
        assert not _holds(terminal)
        while not terminal.ended:
            terminal.press("\x1b")
            terminal.write("q")
            terminal.read(0.2)
    assert b"left 0" in terminal.raw
    assert not _holds(terminal)
    assert "token.xml?api_key=***" in opened.read_text()
    assert CANARY not in opened.read_text()
    for path in (tmp_path / "home").rglob("*"):
        if path.is_file() and path.name not in ("feeds.toml", "secrets.json"):
            assert CANARY.encode() not in path.read_bytes(), path.name


def test_the_first_run_keeps_a_secret_apart_at_once(root: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("FORUMPLAN_HOME", str(home))
    with Terminal([sys.executable, "-m", "forumplan"], 160, 30) as terminal:
        terminal.until("step 1")
        for keys, then in (
            ("marie\r", "step 2"),
            ("help with threads\r", "partner"),
            ("3\r", "step 3"),
            ("\r", "step 4"),
            (f"http://{root}/token.xml?api_key={CANARY} --allow-private\r", "2 threads"),
            (f"http://{USER}@{root}/basic.xml --allow-private\r", "http://***@"),
            (f"http://{root}/broken.xml?api_key={CANARY} --allow-private\r", "no feed found here"),
            ("\r", "2 venues with a feed, 1 by hand"),
        ):
            terminal.write(keys)
            terminal.until(then)
        assert CANARY not in terminal.text, "what was typed stands there only while it is typed"
        typed = len(terminal.raw)
        terminal.write("\r")
        terminal.until("Thread 1")
        terminal.write("3")
        terminal.until("token.xml?api_key=***")
        assert CANARY not in terminal.text
        assert CANARY.encode() not in terminal.raw[typed:]
    for path in home.rglob("*"):
        if path.is_file() and path.name != "secrets.json":
            assert CANARY.encode() not in path.read_bytes(), path.name
    assert CANARY in (home / "data" / "secrets.json").read_text()
