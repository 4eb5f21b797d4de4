"""What the mirror can set up: caps from one's own pace, minutes from one's own habit, ties from one's own answers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import ceil

from forumplan.config import edit, read
from forumplan.domain.errors import UsageError
from forumplan.domain.events import Change
from forumplan.domain.identity import short_id
from forumplan.domain.records import Contribution
from forumplan.domain.text import hours_minutes, plural
from forumplan.domain.thread import Post
from forumplan.domain.times import DAY
from forumplan.domain.venue import Venue, manners
from forumplan.services import matching
from forumplan.services.history import change_settings
from forumplan.services.home import Home
from forumplan.services.minutes import minutes_for
from forumplan.services.people import person_of

WEEKS = 12
"""The pace is that of the last so many weeks, as far as the feeds reach back."""
SHORTEST_DAYS = 14
"""A feed that reaches back no further says nothing of a pace."""
USUAL_DAYS = ("mon", "wed", "fri")


@dataclass(frozen=True, slots=True)
class Seed:
    """What would be set up. `caps`: posts a week by venue; `minutes`: by day, empty where feeds.toml has them already.

    `answers`: one's own answers that feeds showed and nobody logged, as contributions without minutes.
    """

    caps: dict[str, int]
    minutes: dict[str, int]
    answers: tuple[Contribution, ...]

    @property
    def people(self) -> int:
        """How many people those answers went to."""
        return len({one.person for one in self.answers if one.person})

    def words(self) -> list[str]:
        """What would be set up, a line each."""
        lines = [f"{venue}: at most {plural(cap, 'post')} a week, as you did" for venue, cap in self.caps.items()]
        if self.minutes:
            days = ", ".join(f"{day} {hours_minutes(minutes)}" for day, minutes in self.minutes.items())
            lines.append(f"a week of {hours_minutes(sum(self.minutes.values()))}: {days}")
        if self.answers:
            count, people = plural(len(self.answers), "answer"), plural(self.people, "person", "people")
            lines.append(f"{count} of yours to {people}, so that they are known")
        return lines

    def summary(self) -> str:
        """The same in one short line."""
        parts = [f"caps for {plural(len(self.caps), 'venue')}" if self.caps else ""]
        parts.append(f"a week of {hours_minutes(sum(self.minutes.values()))}" if self.minutes else "")
        parts.append(f"{plural(self.people, 'person', 'people')} you answered" if self.answers else "")
        return ", ".join(part for part in parts if part)


def proposed(home: Home) -> Seed:
    """What one's past suggests; nothing is changed. What feeds.toml says already is left alone."""
    made = home.ledger.all(Contribution)
    oldest = home.threads.oldest_posts(url for venue in home.settings.venues for url in venue.feeds)
    caps: dict[str, int] = {}
    answers: list[Contribution] = []
    usual = 0.0
    for venue in home.settings.venues:
        own = matching.mine(home, venue)
        pace = _pace(own, oldest.get(venue.id, home.clock()), home.clock())
        usual += pace * minutes_for(home, venue.id, "reply", venue.platform)
        if venue.cap_per_week is None and 0 < ceil(pace) < manners(venue.platform).cap_per_week:
            caps[venue.id] = ceil(pace)
        answers += _answers(home, venue, own, made)
    text = read.text_of(home.paths.config_file)
    unsaid = edit.add_minutes(text, {}) != text
    return Seed(caps, _minutes(usual) if unsaid else {}, tuple(answers))


def _pace(own: list[Post], oldest: int, now: int) -> float:
    """Posts a week; 0 where the feeds do not reach back far enough to say."""
    reach_days = min(WEEKS * 7, (now - oldest) / DAY)
    if reach_days < SHORTEST_DAYS:
        return 0.0
    return sum(post.posted_at >= now - reach_days * DAY for post in own) / (reach_days / 7)


def _answers(home: Home, venue: Venue, own: list[Post], made: list[Contribution]) -> list[Contribution]:
    """Answers of one's own that nobody logged, the first in each thread, with whom they went to."""
    matched = {post.id for post in matching.matches(home, venue, made, own).values()}
    seen = {one.thread for one in made if one.venue == venue.id}
    threads = home.threads.by_ids({post.thread for post in own})
    found = []
    for post in own:
        thread = threads[post.thread]
        if post.starts or post.id in matched or thread.id in seen or not thread.author:
            continue
        seen.add(thread.id)
        found.append(
            Contribution(
                short_id("c", post.id),
                post.posted_at,
                venue=venue.id,
                thread=thread.id,
                title=thread.title,
                url=post.url,
                person=person_of(thread),
                person_name=thread.author,
                copy=asdict(thread.copy()),
            )
        )
    return found


def plant(home: Home, seed: Seed) -> str:
    """Carry it out: one act on feeds.toml, one on the ledger. UsageError if there is nothing; returns words."""
    if not (seed.caps or seed.minutes or seed.answers):
        raise UsageError("your past posts suggest nothing that is not set up already")
    if seed.caps or seed.minutes:
        change_settings(home, "mirror", "caps and minutes from your past posts", lambda text: _written(text, seed))
    if seed.answers:
        words = f"{plural(len(seed.answers), 'answer')} of the past, to {plural(seed.people, 'person', 'people')}"
        home.ledger.act("mirror", words, [Change("contribution", one.id, one.dump()) for one in seed.answers])
    return f"set up: {seed.summary()}"


def _written(text: str, seed: Seed) -> str:
    for venue, cap in seed.caps.items():
        text = edit.set_venue(text, venue, "cap_per_week", cap)
    if seed.minutes:
        text = edit.add_minutes(text, seed.minutes)
    return text


def _minutes(usual: float) -> dict[str, int]:
    """A week of so many minutes on three days, in steps of ten; empty where there was hardly anything."""
    each = 10 * round(usual / len(USUAL_DAYS) / 10)
    return {day: each for day in USUAL_DAYS if each}
