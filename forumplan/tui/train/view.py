"""What the Train screen shows: the threads asked about, what was answered, what the model has made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forumplan.domain.goal import Goal
from forumplan.domain.records import Label
from forumplan.domain.thread import Thread
from forumplan.services.home import Home
from forumplan.services.taught import Taught, taught
from forumplan.store.rankings import StoredRanking

COUNT = 12
"""Threads asked about at once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A thread whose label would teach, and why."""

    thread: Thread
    reason: str


class TrainView:
    """One goal's queue. Rows down to the cursor never move; only what stands below it is replaced."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.goal = ""
        self.queue: list[Asked] = []
        self.skipped: set[str] = set()
        self.labels: dict[str, int] = {}
        self.taught: Taught = taught((), "")
        self.ranking: StoredRanking | None = None
        self.came = False
        """Whether an answer came at all: an empty queue then means that there is nothing to ask."""

    def open_goals(self) -> list[Goal]:
        """Goals that still count."""
        return [goal for goal in self.home.settings.goals if goal.open_on(self.home.today())]

    def look_at(self, wanted: str) -> bool:
        """Look at a goal, or the first one if there is no such open goal; whether it is another one than before."""
        names = [goal.id for goal in self.open_goals()]
        goal = wanted if wanted in names else self.goal if self.goal in names else next(iter(names), "")
        if goal == self.goal:
            return False
        self.goal, self.queue, self.came = goal, [], False
        self.skipped.clear()
        return True

    def learn(self) -> None:
        """Read again what ledger and cache know of the goal."""
        labels = self.home.ledger.all(Label)
        self.labels = {one.thread: one.value for one in labels if one.goal == self.goal}
        self.taught = taught(labels, self.goal)
        self.ranking = self.home.threads.ranking(self.goal) if self.goal else None

    def take(self, rows: Sequence[Sequence[object]], below: str) -> None:
        """Put a new queue ([thread id, number, reason]) below the row of a thread."""
        self.came = True
        names = [one.thread.id for one in self.queue]
        now = {str(name): str(reason) for name, _, reason in rows}
        kept = self.queue[: names.index(below) + 1] if below in names else []
        kept = [Asked(one.thread, now.get(one.thread.id, one.reason)) for one in kept]
        seen = {one.thread.id for one in kept} | self.skipped
        reasons = {int(str(number)): str(reason) for name, number, reason in rows if name not in seen}
        found = {thread.number: thread for thread in self.home.threads.threads(list(reasons))}
        self.queue = kept + [Asked(found[n], reason) for n, reason in reasons.items() if n in found]

    def asked(self, thread: str) -> Asked | None:
        """The row of a thread."""
        return next((one for one in self.queue if one.thread.id == thread), None)

    def state(self, thread: str) -> str:
        """The letter of a row: y, n, s skipped, "" open."""
        value = self.labels.get(thread)
        return ("y" if value else "n") if value is not None else "s" if thread in self.skipped else ""

    def words(self, thread: Thread) -> tuple[str, ...]:
        """The words that speak most for a thread, as far as they are kept."""
        return self.ranking.reasons.get(thread.number, ()) if self.ranking else ()

    def learnt(self, side: str) -> list[tuple[str, float]]:
        """(word, weight) of what the model has learnt, `side` for or against, the heaviest first."""
        found = self.ranking.learnt.get(side, []) if self.ranking else []
        return [(str(word), float(weight)) for word, weight in found]
