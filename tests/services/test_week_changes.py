"""What another plan has otherwise, and other weeks beside this one."""

from __future__ import annotations

from pathlib import Path

import pytest
from week_homes import DAY, HOUR, WORDS, Told, forums, made, rank, show

from forumplan.domain.records import PlanItem
from forumplan.services import planning, record, settings_acts, what_if
from forumplan.services.changes import Change
from forumplan.services.home import Home
from forumplan.services.planning import WeekPlan
from forumplan.services.week_problem import WhatIf


def todo(plan: WeekPlan) -> list[PlanItem]:
    return [one for one in plan.items if one.state != "done"]


def told(found: list[Change]) -> dict[str, tuple[str, str]]:
    """Sign and words by title."""
    return {one.item.title: (one.sign, one.words) for one in found}


def test_a_venue_that_is_gone_takes_its_items_along(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum", "list")) as home:
        show(home, [Told(v, f"{v} one", 0.8, hours=2) for v in ("forum", "list")])
        record.accept(home, todo(planning.plan_week(home)))
        settings_acts.remove_venue(home, "list")
        rank(home, {"forum/forum one": 0.8, "list/list one": 0.8})
        _, found = planning.replan(home)
        assert told(found) == {"list one": ("-", "its venue is no longer followed")}


def test_proposals_that_go_name_their_reason(tmp_path: Path) -> None:
    with made(tmp_path, forums("a", "b", "c", "d")) as home:
        threads = show(home, [Told(v, f"{v} one", 0.8, hours=300 if v == "b" else 2) for v in "abcd"])
        first = planning.plan_week(home)
        assert len(todo(first)) == 4
        record.label(home, home.threads.by_ids(threads.values())[threads["a/a one"]], "sql", 0)
        home.clock.now += 4 * DAY + 6 * HOUR  # type: ignore[attr-defined]
        rank(home, {"a/a one": 0.8, "b/b one": 0.8, "c/c one": 0.05, "d/d one": 0.8})
        _, found = planning.replan(home)
        words = told(found)
        assert words["a one"] == ("-", "off topic, you said")
        assert words["b one"] == ("-", "closed: too old to be read still")
        assert words["c one"] == ("-", "fits too little now, or is no longer shown")
        assert "d one" not in words or words["d one"][0] == ">"


def test_a_shorter_answer_or_another_venue_is_one_change(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum", "list", audience=10)) as home:
        show(home, [Told("forum", "Why is my index not used", 0.8, text=WORDS),
                    Told("list", "Index not used", 0.3, text=WORDS)])  # fmt: skip
        (first,) = todo(planning.plan_week(home))
        assert first.venue == "forum"
        settings_acts.set_values(home, "venue", "forum", ["cap_per_week=0"])
        rank(home, {"forum/Why is my index not used": 0.8, "list/Index not used": 0.3})
        _, found = planning.replan(home)
        assert len(found) == 1 and found[0].sign == ">" and found[0].item.venue == "list"
        assert "in another venue, where the same is asked" in found[0].words


def test_what_is_pushed_out_names_what_came_instead(tmp_path: Path) -> None:
    with made(tmp_path, forums(*"abcdefgh")) as home:
        path = home.paths.config_file
        path.write_text(path.read_text().replace("mon = 60, tue = 60, wed = 60, thu = 60, fri = 60", "wed = 20"))
        home.reload()
        show(home, [Told(v, f"{v} one", 0.5) for v in "ab"])
        first = {one.title for one in todo(planning.plan_week(home))}
        assert first == {"a one", "b one"}
        show(home, [*(Told(v, f"{v} one", 0.5) for v in "ab"), *(Told(v, f"{v} new", 0.98, hours=1) for v in "cd")])
        _, found = planning.replan(home)
        words = told(found)
        assert {words["a one"][0], words["b one"][0]} == {"-"}
        assert "new”" in words["a one"][1], words
        assert {words["c new"][0], words["d new"][0]} == {"+"}


# -- what if ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made_home = made(tmp_path, forums(*"abcdefgh"))
    show(made_home, [Told(v, f"{v} {n}", 0.9 - n * 0.2, hours=2 + n) for v in "abcdefgh" for n in range(3)])
    return made_home


def test_more_minutes_are_worth_more_and_less_are_worth_less(home: Home) -> None:
    more = what_if.beside(home, WhatIf(minutes=600))
    less = what_if.beside(home, WhatIf(minutes=60))
    assert "more than this week" in more.words[0] and "less than this week" in less.words[0]
    assert more.plan.minutes == 600 and sum(one.minutes for one in todo(less.plan)) <= 60
    assert any(one.sign == "-" for one in less.changes) and not any(one.sign == "-" for one in more.changes)
    assert less.words[3] == "1h00 of 1h00 used (now 5h00 of 5h00)"


def test_without_a_venue_nothing_is_there_and_several_things_go_together(home: Home) -> None:
    found = what_if.beside(home, WhatIf({"sql": 0.9}, minutes=300, without=frozenset("ab")))
    assert {one.venue for one in todo(found.plan)} <= set("cdefgh")
    assert found.words[0].startswith("to your goals as they are, worth ")
    assert "(now " in found.words[1]
    gone = {one.item.venue for one in found.changes if one.sign == "-"}
    assert {"a", "b"} <= gone
    words = {one.words for one in found.changes if one.sign == "-" and one.item.venue in "ab"}
    assert words == {"left out, as you asked"}


def test_the_same_week_is_worth_the_same_and_nothing_is_kept(home: Home) -> None:
    before = planning.plan_week(home)
    stored = home.threads.proposal(str(home.week()))
    found = what_if.beside(home, WhatIf({"sql": 0.4}))
    assert found.words[0] == "to your goals as they are, worth as much as this week"
    assert found.changes == () and found.plan == before
    assert home.threads.proposal(str(home.week())) == stored and home.ledger.all(PlanItem) == []


# -- free minutes ----------------------------------------------------------------------------------------------------


def test_what_fits_into_freed_minutes_and_into_half_an_hour_more(home: Home) -> None:
    path = home.paths.config_file
    path.write_text(path.read_text().replace("mon = 60, tue = 60, wed = 60, thu = 60, fri = 60", "mon = 40"))
    home.reload()
    plan = planning.plan_week(home)
    free, more = planning.with_more(home, 0, 30)
    assert free == []
    assert more and sum(one.minutes for one in more) <= 30
    assert {one.candidate for one in more}.isdisjoint({one.candidate for one in plan.items})
    record.drop(home, [todo(plan)[0]])
    (free,) = planning.with_more(home, 0)
    assert free and sum(one.minutes for one in free) <= 40 - sum(one.minutes for one in todo(plan)[1:])
    assert todo(plan)[0].thread not in {one.thread for one in free}
