"""Several subreddits in one request, and one outcome for each."""

from __future__ import annotations

from dataclasses import replace

from made_feeds import NOW, item, rss

from forumplan.domain.feed import FeedJob, FeedMemory, FeedOutcome
from forumplan.feeds.combine import combine, split_outcome
from forumplan.feeds.parse import parse


def job(name: str, **fields: object) -> FeedJob:
    url = f"https://www.reddit.com/r/{name}/new/.rss"
    return replace(FeedJob(f"v-{name}", url, FeedMemory(url, f"v-{name}", entries=9)), **fields)


def test_subreddits_go_together_and_others_alone() -> None:
    jobs = [job("python"), FeedJob("w", "https://forum.example/feed"), job("Rust"), job("go", secret="token")]
    bundles = {bundle.job.url: [member.venue for member in bundle.members] for bundle in combine(jobs)}
    assert bundles == {
        "https://www.reddit.com/r/python+rust/new/.rss?limit=100": ["v-python", "v-Rust"],
        "https://forum.example/feed": ["w"],
        "https://www.reddit.com/r/go/new/.rss": ["v-go"],
    }


def test_at_most_five_and_none_that_failed() -> None:
    failed = replace(job("closed"), memory=FeedMemory("u", "v", failures=1))
    sizes = sorted(len(bundle.members) for bundle in combine([*(job(f"sub{n}") for n in range(7)), failed]))
    assert sizes == [1, 2, 5]


def test_a_member_never_visited_makes_the_whole_answer_needed() -> None:
    (bundle,) = combine([job("python"), job("rust", memory=None)])
    assert bundle.job.memory is None


def test_each_member_gets_its_own_entries() -> None:
    (bundle,) = combine([job("python"), job("rust")])
    made = [
        item(n, guid=f"t3_{n}", link=f"https://www.reddit.com/r/{name}/comments/{n}/x/")
        for n, name in enumerate(["Python", "rust", "rust", "pythonista"])
    ]
    parsed = parse(rss(made), url=bundle.job.url, now=NOW)
    memory = FeedMemory(bundle.job.url, "v-python", next_at=NOW + 60, changed_at=NOW, title="all")
    whole = FeedOutcome(bundle.job, "ok", 200, "", memory, 5, parsed.count, parsed.threads, parsed)
    python, rust = split_outcome(bundle, whole)
    assert (python.job.venue, python.entries, rust.job.venue, rust.entries) == ("v-python", 1, "v-rust", 2)
    assert python.memory.url == bundle.members[0].url
    assert (rust.memory.entries, rust.memory.title, rust.memory.next_at) == (2, "r/rust", NOW + 60)
    same = replace(whole, state="unchanged", parsed=None, entries=None, threads=None)
    assert [share.memory.entries for share in split_outcome(bundle, same)] == [9, 9]
