"""What the Week screen says when there is nothing to plan or nothing planned."""

from __future__ import annotations

from forumplan.services.home import Home
from forumplan.services.proposals import SeenWeek


def words(home: Home, seen: SeenWeek, *, busy: bool) -> str:
    """The next step with its key in brackets; "" if there is an agenda to show."""
    venues = len(home.settings.venues)
    reasons = (
        (bool(seen.items), ""),
        (not venues, "No venues yet: the week has nowhere to go.\n\n[3] go to Venues and add where you take part"),
        (
            not home.settings.goals,
            "No goal yet: the plan does not know what to aim for.\n\n[+] say what you want to be known for",
        ),
        (busy, "Planning your week …"),
        (
            not home.threads.count(),
            f"Nothing is fetched yet, so nothing can be planned.\n\n[R] fetch your {venues} venues",
        ),
        (
            not seen.minutes,
            "This week has no sittings, or you are away.\n\n[i] what if it had some   [L] log what you did anyway",
        ),
        (
            not sum(seen.left.values()),
            "No minutes are left in this week.\n\n[i] what if there were more   [L] log what you did anyway",
        ),
        (not seen.planned, "Your week is not planned yet.\n\n[r] plan it"),
    )
    nothing = "Nothing that is open fits your goals well enough.\n\n[2] label threads   [R] fetch   [r] plan again"
    return next((text for applies, text in reasons if applies), nothing)
