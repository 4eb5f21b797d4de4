"""`forumplan label` and `dismiss`: teaching by examples, and hiding without teaching."""

from __future__ import annotations

from pathlib import Path

import click

from forumplan.cli.output import home_of, json_option, put, put_json, say
from forumplan.domain.errors import UsageError
from forumplan.domain.text import harmless, plural
from forumplan.domain.thread import Thread
from forumplan.services import examples, record
from forumplan.services.home import Home

VALUES = {"y": 1, "n": 0, "-": None}


class LabelGroup(click.Group):
    """`label THREAD y` is the common form; next, import and export are subcommands."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands:
            args = ["set", *args]
        return super().resolve_command(ctx, args)


@click.group(cls=LabelGroup, help="Teach by examples. `label THREAD y|n|- [--goal G]`: relevant, off topic, take back.")
def label() -> None: ...


@label.command("set", hidden=True, context_settings={"ignore_unknown_options": True})
@click.argument("thread")
@click.argument("value", metavar="y|n|-")
@click.option("--goal", metavar="G", default="", help="The goal it teaches (needed if you have several).")
@click.pass_context
def set_label(ctx: click.Context, thread: str, value: str, goal: str) -> None:
    home = home_of(ctx)
    if value not in VALUES:
        raise UsageError(f"{value}: y for relevant, n for off topic, - to take the label back")
    put(record.label(home, thread_of(home, thread), goal_of(home, goal), VALUES[value]))


@label.command("next", help="The threads whose label would teach most, with why.")
@click.option("--goal", metavar="G", default="", help="For this goal (needed if you have several).")
@json_option
@click.pass_context
def next_labels(ctx: click.Context, goal: str, as_json: bool) -> None:
    from forumplan.services import ranking

    home = home_of(ctx)
    found = ranking.next_labels(home, goal_of(home, goal))
    if as_json:
        put_json({"id": t.id, "venue": t.venue, "title": t.title, "url": t.url, "why": why} for t, why in found)
        return
    for thread, why in found:
        put(f"{thread.id}  {why:<34}  {thread.title}  ({thread.venue})")


@label.command("import", help="Examples from a JSONL or CSV file: url or id, goal, label, title, text.")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_context
def import_labels(ctx: click.Context, file: Path) -> int:
    home = home_of(ctx)
    kept, broken = examples.import_file(home, file)
    for line in broken:
        say(line)
    put(f"{plural(kept, 'label')} taken, {plural(len(broken), 'line')} left out")
    return 3 if broken else 0


@label.command("export", help="Every label on stdout, as JSON Lines or as a table; import takes both.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV with a line of heads.")
@click.pass_context
def export_labels(ctx: click.Context, as_csv: bool) -> None:
    home = home_of(ctx)
    if as_csv:
        click.echo(harmless(examples.exported_csv(home)), nl=False)
    else:
        put_json(examples.exported(home))


@click.command(help="Hide a thread until this is undone. Teaches nothing.")
@click.argument("thread")
@click.pass_context
def dismiss(ctx: click.Context, thread: str) -> None:
    home = home_of(ctx)
    put(record.dismiss(home, thread_of(home, thread)))


def thread_of(home: Home, name: str) -> Thread:
    """A thread by its id, the beginning of it, or its address."""
    from forumplan.domain.identity import alias

    found = home.threads.find(name) or home.threads.by_alias(alias(name))
    if found is None:
        raise UsageError(f"{name}: no thread has this id or address, or several begin so; forumplan threads shows them")
    return found


def goal_of(home: Home, name: str) -> str:
    """The goal named, or the only one there is."""
    goals = [goal.id for goal in home.settings.goals]
    if not goals:
        raise UsageError('no goals yet: forumplan goal add "what you want to be known for"')
    if not name and len(goals) == 1:
        return goals[0]
    if name not in goals:
        raise UsageError(f"{name or 'which goal?'}: name one with --goal: {', '.join(goals)}")
    return name
