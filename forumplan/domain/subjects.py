"""Titles of posts as names of discussions: without the marks that programs put before an answer's title."""

from __future__ import annotations

import re

_MARK = re.compile(
    r"^((?:\[[^\]]{0,60}\]\s*)*)(?:(?:re|aw|antw|antwort|sv|vs|odp|ynt|res|rif|ответ|回复|回覆|答复|"
    r"reply to|answered|commented)\s*(?:\[\d+\])?\s*[:：]\s*)+",
    re.IGNORECASE,
)
_FORWARDED = re.compile(r"^(?:(?:re|aw|antw|sv|vs|fwd?|wg)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_BOARD = re.compile(r"^(?:[^:•]{1,80}[:•]\s+)(?=re\s*:)", re.IGNORECASE)
_REPLY_TO = re.compile(
    r"^(?:Reply to (.{1,280}) on \w{3}, \d{1,2} \w{3} \d{4} [\d:]{8} GMT|"
    r"(?:Answer|Comment) by .{1,80}? for (.{1,280})|Comment on (.{1,280}) by .{1,80})$"
)


def subject(title: str) -> tuple[str, bool]:
    """A title without its reply marks, in small letters and single spaces, and whether it had any."""
    rest, marked = _unmarked(title.strip())
    return " ".join(rest.casefold().split()), marked


def thread_title(title: str) -> str:
    """The title of the discussion that a post with this title belongs to, as it may be shown; "" for no title."""
    rest, _ = _unmarked(title.strip())
    return _FORWARDED.sub("", rest).strip() or title.strip()


def _unmarked(title: str) -> tuple[str, bool]:
    if match := _REPLY_TO.match(title):
        return match[1] or match[2] or match[3], True
    if ":" not in title and "：" not in title:
        return title, False
    bare = _BOARD.sub("", title)
    if match := _MARK.match(bare):
        return match[1] + bare[match.end() :], True
    return title, False
