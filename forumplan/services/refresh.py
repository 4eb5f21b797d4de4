"""Refresh: what is due is fetched, folded into threads, and looked through for answers the user owes."""

from __future__ import annotations

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from forumplan.config import edit
from forumplan.config import paths as config_paths
from forumplan.domain.errors import CacheError, ForumplanError, LedgerError, UsageError
from forumplan.domain.feed import PARTIAL_STATES, FeedJob, FeedMemory, FeedOutcome, Parsed
from forumplan.domain.identity import mask_url
from forumplan.domain.records import Contribution, Label, PlanItem
from forumplan.domain.times import DAY
from forumplan.domain.venue import Venue
from forumplan.feeds import fetch, schedule
from forumplan.feeds.cache import FeedCache
from forumplan.feeds.hosts import Hosts
from forumplan.feeds.states import no_network, not_counted, out_of_time
from forumplan.services import followups, own_posts, page_feeds, safekeeping
from forumplan.services.history import change_settings
from forumplan.services.home import Home
from forumplan.store import retention
from forumplan.store.merge import Merger

KEEP_DAYS = 180
KEEP_THREADS = 200_000
RETENTION_SECONDS = 2.0
SECRET_SECONDS = 10.0
OWN_SECONDS = 3.0
"""With less time left the feeds of one's own posts are left to the next refresh."""


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
    """A whole refresh: feeds by state, new threads, answers newly owed.

    `offline`: feeds asked in vain because there is no network. `resting`: feeds that failed before and were not due.
    """

    states: dict[str, int] = field(default_factory=dict)
    new_threads: int = 0
    owed: int = 0
    offline: int = 0
    resting: int = 0

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
    if home.settings.venue(venue) is None and venue:
        raise UsageError(f"{venue}: no venue has this id; forumplan venue list shows them")
    config_paths.ensure(home.paths.cache)
    with _only_one(home):
        memories = home.threads.memories()
        jobs = await _jobs(home, memories, venue, everything)
        summary.resting = _resting(home, memories, jobs)
        intake = _Intake(home, summary)
        with FeedCache(home.paths.feed_cache) as cache:
            home.notices += cache.warnings
            asking = _Asking(home, cache, deadline_seconds)
            pages: list[FeedOutcome] = []
            async for batch in asking.ask(jobs):
                pages += [outcome for outcome in batch if page_feeds.is_page(outcome)]
                for visit in intake.take([outcome for outcome in batch if not page_feeds.is_page(outcome)]):
                    yield visit
            async for batch in asking.ask_behind(pages):
                for visit in intake.take(batch):
                    yield visit
            async for batch in asking.ask_own(venue, everything, intake):
                for visit in intake.take(batch):
                    yield visit
            for visit in intake.take_unsent():
                yield visit
        summary.owed = followups.find(home, intake.new_posts)
        for outcome in intake.moved:
            _follow(home, outcome)
        _forget_old(home)
    try:
        safekeeping.backup_if_due(home)
    except LedgerError as error:  # what was fetched stands
        home.notices.append(str(error))


class _Intake:
    """Takes outcomes into the cache of threads and into the summary."""

    def __init__(self, home: Home, summary: Summary) -> None:
        self._home, self._summary = home, summary
        self._merger = Merger(home.threads, home.clock())
        self.new_posts: list[str] = []
        self.moved: list[FeedOutcome] = []
        self._asked: list[FeedOutcome] = []

    def take(self, outcomes: Sequence[FeedOutcome]) -> list[Visit]:
        """Keep what visits gave, all of them in one step; those that no request was sent for wait for `take_unsent`."""
        self._asked += [replace(outcome, parsed=None) for outcome in outcomes]
        return self._keep([outcome for outcome in outcomes if not outcome.unsent])

    def take_unsent(self) -> list[Visit]:
        """Keep at the end what no request was sent for. Without a network no feed is to blame."""
        unsent = [outcome for outcome in self._asked if outcome.unsent]
        if no_network(self._asked):
            self._summary.offline = len(unsent)
            unsent = [not_counted(outcome, self._home.clock()) for outcome in unsent]
        return self._keep(unsent)

    def _keep(self, outcomes: Sequence[FeedOutcome]) -> list[Visit]:
        with self._home.threads.transaction():
            self._home.threads.remember([outcome.memory for outcome in outcomes])
            visits = [Visit(outcome, self._merge(outcome)) for outcome in outcomes]
        for visit in visits:
            state = visit.outcome.state
            if state == "moved":
                self.moved.append(visit.outcome)
            self._summary.states[state] = self._summary.states.get(state, 0) + 1
            self._summary.new_threads += visit.new
        return visits

    def take_shares(self, shares: Iterable[tuple[str, str, Parsed]]) -> None:
        """Keep what one feed tells of several venues: (venue, name of the part, part)."""
        parts = list(shares)
        with self._home.threads.transaction():
            for venue, name, part in parts:
                self.new_posts += self._merger.merge(venue, name, part).new_posts

    def _merge(self, outcome: FeedOutcome) -> int:
        if outcome.parsed is None:
            return 0
        merged = self._merger.merge(outcome.job.venue, outcome.job.url, outcome.parsed)
        self.new_posts += merged.new_posts
        return len(merged.new_threads)


