"""Every key of feeds.toml as data: its table, its kind, its bounds, its default and what it means.

Reading, editing and the reference page all go by `KEYS`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from forumplan.domain.goal import Goal
from forumplan.domain.settings import DEFAULT_MINUTES, FetchSettings, RankingSettings, WeekSettings
from forumplan.domain.venue import Venue
from forumplan.domain.week import DAY_NAMES

Table = Literal["week", "ranking", "fetch", "goal", "venue"]
Kind = Literal[
    "text", "texts", "word", "id", "ids", "url", "urls", "flag", "count", "number", "strength", "date", "zone",
    "sittings", "command",
]  # fmt: skip

TABLES: tuple[str, ...] = ("week", "ranking", "fetch", "keys", "goal", "venue")
"""What may stand at the top of the file. `goal` and `venue` are lists of tables, `keys` has the acts as its keys."""

DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `low` and `high` bound numbers, both included; `default` is as it is written.

    `guarded` keys start commands or open the private network: they count only in a file that nobody else can write.
    """

    table: Table
    name: str
    kind: Kind
    default: object
    meaning: str
    low: float = 0
    high: float = math.inf
    required: bool = False
    guarded: bool = False


_WEEK, _RANKING, _FETCH, _GOAL, _VENUE = WeekSettings(), RankingSettings(), FetchSettings(), Goal("", ""), Venue("")
_SITTINGS = {DAY_NAMES[day]: minutes for day, minutes in DEFAULT_MINUTES.items()}

KEYS: tuple[Key, ...] = (
    Key("week", "timezone", "zone", _WEEK.timezone, "time zone of the week's days; default: the machine's"),
    Key(
        "week", "minutes", "sittings", _SITTINGS,
        "minutes of each sitting by day, mon to sun; days left out have none; one number is a week's minutes in "
        "equal parts on mon, wed and fri", 0, DAY_MINUTES,
    ),
    Key("week", "contributions", "count", _WEEK.contributions, "the aim beside the spread; never forced", 0, 1000),
    Key("week", "triage_minutes", "count", _WEEK.triage_minutes, "reading and labelling, taken off first", 0, 10080),
    Key(
        "week", "maintenance_share", "number", _WEEK.maintenance_share,
        "share of the minutes kept for people already known; default: by the strength of the goals", 0, 1,
    ),
    Key("ranking", "weak_labels", "flag", _RANKING.weak_labels, "planned, posted and dismissed threads count a little"),
    Key(
        "ranking", "label_half_life_days", "number", _RANKING.label_half_life_days,
        "days after which a label counts half; 0: labels do not fade", 0, 36500,
    ),
    Key(
        "fetch", "contact", "text", _FETCH.contact,
        "a page or mail address of yours that sites are told with every request; default: none",
    ),
    Key("goal", "id", "id", None, "the name the record keeps; never changes", required=True),
    Key("goal", "statement", "text", None, "what you want to be known for or to achieve", required=True),
    Key(
        "goal", "strength", "strength", _GOAL.strength,
        "what people must do: read, recommend, hire, partner, or 0 (reach) to 1 (depth)", 0, 1,
    ),
    Key("goal", "weight", "number", _GOAL.weight, "how much it counts beside the other goals", 0, 100),
    Key("goal", "focus", "count", _GOAL.focus, "at most so many people to keep close", 0, 1000),
    Key("goal", "until", "date", _GOAL.until, "last day of the goal; default: none"),
    Key("venue", "id", "id", None, "the name the record keeps; never changes", required=True),
    Key("venue", "name", "text", _VENUE.name, "the name to show; default: the id"),
    Key("venue", "url", "url", _VENUE.url, "its home page"),
    Key("venue", "feeds", "urls", (), "addresses it is read from; maildir:/path and mbox:/path are folders of mail"),
    Key("venue", "me", "texts", (), "your names there"),
    Key("venue", "platform", "word", _VENUE.platform, "kind of forum; default: found at subscription"),
    Key("venue", "cap_per_week", "count", _VENUE.cap_per_week, "most posts a week; default: by platform", 0, 1000),
    Key("venue", "cooldown_days", "count", _VENUE.cooldown_days, "days between two; default: by platform", 0, 365),
    Key("venue", "promo_share", "number", _VENUE.promo_share, "largest share that may speak of your own work", 0, 1),
    Key("venue", "target_per_week", "count", _VENUE.target_per_week, "wished posts a week; default: none", 0, 1000),
    Key("venue", "audience", "count", _VENUE.audience, "people who read there; 0: estimated", 0, 10**10),
    Key("venue", "quality", "number", _VENUE.quality, "how good it is, 0 to 1; 0: measured", 0, 1),
    Key("venue", "goals", "ids", (), "ids of the goals it serves; default: all"),
    Key("venue", "tags", "texts", (), "words of your own"),
    Key("venue", "rules_url", "url", _VENUE.rules_url, "its rules, shown before you open a thread there"),
    Key("venue", "note", "text", _VENUE.note, "what to remember, shown likewise"),
    Key("venue", "manual", "flag", _VENUE.manual, "true: no feed, tracked by hand"),
    Key(
        "venue", "allow_private", "flag", _VENUE.allow_private,
        "true: the origins written in this venue may be private addresses", guarded=True,
    ),
    Key("venue", "proxy", "url", _VENUE.proxy, "proxy for this venue; default: the environment's", guarded=True),
    Key("venue", "timeout_seconds", "number", _VENUE.timeout_seconds, "most seconds for one fetch", 0.1, 600),
    Key(
        "venue", "secret_command", "command", (),
        'program and arguments; prints the token or "user:password"; never stored', guarded=True,
    ),
)  # fmt: skip
"""All keys but those of [keys], in the order of the reference page."""


def keys_of(table: str) -> dict[str, Key]:
    """The keys of one table by name."""
    return {key.name: key for key in KEYS if key.table == table}
