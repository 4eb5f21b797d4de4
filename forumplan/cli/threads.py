"""`forumplan threads`: the ranked list."""

from __future__ import annotations

from typing import Any

import click

from forumplan.cli.output import home_of, json_option, put_json, say, table, width
from forumplan.domain.text import shorten
from forumplan.domain.thread import Ranked
from forumplan.domain.times import age_words, iso
from forumplan.services import listing, ranking


@click.command(help="The threads of your venues, those that fit your goals best first.")
@click.option("--goal", metavar="G", default="", help="For one goal (default: each thread's best).")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--search", metavar="Q", default="", help="Words that must stand in title, author or text.")
@click.option("--unlabelled", is_flag=True, help="Only those you have not judged.")
@json_option
@click.pass_context
def command(ctx: click.Context, goal: str, limit: int, search: str, unlabelled: bool, as_json: bool) -> None:
    home = home_of(ctx)
    notes = [made.note for made in ranking.refresh_rankings(home) if made.note]
    found = listing.ranked_threads(home, goal, limit=limit, search=search, unlabelled=unlabelled)
    if as_json:
        put_json(thread_json(one) for one in found)
        return
    if not home.settings.goals:
        say('no goals yet: forumplan goal add "what you want to be known for"')
    elif not found:
        say("no threads" + (" with these words" if search else " yet: forumplan refresh"))
    for note in dict.fromkeys(notes):
        say(note)
    put_threads(found, home.clock())


def put_threads(found: list[Ranked], now: int) -> None:
    """The list as a table: band, title, venue, age, replies, label, reasons, id."""
    room = max(20, width() - 62)
    table(
        [
            (
                one.band,
                one.label or "·",
                shorten(one.thread.title, room),
                shorten(one.thread.venue, 18 - 3 * bool(one.also)) + (f" +{len(one.also)}" if one.also else ""),
                age_words(now - one.thread.active_at),
                "" if one.thread.replies is None else str(one.thread.replies),
                one.thread.id,
                " ".join(one.reasons),
            )
            for one in found
        ],
        right=frozenset({4, 5}),
    )


def thread_json(one: Ranked) -> dict[str, Any]:
    """One row as an object."""
    thread = one.thread
    return {
        "id": thread.id,
        "venue": thread.venue,
        **({"also": list(one.also)} if one.also else {}),
        "title": thread.title,
        "url": thread.url,
        "author": thread.author or None,
        "started": iso(thread.started_at),
        "active": iso(thread.active_at),
        "replies": thread.replies,
        "score": round(one.score, 6),
        "band": one.band,
        "reasons": list(one.reasons),
        "label": one.label or None,
        "goal": one.goal,
    }
