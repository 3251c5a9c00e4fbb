"""Each broken assumption breaks what it names and leaves the rest as it was."""

from __future__ import annotations

import numpy as np
import pytest

from sequela.validation.practice import Practice
from sequela.validation.simulate import Patients, at_most, simulate
from sequela.validation.world import World, world_of

from .tiny import BLOCK, DISTRESS, LEG, WALK, tiny_knowledge

N = 20_000


@pytest.fixture(scope="module")
def world() -> World:
    return world_of(tiny_knowledge(), "lumbar")


@pytest.fixture(scope="module")
def right(world: World) -> Patients:
    return simulate(world, N, np.random.default_rng(3), Practice(as_range=0.0))


def known(patients: Patients, finding: str) -> np.ndarray:
    at = patients.world.finding(finding)
    return np.asarray(patients.low[:, at] == patients.high[:, at])


def test_wrong_answers_change_what_is_told_and_nothing_of_the_patients(world: World, right: Patients) -> None:
    wrong = simulate(world, N, np.random.default_rng(3), Practice(as_range=0.0, wrong=0.2))
    assert np.array_equal(wrong.active, right.active)
    assert np.array_equal(wrong.level, right.level)
    for finding in (LEG, WALK, BLOCK):
        at = world.finding(finding)
        told = known(wrong, finding)
        mistaken = wrong.low[told, at] != wrong.level[told, at]
        assert mistaken.mean() == pytest.approx(0.2, abs=4 * 0.4 / np.sqrt(told.sum()))
    walk = world.finding(WALK)
    mistaken = known(wrong, WALK) & (wrong.low[:, walk] != wrong.level[:, walk]) & (wrong.level[:, walk] == 1)
    assert wrong.low[mistaken, walk].mean() == pytest.approx(1.0, abs=0.15)  # none as often as much


def test_a_finding_told_more_often_when_present_has_those_odds(world: World) -> None:
    patients = simulate(world, N, np.random.default_rng(4), Practice(told_if_present=9.0))
    present = patients.level[:, world.finding(LEG)] > 0
    told = known(patients, LEG)
    shares = np.array([told[present].mean(), told[~present].mean()])
    odds = shares / (1 - shares)
    assert odds[0] / odds[1] == pytest.approx(9.0, rel=0.15)


def test_answers_that_travel_together_stay_as_frequent_but_agree(world: World, right: Patients) -> None:
    together = simulate(world, N, np.random.default_rng(5), Practice(together=0.75))
    for f in range(len(world.findings)):
        for x in range(world.findings[f].levels):
            assert (together.level[:, f] == x).mean() == pytest.approx((right.level[:, f] == x).mean(), abs=0.02)

    def agreement(patients: Patients) -> float:
        quiet = ~patients.active.any(axis=1)
        both = patients.level[quiet][:, [world.finding(f) for f in (DISTRESS, WALK)]]
        return float(np.corrcoef(both.T)[0, 1])

    assert abs(agreement(right)) < 0.05
    assert agreement(together) > 0.25


def test_the_distribution_that_a_tendency_is_read_from_is_the_one_levels_are_drawn_from(right: Patients) -> None:
    for f, finding in enumerate(right.world.findings):
        below = at_most(finding, right.numbers.findings[f], right.active)
        for x in range(finding.levels - 1):
            drawn = right.level[:, f] <= x
            assert drawn.mean() == pytest.approx(below[:, x].mean(), abs=4 * 0.5 / np.sqrt(N))
            for m in range(right.active.shape[1]):
                on = right.active[:, m]
                assert drawn[on].mean() == pytest.approx(below[on, x].mean(), abs=4 * 0.5 / np.sqrt(on.sum()))
