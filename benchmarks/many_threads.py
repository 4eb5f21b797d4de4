"""Makes a home with many threads and a ranking, without fetching: `many_threads.py DIR 100000`. The same every time.

`many_threads.py DIR 20000 400` spreads them over so many forums, all of them open and each asked by somebody else, so
that nearly every thread is a candidate for the week.
"""

from __future__ import annotations

import random
import sys
import time
from array import array
from itertools import accumulate
from pathlib import Path

from forumplan.config.paths import Paths
from forumplan.services.home import Home
from forumplan.store.rankings import StoredRanking
from forumplan.store.threads import ThreadStore

SYLLABLES = ("ka", "re", "mi", "to", "ne", "sul", "pan", "dor", "vi", "qua", "len", "ost", "bra", "fi", "gu", "ter")
COMMON = ("pandas", "merge", "index", "rolling", "window", "queryset", "admin", "parquet", "memory", "postgres")
VOCABULARY = 8000


def _vocabulary() -> tuple[list[str], list[float]]:
    """Words with the frequencies of a language: the n-th is used 1/n as often as the first (Zipf)."""
    chance = random.Random(7)
    made = dict.fromkeys(COMMON)
    while len(made) < VOCABULARY:
        made["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4)))] = None
    words = list(made)
    chance.shuffle(words)
    return words, list(accumulate(1 / rank for rank in range(1, len(words) + 1)))


WORDS, WEIGHTS = _vocabulary()
VENUES = (
    ("django-users", "django-users"),
    ("numpy-discussion", "numpy-discussion"),
    ("gh-textual", "gh:textual"),
    ("lobsters", "lobste.rs"),
    ("hn", "HN"),
    ("learnpython", "r/learnpython"),
    ("so-pandas", "SO [pandas]"),
    ("datascience", "r/datascience"),
    ("python-discuss", "discuss.python"),
    ("gh-polars", "gh:polars"),
)
NAMES = ("Lena K.", "Ana Moreno", "J. Okafor", "petr_v", "Mai Tran", "S. Idris", "dmitri", "wren", "Ø. Lund", "何 美")
GOAL = "pandas"
SITTINGS = "[week]\nminutes = { mon = 60, tue = 60, wed = 60, thu = 60, fri = 60, sat = 60, sun = 60 }\n\n"


def make(folder: Path, count: int, forums: int = 0) -> None:
    """Fill an empty folder with feeds.toml, threads.db and one ranking; `forums`: over so many, all threads open."""
    paths = Paths.find(str(folder), None, {})
    for part in (paths.config_file.parent, paths.data, paths.cache, paths.state):
        part.mkdir(mode=0o700, parents=True, exist_ok=True)
    venues = "".join(f'[[venue]]\nid = "{name}"\nname = "{title}"\nmanual = true\n\n' for name, title in VENUES)
    if forums:
        venues = SITTINGS + "".join(f'[[venue]]\nid = "{_forum(n)}"\nfeeds = ["https://{_forum(n)}.example/feed"]\n'
                                    'platform = "discourse"\n\n' for n in range(forums))  # fmt: skip
    paths.config_file.write_text(f'[[goal]]\nid = "{GOAL}"\nstatement = "help people with pandas"\n\n{venues}')
    paths.config_file.chmod(0o600)
    now = int(time.time())
    with ThreadStore(paths.threads_file) as store:
        with store.transaction():
            store.db.executemany(
                "INSERT INTO threads(id, venue, platform, title, url, author, text, started_at, active_at, replies, "
                "first_seen_at, closed, language) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (_row(number, now, forums) for number in range(1, count + 1)),
            )
        store.keep_ranking(_ranking(count, now))
    with Home(paths) as home:
        home.ledger.changes_seen()


def _forum(number: int) -> str:
    return f"forum-{number:03}"


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, cum_weights=WEIGHTS, k=count))


def _row(number: int, now: int, forums: int = 0) -> tuple[object, ...]:
    chance = random.Random(number)
    title = _words(chance, chance.randint(3, 9)).capitalize() + chance.choice("?? .")
    text = "\n".join(_words(chance, 14) + "." for _ in range(chance.randint(2, 9)))
    age = int(chance.expovariate(1 / 900_000))
    venue = chance.choice(VENUES)[0]
    url = f"https://forum.example/{venue}/t/{number}"
    replies = chance.choice((0, 0, 1, 2, 3, 5, 11, None))
    author = chance.choice(NAMES)
    if forums:
        venue, author, age = _forum(number % forums), f"asker{number}", chance.randrange(100 * 3600)
    return (
        f"t{number:011d}",
        venue,
        "discourse",
        title,
        url,
        author,
        text,
        now - age - 3600,
        now - age,
        replies,
        now,
        0,
        "en",
    )


def _ranking(count: int, now: int) -> StoredRanking:
    numbers = array("I", range(1, count + 1))
    random.Random(1).shuffle(numbers)
    scores = array("f", (2.0 - 3.0 * place / count for place in range(count)))
    relevance = array("f", (max(0.01, 0.95 - 0.95 * place / count) for place in range(count)))
    bands = bytes(b"smw"[0 if value > 0.7 else 1 if value > 0.4 else 2] for value in relevance)
    chance = random.Random(2)
    reasons = {number: tuple(chance.sample(COMMON, 3)) for number in numbers[:300]}
    return StoredRanking(
        GOAL, now, "made", "", 0, numbers, scores, relevance, bands, reasons, {"for": [], "against": []}
    )


if __name__ == "__main__":
    make(Path(sys.argv[1]), *map(int, sys.argv[2:]))
