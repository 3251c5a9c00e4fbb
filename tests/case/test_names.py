"""Operations, treatments and medicines are found by the names that letters and patients use."""

from __future__ import annotations

import pytest

from sequela.case.form import names_in
from sequela.knowledge.names import Kind
from sequela.knowledge.schema.knowledge import Knowledge

TREATMENTS = """
physical_therapy multidisciplinary_rehab chiropractic activity_modification cbt nsaid gabapentinoid snri_tca opioid
epidural_steroid_transforaminal epidural_steroid_caudal_interlaminar facet_injection medial_branch_rfa
sacroiliac_injection sacroiliac_rfa adhesiolysis_percutaneous epiduroscopy pulsed_rf_drg trigger_point
spinal_cord_stimulation drg_stimulation peripheral_nerve_stimulation intrathecal_pump revision_discectomy
revision_decompression foraminotomy fusion revision_fusion_for_pseudarthrosis hardware_removal sacroiliac_fusion
deformity_correction
"""
CLASSES = """
opioid strong_opioid gabapentinoid sedative benzodiazepine z_drug muscle_relaxant snri tca ssri antidepressant
anticonvulsant nsaid coxib analgesic topical cannabinoid anticoagulant antiplatelet corticosteroid immunosuppressant
bone_medicine antidiabetic antipsychotic intrathecal opioid_antagonist antibiotic nmda_antagonist serotonergic
"""


def test_every_treatment_of_the_vocabulary_has_its_names(knowledge: Knowledge) -> None:
    assert set(TREATMENTS.split()) <= set(knowledge.treatments)


@pytest.mark.parametrize(
    ("words", "kind", "meant"),
    [
        ("MIS TLIF", "procedure", "tlif"),
        ("re-discectomy", "procedure", "revision_discectomy"),
        ("hemilaminectomy", "procedure", "laminotomy"),
        ("artificial disc", "procedure", "lumbar_disc_replacement"),
        ("cirugía de columna", "procedure", "spine_surgery"),
        ("physio", "treatment", "physical_therapy"),
        ("SCS trial", "treatment", "spinal_cord_stimulation"),
        ("caudal epidural", "treatment", "epidural_steroid_caudal_interlaminar"),
        ("Eliquis", "medicine", "apixaban"),
        ("acetaminophen", "medicine", "paracetamol"),
        ("oxcarbazepine", "medicine", "oxcarbazepine"),
    ],
)
def test_common_names_are_known(knowledge: Knowledge, words: str, kind: Kind, meant: str) -> None:
    assert {match.id for match in names_in(knowledge).exact(words, [kind])} == {meant}


def test_medicines_have_classes_that_rules_can_speak_of(knowledge: Knowledge) -> None:
    found = {name for medicine in knowledge.medicines.values() for name in medicine.classes}
    assert found <= set(CLASSES.split())
    assert all(medicine.classes for medicine in knowledge.medicines.values())


def test_a_medicine_belongs_to_a_treatment_that_exists(knowledge: Knowledge) -> None:
    treatments = {medicine.treatment for medicine in knowledge.medicines.values() if medicine.treatment}
    assert treatments <= set(knowledge.treatments)


def test_an_operation_that_fuses_is_of_the_family_of_fusions(knowledge: Knowledge) -> None:
    assert {procedure.family for procedure in knowledge.procedures.values() if procedure.fuses} == {"fusion"}


def test_what_a_treatment_did_becomes_a_value_its_finding_can_have(knowledge: Knowledge) -> None:
    for treatment in knowledge.treatments.values():
        if treatment.response is not None:
            finding = knowledge.findings[treatment.response.finding]
            assert set(treatment.response.effects.values()) <= {*finding.levels, "present", "absent"}
