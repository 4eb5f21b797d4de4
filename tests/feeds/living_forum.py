"""A made forum that is filled and added to, its items in the forms of feeds, and a venue that polls it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from html import escape
from pathlib import Path

import homes
from conftest import Site
from fakes import NOON, Clock

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


def item(title: str, link: str, message: Message, at: int | None = None) -> str:
    return (
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link><guid>{escape(link)}</guid>"
        f"<author>{message.author}</author><pubDate>{formatdate(at or message.at, usegmt=True)}</pubDate>"
        f"<description>{escape(f'<p>{message.text}</p>')}</description></item>"
    )


def entry(title: str, link: str, name: str, message: Message, extra: str = "") -> str:
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(message.at))
    return (
        f"<entry><title>{escape(title)}</title><link href='{escape(link)}'/><id>{name}</id>"
        f"<updated>{moment}</updated><author><name>{message.author}</name></author>{extra}"
        f"<content type='html'>&lt;p&gt;{message.text}&lt;/p&gt;</content></entry>"
    )


def atom(entries: list[str], generator: str) -> bytes:
    head = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"'
    head += ' xmlns:thr="http://purl.org/syndication/thread/1.0">'
    return f"{head}<title>Board</title><id>x</id><generator>{generator}</generator>{''.join(entries)}</feed>".encode()


Way = Callable[[Forum, str], bytes]
"""A feed of the forum, its root being the second."""


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
