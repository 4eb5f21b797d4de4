"""What the Venues screen lists: the lines of the report in an order that only the user changes, and filters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from forumplan.domain.text import plural
from forumplan.domain.venue import Venue
from forumplan.services import venue_report
from forumplan.services.home import Home
from forumplan.services.venue_advice import Advice
from forumplan.services.venue_report import Fit, VenueLine
from forumplan.tui.venues import health

Sort = Literal["gap", "name", "quality", "fit", "health", "file"]
SORTS: dict[Sort, str] = {
    "gap": "longest not served first",
    "name": "by name",
    "quality": "best quality first",
    "fit": "most fitting threads first",
    "health": "worst health first",
    "file": "as in feeds.toml",
}
Shown = Literal["all", "ill", "unserved", "manual"]
FILTERS: dict[Shown, str] = {
    "all": "all",
    "ill": "not healthy",
    "unserved": "nothing posted or planned this week",
    "manual": "tracked by hand",
}


@dataclass(frozen=True, slots=True)
class Order:
    """How the list is arranged."""

    sort: Sort = "gap"
    shown: Shown = "all"


class VenuesView:
    """The venues in memory. `load` reads anew and keeps the order of those that are listed; `arrange` makes it anew."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.order = Order()
        self.lines: dict[str, VenueLine] = {}
        self.fits: dict[str, Fit] = {}
        self.advice: Mapping[str, Advice] = {}
        self._counted: tuple[object, ...] = ()
        """What `fits` was counted of."""
        self._ids: list[str] = []

    def load(self) -> None:
        """Read what is stored now; new venues come last until the list is arranged anew."""
        self.__dict__.pop("venues", None)
        first = not self.lines
        self.lines = {line.id: line for line in venue_report.lines(self.home)}
        if first:
            self.arrange()
        else:
            self._ids = [one for one in self._ids if one in self.lines]
            self._ids += [one for one in self.lines if one not in self._ids]

    def learn(self) -> Iterator[None]:
        """Count the threads that fit, which takes a while for each venue, and find the advice that follows."""
        stamp = (self.home.threads.version(), self.home.settings)
        if self._counted != stamp:
            fits: dict[str, Fit] = {}
            for venue, fit in venue_report.fits(self.home):
                fits[venue] = fit
                yield
            self.fits, self._counted = fits, stamp
        self.advice = venue_report.advice(self.home, self.fits)

    def arrange(self) -> None:
        """Put the venues into the chosen order."""
        places = {one: place for place, one in enumerate(self.lines)}
        keys: dict[Sort, Callable[[VenueLine], tuple[float | str, ...]]] = {
            "gap": lambda line: (-gap(line), -_days(line)),
            "name": lambda line: (line.name.casefold(),),
            "quality": lambda line: (-line.quality if line.quality_n else 1.0,),
            "fit": lambda line: (-self.fits.get(line.id, Fit()).share,),
            "health": lambda line: ({health.BAD: 0, health.WAIT: 1, health.GOOD: 2}[health.role(line)],),
            "file": lambda line: (places[line.id],),
        }
        self._ids = sorted(self.lines, key=lambda one: keys[self.order.sort](self.lines[one]))

    def shown(self) -> list[VenueLine]:
        """The lines to list, in order."""
        keep: dict[Shown, Callable[[VenueLine], bool]] = {
            "all": lambda _: True,
            "ill": lambda line: health.role(line) != health.GOOD,
            "unserved": lambda line: not line.posted and not line.planned,
            "manual": lambda line: line.state == "manual",
        }
        return [self.lines[one] for one in self._ids if keep[self.order.shown](self.lines[one])]

    def sentence(self) -> str:
        """How many venues there are, by health."""
        roles = [health.role(line) for line in self.lines.values()]
        parts = [plural(len(roles), "venue")]
        for name, word in ((health.GOOD, "healthy"), (health.WAIT, "waiting or quiet"), (health.BAD, "failing")):
            count = roles.count(name)
            if count:
                parts.append(f"{count} {word}")
        return " · ".join(parts)

    @cached_property
    def venues(self) -> dict[str, Venue]:
        return {venue.id: venue for venue in self.home.settings.venues}


def gap(line: VenueLine) -> int:
    """Posts that are missing to the target; 0 without one."""
    return (line.target or 0) - line.posted - line.planned


def _days(line: VenueLine) -> float:
    return float("inf") if line.last_post_days is None else float(line.last_post_days)
