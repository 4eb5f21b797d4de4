"""The one registry: every act can be carried out where it is named, no key means two things, the page is current."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from textual.keys import Keys

from forumplan.domain.keys import wrong_key
from forumplan.tui.actions import ACTIONS, SCREENS, Action
from forumplan.tui.app import ForumplanApp
from forumplan.tui.keymap import Keymap, pressed, shown
from forumplan.tui.keys_page import page

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "keys.md"


def screen_class(name: str) -> type:
    return getattr(import_module(f"forumplan.tui.screens.{name}"), f"{name.capitalize()}Screen")


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_act_has_somebody_who_carries_it_out(action: Action) -> None:
    name = f"act_{action.id}"
    if not action.screens:
        assert hasattr(ForumplanApp, name)
    for screen in action.screens:
        assert hasattr(screen_class(screen), name), f"{screen} has no {name}"


@pytest.mark.parametrize("screen", SCREENS)
def test_every_act_of_a_screen_is_in_the_registry(screen: str) -> None:
    named = {action.id for action in ACTIONS if action.on(screen)}
    written = {name.removeprefix("act_") for name in dir(screen_class(screen)) if name.startswith("act_")}
    assert written <= named


@pytest.mark.parametrize("screen", SCREENS)
def test_no_key_means_two_things_on_a_screen(screen: str) -> None:
    taken: dict[str, str] = {}
    for action in ACTIONS:
        for key in action.keys if action.on(screen) else ():
            assert key not in taken, f"{key} is {taken[key]} and {action.id} on {screen}"
            taken[key] = action.id
    for key in taken:
        assert key.split(" ")[0] not in taken or " " not in key, f"{key} can never be finished"


def test_ids_are_unique() -> None:
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)


def test_the_page_of_keys_is_current() -> None:
    assert PAGE.read_text() == page(), "python -m forumplan.tui.keys_page > docs/reference/keys.md"


def test_a_key_of_the_users_own_goes_before_ours() -> None:
    keymap = Keymap({"off_topic": "d", "undo": "ctrl+z"})
    found = keymap.find("threads", "d")
    assert found is not None
    assert found.id == "off_topic"
    assert keymap.find("threads", "n") is None
    assert keymap.find("week", "ctrl+z") == next(action for action in ACTIONS if action.id == "undo")


def test_every_key_that_the_terminal_can_send_may_be_written() -> None:
    sent = [key.value for key in Keys if not key.value.startswith("<")]
    assert [key for key in sent if wrong_key(key)] == ["return", "ctrl-at"], "which come as enter and ctrl+@"
    assert not [key for action in ACTIONS for key in action.keys if wrong_key(key)]
    assert not [key for key in ("+", "é", "g g", "ctrl+plus", "ctrl+@", "alt+enter", "shift+tab") if wrong_key(key)]
    assert all(map(wrong_key, (" ", "g  g", "++", "ctrl++", "f99", "a+b", "slash", "ctrl+nothing", "CTRL+R")))


def test_an_unknown_act_is_named_with_the_nearest() -> None:
    assert Keymap({"undoo": "z"}).mistakes == ["[keys] undoo: no such act; did you mean undo?"]


@pytest.mark.parametrize(
    ("key", "character", "name"),
    [
        ("j", "j", "j"),
        ("G", "G", "G"),
        ("question_mark", "?", "?"),
        ("space", " ", "space"),
        ("ctrl+d", "\x04", "ctrl+d"),
        ("escape", "\x1b", "esc"),
        ("pagedown", None, "pgdn"),
        ("less_than_sign", "<", "<"),
        ("shift+tab", None, "shift+tab"),
    ],
)
def test_keys_have_the_names_of_the_registry(key: str, character: str | None, name: str) -> None:
    assert pressed(key, character) == name


def test_keys_are_shown_as_people_write_them() -> None:
    assert [shown(key) for key in ("g g", "pgdn", "ctrl+d", "y")] == ["gg", "PgDn", "ctrl+d", "y"]
