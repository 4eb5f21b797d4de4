"""What the demo user has besides feeds: goals, sittings, labels, a past and people. Data only; nothing is stored here.

Threads are named by venue and number; `DemoServer.thread_url` gives their addresses. People are named by handle.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from forumplan.demo.sample import ME, shown_name
from forumplan.demo.server import DemoServer
from forumplan.domain.records import ContributionKind, Outcome

ORACLE = "oracle-exit"
PYTHON = "calm-python"

_HEAD = """\
# The demo's venues and goals, in the form of your own file.
[week]
timezone = "UTC"
minutes = { %s }
contributions = 9
triage_minutes = 20

[[goal]]
id = "oracle-exit"
statement = "help teams who move from Oracle to PostgreSQL"
strength = 0.7

[[goal]]
id = "calm-python"
statement = "be known for calm, readable data work in Python"
strength = 0.1
"""

_SITTINGS = "mon = 60, tue = 45, wed = 45, thu = 60, fri = 30"
_LATE_SITTINGS = "thu = 30, fri = 60, sat = 75, sun = 75"
"""Likewise four hours, for a demo on one of the last three days of a week: there is something left to plan."""
FRIDAY = 4

_VENUE_KEYS: Mapping[str, Mapping[str, object]] = {
    "pg-harbour": {"audience": 900, "note": "thank people by name; links to own work only when asked"},
    "tablecraft": {"audience": 250, "cap_per_week": 2},
    "migrators": {"audience": 400},
    "slow-data": {"audience": 600, "cap_per_week": 2, "goals": [PYTHON, ORACLE]},
    "ask-data": {"audience": 2000, "cap_per_week": 3},
    "r-pydesk": {"audience": 3000, "promo_share": 0.0, "note": "no links to own articles"},
    "py-porch": {"goals": [PYTHON]},
    "data-leads": {"audience": 300, "cap_per_week": 1, "goals": [ORACLE]},
}


@dataclass(frozen=True, slots=True)
class DemoLabel:
    """An answer the demo user has given: whether thread number `thread` of `venue` fits `goal`."""

    venue: str
    thread: int
    goal: str
    yes: bool


@dataclass(frozen=True, slots=True)
class DemoContribution:
    """Something the demo user did `days_ago`. `thread`: number in the sample, 0 none; `person`: a handle or ""."""

    days_ago: float
    venue: str
    kind: ContributionKind
    minutes: int
    title: str
    goal: str
    thread: int = 0
    person: str = ""
    promo: bool = False
    outcome: Outcome = ""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody the demo user has met. `venues`: where; `relevant`: rating 1..5 by goal."""

    handle: str
    venues: tuple[str, ...]
    relevant: Mapping[str, int] = field(default_factory=dict)
    note: str = ""
    needs: str = ""
    offers: str = ""


LABELS: tuple[DemoLabel, ...] = (
    DemoLabel("pg-harbour", 1202, ORACLE, True),
    DemoLabel("pg-harbour", 1210, ORACLE, True),
    DemoLabel("migrators", 310, ORACLE, True),
    DemoLabel("migrators", 308, ORACLE, True),
    DemoLabel("pg-harbour", 1225, ORACLE, False),
    DemoLabel("pg-harbour", 1213, ORACLE, False),
    DemoLabel("migrators", 313, ORACLE, False),
    DemoLabel("slow-data", 82, PYTHON, True),
    DemoLabel("slow-data", 75, PYTHON, True),
    DemoLabel("slow-data", 84, PYTHON, True),
    DemoLabel("slow-data", 73, PYTHON, False),
    DemoLabel("slow-data", 106, PYTHON, False),
)
"""A dozen examples: enough for the model to begin, and few enough that labelling more is seen to help."""

