"""Acts on feeds.toml: goals and venues added, changed, ended, removed. Each can be undone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from forumplan.config import edit
from forumplan.config.schema import Key, keys_of
from forumplan.domain.errors import UsageError
from forumplan.domain.goal import STRENGTH_WORDS
from forumplan.domain.identity import mask_url
from forumplan.domain.text import shorten
from forumplan.services.history import change_settings
from forumplan.services.home import Home

_SMALL_WORDS = frozenset(
    ["a", "an", "and", "for", "from", "help", "in", "of", "on", "people", "teams", "the", "to", "who", "with"]
)


def add_goal(home: Home, statement: str, goal_id: str = "", strength: str = "recommend") -> str:
    """Add a goal; returns what was done, in words. UsageError for a strength that is none, or an id that is taken."""
    name = goal_id or free_id(short_name(statement), [goal.id for goal in home.settings.goals])
    if home.settings.goal(name) is not None:
        raise UsageError(f"{name}: there is a goal of this id already; choose another with --id")
    values = {"id": name, "statement": statement, "strength": strength_of(strength)}
    words = f"goal {name}: {statement}"
    change_settings(home, "goal", words, lambda text: edit.add_goal(text, values))
    return f"added {words}"


def end_goal(home: Home, goal_id: str) -> str:
    """Let a goal count no more from today on."""
    if home.settings.goal(goal_id) is None:
        raise UsageError(f"{goal_id}: no goal has this id; forumplan goal list shows them")
    words = f"ended goal {goal_id}"
    yesterday = home.today().fromordinal(home.today().toordinal() - 1)
    change_settings(home, "goal", words, lambda text: edit.set_goal(text, goal_id, "until", yesterday))
    return words


def set_values(home: Home, kind: str, entity: str, values: Iterable[str]) -> str:
    """Change keys of a venue or goal, given as KEY=VALUE. UsageError or ConfigError say what is wrong."""
    known = home.settings.venue(entity) if kind == "venue" else home.settings.goal(entity)
    if known is None:
        raise UsageError(f"{entity}: no {kind} has this id; forumplan {kind} list shows them")
    pairs, keys = [], keys_of(kind)
    for value in values:
        key, sign, text = value.partition("=")
        if not sign:
            raise UsageError(f"{value}: give KEY=VALUE")
        pairs.append((key, edit.parse_value(kind, key, text)))

    def make(text: str) -> str:
        for key, value in pairs:
            setter = edit.set_venue if kind == "venue" else edit.set_goal
            text = setter(text, entity, key, value)
        return text

    words = f"{kind} {entity}: {', '.join(_change(keys[key], getattr(known, key), value) for key, value in pairs)}"
    change_settings(home, kind, words, make)
    return words


def _change(key: Key, old: object, new: object) -> str:
    """What becomes of a key, in words; the history keeps them, so that nothing secret stands in them."""
    if key.kind == "command":
        return f"{key.name} changed"
    return f"{key.name} from {_shown(old)} to {_shown(key.default if new is None else new)}"


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return shorten(", ".join(map(_shown, value)), 60) or "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    return "none" if value in (None, "") else shorten(mask_url(str(value)) if "://" in str(value) else str(value), 60)


def venue_table(home: Home, venue_id: str) -> str:
    """The lines of feeds.toml that a venue is written in, its addresses without their secrets."""
    return edit.venue_table(home.secrets.keep(edit.text_of(home.paths.config_file)), venue_id)


def write_venue_table(home: Home, venue_id: str, table: str) -> str:
    """Put other lines in the place of a venue's; ConfigError where they would not be right, and nothing is written."""
    words = f"venue {venue_id}: its table written anew"
    change_settings(home, "venue", words, lambda text: edit.with_venue_table(text, venue_id, table))
    return words


def remove_venue(home: Home, venue_id: str) -> str:
    """Take a venue out of feeds.toml; what was done there stays in the ledger."""
    venue = home.settings.venue(venue_id)
    if venue is None:
        raise UsageError(f"{venue_id}: no venue has this id; forumplan venue list shows them")
    words = f"stopped following {venue.title}"
    change_settings(home, "venue", words, lambda text: edit.remove_venue(text, venue_id))
    return words


def strength_of(text: str) -> float:
    """A strength from a word or a number. UsageError if it is neither."""
    if text in STRENGTH_WORDS:
        return STRENGTH_WORDS[text]
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise UsageError(f"--strength {text}: {', '.join(STRENGTH_WORDS)}, or a number from 0 to 1")
    return value


def free_id(wanted: str, taken: Iterable[str]) -> str:
    """`wanted`, with a number behind it if it is taken."""
    used = set(taken)
    if wanted not in used:
        return wanted
    return next(f"{wanted}-{n}" for n in range(2, len(used) + 3) if f"{wanted}-{n}" not in used)


def slug(text: str) -> str:
    """Small letters, digits and hyphens of a text, at most 40."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")[:40].strip("-") or "x"


def short_name(statement: str) -> str:
    """An id of at most two telling words of a statement."""
    words = [word for word in slug(statement).split("-") if word not in _SMALL_WORDS]
    return "-".join(words[:2]) or slug(statement)[:16]
