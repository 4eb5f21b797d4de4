"""Venues, and what good manners ask for on each kind of platform."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manners:
    """What holds for a kind of venue until the user or the record says otherwise (design: planning, sections 1-2)."""

    cap_per_week: int
    cooldown_days: int
    half_life_hours: float
    due_days: int


_DISCOURSE = Manners(3, 1, 80, 3)
_LIST = Manners(2, 2, 60, 3)
_REDDIT = Manners(2, 2, 9, 1)
_GITHUB = Manners(4, 1, 150, 5)

MANNERS: dict[str, Manners] = {
    "hackernews": Manners(3, 1, 5, 0),
    "reddit": _REDDIT,
    "lobsters": _REDDIT,
    "lemmy": _REDDIT,
    "stackexchange": Manners(5, 1, 40, 1),
    "github": _GITHUB,
    "gitlab": _GITHUB,
    "manual": Manners(2, 2, 48, 4),
    **dict.fromkeys(
        (
            "discourse",
            "phpbb",
            "vbulletin",
            "xenforo",
            "smf",
            "mybb",
            "nodebb",
            "flarum",
            "vanilla",
            "invision",
        ),
        _DISCOURSE,
    ),
}
"""By platform; every other platform has the manners of a mailing list."""


def manners(platform: str) -> Manners:
    """The manners of a platform; those of a list where it is unknown."""
    return MANNERS.get(platform, _LIST)


@dataclass(frozen=True, slots=True)
class Venue:
    """A place of discussion, as it stands in feeds.toml. None: not set there, so the default or the measure holds."""

    id: str
    name: str = ""
    url: str = ""
    feeds: tuple[str, ...] = ()
    me: tuple[str, ...] = ()
    platform: str = ""
    cap_per_week: int | None = None
    cooldown_days: int | None = None
    promo_share: float = 0.1
    target_per_week: int | None = None
    audience: int = 0
    quality: float = 0.0
    goals: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    rules_url: str = ""
    note: str = ""
    manual: bool = False
    allow_private: bool = False
    proxy: str = ""
    timeout_seconds: float = 20.0
    secret_command: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name to show."""
        return self.name or self.id
