"""Two machines, one ledger: journals exchanged through a folder that something else carries from one to the other.

Merging is a union, so it does not matter who comes first, how often, or in what order. Nothing is asked.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from forumplan.config import paths as config_paths
from forumplan.domain.errors import ForumplanError, LedgerError
from forumplan.domain.text import plural
from forumplan.services import forget, journals
from forumplan.services.home import Home
from forumplan.store import journal
from forumplan.store.journal import Read


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What an exchange did: journals read, events new here, whether the own journal was written, and what was bad."""

    journals: int
    new: int
    written: bool
    forgotten: int
    bad: tuple[str, ...] = ()


def sync(home: Home, folder: Path) -> Exchanged:
    """Take what the other machines laid into the folder, and lay this machine's journal beside theirs. LedgerError."""
    folder = folder.expanduser().absolute()
    if not folder.is_dir():
        raise LedgerError(folder, "there is no such folder; make it where the other machine can see it")
    with _only_one(home):
        found = journal.read_folder(folder, home.ledger.acts_known())
        own = journal.path_of(folder, home.ledger.device)
        if own in found.refused:
            raise LedgerError(own, "this machine wrote it with another version of forumplan; update this one")
        new, forgotten = _take(home, found)
        written = journals.publish(home, folder, found)
        journals.remember(home, folder)
    return Exchanged(found.files, new, written, forgotten, tuple(found.bad))


def _take(home: Home, found: Read) -> tuple[int, int]:
    """(events new here, people newly forgotten here)."""
    ledger = home.ledger
    known = {one.id for one in ledger.tombstones()}
    fresh = [one for one in found.tombstones.values() if one.id not in known]
    events, far = journal.bounded(found.events.values(), ledger.newest_clock())
    if far:
        found.bad.append(f"{plural(len(far), 'event')} with a logical clock that runs away; passed over")
    new = ledger.merge(events, [*fresh, *forget.widened(home, fresh)])
    forget.finish(home)
    return new, len(fresh)


@contextmanager
def _only_one(home: Home) -> Iterator[None]:
    """One exchange at a time for a home; a second one waits."""
    path = config_paths.ensure(home.paths.data) / "sync.lock"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ForumplanError(f"{path}: it cannot be opened ({error.strerror}); check the permissions") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
