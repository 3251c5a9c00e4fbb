"""The product's own network against enumeration of every set of causes, and against an independent library."""

from __future__ import annotations

import numpy as np
import pytest

from sequela import inference
from sequela.inference import Evidence
from sequela.knowledge.schema.terms import MechanismId, Region
from sequela.pathway.differential.context import prior_for, region_priors
from sequela.pathway.differential.network_of import RegionNetwork, region_network
from tests.inference.enumeration import Enumeration
from tests.inference.test_peer import as_bayes_net, pyagrum

from .patients import knowledge

REGION: Region = "lumbar"


ENUMERABLE = 14
"""So many causes have sets few enough to go through one by one."""


def network_without(excluded: frozenset[MechanismId]) -> RegionNetwork:
    known = knowledge()
    priors = region_priors(known, REGION, 100)
    return region_network(known, REGION, priors, prior_for(priors, {}, excluded), excluded)


@pytest.fixture(scope="module")
def lumbar() -> RegionNetwork:
    return network_without(frozenset())


def part(seed: int) -> RegionNetwork:
    """The product's own tables, with so few mechanisms drawn by lot that every set of them can be enumerated."""
    ids = [m.id for m in knowledge().mechanisms.values() if REGION in m.regions]
    kept = {ids[i] for i in np.random.default_rng(seed).choice(len(ids), ENUMERABLE, replace=False)}
    return network_without(frozenset(m for m in ids if m not in kept))


def evidence(network: inference.Network, seed: int, count: int) -> Evidence:
    """`count` findings with levels drawn with their chances in an average patient: surprising sets included."""
    random = np.random.default_rng(seed)
    chosen = random.choice(len(network.findings), size=count, replace=False)
    told = {}
    for f in chosen:
        levels = network.findings[f].levels
        level = int(random.integers(levels))
        told[int(f)] = (level, levels - 1) if levels > 2 and level == 1 else (level, level)
    return Evidence.of(told)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("count", [5, 20, 40])
def test_the_posterior_and_main_generator_equal_enumeration(seed: int, count: int) -> None:
    region = part(seed)
    told = evidence(region.network, seed, count)
    truth = Enumeration(region.network, told, exact=False)
    plan = inference.plan(region.network, told)
    assert inference.posterior(plan).active == pytest.approx(truth.active(), abs=1e-9)
    assert inference.main_generator(plan, region.salience).share == pytest.approx(truth.main(region.salience), abs=1e-9)


@pytest.mark.parametrize("seed", [11, 12])
def test_an_independent_library_gives_the_same_posterior(lumbar: RegionNetwork, seed: int) -> None:
    told = evidence(lumbar.network, seed, 14)
    engine = pyagrum.LazyPropagation(as_bayes_net(lumbar.network, told))
    for f, lo, hi in told.items:
        engine.addEvidence(f"f{f}", [float(lo <= x <= hi) for x in range(lumbar.network.findings[f].levels)])
    engine.makeInference()
    theirs = [engine.posterior(f"c{m}")[1] for m in range(lumbar.network.size)]
    assert inference.posterior(inference.plan(lumbar.network, told)).active == pytest.approx(theirs, abs=1e-9)
