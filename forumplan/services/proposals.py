"""Items of a week by id, without planning: those the user acted on over those last proposed. Light."""

from __future__ import annotations

from typing import Any

from forumplan.domain.errors import UsageError
from forumplan.domain.records import PlanItem
from forumplan.domain.week import Week
from forumplan.services.home import Home


def item(home: Home, item_id: str, week: Week | None = None) -> PlanItem:
    """An item by its id or the beginning of it. UsageError if none or several begin so."""
    found = [one for one in items(home, week) if one.id.startswith(item_id)]
    if len(found) != 1:
        what = "no item of this week begins so" if not found else "several items begin so; give more letters"
        raise UsageError(f"{item_id}: {what}; forumplan plan shows them")
    return found[0]


def items(home: Home, week: Week | None = None) -> list[PlanItem]:
    """The items of a week as last seen, without those dropped."""
    name = str(week or home.week())
    proposal: dict[str, Any] = home.threads.proposal(name) or {"items": []}
    found = {one["id"]: PlanItem.load(one["id"], one) for one in proposal["items"]}
    found.update({one.id: one for one in home.ledger.all(PlanItem) if one.week == name})
    return [one for one in found.values() if one.state != "dropped"]
