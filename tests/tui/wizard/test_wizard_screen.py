"""The first run as a newcomer: step by step to a feeds.toml, nothing typed lost unasked, nothing written before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hostile import LITERAL, PAYLOADS
from hypothesis import example, given
from hypothesis import strategies as st
from kept_pictures import SIZES, check, harmless
from textual.pilot import Pilot
from textual.widgets import Input
from tui_worlds import QuietEngine
from tui_worlds import picture as _picture

from forumplan.config import read
from forumplan.config.paths import Paths
from forumplan.domain.errors import UsageError
from forumplan.domain.feed import FoundFeed
from forumplan.domain.text import clean
from forumplan.domain.week import DAY_NAMES
from forumplan.tui.screens.wizard import WizardScreen
from forumplan.tui.wizard.answers import Answers, Place, minutes_of
from forumplan.tui.wizard.app import Ending, FirstRun

HERE = Path(__file__).parent
FOUND = {"title": "A forum", "platform": "discourse", "entries": 30, "threads": 30, "item_kind": "thread", "error": ""}


class QuietFirstRun(FirstRun):
    """The first run with a quiet engine."""

    engine: QuietEngine

    def make_engine(self) -> QuietEngine:
        return QuietEngine(self.hear)


def picture(app: FirstRun) -> str:
    return _picture(app)  # type: ignore[arg-type]


def first_run(folder: Path) -> QuietFirstRun:
    return QuietFirstRun(Paths.find(str(folder / "new"), None, {}))


def wizard(app: QuietFirstRun) -> WizardScreen:
    return next(screen for screen in app.screen_stack if isinstance(screen, WizardScreen))


async def found(
    app: QuietFirstRun, pilot: Pilot[Ending], address: str, *feeds: dict[str, Any], problem: str = ""
) -> None:
    app.engine.say("discover", "done", address=address, feeds=list(feeds), problem=problem)
    await pilot.pause()


async def to_venues(pilot: Pilot[Ending]) -> None:
    await pilot.press(*"marie, mk", "enter", *"help with SQL", "enter", "3", "enter", "enter")
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_the_whole_way(tmp_path: Path, size: str) -> None:
    app = first_run(tmp_path)
    async with app.run_test(size=SIZES[size]) as pilot:
        await pilot.pause()
        check(HERE, f"wizard-1-names-{size}", picture(app))
        await pilot.press(*"marie, mk", "enter", *"help with SQL", "enter")
        await pilot.pause()
        check(HERE, f"wizard-2-strength-{size}", picture(app))
        await pilot.press("3", "enter")
        await pilot.pause()
        check(HERE, f"wizard-3-hours-{size}", picture(app))
        await pilot.press("enter", *"https://forum.example", "enter", *"SO [sql]", "enter", *"nowhere", "enter")
        assert app.engine.asked == [("discover", {"address": "https://forum.example", "allow_private": False})]
        await found(app, pilot, "https://forum.example", {**FOUND, "url": "https://forum.example/latest.rss"})
        await found(app, pilot, "SO [sql]", problem="SO [sql]: no feed found there; paste the feed's address")
        check(HERE, f"wizard-4-venues-{size}", picture(app))
        await found(app, pilot, "nowhere", {**FOUND, "url": "https://forum.example/latest.rss/"})
        await pilot.press("enter")
        await pilot.pause()
        check(HERE, f"wizard-5-write-{size}", picture(app))
        assert not app.paths.config_file.exists()
        await pilot.press("enter")
    assert app.return_value == "written"
    settings = read.load(app.paths.config_file)
    assert [(goal.id, goal.statement, goal.strength) for goal in settings.goals] == [("sql", "help with SQL", 0.7)]
    assert [venue.manual for venue in settings.venues] == [False, True]
    assert settings.venues[0].feeds == ("https://forum.example/latest.rss",)
    assert settings.venues[0].me == ("marie", "mk")
    assert dict(settings.week.minutes) == {0: 60, 2: 60, 4: 60}


async def test_without_a_network_feeds_are_kept_for_the_first_refresh(tmp_path: Path) -> None:
    app = first_run(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await to_venues(pilot)
        await pilot.press(*"r/PostgreSQL", "enter", *"a chat", "enter", *"https://forum.example", "enter")
        await found(app, pilot, "r/PostgreSQL", problem="r/PostgreSQL: the name www.reddit.com is not found; check it")
        assert "the name www.reddit.com is not found · asked again later" in picture(app)
        await found(app, pilot, "a chat", problem="a chat is no address; write one")
        assert "is no address · tracked by hand" in picture(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "2 venues with a feed, 1 by hand" in picture(app)
        await pilot.press("enter")
    chosen = [(venue.feeds, venue.manual) for venue in read.load(app.paths.config_file).venues]
    assert chosen == [
        (("https://www.reddit.com/r/PostgreSQL/new/.rss",), False),
        ((), True),
        (("https://forum.example",), False),
    ]


async def test_nothing_typed_leaves_at_once_and_writes_nothing(tmp_path: Path) -> None:
    app = first_run(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("ctrl+q")
    assert app.return_value is None
    assert not app.paths.config_file.exists()


async def test_the_sample_is_one_key_away_and_costs_nothing_typed(tmp_path: Path) -> None:
    app = first_run(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("m", "ctrl+t")
        await pilot.pause()
        assert "nothing is written yet" in picture(app)
        await pilot.press("s", "backspace", "ctrl+t")
    assert app.return_value == "sample"
    assert not app.paths.config_file.exists()


@pytest.mark.parametrize("keys", [["m"], ["m", "enter"], ["m", "enter", "g", "enter", "3"]], ids=len)
async def test_leaving_asks_before_typed_text_is_lost(tmp_path: Path, keys: list[str]) -> None:
    app = first_run(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert "nothing is written yet" in picture(app)
        await pilot.press("s")
        await pilot.pause()
        assert app.is_running
        await pilot.press("ctrl+q", "l")
    assert app.return_value is None
    assert not app.paths.config_file.exists()


async def test_what_is_half_typed_stays_in_its_step(tmp_path: Path) -> None:
    app = first_run(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*"marie", "enter", *"half a go", "escape")
        assert wizard(app).field.value == "marie"
        await pilot.press("enter")
        assert wizard(app).field.value == "half a go"


async def test_the_last_line_can_be_taken_back(tmp_path: Path) -> None:
    app = first_run(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await to_venues(pilot)
        await pilot.press(*"a.example", "enter", *"b.example", "enter", "up", "backspace", "x", "enter")
        assert [place.typed for place in wizard(app).answers.places] == ["a.example", "b.examplx"]
        await pilot.press(*"a.example", "enter")
        assert "a.example: it is in the list already" in picture(app)


async def show_file(app: QuietFirstRun, pilot: Pilot[Ending], file: Path) -> None:
    await pilot.press("I")
    await pilot.pause()
    app.screen.query_one(Input).value = str(file)  # as if it was pasted
    await pilot.press("enter")
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()


async def test_a_file_of_another_program_is_taken_over(tmp_path: Path) -> None:
    file = tmp_path / "feeds.opml"
    file.write_text(
        '<opml version="2.0"><body><outline text="Talk"><outline text="A forum" xmlUrl="https://a.example/latest.rss"/>'
        '<outline text="Again" xmlUrl="http://a.example/latest.rss"/></outline><outline text="A group"/></body></opml>'
    )
    app = first_run(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await to_venues(pilot)
        await show_file(app, pilot, tmp_path / "nowhere")
        assert "it cannot be read" in picture(app)
        await show_file(app, pilot, file)
        assert "3 read: 1 to subscribe, 1 duplicate, 1 without a feed" in picture(app)
        check(HERE, "wizard-import-80x24", picture(app))
        await pilot.press("escape")
        assert not wizard(app).answers.imported
        await show_file(app, pilot, file)
        await pilot.press("enter")
        await pilot.pause()
        assert "3 read: 1 subscribed" in picture(app)
        await pilot.press(*"a.Irc.example", "enter")
        await pilot.press("ctrl+s", "enter")
    settings = read.load(app.paths.config_file)
    assert [(venue.name, venue.manual, venue.tags) for venue in settings.venues] == [
        ("a.Irc.example", True, ()),
        ("A forum", False, ("Talk",)),
        ("A group", True, ()),
    ]
    assert settings.venues[1].me == ("marie", "mk")


async def test_one_address_is_looked_at_after_the_other_and_a_lost_child_stops_nothing(tmp_path: Path) -> None:
    app = first_run(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await to_venues(pilot)
        await pilot.press(*"a.example", "enter", *"http://b.example --allow-private", "enter")
        assert [arguments["address"] for _, arguments in app.engine.asked] == ["a.example"]
        app.engine.say("discover", "lost", error="the fetch process ended (signal 9)")
        await pilot.pause()
        assert app.engine.asked[-1] == ("discover", {"address": "http://b.example", "allow_private": True})
        assert "the fetch process ended" in picture(app)


async def test_a_day_that_is_none_is_said(tmp_path: Path) -> None:
    app = first_run(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("enter", "enter", *", fryday 30", "enter")
        await pilot.pause()
        assert wizard(app).step == 2
        assert "fryday 30: no such day; did you mean fri?" in picture(app)


async def test_finishing_at_once_takes_what_is_in_the_field(tmp_path: Path) -> None:
    app = first_run(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*"marie", "ctrl+s", "enter")
    assert app.return_value == "written"
    assert '"marie"' in app.paths.config_file.read_text()


async def test_a_file_that_came_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    app = first_run(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.paths.config_file.parent.mkdir(parents=True)
        app.paths.config_file.write_text("[week]\n")
        await pilot.press("ctrl+s", "enter")
        await pilot.pause()
        assert app.is_running
        assert " ! " in picture(app)
        assert app.paths.config_file.read_text() == "[week]\n"
        await pilot.press("ctrl+q")


async def test_a_terminal_too_small_takes_no_key(tmp_path: Path) -> None:
    app = first_run(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.resize_terminal(50, 12)
        await pilot.pause()
        await pilot.press("enter", "x")
        assert "is too small" in picture(app)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert wizard(app).step == 0
        assert wizard(app).field.value == ""


@pytest.mark.parametrize("name", PAYLOADS)
async def test_hostile_answers_are_harmless_and_shown(tmp_path: Path, name: str) -> None:
    text = PAYLOADS[name]
    app = first_run(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await to_venues(pilot)
        await pilot.press(*"a.example", "enter", *"b.example", "enter")
        await found(app, pilot, "a.example", {**FOUND, "title": text, "platform": "", "url": "https://a.example/f"})
        await found(app, pilot, "b.example", problem=text)
        seen = picture(app)
        wizard(app).answers.goals.append((text, "read"))
        await pilot.press("enter")
        seen += picture(app)
        await pilot.press("enter")
    assert harmless(seen)
    if name in LITERAL:
        assert seen.count(text) >= 3
    assert len(read.load(app.paths.config_file).venues) == 2


@example([], [], [".\x1b:", "https://a.example/\x1b[2J", "http://", "https://:x/"], "")
@given(
    st.lists(st.text(max_size=40), max_size=3),
    st.lists(st.tuples(st.text(min_size=1, max_size=60), st.sampled_from(["read", "hire"])), max_size=3),
    st.lists(st.text(min_size=1, max_size=60), max_size=4),
    st.text(max_size=30),
)
def test_whatever_is_answered_gives_a_file_that_can_be_read(
    names: list[str], goals: list[tuple[str, str]], typed: list[str], title: str
) -> None:
    answers = Answers(names=[name for name in names if name.strip()], goals=goals)
    for number, address in enumerate(typed):
        feed = FoundFeed(f"https://f{number}.example/feed", title, "", 3, 3) if number % 2 else None
        answers.places.append(Place(address, "found" if feed else "none", feed))
    settings = read.parse(answers.toml(), Path("feeds.toml"))
    assert [goal.statement for goal in settings.goals] == [clean(said) for said, _ in goals if clean(said)]
    assert len(settings.venues) == len(typed)
    assert len({venue.id for venue in settings.venues}) == len(typed)


@given(st.dictionaries(st.sampled_from(DAY_NAMES), st.integers(1, 1440)))
def test_hours_are_understood_as_they_are_written(minutes: dict[str, int]) -> None:
    assert minutes_of(", ".join(f"{day} {value}" for day, value in minutes.items())) == minutes
    assert minutes_of(",".join(f"{day.upper()}={value}" for day, value in minutes.items())) == minutes


@pytest.mark.parametrize("text", ["mon", "mon x", "mon -5", "mon 0", "mon 9999", "someday 5"])
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        minutes_of(text)
