"""Forums whose feeds show replies in different ways: filled, polled, added to, polled again. None is counted twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from html import escape
from pathlib import Path

import homes
import pytest
from conftest import Site
from fakes import NOON, Clock
from made_feeds import rss

from forumplan.services.home import Home
from forumplan.services.refresh import Summary, refresh

SHOWN = 6
"""Items that each feed holds: older ones scroll out."""


@dataclass
class Message:
    number: int
    author: str
    text: str
    at: int
    answers: int


@dataclass
class Topic:
    number: int
    title: str
    messages: list[Message] = field(default_factory=list)


@dataclass
class Forum:
    """What a forum holds. Numbers of messages count over the whole forum."""

    topics: list[Topic] = field(default_factory=list)
    made: int = 0

    def begin(self, title: str) -> Topic:
        topic = Topic(len(self.topics) + 1, title)
        self.topics.append(topic)
        self.say(topic)
        return topic

    def say(self, topic: Topic) -> None:
        self.made += 1
        said, before = self.made, topic.messages[-1].number if topic.messages else 0
        at = NOON - 86_400 + said * 3600
        topic.messages.append(Message(said, f"name{said % 3}", f"Message {said} of the forum.", at, before))

    def posts(self) -> list[tuple[Topic, Message]]:
        """The messages that a feed of posts shows, newest first."""
        every = [(topic, message) for topic in self.topics for message in topic.messages]
        return sorted(every, key=lambda pair: -pair[1].number)[:SHOWN]

    def bumped(self) -> list[Topic]:
        """The topics that a feed of topics shows, last answered first."""
        return sorted(self.topics, key=lambda topic: -topic.messages[-1].number)[:SHOWN]


def _item(title: str, link: str, message: Message, at: int | None = None) -> str:
    return (
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link><guid>{escape(link)}</guid>"
        f"<author>{message.author}</author><pubDate>{formatdate(at or message.at, usegmt=True)}</pubDate>"
        f"<description>{escape(f'<p>{message.text}</p>')}</description></item>"
    )


def _entry(title: str, link: str, name: str, message: Message, extra: str = "") -> str:
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(message.at))
    return (
        f"<entry><title>{escape(title)}</title><link href='{escape(link)}'/><id>{name}</id>"
        f"<updated>{moment}</updated><author><name>{message.author}</name></author>{extra}"
        f"<content type='html'>&lt;p&gt;{message.text}&lt;/p&gt;</content></entry>"
    )


def _atom(entries: list[str], generator: str) -> bytes:
    head = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"'
    head += ' xmlns:thr="http://purl.org/syndication/thread/1.0">'
    return f"{head}<title>Board</title><id>x</id><generator>{generator}</generator>{''.join(entries)}</feed>".encode()


def posts_without_thread(forum: Forum, root: str) -> bytes:
    """Every post under the bare title of its topic; its address names the post alone."""
    return rss([_item(topic.title, f"{root}/post/{said.number}", said) for topic, said in forum.posts()])


def topics_as_last_answered(forum: Forum, root: str) -> bytes:
    """Topics of the same program: date, author and text are those of the last answer."""
    return rss([_item(topic.title, f"{root}/topic/{topic.number}", topic.messages[-1]) for topic in forum.bumped()])


def topics_as_begun(forum: Forum, root: str) -> bytes:
    """Topics of the same program by their beginning, with the text of the last answer all the same."""
    begun = sorted(forum.topics, key=lambda topic: -topic.number)[:SHOWN]
    return rss(
        [_item(t.title, f"{root}/topic/{t.number}", t.messages[-1], at=t.messages[0].at) for t in begun],
    )


def board_marks(forum: Forum, root: str) -> bytes:
    """The board's name, then RE:, before the title; the address names the topic."""
    entries = []
    for topic, said in forum.posts():
        first = said is topic.messages[0]
        tail = "" if first else f"?r={said.number}#message-{said.number}"
        link = f"{root}/boards/1/topics/{topic.number}{tail}"
        entries.append(_entry(f"Help: {'' if first else 'RE: '}{topic.title}", link, link, said))
    return _atom(entries, "Redmine")


def only_re(forum: Forum, root: str) -> bytes:
    """A list archive: a subject with Re:, and an address that is a hash."""
    return rss(
        [
            _item(
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
        [_item(t.title, f"{root}/forum/help-1/topic/made-{t.number}/", t.messages[0]) for t in forum.bumped()],
    )


def in_reply_to(forum: Forum, root: str) -> bytes:
    """A list archive whose entries name the one they answer; subjects are often changed on the way."""
    entries = []
    for topic, said in forum.posts():
        answers = f'<thr:in-reply-to ref="urn:uuid:m-{said.answers}"/>' if said.answers else ""
        title = f"Re: {topic.title}" if said.number % 2 else f"[was: {topic.title}] {said.number}"
        title = title if said.answers else topic.title
        entries.append(_entry(title, f"{root}/made/{said.number}@x/", f"urn:uuid:m-{said.number}", said, answers))
    return _atom(entries, "public-inbox")


Way = Callable[[Forum, str], bytes]
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


class Poll:
    """Polls one venue and tells what each poll added."""

    def __init__(self, site: Site, home: Home, forum: Forum, ways: dict[str, Way]) -> None:
        self.site, self.home, self.forum, self.ways = site, home, forum, ways
        self.clock = home.clock

    async def __call__(self) -> tuple[int, int]:
        """New threads and new posts."""
        for path, make in self.ways.items():
            self.site.serve(path, make(self.forum, self.site.url("")))
        posts = len(self.home.threads.posts_where("1", ()))
        summary = Summary()
        states = [visit.outcome.state async for visit in refresh(self.home, summary, everything=True)]
        assert set(states) <= {"ok", "unchanged"}, states
        return summary.new_threads, len(self.home.threads.posts_where("1", ())) - posts

    def titles(self) -> list[str]:
        return sorted(
            thread.title.removeprefix("[made] ").removeprefix("Help: ") for thread in self.home.threads.since(0)
        )

    def replies(self, title: str) -> int | None:
        return next(t.replies for t in self.home.threads.since(0) if t.title.endswith(title))


def opened(site: Site, folder: Path, forum: Forum, ways: dict[str, Way]) -> Poll:
    feeds = ", ".join(f'"{site.url(path)}"' for path in ways)
    text = f'[[venue]]\nid = "v"\nfeeds = [{feeds}]\nallow_private = true\n'
    return Poll(site, homes.made(folder, text, Clock()), forum, ways)


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
            [_item(t.title, f"{root}/discuss/{t.number}.html#post-{m.number}", m) for t, m in made.posts()]
        ),
        "/topics.xml": lambda made, root: rss(
            [_item(t.title, f"{root}/discuss/{t.number}.html", t.messages[0]) for t in made.bumped()]
        ),
    }
    poll = opened(site, tmp_path / "home", forum, ways)
    assert await poll() == (1, 1)
    forum.say(one)
    forum.begin("Another page")
    assert await poll() == (1, 2)
    assert await poll() == (0, 0)
    poll.home.close()
