"""The command line as a user and as a program meets it: one flow on loopback, exit statuses, weights, bad input."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import worlds

from forumplan.cli.main import COMMANDS


class Program:
    """forumplan as a process with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.env = {**os.environ, "FORUMPLAN_HOME": str(home), "NO_PROXY": "*", "TZ": "UTC"}

    def __call__(self, *words: str, status: int = 0, stdin: str = "") -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "forumplan", *words],
            env=self.env,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr
        assert done.returncode == status, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def objects(self, *words: str, status: int = 0) -> list[dict[str, Any]]:
        lines = self(*words, status=status).stdout.splitlines()
        found = [json.loads(line) for line in lines]
        assert not found or found[0]["schema"] == 1
        return found


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "home")


@pytest.fixture
def forum() -> Iterator[worlds.Forum]:
    import time

    with worlds.serving(
        {"club": worlds.make_threads(40, 1), "list": worlds.make_threads(40, 2)}, int(time.time())
    ) as made:
        yield made


def test_a_site_that_fails_is_no_wrong_usage_and_can_be_kept_to_be_asked(
    program: Program, forum: worlds.Forum, unused_tcp_port: int
) -> None:
    program("init", "--no-input")
    nobody, feed = f"http://127.0.0.1:{unused_tcp_port}/", f"{forum.url}/club/latest.rss"
    for words in (("discover", nobody), ("add", nobody)):
        said = program("venue", *words, "--allow-private", status=1).stderr
        assert "127.0.0.1 refuses connections" in said and f"forumplan venue add {nobody} --later" in said
    for wrong in (("no such place",), ("foo", "--later"), ("/no/where", "--later"), (feed, "--later", "--manual")):
        program("venue", "add", *wrong, status=2)

    assert "not asked yet" in program("venue", "add", feed, "--later", "--allow-private", "--id", "club").stderr
    assert forum.bodies == []
    assert [line["feed"]["state"] for line in program.objects("refresh", "--json")[:-1]] == ["ok"]


def test_from_an_empty_home_to_an_undone_contribution(program: Program, forum: worlds.Forum) -> None:
    program("init", "--no-input")
    program("goal", "add", "help teams who move from Oracle to PostgreSQL", "--id", "pg", "--strength", "hire")
    refused = program("venue", "add", f"{forum.url}/club/latest.rss", status=2)
    assert refused.stderr.endswith(f"forumplan venue add {forum.url}/club/latest.rss --allow-private\n")
    program("venue", "add", f"{forum.url}/club/latest.rss", "--allow-private", "--id", "club")
    program("venue", "add", f"{forum.url}/list/latest.rss", "--allow-private", "--id", "list")
    assert [venue["id"] for venue in program.objects("venue", "list", "--json")] == ["club", "list"]

    first = program.objects("refresh", "--json")
    assert [line["feed"]["state"] for line in first[:-1]] == ["ok", "ok"]
    assert first[-1]["summary"]["new"] == 80
    bodies = len(forum.bodies)
    second = program.objects("refresh", "--all", "--json")
    assert [line["feed"]["state"] for line in second[:-1]] == ["unchanged", "unchanged"]
    assert [line["feed"]["entries"] for line in second[:-1]] == [None, None]
    assert len(forum.bodies) == bodies, "an unchanged feed was downloaded again"

    threads = program.objects("threads", "--json", "--limit", "10")
    keys = "schema id venue title url author started active replies score band reasons label goal".split()  # noqa: SIM905
    assert set(threads[0]) == set(keys)
    assert all(a["score"] >= b["score"] for a, b in itertools.pairwise(threads))
    best = threads[0]
    program("label", best["id"], "y")
    program("label", threads[1]["id"], "n", "--goal", "pg")
    labels = {t["id"]: t["label"] for t in program.objects("threads", "--json", "--limit", "80")}
    assert (labels[best["id"]], labels[threads[1]["id"]]) == ("y", "n")

    week = program.objects("plan", "--json")[0]
    assert {"week", "value", "bound", "gap", "proven", "minutes", "items", "spread", "unmet", "skipped"} <= set(week)
    assert week["bound"] >= week["value"]
    item_keys = "id day venue kind goal thread title url person minutes state why".split()  # noqa: SIM905
    assert all(set(item) == set(item_keys) for item in week["items"])

    program("log", best["url"], "--minutes", "25")
    history = program.objects("history", "--json")
    assert history[0]["verb"] == "log" and not history[0]["undone"]
    program("undo")
    assert program.objects("history", "--json")[0]["undone"]
    program("redo")
    assert not program.objects("history", "--json")[0]["undone"]


