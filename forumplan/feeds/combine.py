"""Several subreddits become one request: the site allows one a minute."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from forumplan.domain.feed import Entry, FeedJob, FeedMemory, FeedOutcome, Parsed

MOST_TOGETHER = 5
"""One answer holds a hundred items at most: with more subreddits the busy ones would hide the others."""

_SUBREDDIT = re.compile(r"^(https://(?:www|old)\.reddit\.com)/r/(\w{2,40})/((?:new/)?)\.rss$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is asked in one request (`job`), and the feeds that its answer is for: one, where nothing combines."""

    job: FeedJob
    members: tuple[FeedJob, ...]


def combine(jobs: Sequence[FeedJob]) -> list[Bundle]:
    """Subreddits together, at most five a request; every other feed alone.

    A feed that failed is asked alone, so that a closed subreddit does not take others with it.
    """
    bundles: list[Bundle] = []
    groups: dict[tuple[str, str, str], list[FeedJob]] = {}
    for job in jobs:
        match = _SUBREDDIT.match(job.url)
        if match is None or job.secret or job.trouble or (job.memory is not None and job.memory.failures):
            bundles.append(Bundle(job, (job,)))
        else:
            groups.setdefault((match[1].lower(), match[3].lower(), job.proxy), []).append(job)
    for (site, order, _), group in groups.items():
        for start in range(0, len(group), MOST_TOGETHER):
            bundles.append(_bundle(site, order, group[start : start + MOST_TOGETHER]))
    return bundles


def split_outcome(bundle: Bundle, outcome: FeedOutcome) -> list[FeedOutcome]:
    """One outcome a member: its own entries of the answer, and what to remember of it."""
    if len(bundle.members) == 1:  # then it is what was asked
        return [outcome]
    return [_share(member, outcome) for member in bundle.members]


def _bundle(site: str, order: str, members: list[FeedJob]) -> Bundle:
    if len(members) == 1:
        return Bundle(members[0], (members[0],))
    names = sorted({_name(member) for member in members})
    url = f"{site}/r/{'+'.join(names)}/{order}.rss?limit=100"
    # Without the memory of every member the whole answer is needed, as for a feed never visited.
    memory = members[0].memory if all(member.memory for member in members) else None
    return Bundle(replace(members[0], url=url, memory=memory), tuple(members))


def _share(member: FeedJob, outcome: FeedOutcome) -> FeedOutcome:
    old = member.memory or FeedMemory(member.url, member.venue)
    memory = replace(
        outcome.memory,
        url=member.url,
        venue=member.venue,
        title=f"r/{_name(member)}",
        changed_at=outcome.memory.changed_at if outcome.parsed else old.changed_at,
        entries=old.entries,
        threads=old.threads,
        moved_to="",
        moved_seen=0,
        moved_since=0,
    )
    if outcome.parsed is None:
        return replace(outcome, job=member, memory=memory)
    parsed = _only(outcome.parsed, member)
    memory = replace(memory, entries=parsed.count, threads=parsed.threads)
    return replace(outcome, job=member, memory=memory, parsed=parsed, entries=parsed.count, threads=parsed.threads)


def _only(parsed: Parsed, member: FeedJob) -> Parsed:
    entries = tuple(entry for entry in parsed.entries if _belongs(entry, member))
    threads = len({entry.thread_key or entry.key for entry in entries})
    return replace(parsed, title=f"r/{_name(member)}", entries=entries, count=len(entries), threads=threads)


def _belongs(entry: Entry, member: FeedJob) -> bool:
    return f"/r/{_name(member)}/" in entry.url.lower()


def _name(job: FeedJob) -> str:
    match = _SUBREDDIT.match(job.url)
    return match[2].lower() if match else ""
