"""What is said in the demo: enough, varied, by a cast that recurs, and in an order that can have happened."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from forumplan.demo.sample import ME, SamplePost, SampleThread, SampleVenue, load_sample

SAMPLE = load_sample()
THREADS: list[tuple[SampleVenue, SampleThread]] = [
    (venue, thread) for venue in SAMPLE.venues for thread in venue.threads
]
POSTS: list[SamplePost] = [post for _, thread in THREADS for post in thread.posts]


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!])\s+", text) if part]


def repeated(texts: list[str]) -> list[str]:
    return [text for text, n in Counter(text.casefold() for text in texts).items() if n > 1]


def test_there_are_eight_venues_of_different_kinds_and_two_hundred_threads() -> None:
    assert len(SAMPLE.venues) == 8
    assert len({venue.platform for venue in SAMPLE.venues}) == 7
    assert 200 <= len(THREADS) <= 230
    assert [venue.id for venue in SAMPLE.venues if not venue.threads] == ["py-porch", "data-leads"]
    assert all(len(venue.threads) >= 30 for venue in SAMPLE.venues if venue.threads)


def test_no_title_sentence_or_number_comes_twice() -> None:
    assert repeated([thread.title for _, thread in THREADS]) == []
    assert repeated([sentence for post in POSTS for sentence in sentences(post.text)]) == []
    assert len({thread.id for _, thread in THREADS}) == len(THREADS)
    assert len({thread.slug for _, thread in THREADS}) == len(THREADS)


def test_openings_have_one_to_five_sentences_and_end_as_sentences_do() -> None:
    for _, thread in THREADS:
        assert 1 <= len(sentences(thread.posts[0].text)) <= 5, thread.title
    assert [post.text for post in POSTS if post.text[-1] not in ".?!"] == []


def test_the_cast_recurs_over_venues() -> None:
    venues: dict[str, set[str]] = defaultdict(set)
    for venue, thread in THREADS:
        for post in thread.posts:
            venues[post.author].add(venue.id)
    assert set(venues) == set(SAMPLE.names)
    assert 40 <= len(SAMPLE.names) <= 50
    assert len(set(SAMPLE.names.values())) == len(SAMPLE.names)
    assert all(len(seen) >= 2 for seen in venues.values())


def test_an_answer_is_younger_than_what_it_answers() -> None:
    for _, thread in THREADS:
        for post in thread.posts[1:]:
            assert 0 < post.hours < thread.posts[post.to].hours, thread.title
        assert thread.replies >= len(thread.posts) - 1


def test_most_threads_fit_no_goal_and_most_are_fresh() -> None:
    fitting = re.compile(r"oracle|pl/sql|python|pandas|readab|legib", re.IGNORECASE)
    plain = [t for _, t in THREADS if not fitting.search(t.title + t.posts[0].text)]
    assert len(plain) >= 80
    assert sum(thread.active_hours <= 7 * 24 for _, thread in THREADS) >= 180
    assert ME in SAMPLE.names
