"""A forum on loopback that answers my posts: what is owed is found at the next refresh, an answer settles it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import homes
import pytest
from fakes import NOON, Clock

from forumplan.domain.records import Away, Contribution, FollowUp
from forumplan.domain.times import DAY, HOUR
from forumplan.services import followups, history, logbook, people, person_acts, person_card, record, venue_facts
from forumplan.services.home import Home
from forumplan.services.matching import matches, mine
from forumplan.services.refresh import Summary, refresh

START = NOON - 5 * DAY


class Board:
    """A board with one Atom feed of posts, as mailing lists give it."""

    def __init__(self) -> None:
        self.posts: list[str] = []
        board = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                head = "<title>Board</title><id>urn:board</id>"
                body = (
                    '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
                    f'xmlns:thr="http://purl.org/syndication/thread/1.0">{head}{"".join(board.posts)}</feed>'
                ).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/atom+xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def post(self, number: int, author: str, text: str, at: int, answers: int = 0) -> str:
        """A post appears; returns its address."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
        address = f"{self.url}/p/{number}"
        reply = f'<thr:in-reply-to ref="urn:p:{answers}" href="{self.url}/p/{answers}"/>' if answers else ""
        title = f"{'Re: ' if answers else ''}Exact counts of large tables"
        self.posts.append(
            f'<entry><title>{title}</title><id>urn:p:{number}</id><link href="{address}"/>'
            f"<published>{moment}</published><updated>{moment}</updated><author><name>{author}</name></author>{reply}"
            f'<content type="text">{escape(text)}</content></entry>'
        )
        return address


