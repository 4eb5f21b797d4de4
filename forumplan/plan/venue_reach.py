"""How much reach a venue has, and how much of it own posts have used (design: planning, section 1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forumplan.domain.planning import DIRECT, PlanVenue
from forumplan.plan import constants as k

CHORDS = np.array(k.CHORDS)


def reach_points(venues: tuple[PlanVenue, ...]) -> NDArray[np.float64]:
    """Points [v] of one unit of exposure in each venue: Q_v = 160 q_v A_v / mean(sqrt A)^2; only ratios matter."""
    audience = np.array([v.audience or k.DEFAULT_AUDIENCE for v in venues], dtype=float)
    public = np.array([v.id != DIRECT for v in venues], dtype=bool)
    if not public.any():
        return np.zeros(len(venues))
    scale = float(np.sqrt(audience[public]).mean()) ** 2
    quality = np.array([v.quality for v in venues], dtype=float)
    return np.where(public, k.REACH * quality * (audience / scale) ** k.AUDIENCE_POWER, 0.0)


def past_exposure(venue: PlanVenue) -> float:
    """Exposure that own posts of the last weeks still hold in the venue."""
    recent = (age for age in sorted(venue.posted_days_ago) if age <= k.PAST_DAYS)
    return k.PAST_WEIGHT * float(sum(2.0 ** (-age / k.PAST_HALVING_DAYS) for age in recent))


def shape_at(shape: NDArray[np.float64], exposure: NDArray[np.float64]) -> NDArray[np.float64]:
    """The chords of `shape` [n, chords] at `exposure` [n], flat behind the last."""
    a = np.minimum(exposure, CHORDS[-1])
    segment = np.clip(np.searchsorted(CHORDS, a, side="right") - 1, 0, len(CHORDS) - 2)
    rows = np.arange(len(a))
    low, high = shape[rows, segment], shape[rows, segment + 1]
    part = (a - CHORDS[segment]) / (CHORDS[segment + 1] - CHORDS[segment])
    return np.asarray(low + (high - low) * part)
