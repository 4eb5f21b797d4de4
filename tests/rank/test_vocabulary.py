from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_threads import made_threads
from plain_words import read_document

from forumplan.rank import vocabulary as module
from forumplan.rank.document import Document
from forumplan.rank.vocabulary import Vocabulary

WORDS = ["Table", "tables", "index", "the", "a", "C++", "naïve", "数据库迁移", "über", "Index", "x", "42", "\ud800"]
LANGUAGES = ["", "en", "de", "ja", "zz"]
text = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
threads = st.lists(st.tuples(text, text, st.sampled_from(LANGUAGES)), min_size=1, max_size=12)


def written_rows(vocabulary: Vocabulary, texts: list[tuple[str, str, str]]) -> list[dict[str, tuple[float, str]]]:
    """For each text: its terms, the weight of each before the row is made to have length 1, and its words."""
    rows = vocabulary.encode(texts)
    found = []
    for start, end in zip(rows.indptr.tolist(), rows.indptr.tolist()[1:], strict=False):
        columns = rows.indices[start:end].tolist()
        assert columns == sorted(columns)
        assert np.square(rows.data[start:end]).sum() == pytest.approx(1 if columns else 0)
        words = [vocabulary.forms[c][f] for c, f in zip(columns, rows.forms[start:end].tolist(), strict=True)]
        pairs = zip(columns, rows.data[start:end].tolist(), words, strict=True)
        found.append({vocabulary.terms[column]: (weight, word) for column, weight, word in pairs})
    return found


@settings(max_examples=60, deadline=None)
@given(threads, threads)
def test_many_texts_at_once_are_read_as_each_would_be_word_by_word(
    first: list[tuple[str, str, str]], second: list[tuple[str, str, str]]
) -> None:
    vocabulary = Vocabulary.learn([Document(n, str(n), *one) for n, one in enumerate(first)])
    plain = [read_document(*one) for one in first]
    frequency = Counter(term for counts, _ in plain for term in counts)
    assert vocabulary.terms == sorted(frequency)
    expected_idf = [np.log((1 + len(first)) / (1 + frequency[term])) + 1 for term in vocabulary.terms]
    assert vocabulary.idf == pytest.approx(expected_idf, rel=1e-6)
    for texts in (first, second, first[::-1]):
        for one, row in zip(texts, written_rows(vocabulary, texts), strict=True):
            counts, forms = read_document(*one)
            kept = {term: count for term, count in counts.items() if term in frequency}
            assert {term: word for term, (_, word) in row.items()} == {term: forms[term] for term in kept}
            weights = {t: (1 + np.log(n)) * vocabulary.idf[vocabulary.terms.index(t)] for t, n in kept.items()}
            length = np.sqrt(sum(weight**2 for weight in weights.values()))
            assert {t: weight for t, (weight, _) in row.items()} == pytest.approx(
                {t: weight / length for t, weight in weights.items()}, rel=1e-6
            )


def test_forgetting_the_words_it_has_seen_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = made_threads(60)
    texts = [(one.title, one.text, one.language) for one in made]
    vocabulary, forgetful = Vocabulary.learn(made), Vocabulary.learn(made)
    before = written_rows(vocabulary, texts)
    monkeypatch.setattr(module, "KEPT_WORDS", 10)
    assert written_rows(forgetful, texts) == before
    assert written_rows(forgetful, texts[::-1]) == before[::-1]
    assert forgetful.forms == vocabulary.forms


def test_without_remembering_no_form_is_added() -> None:
    vocabulary = Vocabulary.learn(made_threads(60))
    rows = vocabulary.encode([("Postgres INDEX", "vacuum", "en")], remember=False)
    assert len(rows.indices)
    assert not any(vocabulary.forms)
    assert vocabulary.encode([]).indptr.tolist() == [0]
