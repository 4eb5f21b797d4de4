"""What Train asks in dialogs: which word to mute, which example to look at again, an example of one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from forumplan.domain.errors import UsageError
from forumplan.domain.records import Label
from forumplan.domain.text import plural
from forumplan.domain.thread import Thread
from forumplan.services import examples, rules
from forumplan.tui.modals.ask import Ask
from forumplan.tui.modals.choose import Choice, Choose

if TYPE_CHECKING:
    from forumplan.tui.screens.train import TrainScreen

EXAMPLES_SHOWN = 300
WORDS_SHOWN = 9
SHORTEST_WORD = 4
_OWN = "+"
_VALUES = {"y": 1, "n": 0, "x": None}


class TrainAsks:
    """The dialogs of a Train screen. `taught` is called with what was done when labels changed."""

    def __init__(self, screen: TrainScreen, taught: Callable[[str], None]) -> None:
        self._screen, self._taught = screen, taught

    # -- mute --------------------------------------------------------------------------------------------------------

    def mute(self, thread: Thread, words: tuple[str, ...]) -> None:
        """Ask which word of a thread to mute."""
        choices = [self._word_choice(word, key) for word, key in zip(_words(thread, words), "123456789", strict=False)]
        if not choices:
            raise UsageError("this thread has no word that could be muted")
        self._screen.app.push_screen(Choose("hide threads that say", choices), self._muted)

    def _word_choice(self, word: str, key: str) -> Choice:
        found = rules.preview(self._screen.planner.home, word)
        return Choice(word, word, key, f"{plural(found, 'thread')} this week")

    def _muted(self, word: str | None) -> None:
        if word is None:
            return
        rule = rules.add(self._screen.planner.home, "mute", f'"{word}"')
        found = plural(rules.matches_this_week(self._screen.planner.home, rule), "thread")
        self._taught(f"muted {word}: {found} this week hidden; u undoes")

    # -- examples ----------------------------------------------------------------------------------------------------

    def examples(self, goal: str) -> None:
        """List a goal's labels, newest first, to change one, and a line to add an example that is in no feed."""
        mine = [one for one in self._screen.planner.home.ledger.whole(Label) if one.goal == goal]
        mine.sort(key=lambda one: (one.at, one.id), reverse=True)
        choices = [Choice(_OWN, "an example of your own, in no feed …")]
        for one in mine[:EXAMPLES_SHOWN]:
            copy = one.copy or {}
            title = str(copy.get("title") or copy.get("text") or "(no title)")
            choices.append(Choice(one.id, title, note="relevant" if one.value else "off topic"))

        def chosen(entity: str | None) -> None:
            if entity == _OWN:
                self._ask_own(goal)
            elif entity is not None:
                self._ask_value(next(one for one in mine if one.id == entity))

        title = f"{plural(len(mine), 'example')} for {goal}"
        self._screen.app.push_screen(Choose(title, choices, typing=True), chosen)

    def _ask_value(self, label: Label) -> None:
        choices = [Choice("y", "relevant", "y"), Choice("n", "off topic", "n"), Choice("x", "take the label away", "x")]

        def chosen(answer: str | None) -> None:
            if answer is not None:
                self._taught(examples.relabel(self._screen.planner.home, label, _VALUES[answer]))

        now = "y" if label.value else "n"
        self._screen.app.push_screen(Choose("this example is", choices, chosen=now), chosen)

    def _ask_own(self, goal: str) -> None:
        def answered(line: str | None) -> None:
            if line and line.strip():
                self._screen.attempt(lambda: self._own(goal, line.strip()))

        hint = "y or n, a space, then its words: y How do we move from Oracle?"
        self._screen.app.push_screen(Ask("an example of your own", hint), answered)

    def _own(self, goal: str, line: str) -> None:
        value, _, text = line.partition(" ")
        if value.lower() not in ("y", "n") or not text.strip():
            raise UsageError("begin with y or n and a space, then the words of the example")
        self._taught(examples.add(self._screen.planner.home, goal, text.strip(), int(value.lower() == "y")))


def _words(thread: Thread, first: tuple[str, ...]) -> list[str]:
    """Words that may be muted: those that speak for the thread, then those of its title."""
    title = ["".join(c for c in word if c.isalnum() or c in "-_") for word in thread.title.split()]
    found = {word.casefold(): word for word in (*first, *(word for word in title if len(word) >= SHORTEST_WORD))}
    return list(found.values())[:WORDS_SHOWN]
