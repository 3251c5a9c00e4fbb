"""The answers of one patient: P(active), P(main generator), and both with facts left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .lanes import Factors, Lanes, at_means, chunk_lanes, evaluate, passes, room_for
from .network import Array, InferenceError
from .reading import Plan


@dataclass(frozen=True, slots=True)
class Posterior:
    """``active`` (M,): P(cause active | e). ``log_evidence``: log P(e). ``none``: P(no cause active | e)."""

    active: Array
    log_evidence: float
    none: float


@dataclass(frozen=True, slots=True)
class MainGenerator:
    """``share`` (M,): P(main = m | e) = E[s_m 1(m) / sum of active s]; ``none`` = 1 - sum(share)."""

    share: Array
    none: float


@dataclass(frozen=True, slots=True)
class LeaveOneOut:
    """``active`` (E, M) and ``log_evidence`` (E,): the posterior without evidence item e (row order of
    ``plan.evidence.items``). ``with_priors`` (A, M): the posterior under each alternative row of priors. ``union``
    (E, G) and ``union_with_priors`` (A, G): the same for P(some cause of a set active).
    """

    active: Array
    log_evidence: Array
    with_priors: Array
    union: Array
    union_with_priors: Array


def posterior(plan: Plan) -> Posterior:
    """All marginals by one pass up and one down; O(plan.cost)."""
    base = at_means(plan)
    log_total = float(base.answers.log_total[0])
    none = float(np.exp(base.ready.log_none()[0] - log_total))
    return Posterior(base.answers.active[:, 0], log_total, none)


def _salience(plan: Plan, salience: Sequence[int] | None) -> tuple[Array, int]:
    size = plan.network.size
    values = np.ones(size) if salience is None else np.array(salience, dtype=np.float64)
    if values.shape != (size,) or np.any(values < 1.0) or np.any(values != np.round(values)):
        raise InferenceError(f"salience: {size} whole numbers of at least 1 expected")
    return values, int(values.sum())


@lru_cache(maxsize=64)
def _nodes(count: int) -> tuple[Array, Array]:
    """The `count` Gauss-Legendre nodes and weights on [0, 1], exact for t**(2 count - 1) and below.

    Newton's method on the Legendre polynomial; five steps reach rounding from the usual first guess. (NumPy's own
    version lies in a module that takes longer to load than this to compute, and LAPACK's threads take longer still.)
    """
    x = np.cos(np.pi * (np.arange(count, 0, -1) - 0.25) / (count + 0.5))
    for _ in range(6):
        before, value = np.ones(count), x.copy()
        for k in range(2, count + 1):
            before, value = value, ((2 * k - 1) * x * value - (k - 1) * before) / k
        slope = count * (before - x * value) / (1.0 - x * x)
        x = x - value / slope
    return (x + 1.0) / 2.0, 1.0 / ((1.0 - x * x) * slope * slope)


def main_shares(
    plan: Plan, ready: Factors, log_total: Array, salience: Sequence[int] | None, most_nodes: int | None = None
) -> Array:
    """P(main) (M, n) of one chunk of n lanes, whose log totals are known. O(plan.cost * n * sum(salience) / 2).

    1 / s = integral over t in [0, 1] of t**(s - 1), so each cause's odds are multiplied by t**s_k at every
    node; the integrand is a polynomial, the quadrature exact. A node changes no table.

    With fewer nodes (`most_nodes` = k) it is exact for sets of causes whose salience adds up to 2 k or less; the
    error is below the probability of larger sets.
    """
    values, total = _salience(plan, salience)
    nodes, weights = _nodes(min((total + 1) // 2, most_nodes or total))
    lanes = ready.count
    parts = -(-nodes.size * lanes // chunk_lanes(plan))
    together = max(1, -(-nodes.size // parts))  # nodes of one pass: with more lanes NumPy has less to do between them
    room = room_for(plan, together * lanes, ready.precision)
    several = ready.repeated(together)
    share = np.zeros((plan.network.size, lanes))
    for at in range(0, nodes.size, together):
        t, w = nodes[at : at + together], weights[at : at + together]
        part = several.first(t.size * lanes).tilted(np.repeat(t ** values[:, None], lanes, axis=1))
        found, _ = passes(plan, part, room)
        factor = np.exp(found.log_total.reshape(-1, lanes) - log_total) * (w / t)[:, None]
        share += np.einsum("mrn,rn->mn", found.active.reshape(-1, t.size, lanes), factor)
    return share * values[:, None]


def main_generator(plan: Plan, salience: Sequence[int] | None = None) -> MainGenerator:
    """P(main = m | e). ``salience`` (M,): whole numbers s_m >= 1, all 1 by default."""
    base = at_means(plan)
    share = main_shares(plan, base.ready, base.answers.log_total, salience)
    return MainGenerator(share[:, 0], posterior(plan).none)


def leave_one_out(plan: Plan, priors: Array | None = None, sets: Sequence[Sequence[int]] = ()) -> LeaveOneOut:
    """The posterior without each item, and under other priors (context removed), in one batch; unions of `sets` too."""
    items = len(plan.evidence.items)
    size = plan.network.size
    other = np.empty((0, size)) if priors is None else np.asarray(priors, dtype=np.float64)
    if other.ndim != 2 or other.shape[1] != size or not np.all((other >= 0.0) & (other <= 1.0)):
        raise InferenceError(f"priors: shape (alternatives, {size}) of probabilities expected")
    count = items + other.shape[0]
    if not count:
        none = np.empty((0, len(sets)))
        return LeaveOneOut(np.empty((0, size)), np.empty(0), other, none, none)
    dropped = np.full(count, -1, dtype=np.intp)
    dropped[:items] = np.arange(items)
    lanes = Lanes(count=count, dropped=dropped)
    if other.size:
        same = np.repeat(plan.network.priors[None, :], items, axis=0)
        lanes = Lanes(count=count, dropped=dropped, priors=np.concatenate([same, other]).T)
    found = evaluate(plan, lanes, sets)
    active, some = found.active.T, found.union.T
    return LeaveOneOut(active[:items], found.log_total[:items], active[items:], some[:items], some[items:])
