"""The answers equal enumeration of every cause set, whatever the kinds of findings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sequela.inference import (
    CauseLink,
    Evidence,
    ImpossibleEvidenceError,
    InferenceError,
    Network,
    NoisyMax,
    TooDenseError,
    cliquetree,
    contribution,
    lanes,
    leave_one_out,
    main_generator,
    outcomes,
    plan,
    posterior,
    unexplained,
    union,
)

from .enumeration import Enumeration
from .networks import networks, patients, seeded_patient

TIGHT = {"rtol": 0.0, "atol": 1e-12}


@settings(max_examples=120, deadline=None)
@given(patients(), st.data())
def test_small_networks_equal_exact_rational_enumeration(patient, data) -> None:
    network, evidence = patient
    truth = Enumeration(network, evidence)
    ours = plan(network, evidence)
    answer = posterior(ours)
    np.testing.assert_allclose(answer.active, truth.active(), **TIGHT)
    np.testing.assert_allclose(np.exp(answer.log_evidence), truth.total(), rtol=1e-9)
    np.testing.assert_allclose(answer.none, truth.none(), **TIGHT)
    salience = data.draw(st.lists(st.integers(1, 3), min_size=network.size, max_size=network.size))
    main = main_generator(ours, salience)
    np.testing.assert_allclose(main.share, truth.main(salience), **TIGHT)
    np.testing.assert_allclose(main.share.sum() + main.none, 1.0, **TIGHT)


@settings(max_examples=80, deadline=None)
@given(patients(), st.data())
def test_a_group_of_causes_has_the_probability_of_its_union_always(patient, data) -> None:
    network, evidence = patient
    some = st.lists(st.integers(0, network.size - 1), min_size=1, max_size=3, unique=True)
    sets = data.draw(st.lists(some, min_size=1, max_size=3))
    ours = plan(network, evidence)
    truth = Enumeration(network, evidence)
    np.testing.assert_allclose(union(ours, sets)[:, 0], [truth.union(s) for s in sets], **TIGHT)
    apart = leave_one_out(ours, network.priors[None, :], sets)
    np.testing.assert_allclose(apart.union_with_priors[0], union(ours, sets)[:, 0], **TIGHT)
    for e, item in enumerate(evidence.items):
        rest = Enumeration(network, Evidence(tuple(i for i in evidence.items if i != item)))
        np.testing.assert_allclose(apart.union[e], [rest.union(s) for s in sets], **TIGHT)
    unknown = [f for f in range(len(network.findings)) if f not in {item for item, _, _ in evidence.items}]
    for outcome in outcomes(ours, unknown[:2], sets):
        for level, probability in enumerate(outcome.probability):
            if probability > 1e-9:
                entered = Enumeration(network, evidence.with_item(outcome.finding, level, level))
                np.testing.assert_allclose(outcome.union[level], [entered.union(s) for s in sets], atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(patients(max_size=4))
def test_leaving_a_fact_out_or_changing_priors_equals_asking_again(patient) -> None:
    network, evidence = patient
    other = np.stack([network.priors, np.minimum(network.priors * 1.5, 0.99)])
    found = leave_one_out(plan(network, evidence), other)
    for e, item in enumerate(evidence.items):
        rest = Evidence(tuple(i for i in evidence.items if i != item))
        truth = Enumeration(network, rest)
        np.testing.assert_allclose(found.active[e], truth.active(), **TIGHT)
        np.testing.assert_allclose(np.exp(found.log_evidence[e]), truth.total(), rtol=1e-9)
    for row, priors in zip(found.with_priors, other, strict=True):
        changed = Network(priors=priors, findings=network.findings, links=network.links)
        np.testing.assert_allclose(row, Enumeration(changed, evidence).active(), **TIGHT)


@settings(max_examples=60, deadline=None)
@given(patients(max_size=4))
def test_the_outcomes_of_a_test_equal_entering_them(patient) -> None:
    network, evidence = patient
    free = [f for f in range(len(network.findings)) if f not in evidence.findings]
    before = Enumeration(network, evidence)
    for outcome in outcomes(plan(network, evidence), free):
        finding = network.findings[outcome.finding]
        np.testing.assert_allclose(outcome.probability.sum(), 1.0, atol=1e-12)
        bits = np.zeros(network.size)
        base = before.active()
        for level in range(finding.levels):
            after = Enumeration(network, evidence.with_item(outcome.finding, level, level))
            share = after.total() / before.total()
            np.testing.assert_allclose(outcome.probability[level], share, rtol=0, atol=1e-12)
            if share > 0.0:
                np.testing.assert_allclose(outcome.active[level], after.active(), rtol=0, atol=1e-9)
                for p, q in ((after.active(), base), (1 - after.active(), 1 - base)):
                    at = (p > 0) & (q > 0)
                    bits[at] += share * p[at] * np.log2(p[at] / q[at])
        np.testing.assert_allclose(outcome.bits_per_cause, bits, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(patients(max_size=4))
def test_unexplained_is_the_share_the_leak_made_alone(patient) -> None:
    network, evidence = patient
    share = unexplained(plan(network, evidence))
    for e, (_, lo, _) in enumerate(evidence.items):
        if lo == 0:
            assert np.isnan(share[e])
        else:
            np.testing.assert_allclose(share[e], Enumeration(network, evidence).unexplained(e), atol=1e-10)


@pytest.mark.parametrize("size", [8, 11, 14])
@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("leak", [(0.01, 0.1), (1e-6, 1e-5)])
def test_larger_networks_equal_long_double_enumeration(size: int, seed: int, leak: tuple[float, float]) -> None:
    network, evidence = seeded_patient(seed, size, leak=leak)
    truth = Enumeration(network, evidence, exact=False)
    ours = plan(network, evidence)
    np.testing.assert_allclose(posterior(ours).active, truth.active(), **TIGHT)
    np.testing.assert_allclose(posterior(ours).log_evidence, float(np.log(truth.weights.sum())), rtol=1e-12)
    np.testing.assert_allclose(main_generator(ours).share, truth.main([1] * size), **TIGHT)
    np.testing.assert_allclose(posterior(ours).none, truth.none(), **TIGHT)


@settings(max_examples=40, deadline=None)
@given(patients(max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_facts_and_findings_not_asked_change_nothing(patient, random) -> None:
    network, evidence = patient
    items = list(evidence.items)
    random.shuffle(items)
    again = Evidence.of({f: (lo, hi) for f, lo, hi in items})
    vacuous = {
        f: (0, network.findings[f].levels - 1) for f in range(len(network.findings)) if f not in evidence.findings
    }
    silent = Evidence.of({f: (lo, hi) for f, lo, hi in items} | vacuous)
    first = posterior(plan(network, evidence))
    for other in (again, silent):
        np.testing.assert_array_equal(posterior(plan(network, other)).active, first.active)


@settings(max_examples=60, deadline=None)
@given(networks(max_size=4), st.data())
def test_a_fact_that_supports_only_one_cause_never_lowers_it(network, data) -> None:
    noisy_or = [f for f, x in enumerate(network.findings) if isinstance(x, NoisyMax) and not x.inhibitors]
    present = {f: (1, network.findings[f].levels - 1) for f in noisy_or if data.draw(st.booleans())}
    cause = data.draw(st.integers(0, network.size - 1))
    telling = NoisyMax(causes=(cause,), cause_levels=((0.4, 0.6),), leak_levels=(0.9, 0.1))
    wider = Network(priors=network.priors, findings=(*network.findings, telling), links=network.links)
    before = posterior(plan(wider, Evidence.of(present))).active[cause]
    after = posterior(plan(wider, Evidence.of(present | {len(network.findings): (1, 1)}))).active[cause]
    assert after >= before - 1e-12


@settings(max_examples=40, deadline=None)
@given(patients(max_size=4))
def test_a_cause_no_fact_and_no_link_touches_keeps_its_prior(patient) -> None:
    network, evidence = patient
    wider = Network(priors=np.append(network.priors, 0.125), findings=network.findings, links=network.links)
    assert posterior(plan(wider, evidence)).active[-1] == pytest.approx(0.125, rel=1e-14)


def test_taking_lanes_in_small_chunks_changes_no_answer(monkeypatch) -> None:
    network, evidence = seeded_patient(0, 9)
    ours = plan(network, evidence)
    free = [f for f in range(len(network.findings)) if f not in evidence.findings]
    whole = leave_one_out(ours), main_generator(ours), outcomes(ours, free)
    monkeypatch.setattr(lanes, "CHUNK_ENTRIES", 3 * ours.cost)
    parts = leave_one_out(ours), main_generator(ours), outcomes(ours, free)
    np.testing.assert_allclose(parts[0].active, whole[0].active, rtol=1e-13)
    np.testing.assert_allclose(parts[1].share, whole[1].share, rtol=1e-13)
    for a, b in zip(parts[2], whole[2], strict=True):
        np.testing.assert_allclose(a.active, b.active, rtol=1e-10)


def test_two_hundred_surprising_facts_neither_underflow_nor_lose_digits() -> None:
    size = 6
    made = tuple(
        NoisyMax(
            causes=(f % size, (f + 1) % size),
            cause_levels=((1 - 1e-5, 1e-5), (1 - 2e-5, 2e-5)),
            leak_levels=(1 - 1e-6, 1e-6),
        )
        for f in range(200)
    )
    network = Network(priors=np.full(size, 1e-3), findings=made)
    answer = posterior(plan(network, Evidence.of(dict.fromkeys(range(200), (1, 1)))))
    scaled = 0.0
    weights = []
    for s in range(1 << size):
        on = [s >> c & 1 for c in range(size)]
        log = sum(np.log(1e-3) if x else np.log1p(-1e-3) for x in on)
        for f in range(200):
            miss = np.log1p(-1e-6) + on[f % size] * np.log1p(-1e-5) + on[(f + 1) % size] * np.log1p(-2e-5)
            log += np.log(-np.expm1(miss))
        weights.append(log)
    scaled = max(weights)
    share = np.exp(np.array(weights) - scaled)
    active = [share[[s >> c & 1 == 1 for s in range(1 << size)]].sum() / share.sum() for c in range(size)]
    np.testing.assert_allclose(answer.active, active, rtol=1e-10)
    assert answer.log_evidence < -1500


def test_a_cause_alone_and_its_own_contribution_agree() -> None:
    leak, alone = (0.8, 0.15, 0.05), (0.2, 0.3, 0.5)
    finding = NoisyMax(causes=(0,), cause_levels=(contribution(alone, leak),), leak_levels=leak)
    network = Network(priors=np.array([1.0]), findings=(finding,))
    for level, p in enumerate(alone):
        assert np.exp(posterior(plan(network, Evidence.of({0: (level, level)}))).log_evidence) == pytest.approx(p)
    with pytest.raises(InferenceError, match="inhibitor"):
        contribution((0.9, 0.1), (0.8, 0.2))


def test_evidence_no_cause_set_can_produce_is_said_so() -> None:
    finding = NoisyMax(causes=(0, 1), cause_levels=((0.5, 0.5),) * 2, leak_levels=(1.0, 0.0))
    network = Network(priors=np.zeros(2), findings=(finding,))
    with pytest.raises(ImpossibleEvidenceError):
        posterior(plan(network, Evidence.of({0: (1, 1)})))


def test_a_network_too_dense_for_the_stated_bound_is_refused_before_any_work() -> None:
    finding = NoisyMax(causes=tuple(range(40)), cause_levels=((0.5, 0.5),) * 40, leak_levels=(0.9, 0.1))
    network = Network(priors=np.full(40, 0.1), findings=(finding,))
    with pytest.raises(TooDenseError, match=str(cliquetree.MAX_ENTRIES)):
        plan(network, Evidence.of({0: (1, 1)}))


@pytest.mark.parametrize("links", [((0, 1), (1, 0)), ((0, 1), (1, 2), (2, 0)), ((0, 1), (0, 1)), ((0, 7),)], ids=str)
def test_links_in_a_circle_twice_or_to_nowhere_are_refused(links) -> None:
    with pytest.raises(InferenceError):
        Network(
            priors=np.full(3, 0.1),
            findings=(),
            links=tuple(CauseLink(parent=a, child=b, strength=0.5) for a, b in links),
        )


@pytest.mark.parametrize("levels", [{5: (0, 0)}, {0: (1, 0)}, {0: (0, 2)}, {0: (-1, 0)}], ids=str)
def test_evidence_outside_the_network_is_refused(levels) -> None:
    finding = NoisyMax(causes=(0,), cause_levels=((0.5, 0.5),), leak_levels=(0.9, 0.1))
    with pytest.raises(InferenceError):
        plan(Network(priors=np.array([0.2]), findings=(finding,)), Evidence.of(levels))


@settings(max_examples=60, deadline=None)
@given(patients())
def test_answers_are_probabilities(patient) -> None:
    network, evidence = patient
    assume(evidence.items)
    active = posterior(plan(network, evidence)).active
    assert np.all((active >= 0.0) & (active <= 1.0 + 1e-15))
