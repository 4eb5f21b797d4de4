"""The acts of the week that ask something: log, what if, why, a first goal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from forumplan.domain.errors import UsageError
from forumplan.domain.goal import STRENGTH_WORDS
from forumplan.domain.text import shorten
from forumplan.tui.modals.ask import Ask
from forumplan.tui.modals.choose import Choice, Choose

if TYPE_CHECKING:
    from forumplan.tui.screens.week import WeekScreen

STRENGTHS = {
    "read": "read what I write",
    "recommend": "recommend me",
    "hire": "hire me",
    "partner": "be my partners",
}


class WeekAsks:
    """Mixed into the screen."""

    _asked_what_if = ""
    """What was asked to be otherwise, in words, while the answer is on its way."""

    @property
    def _week(self) -> WeekScreen:
        return cast("WeekScreen", self)

    # -- log ---------------------------------------------------------------------------------------------------------

    def act_log(self) -> None:
        """Log something unplanned: an address is enough."""
        self._week.app.push_screen(Ask("log: address of what you posted", "the venue is found by it"), self._log)

    def _log(self, address: str | None) -> None:
        if address and address.strip():
            self._week.attempt(lambda: self._log_at(address.strip()))

    def _log_at(self, address: str, venue: str = "") -> None:
        from forumplan.services import logbook

        try:
            made = logbook.log(self._week.planner.home, address=address, venue=venue)
        except UsageError:
            if venue:
                raise
            self._ask_where(address)
            return
        self._week.reload()
        self._week.did(f"logged, {made.minutes} min: {shorten(made.title, 60)}")

    def _ask_where(self, address: str) -> None:
        """No venue lies at that address: which one was it?"""
        venues = [Choice(venue.id, venue.title) for venue in self._week.planner.home.settings.venues]

        def chosen(venue: str | None) -> None:
            if venue is not None:
                self._week.attempt(lambda: self._log_at(address, venue))

        self._week.app.push_screen(Choose("in which venue?", venues, typing=True), chosen)

    # -- a goal ------------------------------------------------------------------------------------------------------

    def act_add(self) -> None:
        """Add a goal: what one wants to be known for, and what people must do for it."""

        def named(statement: str | None) -> None:
            if statement and statement.strip():
                choices = [Choice(word, STRENGTHS[word], word[0]) for word in STRENGTH_WORDS]
                ask = Choose("people should …", choices, chosen="recommend")
                self._week.app.push_screen(ask, lambda word: self._named(statement.strip(), word))

        self._week.app.push_screen(Ask("what do you want to be known for?"), named)

    def _named(self, statement: str, strength: str | None) -> None:
        if strength is not None:
            self._week.attempt(lambda: self._add_goal(statement, strength))

    def _add_goal(self, statement: str, strength: str) -> None:
        from forumplan.services import settings_acts  # brings the writer of feeds.toml with it

        screen = self._week
        words = settings_acts.add_goal(screen.planner.home, statement, strength=strength)
        screen.did(words)
        screen.planner.rank_anew()
        screen.plan_again()

    # -- what if -----------------------------------------------------------------------------------------------------

    def act_what_if(self) -> None:
        """Another week beside this one: other minutes, another strength, without a venue."""
        home = self._week.planner.home
        total = sum(home.settings.week.minutes.values())
        choices = [
            Choice(f"minutes={total + 60}", f"an hour more ({total + 60} min in all)", "+"),
            Choice(f"minutes={max(0, total - 60)}", f"an hour less ({max(0, total - 60)} min)", "-"),
            Choice("minutes", "other minutes …", "m"),
            *(
                Choice(f"strength.{goal.id}", f"another strength for {goal.id} …", str(number))
                for number, goal in enumerate(home.settings.goals[:9], 1)
            ),
            Choice("without", "without a venue …", "v"),
        ]
        self._week.app.push_screen(Choose("what if", choices), self._what_if_chosen)

    def _what_if_chosen(self, answer: str | None) -> None:
        screen = self._week
        home = screen.planner.home
        if answer is None:
            return
        name, _, value = answer.partition("=")
        if value:
            self._ask_plan(f"{value} minutes", minutes=int(value))
        elif name == "minutes":
            total = sum(home.settings.week.minutes.values())
            screen.app.push_screen(Ask("minutes of the week", "triage is taken off them", str(total)), self._minutes)
        elif name == "without":
            venues = [Choice(venue.id, venue.title) for venue in home.settings.venues]
            screen.app.push_screen(Choose("without", venues, typing=True), self._without)
        else:
            self._ask_strength(name.removeprefix("strength."))

    def _minutes(self, answer: str | None) -> None:
        if answer is None:
            return
        if not answer.strip().isdecimal() or int(answer) > 7 * 24 * 60:
            self._week.complain(UsageError(f"{shorten(answer, 20)}: give whole minutes, such as 180"))
            return
        self._ask_plan(f"{int(answer)} minutes", minutes=int(answer))

    def _without(self, venue: str | None) -> None:
        if venue is not None:
            self._ask_plan(f"without {self._week.view.venue_title(venue)}", without=[venue])

    def _ask_strength(self, goal: str) -> None:
        choices = [Choice(word, STRENGTHS[word], word[0]) for word in STRENGTH_WORDS]

        def chosen(word: str | None) -> None:
            if word is not None:
                self._ask_plan(f"{goal}: people should {STRENGTHS[word]}", strengths={goal: STRENGTH_WORDS[word]})

        self._week.app.push_screen(Choose(f"people for {goal} should …", choices), chosen)

    def _ask_plan(self, words: str, **what_if: Any) -> None:
        self._asked_what_if = words
        self._week.planner.engine.ask("what_if", what_if=what_if, fast=True)
        self._week.say(f"planning: what if {words} …", 0)

    def show_what_if(self, plan: dict[str, Any]) -> None:
        """Open the answer beside this week."""
        from forumplan.tui.week.what_if import WhatIf

        self._week.say("", 1)
        self._week.app.push_screen(WhatIf(self._week.view, self._asked_what_if, plan))

    # -- why ---------------------------------------------------------------------------------------------------------

    def act_why_planned(self) -> None:
        """Why the item is in, or why it was left out, with the numbers behind it."""
        screen = self._week
        item, skipped = screen.view.item(screen.rows.key), screen.view.skipped(screen.rows.key)
        if item is None and skipped is None:
            raise UsageError("no item here")
        thread = item.thread if item else skipped.thread if skipped else ""
        goal = item.goal if item else next((goal.id for goal in screen.planner.home.settings.goals), "")
        found = screen.planner.home.threads.find(thread) if thread else None
        if found is not None and goal and item is not None and item.kind == "reply":
            screen.planner.engine.ask("why", thread=thread, goal=goal)
            screen.say("looking for the reasons …", 3)
        else:
            self.show_why({})

    def show_why(self, terms: dict[str, Any]) -> None:
        """Open what is known of the reasons; `terms` is the answer of the job `why`, or empty."""
        from forumplan.tui.week.why import Why

        screen = self._week
        item, skipped = screen.view.item(screen.rows.key), screen.view.skipped(screen.rows.key)
        if item is not None or skipped is not None:
            screen.app.push_screen(Why(screen.view, item, skipped, terms))
