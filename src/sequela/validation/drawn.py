"""Patients drawn from one mechanism's own file: does the answer find what its own knowledge describes?

A patient has the mechanism active alone. Context levels come from their shares times the mechanism's ratios, findings
from what its file says of them, all others from the leak. Everything is known: a full work-up. The patients are
synthetic and say nothing of real ones; they show whether a mechanism has enough telling findings to be told from
the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from sequela import inference
from sequela.case.derived import FactorValue
from sequela.inference import Evidence
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FactorId, FindingId, MechanismId, Region
from sequela.pathway.differential.context import Prior, RegionPriors, prior_for, region_priors
from sequela.pathway.differential.entries import entries_of
from sequela.pathway.differential.network_of import RegionNetwork, region_network
from sequela.records import frozen
from sequela.rules.language import compile_condition

from .practice import best_measures
from .simulate import draw_all
from .told import Told
from .world import World, means_of, world_of

Built = dict[frozenset[MechanismId], RegionNetwork]
"""Networks already made, by the mechanisms left out of them."""

FEWEST_TRIES = 50
"""Draws of a context before a mechanism is believed to have none that fits together."""


@frozen
class DrawnPatient:
    """A synthetic patient: the level of every factor, and of every finding that counts."""

    context: Mapping[FactorId, str]
    levels: Mapping[FindingId, int]


@frozen
class Found:
    """How a mechanism's own patients were answered: share first, share among the first three; `n` patients.

    `line` is the line of the differential in which it is shown: its own, or its group's. `missed` counts what was
    listed first where it was not among the first three.
    """

    mechanism: MechanismId
    line: MechanismId
    region: Region
    n: int
    first: float
    in_three: float
    missed: Mapping[str, int]


def found_again(knowledge: Knowledge, region: Region, n: int, seed: int) -> Iterator[Found]:
    """For every mechanism of a region: n synthetic patients of its own, answered by the product's inference."""
    world = world_of(knowledge, region)
    priors = region_priors(knowledge, region, int(knowledge.conventions["prior_draws"].value))
    built: Built = {}
    for m, mechanism in enumerate(world.mechanisms):
        rng = np.random.default_rng([seed, m])
        line = knowledge.mechanisms[mechanism].part_of or mechanism
        ranks, missed = [], dict[str, int]()
        for patient in drawn_patients(world, m, n, rng):
            order = ranking(knowledge, world, priors, patient, built)
            rank = order.index(line) if line in order else len(order)
            ranks.append(rank)
            if rank > 2:
                missed[order[0]] = missed.get(order[0], 0) + 1
        ranked = np.array(ranks)
        yield Found(
            mechanism=mechanism,
            line=line,
            region=region,
            n=n,
            first=float((ranked == 0).mean()),
            in_three=float((ranked <= 2).mean()),
            missed=dict(sorted(missed.items(), key=lambda item: (-item[1], item[0]))),
        )


def drawn_patients(world: World, m: int, n: int, rng: np.random.Generator) -> Iterator[DrawnPatient]:
    """n patients with mechanism number m of the world active alone."""
    numbers = means_of(world, n)
    active = np.zeros((n, len(world.mechanisms)), dtype=np.bool_)
    active[:, m] = True
    levels = draw_all(world, numbers, active, rng)
    counted = best_measures(world.findings, np.ones((1, len(world.findings)), dtype=np.bool_))[0]
    for i in range(n):
        yield DrawnPatient(
            context=_context(world, m, rng),
            levels={f.id: int(levels[i, k]) for k, f in enumerate(world.findings) if counted[k]},
        )


def _context(world: World, m: int, rng: np.random.Generator) -> dict[FactorId, str]:
    """A level of each factor, drawn anew until they can be together and the mechanism possible."""
    rule = world.impossible_when.get(m)
    cannot = None if rule is None else compile_condition(rule)
    for _ in range(FEWEST_TRIES):
        drawn: dict[FactorId, str] = {}
        for factor in world.factors:
            share = factor.shares * np.exp(factor.centre[m])
            drawn[factor.id] = factor.levels[int(rng.choice(share.size, p=share / share.sum()))]
        told = Told(factors={f: frozenset({level}) for f, level in drawn.items()})
        if _coherent(drawn) and (cannot is None or cannot.evaluate(told).value is not True):
            break
    return drawn


def _network(
    knowledge: Knowledge,
    region: Region,
    priors: RegionPriors,
    prior: Prior,
    excluded: frozenset[MechanismId],
    built: Built,
) -> RegionNetwork:
    """The network for this prior; its tables are made once for each set of excluded mechanisms."""
    if excluded not in built:
        built[excluded] = region_network(knowledge, region, priors, prior, excluded)
    made = built[excluded]
    draws = prior.draws[:, made.columns]
    return replace(made, network=replace(made.network, priors=draws.mean(axis=0), prior_draws=draws))


def _coherent(drawn: Mapping[FactorId, str]) -> bool:
    """A fusion fuses something and nothing else does; relief and onset do not contradict each other."""
    context = {str(f): level for f, level in drawn.items()}
    fusion = context.get("procedure", "").startswith("fusion")
    if "fused_to_sacrum" in context and fusion == (context["fused_to_sacrum"] == "no_fusion"):
        return False
    at_once = context.get("onset") == "from_operation"
    relief = context.get("relief")
    return not ((relief == "none" and not at_once) or (relief == "complete" and at_once))


def ranking(
    knowledge: Knowledge, world: World, priors: RegionPriors, patient: DrawnPatient, built: Built
) -> list[MechanismId]:
    """The lines of the differential for this patient, most probable main generator first."""
    context = {f: FactorValue(levels=frozenset({level}), facts=()) for f, level in patient.context.items()}
    told = Told(factors={f: value.levels for f, value in context.items()})
    excluded = frozenset(
        world.mechanisms[m]
        for m, rule in world.impossible_when.items()
        if compile_condition(rule).evaluate(told).value is True
    )
    region = _network(knowledge, world.region, priors, prior_for(priors, context, excluded), excluded, built)
    index = region.index()
    evidence = Evidence.of({index[f]: (level, level) for f, level in patient.levels.items() if f in index})
    share = inference.main_generator(inference.plan(region.network, evidence), region.salience).share
    lines = entries_of(knowledge, region.causes)
    main = lines.summed(share)
    order = sorted(range(len(lines.lines)), key=lambda i: (-main[i], lines.lines[i].id))
    return [lines.lines[i].id for i in order]
