"""Where candidates for a week come from: threads that fit, answers owed, people due, slots of manual and fast venues.

Design: planning, section 1. Every candidate carries what the plan item will show, so that the pure planner needs only
numbers.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from forumplan.domain.goal import Goal
from forumplan.domain.planning import DIRECT, Candidate
from forumplan.domain.records import Dismissal, FollowUp, Label, PlanItem
from forumplan.domain.text import plural
from forumplan.domain.thread import Thread
from forumplan.domain.times import HOUR, local_date
from forumplan.domain.venue import Venue, manners
from forumplan.domain.week import Week
from forumplan.services import focus
from forumplan.services.focus import FocusList
from forumplan.services.home import Home
from forumplan.services.minutes import minutes_for
from forumplan.services.people import Tie, person_of

LEAST_RELEVANCE = 0.15
PER_VENUE_AND_GOAL = 50
PER_PERSON = 2
"""Threads of one person in a week, each in another venue: more would be following them around."""
FAST_HALF_LIFE_HOURS = 9.0
"""Venues whose threads live no longer get a slot, filled on the day."""
BUMPED = frozenset({"discourse", "github", "gitlab", "phpbb", "vbulletin", "xenforo", "smf", "nodebb", "flarum"})
"""Platforms that show a thread again when somebody answers: its age counts from the last activity."""
LIFE_IN_HALF_LIVES = 5.0
"""A thread older than this is closed whatever its replies (F < .06)."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate and what it will say on the screen. `fits`: words of the model, `band` strong, maybe or weak."""

    candidate: Candidate
    title: str
    url: str = ""
    thread: Thread | None = None
    person_name: str = ""
    fits: tuple[str, ...] = ()
    band: str = ""
    followup: FollowUp | None = None
    item: PlanItem | None = None


@dataclass(slots=True)
class Known:
    """What the ledger says that bears on candidates, read once."""

    home: Home
    labels_no: set[tuple[str, str]]
    dismissed: set[str]
    items: list[PlanItem]
    ties: dict[str, Tie]
    answered: set[str] = field(default_factory=set)
    lists: list[FocusList] = field(default_factory=list)

    @classmethod
    def read(cls, home: Home, ties_: dict[str, Tie], week: Week, goals: list[Goal]) -> Known:
        return cls(
            home,
            {(label.goal, label.thread) for label in home.ledger.all(Label) if label.value == 0},
            {dismissal.id for dismissal in home.ledger.all(Dismissal)},
            home.ledger.where(PlanItem, week=str(week)),
            ties_,
            home.ledger.deeds.threads(),
            focus.lists(home, ties_, goals),
        )


def open_goals(home: Home) -> list[Goal]:
    """Goals that still count today."""
    return [goal for goal in home.settings.goals if goal.open_on(home.today())]


def threads(home: Home, known: Known, goals: Iterable[Goal]) -> Iterator[Proposal]:
    """Replies to threads that fit, at most the best fifty a venue and goal; one for each goal that a thread fits."""
    venues = {venue.id: venue for venue in home.settings.venues}
    now = home.clock()
    mine = _own_threads(home)
    asked: dict[str, dict[str, str]] = defaultdict(dict)
    for goal in goals:
        ranking = home.threads.ranking(goal.id)
        if ranking is None:
            continue
        taken: dict[str, int] = defaultdict(int)
        places = [place for place, value in enumerate(ranking.relevance) if value >= LEAST_RELEVANCE]
        for start in range(0, len(places), 500):
            part = places[start : start + 500]
            found = {t.number: t for t in home.threads.threads([ranking.numbers[place] for place in part])}
            for place in part:
                thread = found.get(ranking.numbers[place])
                venue = venues.get(thread.venue) if thread else None
                if thread is None or venue is None or taken[venue.id] >= PER_VENUE_AND_GOAL:
                    continue
                if thread.id in mine or not _open(thread, venue, goal, known, now):
                    continue
                if not _room_for(asked[person_of(thread)] if thread.author else {}, thread):
                    continue
                taken[venue.id] += 1
                yield _reply(
                    thread,
                    venue,
                    goal,
                    known,
                    now,
                    relevance=ranking.relevance[place],
                    fits=ranking.reasons.get(thread.number, ()),
                    band=ranking.band(place),
                )


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
            minutes_for(known.home, followup.venue, "follow-up", ""),
            age_hours=(home.clock() - followup.at) / HOUR,
            person=followup.person,
            thread=f"f:{followup.id}",
            due_day=due,
        )
        yield Proposal(candidate, followup.title, followup.url, person_name=followup.person_name, followup=followup)


