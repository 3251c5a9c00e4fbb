"""A case file is read as it stands, or every fault in it is said with its place and the nearest accepted word."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sequela.case.case import Case
from sequela.case.errors import CaseError, CaseProblem
from sequela.case.files import case_of, read_bytes
from sequela.knowledge.schema.knowledge import Knowledge

from .conftest import TODAY, ReadCase

FULL = """
schema: sequela.case/1
as_of: 2024-06-01
patient: {age: 58, sex: female, language: en}
surgeries:
  - {procedure: posterolateral_fusion, levels: [L4-L5], side: both, approach: posterior, implants: [pedicle_screws],
     when: {months_ago: 60}, aim: leg_pain, relief: partial, pain_free_months: 24, complications: none_known}
complaints:
  - {id: leg, region: lumbar, distribution: limb_more, sites: [buttock, lateral_leg], side: right, roots: [L5],
     onset: {months_ago: 3}, course: better_then_worse, like_before_surgery: no, new_injury: no}
facts:
  - {finding: straight_leg_raise, value: present, side: right, when: {months_ago: 1}, by: clinician}
  - {finding: mri_foraminal_stenosis, value: present, level: L5-S1, side: right, when: 2024-05}
treatments: [{treatment: physical_therapy, weeks: 12, adequate: yes, effect: none, when: {months_ago: 2}}]
blocks: [{block: medial_branch_block, levels: [L4-L5], side: right, diary: diary.csv}]
medicines: [{name: gabapentin, dose: 300, unit: mg, per_day: 3, route: oral, since: 2023}]
allergies: [iodinated_contrast]
story: "It was good for two years, then the leg came back."
goals: [walk the dog for 30 minutes]
preferences: {injections: yes, implant: unsure, surgery: only_if_needed, time_off_weeks: 2}
released: null
"""


def problems(read: ReadCase, text: str, as_of: dt.date | None = None) -> tuple[CaseProblem, ...]:
    with pytest.raises(CaseError) as caught:
        read(text, as_of)
    return caught.value.problems


def test_the_file_of_the_format_description_is_read_whole(read: ReadCase) -> None:
    case = read(FULL)
    (surgery,) = case.surgeries
    (complaint,) = case.complaints
    assert (surgery.family, surgery.fuses, surgery.levels, surgery.pain_free_months) == (
        "fusion",
        True,
        ("L4-L5",),
        (24, 24),
    )
    assert (complaint.id, complaint.side, complaint.like_before_surgery) == ("leg", "right", "no")
    assert case.medicines[0].classes[0] == "gabapentinoid"
    assert case.preferences["injections"] == "yes"
    assert case.not_understood == ()


def test_the_sites_of_a_complaint_become_findings_on_its_side(read: ReadCase) -> None:
    facts = {fact.finding: fact for fact in read(FULL).facts}
    assert (facts["buttock_pain"].value, facts["buttock_pain"].side) == ("present", "right")
    assert (facts["dermatomal_leg_pain"].root, facts["dermatomal_leg_pain"].complaint) == ("L5", "leg")
    assert facts["new_injury"].value == "absent"
    assert "groin_pain" not in facts  # not mentioned, which is not absent


def test_json_says_the_same_as_yaml(read: ReadCase, knowledge: Knowledge) -> None:
    raw = {"schema": "sequela.case/1", "facts": [{"finding": "pain_leg", "value": 7}]}
    (item,) = read_bytes(json.dumps(raw).encode(), "case.json")
    assert (
        case_of(item, knowledge, as_of=None, today=TODAY).facts == read("facts: [{finding: pain_leg, value: 7}]").facts
    )


@pytest.mark.parametrize(
    ("text", "code", "field", "nearest"),
    [
        ("factss: []", "unknown_key", "factss", "facts"),
        ("patient: {aeg: 5}", "unknown_key", "patient.aeg", "age"),
        ("patient: 5", "wrong_type", "patient", None),
        ("patient: {age: 200}", "out_of_range", "patient.age", None),
        ("patient: [{age: 5}, {age: 6}]", "two_patients", "patient", None),
        ("patient: {sex: femal}", "unknown_name", "patient.sex", "female"),
        ("patient: {birth_date: 2030-01-01}", "out_of_range", "patient.birth_date", None),
        ("surgeries: [{procedure: microdiscectmy}]", "unknown_name", "surgeries[0].procedure", "microdiscectomy"),
        ("surgeries: [{levels: [L4-L5]}]", "missing", "surgeries[0].procedure", None),
        ("surgeries: [{procedure: tlif, levels: [L4-L5, L9-S1]}]", "unknown_name", "surgeries[0].levels[1]", "L5-S1"),
        ("surgeries: [{procedure: tlif, when: 2024-02-30}]", "impossible_date", "surgeries[0].when", None),
        ("surgeries: [{procedure: tlif, when: 2025}]", "after_as_of", "surgeries[0].when", None),
        ("surgeries: [{procedure: tlif, relief: yes}]", "unknown_name", "surgeries[0].relief", None),
        ("surgeries: [{procedure: tlif, implants: [cagge]}]", "unknown_name", "surgeries[0].implants", "cage"),
        ("complaints: [{sites: [buttok]}]", "unknown_name", "complaints[0].sites[0]", "buttock"),
        ("complaints: [{side: rigth}]", "unknown_name", "complaints[0].side", "right"),
        ("complaints: [{roots: [L9]}]", "unknown_name", "complaints[0].roots[0]", None),
        ("complaints: [{like_before_surgery: true}]", "wrong_type", "complaints[0].like_before_surgery", None),
        ("complaints: [{}, {}, {}, {}]", "out_of_range", "complaints", None),
        ("complaints: [{id: a}, {id: a}]", "repeated_key", "complaints[1].id", None),
        ("facts: [{finding: foot_drp, value: present}]", "unknown_name", "facts[0].finding", "foot_drop"),
        ("facts: [{finding: straight_leg_raise}]", "missing", "facts[0].value", None),
        ("facts: [{finding: straight_leg_raise, value: presnt}]", "unknown_name", "facts[0].value", "present"),
        ("facts: [{finding: straight_leg_raise, value: 3}]", "wrong_type", "facts[0].value", None),
        ("facts: [{finding: pain_leg, value: 11}]", "out_of_range", "facts[0].value", None),
        ("facts: [{finding: pain_leg, value: 5, when: 2025}]", "after_as_of", "facts[0].when", None),
        ("facts: [{finding: pain_leg, value: 5, recorded: soon}]", "impossible_date", "facts[0].recorded", None),
        ("facts: [{finding: foot_drop, value: present, level: L3-L5}]", "out_of_range", "facts[0].level", None),
        ("facts: yes", "wrong_type", "facts", None),
        ("treatments: [{treatment: physical_terapy}]", "unknown_name", "treatments[0].treatment", "physical_therapy"),
        ("treatments: [{treatment: cbt, effect: god}]", "unknown_name", "treatments[0].effect", "good"),
        ("treatments: [{treatment: conservativ}]", "unknown_name", "treatments[0].treatment", "conservative"),
        ("treatments: [{treatment: cbt, times: 1.5}]", "out_of_range", "treatments[0].times", None),
        ("treatments: [{treatment: cbt, times: 51}]", "out_of_range", "treatments[0].times", None),
        ("treatments: [{treatment: cbt, percent: 101}]", "out_of_range", "treatments[0].percent", None),
        ("treatments: [{treatment: cbt, region: lumber}]", "unknown_name", "treatments[0].region", "lumbar"),
        ("treatments: [{treatment: cbt, effect: not_tried, times: 2}]", "contradiction", "treatments[0].times", None),
        ("treatments: [{treatment: cbt, times: 0, effect: good}]", "contradiction", "treatments[0].effect", None),
        ("treatments: [{treatment: cbt, times: 0, percent: 9}]", "contradiction", "treatments[0].percent", None),
        ("blocks: [{block: medial_branch_blok}]", "unknown_name", "blocks[0].block", "medial_branch_block"),
        ("medicines: [{name: warfrin}]", "unknown_name", "medicines[0].name", "warfarin"),
        ("setting: pain_clinc", "unknown_name", "setting", "pain_clinic"),
        ("schema: sequela.case/2", "unknown_name", "schema", "sequela.case/1"),
        ("schema: sequela.case/1\nas_of: 2024-02-30", "impossible_date", "as_of", None),
    ],
)  # fmt: skip
def test_a_fault_is_said_with_its_kind_its_place_and_the_nearest_word(
    read: ReadCase, text: str, code: str, field: str, nearest: str | None
) -> None:
    found = problems(read, text)
    assert (code, field) in [(problem.code, problem.field) for problem in found]
    problem = next(problem for problem in found if problem.field == field)
    assert problem.message
    if nearest is not None:
        assert problem.nearest == nearest
        assert nearest in str(problem)


def test_all_faults_of_a_file_are_told_at_once(read: ReadCase) -> None:
    text = "patient: {age: 200}\nfacts: [{finding: x, value: present}, {finding: pain_leg, value: 12}]\nfoo: 1"
    assert [p.field for p in problems(read, text)] == ["patient.age", "facts[0].finding", "facts[1].value", "foo"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"null", "empty"),
        (b"5", "wrong_type"),
        (b"- {schema: sequela.case/1}\n- {schema: sequela.case/1}", "two_patients"),
        (b"schema: sequela.case/1\n---\nschema: sequela.case/1", "several_documents"),
        (b"schema: a\nschema: b", "repeated_key"),
        (b"a: &a [*a]", "alias"),
        (b"[" * 5000, "too_deep"),
        (b'{"a": ' * 5000, "too_deep"),
        (b"x" * 5_000_000, "too_large"),
        (b"\xff\xfe\x00schema", "encoding"),
        (b"schema: \x00", "syntax"),
        (b"schema: [", "syntax"),
        (b"{]", "syntax"),
    ],
)
def test_what_is_no_case_file_is_refused_by_its_kind(knowledge: Knowledge, data: bytes, code: str) -> None:
    (error,) = _refusals(data, knowledge)
    assert error.first.code == code
    assert json.dumps(error.to_json())


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode())))
def test_any_bytes_are_a_case_or_a_case_error(knowledge: Knowledge, data: bytes) -> None:
    _case_or_error(data, knowledge)


NAMES = """
schema facts surgeries complaints patient value finding when side levels yes null sequela.case/1 straight_leg_raise
known_before L4-L5 2024-02-31 medicines name treatments
"""
WORDS = st.sampled_from(tuple(NAMES.split()))
NESTED = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-10, 3000)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS
    | st.text(max_size=8),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(WORDS, part, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(WORDS, NESTED, max_size=5))
def test_any_shape_of_file_is_a_case_or_a_case_error(knowledge: Knowledge, raw: dict[str, object]) -> None:
    _case_or_error(json.dumps({"schema": "sequela.case/1", **raw}).encode(), knowledge)


def _case_or_error(data: bytes, knowledge: Knowledge) -> None:
    """Reads what can be read; every refusal says something, and nothing else is raised."""
    for error in _refusals(data, knowledge):
        assert error.problems
        assert all(problem.message for problem in error.problems)


def _refusals(data: bytes, knowledge: Knowledge) -> list[CaseError]:
    refused: list[CaseError] = []
    try:
        items = read_bytes(data, "any.yaml")
    except CaseError as error:
        return [error]
    for item in items:
        try:
            assert isinstance(case_of(item, knowledge, as_of=None, today=TODAY), Case)
        except CaseError as error:
            refused.append(error)
    return refused


def test_months_ago_count_from_the_day_of_the_file_whatever_day_is_assessed(read: ReadCase) -> None:
    text = "as_of: 2024-06-01\nsurgeries: [{procedure: tlif, when: {months_ago: 12}}]"
    early, late = (read(text, as_of).surgeries[0].when for as_of in (None, dt.date(2025, 6, 1)))
    assert early == late
    assert early is not None
    assert early.earliest < dt.date(2023, 6, 1) < early.latest


def test_a_fact_observed_after_the_assessment_is_a_fault_unless_it_was_recorded_after_it(read: ReadCase) -> None:
    text = "facts: [{finding: pain_leg, value: 5, when: 2024-07-01%s}]"
    assert problems(read, text % "")[0].code == "after_as_of"
    assert read(text % ", recorded: 2024-07-02").facts[0].recorded == dt.date(2024, 7, 2)


def test_unknown_is_an_answer_and_not_an_absence(read: ReadCase) -> None:
    case = read(
        "surgeries: [{procedure: unknown, relief: unknown}]\ncomplaints: [{distribution: unknown, side: unknown}]"
    )
    assert case.surgeries[0].relief_asked_unknown
    assert case.complaints[0].asked_unknown == {"distribution", "side"}
    assert case.surgeries[0].procedure is None


def test_a_case_without_a_complaint_is_still_about_one_pain(read: ReadCase) -> None:
    (complaint,) = read("surgeries: [{procedure: acdf, levels: [C5-C6]}]").complaints
    assert complaint.region == "cervical"


def test_a_drug_that_is_not_known_is_kept_and_one_nearly_right_is_asked_about(read: ReadCase) -> None:
    kept = read("medicines: [{name: zzqqxx}, {name: warfrin, classes: [anticoagulant]}]").medicines
    assert [taken.medicine for taken in kept] == [None, None]
    assert kept[1].classes == ("anticoagulant",)


def test_taking_an_anticoagulant_is_a_finding_and_having_stopped_it_is_not(read: ReadCase) -> None:
    taking = read("medicines: [{name: Eliquis}]")
    stopped = read("medicines: [{name: apixaban, current: no}]")
    assert [fact.value for fact in taking.facts if fact.finding == "anticoagulant_use"] == ["present"]
    assert [fact for fact in stopped.facts if fact.finding == "anticoagulant_use"] == []


def test_that_a_treatment_did_not_help_counts_only_if_it_was_adequate(read: ReadCase) -> None:
    text = "treatments: [{treatment: facet_injection, effect: none%s}]"
    assert read(text % "").facts == ()
    (fact,) = read(text % ", adequate: yes").facts
    assert (fact.finding, fact.value) == ("facet_injection_response", "absent")


def test_the_failure_of_palliative_care_is_no_finding(read: ReadCase) -> None:
    assert read("treatments: [{treatment: physical_therapy, effect: none, adequate: yes}]").facts == ()


def test_age_from_the_birth_date_is_whole_years_at_the_assessment(read: ReadCase) -> None:
    assert read("patient: {birth_date: 1964-06-02}").patient.age == (59, 59)
    assert read("patient: {birth_date: 1964-06-01}").patient.age == (60, 60)


def test_two_patients_in_json_lines_are_both_answered_and_a_bad_line_does_not_spoil_them(knowledge: Knowledge) -> None:
    line = '{"case": "a", "region": "lumbar", "known_before": {"age": 50}}'
    items = read_bytes(f"{line}\n{{nonsense\n{line.replace('50', '60')}".encode(), "many.jsonl")
    assert [item.error is None for item in items] == [True, False, True]
    assert case_of(items[2], knowledge, as_of=None, today=TODAY).patient.age == (60, 60)


def test_a_treatment_is_read_with_where_what_and_how_often_it_was_given(read: ReadCase) -> None:
    text = (
        "treatments: [{treatment: epidural_steroid_transforaminal, levels: [L5-S1], side: right, region: lumbar,"
        " times: 2, dose: 40, unit: mg, agent: particulate steroid, route: epidural, percent: 50, effect_weeks: 8}]"
    )
    (tried,) = read(text).treatments
    assert (tried.levels, tried.side, tried.region) == (("L5-S1",), "right", "lumbar")
    assert (tried.dose, tried.unit, tried.agent, tried.route) == (40, "mg", "particulate steroid", "epidural")
    assert (tried.times, tried.sessions, tried.percent, tried.effect_weeks) == (2, 2, 50, 8)


def test_what_was_not_tried_was_given_no_time_and_says_nothing_about_a_cause(read: ReadCase) -> None:
    case = read("treatments: [{treatment: sacroiliac_injection, adequate: yes, effect: not_tried}, {treatment: cbt}]")
    assert [(tried.given, tried.sessions) for tried in case.treatments] == [(False, 0), (True, 1)]
    assert case.facts == ()
