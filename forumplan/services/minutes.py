"""How many minutes an act takes: learned from what was logged, else a first guess (design: planning, section 1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from statistics import median

from forumplan.domain.records import Contribution
from forumplan.services.home import Home

MINUTES = {"reply": 15, "new-topic": 40, "follow-up": 10, "touch": 10, "slot": 15, "placement": 60}
STACK_EXCHANGE_MINUTES = 25
SHORT_SHARE = 2 / 3
"""A short reply takes this part of a full one: 10 minutes of 15."""
SHORT_LEAST = 10
"""Nobody reads a thread and answers it in less, before they did."""
LEARNT_FROM = 10
TALK_MINUTES = 20
"""A call, meeting or mail, until one was logged."""


class LearntMinutes:
    """How long acts take in each venue, learned from contributions that are read once."""

    def __init__(self, made: Iterable[Contribution]) -> None:
        logged: dict[tuple[str, str, bool], list[tuple[int, int]]] = defaultdict(list)
        for one in made:
            if one.minutes:
                logged[one.venue, one.kind, one.short].append((one.at, one.minutes))
        self._usual = {key: _median(times) for key, times in logged.items()}

    def full(self, venue: str, kind: str, platform: str = "") -> int:
        """Minutes that a kind of act takes in a venue: the median of the last ten logged, else the first guess.

        Replies that were planned as short ones do not count: full ones would shrink with them.
        """
        guess = (
            STACK_EXCHANGE_MINUTES
            if kind == "reply" and platform == "stackexchange"
            else MINUTES.get(kind, TALK_MINUTES)
        )
        return self._usual.get((venue, kind, False), guess)

    def short(self, venue: str, full: int) -> int:
        """Minutes of a short reply where a full one takes `full`; as many as that where there is no shorter one."""
        guess = max(SHORT_LEAST, _in_fives(full * SHORT_SHARE))
        return min(full, self._usual.get((venue, "reply", True), guess))


def minutes_for(home: Home, venue: str, kind: str, platform: str) -> int:
    """Minutes that one kind of act takes in one venue, as `LearntMinutes.full` says it; only a few acts are read."""
    logged = home.ledger.deeds.last_minutes(kind, venue, LEARNT_FROM)
    return _in_fives(median(logged)) if logged else LearntMinutes(()).full(venue, kind, platform)


def talk_minutes(home: Home, kind: str) -> int:
    """Minutes of a call, meeting, mail or touch: those of the last one of its kind."""
    last = home.ledger.deeds.last_minutes(kind, None, 1)
    return last[0] if last else MINUTES.get(kind, TALK_MINUTES)


def _median(times: list[tuple[int, int]]) -> int:
    """The median of the last ten (second, minutes), in fives."""
    return _in_fives(median(minutes for _, minutes in sorted(times)[-LEARNT_FROM:]))


def _in_fives(minutes: float) -> int:
    return max(5, 5 * round(minutes / 5))
