"""Shapes that programs showed when they were run: filled, polled, added to, polled again; the texts are made."""

from __future__ import annotations

from dataclasses import replace
from email.utils import formatdate
from html import escape
from pathlib import Path

import pytest
from conftest import Site
from living_forum import SHOWN, Forum, Message, Poll, Topic, Way, atom, entry, item, opened
from made_feeds import NOW, rss

from forumplan.domain.records import FollowUp
from forumplan.feeds.discover import discover
from forumplan.feeds.parse import parse
from forumplan.feeds.spellings import platform_feeds


def first(topic: Topic, said: Message) -> bool:
    return said is topic.messages[0]


def bbpress_posts(forum: Forum, root: str) -> bytes:
    """Every post at its topic's page, a long topic's on further ones; beginnings have an anchor too."""
    items = []
    for topic, said in forum.posts():
        page = "page/2/" if topic.messages.index(said) > 3 else ""
        title = ("" if first(topic, said) else "Reply To: ") + topic.title
        items.append(item(title, f"{root}/forums/topic/made-{topic.number}/{page}#post-{said.number}", said))
    return rss(items, extra="<generator>https://bbpress.org/?v=2.6</generator>")


def bbpress_topics(forum: Forum, root: str) -> bytes:
    """The text of the beginning under a count of answers, the date of the last."""
    items = []
    for topic in forum.bumped():
        begun = topic.messages[0]
        text = f"<p>Replies: {len(topic.messages) - 1}</p><p>{begun.text}</p>"
        made = item(topic.title, f"{root}/forums/topic/made-{topic.number}/", begun, at=topic.messages[-1].at)
        items.append(made.replace(escape(f"<p>{begun.text}</p>"), escape(text)))
    return rss(items, extra="<generator>https://bbpress.org/?v=2.6</generator>")


def blog_comments(forum: Forum, root: str) -> bytes:
    """The comments of a whole blog, each under a sentence that names its post, old ones on pages of their own."""
    items = []
    for topic, said in forum.posts():
        if not first(topic, said):
            page = "comment-page-2/" if topic.messages.index(said) > 3 else ""
            link = f"{root}/made-{topic.number}/{page}#comment-{said.number}"
            items.append(item(f"Comment on {topic.title} by {said.author}", link, said))
    return rss(items, extra="<generator>https://wordpress.org/?v=6</generator>")


def blog_posts(forum: Forum, root: str) -> bytes:
    newest = sorted(forum.topics, key=lambda topic: -topic.number)[:SHOWN]
    items = [item(topic.title, f"{root}/made-{topic.number}/", topic.messages[0]) for topic in newest]
    return rss(items, extra="<generator>https://wordpress.org/?v=6</generator>")


WAYS: dict[str, dict[str, Way]] = {
    "bbPress": {"/forums/feed/": bbpress_posts},
    "bbPress, topics and posts": {"/topics/feed/": bbpress_topics, "/forums/feed/": bbpress_posts},
    "bbPress, posts and topics": {"/forums/feed/": bbpress_posts, "/topics/feed/": bbpress_topics},
    "a blog and its comments": {"/feed/": blog_posts, "/comments/feed/": blog_comments},
    "comments, then the blog": {"/comments/feed/": blog_comments, "/feed/": blog_posts},
}


@pytest.mark.parametrize("way", WAYS)
async def test_new_threads_and_replies_and_none_twice(way: str, site: Site, tmp_path: Path) -> None:
    forum = Forum()
    one, two = forum.begin("How to move house"), forum.begin("Which index is used")
    forum.say(one)
    poll = opened(site, tmp_path / "home", forum, WAYS[way])
    assert await poll() == (2, 3)
    assert poll.titles() == [one.title, two.title]
    forum.say(two)
    assert await poll() == (0, 1)
    forum.begin("A third question")
    assert await poll() == (1, 1)
    for topic in (two, one, two, one, two, one, two):
        forum.say(topic)
        assert await poll() == (0, 1)
    assert await poll() == (0, 0)
    assert [poll.replies(topic.title) for topic in (one, two)] == [4, 5]
    poll.home.close()


def machina(forum: Forum, root: str) -> bytes:
    """The board before the title; text of the last answer above a line that names who began, and the first date."""
    items = []
    for topic in forum.bumped():
        begun, last = topic.messages[0], topic.messages[-1]
        text = f"<p>{last.text}</p><br /><br /><i>Posted by {begun.author} - Nov. 25, 2026, 11:58 a.m.</i>"
        link = f"{root}/forum/forum/help-1/topic/made-{topic.number}/"
        items.append(
            f"<item><title>Help • {topic.title}</title><link>{link}</link><guid>{link}</guid>"
            f"<description>{escape(text)}</description><pubDate>{formatdate(begun.at, usegmt=True)}</pubDate></item>"
        )
    return rss(items)