def touches(home: Home, known: Known, goals: list[Goal], week: Week) -> Iterator[Proposal]:
    """People whose wait is over and for whom there is a reason: an answer of theirs or a note to follow up."""
    kept = focus.keepers(known.lists)
    today = (home.today() - week.monday).days
    for tie in known.ties.values():
        goal = kept.get(tie.person) or (goals[0] if goals and tie.cadence_days else None)
        if goal is None or tie.owed or not (tie.note or tie.last_title) or tie.snoozed_until > home.clock():
            continue
        wait = focus.wait_days(tie, kept.get(tie.person))
        due_in = 0.0 if wait is None or math.isinf(tie.last_days) else wait - tie.last_days
        if today + due_in > 6:
            continue
        candidate = Candidate(
            f"d:{tie.person}",
            DIRECT,
            "touch",
            goal.id,
            1.0,
            minutes_for(known.home, "", "touch", ""),
            person=tie.person,
            due_day=max(today, today + int(due_in)),
        )
        title = tie.note or f"follow up on: {tie.last_title}"
        yield Proposal(candidate, title, person_name=tie.name)


def slots(home: Home, known: Known, goals: list[Goal], fits: dict[str, list[float]]) -> Iterator[Proposal]:
    """One visit to each manual venue, and one answer picked on the day in each fast venue, worth its best threads."""
    for venue in home.settings.venues:
        goal = next((g for g in goals if not venue.goals or g.id in venue.goals), None)
        found = sorted(fits.get(venue.id, []), reverse=True)[:5]
        fast = not venue.manual and manners(venue.platform).half_life_hours <= FAST_HALF_LIFE_HOURS
        if goal is None or not (venue.manual or (fast and found)):
            continue
        relevance = sum(found) / len(found) if found else 0.5
        candidate = Candidate(
            f"s:{venue.id}", venue.id, "slot", goal.id, relevance, minutes_for(known.home, venue.id, "slot", "")
        )
        title = (
            f"picked on the day ({plural(len(found), 'thread')} {'fits' if len(found) == 1 else 'fit'} now)"
            if found
            else "one visit, no feed there"
        )
        yield Proposal(candidate, title, venue.url)


def kept(known: Known, have: set[str]) -> Iterator[Proposal]:
    """Items of this week that the user accepted but that no feed shows any more: the ledger's copy speaks for them."""
    for item in known.items:
        if item.state in ("accepted", "pinned") and item.candidate not in have:
            candidate = Candidate(
                item.candidate,
                item.venue,
                item.kind,
                item.goal,
                0.5,
                item.minutes,
                person=item.person,
                thread=item.thread,
                due_day=item.due_day,
                promo=item.promo,
            )
            yield Proposal(candidate, item.title, item.url, person_name=item.person_name, item=item)


def _own_threads(home: Home) -> set[str]:
    """Threads in which a post of one's own was seen."""
    found: set[str] = set()
    for venue in home.settings.venues:
        for name in venue.me:
            posts = home.threads.posts_where("p.venue = ? AND p.author = ? COLLATE NOCASE", (venue.id, name))
            found |= {post.thread for post in posts}
    return found


def _room_for(asked: dict[str, str], thread: Thread) -> bool:
    """Whether one more thread of its asker may be proposed; `asked` is the thread of each venue taken so far."""
    if asked.setdefault(thread.venue, thread.id) != thread.id or len(asked) > PER_PERSON:
        if asked[thread.venue] == thread.id:
            del asked[thread.venue]
        return False
    return True


def _open(thread: Thread, venue: Venue, goal: Goal, known: Known, now: int) -> bool:
    if thread.closed or thread.id in known.dismissed or thread.id in known.answered:
        return False
    if (goal.id, thread.id) in known.labels_no or (venue.goals and goal.id not in venue.goals):
        return False
    return _age_hours(thread, now) <= LIFE_IN_HALF_LIVES * manners(thread.platform).half_life_hours


def _age_hours(thread: Thread, now: int) -> float:
    since = thread.active_at if thread.platform in BUMPED else thread.started_at
    return max(0.0, (now - since) / HOUR)


def _reply(
    thread: Thread,
    venue: Venue,
    goal: Goal,
    known: Known,
    now: int,
    *,
    relevance: float,
    fits: tuple[str, ...],
    band: str,
) -> Proposal:
    person = person_of(thread)
    tie = known.ties.get(person)
    candidate = Candidate(
        f"r:{goal.id}:{thread.id}",
        venue.id,
        "reply",
        goal.id,
        float(relevance),
        minutes_for(known.home, venue.id, "reply", thread.platform),
        age_hours=_age_hours(thread, now),
        replies=thread.replies or 0,
        person=person,
        thread=thread.id,
        new=tie is None or tie.contacts == 0,
    )
    return Proposal(candidate, thread.title, thread.url, thread=thread, person_name=thread.author, fits=fits, band=band)
