"""The child that thinks: ranking, reasons, next labels, plans. One request at a time, in the order they come."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from forumplan.domain.errors import ForumplanError, UsageError
from forumplan.engine.protocol import Event, decode_request, encode
from forumplan.services.home import Home

Job = Callable[[Home, dict[str, Any]], dict[str, Any]]


def serve(home: Home, connection: socket.socket, lines: Iterable[bytes]) -> None:
    """Answer requests until the other side hangs up."""
    for line in lines:
        request = decode_request(line)
        try:
            if home.settings_outdated():
                home.reload()
            home.look_again()
            answer = Event(request.id, request.job, "done", JOBS[request.job](home, request.arguments))
        except ForumplanError as error:
            answer = Event(request.id, request.job, "failed", {"error": str(error)})
        connection.sendall(encode(answer))


def _warm(home: Home, _arguments: dict[str, Any]) -> dict[str, Any]:
    """Load what ranking and planning need, and the model of each goal, before somebody waits for it."""
    from forumplan.services import (
        planning,  # noqa: F401
        ranking,
    )

    ranking.make_ready(home)
    return {}


def _rank(home: Home, arguments: dict[str, Any]) -> dict[str, Any]:
    """Order the threads for some goals (None: all); the orders are then in threads.db."""
    from forumplan.services import ranking

    made = ranking.refresh_rankings(home, arguments.get("goals"))
    return {"goals": [ranking.goal for ranking in made]}


def _plan(home: Home, arguments: dict[str, Any]) -> dict[str, Any]:
    """Plan this week and keep the proposal; `fast`: the first plan only, which may be far from the best."""
    from forumplan.services import planning

    fast = bool(arguments.get("fast"))
    planning.plan_week(home, fast=fast)
    return {"fast": fast}


def _what_if(home: Home, arguments: dict[str, Any]) -> dict[str, Any]:
    """Another week beside this one: `what_if` holds fields of week_problem.WhatIf."""
    from forumplan.services import what_if
    from forumplan.services.week_problem import WhatIf

    asked = dict(arguments["what_if"])
    found = what_if.beside(home, WhatIf(**asked | {"without": frozenset(asked.get("without", ()))}))
    return {"plan": {**asdict(found.plan), "week": str(found.plan.week)}, "words": list(found.words)}


def _more(home: Home, arguments: dict[str, Any]) -> dict[str, Any]:
    """What this week has room for beside what is shown (`free`), and what so many `minutes` more today would add."""
    from forumplan.services import planning

    free, more = planning.with_more(home, 0, arguments["minutes"])
    return {"free": [asdict(one) for one in free], "items": [asdict(one) for one in more]}


def _earlier(home: Home, arguments: dict[str, Any]) -> dict[str, Any]:
    """For each of these threads, the user's own contribution that is nearest to it."""
    from forumplan.services import earlier

    asked = arguments["threads"]
    return {"threads": asked, "found": [asdict(one) for one in earlier.earlier(home, asked)]}


def _why(home: Home, arguments: dict[str, Any]) -> dict[str, Any]:
    """The terms behind a thread's place for a goal."""
    from forumplan.services import ranking

    thread = home.threads.find(arguments["thread"])
    if thread is None:
        raise UsageError("the thread is gone from the cache; R fetches")
    found = ranking.why(home, thread, arguments["goal"])
    return {**asdict(found), "title": thread.title, "thread": thread.id}


def _next_labels(home: Home, arguments: dict[str, Any]) -> dict[str, Any]:
    """The threads whose label would teach a goal most: [id, number, reason], at most `count`."""
    from forumplan.services import ranking

    goal = arguments["goal"]
    found = ranking.next_labels(home, goal, arguments["count"])
    return {"goal": goal, "queue": [[thread.id, thread.number, reason] for thread, reason in found]}


def _model(home: Home, arguments: dict[str, Any]) -> dict[str, Any]:
    """How good the model of a goal is, in numbers, and what it has learnt."""
    from forumplan.services import model_report

    return {"reports": [asdict(one) for one in model_report.model_reports(home, [arguments["goal"]])]}


def _mirror(home: Home, _arguments: dict[str, Any]) -> dict[str, Any]:
    """One's own past, venue by venue."""
    from forumplan.services import mirror

    return asdict(mirror.mirror(home))


def _backup(home: Home, _arguments: dict[str, Any]) -> dict[str, Any]:
    """A copy of the ledger, if the last one is getting old and something happened since."""
    from forumplan.services import safekeeping

    made = safekeeping.backup_if_due(home, safekeeping.WHILE_IN_USE_SECONDS)
    return {"path": str(made) if made else ""}


def _forget(home: Home, arguments: dict[str, Any]) -> dict[str, Any]:
    """Forget a person for good; `left`: what is left to say."""
    from forumplan.services import forget

    return {"left": forget.forget(home, forget.find(home, arguments["person"]))}


JOBS: dict[str, Job] = {
    "warm": _warm,
    "rank": _rank,
    "why": _why,
    "plan": _plan,
    "what_if": _what_if,
    "more": _more,
    "earlier": _earlier,
    "next_labels": _next_labels,
    "model": _model,
    "mirror": _mirror,
    "backup": _backup,
    "forget": _forget,
}
