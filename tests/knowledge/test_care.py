"""Every test and treatment of the vocabulary is there, with a sourced figure or the words that none was found."""

from __future__ import annotations

import pytest

from sequela.knowledge.load import load_knowledge

KNOWLEDGE = load_knowledge()
TESTS = """
mri_plain mri_gadolinium ct ct_myelogram xray_standing xray_flexion_extension whole_spine_xray spect_ct emg_ncs esr_crp
medial_branch_block sacroiliac_block selective_nerve_root_block discography hardware_block hip_injection
trigger_point_injection abi
"""
TREATMENTS = """
physical_therapy multidisciplinary_rehab chiropractic activity_modification cbt nsaid gabapentinoid snri_tca opioid
epidural_steroid_transforaminal epidural_steroid_caudal_interlaminar facet_injection medial_branch_rfa
sacroiliac_injection sacroiliac_rfa adhesiolysis_percutaneous epiduroscopy pulsed_rf_drg trigger_point
spinal_cord_stimulation drg_stimulation peripheral_nerve_stimulation intrathecal_pump revision_discectomy
revision_decompression foraminotomy fusion revision_fusion_for_pseudarthrosis hardware_removal sacroiliac_fusion
deformity_correction continue_as_now reduce_or_stop
"""

LEAK = "csf_leak_repair"
"""No exercise closes a leak of spinal fluid, and an open one can end in meningitis."""


@pytest.mark.parametrize("name", TESTS.split())
def test_a_test_shows_something_and_says_how_well_or_that_nobody_knows(name: str) -> None:
    test = KNOWLEDGE.tests[name]
    assert test.shows
    assert bool(test.figures) != bool(test.no_evidence)
    assert all(figure.share.source for figure in test.figures)


@pytest.mark.parametrize("name", TREATMENTS.split())
def test_a_treatment_has_a_sourced_outcome_or_says_that_none_was_found(name: str) -> None:
    treatment = KNOWLEDGE.treatments[name]
    assert treatment.care is not None
    planned = [outcome for outcome in treatment.outcomes if outcome.plan]
    assert bool(planned) != bool(treatment.care.no_evidence)
    assert all(outcome.share.source for outcome in planned)


@pytest.mark.parametrize("name", [t.id for t in KNOWLEDGE.treatments.values() if t.care])
def test_an_operation_waits_for_conservative_care_or_is_the_care_of_a_danger(name: str) -> None:
    care = KNOWLEDGE.treatments[name].care
    assert care is not None
    if care.stage != "operation" or care.before_all or name == LEAK:
        return
    shared = [g for g in KNOWLEDGE.gates.values() if g.role == "requires" and "operation" in g.applies_to]
    waits = [g for g in shared if name not in g.except_for and "physical_therapy" in g.gate.met_by]
    assert waits or any("physical_therapy" in gate.met_by for gate in care.requires)
