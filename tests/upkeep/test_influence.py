"""The influence of an estimate is what happens to the answers when it is moved."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest

from sequela.case.derived import FactorValue
from sequela.inference import posterior
from sequela.knowledge.estimate import probability
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import RaisedBy
from sequela.knowledge.schema.terms import Estimate, FactorId, MechanismId, SourceId
from sequela.upkeep.coverage import coverage
from sequela.upkeep.influence import influences
from sequela.upkeep.influence.measure import all_estimates, changes
from sequela.upkeep.influence.page import with_influence
from sequela.upkeep.influence.panel import Panelist, panel
from sequela.upkeep.influence.steps import FindingSteps, Place
from sequela.upkeep.pages import page_data, page_text

from ..validation.tiny import tiny_knowledge

PATIENTS = 6
MOVE = 0.01


def certain(value: Any) -> Any:
    """The same with every number known exactly, so that its mean is what is stated."""
    if isinstance(value, Estimate):
        return Estimate(value=value.value, weight=1e12, source=SourceId("exact"))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: certain(getattr(value, f.name)) for f in fields(value)})
    if isinstance(value, Mapping):
        return {key: certain(inner) for key, inner in value.items()}
    return tuple(certain(inner) for inner in value) if isinstance(value, tuple) else value


def moved(knowledge: Knowledge, place: Place, by: float) -> Knowledge:
    """The knowledge with the log odds of one estimate (the logarithm of a ratio) moved."""

    def odds(stated: Estimate) -> Estimate:
        log_odds = math.log(probability(stated).mean / (1 - probability(stated).mean)) + by
        return replace(stated, value=1 / (1 + math.exp(-log_odds)))

    level, of = str(place.level), str(place.of)
    if place.mechanism is None:
        found = next(f for f in knowledge.findings.values() if f.id == of)
        leak = {**found.leak, level: odds(found.leak[level])}
        return replace(knowledge, findings={**knowledge.findings, found.id: replace(found, leak=leak)})
    mechanism = knowledge.mechanisms[place.mechanism]
    part = mechanism.regions["lumbar"]
    if place.kind == "main share":
        part = replace(part, prior=replace(part.prior, main_share=odds(part.prior.main_share)))
    elif place.kind == "further share":
        part = replace(part, prior=replace(part.prior, co_cause=odds(part.prior.co_cause)))
    elif place.kind == "context":
        factor = FactorId(of)
        ratio = part.context[factor][level]
        changed = replace(ratio, value=(ratio.value or 0) * math.exp(by))
        part = replace(part, context={**part.context, factor: {**part.context[factor], level: changed}})
    elif place.kind == "raised by":
        raised = tuple(RaisedBy(cause=r.cause, strength=odds(r.strength)) for r in mechanism.raised_by)
        mechanism = replace(mechanism, raised_by=raised)
    else:
        finding = next(f for f in part.findings if f == of)
        link = part.findings[finding]
        if place.kind == "inhibits":
            assert link.inhibits is not None
            link = replace(link, inhibits=odds(link.inhibits))
        else:
            link = replace(link, given={**link.given, level: odds(link.given[level])})
        part = replace(part, findings={**part.findings, finding: link})
    mechanism = replace(mechanism, regions={"lumbar": part})
    return replace(knowledge, mechanisms={**knowledge.mechanisms, mechanism.id: mechanism})


def answer(knowledge: Knowledge, patient: Panelist) -> Mapping[MechanismId, float]:
    """P(active) of this patient's facts under other numbers, by the way an assessment takes."""
    from sequela.inference import plan
    from sequela.pathway.differential.context import prior_for, region_priors
    from sequela.pathway.differential.network_of import region_network

    priors = region_priors(knowledge, "lumbar", 3)
    excluded = frozenset(priors.mechanisms) - frozenset(patient.region.causes)
    prior = prior_for(priors, patient.context, excluded)
    region = region_network(knowledge, "lumbar", priors, prior, excluded)
    active = posterior(plan(region.network, patient.evidence)).active
    return dict(zip(region.causes, active, strict=True))


@pytest.fixture(scope="module")
def exact() -> Knowledge:
    knowledge: Knowledge = certain(tiny_knowledge())
    plain = tiny_knowledge()
    return replace(knowledge, conventions=plain.conventions)


def test_every_estimate_moves_each_patient_as_when_the_answer_is_made_anew(exact: Knowledge) -> None:
    steps = FindingSteps(exact, "lumbar")
    places = [place for place, _ in all_estimates(exact, "lumbar")]
    checked = set()
    for patient in panel(exact, "lumbar", PATIENTS):
        stated = dict(changes(exact, "lumbar", patient, steps))
        for place in places:
            up, down = (answer(moved(exact, place, by), patient) for by in (MOVE, -MOVE))
            slope = np.array([(up[m] - down[m]) / (2 * MOVE) for m in patient.region.causes])
            np.testing.assert_allclose(stated.get(place, np.zeros(slope.size)), slope, atol=2e-4)
            if np.abs(slope).max() > 1e-3:
                checked.add(place.kind)
    assert checked == {"main share", "further share", "context", "raised by", "leak", "given", "inhibits"}


def test_influence_is_the_mean_over_patients_of_all_changes_and_the_same_every_time() -> None:
    knowledge = tiny_knowledge()
    ranked = influences(knowledge, "lumbar", PATIENTS)
    assert ranked == influences(knowledge, "lumbar", PATIENTS)
    assert [one.moves for one in ranked] == sorted((one.moves for one in ranked), reverse=True)
    top = ranked[0]
    steps = FindingSteps(knowledge, "lumbar")
    total = sum(
        float(np.abs(change).sum())
        for patient in panel(knowledge, "lumbar", PATIENTS)
        for place, change in changes(knowledge, "lumbar", patient, steps)
        if place == top.place
    )
    assert top.moves == pytest.approx(total / PATIENTS)


def test_no_estimate_of_the_region_is_left_out() -> None:
    knowledge = tiny_knowledge()
    places = [one.place for one in influences(knowledge, "lumbar", 2)]
    assert len(places) == len(set(places)) == len(list(all_estimates(knowledge, "lumbar")))
    assert Place("context", MechanismId("pressed_root"), "smoking", "current") in places


def test_context_nobody_told_of_moves_nothing(exact: Knowledge) -> None:
    patient = next(panel(exact, "lumbar", PATIENTS))
    silent = replace(patient, context={FactorId("smoking"): FactorValue(levels=frozenset({"no", "current"}), facts=())})
    found = [
        change
        for place, change in changes(exact, "lumbar", silent, FindingSteps(exact, "lumbar"))
        if place.kind == "context"
    ]
    assert not found or max(float(np.abs(change).max()) for change in found) == 0


def test_the_page_ranks_them_and_counts_the_measured_ones() -> None:
    knowledge = tiny_knowledge()
    said: list[str] = []
    page = with_influence(knowledge, coverage(knowledge), said.append, patients=2)
    part = page.sections[-1]
    assert part.heading.endswith("estimates that move results most, lumbar")
    assert part.rows[0].label.startswith("0 of ")
    assert part.rows[1].label.startswith("1. ")
    assert part.rows[1].words == "judged"
    assert said == ["measuring influence on 2 simulated patients, lumbar"]
    assert page_data(page)
    assert max(map(len, page_text(page).splitlines())) <= 100


def test_plain_coverage_says_how_to_get_them() -> None:
    assert "sequela evidence coverage --influence" in page_text(coverage(tiny_knowledge()))
