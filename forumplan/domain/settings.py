"""All that feeds.toml says, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from forumplan.domain.goal import Goal
from forumplan.domain.venue import Venue

DEFAULT_MINUTES: Mapping[int, int] = {0: 60, 2: 60, 4: 60}
"""Sittings where feeds.toml names none: an hour on Monday, Wednesday and Friday (day 0 is Monday)."""


@dataclass(frozen=True, slots=True)
class WeekSettings:
    """`minutes` by day (0 Monday .. 6); `timezone` "" is the machine's; `maintenance_share` None goes by strength."""

    timezone: str = ""
    minutes: Mapping[int, int] = field(default_factory=lambda: dict(DEFAULT_MINUTES))
    contributions: int = 10
    triage_minutes: int = 30
    maintenance_share: float | None = None


@dataclass(frozen=True, slots=True)
class RankingSettings:
    """`label_half_life_days` 0: labels do not fade."""

    weak_labels: bool = False
    label_half_life_days: float = 0.0


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """`contact`: a page or a mail address that the sites are told, "" for none."""

    contact: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole file; an empty file gives the defaults."""

    week: WeekSettings = WeekSettings()
    ranking: RankingSettings = RankingSettings()
    fetch: FetchSettings = FetchSettings()
    keys: Mapping[str, str] = field(default_factory=dict)
    goals: tuple[Goal, ...] = ()
    venues: tuple[Venue, ...] = ()

    def venue(self, venue_id: str) -> Venue | None:
        return next((venue for venue in self.venues if venue.id == venue_id), None)

    def goal(self, goal_id: str) -> Goal | None:
        return next((goal for goal in self.goals if goal.id == goal_id), None)
