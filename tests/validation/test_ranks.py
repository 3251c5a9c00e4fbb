"""Ranks of simulation-based calibration are even when intervals are right, and show it when they are not."""

from __future__ import annotations

import numpy as np
import pytest

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.differential.context import region_priors
from sequela.validation.answers import Answers, answers
from sequela.validation.practice import Practice
from sequela.validation.ranks import BARS, ranks
from sequela.validation.simulate import simulate
from sequela.validation.world import world_of

from .tiny import tiny_knowledge, weighing

THOROUGH = Practice(known={"patient": 0.9, "examination": 0.9, "imaging": 0.8, "block": 0.5})


def assessed(true: Knowledge, believed: Knowledge) -> Answers:
    patients = simulate(world_of(true, "lumbar"), 400, np.random.default_rng(1), THOROUGH)
    return answers(believed, region_priors(believed, "lumbar", 2000), patients)


@pytest.fixture(scope="module")
def fair() -> Answers:
    return assessed(tiny_knowledge(), tiny_knowledge())


def test_ranks_are_even_when_the_figures_are_as_uncertain_as_believed(fair: Answers) -> None:
    found = ranks(fair)
    assert found.n > 1000
    assert found.distance < found.by_chance
    assert sum(found.band[0] <= s <= found.band[1] for s in found.shares) >= BARS - 3


def test_intervals_too_narrow_heap_the_ranks_at_both_ends() -> None:
    found = ranks(assessed(weighing(tiny_knowledge(), 2), weighing(tiny_knowledge(), 10)))
    assert found.distance > 2 * found.by_chance
    assert found.low > found.by_chance
    assert min(found.shares[0], found.shares[-1]) > 2 * max(found.shares[8:12])


def test_answers_that_lean_to_one_side_push_the_ranks_to_one_end() -> None:
    found = ranks(assessed(tiny_knowledge(), tiny_knowledge(root_share=0.55)))
    assert found.distance > 2 * found.by_chance
    assert sum(found.shares[:5]) > 1.5 * sum(found.shares[-5:])


def test_nothing_is_said_of_ranks_where_no_interval_was_drawn(fair: Answers) -> None:
    nobody = fair.of(np.zeros(len(fair), dtype=np.bool_))
    found = ranks(nobody)
    assert found.n == 0
    assert np.isnan(found.distance)
