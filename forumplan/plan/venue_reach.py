"""How much reach a venue has, and how much of it own posts have used (design: planning, section 1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forumplan.domain.planning import DIRECT, PlanVenue
from forumplan.plan import constants as k

CHORDS = np.array(k.CHORDS)


def reach_points(venues: tuple[PlanVenue, ...]) -> NDArray[np.float64]:
    """Points [v] of one unit of exposure in each venue: Q_v = 200 q_v times its readers."""
    return k.REACH * np.array([v.quality for v in venues], dtype=float) * readers(venues)


def readers(venues: tuple[PlanVenue, ...]) -> NDArray[np.float64]:
    """The audience [v] beside that of the mean venue, A_v / mean(sqrt A)^2: only ratios matter. 0 for private contact.

    In proportion: as many reached and held, 7 % more owed answers than at the power .9 (trials).
    """
    side = np.sqrt([v.audience or k.DEFAULT_AUDIENCE for v in venues])
    public = np.array([v.id != DIRECT for v in venues], dtype=bool)
    found = np.zeros(len(venues))
    if public.any():
        found[public] = (side[public] / side[public].mean()) ** 2
    return found


def past_exposure(venue: PlanVenue) -> float:
    """Exposure that own posts of the last weeks still hold in the venue."""
    return k.PAST_UNITS * sum(age <= k.PAST_DAYS for age in venue.posted_days_ago)


def shape_at(shape: NDArray[np.float64], exposure: NDArray[np.float64]) -> NDArray[np.float64]:
    """The chords of `shape` [n, chords] at `exposure` [n], flat behind the last."""
    a = np.minimum(exposure, CHORDS[-1])
    segment = np.clip(np.searchsorted(CHORDS, a, side="right") - 1, 0, len(CHORDS) - 2)
    rows = np.arange(len(a))
    low, high = shape[rows, segment], shape[rows, segment + 1]
    part = (a - CHORDS[segment]) / (CHORDS[segment + 1] - CHORDS[segment])
    return np.asarray(low + (high - low) * part)