def test_items_are_accepted_done_moved_and_dropped_by_id(program: Program, forum: worlds.Forum) -> None:
    program("init", "--no-input")
    program("goal", "add", "help with sailing: rigging, anchor, mooring", "--id", "sea")
    program("goal", "set", "sea", "weight=2")
    for name in ("club", "list"):
        program("venue", "add", f"{forum.url}/{name}/latest.rss", "--allow-private", "--id", name)
    config = program.home / "config" / "feeds.toml"
    days = "minutes = { mon = 60, tue = 60, wed = 60, thu = 60, fri = 60, sat = 60, sun = 600 }\ntriage_minutes = 0"
    lines = [days if line.startswith("minutes =") else line for line in config.read_text().splitlines()]
    config.write_text("\n".join(lines) + "\n")
    program("refresh")
    items = program.objects("plan", "--json")[0]["items"]
    assert items
    program("plan", "accept", items[0]["id"])
    program("plan", "move", items[0]["id"], "sun")
    assert "pinned already" in program("plan", "accept", items[0]["id"], status=2).stderr
    after = {i["id"]: i for i in program.objects("plan", "--json")[0]["items"]}
    assert (after[items[0]["id"]]["state"], after[items[0]["id"]]["day"]) == ("pinned", "sun")
    program("done", items[0]["id"], "--minutes", "5")
    after = {i["id"]: i for i in program.objects("plan", "--json")[0]["items"]}
    assert (after[items[0]["id"]]["state"], after[items[0]["id"]]["minutes"]) == ("done", 5)
    program("plan", "accept", "--all")
    proposed = [i for i in program.objects("plan", "--json")[0]["items"] if i["state"] == "proposed"]
    assert proposed == []
    assert "nothing changed" in program("replan").stdout
    program("undo", "4")
    assert {i["state"] for i in program.objects("plan", "--json")[0]["items"]} == {"proposed"}


def test_a_contribution_is_edited_to_what_can_be(program: Program, forum: worlds.Forum) -> None:
    program("init", "--no-input")
    program("venue", "add", f"{forum.url}/club/latest.rss", "--allow-private", "--id", "club")
    made = program("log", "--venue", "club", "--minutes", "10").stdout.split()[1].rstrip(":")
    for word in ("minutes=-5", "minutes=1441", "minutes=some", "venue=nowhere", "goal=none", "promo=maybe"):
        assert word in program("log", "edit", made, word, status=2).stderr
    assert program("log", "delete", made, "another", status=2).stderr
    program("log", "edit", made, "minutes=20", "promo=yes", "goal=")
    assert f"{made}," in program("export", "csv").stdout and ",20," in program("export", "csv").stdout


def test_other_weeks_ideas_and_room_are_said(program: Program, forum: worlds.Forum) -> None:
    program("init", "--no-input")
    added = program("goal", "add", "help with sailing: rigging, anchor, mooring", "--id", "sea", "--strength", "hire")
    assert "at “would hire me” your minutes can keep" in added.stderr
    for name in ("club", "list"):
        program("venue", "add", f"{forum.url}/{name}/latest.rss", "--allow-private", "--id", name)
    config = program.home / "config" / "feeds.toml"
    lines = [
        "minutes = { sun = 60 }" if line.startswith("minutes =") else line for line in config.read_text().splitlines()
    ]
    config.write_text("\n".join(lines) + "\n")
    program("refresh")
    noted = program("idea", "add", "Knots that hold", "--venue", "club").stdout
    program("idea", "add", "An article on anchors", "--venue", "list", "--placement", "--minutes", "5")
    ideas = program.objects("idea", "list", "--json")
    assert {one["kind"]: one["minutes"] for one in ideas} == {"new-topic": None, "placement": 5}
    week = program.objects("plan", "--json")[0]
    assert "An article on anchors" in {one["title"] for one in (*week["items"], *week["skipped"])}
    assert any(line.startswith("“Knots that hold” waits: 5 answers there come first") for line in week["unmet"])
    other = program.objects("plan", "--what-if", "minutes=600", "--what-if", "without=club", "--json")[0]
    assert other["what_if"] == "minutes=600, without=club" and len(other["beside"]) == 4
    assert "club" not in {item["venue"] for item in other["items"]}
    said = program("plan", "--what-if", "strength.sea=read").stdout
    assert "what if: strength.sea=read (nothing is kept)" in said and "to your goals as they are, worth" in said
    assert program.objects("plan", "--json")[0]["items"] == week["items"]
    assert "no longer planned: Knots that hold" in program("idea", "remove", noted.split(":")[0]).stdout
    program("undo")
    assert len(program.objects("idea", "list", "--json")) == 2


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("frobnicate",), 2, "no command"),
        (("refesh",), 2, "did you mean 'refresh'"),
        (("threads", "--limit", "0"), 2, "--limit"),
        (("label", "nothing", "y"), 2, "no thread"),
        (("undo",), 2, "nothing to undo"),
        (("log",), 2, "log what"),
        (("venue", "set", "x", "name=y"), 2, "no venue has this id"),
        (("goal", "add", "x", "--strength", "iron"), 2, "recommend"),
        (("plan", "--week", "2020-W01"), 2, "is over"),
        (("plan", "--week", "next"), 2, "2026-W48"),
        (("plan", "--what-if", "luck=1"), 2, "strength.GOAL"),
        (("plan", "--what-if", "minutes=some"), 2, "minutes=N"),
        (("plan", "--what-if", "minutes=-5"), 2, "minutes=N"),
        (("idea", "add", "A title", "--venue", "nowhere"), 2, "forumplan venue list"),
        (("idea", "remove", "e1"), 2, "forumplan idea list"),
        (("away", "tomorrow"), 2, "2026-12-24"),
        (("venue",), 2, "venue what? There are: add, discover"),
        (("label",), 2, "label what? There are: export, import, next ("),
        (("refresh", "--venue", "x"), 2, "no venue has this id"),
        ((), 2, "terminal"),
    ],
)
def test_wrong_usage_gets_one_line_and_status_two(
    program: Program, words: tuple[str, ...], status: int, said: str
) -> None:
    program("init", "--no-input")
    done = program(*words, status=status)
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_broken_feeds_toml_names_line_and_nearest_key(program: Program) -> None:
    program("init", "--no-input")
    config = program.home / "config" / "feeds.toml"
    config.write_text('[[venue]]\nid = "a"\ncap_per_wek = 3\n')
    for words in (("refresh",), ("plan",), ("log", "https://x.example/1"), ("config", "check")):
        done = program(*words, status=2)
        assert "feeds.toml:3: cap_per_wek" in done.stderr and "cap_per_week" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


