"""`forumplan person`, `note`, `snooze` and `dont-track`: one person's card, and the acts on people."""

from __future__ import annotations

import click

from forumplan.cli.output import home_of, put, table
from forumplan.domain.errors import UsageError
from forumplan.domain.text import plural
from forumplan.domain.times import duration_words
from forumplan.services import person_acts, person_card
from forumplan.services.home import Home

SHOWN = 12


@click.command(help='One person\'s card: person P. Somebody new, or a rating: person add "NAME" --goal G --relevant 4.')
@click.argument("words", nargs=-1, required=True, metavar="PERSON | add NAME")
@click.option("--goal", metavar="G", default="", help="The goal that they matter for (default: the only one).")
@click.option("--relevant", type=click.IntRange(1, 5), help="How much they matter for it.")
@click.pass_context
def person(ctx: click.Context, words: tuple[str, ...], goal: str, relevant: int | None) -> None:
    home = home_of(ctx)
    if words[0] != "add":
        _put_card(home, " ".join(words))
        return
    if len(words) < 2 or relevant is None:
        raise UsageError('who, and how relevant? person add "NAME" --goal G --relevant 1-5')
    goals = [one.id for one in home.settings.goals]
    put(person_acts.add(home, " ".join(words[1:]), goal or (goals[0] if len(goals) == 1 else ""), relevant))


@click.command(help="A note about somebody; without text the note is taken away.")
@click.argument("who", metavar="PERSON")
@click.argument("text", nargs=-1)
@click.pass_context
def note(ctx: click.Context, who: str, text: tuple[str, ...]) -> None:
    home = home_of(ctx)
    put(person_acts.note(home, person_card.find(home, who), " ".join(text)))


@click.command(help="Leave somebody in peace for so many days; 0 ends it.")
@click.argument("who", metavar="PERSON")
@click.argument("days", type=int)
@click.pass_context
def snooze(ctx: click.Context, who: str, days: int) -> None:
    home = home_of(ctx)
    put(person_acts.snooze(home, person_card.find(home, who), days))


@click.command("dont-track", help="Keep no track of somebody from now on.")
@click.argument("who", metavar="PERSON")
@click.pass_context
def dont_track(ctx: click.Context, who: str) -> None:
    home = home_of(ctx)
    put(person_acts.dont_track(home, person_card.find(home, who)))


def _put_card(home: Home, wanted: str) -> None:
    tie = person_card.find(home, wanted)
    one = next(found for found in person_card.standings(home) if found.tie.person == tie.person)
    put(f"{tie.name}: {tie.word} · {plural(tie.contacts, 'contact')} · {tie.person}")
    for goal, value in tie.relevant.items():
        put(f"  {value} of 5 for {goal}")
    if tie.note:
        put(f"  note: {tie.note}")
    if one.owed:
        put(f"  waits for {plural(len(one.owed), 'answer')}: {one.owed[0].title}")
    elif one.due_days is not None:
        put("  a word is due" + ("" if one.due_days < 1 else f" in {plural(round(one.due_days), 'day')}"))
    now = home.clock()
    table(
        [
            (
                f"  {duration_words(max(0, now - event.at))} ago",
                "you" if event.mine else "they",
                event.what,
                event.title,
            )
            for event in person_card.passed(home, tie.person)[:SHOWN]
        ]
    )
