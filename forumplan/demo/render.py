"""The made venues as the feeds and pages that their platforms would give. All text goes in escaped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from forumplan.demo.sample import (
    Sample,
    SamplePost,
    SampleThread,
    SampleVenue,
    post_path,
    shown_name,
)

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ATOM = "application/atom+xml"
_KINDS = {"discourse": "application/rss+xml", "jsonfeed": "application/feed+json"}


class Renderer:
    """Feeds of one venue at `origin` (scheme, host and port), with dates counted back from `now` (epoch seconds)."""

    def __init__(self, sample: Sample, venue: SampleVenue, origin: str, now: int) -> None:
        self.sample, self.venue, self.origin, self.now = sample, venue, origin, now
        # A browser keeps what stands behind # to itself.
        self._pages = {
            self._path(thread, index).partition("#")[0]: thread
            for thread in venue.threads
            for index in range(len(thread.posts))
        }
        self._thread_feeds = {self._thread_feed(thread): thread for thread in venue.threads}

    def feed(self, path: str) -> tuple[str, bytes] | None:
        """(content type, body) of the feed at `path`, or None if the venue has none there."""
        if path not in self.venue.feeds:
            thread = self._thread_feeds.get(path)
            return self._only(thread).feed(self.venue.feeds[-1]) if thread else None
        return _KINDS.get(self.venue.platform, _ATOM), self._body(path).encode()

    def _thread_feed(self, thread: SampleThread) -> str:
        """Where the platform keeps the feed of one thread, "" where it keeps none."""
        path = self._path(thread)
        return {
            "discourse": f"{path}.rss",
            "phpbb": f"/feed.php?t={thread.id}",
            "publicinbox": f"{path}t.atom",
        }.get(self.venue.platform, "")

    def _only(self, thread: SampleThread) -> Renderer:
        """The same venue with nothing but one thread: its feed of posts is that of the thread."""
        return Renderer(self.sample, replace(self.venue, threads=(thread,)), self.origin, self.now)

    def _body(self, path: str) -> str:
        match self.venue.platform:
            case "discourse":
                return self._discourse(posts=path == "/posts.rss")
            case "phpbb":
                return self._phpbb()
            case "publicinbox":
                return self._inbox()
            case "stackexchange":
                return self._stackexchange(path)
            case "reddit":
                return self._reddit(path)
            case _:
                return self._json(path)

    def page(self, path: str) -> tuple[str, bytes] | None:
        """(content type, body) of the home page or of a thread's page, or None: what a browser opens."""
        if path == "/":
            return "text/html; charset=utf-8", self._home().encode()
        thread = self._pages.get(path)
        return ("text/html; charset=utf-8", self._thread_page(thread).encode()) if thread else None

    def newest(self) -> int:
        """Epoch seconds of the venue's newest message."""
        return self._time(min((thread.active_hours for thread in self.venue.threads), default=0.0))

    def _time(self, hours: float) -> int:
        return self.now - round(hours * 3600)

    def _rfc822(self, hours: float) -> str:
        return format_datetime(datetime.fromtimestamp(self._time(hours), UTC))

    def _iso(self, hours: float) -> str:
        return datetime.fromtimestamp(self._time(hours), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _path(self, thread: SampleThread, index: int = 0) -> str:
        return post_path(self.venue.platform, thread, index)

    def _url(self, thread: SampleThread, index: int = 0) -> str:
        return self.origin + self._path(thread, index)

    def _name(self, handle: str) -> str:
        return escape(shown_name(self.sample, self.venue.platform, handle))

    def _newest_first(self) -> list[SampleThread]:
        return sorted(self.venue.threads, key=lambda thread: (thread.posts[0].hours, thread.id))

    def _all_posts(self) -> list[tuple[SampleThread, int, SamplePost]]:
        rows = [(thread, index, post) for thread in self.venue.threads for index, post in enumerate(thread.posts)]
        return sorted(rows, key=lambda row: (row[2].hours, row[0].id, row[1]))

    def _discourse(self, *, posts: bool) -> str:
        items = self._discourse_posts() if posts else self._discourse_topics()
        kind = "Latest posts" if posts else "Latest topics"
        self_link = f"{self.origin}/{'posts' if posts else 'latest'}.rss"
        return (
            f'{XML}<rss version="2.0" xmlns:discourse="http://www.discourse.org/"'
            ' xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
            f"<title>{escape(self.venue.name)} - {kind}</title><link>{self.origin}/latest</link>"
            f"<description>{kind}</description>"
            f'<atom:link href="{self_link}" rel="self" type="application/rss+xml"/>{"".join(items)}</channel></rss>'
        )

    def _discourse_topics(self) -> Iterator[str]:
        # Sorted by the last post and dated by the first one: so does the platform.
        for thread in sorted(self.venue.threads, key=lambda t: (t.active_hours, t.id)):
            url, count = self._url(thread), thread.replies + 1
            people = min(count, max(len({post.author for post in thread.posts}), (count + 1) // 2))
            body = (
                f"<p>{escape(thread.posts[0].text)}</p><p><small>{count} {'post' if count == 1 else 'posts'} - "
                f"{people} {'participant' if people == 1 else 'participants'}</small></p>"
                f'<p><a href="{url}">Read full topic</a></p>'
            )
            yield (
                f"<item><title>{escape(thread.title)}</title><dc:creator>{self._name(thread.author)}</dc:creator>"
                f"<category>{escape(thread.category)}</category><description>{escape(body)}</description>"
                f"<link>{url}</link><pubDate>{self._rfc822(thread.posts[0].hours)}</pubDate>"
                f"<discourse:topicPinned>No</discourse:topicPinned><discourse:topicClosed>No</discourse:topicClosed>"
                f'<guid isPermaLink="false">{self.venue.id}-topic-{thread.id}</guid></item>'
            )

    def _discourse_posts(self) -> Iterator[str]:
        for thread, index, post in self._all_posts():
            number = f"{thread.id}{index:02d}"
            yield (
                f"<item><title>{escape(thread.title)}</title>"
                f"<dc:creator>@{self._name(post.author)} {escape(self.sample.names[post.author])}</dc:creator>"
                f"<description>{escape(f'<p>{escape(post.text)}</p>')}</description>"
                f"<link>{self._url(thread, index)}</link><pubDate>{self._rfc822(post.hours)}</pubDate>"
                f'<guid isPermaLink="false">{self.venue.id}-post-{number}</guid></item>'
            )

    def _phpbb(self) -> str:
        entries = []
        for thread, index, post in self._all_posts():
            link = escape(self._url(thread, index))
            title = f"{thread.category} • {'Re: ' if index else ''}{thread.title}"
            body = f"{escape(post.text)}<p>Statistics: Posted by {self._name(post.author)}</p><hr />"
            entries.append(
                f"<entry><author><name>{self._name(post.author)}</name></author>"
                f"<updated>{self._iso(post.hours)}</updated><published>{self._iso(post.hours)}</published>"
                f'<id>{link}</id><link href="{link}"/><title type="html">{escape(escape(title))}</title>'
                f'<category term="{escape(thread.category)}"/><content type="html">{escape(body)}</content></entry>'
            )
        return self._atom(self.venue.feeds[0], entries)

    def _inbox(self) -> str:
        entries = []
        for thread, index, post in self._all_posts():
            ref = ""
            if index:
                ref = f'<thr:in-reply-to ref="{_urn(thread, post.to)}" href="{self._url(thread, post.to)}"/>'
            entries.append(
                f"<entry><author><name>{self._name(post.author)}</name>"
                f"<email>{post.author}@lists.example</email></author>"
                f'<title type="html">{escape(escape(("Re: " if index else "") + thread.title))}</title>'
                f'<updated>{self._iso(post.hours)}</updated><link href="{self._url(thread, index)}"/>'
                f"<id>{_urn(thread, index)}</id>{ref}"
                '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
                f'<pre style="white-space:pre-wrap">{escape(post.text)}</pre></div></content></entry>'
            )
        return self._atom(self.venue.feeds[0], entries)

    def _stackexchange(self, path: str) -> str:
        entries = []
        for thread in self._newest_first():
            tags = "".join(f'<category term="{escape(tag)}"/>' for tag in thread.category.split())
            entries.append(
                f'<entry><id>{self.origin}/q/{thread.id}</id><title type="text">{escape(thread.title)}</title>{tags}'
                f"<author><name>{self._name(thread.author)}</name></author>"
                f'<link rel="alternate" href="{self._url(thread)}"/>'
                f"<published>{self._iso(thread.posts[0].hours)}</published>"
                f"<updated>{self._iso(thread.active_hours)}</updated>"
                f'<summary type="html">{escape(f"<p>{escape(thread.posts[0].text)}</p>")}</summary></entry>'
            )
        return self._atom(path, entries)

    def _reddit(self, path: str) -> str:
        entries = []
        for thread in self._newest_first():
            url = self._url(thread)
            body = (
                f'<div class="md"><p>{escape(thread.posts[0].text)}</p></div> submitted by /u/{thread.author} '
                f'<a href="{url}">[link]</a> <a href="{url}">[comments]</a>'
            )
            entries.append(
                f"<entry><author><name>/u/{thread.author}</name></author>"
                '<category term="pydesk" label="r/pydesk"/>'
                f'<content type="html">{escape(body)}</content><id>t3_{thread.id:x}</id><link href="{url}"/>'
                f"<updated>{self._iso(thread.posts[0].hours)}</updated>"
                f"<published>{self._iso(thread.posts[0].hours)}</published><title>{escape(thread.title)}</title></entry>"
            )
        return self._atom(path, entries)

    def _atom(self, path: str, entries: list[str]) -> str:
        feed_url = escape(self.origin + path)
        updated = datetime.fromtimestamp(self.newest(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return (
            f'{XML}<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0">'
            f'<title>{escape(self.venue.name)}</title><link rel="self" href="{feed_url}"/>'
            f'<link rel="alternate" type="text/html" href="{self.origin}/"/><id>{feed_url}</id>'
            f"<updated>{updated}</updated>{''.join(entries)}</feed>"
        )

    def _json(self, path: str) -> str:
        items = [
            {
                "id": f"{self.venue.id}-{thread.id}",
                "url": self._url(thread),
                "title": thread.title,
                "content_text": thread.posts[0].text,
                "date_published": self._iso(thread.posts[0].hours),
                "date_modified": self._iso(thread.active_hours),
                "authors": [{"name": self.sample.names[thread.author]}],
                "tags": [thread.category],
            }
            for thread in self._newest_first()
        ]
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.venue.name,
            "home_page_url": f"{self.origin}/",
            "feed_url": self.origin + path,
            "items": items,
        }
        return json.dumps(feed, ensure_ascii=False)

    def _home(self) -> str:
        kind = _KINDS.get(self.venue.platform, _ATOM)
        links = "".join(f'<link rel="alternate" type="{kind}" href="{escape(path)}">' for path in self.venue.feeds)
        rows = "".join(
            f'<li><a href="{escape(self._path(thread))}">{escape(thread.title)}</a></li>'
            for thread in self._newest_first()
        )
        return self._html(self.venue.name, f"<p>{escape(self.venue.about)}</p><ul>{rows}</ul>", links)

    def _thread_page(self, thread: SampleThread) -> str:
        posts = "".join(
            f'<article id="p{thread.id}{index:02d}"><h2>{self._name(post.author)}</h2>'
            f"<p>{escape(post.text)}</p></article>"
            for index, post in enumerate(thread.posts)
        )
        return self._html(thread.title, posts, "")

    def _html(self, title: str, body: str, head: str) -> str:
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>{head}</head>'
            f"<body><h1>{escape(title)}</h1>{body}</body></html>"
        )


def _urn(thread: SampleThread, index: int) -> str:
    """What a list archive calls a message: an address of no place."""
    return f"urn:uuid:00000000-0000-5000-{index:04d}-{thread.id:012d}"
