"""What a venue cost and gave, what to do about it, and what to think of before one posts there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import homes
import pytest
from fakes import NOON, entry, parsed

from forumplan.domain.events import Change
from forumplan.domain.records import Contribution, FollowUp
from forumplan.domain.times import DAY
from forumplan.services import etiquette, record, venue_report
from forumplan.services.home import Home
from forumplan.services.venue_advice import Advice, advice
from forumplan.services.venue_report import VenueLine
from forumplan.services.venue_tally import Tally

TEXT = homes.WEEK + homes.GOAL + homes.venue("forum", me=["robin"]) + '[[venue]]\nid = "meetup"\nmanual = true\n'
LONG = "A counter in a table of its own gives exact counts without reading every row again."


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with homes.made(tmp_path / "home", TEXT) as opened:
        yield opened


def logged(home: Home, days: float, venue: str = "forum", **values: object) -> Contribution:
    made = Contribution("", at=NOON - round(days * DAY), venue=venue, minutes=10, title="x")
    return record.log(home, Contribution.load("", {**made.dump(), **values}))


def owed(home: Home, number: int, thread: str = "t", reason: str = "reply") -> None:
    values = {"venue": "forum", "thread": thread, "person": "p", "reason": reason, "at": NOON - DAY, "due_at": NOON}
    one = FollowUp.load(f"f{number}", values)
    home.ledger.observe("owed", [(one.id, "waits", Change("followup", one.id, one.dump()))])


def line(home: Home, name: str = "forum") -> VenueLine:
    return next(one for one in venue_report.lines(home) if one.id == name)


def warned(home: Home, venue: str, *, promo: bool, texts: tuple[str, ...] = ()) -> list[str]:
    return etiquette.warnings(home, venue, promo=promo, texts=texts)


def test_minutes_replies_promotion_and_last_visit_are_counted(home: Home) -> None:
    for n in range(12):
        logged(home, n + 1, thread=f"t{n}", promo=n in (0, 11))
    logged(home, 0.5, kind="follow-up", thread="t0")
    owed(home, 1, "t3")
    owed(home, 2, "t3")
    owed(home, 3, "t5", "question")
    logged(home, 2, thread="t20", outcome="thanks")
    tally = line(home).tally
    assert (tally.posts, tally.minutes, tally.last_visit_days) == (13, 140, 0)
    assert (tally.replies, tally.answered) == (3, 2), "two direct answers, one noted by hand; a question is none"
    assert tally.minutes_per_reply == pytest.approx(140 / 3)
    assert (tally.promo_10, tally.last_10, tally.promo_30, tally.last_30) == (1, 10, 2, 13)


def test_a_venue_by_hand_has_the_same_figures(home: Home) -> None:
    logged(home, 3, "meetup", kind="slot", outcome="helped")
    found = line(home, "meetup")
    assert (found.tally.posts, found.tally.minutes, found.tally.replies) == (1, 10, 1)
    assert found.tally.voice is None
    assert (found.quality_n, found.helped) == (1, 1)


def test_the_share_of_voice_counts_what_the_feed_showed(home: Home) -> None:
    entries = [entry(n, author="robin" if n <= 2 else "ada", published_at=NOON - n * DAY) for n in range(1, 9)]
    homes.fold(home, [("forum", parsed(*entries))])
    assert line(home).tally.voice == pytest.approx(2 / 8)


def test_quality_grows_surer_with_posts(home: Home) -> None:
    before = line(home)
    for n in range(20):
        logged(home, n, thread=f"t{n}", outcome="helped")
    after = line(home)
    assert before.quality_low <= before.quality <= before.quality_high
    assert after.quality > before.quality
    assert after.quality_high - after.quality_low < before.quality_high - before.quality_low


def test_what_is_asked_of_one_is_said_when_it_takes_too_much(home: Home) -> None:
    for n in range(17):
        logged(home, n, kind="follow-up", thread=f"t{n}", outcome="request", request_relevant=n < 2)
    assert not line(home).tally.drowning, "170 of 720 minutes"
    owed(home, 1)
    tally = line(home).tally
    assert (tally.inbound_minutes, tally.requests, tally.relevant, tally.irrelevant) == (180, 17, 2, 15)
    assert not tally.drowning, "exactly a quarter"
    owed(home, 2)
    assert line(home).tally.drowning


def test_advice_has_evidence() -> None:
    busy = Tally(posts=9, minutes=90, replies=9, answered=9, last_visit_days=1)
    vain = Tally(posts=9, minutes=200, last_visit_days=1)
    dear = Tally(posts=9, minutes=400, replies=2, answered=2, last_visit_days=1)
    few = Tally(posts=7, minutes=200, last_visit_days=1)
    far = Tally(last_visit_days=70)
    tallies = {"busy": busy, "vain": vain, "dear": dear, "few": few, "far": far, "new": Tally()}
    assert advice(tallies, {"far": 5, "new": 4, "busy": 30}, frozenset({"busy", "new"})) == {
        "vain": Advice("drop", "9 posts in a year, 3h20, and nothing came of it"),
        "dear": Advice("drop", "9 posts in a year, 6h40: a reply takes 200 minutes here, 10 elsewhere"),
        "far": Advice("more", "5 threads fit, and you were not there for 10 weeks"),
        "new": Advice("drop", "its feed is gone, and you were not there either"),
    }


def test_a_third_promotion_is_warned_of(home: Home) -> None:
    for days in (2, 9, 40):
        logged(home, days, promo=True)
    said = warned(home, "forum", promo=True)
    assert said == ["2 promotions in forum in four weeks already: this would be one more"]
    assert warned(home, "forum", promo=False) == []
    assert warned(home, "meetup", promo=True) == []


def test_a_text_said_twice_in_one_venue_is_warned_of(home: Home) -> None:
    logged(home, 8, note=LONG, title="Exact counts", thread="t1")
    again = LONG.replace("exact", "precise").upper()
    assert warned(home, "forum", promo=False, texts=(again,)) == ["you said this in forum on 10 Nov: Exact counts"]
    assert warned(home, "meetup", promo=False, texts=(again,)) == [], "elsewhere it is new"
    assert warned(home, "forum", promo=False, texts=("Thanks a lot!",)) == []


def test_a_text_of_mine_that_only_a_feed_showed_counts_too(home: Home) -> None:
    homes.fold(home, [("forum", parsed(entry(1, author="robin", text=LONG)))])
    assert warned(home, "forum", promo=False, texts=(LONG,)) == ["you said this in forum on 18 Nov: Thread 1"]
