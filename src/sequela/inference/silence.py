"""P(no cause of a set is active) from a calibrated clique tree: a pass up that touches only the set's own branches.

The members' active states get weight zero in the cliques where they are eliminated. Going up from there, the message
of a clique relative to what it was is P(the members below inactive | separator); the beliefs of all other cliques
stay, and where the last branches meet the sum is the answer. Nothing but sums and products of probabilities.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .cliquetree import Clique, Tree
from .network import Array, InferenceError
from .propagation import TINY, Beliefs


def unions(beliefs: Beliefs, active: Array, sets: Sequence[Sequence[int]]) -> Array:
    """(G, n): P(some cause of set g active | lane), as 1 - P(none); ``active`` (M, n) are the marginals."""
    size, lanes = active.shape
    if any(not members or not all(0 <= m < size for m in members) for members in sets):
        raise InferenceError("each set needs at least one cause of the network")
    none = [nothing_of(beliefs, active, members) for members in sets]
    return np.asarray(1.0 - np.minimum(np.array(none).reshape(len(none), lanes), 1.0))


def nothing_of(beliefs: Beliefs, active: Array, members: Sequence[int]) -> Array:
    """(n,) P(none of `members` active | lane)."""
    if len(members) == 1:
        return np.asarray(1.0 - active[members[0]])
    tree = beliefs.tree
    inside = set(tree.variables)
    silent = set(members)
    alone = [m for m in members if m not in inside]
    result: Array = (1.0 - active[alone]).prod(axis=0)
    waiting: dict[int, list[tuple[Clique, Array]]] = {
        i: [] for i, clique in enumerate(tree.cliques) if silent.intersection(clique.variables[: clique.own])
    }
    while waiting:
        at = min(waiting)  # children stand before their parents
        below = waiting.pop(at)
        clique = tree.cliques[at]
        last = not any(_root(tree, other) == _root(tree, at) for other in waiting)
        value = _silenced(clique, beliefs, at, silent, below, whole=last)
        if last:
            result = result * value.sum(axis=0)
            continue
        before = beliefs.messages[at] if beliefs.pending(at) else beliefs.messages[at] * beliefs.ratios[at]
        waiting.setdefault(clique.parent, []).append((clique, value / np.maximum(before, TINY)))
    return result


def _root(tree: Tree, clique: int) -> int:
    while tree.cliques[clique].parent >= 0:
        clique = tree.cliques[clique].parent
    return clique


def _silenced(
    clique: Clique, beliefs: Beliefs, at: int, silent: set[int], below: list[tuple[Clique, Array]], *, whole: bool
) -> Array:
    """(separator states, n): the clique's table with its silent members inactive and the branches below changed,
    summed over what it eliminates; with `whole` in units of probability.
    """
    own, variables = clique.variables[: clique.own], clique.variables
    lanes = beliefs.potentials[at].shape[-1]
    index = tuple(0 if v in silent and v in own else slice(None) for v in variables)
    value = beliefs.potentials[at].reshape((2,) * len(variables) + (lanes,))[index]
    for child, ratio in below:
        outside = child.variables[child.own :]
        value = value * ratio.reshape(*(2 if v in outside else 1 for v in variables), lanes)[index]
    left = sum(v not in silent for v in own)
    value = value.reshape(1 << left, -1, lanes).sum(axis=0) if left else value.reshape(-1, lanes)
    if whole and beliefs.pending(at):
        value = value * beliefs.ratios[at]
    return np.asarray(value)
