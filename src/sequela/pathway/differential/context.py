"""What is known before any finding: the prior of each mechanism, conditioned on the patient's context.

Prior odds = odds(main share + co-cause share) x ratios of the known context levels. Ratios are relative: they are
scaled so that their share-weighted mean is 1, hence an unknown factor changes nothing; a partly known one enters with
the share-weighted mean over its possible levels. Factors of one group overlap (onset, relief, likeness), so their
product is raised to the group's power. The whole product is held within a limit, because no study saw more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sequela.case.derived import FactorValue
from sequela.knowledge import estimate
from sequela.knowledge.same import Same
from sequela.knowledge.schema.context import Factor
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Estimate, FactorId, MechanismId, Region
from sequela.records import frozen

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FactorRatios:
    """One factor: ``columns`` (C,) says which mechanisms state ratios for it, in all others nothing moves.

    ``ratio`` (levels, C, K): draws of the relative ratio; 1 for a level that was not asked for. ``powered``: the same
    to the power ``power`` of the factor's group.
    """

    columns: NDArray[np.intp]
    ratio: Floats
    powered: Floats
    power: float


@frozen
class RegionPriors:
    """The priors of one region before context, and how context moves them.

    base
        (M, K) draws of P(active) without context.
    ratios
        per factor, how it moves the mechanisms that it bears on.
    shares
        per factor, (levels,) share of each level among patients.
    """

    mechanisms: tuple[MechanismId, ...]
    base: Floats
    ratios: Mapping[FactorId, FactorRatios]
    shares: Mapping[FactorId, Floats]
    factors: Mapping[FactorId, Factor]
    limit: float


@frozen
class Prior:
    """The prior of one complaint: ``draws`` (K, M) with the context.

    ``without`` per factor (M,): the means with that factor left out; ``none`` (M,): the means without any context.
    """

    draws: Floats
    without: Mapping[FactorId, Floats]
    none: Floats


def region_priors(
    knowledge: Knowledge, region: Region, pool: int, context: Mapping[FactorId, FactorValue] | None = None
) -> RegionPriors:
    """Return `pool` draws of every prior and ratio of the region's mechanisms.

    With a `context` only what it needs is drawn: the levels that are possible. Every level has a random stream of its
    own, so its draws do not depend on what else is asked for, and those of one patient are remembered for the next.
    """
    level_draws = _level_draws if context is None else _remembered_level_draws
    ids = _mechanisms(knowledge, region)
    groups = {"time_course": knowledge.conventions["time_course_power"].value}
    ratios: dict[FactorId, FactorRatios] = {}
    shares: dict[FactorId, Floats] = {}
    for factor in knowledge.factors.values():
        if context is not None and factor.id not in context:
            continue
        wanted = None if context is None else context[factor.id].levels
        shares[factor.id] = _shares(factor, region)
        stated = _ratios(Same(knowledge), region, factor.id)
        power = groups.get(factor.group or "", 1.0)
        ratio = np.ones((len(factor.levels), stated.columns.size, pool))
        powered = ratio if power == 1.0 else ratio.copy()
        for i, level in enumerate(factor.levels):
            if wanted is None or level.id in wanted:
                log = level_draws(Same(knowledge), region, factor.id, i, pool)
                np.exp(log, out=ratio[i])
                if power != 1.0:
                    np.exp(power * log, out=powered[i])
        ratios[factor.id] = FactorRatios(stated.columns, ratio, powered, power)
    return RegionPriors(
        mechanisms=ids,
        base=_base(Same(knowledge), region, pool),
        ratios=ratios,
        shares=shares,
        factors=knowledge.factors,
        limit=knowledge.conventions["context_limit"].value,
    )


def _mechanisms(knowledge: Knowledge, region: Region) -> tuple[MechanismId, ...]:
    return tuple(m.id for m in knowledge.mechanisms.values() if region in m.regions)


def _shares(factor: Factor, region: Region) -> Floats:
    """(levels,) share of each level among patients."""
    share = np.array([estimate.probability(level.share_of(region)).mean for level in factor.levels])
    return np.asarray(share / share.sum())


@lru_cache(maxsize=100)
def _base(same: Same[Knowledge], region: Region, pool: int) -> Floats:
    """(M, K) draws of P(active) without context: main share and co-cause share together."""
    knowledge = same.value
    rng = np.random.default_rng(int(knowledge.conventions["seed"].value))
    drawn = []
    for m in _mechanisms(knowledge, region):
        prior = knowledge.mechanisms[m].regions[region].prior
        shares = [estimate.probability(e) for e in (prior.main_share, prior.co_cause)]
        main, beside = [rng.beta(s.mean * s.weight, (1 - s.mean) * s.weight, pool) for s in shares]
        drawn.append(np.clip(main + beside, estimate.LOWEST, estimate.HIGHEST))
    return _kept(np.array(drawn))


def _kept(values: Floats) -> Floats:
    """The same, safe to be given to several."""
    values.setflags(write=False)
    return values


@dataclass(frozen=True, slots=True)
class _Ratios:
    """Log ratios of one factor in the C mechanisms that state any, (C, levels): centres, shifted so that the
    share-weighted mean ratio is 1; spreads.
    """

    columns: NDArray[np.intp]
    centre: Floats
    spread: Floats


@lru_cache(maxsize=100)
def _ratios(same: Same[Knowledge], region: Region, name: FactorId) -> _Ratios:
    knowledge, factor = same.value, same.value.factors[name]
    share = _shares(factor, region)
    stated = {
        j: knowledge.mechanisms[m].regions[region].context.get(name, {})
        for j, m in enumerate(_mechanisms(knowledge, region))
    }
    columns = [j for j, levels in stated.items() if levels]
    centre, spread = np.zeros((2, len(columns), len(factor.levels)))
    for row, j in enumerate(columns):
        centre[row], spread[row] = _levels(stated[j], factor)
        centre[row] -= np.log(share @ np.exp(centre[row]))
    return _Ratios(np.array(columns, dtype=np.intp), centre, spread)


def _level_draws(same: Same[Knowledge], region: Region, name: FactorId, level: int, pool: int) -> Floats:
    """(C, K) draws of the log ratio of one level; a mechanism that does not state this one stays at its shift."""
    ratios = _ratios(same, region, name)
    seed = int(same.value.conventions["seed"].value)
    rng = np.random.default_rng([seed, list(same.value.factors).index(name), level])
    centre, spread = ratios.centre[:, level, None], ratios.spread[:, level, None]
    out = np.repeat(centre, pool, axis=1)
    uncertain = spread[:, 0] > 0
    out[uncertain] += spread[uncertain] * rng.standard_normal((pool, int(uncertain.sum()))).T
    return _kept(out)


_remembered_level_draws = lru_cache(maxsize=100)(_level_draws)


def _levels(stated: Mapping[str, Estimate], factor: Factor) -> tuple[Floats, Floats]:
    centre, spread = np.zeros(len(factor.levels)), np.zeros(len(factor.levels))
    for i, level in enumerate(factor.levels):
        if level.id in stated:
            ratio = estimate.ratio(stated[level.id])
            centre[i], spread[i] = np.log(ratio.median), ratio.log_sd
    return centre, spread


def prior_for(priors: RegionPriors, context: Mapping[FactorId, FactorValue], excluded: frozenset[MechanismId]) -> Prior:
    """Return the prior draws under this context; mechanisms in `excluded` cannot be active at all. O(K * M)."""
    context = without_repeats(context)
    possible = np.array([m not in excluded for m in priors.mechanisms])[:, None]
    odds = priors.base / (1 - priors.base)
    factors = {f: _factor(priors, f, v) for f, v in context.items() if f in priors.ratios}
    product = np.ones(odds.shape)
    for f, factor in factors.items():
        product[priors.ratios[f].columns] *= factor
    draws = _probability(odds, product, priors.limit) * possible
    whole = draws.mean(axis=1)
    without = {}
    for f, factor in factors.items():
        at = priors.ratios[f].columns
        rest = _probability(odds[at], product[at] / factor, priors.limit) * possible[at]
        without[f] = whole.copy()
        without[f][at] = rest.mean(axis=1)
    return Prior(draws=draws.T, without=without, none=priors.base.mean(axis=1) * possible[:, 0])


def _factor(priors: RegionPriors, factor: FactorId, value: FactorValue) -> Floats:
    """(C, K) what the possible levels multiply the odds by: their share-weighted mean, to the group's power."""
    inside = [i for i, level in enumerate(priors.factors[factor].levels) if level.id in value.levels]
    of = priors.ratios[factor]
    if len(inside) in (0, len(of.ratio)):
        return np.ones(of.ratio.shape[1:])
    if len(inside) == 1:
        return np.asarray(of.powered[inside[0]])
    weight = priors.shares[factor][inside]
    mean = np.asarray(sum(w * of.ratio[i] for w, i in zip(weight / weight.sum(), inside, strict=True)))
    return mean if of.power == 1.0 else np.asarray(mean**of.power)


def _probability(odds: Floats, ratio: Floats, limit: float) -> Floats:
    """Odds moved by a ratio that is held within the limit, as a probability."""
    moved = np.clip(ratio, 1 / limit, limit)
    moved *= odds
    moved /= 1 + moved
    return moved


def without_repeats(context: Mapping[FactorId, FactorValue]) -> Mapping[FactorId, FactorValue]:
    """Drop the onset where it only repeats the relief: pain from the operation on, and no relief, say the same."""
    onset, relief = context.get(FactorId("onset")), context.get(FactorId("relief"))
    if onset and relief and onset.levels == {"from_operation"} and relief.levels == {"none"}:
        return {f: v for f, v in context.items() if f != "onset"}
    return context
