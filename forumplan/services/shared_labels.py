"""Labels of a discussion told in several venues: one judgement is enough for all its threads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from forumplan.domain.records import Label
from forumplan.services.home import Home


def labels_shown(home: Home, labels: Iterable[Label]) -> dict[tuple[str, str], int]:
    """1 or 0 by (goal, thread id): each label, and for other tellings without one of their own the newest of theirs."""
    ordered = sorted(labels, key=lambda one: (one.at, one.id))
    told = home.threads.told_also(one.thread for one in ordered)
    found = {(one.goal, other): one.value for one in ordered for other in told.get(one.thread, ())}
    return found | {(one.goal, one.thread): one.value for one in ordered}


def newest_of_each(labels: Iterable[Label], told: Mapping[str, Iterable[str]]) -> list[Label]:
    """A goal's labels without those of discussions that have a newer one in another venue: each teaches once."""
    ordered = sorted(labels, key=lambda one: (one.at, one.id), reverse=True)
    taken: set[str] = set()
    kept = []
    for one in ordered:
        if one.thread not in taken:
            kept.append(one)
            taken.update((one.thread, *told.get(one.thread, ())))
    return kept
