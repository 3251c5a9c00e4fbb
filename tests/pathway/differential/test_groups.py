"""Causes shown as one line, and parts of the spine that have nothing to do with one another."""

from __future__ import annotations

import pytest

from .patients import answer, case_text, entry, fact, probabilities, probability

NECK: dict[str, object] = {
    "complaints": [{"id": "arm", "region": "cervical", "distribution": "limb_more", "side": "left", "roots": ["C7"]}]
}
HIP = (
    fact("groin_pain", side="right"),
    fact("hip_signs", side="right"),
    fact("hip_imaging_arthritis", side="right"),
    fact("hip_injection_response", side="right"),
)


def test_a_hip_proven_by_an_injection_leads_as_a_source_outside_the_spine() -> None:
    result = answer(case_text(*HIP))
    leading = result.differential[0]
    assert leading.mechanism == "extraspinal_source"
    assert leading.title.startswith("Hip joint pain (")
    assert leading.members[0].mechanism == "hip_joint_pain"
    assert {a.fact for a in leading.for_} >= {"hip_injection_response", "hip_imaging_arthritis"}


def test_a_group_is_at_least_as_probable_as_its_likeliest_member_and_at_most_their_sum() -> None:
    for line in answer(case_text(*HIP[:2])).differential:
        if line.members:
            parts = [m.probability for m in line.members]
            assert max(parts) - 1e-9 <= line.probability <= sum(parts) + 1e-9
            assert line.main == pytest.approx(sum(m.main for m in line.members))
            assert line.interval[0] <= line.probability <= line.interval[1]


def test_a_lesion_of_the_neck_says_nothing_of_a_leg() -> None:
    lesion = fact("mri_foraminal_stenosis", level="C5-C6", side="right")
    assert probabilities(answer(case_text(lesion))) == pytest.approx(probabilities(answer(case_text())), abs=1e-12)


def test_a_neck_that_was_never_operated_on_has_no_recurrence_and_no_adjacent_segment() -> None:
    worn = fact("imaging_adjacent_degeneration", level="C6-C7")
    fused = [{"procedure": "tlif", "levels": ["L4-S1"], "when": {"months_ago": 48}}]
    result = answer(case_text(worn, surgeries=fused, **NECK))
    for mechanism in ("adjacent_segment_disease", "recurrent_disc_herniation", "epidural_fibrosis", "pseudarthrosis"):
        assert probability(result, mechanism) == 0
    assert entry(result, "foraminal_stenosis").probability > 0


def test_causes_are_inseparable_only_if_every_pair_of_them_is() -> None:
    result = answer(case_text(*HIP))
    assert all("extraspinal_source" not in group for group in result.indistinguishable)
