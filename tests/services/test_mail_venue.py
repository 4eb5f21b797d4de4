"""A folder of mail as a venue: threads, answers owed and states behind it are those of any feed."""

from __future__ import annotations

import asyncio
import mailbox
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path

import homes
import pytest
from click.testing import CliRunner
from fakes import NOON, Clock

from forumplan.cli.main import cli
from forumplan.domain.errors import ConfigError, UsageError
from forumplan.domain.records import FollowUp
from forumplan.services import mirror, subscribe
from forumplan.services.home import Home
from forumplan.services.refresh import Summary, refresh

HOUR = 3600


def deliver(path: Path, n: int, author: str, text: str, *answers: int) -> None:
    message = EmailMessage()
    message["Message-ID"] = f"<m{n}@list.example>"
    message["From"] = f"{author} <{author}@list.example>"
    message["Subject"] = "Re: Slow query" if answers else "Slow query"
    message["Date"] = formatdate(NOON - HOUR + n * 60)
    if answers:
        message["References"] = " ".join(f"<m{one}@list.example>" for one in answers)
    message.set_content(text)
    box = mailbox.Maildir(path)
    box.add(message)
    box.close()


def visit(home: Home) -> Summary:
    async def run() -> Summary:
        summary = Summary()
        async for _ in refresh(home, summary):
            pass
        return summary

    return asyncio.run(run())


def test_an_answer_on_a_list_is_owed(tmp_path: Path) -> None:
    folder = tmp_path / "Mail" / "dev"
    folder.parent.mkdir()
    deliver(folder, 1, "ada", "How do I make it fast?")
    deliver(folder, 2, "marie", "With an index.", 1)
    text = homes.WEEK + homes.GOAL + f'[[venue]]\nid = "dev"\nfeeds = ["maildir:{folder}"]\nme = ["marie"]\n'
    with homes.made(tmp_path / "home", text, Clock()) as home:
        assert visit(home).new_threads == 1
        (thread,) = home.threads.since(0)
        assert (thread.title, thread.author, thread.replies, thread.platform) == ("Slow query", "ada", 1, "mail")
        assert mirror.mirror(home).posts == 1
        deliver(folder, 3, "ada", "Which one?", 1, 2)
        summary = visit(home)
        assert (summary.states, summary.new_threads, summary.owed) == ({"ok": 1}, 0, 1)
        assert [(one.person_name, one.reason) for one in home.ledger.all(FollowUp)] == [("ada", "reply")]
        assert visit(home).states == {"unchanged": 1}
        folder.rename(folder.with_name("old"))
        summary = visit(home)
        assert summary.states == {"failing": 1} and summary.partial
        assert len(home.threads.since(0)) == 1, "what was read is lost"


@pytest.mark.parametrize("written", ["{}/Mail/dev", "~/Mail/dev", "maildir:~/Mail/dev"])
def test_a_folder_may_be_written_as_a_path(tmp_path: Path, written: str) -> None:
    (tmp_path / "Mail").mkdir()
    deliver(tmp_path / "Mail" / "dev", 1, "ada", "How do I make it fast?")
    text = homes.WEEK + f'[[venue]]\nid = "dev"\nfeeds = ["{written.format(tmp_path)}"]\n'
    with homes.made(tmp_path / "home", text, Clock()) as home:
        assert visit(home).states == {"ok": 1}
        assert visit(home).states == {"unchanged": 1}


@pytest.mark.parametrize("written", ["maildir:Mail/dev", "Mail/dev", "file:///home/you/Mail", "mbox:"])
def test_half_a_path_is_none(tmp_path: Path, written: str) -> None:
    with (
        homes.made(tmp_path, f'[[venue]]\nid = "dev"\nfeeds = ["{written}"]\n', Clock()) as home,
        pytest.raises(ConfigError, match="feeds"),
    ):
        assert home.settings


def test_a_path_is_an_address(tmp_path: Path) -> None:
    folder = tmp_path / "list archive.mbox"
    box = mailbox.mbox(folder)
    box.add(b"From: a\nSubject: Hello\nMessage-ID: <a@b>\n\nhello\n")
    box.close()
    home = homes.made(tmp_path / "home", homes.GOAL, Clock())
    home.close()
    args = ["--home", str(tmp_path / "home"), "venue", "add"]
    ran = CliRunner().invoke(cli, [*args, str(folder)])
    assert ran.exit_code == 0, ran.output
    with Home(home.paths, Clock()) as again:
        (venue,) = again.settings.venues
        assert venue.feeds == (f"mbox:{folder}",) and not venue.url and venue.platform == "mail"
        assert visit(again).new_threads == 1
    refused = CliRunner().invoke(cli, [*args, str(tmp_path / "nowhere")])
    assert isinstance(refused.exception, UsageError) and "nowhere" in str(refused.exception)


def test_an_import_cannot_read_a_folder_of_mail(tmp_path: Path) -> None:
    from forumplan.config.imports.read_file import read_bytes
    from forumplan.services import importing

    with homes.made(tmp_path, homes.GOAL, Clock()) as home:
        opml = '<opml><body><outline text="x" xmlUrl="mbox:/home/you/private"/></body></opml>'
        for body in (
            opml,
            "maildir:/home/you/private\n/home/you/private\n",
            "name,feeds\nx,maildir:/home/you/private\n",
        ):
            found = importing.compare(home.settings, read_bytes(body.encode()))
            assert set(found.counts) == {"refused"}


async def test_discovery_names_what_is_wrong(tmp_path: Path) -> None:
    with homes.made(tmp_path / "home", homes.GOAL, Clock()) as home:
        (tmp_path / "empty").mkdir()
        with pytest.raises(UsageError, match="no Maildir"):
            await subscribe.find_feeds(home, str(tmp_path / "empty"), allow_private=False)
