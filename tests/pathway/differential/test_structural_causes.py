"""Implants, infection, bone, fluid, roots in the sac, balance: what the answer must say of them."""

from __future__ import annotations

import pytest

from .patients import answer, case_text, entry, fact, probabilities, probability

FUSED = [
    {
        "procedure": "plif",
        "levels": ["L4-L5"],
        "implants": ["pedicle_screws", "cage"],
        "when": {"months_ago": 24},
        "relief": "partial",
    }
]
LATELY = {"days_ago": 5}
IMPLANT_CAUSES = {
    "implant_malposition",
    "implant_migration_or_breakage",
    "painful_implant",
    "low_grade_implant_infection",
}


def first(*facts: dict[str, object], **changes: object) -> str:
    """The mechanism listed first; of a group the member that leads it."""
    leading = answer(case_text(*facts, **changes)).differential[0]
    return leading.members[0].mechanism if leading.members else leading.mechanism


def test_where_nothing_was_implanted_no_implant_hurts() -> None:
    asked = answer(case_text(fact("implant_loosening")))
    assert all(probability(asked, cause) == 0 for cause in IMPLANT_CAUSES)


def test_an_implant_that_nobody_recorded_is_not_ruled_out() -> None:
    unknown = [{"procedure": "lumbar_fusion", "when": {"months_ago": 24}}]
    asked = answer(case_text(surgeries=unknown))
    assert all(probability(asked, cause) > 0 for cause in IMPLANT_CAUSES)


def test_high_markers_and_an_abscess_after_a_good_start_are_an_infection() -> None:
    ill = (fact("crp", 86, when=LATELY), fact("discitis_imaging"), fact("severe_pain_new"), fact("night_pain"))
    assert first(*ill) == "acute_spinal_infection"


def test_a_screw_in_the_foramen_of_the_painful_root_is_the_cause() -> None:
    seen = (fact("implant_malposition", side="right"), fact("emg_acute_denervation", side="right"))
    assert first(*seen, surgeries=FUSED) == "implant_malposition"


def test_a_normal_crp_leaves_a_low_grade_infection_open() -> None:
    loose = answer(case_text(fact("implant_loosening"), surgeries=FUSED))
    normal = answer(case_text(fact("implant_loosening"), fact("crp", 3, when=LATELY), surgeries=FUSED))
    before, after = (probability(a, "low_grade_implant_infection") for a in (loose, normal))
    assert before / 3 < after < before


def test_more_words_of_one_level_of_illness_do_not_move_the_answer() -> None:
    few = answer(case_text(fact("rigors")))
    many = answer(case_text(fact("rigors"), fact("fever"), fact("night_sweats"), fact("feeling_very_ill")))
    assert probabilities(few) == pytest.approx(probabilities(many), abs=1e-12)


def test_thin_bone_makes_a_fracture_likelier_and_asks_for_no_explanation() -> None:
    plain, thin = answer(case_text()), answer(case_text(fact("osteoporosis")))
    assert probability(thin, "vertebral_fracture") > 2 * probability(plain, "vertebral_fracture")
    assert "osteoporosis" not in {u.finding for u in thin.unexplained}


def test_a_broken_rod_counts_once_and_rules_still_know_of_it() -> None:
    told = answer(case_text(fact("implant_migration_or_breakage_imaging"), surgeries=FUSED))
    top = entry(told, "hardware_pain")
    assert [a.fact for a in top.for_ if a.fact.startswith("implant_")] == ["implant_migration_or_breakage_imaging"]
