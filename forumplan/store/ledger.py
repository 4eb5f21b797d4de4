"""The ledger: the append-only record of everything the user did, and the states folded from it.

`ledger.db` holds `events` (never changed, only added; `forget` alone rewrites them) and `current`, the fold of each
entity's events (see domain.events), which can be made anew from the events at any time. Every act is one transaction
with `synchronous=FULL`: when a method returns, the act is on the disk.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Literal, Self, TypeVar

from forumplan.domain.errors import LedgerError, ReadOnlyError
from forumplan.domain.events import RETRACTION, Change, Event, new_id
from forumplan.domain.forgetting import Forgotten, Tombstone
from forumplan.domain.records import Record
from forumplan.store import backups, events_table, folding, ledger_file, scrub, sqlite
from forumplan.store.deeds import Deeds
from forumplan.store.ledger_file import MEND
from forumplan.store.states import States, kind_name

R = TypeVar("R", bound=Record)


class Act:
    """One act of the history: its events, whether it is taken back, and whether undo would take it next."""

    __slots__ = ("events", "id", "retracted")

    def __init__(self, act_id: str, events: tuple[Event, ...], retracted: bool) -> None:
        self.id, self.events, self.retracted = act_id, events, retracted

    @property
    def summary(self) -> str:
        return self.events[0].summary

    @property
    def at(self) -> int:
        return self.events[0].at

    @property
    def verb(self) -> str:
        return self.events[0].verb


class Ledger:
    """One open ledger. `clock` gives seconds since the epoch. All methods raise LedgerError.

    `read_only`: why it may only be looked at, with the mend; what writes then raises that as a ReadOnlyError.
    `behind`: open it although a backup holds newer acts, to repair that.
    """

    def __init__(self, path: Path, clock: Callable[[], int], *, read_only: str = "", behind: bool = False) -> None:
        self.path, self._clock, self.read_only = path, clock, read_only
        if read_only and not os.access(path, os.R_OK):
            raise ReadOnlyError(read_only)
        if not path.exists():
            ledger_file.create(path)
        self._as_of = sqlite.stamp(path) if read_only else 0
        with self._errors():
            ledger_file.refuse_empty(path)
            self._db = sqlite.look(path) if read_only else sqlite.connect(path, synchronous="FULL")
            try:
                self._open(behind)
            except BaseException:
                self._db.close()
                raise
        self._states = States(self._db)
        self.deeds = Deeds(self._db, self._errors)

    def _open(self, behind: bool) -> None:
        version = ledger_file.refuse_newer(self.path, self._db)
        if version < len(ledger_file.MIGRATIONS):
            self.backup()
            sqlite.migrate(self._db, ledger_file.MIGRATIONS)
        self.device = ledger_file.device_of(self.path, self._db)
        if not behind:
            backups.refuse_older(self.path, self._newest_clock)

    def _errors(self) -> AbstractContextManager[None]:
        return sqlite.named_errors(lambda message: LedgerError(self.path, message), MEND)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._refuse_if_read_only()
        with self._errors(), sqlite.transaction(self._db):
            yield

    def _refuse_if_read_only(self) -> None:
        if self.read_only:
            raise ReadOnlyError(self.read_only)

    def outdated(self) -> bool:
        """Whether it may only be looked at and somebody else has written since it was opened."""
        return bool(self.read_only) and self._as_of != sqlite.stamp(self.path)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- writing ---------------------------------------------------------------------------------------------------

    def act(self, verb: str, summary: str, changes: Sequence[Change]) -> str:
        """Record one act of the user and return its id. The act is durable when this returns.

        What is about a forgotten person is left out; LedgerError if nothing else is.
        """
        act_id = new_id(self._clock())
        with self._writing():
            forgotten = self._forgotten()
            clock = self._newest_clock() + 1
            made = [
                forgotten.event(self._event(f"{act_id}.{number}", act_id, clock, "user", change, verb, summary))
                for number, change in enumerate(changes)
            ]
            kept = [event for event in made if event is not None]
            if changes and not kept:
                raise LedgerError(self.path, "you had this person forgotten; nothing about them is kept")
            for event in kept:
                self._append(event)
        return act_id

    def observe(self, verb: str, found: Iterable[tuple[str, str, Change]]) -> list[str]:
        """Record what feeds showed: (event id, summary, change). Known event ids are passed over; returns the new."""
        added = []
        with self._writing():
            forgotten = self._forgotten()
            for event_id, summary, change in found:
                known = self._db.execute("SELECT 1 FROM events WHERE id = ?", (event_id,)).fetchone()
                clock = self._newest_clock() + 1
                event = forgotten.event(self._event(event_id, event_id, clock, "feeds", change, verb, summary))
                if known is None and event is not None:
                    self._append(event)
                    added.append(event_id)
        return added

    def undo(self, count: int = 1) -> list[Act]:
        """Take back the last `count` acts of the user; returns them, newest first (fewer if there are no more)."""
        acts = self.undoable(count)
        if acts:
            self._retract("undo", f"undid {len(acts)}: {acts[0].summary}", [act.id for act in acts])
        return acts

    def redo(self) -> list[Act]:
        """Do again what the last undo took back, if nothing was done since; returns those acts."""
        retraction = self._redoable()
        acts = self.redoable_acts()
        if retraction is not None and acts:
            self._retract("redo", f"redid: {acts[0].summary}", [retraction.act])
        return acts

    def merge(self, events: Iterable[Event], tombstones: Iterable[Tombstone] = ()) -> int:
        """Add events of other machines; known ones are passed over. Returns how many were new.

        Tombstones come first: whoever was forgotten elsewhere goes from here too (`finish_forgetting` is then due),
        and comes back with no event.
        """
        touched: set[tuple[str, str]] = set()
        added = 0
        with self._writing():
            before = folding.retracted(self._db)
            scrub.bury(self._db, Forgotten(tombstones))
            forgotten = self._forgotten()
            for event in events:
                kept = forgotten.event(event)
                if kept is not None and events_table.add(self._db, kept):
                    added += 1
                    touched.add((kept.kind, kept.entity))
            touched |= events_table.entities_of(self._db, before ^ folding.retracted(self._db))
            folding.refold(self._db, touched)
        return added

    def finish_forgetting(self) -> bool:
        """Take what forgetting left in free pages of the file and in backups away; True if there was something to do.

        Does nothing if it was done before, and goes on where a crash ended it.
        """
        with self._errors():
            if not scrub.is_due(self._db):
                return False
            forgotten = self._forgotten()
            backups.scrub_all(self.path, forgotten)
            scrub.wipe_free_pages(self._db)
            scrub.done(self._db)
        return True

    def rebuild(self) -> None:
        """Make every state anew from the events."""
        with self._writing():
            rows = self._db.execute("SELECT DISTINCT kind, entity FROM events").fetchall()
            rows += self._db.execute("SELECT kind, entity FROM current").fetchall()
            folding.refold(self._db, {(row[0], row[1]) for row in rows})

    def backup(self) -> Path:
        """A verified copy beside the ledger (folder `backups`; see backups.rotate for which are kept); its path."""
        self._refuse_if_read_only()
        with self._errors():
            return backups.make(self._db, self.path, self._clock(), self._newest_clock())

    def replace_by(self, other: Path) -> None:
        """Become what another ledger file holds, whole or not at all; the device and the tombstones stay.

        Programs that have this ledger open see the change. LedgerError if the other one is not whole.
        """
        ledger_file.verify(other)
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=self.path.parent) as folder:
            copy = Path(folder) / self.path.name
            ledger_file.copy(other, copy)
            with Ledger(copy, self._clock) as made:
                made.merge([], self.tombstones())
                made.adopt(self.device, self.newest_clock())
                with self._errors():
                    made._db.backup(self._db)
        self._states = States(self._db)

    def adopt(self, device: str, clock: int) -> None:
        """Become the ledger of a device; its logical clock goes on from there, if it is not further."""
        with self._errors():
            ledger_file.adopt(self._db, device, max(clock, self._newest_clock()))
        self.device = device

    # -- reading ---------------------------------------------------------------------------------------------------

    def get(self, kind: type[R], entity: str) -> R | None:
        """The record of one entity, whole, or None."""
        with self._errors():
            return self._states.get(kind, entity)

    def beginning(self, kind: type[R], start: str) -> list[R]:
        """The records of a kind, whole, whose ids begin so, in the order of their ids."""
        with self._errors():
            return self._states.beginning(kind, start)

    def all(self, kind: type[R]) -> list[R]:
        """Every record of a kind, in the order of their ids; without its copy of a thread (None), see `whole`."""
        with self._errors():
            return self._states.all(kind)

    def whole(self, kind: type[R]) -> list[R]:
        """Every record of a kind with its copy of a thread, in the order of their ids."""
        with self._errors():
            return self._states.all(kind, whole=True)

    def where(self, kind: type[R], /, **equal: str) -> list[R]:
        """The records of a kind, whole, whose text fields have these values, ordered by id.

        Case matters only for ids (LOOKED_UP), but for those of venues. For a few of many: not everything is read.
        """
        with self._errors():
            return self._states.where(kind, equal)

    def since(self, kind: type[R], at: int, /, *, whole: bool = False, **equal: str) -> list[R]:
        """The contributions or follow-ups of that second and later, in the order of their ids; `equal` as in `where`.

        Without their copies of threads (None) unless `whole`.
        """
        with self._errors():
            return self._states.since(kind, at, equal, whole=whole)

    def changed_at(self, record: Record) -> int:
        """When something was last said about an entity, seconds since the epoch; 0 if nothing ever was."""
        with self._errors():
            said = "SELECT max(at) FROM events WHERE kind = ? AND entity = ?"
            return int(self._db.execute(said, (kind_name(type(record)), record.id)).fetchone()[0] or 0)

    def events(self) -> list[Event]:
        """Every event in the one order that all machines agree on."""
        with self._errors():
            return list(events_table.in_order(self._db))

    def acts_known(self) -> set[str]:
        """The ids of all events of acts of the user."""
        with self._errors():
            return {row[0] for row in self._db.execute("SELECT id FROM events WHERE \"by\" = 'user'")}

    def tombstones(self) -> list[Tombstone]:
        """What is left of everybody who was forgotten."""
        with self._errors():
            return scrub.tombstones(self._db)

    def count(self) -> int:
        """How many events there are."""
        with self._errors():
            return int(self._db.execute("SELECT count(*) FROM events").fetchone()[0])

    def newest_clock(self) -> int:
        """The logical clock of the newest act."""
        with self._errors():
            return self._newest_clock()

    def history(self, limit: int = 50) -> list[Act]:
        """The user's last acts, newest first, with those that were taken back."""
        return self._acts(limit, only_live=False)

    def undoable(self, count: int = 1) -> list[Act]:
        """The acts that `undo(count)` would take back, newest first."""
        return self._acts(count, only_live=True)

    def redoable_acts(self) -> list[Act]:
        """The acts that `redo` would do again, newest first."""
        retraction = self._redoable()
        named = retraction.patch["acts"] if retraction is not None and retraction.patch else []
        found = [self._load_act(act_id, False) for act_id in named]
        return [act for act in found if act.events]

    def changes_seen(self) -> int:
        """A number that changes when another program has written; cheap enough to ask often."""
        return self._as_of + self._states.version()

    def version(self) -> tuple[int, int]:
        """Changes whenever anybody, this program or another, has written; cheap enough to ask often."""
        return (self.changes_seen(), self._db.total_changes)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _event(
        self, event_id: str, act: str, clock: int, by: Literal["user", "feeds"], change: Change, verb: str, summary: str
    ) -> Event:
        made = (event_id, act, self.device, clock, self._clock(), by, change.kind, change.entity, verb, summary)
        return Event(*made, change.patch)

    def _newest_clock(self) -> int:
        floor = self._db.execute("SELECT value FROM meta WHERE name = 'clock_floor'").fetchone()
        newest = self._db.execute("SELECT coalesce(max(clock), 0) FROM events").fetchone()[0]
        return max(int(newest), int(floor[0]) if floor else 0)

    def _forgotten(self) -> Forgotten:
        return Forgotten(scrub.tombstones(self._db))

    def _append(self, event: Event) -> None:
        """Insert an event that is the newest of all, so its patch goes on top of the current state."""
        events_table.add(self._db, event)
        state = self._states.data(event.kind, event.entity) or {}
        self._states.put(event.kind, event.entity, None if event.patch is None else {**state, **event.patch})

    def _retract(self, verb: str, summary: str, acts: list[str]) -> None:
        act_id = new_id(self._clock())
        change = Change(RETRACTION, act_id, {"acts": acts})
        with self._writing():
            before = folding.retracted(self._db)
            clock = self._newest_clock() + 1
            events_table.add(self._db, self._event(f"{act_id}.0", act_id, clock, "user", change, verb, summary))
            folding.refold(self._db, events_table.entities_of(self._db, before ^ folding.retracted(self._db)))

    def _redoable(self) -> Event | None:
        """The last undo that was not taken back, if no act came after it."""
        with self._errors():
            retracted = folding.retracted(self._db)
            last_act = self._db.execute(
                "SELECT clock FROM events WHERE \"by\" = 'user' AND kind <> ? ORDER BY clock DESC LIMIT 1",
                (RETRACTION,),
            ).fetchone()
            rows = self._db.execute(
                "SELECT * FROM events WHERE kind = ? AND verb = 'undo' AND clock > ? ORDER BY clock DESC, device DESC",
                (RETRACTION, last_act[0] if last_act else 0),
            ).fetchall()
        return next((events_table.load(row) for row in rows if row["act"] not in retracted), None)

    def _acts(self, limit: int, *, only_live: bool) -> list[Act]:
        with self._errors():
            retracted = folding.retracted(self._db)
            rows = self._db.execute(
                "SELECT act FROM events WHERE \"by\" = 'user' AND kind <> ? ORDER BY clock DESC, act DESC",
                (RETRACTION,),
            )
            chosen: dict[str, Act] = {}
            for row in rows:
                if len(chosen) == limit:
                    break
                if row[0] not in chosen and not (only_live and row[0] in retracted):
                    chosen[row[0]] = self._load_act(row[0], row[0] in retracted)
        return list(chosen.values())

    def _load_act(self, act_id: str, retracted: bool) -> Act:
        rows = self._db.execute("SELECT * FROM events WHERE act = ? ORDER BY id", (act_id,)).fetchall()
        return Act(act_id, tuple(events_table.load(row) for row in rows), retracted)
