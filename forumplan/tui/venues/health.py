"""How a venue's feeds fare: a short word for the list, a sentence and its mend for the pane."""

from __future__ import annotations

from datetime import datetime

from forumplan.domain.feed import READ_STATES, SLOW_MS, FeedMemory
from forumplan.domain.times import age_words, duration_words
from forumplan.services.home import Home
from forumplan.services.venue_report import VenueLine

GOOD, WAIT, BAD = "good", "wait", "bad"
_WAITING = frozenset({"waiting", "quiet", "moved", "new"})
MENDS = {
    "failing": "it may come back by itself: [R] try now   [e] another address   [D] look for its feeds",
    "dead": "this feed is gone: [D] look for its feeds   [e] another address   [X] stop following",
    "blocked": "it wants a login or shows a challenge: [e] secret_command, another address, or manual",
    "not-a-feed": "the address gives a page, no feed: [D] look for its feeds   [e] another address",
    "too-large": "the feed is larger than any should be: [e] another address   [D] look for its feeds",
    "refused": "it lies at a private address: [e] allow_private = true if that is meant",
    "waiting": "it asked for a pause, so nothing is to be done",
    "moved": "it gave a new address; that is taken over when it is seen for two days",
    "quiet": "it answers but has nothing new for long: [o] look at the site   [X] stop following",
    "new": "[R] fetch it now",
}
"""What to do, by state; a key in brackets is one of Venues."""


def role(line: VenueLine) -> str:
    """good, wait or bad."""
    if line.state == "manual" or (line.state in READ_STATES and line.state not in _WAITING):
        return GOOD
    return WAIT if line.state in _WAITING else BAD


def short(line: VenueLine, home: Home) -> str:
    """A word or two for the list: the state, and since when or until when."""
    memory = line.worst
    if memory is None:
        return "by hand" if line.state == "manual" else "not read yet"
    since = memory.changed_at if line.state == "quiet" else memory.checked_at
    status = str(memory.status) if memory.status >= 400 else ""
    words = {
        "ok": _read(memory, home),
        "unchanged": _read(memory, home),
        "quiet": f"quiet {age_words(home.clock() - since)}" if since else "quiet",
        "waiting": f"{status or 'waits'} till {_moment(memory.next_at, home)}",
        "moved": "moved",
        "failing": f"FAIL {status}".strip(),
    }
    return words.get(line.state, f"{line.state} {status}".strip())


def _read(memory: FeedMemory, home: Home) -> str:
    if memory.answer_ms >= SLOW_MS:
        return f"slow, {memory.answer_ms // 1000} s"
    return f"ok {age_words(home.clock() - memory.checked_at)}"


def sentence(line: VenueLine, home: Home) -> str:
    """The whole of it: what went wrong, since when, how often, and when it is tried again."""
    memory, now = line.worst, home.clock()
    if memory is None:
        return "tracked by hand, nothing is fetched" if line.state == "manual" else "not fetched yet"
    if not memory.error:
        rhythm = f", new posts about every {duration_words(memory.interval_seconds)}" if memory.interval_seconds else ""
        slow = f", its answers take about {memory.answer_ms // 1000} s" if memory.answer_ms >= SLOW_MS else ""
        return f"{line.state}, read {duration_words(now - memory.checked_at)} ago{rhythm}{slow}"
    parts = [memory.error]
    if memory.failures:
        since = f" since {_moment(memory.failing_since, home)}" if memory.failing_since else ""
        parts.append(f"{memory.failures} {'try' if memory.failures == 1 else 'tries'}{since}")
    if memory.next_at > now:
        parts.append(f"next try {_moment(memory.next_at, home)}")
    return " · ".join(parts)


def mend(line: VenueLine) -> str:
    """What the user can do, with keys in brackets; "" if nothing has to be done."""
    return MENDS.get(line.state, "")


def feed_of(memory: FeedMemory | None) -> str:
    """The address of the feed that is spoken of."""
    return memory.url if memory else ""


def _moment(at: int, home: Home) -> str:
    """`14:20` today, `Thu 20 08:10` within a week, `12 Dec` later or earlier."""
    if not at:
        return "later"
    moment = datetime.fromtimestamp(at, home.zone)
    days = (moment.date() - home.today()).days
    if days == 0:
        return f"{moment:%H:%M}"
    return f"{moment:%a} {moment.day} {moment:%H:%M}" if abs(days) < 7 else f"{moment.day} {moment:%b}"
