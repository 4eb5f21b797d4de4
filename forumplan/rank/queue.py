"""Which threads to label next, each with its reason: the best first, then what the model has never seen or doubts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest

import numpy as np

from forumplan.rank.document import LabelledText
from forumplan.rank.matrix import TextMatrix
from forumplan.rank.ranking import Ranking

TOP = 5
LOOK_AT = 400
"""Threads from the top among which checks are looked for: further down a yes is too rare to be worth a look."""
SLIPS_FROM = 40
UNSEEN_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Slip:
    """A label that the others speak against; `surprise` is how far, in the unit of scores."""

    label: LabelledText
    surprise: float


def next_labels(
    matrix: TextMatrix,
    ranking: Ranking,
    *,
    labelled_ids: Collection[str],
    venue_of: Callable[[Sequence[int]], Mapping[int, str]],
    hidden_ids: Collection[str] = (),
    settled_ids: Collection[str] = (),
    count: int = 10,
) -> list[tuple[int, str]]:
    """(number, reason) of the threads whose label would teach most, at most `count`.

    The five best that have no label; then, in turn, the best of a venue never labelled, the best whose words no label
    has, and labels that the others speak against (see `slips`); then the next best. Threads in `hidden_ids` are not
    asked for, labels in `settled_ids` not again. `venue_of`: venues by number, of some.
    """
    rows = _candidates(matrix, ranking, set(labelled_ids) | set(hidden_ids))
    taught = [row for name in labelled_ids if (row := matrix.row_of(name)) is not None]
    venue = venue_of(matrix.numbers[rows + taught].tolist()).get
    found = [(row, _place_reason(place)) for place, row in enumerate(rows[: min(TOP, count)], start=1)]
    rest = rows[len(found) :]
    venues = {venue(int(matrix.numbers[row])) for row in (*taught, *(row for row, _ in found))}
    checks = _in_turn(
        _new_venues(matrix, rest, venues, venue),
        _new_words(matrix, ranking, rest),
        _slip_checks(matrix, slips(ranking, settled_ids={*settled_ids, *hidden_ids})),
    )
    taken = {row for row, _ in found}
    for row, reason in checks:
        if len(found) >= count:
            break
        if row not in taken:
            taken.add(row)
            found.append((row, reason))
    found += [(row, "next in the ranking") for row in rest if row not in taken][: max(0, count - len(found))]
    return [(int(matrix.numbers[row]), reason) for row, reason in found]


def slips(ranking: Ranking, count: int = 3, *, settled_ids: Collection[str] = ()) -> list[Slip]:
    """Labels worth another look: those that a model made of the others puts furthest on the other side.

    None below 40 labels: with fewer, the model errs more often than its user. None of those in `settled_ids`, and no
    weak ones: nobody said them.
    """
    evidence = ranking.evidence
    if len(evidence.labels) < SLIPS_FROM:
        return []
    relevant = evidence.values == 1
    if relevant.all() or not relevant.any():
        return []
    held_out = ranking.held_out.astype(np.float64)
    middle = (held_out[relevant].mean() + held_out[~relevant].mean()) / 2
    surprise = np.where(relevant, middle - held_out, held_out - middle)
    order = np.argsort(-surprise, kind="stable").tolist()
    found = (Slip(evidence.labels[i], float(surprise[i])) for i in order if surprise[i] > 0)
    return [slip for slip in found if slip.label.weight >= 1 and slip.label.id not in settled_ids][:count]


def _candidates(matrix: TextMatrix, ranking: Ranking, without: Collection[str]) -> list[int]:
    rows = ranking.top(LOOK_AT + len(without)).tolist()
    return [row for row in rows if matrix.ids[row] not in without][:LOOK_AT]


def _place_reason(place: int) -> str:
    return "fits best so far" if place == 1 else f"fits best, no. {place}"


Check = tuple[int, str]


def _new_venues(
    matrix: TextMatrix, rows: list[int], seen: set[str | None], venue: Callable[[int], str | None]
) -> list[Check]:
    found = []
    seen = set(seen)
    for row in rows:
        name = venue(int(matrix.numbers[row]))
        if name and name not in seen:
            seen.add(name)
            found.append((row, f"no label from {name} yet"))
    return found


def _new_words(matrix: TextMatrix, ranking: Ranking, rows: list[int]) -> list[Check]:
    """Threads most of whose weight lies in terms of no label; each brings terms that those before it did not."""
    seen = np.zeros(len(matrix.vocabulary.terms), dtype=bool)
    seen[ranking.evidence.vectors.indices] = True
    found = []
    for row in rows:
        columns, weights = matrix.terms_of(row)
        new = ~seen[columns]
        if not len(columns) or float(np.square(weights[new]).sum()) < UNSEEN_SHARE:
            continue
        order = np.argsort(-np.where(new, weights, 0.0), kind="stable").tolist()
        words = (matrix.word_at(row, place) for place in order if new[place])
        shown = list(islice((word for word in words if " " not in word), 2))
        if shown:
            seen[columns] = True
            found.append((row, f"no label says {' or '.join(shown)} yet"))
    return found


def _slip_checks(matrix: TextMatrix, found: list[Slip]) -> list[Check]:
    """Likely slips whose thread is still there to look at."""
    rows = [(matrix.row_of(slip.label.id), slip.label.value) for slip in found]
    said = {1: "a slip? you said y, others say n", 0: "a slip? you said n, others say y"}
    return [(row, said[value]) for row, value in rows if row is not None]


def _in_turn(*kinds: list[Check]) -> list[Check]:
    return [check for turn in zip_longest(*kinds) for check in turn if check is not None]
