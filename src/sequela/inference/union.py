"""P(at least one cause of a set is active): for causes that are shown together.

The set is silenced in a lane of its own (the active state of its members has weight zero); what is left of the
total is P(none of them | e). Only the pass up is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .lanes import CHUNK_ENTRIES, Lanes, gather
from .network import Array, ImpossibleEvidenceError, InferenceError
from .reading import Plan


def union(plan: Plan, sets: Sequence[Sequence[int]], lanes: Lanes | None = None) -> Array:
    """(G, n): P(some cause of set g active | lane), as 1 - P(none). O(plan.cost * n * (G + 1) / 2)."""
    return -np.expm1(log_none_of(plan, sets, lanes or Lanes()))


def log_none_of(plan: Plan, sets: Sequence[Sequence[int]], lanes: Lanes) -> Array:
    """(G, n): log P(no cause of set g active | lane)."""
    size = plan.network.size
    if any(not members or not all(0 <= m < size for m in members) for members in sets):
        raise InferenceError("each set needs at least one cause of the network")
    if not sets:
        return np.empty((0, lanes.count))
    whole = _totals(plan, lanes)
    rows = []
    for members in sets:
        silent = np.zeros((size, 1))
        silent[list(members)] = -np.inf
        on = silent if lanes.on is None else lanes.on + silent
        rows.append(np.minimum(_or_nothing(plan, replace(lanes, on=on)) - whole, 0.0))
    return np.array(rows)


def _or_nothing(plan: Plan, lanes: Lanes) -> Array:
    """The totals; -inf in a lane that cannot be without the silenced causes."""
    try:
        return _totals(plan, lanes)
    except ImpossibleEvidenceError:
        if lanes.count == 1:
            return np.array([-np.inf])
        return np.concatenate([_or_nothing(plan, lanes.part(i, i + 1)) for i in range(lanes.count)])


def _totals(plan: Plan, lanes: Lanes) -> Array:
    """(n,) log of each lane's total weight, by the pass up alone."""
    step = max(1, CHUNK_ENTRIES // plan.cost)
    parts = [_total(plan, lanes.part(at, min(at + step, lanes.count))) for at in range(0, lanes.count, step)]
    return np.concatenate(parts)


def _total(plan: Plan, lanes: Lanes) -> Array:
    ready, up = gather(plan, lanes)
    outside = np.ones(plan.network.size, dtype=np.bool_)
    outside[list(plan.tree.variables)] = False
    return np.asarray(ready.log_scale + up.log_total + np.log(ready.weights.sum(axis=1)[outside]).sum(axis=0))