class _Asking:
    """The rounds of one refresh: all of them keep one deadline and the same manners towards each host."""

    def __init__(self, home: Home, cache: FeedCache, deadline_seconds: float) -> None:
        self._home, self._cache, self._deadline = home, cache, deadline_seconds
        self._hosts = Hosts(time.monotonic)
        self._ends_at = time.monotonic() + deadline_seconds

    @property
    def seconds_left(self) -> float:
        return max(0.0, self._ends_at - time.monotonic())

    async def ask(self, jobs: Sequence[FeedJob]) -> AsyncIterator[list[FeedOutcome]]:
        """Every feed once; what is done at about one time comes together."""
        async for batch in fetch.fetch_batches(
            jobs,
            self._cache,
            clock=self._home.clock,
            deadline_seconds=self.seconds_left,
            hosts=self._hosts,
            user_agent=fetch.user_agent(self._home.settings.fetch.contact),
        ):
            yield batch

    async def ask_behind(self, pages: Sequence[FeedOutcome]) -> AsyncIterator[list[FeedOutcome]]:
        """The feeds behind pages; the page itself where there is none."""
        if not pages:
            return
        looked = await page_feeds.look_behind(self._home, pages, self.seconds_left)
        found = page_feeds.follow(self._home, pages, looked)
        late = [out_of_time(p.job, self._deadline, self._home.clock()) for p in pages if p.job.url not in looked]
        yield late + [page for page in pages if page.job.url in looked and page.job.url not in found]
        jobs = [
            replace(page.job, url=mask_url(found[page.job.url]), asked=found[page.job.url])
            for page in pages
            if page.job.url in found
        ]
        async for batch in self.ask(jobs):
            yield batch

    async def ask_own(self, venue: str, everything: bool, intake: _Intake) -> AsyncIterator[list[FeedOutcome]]:
        """The feeds of one's own posts that are due, if there is time: they count less than the venues' own."""
        if self.seconds_left < OWN_SECONDS:
            return
        memories = self._home.threads.memories()
        watched = own_posts.due(
            self._home, memories, venue_id=venue, everything=everything, seconds_left=self.seconds_left
        )
        secrets = {one.venue.id: one.venue for one in watched if one.venue.secret_command}
        told = {venue_id: await _secret(one) for venue_id, one in secrets.items()}
        by_url = {one.url: one for one in watched}
        jobs = [
            own_posts.job(one, _job(self._home, one.venue, one.url, memories.get(one.url), told.get(one.venue.id)))
            for one in watched
        ]
        if not jobs:
            return
        async for batch in self.ask(jobs):
            for outcome in batch:
                intake.take_shares(own_posts.shares(self._home, by_url[outcome.job.url], outcome))
            yield [own_posts.settled(self._home, by_url[outcome.job.url], outcome) for outcome in batch]


async def _jobs(home: Home, memories: dict[str, FeedMemory], venue_id: str, everything: bool) -> list[FeedJob]:
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
        told = await _secret(venue) if wanted and venue.secret_command else None
        jobs += [_job(home, venue, url, memories.get(url), told) for url in wanted]
    return jobs


def _resting(home: Home, memories: dict[str, FeedMemory], jobs: Sequence[FeedJob]) -> int:
    """How many feeds failed before and are left alone for now, though nobody asked for that."""
    asked = {job.url for job in jobs}
    idle = {url for venue in home.settings.venues if not venue.manual for url in venue.feeds} - asked
    known = [memories[url] for url in idle if url in memories]
    return sum(memory.failures > 0 and memory.state not in ("dead", "waiting") for memory in known)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a secret_command told: a secret, or in words why there is none."""

    secret: str = ""
    trouble: str = ""


def _job(home: Home, venue: Venue, url: str, memory: FeedMemory | None, told: _Told | None) -> FeedJob:
    allowed = fetch.allowed_origins((venue.url, *venue.feeds)) if venue.allow_private else frozenset()
    return FeedJob(
        venue=venue.id,
        url=url,
        memory=memory,
        platform=venue.platform,
        allowed_origins=allowed,
        proxy=home.secrets.whole(venue.proxy),
        timeout_seconds=venue.timeout_seconds,
        secret=told.secret if told else "",
        trouble=told.trouble if told else "",
        asked=home.secrets.whole(url),
    )


async def _secret(venue: Venue) -> _Told:
    """What the venue's secret_command prints; no shell, nothing from feeds in its arguments."""
    quiet = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *venue.secret_command, stdin=quiet, stdout=asyncio.subprocess.PIPE, stderr=quiet
        )
    except OSError as error:
        return _Told(trouble=f"its secret_command cannot be run ({error.strerror}); check the venue's command")
    try:
        out, _ = await asyncio.wait_for(process.communicate(), SECRET_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
        return _Told(trouble=f"its secret_command took more than {SECRET_SECONDS:g} seconds; it is tried again later")
    if process.returncode:
        return _Told(trouble=f"its secret_command ended with {process.returncode}; run it by hand to see why")
    return _Told(out.decode("utf-8", "replace").strip())


def _follow(home: Home, outcome: FeedOutcome) -> None:
    """Write a moved feed's new address into feeds.toml; an act that can be undone."""
    venue = home.settings.venue(outcome.job.venue)
    address = outcome.memory.moved_to
    if venue is None or not address or outcome.job.url not in venue.feeds:
        return
    if "***" in address + outcome.job.url:
        home.notices.append(f"{venue.title} moved to {address}; its address carries a secret, so change it by hand")
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
    """Retention: threads of the last 180 days, at most 200,000, and every thread the ledger knows; in small steps.

    What takes longer than RETENTION_SECONDS is left to the next refresh.
    """
    kept = {label.thread for label in home.ledger.all(Label)}
    kept |= {item.thread for item in home.ledger.all(PlanItem)}
    kept |= {made.thread for made in home.ledger.all(Contribution)}
    feeds = {url for venue in home.settings.venues for url in venue.feeds} | own_posts.addresses(home)
    before, ends_at = home.clock() - KEEP_DAYS * DAY, time.monotonic() + RETENTION_SECONDS
    while retention.forget_before(home.threads, before, KEEP_THREADS, keep=kept - {""}, feeds=feeds):
        if time.monotonic() > ends_at:
            break
