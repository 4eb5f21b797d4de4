"""Ranking: the matrix of threads kept in the cache, and the order of threads for each goal kept current.

Heavy: importing this module loads scikit-learn. Screens read what it leaves in threads.db.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from forumplan.config import paths as config_paths
from forumplan.domain.errors import ModelError, UsageError
from forumplan.domain.goal import Goal
from forumplan.domain.records import Contribution, Dismissal, Label, PlanItem
from forumplan.domain.thread import Thread
from forumplan.rank import explain, model, quality, queue
from forumplan.rank.document import Document, LabelledText
from forumplan.rank.matrix import TextMatrix
from forumplan.rank.ranking import Ranking
from forumplan.services.home import Home
from forumplan.store.rankings import StoredRanking

REASONED = 300
"""Threads at the top whose words are kept, so that a list shows them without the model."""
MATRIX_FILE = "threads.npz"
WEAK_YES, WEAK_NO = 0.3, 0.1
"""Weights of planned and posted threads, and of dismissed ones, where weak labels are on."""


@dataclass(frozen=True, slots=True)
class Why:
    """A score as a sum: (word, weight) pairs, the largest first."""

    thread: Thread
    goal: str
    score: float
    relevance: float
    band: str
    terms: tuple[tuple[str, float], ...]
    place: int
    of: int


def refresh_rankings(home: Home, goals: Iterable[str] | None = None, *, rebuild: bool = False) -> list[StoredRanking]:
    """Bring the rankings of these goals (default: all that are open) up to date and return them.

    Only those are computed whose threads, labels or statement changed.
    """
    wanted = [goal for goal in home.settings.goals if goals is None or goal.id in set(goals)]
    wanted = [goal for goal in wanted if goal.open_on(home.today())]
    home.threads.drop_rankings(goal.id for goal in home.settings.goals)
    labels = home.ledger.all(Label)
    found: list[StoredRanking] = []
    matrix: TextMatrix | None = None
    for goal in wanted:
        stored = home.threads.ranking(goal.id)
        stamp = _stamp(home, goal, labels)
        if stored is None or stored.stamp != stamp or rebuild:
            if matrix is None:
                matrix = load_matrix(home, rebuild=rebuild)
            stored = _rank(home, matrix, goal, labels, stamp)
            home.threads.keep_ranking(stored)
        found.append(stored)
    return found


def load_matrix(home: Home, *, rebuild: bool = False) -> TextMatrix:
    """The matrix of all threads: the kept one with new threads appended, built anew where it must be."""
    folder = config_paths.ensure(home.paths.matrices)
    path = folder / MATRIX_FILE
    matrix: TextMatrix | None = None
    if path.exists() and not rebuild:
        try:
            matrix = TextMatrix.load(path)
        except ModelError:
            matrix = None  # damaged or of another recipe: it is made anew below
    if matrix is not None and not _of_this_cache(home, matrix):
        matrix = None
    if matrix is not None:
        fresh = _documents(home.threads.since(int(matrix.numbers[-1]) if len(matrix.numbers) else 0))
        if not fresh:
            return matrix
        matrix.append(fresh)
        if not matrix.needs_rebuild():
            matrix.save(path)
            return matrix
    matrix = TextMatrix.build(_documents(home.threads.since(0)))
    matrix.save(path)
    return matrix


def rank_goal(home: Home, matrix: TextMatrix, goal: Goal, labels: Sequence[Label]) -> Ranking:
    """The model's order for one goal with the labels of the ledger."""
    return model.rank_goal(
        matrix,
        goal.statement,
        labelled_texts(home, goal, labels),
        half_life_days=home.settings.ranking.label_half_life_days,
        now=home.clock(),
    )


def labelled_texts(home: Home, goal: Goal, labels: Sequence[Label]) -> list[LabelledText]:
    """What teaches a goal: its labels, and with `weak_labels` what was planned, posted and dismissed."""
    texts = {
        label.thread: LabelledText(label.thread, *_text_of(label.copy), value=label.value, weight=1.0, at=label.at)
        for label in labels
        if label.goal == goal.id
    }
    if home.settings.ranking.weak_labels:
        for copy, value, weight in _weak(home, goal):
            thread = str(copy.get("id", ""))
            if thread and thread not in texts:
                texts[thread] = LabelledText(thread, *_text_of(copy), value=value, weight=weight)
    return [texts[name] for name in sorted(texts)]


def _weak(home: Home, goal: Goal) -> Iterator[tuple[dict[str, Any], int, float]]:
    """(copy of a thread, value, weight) of what was planned, posted and dismissed."""
    for item in home.ledger.all(PlanItem):
        if item.goal == goal.id and item.state != "dropped":
            yield item.copy, 1, WEAK_YES
    for made in home.ledger.all(Contribution):
        if made.goal == goal.id:
            yield made.copy, 1, WEAK_YES
    for dismissed in home.ledger.all(Dismissal):
        yield dismissed.copy, 0, WEAK_NO


