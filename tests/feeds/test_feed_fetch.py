"""Fetching from a real server: little twice, politely, and each failure by its name."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from dataclasses import replace
from pathlib import Path

import brotli
import pytest
import zstandard
from conftest import Asked, Site
from feed_reader import Reader
from made_feeds import NOW, item, rss

from forumplan.domain.errors import CacheError
from forumplan.feeds.address import allowed_origins
from forumplan.feeds.cache import FeedCache
from forumplan.feeds.fetch import USER_AGENT, fetch_all, user_agent
from forumplan.feeds.hosts import Hosts

DAY = 86_400


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path / "feeds")


async def test_a_first_visit_reads_and_remembers(site: Site, reader: Reader) -> None:
    url = site.serve("/feed", rss([item(n) for n in range(3)], title="Forum"), ETag='"1"')
    outcome = await reader.visit(url)
    assert (outcome.state, outcome.status, outcome.entries, outcome.threads) == ("ok", 200, 3, 3)
    assert outcome.parsed is not None
    memory = outcome.memory
    assert (memory.title, memory.entries, memory.checked_at, memory.changed_at) == ("Forum", 3, NOW, NOW)
    assert memory.next_at == NOW + 3600
    headers = site.asked[0].headers
    assert headers["user-agent"] == USER_AGENT
    assert "gzip" in headers["accept-encoding"]
    assert "if-none-match" not in headers


async def test_a_second_visit_is_conditional_and_304_reads_nothing(site: Site, reader: Reader) -> None:
    def answer(asked: Asked) -> tuple[int, dict[str, str], bytes]:
        if asked.headers.get("if-none-match") == '"1"' and asked.headers.get("if-modified-since") == "Mon":
            return 304, {"Cache-Control": "max-age=7200"}, b""
        return 200, {"ETag": '"1"', "Last-Modified": "Mon"}, rss([item(1), item(2)])

    site.routes["/feed"] = answer
    await reader.visit(site.url("/feed"))
    outcome = await reader.visit(site.url("/feed"))
    assert (outcome.state, outcome.status, outcome.entries, outcome.parsed) == ("unchanged", 304, None, None)
    assert outcome.memory.next_at == NOW + 7200
    assert outcome.memory.entries == 2


async def test_the_same_body_reads_nothing_although_the_channel_has_a_new_date(site: Site, reader: Reader) -> None:
    def answer(asked: Asked) -> tuple[int, dict[str, str], bytes]:
        date = f"<lastBuildDate>{len(site.asked)}</lastBuildDate><!-- {len(site.asked)} -->"
        return 200, {"ETag": f'W/"{len(site.asked)}"'}, rss([item(1)], extra=date)

    site.routes["/feed"] = answer
    await reader.visit(site.url("/feed"))
    assert (await reader.visit(site.url("/feed"))).state == "unchanged"
    assert (await reader.visit(site.url("/feed"), full=True)).entries == 1
    assert "if-none-match" not in site.asked[-1].headers


async def test_validators_are_forgotten_after_eight_days_and_with_the_index(site: Site, reader: Reader) -> None:
    url = site.serve("/feed", rss([item(1)]), ETag='"1"')
    await reader.visit(url)
    reader.now += 9 * DAY
    assert (await reader.visit(url)).parsed is not None
    assert "if-none-match" not in site.asked[-1].headers
    await reader.visit(url)
    assert site.asked[-1].headers["if-none-match"] == '"1"'
    reader.memory.clear()
    assert (await reader.visit(url)).parsed is not None
    assert "if-none-match" not in site.asked[-1].headers


async def test_what_a_broken_off_refresh_did_not_store_comes_again(site: Site, reader: Reader) -> None:
    url = site.serve("/feed", rss([item(1)]), ETag='"one"')
    assert (await reader.visit(url)).state == "ok"
    stored = dict(reader.memory)
    site.serve("/feed", rss([item(2), item(1)]), ETag='"two"')
    reader.now += 60
    await reader.visit(url)
    reader.memory = stored  # the program ended before it stored what this visit gave
    reader.now += 60
    outcome = await reader.visit(url)
    assert "if-none-match" not in site.asked[-1].headers
    assert (outcome.state, outcome.entries) == ("ok", 2)


async def test_a_changed_body_gives_all_its_entries(site: Site, reader: Reader) -> None:
    bodies = [rss([item(n) for n in range(2, 12)]), rss([item(n) for n in range(10)])]
    site.routes["/feed"] = lambda _: (200, {}, bodies.pop(0))
    await reader.visit(site.url("/feed"))
    outcome = await reader.visit(site.url("/feed"))
    assert outcome.state == "ok"
    assert outcome.parsed is not None
    assert [e.key for e in outcome.parsed.entries] == [f"g-{n}" for n in range(10)]


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data)[2:-4]),
        ("br", brotli.compress),
        ("zstd", zstandard.compress),
        ("", gzip.compress),
    ],
)
async def test_packed_bodies(site: Site, reader: Reader, encoding: str, pack: object) -> None:
    headers = {"Content_Encoding": encoding} if encoding else {}
    url = site.serve("/feed", pack(rss([item(1)])), **headers)  # type: ignore[operator]
    assert (await reader.visit(url)).entries == 1


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
async def test_bombs_are_too_large_and_cut_ones_fail(site: Site, reader: Reader, encoding: str) -> None:
    pack = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstandard.compress}[encoding]
    url = site.serve("/bomb", pack(b"<rss>" + b" " * (64 << 20)), Content_Encoding=encoding)
    assert (await reader.visit(url)).state == "too-large"
    cut = pack(rss([item(n) for n in range(50)]))
    url = site.serve("/cut", cut[: len(cut) // 2], Content_Encoding=encoding)
    assert (await reader.visit(url)).state in ("failing", "not-a-feed")
    url = site.serve("/wrong", b"<rss></rss>", Content_Encoding=encoding)
    assert (await reader.visit(url)).state == "failing"


@pytest.mark.parametrize(
    ("status", "headers", "body", "state"),
    [
        (401, {}, b"", "blocked"),
        (403, {}, b"", "blocked"),
        (503, {}, b"<title>Just a moment...</title>", "blocked"),
        (200, {}, b"<html><title>Just a moment...</title>", "blocked"),
        (200, {}, b"<!doctype html><p>hello", "not-a-feed"),
        (200, {}, b"", "not-a-feed"),
        (404, {}, b"", "failing"),
        (410, {}, b"", "dead"),
        (429, {"Retry-After": "120"}, b"", "waiting"),
        (503, {"Retry-After": "120"}, b"", "waiting"),
        (500, {}, b"", "failing"),
        (418, {}, b"", "failing"),
        (302, {"Location": "/again"}, b"", "failing"),
    ],
)
async def test_each_answer_has_its_state(
    site: Site, reader: Reader, status: int, headers: dict[str, str], body: bytes, state: str
) -> None:
    url = site.serve("/again", body, status, **headers)
    outcome = await reader.visit(url)
    assert (outcome.state, outcome.entries, outcome.threads) == (state, 0, 0)
    assert outcome.error
    assert "\n" not in outcome.error
    assert outcome.memory.error == outcome.error


async def test_failures_back_off_and_success_forgets_them(site: Site, reader: Reader) -> None:
    url = site.serve("/feed", b"", 500)
    waits = []
    for _ in range(8):
        outcome = await reader.visit(url)
        waits.append((outcome.memory.next_at - reader.now) / 3600)
        reader.now = outcome.memory.next_at
    usual = (1, 2, 4, 8, 16, 24, 24, 24)
    assert all(0.9 <= hours / expected <= 1.1 for hours, expected in zip(waits, usual, strict=True))
    site.serve("/feed", rss([item(1)]))
    memory = (await reader.visit(url)).memory
    assert (memory.failures, memory.failing_since, memory.error) == (0, 0, "")


async def test_404_is_dead_after_14_days_and_5_tries(site: Site, reader: Reader) -> None:
    url = site.url("/nowhere")
    states = []
    for _ in range(6):
        states.append((await reader.visit(url)).state)
        reader.now += 3 * DAY
    assert states == ["failing"] * 5 + ["dead"]


@pytest.mark.parametrize(("header", "seconds"), [("120", 120), ("Wed, 18 Nov 2026 11:10:00 GMT", 0), ("", 600)])
async def test_retry_after_is_kept_to_the_second(site: Site, reader: Reader, header: str, seconds: int) -> None:
    from email.utils import parsedate_to_datetime

    url = site.serve("/feed", b"", 429, **({"Retry_After": header} if header else {}))
    outcome = await reader.visit(url)
    wanted = NOW + seconds if seconds else max(NOW, int(parsedate_to_datetime(header).timestamp()))
    assert outcome.memory.next_at == wanted
    assert outcome.memory.failures == 0


async def test_after_two_429_the_rest_of_the_host_waits(site: Site, reader: Reader) -> None:
    urls = [site.serve(f"/{n}", b"", 429) for n in range(5)]
    outcomes = await reader.visit_all([reader.job(url) for url in urls])
    assert [outcome.state for outcome in outcomes] == ["waiting"] * 5
    assert len(site.asked) == 2


async def test_permanent_moves_count_and_temporary_ones_do_not(site: Site, reader: Reader) -> None:
    site.serve("/new", rss([item(1)]))
    old = site.serve("/old", b"", 301, Location="/new")
    states = []
    for _ in range(3):
        outcome = await reader.visit(old)
        states.append(outcome.state)
        reader.now += DAY
    assert states[:2] == ["ok", "unchanged"]
    assert states[2] == "moved"
    assert outcome.memory.moved_to == site.url("/new")
    site.serve("/old", b"", 302, Location="/new")
    assert (await reader.visit(old)).memory.moved_to == ""


async def test_a_feed_falls_quiet_after_four_times_its_rhythm(site: Site, reader: Reader) -> None:
    url = site.serve("/feed", rss([item(1), item(2), item(3)]))
    assert (await reader.visit(url)).memory.interval_seconds == 3600
    reader.now += 4 * 3600
    assert (await reader.visit(url)).state == "unchanged"
    reader.now += 60
    assert (await reader.visit(url)).state == "quiet"
    site.serve("/feed", rss([item(n) for n in range(3)]))
    assert (await reader.visit(url)).state == "ok"


async def test_passwords_stay_with_their_origin(site: Site, other_site: Site, reader: Reader) -> None:
    other_site.serve("/feed", rss([item(1)]))
    first = site.serve("/feed", b"", 302, Location=other_site.url("/feed"))
    origins = allowed_origins([first, other_site.url("/")])
    outcome = await reader.visit(first, secret="ada:canary", allowed_origins=origins)
    assert outcome.state == "ok"
    assert site.asked[0].headers["authorization"] == "Basic YWRhOmNhbmFyeQ=="
    assert "authorization" not in other_site.asked[0].headers
    assert "canary" not in repr(outcome.memory)
    await reader.visit(first, secret="canary", allowed_origins=origins)
    assert site.asked[-1].headers["authorization"] == "Bearer canary"


async def test_a_password_in_the_address_is_sent_as_a_header_and_never_shown(site: Site, reader: Reader) -> None:
    site.serve("/feed", b"", 500)
    url = f"http://ada:canary@127.0.0.1:{site.port}/feed"
    outcome = await reader.visit(url, allowed_origins=allowed_origins([url]))
    assert site.asked[0].headers["authorization"] == "Basic YWRhOmNhbmFyeQ=="
    assert "canary" not in outcome.error


async def test_one_request_at_a_time_to_a_host(site: Site, reader: Reader) -> None:
    urls = [site.serve(f"/{n}", rss([item(n)])) for n in range(30)]
    outcomes = await reader.visit_all([reader.job(url) for url in urls])
    assert {outcome.state for outcome in outcomes} == {"ok"}
    assert site.most_in_flight == 1
    assert site.connections == 1


async def test_a_public_host_gets_a_pause_and_reddit_a_minute() -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(round(seconds, 3))

    hosts = Hosts(lambda: 100.0, sleep)
    for origin, url in [
        (("https", "a.example", 443), "https://a.example/1"),
        (("http", "a.example", 80), "http://a.example/2"),
        (("https", "b.example", 443), "https://b.example/"),
        (("https", "www.reddit.com", 443), "https://www.reddit.com/r/a/.rss"),
        (("https", "old.reddit.com", 443), "https://old.reddit.com/r/b/.rss"),
        (("https", "old.reddit.com", 443), "https://old.reddit.com/.rss?feed=x&user=me"),
    ]:
        async with hosts.turn(origin, url, private_allowed=False):
            pass
    assert waited == [1.0, 60.0, 1.0]


async def test_the_deadline_ends_the_refresh_and_keeps_the_rest_for_later(site: Site, reader: Reader) -> None:
    hung = asyncio.Event()

    async def hang(writer: asyncio.StreamWriter) -> None:
        hung.set()
        await asyncio.sleep(30)

    site.raw["/hang"] = hang
    good = site.serve("/good", rss([item(1)]))
    jobs = [reader.job(good), reader.job(site.url("/hang")), reader.job(site.url("/never"))]
    outcomes = await reader.visit_all(jobs, deadline=0.5)
    assert hung.is_set()
    assert [(o.job.url.rsplit("/", 1)[1], o.state) for o in outcomes] == [
        ("good", "ok"),
        ("hang", "waiting"),
        ("never", "waiting"),
    ]
    assert outcomes[1].memory.next_at == NOW


async def test_good_feeds_arrive_beside_bad_ones(site: Site, reader: Reader) -> None:
    good = [site.serve(f"/good/{n}", rss([item(n), item(n + 1)])) for n in range(20)]
    bad = [
        site.serve("/bad/html", b"<!doctype html>"),
        site.serve("/bad/500", b"", 500),
        site.serve("/bad/empty", b""),
        site.serve("/bad/bomb", gzip.compress(b"a" * (30 << 20)), Content_Encoding="gzip"),
        site.url("/bad/404"),
        "http://10.0.0.1/private",
    ]
    jobs = [reader.job(url) for pair in zip(good, bad + good[6:], strict=False) for url in pair]
    jobs = list({job.url: replace(job, allowed_origins=allowed_origins([good[0]])) for job in jobs}.values())
    outcomes = await reader.visit_all(jobs)
    assert len(outcomes) == len(jobs)
    assert all(outcome.state == "ok" for outcome in outcomes if "/good/" in outcome.job.url)
    assert sorted(o.state for o in outcomes if "/good/" not in o.job.url) == [
        "failing",
        "failing",
        "not-a-feed",
        "not-a-feed",
        "refused",
        "too-large",
    ]


async def test_a_cache_that_cannot_be_written_ends_the_refresh(
    site: Site, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: FeedCache, url: str, items: bytes, visit: object) -> None:
        raise CacheError(self.folder, "cannot write (No space left on device)")

    monkeypatch.setattr(FeedCache, "keep", full)
    jobs = [reader.job(site.serve("/a", rss([item(1)]))), reader.job(site.serve("/b", rss([item(2)])))]
    with pytest.raises(CacheError, match="No space"):
        await reader.visit_all(jobs)


async def test_sites_are_told_who_asks(site: Site, reader: Reader) -> None:
    url = site.serve("/feed", rss([item(1)]))
    await reader.visit(url)
    assert site.asked[-1].headers["user-agent"].startswith("forumplan/0.1 (forum planner")
    job = reader.job(url)
    with FeedCache(reader.folder) as cache:
        said = user_agent("mailto:me@example.org (\r\nX-Evil: 1)")
        async for _ in fetch_all([job], cache, clock=lambda: reader.now, deadline_seconds=5, user_agent=said):
            pass
    told = site.asked[-1].headers
    assert told["user-agent"].startswith("forumplan/0.1 (+mailto:me@example.org X-Evil: 1; ") and "x-evil" not in told
