"""What the user does: logged, answered, undone; on feeds.toml too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import homes
import pytest
from fakes import NOON, Clock, entry, parsed
from hypothesis import given
from hypothesis import strategies as st

from forumplan.domain.errors import ConfigError, UsageError
from forumplan.domain.records import Away, Contribution, FollowUp, Label, Person, PlanItem
from forumplan.domain.settings import WeekSettings
from forumplan.domain.times import DAY
from forumplan.domain.week import Week
from forumplan.services import budget, followups, history, ideas, logbook, people, record, rules, settings_acts
from forumplan.services.history import TextChange
from forumplan.services.home import Home

TEXT = (
    homes.WEEK
    + homes.GOAL
    + homes.venue("forum", url="https://forum.example", me=["robin"])
    + homes.venue("list", platform="public-inbox", me=["Robin Vale"])
)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with homes.made(tmp_path / "home", TEXT) as opened:
        yield opened


def test_an_address_is_enough_to_log(home: Home) -> None:
    homes.fold(home, [("forum", parsed(entry(1, author="Ada")))])
    made = logbook.log(home, address="http://forum.example/t/1?utm_source=feed")
    assert (made.venue, made.title, made.goal, made.kind) == ("forum", "Thread 1", "sql", "reply")
    assert made.person_name == "Ada"
    assert home.ledger.get(Contribution, made.id) == made


def test_an_unknown_page_of_a_known_site_still_finds_its_venue(home: Home) -> None:
    assert logbook.log(home, address="https://forum.example/t/999").venue == "forum"


def test_an_address_of_no_venue_is_refused_with_a_hint(home: Home) -> None:
    with pytest.raises(UsageError, match="--venue"):
        logbook.log(home, address="https://elsewhere.example/t/1")
    assert home.ledger.all(Contribution) == []


def test_minutes_are_learned_from_what_was_logged(home: Home) -> None:
    assert logbook.log(home, venue="forum").minutes == 15
    for minutes in (25, 25, 25):
        logbook.log(home, venue="forum", minutes=minutes)
    assert logbook.log(home, venue="forum").minutes == 25


def test_a_call_needs_no_venue_and_strengthens_the_tie(home: Home) -> None:
    made = logbook.log(home, person="Ada Lind", kind="call")
    tie = people.all_ties(home)[made.person]
    assert (tie.name, tie.word, made.minutes) == ("Ada Lind", "in touch", 20)
    again = logbook.log(home, person="ada lind", kind="mail")
    assert again.person == made.person


def posts_with_answer(text: str = "Thanks, but how?", reply_to: str = "mine") -> list[tuple[str, object]]:
    mine = entry(
        2, key="mine", thread_key="1", alias="l/2", author="Robin Vale", is_reply=True, published_at=NOON - 900
    )
    theirs = entry(
        3,
        key="theirs",
        thread_key="1",
        alias="l/3",
        author="Ada",
        is_reply=True,
        in_reply_to=reply_to,
        published_at=NOON - 600,
        text=text,
    )
    starter = entry(1, thread_key="1", alias="l/1", author="Ada", is_reply=False)
    return [("list", parsed(starter, mine, theirs, item_kind="post", platform="public-inbox"))]


def test_an_answer_to_my_post_is_owed_once_and_given_by_logging(home: Home) -> None:
    posts = homes.fold(home, posts_with_answer())  # type: ignore[arg-type]
    assert followups.find(home, posts) == 1
    assert followups.find(home, posts) == 0
    (owed,) = people.owed_answers(home)
    assert (owed.reason, owed.person_name, owed.due_at) == ("reply", "Ada", NOON - 600 + 3 * DAY)
    logbook.log(home, thread=owed.thread, person="Ada")
    assert people.owed_answers(home) == []
    record_undone = history.undo(home)
    assert record_undone[0].verb == "log"
    assert [one.id for one in people.owed_answers(home)] == [owed.id]


def test_my_name_called_is_owed_and_a_mere_later_post_is_not(home: Home) -> None:
    posts = homes.fold(home, posts_with_answer("What do you think, @Robin Vale?", reply_to="x"))  # type: ignore[arg-type]
    assert followups.find(home, posts) == 1
    assert people.owed_answers(home)[0].reason == "name"


def test_a_later_post_not_addressed_to_me_is_not_owed(home: Home) -> None:
    posts = homes.fold(home, posts_with_answer("I agree with the one above.", reply_to="x"))  # type: ignore[arg-type]
    assert followups.find(home, posts) == 0
    assert home.ledger.all(FollowUp) == []


def test_an_answer_owed_that_needs_none_is_gone_and_comes_back_by_undo(home: Home) -> None:
    followups.find(home, homes.fold(home, posts_with_answer()))  # type: ignore[arg-type]
    record.no_answer_needed(home, people.owed_answers(home)[0])
    assert people.owed_answers(home) == []
    history.undo(home)
    assert len(people.owed_answers(home)) == 1


def test_goals_and_venues_are_undone_with_their_comments(home: Home) -> None:
    before = home.paths.config_file.read_text()
    settings_acts.add_goal(home, "be known for calm data work", "data", "read")
    settings_acts.set_values(home, "goal", "data", ["weight=2"])
    settings_acts.remove_venue(home, "list")
    goal = home.settings.goal("data")
    assert goal is not None and (goal.strength, goal.weight) == (0.1, 2.0)
    assert home.settings.venue("list") is None
    history.undo(home, 3)
    assert home.paths.config_file.read_text() == before
    history.redo(home)
    assert home.settings.goal("data") is not None and home.settings.venue("list") is None


def test_an_edit_by_hand_in_between_refuses_the_undo(home: Home) -> None:
    settings_acts.add_goal(home, "be known for calm data work", "data", "read")
    path = home.paths.config_file
    path.write_text(path.read_text().replace("calm data work", "quiet data work"))
    with pytest.raises(ConfigError, match="edited since"):
        history.undo(home)
    assert "quiet data work" in path.read_text()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (["target_per_week=2"], "target_per_week from none to 2"),
        (["name=The forum", "quality=0.5"], "name from none to The forum, quality from 0 to 0.5"),
        (["me=robin,rv"], "me from robin to robin, rv"),
        (["me=", "manual=true"], "me from robin to none, manual from false to true"),
        (["feeds=https://a:b@forum.example/n"], "feeds from https://forum.example/feed to https://***@forum.example/n"),
        (["secret_command=pass show forum"], "secret_command changed"),
    ],
)
def test_a_change_says_from_what_to_what(home: Home, values: list[str], said: str) -> None:
    assert settings_acts.set_values(home, "venue", "forum", values) == f"venue forum: {said}"
    assert home.ledger.history(1)[0].summary == f"venue forum: {said}"
    assert settings_acts.set_values(home, "venue", "forum", ["target_per_week=3"]).endswith(" to 3")
    cleared = settings_acts.set_values(home, "venue", "forum", ["target_per_week="])
    assert cleared == "venue forum: target_per_week from 3 to none"


@pytest.mark.parametrize("value", ["strength=strong", "weight=many", "nonsense=1", "id=other", "strength"])
def test_a_value_that_does_not_fit_is_refused(home: Home, value: str) -> None:
    before = home.paths.config_file.read_text()
    with pytest.raises(UsageError):
        settings_acts.set_values(home, "goal", "sql", [value])
    assert home.paths.config_file.read_text() == before


@given(st.text(alphabet="ab\n", max_size=30), st.text(alphabet="ab\n", max_size=30))
def test_a_change_of_text_leads_there_and_back(old: str, new: str) -> None:
    change = TextChange.between(old, new)
    assert change.apply(old) == new
    assert change.inverse.apply(new) == old


def test_a_label_holds_a_copy_of_its_thread(home: Home) -> None:
    homes.fold(home, [("forum", parsed(entry(1)))])
    thread = home.threads.since(0)[0]
    record.label(home, thread, "sql", 1)
    (label,) = home.ledger.whole(Label)
    assert label.copy["title"] == "Thread 1" and label.copy["url"] == thread.url
    record.label(home, thread, "sql", None)
    assert home.ledger.whole(Label) == []


def test_minutes_come_off_for_triage_for_days_away_and_for_what_was_done(home: Home) -> None:
    week = Week(2026, 47)
    settings = WeekSettings(minutes={0: 60, 2: 60, 4: 60}, triage_minutes=30)
    away = [Away("a", "2026-11-20", "2026-11-22")]
    days = budget.sittings(settings, week, away)
    assert [days[day] for day in range(7)] == [30, 0, 60, 0, 0, 0, 0]
    tuesday = NOON - DAY
    made = [Contribution("c", at=tuesday, minutes=20)]
    left = budget.left(days, week, 1, made, home.zone)
    assert [left[day] for day in range(7)] == [0, 0, 40, 0, 0, 0, 0]


@given(
    st.dictionaries(st.integers(0, 6), st.integers(0, 300)),
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 200)), max_size=8),
    st.integers(-7, 6),
)
def test_what_is_left_never_exceeds_the_sittings_or_the_week(
    minutes: dict[int, int], done: list[tuple[int, int]], today: int
) -> None:
    from zoneinfo import ZoneInfo

    week, zone = Week(2026, 47), ZoneInfo("UTC")
    days = budget.sittings(WeekSettings(minutes=minutes), week, [])
    start = week.bounds(zone)[0]
    made = [Contribution(str(n), at=start + day * DAY, minutes=m) for n, (day, m) in enumerate(done)]
    left = budget.left(days, week, today, made, zone)
    assert all(0 <= left[day] <= days[day] for day in range(7))
    assert all(left[day] == 0 for day in range(7) if day < today)
    if today < 0 and not done:
        assert left == days


def test_away_takes_the_budget_and_is_taken_back(home: Home) -> None:
    record.away(home, date(2026, 11, 16), date(2026, 11, 22))
    assert sum(budget.sittings(home.settings.week, Week(2026, 47), home.ledger.all(Away)).values()) == 0
    record.clear_away(home)
    assert sum(budget.sittings(home.settings.week, Week(2026, 47), home.ledger.all(Away)).values()) == 180


def test_an_untracked_person_is_not_listed(home: Home) -> None:
    from forumplan.domain.events import Change

    made = logbook.log(home, person="Ada", kind="call")
    home.ledger.act("track", "x", [Change("person", made.person, Person(made.person, "Ada", tracked=False).dump())])
    assert people.all_ties(home) == {}


def test_ties_fade_with_time(tmp_path: Path) -> None:
    clock = Clock()
    with homes.made(tmp_path / "home", TEXT, clock) as home:
        made = logbook.log(home, person="Ada", kind="call")
        before = people.all_ties(home)[made.person].strength
        clock.now += 200 * DAY
        after = people.all_ties(home)[made.person]
        assert after.strength < before / 2 and after.last_days == pytest.approx(200)


def test_logging_the_thread_of_an_accepted_item_carries_it_out(home: Home) -> None:
    homes.fold(home, [("forum", parsed(entry(1)))])
    thread = home.threads.since(0)[0]
    item = PlanItem("i1", week=str(home.week()), day=2, venue="forum", thread=thread.id, title=thread.title)
    record.accept(home, [item])
    made = logbook.log(home, thread=thread.id)
    assert made.item == "i1"
    done = home.ledger.get(PlanItem, "i1")
    assert done is not None and done.state == "done"
    history.undo(home)
    accepted = home.ledger.get(PlanItem, "i1")
    assert accepted is not None and accepted.state == "accepted"


def test_a_thread_is_found_by_the_address_that_a_browser_shows(home: Home) -> None:
    topic = entry(7, alias="forum.example/t/7/1", url="https://forum.example/t/a-topic/7", thread_key="7")
    homes.fold(home, [("forum", parsed(topic))])
    assert logbook.log(home, address="https://forum.example/t/a-topic/7?utm_source=x").thread


def test_a_contribution_an_idea_and_a_rule_are_named_by_the_first_letters_that_are_their_own(home: Home) -> None:
    for name in ("ca1", "ca12", "cb1"):
        record.log(home, Contribution(name, kind="call", title=name, at=NOON))
    assert "thanks: cb1" in record.outcome(home, "cb", "thanks")
    assert record.edit(home, "ca12", {"minutes": 7}).id == "ca12"
    assert record.edit(home, "ca1", {"minutes": 8}).id == "ca1", "a whole id is itself"
    for wanted, why in (("ca", "several contributions begin so"), ("cx", "no contribution has this id"), ("", "no ")):
        with pytest.raises(UsageError, match=why):
            record.delete(home, wanted)
    record.delete(home, "cb")
    with pytest.raises(UsageError, match="no contribution has this id"):
        record.outcome(home, "cb", "thanks")

    rule, idea = rules.add(home, "mute", "camera"), ideas.add(home, "A title", "forum")
    assert "no longer mute" in rules.remove(home, rule.id[:2])
    assert "no longer planned" in ideas.remove(home, idea.id[:2])
