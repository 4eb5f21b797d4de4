"""Which post in the feeds is which logged contribution: by address, else by author, thread and time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from forumplan.domain.identity import alias
from forumplan.domain.records import PRIVATE_KINDS, Contribution
from forumplan.domain.thread import Post
from forumplan.domain.times import DAY, HOUR
from forumplan.domain.venue import Venue
from forumplan.services.home import Home

NEAR_SECONDS = 12 * HOUR
"""Without thread and address, a post of mine this near to what was logged in its venue is taken for it."""
LOOKED_BACK_DAYS = 60
"""How far back addresses are looked up one by one."""
TALKED = PRIVATE_KINDS - {"follow-up"}
"""Kinds that leave no post behind."""


def mine(home: Home, venue: Venue, since: int = 0) -> list[Post]:
    """Posts in a venue by one of the user's names there, of that second and later, oldest first."""
    found = {}
    condition = "p.venue = ? AND p.author = ? COLLATE NOCASE AND p.posted_at >= ?"
    for name in venue.me:
        for post in home.threads.posts_where(condition, (venue.id, name, since)):
            found[post.id] = post
    return sorted(found.values(), key=lambda post: (post.posted_at, post.id))


def matches(home: Home, venue: Venue, made: Iterable[Contribution], own: Iterable[Post]) -> dict[str, Post]:
    """The post of each contribution to a venue that has one, by the contribution's id; no post is given twice.

    `own` are the user's posts there, as `mine` gives them. An address settles it, whoever the author is; then a
    thread, the nearest in time first; then the time alone.
    """
    logged = sorted((one for one in made if one.venue == venue.id and one.kind not in TALKED), key=lambda one: one.at)
    found = _by_address(home, venue, logged)
    taken = {post.id for post in found.values()}
    free = [post for post in own if post.id not in taken]
    threads = defaultdict(list)
    for post in free:
        threads[post.thread].append(post)
    for one in logged:
        rest = threads.get(one.thread, []) if one.thread and one.id not in found else []
        if rest:
            found[one.id] = _take(rest, one.at)
    taken = {post.id for post in found.values()}
    free = [post for post in free if post.id not in taken]
    for one in logged:
        near = [post for post in free if abs(post.posted_at - one.at) <= NEAR_SECONDS]
        if one.id not in found and not one.thread and near:
            found[one.id] = _take(near, one.at)
            free.remove(found[one.id])
    return found


def _by_address(home: Home, venue: Venue, logged: list[Contribution]) -> dict[str, Post]:
    since = home.clock() - LOOKED_BACK_DAYS * DAY
    names = {name.casefold() for name in venue.me}
    found: dict[str, Post] = {}
    for one in logged:
        thread = home.threads.by_alias(alias(one.url)) if one.url and one.at >= since else None
        if thread is None:
            continue
        there = [post for post in home.threads.posts(thread.number) if alias(post.url) == alias(one.url)]
        # The address of a thread is no sign that a post of it is mine, unless I began it.
        mine_ = [
            post
            for post in there
            if (one.kind == "new-topic" or alias(post.url) != alias(thread.url))
            and (not names or post.author.casefold() in names)
            and all(post.id != taken.id for taken in found.values())
        ]
        if mine_:
            found[one.id] = mine_[0]
    return found


def _take(posts: list[Post], at: int) -> Post:
    """Take the post nearest in time out of the list."""
    nearest = min(posts, key=lambda post: (abs(post.posted_at - at), post.id))
    posts.remove(nearest)
    return nearest
