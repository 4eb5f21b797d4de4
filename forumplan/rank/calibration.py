"""Scores to probabilities, and probabilities to words."""

from __future__ import annotations

from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from forumplan.rank.matrix import Floats

Band = Literal["strong", "maybe", "weak"]
Numbers = TypeVar("Numbers", bound=NDArray[np.floating[Any]])

PLATT_FROM = 50
"""Labels from which probabilities are fitted to them, and good enough to be shown as per cents."""

STRONG, MAYBE = 0.5, 0.2
BANDS: tuple[Band, ...] = ("weak", "maybe", "strong")


USUAL_CURVE = (1.3, -2.4)
"""(a, b) of P(relevant) = sigmoid(a z + b) before there are labels enough, z the score in standard deviations.

A guess that orders and bands, between two that failed: (1.2, -.5) calls six of seven threads worth a plan, and a
curve fitted over many goals in large collections, (1, -3.2), calls nothing relevant in a small one about the goal.
"""


def sigmoid(values: Numbers) -> Numbers:
    """1 / (1 + exp(-x)), safe for any x."""
    with np.errstate(over="ignore"):
        found: Numbers = 1 / (1 + np.exp(-values))
    return found


def platt(scores: Floats, values: Floats, weights: Floats) -> tuple[float, float] | None:
    """(a, b) of P(relevant) = sigmoid(a score + b), from weighed scores of examples that their model had not seen.

    Platt 1999, with its smoothed targets; Newton steps after Lin, Lin and Weng 2007. None where it cannot be told:
    one kind of example only, or scores that point the wrong way.
    """
    yes, no = float(weights[values == 1].sum()), float(weights[values == 0].sum())
    if not yes or not no:
        return None
    target = np.where(values == 1, (yes + 1) / (yes + 2), 1 / (no + 2))
    x = scores.astype(np.float64)
    a, b = 0.0, float(np.log((yes + 1) / (no + 1)))
    for _ in range(50):
        p = sigmoid(a * x + b)
        gap, bend = weights * (p - target), weights * p * (1 - p) + 1e-12
        gradient = np.array([np.dot(gap, x), gap.sum()])
        hessian = np.array([[np.dot(bend, x * x) + 1e-6, np.dot(bend, x)], [np.dot(bend, x), bend.sum() + 1e-6]])
        step = np.linalg.solve(hessian, gradient)
        step *= min(1.0, 5.0 / max(1e-12, float(np.abs(step).max())))
        a, b = a - step[0], b - step[1]
        if float(np.abs(step).max()) < 1e-9:
            break
    return (float(a), float(b)) if a > 0 and np.isfinite([a, b]).all() else None


def band_letters(relevance: Floats) -> bytes:
    """The first letter of the word for each probability, packed."""
    letters = np.frombuffer("".join(band[0] for band in BANDS).encode(), dtype=np.uint8)
    return letters[np.searchsorted((MAYBE, STRONG), relevance, side="right")].tobytes()


def bands_of(relevance: Floats) -> list[Band]:
    """The word for each probability."""
    return [BANDS[place] for place in np.searchsorted((MAYBE, STRONG), relevance, side="right").tolist()]
