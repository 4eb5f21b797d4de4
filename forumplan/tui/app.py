"""The program on the screen: opens a home, holds the screens, the engine and the acts that exist everywhere."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.events import Key

from forumplan.domain.errors import ForumplanError
from forumplan.domain.text import plural
from forumplan.engine.protocol import Event
from forumplan.services import timer
from forumplan.services.home import Home
from forumplan.tui import gate, theme
from forumplan.tui.actions import SCREENS
from forumplan.tui.engine import EngineSaid
from forumplan.tui.keymap import Keymap, shown
from forumplan.tui.program import Program
from forumplan.tui.screens.base import PlannerScreen
from forumplan.tui.widgets.bars import Header, StatusLine

if TYPE_CHECKING:
    from forumplan.tui.rare import RareActs

WATCH_SECONDS = 2.0
"""How often to look whether another program wrote the ledger."""
BACKUP_SECONDS = 600.0
"""How often to ask whether a backup is due, so that the newest is never older than half an hour while in use."""

LITTLE_ROOM = 1024 * 1024
"""Bytes; with fewer it may be that no database can be opened."""


def _make_screen(name: str) -> PlannerScreen:
    """The screen of that name; its module is only loaded when it is first looked at."""
    module = import_module(f"forumplan.tui.screens.{name}")
    made: PlannerScreen = getattr(module, f"{name.capitalize()}Screen")()
    return made


def _load_screens() -> None:
    """Load what the other screens need, beside the first one, so that looking at them for the first time is quick."""
    for name in SCREENS:
        import_module(f"forumplan.tui.screens.{name}")


def run(home: Home, mouse: bool = True, *, fresh: bool = False) -> int:
    """Run the screens until the user leaves; returns the exit status. ForumplanError where there is no terminal.

    `fresh`: the first run has just written feeds.toml, so fetch at once and go on with labels.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM", "") in ("", "dumb"):
        raise ForumplanError("the screens need a terminal; forumplan --help lists the commands that do without")
    if not sys.stderr.isatty():  # Textual draws there
        raise ForumplanError("the screens are drawn on standard error; start them without redirecting it")
    if home.read_only or shutil.disk_usage(home.paths.data).free < LITTLE_ROOM:
        # What cannot even be looked at is said before there are screens; else they stand first.
        home.ledger.version()
        home.threads.version()
    app = ForumplanApp(home, fresh=fresh)
    app.run(mouse=mouse)
    return app.return_code or 0


