"""The patients on whom influence is measured: drawn from the knowledge, half of them fully worked up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from sequela.case.derived import FactorValue
from sequela.inference import Evidence, Plan, plan
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FactorId, FindingId, MechanismId, Region
from sequela.pathway.differential.context import Prior, RegionPriors, prior_for, region_priors, without_repeats
from sequela.pathway.differential.network_of import RegionNetwork, region_network
from sequela.records import frozen
from sequela.validation.practice import Practice
from sequela.validation.simulate import simulate
from sequela.validation.world import world_of

PATIENTS = 80
"""Half with nearly everything known, half as a clinic knows its patients; the first fifty ranks hardly move beyond."""

_WORKED_UP = Practice(
    known=dict.fromkeys(
        ("patient", "record", "examination", "imaging", "laboratory", "electrodiagnosis", "block"), 0.95
    ),
    factor_known=0.95,
)


@frozen
class Panelist:
    """One patient: what is told of his context, his network with its priors, without what he cannot have, his facts."""

    context: Mapping[FactorId, FactorValue]
    priors: RegionPriors
    region: RegionNetwork
    evidence: Evidence
    plan: Plan


def panel(knowledge: Knowledge, region: Region, patients: int = PATIENTS) -> Iterator[Panelist]:
    """The patients, the same every time."""
    rng = np.random.default_rng(int(knowledge.conventions["seed"].value))
    world = world_of(knowledge, region)
    priors = region_priors(knowledge, region, int(knowledge.conventions["prior_draws"].value))
    networks: dict[frozenset[MechanismId], RegionNetwork] = {}
    for practice, count in ((_WORKED_UP, patients // 2), (Practice(), patients - patients // 2)):
        drawn = simulate(world, count, rng, practice)
        for i in range(count):
            told = {f: FactorValue(levels=levels, facts=()) for f, levels in drawn.told(i).items()}
            excluded = drawn.cannot_be(i)
            prior = prior_for(priors, told, excluded)
            if excluded not in networks:  # only the priors differ between patients who can have the same
                networks[excluded] = region_network(knowledge, region, priors, prior, excluded)
            yield _panelist(_with_priors(networks[excluded], prior), priors, told, drawn.seen(i))


def _with_priors(region: RegionNetwork, prior: Prior) -> RegionNetwork:
    draws = prior.draws[:, region.columns]
    return replace(region, network=replace(region.network, priors=draws.mean(axis=0), prior_draws=draws))


def _panelist(
    region: RegionNetwork,
    priors: RegionPriors,
    told: Mapping[FactorId, FactorValue],
    seen: Mapping[FindingId, tuple[int, int]],
) -> Panelist:
    index = region.index()
    evidence = Evidence.of({index[f]: levels for f, levels in seen.items() if f in index})
    return Panelist(
        context=without_repeats(told),
        priors=priors,
        region=region,
        evidence=evidence,
        plan=plan(region.network, evidence),
    )
