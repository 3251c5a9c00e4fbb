"""From gentle to harsh: the order in which stages of care come in a plan."""

from __future__ import annotations

GENTLEST_FIRST = (
    frozenset({"self_care", "conservative"}),
    frozenset({"medicine"}),
    frozenset({"injection", "ablation"}),
    frozenset({"neuromodulation", "operation"}),
)
"""Stages of care in the order of a staged plan: what harms least comes first, and none follows a harsher one."""

GENTLE = GENTLEST_FIRST[0] | GENTLEST_FIRST[1]
"""Stages that come before any procedure, or beside it, whatever a test shows."""


def rank_of(stage: str) -> int:
    """The place of a stage of care in the order, the gentlest first."""
    return next(place for place, stages in enumerate(GENTLEST_FIRST) if stage in stages)
