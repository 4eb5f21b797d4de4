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


def why(proposal: Proposal, facts: VenueFacts | None, tie: Tie | None, now: int) -> str:
    """One line: what it fits, how fresh it is, how long the venue has waited, who asks."""
    candidate = proposal.candidate
    if proposal.followup is not None:
        owed = proposal.followup
        line = f"{owed.person_name} {OWED_WORDS[owed.reason]} {duration_words(now - owed.at)} ago"
        return " · ".join([line, *_tie(tie)])
    if candidate.kind == "touch":
        waited = f"{tie.last_days:.0f} days since your last contact" if tie and tie.contacts else "no contact yet"
        return " · ".join([waited, *_tie(tie)])
    if candidate.kind == "slot":
        return " · ".join(["a regular visit", *_venue(facts)])
    parts = []
    if proposal.band:
        words = f": {', '.join(proposal.fits)}" if proposal.fits else ""
        parts.append(f"fits “{candidate.goal}” ({proposal.band}{words})")
    if proposal.thread is not None:
        parts.append(_freshness(candidate.replies, now - proposal.thread.started_at))
    return " · ".join([*parts, *_venue(facts), *_tie(tie)])


def _freshness(replies: int, age_seconds: int) -> str:
    if replies == 0:
        return f"unanswered for {duration_words(max(age_seconds, HOUR))}"
    return f"{plural(replies, 'reply', 'replies')} in {duration_words(max(age_seconds, HOUR))}"


def _venue(facts: VenueFacts | None) -> list[str]:
    if facts is None:
        return []
    if not facts.posted_days_ago:
        return ["your first here"]
    days = min(facts.posted_days_ago)
    return [f"first here in {days} days"] if days > 1 else []


def _tie(tie: Tie | None) -> list[str]:
    if tie is None or not tie.contacts:
        return []
    return [f"{tie.name}: {tie.word}"]
