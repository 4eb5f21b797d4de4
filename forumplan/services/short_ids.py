"""Something of the ledger by the beginning of its id, where that is its own."""

from __future__ import annotations

from typing import TypeVar

from forumplan.domain.errors import UsageError
from forumplan.domain.records import Record
from forumplan.services.home import Home

R = TypeVar("R", bound=Record)


def record_of(home: Home, kind: type[R], wanted: str, shown_by: str) -> R:
    """The record with this id, or with the only one that begins so.

    UsageError if none or several do; `shown_by` is the command that lists them.
    """
    found = home.ledger.beginning(kind, wanted) if wanted else []
    exact = next((one for one in found if one.id == wanted), None)
    if exact is not None or len(found) == 1:
        return exact or found[0]
    name = kind.__name__.lower()
    what = f"several {name}s begin so; give more letters" if found else f"no {name} has this id"
    raise UsageError(f"{wanted}: {what}; {shown_by} shows them")
