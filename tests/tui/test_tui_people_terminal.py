"""People and Review in a real terminal at both sizes: answering, a note in the editor, an outcome, a page written."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from kept_pictures import SIZES
from lived_worlds import lived
from pty_terminal import Terminal

from forumplan.config.paths import Paths
from forumplan.domain.records import Contribution, FollowUp, Person
from forumplan.services.home import Home

PROGRAM = str(Path(__file__).parent / "quiet_program.py")


@pytest.mark.parametrize("size", SIZES)
def test_people_and_review_are_worked_with(tmp_path: Path, size: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here = Path(__file__).parent
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(here), str(here.parent))))
    monkeypatch.setenv("EDITOR", "sed -i s/bench/benchmark/")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("VISUAL", raising=False)
    lived(tmp_path / "home").close()
    with Terminal([sys.executable, PROGRAM, str(tmp_path / "home")], *SIZES[size]) as terminal:
        terminal.until("[1 Week]")
        terminal.write("5")
        terminal.until("1 answer owed")
        terminal.write("e")
        terminal.until("benchmark, ask how it ran")
        terminal.write("d")
        terminal.until("nobody waits for you")
        terminal.write("O")
        terminal.until("what came of it")
        terminal.write("a")
        terminal.until("was the request worth having?")
        terminal.write("n")
        terminal.until("✓ request")
        terminal.write("6")
        terminal.until("[6 Review]")
        terminal.until("where answers helped most")
        terminal.write("h\r")
        terminal.until("O what came of it")
        terminal.write("\x1b")
        terminal.until("[6 Review]")
        terminal.write("xh")
        terminal.until("into which file?")
        terminal.write("\r")
        terminal.until("written: ")
        terminal.write("q")
        terminal.until(lambda: terminal.ended)
    with Home(Paths.find(str(tmp_path / "home"), None, {})) as home:
        noted = home.ledger.get(Person, "p-ana")
        assert noted is not None and noted.note == "sent a benchmark, ask how it ran"
        assert [one.state for one in home.ledger.all(FollowUp)] == ["answered"]
        judged = [one for one in home.ledger.all(Contribution) if one.outcome == "request"]
        assert [(one.kind, one.person, one.request_relevant) for one in judged] == [("follow-up", "p-ana", False)]
    pages = list(tmp_path.glob("review-*.html"))
    assert len(pages) == 1 and pages[0].read_text().startswith("<!doctype html>")
