"""Plans by real marginal values: take the best pair that fits, again and again, then exchange."""

from __future__ import annotations

import numpy as np

from forumplan.plan import constants as k
from forumplan.plan.draft import Draft
from forumplan.plan.tableau import Floats


def fill(draft: Draft, price: Floats | None = None) -> float:
    """Add pairs while one fits and adds value; returns what they added.

    Order: by gain minus `price`, then by candidate and day.
    """
    added = 0.0
    while True:
        gains = draft.gains()
        fits = draft.fits() & (gains > k.TINY)
        if not fits.any():
            return added
        best = int(np.argmax(np.where(fits, gains if price is None else gains - price, -np.inf)))
        draft.add(best)
        added += float(gains[best])


def improve(draft: Draft, rounds: int) -> None:
    """Take out one item, fill the room, keep it if the whole is better."""
    fill(draft)
    standing = set(draft.rows.locked)
    for _ in range(rounds):
        gained = sum(_swap(draft, pair) for pair in sorted(draft.pairs - standing))
        if gained <= k.TINY:
            break


def _swap(draft: Draft, out: int) -> float:
    """The gain of taking `out` away and filling the room; 0 if it does not pay and everything was put back."""
    draft.add(out, -1)
    kept = set(draft.pairs)
    lost = float(draft.gains()[out])
    gained = fill(draft)
    if gained - lost > k.TINY * max(1.0, abs(lost)):
        return gained - lost
    for pair in sorted(draft.pairs - kept):
        draft.add(pair, -1)
    draft.add(out)
    return 0.0
