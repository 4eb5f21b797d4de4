"""`forumplan config`: where feeds.toml is, whether it is right, and what holds."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from forumplan.cli.output import home_of, json_option, put, put_json
from forumplan.domain.errors import UsageError
from forumplan.domain.identity import mask_url
from forumplan.domain.text import plural
from forumplan.domain.venue import Venue
from forumplan.domain.week import DAY_NAMES


@click.group(help="Where feeds.toml is, whether it is right, and what holds.")
def command() -> None: ...


@command.command(help="The files and folders of this home.")
@click.pass_context
def path(ctx: click.Context) -> None:
    paths = home_of(ctx).paths
    for name in ("config_file", "data", "state", "cache"):
        put(f"{name.removesuffix('_file'):<7} {getattr(paths, name)}")


@command.command(help="Read feeds.toml and say whether it is right.")
@click.pass_context
def check(ctx: click.Context) -> None:
    from forumplan.tui.keymap import Keymap  # the acts are known to the screens alone

    home = home_of(ctx)
    settings = home.settings
    for mistake in Keymap(settings.keys).mistakes:
        raise UsageError(f"{home.paths.config_file}: {mistake}")
    put(
        f"{home.paths.config_file} is right: {plural(len(settings.venues), 'venue')}, "
        f"{plural(len(settings.goals), 'goal')}"
    )


@command.command(help="All settings as they hold, defaults included; secrets masked.")
@json_option
@click.pass_context
def show(ctx: click.Context, as_json: bool) -> None:
    settings = home_of(ctx).settings
    values = asdict(settings)
    values["venues"] = [_venue(venue) for venue in settings.venues]
    values["goals"] = [{**asdict(g), "until": str(g.until) if g.until else None} for g in settings.goals]
    if as_json:
        put_json([values])
        return
    for part in ("week", "ranking", "fetch", "keys"):
        put(f"[{part}]")
        for key, value in values[part].items():
            put(f"  {key} = {_word(value)}")
    for kind in ("goals", "venues"):
        for one in values[kind]:
            put(f"[[{kind.removesuffix('s')}]] {one['id']}")
            for key, value in one.items():
                if key != "id" and value not in ("", [], (), None):
                    put(f"  {key} = {_word(value)}")


def _word(value: object) -> str:
    """A value as the file would have it."""
    if value is None:
        return "(by default)"
    if isinstance(value, dict):
        days = ", ".join(f"{DAY_NAMES[day]} = {minutes}" for day, minutes in value.items())
        return f"{{ {days} }}"
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def _venue(venue: Venue) -> dict[str, object]:
    values = asdict(venue)
    values["url"] = mask_url(venue.url) if venue.url else ""
    values["feeds"] = [mask_url(url) for url in venue.feeds]
    values["proxy"] = mask_url(venue.proxy) if venue.proxy else ""
    values["secret_command"] = ["set"] if venue.secret_command else []
    return values
