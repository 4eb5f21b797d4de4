"""Problems and answers as JSON (design: planning, section 8). Unknown keys are ignored."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from reprlib import Repr
from typing import Any

from forumplan.domain.errors import PlanError
from forumplan.domain.planning import (
    Answer,
    Candidate,
    PlanGoal,
    PlanPerson,
    PlanVenue,
    PreviousItem,
    Problem,
    Shortfall,
)

LARGEST = 1e9
"""Numbers beyond it are refused: sums and products of theirs would not be exact, or not finite."""

_MISSING = object()
_shown = Repr()
_shown.maxstring = _shown.maxlong = _shown.maxother = 60


class _Fields:
    """One JSON object with its place, so that an error can name the field."""

    def __init__(self, where: str, raw: object) -> None:
        if not isinstance(raw, dict):
            raise PlanError(f"{where or 'problem'}: not an object")
        self.where, self.raw = where, raw

    def _get(self, key: str, default: Any) -> Any:
        found = self.raw.get(key, _MISSING)
        if found is _MISSING or (found is None and default is not _MISSING):
            if default is _MISSING:
                raise PlanError(f"{self._name(key)}: missing")
            return default
        return found

    def _name(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def text(self, key: str, default: Any = _MISSING) -> str:
        found = self._get(key, default)
        if not isinstance(found, str):
            raise PlanError(f"{self._name(key)}: {_shown.repr(found)} is not a text")
        return found

    def number(self, key: str, default: Any = _MISSING) -> float:
        found = self._get(key, default)
        return self._checked(key, found)

    def _checked(self, key: str, found: Any) -> float:
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise PlanError(f"{self._name(key)}: {_shown.repr(found)} is not a number")
        if abs(found) > LARGEST:
            raise PlanError(f"{self._name(key)}: {_shown.repr(found)} is too large; give at most {LARGEST:.0f}")
        return float(found)

    def whole(self, key: str, default: Any = _MISSING) -> int:
        found = self.number(key, default)
        if not found.is_integer():
            raise PlanError(f"{self._name(key)}: {found!r} is not a whole number")
        return int(found)

    def flag(self, key: str, default: Any = _MISSING) -> bool:
        found = self._get(key, default)
        if found not in (0, 1, False, True):
            raise PlanError(f"{self._name(key)}: {_shown.repr(found)} is neither true nor false")
        return bool(found)

    def maybe(self, key: str, read: Callable[[str], Any]) -> Any:
        """`read(key)`, or None where the key is missing or null."""
        return None if self.raw.get(key) is None else read(key)

    def objects(self, key: str, default: Any = _MISSING) -> list[_Fields]:
        found = self._get(key, default)
        if not isinstance(found, list):
            raise PlanError(f"{self._name(key)}: not a list")
        return [_Fields(f"{self._name(key)}[{_label(raw, n)}]", raw) for n, raw in enumerate(found)]

    def texts(self, key: str) -> tuple[str, ...]:
        found = self._get(key, [])
        if not isinstance(found, list) or not all(isinstance(x, str) for x in found):
            raise PlanError(f"{self._name(key)}: {_shown.repr(found)} is not a list of texts")
        return tuple(found)

    def days(self, key: str) -> tuple[int, ...]:
        """Whole days; a part of a day is left off."""
        found = self._get(key, [])
        if not isinstance(found, list):
            raise PlanError(f"{self._name(key)}: {_shown.repr(found)} is not a list of days")
        ages = [self._checked(key, age) for age in found]
        if any(math.isnan(age) for age in ages):
            raise PlanError(f"{self._name(key)}: nan is not a number of days")
        return tuple(int(age) for age in ages)


def _label(raw: object, number: int) -> str:
    name = raw.get("id", number) if isinstance(raw, dict) else number
    return name if isinstance(name, str) else _shown.repr(name)


def read(line: str | bytes) -> Problem:
    """A problem from one line of JSON. Raises PlanError naming a field that is missing or of the wrong type.

    Whether its values make sense is checked where it is solved.
    """
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise PlanError(f"problem: not JSON ({error})") from error
    top = _Fields("", raw)
    week = raw.get("week", "")
    return Problem(
        week=week if isinstance(week, str) else _shown.repr(week),
        today=top.whole("today"),
        minutes=_minutes(top.objects("days")),
        goals=tuple(
            PlanGoal(g.text("id"), g.number("weight", 1.0), g.number("theta", 0.0)) for g in top.objects("goals")
        ),
        venues=tuple(_venue(v) for v in top.objects("venues")),
        people=tuple(_person(p) for p in top.objects("people", [])),
        previous=tuple(
            PreviousItem(p.text("candidate"), p.whole("day"), p.flag("accepted", True), p.flag("locked", False))
            for p in top.objects("previous", [])
        ),
        candidates=tuple(_candidate(c) for c in top.objects("candidates")),
        maintenance_share=top.maybe("maintenance_share", top.number),
        growth_cap=top.maybe("growth_cap", top.whole),
        stickiness=top.maybe("stickiness", top.number),
    )


def _minutes(days: list[_Fields]) -> dict[int, int]:
    minutes: dict[int, int] = {}
    for day in days:
        number = day.whole("day")
        if number in minutes:
            raise PlanError(f"days: day {number} is there twice; give the minutes of a day once")
        minutes[number] = day.whole("minutes")
    return minutes


def _venue(v: _Fields) -> PlanVenue:
    plain = PlanVenue("")
    return PlanVenue(
        id=v.text("id"),
        type=v.text("type", ""),
        quality=v.number("quality", plain.quality),
        audience=v.number("audience", 0.0),
        half_life_hours=v.number("half_life_h", plain.half_life_hours),
        cap_per_week=v.whole("cap_per_week", plain.cap_per_week),
        cooldown_days=v.whole("cooldown_days", plain.cooldown_days),
        posted_days_ago=v.days("posted_days_ago"),
        promo_left=v.maybe("promo_left", v.whole),
        wish=v.whole("wish", 0),
    )


def _person(p: _Fields) -> PlanPerson:
    plain = PlanPerson("")
    return PlanPerson(
        id=p.text("id"),
        strength=p.number("strength", plain.strength),
        last_contact_days=p.number("last_contact_days", plain.last_contact_days),
        relevance=p.number("relevance", plain.relevance),
        tau_days=p.maybe("tau_days", p.number),
        focus=p.maybe("focus", p.texts),
    )


def _candidate(c: _Fields) -> Candidate:
    return Candidate(
        id=c.text("id"),
        venue=c.text("venue"),
        kind=c.text("kind"),
        goal=c.text("goal"),
        relevance=c.number("relevance"),
        minutes=c.whole("minutes"),
        age_hours=c.number("age_h", 0.0),
        replies=c.whole("replies", 0),
        person=c.text("person", ""),
        thread=c.text("thread", ""),
        due_day=c.maybe("due_day", c.whole),
        promo=c.flag("promo", False),
        new=c.flag("new", False),
    )


def write(answer: Answer) -> dict[str, Any]:
    """An answer as a JSON object; `skipped` is there only if reasons were asked for."""
    shown: dict[str, Any] = {
        "items": [
            {
                "candidate": item.candidate,
                "day": item.day,
                "parts": {"help": item.parts.help, "reach": item.parts.reach, "tie": item.parts.tie},
            }
            for item in answer.items
        ],
        "value": answer.value,
        "bound": answer.bound,
        "gap": answer.gap,
        "proven": answer.proven,
        "stopped": answer.stopped,
        "unmet": [*answer.unmet, *map(_short_words, answer.short)],
        "spread": {
            "effective": answer.spread.effective,
            "venues": answer.spread.venues,
            "largest_share": answer.spread.largest_share,
        },
    }
    skipped: Mapping[str, str] = answer.skipped
    if skipped:
        shown["skipped"] = dict(skipped)
    return shown


def _short_words(short: Shortfall) -> str:
    said = f"{short.missing} of {short.wished} wished in {short.venue} are not in the plan"
    if short.cost is None:
        return f"{said}: nothing that is open fits in"
    return f"{said}: one more would cost {short.cost:.2f} points" + "".join(
        f"{link}{name}" for link, name in zip((" and push out ", " and "), short.out, strict=False)
    )
