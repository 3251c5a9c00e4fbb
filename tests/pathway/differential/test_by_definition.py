"""What a word excludes by its meaning, and that an examination or a reference test outweighs a story."""

from __future__ import annotations

from .patients import answer, assessed, case_text, entry, fact

HERNIATION = fact("mri_herniation_operated_level", level="L4-L5", side="right")


def operated(**changes: object) -> list[dict[str, object]]:
    """A discectomy two years ago of which only what is given is known besides."""
    return [{"procedure": "discectomy", "levels": ["L4-L5"], "side": "right", "when": {"months_ago": 24}, **changes}]


def leg_pain(**changes: object) -> list[dict[str, object]]:
    return [{"id": "leg", "region": "lumbar", "distribution": "limb_more", "side": "right", **changes}]


def test_a_leg_that_was_never_better_has_no_recurrence() -> None:
    body = case_text(HERNIATION, surgeries=operated(relief="none"), complaints=leg_pain(course="never_better"))
    told = answer(body)
    recurrent, residual = entry(told, "recurrent_disc_herniation"), entry(told, "residual_disc_herniation")
    assert recurrent.probability == 0
    assert recurrent.against
    assert residual.probability > 0.5
    reasons = {r.id: r.verdict for r in assessed(body).failure_reasons}
    assert reasons["recurrence"] == "no_evidence"


def test_nothing_was_left_behind_where_all_pain_was_gone_for_more_than_half_a_year() -> None:
    told = answer(case_text(HERNIATION))
    assert entry(told, "residual_disc_herniation").probability == 0
    assert entry(told, "recurrent_disc_herniation").probability > 0.5


def test_an_untold_course_excludes_neither() -> None:
    told = answer(case_text(HERNIATION, surgeries=operated(), complaints=leg_pain()))
    assert entry(told, "recurrent_disc_herniation").probability > 0
    assert entry(told, "residual_disc_herniation").probability > 0


def test_a_negative_straight_leg_raise_does_not_halve_a_herniation_seen_on_the_scan() -> None:
    seen = entry(answer(case_text(HERNIATION)), "recurrent_disc_herniation").probability
    negative = answer(case_text(HERNIATION, fact("straight_leg_raise", "absent", side="right")))
    assert entry(negative, "recurrent_disc_herniation").probability > seen / 2


def test_the_sacroiliac_place_told_and_shown_counts_once() -> None:
    shown = fact("fortin_finger", side="right")
    told = answer(case_text(shown, fact("sacral_pain", side="right")))
    once = answer(case_text(shown))
    joint = "sacroiliac_joint_pain"
    assert entry(told, joint).probability == entry(once, joint).probability


def test_a_discography_says_more_for_a_disc_than_two_answers_in_a_history() -> None:
    body = {"complaints": leg_pain(distribution="axial_more")}
    story = answer(case_text(fact("sitting_worse"), fact("midline_low_back_pain"), **body))
    test = answer(case_text(fact("discography_concordant", level="L5-S1"), **body))
    assert entry(test, "discogenic_pain").probability > entry(story, "discogenic_pain").probability


def test_a_negative_block_says_more_against_a_facet_than_a_negative_bedside_test() -> None:
    body = {"complaints": leg_pain(distribution="axial_only")}
    bedside = answer(case_text(fact("extension_rotation", "absent", side="right"), **body))
    block = answer(case_text(fact("medial_branch_block", "negative", side="right"), **body))
    assert entry(block, "facet_joint_pain").probability < entry(bedside, "facet_joint_pain").probability


def test_a_scan_without_herniation_does_not_bring_back_the_compression_it_denied() -> None:
    free = fact("mri_root_compression", "absent")
    one = entry(answer(case_text(free)), "foraminal_stenosis").probability
    both = entry(answer(case_text(free, fact("mri_herniation_operated_level", "absent"))), "foraminal_stenosis")
    assert both.probability <= one + 1e-12


def test_a_new_and_different_pain_is_no_sign_that_another_source_was_overlooked() -> None:
    body = case_text(
        fact("fortin_finger", side="right"),
        fact("si_provocation_cluster", "three_or_more", side="right"),
        surgeries=operated(relief="partial"),
        complaints=leg_pain(distribution="axial_more", onset={"months_ago": 6}, course="new_different"),
    )
    reasons = {r.id: r.verdict for r in assessed(body).failure_reasons}
    assert reasons["misdiagnosis"] == "no_evidence"


def test_a_screw_in_the_wrong_place_alone_does_not_support_that_a_fusion_failed() -> None:
    fusion = [{"procedure": "plif", "levels": ["L4-L5"], "when": {"months_ago": 24}}]
    body = case_text(fact("implant_malposition"), surgeries=fusion)
    reasons = {r.id: r.verdict for r in assessed(body).failure_reasons}
    assert reasons["implant_failure"] == "possible"
