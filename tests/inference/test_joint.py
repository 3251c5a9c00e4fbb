"""The joint results of a test equal enumeration of all cause sets: their chance, what follows, and their value."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sequela.inference import Evidence, InferenceError, Network, joint_outcomes, outcomes, plan

from .enumeration import Enumeration
from .networks import patients

ENOUGH_NODES = 50


@given(patients(), st.data())
def test_joint_results_equal_enumeration(patient: tuple[Network, Evidence], data: st.DataObject) -> None:
    network, evidence = patient
    known = {f for f, _, _ in evidence.items}
    free = [f for f in range(len(network.findings)) if f not in known]
    assume(free)
    chosen = data.draw(st.lists(st.sampled_from(free), min_size=1, max_size=3, unique=True))
    salience = [1 + c % 2 for c in range(network.size)]
    (found,) = joint_outcomes(plan(network, evidence), [chosen], salience, most_nodes=ENOUGH_NODES)
    total = Enumeration(network, evidence).total()
    assert found.probability.sum() == pytest.approx(1.0, abs=1e-9)
    assert found.levels == tuple(itertools.product(*(range(network.findings[f].levels) for f in chosen)))
    for r, levels in enumerate(found.levels):
        here = {f: (level, level) for f, level in zip(chosen, levels, strict=True)}
        after = Enumeration(network, Evidence.of({**{f: (lo, hi) for f, lo, hi in evidence.items}, **here}))
        share = after.total() / total
        assert found.probability[r] == pytest.approx(share, abs=1e-9)
        if share > 1e-6:
            assert found.active[r] == pytest.approx(after.active(), abs=1e-7)
            assert found.main[r] == pytest.approx(after.main(salience), abs=1e-7)


@given(patients(), st.data())
def test_a_test_of_one_finding_tells_what_asking_it_tells(
    patient: tuple[Network, Evidence], data: st.DataObject
) -> None:
    network, evidence = patient
    known = {f for f, _, _ in evidence.items}
    free = [f for f in range(len(network.findings)) if f not in known]
    assume(free)
    f = data.draw(st.sampled_from(free))
    made = plan(network, evidence)
    (found,) = joint_outcomes(made, [[f]], [1] * network.size, most_nodes=ENOUGH_NODES)
    (asked,) = outcomes(made, [f])
    assert found.bits == pytest.approx(asked.bits, abs=1e-9)
    assert found.probability == pytest.approx(asked.probability, abs=1e-9)


@settings(suppress_health_check=[HealthCheck.filter_too_much])  # patients of whom all is known are set aside
@given(patients())
def test_more_findings_never_tell_less(patient: tuple[Network, Evidence]) -> None:
    network, evidence = patient
    known = {f for f, _, _ in evidence.items}
    free = [f for f in range(len(network.findings)) if f not in known]
    assume(len(free) > 1)
    one, both = joint_outcomes(plan(network, evidence), [free[:1], free[:2]], [1] * network.size, most_nodes=2)
    assert both.bits >= one.bits - 1e-9


def test_a_finding_that_is_known_cannot_be_tested_for() -> None:
    from .networks import seeded_patient

    network, evidence = seeded_patient(1, 6)
    known = evidence.items[0][0]
    with pytest.raises(InferenceError, match="known already"):
        joint_outcomes(plan(network, evidence), [[known]], np.ones(6, dtype=int).tolist(), most_nodes=4)
