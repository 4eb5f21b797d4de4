from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from made_threads import GOAL, is_about, made_threads

from forumplan.cli.rank import command
from forumplan.domain.errors import UsageError
from forumplan.rank.document import Document
from forumplan.rank.stateless import rank_pool

THREADS = made_threads(120)
WORDS = [
    *("oracle", "postgres", "guitar", "violin", "garden", "soup", "mountain", "bicycle", "compiler", "kernel"),
    *("socks", "wool", "tax", "invoice", "cinema", "actor", "wine", "grape", "planet", "comet"),
]


def write(folder: Path, labels: list[object] | None = None) -> list[str]:
    pool = [{"id": one.id, "title": one.title, "body": one.text, "date": "2026-11-01"} for one in THREADS]
    (folder / "pool.jsonl").write_text("".join(json.dumps(one) + "\n" for one in pool))
    (folder / "goal.txt").write_text(GOAL + "\n")
    (folder / "labels.jsonl").write_text("".join(json.dumps(one) + "\n" for one in labels or []))
    return [
        argument
        for name, file in (("pool", "pool.jsonl"), ("goal", "goal.txt"), ("labels", "labels.jsonl"))
        for argument in (f"--{name}", str(folder / file))
    ]


def test_every_id_is_printed_once_best_first(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, write(tmp_path), catch_exceptions=False)
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert sorted(name for name, _ in lines) == sorted(one.id for one in THREADS)
    assert [float(score) for _, score in lines] == sorted((float(score) for _, score in lines), reverse=True)
    assert all(is_about(name) for name, _ in lines[:10])


def test_labels_need_not_be_in_the_pool(tmp_path: Path) -> None:
    labels = [
        {"id": f"elsewhere-{n}", "title": "sourdough loaf", "body": f"oven crust dough {word}", "label": 1}
        for n, word in enumerate(["flour", "yeast", "rye"])
    ]
    result = CliRunner().invoke(command, write(tmp_path, labels), catch_exceptions=False)
    names = [line.split("\t")[0] for line in result.stdout.splitlines()]
    assert len(names) == len(THREADS)
    assert any(is_about(name, "baking") for name in names[:30])
    assert not any(is_about(name, "garden") for name in names[:30])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "labels.jsonl:1: is not JSON"),
        ("[1]", "needs an object with an id"),
        ("[" * 100_000, "1: is not JSON"),
        ('{"id": "a", "label": 2}', "label"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    arguments = write(tmp_path)
    (tmp_path / "labels.jsonl").write_text(line)
    with pytest.raises(UsageError, match=message):
        CliRunner().invoke(command, arguments, catch_exceptions=False)
    with pytest.raises(UsageError, match="cannot be read"):
        CliRunner().invoke(command, [*arguments[:-1], str(tmp_path / "none")], catch_exceptions=False)


@pytest.mark.parametrize("file", ["pool", "labels"])
@pytest.mark.parametrize("name", ["a\tb", "a\nb", "a\x1b]0;x\x07", "a\ud800", "a\x85b", "a\u2028b"])
def test_an_id_that_would_break_a_line_is_refused_where_it_stands(tmp_path: Path, file: str, name: str) -> None:
    arguments = write(tmp_path)
    with (tmp_path / f"{file}.jsonl").open("a") as lines:
        lines.write(json.dumps({"id": name, "title": "x", "label": 1}) + "\n")
    with pytest.raises(UsageError, match=rf"{file}\.jsonl:{121 if file == 'pool' else 1}: id: ") as refused:
        CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert str(refused.value).isprintable()


@given(st.integers(2, 9), st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_of_a_handful_the_only_one_that_says_the_goal_s_words_is_first(count: int, chance: Random) -> None:
    words = WORDS.copy()
    chance.shuffle(words)
    pairs = [words[2 * n : 2 * n + 2] for n in range(count)]
    pool = [Document(n + 1, f"d{n}", first, f"{first} {second}") for n, (first, second) in enumerate(pairs)]
    goal = chance.randrange(count)
    ranked = rank_pool(pool, f"help with {' '.join(pairs[goal])}", [])
    assert ranked[0][0] == f"d{goal}" and ranked[0][1] > ranked[1][1]


def test_the_package_itself_is_light() -> None:
    code = "import sys, forumplan.rank, forumplan.cli.rank; sys.exit(bool({'numpy', 'sklearn'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
