"""The numbers of one complaint: everything the answer is made of, from one plan over one network.

The point answers use the estimates' means, which is the exact predictive probability; the draws are samples of the
estimates given this patient's facts, so an interval says how far uncertain figures could move the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from sequela import inference
from sequela.inference import Evidence
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FactorId, FindingId
from sequela.records import frozen

from .concordance import Observation
from .context import Prior
from .entries import Entries, entries_of
from .network_of import RegionNetwork

Floats = NDArray[np.float64]


@frozen
class Inferred:
    """Posterior and all that is asked of it; arrays over the lines of the differential (U), `cause_*` over causes (M).

    plan
        the patient's network and evidence, ready for further questions.

    active
        (U,) P(active | facts); `main` (U,) P(main generator | facts); `none` P(no cause active | facts).
    low, high
        (U,) limits of the 90 % interval of `active`.
    main_draws
        (D, M) P(main generator) of each cause under draws of all figures.
    flips
        (U, U) share of draws in which the order by P(main) of two lines is the other way round than stated.
    without_finding, without_factor
        (U,) P(active) with one observation, or one context factor, taken out.
    prior
        (U,) P(active) under the context before any finding; `baseline` before the context too.
    outcomes
        what each finding not yet observed would do, by finding.
    """

    region: RegionNetwork
    plan: inference.Plan
    entries: Entries
    cause_active: Floats
    cause_main: Floats
    active: Floats
    main: Floats
    none: float
    low: Floats
    high: Floats
    main_draws: Floats
    flips: Floats
    prior: Floats
    baseline: Floats
    without_finding: Mapping[FindingId, Floats]
    without_factor: Mapping[FactorId, Floats]
    unexplained: Mapping[FindingId, float]
    explanations: tuple[inference.Explanation, ...]
    outcomes: Mapping[FindingId, inference.Outcome]

    def given(self, outcomes: Iterable[inference.Outcome]) -> Floats:
        """(R, U) P(active) after each level of each outcome."""
        several = list(outcomes)
        if not several:
            return np.empty((0, len(self.entries.lines)))
        active, union = np.concatenate([o.active for o in several]), np.concatenate([o.union for o in several])
        return self.entries.of(active, union)


def infer(
    knowledge: Knowledge,
    region: RegionNetwork,
    prior: Prior,
    observed: Mapping[FindingId, Observation],
    candidates: tuple[FindingId, ...],
) -> Inferred:
    """Return the numbers for the observations; `candidates` are the findings that could still be looked for."""
    index = region.index()
    lines = entries_of(knowledge, region.causes)
    evidence = Evidence.of({index[f]: (o.lo, o.hi) for f, o in observed.items()})
    plan = inference.plan(region.network, evidence)
    main = inference.main_generator(plan, region.salience)
    out = inference.leave_one_out(plan, _alternatives(region, prior), lines.sets)
    without_finding = lines.of(out.active, out.union)
    without_factor = lines.of(out.with_priors, out.union_with_priors)
    active = inference.posterior(plan).active
    summed = lines.summed(main.share)
    named = [region.findings[item] for item, _, _ in evidence.items]
    low, high, main_draws, flips = _spread(knowledge, region, plan, lines, summed)
    unexplained = inference.unexplained(plan)
    with_context, baseline = before(region, prior, lines)
    return Inferred(
        region=region,
        plan=plan,
        entries=lines,
        cause_active=active,
        cause_main=main.share,
        active=lines.of(active, inference.union(plan, lines.sets)[:, 0]),
        main=summed,
        none=main.none,
        low=low,
        high=high,
        main_draws=main_draws,
        flips=flips,
        prior=with_context,
        baseline=baseline,
        without_finding={f: without_finding[i] for i, f in enumerate(named)},
        without_factor={f: without_factor[i] for i, f in enumerate(prior.without)},
        unexplained={f: float(unexplained[i]) for i, f in enumerate(named) if observed[f].lo > 0},
        explanations=inference.explanations(
            plan, _whole(knowledge, "explanations_shown"), np.random.default_rng(_whole(knowledge, "seed"))
        ),
        outcomes={
            region.findings[o.finding]: o for o in inference.outcomes(plan, [index[f] for f in candidates], lines.sets)
        },
    )


def before(region: RegionNetwork, prior: Prior, lines: Entries) -> Floats:
    """(2, U) P(active) before any finding, links among the causes included: with the context, and without any."""
    priors = np.stack([region.network.priors, prior.none[region.columns]])
    empty = inference.leave_one_out(inference.plan(region.network, Evidence.of({})), priors, lines.sets)
    return lines.of(empty.with_priors, empty.union_with_priors)


def _alternatives(region: RegionNetwork, prior: Prior) -> Floats:
    """(A, M) priors, one row per context factor left out."""
    rows = [means[region.columns] for means in prior.without.values()]
    return np.array(rows).reshape(len(rows), region.columns.size)


def _spread(
    knowledge: Knowledge, region: RegionNetwork, plan: inference.Plan, lines: Entries, main: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Interval limits (U,), (U,); P(main) under the draws (D, M); the share in which the order of two lines flips."""
    draws = inference.posterior_draws(
        plan,
        _whole(knowledge, "draws"),
        np.random.default_rng(_whole(knowledge, "seed")),
        salience=region.salience,
        main_draws=_whole(knowledge, "draws_of_main"),
        sets=lines.sets,
    )
    low, high = interval(knowledge, lines.of(draws.active, draws.union))
    stated = main[:, None] >= main[None, :]
    summed = lines.summed(draws.main)
    drawn = summed[:, :, None] >= summed[:, None, :]
    return low, high, draws.main, np.asarray((drawn != stated).mean(axis=0))


def interval(knowledge: Knowledge, drawn: Floats) -> tuple[Floats, Floats]:
    """Limits (U,), (U,) of the interval that is stated, from draws (D, U) of P(active)."""
    # Order statistics rather than a quantile function: NumPy's loads its masked arrays, a fifth of the answer's time.
    ordered = np.sort(drawn, axis=0)
    outside = int(len(ordered) * (1 - knowledge.conventions["interval_mass"].value) / 2)
    return ordered[outside], ordered[-1 - outside]


def _whole(knowledge: Knowledge, convention: str) -> int:
    return int(knowledge.conventions[convention].value)
