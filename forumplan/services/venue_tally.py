"""What one's time in each venue came to: posts, voice, promotion, minutes, replies, and what was asked of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from forumplan.domain.records import PRIVATE_KINDS, Contribution, FollowUp
from forumplan.domain.text import hours_minutes, plural
from forumplan.domain.times import DAY
from forumplan.domain.venue import Venue
from forumplan.services.home import Home
from forumplan.services.minutes import minutes_for
from forumplan.services.people import owed_answers
from forumplan.services.venue_facts import ANSWERED, YEAR_DAYS, OwnPost, made_in_a_year, posts_of_a_year

_InVenue = TypeVar("_InVenue", OwnPost, Contribution, FollowUp)

VOICE_DAYS = 28
INBOUND_DAYS = 28
INBOUND_SHARE = 0.25
"""Answers asked of one in a single venue that take more of the budget than this are worth a warning."""


@dataclass(frozen=True, slots=True)
class Tally:
    """One venue over the last year, but `voice` and `inbound_minutes`, which are of four weeks.

    `voice`: the user's share of the posts that its feeds showed, None without any. `promo_10` of the last `last_10`
    posts were promotion, `promo_30` of the last `last_30`. `replies`: direct answers received; `answered` of `posts`
    had one or some other good outcome. `inbound_minutes`: answers given to those who asked, and those still owed.
    `requests` were logged as outcomes, `relevant` of them as worth having, `irrelevant` as not.
    """

    posts: int = 0
    answered: int = 0
    voice: float | None = None
    promo_10: int = 0
    last_10: int = 0
    promo_30: int = 0
    last_30: int = 0
    minutes: int = 0
    replies: int = 0
    last_visit_days: int | None = None
    inbound_minutes: int = 0
    inbound_share: float = 0.0
    requests: int = 0
    relevant: int = 0
    irrelevant: int = 0

    @property
    def minutes_per_reply(self) -> float | None:
        """Minutes spent for each answer received; None before the first."""
        return self.minutes / self.replies if self.replies else None

    @property
    def drowning(self) -> bool:
        """Whether what is asked of one here takes too much of the budget."""
        return self.inbound_share > INBOUND_SHARE


def tallies(home: Home) -> dict[str, Tally]:
    """The tally of every venue of feeds.toml."""
    now = home.clock()
    since = now - YEAR_DAYS * DAY
    posts = _by_venue(posts_of_a_year(home))
    logged = _by_venue(made_in_a_year(home))
    replies = _by_venue(one for one in home.ledger.since(FollowUp, since) if one.reason == "reply")
    waiting = _by_venue(owed_answers(home))
    heard = home.threads.posts_since(now - VOICE_DAYS * DAY, [venue.id for venue in home.settings.venues])
    budget = sum(home.settings.week.minutes.values()) * INBOUND_DAYS // 7
    found = {}
    for venue in home.settings.venues:
        mine = sorted(posts[venue.id], key=lambda post: post.at)
        here, answers = logged[venue.id], replies[venue.id]
        inbound = _inbound(home, venue, here, len(waiting[venue.id]))
        threads = {one.thread for one in answers}
        public = [one for one in here if one.kind not in PRIVATE_KINDS]
        good = [one for one in public if one.outcome in ANSWERED]
        requests = [one for one in here if one.outcome == "request"]
        visit = max([one.at for one in here] + [post.at for post in mine], default=None)
        found[venue.id] = Tally(
            posts=len(mine),
            answered=sum(one.outcome in ANSWERED or (one.thread != "" and one.thread in threads) for one in public),
            voice=_voice([post for post in mine if post.at >= now - VOICE_DAYS * DAY], heard.get(venue.id, 0)),
            promo_10=sum(post.promo for post in mine[-10:]),
            last_10=len(mine[-10:]),
            promo_30=sum(post.promo for post in mine[-30:]),
            last_30=len(mine[-30:]),
            minutes=sum(one.minutes for one in here),
            replies=len(answers) + sum(not one.thread or one.thread not in threads for one in good),
            last_visit_days=None if visit is None else max(0, (now - visit) // DAY),
            inbound_minutes=inbound,
            inbound_share=inbound / budget if budget else 0.0,
            requests=len(requests),
            relevant=sum(one.request_relevant is True for one in requests),
            irrelevant=sum(one.request_relevant is False for one in requests),
        )
    return found


def inbound_words(tally: Tally) -> str:
    """What is asked of one in a venue, in words."""
    words = f"{hours_minutes(tally.inbound_minutes)} of answers in four weeks, {tally.inbound_share:.0%} of your time"
    judged = tally.relevant + tally.irrelevant
    return f"{words}; {tally.irrelevant} of {plural(judged, 'request')} not worth having" if judged else words


def _by_venue(things: Iterable[_InVenue]) -> dict[str, list[_InVenue]]:
    found: dict[str, list[_InVenue]] = defaultdict(list)
    for one in things:
        found[one.venue].append(one)
    return found


def _voice(mine: list[OwnPost], shown: int) -> float | None:
    """The user's posts of four weeks over all that were seen; one's own that no feed shows are counted in."""
    return min(1.0, len(mine) / max(shown, len(mine))) if shown else None


def _inbound(home: Home, venue: Venue, here: list[Contribution], waiting: int) -> int:
    """Minutes of four weeks for those who asked: answers given, and those still owed at their usual length."""
    since = home.clock() - INBOUND_DAYS * DAY
    given = sum(one.minutes for one in here if one.kind == "follow-up" and one.at >= since)
    return given + waiting * minutes_for(home, venue.id, "follow-up", "") if waiting else given
