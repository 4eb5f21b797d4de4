"""An independent checker: does a plan keep every constraint? Plain loops over the problem, nothing shared with the
solver, so that the two can be held against each other (design: planning, section 2).
"""

from __future__ import annotations

from collections.abc import Callable

from forumplan.domain.planning import DIRECT, Answer, Candidate, PlanVenue, Problem

_PUBLIC = ("reply", "new-topic", "slot", "placement")
_Pairs = list[tuple[Candidate, int]]


def violations(problem: Problem, answer: Answer) -> list[str]:
    """One line for each constraint that the plan breaks beyond what the locks themselves break; [] if none."""
    by_id = {c.id: c for c in problem.candidates}
    unknown = [item.candidate for item in answer.items if item.candidate not in by_id]
    if unknown:
        return [f"{name} is not a candidate" for name in unknown]
    plan = [(by_id[item.candidate], item.day) for item in answer.items]
    locks = _locks(problem, by_id)
    found = [f"{c.id} is locked on day {day} and not there" for c, day in locks if (c, day) not in plan]
    found += [
        f"{c.id} is closed on day {day}" for c, day in plan if (c, day) not in locks and not _open(problem, c, day)
    ]

    def limit(name: str, most: float, use: Callable[[_Pairs], float]) -> None:
        used, standing = use(plan), use(locks)
        if used > max(most, standing) + 1e-9:
            found.append(f"{name}: {used:g} of {max(most, standing):g}")

    for thread in sorted({c.thread or c.id for c, _ in plan}):
        limit(f"thread {thread}", 1, lambda pairs, t=thread: sum((c.thread or c.id) == t for c, _ in pairs))  # type: ignore[misc]
    days = range(max(problem.today, 0), 7)
    for day in range(7):
        budget = problem.minutes.get(day, 0) if day in days else 0
        limit(f"minutes of day {day}", budget, lambda pairs, d=day: sum(c.minutes for c, x in pairs if x == d))  # type: ignore[misc]
    limit("minutes", sum(problem.minutes.get(d, 0) for d in days), lambda pairs: sum(c.minutes for c, _ in pairs))
    for venue in problem.venues:
        if venue.id != DIRECT:
            _manners(problem, venue, limit)
        if venue.promo_left is not None:
            limit(f"promotion in {venue.id}", venue.promo_left, lambda pairs, v=venue.id: _promoted(pairs, v))  # type: ignore[misc]
    if problem.growth_cap is not None:
        limit("growth", problem.growth_cap, lambda pairs: sum(c.new for c, _ in pairs))
    return found


def _promoted(pairs: _Pairs, venue: str) -> int:
    return sum(c.promo for c, _ in pairs if c.venue == venue)


def _locks(problem: Problem, by_id: dict[str, Candidate]) -> _Pairs:
    """Locks on days that are not over; of several of one candidate the first."""
    days: dict[str, int] = {}
    for item in problem.previous:
        if item.locked and item.candidate in by_id and max(problem.today, 0) <= item.day <= 6:
            days[item.candidate] = min(item.day, days.get(item.candidate, item.day))
    return [(by_id[name], day) for name, day in days.items()]


def _open(problem: Problem, candidate: Candidate, day: int) -> bool:
    if not max(problem.today, 0) <= day <= 6:
        return False
    if candidate.kind == "reply":
        half = next(v.half_life_hours for v in problem.venues if v.id == candidate.venue)
        return bool(2.0 ** (-(candidate.age_hours + 24.0 * (day - problem.today) + 8.0) / half) >= 0.06)
    due = candidate.due_day
    return not (candidate.kind == "follow-up" and due is not None and due >= problem.today and day > due)


def _manners(
    problem: Problem, venue: PlanVenue, limit: Callable[[str, float, Callable[[_Pairs], float]], None]
) -> None:
    """Caps and cool-downs, own posts before the plan included."""
    posted = [problem.today - age for age in venue.posted_days_ago]

    def days(pairs: _Pairs) -> list[int]:
        return sorted(day for c, day in pairs if c.venue == venue.id and c.kind in _PUBLIC)

    for end in range(max(problem.today, 0), 7):
        room = max(0, venue.cap_per_week - sum(p > end - 7 for p in posted))
        limit(f"cap of {venue.id} by day {end}", room, lambda pairs, e=end: sum(d <= e for d in days(pairs)))  # type: ignore[misc]
    gap = venue.cooldown_days
    limit(
        f"days since the last post in {venue.id}",
        0,
        lambda pairs: sum(any(abs(d - p) < gap for p in posted) for d in days(pairs)),
    )
    for start in range(7 if gap > 0 else 0):
        limit(
            f"cool-down of {venue.id} from day {start}",
            1,
            lambda pairs, s=start: sum(s <= d < s + gap for d in days(pairs)),  # type: ignore[misc]
        )
