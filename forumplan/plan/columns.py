"""The linear relaxation over all pairs, solved over few: the rest is priced in numpy, and what would pay joins.

Column generation after Gilmore and Gomory (1961); the bound of every round is certified by `prices`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from forumplan.plan import constants as k
from forumplan.plan.days import Days, days
from forumplan.plan.prices import Certificate, Prices, certify, optimistic
from forumplan.plan.program import Program, program
from forumplan.plan.rows import Rows
from forumplan.plan.tableau import Floats, Ints, Tableau

START = 600
JOIN = 800
ROUNDS = 30


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The relaxation: its certificate, prices, and how much [pairs] of each pair it takes."""

    days: Days
    certificate: Certificate
    prices: Prices
    part: Floats


def relax(t: Tableau, rows: Rows) -> Relaxed:
    """The linear relaxation over all pairs, with its certified bound.

    It begins with the densest pairs, and the densest of each length on each day: what is absent is priced too high.
    """
    week = days(t, rows)
    free = optimistic(t, rows, week)
    density = certify(t, rows, week, free).profit / np.maximum(5, t.minutes[rows.item])
    place = t.venue[rows.item] * k.DAYS + rows.day
    order = in_turn(density, place)
    chosen = np.zeros(len(rows.item), dtype=bool)
    chosen[list(rows.locked)] = True
    chosen[order[:START]] = True
    length = rows.day * len(week.lengths) + week.length
    chosen[order[np.unique(length[order], return_index=True)[1]]] = True
    best = Relaxed(week, certify(t, rows, week, free), free, np.zeros(len(rows.item)))
    for _ in range(ROUNDS):
        pairs = np.flatnonzero(chosen)
        solved = _solve(program(t, rows, pairs, week), week, free)
        if solved is None:
            break
        prices, part = solved
        certificate = certify(t, rows, week, prices)
        if certificate.bound < best.certificate.bound:
            whole = np.zeros(len(rows.item))
            whole[pairs] = part
            best = Relaxed(week, certificate, prices, whole)
        missing = np.flatnonzero(~chosen & (certificate.profit > k.TINY))
        if not len(missing):
            break
        chosen[missing[in_turn(certificate.profit[missing], place[missing])[:JOIN]]] = True
    return best


def in_turn(worth: Floats, place: Ints) -> Ints:
    """The order of pairs by what they are worth, best first; equal ones take turns over their places.

    Where everything is alike, the first ids alone would all be in one venue, or on one day.
    """
    worth = np.round(worth, 9)
    order = np.lexsort((np.arange(len(worth)), -worth, place))
    turn = np.empty(len(order), dtype=np.int64)
    starts = np.flatnonzero(np.diff(place[order], prepend=-1))
    turn[order] = np.arange(len(order)) - np.repeat(starts, np.diff(starts, append=len(order)))
    return np.lexsort((np.arange(len(worth)), turn, -worth))


def _solve(p: Program, week: Days, free: Prices) -> tuple[Prices, Floats] | None:
    """Prices of the relaxation over the pairs of `p`, and the part of each pair. Absent groups stay optimistic.

    None where the solver gives up, as on numbers of very different size: any prices are a bound.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    matrix = csr_array((p.coefficient, (p.row, p.column)), shape=(len(p.limit), len(p.objective)))
    finite = np.isfinite(p.limit)
    result = linprog(
        -p.objective,
        A_ub=matrix[finite],
        b_ub=p.limit[finite],
        bounds=np.stack([p.least, p.most], axis=1),
        method="highs",
    )
    if result.x is None:
        return None
    dual = np.zeros(len(p.limit))
    dual[finite] = np.maximum(0.0, -result.ineqlin.marginals)
    return _prices(p, week, free, dual), np.asarray(result.x[: len(p.pairs)])


def _prices(p: Program, week: Days, free: Prices, dual: Floats) -> Prices:
    groups = len(p.hard)
    alone = groups + len(p.groups)
    people = alone + len(p.groups)
    maintenance = people + len(p.people)
    prices = replace(
        free,
        rows=np.zeros_like(free.rows),
        reach=free.reach.copy(),
        alone=free.alone.copy(),
        contact=free.contact.copy(),
    )
    prices.rows[p.hard] = dual[: len(p.hard)]
    prices.reach[p.groups] = dual[groups:alone]
    prices.alone[p.groups] = dual[alone:people]
    prices.contact[p.people] = dual[people:maintenance]
    owed, touch, share = dual[maintenance : maintenance + 3].tolist()
    wish = np.zeros_like(free.wish)
    lengths = maintenance + 3 + len(p.wished)
    wish[p.wished] = dual[maintenance + 3 : lengths]
    fillings = _length_prices(week, p.lengths, dual[lengths : lengths + len(p.lengths)])
    return replace(prices, owed=owed, touch=touch, share=share, wish=wish, lengths=fillings)


def _length_prices(week: Days, lengths: Ints, dual: Floats) -> Floats:
    """Prices [7, lengths] where the duals of some are known; the others of their days cost what they push out."""
    count = len(week.lengths)
    prices = np.zeros((k.DAYS, count))
    for day in np.unique(lengths // count).tolist() if count else []:
        mine = lengths // count == day
        known = np.zeros(count, dtype=bool)
        known[lengths[mine] % count] = True
        prices[day, known] = dual[mine]
        prices[day] = week.completed(day, prices[day], known)
    return prices
