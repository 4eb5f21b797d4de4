"""The line above a list: what is typed to search, and what is listed."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input


class Listed(Widget):
    """What is listed, in words, at the right end; what is new, marked."""

    DEFAULT_CSS = """
    Listed { width: 1fr; height: 1; color: $muted; text-align: right; padding-right: 1; text-wrap: nowrap;
        text-overflow: ellipsis; }
    """

    words: reactive[Content] = reactive(Content(""))

    def render(self) -> Content:
        return self.words


class SearchBar(Horizontal):
    """The field is only there while something is typed or searched for."""

    DEFAULT_CSS = """
    SearchBar { height: 1; }
    SearchBar > .slash { width: 2; color: $accent; text-style: bold; }
    SearchBar > Input { width: 36; max-width: 45%; height: 1; border: none; padding: 0; background: $background; }
    """

    def compose(self) -> ComposeResult:
        yield Listed()

    async def open(self, words: str = "") -> None:
        """Show the field and type into it."""
        if not self.query(Input):
            await self.mount(Slash(classes="slash"), before=0)
            await self.mount(Input(value=words, compact=True, select_on_focus=False), before=1)
        self.query_one(Input).focus()

    def leave(self) -> None:
        """Stop typing; the field stays while it holds words."""
        self.screen.set_focus(None)

    async def close(self) -> None:
        """Take the field away."""
        self.screen.set_focus(None)
        await self.query("Input, Slash").remove()

    @property
    def typing(self) -> bool:
        return isinstance(self.screen.focused, Input)

    def say(self, words: Content) -> None:
        self.query_one(Listed).words = words


class Slash(Widget):
    """The sign before the field."""

    def render(self) -> Content:
        return Content(" /")
