"""Journals: what machines lay into a shared folder for one another, one file a machine, one event a line.

A file is only ever written by its own machine and read by the others. Each line stands for itself: a damaged one is
named and passed over. Events on feeds.toml never enter a journal and are never taken from one: that file is each
machine's own.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from forumplan.domain.errors import LedgerError, ParseError
from forumplan.domain.event_lines import (
    LONGEST_LINE,
    event_line,
    event_of,
    header_line,
    parsed,
    tombstone_line,
    tombstone_of,
)
from forumplan.domain.events import Event
from forumplan.domain.forgetting import Tombstone

SCHEMA = 1
OWN_TO_EACH_MACHINE = frozenset({"config"})
"""Kinds of event that stay where they were made."""
LARGEST_STEP = 1_000_000
"""The logical clock grows by one an act: a larger gap is no honest clock."""
MOST_LINES = 5_000_000
MOST_BAD = 100
"""Damaged lines of one file that are named; the others are only passed over."""


@dataclass(slots=True)
class Read:
    """What journals said. `bad`: a line each for what was passed over; `refused`: files of another version.

    `by_file`: the ids of the events in each file.
    """

    events: dict[str, Event] = field(default_factory=dict)
    tombstones: dict[str, Tombstone] = field(default_factory=dict)
    bad: list[str] = field(default_factory=list)
    files: int = 0
    by_file: dict[Path, set[str]] = field(default_factory=dict)
    refused: set[Path] = field(default_factory=set)
    known: Set[str] = frozenset()


def path_of(folder: Path, device: str) -> Path:
    """The journal of one machine."""
    return folder / f"{device}.jsonl"


def read_folder(folder: Path, known: Set[str] = frozenset()) -> Read:
    """Every journal of a folder, copies made by a file exchange included. LedgerError if there is no folder.

    `known`: ids of the user's acts that are in the ledger; of those only the ids are read.
    """
    found = Read(known=known)
    try:
        paths = sorted(path for path in folder.glob("*.jsonl") if not path.name.startswith("."))
        for path in paths:
            read_file(path, found)
    except OSError as error:
        raise LedgerError(folder, f"it cannot be read ({error.strerror}); check that it is there and yours") from error
    return found


def read_file(path: Path, found: Read, *, what: str = "journal", config: bool = False) -> Iterable[dict[str, object]]:
    """Read one file into `found`; returns the objects on its lines that are neither event nor tombstone.

    A file by newer rules is refused as a whole, in one line. `config`: take events on feeds.toml too.
    """
    found.files += 1
    others: list[dict[str, object]] = []
    ids = found.by_file.setdefault(path, set())
    skipped = 0
    if not path.is_file():
        found.bad.append(f"{path.name}: it is no file")
        return others
    with path.open("rb") as file:
        for number, line in _lines(file):
            try:
                data = parsed(line) if line is not None else _too_long()
                if number == 1 and "forumplan" in data:
                    if data["forumplan"] == what and data.get("schema") == SCHEMA:
                        continue
                    found.bad.append(f"{path.name}: it is no {what}, or one of another version; update forumplan")
                    if data["forumplan"] == what and isinstance(data.get("schema"), int):  # else it is damaged
                        found.refused.add(path)
                    return others
                _take(data, found, ids, others, config)
            except ParseError as error:
                skipped += 1
                if skipped <= MOST_BAD:
                    found.bad.append(f"{path.name}:{number}: {error}; this line was passed over")
    return others


def bounded(events: Iterable[Event], newest_clock: int) -> tuple[list[Event], list[Event]]:
    """(events whose logical clocks can be, those that run away). Every machine that has all events decides alike."""
    good: list[Event] = []
    far: list[Event] = []
    reached = newest_clock
    for event in sorted(events, key=lambda one: one.order):
        if event.clock > reached + LARGEST_STEP:
            far.append(event)
        else:
            reached = max(reached, event.clock)
            good.append(event)
    return good, far


def write(path: Path, device: str, tombstones: Iterable[Tombstone], events: Iterable[Event]) -> bool:
    """Write a journal, whole or not at all; False if it says the same already. LedgerError if it cannot be."""
    lines = [header_line("journal", SCHEMA, device=device)]
    lines += [tombstone_line(one) for one in tombstones]
    lines += [event_line(event) for event in events if event.kind not in OWN_TO_EACH_MACHINE]
    body = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
    try:
        if path.is_file() and path.stat().st_size == len(body) and path.read_bytes() == body:
            return False
        _replace(path, body)
    except OSError as error:
        raise LedgerError(path, f"it cannot be written ({error.strerror}); the journal is as it was") from error
    return True


def _replace(path: Path, body: bytes) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _take(data: dict[str, object], found: Read, ids: set[str], others: list[dict[str, object]], config: bool) -> None:
    if "forgotten" in data:
        stone = tombstone_of(data)
        found.tombstones[stone.id] = stone
    elif "act" in data:
        if data.get("by") == "user" and isinstance(name := data.get("id"), str) and name in found.known:
            ids.add(name)
            return
        event = event_of(data)
        if event.kind in OWN_TO_EACH_MACHINE and not config:
            raise ParseError("feeds.toml is each machine's own")
        known = found.events.get(event.id)
        if known is None or event.order < known.order:
            found.events[event.id] = event
        ids.add(event.id)
    else:
        others.append(data)


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """(number, line) of a file; None for one that is too long to be read. Empty lines are left out."""
    for number in range(1, MOST_LINES + 1):
        line = file.readline(LONGEST_LINE + 1)
        if not line:
            return
        if len(line) > LONGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE + 1)
            yield number, None
        elif line.strip():
            yield number, line
    raise LedgerError(Path(file.name), f"it has more than {MOST_LINES} lines; that is no journal")


def _too_long() -> dict[str, object]:
    raise ParseError("it is too long")
