"""Bodies of every format become entries and threads; made samples of each kind of platform."""

from __future__ import annotations

import gzip
import json

import pytest
from made_feeds import NOW, atom, entry, item, rss

from forumplan.domain.errors import ParseError
from forumplan.domain.feed import Parsed
from forumplan.feeds.item import MAX_ITEMS, BlockedBody, NotAFeed, TooLarge
from forumplan.feeds.parse import parse


def read(body: bytes, url: str = "http://forum.example/feed", platform: str = "") -> Parsed:
    return parse(body, url=url, now=NOW, platform=platform)


def test_a_plain_feed_gives_clean_entries() -> None:
    parsed = read(
        rss([item(1, category="Help", **{"dc:creator": "ada"})], title="T\x1b[31mx", link="http://h.example/")
    )
    (found,) = parsed.entries
    assert (found.key, found.title, found.author, found.category) == ("g-1", "Question 1", "ada", "Help")
    assert found.text == "Body of 1 with words & more."
    assert found.published_at == NOW - 3600
    assert "\x1b" not in parsed.title
    assert (parsed.count, parsed.threads, parsed.item_kind) == (1, 1, "thread")


def test_escapes_and_bidi_marks_do_not_pass() -> None:
    parsed = read(rss([item(1, title="a\u202eb\u009bc", description="x\u0007y")]))
    text = parsed.entries[0].title + parsed.entries[0].text
    assert not set("\u202e\u009b\u0007\x1b") & set(text)


def test_links_become_absolute_and_only_http_stays() -> None:
    made = [item(1, link="/t/1"), item(2, link="javascript:alert(1)"), item(3, link="-x"), item(4, link="file:///etc")]
    links = [found.url for found in read(rss(made, link="http://forum.example/base/")).entries]
    assert links == ["http://forum.example/t/1", "", "http://forum.example/base/-x", ""]


def test_gzip_without_saying_so_and_undeclared_utf16() -> None:
    body = rss([item(1), item(2)])
    assert read(gzip.compress(body)).count == 2
    assert read(body.replace(b' encoding="UTF-8"', b"")[21:].decode().encode("utf-16-le")).count == 2


def test_json_feed() -> None:
    made = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "J",
        "home_page_url": "http://j.example/",
        "items": [
            {
                "id": "1",
                "url": "/a",
                "title": "A",
                "content_html": "<p>x</p>",
                "authors": [{"name": "ada"}],
                "tags": ["t"],
            },
            {"id": 2, "content_text": "y", "date_published": "2026-11-01T10:00:00Z"},
            "no item",
        ],
    }
    parsed = read(json.dumps(made).encode())
    assert parsed.count == 2
    first, second = parsed.entries
    assert (first.url, first.text, first.author, first.category) == ("http://j.example/a", "x", "ada", "t")
    assert (second.key, second.text, second.published_at) == ("2", "y", 1_793_527_200)


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"", NotAFeed, "empty"),
        (b"  \n ", NotAFeed, "empty"),
        (b"just text", NotAFeed, "text"),
        (b"{broken", NotAFeed, "JSON"),
        (b"[1, 2]", NotAFeed, "JSON"),
        (b"<!doctype html><html><body>hello", NotAFeed, "page"),
        (
            b'<!doctype html><link rel="alternate" type="application/rss+xml" href="/a">'
            b'<link rel="alternate" type="application/atom+xml" href="/b">',
            NotAFeed,
            "offers 2 feeds",
        ),
        (b"<html><title>Just a moment...</title>", BlockedBody, "challenge"),
        (b'<html><form><input name="p" type="password">', BlockedBody, "login"),
        (b"<note><to>you</to></note>", NotAFeed, "not a feed"),
        (gzip.compress(b"<rss>" + b"a" * (11 << 20)), TooLarge, "10 MiB"),
        (b"\x1f\x8bbroken", NotAFeed, "damaged"),
    ],
)
def test_each_other_body_fails_by_its_name(body: bytes, kind: type[ParseError], words: str) -> None:
    with pytest.raises(kind, match=words):
        read(body)


