"""Acts that exist on every screen but are seldom needed, so that they stand in the palette only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from forumplan.domain.errors import UsageError
from forumplan.domain.records import Rule
from forumplan.domain.text import plural, shorten
from forumplan.services import record, timer
from forumplan.tui.modals.ask import Ask
from forumplan.tui.modals.choose import Choice, Choose

if TYPE_CHECKING:
    from forumplan.tui.app import ForumplanApp

FORMS = {
    "jsonl": ("everything, to be read back by forumplan import", "e"),
    "csv": ("contributions, for a spreadsheet", "c"),
    "md": ("this week as Markdown", "m"),
    "ics": ("this week for a calendar", "i"),
    "opml": ("the feeds, for a reader", "o"),
}
_NEW = "+"


class RareActs:
    """The acts of one app; loaded when the first of them is asked for."""

    def __init__(self, planner: ForumplanApp) -> None:
        self._planner = planner

    def _did(self, words: str) -> None:
        front = self._planner.front
        front.reload()
        front.did(words)

    def _line(self, title: str, hint: str, then: Callable[[str], None], value: str = "") -> None:
        """Ask for a line; one that is empty does nothing."""

        def given(text: str | None) -> None:
            if text and text.strip():
                self._planner.front.attempt(lambda: then(text.strip()))

        self._planner.push_screen(Ask(title, hint, value), given)

    # -- timer -------------------------------------------------------------------------------------------------------

    def timer(self) -> None:
        """Start the timer, or end it without logging."""
        planner = self._planner
        running = timer.minutes(planner.home) is not None
        words = timer.stop(planner.home) if running else timer.start(planner.home)
        planner.dress(planner.front)
        planner.front.say(words)

    # -- away --------------------------------------------------------------------------------------------------------

    def away(self) -> None:
        """Days without budget and clocks; `clear` takes them back."""
        hint = "such as 2026-12-24..2027-01-03 · clear takes it back · esc closes"
        self._line("which days are you away?", hint, self._away)

    def _away(self, days: str) -> None:
        home = self._planner.home
        self._did(record.clear_away(home) if days == "clear" else record.away(home, *record.days_of(days)))

    # -- rules -------------------------------------------------------------------------------------------------------

    def rules(self) -> None:
        """The rules above the model: one is taken away, or another added."""
        from forumplan.services import rules

        home = self._planner.home
        choices = [Choice(_NEW, "a new rule …")]
        for rule in home.ledger.all(Rule):
            found = plural(rules.matches_this_week(home, rule), "thread")
            choices.append(Choice(rule.id, f"{rule.act} {rule.terms}", note=f"{found} this week; enter takes it away"))

        def chosen(answer: str | None) -> None:
            if answer == _NEW:
                hint = 'pin or mute, then words: mute "who is hiring" · esc closes'
                self._line("which rule?", hint, self._add_rule)
            elif answer is not None:
                self._planner.front.attempt(lambda: self._did(rules.remove(home, answer)))

        self._planner.push_screen(Choose("rules", choices, typing=True), chosen)

    def _add_rule(self, line: str) -> None:
        from forumplan.services import rules

        act, _, terms = line.partition(" ")
        if act not in ("pin", "mute") or not terms.strip():
            raise UsageError(f"{shorten(line, 30)}: begin with pin or mute, then the words")
        rule = rules.add(self._planner.home, "pin" if act == "pin" else "mute", terms.strip())
        found = rules.matches_this_week(self._planner.home, rule)
        self._did(f"{rule.act} {rule.terms}: {plural(found, 'thread')} this week")

    # -- export ------------------------------------------------------------------------------------------------------

    def export_all(self) -> None:
        """Write what there is into a file, in a form for other programs."""
        choices = [Choice(form, words, key) for form, (words, key) in FORMS.items()]

        def chosen(form: str | None) -> None:
            if form is not None:
                name = f"~/forumplan-{self._planner.home.today()}.{form}"
                self._line("into which file?", "a new file · esc closes", lambda path: self._export(form, path), name)

        self._planner.push_screen(Choose("export", choices), chosen)

    def _export(self, form: str, path: str) -> None:
        from forumplan.services import export, new_file

        text = "".join(export.export(self._planner.home, form))
        self._planner.front.say(f"written: {new_file.save(text, path)}")
