"""Drafts in the editor, what was answered before, and the ways from a row to its person and venue."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
from pty_terminal import Terminal
from tui_worlds import QuietApp, full, picture

from forumplan.domain.errors import ForumplanError
from forumplan.services import drafts
from forumplan.tui import outside
from forumplan.tui.screens.threads import ThreadsScreen

PROGRAM = str(Path(__file__).with_name("quiet_program.py"))


@pytest.fixture(autouse=True)
def beside_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program imports what stands beside the tests."""
    here = Path(__file__).parent
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(here), str(here.parent))))


def editor(folder: Path, script: str) -> str:
    """A program that stands for the user's editor: it gets the file as its last argument."""
    path = folder / "editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return str(path)


def test_a_draft_is_written_in_the_editor_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = full(tmp_path / "home")
    monkeypatch.setenv("EDITOR", editor(tmp_path, 'printf "use rank_bm25\\nand measure\\n" >> "$1"'))
    monkeypatch.delenv("VISUAL", raising=False)
    with Terminal([sys.executable, PROGRAM, str(tmp_path / "home")]) as terminal:
        terminal.until("[1 Week]")
        terminal.write("2")
        terminal.until("[2 Threads]")
        terminal.press("E")
        assert "no draft here yet; e writes one" in terminal.text
        terminal.write("e")
        terminal.until("draft kept, 4 words")
        terminal.until("4 words written")
        terminal.write("E")
        terminal.until("copied your draft, 4 words")
        terminal.write("q")
        terminal.until(lambda: terminal.ended)
    (path,) = (home.paths.data / "drafts").iterdir()
    assert drafts.text(home, path.stem) == "use rank_bm25\nand measure"
    assert path.read_text().startswith("<!--\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    home.close()


def test_an_editor_killed_in_the_middle_leaves_the_screens_and_what_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = full(tmp_path / "home")
    monkeypatch.setenv("VISUAL", editor(tmp_path, 'printf "half a sent" >> "$1"; kill -9 $$'))
    with Terminal([sys.executable, PROGRAM, str(tmp_path / "home")]) as terminal:
        terminal.until("[1 Week]")
        terminal.write("2")
        terminal.until("[2 Threads]")
        terminal.write("e")
        terminal.until("draft kept, 3 words")
        terminal.write("q")
        terminal.until(lambda: terminal.ended)
    (path,) = (home.paths.data / "drafts").iterdir()
    assert drafts.text(home, path.stem) == "half a sent"
    home.close()


@pytest.mark.parametrize(
    ("script", "said", "held"),
    [
        ("""sed -i 's/^id = .*/&\\ncap_per_week = 4/' "$1\"""", "its table written anew", True),
        ("""echo 'cap_per_week = "four"' >> "$1\"""", "cap_per_week", False),
        ("true", "nothing was changed", False),
    ],
)
def test_a_venue_is_edited_whole_in_the_editor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str, held: bool
) -> None:
    home = full(tmp_path / "home")
    before = home.paths.config_file.read_text()
    monkeypatch.setenv("VISUAL", editor(tmp_path, script))
    with Terminal([sys.executable, PROGRAM, str(tmp_path / "home")]) as terminal:
        terminal.until("[1 Week]")
        terminal.write("3")
        terminal.until("[3 Venues]")
        terminal.press("e")
        terminal.press("editor")
        terminal.write("\r")
        terminal.until(said)
        terminal.write("q")
        terminal.until(lambda: terminal.ended)
    assert ("cap_per_week = 4" in home.paths.config_file.read_text()) == held
    assert (home.paths.config_file.read_text() == before) != held
    assert not list((home.paths.state / "edit").iterdir())
    home.close()


def test_no_editor_is_one_line() -> None:
    with pytest.raises(ForumplanError, match="EDITOR names one"):
        outside.editor({"PATH": "/nowhere", "EDITOR": "not-there"})
    assert outside.editor({"PATH": os.environ["PATH"], "VISUAL": "sh -c", "EDITOR": "cat"}) == ("sh", "-c")


@pytest.mark.parametrize("key", ["../ledger", "a/b", "", ".hidden", "x" * 81])
def test_a_draft_never_leaves_its_folder(tmp_path: Path, key: str) -> None:
    with full(tmp_path) as home, pytest.raises(ForumplanError, match="cannot name a draft"):
        drafts.begin(home, key, ["title"])


def test_what_stands_above_a_draft_cannot_end_its_comment(tmp_path: Path) -> None:
    with full(tmp_path) as home:
        path = drafts.begin(home, "t1", ["a --> b", "", "https://forum.example/-->"])
        with path.open("a") as file:
            file.write("mine")
        assert drafts.text(home, "t1") == "mine"
        assert drafts.begin(home, "t1", ["another"]).read_text().endswith("mine")


async def test_what_was_answered_before_stands_in_the_preview(tmp_path: Path) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await pilot.press("2", "d", "1", "2")
        await pilot.press("j")
        await pilot.pause(0.1)
        screen = app.front
        assert isinstance(screen, ThreadsScreen)
        thread = screen.thread()
        assert thread is not None
        assert ("earlier", {"threads": [thread.id]}) in [(job, asked) for job, asked in app.engine.asked]
        near = {"thread": thread.id, "title": "[b]merge", "venue": "v1", "url": "https://so.example/7", "at": 1_000_000}
        app.engine.say("earlier", "done", threads=[thread.id], found=[near])
        await pilot.pause()
        assert "you answered something like this" in picture(app)
        assert "[b]merge" in picture(app)
        await pilot.press("C")
        assert "copied https://so.example/7" in picture(app)


async def test_a_row_leads_to_its_person_also_where_people_was_never_open(tmp_path: Path) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await pilot.press("2", "d", "w")
        await pilot.pause()
        assert "[5 People]" in picture(app) and "nothing to do with them" not in picture(app)


async def test_a_row_leads_to_its_person(tmp_path: Path) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await pilot.press("2", "w")
        await pilot.pause()
        assert "[5 People]" in picture(app)
        assert "nothing to do with them yet" in picture(app)
        await pilot.press("2", "d", "w")
        await pilot.pause()
        screen = app.screen
        person = screen.view.standing(screen.rows.key)  # type: ignore[attr-defined]
        assert person is not None
        assert person.tie.contacts == 1
