"""A home that may only be looked at: what is there is shown, what would write says in one line why it does not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import homes
import pytest
from fakes import entry, parsed, thread
from no_leave import WITHOUT_LEAVE, read_only

from forumplan.config import paths as config_paths
from forumplan.domain.errors import LedgerError, ReadOnlyError
from forumplan.domain.records import Contribution, Label
from forumplan.services import ranking, record
from forumplan.services.home import Home
from forumplan.store import ledger_file

WHY = "/some/where: its file system is read-only; remount it writable"
READING = ("threads", "plan", "followups", "people", "history")
WRITING = ("undo", "log --venue v --minutes 5", "refresh", "timer start", "model --rebuild")


@pytest.fixture
def made(tmp_path: Path) -> Home:
    """A home with threads, labels and a contribution, closed."""
    with homes.made(tmp_path / "home", homes.WEEK + homes.GOAL + homes.venue("v")) as home:
        bodies = [entry(n, title=f"Index number {n} is slow", alias=f"v.example/t/{n}") for n in range(1, 6)]
        homes.fold(home, [("v", parsed(*bodies, scope="v.example"))])
        record.label(home, thread(1), "sql", 1)
        record.log(home, Contribution("c1", venue="v", minutes=5))
    return Home(home.paths, home.clock)


@pytest.fixture
def looked_at(made: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """The same home, which may not be written."""
    monkeypatch.setattr(config_paths, "hindrance", lambda _file: WHY)
    with Home(made.paths, made.clock) as home:
        yield home


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def command(home: Home, words: str) -> subprocess.CompletedProcess[str]:
    root = home.paths.config_file.parent.parent
    argv = [*WITHOUT_LEAVE, sys.executable, "-m", "forumplan.cli.main", "--home", str(root), *words.split()]
    return subprocess.run(argv, capture_output=True, text=True, check=False)


def test_commands_that_read_answer_and_those_that_write_say_the_mend(made: Home) -> None:
    root = made.paths.config_file.parent.parent
    before = tree(root)
    with read_only(root):
        for words in READING:
            done = command(made, words)
            assert (done.returncode, "Traceback" in done.stderr) == (0, False), f"{words}: {done.stderr}"
        assert "Index number" in command(made, "threads").stdout
        for words in WRITING:
            done = command(made, words)
            assert done.returncode == 1, words
            assert len(done.stderr.splitlines()) == 1 and str(root) in done.stderr, done.stderr
    assert tree(root) == before


def test_nothing_is_written_and_nothing_made_beside_it(looked_at: Home) -> None:
    root = looked_at.paths.config_file.parent.parent
    before = tree(root)
    assert [one.value for one in looked_at.ledger.all(Label)] == [1]
    for act in (lambda: record.label(looked_at, thread(2), "sql", 1), looked_at.ledger.undo, looked_at.ledger.backup):
        with pytest.raises(ReadOnlyError, match="remount it writable"):
            act()
    with pytest.raises(ReadOnlyError), looked_at.threads.transaction():
        pass
    assert looked_at.read_only == WHY
    looked_at.close()
    assert tree(root) == before


def test_orders_made_meanwhile_are_seen_here_and_not_kept(looked_at: Home, made: Home) -> None:
    assert looked_at.threads.ranking("sql") is None
    found = ranking.refresh_rankings(looked_at)
    assert [len(one.numbers) for one in found] == [5]
    assert looked_at.threads.ranking("sql") == found[0]
    with made:
        assert not looked_at.paths.matrices.exists()


def test_what_another_program_writes_is_shown(looked_at: Home, made: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(looked_at.ledger.all(Label)) == 1
    versions = {looked_at.ledger.version()}
    monkeypatch.undo()
    with made as writer:
        for number in (2, 3):
            record.label(writer, thread(number), "sql", 0)
            monkeypatch.setattr(config_paths, "hindrance", lambda _file: WHY)
            looked_at.look_again()
            assert len(looked_at.ledger.all(Label)) == number
            versions.add(looked_at.ledger.version())
    looked_at.look_again()  # the other one has gone, with its log
    assert len(looked_at.ledger.all(Label)) == 3
    same = looked_at.ledger
    looked_at.look_again()
    assert looked_at.ledger is same and len(versions) == 3


def test_threads_that_are_not_there_or_damaged_are_none(looked_at: Home) -> None:
    looked_at.paths.threads_file.write_bytes(b"no database at all" * 500)
    assert looked_at.threads.count() == 0 and "left as it is" in looked_at.notices[0]
    looked_at.close()
    looked_at.paths.threads_file.unlink()
    assert looked_at.threads.count() == 0
    assert not looked_at.paths.threads_file.exists()


def test_a_ledger_that_is_not_there_is_not_made(looked_at: Home) -> None:
    looked_at.paths.ledger_file.unlink()
    with pytest.raises(ReadOnlyError, match="remount"):
        looked_at.ledger.count()
    assert not looked_at.paths.ledger_file.exists()


def test_a_ledger_of_an_older_program_says_why_it_cannot_be_read(
    looked_at: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_file, "MIGRATIONS", (*ledger_file.MIGRATIONS, "CREATE TABLE more(x);"))
    with pytest.raises((ReadOnlyError, LedgerError), match="remount it writable"):
        looked_at.ledger.count()


def test_a_file_without_leave_in_a_good_folder_counts_too(made: Home) -> None:
    made.paths.ledger_file.chmod(0o400)
    code = (
        "import sys; from pathlib import Path; from forumplan.config.paths import hindrance;"
        "print(hindrance(Path(sys.argv[1])))"
    )
    argv = [*WITHOUT_LEAVE, sys.executable, "-c", code, str(made.paths.ledger_file)]
    assert "chmod u+rw" in subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    made.paths.ledger_file.chmod(0o600)
    assert config_paths.hindrance(made.paths.ledger_file) == ""


def test_a_folder_on_a_read_only_mount_says_so(made: Home, tmp_path: Path) -> None:
    """On a mount of its own, where that is allowed."""
    root, place = made.paths.config_file.parent.parent, tmp_path / "mounted"
    place.mkdir()
    script = (
        f"mount --bind {root} {place} && mount -o remount,ro,bind {place} || exit 77; "
        f"{sys.executable} -m forumplan.cli.main --home {place} history && "
        f"{sys.executable} -m forumplan.cli.main --home {place} undo"
    )
    done = subprocess.run(["unshare", "-m", "sh", "-c", script], capture_output=True, text=True, check=False)
    if os.geteuid() != 0 or done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("mounting needs rights that this run does not have")
    assert "relevant for sql" in done.stdout and done.returncode == 1
    assert "remount it writable" in done.stderr and len(done.stderr.splitlines()) == 1
