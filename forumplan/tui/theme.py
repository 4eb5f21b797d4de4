"""The looks: a calm dark and a calm light theme of our own; the terminal's colours where it has few."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

DARK = Theme(
    name="forumplan-dark",
    primary="#7aa2c8",
    secondary="#8fa98f",
    accent="#e0b872",
    warning="#d9a05f",
    error="#d9756c",
    success="#8fbf8a",
    foreground="#d6d3cb",
    background="#16181b",
    surface="#16181b",
    panel="#22262b",
    dark=True,
    variables={"muted": "#8b8f94", "faint": "#4a5058", "row": "#2a3038", "row-text": "#f2efe8"},
)
LIGHT = Theme(
    name="forumplan-light",
    primary="#2f5f8a",
    secondary="#4d6f4d",
    accent="#8a5a00",
    warning="#9a5b00",
    error="#a8322a",
    success="#2f6f3a",
    foreground="#2b2d30",
    background="#faf8f3",
    surface="#faf8f3",
    panel="#eeeae0",
    dark=False,
    variables={"muted": "#6c6f74", "faint": "#c2bdb0", "row": "#e6e0d0", "row-text": "#111214"},
)
_ANSI_VARIABLES = {"muted": "ansi_bright_black", "faint": "ansi_bright_black", "row": "ansi_default"}
OWN = (DARK, LIGHT)


def defaults(dark: bool) -> dict[str, str]:
    """Our variables for themes that do not set them (those that come with Textual)."""
    return {
        **_ANSI_VARIABLES,
        "row-text": "ansi_bright_white" if dark else "ansi_black",
    }


def choose(environ: Mapping[str, str]) -> str:
    """The theme for this terminal: our own where it has true colour, else its sixteen colours; light if it says so."""
    light = environ.get("COLORFGBG", "").rpartition(";")[2] in {"7", "15"}
    if environ.get("NO_COLOR") is not None or environ.get("COLORTERM", "") not in {"truecolor", "24bit"}:
        return "ansi-light" if light else "ansi-dark"
    return (LIGHT if light else DARK).name
