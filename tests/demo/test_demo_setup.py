"""The demo user's file, labels, past and people agree with what the venues serve."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from forumplan.config import read
from forumplan.demo.sample import ME, SampleThread
from forumplan.demo.server import DemoServer
from forumplan.demo.setup import LABELS, ORACLE, PAST, PEOPLE, PYTHON, feeds_toml
from forumplan.domain.settings import Settings

GOALS = {ORACLE, PYTHON}


MONDAY = 1_795_392_000
"""2026-11-23 00:00:00 UTC."""


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoServer]:
    with DemoServer(int(time.time())) as server:
        yield server


@pytest.fixture
def settings(demo: DemoServer, tmp_path: Path) -> Settings:
    path = tmp_path / "feeds.toml"
    path.write_text(feeds_toml(demo), encoding="utf-8")
    path.chmod(0o600)
    return read.load(path)


def thread_of(demo: DemoServer, venue: str, number: int) -> SampleThread:
    return next(thread for thread in demo.sample.venue(venue).threads if thread.id == number)


def test_the_file_is_one_that_the_program_reads(settings: Settings, demo: DemoServer) -> None:
    assert [venue.id for venue in settings.venues] == [venue.id for venue in demo.sample.venues]
    assert {goal.id: goal.strength for goal in settings.goals} == {ORACLE: 0.7, PYTHON: 0.1}
    assert sum(settings.week.minutes.values()) == 240
    served = [venue for venue in settings.venues if venue.feeds]
    assert all(venue.allow_private and ME in venue.me for venue in served)
    assert all(url.startswith(demo.url(venue.id) + "/") for venue in served for url in venue.feeds)
    assert [venue.id for venue in settings.venues if venue.manual] == ["data-leads"]


@pytest.mark.parametrize("weekday", range(7))
def test_on_every_day_there_are_sittings_left(weekday: int, tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    with DemoServer(MONDAY + weekday * 86_400) as server:
        path.write_text(feeds_toml(server), encoding="utf-8")
    path.chmod(0o600)
    minutes = read.load(path).week.minutes
    assert sum(minutes.values()) == 240
    assert sum(minutes.get(day, 0) for day in range(weekday, 7)) >= 75


def test_a_dozen_labels_of_both_kinds_for_both_goals(demo: DemoServer) -> None:
    assert len(LABELS) == 12
    assert {(label.goal, label.yes) for label in LABELS} == {(goal, yes) for goal in GOALS for yes in (True, False)}
    assert len({(label.venue, label.thread, label.goal) for label in LABELS}) == 12
    assert all(demo.thread_url(label.venue, label.thread) for label in LABELS)


def test_the_past_stands_in_the_feeds_where_it_names_a_thread(demo: DemoServer) -> None:
    assert len(PAST) >= 12
    assert max(past.days_ago for past in PAST) <= 42
    assert Counter(past.promo for past in PAST)[True] == 1
    for past in PAST:
        assert past.goal in GOALS
        assert not past.person or past.person in demo.sample.names
        if past.thread:
            thread = thread_of(demo, past.venue, past.thread)
            assert past.title == thread.title
            mine = [post.hours / 24 for post in thread.posts if post.author == ME]
            assert min(abs(days - past.days_ago) for days in mine) < 0.25


def test_everything_said_by_the_user_is_in_the_past(demo: DemoServer) -> None:
    said = {(v.id, t.id) for v in demo.sample.venues for t in v.threads for post in t.posts if post.author == ME}
    assert said == {(past.venue, past.thread) for past in PAST if past.thread}


def test_answers_wait_for_the_user_and_one_is_from_a_friend(demo: DemoServer) -> None:
    waiting = []
    for past in PAST:
        if past.thread:
            posts = thread_of(demo, past.venue, past.thread).posts
            last_mine = min(post.hours for post in posts if post.author == ME)
            own_topic = posts[0].author == ME
            waiting += [
                post.author
                for post in posts
                if post.hours < last_mine
                and (ME in post.text or (posts[post.to].author == ME and "?" in post.text and (post.to or own_topic)))
            ]
    assert sorted(waiting) == ["grethel", "inesokafor", "kofib", "tomaszw"]
    assert Counter(past.person for past in PAST)["inesokafor"] >= 4


def test_people_write_in_the_venues_where_they_were_met(demo: DemoServer) -> None:
    for person in PEOPLE:
        assert set(person.relevant) <= GOALS
        assert all(1 <= rating <= 5 for rating in person.relevant.values())
        for venue in person.venues:
            authors = {post.author for thread in demo.sample.venue(venue).threads for post in thread.posts}
            assert person.handle in authors
    assert len({person.handle for person in PEOPLE}) == len(PEOPLE)
