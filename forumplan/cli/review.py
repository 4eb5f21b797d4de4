"""`forumplan review`: the last weeks, one line each, and where answers helped; as Markdown or a page as well."""

from __future__ import annotations

from dataclasses import asdict

import click

from forumplan.cli.output import home_of, json_option, put, put_json, table, write_text
from forumplan.domain.errors import UsageError
from forumplan.domain.text import hours_minutes, plural
from forumplan.services import review_page
from forumplan.services.review import PlaceLine, Review, WeekLine, review


@click.command(help="The last weeks: contributions, venues, minutes, replies, ties, and where answers helped.")
@click.option("--weeks", type=click.IntRange(1, 520), default=12, show_default=True, help="How many weeks.")
@click.option("--md", "as_md", is_flag=True, help="Markdown on stdout.")
@click.option("--html", "as_html", is_flag=True, help="One self-contained page on stdout.")
@click.option("--mask", is_flag=True, help="Names of venues and goals masked, so that it can be shown.")
@json_option
@click.pass_context
def command(ctx: click.Context, weeks: int, as_md: bool, as_html: bool, mask: bool, as_json: bool) -> None:
    if as_md + as_html + as_json > 1:
        raise UsageError("one of --md, --html and --json at a time")
    found = review(home_of(ctx), weeks)
    found = review_page.masked(found) if mask else found
    if as_html:
        write_text(review_page.html(found))
    elif as_md:
        write_text(review_page.markdown(found))
    elif as_json:
        put_json([_json(found)])
    else:
        _put(found)


def _put(found: Review) -> None:
    put(f"{plural(len(found.weeks), 'week')}: {review_page.totals(found)}")
    rows: list[tuple[str, ...]] = [("week", "contributions", "venues", "as even as", "minutes", "replies", "ties")]
    rows += [_week(one) for one in found.weeks]
    table(rows, right=frozenset(range(1, 7)))
    if found.places:
        put()
        table([_place(one) for one in found.places])
    for goal, count in found.weeks[-1].held.items():
        put(f"as close as {goal} asks for: {plural(count, 'person', 'people')}")


def _week(one: WeekLine) -> tuple[str, ...]:
    figures = (str(one.contributions), str(one.venues), f"{one.effective:.1f}", hours_minutes(one.minutes))
    return (str(one.week), *figures, str(one.replies), str(one.ties))


def _place(one: PlaceLine) -> tuple[str, ...]:
    helped = f"{one.helped} of {one.known} helped" if one.known else "no outcome noted"
    posts, replies = plural(one.posts, "post"), plural(one.replies, "reply", "replies")
    return one.name, helped, posts, replies, hours_minutes(one.minutes)


def _json(found: Review) -> dict[str, object]:
    weeks = [
        {**asdict(one), "week": str(one.week), "effective": round(one.effective, 4), "held": dict(one.held)}
        for one in found.weeks
    ]
    return {
        "weeks": weeks,
        "places": [asdict(one) for one in found.places],
        "contributions": found.contributions,
        "minutes": found.minutes,
        "replies": found.replies,
        "days_away": found.days_away,
        "new_ties": found.new_ties,
    }
