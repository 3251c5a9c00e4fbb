"""Many related questions in one pass: they share the clique tree and differ in numbers along the last axis.

A lane may replace the parameter values, replace the priors, multiply in factors of single causes, or leave
one evidence item out. Lanes are taken in chunks so that the tables of a chunk stay in cache and memory stays
bounded: first the `factors` of a chunk are made, then `passes` go over them, as often as only the weights change.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from sequela.records import frozen

from .network import Array, ImpossibleEvidenceError
from .propagation import Beliefs, collect, distribute
from .reading import Plan
from .silence import unions
from .tables import DOUBLE, SINGLE, Index, Precision, small_table, tree_tables

CHUNK_ENTRIES = 1 << 20
"""Table entries per chunk of lanes (8 MiB for potentials, and about as much again in passing)."""


@frozen
class Lanes:
    """What differs between `count` lanes; None or a last axis of 1 means the same for all.

    ``logs`` (T, n): values of the plan's terms. ``priors`` (M, n). ``on``, ``off`` (M, n): log factors of the
    two states of each cause. ``dropped`` (n,): evidence item left out of each lane, -1 for none. ``precision``: of the
    tables and of the passes over them.
    """

    count: int = 1
    logs: Array | None = None
    priors: Array | None = None
    on: Array | None = None
    off: Array | None = None
    dropped: Index | None = None
    precision: Precision = DOUBLE

    def part(self, start: int, stop: int) -> Lanes:
        """Lanes start..stop-1."""

        def cut(values: Array | None) -> Array | None:
            return values if values is None or values.shape[-1] == 1 else values[..., start:stop]

        return Lanes(
            count=stop - start,
            logs=cut(self.logs),
            priors=cut(self.priors),
            on=cut(self.on),
            off=cut(self.off),
            dropped=None if self.dropped is None else self.dropped[start:stop],
            precision=self.precision,
        )


@dataclass(frozen=True, slots=True)
class Answers:
    """``active`` (M, n): P(cause active); ``log_total`` (n,): log of the lane's total weight, P(e) for the
    plain lane; ``union`` (G, n): P(some cause of a set active), for the sets asked for.
    """

    active: Array
    log_total: Array
    union: Array


@dataclass(frozen=True, slots=True)
class Factors:
    """One chunk of n lanes: ``weights`` (M, 2, n) of causes and states, at most 1; ``tables`` (2**k, n or 1) of the
    tree; ``log_scale`` (n,).
    """

    weights: Array
    tables: list[Array]
    log_scale: Array

    @property
    def count(self) -> int:
        """How many lanes (n)."""
        return int(self.weights.shape[-1])

    @property
    def precision(self) -> Precision:
        """Of weights and tables."""
        return SINGLE if self.weights.dtype == SINGLE else DOUBLE

    def first(self, count: int) -> Factors:
        """The first `count` lanes, as copies that lie together in memory."""

        def cut(values: Array) -> Array:
            return values if values.shape[-1] in (1, count) else np.ascontiguousarray(values[..., :count])

        return Factors(cut(self.weights), [cut(t) for t in self.tables], self.log_scale[:count])

    def repeated(self, times: int) -> Factors:
        """All lanes so many times one after the other; a table that all lanes share stays as it is."""
        tables = [t if t.shape[-1] == 1 else np.tile(t, (1, times)) for t in self.tables]
        return Factors(np.tile(self.weights, (1, 1, times)), tables, np.tile(self.log_scale, times))

    def tilted(self, factor: Array) -> Factors:
        """The same with the active state of every cause multiplied by `factor` (M, n), at most 1. The tables stay."""
        weights = self.weights.copy()
        weights[:, 1] *= factor
        return replace(self, weights=weights)

    def log_none(self) -> Array:
        """(n,) log weight of the empty set of causes, in the units of `Answers.log_total`."""
        with np.errstate(divide="ignore"):
            total = self.log_scale + np.log(self.weights[:, 0]).sum(axis=0)
            for table in self.tables:
                total = total + np.log(table[0])
        return np.asarray(total)


def factors(plan: Plan, lanes: Lanes) -> Factors:
    """Multiply everything that concerns one cause alone, and make the tables. O(T M n + table entries)."""
    size, count = plan.network.size, lanes.count
    logs = plan.terms.logs if lanes.logs is None else lanes.logs
    priors = plan.network.priors[:, None] if lanes.priors is None else lanes.priors
    with np.errstate(divide="ignore"):
        log_prior, log_not_prior = np.log(priors), np.log1p(-priors)
    kept = logs
    if lanes.dropped is not None:
        kept = logs * (plan.terms.item[:, None] != lanes.dropped)
    folded = plan.fold(kept)
    on, off = folded[:size], folded[size : 2 * size]
    if plan.network.parents:  # a child's prior stands in its link table
        free = np.ones((size, 1), dtype=np.bool_)
        free[list(plan.network.parents)] = False
        on, off = on + np.where(free, log_prior, 0.0), off + np.where(free, log_not_prior, 0.0)
    else:
        on, off = on + log_prior, off + log_not_prior
    on = on if lanes.on is None else on + lanes.on
    off = off if lanes.off is None else off + lanes.off
    scale = folded[2 * size] + np.zeros(count)
    tables = tree_tables(plan.tables, plan.tree.axes, logs, log_not_prior, lanes.precision)
    if plan.small:
        on, off, scale = _small(plan, lanes, logs, log_not_prior, (on, off, scale))
    if lanes.dropped is not None:
        _drop(plan, lanes.dropped, tables)
    on, off = np.broadcast_to(on, (size, count)), np.broadcast_to(off, (size, count))
    top = np.maximum(on, off)
    if not np.all(np.isfinite(top)):
        raise ImpossibleEvidenceError("the evidence has probability zero: it contradicts itself on one cause")
    weights = np.exp(np.stack([off - top, on - top], axis=1)).astype(lanes.precision, copy=False)
    return Factors(weights, tables, scale + top.sum(axis=0))


def _small(
    plan: Plan, lanes: Lanes, logs: Array, log_not_prior: Array, sofar: tuple[Array, Array, Array]
) -> tuple[Array, Array, Array]:
    """Multiply tables of no cause into the scale and tables of one cause into its states."""
    on, off, scale = sofar
    for table in plan.small:
        values = small_table(table, logs, log_not_prior)
        if lanes.dropped is not None:
            values = np.where(lanes.dropped == table.item, 1.0, values)
        with np.errstate(divide="ignore"):
            values = np.log(values)
        if not table.causes:
            scale = scale + values[0]
            continue
        row = np.zeros((plan.network.size, 1))
        row[table.causes[0]] = 1.0
        # a state of weight zero stays so: 0 * -inf must not arise elsewhere
        off = np.where(row > 0.0, off + values[0], off)
        on = np.where(row > 0.0, on + values[1], on)
    return on, off, scale


def _drop(plan: Plan, dropped: Index, tables: list[Array]) -> None:
    """Replace the tables of left-out items by ones in their lanes."""
    lanes_of: dict[int, list[int]] = {}
    for lane, item in enumerate(dropped.tolist()):
        lanes_of.setdefault(item, []).append(lane)
    for t, table in enumerate(plan.tables):
        if table.item >= 0 and table.item in lanes_of:
            values = np.array(np.broadcast_to(tables[t], (tables[t].shape[0], dropped.size)))
            values[:, lanes_of[table.item]] = 1.0
            tables[t] = values


class _Scratch(threading.local):
    """Room for the tables of one chunk, kept per thread: fresh pages would cost more than the arithmetic.

    Nothing that leaves `evaluate` refers to it.
    """

    def __init__(self) -> None:
        # glibc returns the freed top of its heap to the system at once and then takes it back page by page, a third
        # of a batch's time; one larger block freed makes it keep as much (M_TRIM_THRESHOLD, mallopt(3))
        np.empty(2 * CHUNK_ENTRIES)
        self.room = np.empty(CHUNK_ENTRIES)


_scratch = _Scratch()


def passes(plan: Plan, ready: Factors, room: Array, sets: Sequence[Sequence[int]] = ()) -> tuple[Answers, Beliefs]:
    """One pass up and one down over a chunk; the beliefs stand in `room` (`plan.tree.cost` * n numbers).

    O(plan.cost * n), and a share of it for every set of causes whose union is asked for.
    """
    weights = ready.weights
    total = weights[:, 0] + weights[:, 1]
    active = weights[:, 1] / total
    up = collect(plan.tree, weights, ready.tables, room)
    outside = np.ones(plan.network.size, dtype=np.bool_)
    outside[list(plan.tree.variables)] = False
    log_total = ready.log_scale + up.log_total + np.log(total[outside], dtype=np.float64).sum(axis=0)
    if not np.all(np.isfinite(log_total)):
        raise ImpossibleEvidenceError("the evidence has probability zero: no set of causes can produce it")
    beliefs = distribute(plan.tree, up, active)
    return Answers(active, log_total, unions(beliefs, active, sets)), beliefs


def chunk_lanes(plan: Plan) -> int:
    """How many lanes make a chunk."""
    return max(1, CHUNK_ENTRIES // plan.cost)


def room_for(plan: Plan, count: int, precision: Precision = DOUBLE) -> Array:
    """Room for the tables of up to `count` lanes; the thread's own if it is large enough, so use it at once."""
    needed = plan.tree.cost * count
    return _scratch.room.view(precision) if needed <= CHUNK_ENTRIES else np.empty(needed, precision)


