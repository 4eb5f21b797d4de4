"""Real discussions, where a copy of them stands beside the project: every score is the sum of its real words."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest

from forumplan.rank.document import Document, LabelledText
from forumplan.rank.explain import explain, top_words
from forumplan.rank.matrix import TextMatrix
from forumplan.rank.model import GoalModel

ITEMS = Path(__file__).parents[3] / "shared" / "eval" / "items.jsonl.gz"
GOAL = "help people get out of debt and manage a household budget"


@pytest.fixture(scope="module")
def items() -> list[dict[str, str]]:
    if not ITEMS.exists():
        pytest.skip("no collection of real threads at ../shared/eval")
    with gzip.open(ITEMS, "rt", encoding="utf-8") as file:
        found = [json.loads(line) for line in file]
    return random.Random(5).sample(found, 1200)


def documents(items: list[dict[str, str]]) -> list[Document]:
    return [Document(n, one["id"], one["title"], one["body"]) for n, one in enumerate(items, 1)]


@pytest.mark.parametrize("labelled", [0, 25])
def test_a_thousand_scores_are_the_sums_of_their_real_words(items: list[dict[str, str]], labelled: int) -> None:
    threads = documents(items)
    matrix = TextMatrix.build(threads[:1100])
    matrix.append(threads[1100:])
    labels = [
        LabelledText(one["id"], one["title"], one["body"], int("money" in one["body"])) for one in items[:labelled]
    ]
    ranking = GoalModel(matrix, GOAL).rank(labels)
    chosen = random.Random(6).sample(threads, 1000)
    rows = [matrix.row_of_number(one.number) for one in chosen]
    for one, shown in zip(chosen, top_words(matrix, ranking, rows), strict=True):
        explained = explain(matrix, ranking, one.number)
        total = sum(weight for _, weight in explained.terms)
        assert total == pytest.approx(explained.score, rel=1e-5, abs=1e-12)
        assert explained.score == ranking.scores[matrix.row_of_number(one.number)]
        text = f"{one.title} {one.text}"
        assert all(word in text for form in shown for word in form.split())
        assert set(shown) <= {form for form, _ in explained.terms}
