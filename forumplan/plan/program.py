"""The mixed-integer program of a week, over any subset of the (candidate, day) pairs.

Concave parts are pieces with upper bounds that a row ties to what the pairs give: reach in segments between its
chords, the first and second contact of a person, minutes of maintenance, wishes with a priced shortfall.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forumplan.plan import constants as k
from forumplan.plan.days import Days
from forumplan.plan.rows import Rows
from forumplan.plan.tableau import Floats, Ints, Tableau
from forumplan.plan.venue_reach import CHORDS


@dataclass(frozen=True, slots=True)
class Program:
    """Maximise `objective` x with A x <= `limit`, 0 <= x <= `most`, the first `pairs` columns whole.

    A is given as (`row`, `column`, `coefficient`) triples. Its rows are, in this order: the hard ones, `hard` being
    their numbers in `Rows`; exposure and then worth of each of `groups`; each of `people`; owed minutes, minutes of
    touches, the share of the week; the venues `wished`; with fillings of the days, one for each of `lengths`, numbers
    of (day, length), and one for each day.
    """

    pairs: Ints
    objective: Floats
    row: Ints
    column: Ints
    coefficient: Floats
    limit: Floats
    least: Floats
    most: Floats
    hard: Ints
    groups: Ints
    people: Ints
    wished: Ints
    lengths: Ints


class _Columns:
    """Grows the columns and triples of a program."""

    def __init__(self) -> None:
        self.objective: list[Floats] = []
        self.most: list[Floats] = []
        self.count = 0
        self.triples: list[tuple[Ints, Ints, Floats]] = []

    def add(self, objective: Floats, most: Floats) -> Ints:
        """New columns; their numbers."""
        self.objective.append(objective)
        self.most.append(most)
        self.count += len(objective)
        return np.arange(self.count - len(objective), self.count)

    def put(self, row: Ints, column: Ints, coefficient: Floats) -> None:
        self.triples.append((row, column, coefficient))


def segments(t: Tableau) -> tuple[Floats, Floats]:
    """Length [segments] and points per unit of exposure [groups, segments] of each group's reach."""
    length = np.diff(CHORDS)
    return length, t.scale[:, None] * np.diff(t.shape, axis=1) / length


def program(t: Tableau, rows: Rows, pairs: Ints, days: Days | None = None) -> Program:
    """The program over `pairs` (numbers of pairs in `rows`, ascending).

    With `days` a day holds a mix of its fillings: nothing new of whole plans, much of a relaxation.
    """
    item, day = rows.item[pairs], rows.day[pairs]
    build = _Columns()
    x = build.add((t.worth.help + t.worth.tie + t.sticky)[item, day], np.ones(len(pairs)))
    hard = _hard(build, rows, pairs, x)
    first = len(hard)
    groups = _reach(build, t, item, day, first)
    first += 2 * len(groups)
    people = _contacts(build, t, item, first)
    first += len(people)
    _maintenance(build, t, item, first)
    first += 3
    wished, limits = _wishes(build, t, item, first)
    lengths, ones = _fillings(build, days, pairs, day, first + len(wished)) if days else (limits[:0].astype(int), 0)
    least = np.zeros(build.count)
    least[: len(pairs)] = np.isin(pairs, rows.locked)
    row, column, coefficient = (np.concatenate(parts) for parts in zip(*build.triples, strict=True))
    tied = np.zeros(2 * len(groups) + len(people) + 2)
    return Program(
        pairs=pairs,
        objective=np.concatenate(build.objective),
        row=row,
        column=column,
        coefficient=coefficient,
        limit=np.concatenate(
            [rows.limit[hard], tied, [t.share_minutes], limits, np.zeros(len(lengths)), np.ones(ones)]
        ),
        least=least,
        most=np.concatenate(build.most),
        hard=hard,
        groups=groups,
        people=people,
        wished=wished,
        lengths=lengths,
    )


def _hard(build: _Columns, rows: Rows, pairs: Ints, x: Ints) -> Ints:
    """What the pairs use of the hard rows; the numbers of these in `rows`."""
    hard, compact = np.unique(rows.uses[pairs], return_inverse=True)
    amounts = rows.amounts[pairs]
    for layer in range(amounts.shape[1]):
        used = amounts[:, layer] > 0
        build.put(compact.reshape(amounts.shape)[used, layer], x[used], amounts[used, layer])
    return np.asarray(hard, dtype=np.int64)


