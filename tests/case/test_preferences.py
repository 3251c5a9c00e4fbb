"""What the patient wants counts however it is spelt, or the spelling is a fault: a refusal is never passed over."""

from __future__ import annotations

import json

import pytest

from sequela.case.errors import CaseError

from .conftest import ReadCase


def wishes(read: ReadCase, stated: object) -> dict[str, object]:
    return dict(read(f"preferences: {json.dumps(stated)}\n").preferences)


@pytest.mark.parametrize("said", ["no", "No", "NO", " no ", False])
def test_a_refusal_counts_in_every_common_spelling(read: ReadCase, said: object) -> None:
    assert wishes(read, {"surgery": said}) == {"surgery": "no"}


def test_a_truth_value_of_yaml_is_yes_or_no(read: ReadCase) -> None:
    assert read("preferences: {surgery: false, injections: true}\n").preferences == {
        "surgery": "no",
        "injections": "yes",
    }


def test_what_was_not_answered_is_left_out_and_the_order_of_the_file_stays(read: ReadCase) -> None:
    stated = {"time_off_weeks": 2, "surgery": "Only if needed", "implant": "unknown", "matters_most": "Safety"}
    found = wishes(read, stated)
    assert list(found.items()) == [("time_off_weeks", 2), ("surgery", "only_if_needed"), ("matters_most", "safety")]
    assert wishes(read, "unknown") == {}
    assert wishes(read, None) == {}


@pytest.mark.parametrize(
    ("stated", "field", "code", "nearest"),
    [
        ({"surgery": "never"}, "surgery", "unknown_name", "no"),
        ({"surgery": "declined"}, "surgery", "unknown_name", "no"),
        ({"surgery": "only_if_neded"}, "surgery", "unknown_name", "only_if_needed"),
        ({"surgery": ["no"]}, "surgery", "wrong_type", None),
        ({"surgery": 0}, "surgery", "wrong_type", None),
        ({"surgery": {"no": 1}}, "surgery", "wrong_type", None),
        ({"Surgery": "no"}, "Surgery", "unknown_key", "surgery"),
        ({"operation": "no"}, "operation", "unknown_key", None),
        ({"time_off_weeks": "two"}, "time_off_weeks", "wrong_type", None),
        ({"time_off_weeks": -1}, "time_off_weeks", "out_of_range", None),
        ({"time_off_weeks": 1e300}, "time_off_weeks", "out_of_range", None),
        ({"time_off_weeks": True}, "time_off_weeks", "wrong_type", None),
        ({"matters_most": "releif"}, "matters_most", "unknown_name", "relief"),
        ({"matters_most": False}, "matters_most", "wrong_type", None),
    ],
)
def test_a_wish_nobody_would_read_is_a_fault_with_its_mend(
    read: ReadCase, stated: object, field: str, code: str, nearest: str | None
) -> None:
    with pytest.raises(CaseError) as caught:
        wishes(read, stated)
    (problem,) = caught.value.problems
    assert (problem.field, problem.code, problem.nearest) == (f"preferences.{field}", code, nearest)


@pytest.mark.parametrize("stated", ["no surgery", ["no"], 5])
def test_wishes_are_keys_with_values(read: ReadCase, stated: object) -> None:
    with pytest.raises(CaseError, match="expected keys with values"):
        wishes(read, stated)
