"""Reasons: each is tried by forcing the item in and solving again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from plan_cases import problem

from forumplan.domain.planning import Answer, Candidate, PlanGoal, PlanPerson, PlanVenue, PreviousItem, Problem
from forumplan.plan.exchange import Board
from forumplan.plan.objective import value
from forumplan.plan.reasons import out_words, why_in, why_out
from forumplan.plan.solve import solve
from forumplan.plan.tableau import tableau


def worth(p: Problem, answer: Answer) -> float:
    t = tableau(p)
    index = {name: i for i, name in enumerate(t.ids)}
    return value(t, [(index[item.candidate], item.day) for item in answer.items]).total


def test_forcing_an_item_in_loses_no_more_than_its_exchange_says() -> None:
    tried = 0
    for seed in range(400, 500):
        p = replace(problem(seed, candidates=20), previous=())
        p = replace(p, venues=tuple(replace(v, wish=0) for v in p.venues))
        found = solve(p)
        board = Board.of(p, found)
        for candidate in [c.id for c in p.candidates if board.index[c.id] not in board.days][:6]:
            exchange = board.best_exchange(candidate)
            if exchange is None:
                continue
            tried += 1
            forced = solve(replace(p, previous=(PreviousItem(candidate, exchange.day, accepted=False, locked=True),)))
            assert {item.candidate: item.day for item in forced.items}[candidate] == exchange.day
            assert worth(p, forced) >= found.value - exchange.loss - 1e-6 * max(1.0, found.value)
            assert exchange.loss >= -1e-6
    assert tried >= 100


def small(*candidates: Candidate, minutes: int = 20, **venue: object) -> Problem:
    plain = PlanVenue("v", quality=0.5, audience=100, cap_per_week=9, cooldown_days=0)
    place = replace(plain, **venue)  # type: ignore[arg-type]
    return Problem("w", 0, {0: minutes}, (PlanGoal("g"),), (place,), candidates=candidates)


def thread(name: str, relevance: float = 0.5, **more: object) -> Candidate:
    return replace(Candidate(name, "v", "reply", "g", relevance, 20), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("p", "out", "words"),
    [
        (small(thread("a", 0.9), thread("b", 0.2)), "b", "would push out a"),
        (small(thread("a", 0.9), thread("b", 0.2, age_hours=500.0)), "b", "closed: 21 days old"),
        (small(thread("a", 0.9), thread("b", 0.2, minutes=30)), "b", "no day that is left has 30 minutes"),
        (small(thread("a", 0.9, thread="t"), thread("b", 0.2, thread="t")), "b", "another answer to the same thread"),
        (
            small(thread("a", 0.9), thread("b", 0.2), minutes=60, cap_per_week=1),
            "b",
            "the cap of 1 a week there is used: a",
        ),
        (small(thread("a"), cap_per_week=1, posted_days_ago=(3,)), "a", "the cap of 1 a week there is used, by what"),
        (small(thread("a"), cooldown_days=2, posted_days_ago=(1,)), "a", "your last post there was yesterday"),
        (small(thread("a", 0.9), thread("b"), minutes=60, cooldown_days=1), "b", "one post a day is the most there: a"),
        (small(thread("a", promo=True), promo_left=0), "a", "the share of promotion there is used"),
        (replace(small(thread("a", new=True)), growth_cap=0), "a", "the people you know take the minutes of this week"),
        (small(thread("a", 0.9)), "a", "it is in the plan, on Monday"),
    ],
)
def test_each_reason_is_the_first_that_applies(p: Problem, out: str, words: str) -> None:
    assert why_out(p, solve(p), out).startswith(words)


def test_one_board_serves_many_reasons_with_names_of_the_callers() -> None:
    p = small(thread("a", 0.9), thread("b", 0.2), thread("c", 0.1))
    board = Board.of(p, solve(p))
    assert [out_words(p, board, x, str.upper) for x in "bc"] == ["would push out A", "would push out A"]
    with pytest.raises(KeyError):
        out_words(p, board, "unknown")


def test_an_item_in_says_what_it_is_worth() -> None:
    p = small(thread("a", age_hours=5.0, person="lena"), posted_days_ago=(9,))
    p = replace(p, people=(PlanPerson("lena", 0.3, 12),))
    assert set(why_in(p, solve(p), "a", str.title)) == {
        "unanswered for 5 h",
        "first here in 9 days",
        "Lena, last contact 12 days ago",
    }
    owed = small(Candidate("f", "v", "follow-up", "g", 1.0, 10, person="lena", due_day=1))
    assert why_in(owed, solve(owed), "f", str.title) == ["Lena waits for your answer, due Tuesday"]
    with pytest.raises(KeyError):
        why_in(p, solve(p), "unknown")
