"""`forumplan mirror`: one's own past, venue by venue."""

from __future__ import annotations

from dataclasses import asdict

import click

from forumplan.cli.output import home_of, json_option, put, put_json, say, table
from forumplan.cli.questions import sure
from forumplan.domain.text import plural
from forumplan.services import mirror_seed
from forumplan.services.home import Home
from forumplan.services.mirror import Mirror, Place, mirror


@click.command(help="What your past posts look like: where they went, which venues are silent, who waits.")
@click.option("--mask", is_flag=True, help="Names of venues masked, so that it can be shared.")
@click.option("--seed", is_flag=True, help="Set up caps, minutes and people from it; says what, and asks.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@click.pass_context
def command(ctx: click.Context, mask: bool, seed: bool, yes: bool, as_json: bool) -> None:
    home = home_of(ctx)
    if seed:
        _seed(home, yes=yes)
        return
    seen = mirror(home)
    if as_json:
        put_json([_json(seen, mask)])
        return
    if not seen.named:
        say("no names of yours yet: forumplan venue set ID me=yourname, then forumplan refresh")
    if not seen.posts:
        put(f"No post of yours is known yet in {plural(seen.venues, 'venue')}")
        return
    fullest = plural(min(2, max(1, seen.venues - seen.silent)), "venue")
    put(
        f"Your last {plural(seen.posts, 'post')}: {seen.top_two_share:.0%} in {fullest} · "
        f"{seen.silent} of {plural(seen.venues, 'venue')} silent · "
        f"{plural(seen.waiting, 'person waits', 'people wait')} for you"
    )
    rows = [
        (_name(place, n, mask), plural(place.posts, "post"), _last(place), _reach(place))
        for n, place in _numbered(seen)
    ]
    table(rows, right=frozenset({1}))


def _seed(home: Home, *, yes: bool) -> None:
    found = mirror_seed.proposed(home)
    for line in found.words():
        put(line)
    if found.words():
        sure("set this up?", yes=yes)
    mirror_seed.plant(home, found)
    say("done; forumplan undo takes it back")


def _numbered(seen: Mirror) -> list[tuple[int, Place]]:
    return list(enumerate(seen.places, 1))


def _name(place: Place, number: int, mask: bool) -> str:
    return f"venue {number}" if mask else place.name


def _last(place: Place) -> str:
    if place.last_days is None:
        return "silent"
    return f"last {plural(place.last_days, 'day')} ago" if place.last_days else "last today"


def _reach(place: Place) -> str:
    return "no feed read" if place.reach_days is None else f"its feed reaches {plural(place.reach_days, 'day')} back"


def _json(seen: Mirror, mask: bool) -> dict[str, object]:
    values = asdict(seen)
    values["spread"] = round(seen.spread.effective, 4)
    values["top_two_share"] = round(seen.top_two_share, 4)
    if mask:
        values["places"] = [
            {**place, "id": f"venue-{n}", "name": f"venue {n}"} for n, place in enumerate(values["places"], 1)
        ]
    return values
