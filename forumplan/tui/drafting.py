"""Writing an answer in the user's editor before it is posted, and taking it to the clipboard."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from forumplan.domain.errors import UsageError
from forumplan.domain.text import clean, plural
from forumplan.services import drafts
from forumplan.tui import outside
from forumplan.tui.opening import edit_file

if TYPE_CHECKING:
    from forumplan.domain.venue import Venue
    from forumplan.services.home import Home
    from forumplan.tui.screens.base import PlannerScreen


def write_draft(screen: PlannerScreen, key: str, title: str, url: str, venue: Venue | None) -> None:
    """Open the draft of a thread or item in the editor; above the text stands what the answer is to keep in mind."""
    home = screen.planner.home
    notes = [clean(title), url]
    if venue is not None:
        notes += [f"{venue.title}: {venue.note}" if venue.note else venue.title, venue.rules_url]
    edit_file(screen.app, drafts.begin(home, key, notes))
    words = len(drafts.text(home, key).split())
    screen.say(f"draft kept, {plural(words, 'word')} · {screen.planner.keymap.shown_key('copy_draft')} copies it")


def copy_draft(screen: PlannerScreen, key: str) -> None:
    """Copy what was written. UsageError where nothing was."""
    text = drafts.text(screen.planner.home, key)
    if not text:
        raise UsageError(f"no draft here yet; {screen.planner.keymap.shown_key('draft')} writes one")
    screen.app.copy_to_clipboard(text)
    outside.to_clipboard(text, os.environ)
    screen.say(f"copied your draft, {plural(len(text.split()), 'word')}")


def draft_words(home: Home, key: str) -> str:
    """`120 words written`, "" where there is no draft."""
    count = len(drafts.text(home, key).split()) if key else 0
    return f"{plural(count, 'word')} written" if count else ""
