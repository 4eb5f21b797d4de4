"""What was worked out of a home is kept until something changed: screens ask for the same again and again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from forumplan.domain.settings import Settings
from forumplan.services.home import Home

if TYPE_CHECKING:
    from forumplan.store.ledger import Ledger

T = TypeVar("T")

STALE_SECONDS = 60
"""Ties decay and days end while nothing is done: so old an answer is worked out again."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer, and what it was worked out of."""

    now: tuple[object, ...]
    settings: Settings
    ledger: Ledger
    answer: Any


_KEPT: WeakKeyDictionary[Home, dict[str, _Answer]] = WeakKeyDictionary()


def kept(make: Callable[[Home], T]) -> Callable[[Home], T]:
    """Work a function of a home out again only where the ledger, the threads or feeds.toml changed, or time went on.

    Those who ask get the same object, so they must not change it.
    """
    name = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def asked(home: Home) -> T:
        answers = _KEPT.setdefault(home, {})
        threads = home.threads.version() if "threads" in home.__dict__ else None
        now = (home.ledger.version(), threads, home.clock() // STALE_SECONDS)
        before = answers.get(name)
        if before and before.now == now and before.settings is home.settings and before.ledger is home.ledger:
            found: T = before.answer
            return found
        made = make(home)
        answers[name] = _Answer(now, home.settings, home.ledger, made)
        return made

    return asked
