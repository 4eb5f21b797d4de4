"""Lists that other programs wrote: every form is told apart by what stands in it; nothing executable comes through."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumplan.config.imports.place import MOST_PLACES, NotImportable
from forumplan.config.imports.read_file import LARGEST_BYTES, read_bytes, read_file

OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>mine</title></head><body>
<outline text="Code"><outline title="Python">
  <outline type="rss" text="Talk" xmlUrl="https://talk.example/latest.rss?a=1&b=2" htmlUrl="https://talk.example"/>
</outline></outline>
<outline type="rss" TEXT="Blog" XMLURL="http://blog.example/feed" category="/a/b,c" filtercmd="rm -rf /"/>
<outline text="A meetup"/>
</body></opml>"""


def test_nested_outlines_give_their_names_as_tags() -> None:
    reading = read_bytes(OPML.encode())
    talk, blog, meetup = reading.places
    assert (talk.kind, talk.name, talk.tags, talk.home) == ("feed", "Talk", ("Code", "Python"), "https://talk.example")
    assert talk.address == "https://talk.example/latest.rss?a=1&b=2", "a stray ampersand is read as one"
    assert (blog.name, blog.tags) == ("Blog", ("a", "b", "c"))
    assert "command was left out" in blog.note and not blog.keys
    assert (meetup.kind, meetup.name) == ("none", "A meetup")


def test_feeds_inside_a_page_are_one_place() -> None:
    reading = read_bytes(
        b'<opml version="2.0"><body><outline text="Code"><outline text="Talk" htmlUrl="https://talk.example">'
        b'<outline text="new" xmlUrl="https://talk.example/latest.rss"/><outline text="all" '
        b'xmlUrl="https://talk.example/posts.rss"/></outline></outline>'
        b'<outline text="A group" htmlUrl="https://group.example"/></body></opml>'
    )
    talk, group = reading.places
    assert (talk.name, talk.home, talk.tags) == ("Talk", "https://talk.example", ("Code",))
    assert (talk.address, talk.more) == ("https://talk.example/latest.rss", ("https://talk.example/posts.rss",))
    assert (group.kind, group.home) == ("none", "https://group.example")


def test_notes_of_an_outliner_are_no_venues() -> None:
    with pytest.raises(NotImportable, match="no venue"):
        read_bytes(b'<opml version="1.0"><body><outline text="milk"/><outline text="bread"/></body></opml>')


def test_lines_of_newsboat() -> None:
    reading = read_bytes(
        b'# mine\nhttps://a.example/rss "two words" news ! "~My name"\nhttps://b.example/atom\n\n'
        b'"exec:~/bin/x token=CANARY" t\nfilter:~/f:https://c.example/x\n"query:New:unread = \\"yes\\""\nfile:///etc/passwd\n'
    )
    named, bare = reading.places
    assert (named.kind, named.name, named.tags, named.line) == ("feed", "My name", ("two words", "news"), 2)
    assert (bare.kind, bare.address) == ("feed", "https://b.example/atom")
    assert [one.line for one in reading.refused] == [5, 6, 7, 8]
    assert "CANARY" not in repr(reading)


def test_a_plain_list_holds_any_spelling() -> None:
    reading = read_bytes("r/rust\nSO [sql] [index]\nhttps://forum.example\r\n".encode("utf-16"))
    assert [(one.kind, one.address) for one in reading.places] == [
        ("address", "r/rust"),
        ("address", "SO [sql] [index]"),
        ("address", "https://forum.example"),
    ]


def test_bookmarks_in_folders() -> None:
    reading = read_bytes(
        b"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE><DL><p>"
        b'<DT><H3 ADD_DATE="1">Talk &amp; more</H3><DL><p><DT><A HREF="https://a.example/?x=1&amp;y=2" TAGS="q,r">A</A>'
        b'<DT><A HREF="https://b.example" FEEDURL="https://b.example/rss">B</A></DL><p>'
        b'<DT><A HREF="https://c.example">C</A><DT><A HREF="javascript:alert(1)">let</A></DL>'
    )
    assert [(one.kind, one.address, one.name, one.tags) for one in reading.places] == [
        ("address", "https://a.example/?x=1&y=2", "A", ("Talk & more", "q", "r")),
        ("feed", "https://b.example/rss", "B", ("Talk & more",)),
        ("address", "https://c.example", "C", ()),
    ]
    assert [one.what for one in reading.refused] == ["let"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_of_venues(separator: str) -> None:
    lines = ["Title,Feed URL,Site,Tags,cap_per_week,secret_command", "A,https://a.example/rss,https://a.example,x,2,rm"]
    lines += ["B,,,,,", ",,,,3,"]
    reading = read_bytes("\n".join(line.replace(",", separator) for line in lines).encode())
    first, second = reading.places
    assert (first.kind, first.address, first.home, first.tags) == (
        "feed", "https://a.example/rss", "https://a.example", ("x",),
    )  # fmt: skip
    assert first.keys == {"cap_per_week": "2"}, "a guarded column came through"
    assert (second.kind, second.name) == ("none", "B")
    assert len(reading.refused) == 2


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<opml><body>" + b'<outline text="a">' * 10_000 + b"</outline>" * 10_000 + b"</body></opml>", "nested"),
        (b"<opml><body>" + b'<outline xmlUrl="https://a.example/"/>' * (MOST_PLACES + 1), "more than"),
        (b"<opml><body>" + b"<outline/>" * 1_000_000 + b"</body></opml>", "outlines"),
        (b'<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml>&a;</opml>', "DTD"),
        (b"<opml><body><outline text='a'", "line 1"),
        (b"<html><body>hello</body></html>", "page"),
        (b'{"a": 1}\n', "JSON"),
        (b"PK\x03\x04rest", "packed"),
        (b"\x00\x01\x02", "not a text"),
        (b"", "no venue"),
    ],
)
def test_what_cannot_be_taken_is_said_in_one_line(body: bytes, words: str) -> None:
    with pytest.raises(NotImportable, match=words) as caught:
        read_bytes(body)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "large.opml"
    with large.open("wb") as file:
        file.truncate(LARGEST_BYTES + 1)
    with pytest.raises(NotImportable, match="MiB"):
        read_file(large)
    with pytest.raises(NotImportable, match="folder"):
        read_file(tmp_path)


@given(
    st.binary(max_size=400), st.sampled_from([b"", b"<opml>", b"<!DOCTYPE NETSCAPE-Bookmark-file-1>", b"name,url\n"])
)
def test_any_bytes_are_read_or_refused(body: bytes, head: bytes) -> None:
    try:
        reading = read_bytes(head + body)
    except NotImportable:
        return
    assert reading.places or reading.refused
