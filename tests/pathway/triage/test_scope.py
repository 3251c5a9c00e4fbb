"""Whether a patient is the product's business."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from sequela.assessment import ScopeResult, Statement
from sequela.pathway.triage.scope import scope
from tests.pathway.triage.patients import case, knowledge, patient, reading


def scope_of(row: dict[str, object]) -> ScopeResult:
    of = patient(row)
    return scope(of, reading(of), knowledge())


def told(statements: Iterable[Statement]) -> list[tuple[str, tuple[str, ...]]]:
    """What is said, each with the places of the case it rests on."""
    return [(statement.text, statement.facts) for statement in statements]


EARLY = "Operated less than 3 months ago: danger, causes and tests, no plan for lasting pain yet"
UNCLEAR = "The latest operation may be less than 3 months ago: its date decides"
PREGNANT = ("Pregnancy is recorded: no intervention is proposed", ("facts[0]",))
WITH_PREGNANCY: dict[str, object] = {"facts": {"pregnancy": "present"}}


def operated(**when: object) -> dict[str, object]:
    return {"surgery": {"procedure": "discectomy", **({"when": when} if when else {})}}


def test_an_adult_with_pain_two_years_after_surgery_is_in_and_it_is_said_why() -> None:
    found = scope_of({})
    assert found.status == "in"
    assert told(found.because) == [
        ("Adult", ("patient.age",)),
        ("Operated on the spine", ("surgeries[0]",)),
        ("Pain is told", ("complaints[0]",)),
    ]
    assert found.notes == ()


@pytest.mark.parametrize(("weeks", "status"), [(2, "early"), (11, "early"), (16, "in")])
def test_before_three_months_it_is_early(weeks: int, status: str) -> None:
    assert scope_of(operated(weeks_ago=weeks)).status == status


def test_early_is_said_with_the_operation_and_with_what_else_is_missing() -> None:
    found = scope_of({**operated(weeks_ago=2), **WITH_PREGNANCY, "age": None})
    assert found.status == "early"
    assert told(found.because) == [(EARLY, ("surgeries[0].when",)), ("Age is not recorded", ())]
    assert told(found.notes) == [PREGNANT]


def test_a_date_that_may_lie_on_either_side_of_three_months_is_asked() -> None:
    found = scope_of({**operated(months_ago=3), **WITH_PREGNANCY})
    assert found.status == "unknown"
    assert told(found.because) == [(UNCLEAR, ("surgeries[0].when",))]
    assert told(found.notes) == [PREGNANT]


def test_an_operation_without_a_date_is_asked_for_it() -> None:
    found = scope_of(operated())
    assert found.status == "unknown"
    assert told(found.because) == [("The date of the latest operation is not recorded", ("surgeries[0]",))]


def test_of_several_operations_the_date_of_the_latest_is_asked() -> None:
    surgeries = [{"procedure": "discectomy", "when": {"years_ago": 4}}, {"procedure": "laminectomy"}]
    of = case(
        {
            "schema": "sequela.case/1",
            "patient": {"age": 52},
            "surgeries": surgeries,
            "complaints": [{"id": "main", "region": "lumbar"}],
        }
    )
    found = scope(of, reading(of), knowledge())
    assert found.status == "unknown"
    assert told(found.because) == [("The date of the latest operation is not recorded", ("surgeries[1]",))]


@pytest.mark.parametrize(("age", "status"), [(17, "out"), (18, "in"), (95, "in")])
def test_under_age_is_out(age: int, status: str) -> None:
    found = scope_of({"age": age})
    assert found.status == status
    assert found.because


def test_under_age_is_said_with_its_reason_and_danger_notes_stay() -> None:
    found = scope_of({"age": 17, **WITH_PREGNANCY})
    assert told(found.because) == [
        ("Under 18 years: the knowledge was made from studies of adults", ("patient.age",)),
    ]
    assert told(found.notes) == [PREGNANT]


def test_an_age_on_either_side_of_eighteen_is_asked() -> None:
    found = scope_of({"age": [17, 18]})
    assert found.status == "unknown"
    assert told(found.because) == [("The age given may be under 18", ("patient.age",))]


def test_never_operated_is_out_and_unknown_is_not_never() -> None:
    complaint = {"complaints": [{"id": "main", "region": "lumbar"}], "patient": {"age": 40}}
    silent = case({"schema": "sequela.case/1", **complaint})
    asked = scope(silent, reading(silent), knowledge())
    assert asked.status == "unknown"
    assert told(asked.because) == [("No spine operation is recorded", ())]
    never = case({"schema": "sequela.case/1", "surgeries": "none", **complaint})
    found = scope(never, reading(never), knowledge())
    assert found.status == "out"
    assert told(found.because) == [
        ("Never operated on the spine: this is about pain after spine surgery", ("surgeries",)),
    ]


def test_nothing_known_is_unknown_and_says_what_is_missing() -> None:
    empty = replace(case({"schema": "sequela.case/1"}), complaints=())
    found = scope(empty, reading(empty), knowledge())
    assert found.status == "unknown"
    missing = ("Age is not recorded", "No spine operation is recorded", "No complaint is recorded")
    assert told(found.because) == [(text, ()) for text in missing]


@pytest.mark.parametrize("finding", ["pregnancy", "active_cancer"])
def test_pregnancy_and_active_cancer_go_on_and_are_said_on_top(finding: str) -> None:
    found = scope_of({"facts": {finding: "present"}})
    assert found.status == "in"
    assert "no intervention is proposed" in found.notes[0].text
    assert found.notes[0].facts == ("facts[0]",)


def test_cancer_in_the_past_asks_whether_it_is_active() -> None:
    text = "Cancer, now or in the past: ask whether it is active; if it is, no intervention is proposed"
    assert told(scope_of({"facts": {"cancer_history": "present"}}).notes) == [(text, ("facts[0]",))]
    assert scope_of({"facts": {"cancer_history": "absent"}}).notes == ()
    assert scope_of({"facts": {"cancer_history": "present", "active_cancer": "absent"}}).notes == ()
