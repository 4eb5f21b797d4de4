"""Undo and redo of every act, those on feeds.toml included; acts on venues and goals that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from forumplan.config import read
from forumplan.config.write import write
from forumplan.domain.errors import ConfigError, UsageError
from forumplan.domain.events import Change, Event
from forumplan.services.home import Home
from forumplan.store.ledger import Act

CONFIG = "config"
"""The entity kind of an act on feeds.toml; its patch is a TextChange as an object."""


@dataclass(frozen=True, slots=True)
class TextChange:
    """The part of a text that an edit replaced: at `start`, `before` became `after`."""

    start: int
    before: str
    after: str

    @classmethod
    def between(cls, old: str, new: str) -> TextChange:
        """The smallest single change that makes `new` of `old`."""
        start = 0
        while start < min(len(old), len(new)) and old[start] == new[start]:
            start += 1
        end = 0
        while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
            end += 1
        return cls(start, old[start : len(old) - end], new[start : len(new) - end])

    def apply(self, text: str) -> str | None:
        """`text` with the change made, or None if it does not fit any more."""
        end = self.start + len(self.before)
        return text[: self.start] + self.after + text[end:] if text[self.start : end] == self.before else None

    @property
    def inverse(self) -> TextChange:
        return TextChange(self.start, self.after, self.before)


def change_settings(home: Home, verb: str, summary: str, make: Callable[[str], str], *, by_user: bool = True) -> None:
    """Edit feeds.toml by `make` (old text to new text) as one act of the history. Raises ConfigError.

    Unless `by_user`, guarded keys cannot be set. Secrets of addresses go into a file of their own before, so that
    neither feeds.toml nor the history holds them.
    """
    path = home.paths.config_file
    found = read.text_of(path)
    old = home.secrets.keep(found)
    new = home.secrets.keep(make(old))
    if new == old:
        return
    if old != found:
        write(path, found, old)
    write(path, old, new, by_user=by_user)
    change = TextChange.between(old, new)
    patch = {"start": change.start, "before": change.before, "after": change.after}
    home.ledger.act(verb, summary, [Change(CONFIG, "feeds.toml", patch)])
    home.reload()


def undo(home: Home, count: int = 1) -> list[Act]:
    """Take back the last acts, newest first; returns them. ConfigError if feeds.toml was edited since by hand."""
    acts = home.ledger.undoable(count)
    if not acts:
        raise UsageError("nothing to undo")
    _rewrite(home, (event for act in acts for event in reversed(act.events)), back=True)
    return home.ledger.undo(len(acts))


def redo(home: Home) -> list[Act]:
    """Do again what the last undo took back; returns the acts. UsageError if something was done since."""
    acts = home.ledger.redoable_acts()
    if not acts:
        raise UsageError("nothing to redo")
    _rewrite(home, (event for act in reversed(acts) for event in act.events), back=False)
    return home.ledger.redo()


def _rewrite(home: Home, events: Iterable[Event], *, back: bool) -> None:
    """Take the changes of feeds.toml among the events back, or make them again, in the order given."""
    edits = [event for event in events if event.kind == CONFIG and event.patch]
    if not edits:
        return
    changes = [TextChange(**(event.patch or {})) for event in edits]
    own = all(event.device == home.ledger.device for event in edits)
    path = home.paths.config_file
    old = text = read.text_of(path)
    for change in changes:
        changed = (change.inverse if back else change).apply(text)
        if changed is None:
            raise ConfigError(path, 0, "", "it was edited since, so this cannot be undone; change it by hand")
        text = changed
    write(path, old, text, by_user=own)
    home.reload()
