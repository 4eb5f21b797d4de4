"""Forums whose feeds show replies in different ways: filled, polled, added to, polled again. None is counted twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Site
from living_forum import SHOWN, Forum, Way, atom, entry, item, opened
from made_feeds import rss


def posts_without_thread(forum: Forum, root: str) -> bytes:
    """Every post under the bare title of its topic; its address names the post alone."""
    return rss([item(topic.title, f"{root}/post/{said.number}", said) for topic, said in forum.posts()])


def topics_as_last_answered(forum: Forum, root: str) -> bytes:
    """Topics of the same program: date, author and text are those of the last answer."""
    return rss([item(topic.title, f"{root}/topic/{topic.number}", topic.messages[-1]) for topic in forum.bumped()])


def topics_as_begun(forum: Forum, root: str) -> bytes:
    """Topics of the same program by their beginning, with the text of the last answer all the same."""
    begun = sorted(forum.topics, key=lambda topic: -topic.number)[:SHOWN]
    return rss(
        [item(t.title, f"{root}/topic/{t.number}", t.messages[-1], at=t.messages[0].at) for t in begun],
    )


def board_marks(forum: Forum, root: str) -> bytes:
    """The board's name, then RE:, before the title; the address names the topic."""
    entries = []
    for topic, said in forum.posts():
        first = said is topic.messages[0]
        tail = "" if first else f"?r={said.number}#message-{said.number}"
        link = f"{root}/boards/1/topics/{topic.number}{tail}"
        entries.append(entry(f"Help: {'' if first else 'RE: '}{topic.title}", link, link, said))
    return atom(entries, "Redmine")


def only_re(forum: Forum, root: str) -> bytes:
    """A list archive: a subject with Re:, and an address that is a hash."""
    return rss(
        [
            item(
                f"{'' if said is topic.messages[0] else 'Re: '}[made] {topic.title}",
                f"{root}/archives/list/made@x/message/{said.number:032X}/",
                said,
            )
            for topic, said in forum.posts()
        ]
    )


def not_at_all(forum: Forum, root: str) -> bytes:
    """Topics by last answer, with the date and text of their beginning: answers only move them."""
    return rss(
        [item(t.title, f"{root}/forum/help-1/topic/made-{t.number}/", t.messages[0]) for t in forum.bumped()],
    )


def in_reply_to(forum: Forum, root: str) -> bytes:
    """A list archive whose entries name the one they answer; subjects are often changed on the way."""
    entries = []
    for topic, said in forum.posts():
        answers = f'<thr:in-reply-to ref="urn:uuid:m-{said.answers}"/>' if said.answers else ""
        title = f"Re: {topic.title}" if said.number % 2 else f"[was: {topic.title}] {said.number}"
        title = title if said.answers else topic.title
        entries.append(entry(title, f"{root}/made/{said.number}@x/", f"urn:uuid:m-{said.number}", said, answers))
    return atom(entries, "public-inbox")


NODE: dict[str, Way] = {"/recentposts.rss": posts_without_thread, "/recent.rss": topics_as_last_answered}
WAYS: dict[str, dict[str, Way]] = {
    "posts without a thread": {"/recentposts.rss": posts_without_thread},
    "topics, then posts without a thread": dict(reversed(NODE.items())),
    "posts without a thread, then topics": NODE,
    "topics as begun, then posts": {"/topics.rss": topics_as_begun, "/recentposts.rss": posts_without_thread},
    "posts, then topics as begun": {"/recentposts.rss": posts_without_thread, "/topics.rss": topics_as_begun},
    "board marks": {"/projects/made/boards/1.atom": board_marks},
    "only re": {"/archives/list/made@x/feed/": only_re},
    "not at all": {"/forum/feeds/topics/": not_at_all},
    "in reply to": {"/made/new.atom": in_reply_to},
}


@pytest.mark.parametrize("way", WAYS)
async def test_each_way_gives_what_it_shows_and_nothing_twice(way: str, site: Site, tmp_path: Path) -> None:
    forum = Forum()
    shows_replies = way != "not at all"
    one, two = forum.begin("How to move house"), forum.begin("Which index is used")
    forum.say(one)
    forum.say(two)
    poll = opened(site, tmp_path / "home", forum, WAYS[way])
    assert await poll() == (2, 4 if shows_replies else 2)
    assert poll.titles() == ["How to move house", "Which index is used"]
    assert await poll() == (0, 0), "polled again, nothing was added"

    forum.say(one)
    assert await poll() == (0, int(shows_replies))
    three = forum.begin("A third question")
    assert await poll() == (1, 1)
    assert poll.titles() == ["A third question", "How to move house", "Which index is used"]
    assert await poll() == (0, 0)
    if shows_replies:
        assert poll.replies("How to move house") == 2 and poll.replies("Which index is used") == 1
        assert not poll.replies("A third question")

    for topic in (two, one, three, two, one, three, one):
        forum.say(topic)
        assert await poll() == (0, int(shows_replies)), "starters have scrolled out by now"
    assert await poll() == (0, 0)
    if shows_replies:
        assert [poll.replies(topic.title) for topic in (one, two, three)] == [5, 3, 2]
    poll.home.close()


async def test_two_topics_of_one_title_stay_two(site: Site, tmp_path: Path) -> None:
    forum = Forum()
    forum.begin("Weekly thread")
    poll = opened(site, tmp_path / "home", forum, dict(reversed(NODE.items())))
    assert await poll() == (1, 1)
    later = forum.begin("Weekly thread")
    assert await poll() == (1, 1)
    forum.say(later)
    assert await poll() == (0, 1)
    by_number = {thread.number: thread.replies for thread in poll.home.threads.since(0)}
    assert [replies or 0 for _, replies in sorted(by_number.items())] == [0, 1], "an answer belongs to the later one"
    poll.home.close()


async def test_posts_of_an_unknown_program_fold_by_their_page(site: Site, tmp_path: Path) -> None:
    forum = Forum()
    one = forum.begin("A page of its own")
    ways: dict[str, Way] = {
        "/posts.xml": lambda made, root: rss(
            [item(t.title, f"{root}/discuss/{t.number}.html#post-{m.number}", m) for t, m in made.posts()]
        ),
        "/topics.xml": lambda made, root: rss(
            [item(t.title, f"{root}/discuss/{t.number}.html", t.messages[0]) for t in made.bumped()]
        ),
    }
    poll = opened(site, tmp_path / "home", forum, ways)
    assert await poll() == (1, 1)
    forum.say(one)
    forum.begin("Another page")
    assert await poll() == (1, 2)
    assert await poll() == (0, 0)
    poll.home.close()
