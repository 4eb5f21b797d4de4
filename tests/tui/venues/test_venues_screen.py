"""The Venues screen, used as a person would: what stands there is true, acts change feeds.toml and can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import venue_worlds
from textual.pilot import Pilot
from textual.widgets import Input
from tui_worlds import QuietApp, picture

from forumplan.domain.venue import Venue
from forumplan.services import subscribe, venue_report
from forumplan.services.home import Home
from forumplan.services.venue_report import Fit
from forumplan.tui.screens.threads import ThreadsScreen
from forumplan.tui.screens.venues import VenuesScreen

FEED = {
    "url": "https://new.example/latest.rss",
    "title": "New place",
    "platform": "discourse",
    "entries": 30,
    "threads": 30,
}


async def at_venues(app: QuietApp, pilot: Pilot[int]) -> VenuesScreen:
    await press(pilot, "3")
    assert isinstance(app.screen, VenuesScreen)
    return app.screen


async def press(pilot: Pilot[int], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


def venue(home: Home, name: str) -> Venue:
    found = home.settings.venue(name)
    assert found is not None
    return found


def row(app: QuietApp, name: str) -> str:
    return next(line for line in picture(app).splitlines()[3:] if name in line)


async def test_each_row_tells_the_week_the_quality_and_the_health(tmp_path: Path) -> None:
    app = QuietApp(venue_worlds.full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_venues(app, pilot)
        assert "7 venues" in picture(app)
        assert "2 failing" in picture(app)
        assert "2 / 0 / 1" in row(app, "the list")
        assert "over by 1" in row(app, "the list")
        assert "★" in row(app, "the list")
        assert "n=2" in row(app, "the list")
        assert "1 missing" in row(app, "Forum [pandas]")
        assert "★" not in row(app, "gh:polars"), "no stars without posts to measure by"
        assert "FAIL 404" in row(app, "gh:polars")
        assert "429 till 14:00" in row(app, "r/learnpython")
        assert "by hand" in row(app, "Data circle")
        assert "not read yet" in row(app, "fresh")


async def test_the_pane_says_what_failed_when_it_is_tried_next_and_how_to_mend_it(tmp_path: Path) -> None:
    app = QuietApp(venue_worlds.full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_venues(app, pilot)
        screen.point_at("polars")
        screen.show_pane()
        await pilot.pause()
        shown = picture(app)
        assert "not found (404) · 6 tries since Mon 16 12:00 · next try Thu 19 12:00" in shown
        assert "R try now" in shown


@pytest.mark.parametrize(
    ("letter", "first"),
    [
        ("l", "Forum [pandas]"),
        ("n", "Data circle"),
        ("w", "gh:polars"),
        ("a", "Forum [pandas]"),
        ("b", "Forum [pandas]"),
        ("m", "Forum [pandas]"),
    ],
)
async def test_the_order_is_chosen(tmp_path: Path, letter: str, first: str) -> None:
    app = QuietApp(venue_worlds.full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_venues(app, pilot)
        await press(pilot, "s", letter)
        assert first in picture(app).splitlines()[3]


async def test_no_key_waits_for_what_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = False

    def slowly(_home: Home) -> Iterator[tuple[str, Fit]]:
        while not done:
            yield "circle", Fit()
        yield "list", Fit(4, 3)

    monkeypatch.setattr(venue_report, "fits", slowly)
    app = QuietApp(venue_worlds.full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_venues(app, pilot)
        await press(pilot, "s", "n")
        assert "Data circle" in picture(app).splitlines()[3]
        assert not screen.view.fits, "it is still counted"
        done = True
        while not screen.view.fits:
            await pilot.pause()
        screen.point_at("list")
        screen.show_pane()
        await pilot.pause()
        assert "3 of its 4 threads fit" in picture(app)


async def test_filters_and_back(tmp_path: Path) -> None:
    app = QuietApp(venue_worlds.full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_venues(app, pilot)
        await press(pilot, "f", "i")
        assert set(screen.rows.keys) == {"reddit", "polars", "old", "fresh"}
        await press(pilot, "f", "m")
        assert screen.rows.keys == ["circle"]
        await press(pilot, "escape")
        assert len(screen.rows.keys) == 7


async def test_targets_go_up_and_down_and_can_be_undone(tmp_path: Path) -> None:
    home = venue_worlds.full(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_venues(app, pilot)
        screen.point_at("polars")
        order = screen.rows.keys
        await press(pilot, "equals_sign", "equals_sign")
        assert venue(home, "polars").target_per_week == 2
        assert "0 / 0 / 2" in row(app, "gh:polars")
        assert screen.rows.keys == order, "nothing moves under the cursor"
        await press(pilot, "minus", "minus")
        assert venue(home, "polars").target_per_week is None
        await press(pilot, "minus")
        assert "has no target" in picture(app)
        await press(pilot, "u", "u")
        assert venue(home, "polars").target_per_week == 2


async def test_a_key_of_the_venue_is_changed(tmp_path: Path) -> None:
    home = venue_worlds.full(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_venues(app, pilot)
        screen.point_at("forum")
        await press(pilot, "e", *"keep in mind", "enter")
        await press(pilot, *"thank people", "enter")
        assert venue(home, "forum").note == "thank people"
        assert "thank people" in picture(app)
        await press(pilot, "e", *"share of", "enter", *["backspace"] * 3, *"many", "enter")
        assert "promo_share" in picture(app).splitlines()[-2]
        assert venue(home, "forum").promo_share == 0.1


async def test_a_venue_is_found_and_added(tmp_path: Path) -> None:
    home = venue_worlds.full(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_venues(app, pilot)
        await press(pilot, "plus", *"new.example", "enter")
        assert app.engine.asked[-1] == ("discover", {"address": "new.example", "allow_private": False})
        app.engine.say("discover", "done", address="new.example", feeds=[FEED], problem="")
        await pilot.pause()
        assert "New place · discourse · 30 threads" in picture(app)
        await press(pilot, "1")
        assert venue(home, "new-place").feeds == ("https://new.example/latest.rss",)
        assert screen.rows.key == "new-place"
        assert app.engine.asked[-1] == ("refresh", {"venue": "new-place"})
        await press(pilot, "u")
        assert home.settings.venue("new-place") is None


async def test_where_nothing_is_found_it_is_tracked_by_hand_or_looked_for_at_home(tmp_path: Path) -> None:
    home = venue_worlds.empty(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await at_venues(app, pilot)
        assert "No venues yet" in picture(app)
        await press(pilot, "plus", *"192.168.1.4", "enter")
        app.engine.say("discover", "done", address="192.168.1.4", feeds=[], problem="no feed found there")
        await pilot.pause()
        assert "no feed found there" in picture(app)
        await press(pilot, "p")
        assert app.engine.asked[-1] == ("discover", {"address": "192.168.1.4", "allow_private": True})
        app.engine.say("discover", "done", address="192.168.1.4", feeds=[], problem="no feed found there")
        await pilot.pause()
        await press(pilot, "h")
        assert [one.manual for one in home.settings.venues] == [True]
        assert "by hand" in picture(app)


async def test_looking_for_feeds_is_stopped(tmp_path: Path) -> None:
    app = QuietApp(venue_worlds.full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_venues(app, pilot)
        await press(pilot, "plus", *"slow.example", "enter")
        assert "looking for feeds at slow.example … esc stops" in picture(app)
        app.engine.running.add("discover")
        await press(pilot, "escape")
        assert "no longer looked for" in picture(app)


async def test_an_answer_that_came_while_one_was_elsewhere_is_asked_for_again(tmp_path: Path) -> None:
    app = QuietApp(venue_worlds.full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_venues(app, pilot)
        app.engine.running.add("discover")
        await press(pilot, "plus", *"new.example", "enter")
        await press(pilot, "2")
        app.engine.running.clear()
        app.engine.say("discover", "done", address="new.example", feeds=[FEED], problem="")
        await press(pilot, "3")
        assert [job for job, _ in app.engine.asked].count("discover") == 2
        app.engine.say("discover", "done", address="new.example", feeds=[FEED], problem="")
        await pilot.pause()
        assert "New place · discourse" in picture(app)
        await press(pilot, "escape", "2", "3")
        assert [job for job, _ in app.engine.asked].count("discover") == 2


async def test_what_lies_in_ones_own_network_is_said_behind_its_address(tmp_path: Path) -> None:
    app = QuietApp(venue_worlds.full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_venues(app, pilot)
        await press(pilot, "+")
        app.screen.query_one(Input).value = "forum.office.example --allow-private"
        await press(pilot, "enter")
        assert app.engine.asked[-1] == ("discover", {"address": "forum.office.example", "allow_private": True})


async def test_a_refresh_says_how_many_feeds_could_not_be_read(tmp_path: Path) -> None:
    app = QuietApp(venue_worlds.full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_venues(app, pilot)
        states = {"ok": 1, "unchanged": 1, "refused": 2, "failing": 1}
        app.engine.say("refresh", "done", feeds=5, new=1, states=states, owed=0)
        await pilot.pause()
        assert "2 feeds read, 3 not · 1 new thread" in picture(app)


async def test_a_refresh_without_a_network_says_so_and_what_is_left_alone_is_named(tmp_path: Path) -> None:
    app = QuietApp(venue_worlds.full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_venues(app, pilot)
        counts = {"new": 0, "owed": 0}
        app.engine.say("refresh", "done", feeds=5, states={"failing": 5}, **counts, offline=5, resting=0)
        await pilot.pause()
        assert "no network: 5 feeds will be asked again at the next refresh" in picture(app)
        app.engine.say("refresh", "done", feeds=0, states={}, **counts, offline=0, resting=2)
        await pilot.pause()
        assert "nothing is due; 2 feeds failed before and left alone" in picture(app)


async def test_an_address_that_could_not_be_asked_is_kept_for_the_next_refresh(tmp_path: Path) -> None:
    home = venue_worlds.full(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await at_venues(app, pilot)
        for address, problem in (
            ("https://page.example", f"page.example: {subscribe.NO_FEED} here"),
            ("hn:ask", f"hn:ask: the name hnrss.org is not found; {subscribe.LATER}"),
        ):
            await press(pilot, "+")
            app.screen.query_one(Input).value = address
            await press(pilot, "enter")
            app.engine.say("discover", "done", address=address, feeds=[], problem=problem)
            await pilot.pause()
            assert ("keep it: the next refresh asks it" in picture(app)) == (subscribe.LATER in problem)
            await press(pilot, "l" if subscribe.LATER in problem else "escape")
        kept = next(one for one in home.settings.venues if "hnrss" in "".join(one.feeds))
        assert (kept.id, kept.name, kept.feeds) == ("hn-ask", "hn:ask", ("https://hnrss.org/ask",)) and not kept.manual
        assert "refresh" not in [job for job, _ in app.engine.asked]


async def test_feeds_of_a_venue_are_looked_for_anew(tmp_path: Path) -> None:
    home = venue_worlds.full(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_venues(app, pilot)
        screen.point_at("old")
        await press(pilot, "D", "enter")
        app.engine.say("discover", "done", address="https://old.example/feed", feeds=[FEED], problem="")
        await pilot.pause()
        await press(pilot, "1")
        assert venue(home, "old").feeds == ("https://new.example/latest.rss",)
        assert app.engine.asked[-1] == ("refresh", {"venue": "old"})


async def test_this_venue_is_fetched_now(tmp_path: Path) -> None:
    app = QuietApp(venue_worlds.full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_venues(app, pilot)
        screen.point_at("polars")
        await press(pilot, "R")
        assert app.engine.asked[-1] == ("refresh", {"venue": "polars"})
        screen.point_at("circle")
        await press(pilot, "R")
        assert "tracked by hand: there is nothing to fetch" in picture(app)


async def test_following_ends_after_a_question(tmp_path: Path) -> None:
    home = venue_worlds.full(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_venues(app, pilot)
        screen.point_at("old")
        await press(pilot, "X", "n")
        assert home.settings.venue("old") is not None
        await press(pilot, "X", "y")
        assert home.settings.venue("old") is None
        assert "Old board" not in "".join(picture(app).splitlines()[:-2])
        await press(pilot, "u")
        assert home.settings.venue("old") is not None


async def test_enter_lists_the_threads_of_the_venue(tmp_path: Path) -> None:
    app = QuietApp(venue_worlds.full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_venues(app, pilot)
        screen.point_at("list")
        await press(pilot, "enter")
        assert isinstance(app.screen, ThreadsScreen)
        assert app.screen.view.filters.venue == "list"
        assert len(app.screen.list.pages) == 10


async def test_a_feed_that_dies_while_its_venue_is_open(tmp_path: Path) -> None:
    home = venue_worlds.full(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_venues(app, pilot)
        screen.point_at("forum")
        gone = venue_worlds.memories("")[-1]
        from dataclasses import replace

        home.threads.remember([replace(gone, url="https://forum.example/feed", venue="forum")])
        app.engine.say("refresh", "done", feeds=1, new=0, states={"dead": 1}, owed=0)
        await pilot.pause()
        assert screen.rows.key == "forum"
        assert "dead 410" in row(app, "Forum [pandas]")
        assert "D look for its feeds" in picture(app)
