"""What the user has written before that is near to a thread: "you answered something like this". Heavy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from forumplan.domain.records import PRIVATE_KINDS, Contribution
from forumplan.rank.document import LabelledText
from forumplan.rank.similar import similar
from forumplan.services import ranking
from forumplan.services.home import Home


@dataclass(frozen=True, slots=True)
class Earlier:
    """A contribution of the user's near to a thread; `words` are those both say."""

    thread: str
    title: str
    venue: str
    url: str
    at: int
    words: tuple[str, ...]


def earlier(home: Home, threads: Iterable[str]) -> Iterator[Earlier]:
    """The nearest contribution to each thread of these ids, where there is one that is near enough to speak of."""
    made = {one.id: one for one in home.ledger.whole(Contribution) if one.kind not in PRIVATE_KINDS and one.title}
    found = home.threads.by_ids(set(threads)) if made else {}
    if not found:
        return
    texts = [_text(one) for one in made.values()]
    matrix = ranking.load_matrix(home)
    for thread in found.values():
        others = [text for text in texts if made[text.id].thread != thread.id]
        for near in similar(matrix, thread.number, others, count=1):
            one = made[near.id]
            yield Earlier(thread.id, one.title, one.venue, one.url, one.at, near.words)


def _text(made: Contribution) -> LabelledText:
    """Title and excerpt of the thread, and what the user noted about it."""
    text = f"{(made.copy or {}).get('text', '')}\n{made.note}".strip()
    return LabelledText(made.id, made.title, text, value=1)
