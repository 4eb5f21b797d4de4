"""The acts of the People screen that ask something: add, rate, merge, keep close, intervals, let go."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from forumplan.domain.errors import ForumplanError, UsageError
from forumplan.domain.text import plural, shorten
from forumplan.services import person_acts
from forumplan.services.home import Home
from forumplan.services.people import Tie
from forumplan.services.person_card import Standing
from forumplan.tui.modals.ask import Ask
from forumplan.tui.modals.choose import Choice, Choose
from forumplan.tui.opening import edit_text

if TYPE_CHECKING:
    from forumplan.tui.engine import EngineSaid
    from forumplan.tui.screens.people import PeopleScreen

RATINGS = {"5": "very relevant", "4": "relevant", "3": "somewhat", "2": "a little", "1": "hardly"}
NOTE_FILE = "note.txt"
FORGETTING_SECONDS = 60.0
"""After ten years of use it may take half of that."""


class PeopleAsks:
    """Mixed into the screen."""

    @property
    def _here(self) -> PeopleScreen:
        return cast("PeopleScreen", self)

    @property
    def _home(self) -> Home:
        return self._here.planner.home

    def meant(self) -> Standing:
        """Who is under the cursor. UsageError if nobody is."""
        found = self._here.view.standing(self._here.rows.key)
        if found is None:
            raise UsageError("nobody is under the cursor; + adds somebody")
        return found

    def said(self, words: str) -> None:
        """Show what was done, without names while they are masked."""
        raise NotImplementedError

    def _called(self, tie: Tie) -> str:
        return shorten(self._here.view.name(tie), 40)

    def _sure(self, question: str, yes: str, then: Callable[[], None]) -> None:
        """Go on after a yes only."""
        choices = [Choice("no", "no", "n"), Choice("yes", yes, "y")]
        self._here.app.push_screen(
            Choose(question, choices), lambda answer: self._here.attempt(then) if answer == "yes" else None
        )

    def _for_goal(self, then: Callable[[str], None]) -> None:
        """Go on with a goal: the only one, or the one that is chosen."""
        goals = self._here.planner.home.settings.goals
        if not goals:
            raise UsageError("people are kept for a goal; + on Week adds one")
        if len(goals) == 1:
            then(goals[0].id)
            return
        choices = [Choice(goal.id, goal.statement, str(n) if n < 10 else "") for n, goal in enumerate(goals, 1)]
        ask = Choose("for which goal?", choices)
        self._here.app.push_screen(ask, lambda goal: self._here.attempt(lambda: then(goal)) if goal else None)

    # -- notes -------------------------------------------------------------------------------------------------------

    def act_edit_note(self) -> None:
        """Write a note about them in the editor; in a line where there is none."""
        here, tie = self._here, self.meant().tie
        try:
            text = edit_text(here.app, here.planner.home, NOTE_FILE, tie.note)
        except ForumplanError:
            hint = "enter keeps it · empty takes it away · esc closes"
            here.app.push_screen(
                Ask(f"note about {self._called(tie)}", hint, tie.note), lambda said: self._noted(tie, said)
            )
            return
        self._noted(tie, text)

    def _noted(self, tie: Tie, text: str | None) -> None:
        if text is not None and text.strip() != tie.note:
            self._here.attempt(lambda: self.said(person_acts.note(self._here.planner.home, tie, text)))

    def act_needs(self) -> None:
        """What they need."""
        tie = self.meant().tie
        self._line(
            f"what does {self._called(tie)} need?", tie.needs, lambda text: person_acts.needs(self._home, tie, text)
        )

    def act_offers(self) -> None:
        """What they can offer."""
        tie = self.meant().tie
        title = f"what can {self._called(tie)} offer?"
        self._line(title, tie.offers, lambda text: person_acts.offers(self._home, tie, text))

    def act_interval(self) -> None:
        """The user's own interval between contacts."""
        tie = self.meant().tie
        before = f"{tie.cadence_days:g}" if tie.cadence_days else ""
        self._line("days between contacts (empty: as the goals ask)", before, lambda text: self._interval(tie, text))

    def _interval(self, tie: Tie, text: str) -> str:
        try:
            days = float(text or 0)
        except ValueError:
            raise UsageError(f"{shorten(text, 20)}: give days, such as 14") from None
        return person_acts.interval(self._home, tie, days)

    def _line(self, title: str, before: str, act: Callable[[str], str]) -> None:
        """Ask for one line and carry out what is done with it."""

        def given(text: str | None) -> None:
            if text is not None and text.strip() != before:
                self._here.attempt(lambda: self.said(act(text.strip())))

        self._here.app.push_screen(Ask(title, "enter keeps it · esc closes", before), given)

    # -- who ---------------------------------------------------------------------------------------------------------

    def act_add(self) -> None:
        """Add somebody for a goal, or rate who is known."""
        here = self._here

        found = here.view.standing(here.rows.key)
        known = found.tie if found and not here.view.masked else None

        def named(goal: str, name: str | None) -> None:
            if known is not None and name == known.name:
                self._rating(goal, lambda value: person_acts.rate(self._home, known.person, known.name, goal, value))
            elif name and name.strip():
                self._rating(goal, lambda value: person_acts.add(self._home, name, goal, value))

        def ask(goal: str) -> None:
            hint = "a name; the one under the cursor is rated" if known else "a name; one you know is rated"
            here.app.push_screen(Ask("who?", hint, known.name if known else ""), lambda name: named(goal, name))

        self._for_goal(ask)

    def _rating(self, goal: str, act: Callable[[int], str]) -> None:
        """Ask how relevant somebody is for a goal, and carry out what is done with it."""
        choices = [Choice(value, words, value) for value, words in RATINGS.items()]

        def rated(value: str | None) -> None:
            if value is not None:
                self._here.attempt(lambda: self.said(act(int(value))))

        self._here.app.push_screen(Choose(f"how relevant for {goal}?", choices), rated)

    def act_merge(self) -> None:
        """Say that another is the same person: all that passed counts together."""
        view, tie = self._here.view, self.meant().tie
        twins = {second.person: first.person for first, second in view.circle.twins if tie.person == first.person}
        others = [one.tie for one in view.rows if one.tie.person != tie.person]
        if not others:
            raise UsageError("there is nobody else yet")
        others.sort(key=lambda one: (one.person not in twins, view.name(one)))
        choices = [Choice(one.person, view.name(one), note=view.venues(one)) for one in others]

        def chosen(person: str | None) -> None:
            found = view.standing(person or "")
            if found is not None:
                other = found.tie
                question = f"{self._called(other)} ({view.venues(other)}) is {self._called(tie)} ({view.venues(tie)})?"
                self._sure(question, "yes, one person", lambda: self._merge(tie, other))

        self._here.app.push_screen(Choose(f"who is {self._called(tie)} too?", choices, typing=True), chosen)

    def _merge(self, tie: Tie, other: Tie) -> None:
        self.said(person_acts.merge(self._home, tie, other))
        self._here.rows.move_to(tie.person)

    def act_keep_close(self) -> None:
        """Keep them close for a goal, after three questions; or no longer."""
        tie = self.meant().tie

        def of_goal(goal: str) -> None:
            one = next((one for one in self._here.view.circle.lists if one.goal.id == goal), None)
            if one is None:
                raise UsageError(f"{goal} keeps nobody close: its strength is for being read")
            if tie.person in one.people:
                self.said(person_acts.let_loose(self._home, tie, goal))
            else:
                self._question(tie, goal, [])

        self._for_goal(of_goal)

    def _question(self, tie: Tie, goal: str, answers: list[bool]) -> None:
        """Ask the next of the three questions, or carry out what they say."""
        if len(answers) == len(person_acts.QUESTIONS):
            self.said(person_acts.keep_close(self._home, tie, goal, answers=answers))
            return
        choices = [Choice("yes", "yes", "y"), Choice("no", "no", "n")]

        def answered(answer: str | None) -> None:
            if answer is not None:
                self._here.attempt(lambda: self._question(tie, goal, [*answers, answer == "yes"]))

        self._here.app.push_screen(Choose(person_acts.QUESTIONS[len(answers)], choices), answered)

    def act_expire(self) -> None:
        """Keep no track of those silent for two years, after asking."""
        silent = self._here.view.circle.silent
        if not silent:
            raise UsageError("nobody has been silent for two years")
        names = ", ".join(self._called(tie) for tie in silent[:5])
        question = f"keep no track of {plural(len(silent), 'person', 'people')}: {names}?"
        self._sure(question, "yes; u takes it back", lambda: self.said(person_acts.expire(self._home, silent)))

    # -- forget ------------------------------------------------------------------------------------------------------

    def act_forget(self) -> None:
        """Take them out of everything for good, after their name was typed."""
        if self._here.view.masked:
            raise UsageError("names are masked; show them first, to see whom you forget")
        tie = self.meant().tie
        hint = "everything about them goes, backups too; it cannot be undone · esc closes"
        shown = shorten(tie.name.strip(), 40)

        def typed(name: str | None) -> None:
            if name is None:
                return
            if name.strip().casefold() not in (shown.casefold(), tie.name.strip().casefold()):
                self._here.say("nothing was forgotten: that is another name")
                return
            self._here.planner.engine.ask("forget", person=tie.person)
            self._here.say("forgetting …", FORGETTING_SECONDS)

        self._here.app.push_screen(Ask(f"type {shown} to forget them", hint), typed)

    def heard(self, event: EngineSaid) -> None:
        """Somebody was forgotten."""
        said = event.event
        if said.job == "forget" and said.kind == "done":
            self._here.reload()
            self._here.say(" ".join(said.data["left"]) or "forgotten; other machines follow at their next sync")
