"""P(at least one cause of a set is active): for causes that are shown together.

The set is silenced (the active state of its members gets weight zero); what is left of the total is
P(none of them | e). The tables are made once for all sets, and only the pass up is needed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .lanes import CHUNK_ENTRIES, Factors, Lanes, factors
from .network import Array, ImpossibleEvidenceError, InferenceError
from .propagation import collect
from .reading import Plan


def union(plan: Plan, sets: Sequence[Sequence[int]], lanes: Lanes | None = None) -> Array:
    """(G, n): P(some cause of set g active | lane), as 1 - P(none). O(plan.cost * n * (G + 1) / 2)."""
    lanes = lanes or Lanes()
    size = plan.network.size
    if any(not members or not all(0 <= m < size for m in members) for members in sets):
        raise InferenceError("each set needs at least one cause of the network")
    if not sets:
        return np.empty((0, lanes.count))
    step = max(1, CHUNK_ENTRIES // plan.cost)
    parts = [lanes.part(at, min(at + step, lanes.count)) for at in range(0, lanes.count, step)]
    return np.asarray(-np.expm1(np.concatenate([_log_none(plan, sets, factors(plan, part)) for part in parts], axis=1)))


def _log_none(plan: Plan, sets: Sequence[Sequence[int]], ready: Factors) -> Array:
    """(G, n): log P(no cause of set g active | lane), for one chunk of lanes."""
    whole = _log_total(plan, ready.weights, ready.tables)
    rows = []
    for members in sets:
        weights = ready.weights.copy()
        weights[list(members), 1] = 0.0
        rows.append(np.minimum(_or_nothing(plan, weights, ready.tables) - whole, 0.0))
    return np.array(rows)


def _or_nothing(plan: Plan, weights: Array, tables: list[Array]) -> Array:
    """The log totals; -inf in a lane that cannot be without the silenced causes."""
    try:
        return _log_total(plan, weights, tables)
    except ImpossibleEvidenceError:
        count = weights.shape[-1]
        if count == 1:
            return np.array([-np.inf])
        lanes = [
            (weights[..., i : i + 1], [t if t.shape[-1] == 1 else t[:, i : i + 1] for t in tables])
            for i in range(count)
        ]
        return np.concatenate([_or_nothing(plan, w, t) for w, t in lanes])


def _log_total(plan: Plan, weights: Array, tables: list[Array]) -> Array:
    """(n,) log of each lane's total weight but for the lane's scale, by the pass up alone."""
    outside = np.ones(plan.network.size, dtype=np.bool_)
    outside[list(plan.tree.variables)] = False
    with np.errstate(divide="ignore"):
        alone = np.log(weights.sum(axis=1)[outside]).sum(axis=0)
    total = collect(plan.tree, weights, tables).log_total + alone
    if not np.all(np.isfinite(total)):
        raise ImpossibleEvidenceError("the evidence has probability zero: no set of causes can produce it")
    return np.asarray(total)
