"""A case is judged by where its true mechanisms stand, beside simpler rankings of the same knowledge."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sequela import inference
from sequela.assessment import LedgerEntry
from sequela.inference import Evidence, Network, NoisyMax, SingleCause
from sequela.validation.published.rankings import forecast, single_cause
from sequela.validation.published.resampling import mean, share, share_of
from sequela.validation.published.scoring import standing
from sequela.validation.published.understood import leaves, left_over

from ..tiny import tiny_knowledge


def test_the_best_true_mechanism_ranks_and_the_dominant_one_scores() -> None:
    found = standing({"a": 0.5, "b": 0.125, "c": 0.25}, ("b", "c"))
    assert (found.rank, found.bits) == (2, -3.0)
    assert found.within(2)
    assert not found.within(1)


def test_a_cause_held_impossible_costs_much_but_not_everything() -> None:
    found = standing({"a": 1.0, "b": 0.0}, ("b",))
    assert (found.rank, found.bits) == (2, -10.0)


def test_a_cause_that_the_ranking_does_not_have_is_a_miss_and_not_left_out() -> None:
    found = standing({"a": 0.6}, ("b",))
    assert found.rank is None
    assert not found.within(3)
    assert found.brier == pytest.approx(0.36 + 1 + 0.16)


def test_several_true_causes_share_the_brier_score() -> None:
    assert standing({"a": 0.5, "b": 0.5}, ("a", "b")).brier == 0
    assert standing({"a": 1.0, "b": 0.0}, ("b",)).brier == 2
    half_open = standing({"a": 0.5, "b": 0.0}, ("a",))
    assert half_open.brier == pytest.approx(0.25 + 0.25), "what is left to no cause at all counts too"


def test_the_prior_alone_knows_no_patient_and_context_rules_out() -> None:
    knowledge = tiny_knowledge()
    alone = forecast(knowledge, "lumbar", {})
    assert sorted(alone, key=lambda m: -alone[m])[0] == "pressed_root"
    assert 0 < sum(alone.values()) < 1
    assert forecast(knowledge, "cervical", {}) == {}


def test_naive_bayes_is_what_the_network_says_if_exactly_one_cause_is_active() -> None:
    """Against the network itself with one cause certain at a time: P(evidence | it alone) by the chain rule."""
    network = Network(
        priors=np.array([0.2, 0.1, 0.3]),
        findings=(
            NoisyMax(causes=(0, 1), cause_levels=((0.4, 0.6), (0.8, 0.2)), leak_levels=(0.9, 0.1)),
            NoisyMax(causes=(1,), cause_levels=((0.5, 0.5),), leak_levels=(0.7, 0.3), inhibitors=(2,), block=(0.4,)),
            NoisyMax(causes=(0,), cause_levels=((0.2, 0.5, 0.3),), leak_levels=(0.6, 0.3, 0.1)),
            SingleCause(cause=2, off_levels=(0.8, 0.2), on_levels=(0.3, 0.7)),
        ),
    )
    evidence = Evidence.of({0: (1, 1), 1: (0, 0), 2: (1, 2), 3: (1, 1)})
    expected = network.priors * [alone(network, evidence, cause) for cause in range(3)]
    assert single_cause(network, evidence) == pytest.approx(expected / expected.sum())


def alone(network: Network, evidence: Evidence, cause: int) -> float:
    """P(evidence | only this cause), one finding after the other by what the engine expects of it."""
    certain = Network(priors=np.eye(3)[cause], findings=network.findings)
    chance = 1.0
    for finding, low, high in evidence.items:
        (outcome,) = inference.outcomes(inference.plan(certain, Evidence.of({})), [finding])
        chance *= float(outcome.probability[low : high + 1].sum())
    return chance


def test_what_two_of_two_cases_show_is_not_certain() -> None:
    found = share([True, True], seed=1)
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(math.sqrt(0.05))
    assert share([], seed=1).value is None


def test_an_interval_widens_with_fewer_cases_and_is_the_same_for_the_same_seed() -> None:
    few, many = mean([0.0, 1.0] * 5, seed=3), mean([0.0, 1.0] * 50, seed=3)
    assert few == mean([0.0, 1.0] * 5, seed=3)
    assert few.low is not None
    assert many.low is not None
    assert few.low < many.low < 0.5
    assert mean([0.0, 0.0], seed=3).low is None, "differences that are all the same show no spread"


def test_statements_of_one_case_are_drawn_together() -> None:
    """Ten statements in one case are no more evidence than that one case."""
    together = share_of([(10, 10), (0, 10)], seed=1)
    assert together.value == 0.5
    assert (together.low, together.high, together.of) == (0.0, 1.0, 20)


def test_every_single_value_has_a_place() -> None:
    raw = {"age": 3, "sites": ["a", "b"], "tried": [{"name": "x", "effect": "none"}], "empty": []}
    assert list(leaves(raw)) == [
        "known_before.age",
        "known_before.sites[0]",
        "known_before.sites[1]",
        "known_before.tried[0].name",
        "known_before.tried[0].effect",
    ]


def entry(place: str, text: str, words: str) -> LedgerEntry:
    return LedgerEntry(fact=place, finding=None, label=text, value=words)


def test_values_understood_in_part_are_told_apart_from_those_not_understood() -> None:
    values = list(leaves({"age": 3, "sites": ["a", "b"], "tried": [{"name": "x", "effect": "none"}]}))
    assert left_over(values, []) == (0, 0)
    in_part = [entry("known_before.sites[0]", "a b", "b"), entry("known_before.age", "3", "3")]
    assert left_over(values, in_part) == (1, 1)
    assert left_over(values, [entry("known_before.tried[0]", "x: none", "x: none")]) == (2, 0)
    assert left_over(values, [entry("known_before", "11", "11")]) == (1, 0)
    both = [entry("known_before.sites[0]", "a b", "b"), entry("known_before.sites[0]#2", "a b", "a b")]
    assert left_over(values, both) == (1, 0)
