"""Which venues to give up, and which to be in more, each with the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Literal

from forumplan.domain.text import hours_minutes, plural
from forumplan.services.venue_tally import Tally

ENOUGH_POSTS = 8
"""Before so many posts of a year nothing is said against a venue."""
DEAR = 3.0
"""A reply that costs so many times the median of the other venues is dear."""
FITTING = 5
"""So many fitting threads make a venue worth a visit."""
UNSERVED_DAYS = 28


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about a venue, and why, in words."""

    act: Literal["drop", "more"]
    evidence: str


def advice(tallies: Mapping[str, Tally], fitting: Mapping[str, int], dead: frozenset[str]) -> dict[str, Advice]:
    """Advice by venue, where there is any. `fitting`: open threads that fit; `dead`: venues whose feeds are gone."""
    prices = {name: one.minutes_per_reply for name, one in tallies.items()}
    found: dict[str, Advice] = {}
    for name, one in tallies.items():
        others = [price for other, price in prices.items() if other != name and price is not None]
        drop = _drop(one, median(others) if others else None, gone=name in dead)
        if drop:
            found[name] = Advice("drop", drop)
        elif fitting.get(name, 0) >= FITTING and (one.last_visit_days is None or one.last_visit_days >= UNSERVED_DAYS):
            found[name] = Advice("more", f"{plural(fitting[name], 'thread')} fit, and you were {_away(one)}")
    return found


def _away(one: Tally) -> str:
    if one.last_visit_days is None:
        return "never there"
    return f"not there for {plural(one.last_visit_days // 7, 'week')}"


def _drop(one: Tally, usual: float | None, *, gone: bool) -> str:
    """Why to give a venue up; "" if nothing speaks against it."""
    if gone and (one.last_visit_days is None or one.last_visit_days >= UNSERVED_DAYS):
        return "its feed is gone, and you were not there either"
    if one.posts < ENOUGH_POSTS:
        return ""
    spent = f"{plural(one.posts, 'post')} in a year, {hours_minutes(one.minutes)}"
    if not one.answered and not one.replies:
        return f"{spent}, and nothing came of it"
    price = one.minutes_per_reply
    if price is not None and usual and price > DEAR * usual:
        return f"{spent}: a reply takes {round(price)} minutes here, {round(usual)} elsewhere"
    return ""
