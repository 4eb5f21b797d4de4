"""`forumplan review`: the last weeks, one line each, and where answers helped."""

from __future__ import annotations

import click

from forumplan.cli.output import home_of, put, table
from forumplan.domain.text import hours_minutes, plural
from forumplan.services.review import PlaceLine, review


@click.command(help="The last weeks: contributions, venues, minutes, spread, ties, and where answers helped.")
@click.option("--weeks", type=click.IntRange(1, 520), default=12, show_default=True, help="How many weeks.")
@click.pass_context
def command(ctx: click.Context, weeks: int) -> None:
    found = review(home_of(ctx), weeks)
    put(
        f"{plural(weeks, 'week')}: {plural(found.contributions, 'contribution')} in "
        f"{plural(len(found.places), 'venue')}, "
        f"{hours_minutes(found.minutes)}, {plural(found.new_ties, 'new tie')}"
    )
    rows = [("week", "contributions", "venues", "as even as", "minutes", "ties")]
    rows += [
        (
            str(one.week),
            str(one.contributions),
            str(one.venues),
            f"{one.effective:.1f}",
            hours_minutes(one.minutes),
            str(one.ties),
        )
        for one in found.weeks
    ]
    table(rows, right=frozenset(range(1, 6)))
    if found.places:
        put()
        table([_place(one) for one in found.places])


def _place(one: PlaceLine) -> tuple[str, str, str, str]:
    helped = f"{one.helped} of {one.known} helped" if one.known else "no outcome noted"
    return one.name, helped, plural(one.posts, "post"), hours_minutes(one.minutes)
