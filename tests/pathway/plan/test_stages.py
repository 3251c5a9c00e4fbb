"""The staged plan is the best there is: it equals the enumeration of every order of every few steps."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequela.pathway.plan.stages import Step, look_ahead

HORIZON = 24.0
share = st.integers(0, 20).map(lambda k: k / 20)


@st.composite
def problems(draw: st.DrawFn) -> tuple[np.ndarray, list[Step], np.ndarray]:
    causes = draw(st.integers(1, 3)) + 1
    raw = [draw(st.integers(1, 9)) for _ in range(causes)]
    main = np.array(raw) / sum(raw)
    steps = [
        Step(
            name=f"t{i}",
            by_cause=np.array([draw(share) for _ in range(causes)]),
            months=draw(st.integers(0, 8)) / 2,
            starts=draw(st.integers(0, 4)) / 4,
            lasts=draw(st.integers(0, 24)),
            cost=draw(st.integers(0, 12)) / 4,
            needs=(frozenset({"t0"}),) if i and draw(st.booleans()) else (),
            kind=draw(st.sampled_from([None, None, "exercise"])),
            rank=draw(st.integers(0, 2)),
            tells=draw(st.booleans()),
        )
        for i in range(draw(st.integers(1, 4)))
    ]
    return main, steps, np.full(causes, draw(share) / 4)


def worth(main: np.ndarray, order: tuple[Step, ...], as_now: np.ndarray) -> float:
    """Expected months of one fixed order, told step by step."""
    left, reached, elapsed, months = main / main.sum(), 1.0, 0.0, 0.0
    for step in order:
        chance = float(left @ step.by_cause)
        months += reached * (chance * max(0.0, min(step.lasts, HORIZON - elapsed - step.starts)) - step.cost)
        if step.tells and chance < 1:
            left = left * (1 - step.by_cause) / (1 - chance)
        reached *= 1 - chance
        elapsed += step.months
    return months + reached * float(left @ as_now) * max(0.0, HORIZON - elapsed)


def allowed(order: tuple[Step, ...]) -> bool:
    kinds, ranks = [step.kind for step in order if step.kind], [step.rank for step in order]
    led = all(all(need & {s.name for s in order[:i]} for need in step.needs) for i, step in enumerate(order))
    return led and ranks == sorted(ranks) and len(set(kinds)) == len(kinds)


@given(problems(), st.integers(1, 4))
def test_the_plan_equals_the_best_of_all_orders(problem: tuple[np.ndarray, list[Step], np.ndarray], most: int) -> None:
    main, steps, as_now = problem
    plan = look_ahead(main, steps, as_now, horizon=HORIZON, most=most)
    orders = [o for size in range(min(most, len(steps)) + 1) for o in permutations(steps, size) if allowed(o)]
    assert plan.value == pytest.approx(max(worth(main, o, as_now) for o in orders), abs=1e-9)
    named = {s.name: s for s in steps}
    followed = tuple(named[p.name] for p in plan.steps)
    assert allowed(followed)
    assert worth(main, followed, as_now) == pytest.approx(plan.value, abs=1e-9)


@given(problems())
def test_what_was_never_reached_is_less_likely_than_what_came_before(
    problem: tuple[np.ndarray, list[Step], np.ndarray],
) -> None:
    main, steps, as_now = problem
    reached = [p.reached for p in look_ahead(main, steps, as_now, horizon=HORIZON, most=4).steps]
    assert reached == sorted(reached, reverse=True)
    assert all(0 <= p <= 1 for p in reached)


def test_after_the_failure_of_what_hits_the_likeliest_source_the_other_one_is_likelier() -> None:
    facet = Step(name="facet", by_cause=np.array([0.8, 0.0, 0.0]), months=2, starts=0, lasts=12, cost=0.1)
    joint = Step(name="joint", by_cause=np.array([0.0, 0.8, 0.0]), months=2, starts=0, lasts=12, cost=0.1)
    plan = look_ahead(np.array([0.6, 0.3, 0.1]), [facet, joint], np.zeros(3), horizon=HORIZON, most=2)
    assert [p.name for p in plan.steps] == ["facet", "joint"]
    assert plan.steps[1].chance > 0.3 * 0.8