def test_at_most_two_thousand_items_are_kept() -> None:
    parsed = read(rss([item(n, description="") for n in range(MAX_ITEMS + 50)]))
    assert parsed.count == MAX_ITEMS
    assert parsed.entries[0].key == "g-0"


def test_repeated_guids_fall_to_the_address_and_exact_repeats_to_one() -> None:
    made = [item(n, guid="same") for n in range(4)]
    keys = {found.key for found in read(rss(made)).entries}
    assert keys == {f"forum.example/t/question/{n}" for n in range(4)}
    bare = [item(1, guid="", link=""), item(1, guid="", link=""), item(2, guid="", link="")]
    parsed = read(rss(bare))
    assert (parsed.count, len(parsed.entries)) == (3, 2)


def test_scheme_and_tracking_change_neither_key_nor_alias() -> None:
    def names(scheme: str, query: str) -> list[tuple[str, str]]:
        link = f"{scheme}://forum.example/t/question/1{query}"
        return [(e.key, e.alias) for e in read(rss([item(1, guid=link, link=link)])).entries]

    assert names("http", "") == names("https", "?utm_source=rss")


def discourse(number: int, post: int | None = None, *, slug: str = "a-topic", guid: str = "", posts: int = 5) -> str:
    link = f"http://forum.example/t/{slug}/{number}" + (f"/{post}" if post else "")
    body = f"<p>text</p><p><small>{posts} posts - 2 participants</small></p><p><a href='{link}'>Read full topic</a></p>"
    return item(number, link=link, guid=guid or f"forum.example-topic-{number}", description=body)


@pytest.mark.parametrize(
    ("statistics", "replies"),
    [
        ("Statistics: Posted by ada — Fri Nov 27, 2026 9:00 am — Replies 3 — Views 42", 3),
        ("Statistik: Verfasst von ada — Fr 27. Nov 2026, 09:00 — Antworten 12 — Zugriffe 99", 12),
        ("Statistiques: Publié par ada — 27 nov. 2026 09:00 — Réponses 0 — Vues 5", 0),
    ],
)
def test_a_board_tells_its_replies_in_its_own_language(statistics: str, replies: int) -> None:
    made = item(1, link="http://b.example/viewtopic.php?t=5&p=7#p7", description=f"The text.<hr><p>{statistics}</p>")
    (found,) = read(rss([made]), "http://b.example/feed.php?mode=topics").entries
    assert (found.thread_key, found.replies, found.text) == ("5", replies, "The text.")


def test_discourse_topics_count_replies_and_lose_the_footer() -> None:
    parsed = read(rss([discourse(7), discourse(8, posts=1)]), "http://forum.example/latest.rss")
    assert parsed.platform == "discourse"
    assert [(e.thread_key, e.replies, e.is_reply, e.text) for e in parsed.entries] == [
        ("7", 4, False, "text"),
        ("8", 0, False, "text"),
    ]


def test_discourse_posts_are_the_same_in_both_feeds_and_fold() -> None:
    whole = read(
        rss([discourse(11, 3, guid="forum.example-post-345"), discourse(11, 1, guid="forum.example-post-300")]),
        "http://forum.example/posts.rss",
    )
    topic = read(rss([discourse(11, 3, guid="forum.example-post-11-3")]), "http://forum.example/t/a-topic/11.rss")
    latest = read(rss([discourse(11, slug="renamed")]), "http://forum.example/latest.rss")
    assert whole.scope == topic.scope == latest.scope == "forum.example"
    assert (whole.threads, whole.item_kind) == (1, "post")
    assert [e.is_reply for e in whole.entries] == [True, False]
    assert whole.entries[0].alias == topic.entries[0].alias
    assert whole.entries[1].alias == latest.entries[0].alias


def test_two_forums_of_one_host_keep_their_threads_apart() -> None:
    def scope(path: str) -> str:
        made = [item(1, link=f"http://h.example/{path}/viewtopic.php?t=5", guid="")]
        return read(rss(made), f"http://h.example/{path}/feed.php?mode=topics").scope

    assert scope("one") == "h.example/one"
    assert scope("two") == "h.example/two"


