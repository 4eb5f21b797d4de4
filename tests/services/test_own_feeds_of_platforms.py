"""Where each platform keeps the feeds of a user and of a thread, and what of them is taken in. No network."""

from __future__ import annotations

from pathlib import Path

import homes
import pytest
from fakes import NOON, Clock, entry, parsed

from forumplan.domain.feed import FeedJob, FeedMemory, FeedOutcome
from forumplan.services import logbook, mirror, own_posts


@pytest.mark.parametrize(
    ("platform", "feed", "name", "wanted"),
    [
        ("lobsters", "https://lobste.rs/t/python.rss", "me", "https://lobste.rs/~me/comments.rss"),
        ("discourse", "https://x.example/sub/c/a/5.rss", "me", "https://x.example/sub/u/me/activity.rss"),
        ("hackernews", "https://hnrss.org/ask", "me", "https://hnrss.org/threads?id=me"),
        ("reddit", "https://www.reddit.com/r/rust/new/.rss", "me", "https://www.reddit.com/user/me/.rss"),
        ("nodebb", "https://x.example/category/5.rss", "me", "https://x.example/user/me/topics.rss"),
    ],
)
def test_where_platforms_keep_what_a_user_wrote(
    tmp_path: Path, platform: str, feed: str, name: str, wanted: str
) -> None:
    text = homes.WEEK + f'[[venue]]\nid = "v"\nfeeds = ["{feed}"]\nplatform = "{platform}"\nme = ["{name}"]\n'
    with homes.made(tmp_path, text, Clock()) as home:
        assert wanted in {one.url for one in own_posts.due(home, {})}


@pytest.mark.parametrize(
    ("platform", "feed", "thread", "wanted"),
    [
        ("discourse", "https://x.example/latest.rss", "https://x.example/t/a-b/12", "https://x.example/t/a-b/12.rss"),
        ("phpbb", "https://x.example/f/feed.php", "https://x.example/f/viewtopic.php?t=7", "https://x.example/f/feed.php?t=7"),
        ("hackernews", "https://hnrss.org/ask", "https://news.ycombinator.com/item?id=5", "https://hnrss.org/item?id=5"),
        ("stackexchange", "https://x.example/feeds", "https://x.example/questions/9/how", "https://x.example/feeds/question/9"),
        ("publicinbox", "https://x.example/git/new.atom", "https://x.example/git/a@b/", "https://x.example/git/a@b/t.atom"),
    ],
)  # fmt: skip
def test_where_platforms_keep_the_feed_of_a_thread(
    tmp_path: Path, platform: str, feed: str, thread: str, wanted: str
) -> None:
    text = homes.WEEK + f'[[venue]]\nid = "v"\nfeeds = ["{feed}"]\nplatform = "{platform}"\n'
    with homes.made(tmp_path, text, Clock()) as home:
        homes.fold(home, [("v", parsed(entry(1, thread_key="k", url=thread), platform=platform))])
        (known,) = home.threads.since(0)
        logbook.log(home, thread=known.id, minutes=5)
        assert {one.url for one in own_posts.due(home, {})} == {wanted}


def test_a_copy_of_a_site_sends_no_name_to_the_site(tmp_path: Path) -> None:
    text = homes.WEEK + (
        '[[venue]]\nid = "v"\nfeeds = ["https://copy.example/r/rust/new/.rss"]\nplatform = "reddit"\nme = ["me"]\n'
    )
    with homes.made(tmp_path, text, Clock()) as home:
        homes.fold(
            home, [("v", parsed(entry(1, url="https://copy.example/r/rust/comments/ab1/x/"), platform="reddit"))]
        )
        logbook.log(home, thread=home.threads.since(0)[0].id, minutes=5)
        assert not [one.url for one in own_posts.due(home, {}) if "copy.example" not in one.url]


def test_requests_to_a_slow_host_are_one_a_refresh(tmp_path: Path) -> None:
    text = homes.WEEK + "".join(
        f'[[venue]]\nid = "{name}"\nfeeds = ["https://www.reddit.com/r/{name}/new/.rss"]\nme = ["me"]\n'
        'platform = "reddit"\n'
        for name in ("rust", "python")
    )
    with homes.made(tmp_path, text, Clock()) as home:
        assert len(own_posts.due(home, {})) == 1
        assert not own_posts.due(home, {}, seconds_left=30)


