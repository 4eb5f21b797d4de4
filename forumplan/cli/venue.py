"""`forumplan venue`: the places the user takes part in. feeds.toml is the truth; comments stay."""

from __future__ import annotations

import asyncio
from collections import Counter

import click

from forumplan.cli.output import home_of, json_option, put, put_json, say
from forumplan.domain.errors import UsageError
from forumplan.domain.feed import FoundFeed
from forumplan.domain.identity import mask_url
from forumplan.domain.text import plural
from forumplan.domain.venue import Venue
from forumplan.services import scout as scouting
from forumplan.services import settings_acts, subscribe, venue_report
from forumplan.services.home import Home
from forumplan.services.scout import Proposal, Trial

private_option = click.option(
    "--allow-private", is_flag=True, help="This venue may lie at a private or loopback address."
)


@click.group(help="Venues: forums, groups, lists, tags, subreddits, and places without a feed.")
def command() -> None: ...


@command.command(help="Add a venue by a feed, a forum's page, r/NAME, SO [tag], gh:owner/repo, hn:ask ...")
@click.argument("address")
@private_option
@click.option("--id", "venue_id", metavar="ID", default="", help="A short name (default: made of the address).")
@click.option("--manual", is_flag=True, help="It has no feed; track it by hand.")
@click.option("--later", is_flag=True, help="Ask nothing now; the next refresh reads its feed, or looks for one.")
@click.option("--trial", is_flag=True, help="Try it for four weeks; venue scout says when they are over.")
@click.pass_context
def add(
    ctx: click.Context, address: str, allow_private: bool, venue_id: str, manual: bool, later: bool, trial: bool
) -> None:
    home = home_of(ctx)
    if manual and later:
        raise UsageError("--manual and --later: give one of them; a venue tracked by hand is never asked")
    tags = [scouting.trial_tag(home.today())] if trial else []
    if later:
        feeds = [subscribe.unread(address)]
        say("not asked yet: forumplan refresh reads its feed, or looks for one")
    else:
        feeds = [] if manual else asyncio.run(subscribe.find_feeds(home, address, allow_private=allow_private))
        for feed in feeds:
            say(_found(feed))
    put(subscribe.add(home, address, feeds, venue_id=venue_id, allow_private=allow_private, manual=manual, tags=tags))


@command.command("list", help="Your venues.")
@json_option
@click.pass_context
def list_venues(ctx: click.Context, as_json: bool) -> None:
    home = home_of(ctx)
    states = _states(home)
    if as_json:
        put_json(_json(venue, states.get(venue.id, Counter())) for venue in home.settings.venues)
        return
    for venue in home.settings.venues:
        kind = "manual" if venue.manual else ", ".join(f"{n} {s}" for s, n in states.get(venue.id, Counter()).items())
        put(f"{venue.id}: {venue.title} ({kind or 'not fetched yet'})")
    if not home.settings.venues:
        say("no venues yet: forumplan venue add ADDRESS")


@command.command("set", help="Change a venue: venue set ID KEY=VALUE ...")
@click.argument("venue_id", metavar="ID")
@click.argument("values", nargs=-1, required=True, metavar="KEY=VALUE...")
@click.pass_context
def set_venue(ctx: click.Context, venue_id: str, values: tuple[str, ...]) -> None:
    put(settings_acts.set_values(home_of(ctx), "venue", venue_id, values))


@command.command(help="Stop following a venue; what you did there stays in the record.")
@click.argument("venue_id", metavar="ID")
@click.pass_context
def remove(ctx: click.Context, venue_id: str) -> None:
    put(settings_acts.remove_venue(home_of(ctx), venue_id))


@command.command(help="The feeds behind an address; nothing is kept.")
@click.argument("url")
@private_option
@json_option
@click.pass_context
def discover(ctx: click.Context, url: str, allow_private: bool, as_json: bool) -> int:
    found, why = asyncio.run(subscribe.look_for_feeds(home_of(ctx), url, allow_private=allow_private))
    if as_json:
        put_json(
            {
                "url": mask_url(feed.url),
                "title": feed.title,
                "platform": feed.platform or None,
                "entries": feed.entries,
                "threads": feed.threads,
                "items": feed.item_kind,
            }
            for feed in found
        )
    else:
        for feed in found:
            put(_found(feed))
    if not found:
        mend = "--manual tracks it by hand" if subscribe.NO_FEED in why else "--later keeps it to be asked"
        say(f"{mask_url(url)}: {why.split(';')[0]}; forumplan venue add {mask_url(url)} {mend}")
    return 0 if found else 1


@command.command(help="Propose new venues from links and people in fitting threads; adds nothing, asks nobody.")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="Most proposals.")
@json_option
@click.pass_context
def scout(ctx: click.Context, limit: int, as_json: bool) -> None:
    home = home_of(ctx)
    proposals = scouting.scout(home, limit)
    if as_json:
        put_json(map(_proposal_json, proposals))
        return
    for trial in scouting.trials(home):
        put(_trial_line(trial, (trial.last - home.today()).days))
    for proposal in proposals:
        put(f"{proposal.address}: {_why(proposal)}")
        for one in proposal.evidence:
            put(f"    {one.person + ': ' if one.person else ''}{one.title}  {one.url}")
        put(f"    {scouting.command_of(proposal)}")
    if not proposals:
        say("no place is linked in fitting threads that you do not follow already")


def _why(proposal: Proposal) -> str:
    named = f"named in {plural(proposal.threads, 'fitting thread')}"
    return f"{named}, by {', '.join(proposal.people[:5])}" if proposal.people else named


def _trial_line(trial: Trial, days: int) -> str:
    when = f"trial ends in {plural(days, 'day')}" if days >= 0 else f"trial ended {plural(-days, 'day')} ago"
    done = f"{plural(trial.posts, 'post')} of yours, {trial.helped} helped"
    choose = f"; keep: forumplan venue set {trial.venue} tags=   leave: forumplan venue remove {trial.venue}"
    return f"{trial.name}: {when}, {done}{choose if days < 0 else ''}"


def _proposal_json(proposal: Proposal) -> dict[str, object]:
    return {
        "address": proposal.address,
        "threads": proposal.threads,
        "people": list(proposal.people),
        "evidence": [
            {"title": one.title, "url": one.url, "venue": one.venue, "person": one.person or None}
            for one in proposal.evidence
        ],
        "command": scouting.command_of(proposal),
    }


def _found(feed: FoundFeed) -> str:
    what = plural(feed.threads, "thread") if feed.threads else plural(feed.entries, "entry", "entries")
    return f"{mask_url(feed.url)}  {feed.platform or 'feed'}  {what}  {feed.title}"


def _states(home: Home) -> dict[str, Counter[str]]:
    known = venue_report.memories_by_venue(home)
    return {venue: Counter(memory.state for memory in memories) for venue, memories in known.items()}


def _json(venue: Venue, states: Counter[str]) -> dict[str, object]:
    return {
        "id": venue.id,
        "name": venue.title,
        "url": mask_url(venue.url) if venue.url else None,
        "feeds": [mask_url(url) for url in venue.feeds],
        "platform": venue.platform or None,
        "manual": venue.manual,
        "goals": list(venue.goals),
        "tags": list(venue.tags),
        "states": dict(states),
    }