def chunks(plan: Plan, lanes: Lanes) -> Iterator[tuple[int, Factors]]:
    """The factors of all lanes, chunk by chunk, each with the number of its first lane."""
    step = chunk_lanes(plan)
    if lanes.count <= step:
        yield 0, factors(plan, lanes)
        return
    for at in range(0, lanes.count, step):
        yield at, factors(plan, lanes.part(at, min(at + step, lanes.count)))


def joined(parts: Sequence[Answers]) -> Answers:
    """The answers of successive chunks as one."""
    if len(parts) == 1:
        return parts[0]
    return Answers(
        np.concatenate([p.active for p in parts], axis=1),
        np.concatenate([p.log_total for p in parts]),
        np.concatenate([p.union for p in parts], axis=1),
    )


def evaluate(plan: Plan, lanes: Lanes, sets: Sequence[Sequence[int]] = ()) -> Answers:
    """All marginals, totals and unions of all lanes. O(plan.cost * lanes); memory bounded by `CHUNK_ENTRIES`."""
    room = room_for(plan, min(lanes.count, chunk_lanes(plan)), lanes.precision)
    return joined([passes(plan, ready, room, sets)[0] for _, ready in chunks(plan, lanes)])


@dataclass(frozen=True, slots=True)
class AtMeans:
    """The patient under the mean parameters: the factors, the calibrated tree, and what it answers."""

    ready: Factors
    beliefs: Beliefs
    answers: Answers


@lru_cache(maxsize=2)
def at_means(plan: Plan) -> AtMeans:
    """The one lane that nearly every question starts from; remembered for the plans asked last."""
    ready = factors(plan, Lanes())
    answers, beliefs = passes(plan, ready, np.empty(plan.tree.cost))
    answers.active.setflags(write=False)
    return AtMeans(ready, beliefs, answers)
