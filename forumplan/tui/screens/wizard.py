"""The first run: names, goals, hours and venues, until feeds.toml can be written."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Key
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from forumplan.config import read, starter
from forumplan.config.imports.read_file import read_file
from forumplan.config.secrets import Secrets
from forumplan.domain.errors import ForumplanError, UsageError
from forumplan.domain.feed import FoundFeed
from forumplan.domain.goal import STRENGTH_WORDS
from forumplan.services import importing
from forumplan.tui import gate
from forumplan.tui.engine import EngineSaid
from forumplan.tui.keymap import pressed
from forumplan.tui.modals.ask import Ask
from forumplan.tui.modals.choose import Choice, Choose
from forumplan.tui.week.asks import STRENGTHS
from forumplan.tui.widgets.drawn import Drawn
from forumplan.tui.wizard import draw
from forumplan.tui.wizard.answers import Answers, Place, minutes_of, names_of
from forumplan.tui.wizard.difference import ShowDifference

if TYPE_CHECKING:
    from forumplan.tui.wizard.app import Ending, FirstRun


class Line(Input):
    """The field. Of what can be typed, one key leads elsewhere: `I` where an address would begin."""

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=False)
        self.takes_files = False

    def on_key(self, event: Key) -> None:
        if event.character == "I" and self.takes_files and not self.value:
            event.prevent_default()  # the screen hears it


class Said(Widget):
    """One line about what went wrong, and the keys below it."""

    DEFAULT_CSS = "Said { height: 2; color: $muted; }"

    words: reactive[Content] = reactive(Content(""))
    step: reactive[int] = reactive(0)

    def render(self) -> Content:
        return Content("\n").join([self.words.truncate(self.size.width, ellipsis=True), draw.keys(self.step)])


class WizardScreen(Screen[None], inherit_bindings=False):
    """Asks step by step. Nothing is written before the end; what is half typed stays in its step."""

    DEFAULT_CSS = """
    WizardScreen #top { height: 2; }
    WizardScreen #question { height: 6; margin-top: 1; }
    WizardScreen #field { height: 3; border: round $faint; margin: 0 1; }
    WizardScreen #field > Input { border: none; height: 1; width: 1fr; padding: 0; background: $background; }
    WizardScreen.last #field { display: none; }
    WizardScreen #answered { height: 1fr; }
    WizardScreen #steps { height: 2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.answers = Answers()
        self.step = 0
        sittings = ", ".join(f"{day} {minutes}" for day, minutes in starter.DEFAULT_SITTINGS.items())
        self._typed = {draw.STEPS[2].name: sittings}
        """What stands in the field of each step."""

    @property
    def first_run(self) -> FirstRun:
        return cast("FirstRun", self.app)

    def compose(self) -> ComposeResult:
        yield Drawn(lambda width, _height: draw.head(self.step, width), "top")
        yield Drawn(lambda width, _height: draw.question(self.step, width), "question")
        with Horizontal(id="field"):
            yield Line()
        yield Drawn(lambda width, height: draw.answered(self.answers, self.step, width, height), "answered")
        yield Drawn(lambda width, _height: draw.steps(self.step, width), "steps")
        yield Said()

    def on_mount(self) -> None:
        self.field.focus()

    @property
    def field(self) -> Line:
        return self.query_one(Line)

    # -- keys --------------------------------------------------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """Letters go into the field; these few lead through the steps."""
        typed = pressed(event.key, event.character)
        acts = {
            "enter": self._enter,
            "esc": self._back,
            "up": self._take_back,
            "ctrl+s": self._finish,
            "ctrl+q": self._leave,
            "ctrl+t": self._try_sample,
        }
        if self.field.takes_files and not self.field.value:
            acts["I"] = self._ask_file
        if typed in acts and self.is_current:
            event.stop()
            event.prevent_default()
            self._say("")
            try:
                acts[typed]()
            except ForumplanError as error:
                self._say(str(error))
            self._draw()

    def _enter(self) -> None:
        """Take what is typed; an empty line goes on."""
        name = draw.STEPS[self.step].name
        if name == "write":
            self._write()
        elif self._take():
            self._go(self.step + 1)

    def _take(self) -> bool:
        """Take the line in the field; whether the step is done with it. UsageError if it cannot be understood."""
        name, text = draw.STEPS[self.step].name, self.field.value.strip()
        if name == "names":
            self.answers.names = names_of(text)
        elif name == "hours":
            self.answers.minutes = minutes_of(text)
        elif name == "goals" and text:
            self._add_goal(text)
            return False
        elif name == "venues" and text:
            self._add_place(text)
            return False
        return True

    def _add_goal(self, statement: str) -> None:
        """Add it, then ask how strong the ties must be."""
        self.answers.goals.append((statement, "recommend"))
        self.field.value = ""
        place = len(self.answers.goals) - 1
        choices = [Choice(word, STRENGTHS[word], str(n)) for n, word in enumerate(STRENGTH_WORDS, 1)]

        def chosen(word: str | None) -> None:
            if word is not None:
                self.answers.goals[place] = (statement, word)
                self._draw()

        self.app.push_screen(Choose("people should …", choices, chosen="recommend"), chosen)

    def _add_place(self, typed: str) -> None:
        """Add an address and look behind it at once."""
        place = Place(typed)
        if any(one.address == place.address for one in self.answers.places):
            raise UsageError(f"{place.address[:60]}: it is in the list already")
        self.answers.places.append(place)
        self.field.value = ""
        self._look()

    def _ask_file(self) -> None:
        """Ask for a file of another program, then show what it would add."""
        hint = "OPML, newsboat, bookmarks, CSV · enter looks into it · esc closes"

        def answered(path: str | None) -> None:
            if path and path.strip():
                self.run_worker(self._show_file(Path(path.strip()).expanduser()), exclusive=True)

        self.app.push_screen(Ask("a file to take over", hint), answered)

    async def _show_file(self, path: Path) -> None:
        """Read the file beside the screen; nothing is taken before enter."""
        try:
            settings = read.parse(self.answers.toml(), self.first_run.paths.config_file)
            reading = await asyncio.to_thread(read_file, path)
            found = importing.compare(settings, reading)
        except ForumplanError as error:
            self._say(str(error).replace(str(path), path.name))
            return

        def answered(taken: bool | None) -> None:
            if taken:
                self.answers.imported += found.venues
                self.answers.imports.append((path.name, found.words(done=True)))
                self._draw()

        self.app.push_screen(ShowDifference(path.name, found), answered)

    def _look(self) -> None:
        """Have the next address looked at, one at a time."""
        place = self.answers.next_to_look()
        if place is not None:
            place.state = "looking"
            self.first_run.engine.ask("discover", address=place.address, allow_private=place.private)

    def heard(self, event: EngineSaid) -> None:
        """The fetching child looked behind an address, or could not."""
        said = event.event
        if said.job != "discover":
            return
        if said.kind == "done":
            feeds = [FoundFeed(**one) for one in said.data["feeds"]]
            self.answers.found(said.data["address"], feeds, said.data["problem"])
        else:
            looking = next((one for one in self.answers.places if one.state == "looking"), None)
            if looking is not None:
                self.answers.found(looking.address, [], str(said.data.get("error", "it was stopped")))
        self._look()
        self._draw()

    def _take_back(self) -> None:
        """The last line of a list into the field again, to be changed or left out."""
        name = draw.STEPS[self.step].name
        if self.field.value.strip() or name not in ("goals", "venues"):
            return
        if name == "goals" and self.answers.goals:
            self.field.value = self.answers.goals.pop()[0]
        elif name == "venues" and self.answers.places:
            self.field.value = self.answers.places.pop().typed
        elif name == "venues":
            self.answers.imported.clear()
            self.answers.imports.clear()
        self.field.cursor_position = len(self.field.value)

    def _back(self) -> None:
        if self.step:
            self._go(self.step - 1)
        else:
            self._leave()

    def _go(self, step: int) -> None:
        """To a step; what is half typed here stays here."""
        self._typed[draw.STEPS[self.step].name] = self.field.value
        self.step = step
        self.field.value = self._typed.get(draw.STEPS[step].name, "")
        self.field.cursor_position = len(self.field.value)
        self.field.takes_files = draw.STEPS[step].name == "venues"
        last = draw.STEPS[step].name == "write"
        self.set_class(last, "last")
        self.set_focus(None if last else self.field)

    # -- the end -----------------------------------------------------------------------------------------------------

    def _finish(self) -> None:
        """Take what is typed and go to the end."""
        self._take()
        self._go(len(draw.STEPS) - 1)

    def _write(self) -> None:
        """Write feeds.toml and go on in the program. ConfigError if there is one by now, or it could not be read."""
        paths, text = self.first_run.paths, self.answers.toml()
        read.parse(text, paths.config_file)
        starter.write(paths.config_file, Secrets(paths.secrets_file).keep(text))
        self.first_run.exit("written")

    def _try_sample(self) -> None:
        """Look at the program on a sample first; asks where something would be lost."""
        self._end("sample")

    def _leave(self) -> None:
        """Leave without writing, likewise."""
        self._end(None)

    def _end(self, ending: Ending | None) -> None:
        name = draw.STEPS[self.step].name
        typed = {**self._typed, name: self.field.value}
        half = any(text.strip() for step, text in typed.items() if step != "hours")
        if not (half or self.answers.anything()):
            self.first_run.exit(ending)
            return
        choices = [Choice("stay", "stay", "s"), Choice("leave", "leave; what you typed is lost", "l")]

        def chosen(answer: str | None) -> None:
            if answer == "leave":
                self.first_run.exit(ending)

        self.app.push_screen(Choose("nothing is written yet", choices), chosen)

    def _say(self, words: str) -> None:
        line = Content.assemble((" ! ", "bold $error"), gate.line(words)) if words else Content("")
        self.query_one(Said).words = line

    def _draw(self) -> None:
        self.query_one(Said).step = self.step
        for pane in self.query(Drawn):
            pane.refresh()
