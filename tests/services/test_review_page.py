"""The review as a page and as Markdown: self-contained, without scripts, harmless whatever stands in a name."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import homes
import pytest
from fakes import NOON

from forumplan.domain.events import Change
from forumplan.domain.records import Contribution, FollowUp
from forumplan.domain.times import DAY
from forumplan.services import record, review_page
from forumplan.services.home import Home
from forumplan.services.review import Review, review

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><script>x</script>",
    "javascript:alert(1)",
    "\x1b]0;title\x07 \u202e",
    "| a | `b` [c](javascript:x) <b>",
    "& &amp; ' \" </title>",
)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    goal = '[[goal]]\nid = "sql"\nstatement = "help people with SQL"\nstrength = 0.4\n\n'
    with homes.made(tmp_path / "home", homes.WEEK + goal + homes.venue("forum") + homes.venue("list")) as opened:
        yield opened


def met(home: Home, days_ago: float, **values: object) -> None:
    made = Contribution("", at=NOON - round(days_ago * DAY), venue="forum", person="p-ana", person_name="Ana Moreno")
    record.log(home, Contribution.load("", {**made.dump(), "minutes": 30, "goal": "sql", **values}))


class Reader(HTMLParser):
    """What a browser would see: elements with their attributes, and the text outside `<style>`."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._style = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._style = self._style and tag != "style"

    def handle_data(self, data: str) -> None:
        self.text += "" if self._style else data


def test_weeks_count_replies_what_helped_and_who_is_held(home: Home) -> None:
    for days in (30, 23, 16, 9, 2):
        met(home, days, outcome="thanks" if days < 10 else "nothing")
    values = {"person": "p-ana", "venue": "forum", "reason": "reply", "at": NOON - DAY, "due_at": NOON}
    for number, reason in ((1, "reply"), (2, "name")):
        one = FollowUp.load(f"f{number}", {**values, "reason": reason})
        home.ledger.observe("owed", [(one.id, "waits", Change("followup", one.id, one.dump()))])
    found = review(home, 6)
    assert [one.replies for one in found.weeks] == [0, 0, 0, 0, 0, 1]
    assert [one.helped for one in found.weeks] == [0, 0, 0, 0, 1, 1]
    assert [one.held["sql"] for one in found.weeks] == [0, 0, 1, 1, 1, 1], "two answers reach .27"
    place = found.places[0]
    assert (place.helped, place.replies, place.helped_an_hour) == (2, 1, pytest.approx(0.8))


def test_days_away_ask_for_no_minutes(home: Home) -> None:
    monday = home.week().monday
    record.away(home, monday, monday)
    found = review(home, 2)
    assert [(one.away, one.budget) for one in found.weeks] == [(0, 180), (1, 120)]
    assert found.days_away == 1


def page_of(home: Home) -> str:
    return review_page.html(review(home))


def test_the_page_is_whole_and_asks_for_nothing(home: Home) -> None:
    met(home, 3, outcome="thanks")
    page = page_of(home)
    seen = Reader(page)
    tags = [tag for tag, _ in seen.elements]
    assert page.startswith("<!doctype html>") and tags.count("svg") == 6
    assert not {"script", "link", "img", "iframe", "object", "form", "a"} & set(tags)
    assert not [name for _, attributes in seen.elements for name in attributes if name in ("src", "href", "style")]
    assert "url(" not in page and "@import" not in page and "http://" not in page and "https://" not in page
    policy = next(a["content"] for tag, a in seen.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None and "default-src 'none'" in policy and "script" not in policy
    assert "prefers-color-scheme: dark" in page and "@media print" in page
    assert "1 contribution · 1 venue · 0h30" in seen.text


def test_nobodys_name_and_tie_is_on_it(home: Home) -> None:
    met(home, 3)
    for text in (page_of(home), review_page.markdown(review(home))):
        assert "Ana" not in text and "p-ana" not in text and "knows me" not in text


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text(home: Home, name: str) -> None:
    met(home, 3, venue=name)
    seen = Reader(page_of(home))
    assert not {"script", "img", "b"} & {tag for tag, _ in seen.elements}
    assert not any(key.startswith("on") for _, attributes in seen.elements for key in attributes)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", seen.text)
    if name.isprintable():
        assert name in seen.text
    rows = [line for line in review_page.markdown(review(home)).splitlines() if line.startswith("| ")]
    assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows[:3]}) == 1, "no cell more than there are heads"
    assert not any(re.search(r"(?<!\\)[<`\[]", row) for row in rows)


def test_masked_no_venue_and_goal_is_named(home: Home) -> None:
    met(home, 3, venue="Quixotic")
    found: Review = review_page.masked(review(home))
    for text in (review_page.html(found), review_page.markdown(found)):
        assert "Quixotic" not in text and "sql" not in text
        assert "venue 1" in text and "goal 1" in text


@pytest.mark.soak
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium here")
@pytest.mark.parametrize("scheme", [0, 1])
def test_a_browser_draws_it_in_dark_and_light(home: Home, tmp_path: Path, scheme: int) -> None:
    met(home, 3)
    (tmp_path / "page.html").write_text(page_of(home))
    picture = tmp_path / "page.png"
    argv = ["chromium", "--headless", "--no-sandbox", f"--user-data-dir={tmp_path / 'profile'}"]
    argv += [f"--blink-settings=preferredColorScheme={scheme}", f"--screenshot={picture}"]
    subprocess.run([*argv, (tmp_path / "page.html").as_uri()], check=True, capture_output=True, timeout=120)
    assert picture.stat().st_size > 10_000
