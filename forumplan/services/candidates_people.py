"""Candidates that are about somebody: answers owed, and touches of those who have waited long enough."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from forumplan.domain.goal import Goal
from forumplan.domain.planning import DIRECT, Candidate
from forumplan.domain.records import FollowUp
from forumplan.domain.thread import Thread
from forumplan.domain.times import HOUR, local_date
from forumplan.domain.week import Week
from forumplan.services import focus
from forumplan.services.candidates import LIFE_IN_HALF_LIVES, Known, Proposal
from forumplan.services.home import Home
from forumplan.services.people import Tie


def owed(home: Home, known: Known, followups: Iterable[FollowUp], week: Week, goals: list[Goal]) -> Iterator[Proposal]:
    """Answers owed, each due on its day."""
    by_id = {goal.id: goal for goal in goals}
    for followup in followups:
        goal = by_id.get(followup.goal) or (goals[0] if goals else None)
        if goal is None or home.settings.venue(followup.venue) is None:
            continue
        due = (local_date(followup.due_at, home.zone) - week.monday).days
        candidate = Candidate(
            f"f:{followup.id}",
            followup.venue,
            "follow-up",
            goal.id,
            1.0,
            known.minutes.full(followup.venue, "follow-up"),
            age_hours=max(0.0, (home.clock() - followup.at) / HOUR),
            person=followup.person,
            thread=f"f:{followup.id}",
            due_day=due,
        )
        yield Proposal(candidate, followup.title, followup.url, person_name=followup.person_name, followup=followup)


def late(found: Iterable[Proposal], left: Mapping[int, int], today: int) -> dict[str, Proposal]:
    """The answers owed that the minutes left cannot give by their days, due when there is time for them, by candidate.

    Earliest due first; where no day has room, any day does. An answer that comes late is better than none.
    """
    rest = {day: minutes for day, minutes in sorted(left.items()) if day >= max(today, 0)}
    owed = [one for one in found if one.followup is not None]
    moved = {}
    for one in sorted(owed, key=lambda one: (one.candidate.due_day or 0, one.candidate.id)):
        wanted = one.candidate
        due = wanted.due_day or 0
        if today <= due < 0:
            continue  # its day comes before the week does
        day = next((day for day, minutes in rest.items() if minutes >= wanted.minutes), None)
        if day is not None:
            rest[day] -= wanted.minutes
        if due >= max(today, 0) and (day is None or day > due):
            moved[wanted.id] = replace(one, candidate=replace(wanted, due_day=day))
    return moved


def touches(home: Home, known: Known, goals: list[Goal], week: Week) -> Iterator[Proposal]:
    """People whose wait is over, as far as there is something to write to them about."""
    kept = focus.keepers(known.lists)
    today = (home.today() - week.monday).days
    for tie in known.ties.values():
        goal = kept.get(tie.person) or (goals[0] if goals and tie.cadence_days else None)
        if goal is None or tie.owed or tie.snoozed_until > home.clock():
            continue
        wait = focus.wait_days(tie, kept.get(tie.person))
        due_in = 0.0 if wait is None or math.isinf(tie.last_days) else wait - tie.last_days
        if today + due_in > 6:
            continue
        words, thread = _reason(home, known, tie)
        if not words:
            continue
        candidate = Candidate(
            f"d:{tie.person}",
            DIRECT,
            "touch",
            goal.id,
            1.0,
            known.minutes.full("", "touch"),
            person=tie.person,
            thread=known.discussion(thread.id) if thread else "",
            due_day=max(today, today + int(due_in)),
        )
        yield Proposal(candidate, words, thread.url if thread else "", person_name=tie.name)


def _reason(home: Home, known: Known, tie: Tie) -> tuple[str, Thread | None]:
    """What to write to somebody about: a note of the user's, an open thread of theirs, what was heard of them last.

    The thread if it is one; no words where there is no reason.
    """
    if tie.note:
        return tie.note, None
    thread = _open_thread(home, known, tie)
    if thread is not None:
        return f"their question: {thread.title}", thread
    return (f"follow up on: {tie.heard_of}" if tie.heard_of else ""), None


def _open_thread(home: Home, known: Known, tie: Tie) -> Thread | None:
    """The newest open thread that somebody began in a venue where they were met."""
    now = home.clock()
    for venue in tie.venues:
        if venue in known.paces:
            since = now - int(LIFE_IN_HALF_LIVES * known.half_life(venue) * HOUR)
            condition = "p.venue = ? AND p.author = ? COLLATE NOCASE AND p.starts > 0 AND p.posted_at >= ?"
            posts = home.threads.posts_where(condition, (venue, tie.name, since))
            found = home.threads.by_ids(post.thread for post in posts)
            for post in reversed(posts):
                if known.is_open(found[post.thread], now):
                    return found[post.thread]
    return None
