"""Copies of the ledger made in time, and the ledger brought back from them: backup, restore, repair."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from forumplan.config import paths as config_paths
from forumplan.config.paths import Paths
from forumplan.domain.errors import ForumplanError, LedgerError, ParseError
from forumplan.domain.event_lines import event_of
from forumplan.domain.events import Event
from forumplan.domain.text import plural
from forumplan.domain.times import DAY
from forumplan.services import forget, journals
from forumplan.services.home import Home, system_clock
from forumplan.store import backups, events_table, journal, ledger_file
from forumplan.store.journal import Read
from forumplan.store.ledger import Ledger

WHILE_IN_USE_SECONDS = 20 * 60
"""While the screens are open a newer copy is made at this age; they ask every ten minutes."""
IDLE_SECONDS = DAY - 3600
"""A refresh makes one if the last is older: a daily refresh that is a little early still does."""


def backup(home: Home) -> Path:
    """A verified copy of the ledger now; its path. LedgerError."""
    forget.finish(home)
    return home.ledger.backup()


def backup_if_due(home: Home, seconds: int = IDLE_SECONDS) -> Path | None:
    """A copy, if the newest is older than that and something happened since. LedgerError."""
    newest = max(backups.found(home.paths.ledger_file), key=lambda one: one.at, default=None)
    if home.ledger.newest_clock() <= (newest.clock if newest else 0):
        return None
    if newest is not None and 0 <= home.clock() - newest.at < seconds:
        return None
    return backup(home)


def restore(home: Home, file: Path) -> Path | None:
    """Make the ledger what a copy of it holds; what it held before is kept as a backup, whose path is returned.

    LedgerError, and nothing changed, if the file is not a whole ledger.
    """
    if not file.is_file():
        raise LedgerError(file, "there is no such file; forumplan backup prints the path of a copy")
    try:
        ledger_file.verify(file)
    except LedgerError as error:  # the ledger here is not at fault: no repair of it mends a copy
        mend = "give another; forumplan backup prints the path of one"
        raise LedgerError(file, str(error).removeprefix(f"{file}: ").replace(ledger_file.MEND, mend)) from None
    if not home.paths.ledger_file.exists():
        config_paths.ensure(home.paths.data)
        own = file.absolute().parent == backups.folder_of(home.paths.ledger_file).absolute()
        list(_build(home.paths, file, Read(), [], device="" if own else secrets.token_hex(4)))
        return None
    before = backup(home)
    home.ledger.replace_by(file.absolute())
    forget.finish(home)
    return before


def repair(paths: Paths) -> Iterator[str]:
    """Bring a damaged, lost or outdated ledger back; yields what was done.

    From the newest good backup, with what the damaged file still gives and what journals of exchanges hold. LedgerError
    where there is none of them; the damaged file is kept beside the new one.
    """
    ledger = paths.ledger_file
    backup_path = backups.newest_good(ledger)
    if not ledger.exists() and backup_path is None and not journals.folders(paths):
        yield "there is no ledger yet, and nothing to bring one back from"
        return
    damage = _damage(ledger)
    if not damage:
        yield from _catch_up(paths, backup_path)
        return
    yield damage
    salvaged = _salvaged(ledger)
    found, notes = _journals(paths)
    yield from notes
    if backup_path is None and not found.events and not salvaged:
        raise LedgerError(ledger, "there is no good backup and no journal; the damaged file was left as it is")
    config_paths.ensure(paths.data)
    yield from _build(paths, backup_path, found, salvaged)


def _damage(ledger: Path) -> str:
    """What is wrong with the file, "" if nothing."""
    if not ledger.exists():
        return f"{ledger}: the ledger is gone"
    try:
        ledger_file.verify(ledger)
    except LedgerError as error:
        return str(error)
    return ""


def _catch_up(paths: Paths, backup_path: Path | None) -> Iterator[str]:
    """Give a whole ledger the acts that only a backup has."""
    newest = max((one.clock for one in backups.found(paths.ledger_file)), default=0)
    with Ledger(paths.ledger_file, system_clock, behind=True) as ledger:
        if newest <= ledger.newest_clock():
            yield "the ledger is whole; nothing to repair"
            return
        added = ledger.merge(_events(backup_path)) if backup_path else 0
        ledger.adopt(ledger.device, newest)
    yield f"the ledger is whole but was behind its backups; {plural(added, 'event')} of them put into it again"


def _build(paths: Paths, base: Path | None, found: Read, salvaged: list[Event], device: str = "") -> Iterator[str]:
    """Make a new ledger of a copy and of events, and put it in the place of the damaged one.

    `device`: its name if the copy is of another machine; two machines of one name would share a journal.
    """
    ledger = paths.ledger_file
    said = []
    with tempfile.TemporaryDirectory(prefix=".repair-", dir=paths.data) as folder:
        fresh = Path(folder) / ledger.name
        if base is not None:
            ledger_file.copy(base, fresh)
            said.append(f"the ledger was brought back from {base.name}")
        with Ledger(fresh, system_clock) as made:
            rest = made.merge(salvaged)
            events, _ = journal.bounded(found.events.values(), made.newest_clock())
            shared = made.merge(events, found.tombstones.values())
            made.finish_forgetting()
            made.adopt(device or made.device, max((one.clock for one in backups.found(ledger)), default=0))
        if rest:
            said.append(f"{plural(rest, 'event')} more from the damaged file")
        if shared:
            said.append(f"{plural(shared, 'event')} more from journals")
        kept = _put_in_place(fresh, ledger)
    if kept:
        said.append(f"the damaged file is kept as {kept}")
    yield from said


def _put_in_place(fresh: Path, ledger: Path) -> str:
    """Replace the ledger; returns the name under which the old file is kept, "" if there was none."""
    stamp = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}"
    kept = ledger.with_name(f"{ledger.name}.damaged-{stamp}")
    had = ledger.exists()
    if had:
        os.link(ledger, kept)
    for suffix in ("-wal", "-shm"):  # of the old file: beside the new one they would be taken for its own
        with contextlib.suppress(FileNotFoundError):
            ledger.with_name(ledger.name + suffix).replace(kept.with_name(kept.name + suffix))
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(ledger)
    return kept.name if had else ""


def _salvaged(ledger: Path) -> list[Event]:
    """The events that can still be read of a damaged ledger."""
    saved: list[Event] = []
    if not ledger.exists() or not ledger.stat().st_size:
        return saved
    with contextlib.suppress(LedgerError), ledger_file.reading(ledger) as connection:
        for row in connection.execute("SELECT * FROM events"):
            with contextlib.suppress(ParseError, ValueError, TypeError):
                saved.append(event_of(asdict(events_table.load(row))))
    return saved


def _events(backup_path: Path) -> list[Event]:
    with ledger_file.reading(backup_path) as connection:
        return list(events_table.in_order(connection))


def _journals(paths: Paths) -> tuple[Read, list[str]]:
    """What the journals of all known folders hold, and a line for each folder that cannot be read."""
    found, notes = Read(), []
    for folder in journals.folders(paths):
        try:
            part = journal.read_folder(folder)
        except ForumplanError as error:
            notes.append(str(error))
            continue
        found.events |= part.events
        found.tombstones |= part.tombstones
    return found, notes
