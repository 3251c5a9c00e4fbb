"""The tests of the work-up: what each can show, what it costs, and what must be asked before it."""

from __future__ import annotations

from functools import cache

import pytest

from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.care import Role
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.tests import Test
from sequela.pathway.gates import of_test

VOCABULARY = (
    "mri_plain",
    "mri_gadolinium",
    "ct",
    "ct_myelogram",
    "xray_standing",
    "xray_flexion_extension",
    "whole_spine_xray",
    "spect_ct",
    "emg_ncs",
    "esr_crp",
    "medial_branch_block",
    "sacroiliac_block",
    "selective_nerve_root_block",
    "discography",
    "hardware_block",
    "hip_injection",
    "trigger_point_injection",
    "abi",
)
BY_TEST = ("imaging", "laboratory", "electrodiagnosis", "block")
MAGNETS = ("mri_plain", "mri_gadolinium", "hip_soft_tissue_imaging")
BREAKS_THE_SKIN = ("needle", "needle_near_nerve", "into_disc_or_canal")


@cache
def known() -> Knowledge:
    return load_knowledge(cache=None)


def gates(test: str, role: Role | None = None) -> set[str]:
    return {g.gate.id for g in of_test(known(), test) if role is None or g.role == role}


def of_kind(kind: str) -> list[Test]:
    return [test for test in known().tests.values() if test.kind == kind]


@pytest.mark.parametrize("test", VOCABULARY)
def test_the_tests_of_the_vocabulary_are_there(test: str) -> None:
    assert test in known().tests


@pytest.mark.parametrize("asked", BY_TEST)
def test_every_finding_that_only_a_test_settles_is_shown_by_one(asked: str) -> None:
    shown = {finding for test in known().tests.values() for finding in test.shows}
    wanted = {finding.id for finding in known().findings.values() if finding.asked == asked}
    assert not wanted - shown


def test_a_test_shows_what_is_found_in_its_part_of_the_spine() -> None:
    for test in known().tests.values():
        for name in test.shows:
            assert set(test.regions) & set(known().findings[name].regions), (test.id, name)


def test_after_surgery_an_mri_is_asked_first_for_the_disc_and_last_for_wear() -> None:
    shows = list(known().tests["mri_plain"].shows)
    assert shows.index("mri_herniation_operated_level") < shows.index("mri_epidural_scar")
    assert shows.index("mri_epidural_scar") < shows.index("mri_disc_degeneration")
    assert known().tests["mri_gadolinium"].shows[0] == "mri_root_scar_enhancement"


@pytest.mark.parametrize("test", ["medial_branch_block", "sacroiliac_block"])
def test_one_block_of_a_joint_settles_nothing(test: str) -> None:
    assert not known().tests[test].alone
    assert any(figure.kind == "false_positive" for figure in known().tests[test].figures)


def test_contrast_mri_and_bone_scan_stand_beside_the_plain_picture() -> None:
    assert "mri_plain" in known().tests["mri_gadolinium"].beside
    assert "ct" in known().tests["spect_ct"].beside


@pytest.mark.parametrize("test", MAGNETS)
def test_before_the_magnet_devices_and_metal_are_asked_for(test: str) -> None:
    assert {"mri_heart_device", "mri_stimulator", "mri_metal"} <= gates(test, "never")
    assert {"mri_pump", "mri_narrow_space"} <= gates(test, "caution")


@pytest.mark.parametrize("test", [t.id for t in known().tests.values() if t.burden.radiation is not None])
def test_nobody_is_irradiated_without_the_question_of_pregnancy(test: str) -> None:
    if test == "spinal_biopsy":  # done for infection and tumour: it does not wait
        return
    assert len({"pregnancy_and_x_rays", "pregnancy_waits"} & gates(test)) == 1


def test_a_weak_kidney_asks_for_care_with_gadolinium_and_withholds_no_needed_scan() -> None:
    assert "gadolinium_kidney" in gates("mri_gadolinium", "caution")
    assert "gadolinium_kidney" not in gates("mri_gadolinium", "never")


@pytest.mark.parametrize("test", [t.id for t in of_kind("block")])
def test_no_block_through_an_infection_or_against_an_allergy_to_the_drug(test: str) -> None:
    assert "infection_and_needle" in gates(test, "never")
    assert test == "discography" or "anaesthetic_allergy" in gates(test, "never")


@pytest.mark.parametrize("test", [t.id for t in known().tests.values() if t.burden.invasiveness in BREAKS_THE_SKIN])
def test_before_a_needle_blood_thinners_are_weighed_once_by_the_risk_of_the_place(test: str) -> None:
    classes = {gate for gate in gates(test) if gate.startswith("bleeding_")}
    if test == "emg_ncs":  # people on warfarin were not harmed by it: nothing is stopped
        assert not classes
        return
    assert len(classes) == 1
    canal = known().tests[test].burden.invasiveness == "into_disc_or_canal"
    assert canal == (classes != {"bleeding_low_risk"}) or test in {
        "selective_nerve_root_block",
        "intercostal_block",
    }


def test_discography_says_what_it_does_to_the_disc() -> None:
    harms = known().tests["discography"].harms
    assert any(harm.serious and "carragee2009" in harm.sources for harm in harms)
    assert "medial_branch_block" in known().tests["discography"].instead


def test_a_test_says_how_far_it_can_be_trusted_or_that_nobody_knows() -> None:
    for test in known().tests.values():
        assert bool(test.figures) != bool(test.no_evidence), test.id


def test_what_patients_read_of_a_test_is_there_in_spanish() -> None:
    for test in known().tests.values():
        assert test.label.es, test.id
        assert test.about.es, test.id
        assert all(line.es for line in test.preparation), test.id


def test_who_cannot_have_it_is_told_what_to_do_instead() -> None:
    for test in known().tests.values():
        for gate in of_test(known(), test.id):
            if gate.role == "never":
                assert gate.gate.instead is not None or gate.gate.met_by, (test.id, gate.gate.id)


def test_a_gate_of_a_treatment_does_not_stand_before_the_test_of_the_same_name() -> None:
    for record in known().gates.values():
        for test in known().tests.values():
            if any(compiled.gate is record.gate for compiled in of_test(known(), test.id)):
                assert set(record.applies_to) & test.groups(), (record.id, test.id)
                assert all(name.startswith("test:") for name in test.groups())
