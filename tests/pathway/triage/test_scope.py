"""Whether a patient is the product's business."""

from __future__ import annotations

import pytest

from sequela.assessment import ScopeResult
from sequela.pathway.triage.scope import scope
from tests.pathway.triage.patients import case, knowledge, patient, reading


def scope_of(row: dict[str, object]) -> ScopeResult:
    of = patient(row)
    return scope(of, reading(of), knowledge())


def test_an_adult_with_pain_two_years_after_surgery_is_in() -> None:
    found = scope_of({})
    assert found.status == "in"
    assert {place for reason in found.because for place in reason.facts} >= {"patient.age", "complaints[0]"}
    assert found.notes == ()


@pytest.mark.parametrize(("weeks", "status"), [(2, "early"), (11, "early"), (16, "in")])
def test_before_three_months_it_is_early(weeks: int, status: str) -> None:
    assert scope_of({"surgery": {"procedure": "discectomy", "when": {"weeks_ago": weeks}}}).status == status


def test_a_date_that_may_lie_on_either_side_of_three_months_is_asked() -> None:
    found = scope_of({"surgery": {"procedure": "discectomy", "when": {"months_ago": 3}}})
    assert found.status == "unknown"
    assert "its date decides" in found.because[-1].text


@pytest.mark.parametrize(("age", "status"), [(17, "out"), (18, "in"), (95, "in")])
def test_under_age_is_out(age: int, status: str) -> None:
    found = scope_of({"age": age})
    assert found.status == status
    assert found.because


def test_never_operated_is_out_and_unknown_is_not_never() -> None:
    complaint = {"complaints": [{"id": "main", "region": "lumbar"}], "patient": {"age": 40}}
    silent = case({"schema": "sequela.case/1", **complaint})
    assert scope(silent, reading(silent), knowledge()).status == "unknown"
    never = case({"schema": "sequela.case/1", "surgeries": [], **complaint})
    found = scope(never, reading(never), knowledge())
    assert found.status == ("out" if never.never_operated else "unknown")


def test_nothing_known_is_unknown_and_says_what_is_missing() -> None:
    empty = case({"schema": "sequela.case/1"})
    found = scope(empty, reading(empty), knowledge())
    assert found.status == "unknown"
    assert [reason.text for reason in found.because][:2] == ["Age is not recorded", "No spine operation is recorded"]


@pytest.mark.parametrize("finding", ["pregnancy", "active_cancer"])
def test_pregnancy_and_active_cancer_go_on_and_are_said_on_top(finding: str) -> None:
    found = scope_of({"facts": {finding: "present"}})
    assert found.status == "in"
    assert "no intervention is proposed" in found.notes[0].text
    assert found.notes[0].facts == ("facts[0]",)


def test_cancer_in_the_past_asks_whether_it_is_active() -> None:
    assert "ask whether it is active" in scope_of({"facts": {"cancer_history": "present"}}).notes[0].text
    assert scope_of({"facts": {"cancer_history": "present", "active_cancer": "absent"}}).notes == ()
