"""Do the answers mean what they say? Simulated patients assessed by the product's own inference, and what came out.

Four questions, each with its standard error:

* of all pairs of patient and mechanism to which the answer gave P(active) = p, was the mechanism active in a share p?
* does the stated interval contain the posterior that this patient's own numbers would have given, nine times in ten?
* does P(main generator) mean the share the mechanism has in what is active?
* how many mechanisms does an answer expect to be active, and how often none?

Pairs of one patient are not independent, so standard errors are taken over patients.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sequela.records import frozen

from .answers import Answers
from .practice import Flags
from .world import Floats


@frozen
class Share:
    """A share or mean with its standard error over patients, and of how many pairs (or patients) it is."""

    value: float
    se: float
    n: int


@frozen
class Bin:
    """Pairs with neighbouring stated probabilities: their mean, and the share in which it was so."""

    stated: float
    came_true: Share


@frozen
class Reliability:
    """Equal-count bins, and the expected calibration error: the mean distance between stated and come true.

    by_chance
        the error that perfectly calibrated answers would show with as many pairs, from chance alone.
    """

    bins: tuple[Bin, ...]
    error: float
    error_se: float
    by_chance: float


@frozen
class Claim:
    """Statements above a limit: what they say on average and how often they came true."""

    stated: float
    came_true: Share


@frozen
class MechanismCheck:
    """One mechanism over all patients in whom it is possible: mean stated P(active), share truly active, coverage."""

    mechanism: str
    stated: float
    came_true: Share
    covered: Share


@frozen
class Calibration:
    """The whole check. Of the numbers over patients, `expected_active` is stated and `truly_active` simulated."""

    patients: int
    known: Share
    all_pairs: Reliability
    likely: Reliability
    main: Reliability
    covered: Share
    claims: Claim
    mechanisms: tuple[MechanismCheck, ...]
    expected_active: Share
    expected_active_deciles: tuple[float, float]
    truly_active: Share
    nothing_active: Share


BINS = 10
LIKELY = 0.3
CLAIMED = 0.7
COVERED_FROM = 0.02
RESAMPLES = 200
_CHECK_SEED = 11


def calibration(mechanisms: Sequence[str], a: Answers) -> Calibration:
    """Judge the answers."""
    n = len(a)
    patient = np.broadcast_to(np.arange(n)[:, None], a.active.shape)
    stated, true, who = pairs(a)
    claimed = stated > CLAIMED
    inside = (a.low <= a.under_own_numbers) & (a.under_own_numbers <= a.high)
    judged = shown(a)
    expected, actual = a.expected_active, a.active_causes
    everyone = np.arange(n)
    return Calibration(
        patients=n,
        known=share(a.known.astype(np.float64), everyone),
        all_pairs=reliability(stated, true, who),
        likely=reliability(*pairs(a, LIKELY)),
        main=reliability(a.main[a.possible], a.truly_main[a.possible], who),
        covered=share(inside[judged].astype(np.float64), patient[judged]),
        claims=Claim(
            stated=float(stated[claimed].mean()) if claimed.any() else float("nan"),
            came_true=share(true[claimed], who[claimed]),
        ),
        mechanisms=tuple(_mechanism(name, m, a, inside, judged) for m, name in enumerate(mechanisms)),
        expected_active=share(expected, everyone),
        expected_active_deciles=(float(np.quantile(expected, 0.1)), float(np.quantile(expected, 0.9))),
        truly_active=share(actual, everyone),
        nothing_active=share((actual == 0).astype(np.float64), everyone),
    )


def pairs(a: Answers, above: float = -1.0) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Stated P(active), truly active (0 or 1) and the patient of all possible pairs that are stated above a limit."""
    judged = a.possible & (a.active > above)
    who = np.broadcast_to(np.arange(len(a))[:, None], judged.shape)[judged]
    return a.active[judged], a.truly_active[judged].astype(np.float64), who


def shown(a: Answers) -> Flags:
    """(n, U) pairs whose interval is judged: one was drawn, and the cause is likely enough to be read."""
    return a.possible & (a.active >= COVERED_FROM) & a.drawn[:, None]


def _mechanism(name: str, m: int, a: Answers, inside: Flags, judged: Flags) -> MechanismCheck:
    here = np.flatnonzero(a.possible[:, m])
    seen = np.flatnonzero(judged[:, m])
    return MechanismCheck(
        mechanism=name,
        stated=float(a.active[here, m].mean()),
        came_true=share(a.truly_active[here, m].astype(np.float64), here),
        covered=share(inside[seen, m].astype(np.float64), seen),
    )


def reliability(stated: Floats, true: Floats, who: NDArray[np.int64], bins: int = BINS) -> Reliability:
    """Equal-count bins of `stated` (P,) against `true` (P,), both 0 to 1; `who` (P,) is the patient of each pair."""
    if stated.size < bins:
        return Reliability(bins=(), error=float("nan"), error_se=float("nan"), by_chance=float("nan"))
    order = np.argsort(stated, kind="stable")
    stated, true, who = stated[order], true[order], who[order]
    rng = np.random.default_rng(_CHECK_SEED)
    people = np.unique(who, return_inverse=True)[1]
    again = [_error(stated, true, _resampled(people, rng), bins) for _ in range(RESAMPLES)]
    weight = np.ones(stated.size)
    chance = [
        _error(stated, (rng.random(stated.size) < stated).astype(np.float64), weight, bins) for _ in range(RESAMPLES)
    ]
    return Reliability(
        bins=tuple(
            Bin(stated=float(stated[p].mean()), came_true=share(true[p], who[p]))
            for p in np.array_split(np.arange(stated.size), bins)
        ),
        error=_error(stated, true, weight, bins),
        error_se=float(np.std(again)),
        by_chance=float(np.mean(chance)),
    )


def _resampled(people: NDArray[np.int64], rng: np.random.Generator) -> Floats:
    """(P,) how often each pair enters when patients are drawn with replacement."""
    size = int(people.max()) + 1
    times = np.bincount(rng.integers(0, size, size), minlength=size).astype(np.float64)
    return times[people]


def _error(stated: Floats, true: Floats, weight: Floats, bins: int) -> float:
    """Weighted mean over equal-count bins of the distance between the mean stated, in rising order, and mean true."""
    done = np.cumsum(weight)
    bin_of = np.minimum((done - weight / 2) / done[-1] * bins, bins - 1).astype(np.intp)
    gap = np.bincount(bin_of, weight * (stated - true), minlength=bins)
    return float(np.abs(gap).sum() / done[-1])


def share(values: Floats, who: NDArray[np.int64]) -> Share:
    """Mean of `values` (P,) with the standard error of a ratio of sums over patients."""
    if not values.size:
        return Share(value=float("nan"), se=float("nan"), n=0)
    mean = float(values.mean())
    residual = np.bincount(who, values - mean)
    return Share(value=mean, se=float(np.sqrt(np.sum(residual**2)) / values.size), n=int(values.size))
