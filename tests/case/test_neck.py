"""The neck and the arm: places, roots and words as patients and letters name them."""

from __future__ import annotations

import pytest

from sequela.case.case import Case
from sequela.case.derived import context
from sequela.case.ledger import sort_facts
from sequela.case.sites import site_named
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FactorId

from .conftest import ReadCase


def present(case: Case) -> set[str]:
    return {str(fact.finding) for fact in case.facts if fact.value == "present"}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("interscapular region", "shoulder_blade"),
        ("back of the head", "occiput"),
        ("headache", "head"),
        ("fingers", "hand"),
        ("upper extremity", "arm"),
        ("nape", "neck"),
    ],
)
def test_places_of_neck_and_arm_are_known_by_their_usual_names(words: str, name: str) -> None:
    site = site_named(words)
    assert site is not None
    assert site.name == name


def test_pain_in_both_arms_is_told_by_the_sites(read: ReadCase) -> None:
    assert "bilateral_arm_symptoms" in present(read("complaints: [{sites: [neck, {site: hand, side: both}]}]"))
    assert "bilateral_arm_symptoms" not in present(read("complaints: [{sites: [neck, {site: hand, side: left}]}]"))


@pytest.mark.parametrize(("root", "finding"), [("C5", "shoulder_pain"), ("C7", "dermatomal_arm_pain")])
def test_a_cervical_root_is_named_by_where_it_hurts(read: ReadCase, root: str, finding: str) -> None:
    case = read(f"complaints: [{{region: cervical, side: left, roots: [{root}]}}]")
    (fact,) = [fact for fact in case.facts if fact.finding == finding]
    assert (fact.side, fact.root) == ("left", root)


def test_neck_and_arm_scores_tell_which_of_the_two_leads(read: ReadCase, knowledge: Knowledge) -> None:
    case = read(
        "complaints: [{region: cervical}]\nfacts: [{finding: pain_neck, value: 3}, {finding: pain_arm, value: 7}]"
    )
    told = context(case, case.complaints[0], sort_facts(case, knowledge), knowledge)
    assert told[FactorId("distribution")].levels == {"limb_more"}


def test_a_letter_about_the_neck_is_understood(told: ReadCase) -> None:
    case = told(
        age=52,
        region="cervical",
        prior_procedures=["ACDF C5-6"],
        pain_sites=["neck", "left arm", "interscapular"],
        presenting_complaint="neck pain with neck rotation, occipital headache",
        signs={"spurling": "positive left", "triceps weakness": "present left", "absent triceps reflex": "present"},
        tests={"mri_plain": "uncovertebral spur at C6-7 on the left"},
    )
    assert case.complaints[0].region == "cervical"
    assert present(case) >= {
        "shoulder_blade_pain",
        "occipital_headache",
        "spurling",
        "motor_deficit",
        "reflex_loss",
        "mri_foraminal_stenosis",
    }
