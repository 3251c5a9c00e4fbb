"""The strength at which a measure passes its limit is read off a straight line, with an interval over patients."""

from __future__ import annotations

import numpy as np
import pytest

from sequela.validation.crossing import crossing
from sequela.validation.scores import Ratio


def of(share: float, n: int = 400) -> Ratio:
    """n patients with one case each, evenly so many of whom are hits."""
    hits = np.diff(np.floor(np.arange(n + 1) * share + 1e-9))
    return Ratio(hits=hits, cases=np.ones(n))


def test_the_limit_is_passed_half_way_between_two_strengths() -> None:
    found = crossing((0.0, 0.1, 0.2), [of(0.9), of(0.8), of(0.7)], 0.75, worse_above=False)
    assert found.at == pytest.approx(0.15, abs=0.005)
    assert found.low is not None
    assert found.high is None or found.high > 0.15
    assert found.low < 0.15
    assert found.reached > 0.95


def test_a_limit_that_is_never_passed_is_not_reached() -> None:
    found = crossing((0.0, 0.4), [of(0.95), of(0.9)], 0.75, worse_above=False)
    assert found.at is found.high is None
    assert found.reached == 0


def test_a_limit_passed_from_the_start_is_passed_at_no_strength_at_all() -> None:
    assert crossing((0.0, 0.4), [of(0.5), of(0.4)], 0.75, worse_above=False).at == 0.0


def test_a_change_counts_from_the_first_strength() -> None:
    found = crossing((1.0, 3.0, 9.0), [of(0.4), of(0.45), of(0.6)], 0.1, worse_above=True, from_first=True)
    assert found.at == pytest.approx(3 + 6 * 0.05 / 0.15, abs=0.1)


def test_an_interval_narrows_with_more_patients() -> None:
    few, many = (crossing((0.0, 1.0), [of(1.0, n), of(0.5, n)], 0.75, worse_above=False) for n in (40, 4000))
    assert few.low is not None
    assert many.low is not None
    assert many.high is not None
    assert many.high - many.low < 0.2 * ((few.high or 1.5) - few.low)
