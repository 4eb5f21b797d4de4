"""The meaning of things: text, identity, weeks, spread, ties, folds."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumplan.domain import ties
from forumplan.domain.events import RETRACTION, Event, fold, retracted_acts
from forumplan.domain.identity import alias, mask_url, short_id, split_host, thread_id
from forumplan.domain.spread import spread
from forumplan.domain.text import PLACEHOLDER, clean, clean_block, nearest, plural
from forumplan.domain.times import age_words, duration_words
from forumplan.domain.week import Week

STEERING = [
    "\x1b]0;owned\x07",
    "\x1b[2J",
    "\x9b31m",
    "a\x00b",
    "back\x08space",
    "\u202eright to left",
    "zero\u200bwidth",
    "\ufeffmark",
    "\x85next line",
    "\u2028line",
    "\U000e0041tag",
    "\ud800",
]


@pytest.mark.parametrize("text", STEERING)
def test_nothing_that_steers_a_terminal_stays(text: str) -> None:
    for cleaned in (clean(text), clean_block(text)):
        assert PLACEHOLDER in cleaned
        assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in cleaned)
        assert "\u202e" not in cleaned and "\u200b" not in cleaned


def test_marks_that_would_cover_other_rows_are_dropped() -> None:
    assert len(clean("a" + "\u0301" * 300)) <= 5
    assert clean("e\u0301te\u0301") == "e\u0301te\u0301"


@given(st.text(), st.integers(1, 200))
def test_clean_gives_one_short_line_and_is_stable(text: str, limit: int) -> None:
    once = clean(text, limit)
    assert "\n" not in once and len(once) <= limit
    assert clean(once, limit) == once


@given(st.text())
def test_clean_block_is_stable(text: str) -> None:
    once = clean_block(text)
    assert "\n\n\n" not in once
    assert clean_block(once) == once


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("http://Forum.example/t/1", "https://forum.example/t/1/"),
        ("https://www.forum.example/t/1?utm_source=rss&b=2", "https://forum.example/t/1?b=2"),
        ("https://forum.example:443/x", "http://forum.example/x"),
    ],
)
def test_one_page_has_one_alias(first: str, second: str) -> None:
    assert alias(first) == alias(second)


def test_different_posts_have_different_aliases() -> None:
    assert alias("https://forum.example/t/1#5") != alias("https://forum.example/t/1#6")
    assert alias("https://forum.example/t?id=1") != alias("https://forum.example/t?id=2")


@pytest.mark.parametrize(
    "address",
    [
        "https://robin:s3cretword@forum.example/feed",
        "https://forum.example/feed?token=s3cretword",
        "https://reddit.com/.rss?feed=s3cretwords3cretword&user=r",
        "https://forum.example/feed?api_key=s3cretword&x=1",
    ],
)
def test_secrets_of_addresses_are_masked(address: str) -> None:
    assert "s3cretword" not in mask_url(address)
    assert "***" in mask_url(address)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://h.example/feed/kanarienvogel8f3a1c77d0/x.rss", r"https://h.example/feed/\*{3}\w{4}/x.rss"),
        ("https://h.example/rss/Qx7kP2mZ9rT4vB6nW8yL", r"https://h.example/rss/\*{3}\w{4}"),
        ("https://p.example/rss/secret:0123abcd4567efab8901/u:me/", r"https://p.example/rss/\*{3}\w{4}/u:me/"),
        (
            "https://s.example/feed/podcast/12/private/5f3c1a2b-9d8e-4c7f-a1b2-c3d4e5f60718.rss",
            r"https://s.example/feed/podcast/12/private/\*{3}\w{4}.rss",
        ),
        (
            "https://l.example/feeds/inbox/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOjEsImlzcyI6Imx.ab_DEF-12.xml",
            r"https://l.example/feeds/inbox/\*{3}\w{4}.xml",
        ),
    ],
)
def test_what_is_drawn_by_lot_in_the_path_of_a_feed_is_masked(address: str, shown: str) -> None:
    masked = mask_url(address)
    assert re.fullmatch(shown, masked)
    assert mask_url(masked) == masked
    assert mask_url(address.replace("8", "9").replace("1", "2")) != masked, "two secrets stay two feeds"


@pytest.mark.parametrize(
    "address",
    [
        "https://forum.example/feed?mode=topics&f=20#top",
        "https://lists.example/archives/list/a@lists.example/thread/ABCDEFGH2JKLMN4PQRST6VWXYZ23456A/",
        "https://lore.example/git/xmqq8r1abc23def45.fsf@gitster.g/t.atom",
        "https://v.example/feeds/videos.xml?channel_id=UCBa659QWEk1AI4Tg--mrJ2A",
        "https://b.example/profile/did:plc:z72i7hdynmk6r22z27h6tvur/rss",
        "https://a.example/public/shows/5f3c1a2b9d8e4c7fa1b2c3d4/feed.xml",
        "https://d.example/t/how-to-move-from-oracle-9i-to-postgres-16-in-2-steps/12345.rss",
        "https://d.example/tag/token-economics.rss",
        "https://g.example/o/r/commit/0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d",
    ],
)
def test_an_address_without_secrets_is_shown_as_it_is(address: str) -> None:
    assert mask_url(address) == address


@given(st.text(alphabet="aB0.-:@[]", max_size=6), st.text(alphabet='/a.;=&% ~[]é{}"<>', max_size=10))
def test_the_short_way_to_an_alias_or_a_host_gives_what_the_long_one_gives(host: str, path: str) -> None:
    address = f"https://{host}{path}"
    assert alias(address) == alias(f" {address}")
    assert split_host(address) == split_host(f" {address}")


def test_ids_tell_parts_apart() -> None:
    assert short_id("x", "a", "bc") != short_id("x", "ab", "c")
    assert thread_id("forum.example", "1") != thread_id("other.example", "1")
    assert len(thread_id("a", "b")) == 13


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_weeks_follow_each_other_without_gap(day: date) -> None:
    week = Week.of(day)
    assert week.next.previous == week == Week.parse(str(week))
    assert week.monday <= day <= week.day(6)
    assert week.next.monday - week.monday == timedelta(days=7)


def test_week_53_of_2026() -> None:
    assert Week.of(date(2027, 1, 3)) == Week(2026, 53)
    assert Week(2026, 53).next == Week(2027, 1)
    with pytest.raises(ValueError, match="53"):
        Week.parse("2025-W53")


@pytest.mark.parametrize(("week", "hours"), [("2026-W13", 167), ("2026-W43", 169), ("2026-W30", 168)])
def test_a_week_with_a_change_of_clock_has_its_own_length(week: str, hours: int) -> None:
    start, end = Week.parse(week).bounds(ZoneInfo("Europe/Berlin"))
    assert end - start == hours * 3600


@given(st.lists(st.sampled_from("abcdefgh"), max_size=60))
def test_spread_lies_between_one_and_the_number_of_venues(venues: list[str]) -> None:
    found = spread(venues)
    assert found.venues == len(set(venues))
    if venues:
        assert 1 - 1e-9 <= found.effective <= found.venues + 1e-9
        assert 1 / found.venues - 1e-9 <= found.largest_share <= 1


def test_ten_posts_in_ten_venues_are_ten_effective_ones() -> None:
    assert spread([str(n) for n in range(10)]).effective == pytest.approx(10)
    assert spread(["one"] * 10).effective == pytest.approx(1)


def test_the_capacity_law_gives_the_published_figures() -> None:
    assert ties.hold_days(0.1) == pytest.approx(71, abs=1)
    assert ties.capacity(0.1, 10) == pytest.approx(101, abs=1)
    assert ties.hold_days(0.5) == pytest.approx(13.4, abs=0.5)
    assert ties.capacity(0.5, 10) == pytest.approx(19, abs=1)
    assert ties.hold_days(0.8) == pytest.approx(3.6, abs=0.1)
    assert ties.hold_days(0.5, gamma=0.15) == pytest.approx(8.4, abs=0.1)


@given(
    st.lists(st.tuples(st.floats(0, 2000), st.sampled_from([*ties.GROWTH, ties.MISSED])), max_size=20),
    st.lists(st.floats(0, 3000), max_size=8).map(sorted),
)
def test_the_course_of_a_tie_is_its_strength_on_each_day(
    contacts: list[tuple[float, str]], moments: list[float]
) -> None:
    for moment, value in zip(moments, ties.course(contacts, moments), strict=True):
        known = [one for one in contacts if one[0] <= moment]
        assert value == pytest.approx(ties.strength(known, moment)[0], abs=1e-9)


def test_a_missed_answer_costs_fifteen_per_cent_and_is_no_contact() -> None:
    assert ties.strength([(1, "call"), (1, ties.MISSED)], 1) == (pytest.approx(0.34), 1, 1)
    assert ties.strength([(1, ties.MISSED)], 2) == (0.0, -math.inf, 0)


@given(st.lists(st.tuples(st.floats(0, 2000), st.sampled_from(list(ties.GROWTH))), max_size=30), st.floats(0, 3000))
def test_strength_stays_in_bounds_and_decays(contacts: list[tuple[float, str]], today: float) -> None:
    strength, last, count = ties.strength(contacts, today)
    assert 0 <= strength <= 1 and count == len(contacts)
    assert last <= today or not contacts
    later, _, _ = ties.strength([(min(day, today), kind) for day, kind in contacts], today + 30)
    assert later <= strength + 1e-12


def test_a_contact_makes_a_tie_stronger_than_none() -> None:
    assert ties.strength([(1, "reply")], 1)[0] == pytest.approx(0.22)
    assert ties.strength([], 1) == (0.0, -math.inf, 0)


def test_words_for_ages_and_counts() -> None:
    assert [age_words(s) for s in (-5, 59, 300, 7200, 3 * 86400, 21 * 86400, 800 * 86400)] == [
        "now",
        "now",
        "5m",
        "2h",
        "3d",
        "3w",
        "2y",
    ]
    assert duration_words(5 * 3600) == "5 h" and duration_words(9 * 86400) == "9 days"
    assert plural(1, "reply", "replies") == "1 reply" and plural(2, "reply", "replies") == "2 replies"
    assert nearest("refesh", ("refresh", "redo")) == "refresh" and nearest("zzz", ("refresh",)) is None


def _event(n: int, patch: dict[str, object] | None, *, act: str = "", kind: str = "label") -> Event:
    return Event(f"e{n}", act or f"a{n}", "d", n, 0, "user", kind, "x", "set", "", patch)


def test_patches_fold_in_order_and_a_none_deletes() -> None:
    events = [_event(1, {"a": 1, "b": 1}), _event(2, {"b": 2})]
    assert fold(reversed(events), frozenset()) == {"a": 1, "b": 2}
    assert fold([*events, _event(3, None)], frozenset()) is None
    assert fold([*events, _event(3, None), _event(4, {"c": 3})], frozenset()) == {"c": 3}
    assert fold(events, frozenset({"a1"})) == {"b": 2}


def test_a_retraction_of_a_retraction_brings_the_act_back() -> None:
    undo = _event(5, {"acts": ["a1"]}, act="u1", kind=RETRACTION)
    redo = _event(6, {"acts": ["u1"]}, act="u2", kind=RETRACTION)
    assert retracted_acts([undo]) == {"a1"}
    assert retracted_acts([undo, redo]) == {"u1"}
