"""What the user answered before that is near to a thread, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

Earlier = Mapping[str, str | int]
"""As the engine tells it: title, venue, url, at."""


def earlier_words(found: Earlier | None, venue_title: str, zone: tzinfo) -> str:
    """`you answered something like this in SO, 3 Oct: merge loses the index`; "" if nothing was near."""
    if not found:
        return ""
    when = datetime.fromtimestamp(int(found["at"]), zone)
    return f"you answered something like this in {venue_title}, {when.day} {when:%b}: {found['title']}"
