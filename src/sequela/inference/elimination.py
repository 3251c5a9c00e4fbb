"""In which order to eliminate the causes: min-fill on bit masks, and the cliques that result.

Sources: Kjaerulff 1990 (min-fill); Jensen & Jensen 1994 (optimal trees are NP-hard, so a heuristic).
"""

from __future__ import annotations

Bucket = tuple[list[int], int]
"""The variables a clique eliminates, and the bit mask of all its variables."""

_SHIFT = 16  # room for counts of up to 65535 variables in one comparable whole number
_NUMBER = (1 << _SHIFT) - 1


def bits(mask: int) -> list[int]:
    """Numbers of the bits set, lowest first."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def _singles(mask: int) -> list[int]:
    """The bits set, each as a mask of its own, lowest first."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low)
        mask ^= low
    return found


def _rank(vertex: int, near: dict[int, int]) -> int:
    """Rank: edges missing among the neighbours, then how many those are, then the vertex itself."""
    around = near[vertex]
    many = around.bit_count()
    missing = many * (many - 1)
    rest = around
    while rest:
        low = rest & -rest
        missing -= (around & near[low]).bit_count()
        rest ^= low
    return (missing << _SHIFT | many) << _SHIFT | vertex.bit_length() - 1


def eliminate(scopes: tuple[int, ...]) -> list[Bucket]:
    """Min-fill elimination: per bucket its own variables and its clique; ends a component with one clique.

    Vertices are masks of one bit. Only vertices whose neighbourhood changed, or that see both ends of a new
    edge, are ranked anew.
    """
    near: dict[int, int] = {}
    for scope in scopes:
        for v in _singles(scope):
            near[v] = near.get(v, 0) | scope
    for v in near:
        near[v] ^= v
    rank = {v: _rank(v, near) for v in near}
    buckets: list[Bucket] = []
    while near:
        number = min(rank.values()) & _NUMBER
        best = 1 << number
        around = near.pop(best)
        del rank[best]
        neighbours = _singles(around)
        reach, touched = 0, around
        filled = []
        for u in neighbours:
            new = around & ~near[u] ^ u
            near[u] = (near[u] | around) ^ u ^ best
            reach |= near[u]
            if new:
                filled.append((u, new))
        if not reach & ~around:
            buckets.append(([number, *bits(around)], around | best))
            for u in neighbours:
                del near[u], rank[u]
            continue
        buckets.append(([number], around | best))
        for u, new in filled:
            for x in _singles(new):
                touched |= near[u] & near[x]
        for u in _singles(touched):
            rank[u] = _rank(u, near)
    return buckets


def merge(buckets: list[Bucket]) -> list[Bucket]:
    """Join a bucket with a child whose separator is the whole bucket: no clique lies inside its parent."""
    kept: list[Bucket] = []
    separators: dict[int, int] = {}
    for own, clique in buckets:
        child = separators.pop(clique, None)
        if child is not None:
            own = kept[child][0] + own
            clique = kept[child][1]
            kept[child] = ([], 0)
        kept.append((own, clique))
        rest = clique
        for v in own:
            rest &= ~(1 << v)
        if rest:
            separators[rest] = len(kept) - 1
    return [k for k in kept if k[0]]
