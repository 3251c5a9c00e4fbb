"""A clique tree over causes only: which tables meet where, in which order to multiply, at what cost.

Every table is positive and is only ever multiplied, summed and divided, so nothing cancels. Variables are
numbered by their place in the elimination order and every table keeps its axes in that order: the variables a
clique eliminates are its leading axes, summing them out is one reduction. The last axis is the lane.

Sources: Lauritzen & Spiegelhalter 1988; Jensen, Lauritzen & Olesen 1990 (division by the message, 0/0 = 0);
Kjaerulff 1990 (min-fill).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from heapq import heapify, heappop, heappush

import numpy as np

from .elimination import bits, eliminate, merge
from .network import Array, TooDenseError

MAX_ENTRIES = 1 << 23
"""Most table entries of one lane that are still attempted (64 MiB); beyond it `TooDenseError`."""

TABLE, MESSAGE, WEIGHT = range(3)


@dataclass(frozen=True, slots=True)
class Clique:
    """One clique: its variables in elimination order, of which the first `own` end here.

    ``operands``: what is multiplied, each TABLE, MESSAGE or WEIGHT (of a variable that ends here), its
    number, and the shape that broadcasts it (lanes excluded). ``steps``: which two operands or earlier
    results to multiply next; a result is numbered after the operands; True: it has all variables and is
    written to the clique's own place. ``sum_axes``: the axes *of the parent* to sum when passing down.
    """

    variables: tuple[int, ...]
    own: int
    parent: int
    operands: tuple[tuple[int, int, tuple[int, ...]], ...]
    steps: tuple[tuple[int, int, bool], ...]
    has_children: bool
    sum_axes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """Cliques, children first; ``axes[t]``: scope of table t in axis order; ``cost`` in table entries."""

    cliques: tuple[Clique, ...]
    axes: tuple[tuple[int, ...], ...]
    variables: tuple[int, ...]
    cost: int


@lru_cache(maxsize=512)
def build(scopes: tuple[int, ...]) -> Tree:
    """The tree for tables over these variable sets (bit masks, each of at least two variables)."""
    buckets = merge(eliminate(scopes))
    cost = sum(1 << mask.bit_count() for _, mask in buckets)
    if cost > MAX_ENTRIES:
        raise TooDenseError(
            f"these findings tie too many causes together: {cost} table entries predicted, "
            f"at most {MAX_ENTRIES} are attempted"
        )
    order = [v for own, _ in buckets for v in own]
    place = {v: i for i, v in enumerate(order)}
    home = {v: i for i, (own, _) in enumerate(buckets) for v in own}
    lists = [sorted(bits(mask), key=place.__getitem__) for _, mask in buckets]
    axes = tuple(tuple(sorted(bits(scope), key=place.__getitem__)) for scope in scopes)
    inputs: list[list[tuple[int, int, int]]] = [[] for _ in buckets]  # kind, number, scope
    for t, scope in enumerate(scopes):
        inputs[home[axes[t][0]]].append((TABLE, t, scope))
    cliques = []
    for i, (own, _) in enumerate(buckets):
        rest = lists[i][len(own) :]
        parent, outside = -1, tuple[int, ...]()
        if rest:
            parent = home[rest[0]]
            scope = sum(1 << v for v in rest)
            inputs[parent].append((MESSAGE, i, scope))
            outside = tuple([a for a, v in enumerate(lists[parent]) if not scope >> v & 1])
        with_children = any(kind == MESSAGE for kind, _, _ in inputs[i])
        steps = _schedule([scope for _, _, scope in inputs[i]], lists[i][: len(own)], len(lists[i]))
        shaped = [(kind, n, _shape(scope, lists[i])) for kind, n, scope in inputs[i]]
        for at, v in enumerate(lists[i][: len(own)]):
            shaped.append((WEIGHT, v, (1,) * at + (2,) + (1,) * (len(lists[i]) - at - 1)))
        cliques.append(Clique(tuple(lists[i]), len(own), parent, tuple(shaped), steps, with_children, outside))
    return Tree(tuple(cliques), axes, tuple(order), cost)


def _shape(scope: int, variables: list[int]) -> tuple[int, ...]:
    return tuple([2 if scope >> v & 1 else 1 for v in variables])


def _schedule(scopes: list[int], own: list[int], size: int) -> tuple[tuple[int, int, bool], ...]:
    """In which pairs to multiply a clique's tables, so that few products are as large as the clique.

    Weights of single variables first, each into the smallest table that has it; then always the pair whose
    product adds least to what the two already hold (the greedy rule of tensor contraction).
    """
    scope = dict(enumerate(scopes))
    steps: list[tuple[int, int, int]] = []
    fresh = len(scopes) + len(own)
    for w, v in enumerate(own, start=len(scopes)):
        least, entries = -1, size + 1
        for k, mask in scope.items():
            if mask >> v & 1 and mask.bit_count() < entries:
                least, entries = k, mask.bit_count()
        steps.append((least, w, scope[least]))
        scope[fresh] = scope.pop(least)
        fresh += 1
    if len(scope) == 1:
        return _placed(steps, size, len(scopes) + len(own))
    keys = list(scope)
    queue = [(*_gain(scope[a], scope[b]), a, b) for i, a in enumerate(keys) for b in keys[i + 1 :]]
    heapify(queue)
    while len(scope) > 1:
        _, _, a, b = heappop(queue)
        if a not in scope or b not in scope:
            continue
        union = scope.pop(a) | scope.pop(b)
        steps.append((a, b, union))
        for k, other in scope.items():
            heappush(queue, (*_gain(other, union), k, fresh))
        scope[fresh] = union
        fresh += 1
    return _placed(steps, size, len(scopes) + len(own))


def _gain(a: int, b: int) -> tuple[int, int]:
    """Rank of multiplying tables over these scopes: entries added, then entries of the product."""
    product = 1 << (a | b).bit_count()
    return product - (1 << a.bit_count()) - (1 << b.bit_count()), product


def _placed(steps: list[tuple[int, int, int]], size: int, first: int) -> tuple[tuple[int, int, bool], ...]:
    """Mark the steps that write to the clique's place: the first whole product and what grows of it."""
    holder = -1
    placed = []
    for number, (a, b, scope) in enumerate(steps, start=first):
        whole = scope.bit_count() == size and holder in (-1, a, b)
        if whole:
            holder = number
        placed.append((a, b, whole))
    return tuple(placed)


@lru_cache(maxsize=32)
def bit_rows(count: int) -> Array:
    """(2**count, count): row r has the bits of r, the first variable the most significant (axis order)."""
    rows = np.arange(1 << count)[:, None] >> np.arange(count)[::-1] & 1
    result = rows.astype(np.float64)
    result.setflags(write=False)
    return result
