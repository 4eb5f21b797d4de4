"""`forumplan plan` and `replan`: the week, and the acts on its items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from forumplan.cli.output import home_of, json_option, put, put_json, say
from forumplan.domain.errors import UsageError
from forumplan.domain.goal import STRENGTH_WORDS
from forumplan.domain.records import PRIVATE_KINDS, PlanItem
from forumplan.domain.text import hours_minutes, plural, shorten
from forumplan.domain.week import DAY_NAMES, Week
from forumplan.services import people, proposals, record
from forumplan.services.home import Home
from forumplan.services.wording import with_tie

if TYPE_CHECKING:
    from forumplan.services.changes import Change
    from forumplan.services.planning import WeekPlan
    from forumplan.services.week_problem import WhatIf

MARKS = {"done": "✓", "accepted": "▸", "pinned": "!", "proposed": "·"}


@click.group(invoke_without_command=True, help="Compute and show the week. Nothing is kept but what you accept.")
@click.option("--week", metavar="W", default="", help="Another week, such as 2026-W48.")
@click.option("--minutes", type=click.IntRange(min=0), metavar="N", help="As if the week had so many minutes.")
@click.option(
    "--what-if", "what_ifs", multiple=True, metavar="X", help="strength.G=hire (or 0.7), minutes=300 or without=V."
)
@json_option
@click.pass_context
def plan(ctx: click.Context, week: str, minutes: int | None, what_ifs: tuple[str, ...], as_json: bool) -> None:
    if ctx.invoked_subcommand is not None:
        return
    home = home_of(ctx)
    what_if = _what_if(home, what_ifs, minutes)
    if what_if is not None:
        _put_what_if(home, _week(week), what_if, _asked(what_ifs, minutes), as_json=as_json)
        return
    from forumplan.services import planning  # the solver takes a second to load; acts on items do without

    made = planning.plan_week(home, _week(week))
    _hint(home)
    if as_json:
        put_json([plan_json(home, made)])
    else:
        put_plan(home, made)


def _put_what_if(home: Home, week: Week | None, what_if: WhatIf, asked: str, *, as_json: bool) -> None:
    """Another week beside this one."""
    from forumplan.services import what_if as weeks

    found = weeks.beside(home, what_if, week)
    _hint(home)
    if as_json:
        moved = [
            {"change": one.sign, "item": one.item.id, "title": one.item.title, "why": one.words}
            for one in found.changes
        ]
        put_json([plan_json(home, found.plan) | {"what_if": asked, "beside": list(found.words), "changes": moved}])
        return
    put(f"what if: {asked} (nothing is kept)")
    for line in found.words:
        put(f"  {line}")
    put_changes(home, found.changes)
    put()
    put_plan(home, found.plan)


@plan.command(help="Take items into the week; without an id, or with --all, all that are proposed.")
@click.argument("items", nargs=-1)
@click.option("--all", "everything", is_flag=True)
@click.pass_context
def accept(ctx: click.Context, items: tuple[str, ...], everything: bool) -> None:
    home = home_of(ctx)
    if items and not everything:
        chosen = list({one.id: one for one in (proposals.item(home, name) for name in items)}.values())
    else:
        from forumplan.services import planning

        chosen = [one for one in planning.plan_week(home).items if one.state == "proposed"]
    if not chosen:
        raise UsageError("nothing is proposed; forumplan plan shows the week")
    proposed = [one for one in chosen if one.state == "proposed"]
    if not proposed:
        raise UsageError(f"{items[0]}: {chosen[0].state} already")
    put(record.accept(home, proposed))


@plan.command(help="Take an item out of this week.")
@click.argument("item")
@click.pass_context
def drop(ctx: click.Context, item: str) -> None:
    home = home_of(ctx)
    put(record.drop(home, [proposals.item(home, item)]))


@plan.command(help="Put an item on a day (mon .. sun) and keep it there.")
@click.argument("item")
@click.argument("day", type=click.Choice(DAY_NAMES))
@click.pass_context
def move(ctx: click.Context, item: str, day: str) -> None:
    home = home_of(ctx)
    put(record.move(home, proposals.item(home, item), DAY_NAMES.index(day)))


@plan.command(help="Keep an item on its day whatever else changes.")
@click.argument("item")
@click.pass_context
def pin(ctx: click.Context, item: str) -> None:
    home = home_of(ctx)
    put(record.pin(home, proposals.item(home, item)))


@click.command(help="Compute the week again and say what changed and why.")
@click.pass_context
def replan(ctx: click.Context) -> None:
    from forumplan.services import planning

    home = home_of(ctx)
    _, found = planning.replan(home)
    put_changes(home, found)


def put_changes(home: Home, found: Sequence[Change]) -> None:
    """What is otherwise, a line each, and how many."""
    names = _names(home)
    for one in found:
        day, title = DAY_NAMES[one.item.day].capitalize(), shorten(one.item.title, 60)
        put(f"{one.sign} {day} {title} ({names.get(one.item.venue, one.item.person_name)}): {one.words}")
    put(plural(len(found), "change") if found else "nothing changed")


def put_plan(home: Home, made: WeekPlan) -> None:
    """The week as an agenda."""
    first, last = made.week.day(0), made.week.day(6)
    triage = home.settings.week.triage_minutes if made.minutes else 0
    free = sum(made.left.values()) - made.minutes_planned  # what past days left is gone
    put(
        f"Week {made.week.number} · {first:%d %b} to {last:%d %b %Y} · {hours_minutes(made.minutes_done)} done · "
        f"{hours_minutes(made.minutes_planned)} planned · {hours_minutes(max(0, free))} free of "
        f"{hours_minutes(made.minutes)}"
        f"{f' ({hours_minutes(triage)} of reading taken off)' if triage else ''}"
    )
    posts = sum(i.kind not in PRIVATE_KINDS for i in made.items)
    most = round(made.spread.largest_share * posts)
    put(
        f"Spread: {plural(posts, 'post')} in {plural(made.spread.venues, 'venue')} "
        f"(aim {home.settings.week.contributions}) · most in one: {most}"
    )
    names = _names(home)
    for day in range(7):
        todays = [i for i in made.items if i.day == day]
        if todays or made.budget.get(day):
            put()
            put(f"{DAY_NAMES[day].capitalize()} {made.week.day(day):%d}  {hours_minutes(made.budget.get(day, 0))}")
        for one in todays:
            _put_item(home, one, names)
    if made.unmet:
        put()
    for line in made.unmet:
        put(f"not met: {line}")
    if made.skipped:
        put()
        put("Left out:")
    told = ""
    for skipped in made.skipped:
        why = "likewise" if skipped.why == told else skipped.why
        put(f"  {shorten(skipped.title, 60)} ({names.get(skipped.venue, skipped.venue)}): {why}")
        told = skipped.why


def _put_item(home: Home, one: PlanItem, names: dict[str, str]) -> None:
    where = names.get(one.venue, one.person_name or one.venue)
    mark = "↩" if one.kind in ("follow-up", "touch") and one.state == "proposed" else MARKS[one.state]
    put(f"  {mark} {shorten(where, 24):<24} {shorten(one.title, 60):<60} {one.minutes:>3}m  {one.state:<8} {one.id}")
    if one.why:
        put(f"      {_why(home, one)}")


def _why(home: Home, one: PlanItem) -> str:
    return one.why if one.state == "done" else with_tie(one.why, people.all_ties(home).get(one.person))


def plan_json(home: Home, made: WeekPlan) -> dict[str, Any]:
    """The week as one object."""
    return {
        "week": str(made.week),
        "value": round(made.value, 6),
        "bound": round(made.bound, 6),
        "gap": round(made.gap, 6),
        "proven": made.proven,
        "minutes": {
            "budget": made.minutes,
            "done": made.minutes_done,
            "planned": made.minutes_planned,
            "days": {DAY_NAMES[day]: minutes for day, minutes in made.budget.items()},
        },
        "items": [item_json(home, one) for one in made.items],
        "spread": {
            "effective": round(made.spread.effective, 4),
            "venues": made.spread.venues,
            "largest_share": round(made.spread.largest_share, 4),
        },
        "unmet": list(made.unmet),
        "skipped": [
            {"thread": one.thread, "venue": one.venue, "title": one.title, "why": one.why} for one in made.skipped
        ],
    }


def item_json(home: Home, one: PlanItem) -> dict[str, Any]:
    """One item as an object; day is the name of the day."""
    return {
        "id": one.id,
        "day": DAY_NAMES[one.day],
        "venue": one.venue,
        "kind": one.kind,
        "goal": one.goal or None,
        "thread": one.thread or None,
        "title": one.title,
        "url": one.url or None,
        "person": one.person_name or None,
        "minutes": one.minutes,
        "state": one.state,
        "why": _why(home, one),
    }


def _names(home: Home) -> dict[str, str]:
    return {venue.id: venue.title for venue in home.settings.venues}


def _hint(home: Home) -> None:
    if not any(goal.open_on(home.today()) for goal in home.settings.goals):
        state = "every goal has ended" if home.settings.goals else "no goals yet"
        say(f'{state}: forumplan goal add "what you want to be known for"')
    elif not home.threads.count() and any(venue.feeds for venue in home.settings.venues):
        say("no threads yet: forumplan refresh")


def _week(text: str) -> Week | None:
    try:
        return Week.parse(text) if text else None
    except ValueError as error:
        raise UsageError(f"--week {text}: {str(error).lower()}; give a week like 2026-W48") from None


def _what_if(home: Home, words: tuple[str, ...], minutes: int | None) -> WhatIf | None:
    """What is asked to be otherwise, or None."""
    strengths: dict[str, float] = {}
    without: set[str] = set()
    for word in words:
        key, _, value = word.partition("=")
        try:
            if key == "minutes" and int(value) >= 0:
                minutes = int(value)
            elif key == "without" and home.settings.venue(value):
                without.add(value)
            elif key.startswith("strength.") and home.settings.goal(key[9:]):
                strengths[key[9:]] = _strength(value)
            else:
                raise ValueError
        except ValueError:
            raise UsageError(f"--what-if {word}: strength.GOAL=hire or 0..1, minutes=N or without=VENUE") from None
    from forumplan.services.week_problem import WhatIf

    return WhatIf(strengths, minutes=minutes, without=frozenset(without)) if words or minutes is not None else None


def _strength(text: str) -> float:
    """A strength by its word or as a number. ValueError if it is none."""
    value = STRENGTH_WORDS.get(text, -1.0)
    value = float(text) if value < 0 else value
    if not 0 <= value <= 1:
        raise ValueError(text)
    return value


def _asked(words: tuple[str, ...], minutes: int | None) -> str:
    return ", ".join([*words, *([f"minutes={minutes}"] if minutes is not None else [])])