@pytest.fixture
def board() -> Iterator[Board]:
    board = Board()
    thread = threading.Thread(target=board.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield board
    finally:
        board.server.shutdown()
        board.server.server_close()
        thread.join()


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def home(tmp_path: Path, board: Board, clock: Clock) -> Iterator[Home]:
    place = f'[[venue]]\nid = "board"\nurl = "{board.url}"\nfeeds = ["{board.url}/feed"]\nallow_private = true\n'
    text = homes.WEEK + homes.GOAL + place + 'me = ["robin"]\n'
    with homes.made(tmp_path / "home", text, clock) as opened:
        yield opened


def look(home: Home) -> Summary:
    async def run() -> Summary:
        summary = Summary()
        async for _ in refresh(home, summary, everything=True):
            pass
        return summary

    summary = asyncio.run(run())
    assert summary.states in ({"ok": 1}, {"unchanged": 1})
    return summary


def test_of_forty_later_posts_the_two_to_me_are_owed_and_the_rest_is_new(
    home: Home, board: Board, clock: Clock
) -> None:
    board.post(1, "Lena", "How do I count exactly?", START - HOUR)
    look(home)
    address = board.post(2, "robin", "Keep a counter in a table.", START, answers=1)
    made = logbook.log(home, address=f"{board.url}/p/1")
    for n in range(3, 43):
        to_me = 2 if n == 20 else 3 if n > 3 else 1
        text = "thanks @robin, and with partitions?" if n == 30 else "I would estimate instead."
        board.post(n, "Lena" if n in (20, 30) else f"user{n}", text, START + n * 60, answers=to_me)
    clock.now += 5 * HOUR
    assert look(home).owed == 2
    owed = people.owed_answers(home)
    assert [(one.person_name, one.reason) for one in owed] == [("Lena", "reply"), ("Lena", "name")]
    assert list(followups.new_since(home).values()) == [38]
    assert look(home).owed == 0, "what is known is not owed twice"
    venue = home.settings.venues[0]
    found = matches(home, venue, [made], mine(home, venue))
    assert {name: post.url for name, post in found.items()} == {made.id: address}
    assert len(venue_facts.own_posts(home, [made])) == 1, "the logged post and the seen one are one"


def test_answering_resets_the_clock_and_raises_the_tie(home: Home, board: Board, clock: Clock) -> None:
    board.post(1, "robin", "My notes on counting.", START)
    board.post(2, "Lena", "Does it hold under load?", START + HOUR, answers=1)
    clock.now += 2 * DAY
    look(home)
    before = person_card.find(home, "Lena")
    assert (before.owed, before.contacts) == (1, 0)
    person_acts.answer(home, people.owed_answers(home)[0])
    after = person_card.find(home, "Lena")
    assert (after.owed, after.contacts, round(after.last_days)) == (0, 1, 0)
    assert after.strength > before.strength
    history.undo(home)
    assert person_card.find(home, "Lena").owed == 1


def test_an_answer_that_was_not_logged_is_seen_in_the_feed(home: Home, board: Board, clock: Clock) -> None:
    board.post(1, "robin", "My notes on counting.", START)
    board.post(2, "Lena", "Does it hold under load?", START + HOUR, answers=1)
    clock.now += DAY
    look(home)
    board.post(3, "robin", "It does, with one counter a shard.", START + DAY, answers=2)
    clock.now += 2 * HOUR
    look(home)
    assert people.owed_answers(home) == []
    tie = person_card.find(home, "Lena")
    assert (tie.contacts, tie.last_days) == (1, pytest.approx(2 / 24))
    look(home)
    assert person_card.find(home, "Lena").contacts == 1


def test_an_answer_logged_before_its_question_was_fetched_is_not_owed(home: Home, board: Board, clock: Clock) -> None:
    board.post(1, "robin", "My notes on counting.", START)
    look(home)
    board.post(2, "Lena", "Does it hold under load?", START + HOUR, answers=1)
    clock.now += 2 * HOUR
    logbook.log(home, address=f"{board.url}/p/1", person="Lena", kind="follow-up")
    clock.now += HOUR
    assert look(home).owed == 0


def test_a_reply_to_what_was_logged_by_address_is_owed_without_a_name_of_mine(
    tmp_path: Path, board: Board, clock: Clock
) -> None:
    place = f'[[venue]]\nid = "board"\nurl = "{board.url}"\nfeeds = ["{board.url}/feed"]\nallow_private = true\n'
    with homes.made(tmp_path / "other", homes.WEEK + homes.GOAL + place, clock) as home:
        board.post(1, "Lena", "How do I count exactly?", START)
        address = board.post(2, "somebody", "Keep a counter.", START + HOUR, answers=1)
        look(home)
        logbook.log(home, address=address)
        board.post(3, "Lena", "Where would it live?", START + 2 * HOUR, answers=2)
        board.post(4, "Otto", "I would estimate.", START + 2 * HOUR, answers=1)
        clock.now += 5 * HOUR
        assert look(home).owed == 1
        assert people.owed_answers(home)[0].person_name == "Lena"


def test_days_away_put_off_what_is_due_and_cool_nobody(home: Home, board: Board, clock: Clock) -> None:
    record.log(home, Contribution("", kind="mail", person="p-ana", person_name="Ana", minutes=5))
    held = person_card.find(home, "Ana").strength
    board.post(1, "robin", "My notes.", START)
    board.post(2, "Lena", "And then?", START + HOUR, answers=1)
    look(home)
    due = people.owed_answers(home)[0].due_at
    first, last = (home.today().replace(day=n) for n in (14, 23))
    record.away(home, first, last)
    assert home.ledger.all(Away)
    assert people.owed_answers(home)[0].due_at == due + 10 * DAY
    clock.now += 11 * DAY
    assert person_card.find(home, "Ana").strength == pytest.approx(held * 0.986, abs=0.01)
    assert person_card.find(home, "Ana").last_days == pytest.approx(1)


def test_a_missed_answer_costs_a_part_of_the_tie_until_it_is_given(home: Home, board: Board, clock: Clock) -> None:
    board.post(1, "robin", "My notes.", START)
    board.post(2, "Lena", "And then?", START + HOUR, answers=1)
    look(home)
    owed = home.ledger.all(FollowUp)[0]
    record.log(home, Contribution("", kind="call", person=owed.person, person_name="Lena", minutes=5, at=START - DAY))
    clock.now = owed.due_at + 8 * DAY
    missed = person_card.find(home, "Lena").strength
    record.no_answer_needed(home, owed)
    assert missed == pytest.approx(0.85 * person_card.find(home, "Lena").strength)
