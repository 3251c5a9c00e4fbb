"""What several findings together would show: the joint results of a test, and the causes given each.

A finding's levels are differences of products over causes, P(X <= x | S) (see `value`); so the joint levels of several
findings are signed sums of lanes in which their products are multiplied. Every test is one block of lanes, all tests
one pass. The sums cost the digits of a rare result: of one rarer than `IMPOSSIBLE` nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from .lanes import Lanes, evaluate
from .network import Array, Finding, InferenceError, NoisyMax
from .posterior import _nodes as quadrature
from .reading import Plan
from .tables import log_of_rest
from .value import divergence

IMPOSSIBLE = 1e-9
"""Below this the digits of a difference of lanes say nothing of what follows."""


@dataclass(frozen=True, slots=True)
class Joint:
    """What the findings of one test would show together.

    ``levels`` (R, F): the joint results, as levels of `findings`. ``probability`` (R,). ``active`` (R, M) and ``main``
    (R, M): P(active) and P(main generator) given each. ``bits``: expected information about the causes one by one.
    """

    findings: tuple[int, ...]
    levels: tuple[tuple[int, ...], ...]
    probability: Array
    active: Array
    main: Array
    bits: float


@dataclass(frozen=True, slots=True)
class _Basis:
    """The lanes of one finding, and how its levels are made of them.

    ``factors`` (2 M + 1, B): log factors of state 1, of state 0, and of the lane. ``levels`` (L, B): level r is the sum
    of the lanes with these signs.
    """

    factors: Array
    levels: Array


def joint_outcomes(
    plan: Plan, tests: Sequence[Sequence[int]], salience: Sequence[int], *, most_nodes: int
) -> tuple[Joint, ...]:
    """The joint results of the findings of each test, none of them known yet.

    P(main) is exact for sets of causes whose salience adds up to twice `most_nodes` or less. O(plan.cost x lanes x
    nodes), the lanes of a test being the product of its findings' levels. Raises `InferenceError` for a finding that is
    known or stands twice in one test.
    """
    known = {f for f, _, _ in plan.evidence.items}
    size = plan.network.size
    for findings in tests:
        if len(set(findings)) < len(findings) or known & set(findings):
            raise InferenceError(f"findings {list(findings)}: known already, or named twice")
    if not tests:
        return ()
    bases = {f: _basis(plan.network.findings[f], size) for findings in tests for f in findings}
    blocks = [_block([bases[f] for f in findings], size) for findings in tests]
    factors = np.concatenate([np.zeros((2 * size + 1, 1)), *blocks], axis=1)
    on, off, scale = factors[:size], factors[size : 2 * size], factors[2 * size]
    found = evaluate(plan, Lanes(count=factors.shape[1], on=on, off=off))
    weight = np.exp(found.log_total + scale - found.log_total[0])
    share = _main(plan, on, off, found.log_total, salience, most_nodes)
    out, at = [], 1
    for findings, block in zip(tests, blocks, strict=True):
        lanes = slice(at, at + block.shape[1])
        at = lanes.stop
        signs = _signs([bases[f] for f in findings])
        out.append(
            _joint(
                tuple(findings),
                [bases[f].levels.shape[0] for f in findings],
                signs,
                weight[lanes],
                (found.active[:, lanes], share[:, lanes]),
                (found.active[:, 0], share[:, 0]),
            )
        )
    return tuple(out)


def _joint(
    findings: tuple[int, ...],
    sizes: Sequence[int],
    signs: Array,
    weight: Array,
    lanes: tuple[Array, Array],
    base: tuple[Array, Array],
) -> Joint:
    """Results from the lanes of one test: probability and what is given each; the present state where impossible."""
    probability = np.maximum(signs @ weight, 0.0)
    possible = probability > IMPOSSIBLE
    probability = np.where(possible, probability, 0.0)
    given = []
    for values, now in zip(lanes, base, strict=True):
        joint = (values * weight) @ signs.T
        with np.errstate(divide="ignore", invalid="ignore"):
            after = np.where(possible, joint / probability, now[:, None])
        given.append(np.clip(after, 0.0, 1.0))
    active, main = given
    told = divergence(active, base[0])
    return Joint(
        findings=findings,
        levels=tuple(product(*(range(size) for size in sizes))),
        probability=probability,
        active=active.T,
        main=main.T,
        bits=float(max(0.0, (told @ probability).sum())),
    )


def _main(plan: Plan, on: Array, off: Array, log_total: Array, salience: Sequence[int], most_nodes: int) -> Array:
    """(M, lanes) P(main generator) in each lane, by the quadrature of `posterior.main_lanes`."""
    values = np.array(salience, dtype=np.float64)
    nodes, weights = quadrature(int(values.sum()), most_nodes)
    count, repeat = on.shape[1], nodes.size
    lanes = Lanes(
        count=repeat * count,
        on=np.tile(on, (1, repeat)) + values[:, None] * np.repeat(np.log(nodes), count)[None, :],
        off=np.tile(off, (1, repeat)),
    )
    found = evaluate(plan, lanes)
    factor = np.exp(found.log_total.reshape(repeat, count) - log_total) * (weights / nodes)[:, None]
    share: Array = np.einsum("mrn,rn->mn", found.active.reshape(-1, repeat, count), factor) * values[:, None]
    return share


def _block(bases: Sequence[_Basis], size: int) -> Array:
    """(2 M + 1, product of B) log factors of all combinations of lanes, the last finding varying fastest."""
    block: Array = np.zeros((2 * size + 1, 1))
    for basis in bases:
        block = (block[:, :, None] + basis.factors[:, None, :]).reshape(2 * size + 1, -1)
    return block


def _signs(bases: Sequence[_Basis]) -> Array:
    """(results, lanes): which lanes make which joint result."""
    signs: Array = np.ones((1, 1))
    for basis in bases:
        signs = np.asarray(np.kron(signs, basis.levels), dtype=np.float64)
    return signs


def _basis(what: Finding, size: int) -> _Basis:
    if not isinstance(what, NoisyMax):
        columns = []
        for x in range(what.levels):
            rows = ((what.cause, what.on_levels), (what.cause + size, what.off_levels))
            columns.append(_column(size, [(r, float(sum(p[:x]) + sum(p[x + 1 :])), p[x]) for r, p in rows]))
        return _Basis(np.stack(columns, axis=1), np.eye(what.levels))
    free = [(c, v, 1.0 - v) for c, v in zip(what.inhibitors, what.block, strict=True)]
    levels = ((2 * size, what.leak_levels), *zip(what.causes, what.cause_levels, strict=True))
    upto = [
        _column(size, [*free, *((r, float(sum(p[x + 1 :])), float(sum(p[: x + 1]))) for r, p in levels)])
        for x in range(what.levels - 1)
    ]
    whole = np.zeros(2 * size + 1)
    if free:  # absent = 1 - V + V C, present = V - V C
        return _Basis(
            np.stack([whole, _column(size, free), upto[0]], axis=1), np.array([[1.0, -1.0, 1.0], [0.0, 1.0, -1.0]])
        )
    signs = np.eye(what.levels) - np.eye(what.levels, k=-1)
    return _Basis(np.stack([*upto, whole], axis=1), signs)


def _column(size: int, entries: Sequence[tuple[int, float, float]]) -> Array:
    """(2 M + 1,) log factors of one lane from (row, event, rest)."""
    column = np.zeros(2 * size + 1)
    for row, event, rest in entries:
        column[row] += log_of_rest(np.array([event]), np.array([rest]))[0]
    return column