class ForumplanApp(Program[int], inherit_bindings=False):
    """Everything that is shared by the screens: `home`, `engine`, `keymap`, and which goal is looked at."""

    DEFAULT_MODE = "frame"
    MODES = {name: partial(_make_screen, name) for name in ("frame", *SCREENS)}  # noqa: RUF012 the base declares it so

    def __init__(self, home: Home, *, fresh: bool = False) -> None:
        self.home = home
        super().__init__(home.paths)
        self.keymap = Keymap(home.settings.keys)
        self.banner = f"read-only: {home.read_only}" if home.read_only else ""
        self.goal = ""
        """The goal looked at; "" is all goals."""
        self.fetched_at = 0
        self.progress = Content("")
        """What runs beside the screens, for the left of the status line."""
        self._ledger_seen: tuple[int, date] | None = None
        self._fresh = fresh

    # -- look --------------------------------------------------------------------------------------------------------

    def dress(self, screen: PlannerScreen) -> None:
        """Put goal, time of the last fetch and what runs now into a screen's frame."""
        screen.query_one(StatusLine).progress = self.progress
        header = screen.query_one(Header)
        goals = self.home.settings.goals
        name = goals[0].id if len(goals) == 1 else self.goal
        header.goal = f"goal: {name}" if name else "all goals" if goals else ""
        ran = timer.minutes(self.home)
        header.timer = "" if ran is None else f"timer {ran}m"
        moment = datetime.fromtimestamp(self.fetched_at, self.home.zone) if self.fetched_at else None
        today = moment is not None and moment.date() == self.home.today()
        header.fetched = moment.strftime("%H:%M" if today else "%a %d %b") if moment else ""

    # -- life --------------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.end_on_signals(0)

    async def begin(self, early: Iterable[Key]) -> None:
        """Bring the first screen to the front with the keys pressed before it, then start what runs beside it."""
        if self.is_running:  # a signal may have ended it meanwhile
            await self.go(SCREENS[0])
            for key in early:
                self.post_message(key)
            self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        """What can wait until the first screen is painted."""
        if not self.screen_stack:
            return
        gc.freeze()
        gc.enable()
        self._note_fetched()
        self.set_interval(WATCH_SECONDS, self.watch_ledger)
        if not self.home.ledger.read_only:
            self.set_interval(BACKUP_SECONDS, partial(self.engine.ask, "backup"))
        for mistake in self.keymap.mistakes:
            self.front.say(Content.assemble(("! ", "bold $error"), gate.line(mistake)))
        self.run_worker(_load_screens, thread=True)
        self.engine.ask("warm")
        self.engine.ask("rank", goals=None)
        if self._fresh:
            self.act_fetch()
            self.call_later(self.go, "train")

    def _note_fetched(self) -> None:
        memories = self.home.threads.memories().values()
        self.fetched_at = max((memory.checked_at for memory in memories), default=0)
        self.dress(self.front)

    def watch_ledger(self) -> None:
        """Show what another program wrote meanwhile, a day that has begun, and how long the timer has run."""
        self.home.look_again()
        seen = (self.home.ledger.changes_seen(), self.home.today())
        if self._ledger_seen not in (None, seen):
            self.front.attempt(self.front.reload)
        self._ledger_seen = seen
        self.watch_settings()
        self.dress(self.front)

    def watch_settings(self) -> None:
        """Take in a feeds.toml that was written elsewhere; a wrong one is told of once, and what was read stands."""
        if not self.home.settings_outdated():
            return
        try:
            self.home.reload()
        except ForumplanError as error:
            self.front.complain(error)
            return
        self.front.attempt(self.front.reload)
        self.front.say("feeds.toml was changed; taken in")
        self.rank_anew()

    # -- screens -----------------------------------------------------------------------------------------------------

    def delay_update(self, delay: float = 0.0) -> None:
        """Nothing: Textual would hold every change of screens back for 50 ms, to mask what is not there yet."""

    @property
    def front(self) -> PlannerScreen:
        """The numbered screen in front, below whatever is open above it."""
        return next(s for s in reversed(self.screen_stack) if isinstance(s, PlannerScreen))

    async def go(self, name: str) -> None:
        """Bring a numbered screen to the front; each is made once and keeps its place."""
        await self.switch_mode(name)

    async def go_to(self, name: str, key: str) -> None:
        """Bring a numbered screen to the front with its cursor on a row."""
        await self.go(name)
        self.front.read_first()  # a screen that is new has no rows before
        self.front.attempt(lambda: self.front.point_at(key))

    async def on_header_chosen(self, message: Header.Chosen) -> None:
        await self.go(message.name)

    async def act_week(self) -> None:
        await self.go("week")

    async def act_threads(self) -> None:
        await self.go("threads")

    async def act_venues(self) -> None:
        await self.go("venues")

    async def act_train(self) -> None:
        await self.go("train")

    async def act_people(self) -> None:
        await self.go("people")

    async def act_review(self) -> None:
        await self.go("review")

    # -- acts --------------------------------------------------------------------------------------------------------

    def act_undo(self) -> None:
        """Take the last act back and say which."""
        from forumplan.services import history

        acts = history.undo(self.home)
        redo = self.keymap.shown_key("redo")
        self.front.reload()
        self.front.say(Content.assemble(("↶ undone: ", "$accent"), gate.line(acts[0].summary), f" · {redo} redo"))
        self.rank_anew()

    def act_redo(self) -> None:
        """Do again what was undone last."""
        from forumplan.services import history

        acts = history.redo(self.home)
        self.front.reload()
        self.front.did(f"redone: {acts[0].summary}")
        self.rank_anew()

    def rank_anew(self, goal: str = "") -> None:
        """Have the order made anew after labels changed; the screen in front hears when it is done."""
        self.engine.ask("rank", goals=[goal] if goal else None)

    def act_fetch(self) -> None:
        """Fetch what is due, beside the screens."""
        if self.engine.busy("refresh"):
            self.front.say("fetching already; esc stops it")
        else:
            self.engine.ask("refresh")
            self._progress(Content("fetching …"))

    def act_back(self) -> None:
        """Stop a refresh that runs; screens do more."""
        if not self.engine.cancel("refresh"):
            self.front.say("nothing to go back from; q quits")

    def act_quit(self) -> None:
        """Leave, but not while somebody is being forgotten: that would end with the child that does it."""
        if self.engine.busy("forget"):
            self.front.say("somebody is still being forgotten; leave when it is said to be done")
        else:
            self.exit(0)

    def act_mirror(self) -> None:
        """Look where one's posts of the past went; the answer opens when it is there."""
        self.engine.ask("mirror")
        self.front.say("looking at your past posts …", 4)

    def _rare(self) -> RareActs:
        from forumplan.tui.rare import RareActs

        return RareActs(self)

    def act_timer(self) -> None:
        """Start the timer, or end it without logging."""
        self._rare().timer()

    def act_away(self) -> None:
        """Days without budget and clocks."""
        self._rare().away()

    def act_rules(self) -> None:
        """The rules above the model."""
        self._rare().rules()

    def act_export_all(self) -> None:
        """Write what there is into a file."""
        self._rare().export_all()

    def act_theme(self) -> None:
        """The next look."""
        names = [*(own.name for own in theme.OWN), "ansi-dark", "ansi-light"]
        self.theme = names[(names.index(self.theme) + 1) % len(names)]
        self.front.say(f"theme {self.theme}")

    def act_help(self) -> None:
        from forumplan.tui.modals.help import Help

        self.push_screen(Help(self.front.NAME, self.keymap))

    def act_palette(self) -> None:
        """Every act of this screen by name."""
        from forumplan.tui.modals.choose import Choice, Choose

        acts = {action.id: action for action in self.keymap.of(self.front.NAME) if action.id != "palette"}
        choices = [
            Choice(action.id, action.words, note=" ".join(shown(key) for key in self.keymap.keys(action)))
            for action in acts.values()
        ]

        async def chosen(answer: str | None) -> None:
            if answer is not None:
                await self.front.run_act(acts[answer])

        self.push_screen(Choose("what to do", choices, typing=True), chosen)

    # -- engine ------------------------------------------------------------------------------------------------------

    def _progress(self, words: Content) -> None:
        self.progress = words
        self.dress(self.front)

    def on_engine_said(self, message: EngineSaid) -> None:
        """Show how a refresh goes, then let the screen in front hear it."""
        event = message.event
        if event.job == "refresh":
            self._refresh_said(event)
        if event.job == "mirror" and event.kind == "done":
            from forumplan.tui.screens.mirror import Mirror

            self.push_screen(Mirror(event.data))
        if event.kind in ("failed", "lost"):
            self.front.complain(ForumplanError(event.data["error"]))
        self.front.heard(message)

    def _refresh_said(self, event: Event) -> None:
        if event.kind == "progress":
            venue, state = gate.plain(event.data["venue"], 30), event.data["state"]
            self._progress(Content(f"fetching · {event.data['done']} read · {venue} {state} · esc stops"))
            return
        self._progress(Content(""))
        self._note_fetched()
        if event.kind == "done":
            self.rank_anew()
            self.front.say(_refreshed(event.data))
        elif event.kind == "cancelled":
            self.front.say("the refresh was stopped; what was read is kept")


def _refreshed(data: Mapping[str, Any]) -> str:
    """What a refresh gave, in words."""
    if data.get("offline"):
        return f"no network: {plural(data['offline'], 'feed')} will be asked again at the next refresh"
    if data.get("resting") and not data["feeds"]:
        failed = plural(data["resting"], "feed")
        return f"nothing is due; {failed} failed before and left alone; R on Venues asks one now"
    from forumplan.domain.feed import READ_STATES  # not needed for the first paint

    read = sum(count for state, count in data["states"].items() if state in READ_STATES)
    missed = data["feeds"] - read
    return f"{plural(read, 'feed')} read{f', {missed} not' if missed else ''} · {plural(data['new'], 'new thread')}"
