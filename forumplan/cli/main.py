"""The program's entry: the table of commands, each loaded only when it is asked for, and the last word on errors."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from forumplan import __version__
from forumplan.config.paths import Paths
from forumplan.domain.errors import ForumplanError, UsageError
from forumplan.domain.text import nearest

COMMANDS: Mapping[str, tuple[str, str]] = {
    "demo": ("demo", "Try the program on a sample; nothing outside is contacted"),
    "init": ("init", "Write a starter feeds.toml"),
    "mirror": ("mirror", "What your past posts look like, venue by venue"),
    "venue": ("venue", "Add, list, change, remove and discover venues"),
    "import": ("import_", "Take over venues from OPML, newsboat, bookmarks, lists, CSV"),
    "goal": ("goal", "Add, list, change and end goals"),
    "refresh": ("refresh", "Fetch what is due"),
    "threads": ("threads", "The ranked list of threads"),
    "why": ("why", "A thread's score as a sum of terms"),
    "label": ("label", "Teach: y relevant, n off topic, - take back"),
    "dismiss": ("label", "Hide a thread; teaches nothing"),
    "rule": ("rule", "Pin or mute threads by words, above the model"),
    "model": ("model", "What the model has learnt, and how good it is"),
    "plan": ("plan", "Compute and show the week; accept, drop, move, pin items"),
    "replan": ("plan", "Compute the week again and say what changed"),
    "idea": ("idea", "Note what you want to write when a week has room"),
    "log": ("log", "Record a contribution you made"),
    "done": ("log", "Log a planned item as done"),
    "timer": ("timer", "Time what you write; the next log takes its minutes"),
    "outcome": ("log", "What came of a contribution"),
    "followups": ("people", "Who waits for an answer of yours"),
    "people": ("people", "Whom you know, and how well"),
    "person": ("person", "One person's card; add keeps somebody in mind, merge makes two one"),
    "note": ("person", "A note about somebody"),
    "touch": ("person", "Put a word to somebody into this week's plan"),
    "snooze": ("person", "Leave somebody in peace for some days"),
    "dont-track": ("person", "Keep no track of somebody"),
    "venues": ("venues", "Posts per venue, quality, health of feeds"),
    "review": ("review", "The last weeks, and where answers helped"),
    "undo": ("history", "Take back the last act, or the last N"),
    "redo": ("history", "Do again what undo took back"),
    "history": ("history", "Your acts, newest first"),
    "away": ("away", "Days without budget and clocks"),
    "forget": ("forget", "Forget somebody for good; cannot be undone"),
    "sync": ("sync", "Exchange journals with other machines through a folder"),
    "export": ("export", "Everything, or a part, to stdout: opml, jsonl, csv, md, ics"),
    "backup": ("backup", "A verified copy of the ledger"),
    "restore": ("backup", "Make the ledger what a copy of it holds"),
    "doctor": ("doctor", "Check folders, files, terminal; each finding with its mend"),
    "config": ("config", "Where feeds.toml is, whether it is right, what holds"),
    "help": ("help", "Read the documents here, and the help of commands"),
    "completion": ("completion", "Completion for bash, zsh or fish"),
    "rank": ("rank", "Rank items of a file for a goal text; keeps no state"),
    "solve": ("solve", "Solve planning problems, one a line; keeps no state"),
}
"""Command: (module of this package, one line for --help)."""

DEBUG = "FORUMPLAN_DEBUG"
NO_TEXT = "what was typed is no text in the encoding of this terminal; set LANG or LC_ALL to it, or type it anew"


class LazyGroup(click.Group):
    """A group whose commands are imported when they are run, so that --help stays fast."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # click would call it a failure
            return _leave_stdout()

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"forumplan.cli.{COMMANDS[cmd_name][0]}")
        named = getattr(module, cmd_name.replace("-", "_"), None)
        command: click.Command = named if isinstance(named, click.Command) else module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            near = nearest(args[0], tuple(COMMANDS))
            raise click.UsageError(f"no command {args[0]!r}{f'; did you mean {near!r}?' if near else ''}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", metavar="DIR", help="Keep everything under one folder (also FORUMPLAN_HOME).")
@click.option("--config", metavar="FILE", help="Another feeds.toml.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal.")
@click.version_option(__version__, prog_name="forumplan", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, home: str | None, config: str | None, no_mouse: bool) -> None:
    """Plan a week of contributions over the places you take part in. Without a command: the screens."""
    ctx.obj = Paths.find(home, config, os.environ)
    if ctx.invoked_subcommand is None:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise click.UsageError("the screens need a terminal; forumplan --help lists the commands", ctx)
        from forumplan.cli.screens import open_screens

        ctx.exit(open_screens(ctx.obj, mouse=not no_mouse))


def main() -> None:
    """Run the command line and end with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(_run(sys.argv[1:]))


def _run(args: list[str]) -> int:
    try:
        result: Any = cli.main(args, prog_name="forumplan", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        return _leave_stdout()
    except click.exceptions.Exit as done:
        return done.exit_code
    except UnicodeEncodeError as error:  # what a shell hands on in another encoding comes as halves of characters
        wrong = any("\udc80" <= letter <= "\udcff" for word in args for letter in word)
        return failed(UsageError(NO_TEXT) if wrong else error)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 whatever it is becomes one line
        return failed(error)
    return result if isinstance(result, int) else 0


def _leave_stdout() -> int:
    """A reader that stops early is no failure: what is left for it goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def failed(error: BaseException) -> int:
    """Say in one line what went wrong; returns the exit status. Raises it again where FORUMPLAN_DEBUG is set."""
    if os.environ.get(DEBUG):
        raise error
    from forumplan.cli.output import say

    message, status = _words(error)
    say(f"forumplan: {message}")
    return status


def _words(error: BaseException) -> tuple[str, int]:
    """What to say of an error, in one line, and the exit status."""
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return "interrupted", 130
    if isinstance(error, click.ClickException):
        context = getattr(error, "ctx", None)
        hint = f" ({context.command_path} --help)" if context is not None else ""
        return f"{_said(error)}{hint}", 2
    if isinstance(error, ForumplanError):
        return str(error), error.exit_status
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        if error.errno == errno.ENOSPC:
            return f"{where}the disk is full; free some space and try again", 1
        return f"{where}{error.strerror or error}; check the path and its permissions", 1
    kind = type(error).__name__
    return f"something unexpected happened ({kind}: {error}); {DEBUG}=1 shows where, please report it", 1


def _said(error: click.ClickException) -> str:
    """What click says of wrong usage; of a group without a command its commands, where click has the whole help."""
    if not isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    known = getattr(error.ctx.command, "commands", {})
    names = sorted(name for name, one in known.items() if not one.hidden)
    return f"{error.ctx.info_name} what? There are: {', '.join(names)}"


if __name__ == "__main__":
    main()
