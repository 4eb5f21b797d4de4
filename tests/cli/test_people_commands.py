"""People, venues, review and mirror on the command line: what is asked, what is refused, what the objects hold."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import homes
import pytest
from click.testing import CliRunner
from fakes import entry, parsed

from forumplan.cli.main import cli
from forumplan.config.paths import Paths
from forumplan.domain.errors import ForumplanError
from forumplan.domain.events import Change
from forumplan.domain.records import Contribution, FollowUp
from forumplan.domain.times import DAY
from forumplan.services import record
from forumplan.services.home import Home, system_clock

JSON = Path(__file__).parents[2] / "docs" / "reference" / "json.md"
TEXT = homes.WEEK + homes.GOAL + homes.venue("forum", me=["robin"], platform="discourse") + homes.venue("list")
Run = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    homes.made(folder, TEXT).close()
    now = system_clock()
    with Home(Paths.find(str(folder), None, {})) as home:
        for n, person in enumerate(("p-ana", "p-ana", "p-twin")):
            who = {"person": person, "person_name": "Ana Moreno"}
            made = Contribution(f"c{n}", now - n * DAY - 60, venue="forum", title=f"thread {n}", minutes=10, goal="sql")
            record.log(home, Contribution.load(made.id, {**made.dump(), **who, "promo": n < 2}))
        values = {"person": "p-ana", "person_name": "Ana Moreno", "venue": "forum", "thread": "t", "title": "And then?"}
        owed = FollowUp.load("f1", {**values, "at": now - DAY, "due_at": now + DAY})
        home.ledger.observe("owed", [(owed.id, "waits", Change("followup", owed.id, owed.dump()))])
    return folder


@pytest.fixture
def run(folder: Path) -> Run:
    def run(*words: str, status: int = 0) -> str:
        found = CliRunner().invoke(cli, ["--home", str(folder), *words])
        error = found.exception
        code = error.exit_status if isinstance(error, ForumplanError) else found.exit_code
        assert code == status, f"{words}: {found.output} {error}"
        return found.output + (str(error) if isinstance(error, ForumplanError) else "")

    return run


def objects(run: Run, *words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(*words, "--json").splitlines() if line.startswith("{")]


@pytest.mark.parametrize(
    ("words", "section"),
    [
        (("people",), "people"),
        (("person", "p-ana"), "person"),
        (("venues",), "venues"),
        (("followups",), "followups"),
        (("review",), "review"),
    ],
)
def test_every_key_of_an_object_is_documented(run: Run, words: tuple[str, ...], section: str) -> None:
    page = JSON.read_text().split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    documented = set(re.findall(r"`(\w+)`", page))
    found = objects(run, *words)
    assert found

    def keys(one: Any) -> set[str]:
        if isinstance(one, list):
            return set().union(*map(keys, one)) if one else set()
        if not isinstance(one, dict):
            return set()
        inner = [value for key, value in one.items() if key not in ("held", "relevant")]
        return set(one) | keys(inner)

    assert keys(found) - {"schema"} <= documented


def test_two_are_made_one_only_after_a_yes(run: Run) -> None:
    assert "perhaps one person: person merge p-ana p-twin" in run("people")
    assert "--yes says so" in run("person", "merge", "p-ana", "p-twin", status=2)
    assert "more than one is called so" in run("person", "merge", "Ana Moreno", "p-twin", "--yes", status=2)
    run("person", "merge", "p-ana", "p-twin", "--yes")
    assert [(one["id"], one["contacts"]) for one in objects(run, "people")] == [("p-ana", 3)]
    run("undo")
    assert len(objects(run, "people")) == 2


def test_what_is_kept_of_a_person_is_changed_by_options(run: Run) -> None:
    run("person", "p-ana", "--every", "14", "--needs", "a reviewer", "--offers", "test data", "--relevant", "5")
    assert "three" in run("person", "--help")
    assert "--yes says so" in run("person", "p-ana", "--focus", status=2)
    run("person", "p-ana", "--focus", "--yes")
    one = objects(run, "person", "p-ana")[0]
    assert (one["every_days"], one["needs"], one["offers"], one["kept_for"]) == (14, "a reviewer", "test data", "sql")
    assert one["relevant"] == {"sql": 5}
    card = run("person", "p-ana")
    for words in ("needs: a reviewer", "met in forum", "you gave 2", "next: waits for 1 answer: And then?"):
        assert words in card
    run("person", "p-ana", "--no-focus")
    assert objects(run, "person", "p-ana")[0]["kept_for"] is None


def test_a_touch_is_planned_and_a_call_without_a_venue_logged(run: Run) -> None:
    assert run("touch", "p-ana").startswith("in the week, 10 min")
    run("log", "--with", "p-ana", "--kind", "call", "--minutes", "25")
    passed = objects(run, "person", "p-ana")[0]["passed"]
    assert (passed[0]["what"], passed[0]["who"], passed[0]["venue"]) == ("call", "you", None)


def test_a_third_promotion_is_warned_of_when_it_is_logged(run: Run) -> None:
    said = run("log", "--venue", "forum", "--promo", "--note", "my talk")
    assert "mind: 2 promotions in forum in four weeks already" in said and "logged" in said
    assert "mind:" not in run("log", "--venue", "list", "--promo", "--note", "my talk")


def test_the_review_comes_in_four_forms(run: Run) -> None:
    assert run("review", "--html", "--weeks", "4").startswith("<!doctype html>")
    assert run("review", "--md").startswith("# 12 weeks to")
    assert objects(run, "review", "--weeks", "4")[0]["contributions"] == 3
    assert "forum" in run("review") and "forum" not in run("review", "--mask")
    run("review", "--md", "--html", status=2)


def test_the_mirror_is_masked_and_sets_up_after_asking(run: Run, folder: Path) -> None:
    with Home(Paths.find(str(folder), None, {})) as home:
        now = home.clock()
        asked = entry(2, thread_key="t1", author="Lena", is_reply=False, published_at=now - 9 * DAY)
        given = entry(3, thread_key="t1", author="robin", is_reply=True, published_at=now - 8 * DAY)
        homes.fold(home, [("forum", parsed(asked, given, item_kind="post"))])
    seen = run("mirror")
    assert "Your last 4 posts" in seen and "1 person waits for you" in seen and "forum" in seen
    assert "100% in 1 venue ·" in seen
    assert "forum" not in run("mirror", "--mask")
    assert "--yes says so" in run("mirror", "--seed", status=2)
    assert "1 answer of yours to 1 person" in run("mirror", "--seed", "--yes")
    assert "Lena" in run("people")
    assert "not set up already" in run("mirror", "--seed", "--yes", status=2)


def test_the_silent_are_let_go_by_a_command(run: Run) -> None:
    assert "nobody has been silent" in run("people", "--expire", status=2)
