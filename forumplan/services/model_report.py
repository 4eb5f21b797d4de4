"""How good each goal's model is, and what it has learnt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forumplan.domain.records import Label
from forumplan.domain.shares import wilson
from forumplan.domain.times import DAY
from forumplan.rank import quality, queue
from forumplan.rank.calibration import MAYBE, STRONG
from forumplan.rank.ranking import Ranking
from forumplan.services.home import Home
from forumplan.services.listing import open_goal
from forumplan.services.ranking import evidence_of, rank_goal, refresh_rankings
from forumplan.services.taught import judged, taught
from forumplan.store.rankings import StoredRanking

WEEKS = 4
"""Weeks that the threads of a usual week are counted over."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Of `shown` suggestions, `hits` were relevant; `interval`: 95 % Wilson interval of that share."""

    hits: int
    shown: int
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a week brings from a band up: `threads`, and `hits`, how many of them are likely relevant."""

    band: str
    threads: float
    hits: float


@dataclass(frozen=True, slots=True)
class Doubted:
    """A label that all the others speak against."""

    thread: str
    title: str
    label: str


@dataclass(frozen=True, slots=True)
class ModelReport:
    """How good a goal's model is. `hits` of the last `shown` (at most ten) labelled suggestions were relevant.

    Each was judged before the model learnt it; labels that came with a file were no suggestions. `interval`: 95 %
    Wilson interval of that share. `curve`: the same for each ten suggestions, oldest first. `drift`: the last ten and
    the twenty before, where they really differ. `thresholds`: what a week brings. `doubted`: labels worth another
    look, from 40 labels on. Terms are (word, weight) pairs.
    """

    goal: str
    labels: int
    relevant: int
    off_topic: int
    note: str
    shown: int
    hits: int
    interval: tuple[float, float]
    curve: tuple[Counted, ...]
    drift: tuple[Counted, Counted] | None
    thresholds: tuple[Threshold, ...]
    doubted: tuple[Doubted, ...]
    terms_for: tuple[tuple[str, float], ...]
    terms_against: tuple[tuple[str, float], ...]


def model_reports(home: Home, goals: Sequence[str] | None = None, *, rebuild: bool = False) -> list[ModelReport]:
    """A report for each of these goals (default: all open ones). UsageError for one that is not there or has ended."""
    for name in goals or ():
        open_goal(home, name)
    labels = home.ledger.whole(Label)
    return [_report(home, stored, labels) for stored in refresh_rankings(home, goals, rebuild=rebuild)]


def _report(home: Home, stored: StoredRanking, labels: Sequence[Label]) -> ModelReport:
    goal = open_goal(home, stored.goal)
    ranking = rank_goal(home, goal, evidence_of(home, goal, labels))
    count, values = taught(labels, goal.id), judged(labels, goal.id)
    drift = quality.drift(values)
    sure = {label.thread for label in labels if label.goal == goal.id and label.sure}
    return ModelReport(
        goal.id,
        count.labels,
        count.relevant,
        count.off_topic,
        stored.note,
        count.shown,
        count.hits,
        wilson(count.hits, count.shown),
        tuple(_counted(rate) for rate in quality.learning_curve(values)),
        (_counted(drift[0]), _counted(drift[1])) if drift else None,
        tuple(_thresholds(home, ranking)),
        tuple(
            Doubted(slip.label.id, slip.label.title, "y" if slip.label.value else "n")
            for slip in queue.slips(ranking, settled_ids=sure)
        ),
        tuple((word, weight) for word, weight in stored.learnt["for"]),
        tuple((word, weight) for word, weight in stored.learnt["against"]),
    )


def _thresholds(home: Home, ranking: Ranking) -> list[Threshold]:
    days = 7 * WEEKS
    begun = home.threads.begun_since(home.clock() - days * DAY)
    rows = [row for row, number in enumerate(ranking.matrix.numbers.tolist()) if number in begun]
    return [
        Threshold(band, *quality.expected_per_week(ranking, rows, days, least))
        for band, least in (("strong", STRONG), ("maybe", MAYBE))
    ]


def _counted(rate: quality.HitRate) -> Counted:
    return Counted(rate.hits, rate.shown, (rate.low, rate.high))
