"""Threads of believable words for the tests of ranking, made from a seed."""

from __future__ import annotations

import random

from forumplan.rank.document import Document, LabelledText

TOPICS = {
    "postgres": "postgres index vacuum replication query planner table migration oracle schema database transaction",
    "garden": "tomato seedlings compost soil raised bed watering beans garden frost harvest mulch pruning",
    "cycling": "bicycle chain gears commute tyre puncture helmet saddle touring brakes derailleur wheel",
    "baking": "sourdough starter flour oven crust hydration yeast dough baking loaf rye proofing",
}
FILLER = "today again question maybe problem different version weekend bought reading small large old question answer"
GOAL = "help people who run Postgres databases and plan migrations"


def made_threads(count: int = 200, seed: int = 1) -> list[Document]:
    """Threads numbered from 1, their topics in turn; the topic is the beginning of the id."""
    chance = random.Random(seed)
    found = []
    for number in range(1, count + 1):
        topic = list(TOPICS)[number % len(TOPICS)]
        words, filler = TOPICS[topic].split(), FILLER.split()
        title = chance.sample(words, 2) + chance.sample(filler, 2)
        text = [chance.choice(words if chance.random() < 0.5 else filler).capitalize() for _ in range(25)]
        found.append(Document(number, f"{topic}-{chance.randrange(10**9)}-{number}", " ".join(title), " ".join(text)))
    return found


def is_about(name: str, topic: str = "postgres") -> int:
    """1 if the thread of that id is about the topic, else 0."""
    return int(name.startswith(topic))


def labels_of(threads: list[Document]) -> list[LabelledText]:
    """What a user interested in Postgres would say of these threads."""
    return [LabelledText(one.id, one.title, one.text, is_about(one.id)) for one in threads]
