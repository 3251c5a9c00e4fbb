"""A failed treatment is evidence, if adequate and aimed at a source. Palliative care that fails tells of none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from sequela.assess import differentials
from sequela.case.files import case_of, read_bytes
from sequela.case.ledger import sort_facts
from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.treatments import Treatment
from sequela.pathway.plan.view import members

DAY = dt.date(2026, 11, 1)
KNOWLEDGE = load_knowledge()
PATIENT = """\
schema: sequela.case/1
as_of: 2026-11-01
patient: {age: 55, sex: female}
surgeries: [{procedure: posterolateral_fusion, levels: [L4-L5], when: 2022}]
complaints: [{id: p, region: REGION, distribution: equal, side: right, onset: {months_ago: 12}}]
"""
PLANNED = {t.id: t for t in KNOWLEDGE.treatments.values() if t.care is not None}
AIMED = sorted(t.id for t in PLANNED.values() if t.care and t.care.acts == "source" and t.response)
PALLIATIVE = sorted(t.id for t in PLANNED.values() if t.care and t.care.acts == "palliative")


def active(treatment: Treatment, adequate: str | None) -> Mapping[str, float]:
    """P(active) after the treatment did nothing; before it for None."""
    assert treatment.care is not None
    text = PATIENT.replace("REGION", treatment.care.regions[0])
    if adequate is not None:
        said = f"treatment: {treatment.id}, effect: none, adequate: {adequate}, when: 2026-08, side: right"
        text += f"treatments: [{{{said}}}]\n"
    (entry,) = read_bytes(text.encode(), "patient.yaml")
    case = case_of(entry, KNOWLEDGE, as_of=DAY, today=DAY)
    return differentials(case, sort_facts(case, KNOWLEDGE), KNOWLEDGE)[0].active


def test_the_treatments_whose_failure_counts_are_those_of_the_needle() -> None:
    assert {"medial_branch_rfa", "sacroiliac_rfa", "epidural_steroid_transforaminal", "facet_injection"} <= set(AIMED)


@pytest.mark.parametrize("name", AIMED)
def test_an_adequate_failure_lowers_what_the_treatment_was_aimed_at(name: str) -> None:
    treatment = PLANNED[name]
    assert treatment.care is not None
    before, after = active(treatment, None), active(treatment, "yes")
    aimed = [str(m) for m in members(KNOWLEDGE, treatment.care.targets) if str(m) in before]
    assert any(after[m] < before[m] - 1e-6 for m in aimed)


@pytest.mark.parametrize("name", AIMED)
@pytest.mark.parametrize("adequate", ["no", "unsure"])
def test_a_failure_that_was_not_adequate_changes_nothing(name: str, adequate: str) -> None:
    treatment = PLANNED[name]
    assert active(treatment, adequate) == pytest.approx(dict(active(treatment, None)), abs=1e-12)


@pytest.mark.parametrize("name", PALLIATIVE)
def test_the_failure_of_palliative_care_lowers_no_source(name: str) -> None:
    treatment = PLANNED[name]
    assert active(treatment, "yes") == pytest.approx(dict(active(treatment, None)), abs=1e-12)
