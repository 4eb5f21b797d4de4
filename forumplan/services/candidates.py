"""Where candidates for a week come from: threads that fit, in a full and a short answer, and what was accepted.

Design: planning, section 1. Every candidate carries what the plan item will show, so that the pure planner needs only
numbers. Answers owed and touches: candidates_people; visits and ideas: candidates_visits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from forumplan.domain.goal import Goal
from forumplan.domain.planning import DIRECT, Candidate
from forumplan.domain.records import Contribution, Dismissal, FollowUp, Label, PlanItem
from forumplan.domain.thread import Thread
from forumplan.domain.times import HOUR
from forumplan.domain.venue import Venue
from forumplan.domain.week import Week
from forumplan.services import focus, rules
from forumplan.services.focus import FocusList
from forumplan.services.home import Home
from forumplan.services.minutes import LearntMinutes
from forumplan.services.pace import Pace, paces
from forumplan.services.people import Tie, person_of
from forumplan.services.shared_labels import labels_shown
from forumplan.store import pages
from forumplan.store.rankings import StoredRanking

LEAST_RELEVANCE = 0.15
PER_VENUE_AND_GOAL = 50
SHORT_ANSWERS = 10
"""So many of these, the best, may also be answered shortly."""
PER_PERSON = 2
"""Discussions of one person in a week, each in another venue: more would be following them around."""
BUMPED = frozenset({"discourse", "github", "gitlab", "phpbb", "vbulletin", "xenforo", "smf", "nodebb", "flarum"})
"""Platforms that show a thread again when somebody answers: its age counts from the last activity."""
LIFE_IN_HALF_LIVES = 5.0
"""A thread older than this is closed whatever its replies (F < .06)."""
_PLACES_READ = 500


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate and what it will say on the screen. `fits`: words of the model, `band` strong, maybe or weak.

    `why`: its reason where it is no thread and nobody's; `note`: more to read about it than its title.
    """

    candidate: Candidate
    title: str
    url: str = ""
    thread: Thread | None = None
    person_name: str = ""
    fits: tuple[str, ...] = ()
    band: str = ""
    followup: FollowUp | None = None
    item: PlanItem | None = None
    why: str = ""
    note: str = ""
    short: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger and the cache say that bears on candidates, read once.

    `settled` are discussions that need nothing more: answered, seen as answered, dismissed or dropped from this week.
    """

    made: list[Contribution]
    minutes: LearntMinutes
    items: list[PlanItem]
    ties: Mapping[str, Tie]
    lists: list[FocusList]
    paces: Mapping[str, Pace]
    rankings: Mapping[str, StoredRanking]
    told: Mapping[str, str]
    settled: frozenset[str]
    off_topic: frozenset[tuple[str, str]]

    @classmethod
    def read(cls, home: Home, ties_: Mapping[str, Tie], week: Week, goals: list[Goal]) -> Known:
        """All of it, for a week and the goals that count."""
        made = home.ledger.all(Contribution)
        items = home.ledger.where(PlanItem, week=str(week))
        told = pages.discussions(home.threads)
        settled = {one.thread for one in made} | {one.id for one in home.ledger.all(Dismissal)} | _own_threads(home)
        settled |= {one.thread for one in items if one.state == "dropped"}
        labels = labels_shown(home, home.ledger.all(Label))
        rankings = {goal.id: home.threads.ranking(goal.id) for goal in goals}
        return cls(
            made,
            LearntMinutes(made),
            items,
            ties_,
            focus.lists(home, ties_, goals),
            paces(home),
            {goal: ranking for goal, ranking in rankings.items() if ranking is not None},
            told,
            frozenset(told.get(thread, thread) for thread in settled - {""}),
            frozenset(key for key, value in labels.items() if value == 0),
        )

    def discussion(self, thread: str) -> str:
        """The name of the discussion that a thread is one telling of: the thread that was there first."""
        return self.told.get(thread, thread)

    def half_life(self, venue: str) -> float:
        """Hours."""
        return self.paces[venue].half_life_hours

    def is_open(self, thread: Thread, now: int) -> bool:
        """Whether an answer would still be read, and nothing settled it."""
        if thread.closed or self.discussion(thread.id) in self.settled:
            return False
        return age_hours(thread, now) <= LIFE_IN_HALF_LIVES * self.half_life(thread.venue)


def open_goals(home: Home) -> list[Goal]:
    """Goals that still count today."""
    return [goal for goal in home.settings.goals if goal.open_on(home.today())]


def threads(home: Home, known: Known, goals: Iterable[Goal]) -> Iterator[Proposal]:
    """Replies to threads that fit, at most the best fifty a venue and goal; one for each goal that a thread fits.

    The best ten may also be answered shortly. Tellings of one discussion and its answers are one thread to the planner.
    """
    now = home.clock()
    longest = max((pace.half_life_hours for pace in known.paces.values()), default=0.0)
    alive = pages.active_since(home.threads, now - int(LIFE_IN_HALF_LIVES * longest * HOUR))
    alive -= rules.view(home).muted
    asked: dict[str, dict[str, str]] = defaultdict(dict)
    for goal in goals:
        ranking = known.rankings.get(goal.id)
        if ranking is None:
            continue
        venues = {one.id: one for one in home.settings.venues if not one.goals or goal.id in one.goals}
        taken: dict[str, int] = defaultdict(int)
        for place, thread in _best(home, ranking, alive):
            venue = venues.get(thread.venue)
            if venue is None or taken[venue.id] >= PER_VENUE_AND_GOAL:
                continue
            if (goal.id, thread.id) in known.off_topic or not known.is_open(thread, now):
                continue
            if not _room_for(asked[person_of(thread)] if thread.author else {}, venue.id, known.discussion(thread.id)):
                continue
            taken[venue.id] += 1
            full = _reply(thread, venue, goal, known, now, ranking, place)
            yield full
            if taken[venue.id] <= SHORT_ANSWERS:
                yield from _short(full, known)


def kept(home: Home, known: Known, goals: list[Goal], have: set[str]) -> Iterator[Proposal]:
    """Items of this week that the user accepted but that no feed shows any more: the ledger's copy speaks for them.

    An owed answer that is no longer owed needs none; where a goal has ended the first one stands in for it.
    """
    names, places = {goal.id for goal in goals}, {venue.id for venue in home.settings.venues} | {DIRECT}
    for item in known.items:
        gone = item.candidate in have or item.venue not in places or item.kind == "follow-up" or not goals
        if item.state in ("accepted", "pinned") and not gone:
            candidate = Candidate(
                item.candidate,
                item.venue,
                item.kind,
                item.goal if item.goal in names else goals[0].id,
                0.5,
                item.minutes,
                person=item.person,
                thread=known.discussion(item.thread),
                due_day=item.due_day,
                promo=item.promo,
            )
            yield Proposal(candidate, item.title, item.url, person_name=item.person_name, item=item, short=item.short)


def _own_threads(home: Home) -> set[str]:
    """Threads in which a post of one's own was seen."""
    found: set[str] = set()
    for venue in home.settings.venues:
        for name in venue.me:
            posts = home.threads.posts_where("p.venue = ? AND p.author = ? COLLATE NOCASE", (venue.id, name))
            found |= {post.thread for post in posts}
    return found