def test_an_act_without_a_name_of_ours_has_no_key(program: Program) -> None:
    program("init", "--no-input")
    config = program.home / "config" / "feeds.toml"
    text = config.read_text()
    config.write_text(text + '\n[keys]\ndoone = "D"\n')
    assert "doone: no such act; did you mean done?" in program("config", "check", status=2).stderr
    config.write_text(text + '\n[keys]\ndone = "D"\n')
    program("config", "check")


def test_without_feeds_toml_the_way_out_is_said(program: Program) -> None:
    assert "forumplan init" in program("refresh", status=2).stderr
    assert not program.home.exists()


def test_a_damaged_ledger_is_refused_and_repaired_from_its_backup(program: Program) -> None:
    program("init", "--no-input")
    program("log", "--with", "Ada", "--kind", "call")
    program("backup")
    ledger = program.home / "data" / "ledger.db"
    for part in ledger.parent.glob("ledger.db-*"):
        part.unlink()
    ledger.write_bytes(b"\x00" * 4096)
    done = program("people", status=1)
    assert "doctor --repair" in done.stderr and str(ledger) in done.stderr
    assert program("doctor", status=1).stdout.count("fail") == 1
    program("doctor", "--repair")
    assert "Ada" in program("people").stdout
    assert list(ledger.parent.glob("ledger.db.damaged-*"))


def test_a_damaged_cache_is_rebuilt(program: Program, forum: worlds.Forum) -> None:
    program("init", "--no-input")
    program("venue", "add", f"{forum.url}/club/latest.rss", "--allow-private", "--id", "club")
    program("refresh")
    threads = program.home / "cache" / "threads.db"
    for part in threads.parent.glob("threads.db-*"):
        part.unlink()
    threads.write_bytes(b"damaged" * 1000)
    assert "put aside" in program("refresh").stderr
    assert program.objects("refresh", "--all", "--json")[-1]["summary"]["feeds"] == 1


