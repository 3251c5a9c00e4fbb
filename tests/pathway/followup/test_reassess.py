"""Worse, stalled, a new danger, a new pain: each asks to think again, with its reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.pathway.followup.patients import INJECTION, followed, kinds, patient, scored

COURSE = {"treatment": "physical_therapy", "weeks": 12, "when": "2024-01-15", "adequate": "yes"}
SAME = {"2024-01-10": 7, "2024-04-20": 6}


def test_worse_by_an_important_change_asks_and_by_less_does_not() -> None:
    assert kinds(followed(patient(scored("pain_leg", {"2024-01-10": 5, "2024-05-20": 7})))) == ["worse"]
    assert kinds(followed(patient(scored("pain_leg", {"2024-01-10": 5, "2024-05-20": 6.5})))) == []


def test_relief_that_wore_off_counts_as_worse() -> None:
    of = followed(patient(scored("pain_leg", {"2024-01-10": 8, "2024-02-20": 3, "2024-05-20": 8})))
    assert kinds(of) == ["worse"]
    assert "3 at its best (2024-02-20)" in of.reassess[0].text


@pytest.mark.parametrize(
    ("change", "stalled"),
    [
        ({}, True),
        ({"adequate": "no"}, False),
        ({"adequate": None}, False),  # not known whether it was enough: nothing follows
        ({"when": "2024-04-25"}, False),  # still running
    ],
)
def test_stalled_needs_an_adequate_treatment_that_could_be_judged(change: dict[str, object], stalled: bool) -> None:
    course = {key: value for key, value in {**COURSE, **change}.items() if value is not None}
    of = followed(patient(scored("pain_leg", SAME), treatments=[course]))
    assert ("stalled" in kinds(of)) is stalled


def test_an_important_change_is_not_stalled() -> None:
    of = followed(patient(scored("pain_leg", {"2024-01-10": 7, "2024-04-20": 5}), treatments=[COURSE]))
    assert kinds(of) == []


def test_without_a_visit_or_treatment_a_danger_is_told_and_not_called_new() -> None:
    of = followed(patient(drop(since="2024-05-28")))
    assert {prompt.kind for prompt in of.reassess} == {"flag"}
    assert of.reassess[0].text.startswith("danger: ")


def test_without_scores_the_recorded_effect_counts() -> None:
    assert kinds(followed(patient(treatments=[{**COURSE, "effect": "none"}]))) == ["stalled"]
    assert kinds(followed(patient(treatments=[{**COURSE, "effect": "good"}]))) == []
    assert kinds(followed(patient(treatments=[COURSE]))) == []


def test_while_a_later_treatment_waits_to_be_judged_nothing_is_stalled() -> None:
    later = {**INJECTION, "when": "2024-05-20"}
    assert kinds(followed(patient(scored("pain_leg", SAME), treatments=[COURSE, later]))) == []


def drop(**more: object) -> list[dict[str, object]]:
    return [{"finding": "foot_drop", "value": "present", "trend": "new", **more}]


def test_a_danger_after_the_last_treatment_is_new_and_comes_first() -> None:
    course = {**COURSE, "effect": "none"}
    of = followed(patient(drop(since="2024-05-28"), treatments=[course]))
    assert kinds(of)[0] == "new_flag"
    assert of.reassess[0].urgent
    assert of.reassess[0].because


def test_one_on_record_at_the_last_visit_is_still_told_and_not_called_new() -> None:
    seen = drop(since="2024-05-10", when="2024-05-10", recorded="2024-05-10")
    of = followed(patient(seen, visits=[{"when": "2024-05-12"}]))
    assert {prompt.kind for prompt in of.reassess} == {"flag"}
    assert "on record before" in of.reassess[0].text


def test_one_of_which_nobody_says_since_when_is_not_called_old() -> None:
    two = [{"name": "oxycodone", "since": "2023"}, {"name": "diazepam"}]
    of = followed(patient(medicines=two, visits=[{"when": "2024-05-12"}]))
    (prompt,) = [prompt for prompt in of.reassess if "sedative" in prompt.text]
    assert prompt.kind == "new_flag"
    assert "since when is not recorded" in prompt.text


def test_a_sign_seen_before_and_again_is_not_new_unless_it_was_gone() -> None:
    def seen(*days: tuple[str, str]) -> list[dict[str, object]]:
        return [
            {"finding": "foot_drop", "value": value, "side": "left", "when": day, "recorded": day}
            for day, value in days
        ]

    visit = [{"when": "2024-05-12"}]
    again = followed(patient(seen(("2024-05-10", "present"), ("2024-05-30", "present")), visits=visit))
    assert {prompt.kind for prompt in again.reassess} == {"flag"}
    back = followed(
        patient(seen(("2024-05-01", "present"), ("2024-05-10", "absent"), ("2024-05-30", "present")), visits=visit)
    )
    assert "new_flag" in kinds(back)


def test_an_operation_in_the_course_of_care_counts_as_a_treatment() -> None:
    again = [{"procedure": "discectomy", "when": "2020-03"}, {"procedure": "revision_discectomy", "when": "2024-04-02"}]
    scores = scored("pain_leg", {"2024-01-10": 8})
    assert "new_flag" in kinds(followed(patient(scores, drop(since="2024-05-28"), surgeries=again)))


def test_what_was_ruled_out_or_never_asked_is_no_reason() -> None:
    of = followed(patient([{"finding": "foot_drop", "value": "absent"}], visits=[{"when": "2024-05-12"}]))
    assert kinds(of) == []


def test_a_pain_that_began_after_the_last_visit_is_new() -> None:
    pains = [
        {"id": "leg", "region": "lumbar", "onset": "2022-01"},
        {"id": "neck", "region": "cervical", "onset": "2024-05"},
    ]
    assert kinds(followed(patient(complaints=pains, visits=[{"when": "2024-04-20"}]))) == ["new_complaint"]
    assert kinds(followed(patient(complaints=pains, visits=[{"when": "2024-05-20"}]))) == []
    assert kinds(followed(patient(complaints=pains))) == []  # no visit or treatment to count from
    assert kinds(followed(patient(complaints=pains[:1], visits=[{"when": "2024-04-20"}]))) == []


def test_a_later_day_changes_what_is_due_and_not_what_was_measured() -> None:
    of = patient(scored("pain_leg", SAME), treatments=[COURSE])
    today, later = followed(of), followed(replace(of, as_of=dt.date(2024, 9, 1)))
    assert today.outcomes == later.outcomes
    assert [item.on for item in today.due] == [item.on for item in later.due]
    assert {item.status for item in later.due} == {"overdue"}
