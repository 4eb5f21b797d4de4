"""Feeds made for tests: shapes after the platforms' own, texts ours."""

from __future__ import annotations

import time
from collections.abc import Sequence
from email.utils import formatdate
from html import escape

NOW = 1_795_000_000
"""2026-11-18, seconds since the epoch."""


def rss(items: Sequence[str], *, title: str = "A forum", link: str = "", extra: str = "") -> bytes:
    """An RSS 2.0 body of these `<item>`s."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel>'
        f"<title>{title}</title><link>{link}</link><description>d</description>{extra}"
        + "\n".join(items)
        + "</channel></rss>"
    ).encode()


def item(number: int, **fields: str) -> str:
    """One RSS item; `fields` replace or add elements, an empty one leaves it out."""
    made = {
        "title": f"Question {number}",
        "link": f"http://forum.example/t/question/{number}",
        "guid": f"g-{number}",
        "pubDate": formatdate(NOW - 3600 * number, usegmt=True),
        "description": f"<p>Body of {number} with <b>words</b> &amp; more.</p>",
        **fields,
    }
    return "<item>" + "".join(f"<{k}>{escape(v)}</{k}>" for k, v in made.items() if v) + "</item>"


def atom(entries: Sequence[str], *, title: str = "A list", extra: str = "") -> bytes:
    """An Atom body of these `<entry>`s."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:thr="http://purl.org/syndication/thread/1.0">'
        f"<title>{title}</title><id>urn:made</id>{extra}" + "".join(entries) + "</feed>"
    ).encode()


def entry(number: int, *, answers: str = "", title: str = "", link: str = "") -> str:
    """One Atom entry; `answers`: the id of what it replies to."""
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(NOW - 3600 * number))
    reply = f'<thr:in-reply-to ref="{answers}"/>' if answers else ""
    return (
        f"<entry><title>{escape(title or f'Patch {number}')}</title><id>urn:made:{number}</id>"
        f'<link href="{escape(link or f"http://list.example/{number}@x/")}"/><updated>{moment}</updated>'
        f"<author><name>Ada</name></author>{reply}"
        f"<content type='html'>&lt;p&gt;text {number}&lt;/p&gt;</content></entry>"
    )
