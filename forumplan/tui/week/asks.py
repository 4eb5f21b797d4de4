"""The acts of the week that ask something: log, what if, why, a first goal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from forumplan.domain.errors import UsageError
from forumplan.domain.goal import STRENGTH_WORDS, strength_word
from forumplan.domain.text import hours_minutes, shorten
from forumplan.tui.modals.ask import Ask
from forumplan.tui.modals.choose import Choice, Choose

if TYPE_CHECKING:
    from forumplan.domain.records import IdeaKind
    from forumplan.tui.screens.week import WeekScreen

STRENGTHS = {
    "read": "read what I write",
    "recommend": "recommend me",
    "hire": "hire me",
    "partner": "be my partners",
}


IDEAS = (
    Choice("new-topic", "a new topic", "t"),
    Choice("placement", "an article to be placed there", "a"),
    Choice("promo", "a new topic that promotes something of mine", "p"),
)


class WeekAsks:
    """Mixed into the screen."""

    _what_if: dict[str, Any] = {}  # noqa: RUF012 replaced, never changed
    """What is asked to be otherwise: fields of week_problem.WhatIf."""
    _what_if_words: dict[str, str] = {}  # noqa: RUF012 likewise
    """The same in words, each under the name of what it changes."""

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

    # -- an idea -----------------------------------------------------------------------------------------------------

    def act_idea(self) -> None:
        """Note something to write when there is room: its title, where, and what it is."""
        venues = [Choice(venue.id, venue.title) for venue in self._week.planner.home.settings.venues]

        def titled(title: str | None) -> None:
            if title and title.strip():
                ask = Choose("in which venue?", venues, typing=True)
                self._week.app.push_screen(ask, lambda venue: self._idea_in(title.strip(), venue))

        self._week.app.push_screen(Ask("what do you want to write about?"), titled)

    def _idea_in(self, title: str, venue: str | None) -> None:
        def chosen(kind: str | None) -> None:
            if venue is not None and kind is not None:
                self._week.attempt(lambda: self._add_idea(title, venue, kind))

        if venue is not None:
            self._week.app.push_screen(Choose("what is it?", list(IDEAS)), chosen)

    def _add_idea(self, title: str, venue: str, kind: str) -> None:
        from forumplan.services import ideas

        what: IdeaKind = "placement" if kind == "placement" else "new-topic"
        made = ideas.add(self._week.planner.home, title, venue, what, promo=kind == "promo")
        self._week.plan_again()
        self._week.did(f"noted: {shorten(made.title, 60)}")

    # -- what if -----------------------------------------------------------------------------------------------------

    def act_what_if(self) -> None:
        """Another week beside this one: other minutes, another strength, without a venue."""
        self._what_if, self._what_if_words = {}, {}
        self._ask_what_if("what if")

    def _ask_what_if(self, title: str) -> None:
        home = self._week.planner.home
        total = sum(home.settings.week.minutes.values())
        more, less = total + 60, max(0, total - 60)
        choices = [
            Choice(f"minutes={more}", f"an hour more: {self._in_all(more)}", "+"),
            Choice(f"minutes={less}", f"an hour less: {self._in_all(less)}", "-"),
            Choice("minutes", "other minutes …", "m"),
            *(
                Choice(f"strength.{goal.id}", f"another strength for {goal.id} …", str(number))
                for number, goal in enumerate(home.settings.goals[:9], 1)
            ),
            Choice("without", "without a venue …", "v"),
        ]
        self._week.app.push_screen(Choose(title, choices), self._what_if_chosen)

    def _what_if_chosen(self, answer: str | None) -> None:
        screen = self._week
        home = screen.planner.home
        if answer is None:
            return
        name, _, value = answer.partition("=")
        if value:
            self._ask_plan("minutes", self._in_all(int(value)), minutes=int(value))
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
        self._ask_plan("minutes", self._in_all(int(answer)), minutes=int(answer))

    def _in_all(self, minutes: int) -> str:
        """So many minutes of a whole week, and what of them is reading."""
        reading = min(minutes, self._week.planner.home.settings.week.triage_minutes)
        return f"{hours_minutes(minutes)} in all" + (f", {hours_minutes(reading)} of it reading" if reading else "")

    def _without(self, venue: str | None) -> None:
        if venue is not None:
            out = [*self._what_if.get("without", ()), venue]
            self._ask_plan(f"without {venue}", f"without {self._week.view.venue_title(venue)}", without=out)

    def _ask_strength(self, goal: str) -> None:
        known = self._week.planner.home.settings.goal(goal)
        today = strength_word(known.strength) if known else ""
        choices = [Choice(w, STRENGTHS[w], w[0], "as it is" if w == today else "") for w in STRENGTH_WORDS]

        def chosen(word: str | None) -> None:
            if word is not None:
                strengths = {**self._what_if.get("strengths", {}), goal: STRENGTH_WORDS[word]}
                self._ask_plan(f"goal {goal}", f"{goal}: people should {STRENGTHS[word]}", strengths=strengths)

        self._week.app.push_screen(Choose(f"people for {goal} should …", choices), chosen)

    def _ask_plan(self, name: str, words: str, **what_if: Any) -> None:
        """Ask for the week with this too; it stands for what was asked of the same name before."""
        before = {key: said for key, said in self._what_if_words.items() if key != name}
        self._what_if, self._what_if_words = {**self._what_if, **what_if}, {**before, name: words}
        self._week.planner.engine.ask("what_if", what_if=self._what_if)
        self._week.say(f"planning: what if {', '.join(self._what_if_words.values())} …", 0)

    def show_what_if(self, plan: dict[str, Any], words: list[str]) -> None:
        """Open the answer beside this week; from there one more thing can be otherwise."""
        from forumplan.tui.week.what_if import WhatIf

        def closed(more: bool | None) -> None:
            if more:
                self._ask_what_if("and what if")

        self._week.say("", 1)
        dialog = WhatIf(self._week.view, ", ".join(self._what_if_words.values()), plan, words)
        self._week.app.push_screen(dialog, closed)

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
            looking = screen.planner.engine.busy("plan")
            screen.app.push_screen(Why(screen.view, item, skipped, terms, looking=looking))
