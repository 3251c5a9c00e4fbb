"""Simulation-based calibration (Talts et al. 2018, arXiv 1804.06788): are the draws behind an interval the right ones?

Each patient was drawn with figures of his own, theta*, from the distributions of the estimates. The product does not
know them: given his facts e it draws theta from P(theta | e) and reports how P(active | e, theta) varies. If these
draws are right, theta* is just one more of them, so the rank of P(active | e, theta*) among P(active | e, theta) takes
every place equally often. Ranks heaped at both ends: intervals too narrow; in the middle: too wide; at one end: answers
lean to one side. Unlike the share of intervals that hold, this judges every width of interval at once.

A goal for the distance follows from what ranks mean: if the cumulative distribution of the ranks lies nowhere further
than d from the even one, then no limit of any interval is passed d more often, or less often, than stated.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sequela.records import frozen

from .answers import Answers
from .calibration import share, shown
from .world import Floats

BARS = 20
RESAMPLES = 400
_SEED = 17
_TWO_SIDED_95 = 1.96


@frozen
class Ranks:
    """Ranks of n pairs of patient and mechanism, in `BARS` bars from the lowest ranks to the highest.

    shares
        (BARS,) share of the pairs in each bar; `band` holds nineteen of twenty bars if ranks are even.
    distance
        largest distance of the cumulative shares from even ones, `low` to `high` its 90 % interval over patients.
    by_chance
        the distance that even ranks of as many patients stay below nineteen times in twenty.
    """

    n: int
    shares: tuple[float, ...]
    band: tuple[float, float]
    distance: float
    low: float
    high: float
    by_chance: float


def ranks(a: Answers) -> Ranks:
    """The ranks of all pairs whose interval is judged."""
    judged = shown(a)
    who = np.broadcast_to(np.arange(len(a))[:, None], judged.shape)[judged]
    place = a.rank[judged] / np.broadcast_to(a.ranks[:, None], judged.shape)[judged]
    bar = np.minimum((place * BARS).astype(np.intp), BARS - 1)
    people = np.unique(who, return_inverse=True)[1]
    counts = np.zeros((int(people.max(initial=-1)) + 1, BARS))
    np.add.at(counts, (people, bar), 1.0)
    distance, again, chance = _distances(counts)
    spread = np.mean([share((bar == k).astype(np.float64), people).se for k in range(BARS)])
    half = _TWO_SIDED_95 * float(spread)
    return Ranks(
        n=int(bar.size),
        shares=tuple(float(s) for s in counts.sum(axis=0) / max(1, bar.size)),
        band=(max(0.0, 1 / BARS - half), 1 / BARS + half),
        distance=distance,
        low=float(np.quantile(again, 0.05)) if again.size else float("nan"),
        high=float(np.quantile(again, 0.95)) if again.size else float("nan"),
        by_chance=float(np.quantile(chance, 0.95)) if chance.size else float("nan"),
    )


def _distances(counts: Floats) -> tuple[float, Floats, Floats]:
    """Largest cumulative distance from even of per-patient counts (n, BARS); resampled over patients; if even.

    The last moves the resampled shares to the even ones, so that only chance is left.
    """
    if not counts.size or not counts.sum():
        return float("nan"), np.empty(0), np.empty(0)
    rng = np.random.default_rng(_SEED)
    even = np.arange(1, BARS + 1) / BARS
    found = _cumulative(counts.sum(axis=0))
    times = rng.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=RESAMPLES)
    again = _cumulative(times @ counts)
    return (
        float(np.abs(found - even).max()),
        np.abs(again - even).max(axis=1),
        np.abs(again - found).max(axis=1),
    )


def _cumulative(counts: Floats) -> NDArray[np.float64]:
    total = np.maximum(counts.sum(axis=-1, keepdims=True), 1.0)
    return np.asarray(np.cumsum(counts, axis=-1) / total)
