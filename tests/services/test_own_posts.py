"""The feeds of one's own posts: a made forum on loopback whose main feed shows no answers."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import homes
import pytest
from fakes import NOON, Clock

from forumplan.domain.records import FollowUp
from forumplan.domain.times import DAY, HOUR
from forumplan.services import logbook, mirror
from forumplan.services.home import Home
from forumplan.services.refresh import Summary, Visit, refresh


@dataclass
class Post:
    """One post of the made forum; number 1 begins its topic."""

    topic: int
    number: int
    author: str
    text: str
    at: int


@dataclass
class Board:
    """A forum of the Discourse kind: topics in the main feed, posts in the feeds of topics and users."""

    posts: list[Post] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    in_flight: int = 0
    most_in_flight: int = 0
    url: str = ""

    def add(self, topic: int, author: str, text: str, at: int) -> Post:
        post = Post(topic, sum(one.topic == topic for one in self.posts) + 1, author, text, at)
        self.posts.append(post)
        return post

    def body(self, path: str) -> str | None:
        if path in self.gone:
            return None
        if path == "/latest.rss":
            return self.feed([post for post in self.posts if post.number == 1], topics=True)
        if path.startswith("/t/") and path.endswith(".rss"):
            topic = int(path.rsplit("/", 1)[1].removesuffix(".rss"))
            return self.feed([post for post in self.posts if post.topic == topic])
        if path.startswith("/u/"):
            name = path.split("/")[2]
            mine = [post for post in self.posts if post.author == name]
            return self.feed([p for p in mine if p.number == 1 or "topics" not in path], topics="topics" in path)
        return None

    def feed(self, posts: list[Post], *, topics: bool = False) -> str:
        items = "".join(self.item(post, topics=topics) for post in sorted(posts, key=lambda post: -post.at))
        return (
            '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Board</title>'
            f"<link>{self.url}</link><description>d</description>{items}</channel></rss>"
        )

    def item(self, post: Post, *, topics: bool) -> str:
        link = f"{self.url}/t/topic-{post.topic}/{post.topic}" + ("" if topics else f"/{post.number}")
        guid = f"board-topic-{post.topic}" if topics else f"board-post-{post.topic}-{post.number}"
        return (
            f"<item><title>Topic {post.topic}</title><link>{link}</link><guid>{guid}</guid>"
            f"<dc:creator>@{post.author} Full Name</dc:creator><description>{escape(post.text)}</description>"
            f"<pubDate>{formatdate(post.at, usegmt=True)}</pubDate></item>"
        )


@pytest.fixture
def board() -> Iterator[Board]:
    made = Board()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with lock:
                made.asked.append(self.path)
                made.in_flight += 1
                made.most_in_flight = max(made.most_in_flight, made.in_flight)
            text = made.body(self.path)
            body = (text or "not here").encode()
            self.send_response(200 if text else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            # Counted out before the last byte, so that the next request cannot come first.
            with lock:
                made.in_flight -= 1
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    running = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    running.start()
    for topic in range(1, 6):
        made.add(topic, f"asker{topic}", f"How about topic {topic}?", NOON - topic * HOUR)
    yield made
    server.shutdown()
    server.server_close()
    running.join()


def home_at(folder: Path, board: Board, *, me: str = "marie", feed: str = "/latest.rss") -> Home:
    text = homes.WEEK + homes.GOAL + (
        f'[[venue]]\nid = "board"\nurl = "{board.url}"\nfeeds = ["{board.url}{feed}"]\nplatform = "discourse"\n'
        f'allow_private = true\nme = ["{me}"]\n'
    )  # fmt: skip
    return homes.made(folder, text, Clock())


def visit(home: Home, **how: object) -> tuple[Summary, list[Visit]]:
    async def run() -> tuple[Summary, list[Visit]]:
        summary, visits = Summary(), []
        async for one in refresh(home, summary, **how):  # type: ignore[arg-type]
            visits.append(one)
        return summary, visits

    return asyncio.run(run())


def later(home: Home, seconds: int) -> None:
    home.clock.now += seconds  # type: ignore[attr-defined]


def titles(home: Home) -> Counter[str]:
    return Counter(thread.title for thread in home.threads.since(0))


def test_an_answer_shows_though_the_main_feed_does_not_show_it(tmp_path: Path, board: Board) -> None:
    with home_at(tmp_path, board) as home:
        visit(home)
        asked = next(thread for thread in home.threads.since(0) if thread.title == "Topic 2")
        later(home, HOUR)
        board.add(2, "marie", "Have you tried an index?", home.clock())
        logbook.log(home, thread=asked.id, minutes=10)
        later(home, HOUR)
        visit(home)
        board.add(2, "asker2", "@marie yes, which one do you mean?", home.clock())
        later(home, DAY)
        board.asked.clear()
        summary, visits = visit(home)
        assert "/t/topic-2/2.rss" in board.asked
        assert summary.owed == 1
        (owed,) = [one for one in home.ledger.all(FollowUp) if one.state == "owed"]
        assert (owed.person_name, owed.thread, owed.reason) == ("asker2", asked.id, "name")
        assert titles(home) == {f"Topic {n}": 1 for n in range(1, 6)}, "an own feed made a thread of its own"
        assert len(visits) == sum(summary.states.values()) == len(board.asked)
        assert board.most_in_flight == 1


def test_what_a_user_feed_holds_is_mine_and_fills_the_mirror(tmp_path: Path, board: Board) -> None:
    for topic in (1, 3, 5):
        board.add(topic, "marie", "an answer of mine", NOON - 600 - topic)
    board.add(9, "somebody", "An old topic?", NOON - 300 * DAY)
    board.posts[-1].number = 2  # its beginning is in no feed any more
    board.add(9, "marie", "an old answer of mine", NOON - 299 * DAY)
    with home_at(tmp_path, board) as home:
        visit(home)
        seen = mirror.mirror(home)
        assert seen.posts == 4
        assert seen.places[0].reach_days == 0, "one's own feed says nothing of how far the venue's goes back"
        assert titles(home)["Topic 1"] == 1
        old = next(thread for thread in home.threads.since(0) if thread.title == "Topic 9")
        assert old.author == "", "somebody else began it"
        later(home, DAY)
        summary, _ = visit(home)
        assert summary.new_threads == 0
        assert mirror.mirror(home).posts == 4


def test_a_section_is_not_filled_with_what_i_wrote_elsewhere(tmp_path: Path, board: Board) -> None:
    board.add(7, "marie", "a post in another category", NOON - 60)
    board.posts[-1].number = 2  # its beginning is in no feed of this category
    feed = board.body
    board.body = lambda path: feed("/latest.rss" if path == "/c/help/5.rss" else path)  # type: ignore[method-assign]
    with home_at(tmp_path, board, feed="/c/help/5.rss") as home:
        visit(home)
        assert "/u/marie/activity.rss" in board.asked
        assert titles(home)["Topic 7"] == 0 and len(titles(home)) == 5


def test_a_feed_that_the_forum_does_not_keep_is_dead_and_no_trouble(tmp_path: Path, board: Board) -> None:
    board.gone = {"/u/marie/activity.rss", "/u/marie/activity/topics.rss"}
    with home_at(tmp_path, board) as home:
        summary, _ = visit(home)
        assert summary.states == {"ok": 1, "dead": 2} and not summary.partial
        board.asked.clear()
        later(home, DAY)
        visit(home, everything=True)
        assert board.asked == ["/latest.rss"], "a feed that is not there is asked again and again"


def test_a_thread_that_is_deleted_is_no_trouble(tmp_path: Path, board: Board) -> None:
    with home_at(tmp_path, board) as home:
        visit(home)
        asked = next(thread for thread in home.threads.since(0) if thread.title == "Topic 4")
        logbook.log(home, thread=asked.id, minutes=10)
        assert not visit(home)[0].partial
        board.gone = {"/t/topic-4/4.rss"}
        later(home, DAY)
        summary, _ = visit(home)
        assert summary.states["dead"] == 1 and not summary.partial


def test_a_site_that_is_down_is_not_asked_for_more(tmp_path: Path, board: Board) -> None:
    board.gone = {"/latest.rss"}
    with home_at(tmp_path, board) as home:
        visit(home)
        assert board.asked == ["/latest.rss"]


def test_a_thread_is_watched_for_a_while_only(tmp_path: Path, board: Board) -> None:
    with home_at(tmp_path, board) as home:
        visit(home)
        asked = next(thread for thread in home.threads.since(0) if thread.title == "Topic 4")
        logbook.log(home, thread=asked.id, minutes=10)
        counts = []
        for _ in range(8):
            later(home, 5 * DAY)
            board.asked.clear()
            visit(home)
            counts.append(board.asked.count("/t/topic-4/4.rss"))
        assert counts[:2] == [1, 1] and counts[-1] == 0 and max(counts) == 1


def test_an_address_that_is_a_page_is_replaced_by_its_feed(tmp_path: Path, board: Board) -> None:
    feed = board.body
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/latest.rss"></head></html>'
    board.body = lambda path: page if path == "/" else feed(path)  # type: ignore[method-assign]
    with home_at(tmp_path, board, me="x", feed="/") as home:
        summary, visits = visit(home)
        assert home.settings.venues[0].feeds == (f"{board.url}/latest.rss",)
        assert home.settings.venues[0].name == "Board", "it was called by its id alone"
        assert summary.states["ok"] >= 1 and not summary.partial
        assert len(titles(home)) == 5
        assert any("its feed was found" in notice for notice in home.notices)
        assert visits[0].outcome.job.url.endswith("/latest.rss")


def test_a_page_that_could_not_be_asked_at_first_is_replaced_by_its_feed_later(tmp_path: Path, board: Board) -> None:
    feed = board.body
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/latest.rss"></head></html>'
    board.body = lambda path: None  # type: ignore[method-assign]
    with home_at(tmp_path, board, feed="/") as home:
        visit(home)
        assert home.settings.venues[0].feeds == (f"{board.url}/",)
        board.body = lambda path: page if path == "/" else feed(path)  # type: ignore[method-assign]
        later(home, 2 * DAY)
        visit(home)
        assert home.settings.venues[0].feeds == (f"{board.url}/latest.rss",)
        assert len(titles(home)) == 5


def test_a_page_without_a_feed_stays_and_says_so(tmp_path: Path, board: Board) -> None:
    board.body = lambda path: "<html><body>hello</body></html>" if path == "/" else None  # type: ignore[method-assign]
    with home_at(tmp_path, board, feed="/") as home:
        summary, _ = visit(home)
        assert summary.states["not-a-feed"] == 1 and summary.partial
        assert home.settings.venues[0].feeds == (f"{board.url}/",)
        board.asked.clear()
        later(home, 2 * DAY)
        visit(home)
        assert board.asked[0] == "/" and len(board.asked) < 4, "it is looked behind once, not every time"


def test_a_feed_that_ignores_the_user_makes_nobody_me(tmp_path: Path, board: Board) -> None:
    feed = board.body
    everything = board.feed(board.posts)
    board.body = lambda path: everything if path.startswith("/u/") else feed(path)  # type: ignore[method-assign]
    with home_at(tmp_path, board) as home:
        visit(home)
        assert mirror.mirror(home).posts == 0


def test_two_venues_of_one_site_share_the_feed_of_a_user(tmp_path: Path, board: Board) -> None:
    board.add(2, "marie", "in the first", NOON - 60)
    board.add(8, "asker8", "How about topic 8?", NOON - 600)
    board.add(8, "marie", "in the second", NOON - 30)
    feed = board.body

    def body(path: str) -> str | None:
        starts = [post for post in board.posts if post.number == 1]
        if path == "/c/a/1.rss":
            return board.feed([post for post in starts if post.topic != 8], topics=True)
        return (
            board.feed([post for post in starts if post.topic == 8], topics=True)
            if path == "/c/b/2.rss"
            else feed(path)
        )

    board.body = body  # type: ignore[method-assign]
    text = homes.WEEK + "".join(
        f'[[venue]]\nid = "{name}"\nfeeds = ["{board.url}/c/{name}/{n}.rss"]\nplatform = "discourse"\n'
        'allow_private = true\nme = ["marie"]\n'
        for n, name in enumerate("ab", 1)
    )
    with homes.made(tmp_path, text, Clock()) as home:
        visit(home)
        assert board.asked.count("/u/marie/activity.rss") == 1
        assert {place.id: place.posts for place in mirror.mirror(home).places} == {"a": 1, "b": 1}
        assert len(home.threads.since(0)) == 6
