"""How good each goal's model is, and what it has learnt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forumplan.domain.errors import UsageError
from forumplan.domain.records import Label
from forumplan.domain.shares import wilson
from forumplan.services.home import Home
from forumplan.services.ranking import refresh_rankings
from forumplan.services.taught import taught


@dataclass(frozen=True, slots=True)
class ModelReport:
    """How good a goal's model is. `hits` of the last `shown` (at most ten) labelled suggestions were relevant.

    `interval`: 95 % Wilson interval of that share; terms are (word, weight) pairs.
    """

    goal: str
    labels: int
    relevant: int
    off_topic: int
    note: str
    shown: int
    hits: int
    interval: tuple[float, float]
    terms_for: tuple[tuple[str, float], ...]
    terms_against: tuple[tuple[str, float], ...]


def model_reports(home: Home, goals: Sequence[str] | None = None, *, rebuild: bool = False) -> list[ModelReport]:
    """A report for each of these goals (default: all open ones). UsageError for a goal that is not there."""
    for name in goals or ():
        if home.settings.goal(name) is None:
            raise UsageError(f"{name}: no goal has this id; forumplan goal list shows them")
    rankings = refresh_rankings(home, goals, rebuild=rebuild)
    labels = home.ledger.all(Label)
    found = []
    for ranking in rankings:
        count = taught(labels, ranking.goal)
        found.append(
            ModelReport(
                ranking.goal,
                count.labels,
                count.relevant,
                count.off_topic,
                ranking.note,
                count.shown,
                count.hits,
                wilson(count.hits, count.shown),
                tuple((word, weight) for word, weight in ranking.learnt["for"]),
                tuple((word, weight) for word, weight in ranking.learnt["against"]),
            )
        )
    return found
