"""The list of threads, ranked: for one goal, or each thread under the goal it fits best."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from forumplan.domain.errors import UsageError
from forumplan.domain.goal import Goal
from forumplan.domain.records import Dismissal, Label
from forumplan.domain.thread import Ranked
from forumplan.services import rules
from forumplan.services.home import Home
from forumplan.services.shared_labels import labels_shown
from forumplan.store import pages
from forumplan.store.rankings import StoredRanking

PAGE = 200


def ranked_threads(
    home: Home, goal: str = "", *, limit: int = 50, search: str = "", unlabelled: bool = False
) -> list[Ranked]:
    """The best threads first; rankings must be current. UsageError for a goal that is not there.

    Without a goal each thread stands under the goal it fits best. Dismissed and muted threads are left out, pinned
    ones come first. A discussion told in several venues stands once, as the thread that was there first.
    """
    goals = _goals(home, goal)
    labels = {key: "y" if value else "n" for key, value in labels_shown(home, home.ledger.all(Label)).items()}
    hidden = {one.id for one in home.ledger.all(Dismissal)}
    found = pages.with_firsts(home.threads, pages.matching(home.threads, search)) if search else None
    again = pages.told_again(home.threads)
    shown: list[Ranked] = []
    for row in _rows(home, [row for row in _order(goals, found, rules.view(home)) if row[0] not in again]):
        ranked = replace(row, label=labels.get((row.goal, row.thread.id), ""))
        if ranked.thread.id in hidden or (unlabelled and ranked.label):
            continue
        shown.append(ranked)
        if len(shown) == limit:
            break
    return shown


def open_goal(home: Home, goal_id: str) -> Goal:
    """A goal that still counts. UsageError if it is not there or has ended."""
    goal = home.settings.goal(goal_id)
    if goal is None:
        raise UsageError(f"{goal_id}: no goal has this id; forumplan goal list shows them")
    if not goal.open_on(home.today()):
        raise UsageError(f"{goal_id}: this goal ended on {goal.until}; change its until in feeds.toml to open it again")
    return goal


def _goals(home: Home, goal: str) -> list[StoredRanking]:
    names = [open_goal(home, goal).id] if goal else [one.id for one in home.settings.goals]
    return [ranking for name in names if (ranking := home.threads.ranking(name)) is not None]


def _order(
    rankings: list[StoredRanking], found: set[int] | None, view: rules.View
) -> list[tuple[int, StoredRanking, int]]:
    """(thread number, its ranking, its place there) in the order to show."""
    if len(rankings) == 1:
        ranking = rankings[0]
        rows = [(number, ranking, place) for place, number in enumerate(ranking.numbers)]
    else:
        best: dict[int, tuple[float, StoredRanking, int]] = {}
        for ranking in rankings:
            for place, number in enumerate(ranking.numbers):
                relevance = ranking.relevance[place]
                if number not in best or relevance > best[number][0]:
                    best[number] = (relevance, ranking, place)
        order = sorted(best, key=lambda number: (-best[number][0], number))
        rows = [(number, best[number][1], best[number][2]) for number in order]
    rows = [row for row in rows if (found is None or row[0] in found) and row[0] not in view.muted]
    return [row for row in rows if row[0] in view.pinned] + [row for row in rows if row[0] not in view.pinned]


def _rows(home: Home, order: list[tuple[int, StoredRanking, int]]) -> Iterator[Ranked]:
    for start in range(0, len(order), PAGE):
        page = order[start : start + PAGE]
        numbers = [row[0] for row in page]
        threads = {thread.number: thread for thread in home.threads.threads(numbers)}
        also = pages.also_told(home.threads, numbers)
        for number, ranking, place in page:
            if number in threads:
                yield Ranked(
                    threads[number],
                    ranking.goal,
                    float(ranking.scores[place]),
                    float(ranking.relevance[place]),
                    ranking.band(place),
                    ranking.reasons.get(number, ()),
                    also=also.get(number, ()),
                )
