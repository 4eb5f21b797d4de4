"""feeds.toml onto the disk: whole or not at all, right or not at all, and never over what somebody else wrote."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from forumplan.config import read
from forumplan.config.schema import KEYS
from forumplan.domain.errors import ConfigError, ConfigFileError
from forumplan.domain.settings import Settings
from forumplan.domain.venue import Venue


def write(path: Path, before: str, after: str, *, by_user: bool = True) -> None:
    """Put `after` (0600) in the place of `before`; "" stands for a file that is not there.

    ConfigError, and nothing written, if the file is no longer `before`, if `after` is not right, or if it cannot be
    written. Unless `by_user`, guarded keys must stay as they are: what comes by import, sync or redo cannot set them.
    """
    target = path.resolve()  # a link stays a link: its target is replaced
    try:
        with _held(target.parent) as folder:
            text, distrust = read.source(path) if os.path.lexists(path) else ("", "")
            if text != before:
                raise ConfigError(path, 0, "", "it was changed meanwhile; nothing was written, try again")
            settings = read.parse(after, path, guarded_by=distrust)
            if not by_user:
                _same_guarded(path, read.parse(before, path), settings)
            _replace(target, after)
            os.fsync(folder)
    except OSError as error:
        raise ConfigFileError(path, 0, "", f"it cannot be written ({error.strerror}); nothing was changed") from None


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[int]:
    """The folder as an open descriptor, locked: of two programs the second sees what the first wrote."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with contextlib.suppress(OSError):  # some network file systems cannot lock
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _replace(target: Path, text: str) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)  # mode 0600
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _same_guarded(path: Path, old: Settings, new: Settings) -> None:
    for venue in new.venues:
        known = old.venue(venue.id) or Venue(venue.id)
        for key in KEYS:
            if key.guarded and getattr(venue, key.name) not in (key.default, getattr(known, key.name)):
                message = (
                    f"only you can set it, not an import, a sync or a redo; write it into venue {venue.id} by hand"
                )
                raise ConfigError(path, 0, key.name, message)
