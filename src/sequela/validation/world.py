"""The knowledge as a world to draw patients from: which numbers there are, and one set of them per patient.

Written from the meaning of the data (`sequela.knowledge.schema`) and sharing no code with the assessment, so that a
fault in how the assessment reads the knowledge shows as a miscalibrated answer. The meaning:

* P(active) without context = main share + share as co-cause, two independent Betas;
* prior odds are multiplied by one log-normal ratio per known context factor; a mechanism's ratios of one factor are
  scaled so that the share-weighted mean of their medians is 1; factors of a group overlap, so their log ratios are
  multiplied by the group's power; the log of the product is held within the limit;
* P(level | this mechanism alone) contains the leak; what the mechanism adds itself follows by dividing the cumulative
  probabilities. Rows of levels are Dirichlet, inhibitors and links among mechanisms Beta, each by mean and weight.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from sequela.knowledge import estimate
from sequela.knowledge.schema.context import Factor
from sequela.knowledge.schema.findings import Asked, Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import Link
from sequela.knowledge.schema.terms import Condition, Estimate, FactorId, FindingId, MechanismId, Region
from sequela.records import frozen

Floats = NDArray[np.float64]

TIME_COURSE = "time_course"


@frozen
class Row:
    """Level probabilities (L,), lowest level first, and their belief in patients' worth."""

    mean: tuple[float, ...]
    weight: float


@frozen
class FindingModel:
    """How a finding comes about. `own` holds what each mechanism contributes itself, the leak taken out.

    A finding with one mechanism, which is no inhibitor, is a plain table: `own` then is P(level | active), and the leak
    counts only while it is not active.
    """

    id: FindingId
    asked: Asked
    measures: str | None
    measure_rank: int
    leak: Row
    own: Mapping[int, Row]
    inhibitors: Mapping[int, estimate.Beta]
    table: bool

    @property
    def levels(self) -> int:
        """How many levels there are."""
        return len(self.leak.mean)

    @property
    def parents(self) -> tuple[int, ...]:
        """Every mechanism that bears on it."""
        return (*self.own, *self.inhibitors)


@frozen
class FactorModel:
    """A context factor: shares (L,), log medians and log standard deviations of the ratios (M, L), and its power."""

    id: FactorId
    levels: tuple[str, ...]
    ordered: bool
    shares: Floats
    centre: Floats
    spread: Floats
    power: float


@frozen
class World:
    """One region of the spine. Mechanisms are numbered as in `mechanisms`; `order` lists causes before effects."""

    region: Region
    mechanisms: tuple[MechanismId, ...]
    salience: tuple[int, ...]
    shares: tuple[tuple[estimate.Beta, estimate.Beta], ...]
    impossible_when: Mapping[int, Condition]
    factors: tuple[FactorModel, ...]
    findings: tuple[FindingModel, ...]
    raised_by: Mapping[int, tuple[tuple[int, estimate.Beta], ...]]
    order: tuple[int, ...]
    limit: float

    def finding(self, name: str) -> int:
        """Index of a finding by its id."""
        return next(i for i, f in enumerate(self.findings) if f.id == name)


@frozen
class FindingNumbers:
    """n draws of one finding's numbers: leak (n, L), per mechanism its row (n, L), per inhibitor (n,)."""

    leak: Floats
    own: Mapping[int, Floats]
    inhibitors: Mapping[int, Floats]


@frozen
class Numbers:
    """n sets of numbers, one per patient.

    base
        (n, M) P(active) without context.
    ratios
        per factor (n, M, L) log ratios, the power not yet applied.
    links
        strength (n,) per (child, parent).
    """

    base: Floats
    ratios: tuple[Floats, ...]
    findings: tuple[FindingNumbers, ...]
    links: Mapping[tuple[int, int], Floats]


def world_of(knowledge: Knowledge, region: Region) -> World:
    """The world of one region. Raises `estimate.EstimateError` for a number without origin."""
    ids = tuple(m.id for m in knowledge.mechanisms.values() if region in m.regions)
    at = {m: i for i, m in enumerate(ids)}
    here = {i: knowledge.mechanisms[m].regions[region] for m, i in at.items()}
    raised = {
        i: tuple(
            (at[r.cause], estimate.probability(r.strength)) for r in knowledge.mechanisms[m].raised_by if r.cause in at
        )
        for m, i in at.items()
    }
    prior = (here[i].prior for i in range(len(ids)))
    return World(
        region=region,
        mechanisms=ids,
        salience=tuple(knowledge.mechanisms[m].salience for m in ids),
        shares=tuple((estimate.probability(p.main_share), estimate.probability(p.co_cause)) for p in prior),
        impossible_when={i: h.impossible_when for i, h in here.items() if h.impossible_when is not None},
        factors=tuple(
            _factor(f, region, [here[i].context.get(f.id, {}) for i in range(len(ids))], knowledge)
            for f in knowledge.factors.values()
        ),
        findings=tuple(
            _finding(f, region, links)
            for f in knowledge.findings.values()
            if f.leak_of(region)
            and region in f.regions
            and (links := {i: h.findings[f.id] for i, h in here.items() if f.id in h.findings})
        ),
        raised_by={i: r for i, r in raised.items() if r},
        order=_causes_first(len(ids), raised),
        limit=knowledge.conventions["context_limit"].value,
    )


