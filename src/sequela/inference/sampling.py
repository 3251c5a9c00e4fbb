"""Exact joint samples of the active causes given the evidence, by going down the clique tree once.

A clique's table read at a separator state is the conditional law of the variables it
eliminates, so every sample is independent and exact (no Markov chain). Dawid 1992.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .cliquetree import bit_rows
from .lanes import at_means
from .network import Array, InferenceError
from .propagation import not_zero
from .reading import Plan


def sample_sets(plan: Plan, n: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """(n, M) samples of which causes are active, exactly from P(S | e) under the mean parameters."""
    if n < 1:
        raise InferenceError("at least one sample expected")
    base = at_means(plan)
    weights = base.ready.weights[:, :, 0]
    chosen: NDArray[np.bool_] = rng.random((plan.network.size, n)) < (weights[:, 1] / weights.sum(axis=1))[:, None]
    for clique, potential in zip(reversed(plan.tree.cliques), reversed(base.beliefs.potentials), strict=True):
        table = potential[:, :, 0]
        outside = clique.variables[clique.own :]
        column = np.zeros(n, dtype=np.intp)
        for v in outside:
            column = 2 * column + chosen[v]
        if clique.own == 1:
            on = table[1] / not_zero(table[0] + table[1])
            chosen[clique.variables[0]] = rng.random(n) < on[column]
            continue
        state = _pick(table, column, rng.random(n))
        own = list(clique.variables[: clique.own])
        chosen[own] = bit_rows(clique.own)[state].T > 0.0
    return chosen.T.copy()


def _pick(table: Array, column: NDArray[np.intp], uniform: Array) -> NDArray[np.intp]:
    """For each sample a row of `table` (R, C), in proportion to the entries of the sample's column."""
    used, where = _distinct(column)
    below = np.cumsum(table[:, used], axis=0)
    below /= below[-1]
    below[-1] = 1.0
    rows = table.shape[0]
    flat = (below.T + np.arange(used.size)[:, None]).ravel()
    found = np.searchsorted(flat, uniform + where, side="right")
    return np.asarray(np.clip(found - where * rows, 0, rows - 1))


def _distinct(values: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The distinct values in order, and for each value its place among them.

    As `numpy.unique` with its inverse, which loads NumPy's masked arrays: twice the time of a whole answer.
    """
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    where = np.empty_like(order)
    where[order] = np.cumsum(first) - 1
    return ordered[first], where
