"""How the parameters of the network move with an estimate of the knowledge, per unit of its log odds or log ratio.

Findings: the table is built again with the estimate moved a little, and what its terms change by is the derivative.
Priors: log odds = log odds(main + further share) + sum over factors of power * (log of the share-weighted mean ratio of
the possible levels - log of that over all levels), so derivatives by each ratio are written down.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sequela.inference import Evidence, InferenceError, Network, NoisyMax, SingleCause, plan
from sequela.knowledge import estimate
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import Link
from sequela.knowledge.schema.terms import Estimate, FactorId, FindingId, MechanismId, Region, SourceId
from sequela.pathway.differential.network_of import finding_table, linked_findings

Floats = NDArray[np.float64]

STEP = 1e-5
"""Of the log odds of an estimate."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an estimate stands: its kind, and the mechanism, finding or factor, and level it is of."""

    kind: str
    mechanism: MechanismId | None = None
    of: str | None = None
    level: str | None = None


Tables = tuple[Finding, Mapping[MechanismId, Link]]


class FindingSteps:
    """Derivatives of the terms of findings, kept by finding, observed interval and the causes that are possible."""

    def __init__(self, knowledge: Knowledge, region: Region) -> None:
        self._knowledge, self._region = knowledge, region
        self._links = linked_findings(knowledge, region)
        self._known: dict[tuple[FindingId, int, int, tuple[MechanismId, ...]], dict[Place, Floats]] = {}

    def of(self, finding: FindingId, low: int, high: int, causes: tuple[MechanismId, ...]) -> dict[Place, Floats]:
        """Per estimate of the finding (T,), the derivative of the terms its table gives for this observation."""
        present = tuple(m for m in self._links[finding] if m in causes)
        key = (finding, low, high, present)
        if key not in self._known:
            self._known[key] = self._derived(*key)
        return self._known[key]

    def _derived(
        self, finding: FindingId, low: int, high: int, present: tuple[MechanismId, ...]
    ) -> dict[Place, Floats]:
        whole = self._knowledge.findings[finding], self._links[finding]
        plain = self._terms(whole, low, high, present)
        found: dict[Place, Floats] = {}
        for place, stated in estimates_of(self._knowledge, self._region, finding):
            if place.mechanism is None or place.mechanism in present:
                found[place] = self._slope(whole, place, stated, (low, high, present), plain)
        return found

    def _slope(
        self,
        whole: Tables,
        place: Place,
        stated: Estimate,
        seen: tuple[int, int, tuple[MechanismId, ...]],
        plain: Floats,
    ) -> Floats:
        """The step is taken towards one half; the other way where the table could not be built so."""
        mean = estimate.probability(stated).mean
        for step in (STEP, -STEP) if mean < 0.5 else (-STEP, STEP):
            try:
                moved = self._terms(_replaced(whole, self._region, place, moved_by(stated, step)), *seen)
            except InferenceError:
                continue
            return np.asarray((moved - plain) / step)
        raise InferenceError(f"{place} can be moved neither way")

    def _terms(self, whole: Tables, low: int, high: int, present: tuple[MechanismId, ...]) -> Floats:
        finding, links = whole
        at = {i: links[m] for i, m in enumerate(present)}
        table: NoisyMax | SingleCause = finding_table(finding, self._region, at, alone=len(links) == 1)
        network = Network(priors=np.full(len(present), 0.5), findings=(table,))
        return plan(network, Evidence.of({0: (low, high)})).terms.logs[:, 0]


def estimates_of(knowledge: Knowledge, region: Region, finding: FindingId) -> Iterator[tuple[Place, Estimate]]:
    """Every estimate of one finding's table: its leak, and what each mechanism says of it."""
    for level, stated in knowledge.findings[finding].leak_of(region).items():
        yield Place("leak", None, finding, level), stated
    for mechanism, link in linked_findings(knowledge, region)[finding].items():
        for level, stated in link.given.items():
            yield Place("given", mechanism, finding, level), stated
        if link.inhibits is not None:
            yield Place("inhibits", mechanism, finding, None), link.inhibits


def moved_by(stated: Estimate, step: float) -> Estimate:
    """The estimate with its log odds moved; its weight stays."""
    found = estimate.probability(stated)
    odds = found.mean / (1 - found.mean) * math.exp(step)
    return Estimate(value=odds / (1 + odds), weight=found.weight, source=_MOVED)


_MOVED = SourceId("moved")
"""Stands for the origin of a number that only serves as a step."""


def _replaced(whole: Tables, region: Region, place: Place, moved: Estimate) -> Tables:
    finding, links = whole
    if place.mechanism is None:
        leak = {**finding.leak_of(region), str(place.level): moved}
        return replace(finding, leak=leak, leak_in={region: leak}), links
    link = links[place.mechanism]
    if place.kind == "inhibits":
        changed = replace(link, inhibits=moved)
    else:
        changed = replace(link, given={**link.given, str(place.level): moved})
    return finding, {**links, place.mechanism: changed}


def ratio_slopes(
    stated: Mapping[str, Estimate], levels: tuple[str, ...], shares: Floats, possible: frozenset[str]
) -> dict[str, float]:
    """Per stated level, d log(relative ratio of the possible levels) / d log(ratio of that level)."""
    centre = np.array([math.log(estimate.ratio(stated[level]).median) if level in stated else 0.0 for level in levels])
    weight = shares * np.exp(centre)
    inside = np.array([level in possible for level in levels])
    if inside.all() or not inside.any():
        return dict.fromkeys(stated, 0.0)
    among = np.where(inside, weight, 0.0) / weight[inside].sum()
    slope = among - weight / weight.sum()
    return {level: float(slope[levels.index(level)]) for level in stated}


def log_ratio(
    stated: Mapping[str, Estimate], levels: tuple[str, ...], shares: Floats, possible: frozenset[str]
) -> float:
    """Log of the relative ratio of the possible levels, by medians."""
    ratios = np.array([estimate.ratio(stated[level]).median if level in stated else 1.0 for level in levels])
    inside = np.array([level in possible for level in levels])
    if inside.all() or not inside.any():
        return 0.0
    among = float(shares[inside] @ ratios[inside] / shares[inside].sum())
    return math.log(among / float(shares @ ratios))


def level_names(knowledge: Knowledge, factor: FactorId) -> tuple[str, ...]:
    """The levels of a factor in order."""
    return tuple(level.id for level in knowledge.factors[factor].levels)
