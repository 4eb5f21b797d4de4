"""Problems in and answers out, one JSON line each."""

from __future__ import annotations

import functools
import io
import json
import os
import subprocess
import sys
from typing import Any

import pytest

from forumplan.domain.errors import PlanError
from forumplan.plan import protocol
from forumplan.plan.problem_json import read
from forumplan.plan.solve import solve

DEEP: list[Any] = functools.reduce(lambda inner, _: [inner], range(800), [])
GOOD: dict[str, Any] = {
    "week": 3,
    "today": 0,
    "days": [{"day": d, "minutes": 30} for d in range(7)],
    "goals": [{"id": "g", "weight": 1.0, "theta": 0.5}],
    "venues": [
        {"id": "v", "type": "list", "quality": 0.5, "audience": 90, "half_life_h": 60, "cap_per_week": 2}
        | {"cooldown_days": 2, "posted_days_ago": [9, 9]}
    ],
    "people": [{"id": "p", "strength": 0.2, "last_contact_days": 3, "relevance": 0.9}],
    "previous": [{"candidate": "gone", "day": 2}, {"candidate": "c", "day": 1}],
    "candidates": [
        {"id": "c", "venue": "v", "kind": "reply", "goal": "g", "relevance": 0.8, "age_h": 2, "replies": 0}
        | {"minutes": 15, "person": "p", "new": 1, "whatever": "ignored"}
    ],
}


def test_half_a_character_in_an_id_goes_out_as_it_came_in() -> None:
    candidates = [{**GOOD["candidates"][0], "id": "\ud800"}]
    lines = [json.dumps({**GOOD, "candidates": candidates}), json.dumps({**GOOD, "days": [{"day": "\ud800"}]})]
    out = io.BytesIO()
    status = protocol._answer_lines(
        io.BytesIO("\n".join(lines).encode()), out, fast=True, effort=1, seconds=None, model=False
    )
    first, second = (json.loads(line) for line in out.getvalue().decode().splitlines())
    assert status == 1 and "\ud800" in json.dumps(first, ensure_ascii=False) and "is not a number" in second["error"]


def test_a_problem_is_read_with_its_defaults() -> None:
    p = read(json.dumps(GOOD))
    assert p.week == "3"
    assert p.minutes[6] == 30
    assert p.venues[0].promo_left is None
    assert p.venues[0].posted_days_ago == (9, 9)
    assert p.people[0].focus is None
    assert (p.previous[0].accepted, p.previous[0].locked) == (True, False)
    assert (p.candidates[0].thread, p.candidates[0].due_day, p.candidates[0].new) == ("", None, True)


@pytest.mark.parametrize(
    ("where", "change", "words"),
    [
        ((), {"today": 7}, "today: 7 is after Sunday"),
        ((), {"days": [{"day": 0, "minutes": -5}]}, "days[0].minutes: -5 is below 0"),
        ((), {"days": 4}, "days: not a list"),
        (("goals", 0), {"theta": 2}, "goals[g].theta: 2.0 is not within 0 and 1"),
        (("goals", 0), {"id": None}, "goals[None].id"),
        (("venues", 0), {"quality": "high"}, "venues[v].quality: 'high' is not a number"),
        (("venues", 0), {"half_life_h": 0}, "venues[v].half_life_h: 0.0 is not above 0"),
        (("venues", 0), {"posted_days_ago": [-1]}, "venues[v].posted_days_ago: -1 is not a number of at least 0"),
        (("venues", 0), {"posted_days_ago": [float("inf")]}, "venues[v].posted_days_ago: inf is too large"),
        (("venues", 0), {"posted_days_ago": [float("nan")]}, "venues[v].posted_days_ago: nan is not a number of days"),
        (("venues", 0), {"posted_days_ago": 3}, "venues[v].posted_days_ago: 3 is not a list of days"),
        (("venues", 0), {"cap_per_week": 1e19}, "venues[v].cap_per_week: 1e+19 is too large; give at most 1000000000"),
        (("venues", 0), {"audience": 10**400}, "venues[v].audience: 1000000"),
        (("goals", 0), {"weight": 1e9}, "goals[g].weight: 1000000000.0 is not within 0 and 1e+06"),
        ((), {"today": -1e300}, "today: -1e+300 is too large"),
        ((), {"days": [{"day": 3, "minutes": 5}, {"day": 3, "minutes": 9}]}, "days: day 3 is there twice"),
        ((), {"maintenance_share": DEEP}, "maintenance_share: [[[[[[[...]]]]]]] is not a number"),
        (("candidates", 0), {"id": DEEP}, "candidates[[[[[[[[...]]]]]]]].id: [[[[[[[...]]]]]]] is not a text"),
        (("people", 0), {"strength": float("nan")}, "people[p].strength: nan is not within 0 and 1"),
        (("people", 0), {"id": ""}, "people: an id is empty"),
        (("people", 0), {"focus": [1]}, "people[p].focus: [1] is not a list"),
        (("candidates", 0), {"kind": "mail"}, "candidates[c].kind: 'mail' is not one of follow-up, new-topic"),
        (("candidates", 0), {"venue": "w"}, "candidates[c].venue: 'w' is not among the venues"),
        (("candidates", 0), {"goal": "h"}, "candidates[c].goal: 'h' is not among the goals"),
        (("candidates", 0), {"minutes": 0}, "candidates[c].minutes: 0 is not above 0"),
        (("candidates", 0), {"minutes": 7.5}, "candidates[c].minutes: 7.5 is not a whole number"),
        (("candidates", 0), {"promo": "yes"}, "candidates[c].promo: 'yes' is neither true nor false"),
    ],
)
def test_what_is_wrong_is_named(where: tuple[str, int] | tuple[()], change: dict[str, Any], words: str) -> None:
    raw = json.loads(json.dumps(GOOD))
    target = raw[where[0]][where[1]] if where else raw
    target.update(change)
    with pytest.raises(PlanError) as caught:
        solve(read(json.dumps(raw)))
    assert str(caught.value).startswith(words)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("line", ["", "[]", "{", '{"today": 0}', "[" * 100_000])
