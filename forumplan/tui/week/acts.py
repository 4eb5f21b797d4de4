"""The acts on an item of the week: accept, done, drop, move, pin, open, copy."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual.content import Content

from forumplan.domain.errors import UsageError
from forumplan.domain.identity import mask_url
from forumplan.domain.records import FollowUp, Idea, PlanItem
from forumplan.domain.text import hours_minutes, shorten
from forumplan.domain.week import DAY_NAMES
from forumplan.services import record, timer
from forumplan.services.take_in import take_in, take_in_idea
from forumplan.tui import gate
from forumplan.tui.drafting import copy_draft, write_draft
from forumplan.tui.modals.ask import Ask
from forumplan.tui.opening import copy_address, open_address
from forumplan.tui.outcomes import ask_outcome

if TYPE_CHECKING:
    from forumplan.tui.screens.week import WeekScreen


class ItemActs:
    """Mixed into the screen, so that agenda and acts stay two files."""

    asking: PlanItem | None = None
    """The item opened last, until it is said whether something was posted."""

    @property
    def _screen(self) -> WeekScreen:
        return cast("WeekScreen", self)

    def _item(self, *, open_only: bool = True) -> PlanItem:
        """The item under the cursor. UsageError if there is none, or it is done and that matters."""
        screen = self._screen
        found = screen.view.item(screen.rows.key)
        if found is None:
            raise UsageError("this row was left out; p puts it into the week" if screen.rows.key else "no item here")
        if open_only and found.state == "done":
            raise UsageError("this is done; O says what came of it, u undoes the last act")
        return found

    def _still_open(self, item: PlanItem) -> PlanItem:
        """The item, unless another program has logged it since it was looked at."""
        known = self._screen.planner.home.ledger.get(PlanItem, item.id)
        if known is not None and known.state == "done":
            self._screen.reload()
            raise UsageError("this is done already; O says what came of it, u undoes the last act")
        return item

    def _did(self, words: str, day: int | None = None) -> None:
        """Show what was done; of the `day` that something was put on, also by how much it is too full."""
        screen = self._screen
        screen.settle_opening()
        screen.reload()
        beyond = 0 if day is None else screen.view.seen.beyond(day)
        if day is not None and beyond > 0:
            words = f"{hours_minutes(beyond)} more than {DAY_NAMES[day].capitalize()} has: {words}"
        screen.did(words)

    # -- deciding ----------------------------------------------------------------------------------------------------

    def act_accept(self) -> None:
        """Take the item into the week and go on."""
        item = self._item()
        if item.state == "proposed":
            self._did(record.accept(self._screen.planner.home, [item]))
        else:
            self._screen.say(f"{item.state} already", 2)
        self._screen.rows.move_by(1)

    def act_accept_all(self) -> None:
        """Take everything that is proposed into the week."""
        proposed = [one for one in self._screen.view.seen.items if one.state == "proposed"]
        if not proposed:
            raise UsageError("nothing is proposed that is not in the week already")
        self._did(record.accept(self._screen.planner.home, proposed))

    def act_drop(self) -> None:
        """Take the item out of this week; its minutes stay free, and what would fit into them is said."""
        self._did(record.drop(self._screen.planner.home, [self._item()]))
        if not self._screen.view.room_of:
            self._screen.ask_more()

    def act_pin(self) -> None:
        """Keep the item on its day."""
        self._did(record.pin(self._screen.planner.home, self._item()))

    def act_earlier_day(self) -> None:
        self._move(-1)

    def act_later_day(self) -> None:
        self._move(1)

    def _move(self, days: int) -> None:
        item, seen = self._item(), self._screen.view.seen
        day = item.day + days
        if not max(0, seen.today) <= day <= 6:
            raise UsageError("not before today" if days < 0 else "Sunday is the last day of this week")
        self._did(record.move(self._screen.planner.home, item, day), day)

    def act_take(self) -> None:
        """Put what was left out into the week; an item that is proposed is accepted."""
        screen = self._screen
        skipped = screen.view.skipped(screen.rows.key)
        if skipped is None:
            self.act_accept()
            return
        home = screen.planner.home
        idea = home.ledger.get(Idea, skipped.thread.removeprefix("n:"))
        thread = None if idea else home.threads.find(skipped.thread)
        if idea is not None:
            item = take_in_idea(home, idea)
        elif thread is not None:
            goals = [goal.id for goal in home.settings.goals]
            best = max(goals, key=lambda goal: home.threads.relevance(goal, thread.number), default="")
            item = take_in(home, thread, best)
        else:
            raise UsageError("the thread is gone from the cache; R fetches")
        self._did(f"in the week, {item.minutes} min: {shorten(item.title, 60)}", item.day)
        screen.rows.move_to(item.id)
        screen.plan_again()  # what it pushes out is told, and goes when that is taken in

    # -- done --------------------------------------------------------------------------------------------------------

    def act_done(self) -> None:
        """Log the item with its minutes; of one that is done, change the minutes."""
        item = self._item(open_only=False)
        if item.state == "done":
            self._screen.app.push_screen(Ask("minutes it took", value=str(item.minutes)), self._minutes_given(item))
            return
        self._log_item(item)

    def _log_item(self, item: PlanItem) -> None:
        """Log it and go on to what is to be done below, for what is done moves to today; from the end to the first."""
        screen = self._screen
        keys = screen.rows.keys
        below = keys[keys.index(item.id) + 1 :] if item.id in keys else []
        made = record.done(screen.planner.home, self._still_open(item))
        self._did(f"done, {made.minutes} min: {shorten(item.title, 60)}")
        to_do = [one.id for one in screen.view.seen.items if one.state != "done"]
        following = [key for key in (*below, *to_do) if key in to_do]
        if following:
            screen.rows.move_to(following[0])

    def _minutes_given(self, item: PlanItem) -> Callable[[str | None], None]:
        def given(answer: str | None) -> None:
            if answer is None or answer.strip() == str(item.minutes):
                return
            if not answer.strip().isdecimal() or int(answer) > 24 * 60:
                self._screen.complain(UsageError(f"{shorten(answer, 20)}: give whole minutes, such as 15"))
                return
            self._screen.attempt(lambda: self._set_minutes(item, int(answer)))

        return given

    def _set_minutes(self, item: PlanItem, minutes: int) -> None:
        record.edit(self._screen.planner.home, item.candidate.removeprefix("c:"), {"minutes": minutes})
        self._did(f"{minutes} min: {shorten(item.title, 60)}")

    def act_outcome(self) -> None:
        """What came of something done."""
        item = self._item(open_only=False)
        if item.state != "done":
            raise UsageError("not done yet; d logs it")
        ask_outcome(self._screen, item.candidate.removeprefix("c:"), item.why, self._did)

    def act_no_answer(self) -> None:
        """An answer owed that needs none."""
        item = self._item()
        owed = self._screen.planner.home.ledger.get(FollowUp, item.candidate.removeprefix("f:"))
        if owed is None:
            raise UsageError("nobody waits for this; x takes it out of the week")
        self._did(record.no_answer_needed(self._screen.planner.home, owed))

    # -- outside -----------------------------------------------------------------------------------------------------

    def act_open(self) -> None:
        """Open the address in the browser; afterwards ask whether something was posted."""
        screen = self._screen
        item = screen.view.item(screen.rows.key)
        open_address(screen.app, self._address())
        if item is None or item.state == "done":
            screen.say("opened", 2)
            return
        self.asking = item
        mind = next(iter(screen.view.warnings(item)), "")
        question = Content.assemble(
            ("opened · ", "$muted"),
            (f"mind: {gate.plain(mind, 70)} · " if mind else "", "$warning"),
            gate.line(f"Posted in {gate.plain(screen.view.place(item), 30)}?"),
            ("  d", "bold $primary"),
            f" done {timer.taken(screen.planner.home) or item.minutes}m · ",
            ("x", "bold $primary"),
            " no",
        )
        screen.say(question, 0)

    def posted(self) -> None:
        """The answer to the question after `open`: yes."""
        item, self.asking = self.asking, None
        if item is not None:
            self._log_item(item)

    def not_posted(self) -> None:
        """The answer to the question after `open`: no."""
        self.asking = None
        self._screen.say("nothing logged", 2)

    def act_copy(self) -> None:
        """Copy the address and show it."""
        url = self._address()
        copy_address(self._screen.app, url)
        self._screen.say(f"copied {mask_url(url)}")

    def act_draft(self) -> None:
        """Write what is to be posted, in the editor."""
        screen, item = self._screen, self._item(open_only=False)
        write_draft(screen, item.thread or item.id, item.title, item.url, screen.view.venues.get(item.venue))
        screen.show_pane()

    def act_copy_draft(self) -> None:
        """Copy what was written for this item."""
        item = self._item(open_only=False)
        copy_draft(self._screen, item.thread or item.id)

    def act_copy_earlier(self) -> None:
        """Copy the address of what was answered before."""
        screen = self._screen
        item = screen.view.item(screen.rows.key)
        thread = item.thread if item else screen.rows.key.removeprefix("out:")
        url = str(screen.view.earlier.get(thread, {}).get("url", ""))
        if not url:
            raise UsageError("nothing like this was answered before")
        copy_address(screen.app, url)
        screen.say(f"copied {mask_url(url)}")

    def _address(self) -> str:
        """The address of what is under the cursor. UsageError if it has none."""
        screen = self._screen
        item = screen.view.item(screen.rows.key)
        skipped = screen.view.skipped(screen.rows.key)
        if item is not None:
            url = item.url
        else:
            thread = screen.planner.home.threads.find(skipped.thread) if skipped else None
            url = thread.url if thread else ""
        if not url:
            raise UsageError("this has no address")
        return url
