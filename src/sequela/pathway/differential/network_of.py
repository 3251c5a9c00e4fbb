"""From knowledge to arrays: the network of one region, for one complaint's prior.

A mechanism's file states P(level | this mechanism alone); here the leak is taken out so that what remains is the
mechanism's own contribution. Mechanisms that cannot be active (no fusion, no pseudarthrosis) are left out of the
network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sequela.inference import CauseLink, Network, NoisyMax, SingleCause, contribution
from sequela.knowledge import estimate
from sequela.knowledge.same import Same
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import Link
from sequela.knowledge.schema.terms import Estimate, FindingId, MechanismId, Region
from sequela.records import frozen

from .context import Prior, RegionPriors


@frozen
class RegionNetwork:
    """A network with its names: `causes[m]` and `findings[f]` say what the indices stand for."""

    network: Network
    causes: tuple[MechanismId, ...]
    findings: tuple[FindingId, ...]
    salience: tuple[int, ...]
    columns: NDArray[np.intp]

    def index(self) -> Mapping[FindingId, int]:
        """Finding id -> its index in the network."""
        return {f: i for i, f in enumerate(self.findings)}


def region_network(
    knowledge: Knowledge, region: Region, priors: RegionPriors, prior: Prior, excluded: frozenset[MechanismId]
) -> RegionNetwork:
    """Return the network of the region for this prior, without the excluded mechanisms."""
    columns = np.array([i for i, m in enumerate(priors.mechanisms) if m not in excluded], dtype=np.intp)
    causes = tuple(priors.mechanisms[i] for i in columns)
    made = _tables(Same(knowledge), region, causes)
    draws = prior.draws[:, columns]
    network = Network(priors=draws.mean(axis=0), prior_draws=draws, findings=made.tables, links=made.links)
    return RegionNetwork(
        network=network,
        causes=causes,
        findings=made.findings,
        salience=tuple(knowledge.mechanisms[m].salience for m in causes),
        columns=columns,
    )


@dataclass(frozen=True, slots=True)
class _Tables:
    """What does not depend on the patient: the findings, their tables, and the links among the causes."""

    findings: tuple[FindingId, ...]
    tables: tuple[NoisyMax | SingleCause, ...]
    links: tuple[CauseLink, ...]


@lru_cache(maxsize=100)
def _tables(same: Same[Knowledge], region: Region, causes: tuple[MechanismId, ...]) -> _Tables:
    """Made once for all patients of a region in whom the same causes are possible."""
    knowledge = same.value
    at = {m: i for i, m in enumerate(causes)}
    tables: list[NoisyMax | SingleCause] = []
    names: list[FindingId] = []
    for finding, links in linked_findings(knowledge, region).items():
        present = {at[m]: link for m, link in links.items() if m in at}
        if present:
            names.append(finding)
            tables.append(finding_table(knowledge.findings[finding], region, present, alone=len(links) == 1))
    return _Tables(tuple(names), tuple(tables), _cause_links(knowledge, at))


def linked_findings(knowledge: Knowledge, region: Region) -> dict[FindingId, dict[MechanismId, Link]]:
    """Return the findings of the region's network, in the knowledge's order, with the mechanisms that bear on each."""
    links: dict[FindingId, dict[MechanismId, Link]] = {}
    for finding in knowledge.findings.values():
        if finding.leak_of(region) and region in finding.regions:
            links[finding.id] = {}
    for mechanism in knowledge.mechanisms.values():
        if region in mechanism.regions:
            for f, link in mechanism.regions[region].findings.items():
                if f in links:
                    links[f][mechanism.id] = link
    return {f: m for f, m in links.items() if m}


def _levels(finding: Finding, stated: Mapping[str, Estimate]) -> tuple[tuple[float, ...], float]:
    """Level probabilities (lowest first, remainder at the lowest) and their belief in patients' worth."""
    betas = {level: estimate.probability(e) for level, e in stated.items()}
    upper = [betas[level].mean if level in betas else 0.0 for level in finding.levels[1:]]
    weight = sum(b.weight for b in betas.values()) / len(betas)
    return (1.0 - sum(upper), *upper), weight


def finding_table(
    finding: Finding, region: Region, links: Mapping[int, Link], *, alone: bool
) -> NoisyMax | SingleCause:
    """Return the table of one finding over the causes in `links`; `alone` says that no other mechanism bears on it."""
    leak, leak_weight = _levels(finding, finding.leak_of(region))
    given = {c: _levels(finding, link.given) for c, link in links.items() if link.given}
    if alone and given:
        ((cause, (levels, weight)),) = given.items()
        return SingleCause(cause=cause, off_levels=leak, on_levels=levels, off_weight=leak_weight, on_weight=weight)
    blocks = {c: estimate.probability(link.inhibits) for c, link in links.items() if link.inhibits is not None}
    return NoisyMax(
        causes=tuple(given),
        cause_levels=tuple(contribution(levels, leak) for levels, _ in given.values()),
        cause_weights=tuple(weight for _, weight in given.values()),
        leak_levels=leak,
        leak_weight=leak_weight,
        inhibitors=tuple(blocks),
        block=tuple(b.mean for b in blocks.values()),
        block_weights=tuple(b.weight for b in blocks.values()),
    )


def _cause_links(knowledge: Knowledge, at: Mapping[MechanismId, int]) -> tuple[CauseLink, ...]:
    out: list[CauseLink] = []
    for child, i in at.items():
        for raised in knowledge.mechanisms[child].raised_by:
            if raised.cause in at:
                strength = estimate.probability(raised.strength)
                out.append(CauseLink(parent=at[raised.cause], child=i, strength=strength.mean, weight=strength.weight))
    return tuple(out)
