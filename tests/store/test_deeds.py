"""What SQLite counts is what reading everything would count."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from forumplan.domain.events import Change
from forumplan.domain.records import PRIVATE_KINDS, Contribution, FollowUp
from forumplan.store.deeds import Deeds, Posted
from forumplan.store.ledger import Ledger

GOOD = ("helped", "thanks")
_words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5)
"""Text is cleaned on its way in, so none has a NUL, at which SQL ends a text."""
_made = st.fixed_dictionaries(
    {
        "at": st.integers(0, 50),
        "kind": st.sampled_from(["reply", "new-topic", "call", "follow-up"]),
        "venue": st.sampled_from(["", "a", "b", 'c,"']),
        "thread": st.sampled_from(["", "t1", "t2", "t3"]),
        "person": st.sampled_from(["", "p1", "P1", "p2"]),
        "person_name": st.sampled_from(["Ada", "Bo"]),
        "goal": st.sampled_from(["", "g"]),
        "outcome": st.sampled_from(["", "helped", "thanks", "nothing"]),
        "minutes": st.integers(0, 30),
        "title": _words,
        "copy": st.just({"id": "t", "text": "words"}),
    }
)
_owed = st.fixed_dictionaries(
    {
        "at": st.integers(0, 50),
        "venue": st.sampled_from(["a", "b"]),
        "thread": st.sampled_from(["t1", "t2", "t4"]),
        "person": st.sampled_from(["", "p1", "p3"]),
        "person_name": st.sampled_from(["Ada", "Cy"]),
        "reason": st.sampled_from(["reply", "name"]),
        "state": st.sampled_from(["owed", "answered"]),
        "answered_at": st.sampled_from([0, 0, 7, 9]),
    }
)
_act = st.one_of(
    st.tuples(st.just("contribution"), st.integers(0, 8), st.one_of(st.none(), _made)),
    st.tuples(st.just("followup"), st.integers(0, 5), st.one_of(st.none(), _owed)),
    st.tuples(st.just("undo"), st.just(0), st.none()),
)


_MET: dict[str, Any] = {
    **{"kind": "reply", "venue": "", "thread": "", "person": "p1", "person_name": "Ada", "goal": ""},
    **{"minutes": 0, "copy": {"id": "t", "text": "words"}},
}


@given(st.lists(_act, max_size=25))
@example(
    [
        ("contribution", 0, {**_MET, "at": 1, "outcome": "", "title": "newest"}),
        ("contribution", 1, {**_MET, "at": 0, "outcome": "helped", "title": "helped"}),
    ]
)
@settings(max_examples=60, deadline=None)
def test_counts_are_those_of_everything_read(acts: list[tuple[str, int, dict[str, Any] | None]]) -> None:
    with tempfile.TemporaryDirectory() as name, Ledger(Path(name) / "ledger.db", lambda: 1) as ledger:
        for kind, number, patch in acts:
            if kind == "undo":
                ledger.undo()
            else:
                ledger.act("x", "x", [Change(kind, f"{kind[0]}{number}", patch)])
        made, owed = ledger.all(Contribution), ledger.all(FollowUp)
        _compare(ledger.deeds, made, owed)
        ledger.rebuild()
        _compare(ledger.deeds, made, owed)
        assert ledger.since(Contribution, 20) == [one for one in made if one.at >= 20]
        assert ledger.since(Contribution, 0, venue="A") == [one for one in made if one.venue == "a"]
        assert ledger.where(FollowUp, state="owed") == [one for one in owed if one.state == "owed"]
        assert all(one.copy == {"id": "t", "text": "words"} for one in ledger.whole(Contribution))


def _compare(deeds: Deeds, made: list[Contribution], owed: list[FollowUp]) -> None:
    assert deeds.any() == bool(made)
    assert deeds.threads() == {one.thread for one in made} - {""}
    assert deeds.threads(["t1", "", "t9"]) == {one.thread for one in made} & {"t1"}
    assert deeds.first_met() == {
        who: min(one.at for one in made if one.person == who) for who in {one.person for one in made} - {""}
    }
    minutes = sorted(((o.at, o.minutes) for o in made if o.kind == "reply" and o.minutes), reverse=True)
    assert deeds.last_minutes("reply", None, 3) == [spent for _, spent in minutes[:3]]
    assert deeds.posted(PRIVATE_KINDS, GOOD) == _posted(made, owed)
    _compare_people(deeds, made, owed)
    last: dict[str, dict[str, int]] = defaultdict(dict)
    for one in sorted(made, key=lambda one: one.at):
        if one.at >= 10 and one.thread and one.kind != "call":
            last[one.venue][one.thread] = one.at
    assert deeds.last_in_threads(10, ["call"]) == last


def _posted(made: list[Contribution], owed: list[FollowUp]) -> dict[str, Posted]:
    answered = {(one.venue, one.thread) for one in owed if one.reason == "reply"}
    found = {}
    for venue in {one.venue for one in made if one.kind not in PRIVATE_KINDS} - {""}:
        here = [one for one in made if one.venue == venue and one.kind not in PRIVATE_KINDS]
        helped = [one.outcome in GOOD for one in here]
        good = [said or (one.venue, one.thread) in answered for one, said in zip(here, helped, strict=True)]
        found[venue] = Posted(len(here), sum(helped), sum(good), max(one.at for one in here))
    return found


def _compare_people(deeds: Deeds, made: list[Contribution], owed: list[FollowUp]) -> None:
    met = {(one.person, one.goal): one for one in deeds.met(GOOD, ["call"])}
    assert set(met) == {(one.person, one.goal) for one in made if one.person}
    for (who, goal), one in met.items():
        theirs = [made_ for made_ in made if (made_.person, made_.goal) == (who, goal)]
        assert sorted(one.contacts) == sorted((made_.at, made_.kind) for made_ in theirs)
        assert set(one.venues) == {made_.venue for made_ in theirs} - {""}
        assert one.given_back == sum(made_.outcome in GOOD for made_ in theirs)
        spoke = [made_ for made_ in theirs if made_.outcome in GOOD or made_.kind == "call"]
        assert one.spoke_at == max((made_.at for made_ in spoke), default=None)
        assert not spoke or one.spoke_of in {made_.title for made_ in spoke if made_.at == one.spoke_at}
        newest = max(made_.at for made_ in theirs)
        assert (one.name, one.title) in {(m.person_name, m.title) for m in theirs if m.at == newest}
    for venue in ("a", "b"):
        assert deeds.people_in(venue.upper()) == {one.person for one in made if one.venue == venue and one.person} | {
            one.person for one in owed if one.venue == venue and one.person and one.state == "answered"
        }
    assert deeds.met(GOOD, ["call"], ["p1", "", "p9"]) == [
        one for one in deeds.met(GOOD, ["call"]) if one.person == "p1"
    ]
    assert deeds.heard(["p1", "p9"]) == [one for one in deeds.heard() if one.person == "p1"]
    heard = {one.person: one for one in deeds.heard()}
    assert set(heard) == {one.person for one in owed} - {""}
    for who, said in heard.items():
        theirs_ = [one for one in owed if one.person == who]
        assert said.replies == sum(one.reason == "reply" for one in theirs_)
        assert said.last_at == max(one.at for one in theirs_)
        assert said.name in {one.person_name for one in theirs_ if one.at == said.last_at}
        assert sorted(said.answered) == sorted(one.answered_at for one in theirs_ if one.answered_at)
