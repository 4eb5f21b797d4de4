"""Refresh: what is due is fetched, folded into threads, and looked through for answers the user owes."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from forumplan.config import edit
from forumplan.config import paths as config_paths
from forumplan.domain.errors import CacheError, ForumplanError, UsageError
from forumplan.domain.feed import PARTIAL_STATES, FeedJob, FeedMemory, FeedOutcome
from forumplan.domain.identity import mask_url
from forumplan.domain.records import Contribution, Label, PlanItem
from forumplan.domain.times import DAY
from forumplan.domain.venue import Venue
from forumplan.feeds import fetch, schedule
from forumplan.feeds.cache import FeedCache
from forumplan.services import followups
from forumplan.services.history import change_settings
from forumplan.services.home import Home
from forumplan.store.merge import Merger

KEEP_DAYS = 180
KEEP_THREADS = 200_000
SECRET_SECONDS = 10.0


class AlreadyRunningError(ForumplanError):
    """Another refresh holds the lock: nothing to do, no failure."""

    exit_status = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """One feed visited: what it gave, and how many threads are new by it."""

    outcome: FeedOutcome
    new: int


@dataclass(slots=True)
class Summary:
    """A whole refresh: feeds by state, new threads, answers newly owed."""

    states: dict[str, int] = field(default_factory=dict)
    new_threads: int = 0
    owed: int = 0

    @property
    def partial(self) -> bool:
        """Whether some feed could not be read."""
        return any(state in PARTIAL_STATES for state in self.states)


async def refresh(
    home: Home, summary: Summary, *, venue: str = "", everything: bool = False, deadline_seconds: float = 120.0
) -> AsyncIterator[Visit]:
    """Fetch what is due (`everything`: all that is not dead or told to wait), yielding each feed as it is done.

    `summary` is filled meanwhile and complete when the iteration ends. Raises AlreadyRunningError, CacheError,
    UsageError for a venue that is not there.
    """
    config_paths.ensure(home.paths.cache)
    with _only_one(home):
        memories = home.threads.memories()
        jobs = await _jobs(home, memories, venue, everything)
        merger = Merger(home.threads, home.clock())
        new_posts: list[str] = []
        moved: list[FeedOutcome] = []
        with FeedCache(home.paths.feed_cache) as cache:
            home.notices += cache.warnings
            async for outcome in fetch.fetch_all(jobs, cache, clock=home.clock, deadline_seconds=deadline_seconds):
                new = 0
                with home.threads.transaction():
                    home.threads.remember([outcome.memory])
                    if outcome.parsed is not None:
                        merged = merger.merge(outcome.job.venue, outcome.job.url, outcome.parsed)
                        new = len(merged.new_threads)
                        new_posts += merged.new_posts
                if outcome.state == "moved":
                    moved.append(outcome)
                summary.states[outcome.state] = summary.states.get(outcome.state, 0) + 1
                summary.new_threads += new
                yield Visit(outcome, new)
        summary.owed = followups.find(home, new_posts)
        for outcome in moved:
            _follow(home, outcome)
        _forget_old(home)


async def _jobs(home: Home, memories: dict[str, FeedMemory], venue_id: str, everything: bool) -> list[FeedJob]:
    if venue_id and home.settings.venue(venue_id) is None:
        raise UsageError(f"{venue_id}: no venue has this id; forumplan venue list shows them")
    now, jobs, seen = home.clock(), [], set()
    for venue in home.settings.venues:
        if venue.manual or (venue_id and venue.id != venue_id):
            continue
        wanted = [
            url
            for url in venue.feeds
            if url not in seen and schedule.is_due(memories.get(url), now, everything=everything, named=bool(venue_id))
        ]
        seen.update(wanted)
        secret = await _secret(venue) if wanted and venue.secret_command else ""
        jobs += [_job(venue, url, memories.get(url), secret) for url in wanted]
    return jobs


def _job(venue: Venue, url: str, memory: FeedMemory | None, secret: str) -> FeedJob:
    allowed = fetch.allowed_origins((venue.url, *venue.feeds)) if venue.allow_private else frozenset()
    return FeedJob(
        venue=venue.id,
        url=url,
        memory=memory,
        platform=venue.platform,
        allowed_origins=allowed,
        proxy=venue.proxy,
        timeout_seconds=venue.timeout_seconds,
        secret=secret,
    )


async def _secret(venue: Venue) -> str:
    """What the venue's secret_command prints; no shell, nothing from feeds in its arguments."""
    try:
        process = await asyncio.create_subprocess_exec(
            *venue.secret_command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
        )
        out, _ = await asyncio.wait_for(process.communicate(), SECRET_SECONDS)
    except (OSError, TimeoutError) as error:
        raise UsageError(f"{venue.id}: secret_command {venue.secret_command[0]!r} failed ({error})") from error
    if process.returncode:
        raise UsageError(f"{venue.id}: secret_command {venue.secret_command[0]!r} ended with {process.returncode}")
    return out.decode("utf-8", "replace").strip()


def _follow(home: Home, outcome: FeedOutcome) -> None:
    """Write a moved feed's new address into feeds.toml; an act that can be undone."""
    venue = home.settings.venue(outcome.job.venue)
    address = outcome.memory.moved_to
    if venue is None or not address or outcome.job.url not in venue.feeds:
        return
    feeds = [address if url == outcome.job.url else url for url in venue.feeds]
    words = f"{venue.title} moved to {mask_url(address)}"
    change_settings(home, "moved", words, lambda text: edit.set_venue(text, venue.id, "feeds", feeds))
    home.notices.append(words)


@contextmanager
def _only_one(home: Home) -> Iterator[None]:
    """One refresh at a time for a home: an flock, so that the lock of a dead program is free."""
    path = home.paths.cache / "refresh.lock"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CacheError(path, f"it cannot be opened ({error.strerror}); check the folder's permissions") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError("a refresh is already running") from None
        yield
    finally:
        os.close(descriptor)


def _forget_old(home: Home) -> None:
    """Retention: threads of the last 180 days, at most 200,000, and every thread the ledger knows; a small step."""
    kept = {label.thread for label in home.ledger.all(Label)}
    kept |= {item.thread for item in home.ledger.all(PlanItem)}
    kept |= {made.thread for made in home.ledger.all(Contribution)}
    home.threads.forget_before(home.clock() - KEEP_DAYS * DAY, KEEP_THREADS, kept - {""})
