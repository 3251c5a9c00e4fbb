"""The check of the answers finds right answers right and wrong ones wrong."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sequela.pathway.differential.context import region_priors
from sequela.pathway.differential.entries import entries_of
from sequela.validation.answers import Answers, answers, joined, under_own_numbers
from sequela.validation.calibration import calibration, reliability
from sequela.validation.practice import Practice
from sequela.validation.simulate import Patients, simulate
from sequela.validation.world import Floats, world_of

from .tiny import tiny_knowledge

THOROUGH = Practice(known={"patient": 0.9, "examination": 0.9, "imaging": 0.8, "block": 0.5})


def assessed(n: int, seed: int, believed_root_share: float = 0.2) -> Answers:
    """Patients of the tiny world, assessed by a knowledge that may believe otherwise about one prior."""
    patients = simulate(world_of(tiny_knowledge(), "lumbar"), n, np.random.default_rng(seed), THOROUGH)
    believed = tiny_knowledge(believed_root_share)
    return answers(believed, region_priors(believed, "lumbar", 2000), patients)


@pytest.fixture(scope="module")
def fair() -> Answers:
    return joined([assessed(200, 1), assessed(200, 2)])


def test_answers_from_the_right_knowledge_mean_what_they_say(fair: Answers) -> None:
    found = calibration(("root", "joint", "screw", "muscle"), fair)
    assert found.patients == 400
    assert abs(found.all_pairs.error - found.all_pairs.by_chance) < 4 * found.all_pairs.error_se
    assert abs(found.covered.value - 0.9) < 4 * found.covered.se
    assert abs(found.claims.came_true.value - found.claims.stated) < 4 * found.claims.came_true.se
    assert abs(found.expected_active.value - found.truly_active.value) < 4 * found.truly_active.se
    for m in found.mechanisms:
        assert abs(m.stated - m.came_true.value) < 4 * m.came_true.se


def test_answers_from_a_wrong_knowledge_are_found_out(fair: Answers) -> None:
    wrong = calibration(("root", "joint", "screw", "muscle"), assessed(200, 1, believed_root_share=0.55))
    right = calibration(("root", "joint", "screw", "muscle"), fair)
    assert wrong.all_pairs.error > right.all_pairs.error + 3 * wrong.all_pairs.error_se
    assert wrong.covered.value < 0.9 - 4 * wrong.covered.se
    assert wrong.mechanisms[0].stated > wrong.mechanisms[0].came_true.value + 4 * wrong.mechanisms[0].came_true.se


def test_the_posterior_under_own_numbers_is_the_enumerated_one() -> None:
    patients = simulate(world_of(tiny_knowledge(), "lumbar"), 25, np.random.default_rng(9), THOROUGH)
    lines = entries_of(tiny_knowledge(), patients.world.mechanisms)
    for i in range(len(patients)):
        assert np.allclose(under_own_numbers(patients, i, lines), enumerated(patients, i), atol=1e-12)


def enumerated(patients: Patients, i: int) -> Floats:
    """P(active | what is known) over all 16 sets, from the definitions."""
    total, active = 0.0, np.zeros(4)
    for s in itertools.product((False, True), repeat=4):
        p = 1.0
        for m in range(4):
            quiet = 1 - patients.own_prior[i, m]
            if m == 3 and s[0]:
                quiet *= 1 - patients.numbers.links[3, 0][i]
            p *= 1 - quiet if s[m] else quiet
        for finding, drawn, lo, hi in zip(
            patients.world.findings, patients.numbers.findings, patients.low[i], patients.high[i], strict=True
        ):
            leak = np.cumsum(drawn.leak[i])
            on = [m for m in drawn.own if s[m]]
            below = np.cumsum(drawn.own[on[0]][i]) if finding.table and on else leak
            if not finding.table:
                for m in on:
                    below = below * np.cumsum(drawn.own[m][i])
            free = np.prod([1 - v[i] for m, v in drawn.inhibitors.items() if s[m]])
            below = 1 - (1 - below) * free
            p *= below[hi] - (below[lo - 1] if lo else 0.0)
        total += p
        active += p * np.array(s)
    return active / total


def test_a_forecast_that_says_the_base_rate_or_exaggerates_is_told_apart() -> None:
    rng = np.random.default_rng(0)
    chance = rng.uniform(0.02, 0.98, 20_000)
    true = (rng.random(chance.size) < chance).astype(np.float64)
    who = np.arange(chance.size) // 4
    honest = reliability(chance, true, who)
    odds = (chance / (1 - chance)) ** 2
    bold = reliability(odds / (1 + odds), true, who)
    assert honest.error < 0.02
    assert bold.error > 0.05
    assert [b.came_true.n for b in honest.bins] == [2000] * 10


def test_standard_errors_count_patients_not_pairs() -> None:
    rng = np.random.default_rng(1)
    one_each = (rng.random(1000) < 0.3).astype(np.float64)
    fourfold = np.repeat(one_each, 4)
    stated = np.full(fourfold.size, 0.3) + np.linspace(0, 1e-6, fourfold.size)
    alone = reliability(stated[:1000], one_each, np.arange(1000), bins=1).bins[0].came_true
    together = reliability(stated, fourfold, np.repeat(np.arange(1000), 4), bins=1).bins[0].came_true
    assert together.se == pytest.approx(alone.se)
