"""Scout: places named in fitting threads and by people met, each with its evidence; nothing is added."""

from __future__ import annotations

import json
from pathlib import Path

import homes
import pytest
from click.testing import CliRunner
from fakes import NOON, Clock, entry, parsed

from forumplan.cli.main import cli
from forumplan.domain.times import DAY
from forumplan.feeds.places import links, place_of
from forumplan.services import history, logbook, record, scout, subscribe
from forumplan.services.home import Home


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://discuss.example/t/some-title/1234/5", "https://discuss.example"),
        ("https://c.example/forum/viewtopic.php?t=3#p5", "https://c.example/forum"),
        ("https://old.reddit.com/r/rust/comments/abc/def/", "r/rust"),
        ("https://github.com/psf/requests/issues/12", "gh:psf/requests"),
        ("https://github.com/psf/requests", ""),
        ("https://stackoverflow.com/questions/tagged/c%2B%2B", "SO [c++]"),
        ("https://stackoverflow.com/questions/123/x", ""),
        ("https://l.example/archives/list/dev@l.example/thread/ABC/", "https://l.example/archives/list/dev@l.example"),
        ("https://blog.example/2024/01/post.html", ""),
        ("https://[::1/t/a/1", ""),
    ],
)
def test_the_place_of_a_link(url: str, place: str) -> None:
    assert place_of(url) == place


def test_links_of_a_text() -> None:
    text = "see (https://a.example/t/x/1). And r/rust, /r/python; not or/r/x nor a.example/r/abc"
    assert links(text) == [
        "https://a.example/t/x/1", "https://www.reddit.com/r/rust/", "https://www.reddit.com/r/python/",
    ]  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = homes.made(tmp_path, homes.WEEK + homes.GOAL + homes.venue("forum", me=["marie"]), Clock())
    texts = {
        1: "I asked in https://discuss.other.example/t/slow-query/77 too",
        2: "there is also https://discuss.other.example/t/another/78 and https://forum.example/t/5",
        3: "noise: https://spam.example/t/a/1",
        4: "my own advertisement https://mine.example/t/a/1",
        5: "nobody labelled this, but r/PostgreSQL answers fast",
    }
    authors = {4: "marie", 5: "ada_lind"}
    homes.fold(
        made,
        [("forum", parsed(*(entry(n, text=text, author=authors.get(n, f"u{n}")) for n, text in texts.items())))],
    )
    threads = {thread.title: thread for thread in made.threads.since(0)}
    for n in (1, 2, 4):
        record.label(made, threads[f"Thread {n}"], "sql", 1)
    logbook.log(made, thread=threads["Thread 5"].id, person="ada_lind", kind="mail", minutes=5)
    return made


def test_places_named_in_fitting_threads_and_by_people_met(home: Home) -> None:
    proposals = {one.address: one for one in scout.scout(home)}
    assert set(proposals) == {"https://discuss.other.example", "r/PostgreSQL"}
    assert proposals["https://discuss.other.example"].threads == 2
    assert proposals["r/PostgreSQL"].people == ("ada_lind",)
    assert [one.person for one in proposals["r/PostgreSQL"].evidence] == ["ada_lind"]
    assert len(home.settings.venues) == 1, "scout added something"


def test_what_is_followed_is_not_proposed(home: Home) -> None:
    subscribe.add(home, "https://discuss.other.example", [], manual=True)
    subscribe.add(home, "https://www.reddit.com/r/postgresql/", [], manual=True)
    assert scout.scout(home) == []


def test_a_trial_of_four_weeks(home: Home) -> None:
    tag = scout.trial_tag(home.today())
    subscribe.add(home, "https://discuss.other.example", [], manual=True, venue_id="other", tags=[tag])
    (trial,) = scout.trials(home)
    assert (trial.venue, (trial.last - home.today()).days, trial.posts) == ("other", 28, 0)
    history.undo(home)
    assert scout.trials(home) == []


def test_the_command_prints_how_to_begin(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.close()
    monkeypatch.setattr("time.time", lambda: float(NOON + DAY))
    ran = CliRunner().invoke(cli, ["--home", str(tmp_path), "venue", "scout"])
    assert ran.exit_code == 0, ran.output
    assert "    forumplan venue add r/PostgreSQL --trial\n" in ran.stdout
    ran = CliRunner().invoke(cli, ["--home", str(tmp_path), "venue", "scout", "--json"])
    first, second = (json.loads(line) for line in ran.stdout.splitlines())
    assert first["schema"] == 1 and second["command"].startswith("forumplan venue add ")
    added = CliRunner().invoke(cli, ["--home", str(tmp_path), "venue", "add", "r/PostgreSQL", "--trial", "--manual"])
    assert added.exit_code == 0, added.output
    ran = CliRunner().invoke(cli, ["--home", str(tmp_path), "venue", "scout"])
    assert "trial ends in 28 days" in ran.stdout
