"""What the evidence leaves of the network: logarithmic terms, factors of single causes, and a few positive
tables.

A *term* is log(1 - x) of one parameter x that the evidence uses: "this cause would have lifted the finding
above the observed interval", "... into it", "this inhibitor would have blocked it", "this parent would have
raised its child". Each x has a Beta law of its own (a Dirichlet split at the interval's ends gives
independent Betas), which is all that `draws` needs. With terms in hand:

* ``X <= hi``  is a product over causes: it multiplies the odds of each (`fold`), no table;
* ``lo <= X <= hi``  is that product times ``1 - exp(sum of terms)``, a table over the finding's own causes,
  built up from products and sums of x and 1 - x so that a leak of 1e-6 keeps its digits;
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
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from .network import Array

Index = NDArray[np.intp]
LEAK = -1
"""Owner of a term that is always active."""

Precision = Literal["f8", "f4"]
DOUBLE: Final = "f8"
SINGLE: Final = "f4"
"""Half the memory to go through, for draws, whose own error is a thousand times that of seven digits. An `Array` is of
double precision unless it was asked for otherwise.
"""

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


def tree_tables(
    tables: Sequence[Table],
    axes: Sequence[Sequence[int]],
    logs: Array,
    log_not_prior: Array,
    precision: Precision = DOUBLE,
) -> list[Array]:
    """The tables (2**k, n or 1), axes in the order `axes`, entries in 0..1. Those of one size are made in one stroke.

    ``logs`` (T, n or 1) are the values of the terms, ``log_not_prior`` (M, n or 1) the log of 1 - prior. The entries
    are made in this `precision`.
    """
    if log_not_prior.shape[1] <= logs.shape[1]:
        return _together(tables, axes, logs, log_not_prior, precision)
    made: list[Array] = [logs] * len(tables)
    for raised in (False, True):  # only the tables of children differ from lane to lane
        group = [t for t, table in enumerate(tables) if (table.child >= 0) == raised]
        some = _together([tables[t] for t in group], [axes[t] for t in group], logs, log_not_prior, precision)
        for t, values in zip(group, some, strict=True):
            made[t] = values
    return made


def _together(
    tables: Sequence[Table],
    axes: Sequence[Sequence[int]],
    logs: Array,
    log_not_prior: Array,
    precision: Precision,
) -> list[Array]:
    """`tree_tables` of tables that all have the same number of lanes."""
    sizes = [len(scope) for scope in axes]
    children = any(table.child >= 0 for table in tables)
    lanes = max(logs.shape[1], log_not_prior.shape[1]) if children else logs.shape[1]
    widest = max(sizes, default=0)
    if lanes <= FEW_LANES and len(tables) << widest <= FEW_ENTRIES:
        sizes = [widest] * len(sizes)
    never = logs.shape[0]  # the number of a term that never happens; after it the priors
    source = np.zeros((never + 1 + (log_not_prior.shape[0] if children else 0), lanes))
    source[:never] = logs
    if children:
        source[never + 1 :] = log_not_prior
    made: list[Array] = [logs] * len(tables)
    for size in sorted(set(sizes)):
        of_size = [t for t, s in enumerate(sizes) if s == size]
        asked = [bool(tables[t].blocks) or tables[t].child >= 0 for t in of_size]  # for P(none), too
        both = [t for t, whole in zip(of_size, asked, strict=True) if whole]
        group = both + [t for t, whole in zip(of_size, asked, strict=True) if not whole]
        rows = [_row(tables[t], axes[t], size, never) for t in group]
        blocked = [t for t in group if tables[t].blocks]
        rows += [_terms_of(tables[t].blocks, axes[t], size, never) for t in blocked]
        some, none = _produced(source[np.array(rows)], len(both), precision)
        for row, t in enumerate(group):
            entries = 1 << len(axes[t])
            made[t] = some[row, :entries]
            if tables[t].child >= 0:
                made[t] = _by_child(none[row, :entries], made[t], len(axes[t]) - 1 - axes[t].index(tables[t].child))
        for row, t in enumerate(blocked, start=len(group)):
            entries = 1 << len(axes[t])
            made[t] = none[group.index(t), :entries] + made[t] * some[row, :entries]
    return made


def _row(table: Table, causes: Sequence[int], size: int, never: int) -> list[int]:
    """As `_terms_of` for what may produce; for a child its own prior is what happens whoever is active."""
    row = _terms_of(table.made, causes, size, never)
    if table.child >= 0:
        row[0] = never + 1 + table.child
    return row


def _terms_of(pairs: Sequence[tuple[int, int]], causes: Sequence[int], size: int, never: int) -> list[int]:
    """The term of LEAK, then those of `causes`, filled up from the left to `size` by the term `never`."""
    term_of = dict(pairs)
    fill = [never] * (size - len(causes))
    return [term_of.get(LEAK, never), *fill, *(term_of.get(c, never) for c in causes)]


def _produced(logs: Array, both: int, precision: Precision) -> tuple[Array, Array]:
    """P(at least one term happens) and P(none), (g, 2**k, n), for every set of k causes; g tables side by side.

    P(none) is whole for the first `both` tables only; of the others it is what P(at least one) needs, the first half.
    ``logs`` (g, 1 + k, n): log(1 - x) of what always may and of each cause. By doubling, from the last axis to the
    first: with one more cause "some" gains "none so far" times x, so no digits of a small x are lost.
    """
    group, size, lanes = logs.shape[0], logs.shape[1] - 1, logs.shape[2]
    event, rest = (-np.expm1(logs)).astype(precision, copy=False), np.exp(logs).astype(precision, copy=False)
    some, none = np.empty((2, group, 1 << size, lanes), precision)
    some[:, 0], none[:, 0] = event[:, 0], rest[:, 0]
    for axis in range(size, 0, -1):
        half = 1 << size - axis
        upper = slice(half, 2 * half)
        np.multiply(none[:, :half], event[:, axis, None], out=some[:, upper])
        some[:, upper] += some[:, :half]
        asked = group if axis > 1 else both
        np.multiply(none[:asked, :half], rest[:asked, axis, None], out=none[:asked, upper])
    return some, none


def _by_child(inactive: Array, active: Array, below: int) -> Array:
    """A table (2**k, n) with the entries of `active` where the child is active; `below` axes stand after its own."""
    lanes = active.shape[-1]
    halves = (-1, 2, 1 << below, lanes)
    inactive.reshape(halves)[:, 1] = active.reshape(halves)[:, 1]
    return inactive


def small_table(table: Table, logs: Array, log_not_prior: Array) -> Array:
    """A table of at most one cause, (1 or 2, n or 1)."""
    return tree_tables([table], [table.causes], logs, log_not_prior)[0]