async def test_a_board_before_the_title_and_a_name_below_the_text(site: Site, tmp_path: Path) -> None:
    forum = Forum()
    topic = forum.begin("How to move house")
    forum.say(topic)
    poll = opened(site, tmp_path / "home", forum, {"/forum/feeds/topics/": machina})
    assert await poll() == (1, 1)
    (thread,) = poll.home.threads.since(0)
    assert (thread.title, thread.author) == (topic.title, topic.messages[0].author)
    assert "Posted by" not in thread.text
    poll.home.close()


@pytest.mark.parametrize(
    ("author", "name"),
    [("ada＠l.example (Ada King)", "Ada King"), ("ada at l.example (Ada King)", "Ada King"), ("Ada (x)", "Ada (x)")],
)
def test_a_name_behind_a_disguised_address(author: str, name: str) -> None:
    body = rss([f"<item><title>A</title><guid>1</guid><author>{author}</author></item>"])
    assert parse(body, url="http://l.example/feed/", now=NOW).entries[0].author == name


def test_an_answer_is_by_whom_its_title_names() -> None:
    link = "http://a.example/question/7/made/?answer=9#post-id-9"
    body = rss([f"<item><title>Answer by ada for words</title><link>{link}</link></item>"])
    assert parse(body, url="http://a.example/feeds/question/7/", now=NOW).entries[0].author == "ada"


async def test_a_moved_topic_stays_one(site: Site, tmp_path: Path) -> None:
    forum, board = Forum(), [1]

    def redmine(made: Forum, root: str) -> bytes:
        entries = []
        for topic, said in made.posts():
            tail = "" if first(topic, said) else f"?r={said.number}#message-{said.number}"
            link = f"{root}/boards/{board[0]}/topics/{topic.number}{tail}"
            entries.append(entry(f"Help: {'RE: ' if tail else ''}{topic.title}", link, link, said))
        return atom(entries, "Redmine")

    topic = forum.begin("How to move house")
    forum.say(topic)
    poll = opened(site, tmp_path / "home", forum, {"/activity.atom": redmine})
    assert await poll() == (1, 2)
    board[0] = 2
    assert await poll() == (0, 0)
    assert [thread.title for thread in poll.home.threads.since(0)] == [topic.title]
    poll.home.close()


async def test_a_new_title_in_the_address_makes_no_new_answer(site: Site, tmp_path: Path) -> None:
    forum = Forum()

    def answers(made: Forum, root: str) -> bytes:
        items = []
        for topic, said in made.posts():
            tail = "" if first(topic, said) else f"?show={said.number}#a{said.number}"
            slug = topic.title.lower().replace(" ", "-")
            title = f"{'Answered: ' if tail else ''}{topic.title}"
            items.append(item(title, f"{root}/{topic.number}/{slug}{tail}", said))
        return rss(items)

    topic = forum.begin("How to move house")
    forum.say(topic)
    poll = opened(site, tmp_path / "home", forum, {"/feed/qa.rss": answers})
    assert await poll() == (1, 2)
    topic.title = "How to move a house"
    assert await poll() == (0, 0)
    assert poll.titles() == ["How to move a house"]
    poll.home.close()


def mails(forum: Forum, root: str) -> bytes:
    return rss(
        [
            item(
                f"{'' if first(topic, said) else 'Re: '}{topic.title}",
                f"{root}/archives/list/made@x/message/{said.number:032X}/",
                said,
            )
            for topic, said in forum.posts()
        ]
    )


async def test_a_list_may_begin_two_threads_of_one_title(site: Site, tmp_path: Path) -> None:
    forum = Forum()
    one = forum.begin("Weekly thread")
    forum.say(one)
    poll = opened(site, tmp_path / "home", forum, {"/archives/list/made@x/feed/": mails})
    assert await poll() == (1, 2)
    two = forum.begin("Weekly thread")
    assert await poll() == (1, 1)
    forum.say(two)
    assert await poll() == (0, 1)
    assert await poll() == (0, 0)
    assert [thread.replies for thread in poll.home.threads.since(0)] == [1, 1]
    poll.home.close()


async def test_answers_to_what_was_never_seen_find_their_thread_by_its_title(site: Site, tmp_path: Path) -> None:
    forum = Forum()

    def archive(made: Forum, root: str) -> bytes:
        entries = []
        for topic, said in made.posts():
            answers = f'<thr:in-reply-to ref="urn:uuid:m-{said.answers}"/>' if said.answers else ""
            title = f"{'Re: ' if answers else ''}{topic.title}"
            entries.append(entry(title, f"{root}/made/{said.number}@x/", f"urn:uuid:m-{said.number}", said, answers))
        return atom(entries, "public-inbox")

    topic = forum.begin("How to move house")
    poll = opened(site, tmp_path / "home", forum, {"/made/new.atom": archive})
    assert await poll() == (1, 1)
    for _ in range(SHOWN + 3):
        forum.say(topic)
    assert await poll() == (0, SHOWN)
    assert len(poll.home.threads.since(0)) == 1
    poll.home.close()


def node_posts(forum: Forum, root: str) -> bytes:
    return rss([item(topic.title, f"{root}/post/{said.number}", said) for topic, said in forum.posts()])


