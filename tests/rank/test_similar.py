from __future__ import annotations

import pytest
from made_threads import made_threads

from forumplan.domain.errors import ModelError
from forumplan.rank.document import LabelledText
from forumplan.rank.matrix import TextMatrix
from forumplan.rank.similar import similar

THREADS = made_threads(200)
MATRIX = TextMatrix.build(THREADS)
THREAD = THREADS[10]
MINE = [
    LabelledText("same", THREAD.title, THREAD.text, 1),
    LabelledText("other", "yacht", "a text of words that no thread has", 1),
    LabelledText("empty", "", "", 1),
]


def test_the_nearest_contribution_is_found_with_the_words_that_both_say() -> None:
    found = similar(MATRIX, THREAD.number, MINE)
    assert [one.id for one in found] == ["same"]
    assert found[0].nearness == pytest.approx(1.0, abs=1e-5)
    assert found[0].words
    assert all(word in f"{THREAD.title} {THREAD.text}".split() for form in found[0].words for word in form.split())


def test_nothing_near_is_nothing() -> None:
    assert similar(MATRIX, THREAD.number, MINE[1:]) == []
    assert similar(MATRIX, THREAD.number, []) == []
    with pytest.raises(ModelError):
        similar(MATRIX, 999, MINE)
