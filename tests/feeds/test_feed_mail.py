"""Folders of mail as feeds: threads as mail programs see them, only new mails read, hostile mails harmless."""

from __future__ import annotations

import asyncio
import mailbox
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest
from fakes import NOON
from hypothesis import given, settings
from hypothesis import strategies as st

from forumplan.domain.feed import FeedJob, FeedMemory, FeedOutcome
from forumplan.feeds import mail as mail_feed
from forumplan.feeds import mail_folder
from forumplan.feeds.cache import FeedCache
from forumplan.feeds.fetch import fetch_all
from forumplan.feeds.mail import found_folder, visit_folder
from forumplan.feeds.mail_message import LARGEST_READ, new_text, read_mail

HOUR = 3600


def mail(
    n: int, *answers: int, subject: str = "", sender: str = "Ada Lind <ada@example.org>", text: str = "", **headers: str
) -> bytes:
    """Mail number n, an answer to the mails named, the last one directly."""
    message = EmailMessage()
    message["Message-ID"] = f"<m{n}@list.example>"
    message["From"] = sender
    message["Subject"] = subject or ("Re: A question" if answers else "A question")
    message["Date"] = format_datetime(datetime.fromtimestamp(NOON - HOUR * (100 - n), UTC))
    if answers:
        message["References"] = " ".join(f"<m{one}@list.example>" for one in answers)
        message["In-Reply-To"] = f"<m{answers[-1]}@list.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text or f"Text of mail {n}.")
    return message.as_bytes()


Box = Callable[[bytes], None]


@pytest.fixture(params=["maildir", "mbox"])
def box(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Box]]:
    """The address of an empty folder, and what delivers a mail there."""
    path = tmp_path / "lists" / "dev"
    path.parent.mkdir()
    made = mailbox.Maildir(path) if request.param == "maildir" else mailbox.mbox(path)
    made.flush()

    def deliver(body: bytes) -> None:
        made.add(body)
        made.flush()

    yield f"{request.param}:{path}", deliver
    made.close()


class Reader:
    """Visits one folder again and again."""

    def __init__(self, folder: Path, url: str) -> None:
        self.cache, self.url = FeedCache(folder / "cache"), url
        self.memory: FeedMemory | None = None

    def __call__(self) -> FeedOutcome:
        outcome = visit_folder(FeedJob("v", self.url, self.memory), self.cache, NOON)
        self.memory = outcome.memory
        return outcome


def threads(outcome: FeedOutcome) -> dict[str, str]:
    assert outcome.parsed is not None
    return {entry.key.partition("@")[0]: entry.thread_key.partition("@")[0] for entry in outcome.parsed.entries}


def test_threads_by_references_and_by_subject_where_there_are_none(tmp_path: Path, box: tuple[str, Box]) -> None:
    url, deliver = box
    deliver(mail(1))
    deliver(mail(2, 1))
    deliver(mail(3, 1, 2, subject="another subject"))
    deliver(mail(4, subject="Something else"))
    deliver(mail(5, subject="AW: Something else"))
    deliver(mail(7, subject="Re: begun elsewhere"))
    deliver(mail(6, 90, subject="Re: begun before the archive"))
    outcome = Reader(tmp_path, url)()
    assert (outcome.state, outcome.entries, outcome.threads) == ("ok", 7, 4)
    found = threads(outcome)
    assert (found["m1"], found["m2"], found["m3"], found["m4"], found["m6"]) == ("m1", "m1", "m1", "m4", "m90")
    assert (found["m5"], found["m7"]) == ("m4", "subject:begun elsewhere")
    assert outcome.parsed and outcome.parsed.entries[0].key == "m7@list.example", "newest first"


def test_only_new_mails_are_read(tmp_path: Path, box: tuple[str, Box], monkeypatch: pytest.MonkeyPatch) -> None:
    url, deliver = box
    read: list[str] = []
    real = mail_feed.read_mail

    def counted(body: bytes, place: str, now: int) -> object:
        read.append(place)
        return real(body, place, now)

    monkeypatch.setattr(mail_feed, "read_mail", counted)
    reader = Reader(tmp_path, url)
    for n in (1, 2):
        deliver(mail(n, *range(1, n)))
    reader()
    read.clear()
    assert reader().state == "unchanged" and not read
    deliver(mail(3, 1))
    again = reader()
    assert again.entries == 3 and len(read) == 1
    assert set(threads(again).values()) == {"m1"}


def test_reading_changes_nothing(tmp_path: Path, box: tuple[str, Box]) -> None:
    url, deliver = box
    deliver(mail(1))
    top = tmp_path / "lists"

    def state() -> list[tuple[str, int, int]]:
        return sorted((str(p), p.stat().st_mtime_ns, p.stat().st_size) for p in top.rglob("*"))

    before = state()
    Reader(tmp_path, url)()
    assert state() == before


