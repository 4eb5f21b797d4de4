"""A steady reading gives what the whole reading gives, whatever changed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_feeds import NOW, atom, entry, item, rss

from forumplan.feeds.parse import read_body
from forumplan.feeds.scan import split
from forumplan.feeds.steady import body_hash, read_steadily

WHERE = {"content_type": "application/xml", "content_location": "http://forum.example/feed", "now": NOW}

numbers = st.lists(st.integers(0, 12), max_size=8)
texts = st.sampled_from(["plain", "<p>a <b>b</b></p>", "<![CDATA[ <item> ]]>", "]]>", "&amp;", "<!-- <item> -->", ""])


@settings(max_examples=60, deadline=None)
@given(before=numbers, after=numbers, text=texts, title=st.sampled_from(["One", "Two"]), kind=st.booleans())
def test_equal_to_the_whole(before: list[int], after: list[int], text: str, title: str, kind: bool) -> None:
    def body(items: list[int], head: str) -> bytes:
        if kind:
            return rss([item(n, description=f"{text} {n}") for n in items], title=head)
        return atom([entry(n, title=f"{text} {n}") for n in items], title=head)

    known = read_steadily(body(before, "One"), b"", **WHERE)[2]
    new = body(after, title)
    channel, items, kept = read_steadily(new, known, **WHERE)
    assert (channel, items) == read_body(new, **WHERE)
    assert read_steadily(new, kept, **WHERE)[:2] == (channel, items)


def test_only_the_changed_items_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    import feedparser

    sizes = []
    real = feedparser.parse
    monkeypatch.setattr(
        feedparser, "parse", lambda body, **options: sizes.append(len(body.getvalue())) or real(body, **options)
    )
    old, new = rss([item(n) for n in range(3, 28)]), rss([item(n) for n in range(25)])
    known = read_steadily(old, b"", **WHERE)[2]
    assert len(read_steadily(new, known, **WHERE)[1]) == 25
    assert sizes[1] < sizes[0] / 4
    read_steadily(old, known, **WHERE)
    assert len(sizes) == 2


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE rss><rss><channel><item></item></channel></rss>",
        rss([]),
        b"<rss><item><item></item></item></rss>",
        b"<rss><item></item><entry></entry></rss>",
        b"<rss><item></item><item></rss>",
        b"<rss><item/></rss>",
        b"<rss><item><![CDATA[ </item></rss>",
        b"<rss><!-- <item></item></rss>",
        rss([item(1)]).decode().encode("utf-16"),
        b"</item>",
        b"<item",
    ],
)
def test_bodies_that_are_only_read_whole(body: bytes) -> None:
    assert split(body) is None


def test_the_parts_of_a_body() -> None:
    parts = split(b"<rss><a/><item>1<![CDATA[</item>]]></item>\n<b/><rss:x/><item k='v'>2</item><!--<item>--></rss>")
    assert parts is not None
    assert parts.head == b"<rss><a/>"
    assert parts.items == (b"<item>1<![CDATA[</item>]]></item>", b"<item k='v'>2</item>")
    assert parts.tail == b"\n<b/><rss:x/><!--<item>--></rss>"


def test_a_date_that_lies_ahead_is_read_again_when_it_is_due() -> None:
    body = rss([item(-24 * 5), item(1)])
    _, items, known = read_steadily(body, b"", **WHERE)
    assert items[0].published_at is None
    later = {**WHERE, "now": NOW + 10 * 86_400}
    assert read_steadily(body, known, **later)[1][0].published_at == NOW + 5 * 86_400


def test_the_hash_of_a_body_ignores_what_changes_at_every_answer() -> None:
    def made(date: str, title: str = "T") -> bytes:
        return rss([item(1)], title=title, extra=f"<lastBuildDate>{date}</lastBuildDate><!-- {date} -->")

    assert body_hash(made("a")) == body_hash(made("b"))
    assert body_hash(made("a")) != body_hash(made("a", "U"))
    assert body_hash(b"{}") != body_hash(b"{ }")


@given(st.binary(max_size=300))
def test_any_bytes_can_be_scanned(data: bytes) -> None:
    parts = split(data)
    assert parts is None or parts.items


def test_a_long_run_of_open_marks_takes_linear_time() -> None:
    assert split(b"<rss>" + b"<![CDATA[" * 300_000) is None
    assert split(b"<item>" * 300_000) is None
