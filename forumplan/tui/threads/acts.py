"""The acts of the Threads screen: moving, teaching, planning, opening, choosing what is listed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from textual.content import Content

from forumplan.domain.errors import UsageError
from forumplan.domain.identity import mask_url
from forumplan.domain.records import PlanItem
from forumplan.domain.text import plural, shorten
from forumplan.domain.thread import Thread
from forumplan.services import record
from forumplan.services.people import person_of
from forumplan.tui import gate
from forumplan.tui.drafting import copy_draft, write_draft
from forumplan.tui.modals.choose import Choice, Choose
from forumplan.tui.opening import copy_address, open_address
from forumplan.tui.threads.view import SORTS, Filters, Sort

if TYPE_CHECKING:
    from forumplan.tui.screens.threads import ThreadsScreen


class ThreadActs:
    """Mixed into the screen, so that list and acts stay two files."""

    asking: Thread | None = None
    """The thread opened last, until it is said whether something was posted."""

    @property
    def _screen(self) -> ThreadsScreen:
        return cast("ThreadsScreen", self)

    # -- moving ------------------------------------------------------------------------------------------------------

    def act_down(self) -> None:
        self._screen.list.move_by(1)

    def act_up(self) -> None:
        self._screen.list.move_by(-1)

    def act_top(self) -> None:
        self._screen.list.move_to(0)

    def act_bottom(self) -> None:
        self._screen.list.move_to(len(self._screen.list.pages) - 1)

    def act_half_down(self) -> None:
        self._screen.list.move_by(self._screen.list.page_rows // 2)

    def act_half_up(self) -> None:
        self._screen.list.move_by(-(self._screen.list.page_rows // 2))

    def act_page_down(self) -> None:
        self._screen.list.move_by(self._screen.list.page_rows)

    def act_page_up(self) -> None:
        self._screen.list.move_by(-self._screen.list.page_rows)

    # -- teaching ----------------------------------------------------------------------------------------------------

    def act_want(self) -> None:
        """Teach: relevant."""
        self._label(1)

    def act_off_topic(self) -> None:
        """Teach: off topic."""
        self._label(0)

    def _label(self, value: int) -> None:
        screen = self._screen
        taught = [(t, screen.view.ranks.standing(t.number).goal or screen.view.any_goal()) for t in self._meant()]
        goals = {goal for _, goal in taught}
        if "" in goals:
            raise UsageError("there is no goal to teach yet; + on Week adds one")
        words = record.label_all(screen.planner.home, taught, value)
        screen.view.known.labels.update({(goal, thread.id): value for thread, goal in taught})
        self._done(words)
        screen.planner.rank_anew(goals.pop() if len(goals) == 1 else "")

    def act_dismiss(self) -> None:
        """Hide a thread; it stays in its row until the list is made anew."""
        screen, threads = self._screen, self._meant()
        words = record.dismiss(screen.planner.home, *threads)
        screen.view.known.dismissed.update(thread.id for thread in threads)
        self._done(words)

    def act_mark(self) -> None:
        """Mark the row or take its mark away, and go on."""
        screen = self._screen
        row = screen.list.row
        if row is not None:
            screen.view.marked ^= {row.number}
            screen.list.row_changed()
            screen.say_listed()
            screen.list.move_by(1)

    def act_plan(self) -> None:
        """Put into this week."""
        from forumplan.services.take_in import take_in

        screen = self._screen
        said: list[PlanItem] = []
        for thread in self._meant():
            item = screen.view.known.items.get(thread.id)
            if item is not None and item.state != "proposed":
                continue
            goal = screen.view.ranks.standing(thread.number).goal or screen.view.any_goal()
            item = take_in(screen.planner.home, thread, goal)
            screen.view.known.items[thread.id] = item
            said.append(item)
        if not said:
            screen.say("in the plan already; 1 shows the week")
            return
        what = shorten(said[0].title, 60) if len(said) == 1 else plural(len(said), "thread")
        self._done(f"in the plan, {sum(item.minutes for item in said)} min: {what}")

    def _meant(self) -> list[Thread]:
        """The marked threads, else the one under the cursor. UsageError if there is none."""
        screen = self._screen
        row = screen.list.row
        numbers = [n for n in screen.list.pages.numbers if n in screen.view.marked] or ([row.number] if row else [])
        found = screen.planner.home.threads.threads(numbers)
        if not found:
            raise UsageError("no thread is under the cursor")
        return found

    def _done(self, said: str) -> None:
        """Say what was done and show it in the rows where they are."""
        screen = self._screen
        screen.view.marked.clear()
        screen.did(said)
        screen.list.row_changed()
        screen.say_listed()
        screen.show_preview()

    # -- outside -----------------------------------------------------------------------------------------------------

    def act_open(self) -> None:
        """Open the thread in the browser; afterwards ask whether something was posted."""
        screen = self._screen
        thread = self._meant_one()
        open_address(screen.app, thread.url)
        self.asking = thread
        venue = gate.plain(screen.view.known.venue_title(thread.venue), 30)
        question = Content.assemble(
            ("opened · ", "$muted"),
            f"Posted in {venue}?  ",
            ("d", "bold $primary"),
            " done  ",
            ("x", "bold $primary"),
            " no",
        )
        screen.say(question, 0)

    def act_done(self) -> None:
        """Log a reply to the thread under the cursor, with the minutes it usually takes."""
        self._log(self._meant_one())

    def posted(self) -> None:
        """The answer to the question after `open`: yes."""
        thread, self.asking = self.asking, None
        if thread is not None:
            self._log(thread)

    def not_posted(self) -> None:
        """The answer to the question after `open`: no."""
        self.asking = None
        self._screen.say("nothing logged", 2)

    def _log(self, thread: Thread) -> None:
        from forumplan.services import logbook

        screen = self._screen
        item = screen.view.known.items.get(thread.id)
        if item is not None and item.state != "done":
            made = record.done(screen.planner.home, item)
        else:
            made = logbook.log(screen.planner.home, thread=thread.id)
        screen.view.known.done.add(thread.id)
        self._done(f"logged, {made.minutes} min: {shorten(thread.title, 60)}")

    def act_copy(self) -> None:
        """Copy the address by the terminal and by the platform's tool, and show it."""
        self._copy(self._meant_one().url, "this thread has no address")

    def act_copy_earlier(self) -> None:
        """Copy the address of what was answered before."""
        near = self._screen.view.earlier.get(self._meant_one().id, {})
        self._copy(str(near.get("url", "")), "nothing like this was answered before")

    def _copy(self, url: str, otherwise: str) -> None:
        if not url:
            raise UsageError(otherwise)
        copy_address(self._screen.app, url)
        self._screen.say(f"copied {mask_url(url)}")

    def act_draft(self) -> None:
        """Write an answer in the editor."""
        screen, thread = self._screen, self._meant_one()
        write_draft(screen, thread.id, thread.title, thread.url, screen.view.known.venues.get(thread.venue))
        screen.show_preview()

    def act_copy_draft(self) -> None:
        """Copy what was written for this thread."""
        copy_draft(self._screen, self._meant_one().id)

    async def act_to_person(self) -> None:
        """The one who began this thread, on People."""
        await self._screen.planner.go_to("people", person_of(self._meant_one()))

    def _meant_one(self) -> Thread:
        thread = self._screen.thread()
        if thread is None:
            raise UsageError("no thread is under the cursor")
        return thread

    # -- what is listed ----------------------------------------------------------------------------------------------

    async def act_search(self) -> None:
        """Search as you type."""
        await self._screen.bar.open(self._screen.view.filters.words)

    def act_filter(self) -> None:
        """Choose what is listed."""
        choices = [
            Choice("unlabelled", "only threads without a label", "u"),
            Choice("1", "active in the last day", "1"),
            Choice("7", "active in the last 7 days", "7"),
            Choice("14", "active in the last 14 days", "4"),
            Choice("30", "active in the last 30 days", "3"),
            Choice("s", "strong ones", "s"),
            Choice("sm", "strong and maybe", "m"),
            Choice("venue", "one venue …", "v"),
            Choice("all", "everything", "a"),
        ]
        self._screen.app.push_screen(Choose("list", choices), self._filter_chosen)

    def _filter_chosen(self, answer: str | None) -> None:
        screen, old = self._screen, self._screen.view.filters
        if answer == "venue":
            venues = [Choice(venue.id, venue.title) for venue in screen.planner.home.settings.venues]
            screen.app.push_screen(Choose("venue", venues, typing=True), self._venue_chosen)
        elif answer == "unlabelled":
            screen.filter_by(replace(old, unlabelled=not old.unlabelled))
        elif answer in ("s", "sm"):
            screen.filter_by(replace(old, bands="" if old.bands == answer else answer))
        elif answer == "all":
            screen.filter_by(Filters(words=old.words, sort=old.sort))
        elif answer is not None:
            days = int(answer)
            screen.filter_by(replace(old, days=0 if old.days == days else days))

    def _venue_chosen(self, answer: str | None) -> None:
        if answer is not None:
            self._screen.filter_by(replace(self._screen.view.filters, venue=answer))

    def act_sort(self) -> None:
        """Choose the order."""
        keys = dict(zip(SORTS, "bnuv", strict=True))
        choices = [Choice(name, words, keys[name]) for name, words in SORTS.items()]
        dialog = Choose("order", choices, chosen=self._screen.view.filters.sort)
        self._screen.app.push_screen(dialog, self._sort_chosen)

    def _sort_chosen(self, answer: str | None) -> None:
        if answer is not None:
            self._screen.filter_by(replace(self._screen.view.filters, sort=cast("Sort", answer)))

    def act_venue(self) -> None:
        """Only this row's venue, or all again."""
        screen = self._screen
        row = screen.list.row
        if screen.view.filters.venue:
            screen.filter_by(replace(screen.view.filters, venue=""), keep=row.number if row else 0)
        elif row is not None:
            screen.filter_by(replace(screen.view.filters, venue=row.venue), keep=row.number)

    def act_next_goal(self) -> None:
        """The next goal's order; after the last one all goals."""
        goals = ["", *(goal.id for goal in self._screen.view.open_goals())]
        here = goals.index(self._screen.planner.goal) if self._screen.planner.goal in goals else 0
        self._go_to_goal(goals[(here + 1) % len(goals)])

    def act_all_goals(self) -> None:
        """Each thread under the goal it fits best."""
        self._go_to_goal("")

    def _go_to_goal(self, goal: str) -> None:
        self._screen.planner.goal = goal
        self._screen.take_order()

    def act_rerank(self) -> None:
        """Take the new order in."""
        news = self._screen.view.news()
        self._screen.take_order()
        self._screen.say(f"re-ranked: {news}" if news else "nothing is new since the last order", 3)

    def act_zoom(self) -> None:
        """The preview large, or small again."""
        self._screen.toggle_class("zoomed")
        self._screen.fit_preview()

    async def act_back(self) -> None:
        """End the question, the search, the zoom, the filters, in this order; then what the app has to end."""
        screen = self._screen
        if self.asking is not None:
            self.not_posted()
        elif screen.view.filters.words or screen.bar.typing:
            await screen.end_search()
        elif screen.has_class("zoomed"):
            self.act_zoom()
        elif screen.view.marked:
            screen.view.marked.clear()
            screen.list.row_changed()
            screen.say_listed()
        elif screen.view.filters.narrow:
            row = screen.list.row
            screen.filter_by(Filters(sort=screen.view.filters.sort), keep=row.number if row else 0)
        else:
            screen.planner.act_back()

    # -- why ---------------------------------------------------------------------------------------------------------

    def act_why(self) -> None:
        """Ask for the terms and weights behind the place of this thread."""
        thread = self._meant_one()
        goal = self._screen.view.ranks.standing(thread.number).goal
        if not goal:
            raise UsageError("not ranked yet")
        self._screen.planner.engine.ask("why", thread=thread.id, goal=goal)
        self._screen.say("looking for the reasons …", 3)

    def show_why(self, found: dict[str, Any]) -> None:
        """Open the answer to `why`."""
        from forumplan.tui.modals.why import Why

        self._screen.app.push_screen(Why(found))
