"""Answers the user owes, found in the posts that a refresh brought.

Owed is narrow: a direct reply to a post of mine, my name called, or a question in a topic of mine. All else that
happens in a thread I posted in is merely new.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from forumplan.domain.events import Change
from forumplan.domain.identity import person_id, short_id, split_host
from forumplan.domain.records import Contribution, FollowUp
from forumplan.domain.text import shorten
from forumplan.domain.thread import Post, Thread
from forumplan.domain.times import DAY, HOUR
from forumplan.domain.venue import Venue, manners
from forumplan.services import matching
from forumplan.services.home import Home
from forumplan.services.matching import TALKED
from forumplan.services.venue_facts import YEAR_DAYS

TOO_OLD_DAYS = 30
"""A post older than this when first seen is history, not a debt."""


def find(home: Home, post_ids: Iterable[str]) -> int:
    """Record what is owed among these posts, and what they answer; returns how many answers are newly owed."""
    wanted = set(post_ids)
    if not wanted:
        return 0
    made = home.ledger.all(Contribution)
    since = home.clock() - TOO_OLD_DAYS * DAY
    news: list[FollowUp] = []
    given: list[tuple[FollowUp, Post]] = []
    owed = [one for one in home.ledger.all(FollowUp) if one.state == "owed"]
    for venue in home.settings.venues:
        here = [one for one in made if one.venue == venue.id and one.kind not in TALKED]
        if venue.me or here:
            place = _Place(home, venue, here)
            news += place.owed(wanted, since)
            given += place.given(wanted, [one for one in owed if one.venue == venue.id])
    if given:
        home.ledger.observe("answered", [_answered(followup, post) for followup, post in given])
    if not news:
        return 0
    found = [
        (one.id, f"{one.person_name} waits: {shorten(one.title, 60)}", Change("followup", one.id, one.dump()))
        for one in news
    ]
    new = set(home.ledger.observe("owed", found))
    return sum(one.id in new and one.state == "owed" for one in news)


def new_since(home: Home) -> dict[str, int]:
    """How many posts of others came into each thread after the user's last one there and are not owed an answer.

    Of threads that the user wrote to within a year.
    """
    since = home.clock() - YEAR_DAYS * DAY
    logged = home.ledger.deeds.last_in_threads(since, TALKED)
    made: dict[str, list[Contribution]] | None = None
    found: dict[str, int] = {}
    for venue in home.settings.venues:
        last = dict(logged.get(venue.id, {}))
        for thread, at in home.threads.last_by_authors(venue.id, venue.me, since).items():
            last[thread] = max(at, last.get(thread, 0))
        busy = home.threads.busy_after(last)
        if busy:
            if made is None:
                made = _by_venue(home.ledger.since(Contribution, since))
            found |= _later(_Place(home, venue, made[venue.id], since), busy, last)
    return found


def _by_venue(made: Iterable[Contribution]) -> dict[str, list[Contribution]]:
    found: dict[str, list[Contribution]] = defaultdict(list)
    for one in made:
        if one.kind not in TALKED:
            found[one.venue].append(one)
    return found


def _later(place: _Place, threads: Iterable[str], last: Mapping[str, int]) -> dict[str, int]:
    """How many posts of others that nobody waits over came into these threads after the user's last."""
    store, ledger = place.home.threads, place.home.ledger
    found = {}
    for thread in store.by_ids(threads).values():
        posts = store.posts(thread.number)
        end = max([last[thread.id], *(post.posted_at for post in posts if place.is_mine(post))])
        later = [post for post in posts if post.posted_at > end and not place.is_mine(post)]
        later = [post for post in later if ledger.get(FollowUp, followup_id(post.id)) is None]
        if later:
            found[thread.id] = len(later)
    return found


def followup_id(post: str) -> str:
    """The id of the answer owed for a post."""
    return short_id("f", post)


