"""Why an item is in the plan, in plain words."""

from __future__ import annotations

from forumplan.domain.text import plural
from forumplan.domain.times import HOUR, duration_words
from forumplan.services.candidates import Proposal
from forumplan.services.people import Tie
from forumplan.services.venue_facts import VenueFacts

OWED_WORDS = {
    "reply": "answered your post",
    "name": "called your name",
    "question": "asked in your topic",
}

ORDINALS = {2: "second", 3: "third"}


def why(proposal: Proposal, facts: VenueFacts | None, tie: Tie | None, now: int, nth: int = 1) -> str:
    """One line: what it fits, how fresh it is, how long the venue has waited. Who it is about: `with_tie`.

    `nth`: the how manieth post in its venue it is in the plan.
    """
    candidate = proposal.candidate
    if proposal.followup is not None:
        owed = proposal.followup
        return f"{owed.person_name} {OWED_WORDS[owed.reason]} {duration_words(now - owed.at)} ago"
    if candidate.kind == "touch":
        return f"{tie.last_days:.0f} days since your last contact" if tie and tie.contacts else "no contact yet"
    if proposal.why:
        return " · ".join([proposal.why, *_venue(facts, nth)])
    parts = ["a short answer"] if proposal.short else []
    if proposal.band:
        words = f": {', '.join(proposal.fits)}" if proposal.fits else ""
        parts.append(f"fits “{candidate.goal}” ({proposal.band}{words})")
    if proposal.thread is not None:
        parts.append(_freshness(candidate.replies, now - proposal.thread.started_at))
    return " · ".join([*parts, *_venue(facts, nth)])


def with_tie(why: str, tie: Tie | None) -> str:
    """A reason, and how near the person is whom it is about."""
    known = [f"{tie.name}: {tie.word}"] if tie is not None and tie.contacts else []
    return " · ".join([why, *known])


def _freshness(replies: int, age_seconds: int) -> str:
    if replies == 0:
        return f"unanswered for {duration_words(max(age_seconds, HOUR))}"
    return f"{plural(replies, 'reply', 'replies')} in {duration_words(max(age_seconds, HOUR))}"


def _venue(facts: VenueFacts | None, nth: int) -> list[str]:
    if facts is None:
        return []
    if nth > 1:
        return [f"your {ORDINALS.get(nth, f'{nth}th')} here this week"]
    if not facts.posted_days_ago:
        return ["your first here"]
    days = min(facts.posted_days_ago)
    return [f"first here in {days} days"] if days > 1 else []