def why(home: Home, thread: Thread, goal_id: str) -> Why:
    """A thread's score for a goal, term by term."""
    goal = home.settings.goal(goal_id)
    if goal is None:
        raise UsageError(f"{goal_id}: no goal has this id; forumplan goal list shows them")
    refresh_rankings(home, [goal_id])
    matrix = load_matrix(home)
    ranking = rank_goal(home, matrix, goal, home.ledger.all(Label))
    explained = explain.explain(matrix, ranking, thread.number)
    stored = home.threads.ranking(goal_id)
    if stored is None:
        raise ModelError(f"{goal_id}: there is no ranking yet; forumplan refresh")
    place = stored.numbers.index(thread.number)
    return Why(
        thread,
        goal_id,
        explained.score,
        stored.relevance[place],
        stored.band(place),
        tuple(explained.terms),
        place + 1,
        len(stored.numbers),
    )


def next_labels(home: Home, goal_id: str, count: int = 10) -> list[tuple[Thread, str]]:
    """Threads whose label would teach most, each with the reason in words."""
    goal = home.settings.goal(goal_id)
    if goal is None:
        raise UsageError(f"{goal_id}: no goal has this id; forumplan goal list shows them")
    labels = [label for label in home.ledger.all(Label) if label.goal == goal_id]
    matrix = load_matrix(home)
    ranking = rank_goal(home, matrix, goal, labels)
    venues = home.threads.venue_of_numbers()
    asked = queue.next_labels(
        matrix,
        ranking,
        labelled_ids={label.thread for label in labels},
        venue_of=venues,
        hidden_ids={one.id for one in home.ledger.all(Dismissal)},
        count=count,
    )
    threads = {thread.number: thread for thread in home.threads.threads([number for number, _ in asked])}
    return [(threads[number], reason) for number, reason in asked if number in threads]


def _rank(home: Home, matrix: TextMatrix, goal: Goal, labels: Sequence[Label], stamp: str) -> StoredRanking:
    ranking = rank_goal(home, matrix, goal, labels)
    numbers = matrix.numbers[ranking.order]
    words = explain.top_words(matrix, ranking, ranking.order[:REASONED])
    mine = [label for label in labels if label.goal == goal.id]
    return StoredRanking(
        goal=goal.id,
        made_at=home.clock(),
        stamp=stamp,
        note=ranking.note,
        labels=len(mine),
        numbers=_packed("I", numbers.astype("uint32")),
        scores=_packed("f", ranking.scores[ranking.order].astype("float32")),
        relevance=_packed("f", ranking.relevance[ranking.order].astype("float32")),
        bands="".join(band[0] for band in ranking.bands(ranking.order)).encode(),
        reasons={int(number): tuple(top) for number, top in zip(numbers[:REASONED], words, strict=True)},
        learnt=_learnt(matrix, ranking, mine),
    )


def _learnt(matrix: TextMatrix, ranking: Ranking, labels: Sequence[Label]) -> dict[str, Any]:
    """What the model knows, for screens: top terms for and against, and how many labels of each kind."""
    yes, no = quality.top_terms(matrix, ranking)
    return {
        "for": yes,
        "against": no,
        "relevant": sum(label.value == 1 for label in labels),
        "off_topic": sum(label.value == 0 for label in labels),
    }


def _packed(code: str, values: Any) -> Any:
    packed = array(code)
    packed.frombytes(values.tobytes())
    return packed


def _documents(threads: Iterable[Thread]) -> list[Document]:
    return [Document(t.number, t.id, t.title, t.text, t.language) for t in threads]


def _of_this_cache(home: Home, matrix: TextMatrix) -> bool:
    """Whether the matrix was made of the threads that are there now (an emptied cache numbers anew)."""
    if not len(matrix.numbers):
        return False
    last = home.threads.threads([int(matrix.numbers[-1])])
    first = home.threads.threads([int(matrix.numbers[0])])
    return bool(first and last) and (first[0].id, last[0].id) == (matrix.ids[0], matrix.ids[-1])


def _text_of(copy: dict[str, Any]) -> tuple[str, str]:
    return str(copy.get("title", "")), str(copy.get("text", ""))


def _stamp(home: Home, goal: Goal, labels: Sequence[Label]) -> str:
    """What a ranking is made of, in short: if this is the same, so is the ranking."""
    mine = [(label.thread, label.value, label.at) for label in labels if label.goal == goal.id]
    parts = (
        home.threads.newest_number(),
        home.threads.count(),
        goal.statement,
        sorted(mine),
        home.settings.ranking.weak_labels,
        home.settings.ranking.label_half_life_days,
        model.RECIPE,
    )
    return hashlib.blake2b(repr(parts).encode(), digest_size=10).hexdigest()
