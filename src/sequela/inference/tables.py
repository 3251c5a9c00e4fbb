"""What the evidence leaves of the network: logarithmic terms, factors of single causes, and a few positive
tables.

A *term* is log(1 - x) of one parameter x that the evidence uses: "this cause would have lifted the finding
above the observed interval", "... into it", "this inhibitor would have blocked it", "this parent would have
raised its child". Each x has a Beta law of its own (a Dirichlet split at the interval's ends gives
independent Betas), which is all that `draws` needs. With terms in hand:

* ``X <= hi``  is a product over causes: it multiplies the odds of each (`fold`), no table;
* ``lo <= X <= hi``  is that product times ``1 - exp(sum of terms)``, a table over the finding's own causes,
  computed as ``-expm1`` so that a leak of 1e-6 keeps its digits;
* ``absent despite inhibitors`` is ``C + (1 - C)(1 - V)`` with C = nothing produced it, V = nothing blocked
  it;
* a table of one cause is a factor of that cause;
* a child of links is a table over the child and its parents.

Nothing is ever subtracted from a probability. Sources: Heckerman 1990 (negatives fold), Diez & Galan 2003
(MAX tables).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .network import Array

Index = NDArray[np.intp]
LEAK = -1
"""Owner of a term that is always active."""

FEW_LANES, FEW_ENTRIES = 8, 1 << 13
"""Up to so many lanes and padded entries, tables of all sizes are made together: calls cost more than entries."""


@dataclass(frozen=True, slots=True)
class Table:
    """One positive table over `causes`.

    ``made`` lists (cause or LEAK, term) that may produce, ``blocks`` (cause, term) that may block. For
    evidence item `item` >= 0 the table is P(produced) without blocks, and P(not produced or blocked) with
    them. A link table has ``child >= 0`` (its own cause first in `causes`) and is P(child's state | parents);
    its leak is the child's prior.
    """

    causes: tuple[int, ...]
    made: tuple[tuple[int, int], ...]
    blocks: tuple[tuple[int, int], ...] = ()
    item: int = -1
    child: int = -1


@dataclass(frozen=True, slots=True)
class Terms:
    """T terms. ``event`` and ``rest`` (T,): mean of x and of 1 - x, each accurate; ``weight`` (T,): Beta
    weight.

    ``owner`` (T,): the cause whose activity brings the term in, or LEAK; ``when_off`` (T,): it comes in when
    the owner is *not* active (a table of one cause); ``item`` (T,): the evidence item, -1 for links.
    ``logs`` (T, 1): log(1 - mean).
    """

    event: Array
    rest: Array
    weight: Array
    owner: Index
    when_off: NDArray[np.bool_]
    item: Index
    logs: Array


def log_of_rest(event: Array, rest: Array) -> Array:
    """log(1 - x) from x and 1 - x, whichever keeps the digits; at least log(1e-300)."""
    small = event < 0.5
    return np.where(
        small, np.log1p(-np.where(small, event, 0.0)), np.log(np.maximum(np.where(small, 1.0, rest), 1e-300))
    )


def _sums(causes: Sequence[int], pairs: Sequence[tuple[int, int]], logs: Array) -> Array:
    """(2 or 1, ..., n): for every set of `causes`, the sum of the terms in `pairs` that it brings in; an axis of
    length 1 where a cause brings none.

    By doubling, from the last axis to the first; no matrix product, so nothing waits for the threads of a
    BLAS.
    """
    total: Array = np.zeros((1, logs.shape[1]))
    for owner, term in pairs:
        if owner == LEAK:
            total = total + logs[term]
    term_of = dict(pairs)
    for cause in reversed(causes):
        if cause in term_of:
            total = np.concatenate([total, total + logs[term_of[cause]]])
    return total.reshape(*(2 if cause in term_of else 1 for cause in causes), -1)


def _table(table: Table, causes: Sequence[int], logs: Array, log_not_prior: Array) -> Array:
    """The table over `causes` (in that axis order), (2**k, n or 1), entries in 0..1."""
    none = _sums(causes, table.made, logs)
    if table.child >= 0:
        none = none + log_not_prior[table.child]
        values = np.concatenate([np.exp(none), -np.expm1(none)], axis=causes.index(table.child))
    elif table.blocks:
        values = np.exp(none) + np.expm1(none) * np.expm1(_sums(causes, table.blocks, logs))
    else:
        values = -np.expm1(none)
    return np.asarray(values.reshape(1 << len(causes), -1))


def tree_tables(
    tables: Sequence[Table], axes: Sequence[Sequence[int]], logs: Array, log_not_prior: Array
) -> list[Array]:
    """Tables of the tree, axes in its order. Plain "produced" tables of one size are made in one stroke."""
    made: list[Array] = [logs] * len(tables)
    plain = []
    for t, table in enumerate(tables):
        if table.child >= 0 or table.blocks or len(table.made) != len(table.causes) + 1:
            made[t] = _table(table, axes[t], logs, log_not_prior)
        else:
            plain.append(t)
    widest = max((len(axes[t]) for t in plain), default=0)
    few = logs.shape[1] <= FEW_LANES and len(plain) << widest <= FEW_ENTRIES
    padded = np.concatenate([logs, np.zeros((1, logs.shape[1]))])  # its last term is never brought in
    groups: dict[int, list[int]] = {}
    for t in plain:
        groups.setdefault(widest if few else len(axes[t]), []).append(t)
    for size, group in groups.items():
        index = np.full((len(group), size + 1), logs.shape[0], dtype=np.intp)
        for row, t in enumerate(group):
            terms = dict(tables[t].made)
            index[row, 0] = terms[LEAK]
            index[row, size + 1 - len(axes[t]) :] = [terms[c] for c in axes[t]]
        sums = padded[index[:, :1]]
        for axis in range(size, 0, -1):
            sums = np.concatenate([sums, sums + padded[index[:, axis], None]], axis=1)
        np.expm1(sums, out=sums)
        np.negative(sums, out=sums)
        for row, t in enumerate(group):
            made[t] = sums[row, : 1 << len(axes[t])]
    return made


def small_table(table: Table, logs: Array, log_not_prior: Array) -> Array:
    """A table of at most one cause, (1 or 2, n or 1)."""
    return _table(table, table.causes, logs, log_not_prior)
