"""The numbers of one complaint: everything the answer is made of, from one plan over one network.

The point answers use the estimates' means, which is the exact predictive probability; the draws are samples of the
estimates given this patient's facts, so an interval says how far uncertain figures could move the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sequela import inference
from sequela.inference import Evidence
from sequela.knowledge.schema import FactorId, FindingId, Knowledge

from .concordance import Observation
from .context import Prior
from .network_of import RegionNetwork

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inferred:
    """Posterior and all that is asked of it; arrays are over the network's causes (M).

    active
        (M,) P(active | facts); `main` (M,) P(main generator | facts); `none` P(no cause active | facts).
    low, high
        (M,) limits of the 90 % interval of `active`.
    flips
        (M, M) share of draws in which the order by P(main) of two causes is the other way round than stated.
    without_finding, without_factor
        (M,) P(active) with one observation, or one context factor, taken out.
    prior
        (M,) P(active) under the context before any finding; `baseline` before the context too.
    outcomes
        what each finding not yet observed would do, by finding.
    """

    region: RegionNetwork
    active: Floats
    main: Floats
    none: float
    low: Floats
    high: Floats
    flips: Floats
    prior: Floats
    baseline: Floats
    without_finding: Mapping[FindingId, Floats]
    without_factor: Mapping[FactorId, Floats]
    unexplained: Mapping[FindingId, float]
    explanations: tuple[inference.Explanation, ...]
    outcomes: Mapping[FindingId, inference.Outcome]


def infer(
    knowledge: Knowledge,
    region: RegionNetwork,
    prior: Prior,
    observed: Mapping[FindingId, Observation],
    candidates: tuple[FindingId, ...],
) -> Inferred:
    """Return the numbers for the observations; `candidates` are the findings that could still be looked for."""
    index = region.index()
    bare = prior.none[:, region.columns]
    evidence = Evidence.of({index[f]: (o.lo, o.hi) for f, o in observed.items()})
    plan = inference.plan(region.network, evidence)
    main = inference.main_generator(plan, region.salience)
    out = inference.leave_one_out(plan, _alternatives(region, prior))
    named = [region.findings[item] for item, _, _ in evidence.items]
    low, high, flips = _spread(knowledge, region, plan, main.share)
    unexplained = inference.unexplained(plan)
    return Inferred(
        region=region,
        active=inference.posterior(plan).active,
        main=main.share,
        none=main.none,
        low=low,
        high=high,
        flips=flips,
        prior=_before(region.network),
        baseline=_before(replace(region.network, priors=bare.mean(axis=0), prior_draws=bare)),
        without_finding={f: out.active[i] for i, f in enumerate(named)},
        without_factor={f: out.with_priors[i] for i, f in enumerate(prior.without)},
        unexplained={f: float(unexplained[i]) for i, f in enumerate(named) if observed[f].lo > 0},
        explanations=inference.explanations(
            plan, _whole(knowledge, "explanations_shown"), np.random.default_rng(_whole(knowledge, "seed"))
        ),
        outcomes={region.findings[o.finding]: o for o in inference.outcomes(plan, [index[f] for f in candidates])},
    )


def _before(network: inference.Network) -> Floats:
    """(M,) P(active) before any finding, links among the causes included."""
    return inference.posterior(inference.plan(network, Evidence.of({}))).active


def _alternatives(region: RegionNetwork, prior: Prior) -> Floats:
    """(A, M) priors, one row per context factor left out."""
    rows = [draws[:, region.columns].mean(axis=0) for draws in prior.without.values()]
    return np.array(rows).reshape(len(rows), region.columns.size)


def _spread(
    knowledge: Knowledge, region: RegionNetwork, plan: inference.Plan, main: Floats
) -> tuple[Floats, Floats, Floats]:
    """Interval limits (M,), (M,) and the share of draws in which the order of two causes flips (M, M)."""
    draws = inference.posterior_draws(
        plan,
        _whole(knowledge, "draws"),
        np.random.default_rng(_whole(knowledge, "seed")),
        salience=region.salience,
        main_draws=_whole(knowledge, "draws_of_main"),
    )
    # Order statistics rather than a quantile function: NumPy's loads its masked arrays, a fifth of the answer's time.
    ordered = np.sort(draws.active, axis=0)
    outside = int(len(ordered) * (1 - knowledge.conventions["interval_mass"].value) / 2)
    low, high = ordered[outside], ordered[-1 - outside]
    stated = main[:, None] >= main[None, :]
    drawn = draws.main[:, :, None] >= draws.main[:, None, :]
    return low, high, np.asarray((drawn != stated).mean(axis=0))


def _whole(knowledge: Knowledge, convention: str) -> int:
    return int(knowledge.conventions[convention].value)
