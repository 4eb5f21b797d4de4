"""The acts of the People screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.content import Content

from forumplan.domain.errors import ForumplanError, UsageError
from forumplan.domain.identity import mask_url
from forumplan.domain.records import Contribution, ContributionKind, FollowUp
from forumplan.domain.text import shorten
from forumplan.services import person_acts, record
from forumplan.services.person_card import Standing
from forumplan.tui import gate
from forumplan.tui.modals.ask import Ask
from forumplan.tui.modals.choose import Choice, Choose
from forumplan.tui.opening import open_address

if TYPE_CHECKING:
    from forumplan.tui.screens.people import PeopleScreen

SNOOZE_DAYS = 30
CONTACTS: dict[ContributionKind, tuple[str, str]] = {
    "mail": ("a mail", "m"),
    "call": ("a call", "c"),
    "meeting": ("a meeting", "t"),
    "touch": ("a short word", "w"),
}
RATINGS = {"5": "very relevant", "4": "relevant", "3": "somewhat", "2": "a little", "1": "hardly"}


class PeopleActs:
    """Mixed into the screen, so that list and acts stay two files."""

    asking: FollowUp | None = None
    """The follow-up opened last, until it is said whether it was answered."""

    @property
    def _people(self) -> PeopleScreen:
        return cast("PeopleScreen", self)

    def _meant(self) -> Standing:
        found = self._people.view.standing(self._people.rows.key)
        if found is None:
            raise UsageError("nobody is under the cursor; + adds somebody")
        return found

    def _owed(self) -> FollowUp:
        one = self._meant()
        if not one.owed:
            raise UsageError(f"{self._people.view.name(one.tie)} waits for nothing; d logs a contact")
        return one.owed[0]

    def _did(self, words: str) -> None:
        self._people.reload()
        self._people.did("done; words are masked" if self._people.view.masked else words)

    # -- answering ---------------------------------------------------------------------------------------------------

    def act_follow_up(self) -> None:
        """Open what they wrote; afterwards ask whether it was answered."""
        screen, owed = self._people, self._owed()
        open_address(screen.app, owed.url)
        self.asking = owed
        question = Content.assemble(
            ("opened · ", "$muted"), "Answered?  ", ("d", "bold $primary"), " done  ", ("x", "bold $primary"), " no"
        )
        screen.say(question, 0)

    def answered(self, *, yes: bool) -> None:
        """The answer to the question after opening."""
        owed, self.asking = self.asking, None
        if owed is not None and yes:
            self._logged(person_acts.answer(self._people.planner.home, owed))
        else:
            self._people.say("nothing logged", 2)

    def act_no_answer(self) -> None:
        """The oldest answer owed to them needs none."""
        self._did(record.no_answer_needed(self._people.planner.home, self._owed()))

    def act_done(self) -> None:
        """Log: the owed answer as given, or a contact of some kind."""
        one = self._meant()
        if one.owed:
            self._logged(person_acts.answer(self._people.planner.home, one.owed[0]))
            return
        choices = [Choice(kind, words, key) for kind, (words, key) in CONTACTS.items()]

        def chosen(kind: str | None) -> None:
            if kind is not None:
                made = cast("ContributionKind", kind)
                self._attempt(lambda: self._logged(person_acts.contact(self._people.planner.home, one.tie, made)))

        title = f"log with {shorten(self._people.view.name(one.tie), 40)}"
        self._people.app.push_screen(Choose(title, choices), chosen)

    def _logged(self, made: Contribution) -> None:
        title = self._people.view.private(made.title)
        self._did(f"logged, {made.minutes} min: {shorten(title, 60)}")

    # -- the person --------------------------------------------------------------------------------------------------

    def act_edit_note(self) -> None:
        """Write a note about them."""
        one = self._meant()
        title = f"note about {shorten(self._people.view.name(one.tie), 40)}"

        def written(text: str | None) -> None:
            if text is not None and text.strip() != one.tie.note:
                self._attempt(lambda: self._did(person_acts.note(self._people.planner.home, one.tie, text)))

        ask = Ask(title, "enter keeps it · empty takes it away · esc closes", one.tie.note)
        self._people.app.push_screen(ask, written)

    def act_add(self) -> None:
        """Add somebody for a goal, or rate who is known."""
        screen = self._people
        goals = screen.planner.home.settings.goals
        if not goals:
            raise UsageError("people are kept for a goal; + on Week adds one")

        def named(name: str | None) -> None:
            if not name or not name.strip():
                return
            if len(goals) == 1:
                self._rate(name.strip(), goals[0].id)
                return
            choices = [Choice(goal.id, goal.statement, str(n) if n < 10 else "") for n, goal in enumerate(goals, 1)]
            screen.app.push_screen(
                Choose("for which goal?", choices), lambda goal: self._rate(name.strip(), goal) if goal else None
            )

        known = screen.view.standing(screen.rows.key)
        screen.app.push_screen(Ask("who?", "a name; one you know is rated", known.tie.name if known else ""), named)

    def _rate(self, name: str, goal: str) -> None:
        screen = self._people
        choices = [Choice(value, words, value) for value, words in RATINGS.items()]

        def rated(value: str | None) -> None:
            if value is not None:
                self._attempt(lambda: self._did(person_acts.add(screen.planner.home, name, goal, int(value))))

        screen.app.push_screen(Choose(f"how relevant for {goal}?", choices), rated)

    def act_snooze(self) -> None:
        """Leave them in peace for a month."""
        self._did(person_acts.snooze(self._people.planner.home, self._meant().tie, SNOOZE_DAYS))

    def act_dont_track(self) -> None:
        """Keep no track of them."""
        self._did(person_acts.dont_track(self._people.planner.home, self._meant().tie))

    def act_mask_names(self) -> None:
        """Hide who is who while others look on."""
        screen = self._people
        screen.view.masked = not screen.view.masked
        screen.reload()
        screen.say("names are masked" if screen.view.masked else "names are shown", 3)

    def act_open(self) -> None:
        """Open what they wrote, else where you met last."""
        one = self._meant()
        url = one.owed[0].url if one.owed else self._last_url(one)
        if not url:
            raise ForumplanError("there is no address to open for this person")
        open_address(self._people.app, url)
        self._people.say(f"opened {gate.plain(mask_url(url), 200)}")

    def _last_url(self, one: Standing) -> str:
        made = self._people.planner.home.ledger.all(Contribution)
        with_them = [c for c in made if c.person == one.tie.person and c.url]
        return max(with_them, key=lambda c: c.at).url if with_them else ""

    def _attempt(self, what: object) -> None:
        """Errors of what a dialog's answer does become a line."""
        self._people.attempt(what)
