"""What is due has a day and a reason; what is not documented is said so and never taken for allowed."""

from __future__ import annotations

import datetime as dt

import pytest

from sequela.assessment.followup import Due, Plans, RepeatGate
from tests.pathway.followup.patients import INJECTION, followed, patient, scored

OXYCODONE = {"name": "oxycodone", "dose": 20, "unit": "mg", "per_day": 2, "route": "oral"}


def due(kind: str, *facts: object, plans: Plans | None = None, **more: object) -> list[Due]:
    return [item for item in followed(patient(*facts, **more), plans).due if item.kind == kind]  # type: ignore[arg-type]


def test_a_treatment_that_can_be_judged_asks_for_a_score() -> None:
    recent = {**INJECTION, "when": "2024-05-20"}
    (item,) = due("measure", scored("pain_leg", {"2024-05-18": 8}), treatments=[recent])
    assert (item.on, item.status) == (dt.date(2024, 6, 17), "soon")
    assert "to judge transforaminal" in item.text
    (late,) = due("measure", scored("pain_leg", {"2024-01-05": 8}), treatments=[INJECTION])
    assert (late.on, late.status) == (dt.date(2024, 2, 7), "overdue")


def test_one_that_was_judged_or_is_long_past_asks_for_none() -> None:
    (item,) = due("measure", scored("pain_leg", {"2024-01-05": 8, "2024-02-10": 3}), treatments=[INJECTION])
    assert (item.on, item.status) == (dt.date(2024, 5, 12), "overdue")  # a season after the last score
    old = {**INJECTION, "when": "2021-01-10"}
    (item,) = due("measure", scored("pain_leg", {"2020-12-05": 8}), treatments=[old])
    assert "to judge" not in item.text


def test_without_any_score_a_baseline_is_taken_now() -> None:
    (item,) = due("measure")
    assert item.status == "now"
    assert "baseline" in item.text


@pytest.mark.parametrize(("when", "status"), [("2022-05-01", "overdue"), ("2022-07-20", "soon"), ("2024-01-01", None)])
def test_a_block_that_runs_out_is_told_before_it_does(when: str, status: str | None) -> None:
    block = {"block": "selective_nerve_root_block", "result": "present", "when": when}
    found = due("validity", blocks=[block])
    assert [item.status for item in found] == ([] if status is None else [status])  # it tells two years


def test_of_several_old_blood_tests_only_the_newest_is_to_be_repeated() -> None:
    old, newer = ({"finding": "crp", "value": "present", "when": when} for when in ("2023-01-05", "2023-11-05"))
    (item,) = due("validity", [newer, old])
    assert "of 2023-11-05" in item.text
    fresh = {"finding": "crp", "value": "present", "when": "2024-05-25"}
    (item,) = due("validity", [old, fresh])
    assert "of 2024-05-25" in item.text


def test_imaging_older_than_the_change_in_pain_is_named() -> None:
    scan = {"finding": "mri_foraminal_stenosis", "value": "present", "level": "L4-L5", "when": "2023-03-10"}
    began = [{"id": "leg", "region": "lumbar", "onset": "2023-09"}]
    (item,) = due("imaging", [scan], complaints=began)
    assert "2023-03-10 is older than the change in pain" in item.text
    assert due("imaging", [scan], complaints=[{"id": "leg", "region": "lumbar", "onset": "2023-02"}]) == []
    assert due("imaging", [scan], complaints=[{"id": "leg", "region": "lumbar"}]) == []
    neck = [{"id": "neck", "region": "cervical", "onset": "2023-09"}]
    assert due("imaging", [scan], complaints=neck) == []
    worse = scored("pain_leg", {"2024-01-05": 3, "2024-04-20": 8})
    (item,) = due("imaging", [scan], worse, complaints=[{"id": "leg", "region": "lumbar", "onset": "2023-02"}])
    assert "worse since 2024-04-20" in item.text


@pytest.mark.parametrize(
    ("visits", "status"),
    [([], "now"), (["2024-05-01"], "later"), (["2024-03-10"], "soon"), (["2024-01-10"], "overdue")],
)
def test_opioids_are_weighed_again_counted_from_the_last_visit(visits: list[str], status: str) -> None:
    seen = [{"when": day, "by": "pain clinic"} for day in visits]
    (item,) = due("opioids", medicines=[OXYCODONE], visits=seen)
    assert item.status == status
    assert "60 MME" in item.text
    assert "sudden stop" in item.because[0].text


def test_without_opioids_there_is_nothing_to_weigh() -> None:
    assert due("opioids", medicines=[{"name": "gabapentin"}]) == []


def days(number: float) -> dict[str, object]:
    return {"value": number, "weight": 5, "elicited": "for this test"}


def gate(rule: dict[str, object]) -> Plans:
    found = RepeatGate(treatment=str(INJECTION["treatment"]), rule=rule, text="as the test says")
    return Plans(repeats=(found,))


def test_a_repeat_is_open_closed_until_a_day_or_not_documented() -> None:
    since = {"quantity": "days_since_surgery", "ge": days(100)}
    recent = [{"procedure": "discectomy", "when": "2024-05-01"}]
    (item,) = due("repeat", treatments=[INJECTION], plans=gate(since))
    assert item.status == "open"
    (item,) = due("repeat", treatments=[INJECTION], plans=gate(since), surgeries=recent)
    assert (item.status, item.on) == ("not_yet", dt.date(2024, 8, 9))
    (item,) = due("repeat", treatments=[INJECTION], plans=gate(since), surgeries=[{"procedure": "discectomy"}])
    assert item.status == "not_documented"
    assert "days since surgery" in item.text


def test_what_time_does_not_mend_has_no_day() -> None:
    tried = {"tried": INJECTION["treatment"], "effect": ["good"]}
    (item,) = due("repeat", treatments=[{**INJECTION, "effect": "none"}], plans=gate(tried))
    assert (item.status, item.on) == ("not_yet", None)
    (item,) = due("repeat", treatments=[INJECTION], plans=gate(tried))
    assert item.status == "not_documented"
    (item,) = due("repeat", treatments=[{**INJECTION, "effect": "good"}], plans=gate(tried))
    assert item.status == "open"


def test_a_treatment_never_given_has_no_repeat() -> None:
    assert due("repeat", plans=gate({"quantity": "days_since_surgery", "ge": days(100)})) == []
