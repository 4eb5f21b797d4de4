"""What a body is, by its bytes: declared types and encodings of feeds are often wrong."""

from __future__ import annotations

import re
import zlib
from typing import Literal

from forumplan.feeds.item import MAX_BODY_BYTES, BlockedBody, NotAFeed, TooLarge

Kind = Literal["xml", "json"]

_HEAD_BYTES = 4096
_FEED_ROOT = re.compile(rb"<\s*(?:[\w.-]{1,40}:)?(rss|feed|rdf|channel|item|entry)\b", re.IGNORECASE)
_HTML_ROOT = re.compile(rb"<\s*(!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_CHALLENGE = re.compile(
    rb"just a moment|cf-chl|challenge-platform|checking your browser|captcha|verify (that )?you are (a )?human|"
    rb"enable javascript and cookies|access denied|attention required|ddos-guard|anubis|"
    rb"<input[^<>]{0,200}type=[\"']?password|log ?in to continue|please (log|sign) ?in",
    re.IGNORECASE,
)
_ALTERNATE = re.compile(rb"<link\b[^<>]{0,500}application/(?:rss|atom|feed)\+(?:xml|json)[^<>]{0,500}>", re.IGNORECASE)


def unpack(body: bytes) -> bytes:
    """The body, unpacked if it is gzip without saying so. Raises TooLarge, or NotAFeed where the packing is broken."""
    if not body.startswith(b"\x1f\x8b"):
        if len(body) > MAX_BODY_BYTES:
            raise TooLarge(f"the feed is larger than {MAX_BODY_BYTES >> 20} MiB")
        return body
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        data = unpacker.decompress(body, MAX_BODY_BYTES + 1)
    except zlib.error as error:
        raise NotAFeed("the feed is packed with gzip and damaged; it is tried again later") from error
    if len(data) > MAX_BODY_BYTES:
        raise TooLarge(f"the feed is larger than {MAX_BODY_BYTES >> 20} MiB when unpacked")
    return data


def kind_of(body: bytes) -> Kind:
    """Whether an unpacked body is XML or JSON. Raises BlockedBody or NotAFeed for anything else."""
    head = _readable_head(body)
    if not head:
        raise NotAFeed("the answer is empty; check the address, or wait for the site")
    if head.startswith((b"{", b"[")):
        return "json"
    feed, page = _FEED_ROOT.search(head), _HTML_ROOT.search(head)
    if page and (feed is None or page.start() < feed.start()):
        raise _page_error(body)
    if feed is None and b"<" not in head:
        raise NotAFeed("the answer is text, not a feed; check the address")
    return "xml"


def _readable_head(body: bytes) -> bytes:
    """The first bytes without marks, spaces and the nulls of UTF-16 and UTF-32."""
    head = body[:_HEAD_BYTES]
    if b"\x00" in head:
        head = head.replace(b"\x00", b"")
    return head.lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n")


def _page_error(body: bytes) -> BlockedBody | NotAFeed:
    page = body[:300_000]
    offers = len(_ALTERNATE.findall(page))
    if _CHALLENGE.search(page) and not offers:
        return BlockedBody("a challenge or login page answers instead of the feed; open the address in a browser")
    if offers:
        return NotAFeed(f"the answer is a page, not a feed; it offers {offers} feed{'s' if offers > 1 else ''}")
    return NotAFeed("the answer is a page, not a feed; check the address")
