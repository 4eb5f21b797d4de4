"""The feeds of one's own posts: what a platform keeps of a user, and the threads one has posted in.

A venue's main feed shows few answers. After a contribution the thread's own feed is watched for a while; what a
platform says a user wrote is followed wherever `me` names that user.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from forumplan.domain.feed import READ_STATES, Entry, FeedJob, FeedMemory, FeedOutcome, Parsed
from forumplan.domain.identity import PAGE_KEY, SUBJECT_KEY, alias, split_host, thread_id
from forumplan.domain.records import Contribution
from forumplan.domain.subjects import subject
from forumplan.domain.thread import Thread
from forumplan.domain.times import DAY, HOUR
from forumplan.domain.venue import Venue
from forumplan.feeds import schedule
from forumplan.feeds.address import RefusedAddress, target_of
from forumplan.feeds.hosts import pause_of
from forumplan.feeds.item import Channel, Item
from forumplan.feeds.platforms import Platform, by_name, matches
from forumplan.feeds.spellings import expand, platform_feeds, site_root
from forumplan.services.home import Home
from forumplan.services.matching import TALKED

WATCH_DAYS = 30
"""So long after one's last post in a thread its own feed is asked."""
SILENT_DAYS = 14
"""A thread in which nothing happened for so long is let go earlier."""
MOST_THREADS = 10
MOST_NAMES = 3
MOST_A_HOST = 6
"""Own feeds asked of one host in one refresh, those not asked for longest first."""
SLOW_SECONDS = 75.0
"""A host that wants a minute between two requests is asked for one own feed, if the refresh still has so long."""
_GONE, _CLOSED = (404, 410), (401, 403)
_QUOTED = re.compile(r'^New comment by \S+ in "(.+)"$')


@dataclass(frozen=True, slots=True)
class Watched:
    """A feed of one's own posts: of one thread, or of a user `name`.

    `thread` is the thread's id, `key` what names it on its site, "" where nothing does. `others`: more venues that a
    user's feed tells of, such as further subreddits. `credentials`: "user:password" as they stand in the address of the
    venue's own feed.
    """

    venue: Venue
    url: str
    platform: str
    thread: str = ""
    key: str = ""
    active_at: int = 0
    name: str = ""
    others: tuple[Venue, ...] = ()
    credentials: str = field(default="", repr=False)


def due(
    home: Home,
    memories: Mapping[str, FeedMemory],
    *,
    venue_id: str = "",
    everything: bool = False,
    seconds_left: float = 120.0,
) -> list[Watched]:
    """The own feeds to ask in this refresh: threads before users, few a host; none of a site that is in trouble."""
    now, asked = home.clock(), Counter[str]()
    found = followed(home, memories, venue_id)
    ready = [
        one
        for one in found
        if _can_be_read(one.venue, memories)
        and schedule.is_due(memories.get(one.url), now, everything=everything, named=bool(venue_id))
    ]

    def order(one: Watched) -> tuple[bool, int]:
        memory = memories.get(one.url)
        return not one.thread, memory.checked_at if memory else 0

    chosen = []
    for one in sorted(ready, key=order):
        host = urlsplit(one.url).hostname or ""
        slow = pause_of(("https", host, 443), one.url) > 1
        if asked[host] < (int(seconds_left >= SLOW_SECONDS) if slow else MOST_A_HOST):
            asked[host] += 1
            chosen.append(one)
    return chosen


def _can_be_read(venue: Venue, memories: Mapping[str, FeedMemory]) -> bool:
    """A site that is down, blocks or wants a pause is not asked for more."""
    states = [memories[url].state for url in venue.feeds if url in memories]
    return not states or any(state in READ_STATES for state in states)


def followed(home: Home, memories: Mapping[str, FeedMemory], venue_id: str = "") -> list[Watched]:
    """Every own feed (of one venue), due or not; one that two venues share once."""
    since = home.clock() - WATCH_DAYS * DAY
    recent: dict[str, list[Contribution]] = defaultdict(list)
    for made in home.ledger.all(Contribution):
        if made.at >= since and made.kind not in TALKED and (made.thread or made.url):
            recent[made.venue].append(made)
    taken = {url for venue in home.settings.venues for url in venue.feeds}
    found: dict[str, Watched] = {}
    for venue in home.settings.venues:
        if venue.manual or not (venue.me or recent[venue.id]) or (venue_id and venue.id != venue_id):
            continue
        for one in _of_venue(home, venue, recent[venue.id], memories):
            if one.url in found:
                first = found[one.url]
                found[one.url] = replace(first, others=(*first.others, venue))
            elif one.url not in taken:
                found[one.url] = one
    return list(found.values())


