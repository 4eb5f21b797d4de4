"""`forumplan idea`: new topics and articles that the user wants to write when a week has room for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from forumplan.cli.output import home_of, json_option, put, put_json, say, table
from forumplan.services import ideas

if TYPE_CHECKING:
    from forumplan.domain.records import Idea, IdeaKind


@click.group(help="What you want to write when there is room: each week proposes it until it is done.")
def command() -> None: ...


@command.command(help="Note a new topic for a venue, or an article to place there.")
@click.argument("title")
@click.option("--venue", metavar="V", required=True, help="The venue's id.")
@click.option("--placement", is_flag=True, help="An article to be placed there, not a new topic.")
@click.option("--goal", metavar="G", default="", help="Its goal (default: the venue's first).")
@click.option("--url", metavar="ADDRESS", default="", help="Where it is to be written.")
@click.option("--minutes", type=click.IntRange(5, 24 * 60), metavar="M", help="Minutes it takes (default: learned).")
@click.option("--promo", is_flag=True, help="It promotes something of yours.")
@click.pass_context
def add(
    ctx: click.Context,
    title: str,
    venue: str,
    placement: bool,
    goal: str,
    url: str,
    minutes: int | None,
    promo: bool,
) -> None:
    kind: IdeaKind = "placement" if placement else "new-topic"
    made = ideas.add(home_of(ctx), title, venue, kind, goal=goal, url=url, minutes=minutes or 0, promo=promo)
    put(f"{made.id}: {made.kind} in {made.venue}: {made.title}")


@command.command("list", help="What you noted and have not written.")
@json_option
@click.pass_context
def list_ideas(ctx: click.Context, as_json: bool) -> None:
    from forumplan.services.candidates_visits import open_ideas

    found = open_ideas(home_of(ctx))
    if as_json:
        put_json(_json(one) for one in found)
        return
    table([(one.id, one.kind, one.venue, one.title, "promotion" if one.promo else "") for one in found])
    if not found:
        say('nothing noted: forumplan idea add "a title" --venue V')


@command.command(help="Let go of an idea.")
@click.argument("idea_id", metavar="ID")
@click.pass_context
def remove(ctx: click.Context, idea_id: str) -> None:
    put(ideas.remove(home_of(ctx), idea_id))


def _json(one: Idea) -> dict[str, object]:
    return {
        "id": one.id,
        "kind": one.kind,
        "venue": one.venue,
        "goal": one.goal or None,
        "title": one.title,
        "url": one.url or None,
        "minutes": one.minutes or None,
        "promo": one.promo,
    }