@pytest.mark.parametrize(
    ("platform", "url", "fields", "key"),
    [
        (
            "hackernews",
            "https://hnrss.org/newest",
            {"link": "http://blog.example/", "comments": "https://news.ycombinator.com/item?id=9"},
            "9",
        ),
        (
            "lobsters",
            "https://lobste.rs/rss",
            {"link": "http://b.example/", "guid": "https://lobste.rs/s/abc123"},
            "abc123",
        ),
        ("reddit", "https://www.reddit.com/r/x/.rss", {"guid": "t3_zz9"}, "zz9"),
        (
            "stackexchange",
            "https://stackoverflow.com/feeds",
            {"link": "https://stackoverflow.com/questions/44/a-b"},
            "44",
        ),
        (
            "github",
            "https://github.com/o/r/discussions.atom",
            {"link": "https://github.com/o/r/discussions/12"},
            "o/r/discussions/12",
        ),
        ("gitlab", "http://g.example/o/r/-/issues.atom", {"link": "http://g.example/o/r/-/issues/3"}, "o/r/-/issues/3"),
        ("phpbb", "http://p.example/feed.php?mode=topics", {"link": "http://p.example/viewtopic.php?f=1&t=4"}, "4"),
        ("mybb", "http://m.example/syndication.php", {"link": "http://m.example/showthread.php?tid=6"}, "6"),
        ("vbulletin", "http://v.example/external.php?type=RSS2", {"link": "http://v.example/showthread.php?t=7"}, "7"),
        ("xenforo", "http://x.example/forums/-/index.rss", {"link": "http://x.example/threads/a-b.24514/"}, "24514"),
        (
            "smf",
            "http://s.example/index.php?action=.xml;type=rss2;sa=news",
            {"link": "http://s.example/index.php?topic=81.msg9#msg9"},
            "81",
        ),
        ("nodebb", "http://n.example/category/1.rss", {"link": "http://n.example/topic/100/a"}, "100"),
        (
            "lemmy",
            "http://l.example/feeds/c/x.xml",
            {"comments": "http://l.example/post/5", "link": "http://o.example/"},
            "5",
        ),
        ("vanilla", "http://w.example/discussions/feed.rss", {"link": "http://w.example/discussion/5/a"}, "5"),
        ("flarum", "http://f.example/atom/t/x", {"link": "http://f.example/d/31-title"}, "31"),
        ("invision", "http://i.example/forum/2-a.xml", {"link": "http://i.example/topic/8-t/", "guid": "8"}, "8"),
        (
            "mastodon",
            "http://a.example/tags/x.rss",
            {"guid": "http://a.example/@me/112233445566", "title": ""},
            "112233445566",
        ),
        (
            "youtube",
            "https://www.youtube.com/feeds/videos.xml?channel_id=U",
            {"guid": "yt:video:abcdefghijk"},
            "abcdefghijk",
        ),
        (
            "redmine",
            "http://r.example/projects/p/boards/1.atom",
            {"link": "http://r.example/boards/1/topics/5?r=7#message-7", "title": "Board: RE: Hello"},
            "topics/5",
        ),
    ],
)
def test_the_thread_key_of_each_platform(platform: str, url: str, fields: dict[str, str], key: str) -> None:
    parsed = read(rss([item(1, **fields)]), url)
    assert (parsed.platform, parsed.entries[0].thread_key) == (platform, key)


def test_the_discussion_is_the_address_where_items_link_outside() -> None:
    made = item(1, link="http://blog.example/", comments="https://news.ycombinator.com/item?id=9", guid="")
    (found,) = read(rss([made]), "https://hnrss.org/newest").entries
    assert found.url == "https://news.ycombinator.com/item?id=9"
    assert "blog.example" not in found.alias


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"slash:comments": "7"}, 7),
        ({"description": "text\n<p>Points: 1</p><p># Comments: 12</p>"}, 12),
        ({}, None),
    ],
)
def test_reply_counts(fields: dict[str, str], expected: int | None) -> None:
    made = item(1, guid="https://news.ycombinator.com/item?id=9", **fields)
    assert read(rss([made]), "https://hnrss.org/newest").entries[0].replies == expected


