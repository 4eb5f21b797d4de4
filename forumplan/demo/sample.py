"""The made venues and what is said in them, read from the data files beside this module.

Ages are hours before a "now" that the caller chooses, so that the sample is always fresh.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

ME = "robinvale"
"""The demo user's name in every venue."""


@dataclass(frozen=True, slots=True)
class SamplePost:
    """One message. `author`: a handle of the cast; `hours`: age; `to`: index of the post it answers, 0 the first."""

    author: str
    hours: float
    text: str
    to: int = 0


@dataclass(frozen=True, slots=True)
class SampleThread:
    """A discussion: `posts` holds the opening and the replies whose text is known; `replies` counts all of them."""

    id: int
    title: str
    category: str
    posts: tuple[SamplePost, ...]
    replies: int

    @property
    def slug(self) -> str:
        """The title as it stands in an address."""
        return "-".join(re.findall(r"[a-z0-9]+", self.title.lower()))

    @property
    def author(self) -> str:
        """The handle of who asked."""
        return self.posts[0].author

    @property
    def active_hours(self) -> float:
        """The age of the newest message."""
        return min(post.hours for post in self.posts)


@dataclass(frozen=True, slots=True)
class SampleVenue:
    """A made venue. `platform` as the feeds know it; `feeds`: paths that a reader subscribes to."""

    id: str
    name: str
    platform: str
    about: str
    feeds: tuple[str, ...]
    threads: tuple[SampleThread, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """Everything: the venues in order, and the name of each member of the cast by handle."""

    venues: tuple[SampleVenue, ...]
    names: dict[str, str]

    def venue(self, venue_id: str) -> SampleVenue:
        """The venue of that id; KeyError if there is none."""
        found = next((venue for venue in self.venues if venue.id == venue_id), None)
        if found is None:
            raise KeyError(venue_id)
        return found


def post_path(platform: str, thread: SampleThread, index: int = 0) -> str:
    """Where post number `index` of a thread stands on its site, as that platform builds addresses, from the slash on.

    The opening's is the thread's own. Platforms whose feeds give no posts have one address for all of a thread.
    """
    match platform:
        case "discourse":
            return f"/t/{thread.slug}/{thread.id}" + (f"/{index + 1}" if index else "")
        case "phpbb":
            number = f"{thread.id}{index:02d}"
            return f"/viewtopic.php?t={thread.id}&p={number}#p{number}"
        case "publicinbox":
            return f"/migrators/{message_id(thread, index)}/"
        case "stackexchange":
            return f"/questions/{thread.id}/{thread.slug}"
        case "reddit":
            return f"/r/pydesk/comments/{thread.id:x}/{thread.slug.replace('-', '_')}/"
        case _:
            return f"/talk/{thread.id}-{thread.slug}"


def shown_name(sample: Sample, platform: str, handle: str) -> str:
    """How a member of the cast is named by the feeds of a platform: boards and subreddits give handles."""
    return handle if platform in ("discourse", "phpbb", "reddit") else sample.names[handle]


def message_id(thread: SampleThread, index: int) -> str:
    """The message id of a post in a list archive."""
    return f"{thread.id}.{index}.{thread.posts[index].author}@lists.example"


def load_sample() -> Sample:
    """The sample of the package."""
    folder = resources.files("forumplan.demo") / "content"
    index = tomllib.loads((folder / "venues.toml").read_text("utf-8"))
    venues = []
    for row in index["venue"]:
        data = tomllib.loads((folder / row["file"]).read_text("utf-8")) if "file" in row else {}
        threads = tuple(_thread(item) for item in data.get("thread", ()))
        feeds = tuple(row.get("feeds", ()))
        venues.append(SampleVenue(row["id"], row["name"], row["platform"], row["about"], feeds, threads))
    return Sample(tuple(venues), dict(index["names"]))


def _thread(item: dict[str, Any]) -> SampleThread:
    opening = SamplePost(item["by"], item["hours"], item["text"])
    answers = (SamplePost(p["by"], p["hours"], p["text"], p.get("to", 0)) for p in item.get("posts", ()))
    posts = (opening, *answers)
    return SampleThread(item["id"], item["title"], item.get("in", ""), posts, item.get("replies", len(posts) - 1))
