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
from .propagation import Beliefs, not_zero


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
        value = _silenced(beliefs, at, silent, below)
        known = _inactive(clique.variables[clique.own :], silent)
        if last:
            ratio = _restricted(beliefs.ratios[at], known).reshape(value.shape) if beliefs.pending(at) else 1.0
            result = result * (value * ratio).sum(axis=0)
            continue
        before = _restricted(beliefs.messages[at], known)
        if not beliefs.pending(at):
            before = before * _restricted(beliefs.ratios[at], known)
        waiting.setdefault(clique.parent, []).append((clique, value / not_zero(before).reshape(value.shape)))
    return result


def _root(tree: Tree, clique: int) -> int:
    while tree.cliques[clique].parent >= 0:
        clique = tree.cliques[clique].parent
    return clique


def _inactive(variables: Sequence[int], silent: set[int]) -> tuple[int | slice, ...]:
    """An index for a table over `variables`: the silent ones inactive, all states of the others."""
    return tuple(0 if v in silent else slice(None) for v in variables)


def _restricted(values: Array, index: tuple[int | slice, ...]) -> Array:
    """A table (2**k, n) with one axis for each of its k variables, at this index."""
    return values.reshape((2,) * len(index) + (values.shape[-1],))[index]


def _silenced(beliefs: Beliefs, at: int, silent: set[int], below: list[tuple[Clique, Array]]) -> Array:
    """(separator states, n): the clique's table with its silent members inactive and the branches below changed,
    summed over what it eliminates.

    A silent member counts as inactive in its separator, too: where it is eliminated no other state will be asked for.
    """
    clique = beliefs.tree.cliques[at]
    lanes = beliefs.potentials[at].shape[-1]
    value = _restricted(beliefs.potentials[at].reshape(-1, lanes), _inactive(clique.variables, silent))
    left = [v for v in clique.variables if v not in silent]
    for child, ratio in below:
        outside = child.variables[child.own :]
        value = value * ratio.reshape(*(2 if v in outside else 1 for v in left), lanes)
    summed = sum(v not in silent for v in clique.variables[: clique.own])
    return value.reshape(1 << summed, -1, lanes).sum(axis=0) if summed else value.reshape(-1, lanes)