def age_hours(thread: Thread, now: int) -> float:
    """Hours since a thread began, or was shown again where answers do that."""
    since = thread.active_at if thread.platform in BUMPED else thread.started_at
    return max(0.0, (now - since) / HOUR)


def _best(home: Home, ranking: StoredRanking, alive: set[int]) -> Iterator[tuple[int, Thread]]:
    """Places and threads of a ranking that fit at all, best first."""
    places = [
        place
        for place, value in enumerate(ranking.relevance)
        if value >= LEAST_RELEVANCE and ranking.numbers[place] in alive
    ]
    for start in range(0, len(places), _PLACES_READ):
        part = places[start : start + _PLACES_READ]
        found = {thread.number: thread for thread in home.threads.threads([ranking.numbers[place] for place in part])}
        yield from ((place, found[ranking.numbers[place]]) for place in part if ranking.numbers[place] in found)


def _room_for(asked: dict[str, str], venue: str, discussion: str) -> bool:
    """Whether one more thread of its asker may be proposed; `asked` is the discussion of each venue taken so far."""
    if asked.get(venue, discussion) != discussion:
        return False
    if len({*asked.values(), discussion}) > PER_PERSON:
        return False
    asked[venue] = discussion
    return True


def _reply(
    thread: Thread, venue: Venue, goal: Goal, known: Known, now: int, ranking: StoredRanking, place: int
) -> Proposal:
    person = person_of(thread)
    tie = known.ties.get(person)
    candidate = Candidate(
        f"r:{goal.id}:{thread.id}",
        venue.id,
        "reply",
        goal.id,
        float(ranking.relevance[place]),
        known.minutes.full(venue.id, "reply", thread.platform),
        age_hours=age_hours(thread, now),
        replies=thread.replies or 0,
        person=person,
        thread=known.discussion(thread.id),
        new=bool(person) and (tie is None or tie.contacts == 0),
    )
    return Proposal(
        candidate,
        thread.title,
        thread.url,
        thread=thread,
        person_name=thread.author,
        fits=ranking.reasons.get(thread.number, ()),
        band=ranking.band(place),
    )


def _short(full: Proposal, known: Known) -> Iterator[Proposal]:
    """The same answer in fewer minutes, if there is one."""
    minutes = known.minutes.short(full.candidate.venue, full.candidate.minutes)
    if minutes < full.candidate.minutes:
        candidate = replace(full.candidate, id=f"b{full.candidate.id[1:]}", minutes=minutes)
        yield replace(full, candidate=candidate, short=True)
