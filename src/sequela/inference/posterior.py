"""The answers of one patient: P(active), P(main generator), and both with facts left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .lanes import Answers, Lanes, evaluate
from .network import Array, InferenceError
from .reading import Plan
from .union import union


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
    found = evaluate(plan, Lanes())
    log_total = float(found.log_total[0])
    return Posterior(found.active[:, 0], log_total, float(np.exp(found.log_none[0] - log_total)))


def _salience(plan: Plan, salience: Sequence[int] | None) -> tuple[Array, int]:
    size = plan.network.size
    values = np.ones(size) if salience is None else np.array(salience, dtype=np.float64)
    if values.shape != (size,) or np.any(values < 1.0) or np.any(values != np.round(values)):
        raise InferenceError(f"salience: {size} whole numbers of at least 1 expected")
    return values, int(values.sum())


def _nodes(total: int, most: int | None = None) -> tuple[Array, Array]:
    """Gauss-Legendre nodes and weights on [0, 1], exact for t**(total - 1) and below; at most `most` of them.

    The nodes are the eigenvalues of the recurrence's matrix, the weights the squared first entries of its eigenvectors
    (Golub & Welsch 1969). NumPy's own version lies in a module that takes longer to load than this to compute.
    """
    count = min((total + 1) // 2, most or total)
    k = np.arange(1, count)
    beside = k / np.sqrt(4.0 * k * k - 1.0)
    nodes, vectors = np.linalg.eigh(np.diag(beside, 1) + np.diag(beside, -1))
    return (nodes + 1.0) / 2.0, vectors[0] ** 2


def _repeated(values: Array | None, times: int) -> Array | None:
    """The lanes of `values` once per quadrature node; what all lanes share stays as it is."""
    return values if values is None or values.shape[-1] == 1 else np.tile(values, (1, times))


def main_lanes(
    plan: Plan,
    salience: Sequence[int] | None,
    logs: Array | None = None,
    priors: Array | None = None,
    most_nodes: int | None = None,
) -> tuple[Array, Array]:
    """P(main) (M, n) and P(none) (n,) for n sets of parameters (n = 1: the means).

    1 / s = integral over t in [0, 1] of t**(s - 1), so each cause's odds are multiplied by t**s_k at every
    node; the integrand is a polynomial, the quadrature exact. O(plan.cost * n * sum(salience) / 2).

    With fewer nodes (`most_nodes` = k) it is exact for sets of causes whose salience adds up to 2 k or less; the
    error is below the probability of larger sets.
    """
    values, total = _salience(plan, salience)
    nodes, weights = _nodes(total, most_nodes)
    count = 1 if logs is None else logs.shape[-1]
    first = evaluate(plan, Lanes(count=count, logs=logs, priors=priors))
    repeat = nodes.size
    lanes = Lanes(
        count=repeat * count,
        logs=_repeated(logs, repeat),
        priors=_repeated(priors, repeat),
        on=values[:, None] * np.repeat(np.log(nodes), count)[None, :],
    )
    found = evaluate(plan, lanes)
    factor = np.exp(found.log_total.reshape(repeat, count) - first.log_total)
    factor *= (weights / nodes)[:, None]
    share = np.einsum("mrn,rn->mn", found.active.reshape(-1, repeat, count), factor) * values[:, None]
    return share, np.exp(first.log_none - first.log_total)


def main_generator(plan: Plan, salience: Sequence[int] | None = None) -> MainGenerator:
    """P(main = m | e). ``salience`` (M,): whole numbers s_m >= 1, all 1 by default."""
    share, none = main_lanes(plan, salience)
    return MainGenerator(share[:, 0], float(none[0]))


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
    found: Answers = evaluate(plan, lanes)
    active, some = found.active.T, union(plan, sets, lanes).T
    return LeaveOneOut(active[:items], found.log_total[:items], active[items:], some[:items], some[items:])
