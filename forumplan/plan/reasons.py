"""Why an item is in the plan, and why another is not, in words (design: planning, section 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import isfinite

from forumplan.domain.planning import Answer, Candidate, PlanVenue, Problem
from forumplan.plan import constants as k
from forumplan.plan.exchange import Board
from forumplan.plan.focus import focus_people

_Name = Callable[[str], str]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def why_in(problem: Problem, answer: Answer, candidate: str, name: _Name = str) -> list[str]:
    """The parts of an item's marginal value in words, the greatest first. `name` shows a person's id.

    KeyError if the plan does not hold the candidate.
    """
    parts = next((item.parts for item in answer.items if item.candidate == candidate), None)
    if parts is None:
        raise KeyError(candidate)
    wanted = next(c for c in problem.candidates if c.id == candidate)
    venue = next(v for v in problem.venues if v.id == wanted.venue)
    words = {"help": _help_words(wanted), "reach": _reach_words(venue), "tie": _tie_words(problem, wanted, name)}
    if wanted.kind not in k.CAPPED_KINDS:
        words["help"] = words["reach"] = []
    order = sorted(words, key=lambda part: -getattr(parts, part))
    return [word for part in order if getattr(parts, part) > k.TINY for word in words[part]]


def _help_words(wanted: Candidate) -> list[str]:
    if wanted.kind != "reply":
        return []
    if not wanted.replies:
        return [f"unanswered for {_age(wanted.age_hours)}"]
    return ["only one answer so far" if wanted.replies == 1 else f"{wanted.replies} answers so far"]


def _age(hours: float) -> str:
    if hours < 1:
        return "less than an hour"
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} days"


def _reach_words(venue: PlanVenue) -> list[str]:
    last = min(venue.posted_days_ago, default=None)
    if last is None:
        return ["first here"]
    return [f"first here in {last} days"] if last > 1 else []


def _tie_words(problem: Problem, wanted: Candidate, name: _Name) -> list[str]:
    who = name(wanted.person) if wanted.person else "somebody"
    if wanted.kind == k.OWED_KIND:
        due = wanted.due_day
        if due is None:
            return [f"{who} waits for your answer"]
        if due < problem.today:
            return [f"{who} waits for your answer, overdue"]
        return [f"{who} waits for your answer, due {WEEKDAYS[due] if due < k.DAYS else 'next week'}"]
    if wanted.person in focus_people(problem)[wanted.goal]:
        return [f"keeps {who} close"]
    person = next((p for p in problem.people if p.id == wanted.person), None)
    if person is None or person.strength <= 0:
        return ["a first contact"] if wanted.person else []
    waited = person.last_contact_days
    return [f"{who} asked" if not isfinite(waited) or waited > 1000 else f"{who}, last contact {waited:.0f} days ago"]


def why_out(problem: Problem, answer: Answer, candidate: str, name: _Name = str) -> str:
    """The first reason why a candidate is not in the plan; `name` shows a candidate's id. KeyError if unknown.

    For many candidates of one plan, build a `Board` once and call `out_words`.
    """
    return out_words(problem, Board.of(problem, answer), candidate, name)


def out_words(problem: Problem, board: Board, candidate: str, name: _Name = str) -> str:
    """`why_out` on a board that is there already."""
    wanted = next((c for c in problem.candidates if c.id == candidate), None)
    if wanted is None:
        raise KeyError(candidate)
    if board.index[candidate] in board.days:
        return f"it is in the plan, on {WEEKDAYS[board.days[board.index[candidate]]]}"
    closed = _closed(problem, board, wanted)
    if closed:
        return closed
    days = [day for day in range(k.DAYS) if problem.minutes.get(day, 0) >= wanted.minutes]
    pairs = [pair for pair in board.pairs(candidate).tolist() if int(board.rows.day[pair]) in days]
    rows = [{board.rows.names[row] for row in board.short(pair).tolist()} for pair in pairs]
    for kind, words in _BLOCKS:
        blocked = [{row for row in names if row.partition(":")[0] == kind} for names in rows]
        if all(blocked):
            users = _users(board, sorted(set.union(*blocked)), name)
            return words(wanted, next(v for v in problem.venues if v.id == wanted.venue), users)
    found = board.best_exchange(candidate)
    if found is not None and found.out:
        return f"would push out {_and(map(name, found.out))}"
    if found is not None:
        return "there is room, but it would add nothing" if found.loss >= 0 else "there is room for it still"
    held = _users(board, sorted({row for names in rows for row in names}), name)
    return f"needs {wanted.minutes} minutes that are worth more on {held or 'what is locked'}"


def _closed(problem: Problem, board: Board, wanted: Candidate) -> str:
    """Why it is open on no day that has the minutes, "" if it is."""
    days = board.rows.day[board.pairs(wanted.id)].tolist()
    if not days and wanted.kind == "reply":
        half = next(v.half_life_hours for v in problem.venues if v.id == wanted.venue)
        return f"closed: {_age(wanted.age_hours)} old, and half of those who read there are gone after {_age(half)}"
    if not days:
        return "closed: its day is over"
    if all(problem.minutes.get(day, 0) < wanted.minutes for day in days):
        if max(days) == k.DAYS - 1:
            return f"no day that is left has {wanted.minutes} minutes"
        when = "today has no" if max(days) == problem.today else f"no day until {WEEKDAYS[max(days)]} has"
        return f"{when} {wanted.minutes} minutes, and then it is closed"
    return ""


def _users(board: Board, names: list[str], name: _Name) -> str:
    """The planned items that use rows, in words, "" for none."""
    number = {row: n for n, row in enumerate(board.rows.names)}
    users = sorted({p for row in names for p in board.users(number[row])})
    return _and(name(board.t.ids[int(board.rows.item[p])]) for p in users)


def _and(names: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = [*names] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def _thread_words(_: Candidate, __: PlanVenue, users: str) -> str:
    return f"another answer to the same thread is planned: {users}"


def _near_words(_: Candidate, venue: PlanVenue, __: str) -> str:
    last = min(venue.posted_days_ago)
    ago = "today" if last == 0 else "yesterday" if last == 1 else f"{last} days ago"
    return f"your last post there was {ago}; {_apart(venue)}"


def _cap_words(_: Candidate, venue: PlanVenue, users: str) -> str:
    held = f": {users}" if users else ", by what you posted"
    return f"the cap of {venue.cap_per_week} a week there is used{held}"


def _cooldown_words(_: Candidate, venue: PlanVenue, users: str) -> str:
    return f"{_apart(venue)}: {users}"


def _apart(venue: PlanVenue) -> str:
    days = venue.cooldown_days
    return "one post a day is the most there" if days == 1 else f"{days} days lie between two posts there"


def _promotion_words(_: Candidate, __: PlanVenue, users: str) -> str:
    return "the share of promotion there is used" + (f": {users}" if users else "")


def _growth_words(_: Candidate, __: PlanVenue, users: str) -> str:
    if users:
        return f"the minutes hold no more new people than those of {users}"
    return "the people you know take the minutes of this week, none are left for somebody new"


_BLOCKS: tuple[tuple[str, Callable[[Candidate, PlanVenue, str], str]], ...] = (
    ("thread", _thread_words),
    ("near", _near_words),
    ("cap", _cap_words),
    ("cooldown", _cooldown_words),
    ("promotion", _promotion_words),
    ("growth", _growth_words),
)
"""Rows that stand in the way, in the order in which they are said."""