def _reach(build: _Columns, t: Tableau, item: Ints, day: Ints, first: int) -> Ints:
    """What the segments of a group hold is at most what its pairs expose, and is worth at most what they are alone.

    The second row says nothing new of whole plans; it stops a relaxation from taking a tenth of each of ten items,
    each at the steep beginning of its venue's reach (a first cut of Nemhauser and Wolsey, 1981).
    """
    inside = np.flatnonzero(t.group[item] >= 0)
    groups, compact = np.unique(t.group[item[inside]], return_inverse=True)
    build.put(compact + first, inside, -t.worth.exposure[item[inside], day[inside]])
    length, slope = segments(t)
    which = np.repeat(np.arange(len(groups)), len(length))
    points = slope[groups].ravel()
    z = build.add(points, np.tile(length, len(groups)))
    build.put(which + first, z, np.ones(len(z)))
    first += len(groups)
    build.put(which + first, z, points)
    build.put(compact + first, inside, -t.alone[item[inside], day[inside]])
    return np.asarray(groups, dtype=np.int64)


def _contacts(build: _Columns, t: Tableau, item: Ints, first: int) -> Ints:
    """The contacts that earn are at most the contacts planned."""
    person = t.person[item]
    counts = np.flatnonzero((person >= 0) & (t.gain.sum(axis=1)[person] > 0 if len(t.gain) else False))
    people, compact = np.unique(person[counts], return_inverse=True)
    build.put(compact + first, counts, -np.ones(len(counts)))
    for contact in range(2):
        y = build.add(t.gain[people, contact], np.ones(len(people)))
        build.put(np.arange(len(people)) + first, y, np.ones(len(people)))
    return np.asarray(people, dtype=np.int64)


def _maintenance(build: _Columns, t: Tableau, item: Ints, first: int) -> None:
    """Owed minutes at the full and at the lower price, minutes of touches, and the share that holds the full ones."""
    endless = np.array([np.inf])
    full = build.add(np.array([t.owed_price]), endless)
    beyond = build.add(np.array([k.OWED_BEYOND * t.owed_price]), endless)
    touched = build.add(np.array([t.touch_price]), endless)
    one = np.ones(1)
    for offset, columns, kind in ((0, (full, beyond), t.owed), (1, (touched,), t.due_touch)):
        for column in columns:
            build.put(np.array([first + offset]), column, one)
        members = np.flatnonzero(kind[item])
        build.put(np.full(len(members), first + offset), members, -t.minutes[item[members]].astype(float))
    for column in (full, touched):
        build.put(np.array([first + 2]), column, one)


def _wishes(build: _Columns, t: Tableau, item: Ints, first: int) -> tuple[Ints, Floats]:
    """What is missing of a wish is priced."""
    wished = np.flatnonzero(t.wish > 0)
    short = build.add(np.full(len(wished), -k.WISH_PRICE * t.price), np.full(len(wished), np.inf))
    build.put(np.arange(len(wished)) + first, short, -np.ones(len(wished)))
    for row, venue in enumerate(wished.tolist()):
        members = np.flatnonzero(t.capped[item] & (t.venue[item] == venue))
        build.put(np.full(len(members), first + row), members, -np.ones(len(members)))
    return wished, -t.wish[wished].astype(float)


def _fillings(build: _Columns, days: Days, pairs: Ints, day: Ints, first: int) -> tuple[Ints, int]:
    """Items of each length on a day are at most what the mix of fillings holds; the (day, length) and how many days."""
    length, count = days.length[pairs], len(days.lengths)
    known = np.flatnonzero([days.fillings[d] is not None for d in range(k.DAYS)])
    inside = np.flatnonzero(np.isin(day, known))
    lengths, compact = np.unique(day[inside] * count + length[inside], return_inverse=True)
    build.put(compact + first, inside, np.ones(len(inside)))
    used = np.unique(lengths // count)
    for number, d in enumerate(used.tolist()):
        mine = np.flatnonzero(lengths // count == d)
        held = np.unique(np.asarray(days.fillings[d])[:, lengths[mine] % count], axis=0)
        y = build.add(np.zeros(len(held)), np.ones(len(held)))
        filling, of_mine = np.nonzero(held)
        build.put(mine[of_mine] + first, y[filling], -held[filling, of_mine].astype(float))
        build.put(np.full(len(y), first + len(lengths) + number), y, np.ones(len(y)))
    return lengths, len(used)
