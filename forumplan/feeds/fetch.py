"""Fetches many feeds at once: several hosts together, one request at a time to each, every failure by its name."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from forumplan.domain.errors import CacheError, ForumplanError
from forumplan.domain.feed import FeedJob, FeedOutcome, FeedState
from forumplan.domain.identity import is_mail_folder
from forumplan.feeds.address import RefusedAddress, allowed_origins, target_of
from forumplan.feeds.cache import FeedCache, Visit
from forumplan.feeds.combine import combine, split_outcome
from forumplan.feeds.exchange import USER_AGENT, Answer, Request, Unsent, ask, user_agent
from forumplan.feeds.hosts import Hosts, slot_of
from forumplan.feeds.item import BlockedBody, NotAFeed, TooLarge
from forumplan.feeds.mail import visit_folder
from forumplan.feeds.reading import read_answer
from forumplan.feeds.reading_process import ReadingProcess
from forumplan.feeds.schedule import VALIDATORS_LAST
from forumplan.feeds.states import failed, had_status, out_of_time, waits, was_same
from forumplan.feeds.transport import Network, Resolver, system_resolver

__all__ = ["USER_AGENT", "allowed_origins", "fetch_all", "fetch_batches", "user_agent"]

GATHER_SECONDS = 0.25
"""Outcomes of so long are handed over together, so that they can be stored together: pages are written once then."""


_Done = asyncio.Queue[FeedOutcome | Exception]


@dataclass(frozen=True, slots=True)
class _Refresh:
    cache: FeedCache
    clock: Callable[[], int]
    monotonic: Callable[[], float]
    network: Network
    hosts: Hosts
    reader: ReadingProcess
    user_agent: str
    full: bool


async def fetch_all(jobs: Sequence[FeedJob], cache: FeedCache, **options: Any) -> AsyncIterator[FeedOutcome]:
    """`fetch_batches`, one outcome at a time."""
    async for batch in fetch_batches(jobs, cache, **options):
        for outcome in batch:
            yield outcome


async def fetch_batches(
    jobs: Sequence[FeedJob],
    cache: FeedCache,
    *,
    clock: Callable[[], int],
    deadline_seconds: float,
    user_agent: str = USER_AGENT,
    full: bool = False,
    resolver: Resolver = system_resolver,
    monotonic: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    hosts: Hosts | None = None,
) -> AsyncIterator[list[FeedOutcome]]:
    """Asks every job's feed and yields an outcome for each soon after it is done, in any order, several together.

    `clock` gives seconds since the epoch. After `deadline_seconds` whatever is not done is yielded as waiting.
    `full`: without conditional headers, and whatever comes is read. `hosts`: what was asked of them in this refresh
    before. Raises CacheError if the cache cannot be written.
    """
    network, reader = Network(resolver), ReadingProcess()
    refresh = _Refresh(cache, clock, monotonic, network, hosts or Hosts(monotonic, sleep), reader, user_agent, full)
    done: _Done = asyncio.Queue()
    tasks = [asyncio.create_task(_visit_host(group, refresh, done)) for group in _by_host(jobs)]
    open_jobs = {id(job): job for job in jobs}
    ends_at = asyncio.get_running_loop().time() + deadline_seconds
    try:
        while open_jobs and (batch := await _next(done, tasks, ends_at)):
            for outcome in batch:
                open_jobs.pop(id(outcome.job), None)
            cache.flush()
            yield batch
        if open_jobs:
            yield [out_of_time(job, deadline_seconds, clock()) for job in open_jobs.values()]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await reader.aclose()
        await network.aclose()


async def _next(done: _Done, tasks: Sequence[asyncio.Task[None]], ends_at: float) -> list[FeedOutcome]:
    """The next outcomes, none if there are none until `ends_at` (of the loop's clock). Raises what ended a host."""
    found: list[FeedOutcome | Exception] = []
    with suppress(TimeoutError):
        async with asyncio.timeout_at(ends_at):
            found.append(await done.get())
            if running := [task for task in tasks if not task.done()]:
                await asyncio.wait(running, timeout=GATHER_SECONDS)
    while not done.empty():
        found.append(done.get_nowait())
    for outcome in found:
        if isinstance(outcome, Exception):
            raise outcome
    return [outcome for outcome in found if not isinstance(outcome, Exception)]


def _by_host(jobs: Sequence[FeedJob]) -> list[list[FeedJob]]:
    """Jobs by the host that may have one request in flight.

    In a group those come first that were not asked for longest, so that none is never reached; last, any that failed.
    """
    groups: dict[str, list[FeedJob]] = {}
    for job in sorted(jobs, key=_asked_long_ago):
        try:
            origin = target_of(job.url).origin
            slot = slot_of(origin, origin in job.allowed_origins)
        except RefusedAddress:
            slot = ""
        groups.setdefault(slot, []).append(job)
    return list(groups.values())


def _asked_long_ago(job: FeedJob) -> tuple[bool, int]:
    return (job.memory.failures > 0, job.memory.checked_at) if job.memory else (False, 0)


async def _visit_host(jobs: list[FeedJob], refresh: _Refresh, done: _Done) -> None:
    try:
        for bundle in combine(jobs):
            began = refresh.monotonic()
            outcome = await _visit(bundle.job, refresh)
            milliseconds = round((refresh.monotonic() - began) * 1000)
            for share in split_outcome(bundle, replace(outcome, milliseconds=milliseconds)):
                done.put_nowait(share)
    except Exception as error:  # noqa: BLE001 it is raised where the outcomes are awaited
        done.put_nowait(error)


async def _visit(job: FeedJob, refresh: _Refresh) -> FeedOutcome:
    now = refresh.clock()
    try:
        if job.trouble:
            raise ForumplanError(job.trouble)
        if is_mail_folder(job.url):
            return await asyncio.to_thread(visit_folder, job, refresh.cache, now)
        origin = target_of(job.url).origin
        if refresh.hosts.asks_for_rest(origin):
            error = f"{origin[1]} asked twice to be left alone in this refresh (429)"
            return waits(job, error, now + 600, now, 429)
        known = refresh.cache.visit(job.url)
        if known.stored_at and (job.memory is None or job.memory.checked_at < known.stored_at):
            refresh.cache.forget(job.url)  # what that visit gave was never stored, whatever becomes of this one
        afresh = refresh.full or not _holds(known, job, now)
        answer = await ask(_request(job, refresh, Visit() if afresh else known), refresh.network, refresh.hosts)
        return await _understand(job, answer, refresh, known, afresh)
    except CacheError:
        raise
    except RefusedAddress as error:
        return failed(job, "refused", str(error), now)
    except ForumplanError as error:
        status = 200 if isinstance(error, BlockedBody | NotAFeed) else 0
        return replace(failed(job, _state_of(error), str(error), now, status), unsent=isinstance(error, Unsent))
    except Exception as error:  # noqa: BLE001 no venue may end the refresh of the others, whatever it sends
        words = f"its answer trips this program ({type(error).__name__}); it is tried again later"
        return failed(job, "failing", words, now)


async def _understand(job: FeedJob, answer: Answer, refresh: _Refresh, known: Visit, afresh: bool) -> FeedOutcome:
    now = refresh.clock()
    if answer.status == 304:
        return was_same(job, answer, now)
    if answer.status == 429:
        refresh.hosts.refused(answer.origin)
    if answer.status != 200:
        return had_status(job, answer, now)
    return await read_answer(job, answer, refresh.cache, refresh.reader, visit=known, now=now, whole=afresh)


def _request(job: FeedJob, refresh: _Refresh, known: Visit) -> Request:
    conditions = (("If-None-Match", known.etag), ("If-Modified-Since", known.last_modified))
    return Request(
        job.asked or job.url,
        job.allowed_origins,
        job.proxy,
        job.timeout_seconds,
        job.secret,
        tuple(condition for condition in conditions if condition[1]),
        refresh.user_agent,
    )


def _holds(known: Visit, job: FeedJob, now: int) -> bool:
    """Whether the last visit may be relied on.

    It may not where the index was lost, where the program ended between the two of them (then what that visit gave was
    never stored), or where a server may be stuck on its answer.
    """
    if job.memory is None or not known.stored_at or job.memory.checked_at < known.stored_at:
        return False
    return 0 <= now - known.stored_at <= VALIDATORS_LAST


def _state_of(error: ForumplanError) -> FeedState:
    if isinstance(error, BlockedBody):
        return "blocked"
    if isinstance(error, NotAFeed):
        return "not-a-feed"
    return "too-large" if isinstance(error, TooLarge) else "failing"
