"""How evenly contributions lie over venues."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """`effective`: effective number of venues; `venues`: how many have any; `largest_share`: 0..1 in the fullest."""

    effective: float
    venues: int
    largest_share: float


def spread(venues: Iterable[str]) -> Spread:
    """The spread of contributions, given the venue of each.

    Effective venues are the Hill number of order 1, exp of the Shannon entropy (Hill 1973): ten posts in ten
    venues give 10, ten in one give 1, none give 0.
    """
    counts = Counter(venues)
    total = sum(counts.values())
    if not total:
        return Spread(0.0, 0, 0.0)
    entropy = -sum(n / total * math.log(n / total) for n in counts.values())
    return Spread(math.exp(entropy), len(counts), max(counts.values()) / total)
