"""At which strength of a fault does a measure first pass its limit? Read off straight lines between measurements."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sequela.records import frozen

from .scores import Ratio
from .world import Floats

RESAMPLES = 1000
_SEED = 23


@frozen
class Crossing:
    """The strength at which the limit is passed, None if it is not within what was tried.

    low, high
        limits of its 90 % interval over patients; None where that limit lies beyond what was tried.
    reached
        share of resamples in which it is passed at all.
    """

    at: float | None
    low: float | None
    high: float | None
    reached: float


def crossing(
    strengths: Sequence[float],
    measured: Sequence[Ratio],
    limit: float,
    *,
    worse_above: bool,
    from_first: bool = False,
) -> Crossing:
    """The first strength at which the measure lies beyond `limit`; with `from_first`, its change since the first does.

    The same patients stand at every strength: an interval resamples them at all strengths together.
    """
    hits = np.stack([r.hits for r in measured], axis=1)
    cases = np.stack([r.cases for r in measured], axis=1)
    rng = np.random.default_rng(_SEED)
    people = len(hits)
    times = rng.multinomial(people, np.full(people, 1 / people), size=RESAMPLES).astype(np.float64)
    sign = 1.0 if worse_above else -1.0
    place = np.asarray(strengths, dtype=np.float64)

    def passed(weights: Floats) -> Floats:
        ratio = _ratio(weights @ hits, weights @ cases)
        return _first(place, sign * (ratio - (ratio[:, :1] if from_first else 0.0) - limit))

    again = np.sort(passed(times))
    found = passed(np.ones((1, people)))[0]
    tail = RESAMPLES // 20
    return Crossing(
        at=_reached(found),
        low=_reached(again[tail]),
        high=_reached(again[-1 - tail]),
        reached=float(np.isfinite(again).mean()),
    )


def _ratio(hits: Floats, cases: Floats) -> Floats:
    """Where a resample has no case nothing was passed."""
    return np.where(cases > 0, hits / np.maximum(cases, 1.0), np.nan)


def _first(place: Floats, beyond: Floats) -> Floats:
    """(B,) where rows of `beyond` (B, K) first rise above 0; infinite where they never do."""
    found = np.full(len(beyond), np.inf)
    for k in range(place.size - 1, -1, -1):
        now = beyond[:, k] > 0
        found[now] = place[k]
        if k > 0:
            before, after = beyond[:, k - 1], beyond[:, k]
            between = now & (before <= 0)
            step = -before[between] / (after - before)[between]
            found[between] = place[k - 1] + step * (place[k] - place[k - 1])
    return found


def _reached(value: np.float64) -> float | None:
    return float(value) if np.isfinite(value) else None
