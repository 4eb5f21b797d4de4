"""Where the program keeps its files. Finding a place creates nothing."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from forumplan.domain.errors import ForumplanError, ReadOnlyError

_APP = "forumplan"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_NO_LEAVE = (errno.EROFS, errno.EACCES, errno.EPERM)


@dataclass(frozen=True, slots=True)
class Paths:
    """feeds.toml, and the three folders of the program: what the user did, its own logs, what may vanish."""

    config_file: Path
    data: Path
    state: Path
    cache: Path

    @classmethod
    def find(cls, home: str | None, config: str | None, environ: Mapping[str, str]) -> Paths:
        """All under `home` or FORUMPLAN_HOME where one is given, else the folders of the system (XDG on Linux).

        `config` names another feeds.toml and moves nothing else.
        """
        root = home or environ.get("FORUMPLAN_HOME")
        paths = cls._under(_absolute(root)) if root else cls._of_system()
        return cls(_absolute(config), paths.data, paths.state, paths.cache) if config else paths

    @classmethod
    def _under(cls, root: Path) -> Paths:
        return cls(root / "config" / "feeds.toml", root / "data", root / "state", root / "cache")

    @classmethod
    def _of_system(cls) -> Paths:
        import platformdirs

        return cls(
            platformdirs.user_config_path(_APP) / "feeds.toml",
            platformdirs.user_data_path(_APP),
            platformdirs.user_state_path(_APP),
            platformdirs.user_cache_path(_APP),
        )

    @property
    def ledger_file(self) -> Path:
        """The record of the user's acts."""
        return self.data / "ledger.db"

    @property
    def timer_file(self) -> Path:
        """When the timer was started, while it runs."""
        return self.state / "timer"

    @property
    def threads_file(self) -> Path:
        """The index of threads; may vanish."""
        return self.cache / "threads.db"

    @property
    def feed_cache(self) -> Path:
        """The folder of fetched bodies; may vanish."""
        return self.cache / "feeds"

    @property
    def matrices(self) -> Path:
        """The folder of the model's matrices; may vanish."""
        return self.cache / "matrices"

    @property
    def secrets_file(self) -> Path:
        """Tokens and passwords of addresses; made when there are some."""
        return self.data / "secrets.json"

    @property
    def log_file(self) -> Path:
        """What the program noted about its own work."""
        return self.state / "forumplan.log"


def ensure(folder: Path) -> Path:
    """Make `folder` (0700, missing parents too) or check it: a real folder, the user's own, closed to others.

    Rights of others on a folder of the user's own are taken away. ForumplanError, with its mend, where the folder is
    a symbolic link or no folder, ReadOnlyError where it is somebody else's or not writable.
    """
    try:
        _make(folder)
        _check(folder)
    except OSError as error:
        refused = error.errno in _NO_LEAVE
        raise (ReadOnlyError if refused else ForumplanError)(
            f"{folder}: cannot be made or read ({error.strerror}); "
            f"{'let yourself write the folder above' if refused else 'free the place'}, "
            f"or name another folder with --home or FORUMPLAN_HOME"
        ) from None
    return folder


def hindrance(file: Path) -> str:
    """Why a file may only be looked at, with the mend; "" where it, or its folder if it is not there, may be written.

    The folder is made or checked as by `ensure`. ForumplanError where it is none that may be used at all.
    """
    try:
        ensure(file.parent)
    except ReadOnlyError as error:
        return str(error)
    if file.exists() and not os.access(file, os.W_OK):
        return f"{file}: cannot be written; chown it to yourself and run chmod u+rw on it"
    return ""


def _absolute(text: str) -> Path:
    return Path(os.path.abspath(os.path.expanduser(text)))  # noqa: PTH100, PTH111 - links must stay seen


def _make(folder: Path) -> None:
    # Path.mkdir(parents=True) gives the parents the rights of the umask: each is made here with its own.
    missing = []
    while not os.path.lexists(folder):
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)


def _check(folder: Path) -> None:
    found = folder.lstat()
    if stat.S_ISLNK(found.st_mode):
        raise ForumplanError(f"{folder}: is a symbolic link; put a real folder there, or name another with --home")
    if not stat.S_ISDIR(found.st_mode):
        raise ForumplanError(f"{folder}: is not a folder; move that file away, or name another place with --home")
    if found.st_uid != os.geteuid():
        raise ReadOnlyError(f"{folder}: belongs to another user; chown it to yourself, or name another with --home")
    if os.statvfs(folder).f_flag & os.ST_RDONLY:
        raise ReadOnlyError(
            f"{folder}: its file system is read-only; remount it writable, or name another folder with --home"
        )
    if found.st_mode & stat.S_IRWXU != stat.S_IRWXU or not os.access(folder, os.W_OK | os.X_OK):
        raise ReadOnlyError(f"{folder}: cannot be written; run chmod u+rwx on it, or name another with --home")
    if found.st_mode & _OTHERS:
        folder.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)
