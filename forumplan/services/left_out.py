"""Why something is not in the week, in words (design: planning, section 5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from forumplan.domain.planning import Answer
from forumplan.domain.text import shorten
from forumplan.plan import reasons
from forumplan.plan.constants import TINY
from forumplan.plan.exchange import Board
from forumplan.services.proposals import Skipped
from forumplan.services.week_problem import Drafted

SHOWN = 5
SHOWN_OF_VENUE = 2


class LeftOut:
    """What a plan left out of a problem; the plan is laid out once for all questions."""

    def __init__(self, drafted: Drafted, answer: Answer) -> None:
        self._drafted = drafted
        self._board = Board.of(drafted.problem, answer)
        self._planned = [drafted.proposals[one.candidate].candidate for one in answer.items]
        self._inside = {one.candidate for one in answer.items}

    def best(self) -> Iterator[Skipped]:
        """What the user noted, then the threads that fit best, at most five, each with its reason.

        Two of one venue at most, for their reason is often one and the same; those that are closed come last.
        """
        proposals = self._drafted.proposals.values()
        inside = {one.thread or one.id for one in self._planned}
        out = [
            one
            for one in proposals
            if (one.thread is not None or one.candidate.id.startswith("n:"))
            and not one.short
            and (one.candidate.thread or one.candidate.id) not in inside
        ]
        out.sort(key=lambda one: (one.thread is not None, -one.candidate.relevance, one.candidate.id))
        out.sort(key=lambda one: not len(self._board.pairs(one.candidate.id)))
        told: set[str] = set()
        of_venue: Counter[str] = Counter()
        for one in out:
            name = one.candidate.thread or one.candidate.id
            if name not in told and len(told) < SHOWN and of_venue[one.candidate.venue] < SHOWN_OF_VENUE:
                told.add(name)
                of_venue[one.candidate.venue] += 1
                thread = one.thread.id if one.thread else one.candidate.id
                yield Skipped(thread, one.candidate.venue, one.title, self.why(one.candidate.id))

    def why(self, candidate: str) -> str:
        """The first reason that applies to a candidate which is not in the plan."""
        wanted = self._drafted.proposals[candidate].candidate
        there = [one for one in self._planned if one.venue == wanted.venue and self._drafted.is_public(one.id)]
        if there and self._drafted.is_public(candidate):
            found = self._board.best_exchange(candidate)
            if found is not None and found.loss < -TINY and not {one.id for one in there} & set(found.out):
                return f"{self.name(there[0].id)} is planned there, and other venues come first"
        return reasons.out_words(self._drafted.problem, self._board, candidate, self.name)

    def is_in(self, candidate: str) -> bool:
        """Whether the plan holds a candidate."""
        return candidate in self._inside

    def name(self, candidate: str) -> str:
        """What a candidate is called in a reason."""
        found = self._drafted.proposals[candidate]
        title = f"“{shorten(found.title, 50)}”"
        match found.candidate.kind:
            case "follow-up":
                return f"the answer to {found.person_name} in {title}"
            case "touch":
                return f"a word to {found.person_name}"
            case "slot":
                return f"the visit to {self._drafted.titles[found.candidate.venue]}"
        return title
