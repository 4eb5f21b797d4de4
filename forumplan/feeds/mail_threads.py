"""Mails become entries: each with what it answers and the thread it belongs to, found as mail programs find it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from forumplan.domain.feed import Entry, Parsed
from forumplan.domain.identity import MAIL_PLATFORM, SUBJECT_KEY
from forumplan.domain.subjects import subject
from forumplan.feeds.mail_message import Mail


def fold_mails(mails: Iterable[Mail], venue: str, title: str) -> Parsed:
    """The newest mails of a folder as a body of posts; a mail that is there twice counts once.

    What they answer decides, by References and In-Reply-To; the subject only for an answer that names nothing. The
    scope is the venue and not the folder, so that a folder may be moved.
    """
    by_key = {mail.key: mail for mail in mails}
    starts = {subject(mail.subject)[0]: key for key, mail in by_key.items() if not _answers(mail)}
    threads = {key: _thread(mail, by_key, starts) for key, mail in by_key.items()}
    entries = tuple(_entry(mail, threads[key], venue) for key, mail in by_key.items())
    return Parsed(
        platform=MAIL_PLATFORM,
        scope=f"{MAIL_PLATFORM} {venue}",
        title=title,
        home_url="",
        language="",
        entries=tuple(sorted(entries, key=lambda entry: -(entry.published_at or 0))),
        count=len(entries),
        threads=len(set(threads.values())),
        item_kind="post",
    )


def _answers(mail: Mail) -> bool:
    return bool(mail.references) or subject(mail.subject)[1]


def _thread(mail: Mail, by_key: Mapping[str, Mail], starts: Mapping[str, str]) -> str:
    """What names the thread of a mail: the oldest it is known to go back to."""
    seen: set[str] = set()
    while mail.key not in seen:
        seen.add(mail.key)
        above = next((name for name in reversed(mail.references) if name in by_key and name not in seen), "")
        if not above:
            break
        mail = by_key[above]
    if mail.references:
        return mail.references[0]
    name, marked = subject(mail.subject)
    return starts.get(name, SUBJECT_KEY + name) if marked and name else mail.key


def _entry(mail: Mail, thread: str, venue: str) -> Entry:
    return Entry(
        key=mail.key,
        alias=f"{MAIL_PLATFORM} {venue} {mail.key}",
        thread_key=thread,
        title=mail.subject,
        url=mail.link,
        author=mail.author,
        text=mail.text,
        published_at=mail.at,
        updated_at=None,
        is_reply=_answers(mail),
        in_reply_to=mail.references[-1] if mail.references else "",
    )
