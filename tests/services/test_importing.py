"""Import: the difference first, then one act over feeds.toml that undo takes back; no door is opened."""

from __future__ import annotations

import json
from pathlib import Path

import homes
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from forumplan.cli.main import cli
from forumplan.config import read
from forumplan.config.imports.place import Place, Reading
from forumplan.config.imports.read_file import read_bytes
from forumplan.services import export, history, importing, settings_acts
from forumplan.services.home import Home

TOKEN = "CANARY123"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return homes.made(tmp_path, homes.WEEK + "# my own words\n" + homes.GOAL + homes.venue("known"))


def opml(*outlines: str) -> bytes:
    return f'<opml version="2.0"><body>{"".join(outlines)}</body></opml>'.encode()


def feed(name: str, url: str) -> str:
    return f'<outline type="rss" text="{name}" xmlUrl="{url}"/>'


def test_forty_read_thirty_eight_subscribed(home: Home) -> None:
    body = opml(
        *(feed(f"Forum {n}", f"https://f{n}.example/latest.rss") for n in range(37)),
        feed("Secret", f"https://me:pw@secret.example/feed?token={TOKEN}"),
        feed("Again", "http://www.f3.example/latest.rss"),
        '<outline text="A group" htmlUrl="https://group.example"/>',
    )
    found = importing.compare(home.settings, read_bytes(body))
    wanted = "40 read: 38 subscribed, 1 duplicate, 1 without a feed kept as a manual venue"
    assert found.words(done=True) == wanted
    assert not any(TOKEN in f"{row.name}{row.address}{row.why}" for row in found.rows)
    before = home.paths.config_file.read_text()
    assert len(home.settings.venues) == 1, "a dry run wrote something"
    importing.apply(home, found, "mine.opml", me=["marie"])
    assert len(home.settings.venues) == 40
    manual = [venue for venue in home.settings.venues if venue.manual]
    assert [(venue.name, venue.url) for venue in manual] == [("A group", "https://group.example")]
    assert home.settings.venues[1].platform == "discourse" and home.settings.venues[1].me == ("marie",)
    again = importing.compare(home.settings, read_bytes(body))
    assert again.counts == {"there": 40} and not again.venues
    assert [act.summary for act in history.undo(home)] == ["imported 39 venues from mine.opml"]
    assert home.paths.config_file.read_text() == before
    history.redo(home)
    assert len(home.settings.venues) == 40


def test_an_address_in_capitals_is_the_same(home: Home) -> None:
    body = opml(feed("One", "https://one.example/feed"), feed("Again", "HTTPS://One.Example:443/feed"))
    assert importing.compare(home.settings, read_bytes(body)).counts == {"new": 1, "duplicate": 1}
    alone = importing.compare(home.settings, read_bytes(opml(feed("Two", "HTTP://Two.Example/feed"))))
    assert [venue["feeds"] for venue in alone.venues] == [["http://Two.Example/feed"]]


def test_no_column_opens_a_door(home: Home) -> None:
    table = (
        "name,feeds,allow_private,proxy,secret_command,goals\n"
        "Inside,http://127.0.0.1:8000/rss,true,http://proxy.example,rm -rf /,sql\n"
        "Nowhere,https://x.example/rss,,,,nosuchgoal\n"
    )
    found = importing.compare(home.settings, read_bytes(table.encode()))
    assert found.counts == {"new": 1, "refused": 4}
    inside = next(row for row in found.rows if row.state == "new")
    assert "private" in inside.why
    importing.apply(home, found, "t.csv")
    venue = home.settings.venue("inside")
    assert venue is not None and venue.goals == ("sql",)
    assert (venue.allow_private, venue.proxy, venue.secret_command) == (False, "", ())


