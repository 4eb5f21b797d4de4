"""The feeds of more forum programs, polled as they grow: what a post is called, and where its topic's number stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Site
from living_forum import SHOWN, Forum, Message, Topic, Way, atom, entry, item, opened
from made_feeds import rss

Address = Callable[[Topic, Message], str]
CATEGORY = "<category term='Help' scheme='x' label='Help'/>"


def posts(address: Address, *, mark: str = "", first: str = "", maker: str = "") -> Way:
    """A feed of posts. `mark` before the title of an answer, `first` before that of a beginning."""

    def made(forum: Forum, root: str) -> bytes:
        items = []
        for topic, said in forum.posts():
            title = (first if said is topic.messages[0] else mark) + topic.title
            items.append(item(title, f"{root}/{address(topic, said)}", said))
        return rss(items, extra=f"<generator>{maker}</generator>" if maker else "")

    return made


def answers_at(address: Callable[[Topic], str], behind: Callable[[Message], str]) -> Address:
    """The topic's page for its beginning, and something behind it for each answer."""
    return lambda topic, said: address(topic) + ("" if said is topic.messages[0] else behind(said))


def topics(address: Callable[[Topic], str], maker: str = "") -> Way:
    """A feed of topics, last answered first, with date, author and text of the last answer."""
    return lambda forum, root: rss(
        [item(topic.title, f"{root}/{address(topic)}", topic.messages[-1]) for topic in forum.bumped()],
        extra=f"<generator>{maker}</generator>" if maker else "",
    )


def phpbb(address: Address) -> Way:
    """Every post as `forum • title`, answers with `Re:`."""

    def made(forum: Forum, root: str) -> bytes:
        entries = []
        for topic, said in forum.posts():
            link = f"{root}/viewtopic.php?{address(topic, said)}#p{said.number}"
            title = f"Help • {'' if said is topic.messages[0] else 'Re: '}{topic.title}"
            entries.append(entry(title, link, link.replace("&", "&amp;"), said, CATEGORY))
        return atom(entries, "")

    return made


def phpbb_topics(forum: Forum, root: str) -> bytes:
    """The newest topics of the same board, each with its first post."""
    entries = []
    for topic in sorted(forum.topics, key=lambda topic: -topic.number)[:SHOWN]:
        said = topic.messages[0]
        link = f"{root}/viewtopic.php?t={topic.number}&p={said.number}#p{said.number}"
        entries.append(entry(f"Help • {topic.title}", link, link.replace("&", "&amp;"), said, CATEGORY))
    return atom(entries, "")


def uuid(topic: Topic) -> str:
    return f"topic/3f2c1a2b-9d8e-4c7f-a1b2-{topic.number:012}/made"


