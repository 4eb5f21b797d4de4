"""Pairs that some best plan does without: enough others in the same venue are at least as good in every way."""

from __future__ import annotations

import numpy as np

from forumplan.plan.rows import Rows
from forumplan.plan.tableau import Bools, Ints, Tableau


def undominated(t: Tableau, rows: Rows, pairs: Ints) -> Ints:
    """`pairs` without those that can go; an optimum over `pairs` remains.

    Pair i dominates j on the same day if both are public items of one venue and goal in different threads, i costs
    no more minutes, promotion or new contacts, gives at least the points and the exposure, and nothing else hangs on
    j. A plan that holds j has at most cap - 1 other items there, so of cap dominators in different threads one is
    free, and takes j's place. Equal ones dominate in the order of their ids.
    """
    item, day = rows.item[pairs], rows.day[pairs]
    group = t.group[item]
    locks = np.zeros(len(t.venues), dtype=np.int64)
    for i, _ in t.locks:
        locks[t.venue[i]] += 1
    cap = np.maximum(np.array([v.cap_per_week for v in t.venues], dtype=np.int64), locks)
    order = np.lexsort((np.arange(len(pairs)), day, group))
    order = order[group[order] >= 0]
    blocks = np.split(order, np.flatnonzero(np.diff(group[order] * 7 + day[order])) + 1)
    loose, free = _replaceable(t), _takers(t)
    keep = np.ones(len(pairs), dtype=bool)
    for block in blocks:
        room = int(cap[t.venue[item[block[0]]]]) if len(block) else 0
        if len(block) > max(1, room):
            out = _dominated(t, item[block], int(day[block[0]]), room, free)
            keep[block[out & loose[item[block]]]] = False
    return pairs[keep]


def _replaceable(t: Tableau) -> Bools:
    """Candidates on which nothing hangs but what is compared."""
    loose: Bools = np.asarray(~(t.sticky > 0).any(axis=1))
    for i, _ in t.locks:
        loose[i] = False
    earns = t.gain.sum(axis=1) > 0
    named = t.person >= 0
    loose[named] &= ~earns[t.person[named]]
    return loose


def _takers(t: Tableau) -> Bools:
    """Candidates that can take another's place: their threads lie in one venue, are public, and hold no lock."""
    count = int(t.thread.max(initial=-1)) + 1
    first = np.full(count, -1, dtype=np.int64)
    first[t.thread] = t.venue
    usable = np.ones(count, dtype=bool)
    usable[t.thread[(first[t.thread] != t.venue) | ~t.capped]] = False
    usable[t.thread[[i for i, _ in t.locks]]] = False
    return np.asarray(usable[t.thread])


def _dominated(t: Tableau, item: Ints, day: int, cap: int, free: Bools) -> Bools:
    """Which of the items [n] of one venue, goal and day have at least `cap` dominators in different threads."""
    points = (t.worth.help + t.worth.tie + t.sticky)[item, day]
    exposure = t.worth.exposure[item, day]
    minutes = t.minutes[item]
    burden = t.promo[item].astype(np.int64) * 2 + t.new[item]
    taker = np.flatnonzero(free[item])
    better = (
        (points[taker, None] >= points)
        & (exposure[taker, None] >= exposure)
        & (minutes[taker, None] <= minutes)
        & ((burden[taker, None] & ~burden) == 0)
        & (t.thread[item[taker], None] != t.thread[item])
    )
    equal = (points[taker, None] == points) & (exposure[taker, None] == exposure) & (minutes[taker, None] == minutes)
    equal &= burden[taker, None] == burden
    better &= ~(equal & (taker[:, None] > np.arange(len(item))))
    threads = np.unique(t.thread[item[taker]], return_inverse=True)[1]
    seen = np.zeros((int(threads.max(initial=-1)) + 1, len(item)), dtype=bool)
    np.logical_or.at(seen, threads, better)
    return np.asarray(seen.sum(axis=0) >= cap)
