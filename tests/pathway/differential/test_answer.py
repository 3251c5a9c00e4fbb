"""What must hold of every differential, stated on real knowledge."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sequela.knowledge
from sequela import load_knowledge
from sequela.assessment import ComplaintResult

from .patients import answer, case_text, entry, fact, knowledge, probabilities, probability

FACTS = (
    fact("straight_leg_raise", side="right"),
    fact("sensory_deficit", side="right", root="L5"),
    fact("motor_deficit", "absent", side="right"),
    fact("cough_or_strain_worse"),
    fact("sitting_worse"),
    fact("si_provocation_cluster", "none", side="right"),
    fact("mri_foraminal_stenosis", "absent", level="L4-L5", side="right"),
    fact("burning_pain", "absent"),
)


def same(a: ComplaintResult, b: ComplaintResult) -> bool:
    return probabilities(a) == pytest.approx(probabilities(b), abs=1e-12)


@settings(max_examples=8, deadline=None)
@given(st.permutations(FACTS))
def test_the_order_in_which_facts_are_told_changes_nothing(facts: list[dict[str, object]]) -> None:
    assert same(answer(case_text(*facts)), answer(case_text(*FACTS)))


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sampled_from(sorted(knowledge().findings)), min_size=1, max_size=20, unique=True))
def test_a_fact_asked_and_not_known_changes_nothing(names: list[str]) -> None:
    told = {f["finding"] for f in FACTS}
    unknown = [fact(n, "unknown") for n in names if n not in told]
    assert same(answer(case_text(*FACTS, *unknown)), answer(case_text(*FACTS)))


def mirrored(value: object) -> object:
    if isinstance(value, dict):
        return {k: mirrored(v) for k, v in value.items()}
    if isinstance(value, list):
        return [mirrored(v) for v in value]
    return {"left": "right", "right": "left"}.get(value, value) if isinstance(value, str) else value


def test_a_mirrored_patient_gets_the_mirrored_answer() -> None:
    body = case_text(*FACTS)
    here, there = answer(body), answer(mirrored(body))  # type: ignore[arg-type]
    assert same(here, there)
    for ours, theirs in zip(here.differential, there.differential, strict=True):
        assert [(p.level, p.side) for p in ours.where] == [(p.level, mirrored(p.side)) for p in theirs.where]


@pytest.mark.parametrize(
    "finding", ["straight_leg_raise", "si_provocation_cluster", "mri_foraminal_stenosis", "sensory_deficit"]
)
def test_a_left_finding_does_not_raise_a_cause_of_right_sided_pain(finding: str) -> None:
    value = knowledge().findings[finding].levels[-1]
    with_left = answer(case_text(*FACTS[3:6], fact(finding, value, side="left")))
    assert same(with_left, answer(case_text(*FACTS[3:6])))


def single_cause_findings() -> list[tuple[str, str]]:
    known = knowledge()
    causes: dict[str, list[str]] = {}
    for m in known.mechanisms.values():
        if "lumbar" in m.regions:
            for f, link in m.regions["lumbar"].findings.items():
                causes.setdefault(f, []).append(m.id if link.given else "")
    return sorted((f, c[0]) for f, c in causes.items() if len(c) == 1 and c[0])


@pytest.mark.parametrize(("finding", "mechanism"), single_cause_findings())
def test_the_highest_level_of_a_finding_with_one_cause_never_lowers_that_cause(finding: str, mechanism: str) -> None:
    before = answer(case_text(*FACTS[3:5]))
    after = answer(case_text(*FACTS[3:5], fact(finding, knowledge().findings[finding].levels[-1])))
    assert probability(after, mechanism) >= probability(before, mechanism) - 1e-12


def test_a_scan_from_before_the_operation_does_not_feed_the_present_differential() -> None:
    old = fact("mri_foraminal_stenosis", level="L5-S1", side="right") | {"when": {"months_ago": 30}}
    assert same(answer(case_text(*FACTS[:3], old)), answer(case_text(*FACTS[:3])))
    now = fact("mri_foraminal_stenosis", level="L5-S1", side="right")
    raised = entry(answer(case_text(*FACTS[:3], now)), "foraminal_stenosis").probability
    assert raised > entry(answer(case_text(*FACTS[:3])), "foraminal_stenosis").probability


WORDS = ("burning_pain", "electric_shock_pain", "tingling", "numbness_symptom", "cold_pain")


def test_more_words_of_one_level_do_not_move_the_answer() -> None:
    three = answer(case_text(*(fact(w) for w in WORDS[:3])))
    five = answer(case_text(*(fact(w) for w in WORDS)))
    one = answer(case_text(fact(WORDS[0])))
    assert same(three, five)
    assert entry(three, "neuropathic_nerve_injury").probability > entry(one, "neuropathic_nerve_injury").probability


def test_a_lesion_at_a_level_whose_root_does_not_hurt_does_not_count() -> None:
    told = answer(case_text(*FACTS[:3], fact("mri_foraminal_stenosis", level="L3-L4", side="right")))
    assert same(told, answer(case_text(*FACTS[:3])))


def test_without_any_fusion_there_is_no_pseudarthrosis() -> None:
    found = entry(answer(case_text(*FACTS)), "pseudarthrosis")
    assert found.probability == 0
    assert found.against


def test_a_level_that_no_fact_supports_is_never_named() -> None:
    told = answer(case_text(fact("cough_or_strain_worse")))
    assert all(place.level is None for r in told.differential for place in r.where)
    located = answer(case_text(fact("mri_foraminal_stenosis", level="L5-S1", side="right")))
    assert [(p.level, p.side) for p in entry(located, "foraminal_stenosis").where] == [("L5-S1", "right")]


def test_every_fact_for_or_against_has_a_source_or_says_that_it_is_a_judgement() -> None:
    told = [a for r in answer(case_text(*FACTS)).differential for a in (*r.for_, *r.against)]
    assert told
    known = knowledge()
    for argument in told:
        named = argument.source.split(", ")
        assert all(n in known.sources or n in {"elicited", "competing explanation", "by definition"} for n in named)


def test_main_shares_and_no_modelled_cause_add_up() -> None:
    result = answer(case_text(*FACTS))
    assert sum(r.main for r in result.differential) + (result.no_modelled_cause or 0) == pytest.approx(1)
    assert [r.main for r in result.differential] == sorted((r.main for r in result.differential), reverse=True)
    for r in result.differential:
        assert r.interval[0] <= r.probability <= r.interval[1]


NEW_MECHANISM = """
id: test_only_cluneal_entrapment
label: {en: Cluneal nerve entrapment, es: Atrapamiento de nervios cluneales}
about: {en: Entrapment of a skin nerve over the iliac crest., es: Atrapamiento de un nervio sobre la cresta.}
salience: 2
salience_reason: A full explanation of pain over the crest.
patterns: {neuropathic_pain: {value: 1.0, weight: 5, elicited: A nerve in the skin}}
findings:
  - id: crest_tender_point
    label: {en: Tender point on the iliac crest that reproduces the pain}
    asked: examination
    leak: {present: {value: 0.05, weight: 8, elicited: Seldom so sharply localised}}
  - id: crest_block_relief
    label: {en: Relief by a block on the iliac crest}
    asked: block
    leak: {present: {value: 0.1, weight: 8, elicited: Placebo relief of a superficial block}}
regions:
  lumbar:
    prior:
      main_share: {value: 0.03, weight: 8, elicited: Seldom the main source}
      co_cause: {value: 0.02, weight: 8, elicited: Seldom beside another}
    findings:
      crest_tender_point: {given: {present: {value: 0.9, weight: 8, elicited: Entry to the diagnosis}}}
      crest_block_relief: {given: {present: {value: 0.85, weight: 8, elicited: Confirms it}}}
"""


def test_a_new_mechanism_in_one_new_file_comes_first_for_a_case_that_shows_it(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(Path(sequela.knowledge.__file__).parent / "data", folder)
    (folder / "mechanisms" / "test_only_cluneal_entrapment.yaml").write_text(NEW_MECHANISM, encoding="utf-8")
    known = load_knowledge(folder, cache=None)
    result = answer(case_text(fact("crest_tender_point"), fact("crest_block_relief")), known)
    assert result.differential[0].mechanism == "test_only_cluneal_entrapment"
    assert result.differential[0].probability > 0.5