def _factor(factor: Factor, region: Region, stated: list[Mapping[str, Estimate]], knowledge: Knowledge) -> FactorModel:
    shares = np.array([estimate.probability(level.share_of(region)).mean for level in factor.levels])
    shares /= shares.sum()
    centre, spread = np.zeros((2, len(stated), shares.size))
    for m, ratios in enumerate(stated):
        for i, level in enumerate(factor.levels):
            if level.id in ratios:
                ratio = estimate.ratio(ratios[level.id])
                centre[m, i], spread[m, i] = np.log(ratio.median), ratio.log_sd
        centre[m] -= np.log(np.sum(shares * np.exp(centre[m])))
    grouped = factor.group == TIME_COURSE
    return FactorModel(
        id=factor.id,
        levels=tuple(level.id for level in factor.levels),
        ordered=factor.ordered,
        shares=shares,
        centre=centre,
        spread=spread,
        power=knowledge.conventions["time_course_power"].value if grouped else 1.0,
    )


def _finding(finding: Finding, region: Region, links: Mapping[int, Link]) -> FindingModel:
    leak = _row(finding, finding.leak_of(region))
    alone = {i: _row(finding, link.given) for i, link in links.items() if link.given}
    table = len(links) == 1 and bool(alone)
    return FindingModel(
        id=finding.id,
        asked=finding.asked,
        measures=finding.measures,
        measure_rank=finding.measure_rank,
        leak=leak,
        own=alone if table else {i: _without_leak(row, leak) for i, row in alone.items()},
        inhibitors={i: estimate.probability(k.inhibits) for i, k in links.items() if k.inhibits is not None},
        table=table,
    )


def _row(finding: Finding, stated: Mapping[str, Estimate]) -> Row:
    """Unstated levels above the lowest are zero; the lowest has the rest. The weight is the mean of the stated ones."""
    betas = {level: estimate.probability(e) for level, e in stated.items()}
    upper = [betas[level].mean if level in betas else 0.0 for level in finding.levels[1:]]
    return Row(mean=(1 - sum(upper), *upper), weight=float(np.mean([b.weight for b in betas.values()])))


def _without_leak(alone: Row, leak: Row) -> Row:
    """P(X <= x | alone) = P(leak <= x) P(own <= x): divide, and take the steps."""
    below = np.cumsum(alone.mean[:-1]) / np.cumsum(leak.mean[:-1])
    steps = np.diff(below, prepend=0.0, append=1.0)
    if steps.min() < -1e-9:
        raise estimate.EstimateError(f"P(level | alone) {alone.mean} lies below the leak {leak.mean}", "use inhibits")
    return Row(mean=tuple(float(s) for s in np.maximum(steps, 0)), weight=alone.weight)


def _causes_first(size: int, raised: Mapping[int, Iterable[tuple[int, estimate.Beta]]]) -> tuple[int, ...]:
    order: list[int] = []
    while len(order) < size:
        ready = [i for i in range(size) if i not in order and all(p in order for p, _ in raised[i])]
        if not ready:
            raise ValueError("mechanisms raise one another in a circle")
        order += ready
    return tuple(order)


def numbers_of(world: World, n: int, rng: np.random.Generator) -> Numbers:
    """n independent sets of all numbers."""
    base = np.stack([_beta(main, n, rng) + _beta(other, n, rng) for main, other in world.shares], axis=1)
    return Numbers(
        base=np.clip(base, estimate.LOWEST, estimate.HIGHEST),
        ratios=tuple(f.centre + f.spread * rng.standard_normal((n, *f.centre.shape)) for f in world.factors),
        findings=tuple(
            FindingNumbers(
                leak=_dirichlet(f.leak, n, rng),
                own={i: _dirichlet(row, n, rng) for i, row in f.own.items()},
                inhibitors={i: _beta(b, n, rng) for i, b in f.inhibitors.items()},
            )
            for f in world.findings
        ),
        links={(i, p): _beta(b, n, rng) for i, parents in world.raised_by.items() for p, b in parents},
    )


def means_of(world: World, n: int) -> Numbers:
    """The same numbers n times: the means."""

    def rows(row: Row) -> Floats:
        return np.tile(np.array(row.mean), (n, 1))

    base = np.array([main.mean + other.mean for main, other in world.shares])
    return Numbers(
        base=np.tile(np.clip(base, estimate.LOWEST, estimate.HIGHEST), (n, 1)),
        ratios=tuple(np.tile(f.centre, (n, 1, 1)) for f in world.factors),
        findings=tuple(
            FindingNumbers(
                leak=rows(f.leak),
                own={i: rows(row) for i, row in f.own.items()},
                inhibitors={i: np.full(n, b.mean) for i, b in f.inhibitors.items()},
            )
            for f in world.findings
        ),
        links={(i, p): np.full(n, b.mean) for i, parents in world.raised_by.items() for p, b in parents},
    )


def _beta(b: estimate.Beta, n: int, rng: np.random.Generator) -> Floats:
    return rng.beta(b.mean * b.weight, (1 - b.mean) * b.weight, n)


def _dirichlet(row: Row, n: int, rng: np.random.Generator) -> Floats:
    """(n, L); made of gammas, because levels of probability zero stay zero."""
    drawn = rng.standard_gamma(np.array(row.mean) * row.weight, (n, len(row.mean)))
    total: Floats = drawn / drawn.sum(axis=1, keepdims=True)
    return total
