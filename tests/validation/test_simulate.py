"""Simulated patients come about as the knowledge says."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sequela.case.derived import FactorValue
from sequela.pathway.differential.context import prior_for, region_priors
from sequela.validation.practice import Practice
from sequela.validation.simulate import Patients, simulate
from sequela.validation.world import World, world_of

from .tiny import JOINT, ROOT, SCAN, SCAN_OLD, SCREW, WALK, tiny_knowledge

NOTHING_TOLD = Practice(factor_known=0.0)
N = 40_000


@pytest.fixture(scope="module")
def world() -> World:
    return world_of(tiny_knowledge(), "lumbar")


@pytest.fixture(scope="module")
def untold(world: World) -> Patients:
    """Patients of whom no context is told, so that each mechanism has its prior without context."""
    return simulate(world, N, np.random.default_rng(3), NOTHING_TOLD)


@pytest.fixture(scope="module")
def told(world: World) -> Patients:
    return simulate(world, N, np.random.default_rng(4))


def near(found: np.ndarray, expected: float) -> bool:
    """Within four standard errors of a mean."""
    return bool(abs(found.mean() - expected) < 4 * max(found.std(), 1e-3) / np.sqrt(found.size))


def set_probabilities() -> dict[tuple[bool, ...], float]:
    """P(which of root, joint, screw, muscle are active) by hand: priors .25 .25 .15 .15, root raises muscle by .3."""
    out = {}
    for s in itertools.product((False, True), repeat=4):
        p = 1.0
        for active, prior in zip(s[:3], (0.25, 0.25, 0.15), strict=True):
            p *= prior if active else 1 - prior
        muscle = 1 - (1 - 0.15) * (1 - 0.3 * s[0])
        out[s] = p * (muscle if s[3] else 1 - muscle)
    return out


def test_mechanisms_are_active_as_often_as_priors_and_links_say(untold: Patients) -> None:
    for s, p in set_probabilities().items():
        assert near((untold.active == np.array(s)).all(axis=1), p)


def test_a_sign_shows_as_often_as_the_noisy_or_says(untold: Patients) -> None:
    leg = untold.level[:, untold.world.finding("raised_leg")]
    quiet = {ROOT: (1 - 0.8) / 0.9, JOINT: (1 - 0.3) / 0.9, SCREW: 1.0, "tense_muscle": (1 - 0.2) / 0.9}
    expected = sum(
        p * (1 - 0.9 * np.prod([q for q, active in zip(quiet.values(), s, strict=True) if active]))
        for s, p in set_probabilities().items()
    )
    assert near(leg, expected)


def test_an_inhibitor_blocks_the_sign(untold: Patients) -> None:
    distress = untold.level[:, untold.world.finding("distress")]
    only_root = (untold.active == [True, False, False, False]).all(axis=1)
    assert near(distress[only_root], 0.4 * (1 - 0.5))


def test_ordered_levels_follow_the_highest_contribution(untold: Patients) -> None:
    walking = untold.level[:, untold.world.finding(WALK)]
    both = untold.active[:, 0] & untold.active[:, 2]
    own = {"root": (0.3 / 0.7, 0.6 / 0.9), "screw": (0.4 / 0.7, 0.8 / 0.9)}  # P(own <= none), P(own <= some)
    none = 0.7 * own["root"][0] * own["screw"][0]
    below_much = 0.9 * own["root"][1] * own["screw"][1]
    assert near(walking[both] == 0, none)
    assert near(walking[both] == 2, 1 - below_much)


def test_a_table_of_one_cause_ignores_the_leak_while_the_cause_is_active(untold: Patients) -> None:
    block = untold.level[:, untold.world.finding("joint_block")]
    on = untold.active[:, 1]
    assert [near(block[on] == x, p) for x, p in enumerate((0.2, 0.3, 0.5))] == [True] * 3
    assert [near(block[~on] == x, p) for x, p in enumerate((0.7, 0.25, 0.05))] == [True] * 3


def test_priors_under_a_context_agree_with_the_assessment(told: Patients) -> None:
    knowledge = tiny_knowledge()
    priors = region_priors(knowledge, "lumbar", 20_000)
    contexts: dict[tuple[object, ...], list[int]] = {}
    for i in range(N):
        contexts.setdefault(tuple(sorted((k, tuple(sorted(v))) for k, v in told.told(i).items())), []).append(i)
    judged = [who for who in contexts.values() if len(who) > 150]
    assert len(judged) > 20
    for who in judged:
        context = {k: FactorValue(levels=v, facts=()) for k, v in told.told(who[0]).items()}
        expected = prior_for(priors, context, told.cannot_be(who[0])).draws.mean(axis=0)
        drawn = told.own_prior[who]
        assert np.all(np.abs(drawn.mean(axis=0) - expected) < 4.5 * drawn.std(axis=0) / np.sqrt(len(who)) + 1e-3)


def test_nonunion_like_mechanisms_are_never_active_without_a_fusion(told: Patients) -> None:
    unfused = [i for i in range(500) if told.told(i).get("fused_to_sacrum") == {"no_fusion"}]
    assert unfused
    assert all(told.cannot_be(i) == {SCREW} for i in unfused)
    assert not told.active[unfused, 2].any()


def test_context_hangs_together(told: Patients) -> None:
    procedure, fused, onset, relief, _ = told.context
    assert np.array_equal(procedure == 1, fused > 0)
    assert np.all(onset[relief == 0] == 0)
    assert not np.any(onset[relief == 2] == 0)
    assert near(onset == 0, 0.4)


def test_what_is_known_contains_the_truth_and_says_nothing_of_it_by_being_known(told: Patients) -> None:
    assert np.all((told.low <= told.level) & (told.level <= told.high))
    walk = told.world.finding(WALK)
    known = ~((told.low[:, walk] == 0) & (told.high[:, walk] == 2))
    for x in range(3):
        assert near(known[told.level[:, walk] == x], 0.75)
    ranged = told.low[:, walk] < told.high[:, walk]
    assert near(ranged[known & (told.level[:, walk] == 1)], 0.2)


def test_two_measures_of_one_thing_are_never_both_known(told: Patients) -> None:
    scans = [told.world.finding(f) for f in (SCAN, SCAN_OLD)]
    known = (told.low[:, scans] > 0) | (told.high[:, scans] < 1)
    assert known.any(axis=0).all()
    assert not known.all(axis=1).any()


def test_the_same_seed_gives_the_same_patients(world: World) -> None:
    first, again = (simulate(world, 50, np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(first.level, again.level)
    assert np.array_equal(first.own_prior, again.own_prior)


def test_hidden_context_acts_although_it_is_not_told(world: World) -> None:
    hidden = simulate(world, N, np.random.default_rng(6), Practice(factor_known=0.0, hidden_context=True))
    smokes = hidden.context[4] == 1
    assert hidden.told(0) == {}
    assert hidden.active[smokes, 0].mean() > hidden.active[~smokes, 0].mean() + 0.03