def test_damage_within_the_cache_is_found_by_the_doctor_and_put_aside(program: Program, forum: worlds.Forum) -> None:
    program("init", "--no-input")
    program("venue", "add", f"{forum.url}/club/latest.rss", "--allow-private", "--id", "club")
    program("refresh")
    threads = program.home / "cache" / "threads.db"
    with contextlib.closing(sqlite3.connect(threads)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'posts'").fetchone()[0]
        size = db.execute("PRAGMA page_size").fetchone()[0]
    whole = threads.read_bytes()
    threads.write_bytes(whole[: (page - 1) * size] + b"\xa5" * size + whole[page * size :])
    found = program("doctor", status=1).stdout.splitlines()
    fails = [line for line in found if line.startswith("fail")]
    assert len(fails) == 1 and str(threads) in fails[0] and "doctor --repair" in fails[0]
    assert "put aside" in program("doctor", "--repair").stdout
    assert "fail" not in program("doctor").stdout
    assert program.objects("refresh", "--all", "--json")[-1]["summary"]["feeds"] == 1


def test_a_dead_host_and_a_page_that_is_no_feed_are_named_and_status_three(
    program: Program, forum: worlds.Forum
) -> None:
    program("init", "--no-input")
    config = program.home / "config" / "feeds.toml"
    text = "".join(
        f'[[venue]]\nid = "{name}"\nfeeds = ["{url}"]\nallow_private = true\n\n'
        for name, url in (
            ("good", f"{forum.url}/club/latest.rss"),
            ("gone", f"{forum.url}/club/nothing"),
            ("silent", "http://127.0.0.1:9/feed"),
        )
    )
    config.write_text(text)
    found = program.objects("refresh", "--json", status=3)
    states = {line["feed"]["venue"]: line["feed"] for line in found[:-1]}
    assert states["good"]["state"] == "ok"
    assert states["gone"]["state"] == "failing" and states["gone"]["error"] and states["gone"]["next_at"]
    assert states["silent"]["state"] == "failing" and states["silent"]["entries"] == 0


HEAVY = ("sklearn", "scipy", "numpy", "feedparser", "httpx2", "textual", "diskcache")


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        (("--help",), ()),
        (("--version",), ()),
        (("log", "--with", "Ada"), ()),
        (("undo",), ()),
        (("people",), ()),
        (("goal", "list"), ()),
        (("venues",), ()),
        (("history",), ()),
        (("refresh",), ("feedparser", "httpx2", "diskcache")),
    ],
)
def test_a_command_loads_only_what_it_needs(program: Program, words: tuple[str, ...], allowed: tuple[str, ...]) -> None:
    program("init", "--no-input")
    program("log", "--with", "Ada")
    code = (
        "import sys, contextlib\n"
        "from forumplan.cli.main import main\n"
        "with contextlib.suppress(SystemExit):\n    main()\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=program.env, capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(done.stderr.strip().splitlines()[-1].replace("'", '"')))
    assert loaded <= set(allowed)


def test_a_reader_that_stops_early_is_no_failure(program: Program, tmp_path: Path) -> None:
    pool, goal, labels = (tmp_path / name for name in ("pool", "goal", "labels"))
    pool.write_text("".join(f'{{"id": "{"x" * 900}{n}"}}\n' for n in range(300)))  # more than a pipe holds
    goal.write_text("postgres")
    labels.write_text("")
    command = [sys.executable, "-m", "forumplan", "rank", "--pool", pool, "--goal", goal, "--labels", labels]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, env=program.env, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_help_writes_nothing_and_every_command_has_its_page(program: Program) -> None:
    code = (
        "from forumplan.cli.main import COMMANDS, cli\n"
        "for name in COMMANDS:\n    cli.main([name, '--help'], prog_name='forumplan', standalone_mode=False)"
    )
    done = subprocess.run([sys.executable, "-c", code], env=program.env, capture_output=True, text=True, check=True)
    pages = done.stdout.split("Usage: forumplan ")[1:]
    assert [page.split()[0] for page in pages] == list(COMMANDS)
    assert "Usage: forumplan" in program("--help").stdout
    assert not program.home.exists()


def test_the_demo_piped_is_a_whole_run(program: Program) -> None:
    found = program.objects("demo", "--json")
    states = [line["feed"]["state"] for line in found if "feed" in line]
    assert {"ok", "waiting", "dead"} <= set(states)
    feeds = [line["feed"]["feed"] for line in found if "feed" in line]
    assert all(feed.startswith("http://127.0.0.1:") for feed in feeds), "something outside is contacted"
    threads = [line["thread"] for line in found if "thread" in line]
    assert threads and all(thread["reasons"] for thread in threads)
    (plan,) = [line["plan"] for line in found if "plan" in line]
    assert plan["items"] and all(item["why"] for item in plan["items"])
    assert any(item["kind"] == "follow-up" for item in plan["items"])
    assert plan["spread"]["venues"] >= 6
    assert not program.home.exists()


def test_what_is_typed_in_another_encoding_is_refused_in_one_line(program: Program) -> None:
    program("init", "--no-input")
    before = (program.home / "config" / "feeds.toml").read_text()
    for words in (("goal", "add"), ("log", "--kind", "call", "--with"), ("rule", "add", "mute"), ("why",)):
        done = program(*words, os.fsdecode(b"caf\xe9"), status=2)
        assert "encoding of this terminal" in done.stderr and len(done.stderr.splitlines()) == 1
    assert (program.home / "config" / "feeds.toml").read_text() == before
    assert program.objects("history", "--json") == []


def test_objects_are_whole_where_a_terminal_knows_no_unicode(program: Program) -> None:
    program("init", "--no-input")
    program("log", "--with", "Bob 日本", "--kind", "call")
    program.env |= {"PYTHONIOENCODING": "ascii"}
    assert [one["name"] for one in program.objects("people", "--json")] == ["Bob 日本"]


def test_no_escape_reaches_a_pipe(program: Program) -> None:
    done = program("demo")
    assert "\x1b" not in done.stdout + done.stderr
