"""`?`: every key of the screen in front."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from forumplan.tui.keymap import Keymap, shown
from forumplan.tui.modals.dialog import Dialog


class Help(Dialog[None]):
    """The acts of one screen with their keys, those of this screen first."""

    CLOSING = ("esc", "q", "?")

    def __init__(self, screen_name: str, keymap: Keymap) -> None:
        super().__init__()
        self._screen_name, self._keymap = screen_name, keymap

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box", can_focus=False) as box:
            box.border_title = Content(f" keys of {self._screen_name.capitalize()} ")
            yield Static(self._rows())

    def typed(self, key: str) -> None:
        box = self.query_one("#box")
        if key in ("j", "down"):
            box.scroll_relative(y=1, animate=False)
        elif key in ("k", "up"):
            box.scroll_relative(y=-1, animate=False)
        elif key in ("pgdn", "space", "ctrl+d"):
            box.scroll_page_down(animate=False)
        elif key in ("pgup", "ctrl+u"):
            box.scroll_page_up(animate=False)

    def _rows(self) -> Content:
        acts = sorted(self._keymap.of(self._screen_name), key=lambda action: not action.screens)
        rows = [(" ".join(shown(key) for key in self._keymap.keys(action)), action) for action in acts]
        wide = max(len(keys) for keys, _ in rows)
        lines: list[Content] = []
        for keys, action in rows:
            if not keys:
                continue
            if not action.screens and lines and not any(not line.plain for line in lines):
                lines.append(Content(""))
            lines.append(Content.assemble((keys.rjust(wide), "bold $primary"), f"  {action.words}"))
        return Content("\n").join([*lines, Content.styled(f"{'j k':>{wide}}  scroll · esc closes", "$muted")])