def test_a_mail_marked_as_read_is_no_new_one_and_drafts_are_none(tmp_path: Path) -> None:
    made = mailbox.Maildir(tmp_path / "m")
    key = made.add(mail(1))
    for n, flag in ((2, "D"), (3, "T")):
        message = mailbox.MaildirMessage(mail(n))
        message.set_flags(flag)
        made.add(message)
    reader = Reader(tmp_path, f"maildir:{tmp_path / 'm'}")
    assert reader().entries == 1
    seen = made.get_message(key)
    seen.set_subdir("cur")
    seen.set_flags("S")
    made[key] = seen
    assert reader().state == "unchanged"


LONG = "word " * 200
"""Longer than what an mbox is known by."""


def in_mbox(*mails: bytes) -> bytes:
    return b"".join(b"From ada@example.org Sat Nov 28 12:00:00 2026\n" + one + b"\n" for one in mails)


def said(outcome: FeedOutcome) -> dict[str, str]:
    assert outcome.parsed is not None
    return {entry.key.partition("@")[0]: entry.text for entry in outcome.parsed.entries}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 2_000), max_size=6))
def test_mails_that_come_in_pieces_are_whole_in_the_end(cuts: list[int]) -> None:
    whole = in_mbox(mail(1, text=LONG), mail(2), mail(3))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dev.mbox"
        reader = Reader(Path(folder), f"mbox:{path}")
        for cut in sorted(cuts):
            path.write_bytes(whole[:cut])
            reader()
        path.write_bytes(whole + in_mbox(mail(4)))
        assert said(reader()) == {"m1": LONG.strip()} | {f"m{n}": f"Text of mail {n}." for n in range(2, 5)}


def test_a_mail_marked_as_read_within_an_mbox_moves_those_after_it(tmp_path: Path) -> None:
    path = tmp_path / "dev.mbox"
    path.write_bytes(in_mbox(*(mail(n, text=LONG) for n in range(1, 4))))
    reader = Reader(tmp_path, f"mbox:{path}")
    before = said(reader())
    path.write_bytes(in_mbox(mail(1, text=LONG), mail(2, text=LONG, Status="RO"), mail(3, text=LONG)))
    assert said(reader()) == before
    path.write_bytes(path.read_bytes() + in_mbox(mail(4)))
    assert set(said(reader())) == {"m1", "m2", "m3", "m4"}


