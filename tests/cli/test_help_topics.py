"""`forumplan help TOPIC`: every document and every command can be read where the program runs."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

import forumplan
from forumplan.cli.main import COMMANDS

DOCUMENTS = Path(__file__).parents[2] / "docs"
PAGES = sorted(DOCUMENTS.glob("*/*.md"))


def told(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "forumplan", "help", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_no_two_topics_have_one_name() -> None:
    names = [*(page.stem for page in PAGES), *COMMANDS]
    assert len(names) == len(set(names)) > 60


def test_what_there_is_stands_with_its_title_and_every_document_is_given_as_written() -> None:
    listed = told()
    assert (listed.returncode, listed.stderr) == (0, "")
    for page in PAGES:
        title = page.read_text().splitlines()[0].lstrip("# ")
        assert f"{page.stem} " in listed.stdout and title in listed.stdout
    assert told("the-plan").stdout == (DOCUMENTS / "explanation" / "the-plan.md").read_text()


def test_a_command_has_its_help_and_a_wrong_name_the_nearest() -> None:
    usage = told("undo").stdout
    assert usage.startswith("Usage: forumplan undo [OPTIONS] [N]") and "Take back" in usage
    wrong = told("the-paln")
    assert wrong.returncode == 2 and wrong.stderr.count("\n") == 1 and "did you mean the-plan?" in wrong.stderr


@pytest.mark.parametrize(("name", "value", "set_out"), [("TERM", "xterm", True), ("TERM", "dumb", False)])
def test_a_terminal_gets_it_set_out_unless_it_cannot(name: str, value: str, set_out: bool) -> None:
    child, side = pty.fork()
    if child == 0:
        os.environ[name] = value
        os.environ.pop("NO_COLOR", None)
        os.execv(sys.executable, [sys.executable, "-m", "forumplan", "help", "forget-somebody"])
    shown = b""
    try:
        while chunk := os.read(side, 65536):
            shown += chunk
    except OSError:
        pass  # the other side is closed
    os.close(side)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert b"Forget somebody" in shown
    assert (b"\x1b[" in shown) == set_out and (b"# Forget somebody" in shown) == (not set_out)


def test_the_package_brings_the_documents(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=Path(forumplan.__file__).parents[1], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    subprocess.run([sys.executable, "-m", "zipfile", "-e", str(wheel), str(tmp_path / "in")], check=True)
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'in')!r}); import forumplan.cli.help as h; print(h._folder())"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=tmp_path)
    assert found.stdout.strip() == str(tmp_path / "in" / "forumplan" / "docs")
