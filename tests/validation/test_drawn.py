"""Every mechanism is told from the rest on what its own file says of it."""

from __future__ import annotations

import pytest

from sequela import load_knowledge
from sequela.case.location import REGIONS
from sequela.knowledge.schema.terms import Region
from sequela.validation.drawn import found_again

PATIENTS = 40
"""Synthetic patients for each mechanism: enough that a share of 90 % over all mechanisms is known within 1 %."""


@pytest.mark.parametrize("region", REGIONS)
def test_with_a_full_work_up_a_mechanism_is_among_the_first_three(region: Region) -> None:
    found = list(found_again(load_knowledge(), region, PATIENTS, seed=1))
    told = sum(f.in_three for f in found) / len(found)
    weak = [f"{f.mechanism} {f.in_three:.0%} {dict(f.missed)}" for f in found if f.in_three < 0.9]
    assert told >= 0.9, weak
