"""What the Week screen asks the planner: another week beside this one, and why."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
import week_worlds
from tui_worlds import QuietApp, picture
from week_hands import looked_at, press, states, week_of
from week_worlds import threads_of


def what_if_asked(app: QuietApp) -> object:
    """What was last asked to be otherwise."""
    return [arguments["what_if"] for job, arguments in app.engine.asked if job == "what_if"][-1]


async def test_what_if_shows_both_weeks_and_keeps_nothing(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "i", "plus")
        assert what_if_asked(app) == {"minutes": 240}
        items = [asdict(one) for one in week_of(app).view.seen.items if one.id != "i5"]
        app.engine.say("what_if", "done", plan={"items": items}, words=["worth 12% more than this week"])
        await pilot.pause()
        shown = picture(app)
        assert "what if: 4h00 in all" in shown
        assert "worth 12% more than this week" in shown
        assert "1 gone · nothing is kept" in shown
        await press(pilot, "escape")
        assert states(home) == {}


async def test_what_if_asks_for_several_things_at_once(tmp_path: Path) -> None:
    app = QuietApp(looked_at(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "i", "plus")
        for keys in (("i", "1", "h"), ("i", "v", *"circle", "enter"), ("i", "minus")):
            app.engine.say("what_if", "done", plan={"items": []}, words=["worth less"])
            await pilot.pause()
            for key in keys:
                await press(pilot, key)
        wanted = {"minutes": 120, "strengths": {"sql": 0.7}, "without": ["circle"]}
        assert what_if_asked(app) == wanted
        assert "what if sql: people should hire me, without Data circle, 2h00 in all" in picture(app)
        app.engine.say("what_if", "done", plan={"items": []}, words=["worth less"])
        await press(pilot, "escape", "i", "plus")
        assert what_if_asked(app) == {"minutes": 240}, "a new question begins anew"


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        (("m", *["backspace"] * 3, "9", "0", "enter"), {"minutes": 90}),
        (("1", "h"), {"strengths": {"sql": 0.7}}),
        (("v", *"circle", "enter"), {"without": ["circle"]}),
    ],
)
async def test_every_what_if_asks_the_planner(tmp_path: Path, keys: tuple[str, ...], asked: dict[str, object]) -> None:
    app = QuietApp(looked_at(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "i")
        for key in keys:
            await press(pilot, key)
        assert what_if_asked(app) == asked


async def test_why_has_words_then_numbers(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "j", "W")
        thread = threads_of(home, "forum")[0].id
        assert app.engine.asked[-1] == ("why", {"thread": thread, "goal": "sql"})
        terms = {
            "goal": "sql",
            "band": "strong",
            "place": 1,
            "of": 10,
            "score": 1.25,
            "relevance": 0.9,
            "thread": thread,
        }
        app.engine.say("why", "done", **terms, terms=[["rows", 0.5], ["hiring", -0.25]])
        await pilot.pause()
        shown = picture(app)
        for words in ("help 1.00 · reach 2.00 · tie 3.00", "rows", "-0.250", "no week is more than 2.5% better"):
            assert words in shown
        await press(pilot, "escape", "G", "W")
        assert "why it was left out" in picture(app)


@pytest.mark.parametrize("size", [(100, 30), (80, 24)])
async def test_why_is_whole_and_says_how_near_the_person_is_and_how_good_the_week(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    home = looked_at(tmp_path)
    kept = home.threads.proposal(week_worlds.WEEK)
    assert kept is not None
    long = "fits “sql” (strong: rows, index, count) · unanswered for 5 h and then some more words until it is long"
    kept["items"][0]["why"] = long
    kept["figures"] |= {"settled": True}
    home.threads.keep_proposal(week_worlds.WEEK, kept)
    app = QuietApp(home)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "W")
        shown = " ".join(picture(app).replace("│", " ").split())
        assert "Lena K.: knows me a little" in shown or "Lena K.: met" in shown
        for word in long.split():
            assert word in shown
        assert "would be somewhere twice before" in shown
