"""Reads feeds as a refresh does, with a clock set by hand and a cache of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from made_feeds import NOW

from forumplan.domain.feed import FeedJob, FeedMemory, FeedOutcome
from forumplan.feeds.address import allowed_origins
from forumplan.feeds.cache import FeedCache
from forumplan.feeds.fetch import fetch_all


class Reader:
    """Visits feeds again and again, as the program does: it remembers what each outcome says."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, NOW
        self.memory: dict[str, FeedMemory] = {}

    def job(self, url: str, **fields: object) -> FeedJob:
        made = FeedJob("v", url, self.memory.get(url), allowed_origins=allowed_origins([url]), timeout_seconds=5)
        return replace(made, **fields)

    async def visit(self, *urls: str, full: bool = False, **fields: object) -> FeedOutcome:
        outcomes = await self.visit_all([self.job(url, **fields) for url in urls], full=full)
        return outcomes[-1]

    async def visit_all(
        self, jobs: Sequence[FeedJob], *, full: bool = False, deadline: float = 20
    ) -> list[FeedOutcome]:
        with FeedCache(self.folder) as cache:
            outcomes = [
                outcome
                async for outcome in fetch_all(
                    jobs, cache, clock=lambda: self.now, deadline_seconds=deadline, full=full
                )
            ]
        for outcome in outcomes:
            self.memory[outcome.job.url] = outcome.memory
        return outcomes
