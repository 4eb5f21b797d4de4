"""Answers the user owes, found in the posts that a refresh brought.

Owed is narrow: a direct reply to a post of mine, my name called, or a question in a topic of mine. All else that
happens in a thread I posted in is merely new.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from forumplan.domain.events import Change
from forumplan.domain.identity import person_id, short_id, split_host
from forumplan.domain.records import Contribution, FollowUp
from forumplan.domain.text import shorten
from forumplan.domain.thread import Post, Thread
from forumplan.domain.times import DAY, HOUR
from forumplan.domain.venue import Venue, manners
from forumplan.services.home import Home

TOO_OLD_DAYS = 30
"""A post older than this when first seen is history, not a debt."""


def find(home: Home, post_ids: Iterable[str]) -> int:
    """Record what is owed among these posts; returns how many answers are newly owed."""
    wanted = set(post_ids)
    if not wanted:
        return 0
    since = home.clock() - TOO_OLD_DAYS * DAY
    found = [owed for venue in home.settings.venues if venue.me for owed in _in_venue(home, venue, wanted, since)]
    news = [
        (owed.id, f"{owed.person_name} waits: {shorten(owed.title, 60)}", Change("followup", owed.id, owed.dump()))
        for owed in found
    ]
    new = set(home.ledger.observe("owed", news)) if news else set()
    return sum(owed.id in new and owed.state == "owed" for owed in found)


def _in_venue(home: Home, venue: Venue, wanted: set[str], since: int) -> Iterator[FollowUp]:
    me = {name.casefold() for name in venue.me}
    called = re.compile(r"(?<!\w)@?(" + "|".join(re.escape(name) for name in venue.me) + r")(?!\w)", re.IGNORECASE)
    goal_of = {made.thread: made.goal for made in home.ledger.all(Contribution) if made.venue == venue.id}
    recent = home.threads.posts_where("p.venue = ? AND p.posted_at >= ?", (venue.id, since))
    threads = home.threads.by_ids({post.thread for post in recent if post.id in wanted})
    for thread in threads.values():
        posts = home.threads.posts(thread.number)
        for post in posts:
            reason = _reason(post, posts, thread, me, called)
            if post.id in wanted and post.posted_at >= since and reason:
                state = "answered" if _answered_since(post, posts, me) else "owed"
                yield _followup(venue, thread, post, reason, state, goal_of.get(thread.id, ""))


def _reason(post: Post, posts: list[Post], thread: Thread, me: set[str], called: re.Pattern[str]) -> str:
    if post.author.casefold() in me:
        return ""
    mine = {p.key for p in posts if p.author.casefold() in me}
    if post.reply_to and post.reply_to in mine:
        return "reply"
    if called.search(post.text):
        return "name"
    if thread.author.casefold() in me and not post.starts and "?" in post.text:
        return "question"
    return ""


def _answered_since(post: Post, posts: list[Post], me: set[str]) -> bool:
    return any(
        later.author.casefold() in me
        and later.posted_at > post.posted_at
        and (not later.reply_to or later.reply_to == post.key)
        for later in posts
    )


def _followup(venue: Venue, thread: Thread, post: Post, reason: str, state: str, goal: str) -> FollowUp:
    due_days = manners(thread.platform).due_days
    site = split_host(thread.url) or venue.id
    return FollowUp.load(
        short_id("f", post.id),
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
