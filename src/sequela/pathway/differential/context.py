"""What is known before any finding: the prior of each mechanism, conditioned on the patient's context.

Prior odds = odds(main share + co-cause share) x ratios of the known context levels. Ratios are relative: they are
scaled so that their share-weighted mean is 1, hence an unknown factor changes nothing; a partly known one enters with
the share-weighted mean over its possible levels. Factors of one group overlap (onset, relief, likeness), so their
product is raised to the group's power. The whole product is held within a limit, because no study saw more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sequela.case.derived import FactorValue
from sequela.knowledge import estimate
from sequela.knowledge.schema.context import Factor
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import Mechanism
from sequela.knowledge.schema.terms import Estimate, FactorId, MechanismId, Region

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionPriors:
    """The priors of one region before context, and how context moves them.

    base
        (K, M) draws of P(active) without context.
    log_ratio
        per factor, (K, M, levels) draws of the log of the relative ratio; 0 where a mechanism states none.
    shares
        per factor, (levels,) share of each level among patients.
    """

    mechanisms: tuple[MechanismId, ...]
    base: Floats
    log_ratio: Mapping[FactorId, Floats]
    shares: Mapping[FactorId, Floats]
    factors: Mapping[FactorId, Factor]
    groups: Mapping[str, float]
    limit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """Prior draws for one complaint: (K, M) with the context, and per factor the draws with that factor left out."""

    draws: Floats
    without: Mapping[FactorId, Floats]
    none: Floats


def region_priors(
    knowledge: Knowledge, region: Region, pool: int, context: Mapping[FactorId, FactorValue] | None = None
) -> RegionPriors:
    """Return `pool` draws of every prior and ratio of the region's mechanisms.

    With a `context` only what it needs is drawn: the levels that are possible. Every level has a random stream of its
    own, so its draws do not depend on what else is asked for.
    """
    ids = tuple(m.id for m in knowledge.mechanisms.values() if region in m.regions)
    seed = int(knowledge.conventions["seed"].value)
    rng = np.random.default_rng(seed)
    base = np.stack([_base(knowledge.mechanisms[m], region, pool, rng) for m in ids], axis=1)
    log_ratio: dict[FactorId, Floats] = {}
    shares: dict[FactorId, Floats] = {}
    for place, factor in enumerate(knowledge.factors.values()):
        if context is not None and factor.id not in context:
            continue
        wanted = None if context is None else context[factor.id].levels
        share = np.array([estimate.probability(level.share_of(region)).mean for level in factor.levels])
        shares[factor.id] = share / share.sum()
        drawn = np.zeros((pool, len(ids), len(factor.levels)))
        ratios = _ratios(knowledge, region, ids, factor, shares[factor.id])
        for i, level in enumerate(factor.levels):
            if wanted is None or level.id in wanted:
                drawn[:, :, i] = _level_draws(ratios, i, pool, np.random.default_rng([seed, place, i]))
        log_ratio[factor.id] = drawn
    return RegionPriors(
        mechanisms=ids,
        base=base,
        log_ratio=log_ratio,
        shares=shares,
        factors=knowledge.factors,
        groups={"time_course": knowledge.conventions["time_course_power"].value},
        limit=knowledge.conventions["context_limit"].value,
    )


def _base(mechanism: Mechanism, region: Region, pool: int, rng: np.random.Generator) -> Floats:
    prior = mechanism.regions[region].prior
    shares = [estimate.probability(e) for e in (prior.main_share, prior.co_cause)]
    drawn = [rng.beta(s.mean * s.weight, (1 - s.mean) * s.weight, pool) for s in shares]
    return np.clip(drawn[0] + drawn[1], estimate.LOWEST, estimate.HIGHEST)


@dataclass(frozen=True, slots=True)
class _Ratios:
    """Log ratios of one factor, (M, levels): centres, shifted so that the share-weighted mean ratio is 1; spreads."""

    centre: Floats
    spread: Floats


def _ratios(knowledge: Knowledge, region: Region, ids: Sequence[MechanismId], factor: Factor, share: Floats) -> _Ratios:
    centre, spread = np.zeros((2, len(ids), len(factor.levels)))
    for j, m in enumerate(ids):
        stated = knowledge.mechanisms[m].regions[region].context.get(factor.id, {})
        if stated:
            centre[j], spread[j] = _levels(stated, factor)
            centre[j] -= np.log(share @ np.exp(centre[j]))
    return _Ratios(centre, spread)


def _level_draws(ratios: _Ratios, level: int, pool: int, rng: np.random.Generator) -> Floats:
    """(K, M) draws of the log ratio of one level; a mechanism that states none stays at its shift."""
    centre, spread = ratios.centre[:, level], ratios.spread[:, level]
    out = np.tile(centre, (pool, 1))
    uncertain = spread > 0
    out[:, uncertain] += spread[uncertain] * rng.standard_normal((pool, int(uncertain.sum())))
    return out


def _levels(stated: Mapping[str, Estimate], factor: Factor) -> tuple[Floats, Floats]:
    centre, spread = np.zeros(len(factor.levels)), np.zeros(len(factor.levels))
    for i, level in enumerate(factor.levels):
        if level.id in stated:
            ratio = estimate.ratio(stated[level.id])
            centre[i], spread[i] = np.log(ratio.median), ratio.log_sd
    return centre, spread


def prior_for(priors: RegionPriors, context: Mapping[FactorId, FactorValue], excluded: frozenset[MechanismId]) -> Prior:
    """Return the prior draws under this context; mechanisms in `excluded` cannot be active at all."""
    context = without_repeats(context)
    terms = {f: _term(priors, f, v) for f, v in context.items() if f in priors.log_ratio}
    blocked = np.array([m in excluded for m in priors.mechanisms])

    def draws(of: Mapping[FactorId, Floats]) -> Floats:
        odds = priors.base / (1 - priors.base) * np.exp(_combined(priors, of))
        return np.where(blocked, 0.0, odds / (1 + odds))

    return Prior(
        draws=draws(terms),
        without={f: draws({k: t for k, t in terms.items() if k != f}) for f in terms},
        none=draws({}),
    )


def _term(priors: RegionPriors, factor: FactorId, value: FactorValue) -> Floats:
    """(K, M) log ratio of the possible levels: their share-weighted mean."""
    inside = np.array([level.id in value.levels for level in priors.factors[factor].levels])
    if inside.all() or not inside.any():
        return np.zeros(priors.base.shape)
    weight = priors.shares[factor][inside]
    return np.asarray(np.log(np.exp(priors.log_ratio[factor][:, :, inside]) @ (weight / weight.sum())))


def _combined(priors: RegionPriors, terms: Mapping[FactorId, Floats]) -> Floats:
    total = np.zeros(priors.base.shape)
    for factor, term in terms.items():
        total = total + priors.groups.get(priors.factors[factor].group or "", 1.0) * term
    bound = np.log(priors.limit)
    return np.clip(total, -bound, bound)


def without_repeats(context: Mapping[FactorId, FactorValue]) -> Mapping[FactorId, FactorValue]:
    """Drop the onset where it only repeats the relief: pain from the operation on, and no relief, say the same."""
    onset, relief = context.get(FactorId("onset")), context.get(FactorId("relief"))
    if onset and relief and onset.levels == {"from_operation"} and relief.levels == {"none"}:
        return {f: v for f, v in context.items() if f != "onset"}
    return context
