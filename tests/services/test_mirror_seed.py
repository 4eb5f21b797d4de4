"""The mirror sets up caps, minutes and ties from one's past, once asked, and all of it can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import homes
import pytest
from fakes import NOON, entry, parsed

from forumplan.domain.errors import UsageError
from forumplan.domain.feed import Entry
from forumplan.domain.records import Contribution
from forumplan.domain.times import DAY
from forumplan.services import history, mirror_seed, people, venue_facts
from forumplan.services.home import Home

TEXT = (
    homes.GOAL
    + homes.venue("forum", me=["robin"], platform="discourse")
    + homes.venue("set", me=["robin"], platform="discourse", cap_per_week=3)
    + homes.venue("young", me=["robin"])
)


def conversation(venue: str, n: int, days: float) -> list[Entry]:
    """A question of somebody in a venue, and my answer to it."""
    asked = NOON - round(days * DAY) - DAY
    posts = (f"asker{n % 3}", asked, False), ("robin", asked + DAY, True)
    return [
        entry(
            2 * n + is_reply,
            alias=f"{venue}.example/p/{2 * n + is_reply}",
            url=f"https://{venue}.example/p/{2 * n + is_reply}",
            thread_key=f"t{n}",
            title=f"Question {n} of {venue}",
            text=f"About {venue} {n}, part {is_reply}",
            author=author,
            published_at=at,
            is_reply=is_reply,
        )
        for author, at, is_reply in posts
    ]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with homes.made(tmp_path / "home", TEXT) as opened:
        for venue, weeks in (("forum", 8), ("set", 8), ("young", 1)):
            entries = [one for n in range(weeks) for one in conversation(venue, n, 7 * n + 1)]
            homes.fold(opened, [(venue, parsed(*entries, scope=f"{venue}.example", item_kind="post"))])
        yield opened


def test_what_the_past_suggests_is_said_and_nothing_is_changed(home: Home) -> None:
    before = home.paths.config_file.read_text()
    seed = mirror_seed.proposed(home)
    assert seed.caps == {"forum": 2}, "8 answers in 51 days; one cap is set, one feed is too young"
    assert seed.minutes == {"mon": 10, "wed": 10, "fri": 10}
    assert (len(seed.answers), seed.people) == (17, 7), "three askers of each large venue, one of the small"
    assert home.paths.config_file.read_text() == before and home.ledger.history() == []


def test_planted_it_stands_and_two_undos_take_it_back(home: Home) -> None:
    before = home.paths.config_file.read_text()
    posts = len(venue_facts.own_posts(home, []))
    mirror_seed.plant(home, mirror_seed.proposed(home))
    venue = home.settings.venue("forum")
    assert venue is not None and venue.cap_per_week == 2
    assert dict(home.settings.week.minutes)[0] == 10
    ties = people.all_ties(home)
    assert {tie.name for tie in ties.values()} == {"asker0", "asker1", "asker2"}
    assert sum(tie.contacts for tie in ties.values()) == 17
    assert len(venue_facts.own_posts(home, home.ledger.all(Contribution))) == posts, "no post is counted twice"
    with pytest.raises(UsageError, match="not set up already"):
        mirror_seed.plant(home, mirror_seed.proposed(home))
    history.undo(home, 2)
    assert home.paths.config_file.read_text() == before
    assert people.all_ties(home) == {}
