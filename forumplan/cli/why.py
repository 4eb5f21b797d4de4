"""`forumplan why`: a score as a sum of terms, and why the thread is in or out of the plan."""

from __future__ import annotations

import click

from forumplan.cli.label import thread_of
from forumplan.cli.output import home_of, json_option, put, put_json
from forumplan.domain.errors import UsageError
from forumplan.services import planning, proposals, ranking, rules
from forumplan.services.home import Home


@click.command(help="Why a thread stands where it does: its score term by term, and its place in the plan.")
@click.argument("thread")
@click.option("--goal", metavar="G", default="", help="For this goal (default: the one it fits best).")
@click.option("--all", "everything", is_flag=True, help="Every term, not only the twenty largest.")
@json_option
@click.pass_context
def command(ctx: click.Context, thread: str, goal: str, everything: bool, as_json: bool) -> None:
    home = home_of(ctx)
    found = thread_of(home, thread)
    if not home.settings.goals:
        raise UsageError('no goals yet: forumplan goal add "what you want to be known for"')
    ranking.refresh_rankings(home)
    best = max((g.id for g in home.settings.goals), key=lambda g: home.threads.relevance(g, found.number))
    explained = ranking.why(home, found, goal or best)
    in_plan, rule = _in_plan(home, found.id), rules.standing(home, found.number)
    if as_json:
        put_json(
            [
                {
                    "id": found.id,
                    "goal": explained.goal,
                    "score": round(explained.score, 6),
                    "band": explained.band,
                    "place": explained.place,
                    "of": explained.of,
                    "terms": [{"word": word, "weight": round(weight, 6)} for word, weight in explained.terms],
                    "rule": rule or None,
                    "plan": in_plan,
                }
            ]
        )
        return
    put(f"{found.title} ({found.venue})")
    put(f"{explained.band} for “{explained.goal}”, place {explained.place} of {explained.of}")
    shown = explained.terms if everything else explained.terms[:20]
    for word, weight in shown:
        put(f"  {weight:+.4f}  {word}")
    rest = sum(weight for _, weight in explained.terms[len(shown) :])
    if len(explained.terms) > len(shown):
        put(f"  {rest:+.4f}  {len(explained.terms) - len(shown)} smaller terms (--all lists them)")
    put(f"  {explained.score:+.4f}  in all")
    if rule:
        put(f"rule: {rule}")
    put(f"plan: {in_plan}")


def _in_plan(home: Home, thread: str) -> str:
    item = next((i for i in proposals.items(home) if i.thread == thread), None)
    if item is not None:
        return f"in, {item.state}: {item.why}"
    return planning.why_not(home, thread)
