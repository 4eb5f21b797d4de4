"""What the first run has been told so far, and the feeds.toml made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from forumplan.config import starter
from forumplan.config.schema import keys_of
from forumplan.config.values import ValueProblem, checked
from forumplan.domain.errors import UsageError
from forumplan.domain.feed import FoundFeed
from forumplan.domain.goal import STRENGTH_WORDS
from forumplan.domain.identity import alias
from forumplan.domain.text import clean, nearest
from forumplan.domain.week import DAY_NAMES
from forumplan.services.settings_acts import free_id, short_name, slug
from forumplan.services.subscribe import NO_FEED, named_feed
from forumplan.tui.modals.ask import PRIVATE_MARK

MOST_MINUTES = 24 * 60
LONG_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(slots=True)
class Place:
    """An address as it was typed. `feed` is the best one found; `problem` says why there is none."""

    typed: str
    state: Literal["waiting", "looking", "found", "none", "double"] = "waiting"
    feed: FoundFeed | None = None
    problem: str = ""

    @property
    def private(self) -> bool:
        """Whether private addresses are allowed for it."""
        return self.typed.endswith(PRIVATE_MARK)

    @property
    def address(self) -> str:
        return clean(self.typed.removesuffix(PRIVATE_MARK), 2000)

    @property
    def named(self) -> str:
        """What the first refresh is to ask though nothing was read so far; "" if that is nothing.

        A short form names its feed also without a network, and behind a page nobody looked at yet a feed is looked for.
        """
        if self.state in ("found", "double") or NO_FEED in self.problem:
            return ""
        if self.state != "none" and self.address.startswith(("http://", "https://")):
            return self.address
        return named_feed(self.address)


@dataclass(slots=True)
class Answers:
    """`goals`: (statement, strength word); `minutes` by day name; `places` in the order in which they were typed.

    `imported`: venues taken over from a file, as they go into feeds.toml; `imports`: file and what it gave, in words.
    """

    names: list[str] = field(default_factory=list)
    goals: list[tuple[str, str]] = field(default_factory=list)
    minutes: dict[str, int] = field(default_factory=lambda: dict(starter.DEFAULT_SITTINGS))
    places: list[Place] = field(default_factory=list)
    imported: list[dict[str, Any]] = field(default_factory=list)
    imports: list[tuple[str, str]] = field(default_factory=list)

    def anything(self) -> bool:
        """Whether something was told that leaving would lose."""
        return bool(
            self.names or self.goals or self.places or self.imported or self.minutes != starter.DEFAULT_SITTINGS
        )

    def found(self, address: str, feeds: Sequence[FoundFeed], problem: str) -> None:
        """Keep what a look at an address gave."""
        for place in self.places:
            if place.address == address and place.state == "looking":
                place.feed, place.problem = next(iter(feeds), None), problem
                place.state = "found" if place.feed else "none"
                if place.feed is not None and self._followed(place, place.feed):
                    place.state = "double"

    def next_to_look(self) -> Place | None:
        """The first address not looked at, unless one is being looked at."""
        if any(place.state == "looking" for place in self.places):
            return None
        return next((place for place in self.places if place.state == "waiting"), None)

    def toml(self) -> str:
        """The text of feeds.toml."""
        goals: list[tuple[str, str, float]] = []
        for typed, word in self.goals:
            statement = clean(typed)
            if statement:
                name = free_id(short_name(statement), [goal[0] for goal in goals])
                goals.append((name, statement, STRENGTH_WORDS[word]))
        venues: list[dict[str, Any]] = []
        for place in self.places:
            if place.state != "double":
                venues.append(_venue(place, [str(venue["id"]) for venue in venues]))
        taken = {str(venue["id"]) for venue in venues}
        for values in self.imported:
            name = free_id(str(values["id"]), taken)
            taken.add(name)
            venues.append({**values, "id": name})
        return starter.text([name for name in map(clean, self.names) if name], goals, self.minutes, venues)

    def _followed(self, place: Place, feed: FoundFeed) -> bool:
        others = [one.feed for one in self.places if one is not place and one.feed is not None and one.state == "found"]
        return any(alias(one.url) == alias(feed.url) for one in others)


def names_of(text: str) -> list[str]:
    """Names separated by commas."""
    return [clean(name, 80) for name in text.split(",") if name.strip()]


def minutes_of(text: str) -> dict[str, int]:
    """`mon 60, thu 90` as minutes by day. UsageError names what cannot be understood."""
    found: dict[str, int] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        day, _, number = part.replace("=", " ").partition(" ")
        name = day.lower()[:3]
        if name not in DAY_NAMES:
            near = nearest(day.lower(), LONG_NAMES)
            raise UsageError(f"{clean(part, 30)}: no such day{f'; did you mean {near[:3]}?' if near else ''}")
        if not number.strip().isdecimal() or not 0 < int(number) <= MOST_MINUTES:
            raise UsageError(f"{clean(part, 30)}: give minutes, such as {name} 60")
        found[name] = int(number)
    return {day: found[day] for day in DAY_NAMES if day in found}


def _venue(place: Place, taken: Sequence[str]) -> dict[str, Any]:
    """The venue of an address; what has no feed, as far as is known, is tracked by hand."""
    feed, address = place.feed, place.address
    name = clean(feed.title if feed else "", 80) or clean(address, 80) or "unnamed"
    values: dict[str, Any] = {"id": free_id(slug(name), taken), "name": name}
    url = next((one for one in (address, feed.url if feed else "") if one and _fits("url", one)), "")
    if url:
        values["url"] = url
    if feed is not None:
        values["feeds"] = [feed.url]
        if feed.platform:
            values["platform"] = feed.platform
    elif place.named and _fits("feeds", [place.named]):
        values["feeds"] = [place.named]
    else:
        values["manual"] = True
    if place.private:
        values["allow_private"] = True
    return values


def _fits(key: str, value: str | list[str]) -> bool:
    """Whether feeds.toml takes such a value of a venue."""
    try:
        checked(keys_of("venue")[key], value)
    except ValueProblem:
        return False
    return True
