"""The order of all threads for one goal, packed so that a screen reads 100,000 of them at once without numpy."""

from __future__ import annotations

import json
import sqlite3
from array import array
from dataclasses import dataclass, field
from typing import Any, Self

BANDS = {"s": "strong", "m": "maybe", "w": "weak"}


@dataclass(frozen=True, slots=True)
class StoredRanking:
    """`numbers` of threads, best first; `scores`, `relevance` (0..1) and `bands` (a letter of BANDS) in that order.

    `reasons`: up to three words by thread number, for the first few hundred. `learnt`: what the model knows, in words.
    `stamp` tells what the ranking was made from: threads, labels, statement.
    """

    goal: str
    made_at: int
    stamp: str
    note: str
    labels: int
    numbers: array[int]
    scores: array[float]
    relevance: array[float]
    bands: bytes
    reasons: dict[int, tuple[str, ...]] = field(default_factory=dict)
    learnt: dict[str, Any] = field(default_factory=dict)

    def row(self) -> tuple[Any, ...]:
        """As it stands in the table."""
        return (
            self.goal,
            self.made_at,
            self.stamp,
            self.note,
            self.labels,
            self.numbers.tobytes(),
            self.scores.tobytes(),
            self.relevance.tobytes(),
            self.bands,
            json.dumps({str(number): words for number, words in self.reasons.items()}),
            json.dumps(self.learnt),
        )

    @classmethod
    def load(cls, row: sqlite3.Row) -> Self:
        numbers, scores, relevance = array("I"), array("f"), array("f")
        numbers.frombytes(row["numbers"])
        scores.frombytes(row["scores"])
        relevance.frombytes(row["relevance"])
        reasons = {int(number): tuple(words) for number, words in json.loads(row["reasons"]).items()}
        return cls(
            row["goal"],
            row["made_at"],
            row["stamp"],
            row["note"],
            row["labels"],
            numbers,
            scores,
            relevance,
            row["bands"],
            reasons,
            json.loads(row["learnt"]),
        )

    def band(self, place: int) -> str:
        """The band of the thread at that place: strong, maybe or weak."""
        return BANDS.get(chr(self.bands[place]), "weak")
