"""The dominant pain pattern: the expected share of active sources that show it; mixed if none reaches one half."""

from __future__ import annotations

from sequela.assessment import PatternResult
from sequela.knowledge import estimate
from sequela.knowledge.schema.knowledge import Knowledge

from .posterior import Inferred

MIXED = "mixed"


def pattern(knowledge: Knowledge, inferred: Inferred) -> PatternResult:
    """Sum each mechanism's P(main) over the patterns its pain shows, as a share of what is explained."""
    shares: dict[str, float] = {p: 0.0 for p in sorted(knowledge.patterns) if p != MIXED}
    for i, m in enumerate(inferred.region.causes):
        for p, e in knowledge.mechanisms[m].patterns.items():
            shares[p] += float(inferred.cause_main[i]) * estimate.probability(e).mean
    total = sum(shares.values())
    if total > 0:
        shares = {p: v / total for p, v in shares.items()}
    dominant: str = max(shares, key=lambda p: (shares[p], p))
    if shares[dominant] < knowledge.conventions["dominant_pattern"].value:
        dominant = MIXED
    return PatternResult(dominant=dominant, probabilities=dict(sorted(shares.items(), key=lambda x: (-x[1], x[0]))))
