"""What a list of another program says: places, and lines that are refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from forumplan.domain.errors import UsageError
from forumplan.domain.text import clean

MOST_PLACES = 10_000
"""Places read of one file: more feeds than anybody reads."""
LONGEST_ADDRESS = 2_000
MOST_TAGS = 20

Kind = Literal["feed", "address", "none"]


class NotImportable(UsageError):
    """The file as a whole cannot be taken."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a list, its texts cleaned.

    `kind`: `address` is said to be a feed, is any address as people write it, or there is none ("none": the place is
    known by name or home page alone). `more`: further feeds of it. `line` counts from 1, 0 where lines mean nothing.
    `keys`: keys of a venue that a table gave, as typed. `note`: what of it was left out, "" for nothing.
    """

    kind: Kind
    address: str = ""
    name: str = ""
    home: str = ""
    tags: tuple[str, ...] = ()
    line: int = 0
    keys: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that is not taken: `what` it is, fit to be shown, and why."""

    what: str
    why: str
    line: int = 0


@dataclass(slots=True)
class Reading:
    """A whole file. `form`: what kind of list it is, in words."""

    form: str
    places: list[Place] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def add(self, place: Place) -> None:
        """Keep a place. NotImportable when there are more than anybody reads."""
        if len(self.places) >= MOST_PLACES:
            raise NotImportable(f"it has more than {MOST_PLACES} places; split it, or leave out what you do not read")
        self.places.append(place)

    def refuse(self, what: str, why: str, line: int = 0) -> None:
        """Keep a line about what is not taken; beyond the cap they say nothing new."""
        if len(self.refused) < MOST_PLACES:
            self.refused.append(Refused(clean(what, 200), why, line))


def cleaned_tags(tags: list[str]) -> tuple[str, ...]:
    """Tags without repeats, at most twenty, none empty."""
    found = dict.fromkeys(clean(tag, 60) for tag in tags)
    found.pop("", None)
    return tuple(list(found)[:MOST_TAGS])
