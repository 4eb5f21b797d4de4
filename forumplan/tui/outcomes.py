"""Asking what came of a contribution: one key, and of a request whether it was worth having."""

from __future__ import annotations

from collections.abc import Callable

from forumplan.domain.records import Outcome
from forumplan.services import record
from forumplan.tui.modals.choose import Choice, Choose
from forumplan.tui.screens.base import PlannerScreen

OUTCOME_WORDS: dict[Outcome, tuple[str, str]] = {
    "helped": ("it helped", "h"),
    "reply": ("a reply", "r"),
    "thanks": ("thanks", "t"),
    "lead": ("a lead", "l"),
    "request": ("somebody asked for help", "a"),
    "nothing": ("nothing", "n"),
}
REQUEST_WORDS = {"yes": ("worth having", "y"), "no": ("not for me", "n")}


def ask_outcome(screen: PlannerScreen, contribution: str, before: str, did: Callable[[str], None]) -> None:
    """Ask and record; `before` is the outcome noted so far, `did` gets what was done in words."""
    home = screen.planner.home

    def noted(came: Outcome, relevant: bool | None = None) -> None:
        screen.attempt(lambda: did(record.outcome(home, contribution, came, relevant)))

    def chosen(answer: str | None) -> None:
        came = next((name for name in OUTCOME_WORDS if name == answer), None)
        if came == "request":
            worth = [Choice(name, words, key) for name, (words, key) in REQUEST_WORDS.items()]
            screen.app.push_screen(Choose("was the request worth having?", worth), judged)
        elif came is not None:
            noted(came)

    def judged(answer: str | None) -> None:
        noted("request", None if answer is None else answer == "yes")

    choices = [Choice(name, words, key) for name, (words, key) in OUTCOME_WORDS.items()]
    screen.app.push_screen(Choose("what came of it", choices, chosen=before), chosen)