@pytest.mark.parametrize("content", [b"", b"From ada@example.org Sat"])
def test_an_mbox_without_a_mail_yet_is_a_folder(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "dev.mbox"
    path.write_bytes(content)
    reader = Reader(tmp_path, f"mbox:{path}")
    assert [(reader().entries, found_folder(str(path), NOON).error) for _ in range(2)] == [(0, "")] * 2


def test_of_an_mbox_that_grew_beyond_the_cap_the_newest_mails_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "dev.mbox"
    path.write_bytes(in_mbox(mail(1, text=LONG)))
    reader = Reader(tmp_path, f"mbox:{path}")
    reader()
    monkeypatch.setattr(mail_folder, "LARGEST_MBOX_READ", 4_000)
    path.write_bytes(path.read_bytes() + in_mbox(*(mail(n) for n in range(2, 90))))
    found = set(said(reader()))
    assert "m89" in found and "m30" not in found


@pytest.mark.parametrize(
    ("make", "state"),
    [
        (lambda path: None, "failing"),
        (lambda path: path.mkdir(), "not-a-feed"),
        (lambda path: path.write_text("no mail here\n"), "not-a-feed"),
        (os.mkfifo, "not-a-feed"),
    ],
)
def test_what_is_no_folder_says_so(tmp_path: Path, make: Callable[[Path], None], state: str) -> None:
    path = tmp_path / "box"
    make(path)
    for scheme in ("maildir", "mbox"):
        outcome = Reader(tmp_path, f"{scheme}:{path}")()
        assert outcome.state == state and str(path) in outcome.error and "\n" not in outcome.error
    assert found_folder(str(path), NOON).error


async def test_a_folder_passes_through_fetching_as_a_feed_does(tmp_path: Path, box: tuple[str, Box]) -> None:
    url, deliver = box
    deliver(mail(1))
    job = FeedJob("v", url)
    with FeedCache(tmp_path / "cache") as cache:
        outcomes = [one async for one in fetch_all([job], cache, clock=lambda: NOON, deadline_seconds=10)]
    assert [(one.state, one.entries, one.memory.platform) for one in outcomes] == [("ok", 1, "mail")]


def test_discovery_by_path(tmp_path: Path, box: tuple[str, Box]) -> None:
    url, deliver = box
    deliver(mail(1))
    deliver(mail(2, 1))
    feed = found_folder(url.partition(":")[2], NOON)
    assert (feed.url, feed.title, feed.entries, feed.threads, feed.error) == (url, "dev", 2, 1, "")


def test_what_a_mail_says() -> None:
    body = mail(
        7,
        1,
        subject="=?utf-8?q?Re=3A_Stra=C3=9Fe?=",
        sender='"Boris K via dev" <dev@list.example>',
        text="I see.\n\nOn Monday Marie wrote:\n> is it so?\n\nYes: https://f.example/t/topic/12/3\n-- \nBoris\n",
        Archived_At="<https://list.example/archives/7>",
    )
    found = read_mail(body, "x", NOON)
    assert found is not None
    assert (found.subject, found.author, found.link) == ("Re: Straße", "Boris K", "https://list.example/archives/7")
    assert found.text == "I see.\n\nYes: https://f.example/t/topic/12/3", "quoted words are not the writer's"
    linked = read_mail(body.replace(b"Archived-At", b"X-Other"), "x", NOON)
    assert linked is not None and linked.link == "https://f.example/t/topic/12/3"


def test_a_quotation_with_a_broken_introduction() -> None:
    assert (
        new_text("Fine.\n\nAm Montag, den 23. November 2026 um 10:00 schrieb\nMarie <m@x.example>:\n> so?") == "Fine."
    )


@pytest.mark.parametrize(
    "body",
    [
        b"From: a\n" + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 4000,
        b"From: a\nSubject: =?no-such-charset?q?x?= =?utf-8?b?!!!?=\nContent-Type: text/plain; charset=x\n\nhello",
        b"Subject: " + b"x" * 300_000 + b"\n\n",
        b"From: a\nContent-Transfer-Encoding: base64\nContent-Type: text/plain\n\n%%%%=\n",
        b"From: a\nDate: Thu, 99 Foo 99999 99:99:99 +9999\nReferences: " + b"<a@b> " * 40_000 + b"\n\nx",
        b"From: \x1b]0;evil\x07\nSubject: \x1b[31mred\n\n\x1b[2J",
        b"From: a\nContent-Type: text/html\n\n" + b"<b>" * 80_000,
    ],
)  # fmt: skip
def test_a_hostile_mail_is_read_as_far_as_it_goes(body: bytes) -> None:
    found = read_mail(body, "place", NOON)
    assert found is not None
    assert "\x1b" not in repr((found.subject, found.author, found.text)).encode().decode("unicode_escape")
    assert len(found.subject) <= 300 and len(found.references) <= 100 and len(found.text) <= 20_000


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"From: a\n", b"From: a\nContent-Type: multipart/mixed\n"]))
def test_any_bytes_are_a_mail_or_none(body: bytes, head: bytes) -> None:
    read_mail(head + body, "place", NOON)


def test_a_huge_mail_costs_its_beginning(tmp_path: Path) -> None:
    made = mailbox.Maildir(tmp_path / "m")
    made.add(mail(1, text="first words\n" + "x" * 70 + "\n") + b"y" * (4 * LARGEST_READ))
    outcome = Reader(tmp_path, f"maildir:{tmp_path / 'm'}")()
    assert outcome.parsed is not None and outcome.parsed.entries[0].text.startswith("first words")
    assert len(outcome.parsed.entries[0].text) <= 20_000


def test_a_link_in_a_maildir_is_not_followed(tmp_path: Path) -> None:
    made = mailbox.Maildir(tmp_path / "m")
    made.add(mail(1))
    (tmp_path / "secret").write_bytes(mail(9))
    (tmp_path / "m" / "new" / "1.link").symlink_to(tmp_path / "secret")
    assert Reader(tmp_path, f"maildir:{tmp_path / 'm'}")().entries == 1


def test_the_loop_is_free_while_a_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The visit waits for something that only the loop can do."""
    from forumplan.feeds import fetch

    async def run() -> list[str]:
        loop = asyncio.get_running_loop()
        reached = asyncio.Event()

        def visit(job: FeedJob, cache: FeedCache, now: int) -> FeedOutcome:
            asyncio.run_coroutine_threadsafe(_set(reached), loop).result(10)
            return visit_folder(job, cache, now)

        monkeypatch.setattr(fetch, "visit_folder", visit)
        with FeedCache(tmp_path / "cache") as cache:
            jobs = [FeedJob("v", f"mbox:{tmp_path / 'none'}")]
            return [one.state async for one in fetch_all(jobs, cache, clock=lambda: NOON, deadline_seconds=20)]

    assert asyncio.run(run()) == ["failing"]


async def _set(event: asyncio.Event) -> None:
    event.set()
