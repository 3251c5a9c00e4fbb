"""What a reading opens, how often it misleads, and the sources of both."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sequela.assessment.blocks import FalsePositiveChance, Opens
from sequela.knowledge import estimate
from sequela.knowledge.schema.blocks import BlockGuide
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Estimate, Region


def opens(guide: BlockGuide, key: str) -> Opens | None:
    """What a reading opens; `key` is a level of the finding, ``discordant`` or ``uninterpretable``."""
    for licence in guide.licences:
        if licence.when == key:
            return Opens(step=licence.step, text=licence.text.en, sources=licence.sources)
    return None


def false_positive(
    guide: BlockGuide, level: str, finding: Finding, region: Region, knowledge: Knowledge
) -> FalsePositiveChance | None:
    """How often this level is read though the pain comes from elsewhere; the finding's leak where no study says."""
    if level == finding.levels[0]:
        return None
    found = next((f.share for f in guide.false_positives if f.level == level and region in f.regions), None)
    share = found or finding.leak_of(region).get(level)
    if share is None:
        return None
    beta = estimate.probability(share)
    return FalsePositiveChance(
        level=level,
        share=beta.mean,
        interval=_interval(beta, knowledge),
        source=share.source,
        note=share.note or share.elicited,
    )


def _interval(beta: estimate.Beta, knowledge: Knowledge) -> tuple[float, float]:
    """The central interval that every probability here is shown with, from draws with a fixed start."""
    drawn = estimate.draws(
        beta,
        np.random.default_rng(int(knowledge.conventions["seed"].value)),
        int(knowledge.conventions["prior_draws"].value),
    )
    outside = (1 - knowledge.conventions["interval_mass"].value) / 2
    low, high = np.quantile(drawn, (outside, 1 - outside))
    return float(low), float(high)


def sources_of(
    licence: Opens | None, chance: FalsePositiveChance | None, used: tuple[Estimate, ...], knowledge: Knowledge
) -> tuple[str, ...]:
    """Every source that a reading rests on, once."""
    named = [*(licence.sources if licence else ()), *([chance.source] if chance and chance.source else ())]
    named += [e.source for e in used if e.source is not None]
    return tuple(source for source in dict.fromkeys(named) if source in knowledge.sources)


def numbers_used(guide: BlockGuide, drugs: tuple[str, ...], knowledge: Knowledge) -> Iterator[Estimate]:
    """The cut-off and the hours of the drugs."""
    yield guide.positive_at
    for drug in drugs:
        known = knowledge.anaesthetics[drug]
        yield from (known.onset, known.least, known.most)