class _Place:
    """A venue with what the user posted there: `made` as logged, `posts` as the feeds showed them, by id."""

    def __init__(self, home: Home, venue: Venue, made: list[Contribution], since: int = 0) -> None:
        self.home, self.venue, self.made = home, venue, made
        own = matching.mine(home, venue, since)
        matched = matching.matches(home, venue, made, own)
        self.posts = {post.id: post for post in (*own, *matched.values())}
        self._names = {name.casefold() for name in venue.me}
        names = "|".join(re.escape(name) for name in venue.me)
        self._called = re.compile(rf"(?<!\w)@?({names})(?!\w)", re.IGNORECASE) if names else None
        self._begun = {post.thread for post in self.posts.values() if post.starts}
        self._begun |= {one.thread for one in made if one.kind == "new-topic"}

    def is_mine(self, post: Post) -> bool:
        """Whether the user wrote it."""
        return post.id in self.posts or post.author.casefold() in self._names

    def owed(self, wanted: set[str], since: int) -> Iterator[FollowUp]:
        """What is owed for the posts of these ids."""
        recent = self.home.threads.posts_where("p.venue = ? AND p.posted_at >= ?", (self.venue.id, since))
        goal_of = {one.thread: one.goal for one in self.made}
        for thread in self.home.threads.by_ids({post.thread for post in recent if post.id in wanted}).values():
            posts = self.home.threads.posts(thread.number)
            for post in posts:
                reason = self._reason(post, posts, thread)
                if post.id in wanted and post.posted_at >= since and reason:
                    state = "answered" if self._answer(post, posts) or self._logged_after(post) else "owed"
                    yield _followup(self.venue, thread, post, reason, state, goal_of.get(thread.id, ""))

    def given(self, wanted: set[str], owed: list[FollowUp]) -> Iterator[tuple[FollowUp, Post]]:
        """Owed answers that a post of the user's among the wanted gives, with that post."""
        threads = self.home.threads.by_ids({one.thread for one in owed})
        for followup in owed:
            posts = self.home.threads.posts(threads[followup.thread].number) if followup.thread in threads else []
            asked = next((post for post in posts if post.id == followup.post), None)
            answer = self._answer(asked, posts) if asked else None
            if answer is not None and answer.id in wanted:
                yield followup, answer

    def _reason(self, post: Post, posts: list[Post], thread: Thread) -> str:
        if self.is_mine(post):
            return ""
        if post.reply_to and post.reply_to in {p.key for p in posts if self.is_mine(p)}:
            return "reply"
        if self._called is not None and self._called.search(post.text):
            return "name"
        begun = thread.id in self._begun or (thread.author and thread.author.casefold() in self._names)
        return "question" if begun and not post.starts and "?" in post.text else ""

    def _answer(self, post: Post, posts: list[Post]) -> Post | None:
        """The first later post of the user's that answers this one: by name, or by not naming another."""
        return next(
            (
                later
                for later in posts
                if self.is_mine(later)
                and later.posted_at > post.posted_at
                and (not later.reply_to or later.reply_to == post.key)
            ),
            None,
        )

    def _logged_after(self, post: Post) -> bool:
        """Whether an answer was logged in its thread before a feed showed the post."""
        return any(one.thread == post.thread and one.at > post.posted_at for one in self.made)


def _answered(followup: FollowUp, post: Post) -> tuple[str, str, Change]:
    """The event that an answer was seen; the same on every machine that sees it."""
    words = f"answered {followup.person_name}: {shorten(followup.title, 60)}"
    patch = {"state": "answered", "answered_at": post.posted_at}
    return short_id("a", followup.id, post.id), words, Change("followup", followup.id, patch)


def _followup(venue: Venue, thread: Thread, post: Post, reason: str, state: str, goal: str) -> FollowUp:
    due_days = manners(thread.platform).due_days
    site = split_host(thread.url) or venue.id
    return FollowUp.load(
        followup_id(post.id),
        {
            "post": post.id,
            "thread": thread.id,
            "venue": venue.id,
            "person": person_id(site, post.author),
            "person_name": post.author,
            "reason": reason,
            "title": thread.title,
            "url": post.url or thread.url,
            "text": shorten(post.text, 500),
            "goal": goal,
            "at": post.posted_at,
            "due_at": post.posted_at + (due_days * DAY or 12 * HOUR),
            "state": state,
        },
    )