def test_what_is_no_problem_is_refused(line: str) -> None:
    with pytest.raises(PlanError):
        read(line)


def test_an_id_twice_is_refused() -> None:
    raw = json.loads(json.dumps(GOOD))
    raw["candidates"] *= 2
    with pytest.raises(PlanError, match="'c' is there twice"):
        solve(read(json.dumps(raw)))


def run(lines: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "forumplan.cli.solve", *options]
    return subprocess.run(command, input=lines, capture_output=True, text=True, check=False)


def test_a_bad_line_is_answered_in_its_place_and_the_others_are_solved() -> None:
    good = json.dumps(GOOD)
    done = run(f"{good}\n\nnonsense\n{good}\n")
    first, bad, again = (json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 1
    assert first == again
    assert first["items"][0]["candidate"] == "c"
    assert first["proven"] is True
    assert list(bad) == ["error"]


def test_an_error_does_not_quote_a_long_line_whole() -> None:
    bad = json.loads(run(json.dumps({**GOOD, "goals": [{"id": "g" * 100_000, "theta": 2}]}) + "\n").stdout)
    assert bad["error"].startswith("goals[ggg")
    assert len(bad["error"]) <= 500


def test_a_reader_that_stops_early_is_no_failure() -> None:
    command = [sys.executable, "-m", "forumplan", "solve", "--fast"]
    reading, writing = os.pipe()
    os.close(reading)
    lines = json.dumps(GOOD) + "\n"
    done = subprocess.run(command, input=lines, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("closed", ["<&-", ">&-"])
def test_without_anything_to_read_or_write_it_says_so(closed: str) -> None:
    command = ["sh", "-c", f'exec "{sys.executable}" -m forumplan solve {closed}']
    done = subprocess.run(command, input="", capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("forumplan: solve reads problems from stdin and writes plans to stdout; one of them")


def test_each_line_is_answered_before_the_next_is_read() -> None:
    command = [sys.executable, "-m", "forumplan.cli.solve", "--fast"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(2):
            process.stdin.write(json.dumps(GOOD) + "\n")
            process.stdin.flush()
            assert "items" in json.loads(process.stdout.readline())
        process.stdin.close()
        assert process.wait(timeout=30) == 0


def test_the_stated_program_has_the_same_optimum() -> None:
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    answer = json.loads(run(json.dumps(GOOD) + "\n", "--model").stdout)
    model = answer["model"]
    row, column, coefficient = (np.array(part) for part in zip(*model["rows"], strict=True))
    shape = (len(model["upper"]), len(model["columns"]))
    assert shape[1] == len(model["objective"]) == len(model["bounds"])
    upper = [np.inf if limit is None else limit for limit in model["upper"]]
    low, high = zip(*model["bounds"], strict=True)
    whole = np.zeros(shape[1])
    whole[model["integer"]] = 1
    found = milp(
        -np.array(model["objective"]),
        constraints=LinearConstraint(csr_array((coefficient, (row, column)), shape=shape), -np.inf, upper),
        bounds=Bounds(low, [np.inf if most is None else most for most in high]),
        integrality=whole,
    )
    assert -found.fun == pytest.approx(model["stated"], rel=1e-6)
    assert model["stated"] > answer["value"]
    assert "c@1" in model["columns"]


def test_what_the_solver_prints_by_itself_never_reaches_the_output() -> None:
    code = (
        "import ctypes\nfrom forumplan.plan.silence import silence\nprint('before')\n"
        "with silence():\n    ctypes.CDLL(None).puts(b'noise of a library')\nprint('after')"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "before\nafter\n"


def test_a_week_is_solved_without_any_output_to_write_to() -> None:
    code = (
        "import os, sys\nfrom forumplan.plan.silence import silence\n"
        "with silence():\n    pass\nos.write(2, repr(sys.stdout).encode())"
    )
    run = subprocess.run(["sh", "-c", f'exec "{sys.executable}" -c "$0" >&-', code], capture_output=True, check=True)
    assert run.stderr == b"None"
