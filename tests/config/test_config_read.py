"""feeds.toml into settings: every key, and for every kind of mistake its line, its key and the way out."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from forumplan.config import read
from forumplan.config.schema import KEYS
from forumplan.domain.errors import ConfigError
from forumplan.domain.goal import Goal
from forumplan.domain.settings import DEFAULT_MINUTES, FetchSettings, RankingSettings, Settings, WeekSettings
from forumplan.domain.venue import Venue

FILE = Path("feeds.toml")
ALL_KEYS = """\
[week]
timezone = "Europe/Berlin"
minutes = { mon = 90, thu = 90, sun = 20 }
contributions = 12
triage_minutes = 20
maintenance_share = 0.5

[ranking]
weak_labels = true
label_half_life_days = 90

[fetch]
contact = "mailto:me@example.org"

[keys]
refresh = "ctrl+r"

[[goal]]
id = "postgres"
statement = "help teams who move from Oracle to PostgreSQL"
strength = 0.7
weight = 2
focus = 20
until = 2027-03-31

[[venue]]
id = "python-discuss"
name = "Discussions on Python.org"
url = "https://discuss.python.org"
feeds = ["https://discuss.python.org/latest.rss"]
me = ["myname"]
platform = "discourse"
cap_per_week = 4
cooldown_days = 3
promo_share = 0.2
target_per_week = 1
audience = 5000
quality = 0.4
goals = ["postgres"]
tags = ["python"]
rules_url = "https://discuss.python.org/faq"
note = "no links to own products"
manual = true
allow_private = true
proxy = "http://127.0.0.1:3128"
timeout_seconds = 7.5
secret_command = ["pass", "show", "forum"]
"""


def test_every_key_is_read() -> None:
    settings = read.parse(ALL_KEYS, FILE)
    assert settings == Settings(
        week=WeekSettings("Europe/Berlin", {0: 90, 3: 90, 6: 20}, 12, 20, 0.5),
        ranking=RankingSettings(True, 90.0),
        fetch=FetchSettings("mailto:me@example.org"),
        keys={"refresh": "ctrl+r"},
        goals=(Goal("postgres", "help teams who move from Oracle to PostgreSQL", 0.7, 2.0, 20, date(2027, 3, 31)),),
        venues=(
            Venue(
                id="python-discuss",
                name="Discussions on Python.org",
                url="https://discuss.python.org",
                feeds=("https://discuss.python.org/latest.rss",),
                me=("myname",),
                platform="discourse",
                cap_per_week=4,
                cooldown_days=3,
                promo_share=0.2,
                target_per_week=1,
                audience=5000,
                quality=0.4,
                goals=("postgres",),
                tags=("python",),
                rules_url="https://discuss.python.org/faq",
                note="no links to own products",
                manual=True,
                allow_private=True,
                proxy="http://127.0.0.1:3128",
                timeout_seconds=7.5,
                secret_command=("pass", "show", "forum"),
            ),
        ),
    )


def test_the_example_names_every_key_of_the_schema() -> None:
    missing = [key.name for key in KEYS if f"\n{key.name} = " not in ALL_KEYS]
    assert missing == []


def test_an_empty_file_and_a_bare_venue_give_the_defaults() -> None:
    assert read.parse("", FILE) == Settings()
    assert read.parse("", FILE).week.minutes == DEFAULT_MINUTES
    assert read.parse('[[venue]]\nid = "a"\n', FILE).venues == (Venue("a"),)


def test_the_written_defaults_of_the_schema_are_the_defaults() -> None:
    for key in KEYS:
        assert key.required == (key.default is None and key.name in ("id", "statement")), key
    week = {key.name: key.default for key in KEYS if key.table == "week"}
    assert week["minutes"] == {"mon": 60, "wed": 60, "fri": 60}


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("[week]\nminutes = 100", {0: 34, 2: 33, 4: 33}),
        ("[week]\nminutes = 0", {0: 0, 2: 0, 4: 0}),
        ("[week]\nminutes = {}", {}),
        ("[week.minutes]\nsat = 15", {5: 15}),
        ("week.minutes.sun = 1440", {6: 1440}),
    ],
)
def test_minutes_in_every_form(text: str, minutes: dict[int, int]) -> None:
    assert read.parse(text, FILE).week.minutes == minutes


@pytest.mark.parametrize(("word", "value"), [("read", 0.1), ("recommend", 0.4), ("hire", 0.7), ("partner", 0.9)])
def test_strength_as_a_word(word: str, value: float) -> None:
    text = f'[[goal]]\nid = "g"\nstatement = "s"\nstrength = "{word}"\n'
    assert read.parse(text, FILE).goals[0].strength == value


VENUE = '# a comment\n\n[[venue]]\nid = "a"\n'
GOAL = '[[goal]]\nid = "g"\nstatement = "s"\n'

MISTAKES = [
    # text, line, key, words of the message
    ("[weak]\n", 1, "weak", "did you mean 'week'"),
    ("\ntitle = 1\n", 2, "title", "known: week"),
    ("[venue]\nid = 'a'\n", 1, "venue", "written [[venue]]"),
    ("\n[[week]]\n", 2, "week", "written [week]"),
    ("venue = [\n1]\n", 2, "venue", "written [[venue]]"),
    ("[keys]\n\nundo = 3\n", 3, "undo", "in quotes"),
    ("[keys]\nundo = ''\n", 2, "undo", "in quotes"),
    ("[keys]\nfetch = 'g r'\nundo = 'ctrl+'\n", 3, "undo", "'ctrl+' is no key; write one behind the +"),
    ("[keys]\nundo = 'entr'\n", 2, "undo", "'entr' is no key; did you mean 'enter'?"),
    ("[keys]\nundo = 'Ctrl-R'\n", 2, "undo", "did you mean 'ctrl+r'?"),
    ("[keys]\nundo = 'g pagedwn'\n", 2, "undo", "did you mean 'pagedown'?"),
    (VENUE + "feed = []\n", 5, "feed", "did you mean 'feeds'"),
    (VENUE + '"\\u001b[31m" = 1\n', 5, "\ufffd[31m", "no such key"),
    (VENUE + "cap-per-week = 3\n", 5, "cap-per-week", "did you mean 'cap_per_week'"),
    (VENUE + "note.text = 'x'\n", 5, "note", "a text in quotes, not a table"),
    ("[[venue]]\nid='a'\n\n[[venue]]\nname = 'b'\n", 4, "id", "is missing in this venue"),
    ("\n[[goal]]\nid = 'g'\n", 2, "statement", "is missing in this goal"),
    ("[[goal]]\nid = 'g'\nstatement = ' '\n", 3, "statement", "must not be empty"),
    (VENUE + "\n[[venue]]\nid = 'b'\n[[venue]]\nid = 'a'\n", 9, "id", "id of the venue on line 4"),
    (GOAL + GOAL, 5, "id", "id of the goal on line 2"),
    ("[[venue]]\nid = 'Python'\n", 2, "id", "small letters"),
    ("[[venue]]\nid = '-x'\n", 2, "id", "letter or digit first"),
    ("[[venue]]\nid = 'a/b'\n", 2, "id", "no id"),
    ('[[venue]]\nid = "a\nname = "b"\n', 2, "", "column"),
    ('[[venue]]\nid = "a\\n"\n', 2, "id", "no id"),
    (f"[[venue]]\nid = '{'a' * 65}'\n", 2, "id", "64"),
    (VENUE + "name = 3\n", 5, "name", "a text in quotes, not a number"),
    (VENUE + 'name = "\\u001b]0;x"\n', 5, "name", "control character U+001B"),
    (VENUE + "url = 'ftp://x.example'\n", 5, "url", "http:// or https://"),
    (VENUE + "url = 'x.example'\n", 5, "url", "http:// or https://"),
    (VENUE + "url = 'https://'\n", 5, "url", "http:// or https://"),
    (VENUE + "url = 'https://a b'\n", 5, "url", "http:// or https://"),
    (VENUE + "url = 'https://[::1'\n", 5, "url", "http:// or https://"),
    (VENUE + "rules_url = 'https://x:99999'\n", 5, "rules_url", "http:// or https://"),
    (VENUE + "proxy = 'socks5://x'\n", 5, "proxy", "http:// or https://"),
    (VENUE + "feeds = 'https://x'\n", 5, "feeds", "must be a list"),
    (VENUE + "feeds = [\n 'https://x',\n '',\n]\n", 7, "feeds", "http:// or https://"),
    (VENUE + "feeds = [\n 'https://x', 3 ]\n", 6, "feeds", "a text in quotes"),
    (VENUE + "me = ['']\n", 5, "me", "must not be empty"),
    (VENUE + "platform = 'My Forum'\n", 5, "platform", "no id"),
    (VENUE + "cap_per_week = '3'\n", 5, "cap_per_week", "whole number, not a text"),
    (VENUE + "cap_per_week = 3.5\n", 5, "cap_per_week", "whole number"),
    (VENUE + "cap_per_week = true\n", 5, "cap_per_week", "not true or false"),
    (VENUE + "cap_per_week = -1\n", 5, "cap_per_week", "-1 is not between 0 and 1000"),
    (VENUE + f"audience = {'9' * 400}\n", 5, "audience", "not between 0 and 10000000000"),
    (VENUE + "promo_share = 1.1\n", 5, "promo_share", "1.1 is not between 0 and 1"),
    (VENUE + "quality = nan\n", 5, "quality", "not between"),
    (VENUE + "timeout_seconds = inf\n", 5, "timeout_seconds", "not between 0.1 and 600"),
    (VENUE + "timeout_seconds = 0\n", 5, "timeout_seconds", "not between"),
    (VENUE + "manual = 'yes'\n", 5, "manual", "true or false"),
    (VENUE + "manual = 1\n", 5, "manual", "true or false"),
    (VENUE + "secret_command = 'pass x'\n", 5, "secret_command", "must be a list"),
    (GOAL + "[[venue]]\nid = 'a'\ngoals = ['g',\n 'gg']\n", 7, "gg", "did you mean 'g'"),
    (VENUE + "goals = ['g']\n", 5, "g", "known: none"),
    (GOAL + "strength = 1.5\n", 4, "strength", "1.5 is not between 0 and 1"),
    (GOAL + "strength = 'hier'\n", 4, "strength", "did you mean 'hire'"),
    (GOAL + "strength = true\n", 4, "strength", "a number"),
    (GOAL + "until = '2027-03-31'\n", 4, "until", "without quotes"),
    (GOAL + "until = 2027-03-31T12:00:00\n", 4, "until", "a day"),
    (GOAL + "until = 2027-02-31\n", 4, "", "column"),
    ("[week]\ntimezone = 'Europe/Berln'\n", 2, "timezone", "did you mean 'Europe/Berlin'"),
    ("[week]\ntimezone = '../etc/passwd'\n", 2, "timezone", "no time zone"),
    ("[week]\nminutes = {\n", 2, "", "column"),
    ("[week]\nminutes = { mon = 5, thr = 3 }\n", 2, "minutes", "did you mean 'thu'"),
    ("[week.minutes]\nmon = 5\ntue = -3\n", 3, "minutes", "tue must be whole minutes from 0 to 1440"),
    ("[week]\nminutes = -1\n", 2, "minutes", "not between 0"),
    ("[week]\nminutes = '60'\n", 2, "minutes", "minutes by day"),
    ("[week]\nmaintenance_share = 2\n", 2, "maintenance_share", "not between 0 and 1"),
    ("[ranking]\nlabel_half_life_days = -1\n", 2, "label_half_life_days", "not between"),
    ("[week]\n\ncontributions == 3\n", 3, "", "column 16"),
    ("a = 1\n[week]\n[week]\n", 3, "", "column"),
    ("[week]\nminutes = [1,\n", 3, "", "column 1, at the end"),
]


@pytest.mark.parametrize(("text", "line", "key", "words"), MISTAKES)
def test_a_mistake_names_its_line_its_key_and_the_way_out(text: str, line: int, key: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read.parse(text, FILE)
    assert (caught.value.line, caught.value.key) == (line, key), str(caught.value)
    assert words in caught.value.message
    assert str(caught.value).startswith(f"feeds.toml:{line}: ")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("text", ["a = " + "9" * 5000, "a = " + "[" * 50_000])
def test_what_python_itself_cannot_read_is_one_line(text: str) -> None:
    with pytest.raises(ConfigError, match="too long or lists too deep"):
        read.parse(text, FILE)


def test_a_password_in_an_address_is_not_shown() -> None:
    with pytest.raises(ConfigError) as caught:
        read.parse(VENUE + "url = 'ftp://me:hunter2@x.example'\n", FILE)
    assert "hunter2" not in str(caught.value)


def test_byte_order_mark_and_windows_lines(tmp_path: Path) -> None:
    file = tmp_path / "feeds.toml"
    file.write_bytes(b"\xef\xbb\xbf" + ALL_KEYS.replace("\n", "\r\n").encode())
    file.chmod(0o600)
    assert read.load(file) == read.parse(ALL_KEYS, FILE)


def load_error(path: Path) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read.load(path)
    assert "\n" not in str(caught.value)
    return caught.value


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert "forumplan init" in load_error(tmp_path / "none.toml").message
    assert "a folder" in load_error(tmp_path).message
    os.mkfifo(tmp_path / "pipe")
    assert "not a file" in load_error(tmp_path / "pipe").message
    (tmp_path / "latin.toml").write_bytes(b"# one\n# caf\xe9\n")
    assert load_error(tmp_path / "latin.toml").line == 2
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert "cannot be read" in load_error(tmp_path / "loop").message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    file = tmp_path / "feeds.toml"
    file.touch(mode=0)
    assert "check its permissions" in load_error(file).message


GUARDED = ["allow_private = true", 'proxy = "http://127.0.0.1:1"', 'secret_command = ["x"]']


@pytest.mark.parametrize("line", GUARDED)
@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_guarded_keys_need_a_file_that_others_cannot_write(tmp_path: Path, line: str, mode: int) -> None:
    file = tmp_path / "feeds.toml"
    file.write_text(VENUE + line + "\n")
    file.chmod(0o644)
    assert read.load(file).venues[0] != Venue("a")
    file.chmod(mode)
    error = load_error(file)
    assert (error.line, error.key) == (5, line.partition(" ")[0])
    assert "chmod go-w" in error.message


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("line", GUARDED)
def test_guarded_keys_need_a_file_of_ones_own(tmp_path: Path, line: str) -> None:
    file = tmp_path / "feeds.toml"
    file.write_text(VENUE + line + "\n")
    file.chmod(0o600)
    os.chown(file, 12345, 12345)
    assert "somebody else" in load_error(file).message


def test_guarded_keys_at_their_default_may_stand_anywhere(tmp_path: Path) -> None:
    file = tmp_path / "feeds.toml"
    file.write_text(VENUE + 'allow_private = false\nproxy = ""\nsecret_command = []\n')
    file.chmod(0o666)
    assert read.load(file).venues == (Venue("a"),)


def test_a_very_long_value_makes_no_very_long_error() -> None:
    with pytest.raises(ConfigError) as caught:
        read.parse(f"[[venue]]\nid = '{'A' * 100_000}'\n", FILE)
    assert len(str(caught.value)) < 400
