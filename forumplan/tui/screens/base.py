"""What every numbered screen shares: the frame, how a key becomes an act, and who says what happened."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import isawaitable
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.content import Content
from textual.events import Key
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from forumplan.domain.errors import ForumplanError
from forumplan.tui import gate
from forumplan.tui.actions import Action
from forumplan.tui.keymap import pressed
from forumplan.tui.widgets.bars import Banner, Footer, Header, StatusLine

if TYPE_CHECKING:
    from forumplan.tui.app import ForumplanApp
    from forumplan.tui.engine import EngineSaid

SAID_SECONDS = 6.0
"""How long a line about what was just done stays."""


class PlannerScreen(Screen[None], inherit_bindings=False):
    """A screen with a name from actions.SCREENS. Subclasses give `body`, their acts as `act_ID` methods, `reload`.

    `reload` is called when the screen comes to the front, after an undo, when another program wrote the ledger and
    when a child process changed what is stored: it must be quick and keep the cursor where it is.
    """

    NAME: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self._typed = ""
        self.read: bool | None = None
        """Whether it was read what it shows; None before it first came to the front."""
        self._silence: Timer | None = None

    @property
    def planner(self) -> ForumplanApp:
        """The app, with its home, engine and keymap."""
        return cast("ForumplanApp", self.app)

    def compose(self) -> ComposeResult:
        yield Header(self.NAME)
        yield Banner(self.planner.banner)
        yield from self.body()
        yield StatusLine()
        yield Footer(self.NAME, self.planner.keymap)

    def body(self) -> Iterable[Widget]:
        """The widgets between header and status line."""
        raise NotImplementedError

    def reload(self) -> None:
        """Show what is stored now."""

    def point_at(self, key: str) -> None:
        """Put the cursor on the row of a key: a venue's id on Venues, a person's on People."""

    def heard(self, event: EngineSaid) -> None:
        """A child process said something; called on the screen in front."""

    def on_screen_resume(self) -> None:
        self.planner.dress(self)
        if self.read:
            self.attempt(self.reload)
        elif self.read is None:  # the frame is painted before anything is read
            self.read = False
            self.call_after_refresh(self.read_first)

    def read_first(self) -> None:
        """Read what it shows, if nobody has yet."""
        if not self.read:
            self.read = True
            self.attempt(self.reload)

    # -- keys --------------------------------------------------------------------------------------------------------

    async def on_key(self, event: Key) -> None:
        """Take a key. One may come between the first paint and the reading: what it is for is read first."""
        self.read_first()
        await self.take_key(event, pressed(event.key, event.character))

    async def take_key(self, event: Key, typed: str) -> None:
        """Find the act of a key. Keys that nothing takes flash a hint."""
        if not self.is_active or self.focused is not None:
            self._pass_on(event)
            if not self.is_active or not self.wants_key(typed):
                return
        event.stop()
        event.prevent_default()
        keymap = self.planner.keymap
        whole = f"{self._typed} {typed}".strip()
        self._typed = ""
        action = keymap.find(self.NAME, whole) or keymap.find(self.NAME, typed)
        if action is not None:
            await self.run_act(action)
        elif keymap.begins(self.NAME, typed):
            self._typed = typed
        else:
            self.say(Content.styled(f"{typed} is not here; ? for keys", "$warning"))

    def _pass_on(self, event: Key) -> None:
        """Keys that were on their way here when a dialog, another screen or a field for typing opened are for those."""
        if not self.is_active:
            event.stop()
            self.app.post_message(Key(event.key, event.character))
        elif isinstance(self.focused, Input) and event.is_printable and event.character:
            event.stop()
            self.focused.insert_text_at_cursor(event.character)

    def wants_key(self, typed: str) -> bool:
        """Whether a key is an act although a field for typing has the focus."""
        return typed == "esc"

    async def run_act(self, action: Action) -> None:
        """Carry out an act: the screen's own method, else the app's. Errors become a line."""
        name = f"act_{action.id}"
        method = getattr(self, name, None) or getattr(self.planner, name)
        try:
            result = method()
            if isawaitable(result):
                await result
        except ForumplanError as error:
            self.complain(error)

    def attempt(self, what: object) -> None:
        """Call something that may raise one of our errors; the error becomes a line."""
        if callable(what):
            try:
                what()
            except ForumplanError as error:
                self.complain(error)

    # -- words -------------------------------------------------------------------------------------------------------

    def say(self, words: str | Content, seconds: float = SAID_SECONDS) -> None:
        """Show one line about what was just done, for a while. A str is text from outside and is cleaned."""
        self.query_one(StatusLine).said = gate.line(words) if isinstance(words, str) else words
        if self._silence is not None:
            self._silence.stop()
        self._silence = self.set_timer(seconds, self._fall_silent) if seconds else None

    def complain(self, error: Exception) -> None:
        """Show what went wrong, longer. There is one feeds.toml here, so its folder is not said."""
        config = self.planner.home.paths.config_file
        words = str(error).replace(str(config), config.name)
        self.say(Content.assemble(("! ", "bold $error"), gate.line(words)), 3 * SAID_SECONDS)

    def did(self, words: str) -> None:
        """Show what an act of the user did, and how to take it back."""
        undo = self.planner.keymap.shown_key("undo")
        self.say(Content.assemble(("✓ ", "$success"), gate.line(words), (f" · {undo} undo", "$muted")))

    def _fall_silent(self) -> None:
        self.query_one(StatusLine).said = Content("")
