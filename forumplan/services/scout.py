"""Scout: new venues proposed from links in fitting threads and in what people one has met write. Asks nobody.

It adds nothing: each proposal is for the user to try for four weeks. A venue on trial carries a tag with its last day.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from forumplan.domain.identity import alias, mask_url, person_id, split_host
from forumplan.domain.records import PRIVATE_KINDS, Contribution, Label
from forumplan.domain.text import clean
from forumplan.domain.thread import Post
from forumplan.domain.venue import Venue
from forumplan.feeds.places import links, place_of, shares_site
from forumplan.feeds.spellings import expand
from forumplan.services.home import Home
from forumplan.services.people import Tie, all_ties

TRIAL_DAYS = 28
MOST_THREADS = 2_000
MOST_EVIDENCE = 5
PERSON_WEIGHT = 2
"""Somebody met counts as much as two threads."""
_TRIAL = re.compile(r"^trial until (\d{4}-\d\d-\d\d)$")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a place was named: the title and address of the thread, its venue, and who of those met named it."""

    title: str
    url: str
    venue: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A place to try. `address` is what `venue add` takes; `threads` named it, `people` met wrote of it."""

    address: str
    threads: int
    people: tuple[str, ...]
    evidence: tuple[Evidence, ...]

    @property
    def weight(self) -> int:
        """What orders proposals."""
        return self.threads + PERSON_WEIGHT * len(self.people)


@dataclass(frozen=True, slots=True)
class Trial:
    """A venue on trial: its last day, and what came of it: posts of one's own, those that helped."""

    venue: str
    name: str
    last: date
    posts: int
    helped: int


def trial_tag(today: date) -> str:
    """The tag of a venue that is tried from today on."""
    return f"trial until {today + timedelta(days=TRIAL_DAYS)}"


def trials(home: Home) -> list[Trial]:
    """The venues on trial, the one that ends first leading."""
    made = [one for one in home.ledger.all(Contribution) if one.kind not in PRIVATE_KINDS]
    found = []
    for venue in home.settings.venues:
        last = _last_day(venue)
        if last is not None:
            mine = [one for one in made if one.venue == venue.id]
            helped = sum(one.outcome not in ("", "nothing", "request") for one in mine)
            found.append(Trial(venue.id, venue.title, last, len(mine), helped))
    return sorted(found, key=lambda trial: (trial.last, trial.venue))


def scout(home: Home, limit: int = 10) -> list[Proposal]:
    """The best proposals that no venue of feeds.toml covers yet."""
    followed = _Followed(home.settings.venues)
    found: dict[str, _Found] = {}
    for post, known in _posts(home):
        for place in dict.fromkeys(filter(None, map(place_of, links(post.text)))):
            if not followed.covers(place) and split_host(place) != split_host(post.url):
                found.setdefault(place.casefold(), _Found(place)).add(post, known)
    made = sorted((one.proposal() for one in found.values()), key=lambda one: (-one.weight, one.address))
    return made[:limit]


@dataclass(slots=True)
class _Found:
    address: str
    threads: dict[str, Evidence] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    def add(self, post: Post, known: Tie | None) -> None:
        if known is not None:
            self.people[known.person] = known.name
        evidence = self.threads.get(post.thread)
        if evidence is None:
            evidence = Evidence(clean(post.title, 100), post.url, post.venue)
        self.threads[post.thread] = replace(evidence, person=evidence.person or (known.name if known else ""))

    def proposal(self) -> Proposal:
        best = sorted(self.threads.values(), key=lambda one: not one.person)
        people = tuple(sorted(self.people.values()))
        return Proposal(self.address, len(self.threads), people, tuple(best[:MOST_EVIDENCE]))


def _posts(home: Home) -> Iterator[tuple[Post, Tie | None]]:
    """The posts of fitting threads, and all posts by people met, with who that is."""
    met = {person: tie for person, tie in all_ties(home).items() if tie.contacts or tie.relevant}
    names = json.dumps(sorted({tie.name for tie in met.values()}))
    fitting = json.dumps(_fitting(home))
    condition = (
        "p.thread IN (SELECT value FROM json_each(?)) OR p.author IN (SELECT value FROM json_each(?)) COLLATE NOCASE"
    )
    mine = {(venue.id, name.casefold()) for venue in home.settings.venues for name in venue.me}
    for post in home.threads.posts_where(condition, (fitting, names)):
        if (post.venue, post.author.casefold()) not in mine:
            yield post, met.get(person_id(split_host(post.url) or post.venue, post.author))


def _fitting(home: Home) -> list[int]:
    """Numbers of the threads that fit a goal, by the orders kept, the labels and what the user posted in."""
    found: set[int] = set()
    for goal in home.settings.goals:
        ranking = home.threads.ranking(goal.id)
        if ranking is not None:
            pairs = zip(ranking.numbers, ranking.bands, strict=True)
            found.update([number for number, band in pairs if band in b"sm"][:MOST_THREADS])
    named = {one.thread for one in home.ledger.all(Label) if one.value}
    named |= {one.thread for one in home.ledger.all(Contribution)} - {""}
    found.update(thread.number for thread in home.threads.by_ids(named).values())
    return sorted(found)


class _Followed:
    """What the venues cover: their feeds, the places these lie in, and whole sites that are forums of their own."""

    def __init__(self, venues: Iterable[Venue]) -> None:
        addresses = [url for venue in venues for url in (venue.url, *venue.feeds) if url]
        self._feeds = {alias(url).casefold() for url in addresses}
        self._places = {place_of(url).casefold() for url in addresses}
        self._sites = {split_host(url).removeprefix("www.") for url in addresses}

    def covers(self, place: str) -> bool:
        """Whether a venue follows the place already; on a site of its own any part of it counts."""
        if place.casefold() in self._places or any(alias(url).casefold() in self._feeds for url in expand(place)):
            return True
        return not shares_site(place) and split_host(place).removeprefix("www.") in self._sites


def _last_day(venue: Venue) -> date | None:
    for tag in venue.tags:
        if match := _TRIAL.match(tag):
            try:
                return date.fromisoformat(match[1])
            except ValueError:
                continue
    return None


def command_of(proposal: Proposal) -> str:
    """The line that begins the trial."""
    address = mask_url(proposal.address) if "://" in proposal.address else proposal.address
    return f"forumplan venue add {_quoted(address)} --trial"


def _quoted(word: str) -> str:
    return word if re.fullmatch(r"[\w@%+=:,./~-]+", word) else "'" + word.replace("'", "'\\''") + "'"
