"""P(main generator) of every line of a differential by what is known at three stages, and by a simpler model.

The prior alone; prior with context and time course; and single-cause naive Bayes over the same knowledge: exactly one
mechanism is active, with the prior of the network scaled to sum 1 and P(finding | it alone) of every known finding;
findings are independent given the cause, what is unknown is left out, and nothing else is ever the case. It stands for
what a differential with one diagnosis per patient can do with the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sequela import inference
from sequela.case.derived import FactorValue
from sequela.inference import Evidence, Network, NoisyMax, SingleCause
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FactorId, MechanismId, Region
from sequela.pathway.differential.context import prior_for, region_priors
from sequela.pathway.differential.entries import entries_of
from sequela.pathway.differential.network_of import linked_findings, region_network
from sequela.pathway.differential.posterior import Inferred
from sequela.rules.language import compile_condition
from sequela.validation.told import Told


def forecast(knowledge: Knowledge, region: Region, known: Mapping[FactorId, FactorValue]) -> dict[str, float]:
    """P(main) of every line of the region's differential by prior and context, before any finding."""
    if not linked_findings(knowledge, region):
        return {}
    priors = region_priors(knowledge, region, int(knowledge.conventions["prior_draws"].value))
    told = Told(factors={f: value.levels for f, value in known.items()})
    excluded = frozenset(m for m in priors.mechanisms if _impossible(knowledge, region, m, told))
    network = region_network(knowledge, region, priors, prior_for(priors, known, excluded), excluded)
    plan = inference.plan(network.network, Evidence.of({}))
    share = inference.main_generator(plan, network.salience).share
    lines = entries_of(knowledge, network.causes)
    impossible = {str(knowledge.mechanisms[m].part_of or m): 0.0 for m in excluded}
    return impossible | {line.id: float(p) for line, p in zip(lines.lines, lines.summed(share), strict=True)}


def _impossible(knowledge: Knowledge, region: Region, mechanism: MechanismId, told: Told) -> bool:
    condition = knowledge.mechanisms[mechanism].regions[region].impossible_when
    return condition is not None and compile_condition(condition).evaluate(told).value is True


def naive_bayes(inferred: Inferred) -> dict[str, float]:
    """P(cause) of every line if exactly one mechanism is active; sums to 1."""
    share = single_cause(inferred.region.network, inferred.plan.evidence)
    lines = inferred.entries
    return {line.id: float(p) for line, p in zip(lines.lines, lines.summed(share), strict=True)}


def single_cause(network: Network, evidence: Evidence) -> NDArray[np.float64]:
    """(M,) P(cause | evidence) if exactly one is active, links among causes left out. O(findings known x causes)."""
    log = np.log(np.maximum(network.priors, np.finfo(float).tiny))
    for finding, low, high in evidence.items:
        log += np.log(np.maximum(_alone(network.findings[finding], low, high, network.size), np.finfo(float).tiny))
    share = np.exp(log - log.max())
    return np.asarray(share / share.sum())


def _alone(finding: NoisyMax | SingleCause, low: int, high: int, size: int) -> NDArray[np.float64]:
    """(size,) P(level in `low`..`high` | this cause alone is active); causes that do not bear on it show the leak."""
    if isinstance(finding, SingleCause):
        out = np.full(size, math.fsum(finding.off_levels[low : high + 1]))
        out[finding.cause] = math.fsum(finding.on_levels[low : high + 1])
        return out
    leak = np.cumsum(finding.leak_levels)
    out = np.full(size, _between(leak, low, high))
    for cause, levels in zip(finding.causes, finding.cause_levels, strict=True):
        out[cause] = _between(leak * np.cumsum(levels), low, high)
    for cause, block in zip(finding.inhibitors, finding.block, strict=True):
        present = (1 - leak[0]) * (1 - block)
        out[cause] = (1.0 if high == 1 else 1 - present) - (0.0 if low == 0 else 1 - present)
    return out


def _between(cumulated: NDArray[np.float64], low: int, high: int) -> float:
    return float(cumulated[high] - (cumulated[low - 1] if low else 0.0))
