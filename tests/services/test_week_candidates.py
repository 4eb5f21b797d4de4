"""Where a week's candidates come from, and what bounds the planner is given."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import homes
import pytest
from fakes import entry, parsed
from week_homes import DAY, HOUR, MONDAY_8, WORDS, Told, forums, ids, made, plain, show

from forumplan.domain.events import Change
from forumplan.domain.feed import FeedMemory
from forumplan.domain.planning import Candidate
from forumplan.domain.records import Contribution, FollowUp, Person, PlanItem
from forumplan.plan.focus import focus_people
from forumplan.services import ideas, logbook, record, rules
from forumplan.services.home import Home
from forumplan.services.minutes import LearntMinutes, minutes_for
from forumplan.services.pace import paces
from forumplan.services.spread_first import solve_week
from forumplan.services.week_problem import Drafted, draft


def drafted(home: Home) -> Drafted:
    return draft(home, home.week())


def candidates(home: Home, begin: str = "") -> dict[str, Candidate]:
    """The candidates of this week whose id begins so, by title (short answers: with ` (short)`)."""
    return {
        one.title + (" (short)" if one.short else ""): one.candidate
        for one in drafted(home).proposals.values()
        if one.candidate.id.startswith(begin)
    }


# -- threads -------------------------------------------------------------------------------------------------------


def test_what_is_settled_muted_off_topic_or_too_weak_is_no_candidate(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum", me=["me"])) as home:
        threads = show(home, [*plain(6), Told("forum", "mine", author="me"), Told("forum", "weak", 0.14)])
        by_id = home.threads.by_ids(threads.values())
        record.dismiss(home, by_id[threads["forum/forum 0"]])
        record.label(home, by_id[threads["forum/forum 1"]], "sql", 0)
        record.log(home, Contribution("", venue="forum", thread=threads["forum/forum 2"], minutes=15))
        rules.add(home, "mute", '"forum 3"')
        found = candidates(home, "r:")
        assert set(found) == {"forum 4", "forum 5"}


def test_the_best_fifty_of_a_venue_and_the_best_ten_also_shortly(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum", "list")) as home:
        show(home, [*(Told("forum", f"f{n}", 0.9 - n * 0.005) for n in range(60)), *plain(3, "list")])
        full, short = candidates(home, "r:"), candidates(home, "b:")
        assert sum(one.venue == "forum" for one in full.values()) == 50 and "f49" in full and "f50" not in full
        assert sum(one.venue == "forum" for one in short.values()) == 10 and "f9 (short)" in short
        assert (full["f0"].minutes, short["f0 (short)"].minutes) == (15, 10)
        assert full["f0"].thread == short["f0 (short)"].thread
        planned = [one.candidate for one in solve_week(drafted(home)).answer.items]
        assert planned and len({name[2:] for name in planned}) == len(planned), "one thread is answered twice"


def test_short_answers_do_not_make_full_ones_shorter(tmp_path: Path) -> None:
    long = [Contribution(f"a{n}", at=n, venue="v", minutes=30) for n in range(12)]
    short = [Contribution(f"b{n}", at=100 + n, venue="v", minutes=5, short=True) for n in range(12)]
    with made(tmp_path, forums("v")) as home:
        for one in long + short:
            record.log(home, one)
        assert minutes_for(home, "v", "reply", "") == LearntMinutes(long + short).full("v", "reply") == 30
    assert LearntMinutes(long + short).short("v", 30) == 5
    assert LearntMinutes(long).short("v", 30) == 20
    assert LearntMinutes([]).short("v", 5) == 5


def test_what_was_planned_as_a_short_answer_is_logged_as_one(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum")) as home:
        item = PlanItem("i1", week="2026-W47", candidate="b:sql:t1", venue="forum", thread="t1", minutes=10, short=True)
        record.accept(home, [item])
        assert record.done(home, item).short
        assert home.ledger.all(Contribution)[0].short
        home.ledger.undo(1)
        threads = show(home, [Told("forum", "short", 0.8)])
        planned = replace(item, id="i2", candidate="b:sql:x", thread=threads["forum/short"])
        record.accept(home, [planned])
        logged = logbook.log(home, address="https://forum.example/t/short")
        assert (logged.item, logged.minutes, logged.short) == ("i2", 10, True)
        assert logbook.prepare(home, address="https://forum.example/t/short", minutes=20).minutes == 20


def test_an_asker_is_answered_in_two_venues_at_most(tmp_path: Path) -> None:
    with made(tmp_path, forums("a", "b", "c")) as home:
        show(home, [Told(v, f"{v} {n}", author="ada") for v in "abc" for n in range(3)])
        # One site a venue, so that the same name is another person in each.
        assert len(candidates(home, "r:")) == 3
        assert {one.venue for one in candidates(home, "r:").values()} == {"a", "b", "c"}


# -- one discussion in several venues ------------------------------------------------------------------------------


def test_tellings_of_one_discussion_are_one_thread(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum", "list")) as home:
        threads = show(home, [Told("forum", "Why is my index not used", text=WORDS),
                              Told("list", "Index not used", text=WORDS),
                              *plain(1, "list", relevance=0.3)])  # fmt: skip
        found = [one for one in drafted(home).proposals.values() if one.candidate.relevance > 0.5]
        assert {one.candidate.thread for one in found} == {threads["forum/Why is my index not used"]}
        assert {one.thread.id for one in found if one.thread} == set(threads.values()) - {threads["list/list 0"]}
        planned = [drafted(home).proposals[one.candidate] for one in solve_week(drafted(home)).answer.items]
        assert sum(one.candidate.relevance > 0.5 for one in planned) == 1, "a week holds both tellings"
        assert len(planned) == 2


@pytest.mark.parametrize("act", ["log", "dismiss", "label", "drop"])
def test_what_settles_one_telling_settles_the_other(act: str, tmp_path: Path) -> None:
    with made(tmp_path, forums("forum", "list")) as home:
        threads = show(
            home, [Told("forum", "Why is my index not used", text=WORDS), Told("list", "Unused", text=WORDS)]
        )
        one = home.threads.by_ids(threads.values())[threads["list/Unused"]]
        assert len(candidates(home, "r:")) == 2
        if act == "log":
            record.log(home, Contribution("", venue="list", thread=one.id, minutes=15))
        elif act == "dismiss":
            record.dismiss(home, one)
        elif act == "label":
            record.label(home, one, "sql", 0)
        else:
            record.drop(home, [PlanItem("i1", week=str(home.week()), candidate=f"b:sql:{one.id}", thread=one.id)])
        assert candidates(home, "r:") == {}


# -- how long threads live -----------------------------------------------------------------------------------------


def test_half_lives_are_learned_from_replies(tmp_path: Path) -> None:
    with made(tmp_path, forums("quick", "silent")) as home:
        bodies = []
        for n in range(60):
            began = MONDAY_8 - (n + 2) * DAY
            first = entry(
                n, key=f"a{n}", thread_key=f"q{n}", alias=f"quick.example/{n}", published_at=began, is_reply=False
            )
            answer = entry(n, key=f"b{n}", thread_key=f"q{n}", alias=f"quick.example/{n}/2", is_reply=True,
                           published_at=began + 8 * HOUR)  # fmt: skip
            bodies += [first, answer]
        homes.fold(home, [("quick", parsed(*bodies, scope="quick.example", item_kind="post"))])
        found = paces(home)
        assert found["silent"].half_life_hours == 80
        # Ten times quicker than usual, of which a factor of four is believed, by 60 replies of 60 + 20.
        assert found["quick"].half_life_hours == pytest.approx(80 * 4**-0.75)
        venues = {one.id: one for one in drafted(home).problem.venues}
        assert venues["quick"].half_life_hours == found["quick"].half_life_hours


def test_a_venue_that_cannot_be_read_is_named_where_nothing_is_planned(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum", "list", "board")) as home:
        show(home, plain(1))
        for name, state in (("forum", "failing"), ("list", "failing"), ("board", "ok")):
            home.threads.remember(
                [FeedMemory(f"https://{name}.example/feed", name, state, 404, failing_since=MONDAY_8 - 3 * DAY)]
            )  # type: ignore[arg-type]
        assert drafted(home).notes == ("list has not been read since 13 Nov (404): nothing planned there",)
        page = FeedMemory("https://list.example/feed", "list", "not-a-feed", 200, failing_since=MONDAY_8)
        home.threads.remember([page])
        assert drafted(home).notes == ("list has not been read since 16 Nov (not-a-feed): nothing planned there",)


# -- visits and ideas ----------------------------------------------------------------------------------------------


def test_an_answer_picked_on_the_day_is_worth_the_best_of_two_weeks(tmp_path: Path) -> None:
    with made(tmp_path, forums("hn", platform="hackernews") + forums("forum")) as home:
        show(home, [
            *(Told("hn", f"h{n}", 0.8 if n % 2 else 0.3, hours=24 * n + 30, replies=4) for n in range(13)),
            Told("hn", "now", 0.9, hours=2), Told("hn", "now too", 0.5, hours=3), Told("hn", "weak now", 0.1, hours=1),
        ])  # fmt: skip
        found = candidates(home, "s:")
        assert set(found) == {"one answer, picked on the day (2 fit now)"}
        slot = next(iter(found.values()))
        # .9 today, on the days before .3 and .8 in turn: the mean over fourteen days.
        assert slot.relevance == pytest.approx((0.9 + 0.3 * 7 + 0.8 * 6) / 14)
        assert slot.minutes == 15 and slot.replies > 2, "as much as a thread that is half a half-life old is seen"
        proposal = drafted(home).proposals[slot.id]
        assert "now too" in proposal.note and "weak now" not in proposal.note


def test_a_fast_venue_in_which_nothing_fitted_gets_no_visit(tmp_path: Path) -> None:
    with made(tmp_path, forums("hn", platform="hackernews")) as home:
        show(home, [Told("hn", f"h{n}", 0.1, hours=20 * n) for n in range(12)])
        assert candidates(home) == {}


def test_a_new_topic_waits_for_five_answers_and_says_so(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum")) as home:
        show(home, plain(1))
        idea = ideas.add(home, "What we learnt from a year of indexes", "forum")
        assert candidates(home, "n:") == {}
        assert drafted(home).notes == (
            "“What we learnt from a year of indexes” waits: 5 answers there come first, you have none",
        )
        for n in range(5):
            record.log(home, Contribution("", at=MONDAY_8 - (n + 9) * DAY, venue="forum", minutes=15, title=f"old {n}"))
        found = candidates(home, "n:")
        assert found["What we learnt from a year of indexes"].minutes == 40
        assert drafted(home).notes == ()
        planned = {one.candidate for one in solve_week(drafted(home)).answer.items}
        assert f"n:{idea.id}" in planned


def test_a_placement_needs_no_answers_before_it_but_promotion_does(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum")) as home:
        ideas.add(home, "An article", "forum", "placement", minutes=30)
        ideas.add(home, "About my product", "forum", "placement", promo=True)
        assert set(candidates(home, "n:")) == {"An article"}
        assert next(iter(candidates(home, "n:").values())).minutes == 30
        assert len(drafted(home).notes) == 1


def test_an_idea_is_proposed_until_it_is_done(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum")) as home:
        idea = ideas.add(home, "An article", "forum", "placement", minutes=30)
        home.clock.now += 7 * DAY  # type: ignore[attr-defined]
        assert set(candidates(home, "n:")) == {"An article"}
        item = PlanItem("i1", week=str(home.week()), candidate=f"n:{idea.id}", venue="forum", kind="placement")
        record.done(home, item)
        assert candidates(home, "n:") == {}
        home.clock.now += 7 * DAY  # type: ignore[attr-defined]
        assert candidates(home, "n:") == {}
        home.ledger.undo(1)
        assert set(candidates(home, "n:")) == {"An article"}


# -- people ----------------------------------------------------------------------------------------------------------


def _met(home: Home, name: str, **values: object) -> str:
    who = f"p-{name}"
    record.log(home, Contribution.load("", {
        "at": MONDAY_8 - 60 * DAY, "venue": "forum", "person": who, "person_name": name, "minutes": 10,
        "title": "about counting", "goal": "sql", **values,
    }))  # fmt: skip
    home.ledger.act(
        "rated", name, [Change("person", who, Person(who, name, relevant={"sql": 5}, focus=("sql",)).dump())]
    )
    return who


def test_nobody_is_written_to_without_a_reason(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum")) as home:
        who = _met(home, "ada")
        assert candidates(home, "d:") == {}
        record.log(
            home, Contribution("", at=MONDAY_8 - 50 * DAY, kind="call", person=who, person_name="ada", title="plans")
        )
        assert set(candidates(home, "d:")) == {"follow up on: plans"}
        threads = show(home, [Told("forum", "A question", author="ada")])
        touch = candidates(home, "d:")["their question: A question"]
        assert touch.thread == threads["forum/A question"], "the touch and the answer are one"
        home.ledger.act("note", "x", [Change("person", who, {"note": "promised her the numbers"})])
        assert set(candidates(home, "d:")) == {"promised her the numbers"}


def test_where_everybody_was_let_loose_the_planner_keeps_nobody_close(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum")) as home:
        who = _met(home, "ada")
        assert focus_people(drafted(home).problem) == {"sql": {who}}
        home.ledger.act("focus", "x", [Change("person", who, {"focus": [], "left_out": ["sql"]})])
        assert focus_people(drafted(home).problem) == {"sql": frozenset()}


def test_new_people_are_capped_by_what_maintenance_leaves(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum")) as home:
        show(home, plain(2))
        assert drafted(home).problem.growth_cap == 300 // 10
        for n in range(29):
            owed = FollowUp(f"f{n}", venue="forum", person=f"p{n}", person_name=f"n{n}", title="x")
            values = owed.dump() | {"at": MONDAY_8 - DAY, "due_at": MONDAY_8 + 2 * DAY}
            home.ledger.observe("owed", [(owed.id, "waits", Change("followup", owed.id, values))])
        assert drafted(home).problem.growth_cap == 1
        answer = solve_week(drafted(home)).answer
        kinds = [drafted(home).proposals[one.candidate].candidate for one in answer.items]
        assert sum(one.new for one in kinds) <= 1
        assert sum(one.kind == "follow-up" for one in kinds) == 29, "18 by Wednesday, their day, the others late"


# -- what the user decided -------------------------------------------------------------------------------------------


def test_dropping_a_thread_drops_its_other_answers_and_goals(tmp_path: Path) -> None:
    second = '[[goal]]\nid = "too"\nstatement = "the same again"\nstrength = 0.2\n\n'
    with made(tmp_path, second + forums("forum")) as home:
        threads = show(home, plain(2))
        assert len(drafted(home).proposals) == 8
        item = PlanItem("i1", week=str(home.week()), candidate=f"r:sql:{threads['forum/forum 0']}",
                        thread=threads["forum/forum 0"])  # fmt: skip
        record.drop(home, [item])
        assert {one.title for one in drafted(home).proposals.values()} == {"forum 1"}


def test_what_was_accepted_outlives_its_feed_its_goal_but_not_its_venue(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum", "list")) as home:
        kept = PlanItem("i1", week=str(home.week()), day=2, candidate="r:gone:t1", venue="forum", goal="gone",
                        thread="t1", title="Accepted", minutes=15)  # fmt: skip
        answered = replace(kept, id="i2", candidate="f:f1", kind="follow-up", title="No longer owed")
        lost = replace(kept, id="i3", candidate="r:sql:t3", venue="elsewhere", title="A venue that is gone")
        record.accept(home, [kept, answered, lost])
        assert set(candidates(home)) == {"Accepted"}
        solved = solve_week(drafted(home)).answer
        assert [one.candidate for one in solved.items] == ["r:gone:t1"]
        assert ids(home) == {}
