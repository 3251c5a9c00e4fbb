"""Why: the most probable sets of causes together, and which findings no active cause accounts for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .lanes import Lanes, at_means, evaluate
from .network import Array, InferenceError
from .reading import Plan
from .sampling import sample_sets
from .tables import LEAK

SAMPLES = 400
"""Joint samples from which the search for the most probable sets starts."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """``causes``: exactly these are active. ``probability``: P(exactly this set | e)."""

    causes: tuple[int, ...]
    probability: float


def set_probabilities(plan: Plan, sets: NDArray[np.bool_]) -> Array:
    """P(S | e) of each row of `sets` (K, M), exact: product of its factors over the total. O(K * tables)."""
    base = at_means(plan)
    ready = base.ready
    log_total = float(base.answers.log_total[0] - ready.log_scale[0])
    weights = ready.weights[:, :, 0]
    with np.errstate(divide="ignore"):
        logs = np.log(weights)
        value = np.where(sets, logs[:, 1], logs[:, 0]).sum(axis=1)
        for axes, table in zip(plan.tree.axes, ready.tables, strict=True):
            row = np.zeros(len(sets), dtype=np.intp)
            for v in axes:
                row = 2 * row + sets[:, v]
            value = value + np.log(table[row, 0])
    return np.asarray(np.exp(value - log_total))


def explanations(plan: Plan, n_best: int, rng: np.random.Generator) -> tuple[Explanation, ...]:
    """The `n_best` most probable cause sets found, best first, with exact probabilities.

    Candidates are distinct joint samples and the empty set, improved by switching one cause at a time until
    the best stay the same. A set of appreciable probability is hardly missed: one of 2 % escapes 400 samples
    once in 3000.
    """
    if n_best < 1:
        raise InferenceError("at least one explanation must be asked for")
    size = plan.network.size
    pool = _distinct(np.vstack([sample_sets(plan, SAMPLES, rng), np.zeros((1, size), dtype=np.bool_)]))
    best = pool[:0]
    while True:
        value = set_probabilities(plan, pool)
        order = np.lexsort((np.arange(len(pool)), -value))[:n_best]
        leading, leading_value = pool[order], value[order]
        if best.shape == leading.shape and np.array_equal(best, leading):
            break
        best = leading
        flipped = best[:, None, :] ^ np.eye(size, dtype=np.bool_)
        pool = _distinct(np.vstack([best, flipped.reshape(-1, size)]))
    return tuple(
        Explanation(tuple(int(c) for c in np.flatnonzero(row)), float(p))
        for row, p in zip(leading, leading_value, strict=True)
        if p > 0.0
    )


def _distinct(sets: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The distinct rows in a fixed order (`numpy.unique` would load NumPy's masked arrays)."""
    return np.array(sorted({tuple(row) for row in sets.tolist()}), dtype=np.bool_)


def unexplained(plan: Plan) -> Array:
    """(E,): P(no active cause produced it | e) per evidence item, rows as ``plan.evidence.items``; nan where
    lo is 0.

    "Produced" means: some active cause's own contribution reaches the observed level, or would have. For a
    table of one cause: the cause is not active. Given S it is ``l C / (1 - (1 - l) C)`` with l the leak's
    share and C = no active cause reaches.
    """
    items = plan.evidence.items
    result = np.full(len(items), np.nan)
    size = plan.network.size
    base = at_means(plan).answers
    terms = plan.terms
    made: dict[int, tuple[tuple[int, int], ...]] = {
        t.item: t.made for t in (*plan.small, *plan.tables) if t.item >= 0 and not t.blocks
    }
    wanted = [i for i, (_, lo, _) in enumerate(items) if lo > 0 and i in made]
    on = np.zeros((size, max(len(wanted), 1)))
    shift = np.zeros(len(wanted))
    for lane, item in enumerate(wanted):
        for owner, term in made[item]:
            if owner == LEAK:
                shift[lane] = np.log(np.maximum(terms.event[term], 1e-300))
            else:
                on[owner, lane] = terms.logs[term, 0]
    if wanted:
        # the table P(leak reaches, no cause does) = leak * prod(1 - x) is a product: drop the item's table,
        # fold this
        dropped = np.array(wanted, dtype=np.intp)
        lanes = Lanes(count=len(wanted), on=on, dropped=dropped)
        shift = shift + _still_folded(plan, wanted, on)
        found = evaluate(plan, lanes)
        result[wanted] = np.exp(found.log_total + shift - base.log_total[0])
    for i, (finding, lo, _) in enumerate(items):
        if lo > 0 and i not in made:
            what = plan.network.findings[finding]
            result[i] = 1.0 - base.active[what.parents[0], 0]
    return result


def _still_folded(plan: Plan, wanted: list[int], on: Array) -> Array:
    """Dropping an item also drops its product part (levels above, inhibitors): put that back."""
    terms = plan.terms
    size = plan.network.size
    constant = np.zeros(len(wanted))
    for lane, item in enumerate(wanted):
        part = plan.fold(np.where(terms.item == item, terms.logs[:, 0], 0.0)[:, None])[:, 0]
        on[:, lane] += part[:size]
        constant[lane] = part[2 * size]
    return constant
