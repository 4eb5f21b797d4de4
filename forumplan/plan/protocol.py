"""One problem a line in, one answer a line out, answered before the next line is read."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from typing import Any, BinaryIO

from forumplan.domain.errors import PlanError, UsageError
from forumplan.domain.text import shorten

MOST_WORDS = 500
"""An error is cut to so many characters: it may quote a line of any length."""


def serve(*, fast: bool, effort: int, seconds: float | None, model: bool) -> int:
    """Answer the problems on stdin until it ends; the exit status, 1 if a line was no problem.

    The solver prints to file descriptor 1 itself, so answers go to a duplicate of it, and 1 becomes stderr before
    the solver is loaded. A reader that stops early is no failure. UsageError if stdin or stdout is closed.
    """
    if sys.stdin is None or sys.stdout is None:
        raise UsageError("solve reads problems from stdin and writes plans to stdout; one of them is closed: open it")
    sys.stdout.flush()
    with suppress(BrokenPipeError), os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)
        return _answer_lines(sys.stdin.buffer, out, fast=fast, effort=effort, seconds=seconds, model=model)
    return 0


def _answer_lines(
    lines: BinaryIO, out: BinaryIO, *, fast: bool, effort: int, seconds: float | None, model: bool
) -> int:
    status = 0
    for line in lines:
        if not line.strip():
            continue
        try:
            shown = _answer(line, fast=fast, effort=effort, seconds=seconds, model=model)
        except PlanError as error:
            shown, status = {"error": shorten(str(error), MOST_WORDS)}, 1
        # Half a character, as an id may hold one, goes out as the escape that it came in as.
        out.write(json.dumps(shown, ensure_ascii=False, allow_nan=False).encode("utf-8", "backslashreplace") + b"\n")
        out.flush()
    return status


def _answer(line: bytes, *, fast: bool, effort: int, seconds: float | None, model: bool) -> dict[str, Any]:
    from forumplan.plan.problem_json import read, write
    from forumplan.plan.solve import solve

    problem = read(line)
    answer = solve(problem, fast=fast, effort=effort, seconds=seconds)
    shown = write(answer)
    if model:
        from forumplan.plan.model import stated

        shown["model"] = stated(problem, answer)
    return shown
