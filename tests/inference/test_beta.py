"""The tables of quantiles that stand for Beta laws: right where the law is known by hand, and in mean and spread."""

from __future__ import annotations

import numpy as np
import pytest

from sequela.inference.beta import FAILED, HAPPENED, QUANTILES, UNSEEN, computed, log_rest_quantiles

SHARES = (np.arange(QUANTILES) + 0.5) / QUANTILES


def quantiles(a: float, b: float, law: int = UNSEEN) -> np.ndarray:
    return -np.expm1(log_rest_quantiles(np.array([a]), np.array([b]))[0, law])


@pytest.mark.parametrize("a", [0.05, 0.5, 2.0, 40.0])
def test_laws_known_by_hand_have_their_quantiles(a: float) -> None:
    np.testing.assert_allclose(quantiles(a, 1.0), SHARES ** (1 / a), atol=0.004)
    np.testing.assert_allclose(1 - quantiles(1.0, a), (1 - SHARES) ** (1 / a), atol=0.004)
    arcsine = np.sin(np.pi * SHARES / 2) ** 2
    np.testing.assert_allclose(quantiles(0.5, 0.5), arcsine, atol=0.002)


@pytest.mark.parametrize("a", [0.3, 2.5, 30.0])
@pytest.mark.parametrize("b", [0.3, 7.0, 60.0])
@pytest.mark.parametrize(("law", "more"), [(UNSEEN, (0, 0)), (HAPPENED, (1, 0)), (FAILED, (0, 1))])
def test_an_observation_adds_one_patient_to_the_law(a: float, b: float, law: int, more: tuple[int, int]) -> None:
    x = quantiles(a, b, law)
    a, b = a + more[0], b + more[1]
    spread = np.sqrt(a * b / (a + b) ** 2 / (a + b + 1))
    assert x.mean() == pytest.approx(a / (a + b), abs=0.01 * spread)
    assert x.std() == pytest.approx(spread, rel=0.03)
    assert np.all(np.diff(x) >= 0)


def test_a_law_does_not_depend_on_which_were_asked_for_with_it() -> None:
    together = computed(np.array([3.25, 0.75]), np.array([9.5, 2.125]))
    alone = computed(np.array([0.75]), np.array([2.125]))
    np.testing.assert_array_equal(together[1:], alone)
    np.testing.assert_array_equal(log_rest_quantiles(np.array([0.75]), np.array([2.125])), alone)
