"""Forgetting somebody: tombstones that know them again without naming them, and events without them.

A tombstone holds keyed hashes of a person's ids and names, and of the things that were dropped with them. Every machine
that holds the same tombstones scrubs an event in the same way, so ledgers that forgot still agree. Names are compared
by words, whatever the case; a piece of text that names somebody in passing keeps its other words.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from forumplan.domain.events import Event
from forumplan.domain.identity import person_id, split_host

SOMEBODY = "somebody"
"""Stands in a text where a forgotten name stood."""

_WORD = re.compile(r"\w+")
_NAMING = ("person_name", "author", "name")
"""Fields that name the one person whom the other fields of the same object mean."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of a forgotten person. `key` is the hex key of the hashes; `words`: how many words names have."""

    id: str
    at: int
    key: str
    people: tuple[str, ...]
    names: tuple[str, ...]
    words: tuple[int, ...]
    entities: tuple[str, ...] = ()

    @classmethod
    def make(cls, at: int, people: Iterable[str], names: Iterable[str], entities: Iterable[str]) -> Tombstone:
        """A tombstone with a key of its own. `entities`: `KIND/ID` of what goes with the person."""
        key = secrets.token_hex(16)
        spelled = {words for name in names if (words := _words(name))}
        return cls(
            f"g{secrets.token_hex(6)}",
            at,
            key,
            tuple(sorted(_hash(key, one) for one in set(people))),
            tuple(sorted(_hash(key, " ".join(words)) for words in spelled)),
            tuple(sorted({len(words) for words in spelled})),
            tuple(sorted(_hash(key, one) for one in set(entities))),
        )


class Forgotten:
    """All tombstones of a ledger, asked whether something is about somebody who was forgotten."""

    def __init__(self, tombstones: Iterable[Tombstone]) -> None:
        self.tombstones = tuple(tombstones)
        self._lengths = sorted({length for one in self.tombstones for length in one.words}, reverse=True)
        self._known: dict[str, bool] = {}
        self._named: dict[str, bool] = {}
        self._parts: dict[tuple[Tombstone, ...], Forgotten] = {}
        self._clean: set[int] = set()
        """Hashes of texts that name nobody: ledger and backups hold the same ones."""
        self._people = [(bytes.fromhex(one.key), frozenset(one.people)) for one in self.tombstones]
        self._names = [(bytes.fromhex(one.key), frozenset(one.names)) for one in self.tombstones]
        self._entities = [(bytes.fromhex(one.key), frozenset(one.entities)) for one in self.tombstones]

    def __bool__(self) -> bool:
        return bool(self.tombstones)

    def only(self, tombstones: tuple[Tombstone, ...]) -> Forgotten:
        """Some of these tombstones; for the same ones the same object, which remembers what it was asked."""
        return self._parts.setdefault(tombstones, Forgotten(tombstones))

    def person(self, person: str) -> bool:
        """Whether this id is of somebody forgotten."""
        return bool(person) and _asked(self._known, self._people, person)

    def name(self, name: str) -> bool:
        """Whether somebody forgotten was called so."""
        words = _words(name)
        return bool(words) and _asked(self._named, self._names, " ".join(words))

    def entity(self, kind: str, entity: str) -> bool:
        """Whether this thing was dropped with somebody, or is the person."""
        if kind == "person" and self.person(entity):
            return True
        return any(_hashed(key, f"{kind}/{entity}") in known for key, known in self._entities)

    def event(self, event: Event) -> Event | None:
        """The event without anybody forgotten; None where nothing of it is left. The same one if it names nobody."""
        if not self:
            return event
        if self.entity(event.kind, event.entity):
            return None
        patch = event.patch
        if patch is not None:
            if event.kind == "followup" and self.person(str(patch.get("person", ""))):
                return None
            patch = self._object(patch, own_person=event.entity if event.kind == "person" else "")
        summary = self.text(event.summary)
        if patch == event.patch and summary == event.summary:
            return event
        return replace(event, patch=patch, summary=summary)

    def text(self, text: str) -> str:
        """The text with every forgotten name replaced."""
        if hash(text) in self._clean or not self:
            return text
        spans = [(m.start(), m.end(), m[0].casefold()) for m in _WORD.finditer(text)]
        parts: list[str] = []
        done = place = 0
        while place < len(spans):
            length = self._length_named(spans, place)
            if length:
                parts += [text[done : spans[place][0]], SOMEBODY]
                done = spans[place + length - 1][1]
            place += length or 1
        if not parts:
            self._clean.add(hash(text))
            return text
        return "".join([*parts, text[done:]])

    def _length_named(self, spans: list[tuple[int, int, str]], place: int) -> int:
        """How many words from `place` on are a forgotten name or id; 0 if none."""
        for length in self._lengths:
            words = spans[place : place + length]
            if len(words) == length and _asked(self._named, self._names, " ".join(word for _, _, word in words)):
                return length
        return int(self.person(spans[place][2]))

    def _object(self, patch: dict[str, Any], own_person: str = "") -> dict[str, Any]:
        """An object of an event: what names another, known person keeps the name."""
        other = own_person or _person_in(patch)
        spared = bool(other) and not self.person(other)
        return {
            key: value if spared and key in (*_NAMING, "handles") else self._value(key, value)
            for key, value in patch.items()
        }

    def _value(self, key: str, value: Any) -> Any:
        if isinstance(value, str):
            whole = key in ("person", "merged_into") and self.person(value)
            return "" if whole or (key != "text" and self.name(value)) else self.text(value)
        if isinstance(value, list | tuple):
            return [self._value(key, one) for one in value]
        if isinstance(value, dict):
            return self._object(value)
        return value


def _person_in(patch: dict[str, Any]) -> str:
    """The id of the person an object is about: the one it names, else the asker of the thread it copies."""
    if patch.get("person"):
        return str(patch["person"])
    author, url, venue = patch.get("author"), patch.get("url"), patch.get("venue")
    if not (isinstance(author, str) and author):
        return ""
    return person_id(split_host(str(url or "")) or str(venue or ""), author)


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(name))


def _hash(key: str, text: str) -> str:
    return _hashed(bytes.fromhex(key), text)


def _hashed(key: bytes, text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=key, digest_size=12).hexdigest()


def _asked(cache: dict[str, bool], known: list[tuple[bytes, frozenset[str]]], text: str) -> bool:
    found = cache.get(text)
    if found is None:
        found = cache[text] = any(_hashed(key, text) in hashes for key, hashes in known if hashes)
    return found
