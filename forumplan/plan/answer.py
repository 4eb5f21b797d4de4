"""A plan as the user gets it: items in the order to do them, with what each adds, and what could not be met."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from forumplan.domain.planning import Answer, Chosen, Parts, Shortfall
from forumplan.domain.spread import spread
from forumplan.plan.exchange import cheapest
from forumplan.plan.objective import value
from forumplan.plan.rows import Rows
from forumplan.plan.tableau import Tableau, wish_left

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def answer(t: Tableau, rows: Rows, plan: list[tuple[int, int]], bound: float, stopped: str) -> Answer:
    """The answer for a feasible plan; `bound` is on the objective and is stated on the value."""
    whole = value(t, plan)
    most = whole.total + max(0.0, bound - whole.objective)
    gap = (most - whole.total) / max(1.0, abs(whole.total))
    proven = stopped == "proven"
    return Answer(
        items=tuple(_items(t, plan)),
        value=whole.total,
        bound=whole.total if proven else most,
        gap=0.0 if proven else gap,
        proven=proven,
        stopped=stopped,
        spread=spread(t.venues[int(t.venue[i])].id for i, _ in plan if t.capped[i]),
        unmet=tuple(_unmet(rows)),
        short=tuple(_short(t, rows, plan)),
    )


def _items(t: Tableau, plan: list[tuple[int, int]]) -> list[Chosen]:
    """By day; people who wait first, then by what a minute gives, so that a day cut short loses least."""

    def order(pair: tuple[int, int]) -> tuple[int, int, float, str]:
        i, d = pair
        rank = 0 if t.owed[i] else 1 if t.due_touch[i] else 2
        return (d, rank, -sum(parts[pair]) / float(t.minutes[i]), t.ids[i])

    parts = {pair: _parts(t, plan, pair) for pair in plan}
    return [Chosen(t.ids[i], d, Parts(*parts[i, d])) for i, d in sorted(plan, key=order)]


def _parts(t: Tableau, plan: list[tuple[int, int]], pair: tuple[int, int]) -> tuple[float, float, float]:
    """Help, reach and tie that the plan would lose without the item; maintenance counts as tie."""
    whole, rest = value(t, plan), value(t, [p for p in plan if p != pair])
    tie = whole.tie - rest.tie + whole.contacts - rest.contacts + whole.maintenance - rest.maintenance
    return (whole.help - rest.help, whole.reach - rest.reach, tie)


def _unmet(rows: Rows) -> list[str]:
    lines = []
    for name, asked, limit in zip(rows.names, rows.asked, rows.limit, strict=True):
        if limit > asked:
            lines.append(f"locked items exceed {_row_words(name, int(limit - asked), int(asked))}")
    return list(dict.fromkeys(lines))  # a venue has a row for each of its windows


def _short(t: Tableau, rows: Rows, plan: list[tuple[int, int]]) -> Iterator[Shortfall]:
    done = np.zeros(len(t.venues), dtype=np.int64)
    for i, _ in plan:
        done[t.venue[i]] += bool(t.capped[i])
    left = np.array([wish_left(venue, t.today) for venue in t.venues], dtype=np.int64)
    for v, more in cheapest(t, rows, plan, np.flatnonzero(done < left)).items():
        missing, wished = int(left[v] - done[v]), int(left[v])
        cost, out = (more.loss, more.out) if more else (None, ())
        yield Shortfall(t.venues[v].id, missing, wished, cost, out)


def _row_words(name: str, over: int, asked: int) -> str:
    kind, _, rest = name.partition(":")
    if kind == "minutes":
        return f"{'the week' if rest == 'week' else WEEKDAYS[int(rest)]} by {over} minutes"
    venue = rest.rpartition(":")[0] if kind in ("cap", "cooldown") else rest
    return {
        "cap": f"the cap of {venue} ({asked} left) by {over}",
        "cooldown": f"the days between two items in {venue} by {over}",
        "near": f"the days since your last post in {venue} by {over}",
        "promotion": f"the promotion left in {venue} ({asked}) by {over}",
        "growth": f"the new contacts of the week ({asked}) by {over}",
        "thread": f"one item a thread by {over}",
    }[kind]
