"""The mirror: asked for by name, computed beside the screens, shareable when masked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import homes
import pytest
from fakes import NOON, entry, parsed
from hostile import LITERAL, PAYLOADS
from kept_pictures import SIZES, check, harmless
from tui_worlds import QuietApp, full, picture

from forumplan.domain.records import Contribution
from forumplan.domain.times import DAY
from forumplan.engine.thinking import JOBS
from forumplan.tui.screens.mirror import Mirror, headline

HERE = Path(__file__).parent


def seen(name: str = "The [pandas] forum", count: int = 3) -> dict[str, Any]:
    places = [
        {"id": f"v{n}", "name": f"{name} {n}", "posts": 40 - 20 * n, "last_days": 3 * n, "reach_days": 90}
        for n in range(count)
    ]
    places[-1] |= {"posts": 0, "last_days": None, "reach_days": None}
    return {
        "posts": 60,
        "top_two_share": 0.62,
        "venues": count,
        "silent": 1,
        "waiting": 1,
        "spread": {"effective": 2.2, "venues": 2, "largest_share": 0.6},
        "named": 2,
        "places": places,
    }


def test_the_headline_names_no_more_venues_than_have_posts() -> None:
    assert "62% in 2 venues" in headline(seen())
    assert "in 1 venue ·" in headline(seen(count=2))


@pytest.mark.parametrize("size", SIZES)
async def test_the_way_there_and_the_picture(tmp_path: Path, size: str) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=SIZES[size]) as pilot:
        await pilot.pause()
        await pilot.press("colon", *"mirror", "enter")
        await pilot.pause()
        assert ("mirror", {}) in app.engine.asked
        app.engine.say("mirror", "done", **seen())
        await pilot.pause()
        check(HERE, f"mirror-{size}", picture(app))
        await pilot.press("m")
        await pilot.pause()
        check(HERE, f"mirror-masked-{size}", picture(app))
        assert "pandas" not in picture(app)
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, Mirror)


async def test_many_venues_scroll(tmp_path: Path) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.engine.say("mirror", "done", **seen("venue no", 40))
        await pilot.pause()
        assert "venue no 30" not in picture(app)
        await pilot.press(*["j"] * 30)
        await pilot.pause()
        assert "venue no 30" in picture(app)


def test_what_the_job_answers_is_what_is_shown(tmp_path: Path) -> None:
    with full(tmp_path) as home:
        found = JOBS["mirror"](home, {})
        assert headline(found).startswith("No posts of yours are seen yet")
        assert {place["id"] for place in found["places"]} == {"forum", "list"}


@pytest.mark.parametrize("name", PAYLOADS)
async def test_a_hostile_venue_is_harmless_and_shown(tmp_path: Path, name: str) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        app.engine.say("mirror", "done", **seen(PAYLOADS[name]))
        await pilot.pause()
        text = picture(app)
    assert harmless(text)
    if name in LITERAL:
        assert PAYLOADS[name] in text


async def test_caps_and_people_are_set_up_after_asking(tmp_path: Path) -> None:
    text = homes.WEEK + homes.GOAL + homes.venue("forum", me=["robin"])
    home = homes.made(tmp_path, text)
    asked = [
        entry(2 * n, thread_key=f"t{n}", author="Lena", is_reply=False, published_at=NOON - 9 * DAY) for n in (1, 2)
    ]
    given = [
        entry(2 * n + 1, thread_key=f"t{n}", author="robin", is_reply=True, published_at=NOON - 8 * DAY) for n in (1, 2)
    ]
    homes.fold(home, [("forum", parsed(*asked, *given, item_kind="post"))])
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        for answer, people in (("n", 0), ("y", 2)):
            app.push_screen(Mirror(seen()))
            await pilot.pause()
            await pilot.press("s")
            await pilot.pause()
            assert "1 person you answered" in picture(app)
            await pilot.press(answer)
            await pilot.pause()
            assert len(home.ledger.all(Contribution)) == people
            await pilot.press("escape")
            await pilot.pause()
        assert {one.person_name for one in home.ledger.all(Contribution)} == {"Lena"}
