"""When the record gives a reason to see a clinician."""

from __future__ import annotations

import pytest

from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.triage.seek_care import NEUROLOGY, reasons
from tests.pathway.triage.patients import case, fact, knowledge, patient, reading


def label(finding: str) -> str:
    return knowledge().findings[FindingId(finding)].label.en


def said(row: dict[str, object]) -> list[str]:
    of = patient(row)
    return [reason.text for reason in reasons(of, reading(of), knowledge())]


def test_pain_two_years_after_surgery_is_past_the_expected_recovery() -> None:
    assert said({}) == ["Pain goes on past the expected recovery after the operation"]


def test_pain_two_weeks_after_surgery_is_not() -> None:
    assert said({"surgery": {"procedure": "discectomy", "when": {"weeks_ago": 2}}}) == []


BACK_AFTER_MONTHS = "Symptoms came back after months or years of relief"
BACK = "Symptoms came back after relief"


def relieved(relief: str, **more: object) -> dict[str, object]:
    """A patient who was better, then worse, after so much relief."""
    surgery = {"procedure": "discectomy", "when": {"months_ago": 24}, "relief": relief, **more}
    return {"surgery": surgery, "complaint": {"course": "better_then_worse"}}


@pytest.mark.parametrize(("months", "text"), [(12, BACK_AFTER_MONTHS), (2, BACK_AFTER_MONTHS), (1, BACK)])
def test_symptoms_back_after_relief_are_a_reason_and_two_months_count_as_months(months: int, text: str) -> None:
    assert text in said(relieved("complete", pain_free_months=months))


def test_months_of_relief_are_a_reason_whatever_the_course_is_called() -> None:
    surgery = {"procedure": "discectomy", "when": {"months_ago": 24}, "relief": "complete", "pain_free_months": 12}
    of = patient({"surgery": surgery})
    told = {reason.text: reason.facts for reason in reasons(of, reading(of), knowledge())}
    assert told[BACK_AFTER_MONTHS] == ("surgeries[0].pain_free_months",)


@pytest.mark.parametrize(("relief", "expected"), [("complete", True), ("partial", True), ("none", False)])
def test_symptoms_come_back_only_after_relief(relief: str, expected: bool) -> None:
    assert (BACK in said(relieved(relief))) is expected


def test_pain_that_was_relieved_and_did_not_turn_worse_did_not_come_back() -> None:
    surgery = {"procedure": "discectomy", "when": {"months_ago": 24}, "relief": "partial"}
    assert BACK not in said({"surgery": surgery, "complaint": {"course": "never_better"}})


def test_each_reason_rests_on_the_places_that_say_so() -> None:
    row = {
        **relieved("complete"),
        "complaint": {"course": "better_then_worse", "like_before_surgery": "no"},
        "facts": {"motor_deficit": "present worse", "walking_worse": "present new"},
    }
    of = patient(row)
    assert [(reason.text, reason.facts) for reason in reasons(of, reading(of), knowledge())] == [
        ("Pain goes on past the expected recovery after the operation", ("complaints[0]", "surgeries[0].when")),
        (BACK, ("complaints[0].course",)),
        ("The pain differs from the one before the operation", ("complaints[0].like_before_surgery",)),
        (f"Nerve function is getting worse: {label('motor_deficit')}", ("facts[0]",)),
        (f"Function is falling: {label('walking_worse')}", ("facts[1]",)),
    ]


@pytest.mark.parametrize("sign", NEUROLOGY)
def test_every_sign_of_worsening_neurology_is_a_reason(sign: str) -> None:
    text = f"Nerve function is getting worse: {label(sign)}"
    assert text in said({"facts": {sign: "present worse"}})
    assert text not in said({"facts": {sign: "absent"}})
    assert text not in said({"facts": {sign: "absent worse"}})
    assert text not in said({"facts": {sign: "present"}})


def test_what_holds_for_two_complaints_is_said_for_each_and_never_twice() -> None:
    raw = {
        "schema": "sequela.case/1",
        "surgeries": [{"procedure": "discectomy", "when": {"months_ago": 24}}],
        "complaints": [
            {"id": "back", "region": "lumbar", "like_before_surgery": "no"},
            {"id": "leg", "region": "lumbar", "like_before_surgery": "yes"},
        ],
        "facts": [fact("sensory_deficit", "present worse")],
    }
    of = case(raw)
    told = [(reason.text, reason.facts) for reason in reasons(of, reading(of), knowledge())]
    assert len(told) == len(set(told))
    assert [facts[0] for text, facts in told if text.startswith("Pain goes on")] == ["complaints[0]", "complaints[1]"]
    assert [facts for text, facts in told if text.startswith("The pain differs")] == [
        ("complaints[0].like_before_surgery",)
    ]
    assert [facts for text, facts in told if text.startswith("Nerve")] == [("facts[0]",)]


def test_a_new_pattern_is_a_reason_and_an_unasked_one_is_not() -> None:
    text = "The pain differs from the one before the operation"
    assert text in said({"complaint": {"like_before_surgery": "no"}})
    assert text not in said({"complaint": {"like_before_surgery": "yes"}})
    assert text not in said({})


def test_worsening_nerves_and_falling_function_are_reasons_and_stable_ones_are_not() -> None:
    worse = said({"facts": {"sensory_deficit": "present worse", "falling_function": "present new"}})
    assert any(text.startswith("Nerve function is getting worse") for text in worse)
    assert any(text.startswith("Function is falling") for text in worse)
    assert not any("worse:" in text for text in said({"facts": {"sensory_deficit": "present stable"}}))


def test_of_a_patient_of_whom_nothing_is_known_nothing_is_said() -> None:
    empty = case({"schema": "sequela.case/1"})
    assert reasons(empty, reading(empty), knowledge()) == ()
