"""The knowledge with one estimate in place of another, at any place the network has one."""

from __future__ import annotations

from dataclasses import replace

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import Mechanism, MechanismRegion
from sequela.knowledge.schema.terms import Estimate, FactorId, FindingId, Region
from sequela.upkeep.influence.steps import Place


def with_estimate(knowledge: Knowledge, region: Region, place: Place, estimate: Estimate) -> Knowledge:
    """The same knowledge with `estimate` at `place`, as seen in one region."""
    if place.mechanism is None:
        finding = knowledge.findings[FindingId(place.of or "")]
        leak = {**finding.leak_of(region), str(place.level): estimate}
        changed = replace(finding, leak_in={**finding.leak_in, region: leak})
        return replace(knowledge, findings={**knowledge.findings, finding.id: changed})
    mechanism = _mechanism(knowledge.mechanisms[place.mechanism], region, place, estimate)
    return replace(knowledge, mechanisms={**knowledge.mechanisms, mechanism.id: mechanism})


def _mechanism(mechanism: Mechanism, region: Region, place: Place, estimate: Estimate) -> Mechanism:
    if place.kind == "raised by":
        raised = tuple(replace(r, strength=estimate) if r.cause == place.of else r for r in mechanism.raised_by)
        return replace(mechanism, raised_by=raised)
    part = _part(mechanism.regions[region], place, estimate)
    return replace(mechanism, regions={**mechanism.regions, region: part})


def _part(part: MechanismRegion, place: Place, estimate: Estimate) -> MechanismRegion:
    level = str(place.level)
    if place.kind == "main share":
        return replace(part, prior=replace(part.prior, main_share=estimate))
    if place.kind == "further share":
        return replace(part, prior=replace(part.prior, co_cause=estimate))
    if place.kind == "context":
        factor = FactorId(place.of or "")
        return replace(part, context={**part.context, factor: {**part.context[factor], level: estimate}})
    finding = FindingId(place.of or "")
    link = part.findings[finding]
    if place.kind == "inhibits":
        link = replace(link, inhibits=estimate)
    else:
        link = replace(link, given={**link.given, level: estimate})
    return replace(part, findings={**part.findings, finding: link})
