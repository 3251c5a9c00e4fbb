"""A change counts from the smallest that patients call important on; a vague or contradictory score decides nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pathway.followup.patients import INJECTION, followed, outcome, patient, scored


@pytest.mark.parametrize(
    ("finding", "first", "last", "verdict"),
    [
        ("pain_back", 7, 5, "better"),  # 2 points matter
        ("pain_back", 7, 5.5, "no_important_change"),
        ("pain_back", 5, 7, "worse"),
        ("pain_back", 5, 6.9, "no_important_change"),
        ("odi", 50, 40, "better"),  # 10 points
        ("odi", 50, 41, "no_important_change"),
        ("odi", 40, 50, "worse"),
        ("phq9", 15, 10, "better"),  # 5 points
        ("promis_physical_function", 35, 38.6, "better"),  # higher is better, 3.6 points
        ("promis_physical_function", 38.6, 35, "worse"),
        ("mjoa", 12, 14, "better"),
        ("pain_arm", 8, 2, "not_known"),  # no important change in points is known for the arm
        ("csi", 60, 20, "not_known"),
    ],
)
def test_better_and_worse_are_judged_in_the_direction_of_the_instrument(
    finding: str, first: float, last: float, verdict: str
) -> None:
    of = followed(patient(scored(finding, {"2024-01-05": first, "2024-05-20": last})))
    assert outcome(of, finding).verdict == verdict
    assert outcome(of, finding).change == pytest.approx(last - first)


def test_one_score_alone_says_nothing() -> None:
    found = outcome(followed(patient(scored("odi", {"2024-05-20": 44}))), "odi")
    assert (found.change, found.verdict) == (None, "not_known")
    assert "nothing to compare" in str(found.note)


def test_the_baseline_is_the_first_after_the_latest_operation() -> None:
    points = {"2018-05-01": 9, "2022-06-01": 7, "2024-05-20": 4}
    found = outcome(followed(patient(scored("pain_leg", points))), "pain_leg")
    assert (found.baseline.value, found.change) == (7, -3)
    assert [point.value for point in found.points] == [9, 7, 4]


def test_the_baseline_may_be_the_last_before_a_treatment() -> None:
    of = patient(scored("pain_leg", {"2023-05-01": 9, "2024-01-02": 6, "2024-05-20": 5}), treatments=[INJECTION])
    assert outcome(followed(of), "pain_leg").verdict == "better"
    since = outcome(followed(of, baseline="epidural_steroid_transforaminal"), "pain_leg")
    assert (since.baseline.value, since.verdict) == (6, "no_important_change")
    assert "before transforaminal" in since.baseline_is


def test_sides_are_followed_apart() -> None:
    left = scored("pain_leg", {"2024-01-05": 8, "2024-05-20": 3}, side="left")
    right = scored("pain_leg", {"2024-01-05": 3, "2024-05-20": 8}, side="right")
    found = {o.side: o.verdict for o in followed(patient(left, right)).outcomes}
    assert found == {"left": "better", "right": "worse"}


def test_better_at_first_and_worse_again_is_seen_beside_the_baseline() -> None:
    points = {"2024-01-05": 8, "2024-02-20": 3, "2024-05-20": 7}
    found = outcome(followed(patient(scored("pain_leg", points))), "pain_leg")
    assert found.verdict == "no_important_change"
    assert found.best is not None
    assert found.best.value == 3
    assert found.worse_from is not None
    assert found.worse_from.when == "2024-05-20"


def test_a_correction_replaces_and_a_contradiction_decides_nothing() -> None:
    first = scored("pain_leg", {"2024-01-05": 8}, recorded="2024-01-05")
    corrected = scored("pain_leg", {"2024-05-20": 4}, recorded="2024-05-25")
    slip = scored("pain_leg", {"2024-05-20": 9}, recorded="2024-05-20")
    assert outcome(followed(patient(first, slip, corrected)), "pain_leg").latest.value == 4
    other = scored("pain_leg", {"2024-05-20": 9}, recorded="2024-05-25")
    found = outcome(followed(patient(first, corrected, other)), "pain_leg")
    assert (found.latest.value, found.change) == (8, None)
    assert "contradict" in str(found.note)


def test_unknown_is_no_score() -> None:
    asked = [{"finding": "odi", "value": "unknown", "when": "2024-05-20"}]
    found = outcome(followed(patient(scored("odi", {"2024-01-05": 44}), asked)), "odi")
    assert len(found.points) == 1


VALUES = st.lists(st.integers(0, 10), min_size=2, max_size=5)


@settings(max_examples=25)
@given(VALUES)
def test_the_order_in_which_scores_are_written_changes_nothing(values: list[int]) -> None:
    days = {f"2024-01-{day + 10}": value for day, value in enumerate(values)}
    there = outcome(followed(patient(scored("pain_leg", days))), "pain_leg")
    back = outcome(followed(patient(list(reversed(scored("pain_leg", days))))), "pain_leg")
    assert [p.value for p in there.points] == [p.value for p in back.points] == values
    assert (there.verdict, there.change) == (back.verdict, back.change)


@settings(max_examples=25)
@given(st.integers(0, 10), st.integers(0, 10))
def test_better_there_is_worse_on_the_way_back(one: int, other: int) -> None:
    def verdict(first: int, last: int) -> str:
        points = {"2024-01-05": first, "2024-05-20": last}
        return outcome(followed(patient(scored("pain_leg", points))), "pain_leg").verdict

    opposite = {"better": "worse", "worse": "better"}
    assert verdict(one, other) == opposite.get(verdict(other, one), verdict(other, one))
