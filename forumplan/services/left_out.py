"""Why something is not in the week, in words (design: planning, section 5)."""

from __future__ import annotations

from collections.abc import Iterator

from forumplan.domain.planning import Answer
from forumplan.domain.text import shorten
from forumplan.plan import reasons
from forumplan.plan.constants import TINY
from forumplan.plan.exchange import Board
from forumplan.services.proposals import Skipped
from forumplan.services.week_problem import Drafted

SHOWN = 5


class LeftOut:
    """What a plan left out of a problem; the plan is laid out once for all questions."""

    def __init__(self, drafted: Drafted, answer: Answer) -> None:
        self._drafted = drafted
        self._board = Board(drafted.problem, answer)
        self._planned = [drafted.proposals[one.candidate].candidate for one in answer.items]

    def best(self) -> Iterator[Skipped]:
        """What the user noted, then the threads that fit best, at most five, each with its reason."""
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
        told: set[str] = set()
        for one in out:
            name = one.candidate.thread or one.candidate.id
            if name not in told and len(told) < SHOWN:
                told.add(name)
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

    def name(self, candidate: str) -> str:
        """What a candidate is called in a reason."""
        return f"“{shorten(self._drafted.proposals[candidate].title, 50)}”"
