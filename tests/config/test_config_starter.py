"""The starter that `init` writes, and the one with real venues at the top of the project."""

from __future__ import annotations

import stat
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from forumplan.config import read, starter
from forumplan.domain.identity import split_host

FILE = Path("feeds.toml")
SHIPPED = Path(__file__).parents[2] / "feeds.toml"
WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=20).filter(str.strip)


def test_without_answers_it_loads_and_its_examples_are_right() -> None:
    text = starter.text()
    settings = read.parse(text, FILE)
    assert settings.week.minutes == {0: 60, 2: 60, 4: 60}
    assert (settings.goals, settings.venues) == ((), ())
    lines = [line.removeprefix("# ") for line in text.split("\n") if " = " in line or line.startswith(("[", "# [["))]
    example = read.parse("\n".join(lines), FILE)
    assert [goal.id for goal in example.goals] == ["postgres"]
    assert example.venues[0].me == ("yourname",)


@settings(deadline=None)
@given(
    st.lists(WORDS, max_size=3),
    st.lists(st.tuples(WORDS, st.floats(0, 1)), max_size=3),
    st.dictionaries(st.sampled_from(["mon", "thu", "sun"]), st.integers(0, 600)),
    st.booleans(),
)
def test_what_was_answered_stands_in_it(
    names: list[str], goals: list[tuple[str, float]], minutes: dict[str, int], venue: bool
) -> None:
    asked = [(f"g{place}", statement, strength) for place, (statement, strength) in enumerate(goals)]
    venues = [{"id": "v", "feeds": ["https://v.example/feed"]}] if venue else []
    settings = read.parse(starter.text(names, asked, minutes, venues), FILE)
    assert [(goal.id, goal.statement, goal.strength) for goal in settings.goals] == asked
    assert sorted(settings.week.minutes.values()) == sorted(minutes.values())
    assert [v.me for v in settings.venues] == ([tuple(names)] if venue else [])


def test_it_is_written_for_the_user_alone(tmp_path: Path) -> None:
    file = tmp_path / "home" / "config" / "feeds.toml"
    starter.write(file, starter.text(["me"]))
    assert read.load(file) == read.parse(starter.text(), FILE)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_the_shipped_file_loads_and_has_venues_of_many_kinds() -> None:
    settings = read.parse(SHIPPED.read_text("utf-8"), SHIPPED)
    read_venues = [venue for venue in settings.venues if not venue.manual]
    assert len(read_venues) >= 10
    assert any(venue.manual for venue in settings.venues)
    assert len({split_host(venue.feeds[0]) for venue in read_venues}) >= 10
    assert len({goal.strength for goal in settings.goals}) == 3
    reddit = settings.venue("r-postgresql")
    assert reddit is not None
    assert (reddit.cap_per_week, reddit.cooldown_days) == (2, 2)
    assert not any(venue.allow_private or venue.proxy or venue.secret_command for venue in settings.venues)
    assert all(url.startswith("https://") for venue in settings.venues for url in venue.feeds)