async def test_posts_that_carry_only_a_title_follow_a_new_one(site: Site, tmp_path: Path) -> None:
    forum = Forum()
    topic = forum.begin("How to move house")
    poll = opened(site, tmp_path / "home", forum, {"/recentposts.rss": node_posts})
    assert await poll() == (1, 1)
    topic.title = "How to move a house"
    forum.say(topic)
    assert await poll() == (0, 1)
    assert poll.titles() == ["How to move a house"]
    poll.home.close()


def node_topics(forum: Forum, root: str) -> bytes:
    return rss([item(t.title, f"{root}/topic/{t.number}/made", t.messages[-1]) for t in forum.bumped()])


def node_topic(number: int) -> Way:
    """The answers of one topic, under a sentence; its beginning stands in the head alone."""

    def made(forum: Forum, root: str) -> bytes:
        topic = forum.topics[number - 1]
        told = [item(f"Reply to {topic.title} on Wed, 25 Nov 2026 11:00:00 GMT", f"{root}/post/{m.number}", m)
                for m in reversed(topic.messages[1:])]  # fmt: skip
        return rss(told, link=f"{root}/topic/{number}")

    return made


async def node_with_me(site: Site, folder: Path, forum: Forum, me: str) -> Poll:
    """A venue that reads the list of topics alone; what is mine is found by my name."""
    mine = [topic for topic in forum.topics if topic.messages[0].author == me]
    ways: dict[str, Way] = {
        "/recent.rss": node_topics,
        f"/user/{me}/topics.rss": lambda made, root: node_topics(replace(made, topics=mine), root),
        **{f"/topic/{topic.number}.rss": node_topic(topic.number) for topic in forum.topics},
    }
    poll = opened(site, folder, forum, ways)
    text = poll.home.paths.config_file.read_text()
    line = next(line for line in text.splitlines() if line.startswith("feeds"))
    new = f'feeds = ["{site.url("/recent.rss")}"]\nme = ["{me}"]\nplatform = "nodebb"'
    poll.home.paths.config_file.write_text(text.replace(line, new))
    poll.home.reload()
    return poll


async def test_a_topic_of_mine_is_mine_though_another_answered_last(site: Site, tmp_path: Path) -> None:
    forum = Forum()
    mine, other = forum.begin("A matter of mine"), forum.begin("A matter of another")
    me = mine.messages[0].author
    for topic in (mine, other, other):
        forum.say(topic)
    forum.topics[1].messages[-1].author = me
    poll = await node_with_me(site, tmp_path / "home", forum, me)
    await poll()
    forum.say(mine)
    mine.messages[-1].author, mine.messages[-1].text = "somebody", "And how warm is it?"
    forum.say(other)
    other.messages[-1].author, other.messages[-1].text = "somebody", "Does it last?"
    await poll()
    owed = [one for one in poll.home.ledger.all(FollowUp) if one.state == "owed"]
    assert [(one.title, one.reason) for one in owed] == [(mine.title, "question")]
    texts = [post.text for post in poll.home.threads.posts_where("1", ())]
    assert len(texts) == len(set(texts))
    poll.home.close()


def test_a_program_that_knows_users_by_number_is_not_asked_for_a_name() -> None:
    home = "https://s.example/index.php"
    assert platform_feeds("smf", home, "own", user="mira") == []
    assert [url.rpartition(";")[2] for url in platform_feeds("smf", home, "own", user="12")] == ["u=12"]


async def test_at_a_forums_home_its_programs_own_feeds_come_first(site: Site) -> None:
    post = item("A", site.url("/index.php?topic=1.msg1#msg1"), Message(1, "ada", "words", NOW - 60, 0))
    more = item("B", site.url("/index.php?topic=2.msg2#msg2"), Message(2, "bo", "more", NOW - 90, 0))
    site.serve("/index.php?action=.xml;type=rss2", rss([post]))
    site.serve("/index.php?action=.xml;type=atom;sa=recent;limit=50", rss([post, more]))
    link = '<link rel="alternate" type="application/rss+xml" href="/index.php?action=.xml;type=rss2">'
    page = site.serve("/", f"<!doctype html>{link}Simple Machines".encode())
    found = await discover(page, allow_private=True, clock=lambda: NOW)
    assert [feed.entries for feed in found] == [2, 1]
    assert "type=atom;sa=recent" in found[0].url


async def test_a_part_of_a_site_is_followed_by_its_own_feed_and_not_by_an_empty_one(site: Site) -> None:
    post = item("A", site.url("/forums/topic/a/"), Message(1, "ada", "words", NOW - 60, 0))
    site.serve("/feed/", rss([]))
    site.serve("/all.xml", rss([post, item("B", site.url("/b/"), Message(2, "bo", "more", NOW - 90, 0))]))
    site.serve("/forums/feed/", rss([post]))
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{path}">'
        for path in ("/feed/", "/all.xml", "/forums/feed/")
    )
    page = site.serve("/forums/", f"<!doctype html>{links}".encode())
    found = await discover(page, allow_private=True, clock=lambda: NOW)
    assert [feed.url.removeprefix(site.url("")) for feed in found] == ["/forums/feed/", "/all.xml", "/feed/"]
