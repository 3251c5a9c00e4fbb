"""A number's distribution follows from where it came from."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequela.knowledge.estimate import (
    HIGHEST,
    LOWEST,
    Beta,
    EstimateError,
    LogNormal,
    draws,
    form,
    from_mapping,
    probability,
    quantity,
    ratio,
)
from sequela.knowledge.schema.terms import Estimate, SourceId

STUDY = SourceId("study")


def test_counts_are_read_with_jeffreys_prior() -> None:
    found = probability(Estimate(n=9, N=20, source=STUDY))
    assert found == Beta(mean=9.5 / 21, weight=21)


def test_a_sign_never_seen_in_ten_patients_is_rare_and_not_impossible() -> None:
    assert probability(Estimate(n=0, N=10, source=STUDY)).mean == pytest.approx(0.5 / 11)


def test_a_study_of_other_patients_weighs_no_more_than_we_allow() -> None:
    assert probability(Estimate(n=300, N=400, weight=20, source=STUDY)).weight == 20
    assert probability(Estimate(n=3, N=4, weight=20, source=STUDY)).weight == 5


def test_an_interval_gives_back_its_own_width() -> None:
    found = probability(Estimate(value=0.5, ci95=(0.4, 0.6), source=STUDY))
    sd = math.sqrt(0.25 / (found.weight + 1))
    assert 2 * 1.96 * sd == pytest.approx(0.2, rel=1e-3)


def test_a_hopelessly_wide_interval_is_worth_one_patient() -> None:
    assert probability(Estimate(value=0.5, ci95=(0, 1), source=STUDY)).weight >= 1


def test_a_ratio_has_its_interval_on_the_log_scale() -> None:
    found = ratio(Estimate(value=2, ci95=(1, 4), source=STUDY))
    assert found.median == 2
    assert found.log_sd == pytest.approx(math.log(4) / 3.92, rel=1e-4)
    assert found.mean > found.median


def test_a_judged_ratio_is_the_wider_the_less_it_weighs() -> None:
    assert ratio(Estimate(value=2, weight=2, elicited="seen in clinic")).log_sd == 1
    assert ratio(Estimate(value=2, weight=8, elicited="seen in clinic")).log_sd == pytest.approx(1 / 2)


def test_a_threshold_is_used_as_it_stands() -> None:
    assert quantity(Estimate(value=40, weight=5, elicited="a cut-off in common use")) == 40


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Estimate(value=0.3), "uncertainty"),
        (Estimate(value=0.3, weight=5), "no origin"),
        (Estimate(value=0.3, weight=5, elicited="  "), "no origin"),
        (Estimate(value=0.3, weight=12, elicited="we believe it"), "judgement weighs 12"),
        (Estimate(value=0.3, weight=0, elicited="we believe it"), "not positive"),
        (Estimate(n=3, N=20), "without a source"),
        (Estimate(n=30, N=20, source=STUDY), "no share"),
        (Estimate(n=0, N=0, source=STUDY), "no share"),
        (Estimate(n=3, source=STUDY), "both n and N"),
        (Estimate(n=3, N=20, value=0.15, source=STUDY), "counts and a value"),
        (Estimate(value=0.3, ci95=(0.4, 0.5), source=STUDY), "outside its interval"),
        (Estimate(value=0.3, ci95=(0.2, 0.5)), "without a source"),
        (Estimate(value=0.3, weight=5, elicited="we believe it", source=STUDY), "both a source"),
        (Estimate(), "no number"),
    ],
)
def test_a_number_without_one_clear_origin_is_refused(given: Estimate, said: str) -> None:
    with pytest.raises(EstimateError, match=said) as caught:
        form(given)
    assert caught.value.mend


@pytest.mark.parametrize("value", [-0.1, 1.2])
def test_a_probability_lies_between_0_and_1(value: float) -> None:
    with pytest.raises(EstimateError, match="no probability"):
        probability(Estimate(value=value, weight=5, elicited="a slip of the pen"))


def test_counts_are_no_ratio_and_no_threshold() -> None:
    counts = Estimate(n=3, N=20, source=STUDY)
    for reading in (ratio, quantity):
        with pytest.raises(EstimateError, match="counts give a share"):
            reading(counts)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (30, "bare number"),
        ("30", "bare number"),
        ({"value": "30", "weight": 5, "elicited": "x"}, "no number"),
        ({"value": 30, "weigth": 5, "elicited": "x"}, "unknown key 'weigth'"),
        ({"value": True, "weight": 5, "elicited": "x"}, "no number"),
        ({"value": 3, "ci95": [1], "source": "s"}, "no pair"),
        ({"value": 3, "weight": 5, "elicited": 7}, "no text"),
    ],
)
def test_a_limit_inside_a_rule_needs_its_origin_too(raw: object, said: str) -> None:
    with pytest.raises(EstimateError, match=said):
        from_mapping(raw)


def test_a_limit_inside_a_rule_is_read_like_any_estimate() -> None:
    assert from_mapping({"value": 3, "ci95": [1, 9], "source": "s"}) == Estimate(
        value=3, ci95=(1, 9), source=SourceId("s")
    )


shares = st.floats(0, 1)
weights = st.floats(1, 1000)


@given(shares, weights, st.integers(0, 2**32 - 1))
def test_drawn_probabilities_are_possible_and_centred(mean: float, weight: float, seed: int) -> None:
    found = probability(Estimate(value=mean, weight=weight, source=STUDY))
    drawn = draws(found, np.random.default_rng(seed), 400)
    assert drawn.shape == (400,)
    assert drawn.min() >= LOWEST
    assert drawn.max() <= HIGHEST
    sd = math.sqrt(found.mean * (1 - found.mean) / (found.weight + 1))
    assert abs(drawn.mean() - found.mean) < 6 * sd / math.sqrt(400) + 2 * LOWEST


@given(st.integers(0, 200), st.integers(1, 200))
def test_more_patients_with_the_sign_never_make_it_less_likely(n: int, more: int) -> None:
    fewer = probability(Estimate(n=n, N=400, source=STUDY))
    greater = probability(Estimate(n=min(n + more, 400), N=400, source=STUDY))
    assert greater.mean >= fewer.mean


def test_drawn_ratios_have_the_stated_median() -> None:
    drawn = draws(LogNormal(median=2.0, log_sd=0.5), np.random.default_rng(1), 20_000)
    assert np.median(drawn) == pytest.approx(2.0, rel=0.03)
    assert drawn.mean() == pytest.approx(LogNormal(median=2.0, log_sd=0.5).mean, rel=0.03)