def _of_venue(
    home: Home, venue: Venue, made: Iterable[Contribution], memories: Mapping[str, FeedMemory]
) -> Iterator[Watched]:
    read = [memories[url] for url in venue.feeds if url in memories and memories[url].entries]
    platform = venue.platform or (read[0].platform if read else "")
    row = by_name(platform)
    site, credentials = _site(home, venue)
    if row is None or not site:
        return

    def lies_there(url: str) -> bool:
        # Where a platform keeps all its feeds is asked only for a venue that is read from there.
        return split_host(url) == split_host(site) or matches(row.sites, site)

    for thread in _threads(home, venue, row, made):
        key = row.thread_key(Item(link=thread.url, guid=thread.url, comments=thread.url), Channel())
        url = _thread_feed(row, site, thread.url, key)
        if url and lies_there(url):
            yield Watched(venue, url, platform, thread.id, key, thread.active_at, credentials=credentials)
    for name in venue.me[:MOST_NAMES]:
        for url in filter(lies_there, platform_feeds(platform, site, "own", user=name)):
            yield Watched(venue, url, platform, name=name, credentials=credentials)


def settled(home: Home, watched: Watched, outcome: FeedOutcome) -> FeedOutcome:
    """The outcome as it is taken in: entries that belong here, mine by my name; a feed that is not there is dead.

    A thread's feed is asked the less often the longer nothing happened.
    """
    memory, now = outcome.memory, home.clock()
    never_read = not memory.changed_at
    if outcome.status in _GONE or (never_read and (outcome.state == "not-a-feed" or outcome.status in _CLOSED)):
        error = f"no feed of your own posts is kept there ({outcome.status or 'no answer'}); nothing is to be done"
        memory = replace(memory, state="dead", error=error, next_at=0)
        return replace(outcome, state="dead", error=error, memory=memory)
    if outcome.state in ("ok", "unchanged", "quiet"):
        silent = now - max(watched.active_at, memory.changed_at) if watched.thread else DAY
        pause = min(DAY, max(HOUR, silent // 6))
        memory = replace(memory, next_at=max(memory.next_at, now + pause))
    if outcome.parsed is None:
        return replace(outcome, memory=memory)
    parsed = _of_thread(home, watched, outcome.parsed) if watched.thread else _of_user(home, watched, outcome.parsed)
    return replace(outcome, memory=memory, parsed=parsed)


def shares(home: Home, watched: Watched, outcome: FeedOutcome) -> Iterator[tuple[str, str, Parsed]]:
    """What a user's feed tells of further venues: venue, a name for its part of the feed, that part."""
    for venue in watched.others if outcome.parsed is not None and not watched.thread else ():
        part = _of_user(home, replace(watched, venue=venue), outcome.parsed)  # type: ignore[arg-type]
        yield venue.id, f"{watched.url}#{venue.id}", part


def job(watched: Watched, made: FeedJob) -> FeedJob:
    """The job of an own feed: a secret goes to the origins of the venue alone."""
    hosts = {split_host(url) for url in (watched.venue.url, *watched.venue.feeds)}
    secret = made.secret or watched.credentials
    return replace(made, platform=watched.platform, secret=secret if split_host(made.url) in hosts else "")


def _site(home: Home, venue: Venue) -> tuple[str, str]:
    """An address of the venue's site without user and password, and these."""
    written = next(iter(venue.feeds), venue.url)
    try:
        credentials = target_of(home.secrets.whole(written)).credentials
    except RefusedAddress:
        return "", ""
    return re.sub(r"^(https?://)[^/@]*@", r"\1", written), credentials


def _threads(home: Home, venue: Venue, row: Platform, recent: Iterable[Contribution]) -> list[Thread]:
    """Threads of a venue with a recent post of mine, logged or seen, the latest first."""
    now = home.clock()
    since = now - WATCH_DAYS * DAY
    mine: dict[str, int] = {}
    unknown: dict[str, Thread] = {}
    for made in recent:
        thread = made.thread or _thread_of_address(venue, row, made.url)
        mine[thread] = max(mine.get(thread, 0), made.at)
        unknown[thread] = _only_known(thread, venue.id, made)
    for name in venue.me:
        condition = "p.venue = ? AND p.author = ? COLLATE NOCASE AND p.posted_at >= ?"
        for post in home.threads.posts_where(condition, (venue.id, name, since)):
            mine[post.thread] = max(mine.get(post.thread, 0), post.posted_at)
    mine.pop("", None)
    known = home.threads.by_ids(mine)
    found = [
        known.get(thread) or unknown[thread]
        for thread, at in sorted(mine.items(), key=lambda one: -one[1])
        if (thread in known or thread in unknown)
        and now - max(at, known[thread].active_at if thread in known else 0) < SILENT_DAYS * DAY
    ]
    return found[:MOST_THREADS]


def _thread_of_address(venue: Venue, row: Platform, url: str) -> str:
    """The id of the thread that an address names on its platform, "" if it names none."""
    key = row.thread_key(Item(link=url, guid=url, comments=url), Channel())
    return thread_id(row.site_of(next(iter(venue.feeds), url)), key) if key else ""


def _only_known(thread: str, venue: str, made: Contribution) -> Thread:
    """A thread that no feed has shown, as far as the contribution tells."""
    return Thread(0, thread, venue, "", made.title, made.url, "", "", made.at, made.at, None, made.at)


def _thread_feed(row: Platform, site: str, url: str, key: str) -> str:
    """The feed of one thread, "" where the platform keeps none."""
    name = key
    if not row.keys and url.startswith(site_root(row, site)):
        name = url.removeprefix(site_root(row, site)).partition("#")[0].strip("/")
    feeds = platform_feeds(row.name, site, "thread", thread=name) if name else []
    if not feeds:
        return ""
    written = [one for one in expand(url) if one != url and matches(row.posts, one)]
    return (written or feeds)[0]


def _of_thread(home: Home, watched: Watched, parsed: Parsed) -> Parsed:
    """What a thread's own feed says of that thread, and of no other."""
    keyed = bool(watched.key) and thread_id(parsed.scope, watched.key) == watched.thread
    kept: list[Entry] = []
    for entry in sorted(parsed.entries, key=lambda one: one.published_at or 0):
        quoted = _QUOTED.match(entry.title)
        if entry.thread_key and thread_id(parsed.scope, entry.thread_key) == watched.thread:
            kept.append(entry)
        elif keyed and quoted:
            kept.append(replace(entry, thread_key=watched.key, title=quoted[1], is_reply=True))
        elif keyed and not entry.thread_key:
            kept.append(replace(entry, thread_key=watched.key))
        elif not watched.key and _hangs_on(home, watched, entry, kept):
            kept.append(entry)
    return replace(parsed, item_kind="post", entries=tuple(reversed(kept)))


def _hangs_on(home: Home, watched: Watched, entry: Entry, kept: Iterable[Entry]) -> bool:
    """Whether a post is known, or answers one that is known or was kept: what else there is begins no thread."""
    page = entry.thread_key.removeprefix(PAGE_KEY) if entry.thread_key.startswith(PAGE_KEY) else alias(entry.url)
    thread = home.threads.by_alias(page) if page else None
    if thread is not None:
        return thread.id == watched.thread
    if any(entry.in_reply_to == one.key for one in kept):
        return True
    answered = home.threads.posts_where("p.key = ? AND p.venue = ?", (entry.in_reply_to, watched.venue.id))
    return bool(entry.in_reply_to) and any(post.thread == watched.thread for post in answered)


def _of_user(home: Home, watched: Watched, parsed: Parsed) -> Parsed:
    """What a user wrote in this venue: in threads that are known, or that the venue's own feeds would show."""
    kept = []
    names = {name.casefold() for name in watched.venue.me}
    # A program that does not know the user shows what everybody wrote.
    several = len({entry.author.casefold() for entry in parsed.entries if entry.author and not entry.last_post}) > 1
    for entry in map(_begun_by, map(_by_story, parsed.entries)):
        if several and entry.author.casefold() not in names:
            continue
        place = _venue_of(home, watched.venue, parsed.scope, entry)
        if place == watched.venue.id or (not place and entry.thread_key and _belongs(watched, entry)):
            # What is not known to begin a thread must not give a known one its title.
            reply = entry.is_reply if entry.is_reply is not None or not place else True
            kept.append(replace(entry, author=watched.name, is_reply=reply))
    return replace(parsed, entries=tuple(kept))


def _begun_by(entry: Entry) -> Entry:
    """A topic of a user's own list: what it shows of the last answer is not the user's."""
    return replace(entry, text="", last_post=False) if entry.last_post else entry


def _by_story(entry: Entry) -> Entry:
    """A comment that names its discussion by title alone belongs to the discussion of that title."""
    quoted = _QUOTED.match(entry.title)
    if quoted is None:
        return entry
    return replace(entry, title=quoted[1], is_reply=True, thread_key=SUBJECT_KEY + subject(quoted[1])[0])


def _venue_of(home: Home, venue: Venue, scope: str, entry: Entry) -> str:
    """The venue of the thread that an entry belongs to, "" if that is not known."""
    if entry.thread_key.startswith(SUBJECT_KEY):
        called = home.threads.threads(sorted(home.threads.search_exact(entry.title)))
        named = [one for one in called if subject(one.title)[0] == subject(entry.title)[0]]
        return next((one.venue for one in named if one.venue == venue.id), "")
    name = thread_id(scope, entry.thread_key or entry.key)
    thread = home.threads.by_ids([name]).get(name) or home.threads.by_alias(alias(entry.url))
    return thread.venue if thread else ""


def _belongs(watched: Watched, entry: Entry) -> bool:
    """Whether the venue's own feeds would show a thread: they are those of the whole site, or of its subreddit."""
    feeds = watched.venue.feeds
    whole = {alias(url) for feed in feeds for url in platform_feeds(watched.platform, feed, "site")}
    if any({alias(feed), alias(feed.partition("?")[0])} & whole for feed in feeds):
        return True
    sections = [match[1].lower() for feed in feeds if (match := re.search(r"/r/(\w+)/", feed))]
    return any(f"/r/{section}/" in entry.url.lower() for section in sections)


def addresses(home: Home) -> set[str]:
    """Every own feed that is followed now, due or not, and its parts."""
    found = followed(home, home.threads.memories())
    return {one.url for one in found} | {f"{one.url}#{venue.id}" for one in found for venue in one.others}
