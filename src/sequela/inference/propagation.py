"""One pass up and one pass down a clique tree, for many lanes at once: totals, marginals.

Every table is positive and is only multiplied, summed and divided, so nothing cancels. The last axis is the
lane. Both passes work in the precision of the weights they are given, single or double.

Sources: Lauritzen & Spiegelhalter 1988; Jensen, Lauritzen & Olesen 1990 (division by the message, 0/0 = 0).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .cliquetree import Clique, Tree
from .network import Array, ImpossibleEvidenceError

_SAFE = {8: 1e-200, 4: 1e-20}  # by bytes a number: above this total, what underflowed on the way cannot matter
_TINY = {8: 1e-300, 4: 1e-37}


def not_zero(total: Array) -> Array:
    """The same, with a tiny number in place of 0, for a division in which 0 / 0 must be 0."""
    return np.maximum(total, _TINY[total.itemsize])


@dataclass(frozen=True, slots=True)
class Collected:
    """After the pass up: per clique its potential and its message; log total per lane."""

    potentials: list[Array]
    messages: list[Array]
    log_total: Array


@dataclass(frozen=True, slots=True)
class Beliefs:
    """After the pass down. ``potentials[i]`` (own states, separator states, n) times ``ratios[i]`` (separator states,
    n) is P(states of clique i | lane). The ratio has been multiplied in already unless clique i is `pending` (it has
    no children, so nobody needed it). ``messages[i]``: what clique i sent up.
    """

    tree: Tree
    potentials: list[Array]
    messages: list[Array]
    ratios: list[Array]

    def pending(self, clique: int) -> bool:
        """Is the ratio of this clique not multiplied in yet?"""
        return not self.tree.cliques[clique].has_children


def collect(
    tree: Tree, weights: Array, tables: list[Array], room: Array | None = None, *, scaled: bool = False
) -> Collected:
    """Pass up. ``weights`` (M, 2, n) per cause and state, at most 1; ``tables[t]`` (2**k, n or 1), at most 1.

    Everything is at most 1 and only shrinks, so a total above 1e-200 (1e-20 in single precision) proves that nothing
    relevant underflowed; otherwise the pass is repeated with every product scaled per lane. ``room``: at least
    ``tree.cost * n`` numbers of the weights' precision to write potentials to, so that chunks of lanes reuse the same
    memory. O(cost * n).
    """
    lanes = weights.shape[-1]
    room = np.empty(tree.cost * lanes, weights.dtype) if room is None else room
    potentials: list[Array] = []
    messages: list[Array] = []
    totals = []
    log_scale = np.zeros(lanes)
    used = 0
    for clique in tree.cliques:
        many = 1 << len(clique.variables)
        place = room[used : used + many * lanes].reshape((2,) * len(clique.variables) + (lanes,))
        used += many * lanes
        scale = _multiply(clique, weights, tables, messages, place, scaled)
        potential = place.reshape(1 << clique.own, -1, lanes)
        message = potential[0] + potential[1] if clique.own == 1 else potential.sum(axis=0)
        potentials.append(potential)
        messages.append(message)
        log_scale += scale
        if clique.parent < 0:
            totals.append(message[0])
    with np.errstate(divide="ignore"):
        log_total = np.log(np.array(totals, np.float64)).sum(axis=0) + log_scale if totals else log_scale
    if not scaled and totals and min(float(t.min()) for t in totals) < _SAFE[weights.itemsize]:
        return collect(tree, weights, tables, room, scaled=True)
    if not np.all(np.isfinite(log_total)):
        raise ImpossibleEvidenceError("the evidence has probability zero: no set of causes can produce it")
    return Collected(potentials, messages, log_total)


def _multiply(
    clique: Clique, weights: Array, tables: list[Array], messages: list[Array], place: Array, scaled: bool
) -> Array | float:
    """The product of a clique's operands, written to `place`; returns the log of what was divided out."""
    sources = (tables, messages, weights)
    parts: list[Array] = [sources[kind][n].reshape(*shape, -1) for kind, n, shape in clique.operands]
    log_scale: Array | float = 0.0
    for a, b, whole in clique.steps:
        product = np.multiply(parts[a], parts[b], out=place if whole else None)
        if scaled:
            log_scale = log_scale + _rescale(product)
        parts.append(product)
    return log_scale


def _rescale(product: Array) -> Array:
    """Divide by the greatest entry of every lane, in place; returns its logarithm."""
    top = not_zero(product.max(axis=tuple(range(product.ndim - 1))))
    product /= top
    return np.asarray(np.log(top, dtype=np.float64))


def _summed(table: Array, axes: tuple[int, ...]) -> Array:
    """The sum over these axes of two states; over one axis as two halves, twice as fast as NumPy's reduction."""
    if len(axes) > 1:
        return np.asarray(table.sum(axis=axes))
    halves = table.reshape(1 << axes[0], 2, -1)
    return halves[:, 0] + halves[:, 1]


def distribute(tree: Tree, up: Collected, active: Array) -> Beliefs:
    """Pass down, consuming ``up.potentials``; writes P(state 1) of the variables to ``active`` (M, n)."""
    lanes = active.shape[-1]
    beliefs: list[Array] = [active] * len(tree.cliques)
    ratios: list[Array] = [active] * len(tree.cliques)
    for i in range(len(tree.cliques) - 1, -1, -1):
        clique = tree.cliques[i]
        message = up.messages[i]
        if clique.parent < 0:
            ratio = 1.0 / message
        else:
            above = beliefs[clique.parent]
            ratio = _summed(above, clique.sum_axes).reshape(message.shape)
            ratio /= not_zero(message)
        ratios[i] = ratio
        belief = up.potentials[i]
        if clique.has_children:
            belief *= ratio
            beliefs[i] = belief.reshape((2,) * len(clique.variables) + (lanes,))
        if clique.own == 1:  # state 1 alone will do
            on = belief[1]
            single = on.sum(axis=0) if clique.has_children else np.einsum("sn,sn->n", on, ratio)
            active[clique.variables[0]] = single
            continue
        if belief.shape[1] == 1:
            own = belief[:, 0]
        elif clique.has_children:
            own = belief.sum(axis=1)
        else:
            own = np.einsum("osn,sn->on", belief, ratio)
        for v in clique.variables[: clique.own]:  # peel: half the table per variable
            half = own.shape[0] >> 1
            active[v] = own[half:].sum(axis=0)
            own = own[:half] + own[half:]
        if belief.shape[1] == 1 and not clique.has_children:
            active[list(clique.variables)] *= ratio
    return Beliefs(tree, up.potentials, up.messages, ratios)
