"""A simulated patient written as a case file and read back gets the very answer that the direct way gives."""

from __future__ import annotations

import numpy as np
import pytest

from sequela.knowledge.load import load_knowledge
from sequela.pathway.differential.context import region_priors
from sequela.validation.round_trip import AS_FILES, as_files, case_text, round_trip
from sequela.validation.simulate import simulate
from sequela.validation.world import world_of


def test_reading_a_case_file_changes_no_number_and_loses_no_finding() -> None:
    knowledge = load_knowledge()
    priors = region_priors(knowledge, "lumbar", int(knowledge.conventions["prior_draws"].value))
    patients = as_files(simulate(world_of(knowledge, "lumbar"), 12, np.random.default_rng(8), AS_FILES))
    for i in range(len(patients)):
        found = round_trip(knowledge, priors, patients, i)
        assert found.used == found.seen
        assert found.difference == pytest.approx(0, abs=1e-12)
        assert len(found.seen) > 3


def test_the_file_says_nothing_that_is_not_told() -> None:
    knowledge = load_knowledge()
    world = world_of(knowledge, "lumbar")
    patients = as_files(simulate(world, 40, np.random.default_rng(1), AS_FILES))
    for i in range(len(patients)):
        text = case_text(patients, i, knowledge)
        assert ('"distribution"' in text) == ("distribution" in patients.told(i))
        assert ('"setting"' in text) == ("setting" in patients.told(i))
        assert ('"onset"' in text) == ("onset" in patients.told(i))
