"""What is shown of the record: rules, examples, the mirror, facts of venues, the list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import homes
import pytest
from fakes import NOON, entry, parsed
from hypothesis import given
from hypothesis import strategies as st

from forumplan.domain.errors import UsageError
from forumplan.domain.events import Change
from forumplan.domain.records import Contribution, FollowUp, Label
from forumplan.domain.times import DAY
from forumplan.services import examples, history, proposals, record, rules, venue_facts, venue_report
from forumplan.services.home import Home
from forumplan.services.mirror import mirror

TEXT = homes.WEEK + homes.GOAL + homes.venue("forum", me=["robin"], platform="discourse") + homes.venue("quiet")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with homes.made(tmp_path / "home", TEXT) as opened:
        entries = [
            entry(1, title="How do I read a huge CSV file?", text="It has 40 million rows.", author="Ada"),
            entry(2, title="Career advice for a junior", text="I got a homework task about CSV.", author="Bo"),
            entry(3, title="Index scans and sorting", text="The planner sorts twice.", author="Ada"),
            entry(4, title="My own question", text="Which index?", author="robin", published_at=NOON - 9 * DAY),
        ]
        homes.fold(opened, [("forum", parsed(*entries))])
        yield opened


def titles(home: Home, numbers: set[int]) -> set[str]:
    return {thread.title.split()[0] for thread in home.threads.threads(sorted(numbers))}


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ("csv", {"How", "Career"}),
        ("csv not homework", {"How"}),
        ('"huge csv file"', {"How"}),
        ('"(huge" or print()', {"How"}),
        ("homework or planner", {"Career", "Index"}),
        ("author:ada", {"How", "Index"}),
        ("author:ada csv", {"How"}),
        ("venue:quiet", set()),
        ("nothing-like-it", set()),
    ],
)
def test_rules_match_words_phrases_booleans_and_fields(home: Home, terms: str, expected: set[str]) -> None:
    assert titles(home, rules.matches(home, rules.add(home, "mute", terms))) == expected


@pytest.mark.parametrize("terms", ["not csv", "", '"open', "or", "(", "csv and (huge or slow)", "huge)"])
def test_a_rule_that_says_nothing_or_groups_is_refused(home: Home, terms: str) -> None:
    with pytest.raises(UsageError):
        rules.add(home, "mute", terms)


@given(st.text(max_size=60))
def test_any_terms_are_read_or_refused_in_words(terms: str) -> None:
    try:
        parsed_terms = rules.parse(terms)
    except UsageError:
        return
    assert any(not term.negative for term in parsed_terms)


def test_a_pin_stands_above_a_mute_and_removing_a_rule_can_be_undone(home: Home) -> None:
    mute = rules.add(home, "mute", "csv")
    rules.add(home, "pin", "huge")
    view = rules.view(home)
    assert titles(home, view.pinned) == {"How"} and titles(home, view.muted) == {"Career"}
    rules.remove(home, mute.id)
    assert rules.view(home).muted == set()
    history.undo(home)
    assert titles(home, rules.view(home).muted) == {"Career"}


def test_examples_go_out_and_come_back_equal(home: Home, tmp_path: Path) -> None:
    for thread, value in zip(home.threads.since(0), (1, 0, 1, 0), strict=True):
        record.label(home, thread, "sql", value)
    lines = [json.dumps(one) for one in examples.exported(home)]
    before = {(label.thread, label.value) for label in home.ledger.all(Label)}
    (tmp_path / "labels.jsonl").write_text("\n".join(lines))
    home.ledger.undo(4)
    assert home.ledger.all(Label) == []
    assert examples.import_file(home, tmp_path / "labels.jsonl") == (4, [])
    assert {(label.thread, label.value) for label in home.ledger.all(Label)} == before
    history.undo(home)
    assert home.ledger.all(Label) == []


def test_broken_lines_are_named_and_the_good_ones_kept(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text(
        "\n".join(
            [
                '{"title": "Tuning a slow query", "text": "It sorts.", "label": "y"}',
                "not json",
                '{"title": "x", "label": "perhaps"}',
                '{"title": "x", "label": "y", "goal": "other"}',
                '{"label": "n"}',
                '["a", "list"]',
            ]
        )
    )
    kept, broken = examples.import_file(home, file)
    assert kept == 1
    assert [line.split(":")[1] for line in broken] == ["2", "3", "4", "5", "6"]


def test_a_csv_of_examples_is_read(home: Home, tmp_path: Path) -> None:
    thread = home.threads.since(0)[0]
    (tmp_path / "labels.csv").write_text(f"url,label,title\n{thread.url},y,\n,n,Something else entirely\n")
    assert examples.import_file(home, tmp_path / "labels.csv") == (2, [])
    labels = {label.thread: label.value for label in home.ledger.all(Label)}
    assert labels[thread.id] == 1


def test_the_mirror_counts_what_was_logged_and_what_feeds_show(home: Home) -> None:
    for days in (1, 2):
        record.log(home, Contribution("", at=NOON - days * DAY, venue="forum", minutes=10, title="x"))
    seen = mirror(home)
    assert (seen.posts, seen.silent, seen.venues, seen.top_two_share) == (3, 1, 2, 1.0)
    forum = seen.places[0]
    assert (forum.id, forum.posts, forum.last_days, forum.reach_days) == ("forum", 3, 1, 9)


def test_promotion_needs_five_own_answers_and_keeps_the_share(home: Home) -> None:
    def left() -> int:
        return venue_facts.facts(home, {})["forum"].promo_left

    for n in range(8):  # one more post of mine is in the feed
        assert left() == 0
        record.log(home, Contribution("", at=NOON - n * DAY, venue="forum", title=str(n)))
    assert left() == 1
    record.log(home, Contribution("", venue="forum", promo=True, title="mine"))
    assert left() == 0


def test_a_private_answer_is_no_post_of_the_venue(home: Home) -> None:
    record.log(home, Contribution("", venue="quiet", kind="follow-up", title="x"))
    assert venue_facts.facts(home, {})["quiet"].own_answers == 0


def test_the_report_of_venues_counts_weeks_from_monday(home: Home) -> None:
    for days in (0, 3, 10):
        record.log(home, Contribution("", at=NOON - days * DAY, venue="forum", title="x"))
    forum = next(line for line in venue_report.lines(home) if line.id == "forum")
    assert forum.posted == 1
    assert forum.weeks[-3:] == (2, 1, 1) or forum.weeks[-3:] == (1, 2, 1)
    assert sum(forum.weeks) == 4


def test_done_items_say_the_outcome_else_how_many_replied(home: Home) -> None:
    thread = next(one for one in home.threads.since(0) if one.title.startswith("How"))
    mine = record.log(home, Contribution("", at=NOON - 600, venue="forum", thread=thread.id, title=thread.title))
    other = record.log(home, Contribution("", at=NOON - 500, venue="quiet", title="elsewhere"))

    def said() -> dict[str, str]:
        return {one.candidate.removeprefix("c:"): one.why for one in proposals.seen(home).items}

    assert said() == {mine.id: "no answer yet", other.id: "no answer yet"}
    for number, (at, reason) in enumerate([(NOON - 700, "reply"), (NOON - 300, "reply"), (NOON - 200, "question")]):
        one = FollowUp(f"f{number}", venue="forum", thread=thread.id, person="p", at=at, due_at=NOON, reason=reason)
        home.ledger.observe("owed", [(one.id, "waits", Change("followup", one.id, one.dump()))])
    assert said() == {mine.id: "1 reply", other.id: "no answer yet"}
    record.outcome(home, mine.id, "thanks")
    assert said()[mine.id] == "thanks"
