"""What is known of implants and operations: what comes first, what lowers the chance, and what each must say."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pytest

from sequela.knowledge import estimate
from sequela.knowledge.schema.treatments import Care
from sequela.pathway.gates import of_treatment
from sequela.rules.language import compile_condition
from tests.pathway.plan.gate_rows import DISCECTOMY, seen
from tests.pathway.triage.patients import knowledge

CARES: dict[str, Care] = {
    t.id: t.care
    for t in knowledge().treatments.values()
    if t.care is not None and t.care.stage in ("neuromodulation", "operation")
}
CANNOT_WAIT = frozenset(
    {"infection_care", "tumour_or_fracture_care", "csf_leak_repair", "cord_decompression", "haematoma_evacuation"}
)
NOTHING_TRIED = {"tried": [{"treatment": "conservative", "effect": "not_tried"}]}


def odds(treatment: str, patient: Mapping[str, Any]) -> float:
    """The product of the odds ratios that hold for a patient."""
    facts = seen(patient)
    held = [p for p in CARES[treatment].predictors if compile_condition(p.when).evaluate(facts).value is True]
    return math.prod(estimate.ratio(p.odds).median for p in held)


def operated(times: int) -> dict[str, Any]:
    return {"surgeries": [{**DISCECTOMY, "when": {"months_ago": 24 + 12 * n}} for n in range(times)]}


@pytest.mark.parametrize("treatment", sorted(CARES.keys() - CANNOT_WAIT))
def test_no_implant_or_operation_before_conservative_care_unless_it_cannot_wait(treatment: str) -> None:
    stops = {g.gate.id for g in of_treatment(knowledge(), treatment) if g.judge(seen(NOTHING_TRIED)).state == "broken"}
    assert "conservative_first" in stops
    urgent = seen({**NOTHING_TRIED, "facts": {"progressive_weakness": "present"}})
    gate = next(g for g in of_treatment(knowledge(), treatment) if g.gate.id == "conservative_first")
    assert gate.judge(urgent).state == "met"


@pytest.mark.parametrize("treatment", ["revision_discectomy", "revision_decompression", "foraminotomy", "fusion"])
def test_each_earlier_operation_lowers_the_chance_of_the_next(treatment: str) -> None:
    chances = [odds(treatment, operated(times)) for times in (1, 2, 3, 4)]
    assert chances == sorted(chances, reverse=True)
    assert len(set(chances)) == 4
    assert odds(treatment, operated(6)) == chances[-1]


def test_mood_coping_expectation_and_claims_lower_the_chance_of_stimulation_together_more_than_alone() -> None:
    problems: tuple[dict[str, object], ...] = (
        {"phq9": 16},
        {"pcs": 40},
        {"unrealistic_expectations": "present"},
        {"compensation_claim": "present"},
    )
    alone = [odds("spinal_cord_stimulation", {"facts": problem}) for problem in problems]
    assert all(0.4 < one < 0.6 for one in alone)
    both = odds("spinal_cord_stimulation", {"facts": {"phq9": 16, "pcs": 40}})
    three = odds("spinal_cord_stimulation", {"facts": {"phq9": 16, "pcs": 40, "compensation_claim": "present"}})
    assert both < min(alone)
    assert three == both
    assert odds("spinal_cord_stimulation", {"facts": {"phq9": 4, "pcs": 10}}) == 1


def test_low_mood_and_worry_count_once() -> None:
    one = odds("spinal_cord_stimulation", {"facts": {"phq9": 16}})
    assert odds("spinal_cord_stimulation", {"facts": {"phq9": 16, "gad7": 18}}) == one


@pytest.mark.parametrize("fact", ["smoking", "low_mood", "compensation_claim", "long_term_opioid_use"])
def test_what_can_be_changed_lowers_the_chance_of_a_fusion(fact: str) -> None:
    assert odds("fusion", {"facts": {fact: "present"}}) < 1
    assert odds("fusion", {"facts": {fact: "absent"}}) == 1


@pytest.mark.parametrize("treatment", sorted(CARES))
def test_relief_is_a_published_count_or_the_words_that_none_was_found(treatment: str) -> None:
    planned = [o for o in knowledge().treatments[treatment].outcomes if o.plan]
    assert bool(planned) != (CARES[treatment].no_evidence is not None)
    assert all(outcome.share.source is not None for outcome in planned)


def test_stimulation_is_counted_with_its_trial_so_no_step_is_counted_twice() -> None:
    planned = [o for o in knowledge().treatments["spinal_cord_stimulation"].outcomes if o.plan]
    assert [o.after for o in planned] == [None]
    assert [o.control_is for o in planned] == ["usual_care"]
