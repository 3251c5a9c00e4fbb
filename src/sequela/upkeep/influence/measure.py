"""How much each estimate of a region moves the answers of a panel of patients.

The influence of an estimate is the mean over patients of the sum over mechanisms of |change of P(active)|, per unit of
its log odds (of its logarithm, for a ratio): the derivative at the stated value. All of it is exact but for
the patients drawn: derivatives of the posterior by the network's parameters (`sequela.inference.gradient`) times those
of the parameters by the estimate (`sequela.upkeep.influence.steps`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from sequela.inference.gradient import Gradient, gradient
from sequela.knowledge import estimate
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Estimate, Region
from sequela.pathway.differential.network_of import linked_findings
from sequela.records import frozen
from sequela.upkeep.influence.panel import PATIENTS, Panelist, panel
from sequela.upkeep.influence.steps import (
    FindingSteps,
    Place,
    estimates_of,
    level_names,
    log_ratio,
    ratio_slopes,
)

Floats = NDArray[np.float64]


@frozen
class Influence:
    """One estimate: where it stands, and by how much it moves the answers."""

    place: Place
    estimate: Estimate
    moves: float

    @property
    def measured(self) -> bool:
        """Whether it comes from patients."""
        return estimate.form(self.estimate) != "elicited"


def influences(
    knowledge: Knowledge, region: Region, patients: int = PATIENTS, progress: Callable[[int], None] | None = None
) -> tuple[Influence, ...]:
    """Every estimate of the region's network, the most influential first; `progress` hears of each patient done."""
    return ranked(knowledge, region, moves(knowledge, region, panel(knowledge, region, patients), progress), patients)


def moves(
    knowledge: Knowledge,
    region: Region,
    patients: Iterable[Panelist],
    progress: Callable[[int], None] | None = None,
) -> dict[Place, float]:
    """By how much each estimate moves the answers of these patients together."""
    total: dict[Place, float] = defaultdict(float)
    steps = FindingSteps(knowledge, region)
    for done, patient in enumerate(patients, start=1):
        for place, change in changes(knowledge, region, patient, steps):
            total[place] += float(np.abs(change).sum())
        if progress is not None:
            progress(done)
    return dict(total)


def ranked(knowledge: Knowledge, region: Region, total: Mapping[Place, float], patients: int) -> tuple[Influence, ...]:
    """Every estimate with its mean influence over so many patients, the most influential first."""
    found = [
        Influence(place=p, estimate=e, moves=total.get(p, 0.0) / patients) for p, e in all_estimates(knowledge, region)
    ]
    return tuple(sorted(found, key=lambda i: -i.moves))


def all_estimates(knowledge: Knowledge, region: Region) -> Iterator[tuple[Place, Estimate]]:
    """Every number of the region's network: priors, context ratios, links among mechanisms, tables of findings."""
    for mechanism in knowledge.mechanisms.values():
        if region not in mechanism.regions:
            continue
        part = mechanism.regions[region]
        yield Place("main share", mechanism.id), part.prior.main_share
        yield Place("further share", mechanism.id), part.prior.co_cause
        for factor, ratios in part.context.items():
            for level, stated in ratios.items():
                yield Place("context", mechanism.id, factor, level), stated
        for raised in mechanism.raised_by:
            cause = knowledge.mechanisms.get(raised.cause)
            if cause is not None and region in cause.regions:
                yield Place("raised by", mechanism.id, raised.cause), raised.strength
    for finding in linked_findings(knowledge, region):
        yield from estimates_of(knowledge, region, finding)


def changes(
    knowledge: Knowledge, region: Region, patient: Panelist, steps: FindingSteps
) -> Iterator[tuple[Place, Floats]]:
    """Per estimate that bears on this patient (M,), the derivative of P(active)."""
    slopes = gradient(patient.plan)
    yield from _of_findings(patient, slopes, steps)
    yield from _of_links(patient, slopes)
    yield from _of_priors(knowledge, region, patient, slopes)


def _of_findings(patient: Panelist, slopes: Gradient, steps: FindingSteps) -> Iterator[tuple[Place, Floats]]:
    items = patient.plan.terms.item
    for item, (index, low, high) in enumerate(patient.evidence.items):
        mine = np.flatnonzero(items == item)
        if not mine.size:
            continue  # every level is possible: nothing was said
        by_term = slopes.by_term[:, mine]
        for place, terms in steps.of(patient.region.findings[index], low, high, patient.region.causes).items():
            yield place, by_term @ terms


def _of_links(patient: Panelist, slopes: Gradient) -> Iterator[tuple[Place, Floats]]:
    """d log(1 - strength) / d log odds(strength) = -strength; the links' terms stand in the order of the network's."""
    causes = patient.region.causes
    links = [link for links in patient.region.network.parents.values() for link in links]
    for link, term in zip(links, np.flatnonzero(patient.plan.terms.item < 0), strict=True):
        place = Place("raised by", causes[link.child], causes[link.parent])
        yield place, slopes.by_term[:, term] * -link.strength


def _of_priors(
    knowledge: Knowledge, region: Region, patient: Panelist, slopes: Gradient
) -> Iterator[tuple[Place, Floats]]:
    drawn = patient.region.network.prior_draws
    bound = math.log(patient.priors.limit)
    for j, name in enumerate(patient.region.causes):
        part = knowledge.mechanisms[name].regions[region]
        main, further = (estimate.probability(e).mean for e in (part.prior.main_share, part.prior.co_cause))
        base = main + further
        by_odds = slopes.by_prior[:, j]
        if drawn is not None:  # the prior is a mean of draws, which moves by less than each of them
            mean = drawn[:, j].mean()
            by_odds = by_odds * (drawn[:, j] * (1 - drawn[:, j])).mean() / (mean * (1 - mean))
        for kind, share in (("main share", main), ("further share", further)):
            yield Place(kind, name), by_odds * share * (1 - share) / (base * (1 - base))
        product, ratios = 0.0, []
        for factor, value in patient.context.items():
            power = patient.priors.ratios[factor].power
            what = (part.context.get(factor, {}), level_names(knowledge, factor), patient.priors.shares[factor])
            product += power * log_ratio(*what, value.levels)
            ratios += [
                (Place("context", name, factor, level), power * slope)
                for level, slope in ratio_slopes(*what, value.levels).items()
            ]
        if abs(product) < bound:  # beyond the limit no single ratio moves anything
            yield from ((place, by_odds * slope) for place, slope in ratios)
