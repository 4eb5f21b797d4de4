"""The commands that keep, move and let go of what was done, as a shell sees them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import homes
import pytest

TEXT = homes.WEEK + homes.GOAL + homes.venue("v", me=["me"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    homes.made(tmp_path / "one", TEXT).close()
    return tmp_path / "one"


def run(folder: Path, *arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "FORUMPLAN_HOME": str(folder)}
    command = [sys.executable, "-m", "forumplan", *arguments]
    stdin = subprocess.DEVNULL if text is None else None
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, stdin=stdin, input=text, check=False
    )


def ok(folder: Path, *arguments: str) -> str:
    done = run(folder, *arguments)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def test_two_machines_agree_and_forget_together(folder: Path, tmp_path: Path) -> None:
    homes.made(tmp_path / "two", TEXT).close()
    shared = tmp_path / "shared"
    assert run(folder, "sync", str(shared)).returncode == 1
    shared.mkdir()
    ok(folder, "log", "--with", "Zebulon", "--kind", "call", "--venue", "v")
    assert "this machine's journal written" in ok(folder, "sync", str(shared))
    assert "new here" in ok(tmp_path / "two", "sync", str(shared))
    assert "Zebulon" in ok(tmp_path / "two", "people")
    refused = run(folder, "forget", "Zebulon")
    assert refused.returncode == 2 and "--yes" in refused.stderr
    assert "forgotten" in ok(folder, "forget", "zebulon", "--yes")
    assert "1 person forgotten" in ok(tmp_path / "two", "sync", str(shared))
    for home in (folder, tmp_path / "two"):
        shown = [run(home, *words).stdout for words in (["people"], ["history"], ["export", "jsonl"])]
        assert "Zebulon" not in "".join(shown) and "journal" not in shown[0]
    (shared / "other.jsonl").write_text("nonsense\n")
    partly = run(folder, "sync", str(shared))
    assert partly.returncode == 3 and "other.jsonl:1" in partly.stderr


def test_exports_go_to_stdout_and_everything_comes_back(folder: Path, tmp_path: Path) -> None:
    ok(folder, "log", "--venue", "v", "--minutes", "20", "--note", "=1+1")
    everything = ok(folder, "export", "jsonl")
    assert json.loads(everything.splitlines()[0])["schema"] == 1
    assert "'=1+1" in ok(folder, "export", "csv") and ok(folder, "export", "md").startswith("# Week")
    assert "BEGIN:VCALENDAR" in ok(folder, "export", "ics") and "<opml" in ok(folder, "export", "opml")
    assert run(folder, "export", "xls").returncode == 2
    path = tmp_path / "all.jsonl"
    path.write_text(everything)
    told = run(tmp_path / "two", "import", str(path))
    assert told.returncode == 0 and "1 event" in told.stdout and "--yes" in told.stderr
    assert not (tmp_path / "two" / "data" / "ledger.db").exists()
    ok(tmp_path / "two", "import", str(path), "--yes")
    assert ok(tmp_path / "two", "export", "csv") == ok(folder, "export", "csv")
    assert (tmp_path / "two" / "config" / "feeds.toml").read_text() == TEXT


def test_backup_restore_and_repair(folder: Path) -> None:
    ok(folder, "log", "--venue", "v", "--minutes", "20")
    copy = ok(folder, "backup").strip()
    ok(folder, "log", "--venue", "v", "--minutes", "30")
    assert copy in ok(folder, "restore", copy)
    assert len(ok(folder, "export", "csv").splitlines()) == 2
    (folder / "data" / "ledger.db").write_bytes(b"")
    broken = run(folder, "history")
    assert broken.returncode == 1 and "doctor --repair" in broken.stderr and len(broken.stderr.splitlines()) == 1
    assert run(folder, "doctor").returncode == 1
    assert "brought back" in ok(folder, "doctor", "--repair")
    assert "backups, the newest" in ok(folder, "doctor")


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_an_import_reads_standard_input(folder: Path, tmp_path: Path, name: str) -> None:
    opml = '<opml><body><outline text="x" xmlUrl="https://x.example/feed"/></body></opml>'
    assert "1 read: 1 to subscribe" in run(folder, "import", name, text=opml).stdout
    done = run(folder, "import", name, "--yes", text="https://y.example/latest.rss\nr/PostgreSQL\n")
    assert done.returncode == 0 and "2 subscribed" in done.stdout, done.stderr
    assert "imported 2 venues from stdin" in ok(folder, "history")

    everything = ok(folder, "export", "jsonl")
    done = run(tmp_path / "two", "import", name, "--yes", text=everything)
    assert done.returncode == 0 and "feeds.toml: written" in done.stdout, done.stderr

    for wrong, why in (("", "no venue is in it"), ('{"a": 1}', "it holds JSON")):
        done = run(folder, "import", name, text=wrong)
        assert done.returncode == 2 and done.stderr.startswith(f"forumplan: stdin: {why}"), done.stderr
