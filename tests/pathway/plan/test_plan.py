"""The plan of whole patients: danger first, gentle care first, wishes that move the order and never the danger."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from sequela.assess import assess
from sequela.assessment.plan import Option, PlanResult
from sequela.case.case import Case
from sequela.case.files import case_of, read_file
from sequela.knowledge.load import load_knowledge

DAY = dt.date(2026, 11, 1)
KNOWLEDGE = load_knowledge()
EXAMPLES = Path("examples")
EXCEPTIONS = frozenset(
    {"infection_care", "cord_decompression", "haematoma_evacuation", "tumour_or_fracture_care", "csf_leak_repair"}
)
"""Operations for dangers, which no exercise comes before."""


def case(name: str) -> Case:
    entry = next(iter(read_file(str(EXAMPLES / f"{name}.yaml"))))
    return case_of(entry, KNOWLEDGE, as_of=DAY, today=DAY)


def plan(patient: Case) -> PlanResult:
    found = assess(patient, KNOWLEDGE, patient.as_of).plan
    assert found is not None
    return found


def option(found: PlanResult, treatment: str) -> Option:
    return next(o for o in found.options if o.treatment == treatment)


def test_two_patients_who_differ_in_their_wishes_alone_begin_differently() -> None:
    willing, unwilling = plan(case("plan/recurrence_willing")), plan(case("plan/recurrence_unwilling"))
    assert willing.stages[0].treatment == "revision_discectomy"
    assert unwilling.stages[0].treatment == "spinal_cord_stimulation"
    assert option(unwilling, "revision_discectomy").preference == "declined"
    assert any("does not want it" in words for words in unwilling.reordered)


def test_a_danger_comes_before_a_wish_and_holds_the_plan() -> None:
    found = plan(case("plan/danger_before_preference"))
    assert found.held is not None
    assert found.stages == ()
    assert found.first is not None
    assert "foot drop" in found.first.lower()
    assert option(found, "revision_discectomy").preference == "declined"


@pytest.mark.parametrize("number", range(1, 21))
def test_no_operation_can_be_done_before_conservative_care_is_on_record(number: int) -> None:
    patient = case(f"cases/example-{number:02}")
    found = assess(replace(patient, treatments=()), KNOWLEDGE, patient.as_of)
    if found.plan is None or found.triage.urgent:
        return
    done = [o.treatment for o in found.plan.options if o.stage == "operation" and o.status == "eligible"]
    assert set(done) <= EXCEPTIONS


@pytest.mark.parametrize("number", range(1, 21))
def test_a_staged_plan_never_goes_back_to_gentler_care(number: int) -> None:
    order = ["self_care", "conservative", "medicine", "injection", "ablation", "neuromodulation", "operation"]
    alike = {"self_care": 0, "conservative": 0, "medicine": 1, "injection": 2, "ablation": 2}
    found = assess(case(f"cases/example-{number:02}"), KNOWLEDGE, DAY).plan
    assert found is not None
    stages = [option(found, s.treatment).stage for s in found.stages]
    assert set(stages) <= set(order)
    ranks = [alike.get(stage, 3) for stage in stages]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("number", range(1, 21))
def test_what_is_not_known_has_no_score_and_is_no_step(number: int) -> None:
    found = assess(case(f"cases/example-{number:02}"), KNOWLEDGE, DAY).plan
    assert found is not None
    for o in found.options:
        assert (o.score is None) == (o.relief is None)
        if o.status == "not_yet":
            assert o.missing
        if o.status in ("contraindicated", "not_indicated"):
            assert o.because
    assert all(option(found, s.treatment).relief is not None for s in found.stages)


def test_what_was_tried_well_and_failed_is_no_step_again() -> None:
    found = plan(case("plan/recurrence_willing"))
    tried = {"physical_therapy", "multidisciplinary_rehab", "cbt", "snri_tca"}
    assert not tried & {s.treatment for s in found.stages}
    assert all(any("tried without effect" in r.text for r in option(found, t).against) for t in tried)


def test_each_further_operation_lowers_the_chance_of_the_next() -> None:
    patient = case("plan/recurrence_willing")
    more = replace(patient.surgeries[0], id="surgeries[1]")
    once, twice = plan(patient), plan(replace(patient, surgeries=(replace(more, id="surgeries[0]"), more)))
    first, second = option(once, "revision_discectomy").relief, option(twice, "revision_discectomy").relief
    assert first is not None
    assert second is not None
    assert second.probability < first.probability


def test_early_after_an_operation_no_plan_for_lasting_pain_is_made() -> None:
    found = plan(case("cases/example-07"))
    assert found.held is not None
    assert "three months" in found.held


def test_the_same_case_gives_the_same_plan() -> None:
    patient = case("cases/example-11")
    assert plan(patient) == plan(patient)
