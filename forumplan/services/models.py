"""What ranking keeps from one request to the next: the matrix of threads, each goal's model and its last order.

A process that answers many requests pays for them once; a command that ends after one loses nothing by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple
from weakref import WeakKeyDictionary

from forumplan.config import paths as config_paths
from forumplan.domain.errors import ModelError
from forumplan.domain.goal import Goal
from forumplan.domain.thread import Thread
from forumplan.rank.document import Document, LabelledText
from forumplan.rank.matrix import TextMatrix
from forumplan.rank.model import GoalModel
from forumplan.rank.ranking import Ranking
from forumplan.services.home import Home

MATRIX_FILE = "threads.npz"
UNSAVED_SHARE = 0.01
"""Share of the rows that may be new before the file is written again; they are read from the threads until then."""


class Collection(NamedTuple):
    """What the threads of a cache are known by: if this is the same, so are they."""

    identity: int
    newest: int
    edits: int
    total: int

    @classmethod
    def of(cls, home: Home) -> Collection:
        """The threads as they are now."""
        store = home.threads
        return cls(store.identity(), store.newest_number(), store.newest_edit(), store.count())


class Models:
    """The matrix and the models of one home. ModelError where the matrix cannot be written."""

    def __init__(self) -> None:
        self._matrix: TextMatrix | None = None
        self._of: Collection | None = None
        self._file: tuple[int, int] | None = None
        self._unsaved = 0
        self._goals: dict[str, GoalModel] = {}
        self._rankings: dict[str, tuple[str, Ranking]] = {}

    def matrix(self, home: Home, *, rebuild: bool = False) -> TextMatrix:
        """The matrix of all threads as they are now: rows of new ones appended, of others replaced or taken away.

        Vocabulary and axes stay as they were, unless `rebuild`, the file is damaged or of another recipe or cache, or
        as many threads came or went as there were.
        """
        path = home.paths.matrices / MATRIX_FILE
        if self._matrix is None or self._file != _stamp(path):
            self._take(_loaded(path, home.threads.identity()))
            self._file = _stamp(path)
        now = Collection.of(home)
        if self._matrix is None or rebuild:
            self._build(home, path)
        elif self._of != now:
            self._catch_up(home, self._matrix)
            if self._matrix.needs_rebuild():
                self._build(home, path)
            elif self._unsaved > UNSAVED_SHARE * len(self._matrix):
                self._save(home, path)
        self._of = now
        if self._matrix is None:
            raise ModelError(f"{path}: there is no matrix; forumplan model --rebuild")
        return self._matrix

    def ranking(self, home: Home, goal: Goal, labels: Sequence[LabelledText], stamp: str) -> Ranking:
        """The order for a goal; the last one again if `stamp`, what it was made from, is still the same."""
        matrix = self.matrix(home)
        kept = self._rankings.get(goal.id)
        if kept is not None and kept[0] == stamp and kept[1].matrix is matrix:
            return kept[1]
        model = self._goals.get(goal.statement)
        if model is None:
            model = self._goals[goal.statement] = GoalModel(matrix, goal.statement)
        days = home.settings.ranking.label_half_life_days
        ranking = model.rank(labels, half_life_days=days, now=home.clock())
        self._rankings[goal.id] = (stamp, ranking)
        return ranking

    def _take(self, matrix: TextMatrix | None) -> None:
        self._matrix, self._of, self._unsaved = matrix, None, 0
        self._forget_orders()

    def _forget_orders(self) -> None:
        self._goals.clear()
        self._rankings.clear()

    def _build(self, home: Home, path: Path) -> None:
        edits = home.threads.newest_edit()  # before the texts: another program may edit some meanwhile
        matrix = TextMatrix.build(_documents(home.threads.since(0)))
        matrix.source, matrix.edits = home.threads.identity(), edits
        self._take(matrix)
        self._save(home, path)

    def _catch_up(self, home: Home, matrix: TextMatrix) -> None:
        store = home.threads
        edits = store.newest_edit()  # before the texts, as in a build
        known = set(matrix.numbers.tolist())
        fresh = store.since(max(known, default=0))
        edited = [thread for thread in store.edited_since(matrix.edits) if thread.number in known]
        gone = known - store.numbers() if store.count() != len(matrix) + len(fresh) else set()
        if not (fresh or edited or gone):
            return
        matrix.drop(matrix.ids_of_numbers(gone) | {thread.id for thread in edited})
        matrix.append(_documents([*fresh, *edited]))
        matrix.edits = edits
        self._unsaved += len(fresh) + len(edited) + len(gone)
        self._forget_orders()

    def _save(self, home: Home, path: Path) -> None:
        if self._matrix is not None and not home.threads.read_only:
            config_paths.ensure(path.parent)
            self._matrix.save(path)
            self._file, self._unsaved = _stamp(path), 0


_MODELS: WeakKeyDictionary[Home, Models] = WeakKeyDictionary()


def models_of(home: Home) -> Models:
    """What this process keeps for a home."""
    return _MODELS.setdefault(home, Models())


def _loaded(path: Path, identity: int) -> TextMatrix | None:
    """The kept matrix, or None where there is none of this cache: it is made anew then."""
    try:
        matrix = TextMatrix.load(path) if path.exists() else None
    except ModelError:
        return None
    return matrix if matrix is not None and matrix.source == identity else None


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def _documents(threads: Iterable[Thread]) -> list[Document]:
    return [Document(t.number, t.id, t.title, t.text, t.language) for t in threads]
