"""feeds.toml onto the disk: whole, right, the user's, and never over the work of another program."""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from forumplan.config import edit, read, starter
from forumplan.domain.errors import ConfigError, ConfigFileError

BEFORE = '# mine\n[[venue]]\nid = "a"\n'


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "config"
    folder.mkdir()
    file = folder / "feeds.toml"
    file.write_text(BEFORE)
    file.chmod(0o644)
    yield file
    assert [each.name for each in folder.iterdir()] == ["feeds.toml"]  # nothing half written is left


def refused(file: Path, before: str, after: str, *, by_user: bool = True) -> ConfigError:
    old = file.read_bytes()
    with pytest.raises(ConfigError) as caught:
        edit.write(file, before, after, by_user=by_user)
    assert file.read_bytes() == old
    return caught.value


def test_it_is_written_for_the_user_alone(file: Path) -> None:
    after = edit.add_venue(BEFORE, {"id": "é".encode().hex(), "name": "Ünï"})
    umask = os.umask(0)
    try:
        edit.write(file, BEFORE, after)
    finally:
        os.umask(umask)
    assert file.read_text("utf-8") == after
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_not_over_a_file_that_changed(file: Path) -> None:
    file.write_text("# somebody else\n")
    assert "changed meanwhile" in refused(file, BEFORE, BEFORE + "# new\n").message


def test_not_where_the_file_went_away_and_came_not_back(file: Path) -> None:
    file.unlink()
    with pytest.raises(ConfigError, match="changed meanwhile"):
        edit.write(file, BEFORE, BEFORE)
    assert not file.exists()
    edit.write(file, "", BEFORE)
    assert file.read_text() == BEFORE


def test_a_wrong_text_never_lands(file: Path) -> None:
    error = refused(file, BEFORE, BEFORE + "cap_per_wek = 3\n")
    assert (error.line, error.key) == (4, "cap_per_wek")
    assert refused(file, BEFORE, "[[venue]\n").line == 1


def test_line_ends_are_written_as_they_are(file: Path) -> None:
    after = BEFORE.replace("\n", "\r\n")
    edit.write(file, BEFORE, after)
    assert file.read_bytes() == after.encode()


def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to("config/feeds.toml")
    edit.write(link, BEFORE, BEFORE + "# new\n")
    assert link.is_symlink()
    assert file.read_text() == BEFORE + "# new\n"


def test_a_shared_file_is_not_made_trusted_by_an_edit(file: Path) -> None:
    file.chmod(0o666)
    error = refused(file, BEFORE, BEFORE + 'secret_command = ["x"]\n')
    assert (error.line, error.key) == (4, "secret_command")


@pytest.mark.parametrize("line", ["allow_private = true", 'proxy = "http://127.0.0.1:1"', 'secret_command = ["x"]'])
def test_import_sync_and_redo_cannot_set_guarded_keys(file: Path, line: str) -> None:
    after = f"{BEFORE}{line}\n"
    assert "only you can set it" in refused(file, BEFORE, after, by_user=False).message
    assert "only you" in refused(file, BEFORE, f'{BEFORE}[[venue]]\nid = "b"\n{line}\n', by_user=False).message
    edit.write(file, BEFORE, after)
    edit.write(file, after, after + "# kept\n", by_user=False)
    edit.write(file, after + "# kept\n", BEFORE, by_user=False)


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file(file: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        if call == "replace":
            patch.setattr(Path, "replace", full)
        assert "No space left" in refused(file, BEFORE, BEFORE + "# new\n").message


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigFileError, match="cannot be written"):
        edit.write(tmp_path / "no" / "feeds.toml", "", BEFORE)


def test_of_many_writers_at_once_none_is_lost(file: Path) -> None:
    start = threading.Barrier(8)
    refusals: list[str] = []

    def add(number: int) -> None:
        start.wait()
        while True:
            text = read.text_of(file)
            try:
                edit.write(file, text, edit.add_venue(text, {"id": f"v{number}"}))
            except ConfigError as error:
                refusals.append(error.message)
            else:
                return

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {venue.id for venue in read.load(file).venues} == {"a", *(f"v{n}" for n in range(8))}
    assert all("changed meanwhile" in message for message in refusals)


def test_the_starter_never_replaces_a_file(file: Path) -> None:
    with pytest.raises(ConfigError, match="changed meanwhile"):
        starter.write(file, starter.text())
    assert file.read_text() == BEFORE
