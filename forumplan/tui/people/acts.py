"""The acts of the People screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.content import Content

from forumplan.domain.errors import ForumplanError, UsageError
from forumplan.domain.identity import mask_url
from forumplan.domain.records import Contribution, ContributionKind, FollowUp
from forumplan.domain.text import shorten
from forumplan.domain.week import DAY_NAMES
from forumplan.services import person_acts, record, take_in
from forumplan.services.people import Tie
from forumplan.services.person_card import Standing
from forumplan.tui import gate
from forumplan.tui.modals.choose import Choice, Choose
from forumplan.tui.opening import open_address
from forumplan.tui.outcomes import ask_outcome
from forumplan.tui.people.asks import PeopleAsks

if TYPE_CHECKING:
    from forumplan.tui.screens.people import PeopleScreen

SNOOZE_DAYS = 30
CONTACTS: dict[ContributionKind, tuple[str, str]] = {
    "mail": ("a mail", "m"),
    "call": ("a call", "c"),
    "meeting": ("a meeting", "t"),
    "touch": ("a short word", "w"),
}


class PeopleActs(PeopleAsks):
    """Mixed into the screen, so that list and acts stay files of their own."""

    asking: FollowUp | None = None
    """The follow-up opened last, until it is said whether it was answered."""

    @property
    def _people(self) -> PeopleScreen:
        return cast("PeopleScreen", self)

    def _owed(self) -> FollowUp:
        one = self.meant()
        if not one.owed:
            raise UsageError(f"{self._people.view.name(one.tie)} waits for nothing; d logs a contact")
        return one.owed[0]

    def said(self, words: str) -> None:
        """Show what was done, without names while they are masked."""
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
        self.said(record.no_answer_needed(self._people.planner.home, self._owed()))

    def act_done(self) -> None:
        """Log: the owed answer as given, or a contact of some kind."""
        one = self.meant()
        if one.owed:
            self._logged(person_acts.answer(self._people.planner.home, one.owed[0]))
            return
        choices = [Choice(kind, words, key) for kind, (words, key) in CONTACTS.items()]

        def chosen(kind: str | None) -> None:
            if kind is not None:
                self._people.attempt(lambda: self._contact(one.tie, cast("ContributionKind", kind)))

        title = f"log with {shorten(self._people.view.name(one.tie), 40)}"
        self._people.app.push_screen(Choose(title, choices), chosen)

    def _contact(self, tie: Tie, kind: ContributionKind) -> None:
        self._logged(person_acts.contact(self._people.planner.home, tie, kind))

    def _logged(self, made: Contribution) -> None:
        title = self._people.view.private(made.title)
        self.said(f"logged, {made.minutes} min: {shorten(title, 60)}")

    def act_outcome(self) -> None:
        """What came of the last thing done with them."""
        last = self._people.view.last_made(self.meant().tie.person)
        if last is None:
            raise UsageError("nothing was done with them yet; d logs a contact")
        ask_outcome(self._people, last.id, last.outcome, self.said)

    def act_plan(self) -> None:
        """Put a word to them into this week, or the answer they wait for."""
        screen = self._people
        item = take_in.touch(screen.planner.home, self.meant().tie)
        day = DAY_NAMES[item.day].capitalize()
        self.said(f"in the week on {day}, {item.minutes} min: {shorten(screen.view.private(item.title), 60)}")

    async def act_to_venue(self) -> None:
        """Where they were met, on Venues."""
        venues = [name for name in self.meant().tie.venues if self._people.planner.home.settings.venue(name)]
        if not venues:
            raise UsageError("they were met in no venue of feeds.toml")
        await self._people.planner.go_to("venues", venues[0])

    # -- the person --------------------------------------------------------------------------------------------------

    def act_snooze(self) -> None:
        """Leave them in peace for a month."""
        self.said(person_acts.snooze(self._people.planner.home, self.meant().tie, SNOOZE_DAYS))

    def act_dont_track(self) -> None:
        """Keep no track of them."""
        self.said(person_acts.dont_track(self._people.planner.home, self.meant().tie))

    def act_mask_names(self) -> None:
        """Hide who is who while others look on."""
        screen = self._people
        screen.view.masked = not screen.view.masked
        screen.reload()
        screen.say("names are masked" if screen.view.masked else "names are shown", 3)

    def act_open(self) -> None:
        """Open what they wrote, else where you met last."""
        one = self.meant()
        url = one.owed[0].url if one.owed else self._last_url(one)
        if not url:
            raise ForumplanError("there is no address to open for this person")
        open_address(self._people.app, url)
        self._people.say(f"opened {gate.plain(mask_url(url), 200)}")

    def _last_url(self, one: Standing) -> str:
        last = self._people.view.last_made(one.tie.person, with_address=True)
        return last.url if last else ""
