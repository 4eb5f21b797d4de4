"""`forumplan rule`: rules above the model."""

from __future__ import annotations

import click

from forumplan.cli.output import home_of, json_option, put, put_json, table
from forumplan.domain.records import Rule
from forumplan.domain.text import plural
from forumplan.services import rules


@click.group(help='Rules above the model: words, "phrases", and, or, not, author:NAME, venue:ID.')
def command() -> None: ...


@command.command(help="Pin threads to the top, or mute them.")
@click.argument("act", type=click.Choice(["pin", "mute"]))
@click.argument("terms", nargs=-1, required=True)
@click.pass_context
def add(ctx: click.Context, act: str, terms: tuple[str, ...]) -> None:
    home = home_of(ctx)
    rule = rules.add(home, "pin" if act == "pin" else "mute", " ".join(terms))
    put(f"{rule.id}: {rule.act} {rule.terms} ({plural(rules.matches_this_week(home, rule), 'thread')} this week)")


@command.command("list", help="Your rules, each with how many threads of this week it matches.")
@json_option
@click.pass_context
def list_rules(ctx: click.Context, as_json: bool) -> None:
    home = home_of(ctx)
    found = [(rule, rules.matches_this_week(home, rule)) for rule in home.ledger.all(Rule)]
    if as_json:
        put_json({"id": rule.id, "act": rule.act, "terms": rule.terms, "this_week": n} for rule, n in found)
        return
    table([(rule.id, rule.act, rule.terms, f"{plural(n, 'thread')} this week") for rule, n in found])


@command.command(help="Take a rule away.")
@click.argument("rule_id", metavar="ID")
@click.pass_context
def remove(ctx: click.Context, rule_id: str) -> None:
    put(rules.remove(home_of(ctx), rule_id))
