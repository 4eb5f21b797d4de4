"""What is kept of a home is worked out again as soon as something it was made of changed, and not before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import homes
import pytest
from fakes import Clock, entry, parsed, thread

from forumplan.domain.records import Contribution
from forumplan.services import record
from forumplan.services.home import Home
from forumplan.services.kept import STALE_SECONDS, kept

asked: list[str] = []


@kept
def count(home: Home) -> int:
    asked.append("count")
    return len(home.ledger.all(Contribution))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    asked.clear()
    with homes.made(tmp_path, homes.WEEK + homes.GOAL + homes.venue("v"), Clock()) as made:
        yield made


def log(home: Home) -> None:
    record.log(home, Contribution("", venue="v", minutes=5))


def test_an_answer_is_kept_until_something_changes(home: Home) -> None:
    log(home)
    assert [count(home), count(home)] == [1, 1] and len(asked) == 1
    log(home)
    assert [count(home), count(home)] == [2, 2] and len(asked) == 2
    with Home(home.paths, home.clock) as other:
        log(other)
    assert [count(home), count(home)] == [3, 3] and len(asked) == 3
    home.ledger.undo()
    assert count(home) == 2
    assert home.threads.count() == 0 and [count(home), count(home)] == [2, 2] and len(asked) == 5
    homes.fold(home, [("v", parsed(entry(1)))])
    assert count(home) == 2 and len(asked) == 6
    home.reload()
    assert count(home) == 2 and len(asked) == 7
    assert isinstance(home.clock, Clock)
    home.clock.now += STALE_SECONDS
    assert count(home) == 2 and len(asked) == 8


def test_a_home_opened_again_asks_again(home: Home) -> None:
    log(home)
    assert count(home) == 1
    home.close()
    with Home(home.paths, home.clock) as other:
        log(other)
    assert count(home) == 2


def test_a_few_of_many_are_found_as_all_would_be(home: Home) -> None:
    for number, name in enumerate(("Ada", "ADA", "Ædan", "ædan", "Bo")):
        record.log(home, Contribution("", venue="v", person=f"p{number}", person_name=name, minutes=5))
    record.label(home, thread(1), "sql", 1)
    fresh = Home(home.paths, home.clock)
    with fresh:
        few = [fresh.ledger.where(Contribution, person_name=name, venue="V") for name in ("ada", "ÆDAN", "nobody")]
        fresh.ledger.all(Contribution)
        again = [fresh.ledger.where(Contribution, person_name=name, venue="V") for name in ("ada", "ÆDAN", "nobody")]
    assert few == again and [len(found) for found in few] == [2, 2, 0]
