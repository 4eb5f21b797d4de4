"""Writes the reference pages that come from code: `commands.md` and `feeds-toml.md`. `--check` only compares."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from math import inf
from pathlib import Path

import click

from forumplan.cli.main import COMMANDS, cli
from forumplan.config.schema import TABLES, Key, keys_of

REFERENCE = Path(__file__).parent / "reference"
MADE = "<!-- Made by docs/make_reference.py from the code; do not edit. -->"

STATUS = """\
| exit status | meaning |
| --- | --- |
| 0 | done |
| 1 | failed; one line on stderr says what, where and what to do |
| 2 | wrong usage, or something in feeds.toml is wrong (file, line, key) |
| 3 | done in part: some feeds failed, or some lines of an import were left out |
| 130 | interrupted |

Data goes to stdout, words go to stderr. The objects that `--json` prints are in [json.md](json.md).
"""

KINDS = {
    "text": "text",
    "texts": "list of texts",
    "word": "word",
    "id": "id",
    "ids": "list of ids",
    "url": "address",
    "urls": "list of addresses",
    "flag": "true or false",
    "count": "whole number",
    "number": "number",
    "strength": "word or number",
    "date": "day",
    "zone": "time zone",
    "sittings": "minutes by day, or a number",
    "command": "list of texts",
}

TABLE_WORDS = {
    "week": ("## [week]", "When you sit down, and how a week is shared out."),
    "ranking": ("## [ranking]", "How labels count."),
    "fetch": ("## [fetch]", "What sites are told of you."),
    "keys": (
        "## [keys]",
        'The keys of the screens: `act = "key"`, such as `done = "D"`. [keys.md](keys.md) lists the acts and their '
        "keys.",
    ),
    "goal": ("## [[goal]]", "One table a goal: what you want to be known for or to achieve."),
    "venue": ("## [[venue]]", "One table a venue: a forum, group, list, tag or subreddit, with or without a feed."),
}

EXAMPLE = """\
[week]
timezone = "Europe/Berlin"
minutes = { mon = 90, thu = 90, sun = 20 }

[[goal]]
id = "postgres"
statement = "help teams who move from Oracle to PostgreSQL"
strength = "hire"

[[venue]]
id = "python-discuss"
name = "Discussions on Python.org"
url = "https://discuss.python.org"
feeds = ["https://discuss.python.org/latest.rss"]
me = ["yourname"]
cap_per_week = 3

[[venue]]
id = "linkedin"
url = "https://www.linkedin.com"
manual = true
"""


def commands_page() -> str:
    """The page of commands."""
    lines = ["# Commands", "", MADE, "", *_global_options(), "", STATUS]
    for name in COMMANDS:
        lines += _command(["forumplan", name], _named(name), 2)
    return "\n".join(lines).rstrip() + "\n"


def settings_page() -> str:
    """The page of feeds.toml."""
    intro = (
        "The one file that says what your venues and goals are. `forumplan config path` names its place, "
        "`forumplan config check` reads it. `forumplan venue` and `forumplan goal` change it and keep comments and "
        "order. A key that is not listed here is an error; only the `id` of a venue, and the `id` and `statement` of "
        "a goal, have to be there."
    )
    lines = ["# feeds.toml", "", MADE, "", intro, "", "```toml", EXAMPLE.rstrip(), "```", ""]
    for table in TABLES:
        heading, words = TABLE_WORDS[table]
        lines += [heading, "", words, ""]
        keys = keys_of(table)
        if keys:
            lines += ["| key | value | default | meaning |", "| --- | --- | --- | --- |"]
            lines += [_key(key) for key in keys.values()]
            lines.append("")
    lines.append(
        "\\* counts only while the file is yours and nobody else may write it, because it starts a program or opens "
        "the private network. No import and no redo sets it."
    )
    return "\n".join(lines) + "\n"


def _named(name: str) -> click.Command:
    command = cli.get_command(click.Context(cli), name)
    if command is None:
        raise LookupError(name)
    return command


def _global_options() -> Iterator[str]:
    yield "```text"
    yield "forumplan [OPTIONS] [COMMAND] [ARGS]..."
    yield "```"
    yield ""
    yield "Without a command the screens open. Options before the command hold for all of them."
    yield ""
    yield from _options(cli)


def _command(path: list[str], command: click.Command, depth: int) -> Iterator[str]:
    context = click.Context(command, info_name=path[-1])
    yield f"{'#' * depth} {' '.join(path)}"
    yield ""
    yield " ".join((command.help or "").split())
    yield ""
    yield "```text"
    yield " ".join([*path, *command.collect_usage_pieces(context)])
    yield "```"
    yield ""
    options = list(_options(command))
    if options:
        yield from [*options, ""]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            part = command.get_command(context, name)
            if part is not None and not part.hidden:
                yield from _command([*path, name], part, depth + 1)


def _options(command: click.Command) -> Iterator[str]:
    context = click.Context(command)
    rows = [
        _row(option, context)
        for option in command.params
        if isinstance(option, click.Option) and not option.hidden and option.name != "help"
    ]
    if rows:
        yield from ["| option | meaning |", "| --- | --- |", *rows]


def _row(option: click.Option, context: click.Context) -> str:
    record = option.get_help_record(context)
    if record is None:
        raise LookupError(option.name)
    written, words = record
    return f"| `{_cell(written)}` | {_cell(words)} |"


def _key(key: Key) -> str:
    value = KINDS[key.kind]
    if key.high < inf and key.kind in ("count", "number", "strength"):
        value += f", {key.low:g} to {key.high:,.12g}"
    default = "required" if key.required else f"`{_value(key.default)}`" if key.default not in (None, "", ()) else "-"
    star = " \\*" if key.guarded else ""
    return f"| `{key.name}`{star} | {value} | {default} | {_cell(key.meaning)} |"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {one}" for key, one in value.items()) + " }"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


PAGES = {"commands.md": commands_page, "feeds-toml.md": settings_page}


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check say which are not current; the exit status."""
    stale = [
        name
        for name, page in PAGES.items()
        if not (REFERENCE / name).exists() or (REFERENCE / name).read_text("utf-8") != page()
    ]
    if arguments == ["--check"]:
        for name in stale:
            print(f"docs/reference/{name} is not current; run python docs/make_reference.py", file=sys.stderr)
        return 1 if stale else 0
    REFERENCE.mkdir(exist_ok=True)
    for name in stale:
        (REFERENCE / name).write_text(PAGES[name](), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
