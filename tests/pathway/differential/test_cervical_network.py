"""The neck is ranked, in its own words, and its telling findings lead to the source they tell of."""

from __future__ import annotations

import pytest

from sequela import inference
from sequela.case.derived import FactorValue
from sequela.inference import Evidence
from sequela.knowledge.schema.terms import FactorId, FindingId
from sequela.pathway.differential.context import prior_for, region_priors
from sequela.pathway.differential.explain import factor_words
from sequela.pathway.differential.network_of import RegionNetwork, region_network

from .patients import knowledge


@pytest.fixture(scope="module")
def neck() -> RegionNetwork:
    known = knowledge()
    priors = region_priors(known, "cervical", 200)
    return region_network(known, "cervical", priors, prior_for(priors, {}, frozenset()), frozenset())


def test_the_sacroiliac_joint_is_no_source_of_neck_pain(neck: RegionNetwork) -> None:
    assert "sacroiliac_joint_pain" not in neck.causes
    assert "facet_joint_pain" in neck.causes


@pytest.mark.parametrize(
    ("told", "first"),
    [
        ({"neck_facet_signs": "all_three", "medial_branch_block": "dual_positive"}, "facet_joint_pain"),
        ({"ct_nonunion": "present", "motion_at_fused_level": "present"}, "pseudarthrosis"),
        ({"spurling": "present", "mri_foraminal_stenosis": "present", "arm_overhead_relief": "present"},
         "foraminal_stenosis"),
        ({"c5_palsy": "present", "neuropathic_features": "marked"}, "neuropathic_nerve_injury"),
        ({"trigger_points": "present", "trigger_point_relief": "present", "heat_or_massage_relief": "present"},
         "myofascial_pain"),
    ],
)  # fmt: skip
def test_telling_findings_lead_to_their_source(neck: RegionNetwork, told: dict[str, str], first: str) -> None:
    index, findings = neck.index(), knowledge().findings
    levels = {index[FindingId(f)]: findings[FindingId(f)].levels.index(level) for f, level in told.items()}
    plan = inference.plan(neck.network, Evidence.of({f: (level, level) for f, level in levels.items()}))
    main = inference.main_generator(plan, neck.salience).share
    assert neck.causes[int(main.argmax())] == first


def test_context_is_worded_for_the_neck() -> None:
    value = FactorValue(levels=frozenset({"limb_more"}), facts=())
    known = knowledge()
    assert factor_words(known, "cervical", FactorId("distribution"), value) == "Arm more than neck"
    assert factor_words(known, "lumbar", FactorId("distribution"), value) == "Leg more than back"
