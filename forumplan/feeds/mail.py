"""A folder of mail read as a feed: list archives, and the notifications of sites that have no feed."""

from __future__ import annotations

import json
import time
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

from forumplan.domain.errors import ForumplanError
from forumplan.domain.feed import FeedJob, FeedOutcome, FoundFeed
from forumplan.domain.identity import MAIL_PLATFORM
from forumplan.domain.text import clean
from forumplan.feeds.cache import FeedCache, Visit
from forumplan.feeds.exchange import Answer
from forumplan.feeds.item import NotAFeed
from forumplan.feeds.mail_folder import folder_of, list_folder
from forumplan.feeds.mail_message import Mail, read_mail
from forumplan.feeds.mail_threads import fold_mails
from forumplan.feeds.states import failed, was_read, was_same


def visit_folder(job: FeedJob, cache: FeedCache, now: int) -> FeedOutcome:
    """What a folder gave: only mails that are new are read. It is looked at in every refresh; that costs little."""
    began = time.monotonic()
    try:
        outcome = _visit(job, cache, now)
    except ForumplanError as error:
        return failed(job, "not-a-feed" if isinstance(error, NotAFeed) else "failing", str(error), now)
    milliseconds = round((time.monotonic() - began) * 1000)
    return replace(outcome, memory=replace(outcome.memory, next_at=now), milliseconds=milliseconds)


def found_folder(address: str, now: int) -> FoundFeed:
    """The folder of mail at a path, as discovery shows a feed. `error` says why it is none."""
    try:
        url = folder_of(address)
        listing = list_folder(url, frozenset(), "")
    except ForumplanError as error:
        return FoundFeed(address, "", MAIL_PLATFORM, 0, 0, error=str(error))
    mails = [mail for name, body in listing.bodies.items() if (mail := read_mail(body, name, now))]
    parsed = fold_mails(mails, "", _title(url))
    return FoundFeed(url, parsed.title, MAIL_PLATFORM, parsed.count, parsed.threads, "post")


def _visit(job: FeedJob, cache: FeedCache, now: int) -> FeedOutcome:
    kept = _kept(cache.items(job.url)) if job.memory is not None else {}
    visit = cache.visit(job.url) if kept else Visit()
    listing = list_folder(folder_of(job.url), frozenset(kept), visit.body_hash)
    answer = Answer(0, {}, b"", job.url, "", ("", "", 0))
    if kept and listing.state == visit.body_hash and job.memory and job.memory.checked_at >= visit.stored_at:
        return was_same(job, answer, now)
    for name, body in listing.bodies.items():
        kept[name] = read_mail(body, name, now)
    kept = {name: kept[name] for name in listing.names if name in kept}
    parsed = fold_mails([mail for mail in kept.values() if mail], job.venue, _title(job.url))
    rows = {name: astuple(mail) if mail else None for name, mail in kept.items()}
    text = json.dumps(rows, separators=(",", ":")).encode("utf-8", "surrogatepass")
    cache.keep(job.url, text, Visit("", "", now, listing.state, parsed.count, parsed.threads))
    return was_read(job, answer, parsed, new=bool(listing.bodies), ttl_seconds=0, now=now)


def _kept(items: bytes) -> dict[str, Mail | None]:
    """The mails read before by their name in the folder, None for what is no mail; {} if they cannot be used."""
    try:
        rows: dict[str, Any] = json.loads(items or b"{}")
        return {name: Mail(row[0], tuple(row[1]), *row[2:]) if row else None for name, row in rows.items()}
    except (ValueError, AttributeError, TypeError, IndexError, RecursionError):
        return {}


def _title(url: str) -> str:
    return clean(Path(url).name.strip(".") or "mail", 80)