@pytest.mark.parametrize(
    "address",
    [
        "|/bin/true",
        "exec:/bin/true",
        "file:///etc/passwd",
        "javascript:x",
        "https://[::1/feed",
        "ftp://a.b/c",
        "http://",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(home: Home, address: str) -> None:
    for kind in ("feed", "address"):
        reading = Reading("x", [Place(kind, address, "name")])  # type: ignore[arg-type]
        assert [row.state for row in importing.compare(home.settings, reading).rows] == ["refused"]


def test_spellings_become_the_feeds_they_mean(home: Home) -> None:
    body = (
        b"r/rust\nSO [sql]\nhn:ask\nhttps://forum.example\nfeed:https://feed.example/rss\nhttps://known.example/feed\n"
    )
    found = importing.compare(home.settings, read_bytes(body))
    assert [(row.state, row.address) for row in found.rows] == [
        ("new", "https://www.reddit.com/r/rust/new/.rss"),
        ("new", "https://stackoverflow.com/feeds/tag?tagnames=sql&sort=newest"),
        ("new", "https://hnrss.org/ask"),
        ("new", "https://forum.example"),
        ("new", "https://feed.example/rss"),
        ("there", "https://known.example/feed"),
    ]
    assert "first refresh" in found.rows[3].why


texts = st.text(max_size=30)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.builds(Place, st.sampled_from(["feed", "address", "none"]), texts, texts, texts), max_size=6))
def test_whatever_a_file_says_the_settings_stay_right(
    tmp_path_factory: pytest.TempPathFactory, places: list[Place]
) -> None:
    with homes.made(tmp_path_factory.mktemp("any"), homes.GOAL) as home:
        found = importing.compare(home.settings, Reading("any", places))
        importing.apply(home, found, "any")
        assert len(home.settings.venues) == len(found.venues)
        assert not read.load(home.paths.config_file).venues or all(v.name for v in home.settings.venues)


def test_what_was_exported_comes_back(home: Home, tmp_path: Path) -> None:
    feeds = "https://known.example/feed,https://known.example/posts"
    settings_acts.set_values(
        home, "venue", "known", ["name=A & B <forum>", f"feeds={feeds}", "url=https://known.example"]
    )
    file = tmp_path / "feeds.opml"
    file.write_text("".join(export.export(home, "opml")))
    assert importing.difference(home, file).counts == {"there": 1}
    settings_acts.remove_venue(home, "known")
    importing.apply(home, importing.difference(home, file), file.name)
    assert [(venue.name, venue.feeds) for venue in home.settings.venues] == [("A & B <forum>", tuple(feeds.split(",")))]
    everything = tmp_path / "all.jsonl"
    everything.write_text("".join(export.export(home, "jsonl")))
    new = tmp_path / "new"
    args = ["--home", str(new), "import", str(everything), "--json"]
    dry = CliRunner().invoke(cli, args)
    assert dry.exit_code == 0 and json.loads(dry.stdout)["written"] is False
    assert not (new / "config" / "feeds.toml").exists()
    done = CliRunner().invoke(cli, [*args, "--yes"], standalone_mode=False)
    assert done.exit_code == 0 and json.loads(done.stdout)["events"] == len(list(home.ledger.events()))
    assert (new / "config" / "feeds.toml").read_text() == home.paths.config_file.read_text()


def test_tokens_are_kept_apart(home: Home) -> None:
    address = f"https://me:{TOKEN}@secret.example/feed?token={TOKEN}"
    named = feed(f"https://named.example/?token={TOKEN}", f"https://named.example/?token={TOKEN}")
    found = importing.compare(home.settings, read_bytes(opml(feed("Secret", address), named)))
    importing.apply(home, found, "mine.opml")
    assert TOKEN not in home.paths.config_file.read_text()
    assert TOKEN not in repr(home.settings) + repr(list(home.ledger.events()))
    (added,) = [venue for venue in home.settings.venues if venue.id == "secret"]
    assert home.secrets.whole(added.feeds[0]) == address
    assert importing.compare(home.settings, read_bytes(opml(feed("Secret", address)))).counts == {"there": 1}
