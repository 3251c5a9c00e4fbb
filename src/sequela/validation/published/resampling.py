"""90 % intervals over cases, by drawing the cases again.

Where every case says the same, drawing again says nothing: 2 of 2 would be certain. There the open limit is the share
at which so many equal cases would still be seen in one set of twenty (the exact binomial limit); a mean of equal values
is given without limits.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sequela.records import frozen

REPEATS = 2000
TAIL = 0.05


@frozen
class Mean:
    """A mean or share with the limits of its 90 % interval; `of` is how many cases or statements it is over."""

    value: float | None
    low: float | None
    high: float | None
    of: int


def mean(values: Sequence[float], seed: int) -> Mean:
    """The mean of one value per case."""
    return ratio([(value, 1.0) for value in values], seed)


def share(flags: Sequence[bool], seed: int) -> Mean:
    """The share of cases of which something is true."""
    return share_of([(int(flag), 1) for flag in flags], seed)


def share_of(counted: Sequence[tuple[int, int]], seed: int) -> Mean:
    """The share of hits in all statements, (hits, statements) by case; whole cases are drawn, never statements."""
    found = ratio([(float(hits), float(of)) for hits, of in counted], seed)
    cases = sum(of > 0 for _, of in counted)
    if found.value is None or 0 < found.value < 1:
        return found
    edge = TAIL ** (1 / cases)
    low, high = (edge, 1.0) if found.value == 1 else (0.0, 1 - edge)
    return Mean(value=found.value, low=low, high=high, of=found.of)


def ratio(parts: Sequence[tuple[float, float]], seed: int) -> Mean:
    """Sum of the first over sum of the second, over cases; None where the second is nothing."""
    counted = np.array([part for part in parts if part[1] > 0], dtype=np.float64).reshape(-1, 2)
    if not len(counted):
        return Mean(value=None, low=None, high=None, of=0)
    above, below = counted.sum(axis=0)
    of = int(below)
    if np.ptp(counted[:, 0] / counted[:, 1]) == 0:
        return Mean(value=float(above / below), low=None, high=None, of=of)
    drawn = np.random.default_rng(seed).integers(len(counted), size=(REPEATS, len(counted)))
    sums = counted[drawn].sum(axis=1)
    low, high = np.quantile(sums[:, 0] / sums[:, 1], [TAIL, 1 - TAIL])
    return Mean(value=float(above / below), low=float(low), high=float(high), of=of)
