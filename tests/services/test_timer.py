"""A timer gives the next thing logged its minutes, and no more than that."""

from __future__ import annotations

from pathlib import Path

import homes
import pytest
from fakes import Clock

from forumplan.domain.records import PlanItem
from forumplan.services import logbook, record, timer
from forumplan.services.home import Home


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(tmp_path: Path, clock: Clock) -> Home:
    return homes.made(tmp_path, homes.WEEK + homes.GOAL + homes.venue("forum"), clock)


def test_what_is_logged_next_takes_its_minutes_and_ends_it(home: Home, clock: Clock) -> None:
    timer.start(home)
    clock.now += 12 * 60 + 5
    assert timer.words(home).startswith("the timer has run 0h13")
    assert logbook.log(home, venue="forum").minutes == 13
    assert timer.words(home) == ""
    assert logbook.log(home, venue="forum").minutes == 15, "learned from thirteen, in steps of five"


def test_a_planned_item_takes_them_too_unless_minutes_are_given(home: Home, clock: Clock) -> None:
    timer.start(home)
    clock.now += 20 * 60
    assert record.done(home, PlanItem("i1", week="2026-W47", title="one", minutes=10), 5).minutes == 5
    assert timer.minutes(home) is None, "it was for that"
    timer.start(home)
    clock.now += 60
    assert record.done(home, PlanItem("i2", week="2026-W47", title="two", minutes=10)).minutes == 2


@pytest.mark.parametrize("gone", [(timer.LONGEST_MINUTES + 1) * 60, 10 * 86400])
def test_a_timer_that_was_forgotten_gives_nothing(home: Home, clock: Clock, gone: int) -> None:
    timer.start(home)
    clock.now += gone
    assert "was forgotten" in timer.words(home)
    assert logbook.log(home, venue="forum").minutes == 15
    assert timer.minutes(home) is None


def test_stopped_it_logs_nothing(home: Home, clock: Clock) -> None:
    assert timer.stop(home) == "no timer runs"
    timer.start(home)
    clock.now += 90
    assert timer.stop(home) == "the timer is stopped after 0h02; nothing is logged"
    assert not home.ledger.history() and timer.minutes(home) is None


def test_a_damaged_file_is_no_timer_and_a_clock_set_back_gives_one_minute(home: Home, clock: Clock) -> None:
    timer.start(home)
    clock.now -= 3600
    assert timer.minutes(home) == 1
    home.paths.timer_file.write_text("noon\n")
    assert timer.minutes(home) is None and timer.taken(home) is None


def test_a_folder_that_cannot_be_written_is_said_in_one_line(home: Home) -> None:
    home.paths.timer_file.mkdir(parents=True)
    with pytest.raises(Exception, match=r"it cannot be written.*--minutes"):
        timer.start(home)
