"""Why a candidate is not in a plan, in words: the first reason that applies."""

from __future__ import annotations

from forumplan.domain.planning import Answer, Candidate, PlanVenue, Problem

_COUNTED = frozenset({"reply", "new-topic", "slot", "placement"})


def why_out(problem: Problem, answer: Answer, candidate: str) -> str:
    """The reason why a candidate is out. KeyError if the problem has none of this id."""
    by_id = {one.id: one for one in problem.candidates}
    wanted = by_id[candidate]
    chosen = [(by_id[one.candidate], one.day) for one in answer.items]
    if any((one.thread or one.id) == (wanted.thread or wanted.id) for one, _ in chosen):
        return "another way to answer the same thread is planned"
    open_days = [day for day in range(max(0, problem.today), 7) if problem.minutes.get(day, 0) >= wanted.minutes]
    if not open_days:
        return f"no day that is left has {wanted.minutes} minutes"
    venue = next((one for one in problem.venues if one.id == wanted.venue), None)
    if venue is not None and wanted.kind in _COUNTED:
        reason = _manners(problem, venue, wanted, chosen)
        if reason:
            return reason
    return f"its {wanted.minutes} minutes are worth more elsewhere"


def _manners(problem: Problem, venue: PlanVenue, wanted: Candidate, chosen: list[tuple[Candidate, int]]) -> str:
    if wanted.promo and venue.promo_left is not None and venue.promo_left <= 0:
        return "the share of promotion in this venue is used up"
    recent = sum(0 <= days < 7 for days in venue.posted_days_ago)
    planned = sum(one.venue == venue.id and one.kind in _COUNTED for one, _ in chosen)
    if recent + planned >= venue.cap_per_week:
        return f"the cap of {venue.cap_per_week} a week in this venue is reached"
    if planned:
        return "one post is planned in this venue already; elsewhere the minutes reach more people"
    last = min(venue.posted_days_ago, default=999)
    if venue.cooldown_days and last + (6 - max(0, problem.today)) < venue.cooldown_days:
        return f"your last post there is {last} days ago, its cool-down is {venue.cooldown_days}"
    return ""
