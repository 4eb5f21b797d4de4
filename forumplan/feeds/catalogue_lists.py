"""The platforms, one row each: mailing lists, networks of short posts, blogs (with their forums), video channels."""

from __future__ import annotations

from forumplan.feeds.platforms import Platform, feed_templates

LISTS_AND_SITES: tuple[Platform, ...] = (
    Platform(
        "mailman",
        sites=r"/archives/list/[^/]+/feed/?",
        generators=r"\bHyperKitty\b",
        items=r"/archives/list/[^/]+/(?:message|thread)/",
        posts=r".",
        subjects=r".",
        root=r"/feed/?$",
        order="posted",
        feeds=feed_templates(site=("/feed/",)),
    ),
    Platform(
        "groupsio",
        sites=r"groups\.io/g/[^/]+/rss",
        items=r"/g/[^/]+/(?:message|topic)/\d+",
        posts=r".",
        subjects=r".",
        root=r"/rss(?:/|$)",
        order="posted",
        feeds=feed_templates(site=("/rss",)),
    ),
    Platform(
        "publicinbox",
        generators=r"\bpublic-inbox\b",
        sites=r"/(?:new|t|topics_new)\.atom$",
        items=r"^https?://[^/]+/[^/]+/[^/]*@[^/]*/$|lore\.kernel\.org/",
        posts=r".",
        root=r"/[^/]*@[^/]*/t\.atom|/(?:new|topics_new|topics_active)\.atom",
        order="posted",
        feeds=feed_templates(site=("/new.atom",), thread=("/{thread}/t.atom",)),
    ),
    Platform(
        "gmane",
        items=r"gmane\.org/gmane\.[\w.]+/\d+",
        posts=r".",
        subjects=r".",
        order="posted",
    ),
    Platform(
        "mastodon",
        keys=(("guid", r"/(?:@[^/]+|statuses)/(\d+)$"), ("link", r"/(?:@[^/]+|statuses)/(\d+)$")),
        generators=r"\bMastodon\b",
        sites=r"/@[\w.-]+\.rss",
        items=r"^https?://[^/]+/@[^/]+/\d{9,}$",
        posts=r"/@[\w.-]+\.rss",
        root=r"/(?:tags/|@)",
        feeds=feed_templates(section=("/tags/{section}.rss",), own=("/@{user}.rss",)),
    ),
    Platform(
        "bluesky",
        keys=(("link", r"/post/([a-z0-9]+)"),),
        sites=r"^https?://bsky\.app/profile/",
        items=r"bsky\.app/profile/",
        scope="bsky.app",
        feeds=feed_templates(own=("https://bsky.app/profile/{user}/rss",)),
    ),
    Platform(
        "youtube",
        keys=(("guid", r"^yt:video:([\w-]{6,20})$"), ("link", r"[?&]v=([\w-]{6,20})")),
        sites=r"youtube\.com/feeds/videos\.xml",
        items=r"youtube\.com/watch\?",
        scope="youtube.com",
        discussions=False,
        feeds=feed_templates(section=("https://www.youtube.com/feeds/videos.xml?channel_id={section}",)),
    ),
    Platform(
        "medium",
        keys=(("guid", r"/p/([0-9a-f]{8,16})$"),),
        generators=r"^Medium\b",
        sites=r"^https?://(?:[\w-]+\.)*medium\.com/",
        discussions=False,
        feeds=feed_templates(
            section=("https://medium.com/feed/tag/{section}",), own=("https://medium.com/feed/@{user}",)
        ),
    ),
    Platform(
        "devto",
        sites=r"^https?://dev\.to/feed",
        discussions=False,
        feeds=feed_templates(section=("https://dev.to/feed/tag/{section}",), own=("https://dev.to/feed/{user}",)),
    ),
    Platform(
        "bbpress",
        keys=(("link", r"/topic/([^/?#]+)/?(?:page/\d+/?)?(?:#post-\d+)?$"),),
        generators=r"\bbbpress\b",
        reply=r"/reply/",
        # Its list of topics has the text of the first post and the date of the last.
        starts=r"/topic/[^/?#]+/?$",
        last_post=True,
        replies=r"^Replies: (\d{1,7})\b",
        footer=r"^Replies: \d+$",
        root=r"/(?:forums|topics|replies)/",
        order="posted",
        feeds=feed_templates(
            site=("/forums/feed/", "/topics/feed/"),
            section=("/forums/forum/{section}/feed/",),
            thread=("/forums/topic/{thread}/feed/",),
        ),
    ),
    Platform(
        "wordpress",
        generators=r"wordpress",
        reply=r"#comment-\d+$",
        posts=r"/comments/feed",
        discussions=False,
        root=r"/(?:comments/)?feed/?$",
        feeds=feed_templates(site=("/feed/", "/comments/feed/"), thread=("/{thread}/feed/",)),
    ),
    Platform(
        "blogger",
        generators=r"\bblogger\b",
        sites=r"/feeds/(?:posts|comments)/default",
        discussions=False,
        root=r"/feeds/",
        feeds=feed_templates(site=("/feeds/posts/default", "/feeds/comments/default")),
    ),
)
