from __future__ import annotations

import random

import numpy as np
import pytest
from made_threads import made_threads
from scipy.sparse import csr_array

from forumplan.rank.axes import MAX_AXES, found_axes
from forumplan.rank.document import Document
from forumplan.rank.matrix import TextMatrix

TOPICS = 40


def said_in_two_ways() -> list[Document]:
    """Threads on forty things, each said in one of two ways and never in both; what stands around is the same."""
    found = []
    for number in range(TOPICS * 16):
        topic = number % TOPICS
        around = random.Random(number).choices([f"around{topic}x{place}" for place in range(5)], k=8)
        found.append(Document(number + 1, f"t{number}", f"way{topic}x{number // TOPICS % 2}", " ".join(around)))
    return found


def test_words_used_alike_lie_near_each_other_though_no_thread_says_both() -> None:
    matrix = TextMatrix.build(said_in_two_ways())
    ways = [("", f"way{place // 2}x{place % 2}", "") for place in range(2 * TOPICS)]
    meanings = matrix.meaning(matrix.vectors(ways))
    near = meanings @ meanings.T
    for place in range(0, 2 * TOPICS, 2):
        assert near[place, place + 1] > max(np.delete(near[place], [place, place + 1])) + 0.3


def test_they_are_the_same_each_time_and_more_for_more_threads() -> None:
    matrix = TextMatrix.build(made_threads(150))
    single = np.array([" " not in term for term in matrix.vocabulary.terms])
    first, second = found_axes(matrix.csr, single), found_axes(matrix.csr, single)
    assert first.tobytes() == second.tobytes()
    assert first.dtype == np.float32
    assert len(first) == len(single)
    assert found_axes(matrix.csr[:40], single).shape[1] < first.shape[1] <= MAX_AXES


@pytest.mark.parametrize(
    "rows",
    [
        np.zeros((0, 0)),
        np.zeros((5, 4)),
        np.ones((1, 1)),
        np.ones((2, 2)),
        np.ones((9, 3)),
        np.eye(6),
        np.ones((6, 1)),
    ],
)
@pytest.mark.parametrize("one_word", [True, False])
def test_there_is_an_answer_for_the_smallest_and_the_emptiest(rows: np.ndarray, one_word: bool) -> None:
    axes = found_axes(csr_array(rows), np.full(rows.shape[1], one_word))
    assert axes.shape[0] == rows.shape[1]
    assert np.isfinite(axes).all()
