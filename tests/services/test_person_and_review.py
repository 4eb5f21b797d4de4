"""People's cards and acts, and the weeks gone by, counted from the ledger alone."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import homes
import pytest
from fakes import NOON
from hypothesis import given, settings
from hypothesis import strategies as st

from forumplan.domain.errors import UsageError
from forumplan.domain.events import Change
from forumplan.domain.records import Contribution, FollowUp, Person
from forumplan.domain.times import DAY
from forumplan.domain.week import Week
from forumplan.services import history, person_acts, person_card, record
from forumplan.services.home import Home
from forumplan.services.review import HELPED, review

TEXT = homes.WEEK + homes.GOAL + homes.venue("forum") + homes.venue("list")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with homes.made(tmp_path / "home", TEXT) as opened:
        yield opened


def met(home: Home, person: str, name: str, days_ago: float, **values: object) -> Contribution:
    made = Contribution("", at=NOON - round(days_ago * DAY), venue="forum", person=person, person_name=name)
    return record.log(home, Contribution.load("", {**made.dump(), **values}))


def test_who_is_added_under_a_known_name_is_rated_not_doubled(home: Home) -> None:
    met(home, "p-ana", "Ana Moreno", 3)
    assert person_acts.add(home, " ana MORENO ", "sql", 4) == "ana MORENO: 4 of 5 for sql"
    assert [one.id for one in home.ledger.all(Person)] == ["p-ana"]
    assert person_card.find(home, "p-ana").relevant == {"sql": 4}
    history.undo(home)
    assert home.ledger.all(Person) == []


@pytest.mark.parametrize(
    ("name", "goal", "relevant"), [("", "sql", 3), ("Ana", "no-goal", 3), ("Ana", "", 3), ("Ana", "sql", 6)]
)
def test_adding_refuses_what_it_cannot_keep(home: Home, name: str, goal: str, relevant: int) -> None:
    with pytest.raises(UsageError):
        person_acts.add(home, name, goal, relevant)
    assert home.ledger.history() == []


def test_a_note_leaves_the_other_fields_alone(home: Home) -> None:
    person_acts.add(home, "Ana", "sql", 4)
    tie = person_card.find(home, "ana")
    person_acts.note(home, tie, "likes\nplots")
    person_acts.snooze(home, tie, 5)
    found = person_card.find(home, "ana")
    assert (found.note, found.relevant, found.snoozed_until) == ("likes plots", {"sql": 4}, NOON + 5 * DAY)


def test_who_is_not_tracked_is_nowhere(home: Home) -> None:
    met(home, "p-ana", "Ana Moreno", 3)
    person_acts.dont_track(home, person_card.find(home, "Ana Moreno"))
    assert person_card.standings(home) == []
    with pytest.raises(UsageError, match="nobody is called so"):
        person_card.find(home, "Ana Moreno")


def test_the_nearest_name_is_offered_and_two_of_one_name_are_told_apart(home: Home) -> None:
    met(home, "p-1", "Hugh Penrose", 3)
    with pytest.raises(UsageError, match="did you mean Hugh Penrose"):
        person_card.find(home, "Hugh Penrase")
    met(home, "p-2", "Hugh Penrose", 4)
    with pytest.raises(UsageError, match="p-1, p-2"):
        person_card.find(home, "hugh penrose")
    assert person_card.find(home, "p-2").person == "p-2"


def test_those_who_wait_stand_first_then_those_due(home: Home) -> None:
    met(home, "p-old", "Old Friend", 300)
    met(home, "p-new", "New Friend", 1)
    met(home, "p-none", "Nobody's Goal", 2)
    for name in ("Old Friend", "New Friend"):
        person_acts.add(home, name, "sql", 3)
    owed = FollowUp.load("f1", {"person": "p-x", "person_name": "Xi", "at": NOON - DAY, "due_at": NOON + DAY})
    home.ledger.observe("owed", [(owed.id, "Xi waits", Change("followup", owed.id, owed.dump()))])
    rows = person_card.standings(home)
    assert [one.tie.person for one in rows] == ["p-x", "p-old", "p-new", "p-none"]
    assert rows[1].cooling
    assert not rows[2].cooling
    assert rows[3].due_days is None
    assert person_card.counts(rows) == (4, 1, 1)
    person_acts.snooze(home, rows[1].tie, 10)
    old = next(one for one in person_card.standings(home) if one.tie.person == "p-old")
    assert old.due_days == pytest.approx(10)


def test_what_passed_is_told_from_both_sides_and_over_merges(home: Home) -> None:
    met(home, "p-ana", "Ana", 3, title="yours")
    met(home, "p-other", "ana2", 1, title="elsewhere")
    home.ledger.act("merge", "merge", [Change("person", "p-other", {"merged_into": "p-ana"})])
    owed = FollowUp.load("f1", {"person": "p-ana", "person_name": "Ana", "at": NOON - 2 * DAY, "title": "theirs"})
    home.ledger.observe("owed", [(owed.id, "Ana waits", Change("followup", owed.id, owed.dump()))])
    told = [(one.title, one.mine) for one in person_card.passed(home, "p-ana")]
    assert told == [("elsewhere", True), ("theirs", False), ("yours", True)]


def test_an_answer_takes_the_debt_away(home: Home) -> None:
    owed = FollowUp.load("f1", {"person": "p-ana", "person_name": "Ana", "venue": "forum", "thread": "t", "at": NOON})
    home.ledger.observe("owed", [(owed.id, "Ana waits", Change("followup", owed.id, owed.dump()))])
    made = person_acts.answer(home, owed)
    assert made.kind == "follow-up"
    assert person_card.standings(home)[0].owed == ()
    history.undo(home)
    assert len(person_card.standings(home)[0].owed) == 1


# -- review ------------------------------------------------------------------------------------------------------------


def test_an_empty_ledger_gives_empty_weeks(home: Home) -> None:
    found = review(home, 4)
    assert [str(one.week) for one in found.weeks] == ["2026-W44", "2026-W45", "2026-W46", "2026-W47"]
    assert (found.contributions, found.minutes, found.new_ties, found.places) == (0, 0, 0, ())


def test_week_53_is_a_week_like_any_other(home: Home) -> None:
    found = review(home, 3, Week(2027, 1))
    assert [str(one.week) for one in found.weeks] == ["2026-W52", "2026-W53", "2027-W01"]


def test_venues_are_ordered_by_what_helped_not_by_posts(home: Home) -> None:
    for n in range(6):
        met(home, "", "", n, venue="list", outcome="reply")
    met(home, "", "", 1, outcome="thanks")
    met(home, "p", "Ana", 1, kind="call", outcome="helped", minutes=20)
    found = review(home, 2)
    assert [(one.name, one.posts, one.helped, one.known) for one in found.places] == [
        ("forum", 1, 1, 1),
        ("list", 6, 0, 6),
    ]
    assert found.contributions == 7
    assert found.minutes == 20


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from(["forum", "list", "gone"]), st.booleans()), max_size=25))
def test_each_contribution_is_counted_in_exactly_one_week(made: list[tuple[int, str, bool]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder, homes.made(Path(folder), TEXT) as home:
        for days, venue, helped in made:
            met(home, f"p{days % 4}", "x", days, venue=venue, minutes=5, outcome="helped" if helped else "nothing")
        found = review(home, 60)
        assert found.contributions == len(made)
        assert found.minutes == 5 * len(made)
        assert sum(one.posts for one in found.places) == len(made)
        assert sum(one.helped for one in found.places) == sum(helped for *_, helped in made)
        assert found.ties_after == len({days % 4 for days, *_ in made})
        assert all(one.effective <= one.venues + 1e-9 for one in found.weeks)
        assert math.isclose(found.ties_before + found.new_ties, found.ties_after)
        assert "helped" in HELPED
