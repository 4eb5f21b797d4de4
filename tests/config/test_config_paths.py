"""Where files belong, and that a folder is the user's own before anything is kept in it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import platformdirs
import pytest

from forumplan.config.paths import Paths, ensure
from forumplan.domain.errors import ForumplanError


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_home_puts_everything_under_one_folder(tmp_path: Path) -> None:
    paths = Paths.find(str(tmp_path / "h"), None, {"FORUMPLAN_HOME": "/elsewhere"})
    assert paths.config_file == tmp_path / "h/config/feeds.toml"
    assert paths.ledger_file == tmp_path / "h/data/ledger.db"
    assert paths.threads_file == tmp_path / "h/cache/threads.db"
    assert paths.feed_cache == tmp_path / "h/cache/feeds"
    assert paths.matrices == tmp_path / "h/cache/matrices"
    assert paths.log_file == tmp_path / "h/state/forumplan.log"
    assert list(tmp_path.iterdir()) == []


def test_environment_names_the_home_and_config_moves_only_the_file(tmp_path: Path) -> None:
    paths = Paths.find(None, "~/other.toml", {"FORUMPLAN_HOME": str(tmp_path / "h")})
    assert paths.config_file == Path("~/other.toml").expanduser()
    assert paths.data == tmp_path / "h/data"


@pytest.mark.parametrize("environ", [{}, {"FORUMPLAN_HOME": ""}])
def test_without_a_home_the_folders_of_the_system(environ: dict[str, str]) -> None:
    paths = Paths.find(None, None, environ)
    assert paths.config_file == platformdirs.user_config_path("forumplan") / "feeds.toml"
    assert (paths.data, paths.state, paths.cache) == (
        platformdirs.user_data_path("forumplan"),
        platformdirs.user_state_path("forumplan"),
        platformdirs.user_cache_path("forumplan"),
    )


def test_relative_home_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Paths.find("h", None, {}).data == tmp_path / "h/data"


def test_folders_are_made_closed_to_others_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = ensure(tmp_path / "a/b/c")
    finally:
        os.umask(before)
    assert [mode(made), mode(made.parent), mode(made.parent.parent)] == [0o700] * 3


def test_an_open_folder_is_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o777)
    ensure(folder)
    assert mode(folder) == 0o700


def refusal(folder: Path) -> str:
    with pytest.raises(ForumplanError) as caught:
        ensure(folder)
    text = str(caught.value)
    assert "\n" not in text
    assert str(folder) in text
    return text


def test_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert "symbolic link" in refusal(tmp_path / "link")


def test_a_dangling_link_is_refused_and_nothing_made(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert "symbolic link" in refusal(tmp_path / "link")
    assert not (tmp_path / "nowhere").exists()


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "not a folder" in refusal(tmp_path / "file")
    assert "cannot be made" in refusal(tmp_path / "file" / "below")


def test_a_folder_that_cannot_be_written_says_the_mend(tmp_path: Path) -> None:
    folder = tmp_path / "shut"
    folder.mkdir()
    folder.chmod(0o500)
    assert "chmod u+rwx" in refusal(folder)
    folder.chmod(0o700)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "foreign"
    folder.mkdir()
    os.chown(folder, 12345, 12345)
    assert "another user" in refusal(folder)
