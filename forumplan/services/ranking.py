"""Ranking: the matrix of threads kept in the cache, and the order of threads for each goal kept current.

Heavy: importing this module loads scikit-learn. Screens read what it leaves in threads.db.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from forumplan.domain.errors import ReadOnlyError
from forumplan.domain.goal import Goal
from forumplan.domain.records import Contribution, Dismissal, Label, PlanItem
from forumplan.domain.thread import Thread
from forumplan.domain.week import Week
from forumplan.rank import explain, model, quality, queue
from forumplan.rank.calibration import band_letters
from forumplan.rank.document import LabelledText
from forumplan.rank.matrix import TextMatrix
from forumplan.rank.ranking import Ranking
from forumplan.services import rules
from forumplan.services.home import Home
from forumplan.services.listing import open_goal
from forumplan.services.models import Collection, models_of
from forumplan.services.shared_labels import labels_shown, newest_of_each
from forumplan.store import pages
from forumplan.store.rankings import StoredRanking

REASONED = 300
"""Threads at the top whose words are kept, so that a list shows them without the model."""
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
    open_goals = [goal for goal in home.settings.goals if goal.open_on(home.today())]
    home.threads.drop_rankings(goal.id for goal in open_goals)
    labels = home.ledger.whole(Label)
    if rebuild:
        if home.threads.read_only:
            raise ReadOnlyError(home.threads.read_only)
        models_of(home).matrix(home, rebuild=True)
    found: list[StoredRanking] = []
    for goal in open_goals:
        if goals is not None and goal.id not in set(goals):
            continue
        evidence = evidence_of(home, goal, labels)
        stored = home.threads.ranking(goal.id) if home.threads.ranking_stamp(goal.id) == evidence.stamp else None
        if stored is None or rebuild:
            stored = _rank(home, goal, labels, evidence)
            home.threads.keep_ranking(stored)
        found.append(stored)
    return found


def make_ready(home: Home) -> None:
    """Have matrix and models at hand, so that the next label waits for neither."""
    labels = home.ledger.whole(Label)
    for stored in refresh_rankings(home):
        goal = home.settings.goal(stored.goal)
        if goal is not None:
            rank_goal(home, goal, evidence_of(home, goal, labels))


def load_matrix(home: Home) -> TextMatrix:
    """The matrix of all threads as they are now."""
    return models_of(home).matrix(home)


@dataclass(frozen=True, slots=True)
class TaughtTexts:
    """What teaches a goal; `stamp` says in short what its ranking is made of: if it is the same, so is the ranking."""

    texts: Sequence[LabelledText]
    stamp: str


def rank_goal(home: Home, goal: Goal, evidence: TaughtTexts) -> Ranking:
    """The model's order for one goal; the one made last if nothing changed since."""
    return models_of(home).ranking(home, goal, evidence.texts, evidence.stamp)


def evidence_of(home: Home, goal: Goal, labels: Sequence[Label]) -> TaughtTexts:
    """A goal's labels, and with `weak_labels` what was planned, posted and dismissed."""
    mine = [label for label in labels if label.goal == goal.id]
    told = home.threads.told_also(label.thread for label in mine)
    texts = {
        label.thread: LabelledText(label.thread, *_text_of(label.copy), value=label.value, weight=1.0, at=label.at)
        for label in newest_of_each(mine, told)
    }
    if home.settings.ranking.weak_labels:
        for copy, value, weight, at in _weak(home, goal):
            thread = str((copy or {}).get("id", ""))
            if thread and thread not in texts:
                texts[thread] = LabelledText(thread, *_text_of(copy), value=value, weight=weight, at=at)
    ordered = [texts[name] for name in sorted(texts)]
    return TaughtTexts(ordered, _stamp(home, goal, ordered))


def _weak(home: Home, goal: Goal) -> Iterator[tuple[dict[str, Any] | None, int, float, int]]:
    """(copy of a thread, value, weight, when) of what was planned, posted and dismissed."""
    for item in home.ledger.whole(PlanItem):
        if item.goal == goal.id and item.state != "dropped":
            yield item.copy, 1, WEAK_YES, Week.parse(item.week).bounds(home.zone)[0]
    for made in home.ledger.whole(Contribution):
        if made.goal == goal.id:
            yield made.copy, 1, WEAK_YES, made.at
    for dismissed in home.ledger.whole(Dismissal):
        yield dismissed.copy, 0, WEAK_NO, dismissed.at


def why(home: Home, thread: Thread, goal_id: str) -> Why:
    """A thread's score for a goal, term by term."""
    goal = open_goal(home, goal_id)
    stored = refresh_rankings(home, [goal_id])[0]
    ranking = rank_goal(home, goal, evidence_of(home, goal, home.ledger.whole(Label)))
    explained = explain.explain(ranking.matrix, ranking, thread.number)
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
    goal = open_goal(home, goal_id)
    labels = [label for label in home.ledger.whole(Label) if label.goal == goal_id]
    ranking = rank_goal(home, goal, evidence_of(home, goal, labels))
    asked = queue.next_labels(
        ranking.matrix,
        ranking,
        labelled_ids={thread for _, thread in labels_shown(home, labels)},
        venue_of=lambda numbers: _venues(home, numbers),
        hidden_ids=_not_asked(home, ranking.matrix),
        settled_ids={label.thread for label in labels if label.sure},
        count=count,
    )
    threads = {thread.number: thread for thread in home.threads.threads([number for number, _ in asked])}
    return [(threads[number], reason) for number, reason in asked if number in threads]


def _venues(home: Home, numbers: Sequence[int]) -> dict[int, str]:
    """The name of each thread's venue as it is shown."""
    titles = {venue.id: venue.title for venue in home.settings.venues}
    return {row.number: titles.get(row.venue, row.venue) for row in pages.rows(home.threads, numbers).values()}


def _not_asked(home: Home, matrix: TextMatrix) -> set[str]:
    """Ids of threads that are dismissed, muted, or tell again what another venue had first."""
    numbers = rules.view(home).muted | pages.told_again(home.threads)
    return {one.id for one in home.ledger.all(Dismissal)} | matrix.ids_of_numbers(numbers)


def _rank(home: Home, goal: Goal, labels: Sequence[Label], evidence: TaughtTexts) -> StoredRanking:
    ranking = rank_goal(home, goal, evidence)
    matrix = ranking.matrix
    order = ranking.order
    numbers = matrix.numbers[order]
    words = explain.top_words(matrix, ranking, order[:REASONED])
    mine = [label for label in labels if label.goal == goal.id]
    relevance = ranking.relevance[order]
    return StoredRanking(
        goal=goal.id,
        made_at=home.clock(),
        stamp=evidence.stamp,
        note=ranking.note,
        labels=len(mine),
        numbers=_packed("I", numbers.astype("uint32")),
        scores=_packed("f", ranking.scores[order]),
        relevance=_packed("f", relevance),
        bands=band_letters(relevance),
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


def _text_of(copy: dict[str, Any] | None) -> tuple[str, str]:
    if copy is None:
        raise ValueError("it was read without its text; read it with Ledger.whole")
    return str(copy.get("title", "")), str(copy.get("text", ""))


def _stamp(home: Home, goal: Goal, texts: Sequence[LabelledText]) -> str:
    half_life = home.settings.ranking.label_half_life_days
    parts = (
        Collection.of(home),
        goal.statement,
        [(one.id, one.value, one.weight, one.at) for one in texts],
        (half_life, home.today()) if half_life else 0,
        model.RECIPE,
    )
    return hashlib.blake2b(repr(parts).encode(), digest_size=10).hexdigest()
