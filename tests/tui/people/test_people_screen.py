"""People: who waits stands first, answering is one key, notes and ratings are durable, names can be masked."""

from __future__ import annotations

from pathlib import Path

import homes
import pytest
from fakes import NOON
from hostile import LITERAL, PAYLOADS
from kept_pictures import SIZES, check, harmless
from lived_worlds import DAY, lived
from textual.pilot import Pilot
from tui_worlds import QuietApp, picture

from forumplan.domain.records import Contribution, FollowUp, Person, PlanItem
from forumplan.engine.thinking import JOBS
from forumplan.services import record
from forumplan.tui.screens.people import PeopleScreen

HERE = Path(__file__).parent


async def at_people(app: QuietApp, pilot: Pilot[int]) -> PeopleScreen:
    await pilot.press("5")
    await pilot.pause()
    screen = app.screen
    assert isinstance(screen, PeopleScreen)
    return screen


def state_of_owed(app: QuietApp) -> str:
    found = app.home.ledger.get(FollowUp, "f1")
    assert found is not None
    return found.state


@pytest.mark.parametrize("size", SIZES)
async def test_the_picture(tmp_path: Path, size: str) -> None:
    app = QuietApp(lived(tmp_path))
    async with app.run_test(size=SIZES[size]) as pilot:
        screen = await at_people(app, pilot)
        check(HERE, f"people-full-{size}", picture(app))
        assert screen.rows.key == "p-ana"
        await pilot.press("j")
        await pilot.pause()
        check(HERE, f"people-second-{size}", picture(app))


@pytest.mark.parametrize("size", SIZES)
async def test_the_empty_picture(tmp_path: Path, size: str) -> None:
    app = QuietApp(homes.made(tmp_path, homes.WEEK + homes.GOAL + homes.venue("forum")))
    async with app.run_test(size=SIZES[size]) as pilot:
        await at_people(app, pilot)
        check(HERE, f"people-empty-{size}", picture(app))
        for key in ("F", "N", "d", "e", "o", "j", "G"):
            await pilot.press(key)
        assert not app.home.ledger.history()


async def test_names_can_be_told_apart_on_the_smallest_screen(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path))
    async with app.run_test(size=(60, 16)) as pilot:
        await at_people(app, pilot)
        assert "person" in picture(app) and "persontie" not in picture(app)
        assert "Ana Moreno close" in picture(app) and "Lena K." in picture(app)