def test_a_password_in_an_address_goes_with_own_feeds_to_its_site_alone(tmp_path: Path) -> None:
    text = homes.WEEK + (
        '[[venue]]\nid = "v"\nfeeds = ["https://me:pw@f.example/latest.rss"]\nplatform = "discourse"\nme = ["marie"]\n'
    )
    with homes.made(tmp_path, text, Clock()) as home:
        found = own_posts.due(home, {})
        assert found and all("pw" not in one.url + repr(one) and "***" not in one.url for one in found)
        jobs = [own_posts.job(one, FeedJob("v", one.url)) for one in found]
        assert {job.secret for job in jobs} == {"me:pw"}
        elsewhere = own_posts.job(found[0], FeedJob("v", "https://other.example/u/marie.rss"))
        assert elsewhere.secret == ""


def test_a_thread_feed_of_a_list_adds_no_thread(tmp_path: Path) -> None:
    text = homes.WEEK + '[[venue]]\nid = "v"\nfeeds = ["https://x.example/git/new.atom"]\nplatform = "publicinbox"\n'
    with homes.made(tmp_path, text, Clock()) as home:
        seen = entry(
            2, key="m2", alias="", thread_key="m1", in_reply_to="m1", is_reply=True, url="https://x.example/git/2/"
        )
        homes.fold(home, [("v", parsed(seen, platform="publicinbox", scope="main", item_kind="post"))])
        (thread,) = home.threads.since(0)
        logbook.log(home, thread=thread.id, minutes=5)
        (watched,) = own_posts.due(home, {})
        whole = parsed(
            entry(4, key="m4", alias="", thread_key="m1", in_reply_to="m3", url="https://x.example/git/4/"),
            entry(5, key="m3", alias="", thread_key="m1", in_reply_to="m2", url="https://x.example/git/3/"),
            entry(6, key="m2", alias="", thread_key="m1", in_reply_to="m1", url="https://x.example/git/2/"),
            entry(7, key="m1", alias="", thread_key="m1", url="https://x.example/git/1/"),
            platform="publicinbox",
            scope="thread feed",
            item_kind="post",
        )
        memory = FeedMemory(watched.url, "v", checked_at=NOON)
        job = FeedJob("v", watched.url)
        settled = own_posts.settled(home, watched, FeedOutcome(job, "ok", 200, "", memory, 1, parsed=whole))
        assert settled.parsed is not None
        assert [one.key for one in settled.parsed.entries] == ["m4", "m3", "m2"]
        homes.fold(home, [("v", settled.parsed)])
        assert len(home.threads.since(0)) == 1
        assert len(home.threads.posts(thread.number)) == 3


@pytest.mark.parametrize(
    ("platform", "feed", "story", "comment"),
    [
        (
            "hackernews",
            "https://hnrss.org/newest",
            {"thread_key": "11", "url": "https://news.ycombinator.com/item?id=11"},
            {
                "thread_key": "99",
                "url": "https://news.ycombinator.com/item?id=99",
                "title": 'New comment by me in "A tale"',
            },
        ),
        (
            "lobsters",
            "https://lobste.rs/rss",
            {"thread_key": "abc123", "url": "https://lobste.rs/s/abc123"},
            {"thread_key": "subject:a tale", "url": "https://lobste.rs/c/zzz999", "title": "A tale", "is_reply": True},
        ),
    ],
)
def test_a_comment_that_names_only_the_title_joins_its_discussion(
    tmp_path: Path, platform: str, feed: str, story: dict[str, object], comment: dict[str, object]
) -> None:
    text = homes.WEEK + f'[[venue]]\nid = "v"\nfeeds = ["{feed}"]\nplatform = "{platform}"\nme = ["me"]\n'
    with homes.made(tmp_path, text, Clock()) as home:
        homes.fold(home, [("v", parsed(entry(1, alias="1", title="A tale", **story), platform=platform, scope="s"))])
        (thread,) = home.threads.since(0)
        watched = next(one for one in own_posts.due(home, {}) if one.name == "me")
        body = parsed(
            entry(2, key="c", alias="2", author="me", **comment), platform=platform, scope="s", item_kind="post"
        )
        outcome = FeedOutcome(FeedJob("v", watched.url), "ok", 200, "", FeedMemory(watched.url, "v"), 1, parsed=body)
        settled = own_posts.settled(home, watched, outcome)
        assert settled.parsed is not None
        homes.fold(home, [("v", settled.parsed)])
        assert [one.id for one in home.threads.since(0)] == [thread.id]
        assert "me" in {post.author for post in home.threads.posts(thread.number)}
        assert mirror.mirror(home).posts == 1
