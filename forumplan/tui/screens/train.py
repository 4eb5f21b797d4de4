"""Train: label the threads that teach most, and see what the model makes of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.containers import Container
from textual.events import Resize
from textual.widget import Widget

from forumplan.domain.errors import UsageError
from forumplan.domain.identity import mask_url
from forumplan.services import record
from forumplan.tui.engine import EngineSaid
from forumplan.tui.opening import copy_address, open_address
from forumplan.tui.screens.base import PlannerScreen
from forumplan.tui.train import draw
from forumplan.tui.train.asks import TrainAsks
from forumplan.tui.train.numbers import Numbers
from forumplan.tui.train.view import COUNT, Asked, TrainView
from forumplan.tui.widgets.drawn import Drawn
from forumplan.tui.widgets.empty import Empty
from forumplan.tui.widgets.row_moves import RowMoves
from forumplan.tui.widgets.rows import RowList


class TrainScreen(RowMoves, PlannerScreen):
    """The queue of one goal. A label is durable at once; a new queue only changes what stands below the cursor."""

    NAME: ClassVar[str] = "train"
    DEFAULT_CSS = """
    TrainScreen #head { height: 2; }
    TrainScreen #below { height: 12; layout: vertical; }
    TrainScreen #thread { height: 1fr; }
    TrainScreen #learnt { height: 4; }
    TrainScreen.wide #below { height: 13; layout: horizontal; }
    TrainScreen.wide #thread, TrainScreen.wide #learnt { width: 1fr; height: 100%; }
    TrainScreen.bare #head, TrainScreen.bare RowList, TrainScreen.bare #below { display: none; }
    TrainScreen Empty { display: none; }
    TrainScreen.bare Empty { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._asked_of: tuple[object, ...] = ()
        self._asks = TrainAsks(self, self._taught)

    def body(self) -> Iterable[Widget]:
        self.view = TrainView(self.planner.home)
        self.rows = RowList(lambda width: draw.rows(self.view, width))
        yield Drawn(lambda width, _height: draw.head(self.view, width), "head")
        yield self.rows
        learnt = Drawn(lambda width, height: draw.learnt(self.view, width, height), "learnt")
        thread = Drawn(lambda width, height: draw.thread(self.view, self.rows.key, width, height), "thread")
        yield Container(thread, learnt, id="below")
        yield Empty("")

    # -- showing -----------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        self.view.look_at(self.planner.goal)
        self.view.learn()
        self._show()
        of = (self.view.goal, self.planner.home.threads.newest_number())
        if of != self._asked_of and self.view.goal:
            self._asked_of = of
            self._ask_queue()

    def _show(self) -> None:
        bare = self._bare()
        self.set_class(bool(bare), "bare")
        self.query_one(Empty).show(bare)
        self.rows.rows_changed()
        self._draw()

    def _draw(self) -> None:
        for pane in self.query(Drawn):
            pane.refresh()

    def _bare(self) -> str:
        """What to say where there is no queue; "" if there is one."""
        home, view = self.planner.home, self.view
        if view.goal and view.queue:
            return ""
        cases = (
            (not view.goal, "A goal is what threads are held against.\n\n[1] to the week, where [+] adds one"),
            (self.planner.engine.busy("refresh"), "Fetching your venues …\n\nThe threads that teach most come next."),
            (not home.settings.venues, "Threads come from venues.\n\n[3] to Venues, where [+] adds one"),
            (not home.threads.count(), "Threads that teach most stand here.\n\n[R] fetch your venues first"),
            (not view.came, "Looking for the threads that teach most …"),
        )
        done = "Every thread near this goal has a label.\n\n[R] fetch what is new   [2] see them in order"
        return next((words for applies, words in cases if applies), done)

    def on_row_list_moved(self) -> None:
        self._draw()

    def on_row_list_entered(self) -> None:
        self.attempt(self.act_open)

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.width >= draw.WIDE, "wide")

    # -- the engine --------------------------------------------------------------------------------------------------

    def _ask_queue(self) -> None:
        count = COUNT + len(self.view.skipped)
        self.planner.engine.ask("next_labels", goal=self.view.goal, count=count)

    def heard(self, event: EngineSaid) -> None:
        said = event.event
        if said.kind != "done":
            return
        if said.job == "rank":
            self.view.learn()
            self._draw()
            if self.view.goal:
                self._ask_queue()
        elif said.job == "next_labels" and said.data["goal"] == self.view.goal:
            self.view.take(said.data["queue"], self.rows.key)
            self._show()
        elif said.job == "model" and said.data["reports"]:
            self.app.push_screen(Numbers(said.data["reports"][0]))

    # -- acts --------------------------------------------------------------------------------------------------------

    def act_want(self) -> None:
        """Teach: relevant."""
        self._label(1)

    def act_off_topic(self) -> None:
        """Teach: off topic."""
        self._label(0)

    def _label(self, value: int) -> None:
        asked = self._meant()
        said = record.label(self.planner.home, asked.thread, self.view.goal, value)
        self.view.skipped.discard(asked.thread.id)
        self.view.learn()
        self._go_on()
        enough = self.view.taught.labels == draw.BEGIN_WITH
        self.did("twenty labels, a good start; 1 shows your week" if enough else said)
        self.planner.rank_anew(self.view.goal)

    def act_skip(self) -> None:
        """Leave a thread for another time; teaches nothing."""
        self.view.skipped.add(self._meant().thread.id)
        self._go_on()

    def _go_on(self) -> None:
        self.rows.rows_changed()
        self.rows.move_by(1)
        self._draw()

    def act_next_goal(self) -> None:
        """The next goal."""
        names = [goal.id for goal in self.view.open_goals()]
        if len(names) < 2:
            self.say("there is one goal; + on Week adds another")
            return
        self.planner.goal = names[(names.index(self.view.goal) + 1) % len(names)]
        self.planner.dress(self)
        self.reload()

    def act_train_now(self) -> None:
        """Rank and choose anew now."""
        if not self.view.goal:
            raise UsageError("there is no goal to train for; + on Week adds one")
        self.planner.rank_anew(self.view.goal)
        self._ask_queue()
        self.say("training; what it asks next appears below the cursor", 3)

    def act_why_learnt(self) -> None:
        """The numbers behind what was learnt."""
        if not self.view.goal:
            raise UsageError("there is no goal yet; + on Week adds one")
        self.planner.engine.ask("model", goal=self.view.goal)
        self.say("counting …", 3)

    def act_mute_term(self) -> None:
        """Hide threads that say a word of this one."""
        asked = self._meant()
        self._asks.mute(asked.thread, self.view.words(asked.thread))

    def act_examples(self) -> None:
        """The examples given so far, and one of one's own."""
        if not self.view.goal:
            raise UsageError("there is no goal to teach yet; + on Week adds one")
        self._asks.examples(self.view.goal)

    def _taught(self, said: str) -> None:
        """Show what a dialog did, and learn from it."""
        self.view.learn()
        self._show()
        self.did(said)
        self.planner.rank_anew(self.view.goal)

    def act_open(self) -> None:
        """Open the thread in the browser."""
        asked = self._meant()
        open_address(self.app, asked.thread.url)
        self.say(f"opened {mask_url(asked.thread.url)}")

    def act_copy(self) -> None:
        """Copy the thread's address, and show it."""
        asked = self._meant()
        copy_address(self.app, asked.thread.url)
        self.say(f"copied {mask_url(asked.thread.url)}")

    def _meant(self) -> Asked:
        asked = self.view.asked(self.rows.key)
        if asked is None:
            raise UsageError("no thread is under the cursor")
        return asked
