"""The real program in a real terminal: hostile text, signals, what is loaded, terminals that are none."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import homes
import pytest
from hostile import LITERAL, PAYLOADS, RAW
from hostile_worlds import hostile_home
from pty_terminal import Terminal
from tui_worlds import full

from forumplan.config.paths import Paths
from forumplan.demo.server import DemoServer
from forumplan.domain.records import Label
from forumplan.services import demo
from forumplan.services.home import Home

COLOURS = (*range(30, 38), *range(40, 48), *range(90, 98), *range(100, 108))
PROGRAM = str(Path(__file__).parent / "quiet_program.py")


@pytest.fixture(autouse=True)
def beside_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program imports what stands beside the tests."""
    here = Path(__file__).parent
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(here), str(here.parent))))


def test_hostile_text_is_shown_and_does_nothing(tmp_path: Path) -> None:
    hostile_home(tmp_path).close()
    seen = ""
    with Terminal([sys.executable, PROGRAM, str(tmp_path)]) as terminal:
        terminal.until("[1 Week]")
        terminal.write("2")
        terminal.until("[2 Threads]")
        seen += terminal.press("z", 0.2)
        for _ in PAYLOADS:
            seen += terminal.press("y") + terminal.press("j", 0.15)
        terminal.press("z")
        for keys in ("?", "\x1b", "f", "v", "\x1b", "s", "\x1b", "/", "A", "\r", "\x1b", "W", "\x1b", "R", "v", "v"):
            seen += terminal.press(keys)
        for keys in ("p", "c", "x", "u", "u", ":", "\x1b", "1", "3", "4", "5", "6", "2"):
            seen += terminal.press(keys)
        assert "[2 Threads]" in terminal.text
        terminal.write("q")
        terminal.until(lambda: terminal.ended)
    assert b"left 0" in terminal.raw
    assert not [name for name, sequence in RAW.items() if sequence in terminal.raw]
    assert not [name for name in LITERAL if PAYLOADS[name] not in seen]
    with homes.made(tmp_path, (tmp_path / "config" / "feeds.toml").read_text()) as home:
        assert len(home.ledger.all(Label)) == len(PAYLOADS)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_with_the_terminal_restored(tmp_path: Path, ending: signal.Signals) -> None:
    full(tmp_path).close()
    with Terminal([sys.executable, PROGRAM, str(tmp_path)], 80, 24) as terminal:
        terminal.until("[1 Week]")
        terminal.write("2")
        terminal.until("[2 Threads]")
        terminal.press("y")
        os.kill(terminal.pid, ending)
        terminal.until(lambda: terminal.ended)
    assert terminal.raw.rstrip().endswith(b"loaded []")
    assert b"\x1b[?1049l" in terminal.raw
    assert b"\x1b[?25h" in terminal.raw
    with full(tmp_path / "other") as other, Home(other.paths.__class__.find(str(tmp_path), None, {})) as home:
        assert len(home.ledger.all(Label)) == 1


def test_the_screens_never_load_what_is_heavy(tmp_path: Path) -> None:
    full(tmp_path).close()
    with Terminal([sys.executable, PROGRAM, str(tmp_path)]) as terminal:
        terminal.until("[1 Week]")
        for key in "2jyjnpxWu3jk4jk5jk6jk1jk":
            terminal.press(key, 0.03)
            terminal.press("\x1b", 0.03)
        terminal.press("\x1b")
        terminal.write("q")
        terminal.until(lambda: terminal.ended)
    assert b"left 0, loaded []" in terminal.raw


@pytest.mark.soak
def test_ten_minutes_of_use_load_nothing_heavy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setenv("BROWSER", "true")
    chance = random.Random(7)
    with DemoServer(int(time.time())) as server:
        paths = Paths.find(str(tmp_path), None, {})
        demo.write_settings(paths, server)
        with Terminal([sys.executable, str(Path(PROGRAM).with_name("whole_program.py")), str(tmp_path)]) as terminal:
            terminal.until("[1 Week]")
            terminal.press("R", 3)
            end = time.monotonic() + 600
            while time.monotonic() < end:
                terminal.press(chance.choice("123456jjjkkynxpadYWiLeEcCdu!><fsvwzOrRtT\t /\r=-"), 0.03)
                terminal.press("\x1b" if chance.random() < 0.4 else "j", 0.03)
            while not terminal.ended:
                terminal.press("\x1b", 0.05)
                terminal.write("q")
                terminal.read(0.2)
    last = re.search(rb"left 0, (\d+) acts, loaded (\[.*\])", terminal.raw)
    assert last is not None
    assert last[2] == b"[]"
    assert int(last[1]) > 50


def test_without_colours_none_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    full(tmp_path).close()
    with Terminal([sys.executable, PROGRAM, str(tmp_path)]) as terminal:
        terminal.until("[1 Week]")
        terminal.write("2")
        terminal.until("[2 Threads]")
        terminal.press("j", 0.2)
    styles = [code.split(b";") for code in re.findall(rb"\x1b\[([0-9;]*)m", terminal.raw)]
    assert not [code for code in styles if b"38" in code or b"48" in code or {*code} & {b"%d" % n for n in COLOURS}]
    assert [code for code in styles if b"7" in code]


def test_a_broken_feeds_toml_is_one_line_and_no_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = full(tmp_path)
    home.close()
    home.paths.config_file.write_text('[[venue]]\nid = "a"\ntarget = 3\n')
    monkeypatch.setenv("FORUMPLAN_HOME", str(tmp_path))
    with Terminal([sys.executable, "-m", "forumplan"], 200) as terminal:
        terminal.until(lambda: terminal.ended)
    lines = terminal.text.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("forumplan: ")
    assert "feeds.toml:3: target: there is no such key" in lines[0]
    assert b"\x1b[?1049h" not in terminal.raw


@pytest.mark.parametrize("environ", [{"TERM": "dumb"}, {"TERM": "xterm"}])
def test_what_is_no_terminal_gets_one_line(tmp_path: Path, environ: dict[str, str]) -> None:
    code = (
        "from forumplan.tui.app import run; from forumplan.services.home import Home;"
        "from forumplan.config.paths import Paths; import sys; run(Home(Paths.find(sys.argv[1], None, {})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        env={**os.environ, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == ""
    assert done.stderr.strip().splitlines()[-1].endswith("forumplan --help lists the commands that do without")
