"""Whom the goals keep close and how many there can be; two who are one; who is let go; what is given and received."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import homes
import pytest
from fakes import NOON, Clock
from hypothesis import given, settings
from hypothesis import strategies as st

from forumplan.domain import ties
from forumplan.domain.errors import UsageError
from forumplan.domain.events import Change
from forumplan.domain.goal import Goal
from forumplan.domain.records import Contribution, FollowUp, Person, PlanItem
from forumplan.domain.times import DAY
from forumplan.services import (
    budget,
    candidates,
    candidates_people,
    focus,
    history,
    people,
    person_acts,
    person_card,
    planning,
    record,
    take_in,
)
from forumplan.services.home import Home

HIRE = '[[goal]]\nid = "sql"\nstatement = "help people with SQL queries and indexes"\nstrength = 0.7\n\n'
TEXT = homes.WEEK + HIRE + homes.venue("forum") + homes.venue("list")
YES = (True, True, True)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(tmp_path: Path, clock: Clock) -> Iterator[Home]:
    with homes.made(tmp_path / "home", TEXT, clock) as opened:
        yield opened


def met(home: Home, person: str, days_ago: float = 1, **values: object) -> Contribution:
    made = Contribution("", at=home.clock() - round(days_ago * DAY), venue="forum", person=person, minutes=5)
    return record.log(home, Contribution.load("", {**made.dump(), "person_name": f"N {person}", **values}))


def wait(home: Home, number: int, person: str, days_ago: float = 1, reason: str = "reply") -> FollowUp:
    at = home.clock() - round(days_ago * DAY)
    values = {"person": person, "person_name": f"N {person}", "at": at, "due_at": at + DAY, "reason": reason}
    one = FollowUp.load(f"f{number}", {**values, "venue": "forum", "thread": f"t{number}"})
    home.ledger.observe("owed", [(one.id, "waits", Change("followup", one.id, one.dump()))])
    return one


def add(home: Home, count: int) -> None:
    for n in range(count):
        person_acts.add(home, f"Person {n:02}", "sql", 5 - n % 3)


def test_more_people_than_the_minutes_hold_are_said_to_be_too_many(home: Home) -> None:
    add(home, 30)
    circle = person_card.circle(home)
    one = circle.lists[0]
    assert one.room == len(one.people) == 16 and len(one.wanted) == 14
    said = "At “would hire me” you can keep 16; you asked for 30. Lower the strength, add hours, or keep 16?"
    assert said in circle.warnings()
    assert all(tie.relevant["sql"] == 5 for who in one.people[:10] for tie in [people.all_ties(home)[who]])


def test_few_people_are_no_reason_to_warn(home: Home) -> None:
    add(home, 3)
    assert person_card.circle(home).warnings() == []


@settings(deadline=None, max_examples=60)
@given(st.floats(0.4, 1), st.integers(10, 600), st.integers(0, 40))
def test_a_focus_list_is_never_longer_than_asked_or_than_what_can_be_held(
    theta: float, minutes: int, asked: int
) -> None:
    from forumplan.plan.constants import maintenance_share
    from forumplan.plan.focus import focus_size

    contacts = minutes * maintenance_share(theta) / 10
    size = focus_size(theta, contacts)
    known = {f"p{n:02}": people.Tie(f"p{n:02}", f"P{n}", 0.3, 3, 2, relevant={"g": 1 + n % 5}) for n in range(50)}
    found = focus._list(Goal("g", "s", theta, focus=asked), size, known)
    assert len(found.people) == min(asked, 30, size)
    assert len(found.people) <= 0.7 * ties.capacity(ties.target_strength(theta), contacts) + 1e-9
    assert not set(found.people) & set(found.wanted)


def test_three_questions_stand_before_the_list(home: Home) -> None:
    met(home, "p-ana")
    tie = person_card.find(home, "p-ana")
    with pytest.raises(UsageError, match="Would you forward to them"):
        person_acts.keep_close(home, tie, "sql", answers=(True, True, False))
    assert person_card.circle(home).lists[0].people == ()
    person_acts.keep_close(home, tie, "sql", answers=YES)
    assert person_card.circle(home).lists[0].people == ("p-ana",)
    person_acts.let_loose(home, person_card.find(home, "p-ana"), "sql")
    assert person_card.circle(home).lists[0].people == ()
    history.undo(home, 2)
    assert person_card.circle(home).lists[0].people == ()


def test_who_is_left_out_stays_out_whatever_the_rating(home: Home) -> None:
    person_acts.add(home, "Ana", "sql", 5)
    person_acts.let_loose(home, person_card.find(home, "Ana"), "sql")
    assert person_card.circle(home).lists[0].people == ()


def test_ones_own_interval_makes_a_contact_due(home: Home, clock: Clock) -> None:
    met(home, "p-ana", 0)
    assert person_card.standings(home)[0].due_days is None
    person_acts.interval(home, person_card.find(home, "p-ana"), 10)
    assert person_card.standings(home)[0].due_days == pytest.approx(10)
    clock.now += 11 * DAY
    assert person_card.standings(home)[0].cooling
    met(home, "p-ana", 0, kind="call")
    assert person_card.standings(home)[0].due_days == pytest.approx(10), "any logged contact resets the clock"


def test_somebody_over_two_venues_is_one_only_after_it_was_said(home: Home) -> None:
    met(home, "p-1", 3, person_name="ana_m")
    met(home, "p-2", 1, person_name="ana_m", venue="list")
    wait(home, 1, "p-2")
    circle = person_card.circle(home)
    assert [(a.person, b.person) for a, b in circle.twins] == [("p-1", "p-2")]
    assert len(circle.rows) == 2
    known = people.all_ties(home)
    person_acts.note(home, known["p-2"], "likes plots")
    person_acts.merge(home, known["p-1"], people.all_ties(home)["p-2"])
    one = person_card.standings(home)[0]
    assert len(person_card.standings(home)) == 1
    assert (one.tie.contacts, one.tie.venues, one.tie.note) == (2, ("forum", "list"), "likes plots")
    assert one.tie.strength > known["p-1"].strength
    assert person_card.find(home, "p-2").person == "p-1"
    person_acts.answer(home, one.owed[0])
    assert person_card.standings(home)[0].owed == ()
    history.undo(home, 2)
    assert {tie.person: tie.contacts for tie in people.all_ties(home).values()} == {"p-1": 1, "p-2": 1}
    with pytest.raises(UsageError, match="one person already"):
        person_acts.merge(home, known["p-1"], known["p-1"])


def test_people_met_in_a_venue_are_counted_there(home: Home) -> None:
    met(home, "p-1")
    met(home, "p-1", venue="list")
    met(home, "p-2")
    wait(home, 1, "p-3")
    assert (people.met_in(home, "forum"), people.met_in(home, "list")) == (2, 1)
    person_acts.answer(home, people.owed_answers(home)[0])
    assert people.met_in(home, "forum") == 3
    person_acts.dont_track(home, people.all_ties(home)["p-2"])
    assert people.met_in(home, "forum") == 2


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8))
def test_any_merges_keep_every_contact_and_undo_gives_all_back(pairs: list[tuple[int, int]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder, homes.made(Path(folder), TEXT) as home:
        for n in range(6):
            met(home, f"p{n}", n + 1)
        before = people.all_ties(home)
        done = 0
        for into, other in pairs:
            first, second = (person_card.find(home, f"p{n}") for n in (into, other))
            if first.person != second.person:
                person_acts.merge(home, first, second)
                done += 1
        after = people.all_ties(home)
        assert people.ties_of(home, {"", *before}) == after, "read for some as for everybody"
        for who, tie in after.items():
            assert people.ties_of(home, [who]) == {who: tie} and who in people.ids_of(home, who)
        assert len(after) == 6 - done == people.met_in(home, "forum")
        assert sum(tie.contacts for tie in after.values()) == 6
        if done:
            history.undo(home, done)
        assert people.all_ties(home) == before


def test_what_is_given_and_received_is_counted(home: Home) -> None:
    met(home, "p-ana", 5, outcome="thanks")
    met(home, "p-ana", 4, outcome="nothing")
    wait(home, 1, "p-ana")
    wait(home, 2, "p-ana", reason="question")
    tie = person_card.find(home, "p-ana")
    assert (tie.given, tie.received) == (2, 2)


def test_who_was_silent_for_two_years_is_let_go_after_asking(home: Home, clock: Clock) -> None:
    met(home, "p-old", 800)
    met(home, "p-new", 700)
    met(home, "p-back", 900)
    wait(home, 1, "p-back", 20)
    record.no_answer_needed(home, home.ledger.all(FollowUp)[0])
    person_acts.add(home, "Never Met", "sql", 3)
    circle = person_card.circle(home)
    assert [tie.person for tie in circle.silent] == ["p-old"]
    person_acts.expire(home, circle.silent)
    assert "p-old" not in people.all_ties(home)
    history.undo(home)
    assert "p-old" in people.all_ties(home)
    with pytest.raises(UsageError):
        person_acts.expire(home, [])


def test_growth_that_breaks_what_is_held_is_said(home: Home) -> None:
    add(home, 13)
    for tie in people.all_ties(home).values():
        person_acts.interval(home, tie, 7)
        met(home, tie.person, 20)
    capacity = person_card.circle(home).capacity
    assert (capacity.minutes, capacity.needed) == (180, 130)
    assert capacity.growth_cap == 3
    assert not any("new people" in words for words in person_card.circle(home).warnings())
    for n in range(4):
        met(home, f"p-new{n}", 0)
    assert "4 new people this week leave too little for the 13 you keep close" in person_card.circle(home).warnings()


def test_a_touch_is_put_into_the_week_and_stays_in_the_plan(home: Home) -> None:
    met(home, "p-ana", 5, title="about counting", goal="sql")
    item = take_in.touch(home, person_card.find(home, "p-ana"))
    assert (item.kind, item.state, item.person, item.title) == (
        "touch",
        "accepted",
        "p-ana",
        "follow up on: about counting",
    )
    done = record.done(home, home.ledger.all(PlanItem)[0])
    assert done.person == "p-ana"
    assert person_card.find(home, "p-ana").last_days == pytest.approx(0)


def test_the_plan_proposes_a_touch_for_those_on_the_list_alone(home: Home) -> None:
    add(home, 2)
    for tie in people.all_ties(home).values():
        met(home, tie.person, 60, title="about counting", kind="mail")
    person_acts.let_loose(home, person_card.find(home, "Person 01"), "sql")
    goals = candidates.open_goals(home)
    known = candidates.Known.read(home, people.all_ties(home), home.week(), goals)
    proposed = [one.person_name for one in candidates_people.touches(home, known, goals, home.week())]
    assert proposed == ["Person 00"]
    reach = [replace(goal, strength=0.1) for goal in goals]
    known = candidates.Known.read(home, people.all_ties(home), home.week(), reach)
    assert list(candidates_people.touches(home, known, reach, home.week())) == []


def test_the_plan_says_it_where_more_people_belong_than_can_be_kept(home: Home) -> None:
    add(home, 3)
    assert planning.plan_week(home).unmet == ()
    add(home, 30)
    (said,) = planning.plan_week(home).unmet
    assert said.startswith("At “would hire me” you can keep ") and "you asked for 30" in said


def test_a_call_without_a_venue_is_a_contact_and_uses_minutes(home: Home) -> None:
    person_acts.add(home, "Ana", "sql", 5)
    person_acts.contact(home, person_card.find(home, "Ana"), "call")
    tie = person_card.find(home, "Ana")
    assert (tie.contacts, tie.strength, tie.venues) == (1, pytest.approx(0.4), ())
    days = budget.sittings(home.settings.week, home.week(), ())
    left = budget.left(days, home.week(), 0, home.ledger.all(Contribution), home.zone)
    assert sum(left.values()) == 180 - 20
    assert home.ledger.all(Person)[0].name == "Ana"
    assert home.clock() == NOON


def test_strength_week_by_week_ends_with_todays(home: Home) -> None:
    met(home, "p-ana", 15)
    met(home, "p-ana", 1)
    values = person_card.strengths(home, "p-ana", 4)
    assert values[0] == 0.0 and 0 < values[2] < values[1]
    assert values[3] == pytest.approx(person_card.find(home, "p-ana").strength)
