"""Items become entries: each with a key of its own, the key of its thread, and what it answers."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from forumplan.domain.feed import Entry, Parsed
from forumplan.domain.identity import PAGE_KEY, SUBJECT_KEY, alias, split_host
from forumplan.domain.subjects import subject
from forumplan.domain.text import clean
from forumplan.feeds.item import Channel, Item
from forumplan.feeds.platforms import Platform, compiled, matches

_POST_ANCHOR = re.compile(
    r"(?:/comment-page-\d+/?)?#(?:p|pid|post|msg|message|comment|reply|c|r|note|findpost)[-_]?\d{1,12}$", re.IGNORECASE
)


def fold(items: Sequence[Item], channel: Channel, row: Platform, url: str) -> Parsed:
    """The whole body: entries in the order of the items, newest first as feeds give them, without exact repeats."""
    drafts = [_draft(item, channel, row, url) for item in items]
    _give_keys(drafts)
    posts = any(matches(row.posts, address) for address in (url, channel.self_link)) and not _topics_only(url, channel)
    _fold_subjects(drafts, row)
    _follow_chains(drafts)
    kind: Literal["thread", "post"] = "post" if posts or any(draft.is_reply for draft in drafts) else "thread"
    if row.keys and len({d.thread for d in drafts if d.thread}) < sum(bool(d.thread) for d in drafts):
        kind = "post"
    site = _scope(row, url)
    entries: dict[str, Entry] = {}
    for draft in drafts:
        entries.setdefault(draft.key, _entry(draft, row, kind))
    return Parsed(
        platform=row.name,
        scope=site,
        title=channel.title,
        home_url=channel.link,
        language=channel.language,
        entries=tuple(entries.values()),
        count=len(items),
        threads=_count_threads(drafts, row),
        item_kind=kind,
        own_site=bool(row.scope) and matches(row.sites, url),
    )


@dataclass(slots=True)
class _Draft:
    """An item on its way. `name`: its title without the marks of an answer; `marked`: it had some.

    `guid` and `page` are its id and its link, in the form in which they are compared.
    """

    item: Item
    guid: str
    page: str
    title: str
    alias: str
    thread: str
    name: str
    marked: bool
    is_reply: bool | None
    reply_to: str
    key: str = ""


def _draft(item: Item, channel: Channel, row: Platform, url: str) -> _Draft:
    title = _title(item, row)
    answers = _guid_key(item.in_reply_to)
    name, marked = subject(title)
    return _Draft(
        item,
        _guid_key(item.guid),
        alias(item.link) if item.link else "",
        title,
        _alias(item, row, url),
        row.thread_key(item, channel) or _page_key(item, row),
        name,
        marked,
        _is_reply(item, row, answers=bool(answers) or marked),
        answers,
    )


def _title(item: Item, row: Platform) -> str:
    """The title without the name of the section that some programs put before it."""
    if item.category and item.title.startswith(f"{item.category} • "):
        return item.title[len(item.category) + 3 :]
    page, before = row.before_title
    return compiled(before).sub("", item.title, count=1) if matches(page, item.link) else item.title


def _alias(item: Item, row: Platform, url: str) -> str:
    """The discussion's own address: what an item links to may be a page that many venues discuss."""
    pattern, shape = row.same_post
    if pattern and (match := compiled(pattern).search(item.link)):
        site = alias(item.link[: match.start()])
        return f"{site}/{shape.format(*(group or '1' for group in match.groups()))}"
    for address in (item.guid, item.link, item.comments):
        if address.startswith("http") and (not row.scope or row.scope in _hosts(address)):
            if row.items and not matches(row.items, address) and not row.thread_key(Item(link=address), Channel()):
                continue
            return alias(address)
    return alias(item.link) if item.link and split_host(item.link) == split_host(url) else ""


def _hosts(address: str) -> tuple[str, str]:
    host = split_host(address)
    return host, host.removeprefix("www.").removeprefix("old.")


def _is_reply(item: Item, row: Platform, *, answers: bool) -> bool | None:
    if answers or matches(row.reply, item.link, item.guid):
        return True
    if matches(row.starts, item.link) or row.order == "posted":
        return False
    return None


def _page_key(item: Item, row: Platform) -> str:
    """Posts of a program without keys whose addresses differ by an anchor alone stand on one page: their thread."""
    anchor = None if row.keys or row.subjects else _POST_ANCHOR.search(item.link)
    return f"{PAGE_KEY}{alias(item.link[: anchor.start()])}" if anchor else ""


def _guid_key(guid: str) -> str:
    return alias(guid) if guid.startswith(("http://", "https://")) else guid


