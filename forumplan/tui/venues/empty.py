"""What the Venues screen says when there is nothing to list."""

from __future__ import annotations

NO_VENUES = (
    "No venues yet: a venue is a forum, a group, a list, a tag, a subreddit.\n\n"
    "[+] add one by its address, or by a name such as r/learnpython or gh:owner/repo"
)
NONE_LEFT = "No venue is like that.\n\n[f] list others   [esc] list all"
