"""P(at least one cause of a set is active): for causes that are shown together."""

from __future__ import annotations

from collections.abc import Sequence

from .lanes import Lanes, at_means, evaluate
from .network import Array
from .reading import Plan
from .silence import unions


def union(plan: Plan, sets: Sequence[Sequence[int]], lanes: Lanes | None = None) -> Array:
    """(G, n): P(some cause of set g active | lane)."""
    if lanes is None:
        base = at_means(plan)
        return unions(base.beliefs, base.answers.active, sets)
    return evaluate(plan, lanes, sets).union