PAST: tuple[DemoContribution, ...] = (
    DemoContribution(
        4.0,
        "pg-harbour",
        "reply",
        20,
        "Moving 2 TB from Oracle with four hours of downtime: where did your time go?",
        ORACLE,
        1203,
        "inesokafor",
    ),
    DemoContribution(
        5.0,
        "migrators",
        "reply",
        25,
        "Character sets: WE8MSWIN1252 to UTF-8 without a single question mark",
        ORACLE,
        304,
        "tomaszw",
    ),
    DemoContribution(
        3.0, "tablecraft", "reply", 15, "Oracle jobs to cron: who restarts them?", ORACLE, 4403, "grethel"
    ),
    DemoContribution(
        6.25,
        "pg-harbour",
        "new-topic",
        45,
        "A checklist for the week before an Oracle cutover",
        ORACLE,
        1239,
    ),
    DemoContribution(
        9.0, "data-leads", "reply", 15, "Who has left Oracle and would say so in public?", ORACLE, outcome="lead"
    ),
    DemoContribution(
        11.25,
        "migrators",
        "reply",
        10,
        "What a rollback plan should fit on",
        ORACLE,
        331,
        "hughp",
        outcome="thanks",
    ),
    DemoContribution(
        11.8,
        "slow-data",
        "reply",
        10,
        "Comments that say why a row was dropped",
        PYTHON,
        101,
        "hughp",
    ),
    DemoContribution(
        13.2,
        "pg-harbour",
        "reply",
        20,
        "Testing PL/SQL that nobody understands before porting it",
        ORACLE,
        1219,
        "adaeze",
        outcome="helped",
    ),
    DemoContribution(18.0, "pg-harbour", "call", 40, "Call about her third rehearsal", ORACLE, 0, "inesokafor"),
    DemoContribution(22.0, "pg-harbour", "mail", 10, "Sent the list of slow constraints", ORACLE, 0, "inesokafor"),
    DemoContribution(25.0, "tablecraft", "mail", 10, "Asked how her replay of traffic went", ORACLE, 0, "grethel"),
    DemoContribution(
        30.0,
        "slow-data",
        "new-topic",
        60,
        "How I lay out a small data project so that I can leave it",
        PYTHON,
        98,
        promo=True,
        outcome="helped",
    ),
    DemoContribution(35.0, "pg-harbour", "meeting", 60, "Lunch in Utrecht", ORACLE, 0, "inesokafor"),
    DemoContribution(41.0, "migrators", "call", 30, "Compared notes on billing cutovers", ORACLE, 0, "tomaszw"),
)
"""Six weeks of it. Where a thread is named, the venue's feed holds the post, and for some an answer that waits."""

PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson(
        "inesokafor", ("pg-harbour", "migrators", "slow-data"), {ORACLE: 5, PYTHON: 3},
        "Leads an Oracle exit of 2 TB; shares what went wrong as well.", "a second pair of eyes on the cutover plan",
        "honest postmortems",
    ),
    DemoPerson("tomaszw", ("migrators", "pg-harbour"), {ORACLE: 4}, "Billing systems; careful with encodings."),
    DemoPerson(
        "grethel", ("tablecraft", "migrators", "slow-data"), {ORACLE: 4, PYTHON: 3}, "Replays traffic for a living.",
        offers="her replay scripts",
    ),
    DemoPerson("adaeze", ("pg-harbour", "migrators", "slow-data"), {ORACLE: 4, PYTHON: 4}),
    DemoPerson("hughp", ("migrators", "slow-data"), {ORACLE: 2, PYTHON: 4}, "Writes short, kind mails."),
    DemoPerson("kofib", ("pg-harbour",), {ORACLE: 3}, "First migration; asks good questions.", "encouragement"),
)  # fmt: skip


def feeds_toml(server: DemoServer) -> str:
    """The text of the demo's feeds.toml, with the addresses that `server` has at this moment."""
    late = datetime.fromtimestamp(server.now, UTC).weekday() >= FRIDAY
    head = _HEAD % (_LATE_SITTINGS if late else _SITTINGS)
    return "\n".join([head, *(_venue_toml(server, venue_id, keys) for venue_id, keys in _VENUE_KEYS.items())])


def _venue_toml(server: DemoServer, venue_id: str, keys: Mapping[str, object]) -> str:
    venue = server.sample.venue(venue_id)
    rows: dict[str, object] = {"id": venue.id, "name": venue.name, "url": server.url(venue_id)}
    if venue.feeds:
        rows["feeds"] = [server.url(venue_id) + path for path in venue.feeds]
        rows["me"] = [ME, server.sample.names[ME]]
        rows["allow_private"] = True
        # JSON Feed is a format, not a platform: such a venue is read by its entries alone.
        if venue.platform != "jsonfeed":
            rows["platform"] = venue.platform
    else:
        rows["me"] = [shown_name(server.sample, venue.platform, ME)]
        rows["manual"] = True
    # JSON's texts, numbers, lists and booleans are written as TOML writes them.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in {**rows, **keys}.items()]
    return "\n".join(["[[venue]]", *lines, ""])
