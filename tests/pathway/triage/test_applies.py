"""In what words a person is told that a danger cannot occur in them."""

from __future__ import annotations

import pytest

from sequela.pathway.triage.applies import not_applicable
from tests.pathway.triage.patients import knowledge

WEEKS: dict[str, object] = {"value": 45, "weight": 3, "elicited": "six weeks, for this test"}
PUMP, FEVER = {"finding": "pump_implanted"}, {"finding": "fever"}
BY_THE_FRONT = {"procedure": {"approach": ["anterior"]}}


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (PUMP, "no implanted medicine pump"),
        ({"finding": "crp", "gt": WEEKS}, "no C-reactive protein"),
        ({"finding": "not_described_yet"}, "no not_described_yet"),
        ({"taking": "z_drug"}, "no z drug taken"),
        ({"any": [PUMP, {"taking": "opioid"}]}, "no implanted medicine pump; no opioid taken"),
        ({"at_least": {"count": 1, "of": [FEVER, PUMP]}}, "no fever; no implanted medicine pump"),
        ({"all": [FEVER, {"any": [FEVER, PUMP]}]}, "no fever; no implanted medicine pump"),
        ({"procedure": {"id": ["alif"]}}, "no anterior lumbar interbody fusion"),
        ({"procedure": {"id": "alif"}}, "no anterior lumbar interbody fusion"),
        ({"procedure": {"id": ["alif", "acdf"]}},
         "no anterior lumbar interbody fusion or anterior cervical discectomy and fusion"),
        ({"procedure": {"id": ["plif", "laminectomy", "corpectomy"], "within_days": WEEKS}},
         "no posterior lumbar interbody fusion, laminectomy or vertebral body replacement in the last 45 days"),
        ({"procedure": {"id": ["alif"], "family": ["disc_replacement"]}},
         "no anterior lumbar interbody fusion or disc replacement surgery"),
        ({"procedure": {"family": "fusion", "implants": True}}, "no fusion surgery with implants"),
        ({"procedure": {"implants": False}}, "no operation without implants"),
        ({"procedure": {"within_days": WEEKS}}, "no operation in the last 45 days"),
        (BY_THE_FRONT, "no operation by anterior approach"),
        ({"procedure": {"approach": "anterior"}}, "no operation by anterior approach"),
        ({"procedure": {"approach": ["anterior", "lateral"]}}, "no operation by anterior/lateral approach"),
    ],
)  # fmt: skip
def test_a_danger_that_cannot_occur_names_what_is_missing_for_it(condition: dict[str, object], said: str) -> None:
    assert not_applicable(condition, (), knowledge()).text == f"Does not apply: {said}"


def test_what_must_not_hold_is_no_reason_and_nothing_is_said_twice() -> None:
    not_the_neck = {"none": [{"procedure": {"id": ["acdf"]}}]}
    told = not_applicable({"all": [BY_THE_FRONT, not_the_neck, BY_THE_FRONT]}, (), knowledge())
    assert told.text == "Does not apply: no operation by anterior approach"


def test_the_places_that_say_so_are_given_once_each_in_order() -> None:
    told = not_applicable(PUMP, ("facts[1]", "facts[0]", "facts[1]"), knowledge())
    assert told.facts == ("facts[1]", "facts[0]")


def test_a_condition_that_cannot_be_put_in_words_leaves_no_empty_reason() -> None:
    assert not_applicable({"quantity": "age", "ge": WEEKS}, (), knowledge()).text == "Does not apply"