def test_chains_of_answers_lead_to_the_root() -> None:
    body = atom(
        [
            entry(4, answers="urn:made:3", title="Re: Patch"),
            entry(3, answers="urn:made:1", title="Re: Patch"),
            entry(2, answers="urn:made:0", title="Re: Older"),
            entry(1),
        ]
    )
    parsed = read(body, "http://list.example/l/new.atom")
    found = {e.key: (e.thread_key or e.key, e.in_reply_to, e.is_reply) for e in parsed.entries}
    assert found == {
        "urn:made:4": ("urn:made:1", "urn:made:3", True),
        "urn:made:3": ("urn:made:1", "urn:made:1", True),
        "urn:made:2": ("urn:made:0", "urn:made:0", True),
        "urn:made:1": ("urn:made:1", "", False),
    }
    assert (parsed.threads, parsed.item_kind) == (2, "post")


def test_a_chain_that_bites_its_tail_ends() -> None:
    parsed = read(atom([entry(1, answers="urn:made:2"), entry(2, answers="urn:made:1")]))
    assert parsed.count == 2


def test_a_list_with_only_subjects_folds_by_them() -> None:
    titles = ["[x] Re: Budget", "Re: [x] Budget", "AW: Other", "Other", "Budget plan"]
    made = [item(n, title=t, link=f"http://l.example/archives/list/x@l/message/{n}/") for n, t in enumerate(titles)]
    parsed = read(rss(made), "http://l.example/archives/list/x@l/feed/")
    assert parsed.platform == "mailman"
    assert [e.thread_key for e in parsed.entries] == [
        "subject:[x] budget",
        "subject:[x] budget",
        "subject:other",
        "subject:other",
        "subject:budget plan",
    ]
    assert [e.is_reply for e in parsed.entries] == [True, True, True, False, False]


def test_answers_in_an_unknown_feed_fold_onto_their_start_and_namesakes_do_not() -> None:
    titles = ["Re: Hello", "Hello", "Weekly", "Weekly", "Re: Gone"]
    parsed = read(rss([item(n, title=t) for n, t in enumerate(titles)]), "http://f.example/any")
    assert [e.thread_key for e in parsed.entries] == ["g-1", "", "", "", "subject:gone"]
    assert parsed.entries[0].in_reply_to == "g-1"
    assert parsed.threads == 4


def test_nodebb_topic_feeds_name_their_thread_only_in_the_channel() -> None:
    made = [item(n, link=f"http://n.example/post/{n}", title="Reply to A") for n in (1, 2)]
    parsed = read(rss(made, link="http://n.example/topic/55"), "http://n.example/topic/55.rss")
    assert {e.thread_key for e in parsed.entries} == {"55"}


def test_a_list_of_boards_is_no_list_of_threads() -> None:
    made = [item(n, link=f"http://p.example/viewforum.php?f={n}", guid="") for n in range(3)]
    parsed = read(rss(made), "http://p.example/feed.php?mode=forums")
    assert (parsed.count, parsed.threads) == (3, 0)


def test_the_platform_it_was_bound_to_is_kept() -> None:
    made = [item(1, link="http://f.example/d/31-title")]
    assert read(rss(made), "http://f.example/atom", platform="flarum").platform == "flarum"
    assert read(rss(made), "http://f.example/atom", platform="feed").platform == "feed"


@pytest.mark.parametrize(
    ("author", "expected"),
    [("invalid@example.com (ruthless)", "ruthless"), ("<a href='x'>daddy.</a>", "daddy."), ("", "")],
)
def test_authors_are_names(author: str, expected: str) -> None:
    assert read(rss([item(1, author=author)])).entries[0].author == expected


def test_entities_that_explode_stay_small() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "lollollol">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    body = rss(["<item><title>&j;</title><guid>g</guid></item>"]).replace(b"?><rss", f"?>{bomb}]><rss".encode())
    parsed = read(body)
    assert parsed.count == 1
    assert len(parsed.entries[0].title) <= 300


def test_a_body_of_nothing_but_nesting_is_too_large() -> None:
    deep = "<b>" * 200_000 + "</b>" * 200_000
    with pytest.raises(TooLarge, match="elements"):
        read(f"<rss><channel><item><title>x</title><description>{deep}</description></item></channel></rss>".encode())
