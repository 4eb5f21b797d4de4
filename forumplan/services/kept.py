"""What was worked out of a home is kept until something changed: screens ask for the same again and again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from forumplan.domain.settings import Settings
from forumplan.services.home import Home

T = TypeVar("T")

STALE_SECONDS = 60
"""Ties decay and days end while nothing is done: so old an answer is worked out again."""

_KEPT: WeakKeyDictionary[Home, dict[str, tuple[Any, Settings, Any]]] = WeakKeyDictionary()


def kept(make: Callable[[Home], T]) -> Callable[[Home], T]:
    """Work a function of a home out again only where the ledger, the threads or feeds.toml changed, or time went on.

    Those who ask get the same object, so they must not change it.
    """
    name = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def asked(home: Home) -> T:
        answers = _KEPT.setdefault(home, {})
        threads = home.threads.version() if "threads" in home.__dict__ else None
        now = (home.ledger.version(), threads, id(home.settings), home.clock() // STALE_SECONDS)
        before = answers.get(name)
        if before is not None and before[0] == now:
            found: T = before[2]
            return found
        made = make(home)
        answers[name] = (now, home.settings, made)  # the settings are held, so that no others get their id
        return made

    return asked
