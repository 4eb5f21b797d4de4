"""Plans by real marginal values: take the best pair that fits, again and again, then exchange."""

from __future__ import annotations

import numpy as np

from forumplan.plan import constants as k
from forumplan.plan.draft import Draft
from forumplan.plan.rows import Rows
from forumplan.plan.tableau import Bools, Floats, Tableau


def density(t: Tableau, rows: Rows) -> Floats:
    """Cost [pairs] of a pair where nothing is known of prices: its minutes, at least five."""
    return np.asarray(np.maximum(5.0, t.minutes[rows.item].astype(float)))


def fill(draft: Draft, cost: Floats | None = None, price: Floats | None = None, among: Bools | None = None) -> float:
    """Add pairs while one fits and adds value; returns what they added.

    Order: by gain over `cost`, or by gain minus `price` where prices are given. Equal ones by candidate and day.
    """
    added = 0.0
    while True:
        fits = draft.fits()
        if among is not None:
            fits &= among
        if not fits.any():
            return added
        gains = draft.gains()
        fits &= gains > k.TINY
        if not fits.any():
            return added
        order = gains / cost if cost is not None else gains - (price if price is not None else 0.0)
        best = int(np.argmax(np.where(fits, order, -np.inf)))
        draft.add(best)
        added += float(gains[best])


def improve(draft: Draft, price: Floats, rounds: int) -> None:
    """Take out one item, fill the room at `price` or by plain gain, keep it if the whole is better."""
    fill(draft)
    standing = set(draft.rows.locked)
    for _ in range(rounds):
        gained = 0.0
        for pair in sorted(draft.pairs - standing):
            gained += _swap(draft, pair, price)
        if gained <= k.TINY:
            break


def _swap(draft: Draft, out: int, price: Floats) -> float:
    """The gain of taking `out` away and filling the room; 0 if it does not pay and everything was put back."""
    draft.add(out, -1)
    kept = set(draft.pairs)
    lost = float(draft.gains()[out])
    best, chosen = k.TINY * max(1.0, abs(lost)), {out}
    for order in (price, None):
        gained = fill(draft, price=order)
        if gained - lost > best:
            best, chosen = gained - lost, set(draft.pairs - kept)
        for pair in sorted(draft.pairs - kept):
            draft.add(pair, -1)
    for pair in sorted(chosen):
        draft.add(pair)
    return best if chosen != {out} else 0.0
