"""What the list says when there is no thread at all."""

from __future__ import annotations

from forumplan.domain.text import plural
from forumplan.services.home import Home


def words(home: Home) -> str:
    """The next step, with its key in brackets."""
    if not home.settings.venues:
        return "No venues yet.\n\n[3] go to Venues and add where you take part"
    if home.threads.memories():
        return "Your feeds hold no threads yet.\n\n[R] fetch again   [3] see how each feed fares"
    return f"Nothing is fetched yet.\n\n[R] fetch your {plural(len(home.settings.venues), 'venue')}"
