from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from made_threads import GOAL, is_about, made_threads

from forumplan.cli.rank import command
from forumplan.domain.errors import UsageError

THREADS = made_threads(120)


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
    [("{", "labels.jsonl:1: is not JSON"), ("[1]", "needs an object with an id"), ('{"id": "a", "label": 2}', "label")],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    arguments = write(tmp_path)
    (tmp_path / "labels.jsonl").write_text(line)
    with pytest.raises(UsageError, match=message):
        CliRunner().invoke(command, arguments, catch_exceptions=False)
    with pytest.raises(UsageError, match="cannot be read"):
        CliRunner().invoke(command, [*arguments[:-1], str(tmp_path / "none")], catch_exceptions=False)


def test_the_package_itself_is_light() -> None:
    code = "import sys, forumplan.rank, forumplan.cli.rank; sys.exit(bool({'numpy', 'sklearn'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
