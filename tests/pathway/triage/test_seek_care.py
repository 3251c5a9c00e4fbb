"""When the record gives a reason to see a clinician."""

from __future__ import annotations

from sequela.pathway.triage.seek_care import reasons
from tests.pathway.triage.patients import case, knowledge, patient, reading


def said(row: dict[str, object]) -> list[str]:
    of = patient(row)
    return [reason.text for reason in reasons(of, reading(of), knowledge())]


def test_pain_two_years_after_surgery_is_past_the_expected_recovery() -> None:
    assert said({}) == ["Pain goes on past the expected recovery after the operation"]


def test_pain_two_weeks_after_surgery_is_not() -> None:
    assert said({"surgery": {"procedure": "discectomy", "when": {"weeks_ago": 2}}}) == []


def test_symptoms_back_after_a_year_of_relief_are_a_reason() -> None:
    surgery = {"procedure": "discectomy", "when": {"months_ago": 24}, "relief": "complete", "pain_free_months": 12}
    assert "Symptoms came back after months or years of relief" in said({"surgery": surgery})


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