async def test_following_up_opens_then_asks_then_logs(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_people(app, pilot)
        await pilot.press("F")
        assert "Answered?  d done  x no" in picture(app)
        await pilot.press("x")
        assert state_of_owed(app) == "owed"
        await pilot.press("F", "d")
        assert state_of_owed(app) == "answered"
        made = [one for one in app.home.ledger.all(Contribution) if one.kind == "follow-up"]
        assert [(one.person, one.thread) for one in made] == [("p-ana", "t-owed")]
        assert "nobody waits for you" in picture(app)
        await pilot.press("u")
        assert state_of_owed(app) == "owed"
        assert "1 answer owed" in picture(app)


async def test_an_answer_that_needs_none(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_people(app, pilot)
        await pilot.press("N")
        assert state_of_owed(app) == "no-answer"
        await pilot.press("N")
        assert "waits for nothing" in picture(app)


async def test_a_contact_with_somebody_who_does_not_wait(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_people(app, pilot)
        screen.rows.move_to("p-lena")
        await pilot.press("d", "c")
        await pilot.pause()
        made = [one for one in app.home.ledger.all(Contribution) if one.kind == "call"]
        assert [(one.person, one.minutes) for one in made] == [("p-lena", 20)]
        assert screen.rows.key == "p-lena"


async def test_a_note_is_written_and_taken_back(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_people(app, pilot)
        screen.rows.move_to("p-lena")
        await pilot.press("e", *"likes", "enter")
        await pilot.pause()
        found = app.home.ledger.get(Person, "p-lena")
        assert found is not None
        assert (found.name, found.note) == ("Lena K.", "likes")
        await pilot.press("u")
        assert app.home.ledger.get(Person, "p-lena") is None


async def test_somebody_is_added_for_a_goal(tmp_path: Path) -> None:
    app = QuietApp(homes.made(tmp_path, homes.WEEK + homes.GOAL + homes.venue("forum")))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_people(app, pilot)
        await pilot.press("plus", *"Mai Tran", "enter")
        await pilot.pause()
        await pilot.press("4")
        await pilot.pause()
        assert [(one.name, one.relevant) for one in app.home.ledger.all(Person)] == [("Mai Tran", {"sql": 4})]
        assert "Mai Tran" in picture(app)


async def test_two_who_are_one(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path))
    twin = Contribution("", venue="list", person="p-twin", person_name="Ana Moreno", minutes=5, title="x")
    record.log(app.home, twin)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_people(app, pilot)
        assert "one person? M makes them one" in picture(app)
        assert len(screen.rows.keys) == 4
        screen.rows.move_to("p-ana")
        await pilot.press("M", "enter")
        await pilot.pause()
        assert "Ana Moreno (list) is Ana Moreno (Forum [pandas], list)?" in picture(app)
        await pilot.press("n")
        assert len(screen.rows.keys) == 4
        await pilot.press("M", "enter")
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        assert sorted(screen.rows.keys) == ["p-ana", "p-juma", "p-lena"]
        assert "one person?" not in picture(app)
        await pilot.press("u")
        assert len(screen.rows.keys) == 4


async def test_a_word_is_put_into_the_week(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_people(app, pilot)
        screen.rows.move_to("p-lena")
        await pilot.press("p")
        found = [(one.kind, one.person, one.state) for one in app.home.ledger.all(PlanItem)]
        assert found == [("touch", "p-lena", "accepted")]
        assert "in the week on" in picture(app)


async def test_a_request_is_judged_in_three_keys(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_people(app, pilot)
        await pilot.press("O", "a")
        await pilot.pause()
        await pilot.press("n")
        await pilot.pause()
        last = app.home.ledger.get(Contribution, "c00")
        assert last is not None
        assert (last.outcome, last.request_relevant) == ("request", False)
        await pilot.press("O", "t")
        await pilot.pause()
        last = app.home.ledger.get(Contribution, "c00")
        assert last is not None and last.outcome == "thanks"


async def test_three_questions_before_somebody_is_kept_close(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_people(app, pilot)
        screen.rows.move_to("p-juma")
        await pilot.press("colon", *"keep this person close", "enter")
        await pilot.pause()
        await pilot.press("1")
        for question in ("know them well", "trust them", "forward to them"):
            await pilot.pause()
            assert question in picture(app)
            await pilot.press("y")
        await pilot.pause()
        assert "kept close for sql" in picture(app)
        assert "p-juma" in screen.view.circle.lists[0].people
        await pilot.press("colon", *"keep this person close", "enter")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        assert "p-juma" not in screen.view.circle.lists[0].people


async def test_the_silent_are_let_go_after_asking(tmp_path: Path) -> None:
    home = lived(tmp_path)
    old = Contribution("c-old", NOON - 800 * DAY, venue="list", person="p-old", person_name="Old Friend", minutes=5)
    record.log(home, old)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_people(app, pilot)
        assert "1 person silent for two years; X lets them go" in picture(app)
        await pilot.press("X")
        await pilot.pause()
        await pilot.press("n")
        assert "p-old" in screen.rows.keys
        await pilot.press("X")
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        assert "p-old" not in screen.rows.keys
        await pilot.press("X")
        assert "nobody has been silent for two years" in picture(app)


@pytest.mark.parametrize(("person", "venue"), [("p-lena", "forum"), ("p-zoe", "list")])
async def test_to_the_venue_where_they_were_met(tmp_path: Path, person: str, venue: str) -> None:
    home = lived(tmp_path)
    record.log(home, Contribution("", venue="list", person="p-zoe", person_name="Zoe", minutes=5))
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_people(app, pilot)
        screen.rows.move_to(person)
        await pilot.press("v")
        await pilot.pause()
        assert app.front.NAME == "venues"
        assert app.front.rows.key == venue  # type: ignore[attr-defined]


async def test_needs_offers_and_an_interval_stand_on_the_card(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_people(app, pilot)
        screen.rows.move_to("p-lena")
        for name, text in (("person needs", "a reviewer"), ("can offer", "test data"), ("own interval", "1")):
            await pilot.press("colon", *name, "enter")
            await pilot.pause()
            await pilot.press(*text, "enter")
            await pilot.pause()
        seen = picture(app)
        assert "needs    a reviewer" in seen and "offers   test data" in seen
        assert "cooling" in seen


async def test_of_two_with_one_name_the_one_under_the_cursor_is_rated(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path))
    twin = Contribution("", venue="list", person="p-twin", person_name="Lena K.", minutes=5, title="x")
    record.log(app.home, twin)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_people(app, pilot)
        screen.rows.move_to("p-twin")
        await pilot.press("plus", "1")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("3")
        await pilot.pause()
        found = app.home.ledger.get(Person, "p-twin")
        assert found is not None and found.relevant == {"sql": 3}


async def test_masked_no_name_note_or_title_is_seen(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path, name="Zenobia", title="Quixotic"))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_people(app, pilot)
        await pilot.press("colon", *"mask", "enter")
        await pilot.pause()
        seen = picture(app)
        await pilot.press("N")
        seen += picture(app)
        assert "person 1" in seen
        assert "Zenobia" not in seen
        assert "Quixotic" not in seen
        await pilot.press("colon", *"mask", "enter")
        await pilot.pause()
        assert "Zenobia" in picture(app)


async def test_rare_acts_by_the_palette(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_people(app, pilot)
        await pilot.press("colon", *"snooze", "enter")
        await pilot.pause()
        assert "nobody waits for you" in picture(app)
        await pilot.press("u", "colon", *"keep track", "enter")
        await pilot.pause()
        assert "Ana Moreno: no longer tracked" in picture(app)
        assert not any(one.tie.person == "p-ana" for one in app.front.view.rows)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", PAYLOADS)
async def test_hostile_names_are_harmless_and_shown(tmp_path: Path, name: str) -> None:
    text = PAYLOADS[name]
    app = QuietApp(lived(tmp_path, name=text, title=text))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_people(app, pilot)
        seen = picture(app)
        for keys in (("F",), ("x",), ("e",), ("escape",), ("plus",), ("escape",), ("N",), ("d",), ("escape",), ("u",)):
            await pilot.press(*keys)
            await pilot.pause()
            seen += picture(app)
    assert harmless(seen)
    if name in LITERAL:
        assert seen.count(text) >= 4


async def test_forgetting_asks_for_the_name_and_leaves_nothing(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path, name="Zenobia Quux"))
    async with app.run_test(size=SIZES["80x24"]) as pilot:
        await at_people(app, pilot)
        await pilot.press("colon", *"forget", "enter")
        await pilot.pause()
        assert "cannot be undone" in picture(app) and "Zenobia Quux" in picture(app)
        await pilot.press(*"Ada", "enter")
        await pilot.pause()
        assert "that is another name" in picture(app) and app.home.ledger.get(Person, "p-ana") is not None
        await pilot.press("colon", *"forget", "enter")
        await pilot.pause()
        await pilot.press(*"zenobia quux", "enter")
        await pilot.pause()
        job, asked = app.engine.asked[-1]
        assert job == "forget" and "forgetting" in picture(app)
        app.engine.running.add(job)
        await pilot.press("q")
        await pilot.pause()
        assert app.is_running and "still being forgotten" in picture(app)
        app.engine.running.clear()
        app.engine.say(job, "done", **JOBS[job](app.home, asked))
        await pilot.pause()
        await pilot.pause()
        assert "forgotten" in picture(app) and "Zenobia" not in picture(app)
        await pilot.press("u")
        await pilot.pause()
        assert app.home.ledger.get(Person, "p-ana") is None
    files = [path for path in app.home.paths.data.rglob("*") if path.is_file()]
    assert files and not any(b"Zenobia" in path.read_bytes() for path in files)


async def test_nobody_is_forgotten_while_names_are_masked(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path, name="Zenobia"))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_people(app, pilot)
        await pilot.press("colon", *"mask", "enter")
        await pilot.press("colon", *"forget", "enter")
        await pilot.pause()
        assert "names are masked" in picture(app) and "Zenobia" not in picture(app)
