"""`forumplan person`, `note`, `snooze`, `touch` and `dont-track`: one person's card, and the acts on people."""

from __future__ import annotations

from typing import Any

import click

from forumplan.cli.output import home_of, json_option, put, put_json, table
from forumplan.cli.questions import ask, sure
from forumplan.domain.errors import UsageError
from forumplan.domain.text import plural
from forumplan.domain.times import duration_words, iso
from forumplan.services import person_acts, person_card, take_in
from forumplan.services.home import Home
from forumplan.services.people import Tie
from forumplan.services.person_card import Standing

SHOWN = 12


@click.command(
    help='One person\'s card: person P. Somebody new, or a rating: person add "NAME" --goal G --relevant 4. '
    "Two who are one: person merge A B. With options it changes what is kept of P."
)
@click.argument("words", nargs=-1, required=True, metavar="PERSON | add NAME | merge A B")
@click.option("--goal", metavar="G", default="", help="The goal that they matter for (default: the only one).")
@click.option("--relevant", type=click.IntRange(1, 5), help="How much they matter for it.")
@click.option("--every", type=float, metavar="DAYS", help="Your own interval between contacts; 0: as the goals ask.")
@click.option("--needs", metavar="TEXT", help="What they need; empty takes it away.")
@click.option("--offers", metavar="TEXT", help="What they can offer; empty takes it away.")
@click.option(
    "--focus/--no-focus", default=None, help="Keep them close for the goal, after three questions; or do not."
)
@click.option("--yes", is_flag=True, help="Every question is answered with yes.")
@json_option
@click.pass_context
def person(ctx: click.Context, /, words: tuple[str, ...], goal: str, relevant: int | None, **options: Any) -> None:
    home = home_of(ctx)
    if words[0] == "merge":
        _merge(home, words[1:], yes=options["yes"])
        return
    goals = [one.id for one in home.settings.goals]
    goal = goal or (goals[0] if len(goals) == 1 else "")
    if words[0] == "add":
        if len(words) < 2 or relevant is None:
            raise UsageError('who, and how relevant? person add "NAME" --goal G --relevant 1-5')
        put(person_acts.add(home, " ".join(words[1:]), goal, relevant))
        return
    tie = person_card.find(home, " ".join(words))
    if relevant is not None:
        put(person_acts.rate(home, tie.person, tie.name, goal, relevant))
    if not _changed(home, tie, goal, options) and relevant is None:
        _put_card(home, tie, as_json=options["as_json"])


def _merge(home: Home, names: tuple[str, ...], *, yes: bool) -> None:
    if len(names) != 2:
        raise UsageError("person merge takes two: person merge A B; B is A from then on")
    into, other = (person_card.find(home, name) for name in names)
    sure(f"{other.name} ({_where(other)}) is {into.name} ({_where(into)})?", yes=yes)
    put(person_acts.merge(home, into, other))


def _where(tie: Tie) -> str:
    return ", ".join(tie.venues) or tie.person


def _changed(home: Home, tie: Tie, goal: str, options: dict[str, Any]) -> bool:
    """Carry out what the options say; whether there was anything."""
    done = []
    if options["every"] is not None:
        done.append(person_acts.interval(home, tie, options["every"]))
    if options["needs"] is not None:
        done.append(person_acts.needs(home, tie, options["needs"]))
    if options["offers"] is not None:
        done.append(person_acts.offers(home, tie, options["offers"]))
    if options["focus"] is False:
        done.append(person_acts.let_loose(home, tie, goal))
    elif options["focus"]:
        done.append(person_acts.keep_close(home, tie, goal, answers=_answers(yes=options["yes"])))
    for words in done:
        put(words)
    return bool(done)


def _answers(*, yes: bool) -> list[bool]:
    """What is answered to the three questions."""
    return [yes or ask(question) for question in person_acts.QUESTIONS]


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


@click.command(help="Put a word to somebody into this week's plan.")
@click.argument("who", metavar="PERSON")
@click.pass_context
def touch(ctx: click.Context, who: str) -> None:
    home = home_of(ctx)
    item = take_in.touch(home, person_card.find(home, who))
    put(f"in the week, {item.minutes} min: {item.title}")


@click.command("dont-track", help="Keep no track of somebody from now on.")
@click.argument("who", metavar="PERSON")
@click.pass_context
def dont_track(ctx: click.Context, who: str) -> None:
    home = home_of(ctx)
    put(person_acts.dont_track(home, person_card.find(home, who)))


def _put_card(home: Home, tie: Tie, *, as_json: bool) -> None:
    one = next(found for found in person_card.standings(home) if found.tie.person == tie.person)
    if as_json:
        put_json([_json(home, one)])
        return
    put(f"{tie.name}: {tie.word} · {plural(tie.contacts, 'contact')} · {tie.person}")
    for line in _lines(one):
        put(f"  {line}")
    now = home.clock()
    table(
        [
            (
                f"  {duration_words(max(0, now - event.at))} ago",
                "you" if event.mine else "they",
                event.what,
                event.title,
                event.venue,
            )
            for event in person_card.passed(home, tie.person)[:SHOWN]
        ]
    )


def _lines(one: Standing) -> list[str]:
    tie = one.tie
    lines = [f"met in {', '.join(tie.venues)}"] if tie.venues else []
    lines += [f"{value} of 5 for {goal}" for goal, value in tie.relevant.items()]
    if one.goal is not None:
        lines.append(f"kept close for {one.goal.id}")
    lines.append(f"you gave {tie.given}, they gave {tie.received}")
    lines += [
        f"{word}: {text}" for word, text in (("needs", tie.needs), ("offers", tie.offers), ("note", tie.note)) if text
    ]
    if tie.cadence_days:
        lines.append(f"a word every {plural(round(tie.cadence_days), 'day')}")
    if one.owed:
        lines.append(f"next: waits for {plural(len(one.owed), 'answer')}: {one.owed[0].title}")
    elif one.due_days is not None:
        due = "" if one.due_days < 1 else f" in {plural(round(one.due_days), 'day')}"
        lines.append(f"next: a word is due{due}")
    return lines


def _json(home: Home, one: Standing) -> dict[str, object]:
    return {
        "id": one.tie.person,
        "name": one.tie.name,
        "tie": one.tie.word,
        "strength": round(one.tie.strength, 4),
        "kept_for": one.goal.id if one.goal else None,
        "relevant": one.tie.relevant,
        "every_days": one.tie.cadence_days,
        "due_days": None if one.due_days is None else round(one.due_days, 2),
        "given": one.tie.given,
        "received": one.tie.received,
        "needs": one.tie.needs or None,
        "offers": one.tie.offers or None,
        "note": one.tie.note or None,
        "venues": list(one.tie.venues),
        "owed": [owed.id for owed in one.owed],
        "passed": [
            {
                "at": iso(event.at),
                "who": "you" if event.mine else "they",
                "what": event.what,
                "title": event.title,
                "venue": event.venue or None,
            }
            for event in person_card.passed(home, one.tie.person)
        ],
    }
