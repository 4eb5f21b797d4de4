"""The append-only events of the ledger, and how they fold into states.

An event patches one entity: `patch` is a JSON object merged into the entity's state key by key (None deletes the
entity). Events of one act carry one act id. Undo appends a retraction that names acts; redo retracts the retraction.
The state of an entity is the fold of its events that belong to live acts, in (clock, device, id) order: so two
machines that hold the same events hold the same states, whatever the order in which they got them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

RETRACTION = "retraction"
"""The entity kind of an event that takes acts back; its patch is {"acts": [act ids]}."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an act does to one entity; the ledger makes an event of it."""

    kind: str
    entity: str
    patch: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the ledger. `clock` is a Lamport clock; `at` seconds since the epoch; `by` who caused it.

    `verb` and `summary` say the act in words for the history.
    """

    id: str
    act: str
    device: str
    clock: int
    at: int
    by: Literal["user", "feeds"]
    kind: str
    entity: str
    verb: str
    summary: str
    patch: dict[str, Any] | None

    @property
    def order(self) -> tuple[int, str, str]:
        """The place in the one order that all machines agree on."""
        return (self.clock, self.device, self.id)


def retracted_acts(retractions: Iterable[Event]) -> frozenset[str]:
    """The acts that are taken back: those named by a retraction that is not itself taken back by a later one."""
    gone: set[str] = set()
    for event in sorted(retractions, key=lambda e: e.order, reverse=True):
        if event.act not in gone and event.patch:
            gone.update(event.patch["acts"])
    return frozenset(gone)


def fold(events: Iterable[Event], retracted: frozenset[str]) -> dict[str, Any] | None:
    """The state of one entity after its events, or None if it does not exist (any more)."""
    state: dict[str, Any] | None = None
    for event in sorted(events, key=lambda e: e.order):
        if event.act in retracted:
            continue
        state = None if event.patch is None else {**(state or {}), **event.patch}
    return state


def new_id(now: int) -> str:
    """An id that sorts roughly by time and meets no other: seconds in hex, then 48 random bits."""
    return f"{now:010x}{secrets.token_hex(6)}"
