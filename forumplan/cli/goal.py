"""`forumplan goal`: what the user wants to be known for or to achieve. feeds.toml is the truth; comments stay."""

from __future__ import annotations

from datetime import date

import click

from forumplan.cli.output import home_of, json_option, put, put_json, say
from forumplan.domain.goal import STRENGTH_WORDS, Goal, strength_word
from forumplan.domain.records import Label
from forumplan.services import settings_acts
from forumplan.services.home import Home


@click.group(help="Goals: what you want to be known for or to achieve, and what people must do for it.")
def command() -> None: ...


@command.command(help='Add a goal, for example: goal add "help teams who move to PostgreSQL" --strength hire')
@click.argument("statement")
@click.option("--id", "goal_id", metavar="G", default="", help="A short name (default: made of the statement).")
@click.option("--strength", default="recommend", show_default=True, help=f"{', '.join(STRENGTH_WORDS)}, or 0 to 1.")
@click.pass_context
def add(ctx: click.Context, statement: str, goal_id: str, strength: str) -> None:
    home = home_of(ctx)
    put(settings_acts.add_goal(home, statement, goal_id, strength))
    _say_room(home, home.settings.goals[-1].id)


@command.command("list", help="Your goals.")
@json_option
@click.pass_context
def list_goals(ctx: click.Context, as_json: bool) -> None:
    home = home_of(ctx)
    counts: dict[str, int] = {}
    for label in home.ledger.all(Label):
        counts[label.goal] = counts.get(label.goal, 0) + 1
    today = home.today()
    if as_json:
        put_json(_json(goal, today, counts.get(goal.id, 0)) for goal in home.settings.goals)
        return
    for goal in home.settings.goals:
        ended = "" if goal.open_on(today) else f", ended {goal.until}"
        put(f"{goal.id}: {goal.statement} (people must {strength_word(goal.strength)}: {goal.strength:g}{ended})")
    if not home.settings.goals:
        say('no goals yet: forumplan goal add "what you want to be known for"')


@command.command("set", help="Change a goal: goal set ID KEY=VALUE ...")
@click.argument("goal_id", metavar="ID")
@click.argument("values", nargs=-1, required=True, metavar="KEY=VALUE...")
@click.pass_context
def set_goal(ctx: click.Context, goal_id: str, values: tuple[str, ...]) -> None:
    home = home_of(ctx)
    put(settings_acts.set_values(home, "goal", goal_id, values))
    _say_room(home, goal_id)


@command.command(help="End a goal: it stops counting, its record stays.")
@click.argument("goal_id", metavar="ID")
@click.pass_context
def end(ctx: click.Context, goal_id: str) -> None:
    put(settings_acts.end_goal(home_of(ctx), goal_id))


def _say_room(home: Home, goal_id: str) -> None:
    """How many people a goal that keeps some close can keep, at its strength and with the hours there are."""
    from forumplan.services import focus, people

    for one in focus.lists(home, people.all_ties(home)):
        if one.goal.id == goal_id:
            say(one.room_words())


def _json(goal: Goal, today: date, labels: int) -> dict[str, object]:
    return {
        "id": goal.id,
        "statement": goal.statement,
        "strength": goal.strength,
        "weight": goal.weight,
        "focus": goal.focus,
        "until": str(goal.until) if goal.until else None,
        "open": goal.open_on(today),
        "labels": labels,
    }
