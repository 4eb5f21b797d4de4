"""One mail: its names, its subject, who wrote it and what is new in it. Anything may stand in a mail.

The rules of threads are those of RFC 5322, section 3.6.4 (Message-ID, In-Reply-To, References).
"""

from __future__ import annotations

import email.errors
import email.header
import email.message
import email.parser
import email.policy
import email.utils
import re
from dataclasses import dataclass

from forumplan.domain.text import clean, clean_block
from forumplan.feeds.dates import read_date
from forumplan.feeds.markup import to_text
from forumplan.feeds.places import links, place_of

LARGEST_READ = 256 * 1024
"""Bytes of one mail that are read: headers and the text; what is attached comes later."""
MOST_PARTS = 50
MOST_REFERENCES = 100
_BROKEN = (
    email.errors.MessageError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
    AssertionError,
)
"""What the standard parser is known to raise on hostile mails."""
_ID = re.compile(r"<([^<>\s]{1,250})>")
_VIA = re.compile(r"\s+via\s+.*$", re.IGNORECASE)
_QUOTING = re.compile(
    r"^(?:On|Am|Le|El|Op|Il|Em|Den|W dniu)\b.{0,300}\b(?:wrote|schrieb|écrit|escribió|schreef|scritto|escreveu|skrev|"
    r"napisał)\b.{0,80}:$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail, cleaned. `key`: its Message-ID without brackets, else made of the place it was found at.

    `references`: what it answers, the oldest first; `link`: where it can be read on the web, "" if it does not say;
    `at`: seconds since the epoch, None if it gives no usable date.
    """

    key: str
    references: tuple[str, ...]
    subject: str
    author: str
    text: str
    link: str
    at: int | None


def read_mail(body: bytes, place: str, now: int) -> Mail | None:
    """The mail in these bytes; None where there is none. `place` names it if it has no Message-ID."""
    body = body[:LARGEST_READ]
    try:
        message = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(body)
    except _BROKEN:
        head = re.split(rb"\r?\n\r?\n", body, maxsplit=1)[0]
        message = email.parser.BytesHeaderParser(policy=email.policy.compat32).parsebytes(head)
    if not any(message.get(name) for name in ("From", "Subject", "Message-ID")):
        return None
    text = new_text(_text(message))
    found = _ID.search(_header(message, "Message-ID"))
    return Mail(
        found[1] if found else f"place:{place}",
        _references(message),
        clean(_header(message, "Subject")),
        _author(message),
        text,
        _link(message, text),
        read_date(_header(message, "Date"), now),
    )


def new_text(text: str) -> str:
    """What the writer of a mail says: without what is quoted, the line above it, and the signature."""
    kept: list[str] = []
    for line in clean_block(text).split("\n"):
        if line.rstrip() == "--":
            break
        if line.startswith(">"):
            # A line above that ends the introduction of the quotation, perhaps broken in two, goes with it.
            for count in (1, 2):
                while kept and not kept[-1]:
                    kept.pop()
                if len(kept) >= count and _QUOTING.match(" ".join(kept[-count:])):
                    del kept[-count:]
                    break
        else:
            kept.append(line)
    return clean_block("\n".join(kept))


def _header(message: email.message.Message, name: str) -> str:
    """A header as text, its encoded words read as far as they can be."""
    value = message.get(name)
    raw = str(value) if value is not None else ""
    try:
        parts = email.header.decode_header(raw[:4000])
        return "".join(part if isinstance(part, str) else _decoded(part, charset) for part, charset in parts)
    except _BROKEN:
        return raw[:4000]


def _decoded(part: bytes, charset: str | None) -> str:
    try:
        return part.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):
        return part.decode("latin-1")


def _references(message: email.message.Message) -> tuple[str, ...]:
    chain = _ID.findall(_header(message, "References"))
    answered = _ID.findall(_header(message, "In-Reply-To"))
    # Some programs put the whole thread into In-Reply-To; its first name is the one answered.
    rest = [name for name in answered[:1] if name not in chain]
    return tuple(dict.fromkeys([*chain, *rest]))[-MOST_REFERENCES:]


def _author(message: email.message.Message) -> str:
    try:
        name, address = email.utils.parseaddr(_header(message, "From"))
    except _BROKEN:
        return ""
    return clean(_VIA.sub("", name.strip(" '\"")) or address.split("@", 1)[0], 80)


def _link(message: email.message.Message, text: str) -> str:
    """Where the mail can be read on the web: its archive's address, else a link in it that leads into a forum."""
    archived = [link for link in links(_header(message, "Archived-At")) if link.startswith("http")]
    return next(iter(archived), "") or next((link for link in links(text) if place_of(link)), "")


def _text(message: email.message.Message) -> str:
    """The text of the first part that has one, plain before HTML."""
    html = ""
    try:
        for count, part in enumerate(message.walk()):
            if count >= MOST_PARTS:
                break
            kind = part.get_content_type()
            if kind not in ("text/plain", "text/html") or part.get_content_disposition() == "attachment":
                continue
            payload = part.get_payload(decode=True)
            body = _decoded(payload, _charset(part)) if isinstance(payload, bytes) else ""
            if kind == "text/plain" and body.strip():
                return body
            html = html or body
    except _BROKEN:
        return ""
    return to_text(html)


def _charset(part: email.message.Message) -> str:
    return str(part.get_content_charset() or "utf-8")