OLD_BOARD = phpbb(lambda topic, said: f"p={said.number}")
NEW_BOARD = phpbb(lambda topic, said: f"t={topic.number}&p={said.number}")
POSTS: dict[str, dict[str, Way]] = {
    "bbPress": {
        "/forums/forum/help/feed/": posts(
            answers_at(lambda topic: f"forums/topic/made-{topic.number}/", lambda said: f"#post-{said.number}"),
            mark="Reply To: ",
            maker="https://bbpress.org/?v=2.6.9",
        )
    },
    "Question2Answer": {
        "/feed/qa.rss": posts(
            answers_at(lambda topic: f"{topic.number}/made", lambda said: f"?show={said.number}#a{said.number}"),
            mark="Answered: ",
        )
    },
    "Askbot": {
        "/feeds/rss/": posts(
            answers_at(
                lambda topic: f"question/{topic.number}/made/",
                lambda said: f"?answer={said.number}#post-id-{said.number}",
            ),
            mark="Answer by somebody for ",
        )
    },
    "FluxBB, one topic": {
        "/extern.php?action=feed&tid=1&type=rss": posts(
            lambda topic, said: f"viewtopic.php?pid={said.number}#p{said.number}", mark="Re: ", maker="FluxBB"
        )
    },
    "phpBB, no topic in the address": {"/feed.php": OLD_BOARD},
    "phpBB, a topic in the address": {"/app.php/feed": NEW_BOARD},
    "phpBB, posts and topics": {"/feed.php": OLD_BOARD, "/feed.php?mode=topics": phpbb_topics},
    "phpBB, topics and posts": {"/feed.php?mode=topics": phpbb_topics, "/feed.php": NEW_BOARD},
    "Redmine, all projects": {
        "/activity.atom?show_messages=1": lambda forum, root: atom(
            [
                entry(f"Made - Help: {'' if said is topic.messages[0] else 'RE: '}{topic.title}", link, link, said)
                for topic, said in forum.posts()
                for link in [
                    f"{root}/boards/1/topics/{topic.number}"
                    + ("" if said is topic.messages[0] else f"?r={said.number}#message-{said.number}")
                ]
            ],
            "Redmine",
        )
    },
    "SMF": {
        "/index.php?action=.xml;type=rss2;sa=recent": posts(
            lambda topic, said: f"index.php?topic={topic.number}.msg{said.number}#msg{said.number}", mark="Re: "
        )
    },
    "Flarum": {
        "/atom/discussions": posts(answers_at(lambda topic: f"d/{topic.number}-made", lambda said: f"/{said.number}"))
    },
    "Vanilla": {
        "/discussions/feed.rss": posts(
            lambda topic, said: (
                f"discussion/{topic.number}/made"
                if said is topic.messages[0]
                else f"discussion/comment/{said.number}#Comment_{said.number}"
            ),
            mark="Re: ",
            maker="Vanilla",
        )
    },
    "groups.io": {"/g/made/rss": posts(lambda topic, said: f"g/made/message/{said.number}", mark="Re: ")},
    "an archive of mails": {
        "/made@x/maillist.xml": posts(
            lambda topic, said: f"made@x/msg{said.number:05}.html", mark="[made] Re: ", first="[made] "
        )
    },
    "an archive in Chinese": {
        "/made@x/maillist.xml": posts(lambda topic, said: f"made@x/msg{said.number:05}.html", mark="回复：")
    },
    "NodeBB, posts from other servers": {
        "/recentposts.rss": posts(lambda topic, said: f"post/https://other.example/notes/{said.number}")
    },
}
TOPICS: dict[str, dict[str, Way]] = {
    "FluxBB": {
        "/extern.php?action=feed&type=rss": topics(
            lambda topic: f"viewtopic.php?id={topic.number}&action=new", "FluxBB"
        )
    },
    "NodeBB, at the address of another program": {"/top.rss": topics(lambda topic: f"topic/{topic.number}/made")},
    "NodeBB, topics from other servers": {"/recent.rss": topics(uuid)},
    "XenForo": {"/forums/-/index.rss": topics(lambda topic: f"threads/made.{topic.number}/")},
}


@pytest.mark.parametrize("program", [*POSTS, *TOPICS])
async def test_new_threads_and_replies_and_none_twice(program: str, site: Site, tmp_path: Path) -> None:
    """Post feeds give every reply; in topic feeds a reply only moves its topic."""
    ways, told = POSTS.get(program) or TOPICS[program], int(program in POSTS)
    forum = Forum()
    one, two = forum.begin("How to move house"), forum.begin("Which index is used")
    forum.say(one)
    forum.say(two)
    poll = opened(site, tmp_path / "home", forum, ways)
    assert await poll() == (2, 2 + 2 * told)
    assert [title.removeprefix("Made - Help: ") for title in poll.titles()] == [one.title, two.title]
    assert await poll() == (0, 0)
    forum.say(one)
    assert await poll() == (0, told)
    three = forum.begin("A third question")
    assert await poll() == (1, 1)
    for topic in (two, one, three, two, one, three, one):
        forum.say(topic)
        assert await poll() == (0, told)
    assert await poll() == (0, 0)
    if told:
        assert [poll.replies(topic.title) for topic in (one, two, three)] == [5, 3, 2]
    (memory, *_) = poll.home.threads.memories().values()
    assert memory.threads, "the threads of a body are counted"
    poll.home.close()