def _give_keys(drafts: list[_Draft]) -> None:
    """guid, else address, else a hash; an id that two different items share names neither of them."""
    guids = Counter(draft.guid for draft in drafts)
    pages = Counter(draft.page for draft in drafts)
    for draft in drafts:
        if draft.guid and guids[draft.guid] == 1:
            draft.key = draft.guid
        elif draft.page and pages[draft.page] == 1:
            draft.key = draft.page
        else:
            draft.key = _content_key(draft.item)


def _content_key(item: Item) -> str:
    date = item.published_at or item.updated_at or 0
    parts = "\x00".join((item.guid, item.link, item.title, str(date), item.text[:2000]))
    return "h:" + hashlib.blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _fold_subjects(drafts: list[_Draft], row: Platform) -> None:
    """Lists whose items carry nothing but a subject; in feeds of no known kind only answers fold, onto their start."""
    begun: dict[str, list[_Draft]] = {}
    for draft in drafts:
        if draft.is_reply is not True:
            begun.setdefault(draft.name, []).append(draft)
    for draft in drafts:
        if draft.thread or draft.reply_to or not draft.title:
            continue
        if matches(row.subjects, draft.item.link, draft.item.guid):
            draft.thread = f"{SUBJECT_KEY}{draft.name}"
        elif draft.marked and not row.keys:
            start = max(begun.get(draft.name, ()), key=_before(draft), default=None)
            draft.thread = start.key if start else f"{SUBJECT_KEY}{draft.name}"
            draft.reply_to = start.key if start else ""


def _before(draft: _Draft) -> Callable[[_Draft], tuple[bool, int]]:
    """Of the beginnings of several threads of one title the last before a post is that of its own."""
    moment = _moment(draft)
    return lambda start: (_moment(start) <= moment, _moment(start))


def _moment(draft: _Draft) -> int:
    return draft.item.published_at or draft.item.updated_at or 0


def _follow_chains(drafts: list[_Draft]) -> None:
    """An answer belongs to the thread of what it answers, as far up as this body knows."""
    by_key = {draft.key: draft for draft in drafts}
    for draft in drafts:
        if draft.thread or not draft.reply_to:
            continue
        seen, top = {draft.key}, draft.reply_to
        while top in by_key and top not in seen and by_key[top].reply_to and not by_key[top].thread:
            seen.add(top)
            top = by_key[top].reply_to
        draft.thread = (by_key[top].thread if top in by_key else "") or top


def _entry(draft: _Draft, row: Platform, kind: str) -> Entry:
    item = draft.item
    own = _own_address(item, row)
    return Entry(
        key=draft.key,
        alias=draft.alias,
        thread_key=draft.thread,
        title=draft.title,
        url=own or item.link or item.comments,
        author=_author(item, row),
        text=_without_footer(item.text, row),
        published_at=item.published_at,
        updated_at=item.updated_at,
        replies=_replies(item, row),
        is_reply=draft.is_reply,
        in_reply_to=draft.reply_to,
        category=item.category,
        closed=item.closed,
        thread_url="" if kind == "post" and draft.is_reply else own,
        last_post=row.last_post and draft.is_reply is False and matches(row.starts, item.link),
    )


def _author(item: Item, row: Platform) -> str:
    if row.author and (match := compiled(row.author).search(item.author)):
        return match[1]
    if row.byline and not item.author:
        found = compiled(row.byline).search(item.title) or compiled(row.byline).search(item.tail)
        return found[1] if found else ""
    return item.author


def _own_address(item: Item, row: Platform) -> str:
    """Where the discussion is, when the item's link leads to an outside page."""
    if not row.keys or row.keys[0][0] == "link":
        return item.link
    for address in (item.comments, item.guid, item.link):
        if address.startswith("http") and any(compiled(pattern).search(address) for _, pattern in row.keys):
            return address
    return item.link


def _replies(item: Item, row: Platform) -> int | None:
    if item.replies is not None:
        return item.replies
    told = item.text if row.replies.startswith("^") else item.tail
    match = compiled(row.replies).search(told) if row.replies else None
    if match is None:
        return None
    number = next(group for group in match.groups() if group)
    return max(0, int(number) + row.replies_offset)


def _without_footer(text: str, row: Platform) -> str:
    if not row.footer:
        return text
    lines = text.split("\n")
    kept = [line for line in lines if not compiled(row.footer).match(line)]
    return "\n".join(kept).strip() if len(kept) < len(lines) else text


def _topics_only(url: str, channel: Channel) -> bool:
    return any("mode=topics" in address or "mode=news" in address for address in (url, channel.self_link))


def _scope(row: Platform, url: str) -> str:
    return row.site_of(url) if row.keys or row.subjects or row.posts else clean(alias(url), 500)


def _count_threads(drafts: list[_Draft], row: Platform) -> int:
    """Distinct threads; items without a key of a platform that has keys are no threads (a list of boards)."""
    if row.keys and row.discussions:
        return len({draft.thread for draft in drafts if draft.thread})
    return len({draft.thread or draft.key for draft in drafts})
