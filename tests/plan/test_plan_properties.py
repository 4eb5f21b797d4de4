"""What holds for every problem: feasible, bounded, the value that it says, the same whatever the order of the input."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_cases import plain_value, problem

from forumplan.domain.planning import Problem
from forumplan.plan.check import violations
from forumplan.plan.objective import value
from forumplan.plan.solve import solve
from forumplan.plan.tableau import tableau

RELAXED = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}


def holds(p: Problem, *, fast: bool) -> None:
    """Feasible, bound at least the value, and the value is what plain loops give."""
    found = solve(p, fast=fast)
    assert violations(p, found) == []
    assert found.bound >= found.value - 1e-6 * max(1.0, abs(found.value))
    t = tableau(p)
    index = {name: i for i, name in enumerate(t.ids)}
    v = value(t, [(index[item.candidate], item.day) for item in found.items])
    plain = plain_value(p, {item.candidate: item.day for item in found.items})
    assert found.value == pytest.approx(v.total, rel=1e-9, abs=1e-9)
    assert plain + v.contacts + v.maintenance == pytest.approx(found.value, rel=1e-6, abs=1e-6)


@settings(max_examples=300, **RELAXED)
@given(st.integers(0, 10**9))
def test_every_plan_is_feasible_and_bounded(seed: int) -> None:
    holds(problem(seed), fast=True)
