"""What the Threads screen lists: the order for a goal, filters laid over it, and what is new since it was made."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Literal

from forumplan.domain.goal import Goal
from forumplan.domain.text import plural
from forumplan.domain.times import DAY
from forumplan.services.home import Home
from forumplan.store import pages
from forumplan.store.pages import Row
from forumplan.tui.threads.columns import Look
from forumplan.tui.threads.known import Known
from forumplan.tui.threads.order import Ranks, arrange, difference

Sort = Literal["best", "active", "replies", "venue"]
SORTS: dict[Sort, str] = {
    "best": "best first",
    "active": "newest first",
    "replies": "unanswered first",
    "venue": "by venue",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What is listed. `days` 0: any age; `venue` "": all; `bands`: letters of those listed, "" all."""

    words: str = ""
    unlabelled: bool = False
    days: int = 0
    venue: str = ""
    bands: str = ""
    sort: Sort = "best"

    @property
    def narrow(self) -> bool:
        """Whether anything is left out by them."""
        return bool(self.words or self.unlabelled or self.days or self.venue or self.bands)

    def sentence(self, venue_title: str) -> str:
        """The filters in words."""
        parts = [
            "unlabelled" if self.unlabelled else "",
            f"last {plural(self.days, 'day')}" if self.days else "",
            venue_title if self.venue else "",
            {"s": "strong", "sm": "strong or maybe"}.get(self.bands, ""),
            SORTS[self.sort],
        ]
        return " · ".join(part for part in parts if part)


class View:
    """The list's content. `goal` "" shows each thread under the goal it fits best."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.goal = ""
        self.filters = Filters()
        self.ranks = Ranks()
        self.known = Known(home)
        self._learnt: tuple[object, ...] = ()
        """When `known` was read."""
        self.marked: set[int] = set()
        self.total = 0
        """How many threads would be listed without a filter, as of the last listing."""
        self.earlier: dict[str, dict[str, str | int]] = {}
        """What was answered before that is near, by thread: title, venue, url, at; {} where nothing is."""

    # -- loading -----------------------------------------------------------------------------------------------------

    def open_goals(self) -> list[Goal]:
        """Goals that still count."""
        return [goal for goal in self.home.settings.goals if goal.open_on(self.home.today())]

    def load(self, goal: str) -> None:
        """Take the order for a goal as it is stored now."""
        self.goal = goal
        self.ranks = self._stored()
        if not len(self.ranks.numbers):
            self.ranks = Ranks(numbers=pages.ordered(self.home.threads, "active"))

    def learn(self) -> None:
        """Read again what the ledger knows, if that may have changed; the order stays."""
        home = self.home
        now = (home.ledger.version(), home.threads.version(), home.today(), id(home.settings))
        if now != self._learnt:
            self.known, self._learnt = Known.of(home), now

    def _stored(self) -> Ranks:
        found = [self.home.threads.ranking(name) for name in self._goals()]
        return Ranks.of(ranking for ranking in found if ranking is not None)

    def _goals(self) -> list[str]:
        """The goals whose orders are shown."""
        return [self.goal] if self.goal else [goal.id for goal in self.open_goals()]

    # -- listing -----------------------------------------------------------------------------------------------------

    def numbers(self) -> array[int]:
        """The threads to list, in order; counts in `total` those that are there without a filter."""
        known, filters = self.known, self.filters
        order = self.ranks.numbers if filters.sort == "best" else pages.ordered(self.home.threads, filters.sort)
        again = pages.told_again(self.home.threads)
        self.total = len(order) - len((known.hidden | again).intersection(order))
        without: list[Set[int]] = [known.hidden]
        if not filters.venue:
            without.append(again)
        if filters.unlabelled:
            without.append(known.labelled_numbers())
        first: Set[int] = known.pinned if filters.sort == "best" else set()
        return arrange(order, only=list(self._only()), without=without, first=first)

    def _only(self) -> Iterable[Set[int]]:
        filters, store = self.filters, self.home.threads
        if filters.words.strip():
            yield pages.with_firsts(store, pages.matching(store, filters.words))
        if filters.days:
            yield pages.active_since(store, self.home.clock() - filters.days * DAY)
        if filters.venue:
            yield store.numbers_where("venue", filters.venue)
        if filters.bands:
            yield self.ranks.in_bands(filters.bands)

    def look(self, row: Row) -> Look:
        """What is known of a row beside the thread itself."""
        standing = self.ranks.standing(row.number)
        return Look(
            standing,
            self.known.venue_title(row.venue) + (f" +{len(row.also)}" if row.also else ""),
            self.known.state(row.id, standing.goal),
            row.number in self.marked,
        )

    def any_goal(self) -> str:
        """The goal to teach where no ranking says one; "" if there is none."""
        return self.goal or next((goal.id for goal in self.open_goals()), "")

    # -- news --------------------------------------------------------------------------------------------------------

    def news(self) -> str:
        """What the stored order has that the shown one has not, in words; "" if nothing."""
        stamps = {name: self.home.threads.ranking_stamp(name) for name in self._goals()}
        if self.ranks.stamps == tuple((name, stamp) for name, stamp in stamps.items() if stamp):
            return ""
        stored = self._stored()
        if not len(stored.numbers):
            return ""
        new, moved = difference(self.ranks.numbers, stored.numbers)
        if new:
            return f"{new:,} new"
        return "the order changed" if moved else ""
